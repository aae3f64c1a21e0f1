"""Statistical symbols in the cells of tables, which journals set in italics."""

from __future__ import annotations

import re

from smeint.report.table import Table
from smeint.report.words import Words, italic, words

#: Symbols of statistics that stand alone, or before a sign, a bracket or a number.
_SYMBOL = re.compile(
    r"(?<![\w.])(?:p|n|N|D|W|M|SD|SE|Mdn|OR|t|F|U|z|V|w|k|df|r)(?=\s*$|\(\d|\s[=<>(]|\s\d)"
)

#: A group described: ``Mdn 0.25, n = 64``.
_GROUP = re.compile(r"(?:Mdn\s[\d.,-]+,\s)?n\s=\s\d+")

#: Blanks at which a cell does not break: ``n = 23``, ``40.4 %``, ``Mdn 0.13``, ``< .001``.
_HELD = re.compile(r"(?<=[=<>]) (?=\S)|(?<=\S) (?=[=<>] )|(?<=\d) (?=%)|(?<=Mdn) (?=\S)")

#: Cells of numbers, and titles of columns, up to this length never break.
_WHOLE, _TITLE = 24, 7

#: Symbols with a subscript.
SUBSCRIPT = re.compile(r"(?<![\w.])(r)_(rb|pooled)(?!\w)")


def held(text: str) -> str:
    r"""Return a cell's text that breaks only where a reader would break it.

    Examples
    --------
    >>> held("Mdn 0.13, n = 23").split(" ")
    ['Mdn\xa00.13,', 'n\xa0=\xa023']
    """
    return _HELD.sub("\u00a0", text)


def title_pieces(text: str) -> list[str]:
    """Return the pieces into which a column's title may break.

    Examples
    --------
    >>> title_pieces("Exact p"), title_pieces("Published rule")
    (['Exact p'], ['Published', 'rule'])
    """
    return [text] if len(text) <= _TITLE else cell_pieces(text)


def cell_pieces(text: str) -> list[str]:
    """Return the pieces into which a cell may break."""
    return held(text).split(" ")


def cell_words(table: Table, text: str, column: int, *, heading: bool = False) -> Words:
    """Return a cell's text with its symbols in italics, held together where it is short.

    Parameters
    ----------
    table : Table
    text : str
    column : int
    heading : bool
        Whether the text is the column's title.

    Returns
    -------
    Words
        In text columns no symbol is sought, unless a cell describes a group.

    Examples
    --------
    >>> table = Table("T", ("Firm", "p"), (), frozenset({1}))
    >>> [run.style for run in cell_words(table, "t(113) = -2.84", 1)]
    ['italic', '']
    >>> [run.style for run in cell_words(table, "n", 0)]
    ['']
    """
    numeric = column in table.numeric
    whole = len(text) <= _TITLE if heading else numeric and len(text) <= _WHOLE
    text = text.replace(" ", "\u00a0") if whole else held(text)
    if not numeric and not _GROUP.fullmatch(text):
        return words(text)
    parts: list[Words] = []
    end = 0
    for found in _SYMBOL.finditer(text):
        parts += [words(text[end : found.start()]), words(italic(found[0]))]
        end = found.end()
    return words(*parts, text[end:])
