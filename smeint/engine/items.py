"""Items of a scale: reduced to their covariances, and put together to a score."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from smeint.arrays import FloatArray
from smeint.errors import ArgumentError, listed
from smeint.formulas.items import ItemCovariance

#: How the items of a scale are put together.
WAYS = ("mean", "sum")


def item_covariance(items: ArrayLike, names: Sequence[str] = ()) -> ItemCovariance:
    """Reduce items to their covariances over the rows that know all of them.

    Parameters
    ----------
    items : array of float, shape (..., rows, k)
        NaN where missing; reversed items already turned (see `turned`).
    names : sequence of str
        The items' names.

    Returns
    -------
    ItemCovariance
        Divisor n - 1. A constant item has a variance of exactly 0, so that rounding never makes
        it vary.

    Raises
    ------
    ArgumentError
        If `items` has fewer than two dimensions, or a value is infinite.

    Notes
    -----
    Complete cases, not pairwise covariances: these rest on different rows each and need not be a
    covariance matrix of anything. Where many rows lack an item, the complete ones may be a
    selection; `n_missing` says how many are left out.

    Examples
    --------
    >>> summary = item_covariance([[1, 2], [2, 4], [3, 3], [np.nan, 5]])
    >>> int(summary.n), int(summary.n_missing)
    (3, 1)
    >>> summary.covariance
    array([[1. , 0.5],
           [0.5, 1. ]])
    """
    x = _values(items)
    complete = np.asarray(~np.isnan(x).any(axis=-1))
    n = complete.sum(axis=-1)
    kept = np.where(complete[..., None], x, 0.0)
    mean = kept.sum(axis=-2) / np.maximum(n, 1)[..., None]
    centred = np.where(complete[..., None], x - mean[..., None, :], 0.0)
    covariance = np.swapaxes(centred, -1, -2) @ centred / np.maximum(n - 1, 1)[..., None, None]
    where = complete[..., None]
    highest = np.max(x, axis=-2, where=where, initial=-np.inf)
    varies = highest > np.min(x, axis=-2, where=where, initial=np.inf)
    covariance = np.where(varies[..., :, None] & varies[..., None, :], covariance, 0.0)
    covariance = (covariance + np.swapaxes(covariance, -1, -2)) / 2
    return ItemCovariance(n, covariance, tuple(names), x.shape[-2] - n)


def turned(
    items: ArrayLike, reverse: Sequence[bool], low: float | None = None, high: float | None = None
) -> FloatArray:
    """Return items with the reversed ones turned round: low + high - x.

    Parameters
    ----------
    items : array of float, shape (..., rows, k)
        NaN where missing.
    reverse : sequence of bool
        For each item whether it is reversed; empty for none.
    low, high : float
        Ends of the items' answer scale, needed where an item is reversed. They are the ends of
        what may be answered, not the smallest and largest answers found.

    Returns
    -------
    array of float, shape (..., rows, k)

    Raises
    ------
    ArgumentError
        If `reverse` does not fit the items, the ends are not given in order, or an item has a
        value outside them.

    Examples
    --------
    >>> turned([[1.0, 1.0], [5.0, np.nan]], [False, True], low=1, high=5)
    array([[ 1.,  5.],
           [ 5., nan]])
    """
    x = _values(items)
    flags = np.asarray(reverse, dtype=bool) if len(reverse) else np.zeros(x.shape[-1], dtype=bool)
    if flags.shape != (x.shape[-1],):
        raise ArgumentError(
            f"reverse must say yes or no for each of {x.shape[-1]} items, got {len(reverse)}."
        )
    if low is None or high is None:
        if flags.any() or low is not None or high is not None:
            raise ArgumentError("reversed items need both ends of their scale, low and high.")
        return x
    if not low < high:
        raise ArgumentError(f"low must be below high, got low {low:g} and high {high:g}.")
    outside = (x < low) | (x > high)
    if outside.any():
        found = np.unique(x[outside])
        raise ArgumentError(
            f"items must lie between low {low:g} and high {high:g}, "
            f"got {listed([f'{value:g}' for value in found], most=5)}."
        )
    return np.where(flags, low + high - x, x)


def score_scale(
    items: ArrayLike,
    reverse: Sequence[bool] = (),
    low: float | None = None,
    high: float | None = None,
    min_items: int | None = None,
    how: str = "mean",
) -> FloatArray:
    """Return each row's score on a scale: the mean or the sum of its items.

    Parameters
    ----------
    items : array of float, shape (..., rows, k)
        NaN where missing.
    reverse, low, high
        As in `turned`.
    min_items : int
        Items a row must know to have a score; all of them where not given.
    how : str
        ``mean`` of the items known, or ``sum``.

    Returns
    -------
    array of float, shape (..., rows)
        NaN in rows that know fewer than `min_items` items.

    Raises
    ------
    ArgumentError
        If `how` or `min_items` is not allowed, or a sum is to be made of fewer than all items: a
        sum over fewer items is smaller for that reason alone.

    Notes
    -----
    A mean over the items known puts the row's own mean in place of a missing item. That is fair
    where items have like means; where a hard item is the one skipped, it flatters the row.

    Examples
    --------
    >>> answers = [[1, 5, 2], [4, np.nan, 4], [np.nan, np.nan, 3]]
    >>> score_scale(answers, [False, True, False], low=1, high=5, min_items=2).round(2)
    array([1.33, 4.  ,  nan])
    """
    x = turned(items, reverse, low, high)
    k = x.shape[-1]
    needed = k if min_items is None else min_items
    if how not in WAYS:
        raise ArgumentError(f"how must be {' or '.join(WAYS)}, got {how!r}.")
    if not isinstance(needed, int | np.integer) or not 1 <= needed <= k:
        raise ArgumentError(f"min_items must be a whole number from 1 to {k}, got {needed!r}.")
    if how == "sum" and needed != k:
        raise ArgumentError(
            f"how = 'sum' needs min_items to be all {k} items, got {needed}: "
            "a sum over fewer items is not comparable, use how = 'mean'."
        )
    known = ~np.isnan(x)
    count = known.sum(axis=-1)
    total = np.where(known, x, 0.0).sum(axis=-1)
    score = total if how == "sum" else total / np.maximum(count, 1)
    return np.where(count >= needed, score, np.nan)


def _values(items: ArrayLike) -> FloatArray:
    """Return items as float, after checking their shape."""
    x = np.asarray(items, dtype=float)
    if x.ndim < 2 or x.shape[-1] == 0:
        raise ArgumentError(f"items must have shape (..., rows, items), got {x.shape}.")
    if np.isinf(x).any():
        raise ArgumentError("items must be numbers or missing, got infinity.")
    return x
