"""A t distributed value of a standard normal latent, by a table of its derivatives."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy import special

from smeint.arrays import FloatArray

#: Intervals to one unit of the latent, and the latent up to which the table goes.
PARTS, REACH = 128, 8

#: Fewest degrees of freedom for which the table is exact to 1e-13.
LEAST_DF = 3.0


def t_of_normal(y: FloatArray, df: float) -> FloatArray:
    r"""Return ``T^-1(Phi(y))``, where T is the t distribution function.

    Parameters
    ----------
    y : array of float
    df : float
        Degrees of freedom.

    Returns
    -------
    array of float, shape of y

    Notes
    -----
    ``g = T^-1(Phi(y))`` is odd and has the derivatives :math:`g' = \varphi(y) / f(g)` and
    :math:`g'' = -g' (y + (\log f)'(g)\, g')`, where f is the density of t. Between the points of
    a table it is the polynomial of degree 5 that has its value and both derivatives at the ends,
    which differs from the quantile by less than 1e-13 of the greater of 1 and the value. Beyond
    the table, and for fewer than 3 degrees of freedom, the quantile itself is taken.

    Examples
    --------
    >>> float(t_of_normal(np.array([0.0, 1.0]), 3.0)[1].round(6))
    1.196881
    """
    if df < LEAST_DF:
        return _exact(y, df)
    size = np.abs(y)
    scaled = np.minimum(size, REACH * (1 - 1e-15)) * PARTS
    place = scaled.astype(np.intp)
    scaled -= place
    table = _table(df)
    value = table[-1].take(place)
    for row in table[-2::-1]:
        value *= scaled
        value += row.take(place)
    np.copysign(value, y, out=value)
    beyond = size >= REACH
    if beyond.any():
        value[beyond] = _exact(y[beyond], df)
    return value


def _exact(y: FloatArray, df: float) -> FloatArray:
    # The lower tail of |y| keeps the extremes exact.
    quantile = -special.stdtrit(df, special.ndtr(-np.abs(y)))
    return np.asarray(np.sign(y) * quantile, dtype=float)


@lru_cache(maxsize=8)
def _table(df: float) -> tuple[FloatArray, ...]:
    """Return the six coefficients of each interval, of the constant first: (intervals,) each."""
    y = np.arange(PARTS * REACH + 1) / PARTS
    g = _exact(y, df)
    log_density = special.gammaln((df + 1) / 2) - special.gammaln(df / 2)
    log_density -= (df + 1) / 2 * np.log1p(g**2 / df) + np.log(df * np.pi) / 2
    d_1 = np.exp(-(y**2) / 2 - np.log(2 * np.pi) / 2 - log_density)
    d_2 = -d_1 * (y - (df + 1) * g / (df + g**2) * d_1)
    d_1, d_2 = d_1 / PARTS, d_2 / PARTS**2
    rise = np.diff(g)
    first, last, bend, bend_last = d_1[:-1], d_1[1:], d_2[:-1], d_2[1:]
    third = 10 * rise - 6 * first - 4 * last - 1.5 * bend + 0.5 * bend_last
    fourth = -15 * rise + 8 * first + 7 * last + 1.5 * bend - bend_last
    fifth = 6 * rise - 3 * (first + last) - 0.5 * bend + 0.5 * bend_last
    return g[:-1], first, bend / 2, third, fourth, fifth
