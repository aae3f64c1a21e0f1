"""What a logistic regression says whose standard errors allow for dependent rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from smeint.arrays import BoolArray, FloatArray
from smeint.defaults import LEVEL
from smeint.finding import NAN, Status
from smeint.formulas.logit import position, term_rows
from smeint.formulas.result import Estimate, TestResult, where_ok
from smeint.formulas.sandwich import standard_errors


@dataclass(frozen=True, slots=True, eq=False)
class Covariance:
    """One covariance of a model's coefficients, and how its Wald statistics are read.

    Parameters
    ----------
    name : str
        Such as ``CR2``.
    cov : array, shape (k, k)
    df : array, shape (k,)
        Degrees of freedom of each coefficient's t; infinite for the normal distribution.
    method : str
        Covariance, factor and distribution in words.
    """

    name: str
    cov: FloatArray
    df: FloatArray
    method: str

    @property
    def std_error(self) -> FloatArray:
        """Standard errors of the coefficients."""
        return standard_errors(self.cov)


@dataclass(frozen=True, slots=True, eq=False)
class RobustLogitFit:
    """A logistic model's coefficients with one covariance or several.

    Parameters
    ----------
    terms : tuple of str
        Names of the coefficients, ``intercept`` first.
    beta : array, shape (k,)
    covariance : Covariance or None
        The one that tests and intervals use; None where there is no fit.
    others : tuple of Covariance
        Further ones, each shown for the term under test.
    unknown : array of bool, shape (k,)
        Coefficients without a standard error, because one firm alone determines them.
    measures : tuple of Estimate
        Of the model.
    status : Status
    note : str
    """

    terms: tuple[str, ...]
    beta: FloatArray
    covariance: Covariance | None
    others: tuple[Covariance, ...] = ()
    unknown: BoolArray | None = None
    measures: tuple[Estimate, ...] = ()
    status: Status = Status.OK
    note: str = ""


def no_robust_fit(terms: tuple[str, ...], status: Status, note: str) -> RobustLogitFit:
    """Return a fit without numbers.

    Examples
    --------
    >>> no_robust_fit(("intercept", "sme"), Status.SEPARATION, "").beta
    array([nan, nan])
    """
    return RobustLogitFit(terms, np.full(len(terms), NAN), None, status=status, note=note)


def robust_logit_test(fit: RobustLogitFit, term: str, level: float = LEVEL) -> TestResult:
    """Test one term of a logistic model by Wald's test with a robust covariance.

    Parameters
    ----------
    fit : RobustLogitFit
    term : str
        The term under test.
    level : float
        Confidence level.

    Returns
    -------
    TestResult
        Statistic ``t`` or ``z``, effect ``odds_ratio`` of `term`; measures: log-odds and odds
        ratio of every term, the log-odds of `term` once more by every other covariance (its name
        as variant), and those of the model. Status that of the fit; ``no_spread`` where one firm
        alone determines `term`. Another term that one firm determines has no standard error.

    Raises
    ------
    ArgumentError
        If `term` is not in the model.

    Notes
    -----
    Null hypothesis: given the other terms, the odds of the event do not depend on this one.
    b / SE is referred to Student's t with the covariance's degrees of freedom, or to the normal
    distribution; the odds ratio's interval is exp(b -+ quantile * SE). There is no
    likelihood-ratio test, AIC or BIC: the likelihood is that of independent rows.

    Examples
    --------
    >>> cov = Covariance("CR2", np.eye(2) * 0.16, np.array([20.0, 20.0]), "CR2 by firm, t(G - 1)")
    >>> fit = RobustLogitFit(("intercept", "sme"), np.array([0.8, -1.4]), cov)
    >>> test = robust_logit_test(fit, "sme")
    >>> [round(float(x), 4) for x in (test.statistic, test.p_value, test.effect.estimate)]
    [-3.5, 0.0023, 0.2466]
    """
    place = position(fit.terms, term)
    chosen, status, note = fit.covariance, fit.status, fit.note
    if chosen is None:
        empty = np.full((len(fit.terms), len(fit.terms)), NAN)
        chosen = Covariance("", empty, np.full(len(fit.terms), NAN), "")
    unknown = np.zeros(len(fit.terms), bool) if fit.unknown is None else fit.unknown
    rows = [list(_rows(fit, chosen, i, level, missing=unknown[i])) for i in range(len(fit.terms))]
    if status is Status.OK and unknown[place]:
        status = Status.NO_SPREAD
    log_odds, effect = rows[place]
    others: Iterable[Estimate] = [row for pair in rows for row in pair if row is not effect]
    again = [
        replace(next(_rows(fit, other, place, level, missing=unknown[place])), variant=other.name)
        for other in fit.others
    ]
    normal = bool(np.isinf(chosen.df[place]))
    return where_ok(
        int(status),
        statistic_name="z" if normal else "t",
        statistic=log_odds.statistic,
        df=log_odds.df,
        p_value=log_odds.p_value,
        p_method=f"Wald, {chosen.method}" if chosen.method else "",
        effect=effect,
        others=(*others, *again, *fit.measures),
        note=note,
    )


def _rows(
    fit: RobustLogitFit, covariance: Covariance, i: int, level: float, *, missing: bool
) -> Iterator[Estimate]:
    """Yield log-odds and odds ratio of a term by one covariance."""
    df = float(covariance.df[i])
    std_error = np.asarray(NAN if missing else covariance.std_error[i])
    for row in term_rows(
        fit.terms[i], np.asarray(fit.beta[i]), std_error, level, None if np.isinf(df) else df
    ):
        yield replace(
            row,
            df=NAN if missing else row.df,
            ci_method=f"Wald, {covariance.method}" if covariance.method else "",
        )
