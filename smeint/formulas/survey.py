"""Stratified samples of firms with weights: degrees of freedom and covariances of totals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from smeint.arrays import FloatArray, IntArray
from smeint.errors import ArgumentError, nearest
from smeint.finding import Status

#: What is done with a stratum of which one firm was sampled, by R's names.
SINGLE_UNIT_RULES: dict[str, str] = {
    "adjust": "centred at the overall mean",
    "average": "given the average variance of the other strata",
    "certainty": "taken as sampled with certainty, without variance",
    "remove": "left out of the variance",
    "fail": "refused",
}
DEFAULT_SINGLE_UNIT_RULE = "adjust"


@dataclass(frozen=True, slots=True, eq=False)
class SurveyDomain:
    """Firms of a domain (a sample, the firms of a test) within the design they were drawn by.

    Parameters
    ----------
    weight : array of float, (n,)
        Sampling weights, above 0: firms that each firm stands for.
    stratum : array of int, (n,)
        Number of each firm's stratum.
    stratum_size : array of int, (n,)
        Firms sampled in each firm's stratum: of the whole design, not of the domain alone.
    single_unit_strata : str
        A key of `SINGLE_UNIT_RULES`.

    Raises
    ------
    ArgumentError
        If shapes do not fit, a weight is not above 0, a stratum is said to hold fewer firms than
        it does, or the rule is not known.

    Notes
    -----
    Each firm is a sampling unit of its own, drawn with replacement within its stratum. A test on
    a part of the sample must keep the strata's sizes: with the other firms dropped, the standard
    error would take the number of firms in the domain as fixed by design.
    """

    weight: FloatArray
    stratum: IntArray
    stratum_size: IntArray
    single_unit_strata: str = DEFAULT_SINGLE_UNIT_RULE

    def __post_init__(self) -> None:
        check_rule(self.single_unit_strata)
        weight, stratum, size = (
            np.asarray(x) for x in (self.weight, self.stratum, self.stratum_size)
        )
        if weight.ndim != 1 or stratum.shape != weight.shape or size.shape != weight.shape:
            raise ArgumentError(
                "weight, stratum and stratum_size must be one-dimensional and equally long, got "
                f"shapes {weight.shape}, {stratum.shape} and {size.shape}."
            )
        if not (np.isfinite(weight) & (weight > 0)).all():
            raise ArgumentError("weight must be above 0 and finite for every firm.")
        _, first, place, present = np.unique(
            stratum, return_index=True, return_inverse=True, return_counts=True
        )
        if (size != size[first][place]).any() or (size[first] < present).any():
            raise ArgumentError(
                "stratum_size must be the same for all firms of a stratum and no less than their "
                "number."
            )

    @property
    def n(self) -> int:
        """Firms in the domain."""
        return int(np.size(self.weight))

    @property
    def n_strata(self) -> int:
        """Strata that have a firm in the domain."""
        return int(np.unique(self.stratum).size)

    @property
    def df(self) -> int:
        """Design degrees of freedom: firms minus strata, both of the domain, as R's ``degf``."""
        return self.n - self.n_strata

    @property
    def n_single(self) -> int:
        """Strata of the domain of which one firm was sampled in all."""
        return int(np.sum(np.asarray(self.stratum_size) == 1))

    @property
    def status(self) -> Status:
        """``single_unit_stratum`` where the rule refuses such strata, else ``ok``."""
        refused = self.single_unit_strata == "fail" and self.n_single > 0
        return Status.SINGLE_UNIT_STRATUM if refused else Status.OK


def check_rule(rule: str) -> None:
    """Raise `ArgumentError` unless `rule` is a key of `SINGLE_UNIT_RULES`."""
    if rule not in SINGLE_UNIT_RULES:
        raise ArgumentError(
            f"single_unit_strata must be one of {', '.join(SINGLE_UNIT_RULES)}, got `{rule}`."
            + nearest(rule, SINGLE_UNIT_RULES)
        )


def part_of(domain: SurveyDomain, rows: ArrayLike) -> SurveyDomain:
    """Return the part of a domain that `rows` (array of bool) names, in the same design.

    Examples
    --------
    >>> ones = np.ones(4)
    >>> all_four = SurveyDomain(ones, np.array([0, 0, 1, 1]), np.array([2, 2, 2, 2]))
    >>> part_of(all_four, [True, False, True, True]).stratum_size
    array([2, 2, 2])
    """
    inside = np.asarray(rows, dtype=bool)
    return SurveyDomain(
        np.asarray(domain.weight)[inside],
        np.asarray(domain.stratum)[inside],
        np.asarray(domain.stratum_size)[inside],
        domain.single_unit_strata,
    )


def total_covariance(scores: ArrayLike, domain: SurveyDomain) -> FloatArray:
    """Return the design-based covariance of totals of scores.

    Parameters
    ----------
    scores : array, shape (n, k)
        What each firm of the domain adds to each of k totals, its weight included: for a mean,
        w (y - mean) / sum(w).
    domain : SurveyDomain

    Returns
    -------
    array, shape (k, k)
        NaN where no stratum tells of its variance.

    Raises
    ------
    ArgumentError
        If `scores` has not one row for each firm.

    Notes
    -----
    With n_h firms sampled in stratum h, the firms outside the domain scoring 0 and z_h the mean
    score of all n_h, the covariance is the sum over strata of n_h / (n_h - 1) times the sum of
    (z_i - z_h)(z_i - z_h)'. Strata with a single firm have no such term. By rule they add z z'
    (``adjust``: scores of estimates sum to 0 over the sample, so that this is centring at the
    overall mean), nothing (``certainty``, ``remove``), or the mean of the other strata of the
    domain (``average``). There is no finite population correction. Under ``fail`` the result is
    NaN where there is such a stratum. One sample at a time: there is no batch form.

    References
    ----------
    Lumley, T. (2004). Analysis of complex survey samples. *Journal of Statistical Software*,
    9(8). https://doi.org/10.18637/jss.v009.i08

    Binder, D. A. (1983). On the variances of asymptotically normal estimators from complex
    surveys. *International Statistical Review*, 51, 279-292. https://doi.org/10.2307/1402588

    Examples
    --------
    >>> domain = SurveyDomain(np.ones(4), np.zeros(4, dtype=int), np.full(4, 4))
    >>> y = np.array([1.0, 2.0, 3.0, 6.0])
    >>> total_covariance(((y - y.mean()) / 4)[:, None], domain).round(6)
    array([[1.166667]])
    """
    z = np.asarray(scores, dtype=float)
    if z.ndim != 2 or z.shape[0] != domain.n:
        raise ArgumentError(
            f"scores must have one row for each of the {domain.n} firms, got shape {z.shape}."
        )
    k = z.shape[1]
    if domain.status is not Status.OK or not domain.n:
        return np.full((k, k), np.nan)
    order = np.lexsort((*z.T, domain.stratum))  # no result depends on the order of firms
    z, stratum = z[order], np.asarray(domain.stratum)[order]
    size = np.asarray(domain.stratum_size, dtype=float)[order]
    _, first, place = np.unique(stratum, return_index=True, return_inverse=True)
    n_h, m_h = size[first], np.bincount(place).astype(float)
    sums = np.column_stack([np.bincount(place, z[:, j]) for j in range(k)])
    mean = sums / n_h[:, None]
    several = n_h > 1
    factor = np.divide(n_h, n_h - 1, out=np.zeros(n_h.shape), where=several)
    centred = (z - mean[place]) * np.sqrt(factor)[place][:, None]
    # the sampled firms outside the domain: a score of 0, centred
    outside = mean * np.sqrt(factor * (n_h - m_h))[:, None]
    covariance = centred.T @ centred + outside.T @ outside
    alone = z[~several[place]]
    if domain.single_unit_strata == "adjust":
        covariance = covariance + alone.T @ alone
    elif domain.single_unit_strata == "average" and len(alone):
        told = float(several.sum())
        covariance = covariance * (n_h.size / told if told else np.nan)
    return np.asarray(covariance, dtype=float)
