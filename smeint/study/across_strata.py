"""The tests over all strata of a year: whether strata differ, and what is common to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from smeint.finding import Role
from smeint.question import Condition, Question
from smeint.study.hypothesis import INTERACTION, Hypothesis

#: Procedures and variants, by primary test.
ACROSS: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {}


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
    """
    if INTERACTION not in hypothesis.companions or len(strata) < 2:
        return
    for procedure, variant in ACROSS.get((base.procedure, base.variant), ()):
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
