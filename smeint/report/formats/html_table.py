"""A table model as the page sets it: what is aligned, repeated, a symbol, a mark."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from smeint.report.formats.inline import html_inline
from smeint.report.table import Table
from smeint.report.words import Words, coded, plain, words

#: Characters of a cell that may stand on one line.
LONG = 32

#: Latin signs of statistics, which are set in italics where a value follows them.
_SIGNS = r"Mdn|M|SD|n|p|z|t|F|D|W|V|w|U|H"
_WITH_VALUE = re.compile(
    rf"(?<![\w.&#-])(?:({_SIGNS})(?=(?:\([^()]*\))? (?:=|&lt;|&gt;) )|(Mdn|M)(?= [\d\u2212]))"
)
_HEADING = re.compile(rf"^({_SIGNS})(?= \(|$)|(?<=^Exact )(p)$")
_INDEXED = re.compile(r"(?:<em>)?\br_(rb|pooled)\b(?:</em>)?")
#: A sign with its value, and an interval: no line ends inside.
_HELD = re.compile(
    r"(?:<em>[^<>]+</em>|[\u03c6\u03c1]|\u03c7\u00b2)(?:\([^()<>]*\))? (?:=|&lt;|&gt;) [^\s<>,;]+"
    r"|\[\u2212?[\d.]+, \u2212?[\d.]+\]"
)
_CODE = re.compile(r"(<code>.*?</code>)")

#: A cell that is one number, with the marks of its notes.
_NUMBER = re.compile(
    r"(?P<number>(?:[<>] )?-?[\d,]*(?:\.(?P<decimals>\d+))?(?: ?%)?)(?P<marks>[ᵃ-ᵿᶛ-ᶿ]*)"
)
_MARKS = re.compile(r"[ᵃ-ᵿᶛ-ᶿ]+$")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the page.

    Parameters
    ----------
    html : Markup
    numeric : bool
    heading : bool
        Whether it names its row.
    repeated : bool
        Whether it says what the row above says, and is not seen.
    shift : float
        Widths of a digit that stand between it and the right, for decimal points to align.
    turned : bool
        Whether it holds a script from right to left.
    long : bool
        Whether it is too long for one line.
    """

    html: Markup
    numeric: bool
    heading: bool
    repeated: bool
    shift: float
    turned: bool
    long: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the page; `first` where a group of rows begins."""

    cells: tuple[Cell, ...]
    first: bool


def rows(table: Table) -> tuple[Row, ...]:
    """Return a table's rows as the page sets them."""
    shifts = [
        _shifts([row[place] for row in table.rows]) if place in table.numeric else {}
        for place in range(len(table.columns))
    ]
    found = []
    above: tuple[str, ...] = ()
    for number, row in enumerate(table.rows):
        same = 0
        while same < table.grouped and above[: same + 1] == row[: same + 1]:
            same += 1
        cells = tuple(
            Cell(
                # numbers are on one line anyway
                html=cell_html(text, held=place not in table.numeric),
                numeric=place in table.numeric,
                heading=place == 0 and 0 not in table.numeric,
                repeated=place < same,
                shift=shifts[place].get(number, 0.0),
                turned=turned(text),
                long=len(text) > LONG,
            )
            for place, text in enumerate(row)
        )
        found.append(Row(cells, bool(table.grouped and number and not same)))
        above = row
    return tuple(found)


def cell_html(text: str, *, held: bool = False) -> Markup:
    """Return a cell: signs of statistics in italics, marks of notes outside the number.

    Parameters
    ----------
    text : str
    held : bool
        Whether no line may end between a sign and its value.

    Returns
    -------
    Markup

    Examples
    --------
    >>> print(cell_html("z = 1.86"))
    <em>z</em> = 1.86
    """
    mark = _MARKS.search(text)
    if mark is None:
        return signed(html_inline(words(text)), held=held)
    marks = Markup('<span class="mark">{}</span>').format(mark[0])
    return signed(html_inline(words(text[: mark.start()])), held=held) + marks


def heading_html(text: str) -> Markup:
    """Return a column's heading, the sign of a statistic in italics."""
    html = _HEADING.sub(lambda found: f"<em>{found[0]}</em>", html_inline(words(text)))
    return signed(html)


def note_html(text: str) -> Markup:
    """Return a note; names in backticks stand as code."""
    return signed(html_inline(coded(text)), held=True)


def words_html(text: Words) -> Markup:
    """Return words: indexes of a symbol set low, signs held to their values."""
    return Markup(_outside_code(html_inline(text), lambda part: _indexed(_hold(part))))


def signed(html: str, *, held: bool = False) -> Markup:
    """Return HTML in which signs of statistics before a value are in italics."""

    def of(part: str) -> str:
        made = _WITH_VALUE.sub(r"<em>\g<0></em>", part)
        return _indexed(_hold(made) if held else made)

    return Markup(_outside_code(html, of))


def _outside_code(html: str, change: Callable[[str], str]) -> str:
    """Return HTML, changed outside names that stand as code."""
    parts = _CODE.split(html)
    return "".join(part if place % 2 else change(part) for place, part in enumerate(parts))


def _hold(html: str) -> str:
    """Keep signs and their values on one line, and intervals."""
    return _HELD.sub(r'<span class="held">\g<0></span>', html)


def _indexed(html: str) -> str:
    """Set indexes low; the underscore is there for who copies the text."""
    return _INDEXED.sub(r'<em>r</em><sub><span class="under">_</span>\1</sub>', html)


def turned(text: str) -> bool:
    """Return whether a text holds letters of a script from right to left.

    Examples
    --------
    >>> turned("a"), turned("\u0634\u0631\u0643\u0629")
    (False, True)
    """
    return any(unicodedata.bidirectional(c) in ("R", "AL") for c in text)


def turned_words(text: Words) -> bool:
    """Return whether words hold letters of a script from right to left."""
    return turned(plain(text))


def _shifts(cells: list[str]) -> dict[int, float]:
    """Return how far numbers with fewer decimals stand from the right, by row.

    Nothing where a cell is more than a number: such columns end alike.
    """
    found: dict[int, str | None] = {}
    for row, cell in enumerate(cells):
        match = _NUMBER.fullmatch(cell)
        if match is not None and any(c.isdigit() for c in cell):
            found[row] = match["decimals"]
        elif any(c.isdigit() for c in cell):
            return {}
    most = max((len(decimals or "") for decimals in found.values()), default=0)
    # the point is about half as wide as a digit
    return {
        row: most - len(decimals) if decimals else (most + 0.5 if most else 0.0)
        for row, decimals in found.items()
    }
