"""What a quantile regression says."""

from __future__ import annotations

from dataclasses import dataclass

from smeint.arrays import FloatArray
from smeint.defaults import LEVEL
from smeint.finding import Status
from smeint.formulas.fractional import wald_row
from smeint.formulas.logit import position
from smeint.formulas.result import TestResult, where_ok


@dataclass(frozen=True, slots=True, eq=False)
class QuantileFit:
    """A conditional quantile, linear in its terms.

    Parameters
    ----------
    terms : tuple of str
        Names of the coefficients, ``intercept`` first.
    beta, std_error : array, shape (terms,)
        Coefficients, and robust standard errors (NaN where one row or firm alone determines the
        coefficient).
    df : float
        Degrees of freedom of t.
    ci_method : str
    status : Status
    note : str
    """

    terms: tuple[str, ...]
    beta: FloatArray
    std_error: FloatArray
    df: float
    ci_method: str
    status: Status = Status.OK
    note: str = ""


def quantile_regression_test(fit: QuantileFit, term: str, level: float = LEVEL) -> TestResult:
    """Test one term of a quantile regression, and show the model.

    Parameters
    ----------
    fit : QuantileFit
    term : str
        The term under test.
    level : float
        Confidence level.

    Returns
    -------
    TestResult
        Statistic ``t``, effect ``quantile_difference`` of `term`; measures: that of every term,
        the intercept's being the quantile itself where all terms are 0. The status is the fit's,
        or ``no_spread`` where the tested term has no standard error.

    Raises
    ------
    ArgumentError
        If `term` is not in the model.

    Notes
    -----
    See `smeint.stats.rank_models.quantile_regression`. One model at a time.

    Examples
    --------
    >>> import numpy as np
    >>> fit = QuantileFit(("intercept", "sme"), np.array([0.06, -0.02]), np.array([0.01, 0.01]),
    ...                   58.0, "Wald")
    >>> test = quantile_regression_test(fit, "sme")
    >>> [round(float(x), 4) for x in (test.statistic, test.p_value)]
    [-2.0, 0.0502]
    """
    j = position(fit.terms, term)
    rows = [
        wald_row(
            "quantile_difference",
            name,
            float(fit.beta[i]),
            float(fit.std_error[i]),
            fit.df,
            level,
            fit.ci_method,
        )
        for i, name in enumerate(fit.terms)
    ]
    effect = rows[j]
    status = fit.status
    if status is Status.OK and not fit.std_error[j] > 0:
        status = Status.NO_SPREAD
    return where_ok(
        int(status),
        statistic_name="t",
        statistic=effect.statistic,
        df=effect.df,
        p_value=effect.p_value,
        p_method=fit.ci_method,
        effect=effect,
        others=[row for row in rows if row is not effect],
        note=fit.note,
    )
