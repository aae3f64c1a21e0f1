"""What a fitted logistic regression says: coefficients, odds ratios, fit of the model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from smeint.arrays import FloatArray
from smeint.defaults import LEVEL
from smeint.errors import ArgumentError, listed, nearest
from smeint.finding import NAN, Status
from smeint.formulas.intervals import normal_quantile, t_quantile, two_sided_normal, two_sided_t
from smeint.formulas.result import Estimate, TestResult, where_ok

INTERCEPT = "intercept"
WALD_CI_METHOD = "Wald"
WALD_T_CI_METHOD = "Wald, t with design degrees of freedom"


@dataclass(frozen=True, slots=True)
class LogitFit:
    """A logistic regression fitted by maximum likelihood, or many with the same terms.

    Parameters
    ----------
    terms : tuple of str
        Names of the coefficients, ``intercept`` first.
    beta : array, shape (..., terms)
        Coefficients: log-odds per unit of each term. Among many fits, NaN where one of them does
        not have a term that others have.
    cov : array, shape (..., terms, terms)
        Inverse information matrix.
    ll, ll0 : array of float
        Log-likelihood of the model, and of the intercept alone on the same rows.
    n, events : array of float
        Rows, and rows with the event.
    status : array of int
        `smeint.finding.Status` codes.
    note : str
        For instance the separating variable.

    Raises
    ------
    ArgumentError
        If the shapes of `beta` and `cov` do not fit `terms`.
    """

    terms: tuple[str, ...]
    beta: ArrayLike
    cov: ArrayLike
    ll: ArrayLike
    ll0: ArrayLike
    n: ArrayLike
    events: ArrayLike
    status: ArrayLike = int(Status.OK)
    note: str = ""

    def __post_init__(self) -> None:
        k = len(self.terms)
        if np.shape(self.beta)[-1:] != (k,) or np.shape(self.cov)[-2:] != (k, k):
            raise ArgumentError(
                f"beta and cov must end in {k} and {k} x {k} for the terms {listed(self.terms)}, "
                f"got {np.shape(self.beta)} and {np.shape(self.cov)}."
            )


def position(terms: tuple[str, ...], term: str) -> int:
    """Return where `term` stands among `terms`.

    Raises
    ------
    ArgumentError
        If it is not there.

    Examples
    --------
    >>> position(("intercept", "sme"), "sme")
    1
    """
    if term not in terms:
        raise ArgumentError(
            f"term `{term}` is not in the model: {listed(terms)}.{nearest(term, terms)}"
        )
    return terms.index(term)


def logit_test(fit: LogitFit, term: str, level: float = LEVEL, measures: bool = True) -> TestResult:
    """Test one term of a logistic regression by Wald's z, and show the whole model.

    Parameters
    ----------
    fit : LogitFit
    term : str
        The term under test.
    level : float
        Confidence level.
    measures : bool
        Whether measures besides the effect are computed; no other number depends on it.

    Returns
    -------
    TestResult
        Statistic ``z``, effect ``odds_ratio`` of `term`;
        measures: log-odds and odds ratio of every term, and of the model the omnibus chi-square,
        log-likelihoods, Cox-Snell, Nagelkerke and McFadden R-squared, AIC, BIC and events per
        variable. The status is the fit's.

    Raises
    ------
    ArgumentError
        If `term` is not in the model.

    Notes
    -----
    Null hypothesis: given the other terms, the odds of the event do not depend on this one.
    z = b / SE; z^2 is the Wald chi-square with one degree of freedom that SPSS prints, with the
    same p. Interval of the odds ratio: exp(b -+ z SE). Wald's test loses power where b is very
    large (Hauck and Donner), and firm-years of firms that come back need clustered errors.
    Cox-Snell R2 = 1 - exp(2 (ll0 - ll) / n), Nagelkerke divides it by its maximum, McFadden is
    1 - ll / ll0. AIC = 2 k - 2 ll, BIC = k log(n) - 2 ll, with all k coefficients. Events per
    variable: the rarer outcome's count divided by the number of terms without the intercept.

    References
    ----------
    Hosmer, D. W., Lemeshow, S., & Sturdivant, R. X. (2013). *Applied Logistic Regression*
    (3rd ed.). Wiley. https://doi.org/10.1002/9781118548387

    Nagelkerke, N. J. D. (1991). A note on a general definition of the coefficient of
    determination. *Biometrika*, 78, 691-692. https://doi.org/10.1093/biomet/78.3.691

    Examples
    --------
    >>> fit = LogitFit(("intercept", "sme"), [0.8, -1.4], [[0.08, -0.08], [-0.08, 0.16]],
    ...                -72.6, -79.0, 114, 59)
    >>> test = logit_test(fit, "sme")
    >>> [round(float(x), 4) for x in (test.statistic, test.p_value, test.effect.estimate)]
    [-3.5, 0.0005, 0.2466]
    """
    j = position(fit.terms, term)
    beta = np.asarray(fit.beta, dtype=float)
    with np.errstate(invalid="ignore"):
        std_error = np.sqrt(np.diagonal(np.asarray(fit.cov, dtype=float), axis1=-2, axis2=-1))
    shown = range(len(fit.terms)) if measures else (j,)
    rows = {i: term_rows(fit.terms[i], beta[..., i], std_error[..., i], level) for i in shown}
    effect = rows[j][1]
    others = [row for pair in rows.values() for row in pair if row is not effect]
    return where_ok(
        fit.status,
        statistic_name="z",
        statistic=effect.statistic,
        p_value=effect.p_value,
        p_method="Wald",
        effect=effect,
        others=(*others, *model_measures(fit)) if measures else (),
        note=fit.note,
    )


def term_rows(
    term: str, beta: FloatArray, std_error: FloatArray, level: float, df: float | None = None
) -> tuple[Estimate, Estimate]:
    """Return log-odds and odds ratio of a term: by the normal, or by t where `df` is given.

    Examples
    --------
    >>> log_odds, ratio = term_rows("sme", np.array(-1.4), np.array(0.4), 0.95, df=60.0)
    >>> [round(float(x), 4) for x in (log_odds.statistic, ratio.ci_low, ratio.ci_high)]
    [-3.5, 0.1108, 0.5489]
    """
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        z = beta / std_error
        if df is None:
            quantile, p, method = (
                np.asarray(normal_quantile(level)),
                two_sided_normal(z),
                WALD_CI_METHOD,
            )
        else:
            quantile, p, method = t_quantile(df, level), two_sided_t(z, df), WALD_T_CI_METHOD
        half = quantile * std_error
        log_odds = Estimate(
            "log_odds",
            beta,
            term=term,
            std_error=std_error,
            statistic=z,
            df=NAN if df is None else df,
            p_value=p,
            ci_low=beta - half,
            ci_high=beta + half,
            ci_level=level,
            ci_method=method,
        )
        ratio = replace(
            log_odds,
            measure="odds_ratio",
            estimate=np.exp(beta),
            std_error=NAN,
            ci_low=np.exp(beta - half),
            ci_high=np.exp(beta + half),
        )
    return log_odds, ratio


def model_measures(fit: LogitFit) -> Iterator[Estimate]:
    """Yield the measures of a whole model, as `logit_test` lists them.

    Examples
    --------
    >>> fit = LogitFit(("intercept", "sme"), [0.8, -1.4], np.eye(2), -72.6, -79.0, 114, 59)
    >>> {m.measure: round(float(m.estimate), 3) for m in model_measures(fit)}["nagelkerke_r2"]
    0.142
    """
    ll, ll0, n, events = (np.asarray(x, dtype=float) for x in (fit.ll, fit.ll0, fit.n, fit.events))
    # a fit without estimates has none of its coefficients, and no measures either
    k = np.count_nonzero(~np.isnan(np.asarray(fit.beta, dtype=float)), axis=-1)
    df = np.where(k > 1, k - 1.0, NAN)
    with np.errstate(divide="ignore", invalid="ignore"):
        chi2 = np.maximum(2 * (ll - ll0), 0.0)
        cox_snell = -np.expm1(-chi2 / n)
        nagelkerke = cox_snell / -np.expm1(2 * ll0 / n)
        mcfadden = 1 - ll / ll0
        p = special.chdtrc(df, chi2)
        bic = k * np.log(n) - 2 * ll
    yield Estimate("omnibus_chi_square", chi2, statistic=chi2, df=df, p_value=p)
    yield Estimate("log_likelihood", ll)
    yield Estimate("null_log_likelihood", ll0)
    yield Estimate("minus_2_log_likelihood", -2 * ll)
    yield Estimate("cox_snell_r2", cox_snell)
    yield Estimate("nagelkerke_r2", nagelkerke)
    yield Estimate("mcfadden_r2", mcfadden)
    yield Estimate("aic", 2 * k - 2 * ll)
    yield Estimate("bic", bic)
    yield Estimate("events_per_variable", np.minimum(events, n - events) / df)
