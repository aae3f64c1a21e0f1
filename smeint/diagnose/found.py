"""`Found`: the answers to a scenario's questions on many panels, side by side as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from smeint.arrays import FloatArray, IntArray
from smeint.engine.batch import Batch
from smeint.finding import Status
from smeint.question import Question
from smeint.study.batch import answer_batch


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Tests of many panels.

    Parameters
    ----------
    status : array of int, (replicates, questions)
        `smeint.finding.Status` codes.
    n : array of float, (replicates, questions)
        Firms in the test, or firm-years where it is over all years; NaN where a variable is
        missing.
    p, effect : array of float, (replicates, questions)
        NaN where not computed.
    low, high : array of float, (replicates, questions, levels)
        Intervals at each of the question's levels; NaN beyond its last.
    effect_names : tuple of str
        Empty where a question has no effect, or none on these panels.
    """

    status: IntArray
    n: FloatArray
    p: FloatArray
    effect: FloatArray
    low: FloatArray
    high: FloatArray
    effect_names: tuple[str, ...]


def found_in(batch: Batch, questions: Sequence[Question]) -> Found:
    """Answer questions on a batch and lay the answers side by side.

    Parameters
    ----------
    batch : Batch
    questions : sequence of Question

    Returns
    -------
    Found
    """
    shape = (batch.n_replicates, len(questions))
    n_levels = max(len(question.levels) for question in questions)
    status = np.full(shape, int(Status.OK))
    n, p, effect = (np.full(shape, np.nan) for _ in range(3))
    low, high = (np.full((*shape, n_levels), np.nan) for _ in range(2))
    names = [""] * len(questions)
    places = {question: place for place, question in enumerate(questions)}
    for answers in answer_batch(batch, questions, measures=False):
        at = [places[question] for question in answers.questions]
        first = answers.results[0]
        status[:, at], p[:, at], n[:, at] = first.status, first.p_value, answers.n
        for level, result in enumerate(answers.results):
            if result.effect is not None:
                low[:, at, level] = result.effect.ci_low
                high[:, at, level] = result.effect.ci_high
        if first.effect is not None:
            effect[:, at] = first.effect.estimate
            for place in at:
                names[place] = first.effect.measure
    return Found(status, n, p, effect, low, high, tuple(names))
