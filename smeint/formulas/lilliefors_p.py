"""The p-value of Lilliefors' D: from statsmodels' critical values, and as R's nortest prints it."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from smeint.arrays import FloatArray, IntArray, frozen
from smeint.formulas.result import P_EXACT, P_LOWER_BOUND, P_UPPER_BOUND

#: The least number of observations in the table, and of R's nortest.
LEAST, NORTEST_LEAST = 4, 5

# Stephens' approximation in nortest: up to each bound of his modified D a polynomial, constant
# term first; below the first bound p is 1, above the last 0
_STEPHENS_BOUNDS = (0.302, 0.5, 0.9, 1.31)
_STEPHENS = (
    (2.76773, -19.828315, 80.709644, -138.55152, 81.218052),
    (-4.901232, 40.662806, -97.490286, 94.029866, -32.355711),
    (6.198765, -19.558097, 23.186922, -12.234627, 2.423045),
)


def modification(n: ArrayLike) -> FloatArray:
    """Return Stephens' factor of D, which takes most of its dependence on n away.

    Examples
    --------
    >>> round(float(modification(100)), 3)
    10.075
    """
    root = np.sqrt(np.asarray(n, dtype=float))
    return np.asarray(root - 0.01 + 0.85 / root)


@lru_cache(maxsize=1)
def _table() -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return 1 / sqrt(n) of the rows, critical modified D (rows, alphas), and alphas; all rise.

    The row of infinitely many observations goes on from 400 and 1600, linear in 1 / sqrt(n).
    """
    # public `lilliefors` takes data, one sample at a time; the table itself takes D and n
    from statsmodels.stats._lilliefors import get_lilliefors_table

    table = get_lilliefors_table(dist="norm")
    alpha = np.asarray(table.alpha, dtype=float)
    size = np.asarray(table.size, dtype=float)
    critical = np.asarray(table.crit_table, dtype=float) * modification(size)[:, None]
    limit = 2 * critical[size == 1600] - critical[size == 400]
    rows = np.concatenate([[0.0], 1 / np.sqrt(size[::-1])])
    return frozen(rows), frozen(np.concatenate([limit, critical[::-1]])), frozen(alpha)


def critical_values(n: float) -> tuple[FloatArray, FloatArray]:
    """Return alphas, rising, and the critical values of D for `n` observations.

    Parameters
    ----------
    n : float
        Four or more.

    Returns
    -------
    tuple of array
        Alphas from .001 to .99; critical values, falling.

    Examples
    --------
    >>> alpha, critical = critical_values(100)
    >>> float(alpha[5].round(3)), float(critical[5].round(4))
    (0.05, 0.089)
    """
    rows, modified, alpha = _table()
    found = [np.interp(1 / np.sqrt(n), rows, column) for column in modified.T]
    return alpha, np.array(found) / modification(n)


def p_value(d: ArrayLike, n: ArrayLike) -> tuple[FloatArray, IntArray]:
    """Return the p-value of Lilliefors' D and where it is only a bound.

    Parameters
    ----------
    d : array of float
    n : array of int
        Observations; NaN is returned below four.

    Returns
    -------
    tuple of array
        p; `p_bound`, -1 where D is beyond the critical value of .001, 1 where it is below that
        of .99.

    Notes
    -----
    Critical values are statsmodels', from 10 million simulations for each tabulated n. In n they
    are interpolated as critical values of Stephens' modified D, linearly in 1 / sqrt(n), beyond
    1600 towards a limit; in p, as quantiles of the normal distribution against log D, in which
    they lie almost on a line. The share of normal samples below a p between .002 and .93 is
    that p within .6 % of itself, as far as simulation shows, but for four observations (8 %), five
    (5 %), six and seven (2 %), whose D has a distribution with corners, and beyond 1600 (2 %).

    statsmodels interpolates both linearly. At .05 its test rejects 4.1 % of normal samples of 57
    and 3.3 % of 150, 300 or 570; where n is tabulated, 1.85 % at .02 and 13.9 % at .15. Beyond
    1600 its formula turns away: 6.1 % of samples of 10,000 and 9.6 % of 100,000 at .05.

    Examples
    --------
    >>> p, bound = p_value([0.089, 0.3], 100)
    >>> p.round(3), bound
    (array([0.05 , 0.001]), array([ 0, -1]))
    """
    distance, size = np.broadcast_arrays(np.asarray(d, dtype=float), np.asarray(n, dtype=float))
    p, bound = np.full(size.shape, np.nan), np.full(size.shape, P_EXACT)
    for each in np.unique(size[size >= LEAST]):
        here = size == each
        log_critical, quantiles, least, most = _curve(float(each))
        x = np.maximum(distance[here], np.finfo(float).tiny)
        below = np.where(x <= least, P_LOWER_BOUND, P_EXACT)
        bound[here] = np.where(x >= most, P_UPPER_BOUND, below)
        # the table's edges are .001 and .99 up to rounding
        found = special.ndtr(np.interp(np.log(x), log_critical, quantiles))
        found = np.where(bound[here] == P_EXACT, found, np.round(found, 3))
        p[here] = np.where(np.isnan(distance[here]), np.nan, found)
    return p, bound


@lru_cache(maxsize=512)
def _curve(n: float) -> tuple[FloatArray, FloatArray, float, float]:
    """Return log critical values of D, rising, normal quantiles of p, and the ends of D."""
    alpha, critical = critical_values(n)
    log_critical, quantiles = np.log(critical[::-1]), special.ndtri(alpha[::-1])
    return frozen(log_critical), frozen(quantiles), float(critical[-1]), float(critical[0])


def nortest_p(d: ArrayLike, n: ArrayLike) -> FloatArray:
    """Return the p-value of Lilliefors' D that R's ``nortest::lillie.test`` prints.

    Parameters
    ----------
    d : array of float
    n : array of int
        Observations; NaN is returned below five, as nortest refuses them.

    Returns
    -------
    array of float
        By Dallal and Wilkinson's formula up to .1, else by Stephens' modified statistic.

    Notes
    -----
    With D' = D (n / 100)^.49 and n' = 100 above 100 observations, else D and n, p = exp(-7.01256
    D'^2 (n' + 2.78019) + 2.99587 D' sqrt(n' + 2.78019) - .122119 + .974598 / sqrt(n') + 1.67997 /
    n'). Where that is above .1, p is a polynomial of Stephens' modified D, in three pieces, and 1
    up to .302.

    Examples
    --------
    >>> nortest_p([0.0937, 0.06], 114).round(4)
    array([0.0155, 0.4   ])
    """
    distance, size = np.broadcast_arrays(np.asarray(d, dtype=float), np.asarray(n, dtype=float))
    usable = (size >= NORTEST_LEAST) & ~np.isnan(distance)
    size, x = np.where(usable, size, 100.0), np.where(usable, distance, 0.1)
    few = np.minimum(size, 100.0)
    scaled, shifted = x * np.maximum(size / 100, 1.0) ** 0.49, few + 2.78019
    exponent = -7.01256 * scaled**2 * shifted + 2.99587 * scaled * np.sqrt(shifted) - 0.122119
    p = np.asarray(np.exp(exponent + 0.974598 / np.sqrt(few) + 1.67997 / few))
    high = p > 0.1
    if high.any():
        p[high] = _stephens_p(modification(size[high]) * x[high])
    return np.where(usable, p, np.nan)


def _stephens_p(k: FloatArray) -> FloatArray:
    """Return p of Stephens' modified D."""
    pieces = [np.polynomial.polynomial.polyval(k, np.array(c)) for c in _STEPHENS]
    within = [k <= bound for bound in _STEPHENS_BOUNDS]
    return np.select(within, [np.ones_like(k), *pieces], 0.0)
