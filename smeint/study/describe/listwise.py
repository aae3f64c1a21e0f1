"""The study's primary tests on all firms that each can use, and on completely known firms alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from smeint.arrays import BoolArray
from smeint.engine.analysis import Analysis
from smeint.finding import Role, Status
from smeint.question import Question
from smeint.study.answer import Answered, answer
from smeint.study.describe.rows import Listwise, ListwiseVerdict
from smeint.study.hypothesis import Hypothesis
from smeint.study.plan import Plan
from smeint.study.rules import Verdict
from smeint.study.verdict import verdicts

RULE = "published"
#: What becomes of a test's own verdict: nothing, another one, or no test at all.
SAME, OTHER, LOST = "", "verdict", "not computed"


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """Primary tests by both ways of leaving firms out.

    Parameters
    ----------
    rows : tuple of Listwise
    verdicts : tuple of ListwiseVerdict
    variables : tuple of str
        All variables of the primary tests.
    n_rows, n_complete : int
        Firm-years that the size scheme does not leave out, and those of them that know all of
        the variables.
    """

    rows: tuple[Listwise, ...]
    verdicts: tuple[ListwiseVerdict, ...]
    variables: tuple[str, ...]
    n_rows: int
    n_complete: int


def listwise(
    hypotheses: Sequence[Hypothesis],
    asked: Plan,
    analysis: Analysis,
    answers: Mapping[Question, Answered],
    *,
    reach: float,
) -> Compared:
    """Make every primary test once more on firm-years in which no variable is missing.

    Parameters
    ----------
    hypotheses : sequence of Hypothesis
    asked : Plan
    analysis : Analysis
    answers : mapping of Question to Answered
        Of the primary questions.
    reach : float
        As the verdicts take it.

    Returns
    -------
    Compared

    Notes
    -----
    The same questions are asked of the same derived values: size classes, bands and winsorized
    ratios are those of the whole panel, so that nothing but the choice of firm-years differs.
    """
    primary = [q for q in asked.questions if q.role is Role.PRIMARY]
    names = variables_of(primary)
    complete = complete_rows(analysis, names)
    part = restricted(analysis, complete)
    again = {q: _answer(part, q, answers[q]) for q in primary}
    rows = tuple(
        _row(claim, q, (answers[q], again[q]), asked.alpha, reach)
        for claim in hypotheses
        for q in asked.of(claim.id, Role.PRIMARY)
    )
    tests = Plan(tuple(primary), asked.alpha)
    tested = [claim for claim in hypotheses if not claim.described]
    by_test = _published(tested, tests, answers, reach)
    by_list = _published(tested, tests, again, reach)
    return Compared(
        rows=rows,
        verdicts=tuple(
            ListwiseVerdict(name, by_test[name], by_list[name], by_test[name] == by_list[name])
            for name in by_test
        ),
        variables=names,
        n_rows=int(complete.size - np.sum(_outside(analysis))),
        n_complete=int(complete.sum()),
    )


def variables_of(questions: Sequence[Question]) -> tuple[str, ...]:
    """Return the variables of questions that can be answered, conditions included."""
    names: list[str] = []
    for question in questions:
        if not question.missing:
            conditions = (*question.sample, *question.strata)
            names += [question.outcome, question.predictor, *(c.variable for c in conditions)]
    return tuple(dict.fromkeys(names))


def complete_rows(analysis: Analysis, names: Sequence[str]) -> BoolArray:
    """Return where all of the named variables are known."""
    known = np.ones(analysis["year"].values.shape, dtype=bool)
    for name in names:
        known &= analysis[name].known
    return known


def _outside(analysis: Analysis) -> BoolArray:
    """Return which firm-years the size scheme leaves out; hypotheses are not about them."""
    if "sme" not in analysis:
        return np.zeros(analysis["year"].values.shape, dtype=bool)
    return np.isin(analysis["sme"].reasons, list(analysis.out_of_sample))


def restricted(analysis: Analysis, rows: BoolArray) -> Analysis:
    """Return some rows of an analysis, their derived values as they were."""
    columns = {
        name: replace(column, values=column.values[rows], reasons=column.reasons[rows])
        for name, column in analysis.columns.items()
    }
    return replace(analysis, columns=columns)


def _answer(part: Analysis, question: Question, whole: Answered) -> Answered:
    """Answer a question on complete firm-years; without any there is nothing to select from."""
    if question.missing:
        return whole
    if part["year"].values.size:
        return answer(part, question)
    none = replace(question, missing="no firm-year is complete")
    empty = answer(part, none)
    status = Status.TOO_FEW.label
    return Answered(question, replace(empty.finding, status=status))


def _published(
    claims: Sequence[Hypothesis],
    tests: Plan,
    answers: Mapping[Question, Answered],
    reach: float,
) -> dict[str, str]:
    """Return the verdicts under the published rule."""
    found = verdicts(claims, tests, answers, reach=reach)
    return {row.hypothesis: row.verdict for row in found if row.rule == RULE}


def _row(
    claim: Hypothesis,
    question: Question,
    both: tuple[Answered, Answered],
    alpha: float,
    reach: float,
) -> Listwise:
    """Return one test by both ways, with the verdict that it would give alone."""
    alone = Plan((question,), alpha)
    said = [_published((claim,), alone, {question: one}, reach)[claim.id] for one in both]
    whole, part = (one.finding for one in both)
    change = SAME if said[0] == said[1] else OTHER
    if said[1] == Verdict.NOT_COMPUTED.label and change:
        change = LOST
    return Listwise(
        finding_id=whole.finding_id,
        hypothesis=whole.hypothesis,
        outcome=whole.outcome,
        predictor=whole.predictor,
        year=whole.year,
        stratum=whole.stratum,
        n=whole.n,
        n_listwise=part.n,
        effect_name=whole.effect_name or part.effect_name,
        effect=whole.effect,
        ci_low=whole.ci_low,
        ci_high=whole.ci_high,
        effect_listwise=part.effect,
        ci_low_listwise=part.ci_low,
        ci_high_listwise=part.ci_high,
        p_value=whole.p_value,
        p_value_listwise=part.p_value,
        status=whole.status,
        status_listwise=part.status,
        verdict=said[0],
        verdict_listwise=said[1],
        change=change,
    )
