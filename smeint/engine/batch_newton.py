"""Newton's method on many logistic regressions at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from smeint.arrays import BoolArray, FloatArray
from smeint.engine.logit import shows_overlap

#: Log-odds beyond which a fit is left to the exact rules: weights stay far above rounding.
LOG_ODDS_MOST = 12.0

#: The smallest residual with which a fit may prove overlap, and the most steps of a fit.
RESIDUAL_LEAST, STEPS_MOST = 1e-5, 10

#: Steps with the information at 0, and steps for which a later information matrix is kept.
STEPS_FIRST, STEPS_KEPT = 2, 2

#: A fit leaves when its log-odds are this close to those of the maximum.
CLOSE = 1e-11


@dataclass(frozen=True, slots=True, eq=False)
class Stack:
    """Samples with centred columns; rows out of a sample are zeros throughout.

    `design` is (1 + terms, samples, n), so that a weight of each row multiplies whole blocks of
    memory, and `inverse` holds the inverses of its cross-products; `sign` is 1 for the event, -1
    for none and 0 outside. `scale` is the columns' standard deviations.
    """

    sign: FloatArray
    design: FloatArray
    inverse: FloatArray
    mean: FloatArray
    scale: FloatArray
    n: FloatArray

    def of(self, which: BoolArray) -> Stack:
        """Return some of the samples."""
        sign, inverse, mean, scale, n = (
            x[which] for x in (self.sign, self.inverse, self.mean, self.scale, self.n)
        )
        return Stack(sign, self.design[:, which], inverse, mean, scale, n)


@dataclass(frozen=True, slots=True, eq=False)
class Maximum:
    """Where likelihoods are highest.

    Parameters
    ----------
    beta : array of float, (samples, 1 + terms)
        Of centred columns.
    cov : array of float, (samples, 1 + terms, 1 + terms)
    ll : array of float, (samples,)
    sure : array of bool, (samples,)
        The others have no meaning but `drift`.
    drift : array of float, (samples, 1 + terms)
        Where a fit did not end: its last step.
    """

    beta: FloatArray
    cov: FloatArray
    ll: FloatArray
    sure: BoolArray
    drift: FloatArray


def maximum(stack: Stack) -> Maximum:
    """Maximize the likelihood of each sample, and say for which this is beyond doubt.

    Parameters
    ----------
    stack : Stack

    Returns
    -------
    Maximum
    """
    room = np.empty_like(stack.design)
    half, sure, drift = _steps(stack, room)
    eta = _log_odds(stack.design, half)
    t = np.tanh(eta)
    residual = stack.sign - t
    gradient = _gradient(stack.design, residual)
    inverse = inverses(_information(stack.design, t, room))
    # residuals are half of these; a row outside has none
    least = np.where(stack.sign == 0, 2.0, np.abs(residual)).min(axis=-1) / 2
    of_standardized = gradient / 2
    of_standardized[:, 1:] /= stack.scale
    sure &= shows_overlap(of_standardized, least, stack.n)
    sure &= (least > RESIDUAL_LEAST) & (_furthest(eta) < LOG_ODDS_MOST / 2)
    beta = 2 * (half + _times(inverse, gradient))
    with np.errstate(divide="ignore"):
        ll = np.log1p(stack.sign * t).sum(axis=-1) - stack.n * np.log(2.0)
    return Maximum(beta, 4 * inverse, ll, sure, drift)


def _steps(stack: Stack, room: FloatArray) -> tuple[FloatArray, BoolArray, FloatArray]:
    """Return halves of coefficients, where they are close to a maximum, and the others' last step.

    With t = tanh(log-odds / 2), residuals are (sign - t) / 2 and weights (1 - t^2) / 4: all
    constants cancel in steps of half a coefficient.
    """
    design, sign = stack.design, stack.sign
    result, close = np.zeros((len(sign), len(design))), np.zeros(len(sign), dtype=bool)
    drift = np.zeros_like(result)
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
            inverse, moved = inverses(_information(design, t, room)), np.zeros(len(place))
        change = _times(inverse, _gradient(design, np.subtract(sign, t, out=t)))
        shift = _log_odds(design, change)
        half += change
        eta += shift
        if step >= STEPS_FIRST:
            furthest = 2 * _furthest(shift)
            moved += furthest
            arrived = going & (furthest * moved < CLOSE)
            drift[place] = change
            result[place[arrived]], close[place[arrived]] = half[arrived], True
            going &= ~arrived
            if not going.any():
                break
    return result, close, drift


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
    return products(np.multiply(design, 1 - t * t, out=room[:, : len(t)]), design)


def products(one: FloatArray, other: FloatArray) -> FloatArray:
    """Return the products (samples, k, k) of the columns of two designs (k, samples, n)."""
    return np.asarray(one.swapaxes(0, 1) @ other.transpose(1, 2, 0))


def inverses(matrices: FloatArray) -> FloatArray:
    """Return inverses of positive definite matrices (samples, k, k).

    Sweeps of Gauss and Jordan, each over all matrices at once, need no pivoting. A singular matrix
    has an inverse that is huge or not finite; it spoils no other and raises nothing. Large ones
    are cut into four blocks.
    """
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        half = matrices.shape[-1] // 2
        if half < 4:
            return _swept(matrices)
        upper, side = inverses(matrices[:, :half, :half]), matrices[:, :half, half:]
        ratio = upper @ side
        lower = inverses(matrices[:, half:, half:] - ratio.swapaxes(1, 2) @ side)
        corner = ratio @ lower
        inverse = np.empty_like(matrices)
        inverse[:, :half, :half] = upper + corner @ ratio.swapaxes(1, 2)
        inverse[:, :half, half:], inverse[:, half:, half:] = -corner, lower
        inverse[:, half:, :half] = -corner.swapaxes(1, 2)
    return inverse


def _swept(matrices: FloatArray) -> FloatArray:
    a = np.ascontiguousarray(matrices.transpose(1, 2, 0))
    part = np.empty_like(a)
    for j in range(len(a)):
        pivot = 1 / a[j, j]
        row = a[j] * pivot
        np.multiply(a[:, j, None], row, out=part)
        column = a[:, j] * -pivot
        a -= part
        a[j], a[:, j], a[j, j] = row, column, pivot
    return np.ascontiguousarray(a.transpose(2, 0, 1))
