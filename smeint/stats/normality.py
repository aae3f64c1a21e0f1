"""Tests of normality and the shape of one sample: an array in, an `Answer` out.

Values of several groups taken together are a mixture: groups that are each normal but differ in
mean or spread are not normal together, and two skewed groups may look normal. Every function here
tests the one sample it is given; `by_group` tests each group, and says which.
"""

from __future__ import annotations

import math
from numbers import Real

import numpy as np

from smeint.arrays import FloatArray
from smeint.engine import reduce
from smeint.engine.groups import with_moments
from smeint.engine.scores import mid_ranks
from smeint.errors import ArgumentError
from smeint.finding import GroupRow
from smeint.formulas import anderson_darling as ad
from smeint.formulas import kolmogorov_smirnov as ks
from smeint.formulas import normality
from smeint.formulas import skewness_kurtosis as shape
from smeint.formulas.result import TestResult
from smeint.stats.answer import Answer, answer_of
from smeint.stats.inputs import sample

#: Given parameters this near the sample's own, in standard deviations, were taken from it.
_OWN = 1e-3


def shapiro_wilk(x: object) -> Answer:
    """Test the normality of one sample by Shapiro-Wilk's W.

    Parameters
    ----------
    x : array_like, shape (n,)
        Numbers in any unit; missing values are left out and counted.

    Returns
    -------
    Answer
        Statistic ``W``, effect ``shapiro_wilk_w``; measures: skewness g1 and excess kurtosis g2.
        Status ``too_few`` below 3, ``too_large`` above 5000 values, or ``constant_outcome``.

    Raises
    ------
    ArgumentError
        If `x` is not one-dimensional and numeric.

    Notes
    -----
    See `smeint.formulas.normality.shapiro_wilk`, which takes many samples at once. The numbers
    are those of R; SciPy before 1.18 differs by about 3e-7. Of several groups taken together it
    tests the mixture: `by_group` tests each.

    Examples
    --------
    >>> found = shapiro_wilk([148, 154, 158, 160, 161, 162, 166, 170, 182, 195, 236]).finding
    >>> round(found.statistic, 4), round(found.p_value, 4)
    (0.7888, 0.0067)
    """
    y, missing = sample(x, "x")
    result = normality.shapiro_wilk(reduce.normality(y))
    return _answer("shapiro_wilk", "royston_1995", result, y, missing)


def lilliefors(x: object) -> Answer:
    """Test the normality of one sample by Lilliefors' test, mean and SD estimated from it.

    Parameters
    ----------
    x : array_like, shape (n,)
        Numbers in any unit; missing values are left out and counted.

    Returns
    -------
    Answer
        Statistic ``D``, effect ``lilliefors_d``, and again as variant ``dallal_wilkinson_1986``
        with the p that R's nortest prints; measures: skewness g1 and excess kurtosis g2. p below
        .001 and above .99 is a bound. Status ``too_few`` below 4 values, or ``constant_outcome``.

    Raises
    ------
    ArgumentError
        If `x` is not one-dimensional and numeric.

    Notes
    -----
    See `smeint.formulas.normality.lilliefors`, which takes many samples at once, and
    `smeint.formulas.lilliefors_p.p_value` for where p differs from statsmodels'. SPSS (Explore)
    prints Dallal and Wilkinson's p up to .1, and .200 as a lower bound. Of several groups taken
    together it tests the mixture: `by_group` tests each.

    Examples
    --------
    >>> answer = lilliefors([148, 154, 158, 160, 161, 162, 166, 170, 182, 195, 236])
    >>> round(answer.finding.statistic, 4), round(answer.finding.p_value, 3)
    (0.2592, 0.037)
    >>> round(answer.measure("lilliefors_d", "dallal_wilkinson_1986").p_value, 4)
    0.0374
    """
    y, missing = sample(x, "x")
    result = normality.lilliefors(reduce.normality(y))
    return _answer("lilliefors", "estimated_parameters", result, y, missing)


def anderson_darling(x: object) -> Answer:
    """Test the normality of one sample by Anderson and Darling's A^2, mean and SD estimated.

    Parameters
    ----------
    x : array_like, shape (n,)
        Numbers in any unit; missing values are left out and counted.

    Returns
    -------
    Answer
        Statistic ``A2``, effect ``anderson_darling_a2``, and again as variant ``modified``, from
        which p is found; measures: skewness g1 and excess kurtosis g2. Status ``too_few`` below 8
        values, or ``constant_outcome``.

    Raises
    ------
    ArgumentError
        If `x` is not one-dimensional and numeric.

    Notes
    -----
    See `smeint.formulas.anderson_darling.anderson_darling`, which takes many samples at once.
    A^2 and p are those of R's nortest; SciPy's ``anderson`` prints the modified statistic's
    critical values instead of p. Of several groups taken together it tests the mixture:
    `by_group` tests each.

    Examples
    --------
    >>> found = anderson_darling([148, 154, 158, 160, 161, 162, 166, 170, 182, 195, 236]).finding
    >>> round(found.statistic, 4), round(found.p_value, 4)
    (0.9468, 0.0105)
    """
    y, missing = sample(x, "x")
    result = ad.anderson_darling(reduce.normality(y))
    return _answer("anderson_darling", "stephens_1986", result, y, missing)


def kolmogorov_smirnov(x: object, mean: float, sd: float) -> Answer:
    """Test that one sample comes from the normal distribution with a given mean and SD.

    Parameters
    ----------
    x : array_like, shape (n,)
        Numbers in any unit; missing values are left out and counted.
    mean, sd : float
        Known before looking at `x`, in its unit: a norm, a census, a claim. With the sample's own
        mean and SD the test hardly ever rejects, and `lilliefors` is the right one; the answer's
        note says so where it sees it.

    Returns
    -------
    Answer
        Statistic ``D`` with the exact two-sided p, effect ``given_normal_d``, and again as variant
        ``asymptotic`` with sqrt(n) D and p of the limiting distribution. A note counts ties, which
        a continuous distribution does not have: heaps add to D. Status ``too_few`` without a value.

    Raises
    ------
    ArgumentError
        If an argument is not as described.

    Notes
    -----
    See `smeint.formulas.kolmogorov_smirnov.kolmogorov_smirnov_given`, which takes many samples at
    once. It rejects for another mean, another SD and another shape alike. R's ``ks.test`` prints
    the exact p below 100 values without ties, otherwise the asymptotic one, SPSS always the
    asymptotic one.

    Examples
    --------
    >>> answer = kolmogorov_smirnov([98, 104, 110, 121, 89, 103, 115], mean=100, sd=15)
    >>> round(answer.finding.statistic, 4), round(answer.finding.p_value, 4)
    (0.3041, 0.4497)
    """
    centre, spread = _number(mean, "mean"), _number(sd, "sd")
    if spread <= 0:
        raise ArgumentError(f"sd must be above 0, got {sd!r}.")
    y, missing = sample(x, "x")
    result = ks.kolmogorov_smirnov_given(reduce.distance_to_given_normal(y, centre, spread))
    tied = y.size - np.unique(y).size
    notes = (
        "mean and sd are the sample's own: read `lilliefors` instead"
        if _own(y, centre, spread)
        else "",
        f"{tied} of {y.size} values repeat another: p is that of a continuous distribution"
        if tied
        else "",
    )
    note = "; ".join(text for text in notes if text)
    return _answer("kolmogorov_smirnov", "parameters_given", result, y, missing, note)


def skewness_kurtosis(x: object) -> Answer:
    """Return skewness and excess kurtosis of one sample in the definitions of the packages.

    Parameters
    ----------
    x : array_like, shape (n,)
        Numbers in any unit; missing values are left out and counted.

    Returns
    -------
    Answer
        Measures ``skewness`` and ``excess_kurtosis``, each in three variants: ``type_1``, moment
        ratios g1 and g2, with z and p of D'Agostino's test of skewness (from 8 values) and of
        Anscombe and Glynn's of kurtosis (from 5); ``type_2``, G1 and G2 of SAS, SPSS and Excel,
        with the standard errors of SPSS and the ratio to them as statistic; ``type_3``, b1 and b2
        of Minitab. Types are numbered as in R's e1071 and psych. Status ``too_few`` below 3
        values, or ``constant_outcome``; kurtosis of type 2 is NaN below 4.

    Raises
    ------
    ArgumentError
        If `x` is not one-dimensional and numeric.

    Notes
    -----
    See `smeint.formulas.skewness_kurtosis.skewness_kurtosis`, which takes many samples at once.
    Stata's ``summarize, detail`` prints type 1, kurtosis with 3 added. Of several groups taken
    together it describes the mixture: `by_group` describes each.

    Examples
    --------
    >>> answer = skewness_kurtosis([148, 154, 158, 160, 161, 162, 166, 170, 182, 195, 236])
    >>> row = answer.measure("skewness", "type_2")
    >>> round(row.estimate, 3), round(row.std_error, 3)
    (1.956, 0.661)
    """
    y, missing = sample(x, "x")
    result = shape.skewness_kurtosis(reduce.normality(y))
    return _answer("skewness_kurtosis", "", result, y, missing)


def _answer(
    procedure: str, variant: str, result: TestResult, y: FloatArray, missing: int, note: str = ""
) -> Answer:
    """Return the answer about one sample, which it describes as well."""
    row = GroupRow("", "all", y.size, missing)
    return answer_of(
        procedure,
        result,
        variant=variant,
        n=y.size,
        n_missing=missing,
        groups=(with_moments(row, y, mid_ranks(y)),),
        note=note,
    )


def _number(value: object, name: str) -> float:
    """Return a finite number, or refuse it."""
    if isinstance(value, bool) or not isinstance(value, Real) or not math.isfinite(value):
        raise ArgumentError(f"{name} must be a finite number, got {value!r}.")
    return float(value)


def _own(y: FloatArray, mean: float, sd: float) -> bool:
    """Whether given parameters are the sample's own, up to rounding."""
    if y.size < 2:
        return False
    same_mean = abs(float(y.mean()) - mean) <= _OWN * sd
    return same_mean and any(abs(float(y.std(ddof=k)) - sd) <= _OWN * sd for k in (0, 1))
