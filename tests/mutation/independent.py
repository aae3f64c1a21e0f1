"""What a damaged file's own rows say, by readers that share no code with the package.

CSV by Python's csv module, Excel as zipped XML, Stata by pandas, SPSS by `tests.mutation.sav`;
numbers by a regular expression of their own. A reader raises `UnreadableError` where it cannot make
sense of a file; the package must then refuse the file too.
"""

from __future__ import annotations

import csv
import io
import math
import re
import struct
import unicodedata
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from tests.mutation.sav import UnreadableError, read

#: Columns of the files and how the study maps them.
NEEDED = ("id", "wave", "a0", "l1", "d3", "b7")
MISSING = {-9.0, -8.0}

NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", re.ASCII)
BLANK = {"", "NA", "NaN", "nan", "."}

BROKEN = (zipfile.BadZipFile, ElementTree.ParseError, zlib.error)
PARTS = ("xl/worksheets/", "xl/sharedStrings.xml")
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

Cell = str | float | None


def panel_of(path: Path) -> dict[tuple[str, float], tuple[float, ...]]:
    """Return employees, fsts and the yes/no variable of each firm and year that is kept.

    Missing values are NaN.
    """
    reader = {".csv": _csv, ".xlsx": _excel, ".dta": _stata, ".sav": _spss}[path.suffix]
    columns = reader(path)
    found: dict[tuple[str, float], tuple[float, ...]] = {}
    for cells in zip(*(columns[name] for name in NEEDED), strict=True):
        if all(_text(cell) == "" for cell in cells):
            continue
        firm, year, manufacturing, employees, exports, female = cells
        if _number(manufacturing, strict=False) != 1.0:
            continue
        key = (_text(firm), _number(year))
        if key in found:
            raise UnreadableError(f"{key} stands twice")
        exported = _measured(exports)
        found[key] = (_measured(employees), exported / 100, _yes_no(female))
    if not found:
        raise UnreadableError("no row is kept")
    return found


def _text(cell: Cell) -> str:
    """Return a cell as text; control characters and white space are blanks."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        blank = ("Cc", "Zs", "Zl", "Zp")
        plain = "".join(" " if unicodedata.category(c) in blank else c for c in cell)
        return re.sub(" +", " ", plain).strip(" ")
    return str(int(cell)) if cell == int(cell) else repr(cell)


def _number(cell: Cell, *, strict: bool = True) -> float:
    """Return a cell as a number, NaN for a blank; refuse anything else."""
    if isinstance(cell, float):
        return cell
    text = "" if cell is None else cell.strip()
    if text in BLANK:
        return math.nan
    if NUMBER.fullmatch(text):
        return float(text)
    if strict:
        raise UnreadableError(f"no number: {cell!r}")
    return math.nan


def _measured(cell: Cell) -> float:
    """Return a number, NaN where it is a code of a missing value."""
    number = _number(cell)
    return math.nan if number in MISSING else number


def _yes_no(cell: Cell) -> float:
    number = _measured(cell)
    if math.isnan(number):
        return number
    if number not in (1.0, 2.0):
        raise UnreadableError(f"neither yes nor no: {cell!r}")
    return 1.0 if number == 1.0 else 0.0


def _by_name(header: list[str], rows: list[list[Cell]]) -> dict[str, list[Cell]]:
    names = [_text(name) for name in header]
    for name in NEEDED:
        if names.count(name) != 1:
            raise UnreadableError(f"column {name}")
    if any(len(row) != len(names) for row in rows):
        raise UnreadableError("ragged")
    return {name: [row[names.index(name)] for row in rows] for name in NEEDED}


def _csv(path: Path) -> dict[str, list[Cell]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline="")))
    except (UnicodeError, csv.Error) as error:
        raise UnreadableError(str(error)) from error
    if not rows:
        raise UnreadableError("empty")
    return _by_name(rows[0], [list(row) for row in rows[1:] if row])


def _excel(path: Path) -> dict[str, list[Cell]]:
    try:
        members = _members(path)
        (sheet,) = (members[n] for n in members if n.startswith("xl/worksheets/"))
        texts = []
        if "xl/sharedStrings.xml" in members:
            shared = ElementTree.fromstring(members["xl/sharedStrings.xml"])
            texts = ["".join(item.itertext()) for item in shared]
        found = list(ElementTree.fromstring(sheet).iter(f"{SHEET}row"))
    except (*BROKEN, ValueError) as error:
        raise UnreadableError(str(error)) from error
    rows: list[list[Cell]] = []
    for row in found:
        held = {_place(cell.get("r", "")): _cell(cell, texts) for cell in row}
        rows.append([held.get(place) for place in range(max(held, default=-1) + 1)])
    if not rows:
        raise UnreadableError("empty")
    width = max(map(len, rows))
    whole = [[*row, *[None] * (width - len(row))] for row in rows]
    return _by_name([_text(cell) for cell in whole[0]], whole[1:])


def _members(path: Path) -> dict[str, bytes]:
    """Return the sheet and the texts of an Excel file, by the table of contents or by hand.

    A bit may be wrong that says nothing of the content, such as the version of a program or the
    second copy of a name. Then members are found by their entries in the table, else by their own
    headers; their checksums must hold whichever way.
    """
    try:
        with zipfile.ZipFile(path) as book:
            return {n: book.read(n) for n in book.namelist() if n.startswith(PARTS)}
    except (*BROKEN, NotImplementedError, OSError, RuntimeError):
        data = path.read_bytes()
    for find in (_by_table, _by_headers):
        try:
            found = {
                name: _unpacked(method, crc, body)
                for name, method, crc, body in find(data)
                if name.startswith(PARTS)
            }
        except (struct.error, zlib.error):
            continue
        if any(name.startswith(PARTS[0]) for name in found):
            return found
    raise UnreadableError("no sheet")


def _unpacked(method: int, crc: int, body: bytes) -> bytes:
    data = zlib.decompress(body, -15) if method == 8 else body
    if zlib.crc32(data) != crc:
        raise zlib.error("checksum")
    return data


Member = tuple[str, int, int, bytes]


def _by_table(data: bytes) -> Iterator[Member]:
    """Yield members as the table of contents at the end has them."""
    for begin in (match.start() for match in re.finditer(b"PK\x01\x02", data)):
        entry = struct.unpack_from("<I6H3I5H2I", data, begin)
        _, _, _, _, method, _, _, crc, size, _, length, *_, offset = entry
        name = data[begin + 46 : begin + 46 + length].decode("utf-8", "replace")
        here, extra = struct.unpack_from("<2H", data, offset + 26)
        yield name, method, crc, data[offset + 30 + here + extra :][:size]


def _by_headers(data: bytes) -> Iterator[Member]:
    """Yield members as the headers in front of them have them."""
    for begin in (match.start() for match in re.finditer(b"PK\x03\x04", data)):
        head = struct.unpack_from("<I5H3I2H", data, begin)
        _, _, _, method, _, _, crc, size, _, length, extra = head
        name = data[begin + 30 : begin + 30 + length].decode("utf-8", "replace")
        yield name, method, crc, data[begin + 30 + length + extra :][:size]


def _place(reference: str) -> int:
    """Return the number of a cell's column, 0 for A."""
    letters = reference.rstrip("0123456789")
    place = 0
    for letter in letters:
        place = 26 * place + ord(letter) - ord("A") + 1
    return place - 1


def _cell(cell: ElementTree.Element, texts: list[str]) -> Cell:
    value = cell.findtext(f"{SHEET}v")
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return "".join(cell.itertext())
    if value is None or kind == "e":
        return None
    if kind == "s":
        return texts[int(value)]
    return float(value) if kind == "n" else value


def _stata(path: Path) -> dict[str, list[Cell]]:
    import pandas as pd
    from pandas.io.stata import StataMissingValue

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            frame = pd.read_stata(
                io.BytesIO(_with_map(path.read_bytes())),
                convert_categoricals=False,
                convert_missing=True,
                convert_dates=False,
            )
    except Exception as error:
        raise UnreadableError(str(error)) from error
    columns: dict[str, list[Cell]] = {}
    for name in NEEDED:
        if list(frame.columns).count(name) != 1:
            raise UnreadableError(f"column {name}")
        columns[name] = [
            None
            if isinstance(value, StataMissingValue)
            else value
            if isinstance(value, str)
            else float(value)
            for value in frame[name]
        ]
    return columns


SECTIONS = (
    *("<stata_dta>", "<map>", "<variable_types>", "<varnames>", "<sortlist>", "<formats>"),
    *("<value_label_names>", "<variable_labels>", "<characteristics>", "<data>", "<strls>"),
    *("<value_labels>", "</stata_dta>"),
)


def _with_map(data: bytes) -> bytes:
    """Return a Stata file whose map says where its sections begin: they are named where they do."""
    begins = [data.find(section.encode()) for section in SECTIONS]
    at = begins[1] + len("<map>")
    if min(begins) < 0:
        return data
    places = struct.pack("<14q", *begins, len(data))
    return data[:at] + places + data[at + len(places) :]


def _spss(path: Path) -> dict[str, list[Cell]]:
    file = read(path)
    columns: dict[str, list[Cell]] = {}
    for name in NEEDED:
        cells = file.column(name)
        variable = file.variables[name]
        if variable.width == 0:
            columns[name] = [
                None if not isinstance(c, float) or variable.declared(c) else c for c in cells
            ]
        else:
            columns[name] = list(cells)
    return columns
