"""Limits of a noncentrality, for intervals of standardized effects."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from smeint.arrays import BoolArray, FloatArray
from smeint.finding import Status
from smeint.formulas.result import Estimate

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


def held(ends: Sequence[ArrayLike], value: ArrayLike) -> BoolArray:
    """Return where two limits from a noncentral chi-square hold the estimate and have a width.

    Parameters
    ----------
    ends : sequence of two arrays of float
    value : array of float

    Returns
    -------
    array of bool
        False where the upper limit is 0, as no noncentrality makes so small a statistic likely
        enough (its lower limit is 0 as well, and no sample is that certain); and where the limits
        exclude the estimate, as in sparse tables with many cells.

    Examples
    --------
    >>> held([[0.0, 0.0], [0.0, 0.2]], [0.0, 0.0])
    array([False,  True])
    """
    low, high = (np.asarray(end, dtype=float) for end in ends)
    x = np.asarray(value, dtype=float)
    return np.asarray((low <= x) & (x <= high) & (high > 0))


def no_interval(name: str, status: ArrayLike, effect: Estimate) -> str:
    """Return why one sample's effect has no interval, else nothing.

    Examples
    --------
    >>> no_interval("Cohen's w", 0, Estimate("cohens_w", 0.0))
    "no interval of Cohen's w: chi-square is too small to invert the noncentral distribution"
    """
    code, high = np.asarray(status), np.asarray(effect.ci_high, dtype=float)
    if code.ndim or int(code) != Status.OK or not np.isnan(high):
        return ""
    return f"no interval of {name}: chi-square is too small to invert the noncentral distribution"
