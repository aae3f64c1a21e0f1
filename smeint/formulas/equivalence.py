"""Claims of a negligible effect: the interval within a margin, and two one-sided tests."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from smeint.arrays import BoolArray, FloatArray, IntArray
from smeint.defaults import ALPHA
from smeint.errors import ArgumentError
from smeint.finding import Status
from smeint.formulas.correlation import RankCorrelation, spearman_rho
from smeint.formulas.rank_sum import (
    RankSum,
    probability_of_superiority,
    rank_biserial,
    shrunken_spread,
)
from smeint.formulas.result import (
    P_EXACT,
    P_LOWER_BOUND,
    P_UPPER_BOUND,
    Estimate,
    TestResult,
    where_ok,
)
from smeint.formulas.table_effects import Table2x2, newcombe_limits, risk_difference

#: Beyond this normal quantile no confidence level is looked for.
FARTHEST = 8.0


def equivalent_ranks(summary: RankSum, margin: float, alpha: float = ALPHA) -> TestResult:
    """Test whether the rank-biserial correlation lies within plus or minus a margin.

    Parameters
    ----------
    summary : RankSum
    margin : float
        Above 0 and below 1.
    alpha : float
        The interval has level 1 - 2 `alpha`; above 0 and below .5.

    Returns
    -------
    TestResult
        Statistic ``t``, negative within the margin; effect ``rank_biserial`` with the interval of
        level 1 - 2 `alpha`; measure ``equivalence_margin``. p is below `alpha` exactly where the
        interval lies within the margin. At complete separation p is printed as above .5. Status
        as in `mann_whitney`, and ``too_few`` below two firms in a group.

    Raises
    ------
    ArgumentError
        If `margin` or `alpha` is out of range.

    Notes
    -----
    Null hypothesis: the correlation is at or beyond the margin, on either side. Two one-sided
    tests on the logit scale of the probability of superiority, with the standard error and the
    degrees of freedom of its interval; p is the larger of the two. A small p speaks *for* a
    negligible effect; a large one does not speak for a difference.

    References
    ----------
    Schuirmann, D. J. (1987). A comparison of the two one-sided tests procedure and the power
    approach for assessing the equivalence of average bioavailability. *Journal of
    Pharmacokinetics and Biopharmaceutics*, 15, 657-680. https://doi.org/10.1007/BF01068419

    Examples
    --------
    >>> test = equivalent_ranks(RankSum(57, 57, 1650.0, 0.0, 0.085, 0.085), 0.3)
    >>> [round(float(x), 4) for x in (test.p_value, test.effect.ci_low, test.effect.ci_high)]
    [0.0043, -0.1647, 0.1951]
    """
    level = _check(margin, alpha)
    theta, spread, variance, df = shrunken_spread(summary)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        std_error = np.sqrt(variance) / spread
        t = (np.abs(special.logit(theta)) - special.logit((1 + margin) / 2)) / std_error
    apart = (theta == 0) | (theta == 1)
    usable = ~apart & (df > 0)
    p = special.stdtr(np.where(usable, df, 1.0), np.where(usable, t, 0.0))
    status = summary.status
    n_1, n_2 = summary.sizes
    small = (n_1 < 2) | (n_2 < 2)
    status[(status == int(Status.OK)) & small] = int(Status.TOO_FEW)
    return _result(
        status,
        apart,
        "t",
        np.where(usable, t, np.nan),
        p,
        rank_biserial(probability_of_superiority(summary, level)),
        margin,
        df=np.where(usable, df, np.nan),
    )


def equivalent_correlation(
    summary: RankCorrelation, margin: float, alpha: float = ALPHA
) -> TestResult:
    """Test whether Spearman's rank correlation lies within plus or minus a margin.

    Parameters
    ----------
    summary : RankCorrelation
    margin : float
        Above 0 and below 1.
    alpha : float
        The interval has level 1 - 2 `alpha`; above 0 and below .5.

    Returns
    -------
    TestResult
        Statistic ``z``, negative within the margin; effect ``rho`` with the interval of level
        1 - 2 `alpha`; measure ``equivalence_margin``. p is below `alpha` exactly where the
        interval lies within the margin; where abs(rho) = 1 it is printed as above .5. Status as
        in `spearman`, and ``too_few`` below four firms.

    Raises
    ------
    ArgumentError
        If `margin` or `alpha` is out of range.

    Notes
    -----
    Null hypothesis: the correlation is at or beyond the margin, on either side. z = (atanh
    abs(rho) - atanh margin) / SE with the standard error of the interval (Bonett & Wright).

    References
    ----------
    Goertzen, J. R., & Cribbie, R. A. (2010). Detecting a lack of association: an equivalence
    testing approach. *British Journal of Mathematical and Statistical Psychology*, 63, 527-537.
    https://doi.org/10.1348/000711009X475853

    Examples
    --------
    >>> test = equivalent_correlation(RankCorrelation(100, 0.05), 0.3)
    >>> [round(float(x), 4) for x in (test.statistic, test.p_value)]
    [-2.554, 0.0053]
    """
    level = _check(margin, alpha)
    effect = spearman_rho(summary, level)
    rho, std_error = (np.asarray(x, dtype=float) for x in (effect.estimate, effect.std_error))
    apart = np.abs(rho) == 1
    z = (np.arctanh(np.where(apart, 0.0, np.abs(rho))) - np.arctanh(margin)) / std_error
    z = np.where(apart, np.nan, z)
    status = np.array(summary.status)
    few = np.broadcast_to(np.asarray(summary.n), status.shape) < 4
    status[(status == int(Status.OK)) & few] = int(Status.TOO_FEW)
    return _result(status, apart, "z", z, special.ndtr(np.where(apart, 0.0, z)), effect, margin)


def equivalent_shares(table: Table2x2, margin: float, alpha: float = ALPHA) -> TestResult:
    """Test whether the difference of two shares lies within plus or minus a margin.

    Parameters
    ----------
    table : Table2x2
    margin : float
        Above 0 and below 1.
    alpha : float
        The interval has level 1 - 2 `alpha`; above 0 and below .5.

    Returns
    -------
    TestResult
        No statistic; effect ``risk_difference`` with Newcombe's hybrid score interval of level
        1 - 2 `alpha`; measure ``equivalence_margin``. Status ``empty_group``; an outcome that is
        the same for every firm is no obstacle here.

    Raises
    ------
    ArgumentError
        If `margin` or `alpha` is out of range.

    Notes
    -----
    Null hypothesis: the difference is at or beyond the margin, on either side. p is the `alpha`
    at which an end of the interval touches the margin, found by bisection. Where the estimate is
    not within the margin it is printed as above .5; where no interval reaches the margin (large
    margins, tiny groups) there is no p-value and the interval speaks alone. Size at .05, shares .35
    and .65 and a margin of .3, 20,000 samples each: groups of 57 and 57 .049, of 20 and 39 .059,
    of 5 and 16 .000: so few firms can hardly show that an effect is negligible.

    References
    ----------
    Newcombe, R. G. (1998). Interval estimation for the difference between independent
    proportions: comparison of eleven methods. *Statistics in Medicine*, 17, 873-890 (method 10).
    https://doi.org/10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I

    Examples
    --------
    >>> test = equivalent_shares(Table2x2(120, 80, 118, 82), 0.15)
    >>> [round(float(x), 4) for x in (test.p_value, test.effect.ci_low, test.effect.ci_high)]
    [0.0018, -0.0703, 0.0901]
    """
    level = _check(margin, alpha)
    effect = risk_difference(table, level)
    a, b, c, d = table.cells
    status = np.full(a.shape, int(Status.OK))
    status[(a + b == 0) | (c + d == 0)] = int(Status.EMPTY_GROUP)
    outside = ~(np.abs(np.asarray(effect.estimate)) < margin)

    def inside(quantile: ArrayLike) -> BoolArray:
        low, high = newcombe_limits(table, quantile)
        return np.asarray((low > -margin) & (high < margin))

    near, far = np.zeros(a.shape), np.full(a.shape, FARTHEST)
    beyond, never = inside(far), inside(np.full(a.shape, 1e12))
    for _ in range(60):
        middle = (near + far) / 2
        within = inside(middle)
        near, far = np.where(within, middle, near), np.where(within, far, middle)
    p = np.where(never, np.nan, special.ndtr(-(near + far) / 2))
    found = _result(status, outside, "", np.full(a.shape, np.nan), p, effect, margin)
    # farther than the search goes: p is below that of its end
    bound = np.where(beyond & ~never & ~outside, P_UPPER_BOUND, np.asarray(found.p_bound))
    return replace(found, p_bound=np.where(status == int(Status.OK), bound, P_EXACT))


def _check(margin: float, alpha: float) -> float:
    """Return the interval's level after checking the arguments."""
    if not 0 < margin < 1:
        raise ArgumentError(f"margin must be above 0 and below 1, got {margin!r}.")
    if not 0 < alpha < 0.5:
        raise ArgumentError(f"alpha must be above 0 and below .5, got {alpha!r}.")
    return 1 - 2 * alpha


def _result(
    status: IntArray,
    outside: BoolArray,
    name: str,
    statistic: FloatArray,
    p: FloatArray,
    effect: Estimate,
    margin: float,
    df: ArrayLike = np.nan,
) -> TestResult:
    """Return the test, p being a lower bound of .5 where `outside`."""
    return where_ok(
        status,
        statistic_name=name,
        statistic=statistic,
        df=df,
        p_value=np.where(outside, 0.5, p),
        p_method="two one-sided tests",
        effect=effect,
        others=(Estimate("equivalence_margin", np.full(np.shape(status), margin)),),
        p_bound=np.where(outside, P_LOWER_BOUND, P_EXACT),
    )
