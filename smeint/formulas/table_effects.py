"""Two-by-two tables and their effects: phi, odds ratio, difference of shares."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from smeint.arrays import FloatArray, IntArray
from smeint.defaults import LEVEL
from smeint.finding import Status
from smeint.formulas.intervals import normal_quantile, wilson_at
from smeint.formulas.result import Estimate

PHI_CI_METHOD = "square-and-add from Wilson limits"
RISK_DIFFERENCE_CI_METHOD = "Newcombe hybrid score"
ODDS_RATIO_CI_METHOD = "Woolf"


@dataclass(frozen=True, slots=True)
class Table2x2:
    """Counts of a two-by-two table, or of as many tables as the leading shape has elements.

    Parameters
    ----------
    a, b : array of float
        First group: firms with the event, firms without.
    c, d : array of float
        Second group: firms with the event, firms without.

    Examples
    --------
    >>> Table2x2(20, 37, 39, 18).n
    array(114.)
    """

    a: ArrayLike
    b: ArrayLike
    c: ArrayLike
    d: ArrayLike

    @property
    def cells(self) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
        """The four counts as float arrays of one shape; no one may write to them."""
        own = tuple(np.asarray(x, dtype=float) for x in (self.a, self.b, self.c, self.d))
        a, b, c, d = own if len({x.shape for x in own}) == 1 else np.broadcast_arrays(*own)
        return a, b, c, d

    @property
    def n(self) -> FloatArray:
        """Number of firms in the table."""
        a, b, c, d = self.cells
        return np.asarray(a + b + c + d)

    @property
    def status(self) -> IntArray:
        """``empty_group``, else ``constant_outcome``, else ``ok``."""
        a, b, c, d = self.cells
        code = np.full(a.shape, int(Status.OK))
        code[(a + c == 0) | (b + d == 0)] = int(Status.CONSTANT_OUTCOME)
        code[(a + b == 0) | (c + d == 0)] = int(Status.EMPTY_GROUP)
        return code


@dataclass(frozen=True, slots=True, eq=False)
class ShareLimits:
    """Wilson's limits of the share of events in each group of a table.

    Parameters
    ----------
    low_1, high_1, low_2, high_2 : array of float
    """

    low_1: FloatArray
    high_1: FloatArray
    low_2: FloatArray
    high_2: FloatArray


def share_limits(table: Table2x2, quantile: ArrayLike) -> ShareLimits:
    """Return Wilson's limits of both groups' shares at a quantile of the normal distribution.

    Examples
    --------
    >>> limits = share_limits(Table2x2(5, 5, 0, 10), 1.0)
    >>> [round(float(x), 4) for x in (limits.low_1, limits.high_1, limits.low_2, limits.high_2)]
    [0.3492, 0.6508, 0.0, 0.0909]
    """
    a, b, c, d = table.cells
    return ShareLimits(*wilson_at(a, a + b, quantile), *wilson_at(c, c + d, quantile))


def phi_coefficient(
    table: Table2x2, level: float = LEVEL, limits: ShareLimits | None = None
) -> Estimate:
    """Return phi, signed first group minus second, with its interval.

    Parameters
    ----------
    table : Table2x2
    level : float
        Confidence level.
    limits : ShareLimits, optional
        `share_limits` at that level, where they are known already.

    Returns
    -------
    Estimate
        Measure ``phi``; NaN where a margin is empty.

    Notes
    -----
    phi = (ad - bc) / sqrt((a+b)(c+d)(a+c)(b+d)), the correlation of two 0/1 variables. With the
    group sizes given, phi is a function f of the two shares p1, p2, rising in p1 and falling in
    p2. With Wilson's limits (l1, u1) and (l2, u2) the interval is found by square-and-add:
    phi - sqrt((phi - f(l1, p2))^2 + (phi - f(p1, u2))^2), and likewise above. It is signed and
    does not collapse at phi = -1 or 1.

    Coverage of the 95 % interval, enumerated over all tables for 121 pairs of shares between
    .02 and .98 (mean, least): groups of 57 and 57 .955, .924; 20 and 39 .956, .907; 5 and 16
    .956, .916; 141 and 237 .952, .941. For comparison, the delta-method variance of Bishop,
    Fienberg and Holland (1975) on Fisher's z scale: .934, .515; .916, .607; .875, .280; .949,
    .875; Newcombe's limits of the difference multiplied by sqrt(n1 n2 / (m1 m0)): .967, .924;
    .965, .903; .956, .724; .963, .924, and wider.

    References
    ----------
    Zou, G. Y., & Donner, A. (2008). Construction of confidence limits about effect measures: a
    general approach. *Statistics in Medicine*, 27, 1693-1702. https://doi.org/10.1002/sim.3095

    Examples
    --------
    >>> phi = phi_coefficient(Table2x2(20, 37, 39, 18))
    >>> [round(float(x), 3) for x in (phi.estimate, phi.ci_low, phi.ci_high)]
    [-0.334, -0.49, -0.153]
    """
    a, b, c, d = table.cells
    n_1, n_2 = a + b, c + d
    ends = limits or share_limits(table, normal_quantile(level))
    with np.errstate(divide="ignore", invalid="ignore"):
        value = (a * d - b * c) / root_of_margins(a, b, c, d)
        p_1, p_2, weight = a / n_1, c / n_2, n_1 / (n_1 + n_2)
        below = np.hypot(
            value - _phi_of_shares(ends.low_1, p_2, weight),
            value - _phi_of_shares(p_1, ends.high_2, weight),
        )
        above = np.hypot(
            _phi_of_shares(ends.high_1, p_2, weight) - value,
            _phi_of_shares(p_1, ends.low_2, weight) - value,
        )
    return Estimate(
        "phi",
        np.clip(value, -1, 1),
        ci_low=np.maximum(value - below, -1.0),
        ci_high=np.minimum(value + above, 1.0),
        ci_level=level,
        ci_method=PHI_CI_METHOD,
    )


def root_of_margins(a: FloatArray, b: FloatArray, c: FloatArray, d: FloatArray) -> FloatArray:
    """Return the root of the product of the four margins, without overflow."""
    return np.asarray(np.sqrt((a + b) * (c + d)) * np.sqrt((a + c) * (b + d)))


def _phi_of_shares(p_1: FloatArray, p_2: FloatArray, weight: FloatArray) -> FloatArray:
    """Return phi of two shares, the first group having `weight` of the firms."""
    pooled = weight * p_1 + (1 - weight) * p_2
    spread = pooled * (1 - pooled)
    # both shares 0 or both 1: the limit of phi is 0
    return np.where(
        spread > 0,
        (p_1 - p_2) * np.sqrt(weight * (1 - weight) / spread),
        np.where(spread == 0, 0, spread),
    )


def odds_ratio(table: Table2x2, level: float = LEVEL) -> Estimate:
    """Return the sample odds ratio ad / (bc) with Woolf's interval.

    Parameters
    ----------
    table : Table2x2
    level : float
        Confidence level.

    Returns
    -------
    Estimate
        Measure ``odds_ratio``; its standard error is that of `log_odds_ratio`.

    Notes
    -----
    SE(log OR) = sqrt(1/a + 1/b + 1/c + 1/d). With an empty cell the ratio is 0 or infinite as it
    is; nothing is added to the cells, and standard error and interval are NaN. Firth's logistic
    regression has an interval for such tables.

    References
    ----------
    Woolf, B. (1955). On estimating the relation between blood group and disease. *Annals of Human
    Genetics*, 19, 251-253. https://doi.org/10.1111/j.1469-1809.1955.tb01348.x

    Examples
    --------
    >>> ratio = odds_ratio(Table2x2(20, 37, 39, 18))
    >>> [round(float(x), 3) for x in (ratio.estimate, ratio.ci_low, ratio.ci_high)]
    [0.249, 0.114, 0.544]
    """
    a, b, c, d = table.cells
    log_ratio = log_odds_ratio(table, level)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = (a * d) / (b * c)
    return Estimate(
        "odds_ratio",
        ratio,
        ci_low=np.exp(np.asarray(log_ratio.ci_low)),
        ci_high=np.exp(np.asarray(log_ratio.ci_high)),
        ci_level=level,
        ci_method=ODDS_RATIO_CI_METHOD,
    )


def log_odds_ratio(table: Table2x2, level: float = LEVEL) -> Estimate:
    """Return the logarithm of the sample odds ratio with Woolf's standard error and interval.

    Parameters
    ----------
    table : Table2x2
    level : float
        Confidence level.

    Returns
    -------
    Estimate
        Measure ``log_odds_ratio``; NaN where a cell is empty.

    Examples
    --------
    >>> log_ratio = log_odds_ratio(Table2x2(20, 37, 39, 18))
    >>> [round(float(x), 3) for x in (log_ratio.estimate, log_ratio.std_error)]
    [-1.388, 0.398]
    """
    a, b, c, d = table.cells
    usable = np.minimum(np.minimum(a, b), np.minimum(c, d)) > 0
    added = np.where(usable, 0.0, np.nan)
    a, b, c, d = (x + added for x in (a, b, c, d))
    value = np.log(a) + np.log(d) - np.log(b) - np.log(c)
    std_error = np.sqrt(1 / a + 1 / b + 1 / c + 1 / d)
    half = normal_quantile(level) * std_error
    return Estimate(
        "log_odds_ratio",
        value,
        std_error=std_error,
        ci_low=value - half,
        ci_high=value + half,
        ci_level=level,
        ci_method=ODDS_RATIO_CI_METHOD,
    )


def risk_difference(
    table: Table2x2, level: float = LEVEL, limits: ShareLimits | None = None
) -> Estimate:
    """Return the difference of shares, first minus second, with Newcombe's hybrid score interval.

    Parameters
    ----------
    table : Table2x2
    level : float
        Confidence level.
    limits : ShareLimits, optional
        As in `phi_coefficient`.

    Returns
    -------
    Estimate
        Measure ``risk_difference``; `std_error` is sqrt(p1(1-p1)/n1 + p2(1-p2)/n2), which the
        interval does not use.

    References
    ----------
    Newcombe, R. G. (1998). Interval estimation for the difference between independent
    proportions: comparison of eleven methods. *Statistics in Medicine*, 17, 873-890 (method 10).
    https://doi.org/10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I

    Examples
    --------
    >>> share = risk_difference(Table2x2(56, 14, 48, 32))
    >>> [round(float(x), 4) for x in (share.estimate, share.ci_low, share.ci_high)]
    [0.2, 0.0524, 0.3339]
    """
    a, b, c, d = table.cells
    n_1, n_2 = a + b, c + d
    with np.errstate(divide="ignore", invalid="ignore"):
        p_1, p_2 = a / n_1, c / n_2
        std_error = np.sqrt(p_1 * (1 - p_1) / n_1 + p_2 * (1 - p_2) / n_2)
    low, high = newcombe_limits(table, normal_quantile(level), limits)
    return Estimate(
        "risk_difference",
        p_1 - p_2,
        std_error=std_error,
        ci_low=low,
        ci_high=high,
        ci_level=level,
        ci_method=RISK_DIFFERENCE_CI_METHOD,
    )


def newcombe_limits(
    table: Table2x2, quantile: ArrayLike, limits: ShareLimits | None = None
) -> tuple[FloatArray, FloatArray]:
    """Return the hybrid score limits of a difference of shares at each given normal quantile.

    Examples
    --------
    >>> [round(float(x), 4) for x in newcombe_limits(Table2x2(56, 14, 48, 32), 1.959964)]
    [0.0524, 0.3339]
    """
    a, b, c, d = table.cells
    n_1, n_2 = a + b, c + d
    ends = limits or share_limits(table, quantile)
    with np.errstate(divide="ignore", invalid="ignore"):
        p_1, p_2 = a / n_1, c / n_2
    difference = p_1 - p_2
    return (
        difference - np.hypot(p_1 - ends.low_1, ends.high_2 - p_2),
        difference + np.hypot(ends.high_1 - p_1, p_2 - ends.low_2),
    )
