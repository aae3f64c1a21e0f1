"""Logistic regressions of one form fitted to many samples at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from smeint.arrays import BoolArray, FloatArray, IntArray
from smeint.engine.batch_newton import Stack, inverses, maximum, products
from smeint.engine.logit import fit_logit, null_log_likelihood_of, unstandardized
from smeint.engine.logit_checks import checked
from smeint.errors import ArgumentError
from smeint.finding import Status
from smeint.formulas.logit import LogitFit

#: A column with less of its squared length for its own is for the exact rule of collinearity.
OWN_LEAST = 1e-6

#: A column that varies less than this beside its mean is for the exact rules, too.
SPREAD_LEAST = 1e-6

#: In place of a status, where columns may be constant or dependent, or a fit has no maximum.
NOT_PLAIN, NOT_SURE = -1, -2

#: Weights that may separate are rounded to multiples of these parts of one.
PARTS = (1, 2, 3, 4, 5, 6)

#: Least share of the largest margin by which every row is on its side of weights not rounded.
MARGIN_LEAST = 1e-6


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
    Newton's method on all samples at once, on centred columns and from coefficients of 0.
    An information matrix is kept for two steps. A kept one is wrong by no more than log-odds
    have moved since; a sample leaves when this times the last change is below 1e-11, and takes
    one more step with the information matrix of the estimate. A fit stands only where nothing
    about it is near a limit: every column has a share of its length for its own, and residuals
    at the estimate prove overlap.
    Separation is seen where the direction of the last steps, rounded, separates. All other
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
    stack, plain = _centred(outcome, columns, inside, n, places)
    best = maximum(stack)
    status[places[~plain]] = NOT_PLAIN
    places = places[plain]
    status[places[~best.sure]] = NOT_SURE
    drift = np.zeros((m, k + 1))
    drift[places] = best.drift
    drift[places, 0] -= (stack.mean * best.drift[:, 1:]).sum(axis=-1)
    places, mean = places[best.sure], stack.mean[best.sure]
    beta[places], cov[places] = unstandardized(
        best.beta[best.sure], best.cov[best.sure], mean, np.ones_like(mean)
    )
    ll[places] = best.ll[best.sure]
    ll0[places] = null_log_likelihood_of(events[places], n[places])
    _decide(status, outcome, columns, inside, drift)
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
    columns = np.moveaxis(columns, -1, 0)
    if not inside.all():
        outcome, columns = np.where(inside, outcome, 0.0), np.where(inside, columns, 0.0)
    columns = np.ascontiguousarray(columns)
    if not ((outcome == 0) | (outcome == 1)).all() or not np.isfinite(columns.sum(axis=-1)).all():
        # say what is wrong as one sample does
        checked(outcome.ravel(), columns.reshape(len(columns), -1).T, names)
    return outcome, columns, inside


def _centred(
    y: FloatArray, x: FloatArray, rows: BoolArray, n: FloatArray, places: IntArray
) -> tuple[Stack, BoolArray]:
    """Return the samples that are plainly not collinear, and which of `places` they are."""
    if len(places) < len(y):
        y, x, rows, n = y[places], x[:, places], rows[places], n[places]
    inside = rows.astype(float)
    mean = x.sum(axis=-1).T / n[:, None]
    design = np.empty((len(x) + 1, *inside.shape))
    design[0] = inside
    np.subtract(x, mean.T[..., None], out=design[1:])
    if not rows.all():
        design[1:] *= inside
    crossed = products(design, design)
    inverse = inverses(crossed)
    length = np.diagonal(crossed, axis1=1, axis2=2)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        # the inverse's diagonal: one over what is left of a squared length beyond other columns
        left = 1 / (np.diagonal(inverse, axis1=1, axis2=2) * length)
    scale = np.sqrt(length[:, 1:] / n[:, None])
    plain = (left > OWN_LEAST).all(axis=-1) & (scale > SPREAD_LEAST * np.abs(mean)).all(axis=-1)
    sign = 2 * y
    sign -= inside  # outcomes outside are 0
    stack = Stack(sign, design, inverse, mean, scale, n)
    return (stack if plain.all() else stack.of(plain)), plain


def _decide(
    status: IntArray, y: FloatArray, x: FloatArray, rows: BoolArray, drift: FloatArray
) -> None:
    """Decide samples with constant columns, and some of those whose outcome is separated."""
    places = np.flatnonzero(status == NOT_PLAIN)
    if places.size:
        own, inside = x[:, places], rows[places]
        low = np.where(inside, own, np.inf).min(axis=-1)
        high = np.where(inside, own, -np.inf).max(axis=-1)
        status[places[(low == high).any(axis=0)]] = int(Status.CONSTANT_PREDICTOR)
    # only now is it known that no column depends on others, which would come first
    places = np.flatnonzero(status == NOT_SURE)
    if places.size:
        sign = (2 * y[places] - 1) * rows[places]
        found = _separates(sign, x[:, places], drift[places])
        status[places[found]] = int(Status.SEPARATION)


def _separates(sign: FloatArray, x: FloatArray, drift: FloatArray) -> BoolArray:
    """Return where a direction is found that separates the outcome, completely or in part.

    Where data are separated, Newton's steps run along such a direction: log-odds of the rows that
    it separates change by the same, those of others hardly. Weights of 0/1 columns are then
    fractions with a small denominator but for rounding. As whole numbers they show whether really
    no row is on the wrong side.
    """
    margin = _margins(sign, x, drift)
    longest = np.abs(margin).max(axis=-1)
    unit = drift / np.where(longest > 0, longest, 1.0)[:, None]
    found = np.where(sign == 0, np.inf, margin).min(axis=-1) > MARGIN_LEAST * longest
    for parts in PARTS:
        margin = _margins(sign, x, np.rint(unit * parts))
        found |= (margin.min(axis=-1) >= 0) & (margin.max(axis=-1) > 0)
    return np.asarray(found)


def _margins(sign: FloatArray, x: FloatArray, weights: FloatArray) -> FloatArray:
    """Return how far each row is on the right side of weights, the intercept's first."""
    return np.asarray(sign * (weights[:, 0, None] + np.einsum("kmn,mk->mn", x, weights[:, 1:])))
