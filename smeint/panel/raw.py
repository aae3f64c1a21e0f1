"""`RawTable`: the needed columns of a data file, every cell as it stands there."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from smeint.arrays import BoolArray, IntArray, narrow
from smeint.panel.number_cells import NumberCells
from smeint.panel.values import Raw, text_of


@dataclass(frozen=True, slots=True, eq=False)
class RawColumn:
    """One column: its distinct cells, and which of them each row holds.

    Parameters
    ----------
    cells : tuple of str or float, or NumberCells
        Distinct cells.
    codes : array of int, (rows,)
        Place of each row's cell in `cells`.
    labels : mapping of str or float to str
        Value labels of cells, where the file holds any.
    missing : mapping of str or float to str
        Cells that the file itself calls missing, each with its reason.
    dates : bool
        Whether texts are dates by the column's format, year first.
    """

    cells: Sequence[Raw]
    codes: IntArray
    labels: Mapping[Raw, str] = field(default_factory=dict)
    missing: Mapping[Raw, str] = field(default_factory=dict)
    dates: bool = False

    @classmethod
    def of(cls, cells: Iterable[Raw]) -> RawColumn:
        """Return the column of these cells, one for each row."""
        places: dict[Raw, int] = {}
        codes = [places.setdefault(cell, len(places)) for cell in cells]
        return cls(tuple(places), narrow(np.asarray(codes, dtype=np.int64), len(places)))

    def cell(self, place: int) -> Raw:
        """Return the cell of one row."""
        return self.cells[int(self.codes[place])]

    def where(self, chosen: Iterable[bool]) -> BoolArray:
        """Return which rows hold a chosen cell; `chosen` runs along `cells`."""
        return np.fromiter(chosen, dtype=bool, count=len(self.cells))[self.codes]

    def blank(self) -> BoolArray:
        """Return which rows are blank."""
        if isinstance(self.cells, NumberCells):
            return self.cells.blank()[self.codes]
        return self.where(not text_of(cell) for cell in self.cells)

    def take(self, rows: IntArray) -> RawColumn:
        """Return some of the rows, without the cells that none of them holds."""
        codes = self.codes[rows]
        used = np.zeros(len(self.cells), dtype=bool)
        used[codes] = True
        places = np.cumsum(used) - 1
        cells: Sequence[Raw]
        if isinstance(self.cells, NumberCells):
            cells = self.cells.some(used)
        else:
            cells = tuple(itertools.compress(self.cells, used.tolist()))
        named = {*self.labels, *self.missing}
        held = named.intersection(cells) if named else named
        return replace(
            self,
            cells=cells,
            codes=narrow(places, len(cells))[codes],
            labels={cell: label for cell, label in self.labels.items() if cell in held},
            missing={cell: reason for cell, reason in self.missing.items() if cell in held},
        )


@dataclass(frozen=True, slots=True, eq=False)
class RawTable:
    """The needed columns of a data file.

    Parameters
    ----------
    name : str
        Base name of the file, for messages.
    header : tuple of str
        All columns of the file.
    columns : mapping of str to RawColumn
        Those that are needed.
    row_numbers : array of int, (rows,)
        Place of each row in the file; 1 is the first row below the header.
    n_rows : int
        Rows of the file as read.
    format : str
        ``csv``, ``excel``, ``spss``, ``stata``, ``parquet`` or ``frame``.
    detail : str
        Sheet, delimiter and encoding.
    sha256 : str
    titles : mapping of str to str
        Labels of columns, where the file has any.
    """

    name: str
    header: tuple[str, ...]
    columns: Mapping[str, RawColumn]
    row_numbers: IntArray
    n_rows: int
    format: str
    detail: str = ""
    sha256: str = ""
    titles: Mapping[str, str] = field(default_factory=dict)

    def take(self, rows: IntArray) -> RawTable:
        """Return some of the rows."""
        columns = {name: column.take(rows) for name, column in self.columns.items()}
        return replace(self, columns=columns, row_numbers=self.row_numbers[rows])
