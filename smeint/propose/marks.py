"""How the numbers of a file are written as text: decimal marks, thousands, currency signs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from smeint.panel.currency import sign_in
from smeint.panel.marks import PERCENT_SIGNS, Marks
from smeint.panel.raw import RawColumn
from smeint.panel.values import BLANKS, number_of, text_of

#: Ways of writing that are tried where a plain reading fails, simple ones first.
WAYS = (
    Marks(","),
    Marks(".", ","),
    Marks(".", " "),
    Marks(",", " "),
    Marks(",", "."),
    Marks(".", "'"),
    Marks(".", "indian"),
)

#: Two ways that read cells such as 1,234 as two numbers.
_RIVALS = (Marks(","), Marks(".", ","))

#: Distinct cells of a column that are looked at.
MOST_CELLS = 5000


@dataclass(frozen=True, slots=True)
class Writing:
    """How numbers are written, and whether that is certain.

    Parameters
    ----------
    marks : Marks
    sure : bool
        False where the cells can be read in two ways; `marks` are then the plain ones.
    """

    marks: Marks
    sure: bool = True


def writing_of(columns: Iterable[RawColumn]) -> Writing:
    """Return how the numbers of some columns are written.

    Parameters
    ----------
    columns : iterable of RawColumn
        Those that are numbers, or may be.

    Returns
    -------
    Writing

    Notes
    -----
    A way of writing holds where it reads some column that cannot be read plainly, and all that
    can be. Where every comma has three digits behind it, it may be either mark: not sure.

    Examples
    --------
    >>> writing_of([RawColumn.of(["1,5", "2"])]).marks.decimal
    ','
    >>> writing_of([RawColumn.of(["1,234", "1,500"])]).sure
    False
    """
    texts = [found for found in map(_texts, columns) if found]
    plain = [found for found in texts if _reads(found, Marks())]
    odd = [found for found in texts if not _reads(found, Marks())]
    ways = [
        way
        for way in WAYS
        if any(_reads(found, way) for found in odd) and all(_reads(p, way) for p in plain)
    ]
    most = max((_count(odd, way) for way in ways), default=0)
    best = [way for way in ways if _count(odd, way) == most]
    if not best:
        return Writing(Marks())
    if set(_RIVALS) <= set(best):
        return Writing(Marks(), sure=False)
    return Writing(best[0])


def _count(odd: Sequence[Sequence[str]], way: Marks) -> int:
    return sum(_reads(found, way) for found in odd)


def _texts(raw: RawColumn) -> list[str]:
    """Return the cells of a column that are texts and no blanks, without currency signs."""
    cells = [cell for cell in raw.cells[:MOST_CELLS] if isinstance(cell, str)]
    return [cell for cell in cells if text_of(cell) and text_of(cell) not in BLANKS]


def _reads(cells: Sequence[str], way: Marks) -> bool:
    """Return whether all cells are numbers so written, signs of percent and currency allowed."""
    return all(
        number_of(cell, replace(way, percent=True, currency=sign_in(cell))) is not None
        for cell in cells
    )


def currency_of(raw: RawColumn) -> str:
    """Return the one currency sign of a column's cells; blank where there is none, or several.

    Examples
    --------
    >>> currency_of(RawColumn.of(["$5", "6 $", "7"])), currency_of(RawColumn.of(["$5", "€5"]))
    ('$', '')
    """
    signs = {sign_in(cell) for cell in _texts(raw)} - {""}
    return signs.pop() if len(signs) == 1 else ""


def has_percent_signs(raw: RawColumn) -> bool:
    r"""Return whether cells of a column have a percent sign, of any script that is read.

    Examples
    --------
    >>> has_percent_signs(RawColumn.of(["45\uff05", "3"])), has_percent_signs(RawColumn.of(["45"]))
    (True, False)
    """
    return any(not PERCENT_SIGNS.isdisjoint(cell) for cell in _texts(raw))
