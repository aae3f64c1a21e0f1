"""Respondents against the population: each year's firms and the shares of the frame."""

from __future__ import annotations

import numpy as np

from smeint.engine.analysis import Analysis
from smeint.engine.select import Selection, level_codes, select
from smeint.errors import StudyFileError, listed, nearest
from smeint.finding import Role
from smeint.formulas.goodness_of_fit import LevelCounts, adjusted_residuals, goodness_of_fit
from smeint.panel.panel import Column
from smeint.panel.variables import Kind
from smeint.question import Condition, Question
from smeint.study.answer import Answered, answered
from smeint.study.describe.comparisons import Family
from smeint.study.describe.rows import FrameLevel
from smeint.study.describe.spec import Frame, FrameTable

FAMILY = "frame"
#: Expected counts below this make the test rough.
SMALL = 5

_KINDS = (Kind.YES_NO, Kind.CATEGORY, Kind.ORDERED)


def against_frame(
    analysis: Analysis, frame: Frame, *, alpha: float
) -> tuple[Family, tuple[FrameLevel, ...]]:
    """Test each year's firms against the population's shares.

    Parameters
    ----------
    analysis : Analysis
    frame : Frame
    alpha : float
        Intervals are at 1 - alpha.

    Returns
    -------
    Family
        One test for each variable and year.
    tuple of FrameLevel
        Observed and expected counts of each level.

    Raises
    ------
    StudyFileError
        If a variable is not in the data or has no levels, or the data have a level that the
        frame does not name.
    """
    answers: list[Answered] = []
    rows: list[FrameLevel] = []
    for table in frame.tables:
        _check(analysis, table)
        for year in analysis.years:
            question = _question(analysis, table.variable, year, alpha)
            selection = select(analysis, question)
            levels = _counts(analysis[table.variable], table, selection)
            result = goodness_of_fit(levels, question.levels[0])
            answers.append(answered(question, selection, [result]))
            rows += _rows(table, str(year), levels)
    return Family(FAMILY, tuple(answers)), tuple(rows)


def _question(analysis: Analysis, variable: str, year: int, alpha: float) -> Question:
    """Return the question of one variable and year: the firms that hypotheses are tested on."""
    sized = "sme" in analysis and variable != "sme"
    return Question(
        hypothesis=FAMILY,
        role=Role.EVIDENCE,
        outcome=variable,
        sample=(Condition("sme", ("yes", "no")),) if sized else (),
        year=year,
        procedure="goodness_of_fit",
        variant="pearson",
        levels=(1 - alpha,),
    )


def _check(analysis: Analysis, table: FrameTable) -> None:
    """Refuse a variable without levels, and levels of the data that the frame leaves out."""
    name, where = table.variable, f"[frame.{table.variable}]"
    if name not in analysis:
        raise StudyFileError(
            f"{where}: the data have no variable `{name}`; they have {listed(analysis.columns)}."
            + nearest(name, analysis.columns)
        )
    column = analysis[name]
    if column.kind not in _KINDS:
        raise StudyFileError(
            f"{where}: `{name}` ({column.kind}) has no levels; a frame needs a yes/no variable, a "
            f"category or an ordered variable."
        )
    options = ("yes", "no") if column.kind is Kind.YES_NO else column.levels
    fixed = column.kind is not Kind.CATEGORY
    for level in table.levels:
        if fixed and level not in options:
            raise StudyFileError(
                f"{where}: `{name}` has no level `{level}`; it has {listed(options)}."
                + nearest(level, options)
            )
    absent = [level for level in options if level not in table.levels and _occurs(column, level)]
    if absent:
        raise StudyFileError(
            f"{where} must name every level of `{name}` that firms of the data have; it lacks "
            f"{listed(absent)}." + nearest(absent[0], table.levels)
        )


def _occurs(column: Column, level: str) -> bool:
    """Whether any row has a level."""
    return bool(np.isin(column.values, level_codes(column, (level,))).any())


def _counts(column: Column, table: FrameTable, selection: Selection) -> LevelCounts:
    """Return how many firms are at each level of the frame; none at one that no firm has."""
    counts = [
        int(np.isin(selection.outcome, level_codes(column, (level,))).sum())
        for level in table.levels
    ]
    return LevelCounts(np.array(counts), np.array(table.shares))


def _rows(table: FrameTable, year: str, levels: LevelCounts) -> list[FrameLevel]:
    """Return observed and expected counts of each level."""
    n = float(levels.n)
    return [
        FrameLevel(
            table.variable,
            year,
            level,
            int(observed),
            float(observed / n) if n else np.nan,
            float(share),
            float(expected),
            float(residual),
            bool(expected < SMALL),
        )
        for level, observed, share, expected, residual in zip(
            table.levels,
            levels.cells,
            levels.probabilities,
            levels.expected,
            adjusted_residuals(levels),
            strict=True,
        )
    ]
