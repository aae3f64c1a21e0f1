"""Turns the cells of a numeric column into numbers, strictly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from smeint.arrays import BoolArray, FloatArray, IntArray
from smeint.panel.cells import Cells, Fault
from smeint.panel.date_formats import year_first, year_of
from smeint.panel.marks import PERCENT_SIGNS, Marks
from smeint.panel.number_cells import NumberCells
from smeint.panel.number_faults import number_faults
from smeint.panel.raw import RawColumn
from smeint.panel.spec_types import ColumnSpec
from smeint.panel.values import BLANKS, Codes, Raw, numbers_of, text_of
from smeint.panel.variables import Kind

_BESIDE = (
    "must have a percent sign as other cells of the column have, or be 0 or above 1 in size "
    "(0.45 beside 45% may be a share)"
)


def number_cells(
    spec: ColumnSpec, raw: RawColumn, missing: Codes[int], blank: int, marks: Marks
) -> Cells:
    """Return what the cells of a numeric column stand for.

    Parameters
    ----------
    spec : ColumnSpec
    raw : RawColumn
    missing : Codes of int
        Codes of missing values, and their reasons.
    blank : int
        Reason of a blank cell.
    marks : Marks
        How the column's numbers are written.

    Returns
    -------
    Cells
    """
    cells = raw.cells
    years = raw.dates and spec.kind is Kind.YEAR
    if isinstance(cells, NumberCells):
        values = cells.values()
    else:
        values = numbers_of(map(year_of, cells) if years else cells, marks)
    reasons = coded(values, missing.numbers)
    bad = _unread(
        spec,
        cells,
        missing,
        blank,
        values,
        reasons,
        _looked_at(cells, values, missing, marks, years),
    )
    values[reasons != 0] = np.nan
    faults = list(number_faults(spec, cells, values, bad, marks)) if bad.any() else []
    signs = _percent_signs(cells, values) if marks.percent else np.zeros(len(cells), dtype=bool)
    if signs.any():
        beside = ~signs & (values != 0) & (np.abs(values) <= 1)
        if beside.any():
            faults.append(Fault(_BESIDE, beside.astype(np.int64)))
    shares = values / 100.0 if spec.unit == "percent" else values
    return Cells(shares, reasons, tuple(faults), percent_signs=bool(signs.any()))


def coded(values: FloatArray, reasons: Mapping[float, int]) -> IntArray:
    """Return the reason of each value that is a code, and 0 for the others.

    Examples
    --------
    >>> coded(np.array([5.0, -9.0, np.nan]), {-9.0: 2}).tolist()
    [0, 2, 0]
    """
    if not reasons:
        return np.zeros(values.size, dtype=np.int64)
    codes, named = (np.array(each) for each in zip(*sorted(reasons.items()), strict=True))
    places = np.minimum(np.searchsorted(codes, values), codes.size - 1)
    return np.where(codes[places] == values, named[places], 0)


def _looked_at(
    cells: Sequence[Raw], values: FloatArray, missing: Codes[int], marks: Marks, years: bool
) -> list[int]:
    """Return the places of cells that may be blank, a text that is a code, or no number."""
    if years or any(marks.read(text) is not None for text in missing.texts):
        return list(range(len(cells)))
    return np.flatnonzero(np.isnan(values)).tolist()


def _unread(
    spec: ColumnSpec,
    cells: Sequence[Raw],
    missing: Codes[int],
    blank: int,
    values: FloatArray,
    reasons: IntArray,
    places: list[int],
) -> BoolArray:
    """Fill in reasons and the years of dates; return which cells are neither."""
    bad = np.zeros(len(cells), dtype=bool)
    for place in places:
        text = text_of(cells[place])
        reason = missing.texts.get(text, blank if not text or text in BLANKS else 0)
        reasons[place] = reason or reasons[place]
        if reasons[place] == 0 and np.isnan(values[place]):
            year = year_first(text) if spec.kind is Kind.YEAR else None
            values[place] = np.nan if year is None else year
            bad[place] = year is None
    return bad


def _percent_signs(cells: Sequence[Raw], values: FloatArray) -> BoolArray:
    """Return which cells that were read have a percent sign."""
    if isinstance(cells, NumberCells):
        return np.zeros(len(cells), dtype=bool)
    every = "".join(cell for cell in cells if isinstance(cell, str))  # one search, not a million
    if not any(sign in every for sign in PERCENT_SIGNS):
        return np.zeros(len(cells), dtype=bool)
    signs = [isinstance(cell, str) and not PERCENT_SIGNS.isdisjoint(cell) for cell in cells]
    return np.array(signs, dtype=bool) & ~np.isnan(values)
