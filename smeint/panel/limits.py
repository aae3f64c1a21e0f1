"""Limits of values, from the variable table: what a kind and a variable allow."""

from __future__ import annotations

import numpy as np

from smeint.arrays import BoolArray, FloatArray
from smeint.panel.variables import KIND_LIMITS, SHARE_UNITS, VARIABLES, Kind


def limits(name: str, kind: Kind) -> tuple[float | None, float | None, bool]:
    """Return the least and greatest value allowed, and whether values must be whole numbers.

    Examples
    --------
    >>> limits("employees", Kind.COUNT)
    (0, None, True)
    >>> limits("sales", Kind.MONEY)
    (0, None, False)
    """
    low, high, whole = KIND_LIMITS.get(kind, (None, None, False))
    own = VARIABLES[name].lower if name in VARIABLES else None
    if own is not None and (low is None or own > low):
        low = own
    return low, high, whole


def broken_limits(
    name: str, kind: Kind, unit: str, values: FloatArray
) -> list[tuple[str, BoolArray]]:
    """Return each limit that some value breaks, in words, and where it is broken.

    Parameters
    ----------
    name : str
    kind : Kind
    unit : str
        The file's unit; percents are spoken of as percents.
    values : array of float, (rows,)
        As the panel holds them; NaN breaks nothing.

    Returns
    -------
    list of (str, array of bool)

    Examples
    --------
    >>> [rule for rule, _ in broken_limits("fsts", Kind.SHARE, "percent", np.array([1.2]))]
    ['must be at most 100 percent']
    """
    low, high, whole = limits(name, kind)
    factor = SHARE_UNITS.get(unit, 1.0) if kind is Kind.SHARE else 1.0
    tail = " percent" if factor != 1.0 else ""
    found = []
    if low is not None:
        found.append((f"must be at least {low * factor:g}{tail}", values < low))
    if high is not None:
        hint = ' (percents? then say unit = "percent")' if unit == "share" else ""
        found.append((f"must be at most {high * factor:g}{tail}{hint}", values > high))
    if whole:
        inside = ~np.isnan(values)
        found.append(("must be a whole number", inside & (np.floor(values) != values)))
    return [(rule, broken) for rule, broken in found if bool(broken.any())]
