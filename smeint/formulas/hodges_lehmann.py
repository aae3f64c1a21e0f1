"""The Hodges-Lehmann shift between two groups, by order statistics of their differences."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from smeint.arrays import FloatArray, frozen
from smeint.defaults import CONTINUITY, LEVEL
from smeint.errors import ArgumentError
from smeint.finding import NAN, Status
from smeint.formulas.intervals import check_level, normal_quantile
from smeint.formulas.rank_sum import mann_whitney
from smeint.formulas.rank_sum_exact import COST_LIMIT, TiePattern, exact_rank_sum, sum_distribution
from smeint.formulas.result import Estimate, TestResult, where_ok


@dataclass(frozen=True, slots=True)
class TwoSamples:
    """The values of two groups, sorted; one comparison.

    Parameters
    ----------
    first, second : array of float, shape (n_1,) and (n_2,)
        Finite values in any order; kept sorted.

    Raises
    ------
    ArgumentError
        If a group has more than one dimension or a value that is not finite.

    Examples
    --------
    >>> TwoSamples([3.0, 1.0], [2.0]).first
    array([1., 3.])
    """

    first: ArrayLike
    second: ArrayLike

    def __post_init__(self) -> None:
        for name in ("first", "second"):
            values = np.asarray(getattr(self, name), dtype=float)
            if values.ndim != 1 or not np.isfinite(values).all():
                raise ArgumentError(f"{name} must be one-dimensional, with finite values only.")
            # adding 0.0 makes -0.0 the same as 0.0
            object.__setattr__(self, name, frozen(np.sort(values) + 0.0))

    @property
    def samples(self) -> tuple[FloatArray, FloatArray]:
        """Both groups as arrays."""
        return np.asarray(self.first, dtype=float), np.asarray(self.second, dtype=float)

    def pattern(self) -> TiePattern:
        """Return the summary of the exact rank-sum test."""
        x, y = self.samples
        values = np.unique(np.concatenate([x, y]))
        return TiePattern(
            *(
                np.bincount(np.searchsorted(values, v), minlength=len(values))
                if v.size
                else np.zeros(len(values), dtype=np.int64)
                for v in (x, y)
            )
        )


def hodges_lehmann(
    samples: TwoSamples, exact: bool = False, continuity: bool = CONTINUITY, level: float = LEVEL
) -> TestResult:
    """Estimate by how much the first group is shifted against the second, with an interval.

    Parameters
    ----------
    samples : TwoSamples
        One comparison: the procedure has no batch form.
    exact : bool
        Take the interval from the exact distribution of U, and the test from `exact_rank_sum`.
    continuity : bool
        For the asymptotic interval and test, move U half a pair towards its mean.
    level : float
        Confidence level.

    Returns
    -------
    TestResult
        Statistic and p-value of the Mann-Whitney test that the interval inverts; effect
        ``hodges_lehmann`` in the outcome's unit; measures: those of that test. Without an interval
        where groups are too small for the level. Status ``empty_group``, ``constant_outcome``
        where all firms are tied, and for the exact one ``too_large``.

    Notes
    -----
    The estimate is the median of all n_1 n_2 differences, first minus second; it estimates a
    shift, that is, it presupposes distributions of one shape. It is not the difference of
    medians. With D_(1) <= D_(2) ... the ordered differences the interval is D_(k) to
    D_(n_1 n_2 + 1 - k). Exact: k is the smallest u with P(U <= u) >= (1 - level) / 2 in the
    distribution without ties; its confidence is at least `level`, and stands in the note; with
    ties it is more (Noether, 1967). Asymptotic: k is n_1 n_2 / 2 minus the normal quantile times
    the standard error of U, rounded up, ties within groups corrected; this is the interval of R's
    ``wilcox.test(exact = FALSE, correct = FALSE)``, which searches for it to four digits and
    searches for another estimate too. With heavy ties (shares heaped at 0) estimate and interval
    often are 0, and can be a single point: a probability of superiority then says more.

    Coverage of the 95 % interval, exact and asymptotic, 2,000 samples each: groups of 20 and 39
    from normal distributions .949, .949; 5 and 16 .960, .952; with half of the firms at 0 .999,
    .999; .989, .987.

    Order statistics are found by bisection on counts: no list of differences is built.

    References
    ----------
    Hodges, J. L., & Lehmann, E. L. (1963). Estimates of location based on rank tests. *Annals of
    Mathematical Statistics*, 34, 598-611. https://doi.org/10.1214/aoms/1177704172

    Noether, G. E. (1967). Wilcoxon confidence intervals for location parameters in the discrete
    case. *Journal of the American Statistical Association*, 62, 184-188.
    https://doi.org/10.1080/01621459.1967.10482901

    Examples
    --------
    >>> test = hodges_lehmann(TwoSamples([5.1, 6.2, 7.3, 9.9], [1.5, 2.5, 3.5, 4.5, 8.0]), True)
    >>> print(test.effect.estimate.round(3), test.effect.ci_low.round(3), test.note)
    3.2 -1.8 achieved confidence .9683
    """
    check_level(level)
    x, y = samples.samples
    pattern = samples.pattern()
    test = (
        exact_rank_sum(pattern, level)
        if exact
        else mann_whitney(pattern.rank_sum(), continuity, level)
    )
    # with ties the test can be smaller than the distribution without, which the interval needs
    too_large = exact and not exact_rank_fits(len(x), len(y))
    effect, note = shift(samples, exact, continuity, level)
    return where_ok(
        int(Status.TOO_LARGE) if too_large else test.status,
        statistic_name=test.statistic_name,
        statistic=test.statistic,
        p_value=test.p_value,
        p_method=test.p_method,
        effect=effect,
        others=test.measures,
        note=note,
    )


def shift(
    samples: TwoSamples, exact: bool = False, continuity: bool = CONTINUITY, level: float = LEVEL
) -> tuple[Estimate, str]:
    """Return the Hodges-Lehmann shift alone, without the test that its interval inverts.

    Parameters
    ----------
    samples, exact, continuity, level
        As in `hodges_lehmann`.

    Returns
    -------
    tuple of Estimate and str
        Measure ``hodges_lehmann``, NaN where a group is empty or all firms are tied, its interval
        NaN where the exact distribution is too large or groups are too small; and the achieved
        confidence of the exact interval in words.

    Examples
    --------
    >>> shift(TwoSamples([5.1, 6.2, 7.3, 9.9], [1.5, 2.5, 3.5, 4.5, 8.0]), exact=True)[1]
    'achieved confidence .9683'
    """
    check_level(level)
    x, y = samples.samples
    low = high = estimate = NAN
    note = ""
    if int(samples.pattern().rank_sum().status) == Status.OK:
        pairs, k = len(x) * len(y), 0
        if not exact:
            k = _asymptotic_rank(x, y, continuity, level)
        elif exact_rank_fits(len(x), len(y)):
            k, achieved = _exact_rank(len(x), len(y), level)
            note = f"achieved confidence {achieved:.4f}".replace(" 0.", " .") if k else ""
        low_middle, high_middle = (pairs + 1) // 2, pairs // 2 + 1
        wanted = [low_middle, high_middle] + ([k, pairs + 1 - k] if k >= 1 else [])
        found = ordered_differences(x, y, wanted)
        estimate = (found[0] + found[1]) / 2
        low, high = found[2:] if k >= 1 else (NAN, NAN)
    effect = Estimate(
        "hodges_lehmann",
        estimate,
        ci_low=low,
        ci_high=high,
        ci_level=level,
        ci_method="exact order statistics" if exact else "order statistics, normal approximation",
    )
    return effect, note


def exact_rank_fits(n_1: int, n_2: int) -> bool:
    """Return whether the distribution of U without ties is within `COST_LIMIT`."""
    smaller, n = min(n_1, n_2), n_1 + n_2
    return float(n) * smaller * smaller * (2 * n - smaller - 1) / 2 <= COST_LIMIT


def _exact_rank(n_1: int, n_2: int, level: float) -> tuple[int, float]:
    """Return k of the exact interval and its confidence; 0 where groups are too small."""
    smaller = min(n_1, n_2)
    by_sum = sum_distribution(list(range(n_1 + n_2)), smaller)
    below = np.cumsum(by_sum[smaller * (smaller - 1) // 2 :])
    half = (1 - level) / 2
    k = int(np.searchsorted(below, half * (1 - 1e-12), side="left"))
    return k, 1 - 2 * float(below[k - 1]) if k else NAN


def _asymptotic_rank(x: FloatArray, y: FloatArray, continuity: bool, level: float) -> int:
    """Return k of the asymptotic interval; below 1 where groups are too small."""
    n = len(x) + len(y)
    ties = sum(
        float((t**3 - t).sum())
        for t in (np.unique(v, return_counts=True)[1].astype(float) for v in (x, y))
    )
    pairs = len(x) * len(y)
    variance = pairs * (float(n) ** 3 - n - ties) / (12 * n * (n - 1))
    place = pairs / 2 - normal_quantile(level) * math.sqrt(variance) - 0.5 * continuity
    return math.ceil(place - 1e-9)


def ordered_differences(x: FloatArray, y: FloatArray, places: list[int]) -> list[float]:
    """Return order statistics of all differences x_i - y_j, each exactly as it is computed.

    Parameters
    ----------
    x, y : array of float
        Finite values.
    places : list of int
        From 1 to the number of differences.

    Returns
    -------
    list of float

    Examples
    --------
    >>> ordered_differences(np.array([1.0, 4.0]), np.array([0.0, 2.0]), [1, 2, 3, 4])
    [-1.0, 1.0, 2.0, 4.0]
    """
    values, weight = np.unique(x, return_counts=True)
    others, counts = np.unique(y, return_counts=True)
    behind = np.concatenate([np.cumsum(counts[::-1])[::-1], [0]])

    def at_most(t: float) -> int:
        # values - others falls along others: find where it is at most t, by what is computed
        start = np.searchsorted(others, values - t)
        for step in (-1, 1):
            while True:
                near = start - 1 if step < 0 else start
                inside = (near >= 0) & (near < len(others))
                gap = values - others[np.clip(near, 0, len(others) - 1)]
                move = inside & ((gap <= t) if step < 0 else (gap > t))
                if not move.any():
                    break
                start = start + step * move
        return int((weight * behind[start]).sum())

    ends = _key(values[0] - others[-1]), _key(values[-1] - others[0])
    return [_bisect(at_most, place, *ends) for place in places]


def _bisect(at_most: Callable[[float], int], place: int, low: int, high: int) -> float:
    """Return the smallest float t between two keys with at least `place` differences up to t."""
    while low < high:
        middle = (low + high) // 2
        if at_most(_from_key(middle)) >= place:
            high = middle
        else:
            low = middle + 1
    return _from_key(low)


def _key(value: float) -> int:
    """Return a whole number that orders floats as they are ordered."""
    bits = int(np.float64(value + 0.0).view(np.int64))
    return bits if bits >= 0 else -(bits & 0x7FFFFFFFFFFFFFFF)


def _from_key(key: int) -> float:
    bits = np.int64(abs(key)).view(np.float64)
    return float(bits) if key >= 0 else -float(bits)
