"""`Look`: what the values of one column are like, its codes of missing values apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from smeint.arrays import BoolArray, FloatArray, IntArray
from smeint.panel.marks import Marks
from smeint.panel.raw import RawColumn
from smeint.panel.values import BLANKS, Raw, number_of, numbers_of, text_of
from smeint.propose.patterns import is_no_answer

#: Negative numbers that surveys use as codes; in a variable that cannot be below 0 they are codes.
CODES = frozenset(-float(n) for n in (*range(1, 10), 66, 77, 88, 99, *range(994, 1000), 9998, 9999))

NO_LABEL = "code without a label"

PLAIN = Marks()


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What stands in one column.

    Parameters
    ----------
    column, title : str
        Its name, and its label where it has one.
    raw : RawColumn
    cells : tuple of str or float
        Distinct cells that are answers.
    counts : array of int
        Rows of each of them.
    numbers : array of float
        Each of them as a number; NaN where it is none.
    missing : tuple of (str or float, str)
        Cells whose value label says that there is no answer, of which the file itself says nothing.
    blanks : int
        Rows without an answer.
    """

    column: str
    title: str
    raw: RawColumn
    cells: tuple[Raw, ...]
    counts: IntArray
    numbers: FloatArray
    missing: tuple[tuple[Raw, str], ...]
    blanks: int

    @property
    def numeric(self) -> bool:
        """Whether there are answers and all are numbers."""
        return bool(self.cells) and not bool(np.isnan(self.numbers).any())

    @property
    def whole(self) -> bool:
        """Whether all answers are whole numbers."""
        return self.numeric and bool((np.floor(self.numbers) == self.numbers).all())

    @property
    def labelled(self) -> bool:
        """Whether half of the answers or more have value labels, as numbered classes do."""
        labelled = sum(bool(self.label(cell)) for cell in self.cells)
        return 2 * labelled >= len(self.cells) > 0

    @property
    def classes(self) -> bool:
        """Whether the answers look like numbered classes and not like amounts.

        They have labels, or are few small whole numbers.
        """
        small = self.whole and len(self.cells) <= 12 and self.within(0, 12)
        return small or self.labelled

    def within(self, low: float, high: float) -> bool:
        """Whether all answers are numbers between two ends."""
        return self.numeric and bool(((self.numbers >= low) & (self.numbers <= high)).all())

    def rows_where(self, chosen: Callable[[FloatArray], BoolArray]) -> int:
        """Return the number of rows whose numbers are chosen."""
        return int(self.counts[chosen(self.numbers)].sum())

    def label(self, cell: Raw) -> str:
        """Return a cell's value label; blank where it has none."""
        return self.raw.labels.get(cell, "")

    def without(self, codes: Iterable[Raw], reason: str) -> Look:
        """Return the column with some of its cells called missing."""
        gone = set(codes)
        kept = [place for place, cell in enumerate(self.cells) if cell not in gone]
        return Look(
            self.column,
            self.title,
            self.raw,
            tuple(self.cells[place] for place in kept),
            self.counts[kept],
            self.numbers[kept],
            (*self.missing, *((cell, reason) for cell in self.cells if cell in gone)),
            self.blanks + int(self.counts.sum() - self.counts[kept].sum()),
        )


def look(column: str, title: str, raw: RawColumn, marks: Marks = PLAIN) -> Look:
    """Look at one column.

    Parameters
    ----------
    column, title : str
    raw : RawColumn
    marks : Marks
        How numbers that are text are written.

    Returns
    -------
    Look

    Examples
    --------
    >>> found = look("q1", "", RawColumn.of([1.0, 2.0, 2.0, ""]))
    >>> found.cells, found.counts.tolist(), found.whole, found.blanks
    ((1.0, 2.0), [1, 2], True, 1)
    """
    counts = np.bincount(raw.codes, minlength=len(raw.cells))
    missing, kept = [], []
    for place, cell in enumerate(raw.cells):
        label = raw.labels.get(cell, "")
        text = text_of(cell)
        if not text or text in BLANKS or cell in raw.missing:
            continue
        if label and is_no_answer(label):
            missing.append((cell, label))
        else:
            kept.append(place)
    cells = tuple(raw.cells[place] for place in kept)
    return Look(
        column=column,
        title=title,
        raw=raw,
        cells=cells,
        counts=counts[kept],
        numbers=numbers_of(cells, marks),
        missing=tuple(missing),
        blanks=int(counts.sum() - counts[kept].sum()),
    )


def unlabelled_codes(found: Look) -> Look:
    """Return a column that cannot be below 0 with its unlabelled negative codes called missing."""
    with np.errstate(invalid="ignore"):
        below = found.numbers < 0
    codes = [cell for cell, low in zip(found.cells, below.tolist(), strict=True) if low]
    known = [code for code in codes if number_of(code) in CODES]
    labelled = any(found.label(code) for code in known)
    if not known or len(known) < len(codes) or len(known) > 6 or labelled:
        return found
    return found.without(known, NO_LABEL)


def is_key(firm: RawColumn, year: RawColumn | None) -> bool:
    """Return whether a column has no blank and each firm stands once, or once in a year.

    Examples
    --------
    >>> firm, year = RawColumn.of(["a", "a", "b"]), RawColumn.of(["1", "2", "1"])
    >>> is_key(firm, None), is_key(firm, year)
    (False, True)
    """
    texts = [text_of(cell) for cell in firm.cells]
    if not all(texts) or len(set(texts)) < len(texts):
        return False
    if year is None:
        return len(texts) == firm.codes.size
    pairs = firm.codes * max(1, len(year.cells)) + year.codes
    return int(np.unique(pairs).size) == firm.codes.size
