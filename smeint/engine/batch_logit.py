"""Logistic regressions of one form fitted to many samples at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from smeint.arrays import BoolArray, FloatArray, IntArray
from smeint.engine.logit import (
    fit_logit,
    null_log_likelihood_of,
    shows_overlap,
    unstandardized,
)
from smeint.engine.logit_checks import checked
from smeint.errors import ArgumentError
from smeint.finding import Status
from smeint.formulas.logit import LogitFit

#: A determinant of the correlations below this is for the exact rule of collinearity.
DETERMINANT_LEAST = 1e-6

#: A column that varies less than this beside its mean is for the exact rules, too.
SPREAD_LEAST = 1e-6

#: Log-odds beyond which a fit is left to the exact rules: weights stay far above rounding.
LOG_ODDS_MOST = 16.0

#: The smallest residual with which a fit may prove overlap, and most steps of a fit.
RESIDUAL_LEAST, STEPS_MOST = 1e-5, 15

#: The largest change of any log-odds after which a step is the last but one.
CHANGE_LAST = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class _Stack:
    """Samples whose columns vary, standardized; rows out of a sample are zeros throughout.

    `sign` is 1 for the event, -1 for none and 0 outside; `design` is (m, 1 + terms, n).
    """

    sign: FloatArray
    design: FloatArray
    mean: FloatArray
    scale: FloatArray
    n: FloatArray

    def __getitem__(self, which: BoolArray | IntArray) -> _Stack:
        return _Stack(
            self.sign[which],
            self.design[which],
            self.mean[which],
            self.scale[which],
            self.n[which],
        )


def fit_logits(y: ArrayLike, x: ArrayLike, rows: ArrayLike, names: Sequence[str]) -> LogitFit:
    """Fit one logistic regression to each of many samples by maximum likelihood.

    Parameters
    ----------
    y : array, shape (m, n)
        0 or 1 in the rows of a sample; 1 is the event.
    x : array, shape (m, n, terms)
        Without an intercept; anything outside the rows of a sample.
    rows : array of bool, shape (m, n)
        The rows of each sample.
    names : sequence of str
        Of the predictors' columns.

    Returns
    -------
    LogitFit
        Arrays of leading shape (m,). Statuses are those of `smeint.engine.logit.fit_logit` on
        each sample, and so are the numbers but for rounding; there are no notes. No sample's
        result depends on the others.

    Raises
    ------
    ArgumentError
        If shapes do not fit, or in the rows of a sample a value is missing or infinite, or an
        outcome not 0 or 1.

    Notes
    -----
    Newton's method on all samples at once, on standardized columns and from coefficients of 0;
    a sample leaves when no log-odds changes by more than 1e-6, after which one more step is
    taken with the information matrix of the estimate. A fit stands only where nothing about it
    is near a limit: the determinant of the correlations is a lower bound of what any column has
    for its own, and residuals at the estimate prove overlap. All other samples are decided one
    by one by `fit_logit`.

    Examples
    --------
    >>> y = [[0, 1, 0, 1, 1, 0, 1, 1], [0, 0, 0, 1, 1, 1, 1, 1]]
    >>> x = np.repeat([0.0, 1.0], [3, 5])[None, :, None] * np.ones((2, 1, 1))
    >>> fit = fit_logits(y, x, np.ones((2, 8), dtype=bool), ["x"])
    >>> fit.status, np.round(fit.beta, 4)
    (array([0, 5]), array([[-0.6931,  2.0794],
           [    nan,     nan]]))
    """
    outcome, columns, inside = _checked(y, x, rows, names)
    m, k, _ = columns.shape
    n, events = inside.sum(axis=-1).astype(float), outcome.sum(axis=-1)
    status = np.full(m, int(Status.OK))
    status[(events == 0) | (events == n)] = int(Status.CONSTANT_OUTCOME)
    status[n <= k + 1] = int(Status.TOO_FEW)
    beta, cov = np.full((m, k + 1), np.nan), np.full((m, k + 1, k + 1), np.nan)
    ll, ll0 = np.full(m, np.nan), np.full(m, np.nan)
    fitted = np.zeros(m, dtype=bool)
    places = np.flatnonzero(status == int(Status.OK))
    stack, plain = _standardized(outcome, columns, inside, n, places)
    gamma, information, log_likelihood, sure = _maximum(stack)
    places = places[plain][sure]
    fitted[places] = True
    beta[places], cov[places] = unstandardized(
        gamma[sure], information[sure], stack.mean[sure], stack.scale[sure]
    )
    ll[places], ll0[places] = (
        log_likelihood[sure],
        null_log_likelihood_of(events[places], n[places]),
    )
    for place in np.flatnonzero((status == int(Status.OK)) & ~fitted):
        own = inside[place]
        one = fit_logit(outcome[place, own], columns[place][:, own].T, names)
        status[place] = one.status
        beta[place], cov[place], ll[place], ll0[place] = one.beta, one.cov, one.ll, one.ll0
    return LogitFit(
        terms=checked([], np.zeros((0, k)), names)[2],
        beta=beta,
        cov=cov,
        ll=ll,
        ll0=ll0,
        n=n,
        events=events,
        status=status,
    )


def _checked(
    y: ArrayLike, x: ArrayLike, rows: ArrayLike, names: Sequence[str]
) -> tuple[FloatArray, FloatArray, BoolArray]:
    """Return outcomes (m, n), columns (m, terms, n), both 0 outside the rows, and the rows."""
    outcome, columns = np.asarray(y, dtype=float), np.asarray(x, dtype=float)
    inside = np.asarray(rows, dtype=bool)
    if outcome.ndim != 2 or inside.shape != outcome.shape or columns.shape[:2] != outcome.shape:
        raise ArgumentError(
            "outcomes, predictors and rows must have shapes (samples, n), (samples, n, terms) and "
            f"(samples, n), got {outcome.shape}, {columns.shape} and {inside.shape}."
        )
    outcome = np.where(inside, outcome, 0.0)
    columns = np.where(inside[:, None], columns.swapaxes(1, 2), 0.0)
    if not ((outcome == 0) | (outcome == 1)).all() or not np.isfinite(columns).all():
        # say what is wrong as one sample does
        checked(outcome.ravel(), columns.swapaxes(1, 2).reshape(-1, columns.shape[1]), names)
    return outcome, columns, inside


def _standardized(
    y: FloatArray, x: FloatArray, rows: BoolArray, n: FloatArray, places: IntArray
) -> tuple[_Stack, BoolArray]:
    """Return the samples that are plainly not collinear, and which of `places` they are."""
    x, inside, count = x[places], rows[places].astype(float), n[places]
    mean = x.sum(axis=-1) / count[:, None]
    design = np.empty((len(x), x.shape[1] + 1, x.shape[2]))
    design[:, 0] = inside
    own = design[:, 1:]
    np.subtract(x, mean[..., None], out=own)
    own *= inside[:, None]
    scale = np.sqrt(np.einsum("mkn,mkn->mk", own, own) / count[:, None])
    varies = scale > SPREAD_LEAST * np.abs(mean)
    own /= np.where(varies, scale, 1.0)[..., None]
    correlation = own @ own.swapaxes(1, 2) / count[:, None, None]
    # lengths of columns beyond what others explain have this product, and none is above 1
    plain = varies.all(axis=-1) & (np.linalg.det(correlation) > DETERMINANT_LEAST)
    sign = (2 * y[places] - 1) * inside
    stack = _Stack(sign, design, mean, scale, count)
    return (stack if plain.all() else stack[plain]), plain


def _maximum(stack: _Stack) -> tuple[FloatArray, FloatArray, FloatArray, BoolArray]:
    """Return coefficients, covariances, log-likelihoods, and which of them are beyond doubt."""
    beta, done = _newton(stack)
    eta = _log_odds(stack.design, beta)
    half = np.tanh(eta / 2)
    residual = (stack.sign - half) / 2
    residual[stack.sign == 0] = 1.0
    cov = np.linalg.inv(_information(stack.design, (1 - half * half) / 4))
    gradient = _gradient(stack.design, residual)
    least = np.abs(residual).min(axis=-1)
    done &= shows_overlap(gradient, least, stack.n) & (least > RESIDUAL_LEAST)
    beta = beta + (cov @ gradient[..., None])[..., 0]
    loss = np.log1p(np.exp(-stack.sign * eta)) * np.abs(stack.sign)
    return beta, cov, -loss.sum(axis=-1), done


def _newton(stack: _Stack) -> tuple[FloatArray, BoolArray]:
    """Return coefficients, and where they are a step from the maximum and far from any limit."""
    design, sign = stack.design, stack.sign
    m, k, _ = design.shape
    beta, done = np.zeros((m, k)), np.zeros(m, dtype=bool)
    places = np.arange(m)
    found, eta = np.zeros((m, k)), np.zeros_like(sign)
    for _ in range(STEPS_MOST):
        half = np.tanh(eta / 2)
        information = _information(design, (1 - half * half) / 4)
        gradient = _gradient(design, (sign - half) / 2)
        step = np.linalg.solve(information, gradient[..., None])[..., 0]
        found = found + step
        change = _log_odds(design, step)
        eta = eta + change
        last = np.abs(change).max(axis=-1) < CHANGE_LAST
        going = ~last & (np.abs(eta).max(axis=-1) < LOG_ODDS_MOST)
        if going.all():
            continue
        beta[places[last]], done[places[last]] = found[last], True
        if not going.any():
            break
        places, found, eta = places[going], found[going], eta[going]
        design, sign = design[going], sign[going]
    return beta, done


def _log_odds(design: FloatArray, beta: FloatArray) -> FloatArray:
    return np.asarray((beta[:, None] @ design)[:, 0])


def _gradient(design: FloatArray, residual: FloatArray) -> FloatArray:
    return np.asarray((design @ residual[..., None])[..., 0])


def _information(design: FloatArray, weight: FloatArray) -> FloatArray:
    return np.asarray((design * weight[:, None]) @ design.swapaxes(1, 2))
