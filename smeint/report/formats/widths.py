"""Where a table stands on a page of paper: its columns' widths, its type, upright or across."""

from __future__ import annotations

from dataclasses import dataclass

from smeint.report.formats.cells import cell_pieces, title_pieces
from smeint.report.formats.inline import typeset_minus
from smeint.report.table import Table, shown_rows

#: Width between the margins of an A4 page, upright and across, in points.
UPRIGHT, ACROSS = 451.0, 698.0

#: Sizes of type in tables, in points, from the one that is best to read.
SIZES = (10.0, 9.0, 8.0)

#: Blank at either side of a cell, in points.
PADDING = 3.0

#: Lines into which a long text should break at most where there is room.
_LINES = 4

#: Cells of numbers up to this many times the size of type stand in one line.
_NUMBERS = 14.0

#: How a table is made to fit, in turn: cells of words up to the first many times the size of type
#: stand in one line, and words and columns wider than the second are broken.
_TURNS = ((9.5, 14.0), (0.0, 14.0), (0.0, 10.0))

#: Widths of signs of Times, in parts of the size of type: capitals and wide signs, narrow signs;
#: others are half as wide as the type is high.
_WIDE, _CAPITAL, _NARROW = 0.74, 0.68, 0.33
_WIDE_SIGNS, _NARROW_SIGNS = frozenset("mwMW%=<\u2014\u2212"), frozenset(" .,:;'|!()[]/-fijlrtI")


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is set on paper.

    Parameters
    ----------
    widths : tuple of float
        Of the columns with their blanks, in points; together the width of the page's text, or
        less where the table needs less.
    size : float
        Of the type, in points.
    across : bool
        Whether the page is turned.
    """

    widths: tuple[float, ...]
    size: float
    across: bool


def layout(table: Table, breadth: float = 1.0) -> Layout:
    """Return the largest type in which a table fits: upright where it can, across otherwise.

    Parameters
    ----------
    table : Table
    breadth : float
        Of the letters, beside those of Times.

    Returns
    -------
    Layout

    Examples
    --------
    >>> small = layout(Table("T", ("Year", "p"), (("2010", ".012"),), frozenset({1})))
    >>> small.size, small.across, sum(small.widths) < UPRIGHT
    (10.0, False, True)
    >>> layout(Table("T", ("title",) * 9, (("not supported",) * 9,), frozenset(range(9)))).across
    True
    """
    for room, across in ((UPRIGHT, False), (ACROSS, True)):
        for turn in _TURNS:
            for size in SIZES:
                least, best = _needs(table, size * breadth, *turn)
                if sum(least) <= room:
                    return Layout(_shared(least, best, room), size, across)
    least, _ = _needs(table, SIZES[-1] * breadth, *_TURNS[-1])
    return Layout(tuple(ACROSS * need / sum(least) for need in least), SIZES[-1], True)


def _needs(
    table: Table, size: float, unbroken: float, longest: float
) -> tuple[list[float], list[float]]:
    """Return the least and the best width of each column, in points."""
    columns = list(zip(*shown_rows(table), strict=True)) or [()] * len(table.columns)
    least, best = [], []
    for place, title in enumerate(table.columns):
        widths = [_width(cell) for cell in columns[place]]
        pieces = [_width(piece) for cell in columns[place] for piece in cell_pieces(cell)]
        heading = [_width(piece) for piece in title_pieces(title)]
        whole = _NUMBERS if place in table.numeric else unbroken
        widest = max(widths, default=0.0)
        need = max(
            min(max([*pieces, *heading], default=0.0), longest),
            min(widest / _LINES, longest),
            max((width for width in widths if width <= whole), default=1.0),
        )
        least.append(need * size + 2 * PADDING)
        best.append(max(widest, _width(title), need) * size + 2 * PADDING)
    return least, best


def _shared(least: list[float], best: list[float], room: float) -> tuple[float, ...]:
    """Return widths between least and best that fill the room, if it takes that much."""
    if sum(best) <= room:
        return tuple(best)
    wanted = [more - need for need, more in zip(least, best, strict=True)]
    part = (room - sum(least)) / sum(wanted)
    return tuple(need + part * want for need, want in zip(least, wanted, strict=True))


def _width(text: str) -> float:
    """Return about how wide a text is, in parts of the size of type."""
    return 1.03 * sum(map(_sign_width, typeset_minus(text)))


def _sign_width(sign: str) -> float:
    """Return about how wide a sign is."""
    if sign in _NARROW_SIGNS:
        return _NARROW
    return _WIDE if sign in _WIDE_SIGNS else _CAPITAL if sign.isupper() else 0.5
