"""Answers the questions of a study on many panels at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np
from numpy.typing import ArrayLike

from smeint.arrays import FloatArray
from smeint.engine.batch import Batch
from smeint.engine.select import select
from smeint.finding import NAN, Status
from smeint.formulas.result import Estimate, TestResult
from smeint.question import Question
from smeint.study.procedures import compute


@dataclass(frozen=True, slots=True, eq=False)
class BatchAnswers:
    """Tests of one procedure, variant and set of levels on many panels.

    Parameters
    ----------
    questions : tuple of Question
    results : tuple of TestResult
        One for each confidence level of the questions, the finding's own first. Their arrays
        have the leading shape (replicates, questions), or one that broadcasts to it.
    """

    questions: tuple[Question, ...]
    results: tuple[TestResult, ...]


def answer_batch(batch: Batch, questions: Sequence[Question]) -> tuple[BatchAnswers, ...]:
    """Answer questions on all panels of a batch.

    Parameters
    ----------
    batch : Batch
    questions : sequence of Question

    Returns
    -------
    tuple of BatchAnswers
        Each question stands in exactly one of them. Statuses and numbers are those that
        `smeint.study.answer.answer` gives panel by panel.
    """
    return tuple(_looped(batch, question) for question in questions)


def _looped(batch: Batch, question: Question) -> BatchAnswers:
    """Answer a question without a batch form, panel by panel."""
    rows = []
    for replicate in range(batch.n_replicates):
        analysis = batch.analysis(replicate)
        units = None if question.missing else select(analysis, question)
        if units is None or units.repeated:
            code = Status.VARIABLE_MISSING if units is None else Status.REPEATED_UNITS
            rows.append([TestResult(int(code), "", NAN, NAN, NAN, "", None)] * len(question.levels))
        else:
            rows.append([compute(analysis, question, units, level) for level in question.levels])
    by_level = zip(*rows, strict=True)
    return BatchAnswers((question,), tuple(stacked(results) for results in by_level))


def stacked(results: Sequence[TestResult]) -> TestResult:
    """Return tests of single panels as one test with the leading shape (replicates, 1).

    Parameters
    ----------
    results : sequence of TestResult
        Batches of one. Measures are matched by name, variant and term; a panel without one has
        NaN there.
    """
    model = max(results, key=lambda result: len(result.measures))
    names = [(e.measure, e.variant, e.term) for e in model.measures]
    by_name = [{(e.measure, e.variant, e.term): e for e in r.measures} for r in results]
    measures = tuple(_stacked(name, [found.get(name) for found in by_name]) for name in names)
    return TestResult(
        status=np.array([[int(np.asarray(r.status))] for r in results]),
        statistic_name=model.statistic_name,
        statistic=_column([r.statistic for r in results]),
        df=_column([r.df for r in results]),
        p_value=_column([r.p_value for r in results]),
        p_method=model.p_method,
        effect=measures[0] if model.effect is not None else None,
        measures=measures,
        p_bound=_column([r.p_bound for r in results]).astype(int),
    )


def _stacked(name: tuple[str, str, str], found: Sequence[Estimate | None]) -> Estimate:
    blank = Estimate(name[0], NAN, name[1], name[2])
    rows = [blank if estimate is None else estimate for estimate in found]
    model = next(estimate for estimate in found if estimate is not None)
    fields = ("estimate", "std_error", "statistic", "df", "p_value", "ci_low", "ci_high")
    arrays = {field: _column([getattr(row, field) for row in rows]) for field in fields}
    bound = _column([row.p_bound for row in rows]).astype(int)
    return replace(model, **cast(dict[str, Any], arrays), p_bound=bound)


def _column(values: Sequence[ArrayLike]) -> FloatArray:
    return np.array([[float(np.asarray(value))] for value in values])
