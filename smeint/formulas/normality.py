"""Tests of normality as evidence: Lilliefors, Kolmogorov-Smirnov, Shapiro-Wilk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from smeint.arrays import FloatArray, IntArray
from smeint.finding import NAN, Status
from smeint.formulas import shapiro
from smeint.formulas.result import (
    P_EXACT,
    P_LOWER_BOUND,
    P_UPPER_BOUND,
    Estimate,
    TestResult,
    where_ok,
)

#: The least number of observations in Lilliefors' table.
LILLIEFORS_LEAST = 4


@dataclass(frozen=True, slots=True)
class NormalitySummary:
    """How a sample differs from a normal distribution, for one sample or many.

    Parameters
    ----------
    n : array of int
        Observations.
    constant : array of bool
        Whether all observations are equal.
    d : array of float
        Largest distance between the empirical distribution and the normal distribution with the
        sample's mean and standard deviation (divisor n - 1).
    one_minus_w : array of float
        1 - W of Shapiro and Wilk (`smeint.formulas.shapiro.one_minus_w`); NaN outside 3 to 5000.
    skewness, excess_kurtosis : array of float
        Moment ratios m3 / m2^1.5 and m4 / m2^2 - 3.

    Examples
    --------
    >>> NormalitySummary(30, False, 0.1).status(least=4)
    array(0)
    """

    n: ArrayLike
    constant: ArrayLike
    d: ArrayLike
    one_minus_w: ArrayLike = NAN
    skewness: ArrayLike = NAN
    excess_kurtosis: ArrayLike = NAN

    def status(self, least: int, most: float = np.inf) -> IntArray:
        """``too_few`` below `least`, ``too_large`` above `most`, ``constant_outcome`` or ``ok``."""
        n, constant, _ = np.broadcast_arrays(self.n, self.constant, self.d)
        code = np.full(n.shape, int(Status.OK))
        code[n > most] = int(Status.TOO_LARGE)
        code[constant.astype(bool)] = int(Status.CONSTANT_OUTCOME)
        code[n < least] = int(Status.TOO_FEW)
        return code

    def shape_measures(self) -> tuple[Estimate, Estimate]:
        """Skewness and excess kurtosis, as every test of normality shows them."""
        return (
            Estimate("skewness", self.skewness),
            Estimate("excess_kurtosis", self.excess_kurtosis),
        )


def lilliefors(summary: NormalitySummary) -> TestResult:
    """Test normality by Lilliefors' test: Kolmogorov-Smirnov with estimated mean and SD.

    Parameters
    ----------
    summary : NormalitySummary

    Returns
    -------
    TestResult
        Statistic ``D``, effect ``lilliefors_d``; measures: skewness, excess kurtosis. `p_bound`
        is -1 where D is beyond the table's .001, and 1 where it is below the table's .99. Status
        ``too_few`` below four observations, or ``constant_outcome``.

    Notes
    -----
    Null hypothesis: the observations are independent draws from one normal distribution of any
    mean and variance. p is statsmodels': interpolated in a table of 10 million simulations for
    each tabulated n, beyond 1600 by a formula. Between the tabulated 50, 100, 200, 400, 800 and
    1600 the interpolation is linear in n, which makes p too large (`dallas_wilkinson` stands
    beside): the size at .05 is .050 for 50
    and 100, .041 for 57 and 114, .033 for 150 and 300 observations. Rounded values and point
    masses (a share of zero exports) are rejected whatever their shape. Evidence only: it does not
    choose a test.

    References
    ----------
    Lilliefors, H. W. (1967). On the Kolmogorov-Smirnov test for normality with mean and variance
    unknown. *Journal of the American Statistical Association*, 62, 399-402.
    https://doi.org/10.1080/01621459.1967.10482916

    Examples
    --------
    >>> test = lilliefors(NormalitySummary([30, 30], False, [0.15, 0.4]))
    >>> test.p_value.round(3), test.p_bound
    (array([0.081, 0.001]), array([ 0, -1]))
    """
    status = summary.status(least=LILLIEFORS_LEAST)
    p, bound = _lilliefors_p(summary, status)
    return where_ok(
        status,
        statistic_name="D",
        statistic=summary.d,
        p_value=p,
        p_bound=bound,
        p_method="Lilliefors table",
        effect=Estimate("lilliefors_d", summary.d),
        others=(dallas_wilkinson(summary), *summary.shape_measures()),
    )


def dallas_wilkinson(summary: NormalitySummary) -> Estimate:
    """Return Lilliefors' D with the p-value of Dallas and Wilkinson, as SPSS and R print it.

    Parameters
    ----------
    summary : NormalitySummary

    Returns
    -------
    Estimate
        Measure ``lilliefors_d``, variant ``dallas_wilkinson_1986``. The approximation is made for
        p up to .1; beyond, p is .1 and `p_bound` is 1.

    Notes
    -----
    With D' = D (n / 100)^.49 and n' = 100 above 100 observations, else D and n, p = exp(-7.01256
    D'^2 (n' + 2.78019) + 2.99587 D' sqrt(n' + 2.78019) - .122119 + .974598 / sqrt(n') + 1.67997 /
    n').

    References
    ----------
    Dallas, G. E., & Wilkinson, L. (1986). An analytic approximation to the distribution of
    Lilliefors's test statistic for normality. *The American Statistician*, 40, 294-296.
    https://doi.org/10.1080/00031305.1986.10475419

    Examples
    --------
    >>> round(float(dallas_wilkinson(NormalitySummary(114, False, 0.0937)).p_value), 4)
    0.0155
    """
    n = np.asarray(summary.n, dtype=float)
    size = np.clip(n, 1.0, 100.0)
    d = np.asarray(summary.d, dtype=float) * np.maximum(n / 100, 1.0) ** 0.49
    shifted = size + 2.78019
    exponent = -7.01256 * d**2 * shifted + 2.99587 * d * np.sqrt(shifted) - 0.122119
    p = np.exp(np.minimum(exponent + 0.974598 / np.sqrt(size) + 1.67997 / size, 0.0))
    return Estimate(
        "lilliefors_d",
        summary.d,
        variant="dallas_wilkinson_1986",
        p_value=np.minimum(p, 0.1),
        p_bound=np.where(p > 0.1, P_LOWER_BOUND, P_EXACT),
    )


def _lilliefors_table() -> Any:
    # public `lilliefors` takes data, one sample at a time; the table itself takes D and n
    from statsmodels.stats._lilliefors import get_lilliefors_table

    return get_lilliefors_table(dist="norm")


def _critical_values(table: Any, n: float) -> FloatArray:
    """Return the critical values for `n` at the table's alphas.

    Written out because the table's own look-up for many D returns NaN beyond its edges in
    statsmodels 0.14.
    """
    if n > table.size[-1]:
        return np.asarray(table.asymptotic(n), dtype=float)
    columns = table.crit_table.T
    return np.array([np.interp(n, table.size, column) for column in columns])


def _lilliefors_p(summary: NormalitySummary, status: IntArray) -> tuple[FloatArray, IntArray]:
    """Return p and its bound code; one look into the table for each distinct n."""
    n = np.broadcast_to(np.asarray(summary.n), status.shape).ravel()
    d = np.broadcast_to(np.asarray(summary.d, dtype=float), status.shape).ravel()
    ok = status.ravel() == int(Status.OK)
    p = np.full(n.shape, np.nan)
    bound = np.full(n.shape, P_EXACT)
    if not ok.any():
        return p.reshape(status.shape), bound.reshape(status.shape)
    table = _lilliefors_table()
    for size in np.unique(n[ok]):
        here = ok & (n == size)
        # critical values fall as alpha rises; beyond the ends interp returns the ends
        critical = _critical_values(table, float(size))
        found = np.interp(d[here], critical[::-1], table.alpha[::-1])
        edges = np.where(found >= table.alpha.max(), P_LOWER_BOUND, P_EXACT)
        bound[here] = np.where(found <= table.alpha.min(), P_UPPER_BOUND, edges)
        # the table's edges are .001 and .99 up to rounding
        p[here] = np.where(bound[here] == P_EXACT, found, np.round(found, 3))
    return p.reshape(status.shape), bound.reshape(status.shape)


def kolmogorov_smirnov(summary: NormalitySummary) -> TestResult:
    """Read the same distance D as if mean and SD had been known beforehand: for comparison only.

    Parameters
    ----------
    summary : NormalitySummary

    Returns
    -------
    TestResult
        Statistic ``D``, no effect; measure ``kolmogorov_smirnov_d``.

    Notes
    -----
    Null hypothesis: the observations come from the normal distribution whose mean and SD were
    given before looking at them. They are not: mean and SD are estimated here, the test hardly
    ever rejects (its size is about 0), and `lilliefors` is the one to read. It is shown because
    papers report it. p is from the exact distribution of the two-sided statistic up to 140
    observations, and above that from an expansion that is right to about 1e-5 of p.

    References
    ----------
    Massey, F. J. (1951). The Kolmogorov-Smirnov test for goodness of fit. *Journal of the
    American Statistical Association*, 46, 68-78. https://doi.org/10.1080/01621459.1951.10500769

    Examples
    --------
    >>> round(float(kolmogorov_smirnov(NormalitySummary(30, False, 0.15)).p_value), 3)
    0.465
    """
    status = summary.status(least=LILLIEFORS_LEAST)
    ok = status == int(Status.OK)
    n = np.where(ok, np.asarray(summary.n), LILLIEFORS_LEAST)
    d = np.where(ok, np.asarray(summary.d, dtype=float), 0.5)
    return where_ok(
        status,
        statistic_name="D",
        statistic=summary.d,
        p_value=stats.kstwo.sf(d, n),
        p_method="exact, parameters read as known",
        effect=None,
        others=(Estimate("kolmogorov_smirnov_d", summary.d),),
    )


def shapiro_wilk(summary: NormalitySummary) -> TestResult:
    """Test normality by Shapiro-Wilk's W.

    Parameters
    ----------
    summary : NormalitySummary

    Returns
    -------
    TestResult
        Statistic ``W``, effect ``shapiro_wilk_w``; measures: skewness, excess kurtosis. Status
        ``too_few`` below 3, ``too_large`` above 5000 observations, or ``constant_outcome``.

    Notes
    -----
    Null hypothesis: the observations are independent draws from one normal distribution of any
    mean and variance. Royston's algorithm AS R94 in double precision, as in R; SciPy before 1.18
    has single-precision constants and differs from it by about 3e-7, which is why the formula is
    written out here (`smeint.formulas.shapiro`). With thousands of observations it rejects
    differences that no rank test minds; evidence only: it does not choose a test.

    References
    ----------
    Royston, P. (1995). Remark AS R94: a remark on algorithm AS 181, the W-test for normality.
    *Applied Statistics*, 44, 547-551. https://doi.org/10.2307/2986146

    Examples
    --------
    >>> test = shapiro_wilk(NormalitySummary(11, False, 0.27, one_minus_w=0.2112))
    >>> print(round(float(test.statistic), 4), round(float(test.p_value), 4))
    0.7888 0.0067
    """
    w = 1 - np.asarray(summary.one_minus_w, dtype=float)
    return where_ok(
        summary.status(least=shapiro.LEAST, most=shapiro.MOST),
        statistic_name="W",
        statistic=w,
        p_value=shapiro.p_value(summary.one_minus_w, summary.n),
        p_method="Royston's approximation (exact for n = 3)",
        effect=Estimate("shapiro_wilk_w", w),
        others=summary.shape_measures(),
    )
