"""Which firm-years answer a question, and why the others do not."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np

from smeint.arrays import BoolArray, FloatArray, IntArray
from smeint.engine.analysis import Analysis
from smeint.engine.batch_columns import BatchColumn
from smeint.engine.sampling import SAMPLING_WEIGHT
from smeint.panel.panel import Column
from smeint.panel.variables import Kind
from smeint.question import Condition, Question


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """The units of one test, nothing missing.

    Parameters
    ----------
    outcome : array of float, (n,)
    predictor : array of float, (n,)
        1 for the first group and 0 for the second where there is a contrast; else the
        predictor's values; empty for normality.
    first : array of bool, (n,)
        The first group; empty where there is no contrast.
    terms : array of float, (n, terms)
        Further terms of a model, categories as level numbers.
    firm, cell, stratum : array of int, (n,)
        Firm number; year-by-stratum number; place of the unit's stratum among the question's, 0
        where it has none.
    place : array of int, (n,)
        Each unit's row in the panel; empty for firm means.
    missing : mapping of str to int
        Units of the sample left out of the test, by reason.
    missing_by_group : tuple of int
        The same by group of the contrast, where the group is known.
    gaps : array of int
        Rows in the panel that are left out for a missing value; empty for firm means.
    repeated : bool
        Whether a firm stands more than once where it may not.
    """

    outcome: FloatArray
    predictor: FloatArray
    first: BoolArray
    terms: FloatArray
    firm: IntArray
    cell: IntArray
    stratum: IntArray
    place: IntArray
    missing: dict[str, int]
    missing_by_group: tuple[int, int]
    gaps: IntArray
    repeated: bool

    @property
    def n(self) -> int:
        """Units in the test."""
        return int(self.outcome.size)

    @property
    def n_firms(self) -> int:
        """Firms in the test."""
        return firms_in(self.firm)

    @property
    def n_missing(self) -> int:
        """Sample rows left out for a missing value."""
        return sum(self.missing.values())


def firms_in(firm: IntArray) -> int:
    """Return how many firms there are in rows that stand firm by firm, as in a panel.

    Examples
    --------
    >>> firms_in(np.array([3, 3, 7]))
    2
    """
    return int(firm.size > 0) + int(np.count_nonzero(np.diff(firm)))


def level_codes(column: Column | BatchColumn, levels: tuple[str, ...]) -> list[float]:
    """Return the numbers by which a column holds the named levels.

    Examples
    --------
    ``yes`` and ``no`` of a yes/no variable are 1 and 0; a level that does not occur has none.
    """
    if column.kind is Kind.YES_NO:
        return [{"yes": 1.0, "no": 0.0}[level] for level in levels]
    places = {level: float(place) for place, level in enumerate(column.levels)}
    return [places[level] for level in levels if level in places]


def holds(analysis: Analysis, condition: Condition) -> BoolArray:
    """Return where a condition is known to hold."""
    column = analysis[condition.variable]
    return np.isin(column.values, level_codes(column, condition.levels))


def select(analysis: Analysis, question: Question) -> Selection:
    """Return the units that answer a question.

    Parameters
    ----------
    analysis : Analysis
    question : Question
        All of its variables are in the analysis; one that is weighted has a sampling weight.

    Returns
    -------
    Selection
        Rows count as missing only where they surely belong to the sample.
    """
    base = np.ones(analysis["year"].values.shape, dtype=bool)
    if question.year is not None:
        base &= analysis["year"].values == question.year
    for condition in question.sample:
        base &= holds(analysis, condition)
    cell, stratum = _cells(analysis, question)
    base &= cell >= 0
    outcome = analysis[question.outcome]
    predictor, usable, elsewhere = _predictor(analysis, question)
    weights = [analysis[SAMPLING_WEIGHT]] if question.single_unit_strata else []
    used = [outcome, *(analysis[term] for term in question.terms), *weights]
    complete = np.logical_and.reduce([column.known for column in used])
    rows = base & usable & complete
    outside = np.isin(outcome.reasons, list(analysis.out_of_sample))
    gaps = base & ~rows & ~elsewhere & ~outside
    if question.unit == "firm_means":
        gaps = _one_row_a_firm(analysis["firm_id"].values, gaps, rows)
    columns = [*used, *([analysis[question.predictor]] if question.predictor else [])]
    first = predictor == 1 if question.contrast else np.zeros(0, dtype=bool)
    by_group = (0, 0)
    if question.contrast:
        by_group = (int(np.sum(gaps & first)), int(np.sum(gaps & (predictor == 0))))
    terms = [analysis[term].values[rows] for term in question.terms]
    selection = Selection(
        outcome=outcome.values[rows],
        predictor=predictor[rows] if question.predictor else predictor,
        first=first[rows] if question.contrast else first,
        terms=np.column_stack(terms) if terms else np.zeros((int(rows.sum()), 0)),
        firm=analysis["firm_id"].values[rows].astype(np.int64),
        cell=cell[rows],
        stratum=stratum[rows],
        place=np.flatnonzero(rows),
        missing=_count(analysis, columns, gaps),
        missing_by_group=by_group,
        gaps=np.flatnonzero(gaps),
        repeated=False,
    )
    if question.unit == "firm_means":
        return _firm_means(selection, contrast=bool(question.contrast))
    return _with_repeats(selection, question)


def _one_row_a_firm(firm: FloatArray, gaps: BoolArray, rows: BoolArray) -> BoolArray:
    """Return the first gap of each firm that has no usable row at all."""
    lost = gaps & ~np.isin(firm, firm[rows])
    places = np.flatnonzero(lost)
    first = np.ones(places.shape, dtype=bool)
    first[1:] = firm[places[1:]] != firm[places[:-1]]
    out = np.zeros(gaps.shape, dtype=bool)
    out[places[first]] = True
    return out


def _with_repeats(selection: Selection, question: Question) -> Selection:
    """Mark a cross-section in which a firm stands more than once."""
    return replace(
        selection,
        repeated=question.unit == "cross_section" and selection.n_firms != selection.n,
    )


def _cells(analysis: Analysis, question: Question) -> tuple[IntArray, IntArray]:
    """Return each row's year-by-stratum number and its stratum, -1 outside all strata."""
    years = analysis["year"].values
    year = np.asarray(years - years.min(), dtype=np.int64)
    if not question.strata:
        return year, np.zeros_like(year)
    stratum = np.full(year.shape, -1, dtype=np.int64)
    for place, condition in enumerate(question.strata):
        stratum[holds(analysis, condition)] = place
    cell = np.where(stratum < 0, -1, year * len(question.strata) + stratum)
    return cell, stratum


def _predictor(analysis: Analysis, question: Question) -> tuple[FloatArray, BoolArray, BoolArray]:
    """Return the predictor, where it can be used, and where it is known to be something else."""
    n = analysis["year"].values.shape
    if not question.predictor:
        return np.zeros(0), np.ones(n, dtype=bool), np.zeros(n, dtype=bool)
    column = analysis[question.predictor]
    out_of_sample = np.isin(column.reasons, list(analysis.out_of_sample))
    if not question.contrast:
        return column.values, column.known, out_of_sample
    first = holds(analysis, Condition(question.predictor, question.contrast[:1]))
    second = holds(analysis, Condition(question.predictor, question.contrast[1:]))
    group = np.where(first, 1.0, np.where(second, 0.0, np.nan))
    usable = first | second
    return group, usable, out_of_sample | (column.known & ~usable)


def _count(analysis: Analysis, columns: list[Column], gaps: BoolArray) -> dict[str, int]:
    """Count the reasons of the first missing value in each row, most frequent first."""
    codes = np.zeros(gaps.shape, dtype=np.int64)
    for column in reversed(columns):
        codes = np.where(column.known, codes, column.reasons)
    counts = Counter(codes[gaps].tolist())
    named = [(analysis.reasons[code], n) for code, n in counts.items()]
    return dict(sorted(named, key=lambda pair: (-pair[1], pair[0])))


def _firm_means(selection: Selection, *, contrast: bool) -> Selection:
    """Return the selection with each firm once; firms whose group changes are left out."""
    firms, place = np.unique(selection.firm, return_inverse=True)
    n = np.bincount(place, minlength=firms.size)
    outcome = np.bincount(place, selection.outcome, minlength=firms.size) / n
    missing = dict(selection.missing)
    keep = np.ones(firms.shape, dtype=bool)
    predictor = selection.predictor
    if predictor.size:
        predictor = np.bincount(place, predictor, minlength=firms.size) / n
    if contrast:
        keep = (predictor == 0) | (predictor == 1)
        if not keep.all():
            missing["the firm changes its group"] = int(np.sum(~keep))
    return replace(
        selection,
        outcome=outcome[keep],
        predictor=predictor[keep] if predictor.size else predictor,
        first=predictor[keep] == 1 if contrast else selection.first,
        firm=firms[keep],
        cell=np.zeros(int(keep.sum()), dtype=np.int64),
        stratum=np.zeros(int(keep.sum()), dtype=np.int64),
        place=np.zeros(0, dtype=np.int64),
        gaps=np.zeros(0, dtype=np.int64),
        missing=missing,
    )
