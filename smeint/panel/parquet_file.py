"""Reads Parquet files and Arrow tables: every cell with the type that the file gives it."""

from __future__ import annotations

import datetime
import decimal
from pathlib import Path
from typing import Any

import numpy as np

from smeint.errors import DataFileError
from smeint.panel.excel_file import cell_of
from smeint.panel.header import Needed, find_columns
from smeint.panel.raw import RawColumn, RawTable
from smeint.panel.spec_types import DataSpec
from smeint.panel.values import Raw, clipped, text_of


def read_parquet(path: Path, _data: DataSpec, needed: Needed) -> RawTable:
    """Return the needed columns of a Parquet file.

    Parameters
    ----------
    path : Path
    _data : DataSpec
        None of its options holds here.
    needed : Needed
        Columns to read, or how to choose them.

    Returns
    -------
    RawTable
        Without the hash of the file.

    Raises
    ------
    DataFileError
        If the file cannot be read, a needed column is not there, or it holds lists or the like.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            names = list(file.schema_arrow.names)
            header = [text_of(name) for name in names]
            places = find_columns(path.name, header, needed)
            table = file.read(columns=[names[place] for place in places.values()])
    except (pa.ArrowException, UnicodeError, ValueError, OSError) as error:
        if isinstance(error, PermissionError):
            raise
        raise DataFileError(
            f"{path.name} cannot be read as a Parquet file; it is damaged, cut short or of "
            "another format."
        ) from None
    columns = {
        column: arrow_column(path.name, column, table.column(names[place]))
        for column, place in places.items()
    }
    return RawTable(
        name=path.name,
        header=tuple(header),
        columns=columns,
        row_numbers=np.arange(1, table.num_rows + 1),
        n_rows=int(table.num_rows),
        format="parquet",
    )


def arrow_column(name: str, column: str, values: Any) -> RawColumn:
    """Return an Arrow column as distinct cells and codes; nulls are blank.

    Parameters
    ----------
    name, column : str
        Of the file and the column, for messages.
    values : pyarrow.ChunkedArray

    Returns
    -------
    RawColumn

    Raises
    ------
    DataFileError
        If cells are lists, structures or bytes.

    Examples
    --------
    >>> import pyarrow as pa
    >>> arrow_column("a.parquet", "x", pa.chunked_array([["b", None, "b"]])).cells
    ('b', '')
    """
    import pyarrow as pa

    kind = values.type.value_type if pa.types.is_dictionary(values.type) else values.type
    if pa.types.is_nested(kind) or any(
        test(kind)
        for test in (pa.types.is_binary, pa.types.is_large_binary, pa.types.is_fixed_size_binary)
    ):
        raise DataFileError(
            f"{name}: the column `{clipped(column)}` holds cells of the type {clipped(str(kind))}; "
            "numbers, texts, yes/no and dates can be read."
        )
    dates = bool(pa.types.is_date(kind) or pa.types.is_timestamp(kind))
    if pa.types.is_null(kind):
        return RawColumn.of([""] * len(values))
    if pa.types.is_dictionary(values.type):
        values = values.cast(kind)
    encoded = pa.chunked_array(values.chunks, type=kind).dictionary_encode().unify_dictionaries()
    cells = encoded.chunk(0).dictionary.to_pylist() if encoded.num_chunks else []
    codes = [c.indices.fill_null(len(cells)).to_numpy(zero_copy_only=False) for c in encoded.chunks]
    places = np.concatenate([np.zeros(0, dtype=np.int64), *codes]).astype(np.int64)
    return RawColumn((*map(_cell, cells), ""), places, dates=dates).take(np.arange(places.size))


def _cell(value: Any) -> Raw:
    r"""Return a cell; a date and time without its midnight, a decimal number as a number.

    Examples
    --------
    >>> _cell(decimal.Decimal("1.50")), _cell(datetime.datetime(2010, 1, 2)), _cell(7)
    (1.5, '2010-01-02', 7.0)
    """
    if isinstance(value, decimal.Decimal):
        return float(value)
    if isinstance(value, datetime.datetime):
        return value.isoformat().removesuffix("T00:00:00")
    return cell_of(value)
