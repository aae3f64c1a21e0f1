"""Tests of normality as evidence: Lilliefors, Shapiro-Wilk, and Kolmogorov-Smirnov as if known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from smeint.arrays import IntArray
from smeint.finding import NAN, Status
from smeint.formulas import lilliefors_p, shapiro
from smeint.formulas.kolmogorov_smirnov import exact_p
from smeint.formulas.result import Estimate, TestResult, where_ok


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
    a_squared : array of float
        Anderson and Darling's A^2 against the same normal distribution as `d`.

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
    a_squared: ArrayLike = NAN

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


def lilliefors(summary: NormalitySummary, measures: bool = True) -> TestResult:
    """Test normality by Lilliefors' test: Kolmogorov-Smirnov with estimated mean and SD.

    Parameters
    ----------
    summary : NormalitySummary
    measures : bool
        Whether measures besides the effect are computed; no other number depends on it.

    Returns
    -------
    TestResult
        Statistic ``D``, effect ``lilliefors_d``; measures: the p that R's nortest prints
        (`dallal_wilkinson`), skewness, excess kurtosis. `p_bound` is -1 where D is beyond the
        table's .001, and 1 where it is below the table's .99. Status ``too_few`` below four
        observations, or ``constant_outcome``.

    Notes
    -----
    Null hypothesis: the observations are independent draws from one normal distribution of any
    mean and variance. Critical values are those of statsmodels, from 10 million simulations for
    each tabulated n, interpolated on scales on which they hardly change
    (`smeint.formulas.lilliefors_p.p_value`): p is that of statsmodels where both n and alpha are
    tabulated. Measured size at .05: .050 to .051 from 5 to 1000 observations.
    Rounded values and point masses (a share of zero exports) are rejected
    whatever their shape. Evidence only: it does not choose a test.

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
    status = summary.status(least=lilliefors_p.LEAST)
    p, bound = lilliefors_p.p_value(summary.d, summary.n)
    return where_ok(
        status,
        statistic_name="D",
        statistic=summary.d,
        p_value=p,
        p_bound=bound,
        p_method="Lilliefors table",
        effect=Estimate("lilliefors_d", summary.d),
        others=(dallal_wilkinson(summary), *summary.shape_measures()) if measures else (),
    )


def dallal_wilkinson(summary: NormalitySummary) -> Estimate:
    """Return Lilliefors' D with the p-value that R's nortest prints.

    Parameters
    ----------
    summary : NormalitySummary

    Returns
    -------
    Estimate
        Measure ``lilliefors_d``, variant ``dallal_wilkinson_1986``; p is NaN below five
        observations.

    Notes
    -----
    Up to .1, p is Dallal and Wilkinson's approximation, which SPSS prints as well, and above it
    comes from Stephens' modified statistic (`smeint.formulas.lilliefors_p.nortest_p`). SPSS prints
    .200 as a lower bound of all that is larger.

    References
    ----------
    Dallal, G. E., & Wilkinson, L. (1986). An analytic approximation to the distribution of
    Lilliefors's test statistic for normality. *The American Statistician*, 40, 294-296.
    https://doi.org/10.1080/00031305.1986.10475419

    Stephens, M. A. (1974). EDF statistics for goodness of fit and some comparisons. *Journal of
    the American Statistical Association*, 69, 730-737.
    https://doi.org/10.1080/01621459.1974.10480196

    Examples
    --------
    >>> round(float(dallal_wilkinson(NormalitySummary(114, False, 0.0937)).p_value), 4)
    0.0155
    """
    return Estimate(
        "lilliefors_d",
        summary.d,
        variant="dallal_wilkinson_1986",
        p_value=lilliefors_p.nortest_p(summary.d, summary.n),
    )


def kolmogorov_smirnov_as_if_known(summary: NormalitySummary) -> TestResult:
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
    papers report it. p is exact. With mean and SD that were known beforehand,
    `smeint.formulas.kolmogorov_smirnov.kolmogorov_smirnov_given` is the test.

    References
    ----------
    Massey, F. J. (1951). The Kolmogorov-Smirnov test for goodness of fit. *Journal of the
    American Statistical Association*, 46, 68-78. https://doi.org/10.1080/01621459.1951.10500769

    Examples
    --------
    >>> round(float(kolmogorov_smirnov_as_if_known(NormalitySummary(30, False, 0.15)).p_value), 3)
    0.465
    """
    return where_ok(
        summary.status(least=lilliefors_p.LEAST),
        statistic_name="D",
        statistic=summary.d,
        p_value=exact_p(summary.d, summary.n),
        p_method="exact, parameters read as known",
        effect=None,
        others=(Estimate("kolmogorov_smirnov_d", summary.d),),
    )


def shapiro_wilk(summary: NormalitySummary, measures: bool = True) -> TestResult:
    """Test normality by Shapiro-Wilk's W.

    Parameters
    ----------
    summary : NormalitySummary
    measures : bool
        Whether measures besides the effect are computed; no other number depends on it.

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
        others=summary.shape_measures() if measures else (),
    )
