"""Two groups compared by ranks: Mann-Whitney and its effect sizes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from smeint.arrays import FloatArray, IntArray
from smeint.defaults import CONTINUITY, LEVEL
from smeint.finding import Status
from smeint.formulas.intervals import normal_quantile, t_quantile, two_sided_normal
from smeint.formulas.result import Estimate, TestResult, where_ok

SUPERIORITY_CI_METHOD = "Brunner-Munzel, logit, shrunken variance; Newcombe method 5 at separation"


@dataclass(frozen=True, slots=True)
class RankSum:
    """What two groups' ranks say, for one comparison or many.

    Parameters
    ----------
    n_1, n_2 : array of float
        Firms in the first and the second group.
    u_1 : array of float
        Pairs of a first-group and a second-group firm in which the first is larger, ties half.
    ties : array of float
        Sum of t^3 - t over groups of t tied firms, both groups together.
    v_1, v_2 : array of float
        Sample variances (divisor n - 1) of the placements, for the interval: a first-group
        firm's placement is the share of second-group firms below it, ties half, and the other
        way round. NaN where a group has fewer than two firms.

    Examples
    --------
    >>> RankSum(2, 3, 6, 0, 0.0, 0.0).status
    array(0)
    """

    n_1: ArrayLike
    n_2: ArrayLike
    u_1: ArrayLike
    ties: ArrayLike
    v_1: ArrayLike
    v_2: ArrayLike

    @property
    def sizes(self) -> tuple[FloatArray, FloatArray]:
        """The groups' sizes as float arrays of one shape."""
        n_1, n_2, _ = np.broadcast_arrays(self.n_1, self.n_2, self.u_1)
        return n_1.astype(float), n_2.astype(float)

    @property
    def status(self) -> IntArray:
        """``empty_group``, else ``constant_outcome`` (all firms tied), else ``ok``."""
        n_1, n_2 = self.sizes
        code = np.full(n_1.shape, int(Status.OK))
        code[self.variance <= 0] = int(Status.CONSTANT_OUTCOME)
        code[(n_1 < 1) | (n_2 < 1)] = int(Status.EMPTY_GROUP)
        return code

    @property
    def variance(self) -> FloatArray:
        """Variance of U under the null hypothesis, corrected for ties."""
        n_1, n_2 = self.sizes
        n = n_1 + n_2
        ties = np.asarray(self.ties, dtype=float)
        with np.errstate(divide="ignore", invalid="ignore"):
            # one fraction of whole numbers, so that "all tied" is exactly zero
            return np.asarray(n_1 * n_2 * (n * n * n - n - ties) / (12 * n * (n - 1)))


def mann_whitney(
    summary: RankSum,
    continuity: bool = CONTINUITY,
    level: float = LEVEL,
    measures: bool = True,
) -> TestResult:
    """Compare two groups by the Mann-Whitney (Wilcoxon rank-sum) test, normal approximation.

    Parameters
    ----------
    summary : RankSum
    continuity : bool
        Move U half a pair towards its mean, as R does by default and SPSS does not.
    level : float
        Confidence level.
    measures : bool
        Whether measures besides the effect are computed; no other number depends on it.

    Returns
    -------
    TestResult
        Statistic ``z``, positive where the first group has the larger values; effect
        ``rank_biserial``; measures: probability of superiority, U of both groups. Status
        ``empty_group``, or ``constant_outcome`` where all firms are tied.

    Notes
    -----
    Null hypothesis: the outcome has the same distribution in both groups. z = (U_1 - n_1 n_2 / 2)
    / SE with SE^2 = n_1 n_2 / 12 (n + 1 - sum(t^3 - t) / (n (n - 1))). It is not a test of
    medians, and where spreads differ its size is not alpha: at .05, groups of 20 and 39 from
    normal distributions, .12 if the smaller group has four times the spread and .03 if a quarter
    of it; groups of 5 and 16, .16 and .01. Not for firm-years of firms that come back, nor for
    paired values. In small groups see `exact_rank_sum`.

    References
    ----------
    Mann, H. B., & Whitney, D. R. (1947). On a test of whether one of two random variables is
    stochastically larger than the other. *Annals of Mathematical Statistics*, 18, 50-60.
    https://doi.org/10.1214/aoms/1177730491

    Examples
    --------
    >>> test = mann_whitney(RankSum(5, 4, 17.5, 18.0, 0.078125, 0.0091667))
    >>> [round(float(x), 4) for x in (test.statistic, test.p_value, test.effect.estimate)]
    [1.8605, 0.0628, 0.75]
    """
    n_1, n_2 = summary.sizes
    u_1 = np.asarray(summary.u_1, dtype=float)
    distance = u_1 - n_1 * n_2 / 2
    if continuity:
        distance = np.sign(distance) * np.maximum(np.abs(distance) - 0.5, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = distance / np.sqrt(summary.variance)
    superiority = probability_of_superiority(summary, level)
    others = (superiority, Estimate("u_1", u_1), Estimate("u_2", n_1 * n_2 - u_1))
    return where_ok(
        summary.status,
        statistic_name="z",
        statistic=z,
        p_value=two_sided_normal(z),
        p_method="asymptotic, ties and continuity corrected"
        if continuity
        else "asymptotic, ties corrected",
        effect=rank_biserial(superiority),
        others=others if measures else (),
    )


def rank_biserial(superiority: Estimate, measure: str = "rank_biserial") -> Estimate:
    """Return the rank-biserial correlation 2 theta - 1 of a probability of superiority theta.

    Parameters
    ----------
    superiority : Estimate
        As `probability_of_superiority` returns it.
    measure : str
        Name of the result, where theta is not that of a single comparison.

    Returns
    -------
    Estimate
        Named `measure`, its interval by the same method.

    References
    ----------
    Cureton, E. E. (1956). Rank-biserial correlation. *Psychometrika*, 21, 287-290.
    https://doi.org/10.1007/BF02289138

    Examples
    --------
    >>> float(rank_biserial(Estimate("probability_of_superiority", 0.75)).estimate)
    0.5
    """
    return Estimate(
        measure,
        2 * np.asarray(superiority.estimate, dtype=float) - 1,
        std_error=2 * np.asarray(superiority.std_error, dtype=float),
        ci_low=2 * np.asarray(superiority.ci_low, dtype=float) - 1,
        ci_high=2 * np.asarray(superiority.ci_high, dtype=float) - 1,
        ci_level=superiority.ci_level,
        ci_method=superiority.ci_method,
    )


def probability_of_superiority(summary: RankSum, level: float = LEVEL) -> Estimate:
    """Return theta = U_1 / (n_1 n_2), with an interval that allows for unequal spread.

    Parameters
    ----------
    summary : RankSum
    level : float
        Confidence level.

    Returns
    -------
    Estimate
        Measure ``probability_of_superiority``; `std_error` is the unbiased Brunner-Munzel one,
        sqrt(v_1 / n_1 + v_2 / n_2).

    Notes
    -----
    The interval is logit(theta) -+ t SE / (theta (1 - theta)), with Welch-Satterthwaite degrees of
    freedom, transformed back. Each variance of placements is first shrunk towards theta
    (1 - theta), the largest one possible, by half an observation: ((n - 1) v + theta (1 - theta)
    / 2) / n. At complete separation, or with a single firm in a group, Newcombe's method 5 takes
    its place: it gives no interval without width.

    Coverage of the 95 % interval, 20,000 samples for each of 48 cases (normal, rounded, heaped at
    the bottom, and 0/1 outcomes; spreads 1 to 3 either way; theta .5 to .995), mean and least:
    groups of 57 and 57 .957, .924; 20 and 39 .965, .950; 39 and 20 .963, .900; 5 and 16 .984,
    .939; 16 and 5 .990, .942. Without shrinking: .951, .890; .959, .921; .958, .889; .956, .852;
    .959, .862. Newcombe's method 5 alone: .962, .927; .961, .890; .965, .893; .961, .859; .969,
    .865.

    References
    ----------
    Brunner, E., & Munzel, U. (2000). The nonparametric Behrens-Fisher problem. *Biometrical
    Journal*, 42, 17-25. https://doi.org/10.1002/(SICI)1521-4036(200001)42:1<17::AID-BIMJ17>3.0.CO;2-U

    Newcombe, R. G. (2006). Confidence intervals for an effect size measure based on the
    Mann-Whitney statistic, part 2. *Statistics in Medicine*, 25, 559-573.
    https://doi.org/10.1002/sim.2324

    Examples
    --------
    >>> theta = probability_of_superiority(RankSum(5, 4, 17.5, 18.0, 0.078125, 0.0091667))
    >>> [round(float(x), 3) for x in (theta.estimate, theta.ci_low, theta.ci_high)]
    [0.875, 0.237, 0.994]
    """
    n_1, n_2 = summary.sizes
    v_1, v_2 = (np.asarray(v, dtype=float) for v in (summary.v_1, summary.v_2))
    theta, spread, variance, df = shrunken_spread(summary)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        half = t_quantile(df, level) * np.sqrt(variance) / spread
        low, high = (special.expit(special.logit(theta) + s * half) for s in (-1, 1))
        std_error = np.sqrt(v_1 / n_1 + v_2 / n_2)
    usable = (spread > 0) & np.isfinite(half)
    rest = ~usable & np.isfinite(theta)
    if rest.any():
        low, high = (np.array(np.broadcast_to(limit, usable.shape)) for limit in (low, high))
        at, m, n = (np.broadcast_to(part, usable.shape)[rest] for part in (theta, n_1, n_2))
        low[rest], high[rest] = newcombe_method_5(at, m, n, level)
    return Estimate(
        "probability_of_superiority",
        theta,
        std_error=std_error,
        ci_low=low,
        ci_high=high,
        ci_level=level,
        ci_method=SUPERIORITY_CI_METHOD,
    )


def shrunken_spread(
    summary: RankSum,
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Return theta, theta (1 - theta), the interval's variance of theta and its df.

    The variance is the Brunner-Munzel one with each variance of placements shrunk by half an
    observation, as `probability_of_superiority` describes; the degrees of freedom are those of
    Welch and Satterthwaite, NaN with a single firm in a group.

    Examples
    --------
    >>> [round(float(x), 4) for x in shrunken_spread(RankSum(5, 4, 17.5, 18.0, 0.078, 0.0092))]
    [0.875, 0.1094, 0.0198, 6.2692]
    """
    n_1, n_2 = summary.sizes
    v_1, v_2 = (np.asarray(v, dtype=float) for v in (summary.v_1, summary.v_2))
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        theta = np.asarray(summary.u_1, dtype=float) / (n_1 * n_2)
        spread = theta * (1 - theta)
        w_1 = ((n_1 - 1) * v_1 + spread / 2) / n_1**2
        w_2 = ((n_2 - 1) * v_2 + spread / 2) / n_2**2
        df = (w_1 + w_2) ** 2 / (w_1**2 / (n_1 - 1) + w_2**2 / (n_2 - 1))
    return theta, spread, w_1 + w_2, df


def newcombe_method_5(
    theta: ArrayLike, n_1: ArrayLike, n_2: ArrayLike, level: float = LEVEL
) -> tuple[FloatArray, FloatArray]:
    """Return Newcombe's pseudo-score interval (method 5) of a probability of superiority.

    Parameters
    ----------
    theta : array of float
        Estimate, 0 to 1.
    n_1, n_2 : array of float
        Firms in each group.
    level : float
        Confidence level.

    Returns
    -------
    tuple of array
        Lower and upper limit: the values t at which |theta - t| is the normal quantile times the
        square root of t (1 - t) (1 + N ((1 - t) / (2 - t) + t / (1 + t))) / (n_1 n_2), where
        N = (n_1 + n_2) / 2 - 1. Method 5 uses this mean size in both terms.

    Examples
    --------
    >>> [float(x.round(4)) for x in newcombe_method_5(1.0, 5, 16)]
    [0.7491, 1.0]
    """
    value, m, n = np.broadcast_arrays(*(np.asarray(x, dtype=float) for x in (theta, n_1, n_2)))
    usable = np.isfinite(value) & (m > 0) & (n > 0)
    value = np.where(usable, value, 0.5)
    m, n = np.where(usable, m, 1.0), np.where(usable, n, 1.0)
    z2 = normal_quantile(level) ** 2
    # both limits at once, [0] from 0 and [1] from 1 inwards; each step looks at all of 3 points
    ends = np.array([0.0, 1.0]).reshape(2, *(1,) * value.ndim)
    share = (np.arange(1, 4) / 4).reshape(3, *(1,) * ends.ndim)
    outside, width = np.broadcast_arrays(ends, value)[0], value - ends
    for _ in range(30):
        t = outside + share * width
        misses = ((value - t) ** 2 > z2 * newcombe_variance(t, m, n)).sum(axis=0)
        width = width / 4
        outside = outside + misses * width
    low, high = np.where(usable, outside + width, np.nan)
    return low, high


def newcombe_variance(t: ArrayLike, n_1: ArrayLike, n_2: ArrayLike) -> FloatArray:
    """Return the variance of a superiority estimated at t, as `newcombe_method_5` takes it.

    Examples
    --------
    >>> float(newcombe_variance(0.5, 5, 16).round(6))
    0.022917
    """
    value = np.asarray(t, dtype=float)
    m, n = np.asarray(n_1, dtype=float), np.asarray(n_2, dtype=float)
    factor = 1 + ((m + n) / 2 - 1) * ((1 - value) / (2 - value) + value / (1 + value))
    return np.asarray(value * (1 - value) * factor / (m * n))
