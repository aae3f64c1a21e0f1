"""Labels of groups, strata and firms: as text, in their order; and yes/no."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from smeint.arrays import BoolArray, FloatArray
from smeint.errors import ArgumentError, listed
from smeint.stats.inputs import labels


def label(x: object) -> str:
    """Return a label as text; whole numbers without a decimal point.

    Examples
    --------
    >>> label(2.0), label(True), label("low")
    ('2', 'True', 'low')
    """
    if isinstance(x, float | np.floating) and float(x).is_integer():
        return str(int(x))
    return str(x)


def levels_of(
    values: object, name: str, order_needed: bool = False
) -> tuple[NDArray[Any], BoolArray, tuple[str, ...]]:
    """Return labels as text, where they are known, and the different ones in their order.

    Parameters
    ----------
    values : array_like, shape (n,)
        Numbers are ordered as numbers; an ordered categorical keeps its order, and its categories
        without a row.
    name : str
        What a message calls them.
    order_needed : bool
        Refuse text, whose order would be the alphabet's.

    Returns
    -------
    tuple

    Raises
    ------
    ArgumentError
        If they are not one-dimensional, or are text where an order is needed.

    Examples
    --------
    >>> levels_of([10, 9, None], "group")[2]
    ('9', '10')
    """
    _, known = labels(values, name)
    raw = np.asarray(values, dtype=object)
    text = np.array([label(x) if k else "" for x, k in zip(raw, known, strict=True)], dtype=object)
    categories = getattr(values, "cat", values)
    if getattr(categories, "ordered", False):
        return text, known, tuple(label(x) for x in getattr(categories, "categories", ()))
    found = raw[known].tolist()
    if all(isinstance(x, int | float | np.number | np.bool_) for x in found):
        return text, known, tuple(dict.fromkeys(label(x) for x in sorted(found)))
    if order_needed:
        raise ArgumentError(
            f"{name} is text, {listed(sorted(set(text[known].tolist())))}: "
            "names must say the order of its labels."
        )
    return text, known, tuple(sorted(set(text[known].tolist())))


def yes_no(y: FloatArray, name: str) -> FloatArray:
    """Return a variable that must be 0 or 1.

    Raises
    ------
    ArgumentError
        If another value occurs.

    Examples
    --------
    >>> yes_no(np.array([0.0, 1.0]), "outcome")
    array([0., 1.])
    """
    other = y[(y != 0) & (y != 1)]
    if other.size:
        raise ArgumentError(f"{name} must be 0 or 1, got {float(other[0]):g}.")
    return y
