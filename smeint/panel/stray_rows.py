"""Finds rows that are no firms: totals, sources and notes below a table."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np

from smeint.arrays import BoolArray
from smeint.panel.cells import Fault
from smeint.panel.raw import RawColumn, RawTable
from smeint.panel.values import Raw, text_of

#: What a totals row says in place of a firm's id, in the languages of many statistics.
_TOTALS = (
    *("total", "totals", "grand total", "sub-total", "subtotal", "sum", "sum total", "average"),
    *("mean", "overall", "summe", "gesamt", "insgesamt", "gesamtsumme", "mittelwert", "somme"),
    *("total général", "moyenne", "suma", "total general", "promedio", "media", "totale", "soma"),
    *(
        "totaal",
        "gemiddelde",
        "summa",
        "yhteensä",
        "razem",
        "celkem",
        "összesen",
        "toplam",
        "итого",
    ),
)

#: What a note below a table begins with.
_NOTE = re.compile(
    r"(?:sources?|notes?|quellen?|anmerkung(?:en)?|hinweis|fuentes?|notas?|fontes?|remarques?|"
    r"remarks?|n\.?b\.?|legend|prepared by|compiled by)\s*:.*|(?:\*|©|\(c\)).*",
    re.IGNORECASE | re.DOTALL,
)

#: Rows at the end of a file among which notes are looked for.
_LAST = 20

TOTAL_RULE = (
    "must be a firm, and this is what a row of totals says: leave it out with drop = "
    '[{{ column = "{column}", in = ["{text}"] }}], or give the firm another id'
)
NOTE_RULE = (
    "must be a firm, and this looks like a note below the table, with nothing else in its row: "
    'leave it out with drop = [{{ column = "{column}", in = ["{text}"] }}]'
)


def stray_rows(table: RawTable, column: str) -> list[Fault]:
    """Return the faults of rows whose firm id says that they are totals or notes.

    Parameters
    ----------
    table : RawTable
    column : str
        Column of the firm ids.

    Returns
    -------
    list of Fault
        Along the rows of `table`.

    Notes
    -----
    An id such as ``Total`` is refused where it stands in one row alone: in several years it may be
    a firm's name, and is warned of. A note is refused among the last rows, where every other
    column that is read is blank.
    """
    raw = table.columns[column]
    totals = _totals(raw)
    faults = [_fault(TOTAL_RULE, column, raw, [row]) for row in totals]
    rows = range(max(0, raw.codes.size - _LAST), raw.codes.size)
    notes = [row for row in rows if _NOTE.fullmatch(text_of(raw.cell(row)))]
    if notes:
        alone = _alone(table, column)
        faults += [_fault(NOTE_RULE, column, raw, [row]) for row in notes if alone[row]]
    return faults


def _totals(raw: RawColumn) -> list[int]:
    """Return the rows whose id is a word for a total that stands in this row alone."""
    found = totals_among(raw.cells)
    if not found:
        return []
    places = [place for place, cell in enumerate(raw.cells) if cell in found]
    counts = np.bincount(raw.codes, minlength=len(raw.cells))
    once = [place for place in places if counts[place] == 1]
    return np.flatnonzero(np.isin(raw.codes, once)).tolist()


_SPELT: frozenset[Raw] = frozenset(
    f"{spelt}{end}"
    for word in _TOTALS
    for spelt in (word, word.title(), word.capitalize(), word.upper())
    for end in ("", ":", " ", ": ", " :")
)


def totals_among(cells: Iterable[Raw]) -> frozenset[Raw]:
    """Return the cells that are what a row of totals says in place of a firm.

    Examples
    --------
    >>> totals_among(["TOTAL:", "Totalia", 5.0])
    frozenset({'TOTAL:'})
    """
    return _SPELT.intersection(cells)


def _alone(table: RawTable, column: str) -> BoolArray:
    """Return which rows are blank in every other column that is read."""
    blank = np.ones(table.row_numbers.size, dtype=bool)
    for name, raw in table.columns.items():
        if name != column:
            blank &= raw.blank()
    return blank


def _fault(rule: str, column: str, raw: RawColumn, rows: list[int]) -> Fault:
    sorts = np.zeros(raw.codes.size, dtype=np.int64)
    sorts[rows] = 1
    return Fault(rule.format(column=column, text=text_of(raw.cell(rows[0]))), sorts)
