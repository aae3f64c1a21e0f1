"""What a regression of relative ranks says."""

from __future__ import annotations

from dataclasses import dataclass

from smeint.arrays import FloatArray
from smeint.defaults import LEVEL
from smeint.finding import Status
from smeint.formulas.fractional import wald_row
from smeint.formulas.logit import position
from smeint.formulas.result import TestResult, where_ok

MEASURE = "relative_rank_difference"
#: Variant whose errors count the estimation of ranks as well.
RANKS_ESTIMATED = "ranks estimated"


@dataclass(frozen=True, slots=True, eq=False)
class RankFit:
    """Relative ranks regressed on terms by least squares.

    Parameters
    ----------
    terms : tuple of str
        Names of the coefficients, without intercept and cells.
    beta, std_error, df : array, shape (terms,)
        Coefficients, robust standard errors (NaN where one row or firm alone determines the
        coefficient), degrees of freedom of t.
    full_error : array, shape (terms,)
        Standard errors that count the estimation of ranks.
    full_df : float
    ci_method, full_method : str
    status : Status
    note : str
    """

    terms: tuple[str, ...]
    beta: FloatArray
    std_error: FloatArray
    df: FloatArray
    full_error: FloatArray
    full_df: float
    ci_method: str
    full_method: str
    status: Status = Status.OK
    note: str = ""


def rank_regression_test(fit: RankFit, term: str, level: float = LEVEL) -> TestResult:
    """Test one term of a regression of relative ranks, and show the model.

    Parameters
    ----------
    fit : RankFit
    term : str
        The term under test.
    level : float
        Confidence level.

    Returns
    -------
    TestResult
        Statistic ``t``, effect ``relative_rank_difference`` of `term`; measures: that of every
        term, with errors that take ranks as given, and in the variant ``ranks estimated``. The
        status is the fit's, or ``no_spread`` where the tested term has no standard error.

    Raises
    ------
    ArgumentError
        If `term` is not in the model.

    Notes
    -----
    See `smeint.stats.rank_models.rank_regression`. One model at a time.

    Examples
    --------
    >>> import numpy as np
    >>> fit = RankFit(("sme",), np.array([-0.2]), np.array([0.08]), np.array([30.0]),
    ...               np.array([0.07]), 58.0, "Wald, CR2, t", "Wald, CR1S, t")
    >>> test = rank_regression_test(fit, "sme")
    >>> [round(float(x), 4) for x in (test.statistic, test.p_value)]
    [-2.5, 0.0181]
    """
    j = position(fit.terms, term)
    rows, full = [], []
    for i, name in enumerate(fit.terms):
        b = float(fit.beta[i])
        rows.append(
            wald_row(
                MEASURE, name, b, float(fit.std_error[i]), float(fit.df[i]), level, fit.ci_method
            )
        )
        full.append(
            wald_row(
                MEASURE,
                name,
                b,
                float(fit.full_error[i]),
                fit.full_df,
                level,
                fit.full_method,
                RANKS_ESTIMATED,
            )
        )
    effect = rows[j]
    status = fit.status
    if status is Status.OK and not fit.std_error[j] > 0:
        status = Status.NO_SPREAD
    others = [row for row in rows if row is not effect]
    return where_ok(
        int(status),
        statistic_name="t",
        statistic=effect.statistic,
        df=effect.df,
        p_value=effect.p_value,
        p_method=fit.ci_method,
        effect=effect,
        others=(*others, *full),
        note=fit.note,
    )
