"""The frozen workload: which panels, which tests, which verdicts.

Synthetic data throughout. A replicate is one panel of the `published` world (57 SMEs and 57
non-SMEs, three years, persistent) with all of its tests; nothing in it depends on who runs it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

from smeint.defaults import ALPHA
from smeint.definitions.definitions import Definitions
from smeint.finding import Role
from smeint.question import Question
from smeint.study.hypothesis import Hypothesis
from smeint.study.normality import normality_questions
from smeint.study.plan import plan
from smeint.study.shipped import MAIN
from smeint.synth.world import World, world

if TYPE_CHECKING:
    from smeint.engine.analysis import Analysis

WORLD: World = world("published")
SEED = 20140601
DEFINITIONS = Definitions()
HYPOTHESES: tuple[Hypothesis, ...] = tuple(MAIN.values())

#: Variables of the tests of normality.
METRIC = ("fsts", "rota", "management_team_size", "employees")

#: Columns of H1's logistic block 2, the intercept and `sme` included, and its further terms.
TERMS: dict[int, tuple[str, ...]] = {
    7: ("log_firm_age", "country"),
    11: ("log_firm_age", "country", "industry"),
}

#: Procedures and variants that are run, and how often in a replicate.
TESTS: dict[tuple[str, str], int] = {
    ("lilliefors", "estimated_parameters"): 36,
    ("shapiro_wilk", "royston_1995"): 36,
    ("chi_square", "pearson"): 3 + 18 + 9,
    ("fisher_exact", "two_sided"): 3 + 18 + 9,
    ("logit", "block_2"): 3,
    ("mann_whitney", "asymptotic"): 3 + 3 + 9,
    ("spearman", "t_approximation"): 3,
    ("pooled_score", ""): 8,
}

#: (hypothesis, outcome, year, stratum or group, procedure): what a number belongs to.
Key = tuple[str, str, str, str, str]


def questions(analysis: Analysis, columns: int) -> tuple[Question, ...]:
    """Return the workload's tests.

    Parameters
    ----------
    analysis : Analysis
        Of any panel of `WORLD`; its values are not looked at.
    columns : int
        A key of `TERMS`.

    Returns
    -------
    tuple of Question

    Raises
    ------
    RuntimeError
        If the study no longer asks what is frozen in `TESTS`.
    """
    asked = [
        replace(question, terms=TERMS[columns]) if question.procedure == "logit" else question
        for question in (
            *normality_questions(analysis, level=1 - ALPHA),
            *plan(HYPOTHESES, analysis, normality=False).questions,
        )
        if (question.procedure, question.variant) in TESTS
        and (question.role is not Role.EVIDENCE or question.outcome in METRIC)
    ]
    found = Counter((question.procedure, question.variant) for question in asked)
    if found != TESTS:
        raise RuntimeError(f"the workload is frozen as {TESTS}, the study asks {dict(found)}")
    return tuple(asked)


def key(question: Question) -> Key:
    """Return what the number that answers a question belongs to."""
    stratum = question.strata[0].levels[0] if len(question.strata) == 1 else "all"
    return (
        question.hypothesis,
        question.outcome,
        question.year_name,
        stratum,
        question.procedure,
    )


def replicates(number: int, per_round: int, round_: int) -> range:
    """Return the replicates that a side runs in a round: all sides begin with the same."""
    return range(round_ * per_round, round_ * per_round + number)


def cells(hypothesis: Hypothesis, bands: Sequence[str], pooled: bool) -> list[list[list[Key]]]:
    """Return the keys of a hypothesis' primary or pooled tests by outcome, stratum and year."""
    by_kind = {True: "mann_whitney", False: "chi_square"}
    metric = ("fsts", "rota", "management_team_size")
    strata = tuple(bands) if hypothesis.strata and not pooled else ("all",)
    years = ("all",) if pooled else tuple(str(year) for year in WORLD.years)
    grid: dict[tuple[str, str], list[Key]] = {}
    for outcome, stratum, year in product(hypothesis.outcomes, strata, years):
        procedure = by_kind[outcome in metric] if hypothesis.contrast else "spearman"
        name = "pooled_score" if pooled else procedure
        grid.setdefault((outcome, stratum), []).append(
            (hypothesis.id, outcome, year, stratum, name)
        )
    return [[grid[outcome, stratum] for stratum in strata] for outcome in hypothesis.outcomes]
