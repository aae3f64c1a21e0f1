"""Logistic regressions fitted to one sample: degenerate data decided first, then the fit."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from smeint.arrays import BoolArray, FloatArray
from smeint.defaults import LEVEL
from smeint.engine.design import Design
from smeint.engine.fit_measures import Fitted, fit_measures, predictors_of
from smeint.engine.logit_checks import checked, degenerate, separation
from smeint.engine.profile import profile_logit
from smeint.finding import NAN, Status
from smeint.formulas.logit import LogitFit, logit_test
from smeint.formulas.result import TestResult
from smeint.formulas.term_tests import likelihood_rows

#: Rows up to which the linear program of separation is always solved first.
PROGRAM_MOST = 20_000


def maximum_likelihood(model: Design, level: float = LEVEL) -> TestResult:
    """Fit a model by maximum likelihood and test its first term.

    Parameters
    ----------
    model : Design
    level : float
        Confidence level.

    Returns
    -------
    TestResult
        As `smeint.formulas.logit.logit_test`, and with `smeint.engine.fit_measures.fit_measures`,
        the likelihood-ratio test of every predictor and the profile limits of the first term; the
        note is the model's and the fit's. Tables of counts are left out: they would tell small
        ones that a study holds back.
    """
    fit = fit_logit(model.y, model.x, model.terms)
    result = logit_test(fit, model.terms[0], level)
    together = predictors_of(model.terms)
    likelihood = profile_logit(
        model.y, model.x, fit, level=level, terms=model.terms[:1], together=together
    )
    fitted = Fitted(model.y, model.x, fit, together)
    measures = (*result.measures, *likelihood_rows(likelihood), *fit_measures(fitted, level))
    note = joined(model.note, fit.note, likelihood.note)
    return replace(result, measures=measures, note=note)


def joined(*notes: str) -> str:
    """Return the notes that there are as one."""
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
    Konis (2007), collinearity by a pivoted QR decomposition of the centred columns. Above 20,000
    rows, where that program takes minutes, a fit that proves overlap spares it. The fit
    itself is statsmodels' Newton-Raphson on standardized columns, transformed back. Many samples
    at once: `smeint.engine.batch_logit.fit_logits`.

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
    if status != Status.OK:
        return _no_fit(y, terms, status, note)
    mean, scale = x.mean(axis=0), x.std(axis=0)
    design = with_intercept(x)
    design[:, 1:] -= mean
    design[:, 1:] /= scale
    found = _newton(y, design) if len(y) > PROGRAM_MOST else None
    if found is None or not proves_overlap(y, design, found[0]):
        status, note = separation(y, x, terms[1:])
        if status != Status.OK:
            return _no_fit(y, terms, status, note)
        found = _newton(y, design)
    if found is None:
        note = "maximum likelihood did not converge"
        return _no_fit(y, terms, Status.NOT_CONVERGED, note)
    gamma, cov, ll = found
    beta, cov = unstandardized(gamma, cov, mean, scale)
    return LogitFit(
        terms=terms,
        beta=beta,
        cov=cov,
        ll=ll,
        ll0=null_log_likelihood(y),
        n=float(len(y)),
        events=float(y.sum()),
    )


def with_intercept(x: FloatArray) -> FloatArray:
    """Return a new array of a column of ones and the columns of `x`.

    Examples
    --------
    >>> with_intercept(np.array([[2.0], [3.0]]))
    array([[1., 2.],
           [1., 3.]])
    """
    return np.column_stack([np.ones(len(x)), x])


def unstandardized(
    gamma: FloatArray, cov: FloatArray, mean: FloatArray, scale: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return coefficients and covariance of terms from those of standardized terms.

    Parameters
    ----------
    gamma : array, shape (..., 1 + terms)
        The intercept's coefficient first.
    cov : array, shape (..., 1 + terms, 1 + terms)
    mean, scale : array, shape (..., terms)
        What was taken from each column, and by what it was then divided.

    Returns
    -------
    tuple of array

    Examples
    --------
    >>> gamma, mean, scale = np.array([1.0, 2.0]), np.array([3.0]), np.array([4.0])
    >>> unstandardized(gamma, np.eye(2), mean, scale)
    (array([-0.5,  0.5]), array([[ 1.5625, -0.1875],
           [-0.1875,  0.0625]]))
    """
    # beta = A gamma
    back = np.zeros(cov.shape)
    place = np.arange(1, gamma.shape[-1])
    back[..., 0, 0] = 1.0
    back[..., place, place] = 1 / scale
    back[..., 0, 1:] = -mean / scale
    return (back @ gamma[..., None])[..., 0], back @ cov @ back.swapaxes(-1, -2)


def proves_overlap(y: FloatArray, design: FloatArray, beta: FloatArray) -> bool:
    """Return whether finite coefficients prove that nothing separates the outcome.

    Parameters
    ----------
    y : array, shape (n,)
    design : array, shape (n, 1 + terms)
        The intercept's ones first, then standardized terms.
    beta : array, shape (1 + terms,)

    Returns
    -------
    bool

    Notes
    -----
    Data are separated only if no positive weights w make the sum of w s x vanish, s being 1 for
    the event and -1 for none (Stiemke's lemma). Residuals at an estimate are such weights, if
    their weighted sum, the gradient, is 0 beside the smallest of them.

    Examples
    --------
    >>> x = with_intercept(np.array([[-1.0], [1.0], [-1.0], [1.0]]))
    >>> proves_overlap(np.array([0.0, 0.0, 1.0, 1.0]), x, np.zeros(2))
    True
    >>> proves_overlap(np.array([0.0, 1.0, 0.0, 1.0]), x, np.array([0.0, 30.0]))
    False
    """
    residual = y - special.expit(design @ beta)
    return bool(shows_overlap(design.T @ residual, np.abs(residual).min(), len(y)))


def shows_overlap(gradient: ArrayLike, least: ArrayLike, n: ArrayLike) -> BoolArray:
    """Return whether residuals at an estimate prove overlap: see `proves_overlap`.

    Parameters
    ----------
    gradient : array, shape (..., 1 + terms)
        Sums of residuals times standardized columns.
    least : array, shape (...)
        Smallest absolute residual.
    n : array, shape (...)
        Rows.

    Examples
    --------
    >>> shows_overlap([[0.0, 0.0], [0.0, 1.0]], [0.5, 0.5], 4)
    array([ True, False])
    """
    mean = np.abs(np.asarray(gradient)).max(axis=-1) / n
    return np.asarray(mean < 1e-3 * np.asarray(least))


def _newton(y: FloatArray, design: FloatArray) -> tuple[FloatArray, FloatArray, float] | None:
    """Return coefficients, covariance and log-likelihood, or None without convergence."""
    from statsmodels.discrete.discrete_model import Logit
    from statsmodels.tools.sm_exceptions import (
        HessianInversionWarning,
        PerfectSeparationWarning,
    )

    # where data are separated, coefficients run away until probabilities overflow
    with warnings.catch_warnings(), np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        # either becomes a status
        warnings.simplefilter("error", HessianInversionWarning)
        warnings.simplefilter("error", PerfectSeparationWarning)
        try:
            # the rank was looked at before
            fitted = Logit(y, design, check_rank=False).fit(
                method="newton", maxiter=100, tol=1e-11, disp=False, warn_convergence=False
            )
            beta, cov = np.asarray(fitted.params), np.asarray(fitted.cov_params())
        except (HessianInversionWarning, PerfectSeparationWarning, np.linalg.LinAlgError):
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
    return float(null_log_likelihood_of(float(y.sum()), float(len(y))))


def null_log_likelihood_of(events: ArrayLike, n: ArrayLike) -> FloatArray:
    """Return the log-likelihood of the intercept alone, given how many rows have the event.

    Parameters
    ----------
    events, n : array

    Examples
    --------
    >>> np.round(null_log_likelihood_of([1, 2], [2, 2]), 6)
    array([-1.386294,  0.      ])
    """
    events, n = np.asarray(events, dtype=float), np.asarray(n, dtype=float)
    value = special.xlogy(events, events / n) + special.xlogy(n - events, 1 - events / n)
    return np.asarray(value)


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
