"""Looks through the dictionary of an SPSS ``.sav`` file for what no such file can hold.

The library that reads the file trusts these numbers; where they are damaged it may end the whole
process, so they are looked at before.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO

from smeint.panel.sav_rows import rows_fit

#: Records of the dictionary, by number.
_VARIABLE, _LABELS, _LABELLED, _DOCUMENT, _EXTENSION, _END = 2, 3, 4, 6, 7, 999

#: Format types of text: A and AHEX.
_TEXT = (1, 2)

_LONGEST = 255


def is_sound(path: Path) -> bool:
    """Return whether the dictionary of a ``.sav`` or ``.zsav`` file holds together.

    Parameters
    ----------
    path : Path

    Returns
    -------
    bool
        False where a variable's width, format or missing values, or the place of a labelled
        variable, are none that a file can hold, where the file ends before its dictionary, or
        where its data are not the rows that its header counts.
    """
    with path.open("rb") as file:
        header = file.read(176)
        if len(header) < 176 or header[:3] != b"$FL":
            return False
        order = "<" if header[64:68] in (b"\x02\0\0\0", b"\x03\0\0\0") else ">"
        compression, _, rows = struct.unpack(f"{order}3i", header[72:84])
        try:
            segments = _segments(file, order)
        except struct.error:
            return False
        return segments is not None and rows_fit(file, compression, rows, segments)


def _segments(file: BinaryIO, order: str) -> int | None:
    """Return the cells of a row, or None where a record of the dictionary cannot be right."""
    variables = 0
    while True:
        kind = _ints(file, order, 1)[0]
        if kind == _VARIABLE:
            variables += 1
            sound = _variable(file, order)
        elif kind == _LABELS:
            sound = _labels(file, order)
        elif kind == _LABELLED:
            count = _ints(file, order, 1)[0]
            sound = 0 <= count <= variables
            sound = sound and all(1 <= p <= variables for p in _ints(file, order, count))
        elif kind in (_DOCUMENT, _EXTENSION):
            sound = _skipped(file, order, kind)
        else:
            _ints(file, order, 1)
            return variables if kind == _END else None
        if not sound:
            return None


def _ints(file: BinaryIO, order: str, count: int) -> tuple[int, ...]:
    return struct.unpack(f"{order}{count}i", file.read(4 * count))


def _variable(file: BinaryIO, order: str) -> bool:
    width, labelled, missing, shown, written = _ints(file, order, 5)
    file.seek(8, 1)  # its name
    if not -1 <= width <= _LONGEST or labelled not in (0, 1) or missing not in (-3, -2, 0, 1, 2, 3):
        return False
    formats = [(each >> 16) & 0xFF for each in (shown, written)]
    if width == 0 and any(each in _TEXT for each in formats):
        return False
    if width > 0 and any(each and each not in _TEXT for each in formats):
        return False
    if labelled:
        length = _ints(file, order, 1)[0]
        if length < 0:
            return False
        file.seek((length + 3) // 4 * 4, 1)
    file.seek(8 * abs(missing), 1)
    return True


def _labels(file: BinaryIO, order: str) -> bool:
    count = _ints(file, order, 1)[0]
    if count < 0:
        return False
    for _ in range(count):
        head = file.read(9)
        if len(head) < 9:
            return False
        file.seek((head[8] + 8) // 8 * 8 - 1, 1)
    return True


def _skipped(file: BinaryIO, order: str, kind: int) -> bool:
    if kind == _DOCUMENT:
        size, count = 80, _ints(file, order, 1)[0]
    else:
        _, size, count = _ints(file, order, 3)
    if size < 0 or count < 0:
        return False
    file.seek(size * count, 1)
    return True
