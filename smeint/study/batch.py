"""Answers the questions of a study on many panels at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from smeint.arrays import FloatArray, IntArray
from smeint.engine.batch import Batch
from smeint.engine.batch_memory import keep_memory
from smeint.engine.batch_select import Family, Selector, families
from smeint.finding import NAN, Status
from smeint.formulas.result import TestResult
from smeint.question import Question
from smeint.study.batch_loop import looped, stacked
from smeint.study.batch_procedures import BatchForm, Reduce, form_of, has_batch_form

__all__ = ["BatchAnswers", "answer_batch", "has_batch_form", "stacked"]


@dataclass(frozen=True, slots=True, eq=False)
class BatchAnswers:
    """Tests of one procedure, variant and set of levels on many panels.

    Parameters
    ----------
    questions : tuple of Question
    results : tuple of TestResult
        One for each confidence level of the questions, the finding's own first. Their arrays
        have the leading shape (replicates, questions), or one that broadcasts to it.
    n : array of float, (replicates, questions)
        Units of each test; NaN where a variable is missing.
    """

    questions: tuple[Question, ...]
    results: tuple[TestResult, ...]
    n: FloatArray


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

    Notes
    -----
    Questions for which `has_batch_form` is True are answered on whole arrays, many of them in one
    call of a formula; the others panel by panel.
    """
    keep_memory()
    absent = [q for q in questions if q.missing]
    together = [q for q in questions if not q.missing and has_batch_form(q)]
    others = [q for q in questions if not has_batch_form(q)]
    none = np.full((batch.n_replicates, 1), NAN)
    answers = [BatchAnswers((q,), _without(batch, q), none) for q in absent]
    answers += _together(batch, together)
    found = looped(batch, others)
    answers += [BatchAnswers((q,), *one) for q, one in zip(others, found, strict=True)]
    return tuple(answers)


def _without(batch: Batch, question: Question) -> tuple[TestResult, ...]:
    """Return the tests of a question whose variables are not there."""
    status = np.full((batch.n_replicates, 1), int(Status.VARIABLE_MISSING))
    blank = np.full(status.shape, NAN)
    return (TestResult(status, "", blank, blank, blank, "", None),) * len(question.levels)


def _together(batch: Batch, questions: Sequence[Question]) -> Iterator[BatchAnswers]:
    """Yield the answers of questions with a batch form, those of one formula together."""
    family_of = families(questions, lambda question: form_of(question).by_family)
    summaries, sizes = _summaries(batch, family_of)
    groups: dict[tuple[object, ...], list[Question]] = {}
    for question in questions:
        form = form_of(question)
        alone = family_of[question] if form.by_family else None
        key = (question.procedure, question.variant, question.levels, alone)
        groups.setdefault(key, []).append(question)
    for members in groups.values():
        form = form_of(members[0])
        by_family: dict[Family, list[Question]] = {}
        for question in members:
            by_family.setdefault(family_of[question], []).append(question)
        taken = {family: _cells(family, asked, batch, form) for family, asked in by_family.items()}
        parts = [_mapped(take, summaries[form.reduce, family]) for family, take in taken.items()]
        n = [
            take(sizes[family].sum(axis=(1, 2)) if form.pooled else sizes[family])
            for family, take in taken.items()
        ]
        summary = parts[0] if len(parts) == 1 else _joined(parts)
        results = tuple(form.formula(summary, level) for level in members[0].levels)
        ordered = tuple(q for asked in by_family.values() for q in asked)
        yield BatchAnswers(ordered, results, np.concatenate(n, axis=1).astype(float))


def _summaries(
    batch: Batch, family_of: Mapping[Question, Family]
) -> tuple[dict[tuple[Reduce, Family], Any], dict[Family, IntArray]]:
    """Reduce each family once for all procedures that take the same summary, and count it."""
    asked: dict[Family, dict[Reduce, Question]] = {}
    for question, family in family_of.items():
        asked.setdefault(family, {}).setdefault(form_of(question).reduce, question)
    selector = Selector(batch)
    found, sizes = {}, {}
    for family, reductions in asked.items():
        units = selector.units(family)
        sizes[family] = units.sizes
        for reduce, question in reductions.items():
            found[reduce, family] = reduce(batch, question, units)
    return found, sizes


def _cells(
    family: Family, questions: Sequence[Question], batch: Batch, form: BatchForm
) -> Callable[[ArrayLike], NDArray[Any]]:
    """Return what takes the cells of questions from values by replicate, year and stratum."""
    if form.pooled:
        return lambda values: np.repeat(np.asarray(values)[..., None], len(questions), axis=-1)
    shape = (batch.n_replicates, len(batch.years), max(len(family.strata), 1))
    year = [batch.years.index(int(question.year or 0)) for question in questions]
    stratum = [family.strata.index(q.strata[0]) if family.strata else 0 for q in questions]

    def taken(values: ArrayLike) -> NDArray[Any]:
        array = np.asarray(values)
        whole = array if array.ndim >= len(shape) else np.broadcast_to(array, shape)
        return whole[:, year, stratum]

    return taken


def _mapped(change: Callable[[ArrayLike], NDArray[Any]], summary: Any) -> Any:
    """Return a summary with each of its arrays changed; names and notes stay."""
    values = {f.name: getattr(summary, f.name) for f in fields(summary)}
    return type(summary)(
        **{n: v if isinstance(v, (str, tuple)) else change(v) for n, v in values.items()}
    )


def _joined(summaries: Sequence[Any]) -> Any:
    """Return summaries of (replicates, questions) as one of all their questions."""
    names = [f.name for f in fields(summaries[0])]
    return type(summaries[0])(
        **{name: np.concatenate([getattr(s, name) for s in summaries], axis=1) for name in names}
    )
