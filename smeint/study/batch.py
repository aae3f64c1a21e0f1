"""Answers the questions of a study on many panels at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from smeint.engine.batch import Batch
from smeint.engine.batch_select import Family, Selector, families
from smeint.finding import NAN, Status
from smeint.formulas.result import TestResult
from smeint.question import Question
from smeint.study.batch_loop import looped, stacked
from smeint.study.batch_procedures import FORMS, BatchForm, Reduce, has_batch_form

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

    Notes
    -----
    Questions for which `has_batch_form` is True are answered on whole arrays, many of them in one
    call of a formula; the others panel by panel.
    """
    absent = [q for q in questions if q.missing]
    together = [q for q in questions if not q.missing and has_batch_form(q)]
    others = [q for q in questions if not has_batch_form(q)]
    answers = [BatchAnswers((q,), _without(batch, q)) for q in absent]
    answers += _together(batch, together)
    found = looped(batch, others)
    answers += [BatchAnswers((q,), tests) for q, tests in zip(others, found, strict=True)]
    return tuple(answers)


def _without(batch: Batch, question: Question) -> tuple[TestResult, ...]:
    """Return the tests of a question whose variables are not there."""
    status = np.full((batch.n_replicates, 1), int(Status.VARIABLE_MISSING))
    blank = np.full(status.shape, NAN)
    return (TestResult(status, "", blank, blank, blank, "", None),) * len(question.levels)


def _together(batch: Batch, questions: Sequence[Question]) -> Iterator[BatchAnswers]:
    """Yield the answers of questions with a batch form."""
    family_of = families(questions, batch.years)
    summaries = _Summaries(batch, Selector(batch), family_of, {})
    groups: dict[tuple[object, ...], list[Question]] = {}
    for question in questions:
        form = FORMS[question.procedure, question.variant]
        alone = family_of[question] if form.by_family else None
        key = (question.procedure, question.variant, question.levels, alone)
        groups.setdefault(key, []).append(question)
    for members in groups.values():
        form = FORMS[members[0].procedure, members[0].variant]
        ordered, summary = summaries.of(members, form)
        results = tuple(form.formula(summary, level) for level in members[0].levels)
        yield BatchAnswers(ordered, results)


@dataclass(frozen=True, slots=True, eq=False)
class _Summaries:
    """Reduces each family once for all procedures that take the same summary."""

    batch: Batch
    selector: Selector
    family_of: dict[Question, Family]
    found: dict[tuple[Reduce, Family], Any]

    def of(
        self, questions: Sequence[Question], form: BatchForm
    ) -> tuple[tuple[Question, ...], Any]:
        """Return the questions by family, and their summary of shape (replicates, questions)."""
        by_family: dict[Family, list[Question]] = {}
        for question in questions:
            by_family.setdefault(self.family_of[question], []).append(question)
        parts = []
        for family, members in by_family.items():
            whole = self._whole(family, members[0], form)
            if form.pooled:
                parts += [_mapped(_column, whole)] * len(members)
            else:
                parts.append(_mapped(_cells(family, members, self.batch), whole))
        ordered = tuple(q for members in by_family.values() for q in members)
        return ordered, parts[0] if len(parts) == 1 else _joined(parts)

    def _whole(self, family: Family, question: Question, form: BatchForm) -> Any:
        key = (form.reduce, family)
        if key not in self.found:
            units = self.selector.units(family)
            self.found[key] = form.reduce(self.batch, question, units)
        return self.found[key]


def _column(values: ArrayLike) -> NDArray[Any]:
    """Return values of replicates as a column."""
    return np.asarray(values)[..., None]


def _cells(
    family: Family, questions: Sequence[Question], batch: Batch
) -> Callable[[ArrayLike], NDArray[Any]]:
    """Return what takes the cells of questions from values by replicate, year and stratum."""
    shape = (batch.n_replicates, len(family.years), max(len(family.strata), 1))
    year, stratum = np.array([family.place(question) for question in questions]).T

    def taken(values: ArrayLike) -> NDArray[Any]:
        array = np.asarray(values)
        whole = array if array.ndim >= len(shape) else np.broadcast_to(array, shape)
        return whole[:, year, stratum]

    return taken


def _mapped(change: Callable[[ArrayLike], NDArray[Any]], summary: Any) -> Any:
    """Return a summary with each of its arrays changed."""
    return type(summary)(**{f.name: change(getattr(summary, f.name)) for f in fields(summary)})


def _joined(summaries: Sequence[Any]) -> Any:
    """Return summaries of (replicates, questions) as one of all their questions."""
    names = [f.name for f in fields(summaries[0])]
    return type(summaries[0])(
        **{name: np.concatenate([getattr(s, name) for s in summaries], axis=1) for name in names}
    )
