"""Answers the questions of a study on many panels at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache, partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from smeint.arrays import FloatArray, IntArray
from smeint.engine.batch import Batch
from smeint.engine.batch_coded import Coded
from smeint.engine.batch_memory import keep_memory
from smeint.engine.batch_select import Family, Selector, families
from smeint.engine.batch_units import Units
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


def answer_batch(
    batch: Batch, questions: Sequence[Question], measures: bool = True
) -> tuple[BatchAnswers, ...]:
    """Answer questions on all panels of a batch.

    Parameters
    ----------
    batch : Batch
    questions : sequence of Question
    measures : bool
        Whether measures besides each test's effect are asked for; without, some are absent, and
        all other numbers are the same.

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
    layout = _layout(tuple(questions))
    none = np.full((batch.n_replicates, 1), NAN)
    answers = [BatchAnswers((q,), _without(batch, q), none) for q in layout.absent]
    answers += _together(batch, layout, measures)
    found = looped(batch, layout.others)
    answers += [BatchAnswers((q,), *one) for q, one in zip(layout.others, found, strict=True)]
    return tuple(answers)


@dataclass(frozen=True, slots=True, eq=False)
class _Group:
    """Questions that one call of a formula answers: of each family, by its place, some.

    Groups of one number `cells` read the same arrays.
    """

    form: BatchForm
    levels: tuple[float, ...]
    members: dict[int, list[Question]]
    cells: int = 0

    @property
    def read(self) -> tuple[object, ...]:
        """What is reduced in which cells of which families, in order."""
        members = self.members.items()
        where = ((place, q.year, q.strata) for place, asked in members for q in asked)
        return (self.form.reduce, *where)


@dataclass(frozen=True, slots=True, eq=False)
class _Layout:
    """How questions are answered, which is the same for every batch.

    Parameters
    ----------
    absent : list of Question
        Of which a variable is missing.
    others : list of Question
        Without a batch form.
    families : list of (Family, dict)
        Each with what it is reduced by, and a question that asks for it.
    groups : list of _Group
    """

    absent: list[Question]
    others: list[Question]
    families: list[tuple[Family, dict[Reduce, Question]]]
    groups: list[_Group]


@lru_cache(maxsize=32)
def _layout(questions: tuple[Question, ...]) -> _Layout:
    """Lay out questions: found once, for a diagnosis asks the same of thousands of batches."""
    together = [q for q in questions if not q.missing and has_batch_form(q)]
    family_of = families(together, lambda question: form_of(question).by_family)
    asked: dict[Family, dict[Reduce, Question]] = {}
    for question, family in family_of.items():
        asked.setdefault(family, {}).setdefault(form_of(question).reduce, question)
    place = {family: position for position, family in enumerate(asked)}
    groups: dict[tuple[object, ...], _Group] = {}
    for question in together:
        form, number = form_of(question), place[family_of[question]]
        alone = number if form.by_family else None
        key = (question.procedure, question.variant, question.levels, alone)
        group = groups.setdefault(key, _Group(form, question.levels, {}))
        group.members.setdefault(number, []).append(question)
    numbers: dict[tuple[object, ...], int] = {}
    return _Layout(
        absent=[q for q in questions if q.missing],
        others=[q for q in questions if not q.missing and not has_batch_form(q)],
        families=list(asked.items()),
        groups=[
            replace(g, cells=numbers.setdefault(g.read, len(numbers))) for g in groups.values()
        ],
    )


def _without(batch: Batch, question: Question) -> tuple[TestResult, ...]:
    """Return the tests of a question whose variables are not there."""
    status = np.full((batch.n_replicates, 1), int(Status.VARIABLE_MISSING))
    blank = np.full(status.shape, NAN)
    return (TestResult(status, "", blank, blank, blank, "", None),) * len(question.levels)


def _together(batch: Batch, layout: _Layout, measures: bool) -> Iterator[BatchAnswers]:
    """Yield the answers of questions with a batch form, those of one formula together."""
    summaries, sizes = _summaries(batch, layout)
    known: dict[int, tuple[Any, FloatArray]] = {}
    for group in layout.groups:
        form = group.form
        # tests of the same cells by other procedures read the same arrays
        if group.cells not in known:
            taken = {
                place: _cells(layout.families[place][0], asked, batch, form)
                for place, asked in group.members.items()
            }
            parts = [_mapped(take, summaries[place][form.reduce]) for place, take in taken.items()]
            n = [
                take(sizes[place].sum(axis=(1, 2)) if form.pooled else sizes[place])
                for place, take in taken.items()
            ]
            summary = parts[0] if len(parts) == 1 else _joined(parts)
            known[group.cells] = (summary, np.concatenate(n, axis=1).astype(float))
        summary, units = known[group.cells]
        results = tuple(form.formula(summary, level, measures) for level in group.levels)
        ordered = tuple(q for asked in group.members.values() for q in asked)
        yield BatchAnswers(ordered, results, units)


def _summaries(batch: Batch, layout: _Layout) -> tuple[list[dict[Reduce, Any]], list[IntArray]]:
    """Reduce each family once for all procedures that take the same summary, and count it."""
    selector = Selector(batch)
    found, sizes = [], []
    common: dict[tuple[object, ...], tuple[Any, object]] = {}
    for family, reductions in layout.families:
        units = selector.units(family)
        coded = Coded(units, common=common)
        sizes.append(coded.shared("sizes", partial(_sizes, units)))
        found.append({reduce: reduce(batch, q, coded) for reduce, q in reductions.items()})
    return found, sizes


def _sizes(units: Units) -> IntArray:
    return units.sizes


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
