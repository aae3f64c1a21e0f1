"""What columns, answers and codes are called, from the table ``patterns.toml``."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib import resources

from smeint.panel.variables import VARIABLES

Regex = re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Names:
    """What the columns of one variable are called; earlier patterns are better ones."""

    name: tuple[Regex, ...]
    label: tuple[Regex, ...]
    maybe: tuple[Regex, ...]
    doubt: tuple[Regex, ...]
    excluded: tuple[Regex, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """That a column may be a variable.

    Parameters
    ----------
    rank : int
        0 is the best.
    why : str
    sure : bool
        Whether the pattern is strong enough for a proposal.
    """

    rank: int
    why: str
    sure: bool


def folded(text: str) -> str:
    """Return a text in small letters without accents, words parted by one space.

    Examples
    --------
    >>> folded("exportAnteil_Größe (%)"), folded("Yenilikçi"), folded("Año")
    ('export anteil grosse', 'yenilikci', 'ano')
    """
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    dotted = parted.casefold().replace("\N{LATIN SMALL LETTER DOTLESS I}", "i")
    plain = unicodedata.normalize("NFKD", dotted)
    letters = "".join(char for char in plain if not unicodedata.combining(char))
    return re.sub(r"[^a-z0-9]+", " ", letters).strip()


@cache
def names() -> dict[str, Names]:
    """Return the patterns of every variable that a file can be proposed for."""
    return {name: _names(entry) for name, entry in _table().items() if name in VARIABLES}


@cache
def answers() -> dict[str, float]:
    """Return the words of answers: 1 for yes, 0 for no."""
    given = _table()["answers"]
    return {**dict.fromkeys(given["yes"], 1.0), **dict.fromkeys(given["no"], 0.0)}


def is_no_answer(label: str) -> bool:
    """Return whether a value label says that there is no answer.

    Examples
    --------
    >>> is_no_answer("Don't know"), is_no_answer("Keine Angabe"), is_no_answer("Yes")
    (True, True, False)
    """
    text = folded(label)
    return any(pattern.search(text) for pattern in _no_answers())


def match(variable: str, column: str, title: str) -> Match | None:
    """Return how well a column's name and label fit a variable, or None.

    Parameters
    ----------
    variable : str
    column : str
        Name of the column.
    title : str
        Its label; blank where there is none.

    Examples
    --------
    >>> match("employees", "v12", "Number of full-time employees").why
    'label "Number of full-time employees"'
    >>> match("employees", "v13", "Employees three years ago") is None
    True
    """
    known = names()[variable]
    name, label = folded(column), folded(title)
    canonical = name == folded(variable)
    if not canonical and any(p.search(name) or p.search(label) for p in known.excluded):
        return None
    ranked = [(rank, f"name `{column}`") for rank, p in enumerate(known.name) if p.fullmatch(name)]
    if label:
        shown = title if len(title) <= 60 else f"{title[:60]}..."
        ranked += [
            (rank, f'label "{shown}"') for rank, p in enumerate(known.label) if p.search(label)
        ]
    if canonical:
        ranked.append((-1, "name"))
    if ranked:
        best = min(ranked)
        doubted = any(p.search(name) or p.search(label) for p in known.doubt)
        return Match(best[0] + 1, best[1], canonical or not doubted)
    if any(p.fullmatch(name) or p.fullmatch(label) for p in known.maybe):
        return Match(len(known.name), f"name `{column}` alone", False)
    return None


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    text = (resources.files("smeint") / "propose" / "patterns.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _no_answers() -> tuple[Regex, ...]:
    return tuple(map(re.compile, _table()["no_answer"]["label"]))


def _names(entry: dict[str, list[str]]) -> Names:
    def patterns(key: str) -> tuple[Regex, ...]:
        return tuple(map(re.compile, entry.get(key, ())))

    return Names(
        patterns("name"), patterns("label"), patterns("maybe"), patterns("doubt"), patterns("not")
    )
