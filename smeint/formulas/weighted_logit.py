"""What a weighted logistic regression says: coefficients and odds ratios by the design."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from smeint.arrays import FloatArray
from smeint.defaults import LEVEL
from smeint.finding import Status
from smeint.formulas.logit import position, term_rows
from smeint.formulas.result import TestResult, where_ok


@dataclass(frozen=True, slots=True, eq=False)
class WeightedLogitFit:
    """A logistic regression fitted by pseudo-likelihood.

    Parameters
    ----------
    terms : tuple of str
        Names of the coefficients, ``intercept`` first.
    beta : array, shape (terms,)
    cov : array, shape (terms, terms)
        Design-based (sandwich) covariance.
    df : float
        Design degrees of freedom minus the number of terms without the intercept.
    status : Status
    note : str
    """

    terms: tuple[str, ...]
    beta: FloatArray
    cov: FloatArray
    df: float
    status: Status = Status.OK
    note: str = ""


def weighted_logit_test(fit: WeightedLogitFit, term: str, level: float = LEVEL) -> TestResult:
    """Test one term of a weighted logistic regression by the design-based t test.

    Parameters
    ----------
    fit : WeightedLogitFit
    term : str
        The term under test.
    level : float
        Confidence level.

    Returns
    -------
    TestResult
        Statistic ``t``, effect ``odds_ratio`` of `term`; measures: log-odds and odds ratio of
        every term. There is no likelihood, and so no R-squared, AIC or likelihood-ratio test.

    Raises
    ------
    ArgumentError
        If `term` is not in the model.

    Notes
    -----
    Null hypothesis: given the other terms, the odds of the event in the population do not depend
    on this one. The coefficients solve sum(w x (y - p)) = 0; their covariance is that of the
    totals of A^-1 w x (y - p), A = sum(w p (1 - p) x x'), by the design. t = b / SE with design
    degrees of freedom + 1 minus the number of coefficients (R's ``svyglm`` with the family
    ``quasibinomial``).

    References
    ----------
    Binder, D. A. (1983). On the variances of asymptotically normal estimators from complex
    surveys. *International Statistical Review*, 51, 279-292. https://doi.org/10.2307/1402588

    Examples
    --------
    >>> fit = WeightedLogitFit(("intercept", "sme"), np.array([0.8, -1.4]), np.eye(2) * 0.16, 60.0)
    >>> test = weighted_logit_test(fit, "sme")
    >>> [round(float(x), 4) for x in (test.statistic, test.p_value, test.effect.estimate)]
    [-3.5, 0.0009, 0.2466]
    """
    place = position(fit.terms, term)
    with np.errstate(invalid="ignore"):
        std_error = np.sqrt(np.diag(fit.cov))
    rows = [
        term_rows(name, fit.beta[i], std_error[i], level, fit.df)
        for i, name in enumerate(fit.terms)
    ]
    effect = rows[place][1]
    return where_ok(
        int(fit.status),
        statistic_name="t",
        statistic=effect.statistic,
        df=fit.df,
        p_value=effect.p_value,
        p_method="design-based t",
        effect=effect,
        others=[row for pair in rows for row in pair if row is not effect],
        note=fit.note,
    )
