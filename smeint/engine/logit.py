"""Logistic regressions fitted to one sample: degenerate data decided first, then the fit."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from smeint.arrays import FloatArray
from smeint.engine.logit_checks import checked, degenerate, quoted, separation
from smeint.finding import NAN, Status
from smeint.stats.firth import FirthFit, firth_test
from smeint.stats.intervals import check_level
from smeint.stats.logit import LogitFit, logit_test
from smeint.stats.result import TestResult


class Model(Protocol):
    """Outcome and terms of a model: `y` (n,), `x` (n, terms), `terms` names, `note` on coding."""

    @property
    def y(self) -> FloatArray:
        """1 for the event, else 0."""

    @property
    def x(self) -> FloatArray:
        """One column for each term, without the intercept."""

    @property
    def terms(self) -> tuple[str, ...]:
        """Names of the columns; the first is the term under test."""

    @property
    def note(self) -> str:
        """Event, reference levels, terms left out."""


def maximum_likelihood(model: Model, level: float = 0.95) -> TestResult:
    """Fit a model by maximum likelihood and test its first term.

    Parameters
    ----------
    model : Model
    level : float
        Confidence level.

    Returns
    -------
    TestResult
        As `smeint.stats.logit.logit_test`; the note is the model's and the fit's.
    """
    fit = fit_logit(model.y, model.x, model.terms)
    result = logit_test(fit, model.terms[0], level)
    return replace(result, note=_joined(model.note, fit.note))


def firth(model: Model, level: float = 0.95) -> TestResult:
    """Fit a model with Firth's penalty and test its first term.

    Parameters
    ----------
    model : Model
    level : float
        Confidence level.

    Returns
    -------
    TestResult
        As `smeint.stats.firth.firth_test`; the note is the model's and the fit's.
    """
    fit = fit_firth(model.y, model.x, model.terms, level)
    return replace(firth_test(fit, model.terms[0]), note=_joined(model.note, fit.note))


def _joined(*notes: str) -> str:
    return "; ".join(note for note in notes if note)


def fit_logit(outcome: ArrayLike, predictors: ArrayLike, names: Sequence[str]) -> LogitFit:
    """Fit a logistic regression by maximum likelihood, or say why the data do not allow it.

    Parameters
    ----------
    outcome : array, shape (n,)
        0 or 1; 1 is the event.
    predictors : array, shape (n, terms)
        Without an intercept and without missing values.
    names : sequence of str
        Of the predictors' columns.

    Returns
    -------
    LogitFit
        Status ``too_few`` (no more rows than coefficients), ``constant_outcome``,
        ``constant_predictor``, ``collinear``, ``separation`` (complete or quasi-complete) or
        ``not_converged``, with the variables named in `note` and every number NaN.

    Raises
    ------
    ArgumentError
        If shapes do not fit, a value is missing or infinite, or the outcome is not 0 or 1.

    Notes
    -----
    Degenerate data are found before anything is fitted: separation by the linear program of
    Konis (2007), collinearity by a pivoted QR decomposition of the centred columns. The fit
    itself is statsmodels' Newton-Raphson on standardized columns, transformed back. One sample
    at a time: there is no batch form.

    References
    ----------
    Konis, K. (2007). *Linear programming algorithms for detecting separated data in binary
    logistic regression models*. DPhil thesis, University of Oxford.

    Examples
    --------
    >>> fit = fit_logit([0, 1, 0, 1, 1, 0, 1, 1], [[0], [0], [0], [1], [1], [1], [1], [1]], ["x"])
    >>> np.round(fit.beta, 4)
    array([-0.6931,  2.0794])
    """
    y, x, terms = checked(outcome, predictors, names)
    status, note = degenerate(y, x, terms[1:])
    if status == Status.OK:
        status, note = separation(y, x, terms[1:])
    if status != Status.OK:
        return _no_fit(y, terms, status, note)
    mean, scale = x.mean(axis=0), x.std(axis=0)
    found = _newton(y, (x - mean) / scale)
    if found is None:
        note = "maximum likelihood did not converge"
        return _no_fit(y, terms, Status.NOT_CONVERGED, note)
    gamma, cov, ll = found
    # back from standardized columns: beta = A gamma
    back = np.diag(np.concatenate([[1.0], 1 / scale]))
    back[0, 1:] = -mean / scale
    return LogitFit(
        terms=terms,
        beta=back @ gamma,
        cov=back @ cov @ back.T,
        ll=ll,
        ll0=null_log_likelihood(y),
        n=float(len(y)),
        events=float(y.sum()),
    )


def _newton(y: FloatArray, x: FloatArray) -> tuple[FloatArray, FloatArray, float] | None:
    """Return coefficients, covariance and log-likelihood, or None without convergence."""
    from statsmodels.discrete.discrete_model import Logit
    from statsmodels.tools.sm_exceptions import HessianInversionWarning

    design = np.column_stack([np.ones(len(y)), x])
    with warnings.catch_warnings():
        # becomes a status below
        warnings.simplefilter("error", HessianInversionWarning)
        try:
            fitted = Logit(y, design).fit(
                method="newton", maxiter=100, tol=1e-11, disp=False, warn_convergence=False
            )
            beta, cov = np.asarray(fitted.params), np.asarray(fitted.cov_params())
        except (HessianInversionWarning, np.linalg.LinAlgError):
            return None
    if not fitted.mle_retvals["converged"] or not np.isfinite(cov).all():
        return None
    return beta, cov, float(fitted.llf)


def null_log_likelihood(y: FloatArray) -> float:
    """Return the log-likelihood of the intercept alone.

    Examples
    --------
    >>> round(null_log_likelihood(np.array([0.0, 1.0])), 6)
    -1.386294
    """
    n, events = float(len(y)), float(y.sum())
    return float(special.xlogy(events, events / n) + special.xlogy(n - events, 1 - events / n))


def _no_fit(y: FloatArray, terms: tuple[str, ...], status: Status, note: str) -> LogitFit:
    k = len(terms)
    return LogitFit(
        terms=terms,
        beta=np.full(k, NAN),
        cov=np.full((k, k), NAN),
        ll=NAN,
        ll0=NAN,
        n=float(len(y)),
        events=float(y.sum()),
        status=int(status),
        note=note,
    )


def fit_firth(
    outcome: ArrayLike, predictors: ArrayLike, names: Sequence[str], level: float = 0.95
) -> FirthFit:
    """Fit a logistic regression with Firth's penalty, or say why the data do not allow it.

    Parameters
    ----------
    outcome, predictors, names
        As in `fit_logit`.
    level : float
        Confidence level of the profile intervals.

    Returns
    -------
    FirthFit
        Separated data have estimates here; the other statuses are those of `fit_logit`. Where
        the penalized likelihood-ratio test or a limit does not converge, it is NaN and named in
        `note`.

    Raises
    ------
    ArgumentError
        As in `fit_logit`.

    Examples
    --------
    >>> fit = fit_firth([0, 0, 0, 1, 1, 1], [[0], [0], [0], [1], [1], [1]], ["x"])
    >>> np.round(fit.beta, 6)
    array([-1.94591,  3.89182])
    """
    check_level(level)
    y, x, terms = checked(outcome, predictors, names)
    status, note = degenerate(y, x, terms[1:])
    empty = np.full(len(terms), NAN)
    n, events = float(len(y)), float(y.sum())
    if status != Status.OK:
        return FirthFit(
            terms, empty, empty, empty, empty, empty, level, NAN, n, events, int(status), note
        )
    scale = x.std(axis=0)
    found = _penalized(y, x / scale, level)
    if found is None:
        note = "penalized likelihood did not converge"
        code = int(Status.NOT_CONVERGED)
        return FirthFit(terms, empty, empty, empty, empty, empty, level, NAN, n, events, code, note)
    values, ll = found
    back = np.concatenate([[1.0], 1 / scale])
    beta, std_error, low, high = (values[:, i] * back for i in (0, 1, 3, 4))
    lost = np.asarray(np.isnan(values[:, 2:]).any(axis=1))
    unfinished = [name for name, hit in zip(terms, lost.tolist(), strict=True) if hit]
    if unfinished:
        note = f"p-value or interval did not converge: {quoted(unfinished)}"
    # the determinant of the information changes with the columns' scale
    penalized_ll = ll + math.fsum(np.log(scale).tolist())
    return FirthFit(
        terms, beta, std_error, values[:, 2], low, high, level, penalized_ll, n, events, 0, note
    )


def _penalized(y: FloatArray, x: FloatArray, level: float) -> tuple[FloatArray, float] | None:
    """Return estimate, SE, p and limits in columns, the intercept first, and the likelihood."""
    from firthmodels import FirthLogisticRegression
    from sklearn.exceptions import ConvergenceWarning

    def attempt(tolerance: float, halvings: int) -> Any:
        model = FirthLogisticRegression(
            backend="numpy",
            max_iter=1000,
            max_halfstep=halvings,
            gtol=tolerance,
            xtol=tolerance,
        )
        return model.fit(x, y)

    with warnings.catch_warnings():
        # what did not converge stays NaN and is named in the note
        warnings.simplefilter("ignore", ConvergenceWarning)
        try:
            safe = attempt(1e-5, halvings=50).lrt()
            # halving steps until the likelihood rises stalls at its last digits; full steps do not
            exact = attempt(1e-10, halvings=0)
            best = exact if exact.converged_ and exact.loglik_ >= safe.loglik_ - 1e-8 else safe
            if not best.converged_:
                return None
            limits = best.conf_int(alpha=1 - level, method="pl", max_iter=1000, tol=1e-8)
        except np.linalg.LinAlgError:
            return None
    beta = np.append(best.coef_, best.intercept_)
    std_error = _information_std_error(np.column_stack([x, np.ones(len(y))]), beta)
    columns = np.column_stack([beta, std_error, safe.lrt_pvalues_, limits])
    return np.roll(columns, 1, axis=0), float(best.loglik_)


def _information_std_error(design: FloatArray, beta: FloatArray) -> FloatArray:
    """Return standard errors from the inverse information at the estimates.

    firthmodels, as newer versions of R's logistf, weights the information by 1 + leverage; R's
    brglm2 and Heinze and Schemper (2002) do not.
    """
    fitted = special.expit(design @ beta)
    weighted = design * np.sqrt(fitted * (1 - fitted))[:, None]
    return np.asarray(np.sqrt(np.diag(np.linalg.inv(weighted.T @ weighted))))
