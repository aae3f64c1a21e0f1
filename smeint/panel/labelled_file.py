"""Reads SPSS and Stata files: raw codes, their value labels, and what the file calls missing."""

from __future__ import annotations

import codecs
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from smeint.errors import DataFileError
from smeint.panel.date_formats import date_reader
from smeint.panel.growing import Growing, Numbers, Texts
from smeint.panel.header import Needed, find_columns
from smeint.panel.number_cells import NumberCells
from smeint.panel.raw import RawColumn, RawTable
from smeint.panel.sav_records import is_sound
from smeint.panel.spec_types import DataSpec
from smeint.panel.values import Raw, clipped, text_of

SPSS_SUFFIXES = (".sav", ".zsav", ".por")
STATA_SUFFIXES = (".dta",)

#: Cells that are read at a time, the fewest rows, and the most parts of a file: where it is
#: compressed, each part is found by going through all that stands before it.
_CELLS, _LEAST_ROWS, _MOST_PARTS = 1_500_000, 1000, 8


def read_labelled(path: Path, data: DataSpec, needed: Needed) -> RawTable:
    """Return the needed columns of an SPSS or Stata file.

    Parameters
    ----------
    path : Path
    data : DataSpec
        Its `encoding` holds, but for ``.por``.
    needed : Needed
        Columns to read, or how to choose them.

    Returns
    -------
    RawTable
        Without the hash of the file.

    Raises
    ------
    DataFileError
        If the file cannot be read, or a needed column is not there.

    Notes
    -----
    Codes stay codes: a value label is kept beside its code and replaces none. What SPSS declares
    missing, value by value or as a range, and what Stata keeps as ``.a`` to ``.z`` is missing for
    the reason that its value label gives; Stata's plain ``.`` and SPSS's system-missing are blank.
    """
    spss = path.suffix.lower() in SPSS_SUFFIXES
    _check(path)
    _, about = _read(path, data, {"metadataonly": True})
    names = [str(name) for name in about.column_names]
    header = [text_of(name) for name in names]
    if not names:
        raise DataFileError(f"{path.name} holds no columns.")
    given = about.column_names_to_labels
    titles = {text_of(name): text_of(given.get(name) or "") for name in names}
    places = find_columns(path.name, header, needed, labels=titles)
    wanted = [names[place] for place in places.values()]
    values, about = _read_columns(path, data, wanted, about)
    n_rows = values[wanted[0]].codes.size
    columns = {
        column: _told(values.pop(names[place]), about, names[place])
        for column, place in places.items()
    }
    encoding = data.encoding or (about.file_encoding or "").lower()
    return RawTable(
        name=path.name,
        header=tuple(header),
        columns=columns,
        row_numbers=np.arange(1, n_rows + 1),
        n_rows=n_rows,
        format="spss" if spss else "stata",
        detail=f"encoding {encoding}" if encoding else "",
        titles={column: title for column, title in titles.items() if title},
    )


def _check(path: Path) -> None:
    """Refuse an SPSS file with a damaged dictionary, and a Stata file without its end."""
    suffix = path.suffix.lower()
    if suffix in (".sav", ".zsav") and not is_sound(path):
        raise _damaged(path)
    if suffix in STATA_SUFFIXES:
        with path.open("rb") as file:
            begin = file.read(11)
            file.seek(-min(path.stat().st_size, 64), 2)
            if begin == b"<stata_dta>" and b"</stata_dta>" not in file.read():
                raise _damaged(path)  # the labels stand at the end


def _read(path: Path, data: DataSpec, options: dict[str, Any]) -> tuple[dict[str, Any], Any]:
    """Return the columns as the file holds them, by name, and what it says of them."""
    import pyreadstat
    from pyreadstat._readstat_parser import PyreadstatError, ReadstatError

    suffix = path.suffix.lower()
    # frames are quicker, but where letters stand among whole numbers they lose what is blank
    made = "dict" if suffix in STATA_SUFFIXES else "pandas"
    options = {**options, "output_format": made, "disable_datetime_conversion": True}
    if suffix == ".por":
        reader = pyreadstat.read_por
    else:
        reader = pyreadstat.read_dta if suffix in STATA_SUFFIXES else pyreadstat.read_sav
        options["user_missing"] = True
        if data.encoding:
            options["encoding"] = codecs.lookup(data.encoding).name
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("error", category=UserWarning)  # a name that stands twice
            values, about = reader(str(path), **options)
    except (ReadstatError, PyreadstatError, UnicodeError) as error:
        raise _unreadable(path, data, error) from None
    except UserWarning as error:
        raise DataFileError(f"{path.name} cannot be read: {clipped(str(error))}.") from None
    except (ValueError, LookupError, OverflowError, MemoryError):
        raise _damaged(path) from None
    return dict(values), about


def _read_columns(
    path: Path, data: DataSpec, wanted: list[str], about: Any
) -> tuple[dict[str, RawColumn], Any]:
    """Return columns as cells and codes, read some rows at a time, and what the file says of them.

    The library holds cells as objects, and all columns twice: for a large file many times its size.
    A file that does not say how many rows it has is read at once.
    """
    total: int = about.number_rows or 0
    step = max(_CELLS // len(wanted), _LEAST_ROWS, -(-total // _MOST_PARTS))
    growing: dict[str, Growing] = {}
    for row in range(0, max(total, 1), step):
        part = {"row_offset": row, "row_limit": step} if total > step else {}
        values, about = _read(path, data, {"usecols": wanted, **part})
        if part and len(values[wanted[0]]) != min(step, total - row):
            raise _damaged(path)
        for name in wanted:
            if name not in growing:
                text = about.readstat_variable_types.get(name) == "string"
                growing[name] = (Texts if text else Numbers)(total or len(values[name]))
            growing[name].put(row, values.pop(name))
    return {name: growing.pop(name).column() for name in wanted}, about


def _unreadable(path: Path, data: DataSpec, error: Exception) -> DataFileError:
    """Return the sentence for a file that was refused."""
    words = str(error)
    if not isinstance(error, UnicodeError) and not ("encoding" in words or "character" in words):
        return _damaged(path)
    if data.encoding:
        return DataFileError(
            f"{path.name} cannot be read as {data.encoding}; state another `encoding`, for example "
            'encoding = "cp1252".'
        )
    return DataFileError(
        f"{path.name} is not in the encoding that it names; state its `encoding`, for example "
        'encoding = "cp1252".'
    )


def _damaged(path: Path) -> DataFileError:
    kind = "a Stata" if path.suffix.lower() in STATA_SUFFIXES else "an SPSS"
    return DataFileError(
        f"{path.name} cannot be read as {kind} file; it is damaged, cut short, of another format "
        "or of a version that is not known."
    )


def _told(column: RawColumn, about: Any, name: str) -> RawColumn:
    """Return one column with the labels and the missing codes that its cells have."""
    given = about.variable_value_labels.get(name, {})
    ranges = about.missing_ranges.get(name, [])
    if not isinstance(column.cells, NumberCells):
        return _told_texts(column, given, ranges)
    column = _told_numbers(column, column.cells, given, ranges)
    reader = date_reader(about.original_variable_types.get(name) or "")
    return column if reader is None else _with_dates(column, reader)


def _told_texts(
    column: RawColumn, given: Mapping[Any, Any], ranges: Sequence[Mapping[str, Any]]
) -> RawColumn:
    if not given and not ranges:
        return column
    labels = {text_of(str(code)): text_of(str(label)) for code, label in given.items()}
    declared = {text_of(str(each["lo"])) for each in ranges}
    labelled: dict[Raw, str] = {}
    reasons: dict[Raw, str] = {}
    for cell in column.cells:
        text = text_of(cell)
        if labels.get(text):
            labelled[cell] = labels[text]
        if text in declared:
            reasons[cell] = labels.get(text) or _declared_reason(cell)
    return replace(column, labels=labelled, missing=reasons)


def _told_numbers(
    column: RawColumn,
    cells: NumberCells,
    given: Mapping[Any, Any],
    ranges: Sequence[Mapping[str, Any]],
) -> RawColumn:
    labels = {_number(code): text_of(str(label)) for code, label in given.items()}
    held = cells.held(labels)
    reasons: dict[Raw, str] = {text: labels.get(text) or text for text in cells.texts if text}
    declared = np.zeros(cells.numbers.size, dtype=bool)
    for each in ranges:
        low, high = each["lo"], each["hi"]
        if not isinstance(low, str) and not isinstance(high, str):
            declared |= (low <= cells.numbers) & (cells.numbers <= high)
    for cell in cells.numbers[declared].tolist():
        reasons[cell] = labels.get(cell) or _declared_reason(cell)
    labelled = {cell: label for cell, label in labels.items() if label and cell in held}
    return replace(column, labels=labelled, missing=reasons)


def _number(value: Any) -> Raw:
    """Return a number, ``.a`` for the letter that stands for a missing one, or a blank.

    Examples
    --------
    >>> _number(5), _number("a"), _number(None)
    (5.0, '.a', '')
    """
    if isinstance(value, str):
        return f".{value}" if value else ""
    return "" if value is None or value != value else float(value)


def _declared_reason(cell: Raw) -> str:
    return f"declared missing ({text_of(cell)})"


def _with_dates(column: RawColumn, reader: Callable[[float], Raw]) -> RawColumn:
    """Return a column whose numbers are dates, as texts."""
    shown = {c: c if isinstance(c, str) else reader(c) for c in column.cells}
    return RawColumn(
        tuple(shown.values()),
        column.codes,
        labels={shown[cell]: label for cell, label in column.labels.items()},
        missing={shown[cell]: reason for cell, reason in column.missing.items()},
        dates=True,
    )
