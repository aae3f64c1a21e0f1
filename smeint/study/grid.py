"""How a hypothesis' tests are laid out for the rules, and which of them a rule reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from smeint.question import Question
from smeint.study.hypothesis import Hypothesis
from smeint.study.rules import Claim

#: Effect that has no sign.
UNSIGNED = "cramers_v"

#: Rules that ask for several years, and pool or compare them.
OVER_YEARS = ("majority", "every-year", "pooled")


@dataclass(frozen=True, slots=True)
class Grid:
    """Places of a hypothesis' tests by outcome, stratum and year.

    Parameters
    ----------
    outcomes, strata, years : tuple of str
        As in ``findings.csv``.
    places : tuple of (int, int, int)
        Place of each question.
    """

    outcomes: tuple[str, ...]
    strata: tuple[str, ...]
    years: tuple[str, ...]
    places: tuple[tuple[int, int, int], ...]

    @property
    def shape(self) -> tuple[int, int, int]:
        """Numbers of outcomes, strata and years."""
        return len(self.outcomes), len(self.strata), len(self.years)


def grid_of(questions: Sequence[Question]) -> Grid:
    """Lay questions of one hypothesis and role out.

    Parameters
    ----------
    questions : sequence of Question

    Returns
    -------
    Grid
        Without any place where there is no question.
    """
    outcomes = tuple(dict.fromkeys(q.outcome for q in questions))
    strata = tuple(dict.fromkeys(q.stratum_name for q in questions))
    years = tuple(dict.fromkeys(q.year_name for q in questions))
    places = tuple(
        (
            outcomes.index(q.outcome),
            strata.index(q.stratum_name),
            years.index(q.year_name),
        )
        for q in questions
    )
    return Grid(outcomes, strata, years, places)


def claim_of(hypothesis: Hypothesis, alpha: float, *, signed: bool) -> Claim:
    """Return what the rules must know of a hypothesis.

    Parameters
    ----------
    hypothesis : Hypothesis
    alpha : float
    signed : bool
        Whether the effects of its primary tests have a sign.

    Returns
    -------
    Claim
    """
    return Claim(
        negligible=hypothesis.claim == "negligible",
        sign=hypothesis.sign,
        margin=hypothesis.margin,
        every=hypothesis.combine == "every",
        alpha=alpha,
        signed=signed,
    )


def reads(rule: str, years: int) -> tuple[str, bool]:
    """Return the rule that is applied, and whether it reads the pooled tests.

    Parameters
    ----------
    rule : str
        A key of `smeint.study.rules.RULES`.
    years : int
        Years of the primary tests.

    Returns
    -------
    tuple of (str, bool)

    Examples
    --------
    >>> reads("pooled", 3), reads("pooled", 1), reads("holm", 1)
    (('pooled', True), ('published', False), ('holm', False))
    """
    if years == 1 and rule in OVER_YEARS:
        return "published", False
    return rule, rule == "pooled"
