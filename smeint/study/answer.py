"""From a question and the units that answer it to a finding with its measures and groups."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from smeint.engine.analysis import Analysis
from smeint.engine.groups import describe_groups
from smeint.engine.select import Selection, select
from smeint.finding import NAN, Finding, GroupRow, MeasureRow, Status
from smeint.question import Question
from smeint.stats.result import Estimate, TestResult
from smeint.study.procedures import compute

_BOUNDS = {-1: "<", 0: "", 1: ">"}


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
    measures = [_measure(question, estimate) for estimate in results[0].measures]
    more = (result.effect for result in results[1:])
    measures += [_measure(question, effect) for effect in more if effect is not None]
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
        alternative="two-sided",
        n=0,
        n_1=NAN,
        n_2=NAN,
        n_firms=0,
        n_missing=0,
        statistic_name="",
        statistic=NAN,
        df=NAN,
        p_value=NAN,
        p_bound="",
        p_method="",
        effect_name="",
        effect=NAN,
        ci_low=NAN,
        ci_high=NAN,
        ci_level=NAN,
        ci_method="",
        status=status.label,
        note=note,
    )


def _finding(question: Question, result: TestResult) -> Finding:
    """Return the finding of a test."""
    notes = [part for part in (result.note, question.note) if part]
    blank = _empty(question, Status(int(np.asarray(result.status))), "; ".join(notes))
    finding = replace(
        blank,
        statistic_name=result.statistic_name,
        statistic=_number(result.statistic),
        df=_number(result.df),
        p_value=_number(result.p_value),
        p_bound=_BOUNDS[int(np.asarray(result.p_bound))],
        p_method=result.p_method,
    )
    if result.effect is None:
        return finding
    effect = result.effect
    return replace(
        finding,
        effect_name=effect.measure,
        effect=_number(effect.estimate),
        ci_low=_number(effect.ci_low),
        ci_high=_number(effect.ci_high),
        ci_level=effect.ci_level,
        ci_method=effect.ci_method,
    )


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


def _measure(question: Question, estimate: Estimate) -> MeasureRow:
    """Return one measure as a row."""
    return MeasureRow(
        finding_id=question.finding_id,
        measure=estimate.measure,
        variant=estimate.variant,
        term=estimate.term,
        estimate=_number(estimate.estimate),
        std_error=_number(estimate.std_error),
        statistic=_number(estimate.statistic),
        df=_number(estimate.df),
        p_value=_number(estimate.p_value),
        p_bound=_BOUNDS[int(np.asarray(estimate.p_bound))],
        ci_low=_number(estimate.ci_low),
        ci_high=_number(estimate.ci_high),
        ci_level=estimate.ci_level,
        ci_method=estimate.ci_method,
    )


def _number(x: ArrayLike) -> float:
    """Return the number of a batch of one; a negative zero is a zero."""
    value = float(np.asarray(x).reshape(()))
    return value if math.isnan(value) else value + 0.0
