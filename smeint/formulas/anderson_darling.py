"""Anderson-Darling's test of normality, mean and SD estimated."""

from __future__ import annotations

import numpy as np

from smeint.arrays import FloatArray
from smeint.formulas.normality import NormalitySummary
from smeint.formulas.result import P_EXACT, P_UPPER_BOUND, Estimate, TestResult, where_ok

#: The approximation of p is made for eight observations and more, as nortest has it.
LEAST = 8

#: From this modified statistic p is only known to be below the number that nortest prints.
_END, _LEAST_P = 10.0, 3.7e-24


def anderson_darling(summary: NormalitySummary) -> TestResult:
    """Test normality by Anderson and Darling's A^2 with estimated mean and SD.

    Parameters
    ----------
    summary : NormalitySummary

    Returns
    -------
    TestResult
        Statistic ``A2``, effect ``anderson_darling_a2``; measures: the same as variant
        ``modified``, from which p is found, skewness, excess kurtosis. `p_bound` is -1 where the
        modified statistic is 10 or more. Status ``too_few`` below eight observations, or
        ``constant_outcome``.

    Notes
    -----
    Null hypothesis: the observations are independent draws from one normal distribution of any
    mean and variance. A^2 = -n - sum (2 i - 1) (log F(x_i) + log(1 - F(x_(n+1-i)))) / n, modified
    to A^2 (1 + .75 / n + 2.25 / n^2), with p by Stephens' formulas in four pieces: as R's nortest,
    Minitab and SAS have them. It weighs the tails, where Lilliefors' D is blind. Rounded values
    and point masses (a share of zero exports) are rejected whatever their shape. Evidence only:
    it does not choose a test. Measured
    size at .05: .050 at 8, .049 to .051 from 11 to 1000 observations.

    References
    ----------
    Stephens, M. A. (1986). Tests based on EDF statistics. In R. B. D'Agostino & M. A. Stephens
    (Eds.), *Goodness-of-fit techniques* (table 4.9). Marcel Dekker.

    Anderson, T. W., & Darling, D. A. (1954). A test of goodness of fit. *Journal of the American
    Statistical Association*, 49, 765-769. https://doi.org/10.1080/01621459.1954.10501232

    Examples
    --------
    >>> test = anderson_darling(NormalitySummary(30, False, 0.1, a_squared=[0.5, 0.9]))
    >>> test.p_value.round(4)
    array([0.193 , 0.0189])
    """
    status = summary.status(least=LEAST)
    n = np.maximum(np.asarray(summary.n, dtype=float), 1.0)
    modified = np.asarray(summary.a_squared, dtype=float) * (1 + 0.75 / n + 2.25 / n**2)
    return where_ok(
        status,
        statistic_name="A2",
        statistic=summary.a_squared,
        p_value=_p_value(modified),
        p_bound=np.where(modified >= _END, P_UPPER_BOUND, P_EXACT),
        p_method="Stephens' approximation",
        effect=Estimate("anderson_darling_a2", summary.a_squared),
        others=(
            Estimate("anderson_darling_a2", modified, variant="modified"),
            *summary.shape_measures(),
        ),
    )


def _p_value(modified: FloatArray) -> FloatArray:
    """Return p of the modified statistic (Stephens, 1986, table 4.9)."""
    a = np.minimum(modified, _END)
    pieces = [
        -np.expm1(-13.436 + 101.14 * a - 223.73 * a**2),
        -np.expm1(-8.318 + 42.796 * a - 59.938 * a**2),
        np.exp(0.9177 - 4.279 * a - 1.38 * a**2),
        np.exp(1.2937 - 5.709 * a + 0.0186 * a**2),
    ]
    within = [a < 0.2, a < 0.34, a < 0.6, a < _END]
    p = np.select(within, pieces, _LEAST_P)
    return np.where(np.isnan(modified), np.nan, p)
