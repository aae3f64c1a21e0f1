"""Turns a data frame into a `RawTable`."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from smeint.errors import ArgumentError, DataFileError
from smeint.panel.excel_file import cell_of
from smeint.panel.header import Needed, find_columns
from smeint.panel.parquet_file import arrow_column
from smeint.panel.raw import RawColumn, RawTable
from smeint.panel.values import text_of

if TYPE_CHECKING:
    import pandas as pd


def table_of(frame: Any, name: str, needed: Needed) -> RawTable:
    """Return the needed columns of a data frame.

    Parameters
    ----------
    frame : pandas.DataFrame, polars.DataFrame or pyarrow.Table
        Any frame in memory that narwhals knows.
    name : str
        For messages.
    needed : Needed
        Columns to read, or how to choose them.

    Returns
    -------
    RawTable

    Raises
    ------
    ArgumentError
        If `frame` is no data frame.
    DataFileError
        If it has no rows or lacks a needed column.
    """
    import narwhals as nw
    import pandas as pd

    if isinstance(frame, pd.DataFrame):
        names, n_rows = [str(column) for column in frame.columns], len(frame)
    else:
        try:
            frame = nw.from_native(frame, eager_only=True).to_arrow()
        except TypeError:
            raise ArgumentError(
                f"frame must be a pandas, polars or pyarrow data frame, got {type(frame).__name__}."
            ) from None
        names, n_rows = list(frame.column_names), int(frame.num_rows)
    header = [text_of(column) for column in names]
    places = find_columns(name, header, needed)
    if n_rows == 0:
        raise DataFileError(f"{name} has no rows.")
    columns = {
        column: _raw(frame.iloc[:, place])
        if isinstance(frame, pd.DataFrame)
        else arrow_column(name, column, frame.column(place))
        for column, place in places.items()
    }
    return RawTable(
        name=name,
        header=tuple(header),
        columns=columns,
        row_numbers=np.arange(1, n_rows + 1),
        n_rows=n_rows,
        format="frame",
        sha256=_hash(columns),
    )


def _raw(series: pd.Series) -> RawColumn:
    missing = series.isna().tolist()
    cells = series.tolist()
    return RawColumn.of(
        "" if blank else cell_of(cell) for cell, blank in zip(cells, missing, strict=True)
    )


def _hash(columns: Mapping[str, RawColumn]) -> str:
    """Return a hash of the columns that were read; a frame has no bytes of its own."""
    digest = hashlib.sha256()
    for name, column in sorted(columns.items()):
        texts = "\x1f".join(text_of(cell) for cell in column.cells)
        digest.update(f"{name}\x1e{texts}\x1e".encode())
        digest.update(column.codes.astype("<i8").tobytes())
    return digest.hexdigest()
