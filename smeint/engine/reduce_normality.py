"""From samples to what the tests of normality need: one sample, or many of one size in rows."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from smeint.arrays import FloatArray
from smeint.errors import ArgumentError
from smeint.finding import NAN
from smeint.formulas import shapiro
from smeint.formulas.kolmogorov_smirnov import DistanceToGivenNormal
from smeint.formulas.normality import NormalitySummary

#: Values from which an approximation of the normal distribution saves time, and its largest error.
_MANY, _OFF = 4096, 1e-3


def normality(x: ArrayLike, tails: bool = True) -> NormalitySummary:
    """Reduce samples to what the tests of normality need.

    Parameters
    ----------
    x : array of float, shape (n,) or (..., n)
        A sample along the last axis, without missing values.
    tails : bool
        Whether `a_squared` is computed, which takes longer than all else; else it is NaN.

    Returns
    -------
    NormalitySummary
        Of the leading shape.

    Raises
    ------
    ArgumentError
        If a value is missing.

    Notes
    -----
    Every quantity is free of origin and scale. Values are taken from the middle one and over the
    range, so that large numbers with small differences keep their digits.

    Examples
    --------
    >>> summary = normality([1.0, 2.0, 3.0, 4.0, 10.0])
    >>> round(summary.d, 4), round(summary.skewness, 4)
    (0.3, 1.1384)
    """
    return normality_of_sorted(_ordered(x), tails)


def normality_of_sorted(ordered: FloatArray, tails: bool = True) -> NormalitySummary:
    """Reduce sorted samples to what the tests of normality need; see `normality`.

    Examples
    --------
    >>> round(normality_of_sorted(np.array([1.0, 2.0, 3.0, 4.0, 10.0])).d, 4)
    0.3
    """
    n, leading = ordered.shape[-1], ordered.shape[:-1]
    if n == 0:
        return NormalitySummary(0, _plain(np.zeros(leading, dtype=bool)), NAN)
    span = ordered[..., -1:] - ordered[..., :1]
    varies = span[..., 0] > 0
    # in place: what takes time here is new memory
    x = ordered - ordered[..., n // 2, None]
    x /= np.where(span > 0, span, 1.0)
    x -= x.mean(axis=-1, keepdims=True)
    squares = np.where(varies, _dot(x, x), 1.0)
    usable = shapiro.LEAST <= n <= shapiro.MOST
    one_minus_w = shapiro.one_minus_w_of_centred(x, squares) if usable else np.array(NAN)
    x /= np.sqrt(squares / n)[..., None]
    square = x * x
    skewness, excess_kurtosis = _dot(square, x) / n, _dot(square, square) / n - 3
    x *= np.sqrt((n - 1) / n)

    def known(values: FloatArray) -> ArrayLike:
        return _plain(np.where(varies, values, NAN))

    return NormalitySummary(
        n=n,
        constant=_plain(~varies),
        d=known(_distance(x)),
        one_minus_w=known(one_minus_w),
        skewness=known(skewness),
        excess_kurtosis=known(excess_kurtosis),
        a_squared=known(_a_squared(x)) if tails else NAN,
    )


def distance_to_given_normal(x: ArrayLike, mean: float, sd: float) -> DistanceToGivenNormal:
    """Reduce samples to their distance from the normal distribution with a given mean and SD.

    Parameters
    ----------
    x : array of float, shape (n,) or (..., n)
        A sample along the last axis, without missing values.
    mean, sd : float
        Not taken from the same sample; `sd` above 0.

    Returns
    -------
    DistanceToGivenNormal
        Of the leading shape.

    Raises
    ------
    ArgumentError
        If a value is missing.

    Examples
    --------
    >>> round(distance_to_given_normal([0.2, -1.0, 0.7], 0, 1).d, 4)
    0.2459
    """
    ordered = _ordered(x)
    if ordered.shape[-1] == 0:
        return DistanceToGivenNormal(0, NAN)
    return DistanceToGivenNormal(ordered.shape[-1], _plain(_distance((ordered - mean) / sd)))


def _ordered(x: ArrayLike) -> FloatArray:
    """Return samples sorted, so that no result depends on the order of rows."""
    values = np.asarray(x, dtype=float)
    if values.ndim == 0 or np.isnan(values).any():
        raise ArgumentError("x must have one dimension or more, and no missing values.")
    return np.sort(values, axis=-1)


def _plain(x: NDArray[Any]) -> ArrayLike:
    """Return the number of a single sample, the array of many."""
    return x if x.ndim else x.item()


def _distance(z: FloatArray) -> FloatArray:
    """Return the largest distance between ordered samples and the standard normal."""
    if z.size >= _MANY:
        return _distance_of_many(z)
    cdf = special.ndtr(z)
    steps = np.arange(z.shape[-1] + 1) / z.shape[-1]
    apart = steps[1:] - cdf
    above = apart.max(axis=-1)
    np.subtract(cdf, steps[:-1], out=apart)
    return np.asarray(np.maximum(above, apart.max(axis=-1)))


def _distance_of_many(z: FloatArray) -> FloatArray:
    """Return what `_distance` does to the last bit, with fewer values of the normal distribution.

    They are computed where an approximation, which is off by less than `_OFF`, does not rule out
    the largest distance.
    """
    n = z.shape[-1]
    rows, steps = z.reshape(-1, n), np.arange(n + 1) / n
    near = _near_cdf(rows)
    # half a step from the further end of each step of the sample
    near -= ((np.arange(n) + 0.5) / n).astype(np.float32)
    np.abs(near, out=near)
    # written so that NaN is looked at as well
    places = np.flatnonzero(~(near < near.max(axis=-1, keepdims=True) - np.float32(2 * _OFF)))
    row, step = np.divmod(places, n)
    cdf = special.ndtr(rows.reshape(-1).take(places))
    apart = np.maximum(steps[1:].take(step) - cdf, cdf - steps[:-1].take(step))
    # each row has one place at least
    first = np.searchsorted(row, np.arange(len(rows)))
    return np.asarray(np.maximum.reduceat(apart, first).reshape(z.shape[:-1]))


def _near_cdf(z: FloatArray) -> NDArray[np.float32]:
    """Return the standard normal distribution function but for `_OFF`, in single precision.

    Examples
    --------
    >>> z = np.linspace(-40, 40, 10_001)
    >>> float(np.abs(_near_cdf(z) - special.ndtr(z)).max()) < _OFF / 2
    True
    """
    with np.errstate(over="ignore"):
        x = z.astype(np.float32)
        cubic = x * x
        cubic *= np.float32(0.0356774)
        cubic += np.float32(0.797884)
        x *= cubic
    np.tanh(x, out=x)
    x *= np.float32(0.5)
    x += np.float32(0.5)
    return x


def _a_squared(z: FloatArray) -> FloatArray:
    """Return A^2 of ordered samples; logarithms of both tails, so that none is lost."""
    n = z.shape[-1]
    tails = special.log_ndtr(z) + special.log_ndtr(-z[..., ::-1])
    return np.asarray(-n - ((2 * np.arange(1, n + 1) - 1) * tails).mean(axis=-1))


def _dot(a: FloatArray, b: FloatArray) -> FloatArray:
    """Return sums of products along the last axis."""
    return np.asarray(np.einsum("...i,...i->...", a, b))
