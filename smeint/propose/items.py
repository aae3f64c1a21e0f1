"""Items of a scale: columns of one name and running numbers, labelled as one variable."""

from __future__ import annotations

import re
from collections.abc import Sequence

from smeint.panel.marks import Marks
from smeint.panel.raw import RawTable
from smeint.panel.values import text_of
from smeint.panel.variables import VARIABLES, Kind
from smeint.propose import toml_text as toml
from smeint.propose.guess import Candidate, Guess
from smeint.propose.look import Look, look
from smeint.propose.patterns import match, names

_NUMBERED = re.compile(r"(.*?[A-Za-z].*?)[_. -]?(\d{1,2}|[a-j])")

#: Fewest items of a scale.
FEWEST = 3


def scales(
    table: RawTable, found: Sequence[Candidate], *, marks: Marks, values: bool
) -> list[Guess]:
    """Return possible scales, always doubtful: which items are reversed is not in a file.

    Parameters
    ----------
    table : RawTable
    found : sequence of Candidate
        Columns with a label, or a name, of a variable that may be a scale.
    marks : Marks
    values : bool
        Whether the range of answers may be shown.

    Returns
    -------
    list of Guess
    """
    lines = []
    for variable, about in VARIABLES.items():
        if Kind.SCALE not in about.kinds:
            continue
        own = [c.column for c in found if c.variable == variable and c.column in table.columns]
        named = by_stem(variable, list(table.columns))
        for stem, columns in _stems([*own, *named]).items():
            looks = [look(c, table.titles.get(c, ""), table.columns[c], marks) for c in columns]
            if len(columns) >= FEWEST and _alike(looks):
                lines.append(_scale(variable, stem, looks, values))
    return lines


def item_columns(columns: Sequence[str]) -> list[str]:
    """Return columns that may be items of a scale by their names."""
    scale = [name for name in names() if Kind.SCALE in VARIABLES[name].kinds]
    return [column for name in scale for column in by_stem(name, columns)]


def by_stem(variable: str, columns: Sequence[str]) -> list[str]:
    """Return columns whose name without its number is that of a variable."""
    found = []
    for column in columns:
        numbered = _NUMBERED.fullmatch(column)
        matched = match(variable, numbered[1], "") if numbered else None
        if matched is not None and matched.sure:
            found.append(column)
    return found


def _stems(columns: Sequence[str]) -> dict[str, list[str]]:
    stems: dict[str, list[str]] = {}
    for column in dict.fromkeys(columns):
        numbered = _NUMBERED.fullmatch(column)
        if numbered:
            stems.setdefault(numbered[1], []).append(column)
    return stems


def _alike(looks: Sequence[Look]) -> bool:
    """Return whether all columns hold whole numbers of one range with three answers or more."""
    ends = {(found.numbers.min(), found.numbers.max()) for found in looks if found.whole}
    low, high = next(iter(ends)) if len(ends) == 1 else (0.0, 0.0)
    return all(found.whole for found in looks) and 2 <= high - low <= 10


def _scale(variable: str, stem: str, looks: Sequence[Look], values: bool) -> Guess:
    columns = tuple(found.column for found in looks)
    pairs = {"items": toml.texts(columns)}
    if values:
        ends = (looks[0].numbers.min(), looks[0].numbers.max())
        pairs["range"] = "[" + ", ".join(text_of(float(end)) for end in ends) + "]"
    why = (
        f"items `{stem}`... with one range of answers; state `reverse` for items that are worded "
        "the other way, and check `range` with the questionnaire"
    )
    return Guess(variable, columns, why, False, pairs)
