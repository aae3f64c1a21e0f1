"""From questions on many panels at once to the firms that answer them: `Units`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import reduce

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
    strata : tuple of Condition
        Disjoint; empty where the questions have none.
    """

    outcome: str
    predictor: str
    contrast: tuple[str, ...]
    sample: tuple[Condition, ...]
    terms: tuple[str, ...]
    strata: tuple[Condition, ...]


def families(
    questions: Iterable[Question], apart: Callable[[Question], bool] = lambda _: False
) -> dict[Question, Family]:
    """Return the family of each question.

    Parameters
    ----------
    questions : iterable of Question
        Of units in `UNITS`, no variable missing; those of one year have one stratum at most.
    apart : callable, optional
        Whether a question shares no family with other strata; by default those over all years
        do not.

    Returns
    -------
    dict of Question to Family
        Other questions share a family with those of other levels of the same variable, if no
        firm can be in two of them.
    """
    groups: dict[tuple[object, ...], list[Question]] = {}
    for question in questions:
        by = tuple(condition.variable for condition in question.strata)
        alone = question.strata if question.year is None or apart(question) else None
        groups.setdefault((*_shared(question), by, alone), []).append(question)
    found = {}
    for members in groups.values():
        conditions = tuple(dict.fromkeys(c for question in members for c in question.strata))
        for question in members:
            strata = conditions if _disjoint(conditions) else question.strata
            found[question] = Family(*_shared(question), strata)
    return found


def _shared(
    question: Question,
) -> tuple[str, str, tuple[str, ...], tuple[Condition, ...], tuple[str, ...]]:
    """Return what all questions of a family have in common."""
    q = question
    return q.outcome, q.predictor, q.contrast, q.sample, q.terms


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
    _masks: dict[tuple[str, ...], BoolArray | None] = field(default_factory=dict)
    _firsts: dict[tuple[str, ...], FloatArray] = field(default_factory=dict)
    _numbers: dict[tuple[object, ...], IntArray] = field(default_factory=dict)
    _strata: dict[tuple[object, ...], IntArray] = field(default_factory=dict)

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
        return Units(
            outcome=self.batch[family.outcome].values,
            predictor=self.predictor(family.predictor, family.contrast),
            stratum=self.strata(family),
            n_strata=max(len(family.strata), 1),
        )

    def strata(self, family: Family) -> IntArray:
        """Return each firm's stratum, -1 in no test: one array for all families with the same."""
        needs = {(family.predictor, *family.contrast), (family.outcome,)}
        needs |= {(term,) for term in family.terms}
        masks = {need: self.usable(need) for need in sorted(needs) if need[0]}
        partial = {need: mask for need, mask in masks.items() if mask is not None}
        key = (family.sample, family.strata, *partial)
        if key not in self._strata:
            # arithmetic: `where` takes far longer on a mask without a pattern
            number = self.numbers(family.sample, family.strata)
            for mask in partial.values():
                number = number * mask
            self._strata[key] = number - np.int16(1)
        return self._strata[key]

    def holds(self, condition: Condition) -> BoolArray:
        """Return where a condition is known to hold."""
        if condition not in self._conditions:
            column = self.batch[condition.variable]
            codes = level_codes(column, condition.levels)
            found = [column.values == code for code in codes]
            none = np.zeros(column.values.shape, dtype=bool)
            self._conditions[condition] = reduce(np.logical_or, found) if found else none
        return self._conditions[condition]

    def usable(self, need: tuple[str, ...]) -> BoolArray | None:
        """Return where a variable is known, or in one of two levels; None where it is always."""
        if need not in self._masks:
            name, *contrast = need
            parts = [self.holds(Condition(name, (level,))) for level in contrast]
            mask = reduce(np.logical_or, parts) if parts else ~np.isnan(self.batch[name].values)
            self._masks[need] = None if mask.all() else mask
        return self._masks[need]

    def predictor(self, name: str, contrast: tuple[str, ...]) -> FloatArray:
        """Return a predictor, 1 and 0 where there is a contrast, and 0 where there is none."""
        if not name:
            return np.broadcast_to(np.zeros(1), self.batch.neither.shape)
        if not contrast:
            return self.batch[name].values
        first = (name, contrast[0])
        if first not in self._firsts:
            self._firsts[first] = self.holds(Condition(name, contrast[:1])).astype(float)
        return self._firsts[first]

    def numbers(self, sample: tuple[Condition, ...], strata: tuple[Condition, ...]) -> IntArray:
        """Return the number of each firm's stratum, from 1; 0 outside sample and strata."""
        if (sample, strata) not in self._numbers:
            number = np.full(self.batch.neither.shape, 0 if strata else 1, dtype=np.int16)
            for place, condition in enumerate(strata):  # disjoint
                number += np.int16(place + 1) * self.holds(condition)
            for condition in sample:
                number *= self.holds(condition)
            self._numbers[sample, strata] = number
        return self._numbers[sample, strata]
