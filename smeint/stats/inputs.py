"""What users hand over, as arrays without missing values, or one sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from smeint.arrays import BoolArray, FloatArray
from smeint.errors import ArgumentError, listed, nearest

#: Beyond this size squares of values are not what a float can hold.
LARGEST = 1e100


def numbers(values: object, name: str) -> FloatArray:
    """Return a variable as floats, NaN where it is missing.

    Parameters
    ----------
    values : array_like, shape (n,)
        Numbers or yes/no as booleans; None, NaN and ``pandas.NA`` are missing.
    name : str
        What a message calls it.

    Returns
    -------
    array of float, shape (n,)

    Raises
    ------
    ArgumentError
        If it is not one-dimensional, has text or dates, or an infinite value.

    Examples
    --------
    >>> numbers([1, None, 2], "outcome")
    array([ 1., nan,  2.])
    """
    try:
        raw = np.asarray(values)
    except ValueError:  # lists of different lengths within a list
        raise ArgumentError(f"{name} must be one-dimensional, got lists in a list.") from None
    if raw.dtype.kind == "O":
        raw = np.array([np.nan if _absent(x) else x for x in raw.ravel()]).reshape(raw.shape)
    if raw.dtype.kind not in "biuf" and raw.size:
        example = next(iter(raw.ravel().tolist()))
        raise ArgumentError(
            f"{name} must be numbers, got {type(example).__name__} ({short(example)})."
        )
    if raw.ndim != 1:
        raise ArgumentError(f"{name} must be one-dimensional, got shape {raw.shape}.")
    out = raw.astype(float)
    if np.isinf(out).any():
        raise ArgumentError(f"{name} must be finite, got {out[np.isinf(out)][0]}.")
    size = np.abs(out[out != 0])
    beyond = size[(size > LARGEST) | (size < 1 / LARGEST)]
    if beyond.size:
        raise ArgumentError(
            f"{name} must be 0 or between {1 / LARGEST:g} and {LARGEST:g} in size, got "
            f"{beyond[0]:g}; give it in another unit."
        )
    return out


def short(value: object) -> str:
    """Return a value as a message shows it, cut where it is long.

    Examples
    --------
    >>> short("exports"), len(short(10**400))
    ("'exports'", 43)
    """
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:40]}..."


def labels(values: object, name: str) -> tuple[NDArray[Any], BoolArray]:
    """Return labels as text or numbers, and where they are known.

    Parameters
    ----------
    values : array_like, shape (n,)
        None, NaN and ``pandas.NA`` are missing.
    name : str

    Returns
    -------
    tuple of array
        Labels as text, and a mask of those that are known.

    Raises
    ------
    ArgumentError
        If they are not one-dimensional.

    Examples
    --------
    >>> labels(["GHA", None, "IND"], "country")[1]
    array([ True, False,  True])
    """
    raw = np.asarray(values, dtype=object)
    if raw.ndim != 1:
        raise ArgumentError(f"{name} must be one-dimensional, got shape {raw.shape}.")
    known = np.array([not _absent(x) for x in raw], dtype=bool)
    return np.array([str(x) if k else "" for x, k in zip(raw, known, strict=True)]), known


def _absent(x: object) -> bool:
    """Whether a value is None, NaN or ``pandas.NA``."""
    return x is None or type(x).__name__ in ("NAType", "NaTType") or x != x


def sample(values: object, name: str) -> tuple[FloatArray, int]:
    """Return the known values of a variable, and how many are missing.

    Examples
    --------
    >>> sample([1, None, 2], "first")
    (array([1., 2.]), 1)
    """
    x = numbers(values, name)
    known = ~np.isnan(x)
    return x[known], int((~known).sum())


def complete(**variables: object) -> tuple[tuple[FloatArray, ...], BoolArray]:
    """Return variables where all of them are known, and the mask of these rows.

    Parameters
    ----------
    **variables : array_like, shape (n,)
        By the name that a message calls each.

    Returns
    -------
    tuple
        The variables without their incomplete rows, in the order given; the mask.

    Raises
    ------
    ArgumentError
        If they are not equally long.

    Examples
    --------
    >>> complete(x=[1, None, 3], y=[4, 5, 6])[0]
    (array([1., 3.]), array([4., 6.]))
    """
    same_rows(variables)
    columns = {name: numbers(values, name) for name, values in variables.items()}
    same_length({name: x.size for name, x in columns.items()})
    known = np.logical_and.reduce([~np.isnan(x) for x in columns.values()])
    return tuple(x[known] for x in columns.values()), known


def same_length(sizes: Mapping[str, int]) -> None:
    """Refuse variables of different lengths.

    Raises
    ------
    ArgumentError
        If they differ.
    """
    if len(set(sizes.values())) > 1:
        found = ", ".join(f"{name} {size}" for name, size in sizes.items())
        raise ArgumentError(f"variables must be equally long, got {found}.")


def same_rows(variables: Mapping[str, object]) -> None:
    """Refuse columns of pandas whose indexes differ: rows belong together by their place.

    Parameters
    ----------
    variables : mapping of str to array_like
        By the name that a message calls each; what has no index is not looked at.

    Raises
    ------
    ArgumentError
        If two indexes differ.

    Examples
    --------
    >>> same_rows({"x": [1, 2], "y": (3, 4)})
    """
    # a list has a method of that name
    indexes = {
        name: x.index
        for name, x in variables.items()
        if hasattr(x, "index") and hasattr(x.index, "equals")
    }
    for name, index in indexes.items():
        first = next(iter(indexes))
        if not index.equals(indexes[first]):
            raise ArgumentError(
                f"{first} and {name} must have the same index, as rows are paired by their place; "
                f"align them or hand over arrays."
            )


def two_names(names: Sequence[str]) -> tuple[str, str]:
    """Return the names of two groups.

    Raises
    ------
    ArgumentError
        If there are not two different ones.
    """
    if isinstance(names, str) or len(names) != 2 or names[0] == names[1]:
        raise ArgumentError(f"names must be two different names, got {names!r}.")
    return str(names[0]), str(names[1])


def one_of(value: object, allowed: Sequence[str], name: str) -> None:
    """Refuse an option that is not one of those allowed.

    Raises
    ------
    ArgumentError
        If it is not.

    Examples
    --------
    >>> one_of("exact", ("asymptotic", "exact"), "method")
    """
    if value not in allowed:
        raise ArgumentError(
            f"{name} must be one of {listed(allowed)}, got {value!r}.{nearest(str(value), allowed)}"
        )


def whole(value: object, name: str, least: int) -> int:
    """Return a whole number, or refuse it.

    Raises
    ------
    ArgumentError
        If it is not whole or below `least`.

    Examples
    --------
    >>> whole(100, "draws", least=1)
    100
    """
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
        raise ArgumentError(f"{name} must be a whole number from {least} on, got {value!r}.")
    return int(value)
