"""The smeint side: whole blocks of panels through the batch engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sides.workload import (
    ALPHA,
    DEFINITIONS,
    HYPOTHESES,
    SEED,
    WORLD,
    Key,
    cells,
    key,
    questions,
)
from smeint.arrays import FloatArray
from smeint.engine.batch import Batch, draw_batch
from smeint.question import Question
from smeint.study.batch import BatchAnswers, answer_batch
from smeint.study.hypothesis import Hypothesis
from smeint.study.rules import RULES, Cells, Claim, Verdict, decide_each

#: Panels that are computed together.
BLOCK = 200

#: Rules that read the tests of each year.
BY_YEAR = tuple(rule for rule in RULES if rule != "pooled")


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """What was found on a block of panels.

    Parameters
    ----------
    answers : mapping of Key to array, (6, replicates)
        Status, statistic, p, effect and the ends of the interval that the claim asks for.
    verdicts : mapping of (hypothesis, rule) to array of int, (replicates,)
    """

    answers: Mapping[Key, FloatArray]
    verdicts: Mapping[tuple[str, str], FloatArray]


def generate(numbers: Sequence[int], plan: Sequence[Question] | None = None) -> Batch:
    """Draw panels and derive the study's constructs: what a plan asks for, or all."""
    keys = [(SEED, number) for number in numbers]
    return draw_batch(WORLD, keys, DEFINITIONS, None if plan is None else variables(plan))


def variables(plan: Sequence[Question]) -> frozenset[str]:
    """Return the names of the variables that questions need."""
    names = {name for q in plan for name in (q.outcome, q.predictor, *q.terms) if name}
    return frozenset(names | {c.variable for q in plan for c in (*q.sample, *q.strata)})


def asked(columns: int) -> tuple[Question, ...]:
    """Return the workload's questions."""
    return questions(generate([0]).analysis(0), columns)


def blocks(numbers: range) -> Iterator[range]:
    """Yield replicates, a block at a time."""
    for first in range(0, len(numbers), BLOCK):
        yield numbers[first : first + BLOCK]


def run(numbers: range, plan: Sequence[Question]) -> Iterator[Block]:
    """Yield what is found, block by block."""
    for part in blocks(numbers):
        yield found(generate(part, plan), plan)


def found(batch: Batch, plan: Sequence[Question]) -> Block:
    """Answer all questions on a block and apply the rules."""
    answers = by_key(answer_batch(batch, plan, measures=False), batch.n_replicates)
    bands = DEFINITIONS.bands.labels
    verdicts = {}
    for hypothesis in HYPOTHESES:
        claim = claim_of(hypothesis)
        primary, pooled = (grid(answers, cells(hypothesis, bands, pooled=p)) for p in (False, True))
        for rules, used in ((BY_YEAR, primary), (("pooled",), pooled)):
            decided = decide_each(rules, used, claim)
            verdicts.update({(hypothesis.id, r): v for r, v in zip(rules, decided, strict=True)})
    return Block(answers, verdicts)


def claim_of(hypothesis: Hypothesis) -> Claim:
    """Return what the rules must know of a hypothesis."""
    return Claim(
        negligible=hypothesis.claim == "negligible",
        sign=hypothesis.sign,
        margin=hypothesis.margin,
        every=hypothesis.combine == "every",
        alpha=ALPHA,
    )


def by_key(answered: Sequence[BatchAnswers], n: int) -> dict[Key, FloatArray]:
    """Return status, statistic, p, effect and interval of every question."""
    out = {}
    for part in answered:
        first, last = part.results[0], part.results[-1]  # the claim's own level stands last
        effect, interval = first.effect, last.effect
        rows = [first.status, first.statistic, first.p_value]
        rows.append(np.nan if effect is None else effect.estimate)
        rows += [np.nan] * 2 if interval is None else [interval.ci_low, interval.ci_high]
        shape = (n, len(part.questions))
        values = np.array([np.broadcast_to(np.asarray(row, dtype=float), shape) for row in rows])
        for place, question in enumerate(part.questions):
            out[key(question)] = values[:, :, place]
    return out


def grid(answers: Mapping[Key, FloatArray], places: list[list[list[Key]]]) -> Cells:
    """Lay answers out as the rules read them, (replicates, outcomes, strata, years)."""
    values = np.array([[[answers[k][2:] for k in row] for row in rows] for rows in places])
    p, effect, low, high = np.moveaxis(values, (3, 4), (0, 1))
    return Cells(p, effect, low, high)


def label(code: int) -> str:
    """Return a verdict as it stands in ``verdicts.csv``."""
    return Verdict(code).label
