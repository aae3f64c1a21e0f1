"""Reads data files into a `RawTable`, whatever their format."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from smeint.errors import DataFileError, StudyFileError, listed
from smeint.panel.header import Needed
from smeint.panel.raw import RawTable
from smeint.panel.spec_types import DataSpec

CSV_SUFFIXES = (".csv", ".tsv", ".txt")
EXCEL_SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
ENCODED_SUFFIXES = (".sav", ".zsav", ".dta")
PORTABLE_SUFFIXES = (".por",)
PARQUET_SUFFIXES = (".parquet", ".pq")

#: Endings of the files that can be read.
SUFFIXES = (
    *CSV_SUFFIXES,
    *EXCEL_SUFFIXES,
    *ENCODED_SUFFIXES,
    *PORTABLE_SUFFIXES,
    *PARQUET_SUFFIXES,
)

#: Whose option each is.
_WHOSE = {
    "sheet": "an Excel file's",
    "delimiter": "a CSV file's",
    "header_row": "a CSV or Excel file's",
    "encoding": "a CSV, SPSS or Stata file's",
}


def read_table(data: DataSpec, folder: Path, needed: Needed) -> RawTable:
    """Return the needed columns of the data file, every cell as it stands there.

    Parameters
    ----------
    data : DataSpec
    folder : Path
        Folder that the file's name is relative to.
    needed : Needed
        Columns to read and what needs each, or how to choose them.

    Returns
    -------
    RawTable

    Raises
    ------
    DataFileError
        If the file is not there, cannot be read, holds no rows or lacks a needed column.
    StudyFileError
        If an option does not go with the format.
    """
    path = folder / data.file
    reader = _reader(path, data)
    try:
        if path.is_dir():
            raise DataFileError(f"{data.file} is a folder; name a file.")
        if not path.exists():
            raise DataFileError(f"{data.file} was not found{_beside(path)}.")
        if path.stat().st_size == 0:
            raise DataFileError(f"{path.name} is empty.")
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        table = reader(path, data, needed)
    except PermissionError:
        raise DataFileError(f"{data.file} cannot be opened: permission refused.") from None
    except OSError as error:
        raise DataFileError(
            f"{data.file} cannot be read: {error.strerror or type(error).__name__}."
        ) from None
    if table.n_rows == 0:
        raise DataFileError(f"{path.name} has a header and no rows.")
    return replace(table, sha256=sha256)


def _reader(path: Path, data: DataSpec) -> Callable[[Path, DataSpec, Needed], RawTable]:
    """Return the function that reads the file's format, or refuse."""
    from smeint.panel.csv_file import read_csv
    from smeint.panel.excel_file import read_excel
    from smeint.panel.labelled_file import read_labelled
    from smeint.panel.parquet_file import read_parquet

    suffix = path.suffix.lower()
    if suffix in CSV_SUFFIXES:
        _refuse_options(data, ("sheet",))
        return read_csv
    if suffix in EXCEL_SUFFIXES:
        _refuse_options(data, ("delimiter", "encoding"))
        return read_excel
    if suffix in ENCODED_SUFFIXES:
        _refuse_options(data, ("sheet", "delimiter", "header_row"))
        return read_labelled
    if suffix in (*PORTABLE_SUFFIXES, *PARQUET_SUFFIXES):
        _refuse_options(data, ("sheet", "delimiter", "header_row", "encoding"))
        return read_labelled if suffix in PORTABLE_SUFFIXES else read_parquet
    if path.is_dir():
        raise DataFileError(f"{data.file} is a folder; name a file.")
    ending = f"the ending `{suffix}`" if suffix else "no ending"
    raise DataFileError(
        f"{data.file} has {ending}; files that can be read end in {', '.join(SUFFIXES)}."
    )


def _refuse_options(data: DataSpec, options: tuple[str, ...]) -> None:
    for option in options:
        if getattr(data, option) not in ("", 1):
            raise StudyFileError(
                f"[data] `{option}` is {_WHOSE[option]} option, and `file` is {data.file}."
            )


def _beside(path: Path) -> str:
    """Return which files of the same sort lie where the missing one was looked for."""
    if not path.parent.is_dir():
        return ""
    others = sorted(p.name for p in path.parent.iterdir() if p.suffix.lower() in SUFFIXES)
    return f"; data files there: {listed(others, most=6)}" if others else ""
