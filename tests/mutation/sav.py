"""A reader of SPSS files that shares nothing with the package: the format's records, by hand.

It follows the description of the system file format in the PSPP developers' guide and knows what
the files of these tests hold: numbers and short texts, uncompressed or compressed by bytes.
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass, field
from pathlib import Path

SYSTEM_MISSING = -1.7976931348623157e308
LOWEST = struct.unpack("<d", bytes.fromhex("feffffffffffefff"))[0]


class UnreadableError(Exception):
    """The file is not one that a reader should take."""


@dataclass
class Variable:
    """One variable: its place among 8-byte segments, its width and what it declares missing."""

    short: str
    segment: int
    width: int
    format: int
    missing: tuple[int, tuple[float, ...]]
    name: str = ""

    def declared(self, value: float) -> bool:
        """Return whether a number is declared missing."""
        count, given = self.missing
        if count >= 0:
            return value in given
        low, high = given[:2]
        low = -math.inf if low == LOWEST else low
        return low <= value <= high or (count == -3 and value == given[2])


@dataclass
class Sav:
    """Variables by name, and each row's segments."""

    variables: dict[str, Variable] = field(default_factory=dict)
    rows: list[list[bytes]] = field(default_factory=list)

    def column(self, name: str) -> list[float | str | None]:
        """Return a column: numbers, texts without NUL bytes, None for system-missing."""
        if name not in self.variables:
            raise UnreadableError(f"no column {name}")
        variable = self.variables[name]
        n = max((variable.width + 7) // 8, 1)
        out: list[float | str | None] = []
        for row in self.rows:
            held = b"".join(row[variable.segment : variable.segment + n])
            if variable.width:
                text = held[: variable.width].decode("utf-8").replace("\0", "")
                out.append(text.rstrip(" "))
            else:
                (number,) = struct.unpack("<d", held)
                out.append(None if number == SYSTEM_MISSING or number != number else number)
        return out


def read(path: Path) -> Sav:
    """Return what a `.sav` file holds, or raise `UnreadableError`."""
    try:
        return _read(path.read_bytes())
    except (struct.error, IndexError, UnicodeError) as error:
        raise UnreadableError(str(error)) from error


def _read(data: bytes) -> Sav:
    if data[:4] != b"$FL2":
        raise UnreadableError("magic")
    layout, _, compression, _, n_cases = struct.unpack_from("<5i", data, 64)
    if layout not in (2, 3):
        raise UnreadableError("layout")
    (bias,) = struct.unpack_from("<d", data, 84)
    sav, at, segments, longer = _dictionary(data)
    by_short = {variable.short: variable for variable in longer}
    for variable in longer:
        variable.name = variable.name or variable.short.lower()
    sav.variables = {variable.name: variable for variable in by_short.values()}
    if len(sav.variables) < len(longer):
        raise UnreadableError("a name stands twice")
    body = data[at:]
    if compression == 0:
        if len(body) % (8 * segments):
            raise UnreadableError("cut within a row")
        cells = [body[i : i + 8] for i in range(0, len(body), 8)]
    elif compression == 1:
        cells = _bytecode(body, bias)
        if len(cells) % segments:
            raise UnreadableError("cut within a row")
    else:
        raise UnreadableError("compression")
    sav.rows = [cells[i : i + segments] for i in range(0, len(cells), segments)]
    if n_cases not in (-1, len(sav.rows)):
        raise UnreadableError("number of rows")
    return sav


def _dictionary(data: bytes) -> tuple[Sav, int, int, list[Variable]]:
    """Return an empty file, where its data begin, the segments of a row and its variables."""
    variables: list[Variable] = []
    at, segments = 176, 0
    while True:
        (kind,) = struct.unpack_from("<i", data, at)
        at += 4
        if kind == 2:
            width, labelled, n_missing, shown, _ = struct.unpack_from("<5i", data, at)
            short = data[at + 20 : at + 28].decode("utf-8").rstrip(" ")
            at += 28
            if labelled == 1:
                (length,) = struct.unpack_from("<i", data, at)
                at += 4 + (length + 3) // 4 * 4
            count = abs(n_missing)
            given = struct.unpack_from(f"<{count}d", data, at)
            at += 8 * count
            if width >= 0:
                missing = (n_missing, given)
                variables.append(Variable(short, segments, width, shown >> 16 & 255, missing))
            segments += 1
        elif kind == 3:
            (count,) = struct.unpack_from("<i", data, at)
            at += 4
            for _ in range(count):
                at += 8 + (data[at + 8] + 8) // 8 * 8
        elif kind == 4:
            (count,) = struct.unpack_from("<i", data, at)
            at += 4 + 4 * count
        elif kind == 6:
            (count,) = struct.unpack_from("<i", data, at)
            at += 4 + 80 * count
        elif kind == 7:
            subtype, size, count = struct.unpack_from("<3i", data, at)
            if subtype == 13:
                _name(variables, data[at + 12 : at + 12 + size * count].decode("utf-8"))
            at += 12 + size * count
        elif kind == 999:
            return Sav(), at + 4, segments, variables
        else:
            raise UnreadableError(f"record {kind}")


def _name(variables: list[Variable], text: str) -> None:
    """Give variables their long names."""
    by_short = {variable.short: variable for variable in variables}
    for pair in text.split("\t"):
        short, _, name = pair.partition("=")
        if short in by_short:
            by_short[short].name = name


def _bytecode(body: bytes, bias: float) -> list[bytes]:
    """Return the segments of data that are compressed by bytes."""
    cells: list[bytes] = []
    at = 0
    while at < len(body):
        block = body[at : at + 8]
        at += 8
        for code in block:
            if code == 0:
                continue
            if code == 252:
                return cells
            if code == 253:
                cells.append(body[at : at + 8])
                at += 8
                if at > len(body):
                    raise UnreadableError("cut within a cell")
            elif code == 254:
                cells.append(b" " * 8)
            elif code == 255:
                cells.append(struct.pack("<d", SYSTEM_MISSING))
            else:
                cells.append(struct.pack("<d", code - bias))
    return cells
