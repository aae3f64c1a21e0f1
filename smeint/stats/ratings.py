"""Ratings of several raters as users hand them over: columns, their levels, their numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from smeint.arrays import FloatArray
from smeint.errors import ArgumentError
from smeint.stats.categories import Categories, categories, coded, name_of, plains
from smeint.stats.inputs import numbers

#: A scale of whole numbers is taken to have all from the least to the greatest used, if no longer.
LONGEST_SCALE = 100


def rater_columns(ratings: object) -> list[object]:
    """Return each rater's column of ratings.

    Parameters
    ----------
    ratings : array_like or data frame, shape (subjects, raters)

    Returns
    -------
    list of array_like

    Raises
    ------
    ArgumentError
        If they are not two-dimensional, or there are fewer than two raters.

    Examples
    --------
    >>> rater_columns([[1, 2], [3, 4], [5, 6]])
    [[1, 3, 5], [2, 4, 6]]
    """
    columns: list[object]
    if hasattr(ratings, "columns") and hasattr(ratings, "iloc"):
        columns = [ratings.iloc[:, j] for j in range(len(ratings.columns))]
    elif isinstance(ratings, list | tuple | np.ndarray) and all(
        isinstance(row, list | tuple | np.ndarray) for row in ratings
    ):
        if len({len(row) for row in ratings}) > 1:
            raise ArgumentError("ratings must have rows of equal length.")
        columns = [list(column) for column in zip(*ratings, strict=True)]
    else:
        raise ArgumentError(
            "ratings must be two-dimensional, subjects in rows and raters in columns."
        )
    if len(columns) < 2:
        raise ArgumentError(
            "ratings must have subjects in rows and two raters or more in columns, got "
            f"{len(columns)}."
        )
    return columns


def common_levels(
    columns: Sequence[object], stated: Sequence[object] | None, *, ordered: bool
) -> Categories:
    """Return the levels that all raters share, those of a scale that nobody used included.

    Parameters
    ----------
    columns : sequence of array_like, shape (subjects,)
        One of each rater.
    stated : sequence, optional
        All levels in their order.
    ordered : bool
        Whether the order matters.

    Returns
    -------
    Categories
        The stated ones; those of categorical columns; for whole numbers all from the least to the
        greatest used; else those used.

    Raises
    ------
    ArgumentError
        If categorical columns differ, or an order is needed and not known.

    Examples
    --------
    >>> common_levels([[1, 2], [2, 4]], None, ordered=True).names
    ('1', '2', '3', '4')
    """
    if stated is not None:
        return categories([], "ratings", stated)
    categorical = [getattr(getattr(x, "cat", x), "categories", None) for x in columns]
    own = [list(x) for x in categorical if x is not None]
    if len(own) == len(columns):
        if any(x != own[0] for x in own):
            raise ArgumentError("ratings must be categorical columns of the same categories.")
        return categories(columns[0], "ratings")
    used = categories([x for column in columns for x in plains(column, "ratings")], "ratings")
    # of 0 and 1 `categories` returns both, whichever are used
    seen = {x for column in columns for x in plains(column, "ratings") if x is not None}
    whole = [int(x) for x in seen if isinstance(x, int | float) and x % 1 == 0]
    if len(whole) == len(seen) and whole and max(whole) - min(whole) < LONGEST_SCALE:
        scale = tuple(range(min(whole), max(whole) + 1))
        return Categories(scale, tuple(name_of(x) for x in scale), True)
    if ordered:
        raise ArgumentError(
            "levels must state all levels of ratings in their order, because weights depend on it."
        )
    return used


def numbered(columns: Sequence[object], metric: str, stated: Sequence[object] | None) -> FloatArray:
    """Return ratings as numbers, raters in rows, NaN where they are missing.

    Parameters
    ----------
    columns : sequence of array_like, shape (units,)
        One of each rater.
    metric : str
        Level of measurement.
    stated : sequence, optional
        All levels in their order.

    Returns
    -------
    array of float, shape (raters, units)

    Raises
    ------
    ArgumentError
        If ratings are text without an order where one is needed.

    Examples
    --------
    >>> numbered([["a", None], ["b", "a"]], "nominal", None)
    array([[ 0., nan],
           [ 1.,  0.]])
    """
    if stated is not None and metric in ("interval", "ratio"):
        raise ArgumentError(f"levels must be left out for {metric} ratings, which are numbers.")
    known = [x for column in columns for x in plains(column, "ratings") if x is not None]
    text = any(isinstance(x, str) for x in known)
    if stated is None and (not text or metric in ("interval", "ratio")):
        return np.stack([numbers(plains(x, "ratings"), "ratings") for x in columns])
    levels = common_levels(columns, stated, ordered=metric == "ordinal")
    places = np.stack([coded(x, levels, "ratings") for x in columns])
    return np.where(places >= 0, places, np.nan)
