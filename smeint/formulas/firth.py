"""What a logistic regression with Firth's penalty says."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from smeint.finding import Status
from smeint.formulas.intervals import normal_quantile, two_sided_normal
from smeint.formulas.logit import WALD_CI_METHOD, position
from smeint.formulas.result import Estimate, TestResult, where_ok

PROFILE_CI_METHOD = "profile penalized likelihood"
FIRTH_P_METHOD = "penalized likelihood ratio"


@dataclass(frozen=True, slots=True)
class FirthFit:
    """A logistic regression with Firth's penalty.

    Parameters
    ----------
    terms : tuple of str
        Names of the coefficients, ``intercept`` first.
    beta, std_error : array, shape (terms,)
        Coefficients and the roots of the inverse information's diagonal.
    p_value : array, shape (terms,)
        Penalized likelihood-ratio p-values.
    ci_low, ci_high : array, shape (terms,)
        Profile penalized likelihood limits of the coefficients at `ci_level`; NaN where the
        search for a limit did not converge.
    ci_level : float
        The level is part of the fit: every limit is a search of its own.
    penalized_ll : float
        Log-likelihood plus half the log determinant of the information.
    n, events : float
        Rows, and rows with the event.
    profiled : frozenset of str
        Terms whose p-value and limits are those of the penalized likelihood; for the others
        `firth_test` gives Wald's.
    status : int
        A `smeint.finding.Status` code.
    note : str
    chi2 : array, shape (terms,), optional
        Penalized likelihood-ratio statistics; those of `p_value` by default.
    predictors : tuple of str
        Predictors whose coefficients are tested together; an empty name stands for all.
    predictor_chi2, predictor_df : array, shape (predictors,)
        Penalized likelihood-ratio statistics, and numbers of coefficients.
    """

    terms: tuple[str, ...]
    beta: ArrayLike
    std_error: ArrayLike
    p_value: ArrayLike
    ci_low: ArrayLike
    ci_high: ArrayLike
    ci_level: float
    penalized_ll: float
    n: float
    events: float
    profiled: frozenset[str]
    status: int = int(Status.OK)
    note: str = ""
    chi2: ArrayLike | None = None
    predictors: tuple[str, ...] = ()
    predictor_chi2: ArrayLike = ()
    predictor_df: ArrayLike = ()


def firth_test(fit: FirthFit, term: str) -> TestResult:
    """Test one term of a Firth logistic regression by its penalized likelihood ratio.

    Parameters
    ----------
    fit : FirthFit
        One fit: the procedure has no batch form.
    term : str
        The term under test.

    Returns
    -------
    TestResult
        Statistic ``chi2`` with one degree of freedom, effect ``odds_ratio`` of `term`; measures:
        log-odds and odds ratio of every term, penalized log-likelihood, events per variable,
        and ``penalized_likelihood_ratio`` of the predictors that the fit has, all of them at once
        under an empty name.

    Raises
    ------
    ArgumentError
        If `term` is not in the model.

    Notes
    -----
    Null hypothesis: given the other terms, the odds of the event do not depend on this one. The
    likelihood is penalized by half the log determinant of the information, which removes the
    first-order bias and keeps estimates finite under separation. The test compares the model with
    the one that has this coefficient fixed at 0, the penalty being that of the whole model, as in
    R's ``logistf``. Fitted probabilities are drawn towards one half: not for prediction. Standard
    errors are Wald's; p and interval are not.

    References
    ----------
    Firth, D. (1993). Bias reduction of maximum likelihood estimates. *Biometrika*, 80, 27-38.
    https://doi.org/10.1093/biomet/80.1.27

    Heinze, G., & Schemper, M. (2002). A solution to the problem of separation in logistic
    regression. *Statistics in Medicine*, 21, 2409-2419. https://doi.org/10.1002/sim.1047

    Examples
    --------
    >>> fit = FirthFit(("intercept", "x"), [-1.9, 3.9], [1.1, 1.6], [0.05, 0.01], [-4.0, 0.8],
    ...                [0.0, 8.0], 0.95, -2.0, 6, 3, frozenset({"intercept", "x"}))
    >>> test = firth_test(fit, "x")
    >>> print(round(float(test.statistic), 3), round(float(test.effect.ci_low), 3))
    6.635 2.226
    """
    j = position(fit.terms, term)
    rows = [_term_rows(fit, place, name in fit.profiled) for place, name in enumerate(fit.terms)]
    effect = rows[j][1]
    others = [row for pair in rows for row in pair if row is not effect]
    slopes = max(len(fit.terms) - 1, 1)
    others.append(Estimate("penalized_log_likelihood", fit.penalized_ll))
    others.append(Estimate("events_per_variable", min(fit.events, fit.n - fit.events) / slopes))
    return where_ok(
        fit.status,
        statistic_name="chi2",
        statistic=effect.statistic,
        df=1.0,
        p_value=effect.p_value,
        p_method=FIRTH_P_METHOD if term in fit.profiled else WALD_CI_METHOD,
        effect=effect,
        others=[*others, *_predictor_rows(fit)],
        note=fit.note,
    )


def firth_wald_rows(fit: FirthFit) -> tuple[Estimate, ...]:
    """Return log-odds and odds ratio of every term with Wald's interval and test.

    Under separation they are misleading: the likelihood is far from a parabola.

    Examples
    --------
    >>> fit = FirthFit(("intercept", "x"), [-1.9, 3.9], [1.1, 1.6], [0.05, 0.01], [-4.0, 0.8],
    ...                [0.0, 8.0], 0.95, -2.0, 6, 3, frozenset({"intercept", "x"}))
    >>> [round(float(row.ci_low), 3) for row in firth_wald_rows(fit)]
    [-4.056, 0.017, 0.764, 2.147]
    """
    pairs = [_term_rows(fit, place, False) for place in range(len(fit.terms))]
    return tuple(replace(row, variant="wald") for pair in pairs for row in pair)


def _predictor_rows(fit: FirthFit) -> list[Estimate]:
    """Return the penalized likelihood-ratio test of each predictor, and of all."""
    chi2 = np.asarray(fit.predictor_chi2, dtype=float)
    df = np.asarray(fit.predictor_df, dtype=float)
    p = special.chdtrc(df, chi2)
    return [
        Estimate(
            "penalized_likelihood_ratio",
            chi2[i],
            term=name,
            statistic=chi2[i],
            df=df[i],
            p_value=p[i],
        )
        for i, name in enumerate(fit.predictors)
    ]


def _term_rows(fit: FirthFit, place: int, profiled: bool) -> tuple[Estimate, Estimate]:
    """Return log-odds and odds ratio of a term."""
    beta, std_error, p, low, high = (
        float(np.asarray(x, dtype=float)[place])
        for x in (fit.beta, fit.std_error, fit.p_value, fit.ci_low, fit.ci_high)
    )
    if profiled:
        method = PROFILE_CI_METHOD
        given = fit.chi2
        chi2 = float(special.chdtri(1.0, p) if given is None else np.asarray(given)[place])
    else:
        method = WALD_CI_METHOD
        half = normal_quantile(fit.ci_level) * std_error
        chi2 = (beta / std_error) ** 2
        p, low, high = float(two_sided_normal(beta / std_error)), beta - half, beta + half
    with np.errstate(over="ignore"):
        ratio, ratio_low, ratio_high = (float(np.exp(x)) for x in (beta, low, high))
    log_odds, odds = (
        Estimate(
            measure,
            estimate,
            term=fit.terms[place],
            std_error=error,
            statistic=chi2,
            df=1.0,
            p_value=p,
            ci_low=ends[0],
            ci_high=ends[1],
            ci_level=fit.ci_level,
            ci_method=method,
        )
        for measure, estimate, error, ends in (
            ("log_odds", beta, std_error, (low, high)),
            ("odds_ratio", ratio, np.nan, (ratio_low, ratio_high)),
        )
    )
    return log_odds, odds
