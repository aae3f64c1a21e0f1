"""Reads SPSS and Stata files: raw codes, their value labels, and what the file calls missing."""

from __future__ import annotations

import codecs
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from smeint.arrays import FloatArray
from smeint.errors import DataFileError
from smeint.panel.date_formats import date_reader
from smeint.panel.header import Needed, find_columns
from smeint.panel.raw import RawColumn, RawTable
from smeint.panel.sav_records import is_sound
from smeint.panel.spec_types import DataSpec
from smeint.panel.values import Raw, clipped, text_of

SPSS_SUFFIXES = (".sav", ".zsav", ".por")
STATA_SUFFIXES = (".dta",)


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
    values, about = _read(path, data, {"usecols": wanted})
    n_rows = len(values[wanted[0]])
    columns = {
        column: _column(values.pop(names[place]), about, names[place])
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
    options = {**options, "output_format": "dict", "disable_datetime_conversion": True}
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


def _column(values: Sequence[Any], about: Any, name: str) -> RawColumn:
    """Return one column with the labels and the missing codes that its cells have."""
    given = about.variable_value_labels.get(name, {}).items()
    ranges = about.missing_ranges.get(name, [])
    if about.readstat_variable_types.get(name) == "string":
        column = RawColumn.of(value if isinstance(value, str) else "" for value in values)
        labels = {text_of(str(code)): text_of(str(label)) for code, label in given}
        labelled = {cell: labels.get(text_of(cell), "") for cell in column.cells}
        reasons = {
            cell: labelled[cell] or _declared_reason(cell)
            for cell in column.cells
            if _declared(text_of(cell), ranges)
        }
        return _with_labels(column, labelled, reasons)
    column = _numbers(values)
    named = {_number(code): text_of(str(label)) for code, label in given}
    labelled = {cell: named[cell] for cell in column.cells if cell in named} if named else {}
    missing = _letters_and_declared(column.cells, ranges)
    reasons = {
        cell: labelled.get(cell) or (cell if isinstance(cell, str) else _declared_reason(cell))
        for cell in missing
    }
    reader = date_reader(about.original_variable_types.get(name) or "")
    column = _with_labels(column, labelled, reasons)
    return column if reader is None else _with_dates(column, reader)


def _numbers(values: Sequence[Any]) -> RawColumn:
    """Return a column of numbers; a missing one is blank, or a letter after a point."""
    import pandas as pd

    try:
        numbers: FloatArray = np.asarray(values, dtype=float)
    except ValueError:  # letters of Stata's extended missing values among them
        return RawColumn.of(_number(value) for value in values)
    codes, cells = pd.factorize(numbers)
    codes = np.where(codes < 0, len(cells), codes).astype(np.int64)
    blank = ("",) if bool((codes == len(cells)).any()) else ()
    return RawColumn((*cells.tolist(), *blank), codes)


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


def _letters_and_declared(cells: tuple[Raw, ...], ranges: Sequence[Mapping[str, Any]]) -> list[Raw]:
    """Return the cells of a column of numbers that the file calls missing."""
    found: list[Raw] = [cell for cell in cells if isinstance(cell, str) and cell]
    if ranges:
        found += [cell for cell in cells if cell != "" and _declared(cell, ranges)]
    return found


def _declared(cell: Raw, ranges: Sequence[Mapping[str, Any]]) -> bool:
    """Return whether a cell lies in one of the ranges that the file declares missing."""
    for each in ranges:
        low, high = each["lo"], each["hi"]
        if isinstance(cell, str):
            if text_of(str(low)) == cell:
                return True
        elif not isinstance(low, str) and not isinstance(high, str) and low <= cell <= high:
            return True
    return False


def _declared_reason(cell: Raw) -> str:
    return f"declared missing ({text_of(cell)})"


def _with_labels(
    column: RawColumn, labelled: Mapping[Raw, str], reasons: Mapping[Raw, str]
) -> RawColumn:
    labels = {cell: label for cell, label in labelled.items() if label}
    return replace(column, labels=labels, missing=reasons)


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
