"""`NumberCells`: the distinct cells of a column of numbers, without an object for each."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import overload

import numpy as np

from smeint.arrays import BoolArray, FloatArray
from smeint.panel.values import Raw


class NumberCells(Sequence[Raw]):
    """Distinct cells of a column of numbers: the numbers, then the few texts among them.

    Parameters
    ----------
    numbers : array of float, (n,)
        Distinct, none NaN.
    texts : tuple of str
        A blank, and letters of missing values such as ``.a``; none is a number.

    Notes
    -----
    Stands for the tuple of the same cells, which takes four times the memory.

    Examples
    --------
    >>> cells = NumberCells(np.array([5.0, 7.0]), ("",))
    >>> list(cells), cells[2], len(cells)
    ([5.0, 7.0, ''], '', 3)
    """

    __slots__ = ("numbers", "texts")

    def __init__(self, numbers: FloatArray, texts: tuple[str, ...] = ()) -> None:
        self.numbers = numbers
        self.texts = texts

    @overload
    def __getitem__(self, place: int) -> Raw: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Raw]: ...

    def __getitem__(self, place: int | slice) -> Raw | Sequence[Raw]:
        """Return the cell at a place."""
        if isinstance(place, slice):
            return tuple(self)[place]
        place = range(len(self))[place]
        n = self.numbers.size
        return float(self.numbers[place]) if place < n else self.texts[place - n]

    def __len__(self) -> int:
        return int(self.numbers.size) + len(self.texts)

    def __iter__(self) -> Iterator[Raw]:
        return itertools.chain(self.numbers.tolist(), self.texts)

    def values(self) -> FloatArray:
        """Return the cells as numbers, NaN where one is a text or infinite."""
        values = np.concatenate([self.numbers, np.full(len(self.texts), np.nan)])
        values[np.isinf(values)] = np.nan
        return values

    def blank(self) -> BoolArray:
        """Return which cells are blank."""
        texts = np.array([not text for text in self.texts], dtype=bool)
        return np.concatenate([np.zeros(self.numbers.size, dtype=bool), texts])

    def held(self, cells: Iterable[Raw]) -> set[Raw]:
        """Return those of some cells that are among these."""
        asked = list(cells)
        numbers = [cell for cell in asked if not isinstance(cell, str)]
        found = self.numbers[np.isin(self.numbers, numbers)]
        return {*found.tolist(), *(text for text in self.texts if text in asked)}

    def some(self, used: BoolArray) -> NumberCells:
        """Return the cells that are used."""
        texts = itertools.compress(self.texts, used[self.numbers.size :].tolist())
        return NumberCells(self.numbers[used[: self.numbers.size]], tuple(texts))
