"""Limits of a noncentrality, for intervals of standardized differences of means."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from smeint.arrays import FloatArray

#: A noncentrality is a limit where its probability is this close to the one asked for.
SOLVED = 1e-9


def noncentrality_t(t: ArrayLike, df: ArrayLike, probability: float) -> FloatArray:
    """Return the noncentrality at which a t statistic is the quantile `probability`.

    Parameters
    ----------
    t, df : array of float
    probability : float
        Of a noncentral t at or below `t`.

    Returns
    -------
    array of float
        NaN where none is found.

    Examples
    --------
    >>> round(float(noncentrality_t(2.0, 20.0, 0.5)), 3)
    1.974
    """
    x, freedom = np.broadcast_arrays(np.asarray(t, float), np.asarray(df, float))
    # t is about (ncp + z) sqrt(f / chi2): the limit lies this far from x at most
    reach = 12 + 6 * np.abs(x)
    low, high = x - reach, x + reach
    # bisection rather than scipy.special.nctdtrinc, whose search stops at about 1e-8
    for _ in range(90):
        middle = (low + high) / 2
        found = special.nctdtr(freedom, middle, x)
        # nctdtr is NaN at some points far in its tails, where it would be 0 or 1
        above = np.where(np.isnan(found), middle < x, found > probability)
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    limit = (low + high) / 2
    # what does not solve the equation is no limit
    solved = np.abs(special.nctdtr(freedom, limit, x) - probability) < SOLVED
    return np.where(solved, limit, np.nan)
