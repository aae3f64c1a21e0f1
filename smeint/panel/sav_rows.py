"""Counts the rows that a `.sav` file holds, beside those that it says it holds."""

from __future__ import annotations

from typing import BinaryIO

_BLOCK = 1 << 24

#: Bytes of a compressed file that stand for no cell, for a cell that follows, for the file's end.
_NOTHING, _FOLLOWS, _END = b"\x00", b"\xfd", 252


def rows_fit(file: BinaryIO, compression: int, said: int, segments: int) -> bool:
    """Return whether the data of a `.sav` file are whole rows, as many as its header says.

    Parameters
    ----------
    file : binary file
        Stands where the data begin.
    compression : int
        0 for none, 1 by bytes; other files are not looked at here.
    said : int
        Rows by the header; negative where it does not say.
    segments : int
        Cells of 8 bytes in a row.

    Returns
    -------
    bool

    Notes
    -----
    The library that reads the file stops at the header's number of rows, whatever follows.
    """
    if compression not in (0, 1) or not segments:
        return True
    cells = _plain(file) if compression == 0 else _compressed(file)
    if cells < 0 or cells % segments:
        return False
    return said < 0 or cells == said * segments


def _plain(file: BinaryIO) -> int:
    """Return the number of cells; -1 where the last is cut."""
    begin = file.tell()
    size = file.seek(0, 2) - begin
    return -1 if size % 8 else size // 8


def _compressed(file: BinaryIO) -> int:
    """Return the number of cells of data compressed by bytes; -1 where the last is cut.

    Eight bytes at a time say what the next cells are; of each that is no small number or blank
    the eight bytes follow.
    """
    cells = 0
    data, at = b"", 0
    while at <= len(data):
        if len(data) - at < 72:
            data, at = data[at:] + file.read(_BLOCK), 0
            if not data:
                break
        block = data[at : at + 8]
        end = block.find(_END)
        if end >= 0:
            block = block[:end]
        following = block.count(_FOLLOWS)
        at += 8 + 8 * following
        cells += len(block) - block.count(_NOTHING)
        if end >= 0:
            break
    return cells if at <= len(data) else -1
