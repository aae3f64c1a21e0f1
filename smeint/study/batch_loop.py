"""Answers questions that have no batch form, panel by panel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

import numpy as np
from numpy.typing import ArrayLike

from smeint.arrays import FloatArray
from smeint.engine.analysis import Analysis
from smeint.engine.batch import Batch
from smeint.engine.select import Selection, select
from smeint.finding import NAN, Status
from smeint.formulas.result import Estimate, TestResult
from smeint.question import Question
from smeint.study.procedures import compute


def looped(
    batch: Batch, questions: Sequence[Question]
) -> list[tuple[tuple[TestResult, ...], FloatArray]]:
    """Answer questions panel by panel.

    Parameters
    ----------
    batch : Batch
    questions : sequence of Question
        No variable missing.

    Returns
    -------
    list of (tuple of TestResult, array of float)
        For each question a test for each of its levels, and the units of the test, of shape
        (replicates, 1).
    """
    found: list[list[list[TestResult]]] = [[] for _ in questions]
    sizes: list[list[int]] = [[] for _ in questions]
    if questions:
        for replicate in range(batch.n_replicates):
            analysis = batch.analysis(replicate)
            for question, rows, n in zip(questions, found, sizes, strict=True):
                units = select(analysis, question)
                rows.append(_one(analysis, question, units))
                n.append(units.n)
    tests = [tuple(stacked(results) for results in zip(*rows, strict=True)) for rows in found]
    return list(zip(tests, [_column(n) for n in sizes], strict=True))


def _one(analysis: Analysis, question: Question, units: Selection) -> list[TestResult]:
    """Answer a question on one panel, at each of its levels."""
    if units.repeated:
        code = int(Status.REPEATED_UNITS)
        return [TestResult(code, "", NAN, NAN, NAN, "", None)] * len(question.levels)
    return [compute(analysis, question, units, level) for level in question.levels]


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
