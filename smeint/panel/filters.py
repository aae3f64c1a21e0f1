"""Keeps and drops rows by filters on raw codes, and counts what each filter drops."""

from __future__ import annotations

import numpy as np

from smeint.arrays import BoolArray
from smeint.errors import DataFileError, listed
from smeint.panel.marks import Marks
from smeint.panel.panel import Drop
from smeint.panel.raw import RawTable
from smeint.panel.spec_types import DataSpec, KeepSpec
from smeint.panel.values import Codes, clipped, text_of


def keep_rows(table: RawTable, data: DataSpec) -> tuple[RawTable, list[Drop], list[str]]:
    """Return the rows that all filters keep, the drops, and warnings of codes no row holds.

    Parameters
    ----------
    table : RawTable
    data : DataSpec
        Its `drop`, `keep`, `decimal` and `thousands` hold.

    Returns
    -------
    table : RawTable
    drops : list of Drop
        Blank rows, where there are any, then one for each filter.
    warnings : list of str

    Raises
    ------
    DataFileError
        If no row is left.
    """
    drops: list[Drop] = []
    warnings: list[str] = []
    blank = _blank_rows(table)
    if blank.all():
        raise DataFileError(f"{table.name} has a header and only blank rows.")
    if blank.any():
        drops.append(_drop(1, "blank in every column that is read", "", blank))
        table = table.take(np.flatnonzero(~blank))
    each = [(kept, False) for kept in data.drop] + [(kept, True) for kept in data.keep]
    for kept, wanted in each:
        hits, unheld = _hits(table, kept, data.marks)
        keep = hits if wanted else ~hits
        if not keep.any():
            raise DataFileError(_nothing_left(table, kept, wanted))
        if unheld:
            warnings.append(
                f"The filter `{clipped(kept.column)}` in {clipped(kept.words)} names "
                f"{listed(unheld)}, which no row holds."
            )
        reason = f"`{kept.column}` {'not in' if wanted else 'in'} {kept.words}"
        drops.append(_drop(len(drops) + 1, reason, kept.column, ~keep))
        table = table.take(np.flatnonzero(keep))
    return table, drops, warnings


def _blank_rows(table: RawTable) -> BoolArray:
    """Return which rows are blank in every column; short columns first, they settle it soonest."""
    blank = np.ones(table.row_numbers.size, dtype=bool)
    for column in sorted(table.columns.values(), key=lambda column: len(column.cells)):
        if blank.any():
            blank &= column.blank()
    return blank


def _hits(table: RawTable, kept: KeepSpec, marks: Marks) -> tuple[BoolArray, list[str]]:
    """Return which rows hold a filter's codes and which of its codes no row holds."""
    raw = table.columns[kept.column]
    codes = Codes((code, place) for place, code in enumerate(kept.codes))
    found = [codes.get(cell, marks) for cell in raw.cells]
    held = set(found)
    unheld = [
        clipped(str(code))
        for code in kept.codes
        if codes.get(code if isinstance(code, str) else float(code)) not in held
    ]
    return raw.where(each is not None for each in found), unheld


def _nothing_left(table: RawTable, kept: KeepSpec, wanted: bool) -> str:
    values = sorted(
        {clipped(text_of(cell)) or "blank" for cell in table.columns[kept.column].cells}
    )
    what = "keeps no" if wanted else "drops every"
    return (
        f"{table.name}: the filter `{clipped(kept.column)}` in {clipped(kept.words)} {what} "
        f"row; the column holds {listed(values)}."
    )


def _drop(step: int, reason: str, column: str, dropped: BoolArray) -> Drop:
    n = int(dropped.sum())
    return Drop(step, reason, column, int(dropped.size), n, int(dropped.size) - n)
