"""Columns of a labelled file while they are read some rows at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np

from smeint.arrays import FloatArray, IntArray, in_own_pages, narrow
from smeint.panel.number_cells import NumberCells
from smeint.panel.raw import RawColumn
from smeint.panel.values import Raw


class Growing(Protocol):
    """A column that takes its cells in parts."""

    def put(self, row: int, part: Sequence[Any]) -> None:
        """Take the cells from a row on."""

    def column(self) -> RawColumn:
        """Return the column; nothing can be put after."""


class Texts:
    """A column of texts.

    Examples
    --------
    >>> texts = Texts(3)
    >>> texts.put(0, ["b", None])
    >>> texts.put(2, ["b"])
    >>> texts.column().cells, texts.column().codes
    (('b', ''), array([0, 1, 0], dtype=int8))
    """

    def __init__(self, n_rows: int) -> None:
        self._places: dict[Raw, int] = {}
        self._codes: IntArray = np.zeros(n_rows, dtype=np.int32)

    def put(self, row: int, part: Sequence[Any]) -> None:
        """Take the cells from a row on; what is no text is blank."""
        places = self._places
        self._codes[row : row + len(part)] = [
            places.setdefault(value if isinstance(value, str) else "", len(places))
            for value in np.asarray(part, dtype=object).tolist()
        ]

    def column(self) -> RawColumn:
        """Return the column."""
        codes = narrow(self._codes, len(self._places))
        return RawColumn(tuple(self._places), in_own_pages(codes))


class Numbers:
    """A column of numbers, where a missing one is blank or a letter, held as ``.a``.

    Examples
    --------
    >>> numbers = Numbers(4)
    >>> numbers.put(0, [5.0, None])
    >>> numbers.put(2, ["a", 5.0])
    >>> column = numbers.column()
    >>> list(column.cells), column.codes
    ([5.0, '', '.a'], array([0, 1, 2, 0], dtype=int8))
    """

    def __init__(self, n_rows: int) -> None:
        self._numbers: FloatArray = np.full(n_rows, np.nan)
        self._letters: dict[str, list[int]] = {}

    def put(self, row: int, part: Sequence[Any]) -> None:
        """Take the cells from a row on."""
        try:
            numbers: FloatArray = np.asarray(part, dtype=float)
        except ValueError:  # letters of Stata's missing values among them
            for place, value in enumerate(part, start=row):
                if isinstance(value, str) and value:
                    self._letters.setdefault(f".{value}", []).append(place)
            numbers = np.array([None if isinstance(v, str) else v for v in part], dtype=float)
        self._numbers[row : row + len(part)] = numbers

    def column(self) -> RawColumn:
        """Return the column."""
        import pandas as pd

        codes, cells = pd.factorize(self._numbers)
        self._numbers = np.zeros(0)
        texts = ("", *self._letters)
        codes[codes < 0] = len(cells)
        for place, rows in enumerate(self._letters.values(), start=len(cells) + 1):
            codes[rows] = place
        if not (codes == len(cells)).any():
            codes[codes > len(cells)] -= 1
            texts = texts[1:]
        places = in_own_pages(narrow(codes, len(cells) + len(texts)))
        return RawColumn(NumberCells(in_own_pages(cells), texts), places)
