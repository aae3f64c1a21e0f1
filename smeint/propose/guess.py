"""Which column is which variable: candidates by name and label, settled by their values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from smeint.panel.marks import Marks
from smeint.panel.raw import RawColumn, RawTable
from smeint.panel.variables import VARIABLES, Kind
from smeint.propose import toml_text as toml
from smeint.propose.fit import Fit, fits
from smeint.propose.look import Look, is_key, look
from smeint.propose.marks import currency_of
from smeint.propose.patterns import Match, match, names

#: Columns at the start of a file whose values are looked at whatever their names are.
FIRST = 30

#: Most alternatives that are shown for one variable.
MOST = 4


@dataclass(frozen=True, slots=True)
class Guess:
    """One line that is proposed, or possible.

    Parameters
    ----------
    variable : str
    columns : tuple of str
        Columns of the file; several for the items of a scale.
    why : str
    sure : bool
        Whether the line is proposed; what is not sure is written as a comment.
    pairs : mapping of str to str
        Keys of the entry beside `column`, and their values in TOML.
    look : Look or None
    """

    variable: str
    columns: tuple[str, ...]
    why: str
    sure: bool
    pairs: Mapping[str, str] = field(default_factory=dict)
    look: Look | None = None

    @property
    def entry(self) -> str:
        """The value of the line: the column alone, or a table."""
        if "items" in self.pairs:
            return toml.table(self.pairs)
        column = toml.quoted(self.columns[0])
        return toml.table({"column": column, **self.pairs}) if self.pairs else column


@dataclass(frozen=True, slots=True)
class Candidate:
    """A column whose name or label fits a variable."""

    variable: str
    column: str
    match: Match


def usable(header: Sequence[str]) -> list[str]:
    """Return the columns that a study file can name: those whose name stands once."""
    seen = Counter(header)
    return [name for name in header if name and seen[name] == 1]


def candidates(header: Sequence[str], titles: Mapping[str, str]) -> list[Candidate]:
    """Return every column that may be a variable by its name or label."""
    found = []
    columns = usable(header)
    for variable in names():
        for column in columns:
            matched = match(variable, column, titles.get(column, ""))
            if matched is not None:
                found.append(Candidate(variable, column, matched))
    return found


def guesses(
    table: RawTable,
    found: Sequence[Candidate],
    *,
    marks: Marks,
    values: bool,
    year: str = "",
) -> list[Guess]:
    """Return the lines for all variables but `year`, best first within a variable.

    Parameters
    ----------
    table : RawTable
    found : sequence of Candidate
    marks : Marks
    values : bool
        Whether codes may be shown.
    year : str
        Column of the year, for which firms must be unique; blank for none.

    Returns
    -------
    list of Guess
        At most one of a variable is sure, and a column is surely one variable.
    """
    lines: list[Guess] = []
    for variable in VARIABLES:
        own = [c for c in found if c.variable == variable and variable != "year"]
        ranked = sorted(own, key=lambda c: (not c.match.sure, c.match.rank))
        possible = [
            guess
            for candidate in ranked
            if candidate.column in table.columns
            for guess in _of(candidate, table, marks, values)
        ]
        if variable == "firm_id":
            lines += _firm(possible, table, found, year)
        else:
            lines += _settled(possible, ranked)
    return _derived(_once(lines))


def _of(candidate: Candidate, table: RawTable, marks: Marks, values: bool) -> list[Guess]:
    column = candidate.column
    raw = table.columns[column]
    allowed = marks_for(candidate.variable, raw, marks)
    found = look(column, table.titles.get(column, ""), raw, allowed)
    return [_guess(candidate, fit) for fit in fits(candidate.variable, found, values=values)]


def marks_for(variable: str, raw: RawColumn, marks: Marks) -> Marks:
    """Return how the numbers of a variable may be written: shares with percent signs, say."""
    kinds = set(VARIABLES[variable].kinds)
    return replace(
        marks,
        percent=bool(kinds & {Kind.SHARE, Kind.RATIO}),
        currency=currency_of(raw) if Kind.MONEY in kinds else "",
    )


def _guess(candidate: Candidate, fit: Fit) -> Guess:
    why = "; ".join(part for part in (candidate.match.why, fit.why) if part)
    return Guess(
        candidate.variable,
        (candidate.column,),
        why,
        candidate.match.sure and fit.sure,
        fit.pairs,
        fit.look,
    )


def _settled(possible: list[Guess], ranked: Sequence[Candidate]) -> list[Guess]:
    """Return a variable's lines: the best one sure, unless another column is as good."""
    ranks = {c.column: c.match.rank for c in ranked}
    sure = [guess for guess in possible if guess.sure]
    if not sure:
        return possible
    best = min(ranks[guess.columns[0]] for guess in sure)
    first = [guess for guess in sure if ranks[guess.columns[0]] == best]
    if len(first) > 1:
        return [_doubt(g, "several columns fit as well") if g.sure else g for g in possible]
    return [first[0], *(_doubt(g, "or") if g.sure else g for g in possible if g is not first[0])]


def _doubt(guess: Guess, why: str) -> Guess:
    return replace(guess, sure=False, why=f"{why}: {guess.why}" if why == "or" else guess.why)


def _firm(
    possible: list[Guess], table: RawTable, found: Sequence[Candidate], year: str
) -> list[Guess]:
    """Return lines for the firm: one that is different in every row, or once a year."""
    period = table.columns.get(year) if year else None
    keys = [g for g in possible if g.sure and is_key(table.columns[g.columns[0]], period)]
    if keys:
        how = "different in every row"
        if not is_key(table.columns[keys[0].columns[0]], None):
            how = f"each once in a year of `{year}`"
        chosen = replace(keys[0], why=f"{keys[0].why}; {how}")
        return [chosen, *(_doubt(g, "or") for g in keys[1:])]
    others = []
    taken = {c.column for c in found if c.variable != "firm_id"}
    for column in [name for name in usable(table.header)[:FIRST] if name not in taken]:
        if column not in table.columns:
            continue
        raw = table.columns[column]
        values = [cell for cell in raw.cells if isinstance(cell, float)]
        broken = any(not value.is_integer() for value in values)
        if column != year and not broken and not raw.dates and is_key(raw, None):
            first = column == table.header[0] and not possible
            where = "the first column, " if first else ""
            why = f"no column is named as an id; {where}different in every row"
            others.append(Guess("firm_id", (column,), why, first))
    why = "but blank, or twice in a year"
    return [*(replace(g, sure=False, why=f"{g.why}; {why}") for g in possible), *others[:MOST]]


def _once(lines: list[Guess]) -> list[Guess]:
    """Return lines in which no column is surely two variables; such lines are doubtful."""
    sure: dict[str, set[str]] = {}
    for guess in lines:
        if guess.sure:
            sure.setdefault(guess.columns[0], set()).add(guess.variable)
    result = []
    for guess in lines:
        others = sure.get(guess.columns[0], set()) - {guess.variable}
        if guess.sure and others and guess.variable != "firm_id":
            why = f"{guess.why}; but it may also be {' or '.join(sorted(others))}"
            result.append(replace(guess, sure=False, why=why))
        else:
            result.append(guess)
    return result


def _derived(lines: list[Guess]) -> list[Guess]:
    """Return lines in which what follows from other lines is for the user to decide."""
    sure = {guess.variable for guess in lines if guess.sure}
    result = []
    for guess in lines:
        needs = VARIABLES[guess.variable].needs
        if guess.sure and needs and sure.issuperset(needs):
            why = f"{guess.why}; it follows from {' and '.join(needs)}, whose place it would take"
            result.append(replace(guess, sure=False, why=why))
        else:
            result.append(guess)
    return result


def _one_wave(guess: Guess, others: Sequence[str]) -> Guess:
    """Return a line for the year; years of interviews are one wave only where they are one."""
    several = guess.look is not None and len(guess.look.cells) > 1
    if guess.columns[0] not in others or not several:
        return guess
    why = f"{guess.why}; but interviews of several years, and one wave is one year"
    return replace(guess, sure=False, why=why)


def year_guesses(
    table: RawTable, found: Sequence[Candidate], others: Sequence[str], marks: Marks
) -> list[Guess]:
    """Return lines for the year: a column named so, else one whose values can only be years.

    Parameters
    ----------
    table : RawTable
    found : sequence of Candidate
    others : sequence of str
        Columns that a preset names as possible years.
    marks : Marks

    Returns
    -------
    list of Guess
    """
    own = sorted((c for c in found if c.variable == "year"), key=lambda c: c.match.rank)
    preset = [Candidate("year", c, Match(0, f"column `{c}`", True)) for c in others]
    ranked = [*(c for c in preset if c.column in table.columns), *own]
    possible = [_one_wave(g, others) for c in ranked for g in _of(c, table, marks, True)]
    if any(guess.sure for guess in possible):
        first = next(guess for guess in possible if guess.sure)
        return [first, *(_doubt(g, "or") for g in possible if g is not first)]
    taken = {c.column for c in found}
    constant = []
    for column in [name for name in table.columns if name not in taken][:FIRST]:
        seen = look(column, table.titles.get(column, ""), table.columns[column], marks)
        if len(seen.cells) == 1 and not seen.blanks and seen.whole and seen.within(1980, 2050):
            why = "no column is named as a year; the same whole number in every row, as a year is"
            constant.append(Guess("year", (column,), why, True, look=seen))
    if len(constant) > 1:
        constant = [replace(guess, sure=False) for guess in constant]
    return [*possible, *constant]
