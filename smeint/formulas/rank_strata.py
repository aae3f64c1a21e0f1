"""Whether a rank-biserial correlation is the same in all strata, and what it is over them."""

from __future__ import annotations

import numpy as np
from scipy import special

from smeint.arrays import BoolArray, FloatArray
from smeint.defaults import LEVEL
from smeint.errors import ArgumentError
from smeint.finding import Status
from smeint.formulas.intervals import t_quantile
from smeint.formulas.rank_sum import RankSum
from smeint.formulas.result import Estimate, TestResult, where_ok
from smeint.formulas.strata import n_strata, names_where

POOLED_CI_METHOD = "van Elteren weights, Welch-Satterthwaite t"


def rank_biserial_homogeneity(
    summary: RankSum, names: tuple[str, ...] = (), level: float = LEVEL
) -> TestResult:
    """Test whether the rank-biserial correlation is the same in all strata.

    Parameters
    ----------
    summary : RankSum
        Its last axis is the strata.
    names : tuple of str
        The strata's names; ``stratum 1``, ``stratum 2`` ... where not given.
    level : float
        Confidence level of the pooled correlation.

    Returns
    -------
    TestResult
        Statistic ``F``, Welch's with `df` of the numerator; effect ``common_rank_biserial``;
        measures ``homogeneity_q`` (Cochran's Q with its chi-square p), ``n_strata`` and
        ``denominator_df``. Strata with fewer than two firms in a group, or all firms tied, are left
        out and named in the note. Status ``too_few`` with fewer than two strata left;
        ``separation`` where the groups are wholly apart in a stratum, or its standard error is 0
        for another reason (named in the note): such a stratum would have infinite weight, and to
        leave it out would hide the largest effect.

    Raises
    ------
    ArgumentError
        If the summary has no axis for strata, or names do not fit it.

    Notes
    -----
    Null hypothesis: the probability of superiority theta of the first group is the same in all
    strata; r = 2 theta - 1. Each stratum's variance s^2 = v_1 / n_1 + v_2 / n_2 is Brunner and
    Munzel's, its degrees of freedom f Welch and Satterthwaite's. Q = sum w (r - pooled r)^2 with
    w = 1 / (4 s^2), and for K strata Welch's F = Q / (K - 1) / (1 + 2 (K - 2) L / (K^2 - 1)), L =
    sum (1 - w / sum w)^2 / f, against F at K - 1 and (K^2 - 1) / (3 L) degrees of freedom. Q
    against chi-square takes the estimated variances for known and rejects too often. Size at .05
    for three strata, normal outcomes, true r 0 to .5, first group's spread 1 to 2 times (F; Q):
    groups of 20 and 39 .05-.06; .06-.07; 5 and 16 .03-.07; .07-.12; one each of 20 and 39, 10 and
    20, 5 and 16 .07-.09; .09-.12.

    Not a test of equal differences of medians or means: theta depends on both groups' spread, and
    may differ between strata only because the first group's does. Not with strata of a few firms,
    nor for firms that come back. A p above alpha does not say that effects are equal; to conclude
    from "significant in one band and not in another" that bands differ is an error this test is
    for.

    References
    ----------
    Brunner, E., & Munzel, U. (2000). The nonparametric Behrens-Fisher problem. *Biometrical
    Journal*, 42, 17-25. https://doi.org/10.1002/(SICI)1521-4036(200001)42:1<17::AID-BIMJ17>3.0.CO;2-U

    Cochran, W. G. (1954). The combination of estimates from different experiments. *Biometrics*,
    10, 101-129. https://doi.org/10.2307/3001666

    Welch, B. L. (1951). On the comparison of several mean values: an alternative approach.
    *Biometrika*, 38, 330-336. https://doi.org/10.1093/biomet/38.3-4.330

    Examples
    --------
    >>> bands = RankSum([12, 9], [15, 8], [60.0, 50.0], [0, 0], [0.05, 0.07], [0.06, 0.06])
    >>> test = rank_biserial_homogeneity(bands, ("low", "high"))
    >>> [round(float(x), 4) for x in (test.statistic, test.p_value, test.effect.estimate)]
    [5.5621, 0.0251, -0.0563]
    """
    n_1, _n_2 = summary.sizes
    if n_1.ndim < 1 or (names and len(names) != n_1.shape[-1]):
        strata = n_1.shape[-1] if n_1.ndim else 0
        raise ArgumentError(
            f"summary must end in an axis of strata that names fit, "
            f"got {strata} strata and {len(names)} names."
        )
    known = _known(summary)
    r, variance, freedom = _effects(summary, known)
    apart = known & ~(variance > 0)
    status = np.where(apart.any(axis=-1), int(Status.SEPARATION), int(Status.OK))
    status = np.where(known.sum(axis=-1) < 2, int(Status.TOO_FEW), status)
    used = known & ~apart
    df_1 = np.maximum(used.sum(axis=-1) - 1, 1).astype(float)
    q, f, df_2 = welch_f(r, variance, freedom, used)
    return where_ok(
        status,
        statistic_name="F",
        statistic=f,
        df=df_1,
        p_value=special.fdtrc(df_1, df_2, f),
        p_method="Welch's F, Brunner-Munzel variances",
        effect=common_rank_biserial(summary, level),
        others=(
            Estimate("homogeneity_q", q, statistic=q, df=df_1, p_value=special.chdtrc(df_1, q)),
            n_strata(used),
            Estimate("denominator_df", df_2),
        ),
        note=_note(known, apart, names),
    )


def _effects(summary: RankSum, known: BoolArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return r, its variance and degrees of freedom in each stratum; 0, 1 and 1 where unknown."""
    n_1, n_2 = (np.where(known, n, 2.0) for n in summary.sizes)
    u_1 = np.where(known, np.asarray(summary.u_1, dtype=float), 2.0)
    v_1, v_2 = (
        np.where(known, np.asarray(v, dtype=float), 0.5) for v in (summary.v_1, summary.v_2)
    )
    w_1, w_2 = v_1 / n_1, v_2 / n_2
    spread = w_1**2 / (n_1 - 1) + w_2**2 / (n_2 - 1)
    freedom = (w_1 + w_2) ** 2 / np.where(spread > 0, spread, 1.0)
    return (
        2 * u_1 / (n_1 * n_2) - 1,
        4 * (w_1 + w_2),
        np.where(freedom > 0, freedom, 1.0),
    )


def welch_f(
    effect: FloatArray, variance: FloatArray, freedom: FloatArray, used: BoolArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return Cochran's Q, Welch's F and its second degrees of freedom, for equal effects.

    Parameters
    ----------
    effect, variance, freedom : array of float, shape (..., strata)
        Each stratum's effect, the estimated variance of it, and that one's degrees of freedom.
    used : array of bool, shape (..., strata)
        Strata that count; variances are positive there.

    Returns
    -------
    tuple of array
        Q, F and degrees of freedom, of the leading shape.

    Examples
    --------
    >>> used = np.ones(2, dtype=bool)
    >>> q, f, df = welch_f(np.array([0.0, 3.0]), np.array([1.0, 1.0]), np.array([9.0, 9.0]), used)
    >>> float(q), float(f), float(df.round(6))
    (4.5, 4.5, 18.0)
    """
    weight = np.where(used, 1 / np.where(used, variance, 1.0), 0.0)
    total = np.where(used.any(axis=-1), weight.sum(axis=-1), 1.0)
    pooled = (weight * effect).sum(axis=-1) / total
    q = (weight * (effect - pooled[..., None]) ** 2).sum(axis=-1)
    k = np.maximum(used.sum(axis=-1), 2).astype(float)
    part = (np.where(used, (1 - weight / total[..., None]) ** 2, 0.0) / freedom).sum(axis=-1)
    part = np.where(part > 0, part, 1.0)
    f = q / (k - 1) / (1 + 2 * (k - 2) * part / (k * k - 1))
    return q, f, (k * k - 1) / (3 * part)


def common_rank_biserial(summary: RankSum, level: float = LEVEL) -> Estimate:
    """Return the rank-biserial correlation over strata, weighted by their sizes.

    Parameters
    ----------
    summary : RankSum
        Its last axis is the strata.
    level : float
        Confidence level.

    Returns
    -------
    Estimate
        Measure ``common_rank_biserial``; strata with fewer than two firms in a group, or all firms
        tied, are left out; NaN where none is left. No interval where the standard error is 0.

    Notes
    -----
    Weighted mean of r with van Elteren's weights n1 n2 / (n1 + n2 + 1), which do not depend on the
    outcome; standard error sqrt(sum w^2 4 s^2) / sum w with Brunner and Munzel's s^2, t with
    Welch-Satterthwaite degrees of freedom, cut at -1 and 1. Inverse variances are not used as
    weights: estimated from the same ranks, they favour strata that happen to be extreme. In three
    strata of 5 and 16 firms, true r .52, such a mean is .60 on average and its 95 % interval
    covers .73; this one's .94, and .94 to .96 in all the simulations of
    `rank_biserial_homogeneity`.

    References
    ----------
    van Elteren, P. H. (1960). On the combination of independent two-sample tests of Wilcoxon.
    *Bulletin of the International Statistical Institute*, 37, 351-361.

    Examples
    --------
    >>> bands = RankSum([12, 9], [15, 8], [60.0, 50.0], [0, 0], [0.05, 0.07], [0.06, 0.06])
    >>> r = common_rank_biserial(bands)
    >>> [round(float(x), 3) for x in (r.estimate, r.std_error, r.ci_low, r.ci_high)]
    [-0.056, 0.146, -0.352, 0.24]
    """
    known = _known(summary)
    r, variance, freedom = _effects(summary, known)
    n_1, n_2 = (np.where(known, n, 0.0) for n in summary.sizes)
    weight = n_1 * n_2 / (n_1 + n_2 + 1)
    total = weight.sum(axis=-1)
    weight = weight / np.where(total > 0, total, np.nan)[..., None]
    pooled = (weight * r).sum(axis=-1)
    parts = weight**2 * variance
    square = parts.sum(axis=-1)
    spread = (parts**2 / freedom).sum(axis=-1)
    df = np.where(spread > 0, square**2 / np.where(spread > 0, spread, 1.0), np.nan)
    half = t_quantile(df, level) * np.sqrt(square)
    return Estimate(
        "common_rank_biserial",
        pooled,
        std_error=np.sqrt(square),
        df=df,
        ci_low=np.maximum(pooled - half, -1.0),
        ci_high=np.minimum(pooled + half, 1.0),
        ci_level=level,
        ci_method=POOLED_CI_METHOD,
    )


def _known(summary: RankSum) -> BoolArray:
    """Return strata with two firms or more in each group that are not all tied."""
    n_1, n_2 = summary.sizes
    return np.asarray((n_1 >= 2) & (n_2 >= 2) & (summary.variance > 0))


def _note(known: BoolArray, apart: BoolArray, names: tuple[str, ...]) -> str:
    parts = []
    if left_out := names_where(~known, names):
        parts.append(f"left out, too few firms in a group or all of them tied: {left_out}")
    if separated := names_where(apart, names):
        parts.append(f"without a standard error, the groups are wholly apart: {separated}")
    return "; ".join(parts)
