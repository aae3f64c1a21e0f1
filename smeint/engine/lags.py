"""Values of earlier years of the same firm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from smeint.arrays import FloatArray, IntArray, frozen
from smeint.defaults import LAG
from smeint.panel.panel import Column
from smeint.panel.reasons import Reasons

#: Variables whose value of the year before may be a predictor or a term.
WITH_LAG = ("internationalized", "rota")
NOT_KNOWN = "not known a year before"


def lag_name(name: str) -> str:
    """Return how a variable of the year before is named.

    Examples
    --------
    >>> lag_name("rota")
    'rota (t - 1)'
    """
    return f"{name} (t - 1)"


def earlier(values: FloatArray, firm: IntArray, year: IntArray, by: int = LAG) -> FloatArray:
    """Return each firm's value of `by` years earlier, NaN where it has no row for that year.

    Parameters
    ----------
    values : array of float, shape (n,)
    firm, year : array of int, shape (n,)
        Each firm has a year once; rows in any order.
    by : int

    Returns
    -------
    array of float, shape (n,)

    Examples
    --------
    >>> earlier(np.array([.1, .2, .3]), np.array([7, 7, 7]), np.array([2010, 2011, 2013]))
    array([nan, 0.1, nan])
    """
    if not values.size:
        return values.copy()
    order = np.lexsort((year, firm))
    start = year.min() - by
    span = int(year.max() - start) + 1
    # firm and year as one number, sorted
    key = np.unique(firm, return_inverse=True)[1].reshape(-1) * span + (year - start)
    wanted = key - by
    place = np.minimum(np.searchsorted(key[order], wanted), values.size - 1)
    row = order[place]
    return np.where(key[row] == wanted, values[row], np.nan)


def lagged_columns(columns: Mapping[str, Column], reasons: Reasons) -> dict[str, Column]:
    """Return the columns of the year before, for variables that may have one.

    Parameters
    ----------
    columns : mapping of str to Column
    reasons : Reasons
        Grows by one where there is such a variable.

    Returns
    -------
    dict of str to Column
        By `lag_name`.
    """
    firm, year = (columns[name].values.astype(np.int64) for name in ("firm_id", "year"))
    found = {}
    for name in WITH_LAG:
        if name not in columns:
            continue
        column = columns[name]
        values = earlier(column.values, firm, year)
        codes = np.where(np.isnan(values), reasons.code(NOT_KNOWN), 0).astype(np.int32)
        found[lag_name(name)] = replace(
            column,
            name=lag_name(name),
            values=frozen(values),
            reasons=frozen(codes),
            label=f"{column.label}, a year before",
            source=f"derived from {name}",
        )
    return found


def average_with_last_year(columns: Mapping[str, Column], assets: FloatArray) -> FloatArray:
    """Return the mean of this and last year's assets; NaN without last year's."""
    firm, year = (columns[name].values.astype(np.int64) for name in ("firm_id", "year"))
    last = earlier(assets, firm, year)
    return np.where((last > 0) & (assets > 0), (assets + last) / 2, np.nan)
