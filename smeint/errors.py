"""Errors a user can cause, each one sentence: what, where, what is allowed, what was found."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


class SmeintError(Exception):
    """Base of every error that is the caller's to mend; the command line exits with code 2."""


class StudyFileError(SmeintError):
    """The study file cannot be read or says something that is not allowed."""


class DataFileError(SmeintError):
    """The data file cannot be read or lacks what the study file names."""


class OutputError(SmeintError):
    """Results cannot be written where they were asked for."""


class ArgumentError(SmeintError, ValueError):
    """A function was called with a value that is not allowed."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One rule that the data break, with up to three example rows.

    Parameters
    ----------
    variable : str
        Canonical or own variable, or the rule's subject (``firm_id, year``).
    column : str
        Column of the data file.
    rule : str
        What is allowed, in words.
    count : int
        Rows that break the rule.
    examples : tuple of str
        Up to three of them, as ``row 5: '120'`` (row 1 is the first row below the header).
    """

    variable: str
    column: str
    rule: str
    count: int
    examples: tuple[str, ...]

    def sentence(self) -> str:
        """Return the violation as one clause."""
        rows = "row" if self.count == 1 else "rows"
        where = f"`{self.variable}`"
        if self.column and self.column != self.variable:
            where += f" (column `{self.column}`)"
        return f"{where} {self.rule}: {self.count} {rows} ({'; '.join(self.examples)})"


class InvalidDataError(DataFileError):
    """The data break rules of the variable table; every violation is listed at once."""

    def __init__(self, source: str, violations: Sequence[Violation]) -> None:
        self.source = source
        self.violations = tuple(violations)
        lines = [v.sentence() for v in self.violations]
        if len(lines) == 1:
            text = f"{source}: {lines[0]}."
        else:
            text = f"{source} breaks {len(lines)} rules:\n" + "\n".join(f"  - {x}" for x in lines)
        super().__init__(text)


def nearest(name: str, allowed: Iterable[str]) -> str:
    """Return ``" Did you mean `x`?"`` for a misspelt name, or an empty string.

    Examples
    --------
    >>> nearest("employes", ["employees", "sales"])
    ' Did you mean `employees`?'
    >>> nearest("zzz", ["employees"])
    ''
    """
    options = list(allowed)
    hits = difflib.get_close_matches(name, options, n=3, cutoff=0.6)
    if not hits:
        by_lower = {option.lower(): option for option in options}
        lower = difflib.get_close_matches(name.lower(), list(by_lower), n=3, cutoff=0.6)
        hits = [by_lower[hit] for hit in lower]
    if not hits:
        return ""
    return " Did you mean " + " or ".join(f"`{hit}`" for hit in hits) + "?"


def counted(n: int, noun: str) -> str:
    """Return a number with its noun, in the plural unless it is one.

    Examples
    --------
    >>> counted(1, "firm"), counted(2690, "firm-year")
    ('1 firm', '2,690 firm-years')
    """
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def listed(names: Iterable[str], most: int = 12) -> str:
    """Return names as ``a, b, c`` and, where there are more than `most`, how many more.

    Examples
    --------
    >>> listed("abc", most=2)
    'a, b and 1 more'
    """
    options = [str(name) for name in names]
    if len(options) <= most:
        return ", ".join(options) if options else "none"
    return ", ".join(options[:most]) + f" and {len(options) - most} more"
