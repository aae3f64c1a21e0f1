"""Hypergeometric probabilities: two-by-two tables with both margins given."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from smeint.arrays import FloatArray

#: Two tables whose probabilities differ by less than this factor count as equally probable.
RELATIVE_TOLERANCE = 1e-7


def log_weights(
    n_1: int, n_2: int, events: int, low: int | None = None, high: int | None = None
) -> FloatArray:
    """Return logarithms of hypergeometric probabilities, but for a constant; the largest is 0.

    Parameters
    ----------
    n_1, n_2 : int
        Sizes of the groups.
    events : int
        Firms with the event in both groups together.
    low, high : int, optional
        First and last of the first cells asked for; all that are possible by default.

    Returns
    -------
    array of float

    Examples
    --------
    >>> log_weights(3, 3, 3).round(4)
    array([-2.1972,  0.    ,  0.    , -2.1972])
    """
    least, most = max(0, events - n_2), min(n_1, events)
    low, high = least if low is None else max(low, least), most if high is None else min(high, most)
    first = np.arange(low, high, dtype=float)
    return outwards(log_ratios(first, n_1, n_2, events))


def log_ratios(first: FloatArray, n_1: ArrayLike, n_2: ArrayLike, events: ArrayLike) -> FloatArray:
    """Return logarithms of P(first + 1) / P(first), first being the count of the first cell.

    Examples
    --------
    >>> log_ratios(np.array([0.0, 1.0]), 3, 3, 3).round(4)
    array([2.1972, 0.    ])
    """
    # ratios of neighbouring probabilities: more accurate than differences of log-factorials
    n_1, n_2, events = (np.asarray(x, dtype=float) for x in (n_1, n_2, events))
    ratio = (n_1 - first) * (events - first) / ((first + 1) * (n_2 - events + first + 1))
    return np.asarray(np.log(ratio), dtype=float)


def outwards(step: FloatArray) -> FloatArray:
    """Return log-probabilities from their falling log-ratios along the last axis, the largest 0.

    Examples
    --------
    >>> outwards(np.array([2.0, 0.0, -1.0]))
    array([-2.,  0.,  0., -1.])
    """
    # summed from the most probable table outwards: rounding errors stay where there is no weight
    out = np.zeros((*step.shape[:-1], step.shape[-1] + 1))
    np.cumsum(np.minimum(step, 0.0), axis=-1, out=out[..., 1:])
    out[..., :-1] -= np.cumsum(np.maximum(step, 0.0)[..., ::-1], axis=-1)[..., ::-1]
    return out


def two_sided_probabilities(n_1: int, n_2: int, events: int) -> FloatArray:
    """Return Fisher's two-sided p for every possible count of the first cell.

    Parameters
    ----------
    n_1, n_2 : int
        Sizes of the groups.
    events : int
        Firms with the event in both groups together.

    Returns
    -------
    array of float
        For first cells max(0, events - n_2), ..., min(n_1, events).

    Examples
    --------
    >>> two_sided_probabilities(3, 3, 3)
    array([0.1, 1. , 1. , 0.1])
    """
    log_p = log_weights(n_1, n_2, events)
    order = np.argsort(log_p, kind="stable")
    rising = log_p[order]
    total = np.cumsum(np.exp(rising))
    last = np.searchsorted(rising, log_p + np.log1p(RELATIVE_TOLERANCE), side="right")
    return np.asarray(total[last - 1] / total[-1])
