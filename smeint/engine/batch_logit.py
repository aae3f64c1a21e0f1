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

#: A column with less of its squared length for its own is for the exact rule of collinearity.
OWN_LEAST = 1e-6

#: A column that varies less than this beside its mean is for the exact rules, too.
SPREAD_LEAST = 1e-6

#: Log-odds beyond which a fit is left to the exact rules: weights stay far above rounding.
LOG_ODDS_MOST = 12.0

#: The smallest residual with which a fit may prove overlap, and the most steps of a fit.
RESIDUAL_LEAST, STEPS_MOST = 1e-5, 24

#: In place of a status, where columns may be constant or dependent, or a fit has no maximum.
NOT_PLAIN, NOT_SURE = -1, -2

#: Steps with the information at 0, and steps for which a later information matrix is kept.
STEPS_FIRST, STEPS_KEPT = 2, 2

#: A fit leaves when its log-odds are this close to those of the maximum.
CLOSE = 1e-11


@dataclass(frozen=True, slots=True, eq=False)
class _Stack:
    """Samples whose columns vary, standardized; rows out of a sample are zeros throughout.

    `design` is (1 + terms, samples, n), so that a weight of each row multiplies whole blocks of
    memory, and `inverse` holds the inverses of its cross-products; `sign` is 1 for the event, -1
    for none and 0 outside.
    """

    sign: FloatArray
    design: FloatArray
    inverse: FloatArray
    mean: FloatArray
    scale: FloatArray
    n: FloatArray


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
    Newton's method on all samples at once, on standardized columns and from coefficients of 0.
    An information matrix is kept for two steps. A kept one is wrong by no more than log-odds
    have moved since; a sample leaves when this times the last change is below 1e-11, and takes
    one more step with the information matrix of the estimate. A fit stands only where nothing
    about it is near a limit: every column has a share of its length for its own, and residuals
    at the estimate prove overlap.
    A column whose values for events lie all on one side of those for none separates. All other
    samples are decided one by one by `fit_logit`.

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
    k, m, _ = columns.shape
    n, events = inside.sum(axis=-1).astype(float), outcome.sum(axis=-1)
    status = np.full(m, int(Status.OK))
    status[(events == 0) | (events == n)] = int(Status.CONSTANT_OUTCOME)
    status[n <= k + 1] = int(Status.TOO_FEW)
    beta, cov = np.full((m, k + 1), np.nan), np.full((m, k + 1, k + 1), np.nan)
    ll, ll0 = np.full(m, np.nan), np.full(m, np.nan)
    places = np.flatnonzero(status == int(Status.OK))
    stack, plain = _standardized(outcome, columns, inside, n, places)
    gamma, covariance, likelihood, sure = _maximum(stack)
    status[places[~plain]] = NOT_PLAIN
    places = places[plain]
    status[places[~sure]] = NOT_SURE
    places = places[sure]
    beta[places], cov[places] = unstandardized(
        gamma[sure], covariance[sure], stack.mean[sure], stack.scale[sure]
    )
    ll[places], ll0[places] = likelihood[sure], null_log_likelihood_of(events[places], n[places])
    _decide(status, outcome, columns, inside)
    for place in np.flatnonzero(status < 0):
        own = inside[place]
        one = fit_logit(outcome[place, own], columns[:, place, own].T, names)
        status[place] = one.status
        beta[place], cov[place], ll[place], ll0[place] = one.beta, one.cov, one.ll, one.ll0
    terms = checked([], np.zeros((0, k)), names)[2]
    return LogitFit(terms, beta, cov, ll, ll0, n, events, status)


def _checked(
    y: ArrayLike, x: ArrayLike, rows: ArrayLike, names: Sequence[str]
) -> tuple[FloatArray, FloatArray, BoolArray]:
    """Return outcomes (m, n), columns (terms, m, n), both 0 outside the rows, and the rows."""
    outcome, columns = np.asarray(y, dtype=float), np.asarray(x, dtype=float)
    inside = np.asarray(rows, dtype=bool)
    expected = (*outcome.shape, len(names))
    if outcome.ndim != 2 or inside.shape != outcome.shape or columns.shape != expected:
        raise ArgumentError(
            "outcomes, predictors and rows must have shapes (samples, n), (samples, n, terms) and "
            f"(samples, n) for {len(names)} terms, got {outcome.shape}, {columns.shape} and "
            f"{inside.shape}."
        )
    outcome = np.where(inside, outcome, 0.0)
    columns = np.ascontiguousarray(np.where(inside, np.moveaxis(columns, -1, 0), 0.0))
    if not ((outcome == 0) | (outcome == 1)).all() or not np.isfinite(columns.sum(axis=-1)).all():
        # say what is wrong as one sample does
        checked(outcome.ravel(), columns.reshape(len(columns), -1).T, names)
    return outcome, columns, inside


def _standardized(
    y: FloatArray, x: FloatArray, rows: BoolArray, n: FloatArray, places: IntArray
) -> tuple[_Stack, BoolArray]:
    """Return the samples that are plainly not collinear, and which of `places` they are."""
    if len(places) < len(y):
        y, x, rows, n = y[places], x[:, places], rows[places], n[places]
    inside = rows.astype(float)
    mean = x.sum(axis=-1) / n
    design = np.empty((len(x) + 1, *inside.shape))
    design[0] = inside
    own = design[1:]
    np.subtract(x, mean[..., None], out=own)
    own *= inside
    scale = np.sqrt(np.einsum("kmn,kmn->km", own, own) / n)
    varies = scale > SPREAD_LEAST * np.abs(mean)
    own *= (1 / np.where(varies, scale, 1.0))[..., None]
    inverse = _inverses(_products(design, design))
    # the inverse's diagonal: one over what is left of a column's squared length beyond the others
    with np.errstate(invalid="ignore"):
        left = 1 / (np.diagonal(inverse, axis1=1, axis2=2) * n[:, None])
        plain = varies.all(axis=0) & (left > OWN_LEAST).all(axis=-1)
    sign = (2 * y - 1) * inside
    if not plain.all():
        sign, design, inverse, n = sign[plain], design[:, plain], inverse[plain], n[plain]
        mean, scale = mean[:, plain], scale[:, plain]
    return _Stack(sign, design, inverse, mean.T, scale.T, n), plain


def _maximum(stack: _Stack) -> tuple[FloatArray, FloatArray, FloatArray, BoolArray]:
    """Return coefficients, covariances, log-likelihoods, and which of them are beyond doubt."""
    room = np.empty_like(stack.design)
    half, sure = _steps(stack, room)
    eta = _log_odds(stack.design, half)
    t = np.tanh(eta)
    residual = stack.sign - t
    gradient = _gradient(stack.design, residual)
    inverse = _inverses(_information(stack.design, t, room))
    # residuals are half of these; a row outside has none
    least = np.where(stack.sign == 0, 2.0, np.abs(residual)).min(axis=-1) / 2
    sure &= shows_overlap(gradient / 2, least, stack.n)
    sure &= (least > RESIDUAL_LEAST) & (_furthest(eta) < LOG_ODDS_MOST / 2)
    beta = 2 * (half + _times(inverse, gradient))
    with np.errstate(divide="ignore"):
        ll = np.log1p(stack.sign * t).sum(axis=-1) - stack.n * np.log(2.0)
    return beta, 4 * inverse, ll, sure


def _steps(stack: _Stack, room: FloatArray) -> tuple[FloatArray, BoolArray]:
    """Return halves of coefficients, and where they are close to a maximum far from any limit.

    With t = tanh(log-odds / 2), residuals are (sign - t) / 2 and weights (1 - t^2) / 4: all
    constants cancel in steps of half a coefficient.
    """
    design, sign = stack.design, stack.sign
    result, close = np.zeros((len(sign), len(design))), np.zeros(len(sign), dtype=bool)
    place, going = np.arange(len(sign)), np.ones(len(sign), dtype=bool)
    half, eta, moved = np.zeros_like(result), np.zeros_like(sign), np.zeros(len(sign))
    for step in range(STEPS_MOST):
        t = np.tanh(eta)
        if step < STEPS_FIRST:
            weight = 1 - np.einsum("mn,mn->m", t, t) / stack.n
            inverse = stack.inverse / weight[:, None, None]
        elif (step - STEPS_FIRST) % STEPS_KEPT == 0:
            going &= _furthest(eta) < LOG_ODDS_MOST / 2
            if not going.any():
                break
            if not going.all():
                place, half, eta, t = place[going], half[going], eta[going], t[going]
                sign, design, going = sign[going], design[:, going], going[going]
            inverse, moved = _inverses(_information(design, t, room)), np.zeros(len(place))
        change = _times(inverse, _gradient(design, np.subtract(sign, t, out=t)))
        shift = _log_odds(design, change)
        half += change
        eta += shift
        if step >= STEPS_FIRST:
            furthest = 2 * _furthest(shift)
            moved += furthest
            arrived = going & (furthest * moved < CLOSE)
            result[place[arrived]], close[place[arrived]] = half[arrived], True
            going &= ~arrived
            if not going.any():
                break
    return result, close


def _furthest(x: FloatArray) -> FloatArray:
    """Return the largest absolute value of each row; NaN, which is below no limit, where any is."""
    return np.asarray(np.maximum(x.max(axis=-1), -x.min(axis=-1)))


def _log_odds(design: FloatArray, beta: FloatArray) -> FloatArray:
    return np.asarray((beta[:, None] @ design.swapaxes(0, 1))[:, 0])


def _gradient(design: FloatArray, residual: FloatArray) -> FloatArray:
    return np.asarray((design.swapaxes(0, 1) @ residual[..., None])[..., 0])


def _times(matrix: FloatArray, vector: FloatArray) -> FloatArray:
    return np.asarray((matrix @ vector[..., None])[..., 0])


def _information(design: FloatArray, t: FloatArray, room: FloatArray) -> FloatArray:
    """Return the cross-products of the design weighted by 1 - t^2, with room to work in."""
    return _products(np.multiply(design, 1 - t * t, out=room[:, : len(t)]), design)


def _products(one: FloatArray, other: FloatArray) -> FloatArray:
    return np.asarray(one.swapaxes(0, 1) @ other.transpose(1, 2, 0))


def _inverses(matrices: FloatArray) -> FloatArray:
    """Return inverses of positive definite matrices; not finite, or huge, where one is singular.

    Sweeps of Gauss and Jordan, each over all matrices at once: no pivoting is needed, and a
    singular matrix spoils no other and raises nothing.
    """
    a = np.ascontiguousarray(matrices.transpose(1, 2, 0))
    part = np.empty_like(a)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        for j in range(len(a)):
            pivot = 1 / a[j, j]
            row = a[j] * pivot
            np.multiply(a[:, j, None], row, out=part)
            column = a[:, j] * -pivot
            a -= part
            a[j], a[:, j], a[j, j] = row, column, pivot
    return np.ascontiguousarray(a.transpose(2, 0, 1))


def _decide(status: IntArray, y: FloatArray, x: FloatArray, rows: BoolArray) -> None:
    """Decide samples in which a column is constant, or separates the outcome by itself."""
    places = np.flatnonzero(status < 0)
    if not places.size:
        return
    x = x[:, places]
    event, none = (rows[places] & (y[places] == outcome) for outcome in (1, 0))
    low, low_none = (np.where(group, x, np.inf).min(axis=-1) for group in (event, none))
    high, high_none = (np.where(group, x, -np.inf).max(axis=-1) for group in (event, none))
    constant = (np.minimum(low, low_none) == np.maximum(high, high_none)).any(axis=0)
    separates = ((high_none <= low) | (high <= low_none)).any(axis=0)
    kind = status[places]
    status[places[constant & (kind == NOT_PLAIN)]] = int(Status.CONSTANT_PREDICTOR)
    # only here is it known that no column depends on others, which would come first
    status[places[separates & (kind == NOT_SURE)]] = int(Status.SEPARATION)
