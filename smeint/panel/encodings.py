"""The encoding of a CSV file, and the sentences on files that are not in it."""

from __future__ import annotations

import codecs
from pathlib import Path

from smeint.errors import DataFileError
from smeint.panel.spec_types import DataSpec

#: What begins a file in these encodings; the longer ones first.
_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}

_BEGIN = 4096


def encoding_of(path: Path, data: DataSpec) -> str:
    """Return the encoding of a CSV file: as stated, as its first bytes say, else UTF-8.

    Raises
    ------
    DataFileError
        If nothing is stated and the file begins as UTF-16 does, without the mark of it.
    """
    if data.encoding:
        name = codecs.lookup(data.encoding).name
        return "utf-8-sig" if name == "utf-8" else name
    with path.open("rb") as file:
        begin = file.read(_BEGIN)
    for mark, name in _MARKS.items():
        if begin.startswith(mark):
            return name
    even, odd = begin[::2].count(0), begin[1::2].count(0)
    if max(even, odd) > len(begin) / 8 and min(even, odd) == 0:
        likely = "utf-16-le" if odd else "utf-16-be"
        raise DataFileError(
            f'{path.name} looks like UTF-16 and does not say so; state encoding = "{likely}".'
        )
    return "utf-8-sig"


def with_nul(path: Path) -> DataFileError:
    """Return the refusal of a file that holds a NUL byte."""
    number = next((n for n, line in _lines(path) if b"\0" in line), 0)
    return DataFileError(
        f"{path.name}: line {number} holds a NUL byte, which no text does; the file is damaged or "
        "in an encoding such as UTF-16."
    )


def undecodable(path: Path, data: DataSpec, encoding: str) -> DataFileError:
    """Return the refusal of a file that is not in its encoding, naming the first such line."""
    if encoding != "utf-8-sig":
        return DataFileError(
            f"{path.name} cannot be read as {data.encoding or encoding}; state another `encoding`, "
            'for example encoding = "cp1252".'
        )
    bad, sound = _first_lines(path)
    if sound:
        return DataFileError(
            f"{path.name} mixes encodings: line {bad} is not in UTF-8, and line {sound} is; save "
            "the whole file in UTF-8."
        )
    begin = f"{path.name} cannot be read as {data.encoding}" if data.encoding else ""
    return DataFileError(
        (begin or f"{path.name} is not in UTF-8")
        + (f", line {bad} being the first that is not" if bad else "")
        + ("; state another" if data.encoding else "; state its")
        + ' `encoding`, for example encoding = "cp1252".'
    )


def _first_lines(path: Path) -> tuple[int, int]:
    """Return the first line that is not in UTF-8, and the first that shows that it is; or 0."""
    bad = sound = 0
    for number, line in _lines(path):
        if line.isascii():
            continue
        try:
            line.decode("utf-8-sig")
            sound = sound or number
        except UnicodeError:
            bad = bad or number
        if bad and sound:
            break
    return bad, sound


def _lines(path: Path) -> enumerate[bytes]:
    return enumerate(path.read_bytes().splitlines(), start=1)
