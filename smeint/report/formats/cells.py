"""Cells of tables on paper: symbols set, and lines that break where a reader would break them."""

from __future__ import annotations

import re
from dataclasses import replace

from smeint.report.table import Table
from smeint.report.typeset import cell_words, heading_words
from smeint.report.words import Words

#: Blanks at which a cell does not break: ``n = 23``, ``40.4 %``, ``Mdn 0.13``, ``< .001``.
_HELD = re.compile(r"(?<=[=<>]) (?=\S)|(?<=\S) (?=[=<>] )|(?<=\d) (?=%)|(?<=Mdn) (?=\S)")

#: Cells of numbers, and titles of columns, up to this length never break.
_WHOLE, _TITLE = 24, 7


def held(text: str) -> str:
    r"""Return a cell's text with blanks that do not break where it should not.

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


def paper_words(table: Table, text: str, column: int, *, heading: bool = False) -> Words:
    r"""Return a cell's text with its symbols set, held together where it is short.

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

    Examples
    --------
    >>> table = Table("T", ("Firm", "95 % CI"), (), frozenset({1}))
    >>> [run.text for run in paper_words(table, "[-.28, .10]", 1)]
    ['[-.28,\xa0.10]']
    """
    shown = heading_words(text) if heading else cell_words(text)
    said = "".join(run.text for run in shown)
    whole = len(text) <= _TITLE if heading else column in table.numeric and len(text) <= _WHOLE
    said = said.replace(" ", "\u00a0") if whole else held(said)
    runs, start = [], 0
    for run in shown:
        end = start + len(run.text)
        runs.append(replace(run, text=said[start:end]))
        start = end
    return tuple(runs)
