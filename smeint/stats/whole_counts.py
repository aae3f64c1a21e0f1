"""Counts as users hand them over: whole numbers, or one sentence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from smeint.arrays import IntArray
from smeint.errors import ArgumentError
from smeint.stats.counts import MOST, CrossTable, table_of
from smeint.stats.inputs import numbers

#: Names of a no and its yes, as they are sorted.
_NO_YES = (("0", "1"), ("0.0", "1.0"), ("false", "true"), ("no", "yes"))


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
    wrong = wrong if wrong.size else x[x > MOST]
    if wrong.size:
        raise ArgumentError(f"{name} must be whole counts of 0 and more, got {float(wrong[0]):g}.")
    return x.astype(np.int64)


@dataclass(frozen=True, slots=True)
class TwoByTwo:
    """Four counts, yes before no wherever rows or columns are a yes/no.

    Parameters
    ----------
    cells : tuple of int
        Row by row.
    rows, columns : tuple of str
        Names, empty where the table has none.
    n_missing : int
        Rows of data that the table was made without.
    """

    cells: tuple[int, int, int, int]
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    n_missing: int = 0


def two_by_two(table: object, name: str) -> TwoByTwo:
    """Return the four counts of a table.

    Parameters
    ----------
    table : array_like, data frame or CrossTable, shape (2, 2)
        A table with names whose rows or columns are 0 and 1, False and True, or no and yes, as
        pandas sorts them, is turned so that yes comes first. A frame that was given no names is
        taken as it stands, as are lists.
    name : str
        What a message calls it.

    Returns
    -------
    TwoByTwo

    Raises
    ------
    ArgumentError
        If it is not two by two, or not of counts.

    Examples
    --------
    >>> two_by_two([[1, 2], [3, 4]], "first").cells
    (1, 2, 3, 4)
    """
    axes = [getattr(table, axis, None) for axis in ("index", "columns")]
    if all(type(axis).__name__ == "RangeIndex" for axis in axes):
        table = np.asarray(table)
    named = isinstance(table, CrossTable) or hasattr(table, "columns")
    if not named:
        raw = np.asarray(table, dtype=object)
        if raw.shape != (2, 2):
            raise ArgumentError(f"{name} must be a table of shape (2, 2), got shape {raw.shape}.")
        a, b, c, d = whole(raw.ravel(), name).tolist()
        return TwoByTwo((a, b, c, d))
    found = table_of(table, what=name)
    if found.counts.shape != (2, 2):
        raise ArgumentError(
            f"{name} must be a table of shape (2, 2), got shape {found.counts.shape}."
        )
    rows, columns = (yes_first(names) for names in (found.groups, found.levels))
    turned = table_of(found, rows, columns, name)
    a, b, c, d = turned.counts.astype(np.int64).ravel().tolist()
    return TwoByTwo((a, b, c, d), turned.groups, turned.levels, turned.n_missing)


def yes_first(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return two names in their order, but yes before no.

    Examples
    --------
    >>> yes_first(("0", "1")), yes_first(("small", "large"))
    (('1', '0'), ('small', 'large'))
    """
    return names[::-1] if tuple(name.lower() for name in names) in _NO_YES else names
