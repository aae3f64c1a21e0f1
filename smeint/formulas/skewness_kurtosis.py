"""Skewness and kurtosis by the definitions of the statistical packages, each with its test."""

from __future__ import annotations

import numpy as np
from scipy import special

from smeint.arrays import FloatArray
from smeint.finding import NAN
from smeint.formulas.normality import NormalitySummary
from smeint.formulas.result import Estimate, TestResult, where_ok

#: Least n of skewness, of type 2 kurtosis, of D'Agostino's test, and of Anscombe and Glynn's.
LEAST, KURTOSIS_LEAST, SKEWNESS_TEST_LEAST, KURTOSIS_TEST_LEAST = 3, 4, 8, 5


def skewness_kurtosis(summary: NormalitySummary) -> TestResult:
    """Return skewness and excess kurtosis in three definitions, with standard errors and tests.

    Parameters
    ----------
    summary : NormalitySummary

    Returns
    -------
    TestResult
        No test of its own; effect ``skewness``. Measures ``skewness`` and ``excess_kurtosis``,
        each in variants ``type_1`` (moment ratios g1, g2; with z and p of D'Agostino's test from
        eight, of Anscombe and Glynn's from five observations), ``type_2`` (G1, G2 as SAS, SPSS and
        Excel print them; with the standard errors SES and SEK of SPSS and their ratio as
        statistic; kurtosis from four observations) and ``type_3`` (b1, b2 as Minitab prints
        them). Status ``too_few`` below three observations, or ``constant_outcome``.

    Notes
    -----
    With moments m_r about the mean: g1 = m3 / m2^1.5, g2 = m4 / m2^2 - 3; G1 = g1 sqrt(n (n - 1))
    / (n - 2), G2 = ((n + 1) g2 + 6) (n - 1) / ((n - 2) (n - 3)); b1 = g1 (1 - 1 / n)^1.5, b2 =
    (g2 + 3) (1 - 1 / n)^2 - 3. SES = sqrt(6 n (n - 1) / ((n - 2) (n + 1) (n + 3))), SEK = 2 SES
    sqrt((n^2 - 1) / ((n - 3) (n + 5))): standard errors under normality. G / SE is no z to be
    read against 1.96 for kurtosis, whose distribution is far from normal for hundreds of
    observations: the p of type 1 is.

    Null hypothesis of each p: the observations are independent draws from one normal
    distribution, against another skewness, or another kurtosis. Written out because SciPy takes
    samples instead of summaries, reads a skewness of exactly 0 as 1 (p .31 for -4 ... -1, 1 ... 4)
    and turns the sign of z where kurtosis is so low that the transformation has no value; here
    z is then minus infinity. Measured size at .05 of the test of skewness: .053 at 8, .052 at
    11, .049 to .051 from 12 to 1000 observations; of the test of kurtosis: .019 at 5, .037 at 8,
    .042 at 12, .047 at 20, .053 at 57 and .052 at 1000.

    References
    ----------
    Joanes, D. N., & Gill, C. A. (1998). Comparing measures of sample skewness and kurtosis. *The
    Statistician*, 47, 183-189. https://doi.org/10.1111/1467-9884.00122

    D'Agostino, R. B. (1970). Transformation to normality of the null distribution of g1.
    *Biometrika*, 57, 679-681. https://doi.org/10.1093/biomet/57.3.679

    Anscombe, F. J., & Glynn, W. J. (1983). Distribution of the kurtosis statistic b2 for normal
    samples. *Biometrika*, 70, 227-234. https://doi.org/10.1093/biomet/70.1.227

    Examples
    --------
    >>> test = skewness_kurtosis(NormalitySummary(50, False, 0.1, skewness=0.5))
    >>> for m in test.measures[:3]:
    ...     print(m.variant, m.estimate.round(3), m.std_error.round(3), m.p_value.round(3))
    type_1 0.5 nan 0.122
    type_2 0.516 0.337 nan
    type_3 0.485 nan nan
    """
    status = summary.status(least=LEAST)
    n = np.asarray(summary.n, dtype=float)
    # every formula is computed where it can be, and NaN where n is too small
    size = np.maximum(n, KURTOSIS_LEAST)
    measures = (*_skewness(summary, np.maximum(n, LEAST), n), *_kurtosis(summary, size, n))
    return where_ok(
        status,
        statistic_name="",
        statistic=NAN,
        p_value=NAN,
        p_method="",
        effect=measures[0],
        others=measures[1:],
    )


def _skewness(summary: NormalitySummary, size: FloatArray, n: FloatArray) -> tuple[Estimate, ...]:
    """Return skewness of the three types; `size` is n where the formulas hold."""
    g_1 = np.asarray(summary.skewness, dtype=float)
    z = np.where(
        n >= SKEWNESS_TEST_LEAST, dagostino_z(g_1, np.maximum(n, SKEWNESS_TEST_LEAST)), NAN
    )
    adjusted = g_1 * np.sqrt(size * (size - 1)) / (size - 2)
    error = skewness_error(size)
    return (
        Estimate("skewness", g_1, variant="type_1", statistic=z, p_value=_two_sided(z)),
        Estimate(
            "skewness", adjusted, variant="type_2", std_error=error, statistic=adjusted / error
        ),
        Estimate("skewness", g_1 * (1 - 1 / size) ** 1.5, variant="type_3"),
    )


def _kurtosis(summary: NormalitySummary, size: FloatArray, n: FloatArray) -> tuple[Estimate, ...]:
    """Return excess kurtosis of the three types; `size` is n where the formulas hold."""
    g_2 = np.asarray(summary.excess_kurtosis, dtype=float)
    large = np.maximum(n, KURTOSIS_TEST_LEAST)
    z = np.where(n >= KURTOSIS_TEST_LEAST, anscombe_glynn_z(g_2, large), NAN)
    adjusted = ((size + 1) * g_2 + 6) * (size - 1) / ((size - 2) * (size - 3))
    error = kurtosis_error(size)
    enough = n >= KURTOSIS_LEAST
    return (
        Estimate("excess_kurtosis", g_2, variant="type_1", statistic=z, p_value=_two_sided(z)),
        Estimate(
            "excess_kurtosis",
            np.where(enough, adjusted, NAN),
            variant="type_2",
            std_error=np.where(enough, error, NAN),
            statistic=np.where(enough, adjusted / error, NAN),
        ),
        Estimate(
            "excess_kurtosis",
            (g_2 + 3) * (1 - 1 / np.maximum(n, LEAST)) ** 2 - 3,
            variant="type_3",
        ),
    )


def _two_sided(z: FloatArray) -> FloatArray:
    return np.asarray(2 * special.ndtr(-np.abs(z)))


def skewness_error(n: FloatArray) -> FloatArray:
    """Return the standard error of G1 of normal samples (SES), for three and more observations.

    Examples
    --------
    >>> round(float(skewness_error(np.asarray(50.0))), 3)
    0.337
    """
    return np.asarray(np.sqrt(6 * n * (n - 1) / ((n - 2) * (n + 1) * (n + 3))))


def kurtosis_error(n: FloatArray) -> FloatArray:
    """Return the standard error of G2 of normal samples (SEK), for four and more observations.

    Examples
    --------
    >>> round(float(kurtosis_error(np.asarray(50.0))), 3)
    0.662
    """
    return np.asarray(2 * skewness_error(n) * np.sqrt((n**2 - 1) / ((n - 3) * (n + 5))))


def dagostino_z(g_1: FloatArray, n: FloatArray) -> FloatArray:
    """Return D'Agostino's z of the skewness g1, for eight and more observations."""
    y = g_1 * np.sqrt((n + 1) * (n + 3) / (6 * (n - 2)))
    beta_2 = 3 * (n**2 + 27 * n - 70) * (n + 1) * (n + 3)
    beta_2 = beta_2 / ((n - 2) * (n + 5) * (n + 7) * (n + 9))
    w_2 = np.sqrt(2 * (beta_2 - 1)) - 1
    return np.asarray(np.arcsinh(y / np.sqrt(2 / (w_2 - 1))) / np.sqrt(np.log(w_2) / 2))


def anscombe_glynn_z(g_2: FloatArray, n: FloatArray) -> FloatArray:
    """Return Anscombe and Glynn's z of the excess kurtosis g2, for five and more observations."""
    mean = 3 * (n - 1) / (n + 1)
    variance = 24 * n * (n - 2) * (n - 3) / ((n + 1) ** 2 * (n + 3) * (n + 5))
    x = (g_2 + 3 - mean) / np.sqrt(variance)
    beta_1 = 6 * (n + 3) * (n + 5) / (n * (n - 2) * (n - 3))
    beta_1 = beta_1 * (6 * (n**2 - 5 * n + 2) / ((n + 7) * (n + 9))) ** 2
    a = 6 + 8 / np.sqrt(beta_1) * (2 / np.sqrt(beta_1) + np.sqrt(1 + 4 / beta_1))
    below = 1 + x * np.sqrt(2 / (a - 4))
    root = np.cbrt((1 - 2 / a) / np.where(below > 0, below, 1.0))
    z = (1 - 2 / (9 * a) - root) / np.sqrt(2 / (9 * a))
    return np.where(below > 0, z, np.where(np.isnan(below), NAN, -np.inf))
