"""One table model; every format is rendered from it, so that numbers agree in all."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """A table as a journal prints it: cells are text already.

    Parameters
    ----------
    title : str
    columns : tuple of str
    rows : tuple of tuple of str
    numeric : frozenset of int
        Columns set to the right.
    notes : tuple of str
        Below the table.
    grouped : int
        Leading columns in which a value that repeats the row above is set once.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int] = frozenset()
    notes: tuple[str, ...] = ()
    grouped: int = 0


def shown_rows(table: Table) -> tuple[tuple[str, ...], ...]:
    """Return the rows as they are set: in grouped columns what repeats the row above is empty.

    Examples
    --------
    >>> shown_rows(Table("T", ("a", "b"), (("x", "1"), ("x", "2"), ("y", "2")), grouped=1))
    (('x', '1'), ('', '2'), ('y', '2'))
    """
    rows = []
    above: tuple[str, ...] = ()
    for row in table.rows:
        same = 0
        while same < table.grouped and above[: same + 1] == row[: same + 1]:
            same += 1
        rows.append(("",) * same + row[same:])
        above = row
    return tuple(rows)


def markdown(table: Table) -> str:
    r"""Return the table as a Markdown pipe table with its notes.

    Examples
    --------
    >>> print(markdown(Table("T", ("a", "p"), (("x|y", "< .05"),), frozenset({1}))))
    **T**
    <BLANKLINE>
    | a | p |
    |---|--:|
    | x\|y | &lt; .05 |
    <BLANKLINE>
    """
    lines = [f"**{inert(table.title)}**", ""]
    lines.append("| " + " | ".join(inert(c) for c in table.columns) + " |")
    marks = ("--:" if place in table.numeric else "---" for place in range(len(table.columns)))
    lines.append("|" + "|".join(marks) + "|")
    lines += ["| " + " | ".join(inert(cell) for cell in row) + " |" for row in shown_rows(table)]
    lines.append("")
    if len(table.notes) > 3:
        lines += ["*Notes.*", "", *(f"- {inert(note)}" for note in table.notes), ""]
    elif table.notes:
        lines += ["*Note.* " + " ".join(inert(note) for note in table.notes), ""]
    return "\n".join(lines)


def inert(text: str) -> str:
    r"""Return text that Markdown and HTML print as it is.

    Examples
    --------
    >>> inert("<b>*x*</b>")
    '&lt;b&gt;\\*x\\*&lt;/b&gt;'
    >>> print(inert("[1] of `country[GHA]`, `` `a[1]` ``"), inert("`a[1]`"))
    \[1\] of \`country\[GHA\]\`, \`\` \`a\[1\]\` \`\` `a[1]`
    """
    flat = " ".join(text.split())
    flat = flat.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    flat = flat.replace("|", "\\|")  # in a table it ends a cell, even within code
    return _outside_names(flat)


def _outside_names(text: str) -> str:
    """Escape marks outside `names` in backticks, which stand as code: a backslash is itself there.

    Backticks beside each other may begin code of another length, so then none is code.
    """
    parts = text.split("`")
    balanced = len(parts) % 2 == 1 and "``" not in text
    for place, part in enumerate(parts):
        if place % 2 == 0 or not balanced:
            parts[place] = re.sub(r"\\(?!\|)|[*_\[\]]", r"\\\g<0>", part)
    return ("`" if balanced else "\\`").join(parts)
