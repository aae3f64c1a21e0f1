"""`Layout`: which columns of found tests each hypothesis' rules read, and its verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from smeint.arrays import BoolArray, IntArray
from smeint.diagnose.found import Found
from smeint.finding import Role
from smeint.question import Question
from smeint.study.grid import UNSIGNED, claim_of, grid_of, reads
from smeint.study.hypothesis import Hypothesis
from smeint.study.rules import RULES, Cells, Claim, Verdict, decide, is_open


@dataclass(frozen=True, slots=True, eq=False)
class Decided:
    """Verdicts on one hypothesis.

    Parameters
    ----------
    verdicts : array of int, (replicates, rules)
        `Verdict` codes, in the order of `RULES`.
    open_ : array of bool, (replicates, rules)
        Where a claim is not supported and some interval still holds a notable effect.
    primary : Cells
        The primary tests, (replicates, outcomes, strata, years).
    claim : Claim
    """

    verdicts: IntArray
    open_: BoolArray
    primary: Cells
    claim: Claim


def decided(
    hypothesis: Hypothesis,
    questions: Sequence[Question],
    found: Found,
    alpha: float,
    reach: float,
) -> Decided:
    """Apply every rule to a hypothesis' tests on many panels.

    Parameters
    ----------
    hypothesis : Hypothesis
    questions : sequence of Question
        All of `found`.
    found : Found
    alpha : float
    reach : float
        Effect that counts as notable.

    Returns
    -------
    Decided
        What `smeint.study.verdict.verdicts` gives panel by panel.
    """
    at = {role: _columns(hypothesis, role, questions) for role in (Role.PRIMARY, Role.POOLED)}
    signed = all(found.effect_names[place] != UNSIGNED for place in at[Role.PRIMARY])
    claim = claim_of(hypothesis, alpha, signed=signed)
    primary, pooled = (_cells(columns, questions, found, claim) for columns in at.values())
    verdicts, still_open = [], []
    for rule in RULES:
        applied, over_years = reads(rule, primary.p.shape[-1])
        cells = pooled if over_years else primary
        if not cells.p[0].size:
            verdict = np.full(len(cells.p), int(Verdict.NOT_COMPUTED))
        else:
            verdict = decide(applied, cells, claim)
        verdicts.append(verdict)
        failed = (verdict == Verdict.NOT_SUPPORTED) & (not claim.negligible)
        still_open.append(failed & is_open(cells, claim, reach))
    return Decided(np.stack(verdicts, axis=-1), np.stack(still_open, axis=-1), primary, claim)


def _columns(hypothesis: Hypothesis, role: Role, questions: Sequence[Question]) -> list[int]:
    """Return which columns a hypothesis' tests of one role stand in."""
    return [
        place
        for place, question in enumerate(questions)
        if question.hypothesis == hypothesis.id and question.role is role
    ]


def _cells(
    columns: Sequence[int], questions: Sequence[Question], found: Found, claim: Claim
) -> Cells:
    """Return tests by outcome, stratum and year."""
    asked = [questions[place] for place in columns]
    grid = grid_of(asked)
    values = np.full((4, len(found.p), *grid.shape), np.nan)
    for column, question, place in zip(columns, asked, grid.places, strict=True):
        values[:2, :, *place] = found.p[:, column], found.effect[:, column]
        level = level_place(question, claim.level)
        if level is not None:
            values[2:, :, *place] = found.low[:, column, level], found.high[:, column, level]
    return Cells(*values)


def level_place(question: Question, level: float) -> int | None:
    """Return which of a question's levels is the wanted one; None where it has none such."""
    apart = [abs(own - level) < 1e-12 for own in question.levels]
    return apart.index(True) if any(apart) else None
