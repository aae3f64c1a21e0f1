"""The units of tests as figures need them: values by group, and how their axis reaches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from smeint.arrays import FloatArray
from smeint.panel.variables import Kind
from smeint.plot.primary import Row, has_units
from smeint.study.kept import KeptUnits, why_not_kept

if TYPE_CHECKING:
    from smeint.engine.select import Selection
    from smeint.study.results import Results

NO_FIRM = "no firm is left in any of the tests"


def kind_of(results: Results, variable: str) -> Kind:
    """Return the kind of a variable; a number where the results do not know it."""
    known: Mapping[str, Any] = results.manifest["variables"]
    return Kind(known[variable]["kind"]) if variable in known else Kind.NUMBER


def units_of(results: Results, rows: Iterable[Row]) -> list[tuple[Row, Selection | None]]:
    """Return each test with its units; None where a variable is missing or firms are repeated.

    Raises
    ------
    ArgumentError
        If the results keep no firm-years.
    """
    kept = KeptUnits(results)
    return [(row, kept.of(row["finding_id"]) if has_units(row) else None) for row in rows]


def why_not_drawn(results: Results, rows: Iterable[Row]) -> str:
    """Return why none of these tests can be drawn; empty where one may be."""
    own = list(rows)
    if not any(has_units(row) for row in own):
        return str(own[0]["note"]) or own[0]["status"].replace("_", " ")
    why = why_not_kept(results)
    if why:
        return why
    return "" if any(has_units(row) and row["n"] > 0 for row in own) else NO_FIRM


def together(parts: Iterable[FloatArray]) -> FloatArray:
    """Return values of several panels as one array."""
    return np.concatenate([np.zeros(0), *parts])
