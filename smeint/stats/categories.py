"""The levels of a variable in their order, and each value's place among them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from smeint.arrays import IntArray
from smeint.errors import ArgumentError, listed, nearest


@dataclass(frozen=True, slots=True)
class Categories:
    """Levels of a variable in their order.

    Parameters
    ----------
    values : tuple
    names : tuple of str
        As they are printed.
    ordered : bool
        Whether the order was stated, or is that of numbers or of a categorical column.
    """

    values: tuple[Hashable, ...]
    names: tuple[str, ...]
    ordered: bool


def categories(values: object, name: str, stated: Sequence[object] | None = None) -> Categories:
    """Return a variable's levels in their order.

    Parameters
    ----------
    values : array_like
        Labels; None, NaN and ``pandas.NA`` are missing.
    name : str
        What a message calls the variable.
    stated : sequence, optional
        The levels in their order. By default the categories of a categorical column; yes (True, 1)
        before no (False, 0); other numbers rising; text in alphabetical order.

    Returns
    -------
    Categories

    Raises
    ------
    ArgumentError
        If levels repeat or have no order.

    Examples
    --------
    >>> categories([0, 1, None, 1], "outcome").names
    ('1', '0')
    """
    own = getattr(getattr(values, "cat", values), "categories", None)
    if stated is not None:
        if isinstance(stated, str) or len(stated) < 2:
            raise ArgumentError(f"levels of {name} must be two or more, got {stated!r}.")
        found, ordered = [plain(x) for x in stated], True
    elif own is not None:
        found, ordered = [plain(x) for x in own], True
    else:
        used = {x for x in plains(values, name) if x is not None}
        found, ordered = _sorted(used, name)
    names = tuple(name_of(x) for x in found)
    repeated = sorted({x for x in names if names.count(x) > 1})
    if repeated:
        raise ArgumentError(
            f"levels of {name} must differ from each other, got {listed(repeated)} more than once."
        )
    return Categories(tuple(found), names, ordered)


def coded(values: object, levels: Categories, name: str) -> IntArray:
    """Return each value's place among the levels, -1 where it is missing.

    Parameters
    ----------
    values : array_like, shape (n,)
    levels : Categories
    name : str

    Returns
    -------
    array of int, shape (n,)

    Raises
    ------
    ArgumentError
        If a value is not among the levels.

    Examples
    --------
    >>> coded(["no", None, "yes"], categories(["yes", "no"], "outcome"), "outcome")
    array([ 0, -1,  1])
    """
    place: dict[Hashable, int] = {x: i for i, x in enumerate(levels.values)}
    found = plains(values, name)
    unknown = {name_of(x): None for x in found if x is not None and x not in place}
    if unknown:
        raise ArgumentError(
            f"{name} must be among the levels {listed(levels.names)}, got {listed(unknown)}."
            f"{nearest(next(iter(unknown)), levels.names)}"
        )
    return np.array([-1 if x is None else place[x] for x in found], dtype=np.int64)


def plains(values: object, name: str) -> list[Any]:
    """Return labels as plain values, None where they are missing.

    Raises
    ------
    ArgumentError
        If they are not one-dimensional, or no labels.

    Examples
    --------
    >>> plains([1.0, float("nan"), "a"], "x")
    [1.0, None, 'a']
    """
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise ArgumentError(f"{name} must be a list of labels, got {values!r}.")
    listed_values = list(values)
    raw = np.empty(len(listed_values), dtype=object)
    raw[:] = listed_values
    if getattr(values, "ndim", 1) != 1 or any(
        isinstance(x, list | tuple | dict | np.ndarray) for x in raw
    ):
        raise ArgumentError(f"{name} must be one-dimensional.")
    return [plain(x) for x in raw]


def plain(x: Any) -> Any:
    """Return a label as a plain value, None where it is missing."""
    value = x.item() if isinstance(x, np.generic) else x
    missing = value is None or type(value).__name__ in ("NAType", "NaTType") or value != value
    return None if missing else value


def name_of(x: Any) -> str:
    """Return a label as it is printed: whole numbers without a point.

    Examples
    --------
    >>> name_of(1.0), name_of("SME"), name_of(True)
    ('1', 'SME', 'True')
    """
    value = x.item() if isinstance(x, np.generic) else x
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _sorted(used: set[Any], name: str) -> tuple[list[Any], bool]:
    """Return labels in their own order, and whether it is more than the alphabet's."""
    if used and used <= {0, 1}:
        yes_no = any(isinstance(x, bool) for x in used)
        return ([True, False] if yes_no else [1, 0]), True
    if all(isinstance(x, str) for x in used):
        return sorted(used), False
    try:
        return sorted(used), True
    except TypeError:
        raise ArgumentError(
            f"{name} must have labels of one kind, or its levels stated, got "
            f"{listed(sorted(map(str, used)))}."
        ) from None
