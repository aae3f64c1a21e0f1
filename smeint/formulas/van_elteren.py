"""Two groups compared by ranks within strata: van Elteren's test."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from smeint.arrays import FloatArray
from smeint.defaults import LEVEL
from smeint.finding import Status
from smeint.formulas.intervals import normal_quantile, t_quantile, two_sided_normal
from smeint.formulas.rank_sum import RankSum, newcombe_variance, rank_biserial
from smeint.formulas.result import Estimate, TestResult, where_ok

VAN_ELTEREN_CI_METHOD = (
    "logit, Brunner-Munzel variances shrunken, t over strata; Newcombe method 5 at separation"
)


def van_elteren(strata: RankSum, level: float = LEVEL) -> TestResult:
    """Compare two groups within strata by van Elteren's test.

    Parameters
    ----------
    strata : RankSum
        Its last axis runs over strata (bands, countries, industries), whose firms are others.
    level : float
        Confidence level.

    Returns
    -------
    TestResult
        Statistic ``z``, positive where the first group has the larger values; effect
        ``stratified_rank_biserial``; measures: ``stratified_superiority``, and ``n_strata``, the
        strata with firms of both groups. Status ``empty_group`` where no stratum has both
        groups, ``constant_outcome`` where in each that has, all firms are tied.

    Notes
    -----
    Null hypothesis: within every stratum the outcome has the same distribution in both groups.
    z = sum (U_s - n_1s n_2s / 2) / (n_s + 1) over the root of sum Var(U_s) / (n_s + 1)^2, ties
    corrected; z^2 is the Cochran-Mantel-Haenszel "row mean scores differ" statistic of modified
    ridits that SAS prints. Strata with one group alone say nothing and are left out. Effects of
    opposite sign in different strata cancel. Strata are not years of the same firms: for those
    see `pooled_score`. SciPy and statsmodels have no such test.

    Effect: sum w_s theta_s / sum w_s with w_s = n_1s n_2s / (n_s + 1), the weights of the test.
    Its variance is the sum of the strata's Brunner-Munzel ones, each variance of placements
    shrunk towards the common theta (1 - theta) by half an observation; degrees of freedom by
    Satterthwaite. Where a stratum that counts has a single firm in a group, or no stratum has
    any overlap, Newcombe's method 5 takes its place, the variances of the strata under one common
    theta added with the squares of their weights. Coverage of the 95 % interval, 10,000 samples
    each from normal distributions with differences of 0, .7 and 1.5 SD: two strata of 20 and 39,
    and of 5 and 16 firms .966-.969; three strata of 5 and 16, 5 and 5, 3 and 8 .979-.986. With a
    single firm in a group, 4,000 samples each with differences of 0 to 3.5 SD: two strata of 1 and
    8, 5 and 16 .951-.973; 20 and 39, 1 and 16 .944-.983; three of 1 and 5, 1 and 9, 2 and 6
    .953-.969.

    References
    ----------
    Newcombe, R. G. (2006). Confidence intervals for an effect size measure based on the
    Mann-Whitney statistic, part 2. *Statistics in Medicine*, 25, 559-573.
    https://doi.org/10.1002/sim.2324

    van Elteren, P. H. (1960). On the combination of independent two sample tests of Wilcoxon.
    *Bulletin of the International Statistical Institute*, 37, 351-361.

    Examples
    --------
    >>> strata = RankSum([5, 4], [4, 6], [17.5, 16.0], [18.0, 6.0], [0.078, 0.09], [0.009, 0.05])
    >>> test = van_elteren(strata)
    >>> [round(float(x), 4) for x in (test.statistic, test.p_value, test.effect.estimate)]
    [1.9009, 0.0573, 0.5326]
    """
    n_1, n_2 = strata.sizes
    u_1, ties, v_1, v_2 = (
        np.broadcast_to(np.asarray(x, dtype=float), n_1.shape)
        for x in (strata.u_1, strata.ties, strata.v_1, strata.v_2)
    )
    both = (n_1 > 0) & (n_2 > 0)
    variance = RankSum(n_1, n_2, u_1, ties, v_1, v_2).variance
    weight = np.where(both, 1 / (n_1 + n_2 + 1), 0.0)
    distance = np.where(both, u_1 - n_1 * n_2 / 2, 0.0)
    total = (np.where(both, variance, 0.0) * weight**2).sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (weight * distance).sum(axis=-1) / np.sqrt(total)
    n_strata = both.sum(axis=-1)
    status = np.full(n_strata.shape, int(Status.OK))
    status[total <= 0] = int(Status.CONSTANT_OUTCOME)
    status[n_strata == 0] = int(Status.EMPTY_GROUP)
    superiority = _superiority(n_1, n_2, u_1, v_1, v_2, weight, level)
    return where_ok(
        status,
        statistic_name="z",
        statistic=z,
        p_value=two_sided_normal(z),
        p_method="asymptotic, ties corrected, van Elteren's weights",
        effect=rank_biserial(superiority, "stratified_rank_biserial"),
        others=(superiority, Estimate("n_strata", n_strata)),
    )


def _superiority(
    n_1: FloatArray,
    n_2: FloatArray,
    u_1: FloatArray,
    v_1: FloatArray,
    v_2: FloatArray,
    weight: FloatArray,
    level: float,
) -> Estimate:
    """Return the weighted probability of superiority, with its interval."""
    used = weight > 0
    pairs = np.where(used, n_1 * n_2, 0.0) * weight

    def over_strata(x: ArrayLike) -> FloatArray:
        return np.asarray(np.where(used, np.asarray(x, dtype=float), 0.0).sum(axis=-1))

    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        share = pairs / over_strata(pairs)[..., None]
        theta = over_strata(weight * u_1) / over_strata(pairs)
        spread = theta * (1 - theta)
        std_error = np.sqrt(over_strata(share**2 * (v_1 / n_1 + v_2 / n_2)))
        parts = [
            share**2 * ((n - 1) * v + spread[..., None] / 2) / n**2
            for n, v in ((n_1, v_1), (n_2, v_2))
        ]
        w = over_strata(parts[0] + parts[1])
        df = w**2 / over_strata(parts[0] ** 2 / (n_1 - 1) + parts[1] ** 2 / (n_2 - 1))
        half = t_quantile(df, level) * np.sqrt(w) / spread
        low, high = (special.expit(special.logit(theta) + s * half) for s in (-1, 1))
    usable = (spread > 0) & np.isfinite(half)
    limit_low, limit_high = _score_limits(theta, n_1, n_2, share, level)
    return Estimate(
        "stratified_superiority",
        theta,
        std_error=std_error,
        ci_low=np.where(usable, low, limit_low),
        ci_high=np.where(usable, high, limit_high),
        ci_level=level,
        ci_method=VAN_ELTEREN_CI_METHOD,
    )


def _score_limits(
    theta: FloatArray, n_1: FloatArray, n_2: FloatArray, share: FloatArray, level: float
) -> tuple[FloatArray, FloatArray]:
    """Return the t at which abs(theta - t) is the quantile times the spread of theta under t."""
    z2 = normal_quantile(level) ** 2
    used = np.nan_to_num(share) > 0
    m, n = (np.where(used, size, 1.0) for size in (n_1, n_2))
    weight = np.where(used, share, 0.0) ** 2
    value = np.where(np.isfinite(theta), theta, 0.5)

    def limit(end: float) -> FloatArray:
        inside, outside = value, np.full(value.shape, end)
        for _ in range(60):
            t = (inside + outside) / 2
            variance = (weight * newcombe_variance(t[..., None], m, n)).sum(axis=-1)
            fits = (value - t) ** 2 <= z2 * variance
            inside, outside = np.where(fits, t, inside), np.where(fits, outside, t)
        return np.where(np.isfinite(theta), np.where(value == end, end, inside), np.nan)

    return limit(0.0), limit(1.0)
