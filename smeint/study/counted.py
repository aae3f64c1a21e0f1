"""Which firm-years stand behind the counts of a results set; never written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from smeint.arrays import BoolArray, IntArray
from smeint.engine.analysis import Analysis
from smeint.engine.lags import earlier
from smeint.engine.select import Selection, firms_in, holds, select
from smeint.panel.variables import Kind
from smeint.question import Condition, Question
from smeint.study.facts import Fact

#: Facts that count firms of one year, or firm-years.
COUNTED_FACTS = ("firm_years", "firms", "left_out", "missing", "scale_n")

#: Models of which one part is whether the outcome is above 0.
SPLIT_AT_ZERO = ("two_part",)


@dataclass(frozen=True, slots=True, eq=False)
class TestCells:
    """What one test counts.

    Parameters
    ----------
    cells : tuple of array of bool, (rows,)
        The innermost cells: groups, and groups by outcome where it has levels.
    firms : tuple of int
        Firms in each of them.
    shown : tuple of array of bool, (rows,)
        The sets of firm-years that the test's counts, or numbers made of them, tell the size of.
    gaps : tuple of array of bool, (rows,)
        The firm-years left out for a missing value: all of them, and by group.
    least : int
        Firms in the smallest cell.
    """

    __test__ = False  # not a pytest class

    cells: tuple[BoolArray, ...]
    firms: tuple[int, ...]
    shown: tuple[BoolArray, ...]
    gaps: tuple[BoolArray, ...]
    least: int


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """The firm-years behind every count.

    Parameters
    ----------
    tests : mapping of str to TestCells
        By finding's id; tests that could not be asked are not among them.
    facts : tuple of array of bool or None
        For each panel fact, in order; None where it counts no firm-years.
    """

    tests: Mapping[str, TestCells]
    facts: tuple[BoolArray | None, ...]


def counted(analysis: Analysis, questions: Iterable[Question], facts: Iterable[Fact]) -> Counted:
    """Return the firm-years behind a study's counts.

    Parameters
    ----------
    analysis : Analysis
    questions : iterable of Question
    facts : iterable of Fact
        Of the same analysis.

    Returns
    -------
    Counted
    """
    return Counted(
        tests={q.finding_id: cells_of(analysis, q) for q in questions if not q.missing},
        facts=tuple(fact_rows(analysis, fact) for fact in facts),
    )


def cells_of(analysis: Analysis, question: Question) -> TestCells:
    """Return what a test counts.

    Parameters
    ----------
    analysis : Analysis
    question : Question

    Returns
    -------
    TestCells
        For an outcome with levels the cells are groups by level, rows and columns without any
        firm left out where there are more than two; for a model also every category term, and
        every year among its terms, by outcome; for a test over all strata of a year all this in
        each of them. Where the predictor is of the year before, the same sets stand there too,
        for its groups are groups of that year. Firm means have no rows: only the sizes of their
        groups are known.
    """
    units = select(analysis, question)
    groups = _groups(question, units)
    if question.unit == "firm_means":
        return TestCells((), (), (), (), min(int(g.sum()) for g in groups))
    inner = list(_inner(analysis, question, units, groups))
    every = np.ones(units.n, dtype=bool)
    rows = analysis["year"].values.shape[0]
    places = [units.place]
    if question.predictor in analysis.lags:
        places.append(_year_before(analysis)[units.place])

    def in_panel(sets: Iterable[BoolArray]) -> Iterator[BoolArray]:
        for place in places:
            for members in sets:
                out = np.zeros(rows, dtype=bool)
                out[place[members]] = True
                yield out

    firms = tuple(firms_in(units.firm[cell]) for cell in inner)
    return TestCells(
        firms=firms * len(places),
        cells=tuple(in_panel(inner)),
        shown=tuple(in_panel([every, *groups, *inner])),
        gaps=tuple(_gaps(analysis, question, units)),
        least=min(firms),
    )


def _year_before(analysis: Analysis) -> IntArray:
    """Return the row of each firm's year before; -1 where there is none."""
    firm, year = (analysis[name].values.astype(np.int64) for name in ("firm_id", "year"))
    row = earlier(np.arange(year.size, dtype=float), firm, year)
    return np.where(np.isnan(row), -1, row).astype(np.int64)


def _groups(question: Question, units: Selection) -> list[BoolArray]:
    """Return the groups of a contrast, or all units."""
    if question.contrast:
        return [units.first, ~units.first]
    return [np.ones(units.n, dtype=bool)]


def _gaps(analysis: Analysis, question: Question, units: Selection) -> Iterator[BoolArray]:
    """Yield the firm-years that a test leaves out for a missing value: all, and by group."""
    every = np.zeros(analysis["year"].values.shape, dtype=bool)
    every[units.gaps] = True
    yield every
    for level in question.contrast:
        yield every & holds(analysis, Condition(question.predictor, (level,)))


def _inner(
    analysis: Analysis, question: Question, units: Selection, groups: list[BoolArray]
) -> Iterator[BoolArray]:
    """Yield the innermost cells of a test, as masks of its units."""
    outcome = analysis[question.outcome]
    levelled = outcome.kind is Kind.YES_NO or outcome.kind.has_levels
    if levelled and not question.contrast and question.predictor:
        groups = [units.predictor == code for code in np.unique(units.predictor)]
    if question.year is not None and len(question.strata) > 1:
        strata = [units.stratum == place for place in range(len(question.strata))]
        groups = [group & stratum for stratum in strata for group in groups]
    by_level = [np.ones(units.n, dtype=bool)]
    if question.procedure in SPLIT_AT_ZERO:
        by_level = [units.outcome == 0, units.outcome > 0]
    if levelled:
        binary = outcome.kind is Kind.YES_NO
        levels = (0.0, 1.0) if binary else tuple(np.unique(units.outcome).tolist())
        by_level = [units.outcome == level for level in levels]
    yield from (group & level for group in groups for level in by_level)
    if not question.predictor:
        return  # the terms of a scale's reliability are its items
    for place, term in enumerate(question.terms):
        kind = analysis[term].kind
        if kind.has_levels or kind in (Kind.YES_NO, Kind.YEAR):
            values = units.terms[:, place]
            for code in np.unique(values):
                yield from ((values == code) & level for level in by_level)


def fact_rows(analysis: Analysis, fact: Fact) -> BoolArray | None:
    """Return the firm-years that a fact counts, or None where it counts none."""
    if fact.fact not in COUNTED_FACTS or (fact.fact == "firms" and not fact.year):
        return None
    year = analysis["year"].values
    rows: BoolArray = np.ones(year.shape, dtype=bool)
    if fact.year:
        rows &= year == int(fact.year)
    if not fact.variable:
        return rows
    column = analysis[fact.variable]
    if fact.fact == "scale_n":
        rows &= column.known
    elif fact.fact == "firms":
        levels = ("no", "yes") if column.kind is Kind.YES_NO else column.levels
        rows &= column.values == levels.index(fact.level)
    else:
        reason = analysis.reasons.index(fact.detail) if fact.detail else -1
        rows &= ~column.known & (column.reasons == reason)
    return rows
