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
    memory, and `products` holds its cross-products by sample; `sign` is 1 for the event, -1 for
    none and 0 outside.
    """

    sign: FloatArray
    design: FloatArray
    products: FloatArray
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
    about it is near a limit: the determinant of the correlations is a lower bound of the share
    of its length that any column has for its own, and residuals at the estimate prove overlap.
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
    if outcome.ndim != 2 or inside.shape != outcome.shape or columns.shape[:2] != outcome.shape:
        raise ArgumentError(
            "outcomes, predictors and rows must have shapes (samples, n), (samples, n, terms) and "
            f"(samples, n), got {outcome.shape}, {columns.shape} and {inside.shape}."
        )
    outcome = np.where(inside, outcome, 0.0)
    columns = np.where(inside, np.moveaxis(columns, -1, 0), 0.0)
    if not ((outcome == 0) | (outcome == 1)).all() or not np.isfinite(columns).all():
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
    products = _products(design, design)
    # shares of length beyond what others explain have this product, and none is above 1
    determinant = np.linalg.det(products / n[:, None, None])
    plain = varies.all(axis=0) & (determinant > DETERMINANT_LEAST)
    sign = (2 * y - 1) * inside
    if not plain.all():
        sign, design, products, n = sign[plain], design[:, plain], products[plain], n[plain]
        mean, scale = mean[:, plain], scale[:, plain]
    return _Stack(sign, design, products, mean.T, scale.T, n), plain


def _maximum(stack: _Stack) -> tuple[FloatArray, FloatArray, FloatArray, BoolArray]:
    """Return coefficients, covariances, log-likelihoods, and which of them are beyond doubt."""
    room = np.empty_like(stack.design)
    beta, sure = _steps(stack, room)
    eta = _log_odds(stack.design, beta)
    half = np.tanh(eta / 2)
    residual = (stack.sign - half) / 2
    gradient = _gradient(stack.design, residual)
    information = _information(stack.design, half, room)
    # where nothing is known, nothing may be singular
    information[~sure] = stack.products[~sure]
    cov = np.linalg.inv(information)
    # a row outside has no residual
    least = np.where(stack.sign == 0, 1.0, np.abs(residual)).min(axis=-1)
    sure &= shows_overlap(gradient, least, stack.n) & (least > RESIDUAL_LEAST)
    loss = np.log1p(np.exp(-stack.sign * eta)) * np.abs(stack.sign)
    return beta + _times(cov, gradient), cov, -loss.sum(axis=-1), sure


def _steps(stack: _Stack, room: FloatArray) -> tuple[FloatArray, BoolArray]:
    """Return coefficients, and where they are close to a maximum that is far from any limit."""
    design, sign = stack.design, stack.sign
    result, close = np.zeros((len(sign), len(design))), np.zeros(len(sign), dtype=bool)
    start = np.linalg.inv(stack.products)
    place, going = np.arange(len(sign)), np.ones(len(sign), dtype=bool)
    beta, eta, moved = np.zeros_like(result), np.zeros_like(sign), np.zeros(len(sign))
    for step in range(STEPS_MOST):
        half = np.tanh(eta / 2)
        if step < STEPS_FIRST:
            inverse = start / _mean_weight(half, stack.n)[:, None, None]
        elif (step - STEPS_FIRST) % STEPS_KEPT == 0:
            if not going.all():
                place, beta, eta, half = place[going], beta[going], eta[going], half[going]
                sign, design = sign[going], design[:, going]
                going = np.ones(len(place), dtype=bool)
            inverse = np.linalg.inv(_information(design, half, room))
            moved = np.zeros(len(place))
        change = _times(inverse, _gradient(design, (sign - half) / 2))
        shift = _log_odds(design, change)
        beta, eta = beta + change, eta + shift
        furthest = _furthest(shift)
        moved = moved + furthest
        arrived = going & (furthest * moved < CLOSE) & (step >= STEPS_FIRST)
        result[place[arrived]], close[place[arrived]] = beta[arrived], True
        going &= ~arrived & (_furthest(eta) < LOG_ODDS_MOST)
        if not going.any():
            break
    return result, close


def _furthest(x: FloatArray) -> FloatArray:
    """Return the largest absolute value of each row; NaN, which is nowhere below a limit, too."""
    return np.asarray(np.maximum(x.max(axis=-1), -x.min(axis=-1)))


def _mean_weight(half: FloatArray, n: FloatArray) -> FloatArray:
    """Return the mean of p (1 - p), with tanh(log-odds / 2) given; rows outside have 0 there."""
    return (n - np.einsum("mn,mn->m", half, half)) / (4 * n)


def _log_odds(design: FloatArray, beta: FloatArray) -> FloatArray:
    return np.asarray((beta[:, None] @ design.swapaxes(0, 1))[:, 0])


def _gradient(design: FloatArray, residual: FloatArray) -> FloatArray:
    return np.asarray((design.swapaxes(0, 1) @ residual[..., None])[..., 0])


def _times(matrix: FloatArray, vector: FloatArray) -> FloatArray:
    return np.asarray((matrix @ vector[..., None])[..., 0])


def _information(design: FloatArray, half: FloatArray, room: FloatArray) -> FloatArray:
    """Return the information matrices, with tanh(log-odds / 2) given and room to work in."""
    weight = (1 - half * half) / 4
    return _products(np.multiply(design, weight, out=room[:, : len(weight)]), design)


def _products(one: FloatArray, other: FloatArray) -> FloatArray:
    return np.asarray(one.swapaxes(0, 1) @ other.transpose(1, 2, 0))


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
