"""Interval building blocks that several formulas share."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.polynomial.chebyshev import chebpts1, chebval, chebvander
from numpy.typing import ArrayLike
from scipy import special

from smeint.arrays import FloatArray
from smeint.errors import ArgumentError

#: Degrees of freedom from which the quantile of t is smooth enough in 1 / df for this degree.
_MANY, _DEGREE = 5.0, 14


def normal_quantile(level: float) -> float:
    """Return the two-sided standard normal quantile of a confidence level.

    Parameters
    ----------
    level : float
        Confidence level, above 0 and below 1.

    Returns
    -------
    float

    Raises
    ------
    ArgumentError
        If `level` is not between 0 and 1.

    Examples
    --------
    >>> round(normal_quantile(0.95), 6)
    1.959964
    """
    check_level(level)
    return float(special.ndtri(0.5 + level / 2))


def check_level(level: float) -> None:
    """Raise `ArgumentError` unless `level` is above 0 and below 1."""
    if not 0 < level < 1:
        raise ArgumentError(f"level must be above 0 and below 1, got {level!r}.")


def t_quantile(df: ArrayLike, level: float) -> FloatArray:
    """Return the two-sided quantile of Student's t for each number of degrees of freedom.

    Parameters
    ----------
    df : array of float
        Degrees of freedom; NaN where not positive.
    level : float
        Confidence level, above 0 and below 1.

    Returns
    -------
    array of float

    Examples
    --------
    >>> t_quantile([10.0, 0.0], 0.95).round(4)
    array([2.2281,    nan])
    """
    check_level(level)
    values = np.asarray(df, dtype=float)
    curve = _t_curve(level)
    few = np.ones(values.shape, dtype=bool) if curve is None else ~(values >= _MANY)
    found = np.asarray(chebval(2 * _MANY / np.fmax(values, _MANY) - 1, curve or (0.0,)))
    if few.any():
        rest = np.where(values[few] > 0, values[few], np.nan)
        found[few] = special.stdtrit(rest, 0.5 + level / 2)
    return found


@lru_cache(maxsize=64)
def _t_curve(level: float) -> tuple[float, ...] | None:
    """Return the quantile of t as a Chebyshev series in 1 / df, for `_MANY` and more.

    It is the quantile to 1e-14 of itself; None where that cannot be had. Far faster than the
    search for each.
    """

    def quantile(place: FloatArray) -> FloatArray:
        return np.asarray(special.stdtrit(2 * _MANY / (place + 1), 0.5 + level / 2))

    points = chebpts1(_DEGREE + 1)
    series = chebvander(points, _DEGREE).T @ quantile(points) * (2 / len(points))
    series[0] /= 2
    curve = tuple(series.tolist())
    between = np.linspace(-1, 1, 500)[1:]
    wrong = np.abs(chebval(between, curve) / quantile(between) - 1)
    return curve if (wrong < 1e-14).all() else None


def two_sided_normal(z: ArrayLike) -> FloatArray:
    """Return the two-sided p-value of a standard normal statistic.

    Examples
    --------
    >>> float(two_sided_normal(-1.959963984540054).round(6))
    0.05
    """
    return np.asarray(2 * special.ndtr(-np.abs(np.asarray(z, dtype=float))))


def chi_square_tail(statistic: ArrayLike) -> FloatArray:
    """Return the p-value of a chi-square statistic with one degree of freedom.

    Examples
    --------
    >>> float(chi_square_tail(3.841458820694124).round(6))
    0.05
    """
    # of a squared normal variable: far faster than the incomplete gamma function
    return np.asarray(special.erfc(np.sqrt(np.asarray(statistic, dtype=float) / 2)))


def two_sided_t(t: ArrayLike, df: ArrayLike) -> FloatArray:
    """Return the two-sided p-value of Student's t; 0 for an infinite statistic.

    Examples
    --------
    >>> two_sided_t([2.2281388519649385, np.inf], 10).round(6)
    array([0.05, 0.  ])
    """
    statistic = np.abs(np.asarray(t, dtype=float))
    freedom = np.asarray(df, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        # the incomplete beta function keeps relative accuracy far into the tail
        share = freedom / (freedom + statistic * statistic)
        usable = freedom > 0
        p = special.betainc(np.where(usable, freedom, 1.0) / 2, 0.5, share)
    return np.where(usable, p, np.nan)


def wilson(events: ArrayLike, n: ArrayLike, level: float) -> tuple[FloatArray, FloatArray]:
    """Return Wilson's score interval of a share.

    Parameters
    ----------
    events, n : array of float
        Counts of firms; `n` zero gives NaN.
    level : float
        Confidence level.

    Returns
    -------
    tuple of array
        Lower and upper limit, within 0 and 1.

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference.
    *Journal of the American Statistical Association*, 22, 209-212.
    https://doi.org/10.1080/01621459.1927.10502953

    Examples
    --------
    >>> low, high = wilson(0, 10, 0.95)
    >>> print(float(low), round(float(high), 4))
    0.0 0.2775
    """
    return wilson_at(events, n, normal_quantile(level))


def wilson_at(
    events: ArrayLike, n: ArrayLike, quantile: ArrayLike
) -> tuple[FloatArray, FloatArray]:
    """Return Wilson's limits of a share at each given quantile of the normal distribution.

    Examples
    --------
    >>> [round(float(x), 4) for x in wilson_at(5, 10, 1.0)]
    [0.3492, 0.6508]
    """
    z2 = np.asarray(quantile, dtype=float) ** 2
    k, size = np.asarray(events, dtype=float), np.asarray(n, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = k / size
        centre = p + z2 / (2 * size)
        half = np.sqrt(z2 * (p * (1 - p) / size + z2 / (4 * size * size)))
        low, high = (centre - half) / (1 + z2 / size), (centre + half) / (1 + z2 / size)
    # rounding must not move the limits of 0 and n off 0 and 1
    low = np.where(k == 0, np.where(size > 0, 0.0, np.nan), np.maximum(low, 0.0))
    high = np.where(k == size, np.where(size > 0, 1.0, np.nan), np.minimum(high, 1.0))
    return low, high


def fisher_z(
    r: ArrayLike, std_error_z: ArrayLike, quantile: ArrayLike
) -> tuple[FloatArray, FloatArray]:
    """Return the interval tanh(atanh(r) -+ quantile * SE) of a correlation.

    Parameters
    ----------
    r : array of float
        Correlation; NaN limits where it is not strictly between -1 and 1.
    std_error_z : array of float
        Standard error on the scale of atanh(r).
    quantile : array of float
        Of the normal or t distribution.

    Returns
    -------
    tuple of array
        Lower and upper limit.

    Examples
    --------
    >>> [float(x.round(4)) for x in fisher_z(0.5, 0.2, 1.96)]
    [0.156, 0.7358]
    """
    value = np.asarray(r, dtype=float)
    inside = np.abs(value) < 1
    z = np.arctanh(np.where(inside, value, 0.0))
    half = np.asarray(quantile, dtype=float) * np.asarray(std_error_z, dtype=float)
    return (
        np.where(inside, np.tanh(z - half), np.nan),
        np.where(inside, np.tanh(z + half), np.nan),
    )


def noncentrality(statistic: ArrayLike, df: ArrayLike, probability: float) -> FloatArray:
    """Return the noncentrality at which a chi-square statistic is the quantile `probability`.

    Parameters
    ----------
    statistic, df : array of float
    probability : float
        Of a noncentral chi-square at or below `statistic`.

    Returns
    -------
    array of float
        Zero where even the central distribution has less probability there.

    Examples
    --------
    >>> round(float(noncentrality(10.0, 2.0, 0.5)), 3)
    8.981
    """
    x, freedom = np.broadcast_arrays(np.asarray(statistic, float), np.asarray(df, float))
    usable = np.isfinite(x) & (freedom > 0)
    x, freedom = np.where(usable, x, 1.0), np.where(usable, freedom, 1.0)
    low, high = np.zeros(x.shape), (np.sqrt(x) + 10.0) ** 2
    # bisection rather than scipy.special.chndtrinc, whose search stops at about 1e-8
    for _ in range(80):
        middle = (low + high) / 2
        above = special.chndtr(x, freedom, middle) > probability
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    found = np.where(special.chdtr(freedom, x) > probability, (low + high) / 2, 0.0)
    return np.where(usable, found, np.nan)
