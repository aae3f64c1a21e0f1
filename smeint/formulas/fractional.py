"""What a fractional logit says: coefficients, odds ratios and marginal effects of a share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from smeint.arrays import FloatArray
from smeint.defaults import LEVEL
from smeint.finding import NAN, Status
from smeint.formulas.intervals import normal_quantile, t_quantile, two_sided_normal, two_sided_t
from smeint.formulas.logit import position, term_rows
from smeint.formulas.result import Estimate, TestResult, where_ok


@dataclass(frozen=True, slots=True, eq=False)
class FractionalFit:
    """A logistic mean of a share, fitted by Bernoulli quasi-likelihood.

    Parameters
    ----------
    terms : tuple of str
        Names of the coefficients, ``intercept`` first.
    beta, std_error, df : array, shape (terms,)
        Coefficients, robust standard errors (NaN where one row or firm alone determines the
        coefficient), and degrees of freedom (NaN for the normal distribution).
    effect, effect_error : array, shape (terms - 1,)
        Average marginal effect of each term but the intercept, and its robust standard error.
    ll, ll0 : float
        Quasi-log-likelihood of the model, and of the intercept alone.
    zeros, ones : int
        Rows with a share of exactly 0, and exactly 1.
    ci_method : str
        With the name of the covariance.
    status : Status
    note : str
    """

    terms: tuple[str, ...]
    beta: FloatArray
    std_error: FloatArray
    df: FloatArray
    effect: FloatArray
    effect_error: FloatArray
    ll: float
    ll0: float
    zeros: int
    ones: int
    ci_method: str
    status: Status = Status.OK
    note: str = ""


def fractional_test(fit: FractionalFit, term: str, level: float = LEVEL) -> TestResult:
    """Test one term of a fractional logit by its robust Wald statistic, and show the model.

    Parameters
    ----------
    fit : FractionalFit
    term : str
        The term under test.
    level : float
        Confidence level.

    Returns
    -------
    TestResult
        Statistic ``z``, or ``t`` where the fit has degrees of freedom; effect ``odds_ratio`` of
        `term`; measures: log-odds, odds ratio and average marginal effect of every term,
        quasi-log-likelihoods, 1 - ll / ll0 and the numbers of zeros and ones. The status is the
        fit's, or ``no_spread`` where the tested term has no standard error.

    Raises
    ------
    ArgumentError
        If `term` is not in the model.

    Notes
    -----
    See `smeint.stats.fractional.fractional_logit`. The interval of an average marginal effect is
    estimate -+ quantile times the error of the delta method, predictors taken as given; its
    degrees of freedom are those of the term's coefficient. One model at a time.

    Examples
    --------
    >>> fit = FractionalFit(("intercept", "sme"), np.array([0.8, -1.4]), np.array([0.2, 0.4]),
    ...                     np.full(2, np.nan), np.array([-0.3]), np.array([0.1]), -60.0, -64.0,
    ...                     3, 5, "Wald, HC1")
    >>> test = fractional_test(fit, "sme")
    >>> [round(float(x), 4) for x in (test.statistic, test.p_value, test.effect.estimate)]
    [-3.5, 0.0005, 0.2466]
    """
    j = position(fit.terms, term)
    rows = [
        row
        for i, name in enumerate(fit.terms)
        for row in coefficient_rows(
            name, fit.beta[i], fit.std_error[i], fit.df[i], level, fit.ci_method
        )
    ]
    effect = rows[2 * j + 1]
    status = fit.status
    if status is Status.OK and not fit.std_error[j] > 0:
        status = Status.NO_SPREAD
    return where_ok(
        int(status),
        statistic_name="t" if np.isfinite(fit.df[j]) else "z",
        statistic=effect.statistic,
        df=effect.df,
        p_value=effect.p_value,
        p_method=fit.ci_method,
        effect=effect,
        others=(*(row for row in rows if row is not effect), *_effects(fit, level), *_model(fit)),
        note=fit.note,
    )


def coefficient_rows(
    term: str, beta: float, std_error: float, df: float, level: float, method: str
) -> tuple[Estimate, Estimate]:
    """Return log-odds and odds ratio of a term: by t where `df` is a number, else by the normal.

    Examples
    --------
    >>> row = coefficient_rows("sme", -1.4, 0.4, np.nan, 0.95, "Wald, HC1")[0]
    >>> round(float(row.statistic), 4), row.ci_method
    (-3.5, 'Wald, HC1')
    """
    freedom = float(df) if np.isfinite(df) else None
    log_odds, ratio = term_rows(term, np.asarray(beta), np.asarray(std_error), level, freedom)
    return replace(log_odds, ci_method=method), replace(ratio, ci_method=method)


def wald_row(
    measure: str,
    term: str,
    estimate: float,
    std_error: float,
    df: float,
    level: float,
    method: str,
    variant: str = "",
) -> Estimate:
    """Return a measure with its Wald statistic and interval: by t, or by the normal.

    Examples
    --------
    >>> row = wald_row("average_marginal_effect", "sme", -0.3, 0.1, np.nan, 0.95, "delta")
    >>> round(float(row.ci_low), 4), round(float(row.ci_high), 4)
    (-0.496, -0.104)
    """
    by_t = np.isfinite(df)
    quantile = t_quantile(df, level) if by_t else np.asarray(normal_quantile(level))
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = np.asarray(estimate) / np.asarray(std_error)
    half = quantile * std_error
    return Estimate(
        measure,
        estimate,
        variant=variant,
        term=term,
        std_error=std_error,
        statistic=statistic,
        df=df if by_t else NAN,
        p_value=two_sided_t(statistic, df) if by_t else two_sided_normal(statistic),
        ci_low=estimate - half,
        ci_high=estimate + half,
        ci_level=level,
        ci_method=method,
    )


def _effects(fit: FractionalFit, level: float) -> Iterator[Estimate]:
    """Yield the average marginal effect of every term."""
    method = fit.ci_method.replace("Wald", "delta method", 1)
    for i, name in enumerate(fit.terms[1:]):
        yield wald_row(
            "average_marginal_effect",
            name,
            float(fit.effect[i]),
            float(fit.effect_error[i]),
            float(fit.df[i + 1]),
            level,
            method,
        )


def _model(fit: FractionalFit) -> Iterator[Estimate]:
    """Yield the measures of the whole model."""
    with np.errstate(divide="ignore", invalid="ignore"):
        gain = 1 - np.float64(fit.ll) / fit.ll0
    yield Estimate("quasi_log_likelihood", fit.ll)
    yield Estimate("null_quasi_log_likelihood", fit.ll0)
    yield Estimate("quasi_mcfadden_r2", gain)
    yield Estimate("shares_at_0", fit.zeros)
    yield Estimate("shares_at_1", fit.ones)
