"""Reads CSV files: every cell as text, only the needed columns."""

from __future__ import annotations

import codecs
import csv
import itertools
import re
from pathlib import Path
from typing import Any

import numpy as np

from smeint.errors import DataFileError
from smeint.panel.encodings import encoding_of, undecodable, with_nul
from smeint.panel.header import FIRST_ROWS, Needed, check_header, find_columns, other_row, required
from smeint.panel.raw import RawColumn, RawTable
from smeint.panel.spec_types import DataSpec
from smeint.panel.values import text_of

#: Delimiters that are looked for in the header.
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}

_BLOCK = 1 << 24


_TITLE = " If that is a title, state the row of the column names as `header_row`."


def read_csv(path: Path, data: DataSpec, needed: Needed) -> RawTable:
    """Return the needed columns of a CSV file.

    Parameters
    ----------
    path : Path
    data : DataSpec
        Its `header_row`, `delimiter` and `encoding` hold.
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
    Blank lines are no rows.
    """
    encoding = encoding_of(path, data)

    def elsewhere() -> str:
        rows = _first_rows(path, encoding, data.delimiter)
        return other_row(rows, required(needed), data.header_row)

    try:
        text, lines = _header_text(path, encoding, data.header_row)
        delimiter = data.delimiter or _sniff(path.name, text)
        fields = next(csv.reader([text], delimiter=delimiter, strict=True), [])
        header = [text_of(field) for field in fields]
        check_header(path.name, header, data.header_row, elsewhere)
        places = find_columns(path.name, header, needed, elsewhere)
        shape = (lines, len(header))
        table = _parse(path, encoding, delimiter, shape, list(places.values()))
        _check_rows(path, encoding, delimiter, shape, int(table.num_rows))
    except UnicodeError:
        raise undecodable(path, data, encoding) from None
    except csv.Error as error:
        raise DataFileError(f"{path.name} cannot be read as CSV: {error}.") from None
    n_rows = int(table.num_rows)
    columns = {name: _column(table, f"c{place}") for name, place in places.items()}
    shown = DELIMITERS.get(delimiter, f"'{delimiter}'")
    return RawTable(
        name=path.name,
        header=tuple(header),
        columns=columns,
        row_numbers=np.arange(1, n_rows + 1),
        n_rows=n_rows,
        format="csv",
        detail=f"delimiter {shown}, encoding {data.encoding or encoding.removesuffix('-sig')}",
    )


def _first_rows(path: Path, encoding: str, delimiter: str) -> list[list[str]]:
    """Return the first lines as fields, split by the mark that makes most of them."""
    with path.open(encoding=encoding, newline="") as file:
        lines = list(itertools.islice(file, FIRST_ROWS))
    rows = []
    for line in lines:
        marks = [delimiter] if delimiter else list(DELIMITERS)
        split = [next(csv.reader([line], delimiter=mark), []) for mark in marks]
        rows.append([text_of(field) for field in max(split, key=len)])
    return rows


def _header_text(path: Path, encoding: str, header_row: int) -> tuple[str, int]:
    """Return the header's text and how many lines of the file end with it."""
    with path.open(encoding=encoding, newline="") as file:
        before = list(itertools.islice(file, header_row))
        lines = len(before)
        if lines < header_row:
            rows = "line" if lines == 1 else "lines"
            raise DataFileError(
                f"{path.name} is empty."
                if not lines
                else f"{path.name} has {lines} {rows}, and header_row is {header_row}."
            )
        text = before[-1]
        while text.count('"') % 2:
            more = file.readline()
            if not more:
                raise DataFileError(
                    f"{path.name}: the header opens a quotation mark that is never closed."
                )
            text, lines = text + more, lines + 1
        if not file.read(1):
            raise DataFileError(f"{path.name} has a header and no rows.")
    return text, lines


def _sniff(name: str, text: str) -> str:
    """Return the delimiter of a header, or refuse where it is not the only one."""
    bare = re.sub(r'"[^"]*"', "", text)
    found = [mark for mark in DELIMITERS if mark in bare]
    if len(found) > 1:
        marks = " and ".join(DELIMITERS[mark] for mark in found)
        raise DataFileError(
            f"{name} may be delimited by {marks}, for the header holds both; state `delimiter`, "
            'for example delimiter = ";".'
        )
    return found[0] if found else ","


def _parse(
    path: Path, encoding: str, delimiter: str, shape: tuple[int, int], places: list[int]
) -> Any:
    """Return an Arrow table of the columns at some places, named c0, c1 and so on."""
    import pyarrow as pa
    from pyarrow import csv as arrow

    lines, width = shape
    names = [f"c{place}" for place in range(width)]
    wanted = [names[place] for place in places]
    try:
        return arrow.read_csv(
            path,
            read_options=arrow.ReadOptions(
                skip_rows=lines,
                column_names=names,
                block_size=_BLOCK,
                encoding="utf8" if encoding == "utf-8-sig" else encoding,
            ),
            parse_options=arrow.ParseOptions(delimiter=delimiter, newlines_in_values=True),
            convert_options=arrow.ConvertOptions(
                include_columns=wanted,
                column_types={name: pa.string() for name in wanted},
                strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid as error:
        if _count_rows(path, encoding, delimiter, shape) == 0:
            raise DataFileError(f"{path.name} has a header and no rows.") from None
        first = str(error).splitlines()[0]
        raise DataFileError(f"{path.name} cannot be read as CSV: {first}.") from None


def _check_rows(
    path: Path, encoding: str, delimiter: str, shape: tuple[int, int], n_rows: int
) -> None:
    """Refuse a file in which a quotation mark swallowed lines, or which is not in UTF-8 throughout.

    Columns that are not needed are not decoded when the file is read. Where there are as many
    lines as rows, no cell holds a line's end and nothing was swallowed; else every row is read
    once more, strictly.
    """
    n_lines, last = 0, b""
    narrow = not encoding.startswith(("utf-16", "utf-32"))
    decoder = codecs.getincrementaldecoder("utf-8")() if encoding == "utf-8-sig" else None
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            if decoder is not None:
                decoder.decode(block)
            if narrow and b"\0" in block:
                raise with_nul(path)
            n_lines += block.count(b"\n")
            last = block[-1:]
    if decoder is not None:
        decoder.decode(b"", final=True)
    n_lines += last != b"\n"
    if n_lines - shape[0] == n_rows:
        return
    if _count_rows(path, encoding, delimiter, shape) != n_rows:
        raise DataFileError(
            f"{path.name} cannot be read as CSV; look for a quotation mark that is never closed."
        )


def _count_rows(path: Path, encoding: str, delimiter: str, shape: tuple[int, int]) -> int:
    """Return the number of rows, or refuse the first that has too few or too many fields."""
    lines, width = shape
    with path.open(encoding=encoding, newline="") as file:
        for _ in range(lines):
            file.readline()
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        number = 0
        try:
            for fields in reader:
                if not fields:
                    continue
                number += 1
                if len(fields) != width:
                    title = _TITLE if width == 1 else ""
                    raise DataFileError(
                        f"{path.name}: row {number} (line {lines + reader.line_num}) has "
                        f"{_fields(len(fields))}, the header has {width}.{title}"
                    )
        except csv.Error as error:
            raise DataFileError(
                f"{path.name}: row {number + 1} cannot be read as CSV ({error}); look for a "
                "quotation mark that is never closed."
            ) from None
        return number


def _fields(n: int) -> str:
    return f"{n} field" if n == 1 else f"{n} fields"


def _column(table: Any, name: str) -> RawColumn:
    """Return an Arrow column of texts as distinct cells and codes."""
    import pyarrow as pa

    column = table.column(name).combine_chunks()
    if isinstance(column, pa.ChunkedArray):  # more than one chunk where the text is very long
        return RawColumn.of(column.to_pylist())
    encoded = column.dictionary_encode()
    codes = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return RawColumn(tuple(encoded.dictionary.to_pylist()), codes)
