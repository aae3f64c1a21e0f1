"""Shapiro-Wilk's W by Royston's algorithm AS R94, as R computes it."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from smeint.arrays import FloatArray, frozen
from smeint.errors import ArgumentError

#: The algorithm is made for this many observations.
LEAST, MOST = 3, 5000

# polynomial coefficients of AS R94, constant term first
_WEIGHT_1 = (0.0, 0.221157, -0.147981, -2.07119, 4.434685, -2.706056)
_WEIGHT_2 = (0.0, 0.042981, -0.293762, -1.752461, 5.682633, -3.582633)
_GAMMA = (-2.273, 0.459)
_SMALL_MEAN = (0.544, -0.39978, 0.025054, -6.714e-4)
_SMALL_LOG_SD = (1.3822, -0.77857, 0.062767, -0.0020322)
_LARGE_MEAN = (-1.5861, -0.31082, -0.083751, 0.0038915)
_LARGE_LOG_SD = (-0.4803, -0.082676, 0.0030302)


def _polynomial(coefficients: tuple[float, ...], x: FloatArray) -> FloatArray:
    return np.asarray(np.polynomial.polynomial.polyval(x, np.array(coefficients)))


@lru_cache(maxsize=512)
def coefficients(n: int) -> FloatArray:
    """Return the weights of the ordered observations, computed once for each n.

    Parameters
    ----------
    n : int
        Number of observations, 3 to 5000.

    Returns
    -------
    array of float, shape (n,)
        Antisymmetric; read-only.

    Raises
    ------
    ArgumentError
        If `n` is outside 3 to 5000.

    Examples
    --------
    >>> coefficients(5).round(4)
    array([-0.6646, -0.2414,  0.    ,  0.2414,  0.6646])
    """
    if not LEAST <= n <= MOST:
        raise ArgumentError(f"n must be from {LEAST} to {MOST}, got {n!r}.")
    upper = _upper_half(n)
    middle = np.zeros(n % 2)
    return frozen(np.concatenate([-upper, middle, upper[::-1]]))


def _upper_half(n: int) -> FloatArray:
    """Return the weights of the largest, second largest ... of the upper n // 2 observations."""
    if n == 3:
        return np.array([np.sqrt(0.5)])
    m = special.ndtri((np.arange(1, n // 2 + 1) - 0.375) / (n + 0.25))
    sum_m2 = 2 * float((m * m).sum())
    root = np.asarray(1 / np.sqrt(n))
    ends = [float(_polynomial(_WEIGHT_1, root)) - m[0] / np.sqrt(sum_m2)]
    if n > 5:
        ends.append(float(_polynomial(_WEIGHT_2, root)) - m[1] / np.sqrt(sum_m2))
    k = len(ends)
    # the ends are Royston's; the rest is scaled so that the squares sum to 1
    rest = sum_m2 - 2 * float((m[:k] ** 2).sum())
    factor = np.sqrt(rest / (1 - 2 * float(np.square(ends).sum())))
    return np.concatenate([ends, -m[k:] / factor])


def one_minus_w(ordered: ArrayLike) -> FloatArray:
    """Return 1 - W of ordered samples.

    Parameters
    ----------
    ordered : array, shape (..., n)
        Observations, rising along the last axis; not all equal. `n` from 3 to 5000.

    Returns
    -------
    array of float, shape (...)
        1 - W, which keeps its accuracy where W is close to 1.

    Examples
    --------
    >>> round(1 - float(one_minus_w([148, 154, 158, 160, 161, 162, 166, 170, 182, 195, 236])), 4)
    0.7888
    """
    x = np.asarray(ordered, dtype=float)
    span = x[..., -1:] - x[..., :1]
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled = (x - x[..., x.shape[-1] // 2, None]) / span
    centred = scaled - scaled.mean(axis=-1, keepdims=True)
    return one_minus_w_of_centred(centred, (centred * centred).sum(axis=-1))


def one_minus_w_of_centred(centred: FloatArray, squares: FloatArray) -> FloatArray:
    """Return 1 - W of ordered samples from which their mean was taken.

    Parameters
    ----------
    centred : array of float, shape (..., n)
        Rising along the last axis, mean 0.
    squares : array of float, shape (...)
        Their sums of squares.

    Returns
    -------
    array of float, shape (...)

    Examples
    --------
    >>> round(float(one_minus_w_of_centred(np.array([-1.0, -0.5, 1.5]), np.array(3.5))), 4)
    0.1071
    """
    a = coefficients(centred.shape[-1])
    # no product of matrices: its last digit would depend on how many samples there are
    sum_a2, cross = (a * a).sum(), np.einsum("...i,i->...", centred, a)
    with np.errstate(divide="ignore", invalid="ignore"):
        root = np.sqrt(sum_a2 * squares)
        found = (root - cross) * (root + cross) / (sum_a2 * squares)
    return np.asarray(np.maximum(found, 0.0))


def p_value(one_minus: ArrayLike, n: ArrayLike) -> FloatArray:
    """Return the p-value of Shapiro-Wilk's W.

    Parameters
    ----------
    one_minus : array of float
        1 - W.
    n : array of int
        Observations; NaN is returned outside 3 to 5000.

    Returns
    -------
    array of float
        Exact for n = 3, else by Royston's normalizing transformations.

    Examples
    --------
    >>> round(float(p_value(1 - 0.7888, 11)), 4)
    0.0067
    """
    w_1, size = np.broadcast_arrays(np.asarray(one_minus, float), np.asarray(n, float))
    usable = (size >= LEAST) & (size <= MOST)
    safe = np.where(usable, size, 12.0)
    p, three = np.full(safe.shape, np.nan), safe == 3
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        # exact; W is at least 3/4, and rounding may not take p below 0
        exact = 6 / np.pi * (np.arcsin(np.sqrt(1 - w_1[three])) - np.pi / 3)
        p[three] = np.minimum(np.maximum(exact, 0.0), 1.0)
        for here, of in (((safe > 3) & (safe <= 11), _p_few), (safe > 11, _p_many)):
            if here.any():
                p[here] = of(w_1[here], safe[here])
    return np.where(usable, p, np.nan)


def _p_few(w_1: FloatArray, n: FloatArray) -> FloatArray:
    """Return p of 4 to 11 observations."""
    y, gamma = np.log(w_1), _polynomial(_GAMMA, n)
    z = (-np.log(gamma - y) - _polynomial(_SMALL_MEAN, n)) / np.exp(_polynomial(_SMALL_LOG_SD, n))
    return np.where(y >= gamma, 1e-99, special.ndtr(-z))


def _p_many(w_1: FloatArray, n: FloatArray) -> FloatArray:
    """Return p of 12 observations and more."""
    log_n = np.log(n)
    z = (np.log(w_1) - _polynomial(_LARGE_MEAN, log_n)) / np.exp(_polynomial(_LARGE_LOG_SD, log_n))
    return np.asarray(special.ndtr(-z))
