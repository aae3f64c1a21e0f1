"""Counts as users hand them over: whole numbers, or one sentence."""

from __future__ import annotations

import numpy as np

from smeint.arrays import IntArray
from smeint.errors import ArgumentError
from smeint.stats.inputs import numbers


def whole(values: object, name: str) -> IntArray:
    """Return counts.

    Parameters
    ----------
    values : array_like, shape (n,)
    name : str
        What a message calls them.

    Returns
    -------
    array of int

    Raises
    ------
    ArgumentError
        If one is missing, negative or not whole.

    Examples
    --------
    >>> whole([3.0, 0], "events")
    array([3, 0])
    """
    x = numbers(values, name)
    wrong = x[~(x >= 0) | (x != np.round(x))]
    if wrong.size:
        raise ArgumentError(f"{name} must be whole counts of 0 and more, got {float(wrong[0]):g}.")
    return x.astype(np.int64)


def two_by_two(table: object, name: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the four counts of a table, row by row.

    Raises
    ------
    ArgumentError
        If it is not two by two, or not of counts.

    Examples
    --------
    >>> two_by_two([[1, 2], [3, 4]], "first")
    ((1, 2), (3, 4))
    """
    raw = np.asarray(table, dtype=object)
    if raw.shape != (2, 2):
        raise ArgumentError(f"{name} must be a table of shape (2, 2), got shape {raw.shape}.")
    a, b, c, d = whole(raw.ravel(), name).tolist()
    return (a, b), (c, d)
