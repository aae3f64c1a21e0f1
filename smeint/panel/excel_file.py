"""Reads Excel and OpenDocument sheets: every cell with the type that the file gives it."""

from __future__ import annotations

import datetime
import math
from pathlib import Path
from typing import Any

import numpy as np

from smeint.errors import DataFileError, listed, nearest
from smeint.panel.header import FIRST_ROWS, Needed, check_header, find_columns, other_row, required
from smeint.panel.raw import RawColumn, RawTable
from smeint.panel.spec_types import DataSpec
from smeint.panel.values import Raw, clipped, text_of


def read_excel(path: Path, data: DataSpec, needed: Needed) -> RawTable:
    """Return the needed columns of a sheet.

    Parameters
    ----------
    path : Path
    data : DataSpec
        Its `sheet` and `header_row` hold.
    needed : Needed
        Columns to read, or how to choose them.

    Returns
    -------
    RawTable
        Without the hash of the file.

    Raises
    ------
    DataFileError
        If the file cannot be read, the sheet is not named and there are several, or a needed
        column is not there.

    Notes
    -----
    Blank rows at the end of a sheet are no rows. Cells that hold an error such as ``#N/A`` or
    ``#DIV/0!`` come as blank.
    """
    sheet, rows = _rows(path, data)
    if not rows:
        raise DataFileError(f"{path.name}: the sheet `{sheet}` is empty.")
    if len(rows) < data.header_row:
        raise DataFileError(
            f"{path.name}: the sheet `{sheet}` has {len(rows)} "
            f"{'row' if len(rows) == 1 else 'rows'}, and header_row is {data.header_row}."
        )
    header = _texts(rows[data.header_row - 1])

    def elsewhere() -> str:
        return other_row(
            [_texts(row) for row in rows[:FIRST_ROWS]], required(needed), data.header_row
        )

    check_header(path.name, header, data.header_row, elsewhere)
    places = find_columns(path.name, header, needed, elsewhere)
    body = rows[data.header_row :]
    columns = {
        name: RawColumn.of(cell_of(row[place]) for row in body) for name, place in places.items()
    }
    return RawTable(
        name=path.name,
        header=tuple(header),
        columns=columns,
        row_numbers=np.arange(1, len(body) + 1),
        n_rows=len(body),
        format="excel",
        detail=f"sheet {sheet}",
    )


def _texts(row: list[Any]) -> list[str]:
    return [text_of(cell_of(value)) for value in row]


def cell_of(value: Any) -> Raw:
    """Return a cell as text, or as a number where the file itself has a number.

    Examples
    --------
    >>> cell_of(5), cell_of(True), cell_of(None), cell_of(datetime.date(2010, 1, 2))
    (5.0, 'TRUE', '', '2010-01-02')
    """
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return "" if value != value else _float(value)
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    return str(value)


def _float(value: float) -> float:
    """Return a number as a float, infinite where it is too great for one."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def _rows(path: Path, data: DataSpec) -> tuple[str, list[list[Any]]]:
    """Return the sheet's name and its rows, blank ones at the end left out."""
    import python_calamine as calamine

    with path.open("rb") as file:
        try:
            book = calamine.CalamineWorkbook.from_filelike(file)
            sheet = _sheet(path.name, list(book.sheet_names), data.sheet)
            rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        except calamine.PasswordError:
            raise DataFileError(
                f"{path.name} is protected by a password; save it without one."
            ) from None
        except calamine.CalamineError as error:
            raise DataFileError(
                f"{path.name} cannot be read as an Excel or OpenDocument file ({error})."
            ) from None
    while rows and not any(value not in ("", None) for value in rows[-1]):
        rows.pop()
    return sheet, rows


def _sheet(name: str, sheets: list[str], wanted: str) -> str:
    if wanted:
        if wanted not in sheets:
            raise DataFileError(
                f"{name} has no sheet `{clipped(wanted)}`; its sheets are "
                f"{listed(map(clipped, sheets))}." + nearest(wanted, sheets)
            )
        return wanted
    if len(sheets) != 1:
        raise DataFileError(
            f"{name} has {len(sheets)} sheets, {listed(map(clipped, sheets))}; state which one as "
            "`sheet`."
        )
    return sheets[0]
