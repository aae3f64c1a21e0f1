"""Log-likelihoods of a binary outcome, plain and penalized, maximized and profiled.

One search serves both: statsmodels profiles no likelihood, and its ``Logit`` takes no offset, by
which a coefficient is held; firthmodels tests one coefficient at a time, and its search for limits
can end in a singular matrix where limits exist.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from smeint.arrays import FloatArray

#: Newton's decrement, about the squared distance to the maximum in standard errors, at which a
#: search ends: for estimates, and within a profile, whose height has an error of this size.
CLOSE, CLOSE_WITHIN_PROFILE = 1e-22, 1e-14
_MOST_STEPS, _MOST_HALVINGS, _MOST_LIMIT_STEPS = 200, 40, 80


@dataclass(frozen=True, slots=True, eq=False)
class Point:
    """A log-likelihood at one linear predictor.

    Parameters
    ----------
    value : float
        Log-likelihood; minus infinity where it cannot be found.
    residual : array, shape (n,)
        Its gradient along a column x of the design is ``x @ residual``.
    curvature : array, shape (n,)
        Weights of the matrix that Newton's steps are taken with.
    """

    value: float
    residual: FloatArray
    curvature: FloatArray


Likelihood = Callable[[FloatArray], Point]


class HigherElsewhere(Exception):  # noqa: N818 - no error: a place to go on from
    """A search for limits came to a place above the maximum that it started from.

    Parameters
    ----------
    eta : array, shape (n,)
        The linear predictor there.
    """

    def __init__(self, eta: FloatArray) -> None:
        super().__init__("the log-likelihood is higher elsewhere")
        self.eta = eta


@dataclass(frozen=True, slots=True, eq=False)
class Peak:
    """The maximum of a log-likelihood over a space of linear predictors.

    Parameters
    ----------
    point : Point
    eta : array, shape (n,)
        Linear predictor.
    weights : array, shape (columns,)
        Of the columns that span the space.
    """

    point: Point
    eta: FloatArray
    weights: FloatArray


def plain(y: FloatArray) -> Likelihood:
    """Return the log-likelihood of a logistic model.

    Examples
    --------
    >>> round(plain(np.array([0.0, 1.0]))(np.zeros(2)).value, 6)
    -1.386294
    """

    def at(eta: FloatArray) -> Point:
        p = special.expit(eta)
        value = float(np.sum(y * eta - np.logaddexp(0.0, eta)))
        return Point(value, y - p, p * special.expit(-eta))

    return at


def penalized(y: FloatArray, design: FloatArray) -> Likelihood:
    """Return the log-likelihood plus half the log determinant of the information (Firth).

    Parameters
    ----------
    y : array, shape (n,)
    design : array, shape (n, columns)
        All columns of the model, whichever are held: the penalty is that of the whole model.

    Examples
    --------
    >>> at = penalized(np.array([0.0, 1.0]), np.ones((2, 1)))
    >>> round(at(np.zeros(2)).value, 6)  # - 2 log 2 + log(1 / 2) / 2
    -1.732868
    """
    of = plain(y)

    def at(eta: FloatArray) -> Point:
        below = of(eta)
        rows = design * np.sqrt(below.curvature)[:, None]
        if not np.isfinite(rows).all():
            return Point(-np.inf, below.residual, below.curvature)
        basis, upper = np.linalg.qr(rows)
        own = np.abs(np.diag(upper))
        if own.min() <= 1e-14 * own.max():
            return Point(-np.inf, below.residual, below.curvature)
        leverage = (basis * basis).sum(axis=1)
        residual = below.residual + leverage * (0.5 - special.expit(eta))
        value = below.value + float(np.log(own).sum())
        # the information, and what leverages held fixed add to it
        return Point(value, residual, below.curvature * (1 + leverage))

    return at


def maximum(
    likelihood: Likelihood,
    columns: FloatArray,
    offset: FloatArray,
    close: float = CLOSE,
    start: FloatArray | None = None,
) -> Peak | None:
    """Return the maximum over ``offset + columns @ weights``, or None without convergence.

    Parameters
    ----------
    likelihood : callable
    columns : array, shape (n, columns)
        May be none.
    offset : array, shape (n,)
    close : float
        Newton's decrement at which the search ends.
    start : array, shape (columns,), optional
        Weights to start from; 0 by default.

    Examples
    --------
    >>> peak = maximum(plain(np.array([0.0, 1.0, 1.0, 1.0])), np.ones((4, 1)), np.zeros(4))
    >>> peak.weights.round(6)
    array([1.098612])
    """
    weights = np.zeros(columns.shape[1]) if start is None else start
    eta = offset + columns @ weights
    here = likelihood(eta)
    if not columns.shape[1]:
        return Peak(here, eta, weights) if np.isfinite(here.value) else None
    for _ in range(_MOST_STEPS):
        gradient = columns.T @ here.residual
        try:
            step = np.linalg.solve((columns.T * here.curvature) @ columns, gradient)
        except np.linalg.LinAlgError:
            return None
        decrement = float(gradient @ step)
        if not np.isfinite(decrement):
            return None
        # rounding in the height, by which a good step may seem to lead down
        slack = 1e-11 * (1 + abs(here.value)) if decrement < 1e-6 else 0.0
        for _ in range(_MOST_HALVINGS):
            eta = offset + columns @ (weights + step)
            there = likelihood(eta)
            if there.value >= here.value - slack:
                break
            step = step / 2
        else:
            return None
        weights, here = weights + step, there
        if decrement < close:
            return Peak(here, eta, weights)
    return None


def highest(
    likelihood: Likelihood, columns: FloatArray, offset: FloatArray, starts: Sequence[FloatArray]
) -> Peak | None:
    """Return the highest of the maxima found from several starts, or None where none is found.

    The plain log-likelihood is concave and has one maximum; the penalized may have several.

    Examples
    --------
    >>> y, one = np.array([0.0, 1.0, 1.0]), np.ones((3, 1))
    >>> peak = highest(penalized(y, one), one, np.zeros(3), [np.zeros(1), np.ones(1)])
    >>> peak.weights.round(6)  # log(2.5 / 1.5)
    array([0.510826])
    """
    found = [maximum(likelihood, columns, offset, CLOSE_WITHIN_PROFILE, w) for w in starts]
    peaks = [peak for peak in found if peak is not None]
    return max(peaks, key=lambda peak: peak.point.value, default=None)


def limits(
    likelihood: Likelihood,
    peak: Peak,
    column: FloatArray,
    others: FloatArray,
    drop: float,
    *,
    concave: bool,
) -> tuple[float, float]:
    """Return how far a coefficient may move either way until the profile has fallen by `drop`.

    Parameters
    ----------
    likelihood : callable
    peak : Peak
        The maximum over all columns.
    column : array, shape (n,)
        The coefficient's.
    others : array, shape (n, columns)
        All others, with full rank beside it.
    drop : float
        In log-likelihood: half the quantile of chi-square with one degree of freedom.
    concave : bool
        Whether the log-likelihood has one maximum wherever the coefficient is held.

    Returns
    -------
    tuple of float
        Distances below (negative) and above; NaN where the search did not converge.

    Raises
    ------
    HigherElsewhere
        If `peak` turns out not to be the highest maximum.

    Notes
    -----
    The coefficient is moved away from its estimate along a direction to which the others are
    orthogonal there, and the others are maximized over at each place; the root of the fall is
    found by Newton's method within a bracket.

    Examples
    --------
    >>> y = np.array([0.0, 1.0])
    >>> low, high = limits(plain(y), maximum(plain(y), np.ones((2, 1)), np.zeros(2)), np.ones(2),
    ...                    np.zeros((2, 0)), np.log(2), concave=True)
    >>> bool(abs(low + high) < 1e-9), round(high, 6)  # p (1 - p) = 1 / 8
    (True, 1.762747)
    """
    basis = np.linalg.qr(others)[0]
    root = np.sqrt(peak.point.curvature)[:, None]
    shares = np.linalg.lstsq(basis * root, column * root[:, 0], rcond=None)[0]
    direction = column - basis @ shares
    error = 1 / float(np.linalg.norm(direction * root[:, 0]))
    if not np.isfinite(error):
        return np.nan, np.nan
    low, high = (
        _limit(likelihood, peak, side * error * direction, basis, drop, concave)
        for side in (-1.0, 1.0)
    )
    return -low * error, high * error


def _limit(
    likelihood: Likelihood,
    peak: Peak,
    direction: FloatArray,
    basis: FloatArray,
    drop: float,
    concave: bool,
) -> float:
    """Return the distance along a direction at which the profile has fallen by `drop`."""
    target = float(np.sqrt(2 * drop))

    def at_height(at: float, starts: list[FloatArray]) -> tuple[float, float, FloatArray] | None:
        """Return the fall, as a distance, its slope, and the others' weights."""
        found = highest(likelihood, basis, peak.eta + at * direction, starts)
        if found is None:
            return None
        if not concave and found.point.value > peak.point.value + 1e-7:
            raise HigherElsewhere(found.eta)
        fallen = float(np.sqrt(max(2 * (peak.point.value - found.point.value), 0.0)))
        slope = -float(direction @ found.point.residual) / max(fallen, 1e-300)
        return fallen, slope, found.weights

    def least(at: float) -> FloatArray:
        """Return the others' weights at which the linear predictor is smallest."""
        return np.asarray(-(basis.T @ (peak.eta + at * direction)))

    root = _root(lambda at, w: at_height(at, [w]), target, basis.shape[1])
    if concave or not np.isfinite(root):
        return root
    one, other = (at_height(root, [w]) for w in (np.zeros(basis.shape[1]), least(root)))
    falls = [found[0] for found in (one, other) if found is not None]
    if falls and min(falls) > target * (1 - 1e-8):
        return root
    # elsewhere the profile is higher: the search again, from both places each time
    return _root(lambda at, w: at_height(at, [w, least(at)]), target, basis.shape[1])


def _root(
    height: Callable[[float, FloatArray], tuple[float, float, FloatArray] | None],
    target: float,
    columns: int,
) -> float:
    """Return where a fall reaches its target, or NaN."""
    at, inside, outside = target, 0.0, np.inf
    weights = np.zeros(columns)
    for _ in range(_MOST_LIMIT_STEPS):
        found = height(at, weights)
        if found is None:
            outside, weights = at, np.zeros(columns)
            at = (inside + at) / 2
            continue
        fallen, slope, weights = found
        if abs(fallen - target) < 1e-10 * target:
            return at
        inside, outside = (at, outside) if fallen < target else (inside, at)
        after = at + (target - fallen) / slope if slope > 0 else np.inf
        if not inside < after < outside:
            after = (inside + outside) / 2 if np.isfinite(outside) else 2 * at
        after = min(after, 4 * at)
        if abs(after - at) < 1e-13 * at:
            return after if abs(fallen - target) < 1e-7 * target else float("nan")
        at = after
    return float("nan")
