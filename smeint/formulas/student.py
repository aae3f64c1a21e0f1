"""Two groups compared by means with one variance: Student's t test and Cohen's d."""

from __future__ import annotations

import numpy as np

from smeint.defaults import LEVEL
from smeint.formulas.intervals import t_quantile, two_sided_t
from smeint.formulas.result import Estimate
from smeint.formulas.welch import (
    HEDGES_CI_METHOD,
    TwoMeans,
    pooled_spread,
    standardized_difference,
)

STUDENT_CI_METHOD = "Student t, equal variances"


def cohens_d(summary: TwoMeans, level: float = LEVEL) -> Estimate:
    """Return Cohen's d, the standardized difference of means, with its noncentral-t interval.

    Parameters
    ----------
    summary : TwoMeans
    level : float
        Confidence level.

    Returns
    -------
    Estimate
        Measure ``cohens_d``: `hedges_g` without its correction, too large on average in small
        groups; `std_error` is sqrt(1 / n_1 + 1 / n_2 + d^2 / (2 (n_1 + n_2))).

    References
    ----------
    Hedges, L. V. (1981). Distribution theory for Glass's estimator of effect size and related
    estimators. *Journal of Educational Statistics*, 6, 107-128. https://doi.org/10.2307/1164588

    Examples
    --------
    >>> d = cohens_d(TwoMeans(10, 10, 0.75, 2.33, 3.200556, 4.009))
    >>> [round(float(x), 4) for x in (d.estimate, d.ci_low, d.ci_high)]
    [-0.8322, -1.7388, 0.0955]
    """
    d, low, high, _ = standardized_difference(summary, level)
    n_1, n_2, *_ = summary.parts
    with np.errstate(divide="ignore", invalid="ignore"):
        std_error = np.sqrt(1 / n_1 + 1 / n_2 + d * d / (2 * (n_1 + n_2)))
    return Estimate(
        "cohens_d",
        d,
        std_error=std_error,
        ci_low=low,
        ci_high=high,
        ci_level=level,
        ci_method=HEDGES_CI_METHOD,
    )


def student(summary: TwoMeans, level: float = LEVEL) -> Estimate:
    """Return the difference of means by Student's t test, which takes variances as equal.

    Parameters
    ----------
    summary : TwoMeans
    level : float
        Confidence level.

    Returns
    -------
    Estimate
        Measure ``mean_difference`` of variant ``equal_variances``, with t, its n_1 + n_2 - 2
        degrees of freedom and p. Where the smaller group varies more it rejects too often.

    Examples
    --------
    >>> test = student(TwoMeans(10, 10, 0.75, 2.33, 3.200556, 4.009))
    >>> [round(float(x), 4) for x in (test.statistic, test.p_value, test.ci_low)]
    [-1.8608, 0.0792, -3.3639]
    """
    _, _, mean_1, mean_2, _, _ = summary.parts
    pooled, root, f, usable = pooled_spread(summary)
    with np.errstate(divide="ignore", invalid="ignore"):
        std_error = np.where(usable, pooled * root, np.nan)
        t = (mean_1 - mean_2) / std_error
    half = t_quantile(f, level) * std_error
    return Estimate(
        "mean_difference",
        mean_1 - mean_2,
        variant="equal_variances",
        std_error=std_error,
        statistic=t,
        df=f,
        p_value=two_sided_t(t, f),
        ci_low=mean_1 - mean_2 - half,
        ci_high=mean_1 - mean_2 + half,
        ci_level=level,
        ci_method=STUDENT_CI_METHOD,
    )
