"""From questions on many panels at once to the firms that answer them: `Units`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from smeint.arrays import BoolArray, FloatArray, IntArray
from smeint.engine.batch import Batch
from smeint.engine.batch_units import Units
from smeint.engine.select import level_codes
from smeint.question import Condition, Question

#: Units of analysis that have a batch form.
UNITS = ("cross_section", "firm_clusters")


@dataclass(frozen=True, slots=True)
class Family:
    """What questions share whose units are found together.

    Parameters
    ----------
    outcome, predictor : str
    contrast : tuple of str
    sample : tuple of Condition
    terms : tuple of str
    years : tuple of int
        Earliest first.
    strata : tuple of Condition
        Disjoint; empty where the questions have none.
    """

    outcome: str
    predictor: str
    contrast: tuple[str, ...]
    sample: tuple[Condition, ...]
    terms: tuple[str, ...]
    years: tuple[int, ...]
    strata: tuple[Condition, ...]

    def place(self, question: Question) -> tuple[int, int]:
        """Return where a question of one year stands: the place of its year and its stratum."""
        stratum = self.strata.index(question.strata[0]) if self.strata else 0
        return self.years.index(int(question.year or 0)), stratum


def families(questions: Iterable[Question], years: tuple[int, ...]) -> dict[Question, Family]:
    """Return the family of each question.

    Parameters
    ----------
    questions : iterable of Question
        Of units in `UNITS`, no variable missing; those of one year have one stratum at most.
    years : tuple of int
        Of the batch.

    Returns
    -------
    dict of Question to Family
        Questions of one year share a family with those of other years and of other levels of
        the same variable; a question over all years has one of its own strata.
    """
    groups: dict[tuple[object, ...], list[Question]] = {}
    for question in questions:
        by = tuple(condition.variable for condition in question.strata)
        if question.year is None:
            by = tuple(str(condition) for condition in question.strata)
        key = (*_shared(question), question.year is None, by)
        groups.setdefault(key, []).append(question)
    found = {}
    for members in groups.values():
        conditions = dict.fromkeys(c for question in members for c in question.strata)
        together = members[0].year is None or _disjoint(conditions)
        for question in members:
            found[question] = Family(
                *_shared(question),
                years=_years(members, years),
                strata=tuple(conditions) if together else question.strata,
            )
    return found


def _shared(
    question: Question,
) -> tuple[str, str, tuple[str, ...], tuple[Condition, ...], tuple[str, ...]]:
    """Return what all questions of a family have in common."""
    q = question
    return q.outcome, q.predictor, q.contrast, q.sample, q.terms


def _years(members: Iterable[Question], years: tuple[int, ...]) -> tuple[int, ...]:
    """Return the years of questions, all where they are over all years."""
    asked = {question.year for question in members}
    return years if None in asked else tuple(year for year in years if year in asked)


def _disjoint(conditions: Iterable[Condition]) -> bool:
    """Return whether no firm can be in two strata of one variable."""
    levels = [level for condition in conditions for level in condition.levels]
    return len(set(levels)) == len(levels)


@dataclass(frozen=True, slots=True, eq=False)
class Selector:
    """Finds the units of families in a batch; what several families need is found once.

    Parameters
    ----------
    batch : Batch
    """

    batch: Batch
    _conditions: dict[Condition, BoolArray] = field(default_factory=dict)
    _known: dict[str, BoolArray] = field(default_factory=dict)
    _placed: dict[tuple[tuple[Condition, ...], tuple[Condition, ...]], IntArray] = field(
        default_factory=dict
    )

    def units(self, family: Family) -> Units:
        """Return the units of a family.

        Parameters
        ----------
        family : Family

        Returns
        -------
        Units
            The firms that `smeint.engine.select.select` finds panel by panel.
        """
        outcome = self.batch[family.outcome].values
        predictor, usable = self._predictor(family)
        complete = usable
        for name in (family.outcome, *family.terms):
            complete = complete & self.known(name)
        placed = self._strata(family.sample, family.strata)
        stratum = np.where(complete, placed, -1)
        rows = self._rows(family.years)
        return Units(
            outcome=outcome[rows],
            predictor=predictor[rows],
            stratum=stratum[rows],
            n_strata=max(len(family.strata), 1),
        )

    def holds(self, condition: Condition) -> BoolArray:
        """Return where a condition is known to hold."""
        if condition not in self._conditions:
            column = self.batch[condition.variable]
            found = np.zeros(column.values.shape, dtype=bool)
            for code in level_codes(column, condition.levels):
                found |= column.values == code
            self._conditions[condition] = found
        return self._conditions[condition]

    def known(self, name: str) -> BoolArray:
        """Return where a variable's value is known."""
        if name not in self._known:
            self._known[name] = ~np.isnan(self.batch[name].values)
        return self._known[name]

    def _predictor(self, family: Family) -> tuple[FloatArray, BoolArray]:
        """Return the predictor, 1 and 0 where there is a contrast, and where it can be used."""
        if not family.predictor:
            shape = self.batch.neither.shape
            return np.broadcast_to(np.zeros(1), shape), np.ones(shape, dtype=bool)
        if not family.contrast:
            return self.batch[family.predictor].values, self.known(family.predictor)
        first = self.holds(Condition(family.predictor, family.contrast[:1]))
        second = self.holds(Condition(family.predictor, family.contrast[1:]))
        return first.astype(float), first | second

    def _strata(self, sample: tuple[Condition, ...], strata: tuple[Condition, ...]) -> IntArray:
        """Return the place of each firm's stratum, -1 outside the sample and outside all strata."""
        if (sample, strata) not in self._placed:
            shape = self.batch.neither.shape
            inside = np.ones(shape, dtype=bool)
            for condition in sample:
                inside = inside & self.holds(condition)
            places = np.full(shape, -1 if strata else 0, dtype=np.intp)
            for place, condition in enumerate(strata):
                places[self.holds(condition)] = place
            places[~inside] = -1
            self._placed[sample, strata] = places
        return self._placed[sample, strata]

    def _rows(self, years: tuple[int, ...]) -> tuple[slice | list[int], ...]:
        """Return the index of years on the middle axis."""
        if years == self.batch.years:
            return (slice(None),)
        return (slice(None), [self.batch.years.index(year) for year in years])
