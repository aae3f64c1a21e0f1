"""From questions on many panels at once to the firms that answer them: `Units`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
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
    _known: dict[str, BoolArray] = field(default_factory=dict)
    _predictors: dict[tuple[str, tuple[str, ...]], tuple[FloatArray, BoolArray]] = field(
        default_factory=dict
    )
    _wholes: dict[int, tuple[bool, BoolArray]] = field(default_factory=dict)
    _numbers: dict[tuple[object, ...], tuple[IntArray, object]] = field(default_factory=dict)
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
        predictor, usable = self.predictor(family.predictor, family.contrast)
        masks = [usable, *(self.known(name) for name in (family.outcome, *family.terms))]
        # a family with the firms of another one has its very array, by which more can be shared
        some = tuple(mask for mask in masks if not self._whole(mask))
        key = (family.sample, family.strata, *map(id, some))
        if key not in self._numbers:
            # arithmetic: `where` takes far longer on a mask without a pattern
            number = self.strata(family.sample, family.strata)
            for mask in some:
                number = number * mask
            # the masks are kept: their numbers are theirs as long as they live
            self._numbers[key] = (number - np.int16(1), some)
        return Units(
            outcome=self.batch[family.outcome].values,
            predictor=predictor,
            stratum=self._numbers[key][0],
            n_strata=max(len(family.strata), 1),
        )

    def _whole(self, mask: BoolArray) -> bool:
        """Return whether a mask, one of those kept, leaves nothing out."""
        if id(mask) not in self._wholes:
            self._wholes[id(mask)] = (bool(mask.all()), mask)
        return self._wholes[id(mask)][0]

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

    def predictor(self, name: str, contrast: tuple[str, ...]) -> tuple[FloatArray, BoolArray]:
        """Return a predictor, 1 and 0 where there is a contrast, and where it can be used."""
        if not name:
            shape = self.batch.neither.shape
            return np.broadcast_to(np.zeros(1), shape), np.ones(shape, dtype=bool)
        if not contrast:
            return self.batch[name].values, self.known(name)
        if (name, contrast) not in self._predictors:
            first = self.holds(Condition(name, contrast[:1]))
            second = self.holds(Condition(name, contrast[1:]))
            self._predictors[name, contrast] = (first.astype(float), first | second)
        return self._predictors[name, contrast]

    def strata(self, sample: tuple[Condition, ...], strata: tuple[Condition, ...]) -> IntArray:
        """Return the number of each firm's stratum, from 1; 0 outside sample and strata."""
        if (sample, strata) not in self._placed:
            number = np.full(self.batch.neither.shape, 0 if strata else 1, dtype=np.int16)
            for place, condition in enumerate(strata):
                number *= ~self.holds(condition)
                number += np.int16(place + 1) * self.holds(condition)
            for condition in sample:
                number *= self.holds(condition)
            self._placed[sample, strata] = number
        return self._placed[sample, strata]
