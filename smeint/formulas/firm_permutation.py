"""Two groups of firms compared by permuting the firms' labels, each firm one unit."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from smeint.arrays import FloatArray, frozen
from smeint.defaults import LEVEL, PERMUTATION_DRAWS
from smeint.errors import ArgumentError
from smeint.finding import NAN, Status
from smeint.formulas.result import Estimate, TestResult, where_ok
from smeint.formulas.welch import TwoMeans, mean_difference

#: Up to so many divisions of firms into two groups the test enumerates them all.
ENUMERATION_LIMIT = 200_000
#: Two differences closer than this share of the sum of all distances count as equal.
RELATIVE_TOLERANCE = 1e-12


@dataclass(frozen=True, slots=True)
class FirmValues:
    """One value for each firm of two groups: what its years come to; one comparison.

    Parameters
    ----------
    first, second : array of float, shape (n_1,) and (n_2,)
        Finite values in any order; kept sorted.
    ranks : bool
        Whether the values are means of relative ranks within years, and not of the outcome.

    Raises
    ------
    ArgumentError
        If a group has more than one dimension or a value that is not finite.

    Examples
    --------
    >>> FirmValues([2.0, 1.0], [3.0]).first
    array([1., 2.])
    """

    first: ArrayLike
    second: ArrayLike
    ranks: bool = False

    def __post_init__(self) -> None:
        for name in ("first", "second"):
            values = np.asarray(getattr(self, name), dtype=float)
            if values.ndim != 1 or not np.isfinite(values).all():
                raise ArgumentError(f"{name} must be one-dimensional, with finite values only.")
            object.__setattr__(self, name, frozen(np.sort(values)))

    @property
    def groups(self) -> tuple[FloatArray, FloatArray]:
        """Both groups as arrays."""
        return np.asarray(self.first, dtype=float), np.asarray(self.second, dtype=float)

    def two_means(self) -> TwoMeans:
        """Return the summary that Welch's t test takes."""
        x, y = self.groups
        return two_means_of(x, y)


def two_means_of(first: FloatArray, second: FloatArray) -> TwoMeans:
    """Return sizes, means and variances of two groups, by exact sums.

    Examples
    --------
    >>> two_means_of(np.array([1.0, 3.0]), np.array([2.0])).var_1
    2.0
    """
    found = []
    for values in (first, second):
        n = values.size
        mean = math.fsum(values.tolist()) / n if n else NAN
        still = n > 0 and values.min() == values.max()
        squares = 0.0 if still else math.fsum(((values - mean) ** 2).tolist())
        found.append((n, float(values[0]) if still else mean, squares / (n - 1) if n > 1 else NAN))
    (n_1, mean_1, var_1), (n_2, mean_2, var_2) = found
    return TwoMeans(n_1, n_2, mean_1, mean_2, var_1, var_2)


def firm_permutation(
    firms: FirmValues, seed: int, draws: int = PERMUTATION_DRAWS, level: float = LEVEL
) -> TestResult:
    """Compare two groups of firms by the permutation test of a difference of means.

    Parameters
    ----------
    firms : FirmValues
        One comparison: the procedure has no batch form.
    seed : int
        Seed of a generator of the test's own, for the Monte Carlo version.
    draws : int
        Random divisions of the firms, where there are more than `ENUMERATION_LIMIT` of them.
    level : float
        Confidence level of the difference of means.

    Returns
    -------
    TestResult
        No statistic; effect ``mean_difference`` (its interval is Welch's on the firms' values)
        or, for ranks, ``mean_rank_difference`` without an interval; measure ``permutation_p``
        with the Monte Carlo standard error of p as `std_error`, 0 where all divisions are
        enumerated. `p_method` names which of the two it is. Status ``empty_group``, or
        ``constant_outcome`` where all firms have one value.

    Raises
    ------
    ArgumentError
        If `draws` is below 1.

    Notes
    -----
    Null hypothesis: which firms make up the first group has nothing to do with their values. A
    firm keeps its label in all its years, so that years of one firm need not be independent.
    p is the share of divisions of the firms into groups of these sizes whose means are at least
    as far apart as the observed; by Monte Carlo (k + 1) / (draws + 1). The observed division
    counts. Where spreads differ along with group sizes this is no test of equal means.

    `scipy.stats.permutation_test` doubles the smaller tail, which is another p-value where the
    distribution is skewed, and calls its seed by names that changed between versions.

    References
    ----------
    Ernst, M. D. (2004). Permutation methods: a basis for exact inference. *Statistical Science*,
    19, 676-685. https://doi.org/10.1214/088342304000000396

    Phipson, B., & Smyth, G. K. (2010). Permutation p-values should never be zero. *Statistical
    Applications in Genetics and Molecular Biology*, 9, 39. https://doi.org/10.2202/1544-6115.1585

    Examples
    --------
    >>> test = firm_permutation(FirmValues([5.0, 6.0, 9.0], [1.0, 2.0, 4.0, 5.0]), seed=1)
    >>> print(round(float(test.p_value), 4), test.p_method)
    0.0857 exact, all 35 divisions of firms
    """
    if draws < 1:
        raise ArgumentError(f"draws must be at least 1, got {draws!r}.")
    x, y = firms.groups
    values = np.sort(np.concatenate([x, y]))
    status, p, std_error, method = Status.OK, NAN, NAN, ""
    if not (x.size and y.size):
        status = Status.EMPTY_GROUP
    elif values[0] == values[-1]:
        status = Status.CONSTANT_OUTCOME
    else:
        p, std_error, method = _p_value(x, y, values, seed, draws)
    effect = mean_difference(firms.two_means(), level)
    if firms.ranks:
        effect = Estimate("mean_rank_difference", effect.estimate)
    return where_ok(
        int(status),
        statistic_name="",
        statistic=NAN,
        p_value=p,
        p_method=method,
        effect=effect,
        others=(Estimate("permutation_p", p, std_error=std_error, p_value=p),),
    )


def _p_value(
    x: FloatArray, y: FloatArray, values: FloatArray, seed: int, draws: int
) -> tuple[float, float, str]:
    centred = values - math.fsum(values.tolist()) / len(values)
    smaller = x if len(x) <= len(y) else y
    # the means' difference is the smaller group's centred sum times a constant
    observed = abs(math.fsum((smaller - math.fsum(values.tolist()) / len(values)).tolist()))
    least = observed - RELATIVE_TOLERANCE * float(np.abs(centred).sum())
    size = len(smaller)
    ways = math.comb(len(values), size)
    if ways <= ENUMERATION_LIMIT:
        sums = _all_sums(centred, size)
        p = float((np.abs(sums) >= least).sum()) / ways
        return p, 0.0, f"exact, all {ways} divisions of firms"
    p = (_count_far(centred, size, least, seed, draws) + 1) / (draws + 1)
    method = f"Monte Carlo, {draws} divisions of firms, seed {seed}"
    return p, math.sqrt(p * (1 - p) / draws), method


def _all_sums(centred: FloatArray, size: int) -> FloatArray:
    """Return the sum of every subset of `size` values."""
    flat = itertools.chain.from_iterable(itertools.combinations(range(len(centred)), size))
    rows = np.fromiter(flat, dtype=np.int64).reshape(-1, size)
    return np.asarray(centred[rows].sum(axis=1))


def _count_far(centred: FloatArray, size: int, least: float, seed: int, draws: int) -> int:
    """Return how many random subsets of `size` values have a sum at least `least` from 0."""
    rng = np.random.default_rng(seed)
    rows = max(1, 1_000_000 // len(centred))
    found = 0
    for start in range(0, draws, rows):
        block = np.tile(centred, (min(rows, draws - start), 1))
        sums = rng.permuted(block, axis=1)[:, :size].sum(axis=1)
        found += int((np.abs(sums) >= least).sum())
    return found
