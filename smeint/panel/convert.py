"""Turns raw cells into a panel's columns, strictly: what is not plainly a value is a violation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from smeint.arrays import BoolArray, FloatArray, IntArray, frozen
from smeint.panel.panel import Column
from smeint.panel.raw import RawColumn
from smeint.panel.reasons import Reasons
from smeint.panel.spec_types import ColumnSpec, DataSpec
from smeint.panel.values import BLANKS, Codes, Raw, clipped, numbers_of, text_of, yes_no_of
from smeint.panel.variables import Kind

#: Reason of a value that is blank in the file.
NOT_GIVEN = "not given"


@dataclass(frozen=True, slots=True, eq=False)
class Converted:
    """A column, and the cells that could not be understood.

    Parameters
    ----------
    column : Column
    bad : array of bool, (rows,)
    rule : str
        What is allowed, in words.
    """

    column: Column
    bad: BoolArray
    rule: str


@dataclass(frozen=True, slots=True, eq=False)
class _Cells:
    """What each distinct cell of a column stands for."""

    values: FloatArray
    reasons: IntArray
    bad: BoolArray
    levels: tuple[str, ...] = ()


def reasons_of(data: DataSpec, specs: Sequence[ColumnSpec]) -> Reasons:
    """Return every reason for missing values that a study names, in alphabetical order.

    Examples
    --------
    >>> reasons_of(DataSpec("a.csv", missing=(("-9", "refused"),)), []).texts
    ('', 'not given', 'refused')
    """
    named = {reason for _, reason in data.missing}
    named.update(reason for spec in specs for _, reason in spec.missing)
    return Reasons(["", NOT_GIVEN, *sorted(named - {NOT_GIVEN})])


def convert(spec: ColumnSpec, raw: RawColumn, data: DataSpec, reasons: Reasons) -> Converted:
    """Return a raw column as a variable of the panel.

    Parameters
    ----------
    spec : ColumnSpec
    raw : RawColumn
    data : DataSpec
        Its decimal mark and missing codes hold.
    reasons : Reasons

    Returns
    -------
    Converted

    Notes
    -----
    A blank is missing; in numbers and in yes/no so are ``NA``, ``NaN``, ``nan`` and ``.``, which
    in names are names.

    Examples
    --------
    >>> from smeint.panel.variables import Kind
    >>> spec = ColumnSpec("fsts", Kind.SHARE, column="d3x", unit="percent")
    >>> data = DataSpec("a.csv", missing=(("-9", "refused"),))
    >>> raw = RawColumn.of(["50", "-9", "", "1,000"])
    >>> converted = convert(spec, raw, data, reasons_of(data, [spec]))
    >>> converted.column.values, converted.column.reasons, converted.bad
    (array([0.5, nan, nan, nan]), array([0, 2, 1, 0]), array([False, False, False,  True]))
    """
    missing: Codes[int] = Codes(
        (code, reasons.code(reason))
        for code, reason in (() if spec.constant is not None else (*data.missing, *spec.missing))
    )
    blank = reasons.code(NOT_GIVEN)
    if spec.kind.has_levels:
        cells = _levels(spec, raw.cells, missing, blank, data.decimal)
    elif spec.kind is Kind.YES_NO:
        cells = _yes_no(spec, raw.cells, missing, blank, data.decimal)
    else:
        cells = _numbers(spec, raw.cells, missing, blank, data.decimal)
    column = Column(
        name=spec.name,
        kind=spec.kind,
        values=frozen(cells.values[raw.codes]),
        reasons=frozen(cells.reasons[raw.codes]),
        levels=cells.levels,
        label=spec.label,
        source=spec.source,
    )
    return Converted(column, cells.bad[raw.codes], _rule(spec, data.decimal))


def _numbers(
    spec: ColumnSpec, cells: tuple[Raw, ...], missing: Codes[int], blank: int, decimal: str
) -> _Cells:
    values = numbers_of(cells, decimal)
    reasons = np.zeros(len(cells), dtype=np.int64)
    for code, reason in missing.numbers.items():
        reasons[values == code] = reason
    bad = np.zeros(len(cells), dtype=bool)
    for place in np.flatnonzero(np.isnan(values)).tolist():
        text = text_of(cells[place])
        reasons[place] = missing.texts.get(text, blank if not text or text in BLANKS else 0)
        bad[place] = reasons[place] == 0
    values[reasons != 0] = np.nan
    return _Cells(values / 100.0 if spec.unit == "percent" else values, reasons, bad)


def _yes_no(
    spec: ColumnSpec, cells: tuple[Raw, ...], missing: Codes[int], blank: int, decimal: str
) -> _Cells:
    declared = Codes([*((code, 1.0) for code in spec.yes), *((code, 0.0) for code in spec.no)])
    values = np.full(len(cells), np.nan)
    reasons = np.zeros(len(cells), dtype=np.int64)
    bad = np.zeros(len(cells), dtype=bool)
    for place, cell in enumerate(cells):
        reason = missing.get(cell, decimal)
        value = yes_no_of(cell, declared, decimal)
        text = text_of(cell)
        if reason is not None or not text:
            reasons[place] = blank if reason is None else reason
        elif value is not None:
            values[place] = value
        elif text in BLANKS:
            reasons[place] = blank
        else:
            bad[place] = True
    return _Cells(values, reasons, bad)


def _levels(
    spec: ColumnSpec, cells: tuple[Raw, ...], missing: Codes[int], blank: int, decimal: str
) -> _Cells:
    texts = [text_of(cell) for cell in cells]
    reasons = np.zeros(len(cells), dtype=np.int64)
    for place, cell in enumerate(cells):
        reason = missing.get(cell, decimal)
        reasons[place] = reason if reason is not None else (0 if texts[place] else blank)
    named = {text for text, reason in zip(texts, reasons.tolist(), strict=True) if reason == 0}
    levels = spec.levels or tuple(sorted(named))
    places = {level: float(place) for place, level in enumerate(levels)}
    values = np.array([places.get(text, np.nan) for text in texts], dtype=float)
    values[reasons != 0] = np.nan
    bad = np.isnan(values) & (reasons == 0)
    return _Cells(values, reasons, bad, levels)


def _rule(spec: ColumnSpec, decimal: str) -> str:
    """Return in words what the cells of a column may be."""
    if spec.kind is Kind.ORDERED:
        return f"must be one of its levels {', '.join(map(clipped, spec.levels))}"
    if spec.kind is not Kind.YES_NO:
        return f"must be a plain number such as 1234{decimal}5"
    if spec.yes:
        yes, no = (", ".join(clipped(str(code)) for code in codes) for codes in (spec.yes, spec.no))
        return f"must be one of its codes for yes ({yes}) or no ({no})"
    return (
        "must be 1 or 0, true or false, or yes or no, else its codes must be stated as `yes` and "
        "`no`"
    )
