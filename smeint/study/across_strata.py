"""The tests over all strata of a year: whether strata differ, and what is common to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from smeint.errors import StudyFileError
from smeint.finding import Role
from smeint.question import Condition, Question
from smeint.study.hypothesis import INTERACTION, Hypothesis
from smeint.study.procedures_strata import HOMOGENEITY
from smeint.study.shipped import SHIPPED

_TABLES = (
    (HOMOGENEITY, "breslow_day_tarone"),
    (HOMOGENEITY, "interaction_lr"),
    ("mantel_haenszel", "uncorrected"),
)
_RANKS = ((HOMOGENEITY, "rank_biserial"), ("van_elteren", "asymptotic"))

#: Procedures and variants, by primary test; one that a missing variable keeps from being made has
#: no variant.
ACROSS: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {
    ("chi_square", "pearson"): _TABLES,
    ("chi_square", ""): _TABLES,
    ("mann_whitney", "asymptotic"): _RANKS,
    ("mann_whitney", ""): _RANKS,
}


def strata_questions(
    hypothesis: Hypothesis, base: Question, year: int, strata: tuple[Condition, ...]
) -> Iterator[Question]:
    """Yield the tests over all strata of one year.

    Parameters
    ----------
    hypothesis : Hypothesis
    base : Question
        The primary question of an outcome, with year and stratum still open.
    year : int
    strata : tuple of Condition

    Yields
    ------
    Question
        With all strata as its conditions; nothing where there are fewer than two or the
        hypothesis does not ask for them.

    Raises
    ------
    StudyFileError
        If the hypothesis asks for them and its primary test has none.
    """
    if INTERACTION not in hypothesis.companions or len(strata) < 2:
        return
    asked = ACROSS.get((base.procedure, base.variant), ())
    if not asked and not base.missing and hypothesis.id not in SHIPPED:
        raise StudyFileError(
            f"{hypothesis.id}: companions names `{INTERACTION}`, which needs two groups and a "
            f"yes/no or metric outcome; `{base.outcome}` by `{base.predictor}` is neither."
        )
    for procedure, variant in asked:
        yield replace(
            base,
            role=Role.COMPANION,
            year=year,
            strata=strata,
            levels=base.levels[:1],
            procedure=procedure,
            variant=variant,
            note="",
        )
