"""Turns raw cells into a panel's columns, strictly: what is not plainly a value is a violation."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from smeint.arrays import BoolArray, frozen, narrow
from smeint.panel.cells import Cells, Fault, single
from smeint.panel.convert_numbers import number_cells
from smeint.panel.marks import Marks
from smeint.panel.panel import Column
from smeint.panel.raw import RawColumn
from smeint.panel.reasons import Reasons
from smeint.panel.spec_types import ColumnSpec, DataSpec
from smeint.panel.values import BLANKS, Codes, Raw, clipped, labelled_yes_no, text_of
from smeint.panel.variables import Kind

#: Reason of a value that is blank in the file.
NOT_GIVEN = "not given"


@dataclass(frozen=True, slots=True, eq=False)
class Converted:
    """A column, and the cells that could not be understood.

    Parameters
    ----------
    column : Column
    faults : tuple of Fault
        Rules that rows break.
    percent_signs : bool
        Whether a cell that was read has a percent sign.
    """

    column: Column
    faults: tuple[Fault, ...] = ()
    percent_signs: bool = False

    @property
    def bad(self) -> BoolArray:
        """Which rows hold a cell that could not be understood."""
        bad = np.zeros(self.column.values.size, dtype=bool)
        for fault in self.faults:
            bad |= fault.broken
        return bad


def reasons_of(
    data: DataSpec, specs: Sequence[ColumnSpec], table: Mapping[str, RawColumn] | None = None
) -> Reasons:
    """Return every reason for missing values that a study or its file names, in alphabetical order.

    Parameters
    ----------
    data : DataSpec
    specs : sequence of ColumnSpec
    table : mapping of str to RawColumn, optional
        Columns as read; a reason of the file is left out where the study names another.

    Returns
    -------
    Reasons

    Examples
    --------
    >>> reasons_of(DataSpec("a.csv", missing=(("-9", "refused"),)), []).texts
    ('', 'not given', 'refused')
    """
    named = {reason for _, reason in data.missing}
    named.update(reason for spec in specs for _, reason in spec.missing)
    for spec in specs:
        if spec.column and table is not None:
            named.update(reason for _, reason in _declared(spec, table[spec.column], data))
    return Reasons(["", NOT_GIVEN, *sorted(named - {NOT_GIVEN})])


def convert(spec: ColumnSpec, raw: RawColumn, data: DataSpec, reasons: Reasons) -> Converted:
    """Return a raw column as a variable of the panel.

    Parameters
    ----------
    spec : ColumnSpec
    raw : RawColumn
    data : DataSpec
        Its decimal mark, separator of thousands and missing codes hold.
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
    >>> converted.column.values, converted.column.reasons.tolist(), converted.bad
    (array([0.5, nan, nan, nan]), [0, 2, 1, 0], array([False, False, False,  True]))
    """
    missing = _missing(spec, raw, data, reasons)
    blank = reasons.code(NOT_GIVEN)
    if spec.kind.has_levels:
        cells = _levels(spec, raw, missing, blank, data.marks)
    elif spec.kind is Kind.YES_NO:
        cells = _yes_no(spec, raw, missing, blank, data.marks)
    else:
        marks = replace(data.marks, percent=spec.unit == "percent", currency=spec.currency_sign)
        cells = number_cells(spec, raw, missing, blank, marks)
    column = Column(
        name=spec.name,
        kind=spec.kind,
        values=frozen(cells.values[raw.codes]),
        reasons=frozen(narrow(cells.reasons, len(reasons.texts))[raw.codes]),
        levels=cells.levels,
        label=spec.label,
        source=spec.source,
    )
    faults = tuple(Fault(each.rule, each.sorts[raw.codes]) for each in cells.faults)
    return Converted(column, faults, cells.percent_signs)


def _missing(spec: ColumnSpec, raw: RawColumn, data: DataSpec, reasons: Reasons) -> Codes[int]:
    """Return the codes of missing values, the study's and the file's own."""
    if spec.constant is not None:
        return Codes([])
    known = Codes((code, 1) for code in spec.known)
    of_the_file = (*_declared(spec, raw, data), *data.missing)
    pairs = (*(pair for pair in of_the_file if known.get(pair[0]) is None), *spec.missing)
    return Codes((code, reasons.code(reason)) for code, reason in pairs)


def _declared(spec: ColumnSpec, raw: RawColumn, data: DataSpec) -> list[tuple[Raw, str]]:
    """Return the cells that the file calls missing and of which the study says nothing."""
    codes = [code for code, _ in (*data.missing, *spec.missing)]
    stated = Codes((code, 1) for code in (*codes, *spec.yes, *spec.no))
    return [(cell, reason) for cell, reason in raw.missing.items() if stated.get(cell) is None]


def _yes_no(
    spec: ColumnSpec, raw: RawColumn, missing: Codes[int], blank: int, marks: Marks
) -> Cells:
    cells = raw.cells
    declared = Codes([*((code, 1.0) for code in spec.yes), *((code, 0.0) for code in spec.no)])
    values = np.full(len(cells), np.nan)
    reasons = np.zeros(len(cells), dtype=np.int64)
    bad = np.zeros(len(cells), dtype=bool)
    for place, cell in enumerate(cells):
        reason = missing.get(cell, marks)
        value = labelled_yes_no(cell, raw.labels.get(cell, ""), declared, marks)
        text = text_of(cell)
        if reason is not None or not text:
            reasons[place] = blank if reason is None else reason
        elif value is not None:
            values[place] = value
        elif text in BLANKS:
            reasons[place] = blank
        else:
            bad[place] = True
    return Cells(values, reasons, single(_rule(spec), bad))


def _levels(
    spec: ColumnSpec, raw: RawColumn, missing: Codes[int], blank: int, marks: Marks
) -> Cells:
    texts = [text_of(cell) for cell in raw.cells]
    reasons = np.array([0 if text else blank for text in texts], dtype=np.int64)
    for place, cell in enumerate(raw.cells if missing else ()):
        reason = missing.get(cell, marks)
        if reason is not None:
            reasons[place] = reason
    known = reasons == 0
    names = _names(spec, raw, texts, known)
    levels = spec.levels or tuple(sorted(set(itertools.compress(names, known.tolist()))))
    places = {level: float(place) for place, level in enumerate(levels)}
    values = np.array([places.get(name, np.nan) for name in names], dtype=float)
    values[~known] = np.nan
    bad = np.isnan(values) & known
    return Cells(values, reasons, single(_rule(spec), bad), levels)


def _names(spec: ColumnSpec, raw: RawColumn, texts: list[str], known: BoolArray) -> list[str]:
    """Return the names of cells: labels where every known one has its own, else codes."""
    if spec.kind is Kind.IDENTIFIER or not raw.labels:
        return texts
    names = [raw.labels.get(cell, "") for cell in raw.cells]
    held = list(itertools.compress(names, known.tolist()))
    if "" in held or len(set(held)) < len(held):
        return texts
    if spec.levels and not set(held) & set(spec.levels):
        return texts
    return names


def _rule(spec: ColumnSpec) -> str:
    """Return in words what the cells of a column may be."""
    if spec.kind is Kind.ORDERED:
        return f"must be one of its levels {', '.join(map(clipped, spec.levels))}"
    if spec.yes:
        yes, no = (", ".join(clipped(str(code)) for code in codes) for codes in (spec.yes, spec.no))
        return f"must be one of its codes for yes ({yes}) or no ({no})"
    return (
        "must be 1 or 0, true or false, or yes or no, else its codes must be stated as `yes` and "
        "`no`"
    )
