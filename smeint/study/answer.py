"""From a question and the units that answer it to a finding with its measures and groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from smeint.engine.analysis import Analysis
from smeint.engine.groups import describe_groups
from smeint.engine.select import Selection, select
from smeint.finding import NAN, Finding, GroupRow, MeasureRow, Status
from smeint.formulas.result import TestResult
from smeint.formulas.rows import finding_row, measure_row
from smeint.question import Question
from smeint.study.procedures import compute


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with its finding, its measures and its groups."""

    question: Question
    finding: Finding
    measures: tuple[MeasureRow, ...] = ()
    groups: tuple[GroupRow, ...] = ()


def answer(analysis: Analysis, question: Question) -> Answered:
    """Answer one question.

    Parameters
    ----------
    analysis : Analysis
    question : Question

    Returns
    -------
    Answered
        A finding with a status and NaN where data do not allow the test; never another test in
        its place.
    """
    if question.missing:
        note = "; ".join(part for part in (question.missing, question.note) if part)
        return Answered(question, _empty(question, Status.VARIABLE_MISSING, note))
    selection = select(analysis, question)
    groups = describe_groups(analysis, question, selection)
    if selection.repeated:
        blank = _empty(question, Status.REPEATED_UNITS, question.note)
        return Answered(question, _counted(blank, question, selection), (), groups)
    results = [compute(analysis, question, selection, level) for level in question.levels]
    return answered(question, selection, results, groups)


def answered(
    question: Question,
    selection: Selection,
    results: Sequence[TestResult],
    groups: tuple[GroupRow, ...] = (),
) -> Answered:
    """Return a question with what its test found.

    Parameters
    ----------
    question : Question
    selection : Selection
        The units that the test was made on.
    results : sequence of TestResult
        One for each of the question's levels, each a batch of one.
    groups : tuple of GroupRow

    Returns
    -------
    Answered
    """
    finding = _counted(_finding(question, results[0]), question, selection)
    measures = [measure_row(question.finding_id, estimate) for estimate in results[0].measures]
    more = (result.effect for result in results[1:])
    measures += [measure_row(question.finding_id, effect) for effect in more if effect is not None]
    return Answered(question, finding, tuple(measures), groups)


def _empty(question: Question, status: Status, note: str) -> Finding:
    """Return a finding without numbers."""
    return Finding(
        finding_id=question.finding_id,
        hypothesis=question.hypothesis,
        role=question.role.value,
        year=question.year_name,
        stratum=question.stratum_name,
        outcome=question.outcome,
        predictor=question.predictor,
        contrast=question.contrast_name,
        sample=question.sample_name,
        unit=question.unit,
        procedure=question.procedure,
        variant=question.variant,
        status=status.label,
        note=note,
    )


def _finding(question: Question, result: TestResult) -> Finding:
    """Return the finding of a test."""
    notes = [part for part in (result.note, question.note) if part]
    status = Status(int(np.asarray(result.status)))
    return finding_row(_empty(question, status, "; ".join(notes)), result)


def _counted(finding: Finding, question: Question, selection: Selection) -> Finding:
    """Return the finding with its counts, and the reasons of what is missing in its note."""
    gaps = ", ".join(f"{n} {reason}" for reason, n in selection.missing.items())
    notes = [part for part in (finding.note, f"missing: {gaps}" if gaps else "") if part]
    n_first = int(selection.first.sum()) if question.contrast else NAN
    return replace(
        finding,
        n=selection.n,
        n_1=n_first,
        n_2=selection.n - n_first if question.contrast else NAN,
        n_firms=selection.n_firms,
        n_missing=selection.n_missing,
        note="; ".join(notes),
    )
