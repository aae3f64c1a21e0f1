"""Cells, headings and notes of tables as words: symbols set as APA style asks.

Letters that stand for statistics are italic, Greek letters and abbreviations are not; ``r_rb`` has
an index. The text itself never changes.
"""

from __future__ import annotations

import re

from smeint.report.words import Run, Words, coded, words

#: Symbols in italics, longest first.
_ITALIC = (
    "Mdn",
    "SD",
    "SE",
    "df",
    "B",
    "D",
    "F",
    "H",
    "M",
    "N",
    "U",
    "V",
    "W",
    "n",
    "p",
    "t",
    "w",
    "z",
)
#: Symbols with an index.
_INDEXED = {"r_rb": ("r", "rb"), "r_pooled": ("r", "pooled"), "r_s": ("r", "s")}

_SYMBOL = "|".join(map(re.escape, (*_INDEXED, *_ITALIC)))
#: A symbol before its value: ``t(113) = -2.84``, ``p < .001``, ``n = 57``, ``Mdn 3``.
_VALUED = re.compile(
    rf"(?<![\w.])({_SYMBOL})(?=(?:\([^()]*\))? ?[=<>≤≥] ?[-\d.∞\u2013]|(?<=Mdn) [-\d.])"
)
#: A symbol as a word of its own, in the heading of a column.
_ALONE = re.compile(rf"(?<![\w.-])({_SYMBOL})(?![\w-])")
#: A symbol with an index, which no other word looks like.
_ANYWHERE = re.compile(rf"(?<![\w.])({'|'.join(map(re.escape, _INDEXED))})(?!\w)")


def cell_words(text: str) -> Words:
    """Return a cell with its symbols set.

    Examples
    --------
    >>> [(run.text, run.style) for run in cell_words("r_rb = -.28")]
    [('r', 'italic'), ('rb', 'sub'), (' = -.28', '')]
    >>> [(run.text, run.style) for run in cell_words("Growth plan")]
    [('Growth plan', '')]
    """
    return _set(text, _VALUED)


def indexed(text: Words) -> Words:
    """Return words in which an italic sign such as ``r_rb`` has its index below.

    Examples
    --------
    >>> [(run.text, run.style) for run in indexed((Run("r_rb", "italic"), Run(" = -.28")))]
    [('r', 'italic'), ('rb', 'sub'), (' = -.28', '')]
    """
    out: list[Run] = []
    for run in text:
        letter, index = _INDEXED.get(run.text, ("", ""))
        if run.style == "italic" and letter:
            out += [Run(letter, "italic", run.link), Run(index, "sub", run.link)]
        else:
            out.append(run)
    return tuple(out)


def heading_words(text: str) -> Words:
    """Return a column's heading with its symbols set.

    Examples
    --------
    >>> [(run.text, run.style) for run in heading_words("Exact p")]
    [('Exact ', ''), ('p', 'italic')]
    """
    return _set(text, _ALONE)


def note_words(text: str) -> Words:
    """Return a note with its symbols set and names in backticks as code.

    Examples
    --------
    >>> [(run.text, run.style) for run in note_words("in `a.csv`, p < .05")]
    [('in ', ''), ('a.csv', 'code'), (', ', ''), ('p', 'italic'), (' < .05', '')]
    """
    return words(*(_note_run(run) for run in coded(text)))


def _note_run(run: Run) -> Words:
    """Return a run of a note; code stays as it is."""
    if run.style:
        return (run,)
    return words(
        *(
            _set(part.text, _ANYWHERE) if not part.style else part
            for part in _set(run.text, _VALUED)
        )
    )


def _set(text: str, pattern: re.Pattern[str]) -> Words:
    """Return a text in which what a pattern finds is set as a symbol."""
    parts: list[str | Run] = []
    end = 0
    for found in pattern.finditer(text):
        parts.append(text[end : found.start()])
        letter, index = _INDEXED.get(found[1], (found[1], ""))
        parts += [Run(letter, "italic"), Run(index, "sub")]
        end = found.end()
    return words(*parts, text[end:])
