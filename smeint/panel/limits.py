"""Limits of values, from the variable table: what a kind and a variable allow."""

from __future__ import annotations

import numpy as np

from smeint.arrays import BoolArray, FloatArray
from smeint.panel.variables import KIND_LIMITS, SHARE_UNITS, SMALLEST, VARIABLES, Kind


def limits(name: str, kind: Kind) -> tuple[float | None, float | None, bool]:
    """Return the least and greatest value allowed, and whether values must be whole numbers.

    Examples
    --------
    >>> limits("employees", Kind.COUNT)
    (0, 10000000, True)
    >>> limits("sales", Kind.MONEY)
    (0, 1000000000000000.0, False)
    """
    low, high, whole = KIND_LIMITS.get(kind, (None, None, False))
    own = VARIABLES.get(name)
    if own and own.lower is not None:
        low = own.lower if low is None else max(low, own.lower)
    if own and own.upper is not None:
        high = own.upper if high is None else min(high, own.upper)
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
    factor = SHARE_UNITS.get(unit, 1.0)
    tail = " percent" if factor != 1.0 else ""
    found = []
    if low is not None:
        found.append((f"must be at least {_number(low * factor)}{tail}", values < low))
    if high is not None:
        hint = ' (percents? then say unit = "percent")' if unit == "share" else ""
        found.append((f"must be at most {_number(high * factor)}{tail}{hint}", values > high))
    if whole:
        inside = ~np.isnan(values)
        found.append(("must be a whole number", inside & (np.floor(values) != values)))
    if not whole and low is not None:  # yes and no have no limits
        tiny = (values != 0) & (np.abs(values) < SMALLEST)
        found.append((f"must be 0 or at least {_number(SMALLEST * factor)}{tail} in size", tiny))
    return [(rule, broken) for rule, broken in found if bool(broken.any())]


def _number(value: float) -> str:
    """Return a limit in digits, or as 1e15 where it has many."""
    return f"{value:.10g}".replace("e+", "e")
