"""A table's notes in the order of APA style: on the whole table, then on its marks."""

from __future__ import annotations

from smeint.report.table import Table
from smeint.report.typeset import note_words
from smeint.report.words import Words, italic, words

#: What begins a note on single cells.
_MARKS = ("ᵃ", "ᵇ", "ᶜ", "ᵈ", "*")


def table_notes(table: Table) -> list[Words]:
    """Return a table's notes as paragraphs.

    Parameters
    ----------
    table : Table

    Returns
    -------
    list of Words
        Empty for a table without notes.

    Examples
    --------
    >>> from smeint.report.words import plain
    >>> table = Table("T", ("a",), (), notes=("A.", "ᵃ Small.", "B."))
    >>> [plain(note) for note in table_notes(table)]
    ['Note. A. B.', 'ᵃ Small.']
    """
    marked = [note for note in table.notes if note.startswith(_MARKS)]
    general = [note for note in table.notes if note not in marked]
    found = [note_words(note) for note in marked]
    if general:
        said = (part for note in general for part in (" ", note_words(note)))
        found.insert(0, words(italic("Note."), *said))
    return found
