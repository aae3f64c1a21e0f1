"""Procedures over all strata of a year: whether strata differ, and what is common to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from smeint.engine.analysis import Analysis
from smeint.engine.reduce_strata import strata_ranks, strata_tables
from smeint.engine.select import Selection
from smeint.formulas.homogeneity import breslow_day, interaction_likelihood_ratio
from smeint.formulas.mantel_haenszel import mantel_haenszel
from smeint.formulas.rank_strata import rank_biserial_homogeneity
from smeint.formulas.result import TestResult
from smeint.formulas.strata import names_where
from smeint.formulas.van_elteren import van_elteren
from smeint.question import Question

_Compute = Callable[[Analysis, Question, Selection, float], TestResult]

#: What compares strata; all else over strata is of what they have in common.
HOMOGENEITY = "homogeneity"


def names_of(question: Question) -> tuple[str, ...]:
    """Return the names of a question's strata, such as ``low`` and ``high``."""
    return tuple(" or ".join(condition.levels) for condition in question.strata)


def _tables(formula: Callable[..., TestResult]) -> _Compute:
    """Return a test of 2x2 tables in strata."""

    def run(_: Analysis, question: Question, units: Selection, level: float) -> TestResult:
        names = names_of(question)
        tables = strata_tables(units.outcome, units.first, units.stratum, names)
        return formula(tables, level=level)

    return run


def _rank_biserial(_: Analysis, question: Question, units: Selection, level: float) -> TestResult:
    names = names_of(question)
    ranks = strata_ranks(units.outcome, units.first, units.stratum, names)
    return rank_biserial_homogeneity(ranks, names, level)


def _van_elteren(_: Analysis, question: Question, units: Selection, level: float) -> TestResult:
    names = names_of(question)
    ranks = strata_ranks(units.outcome, units.first, units.stratum, names)
    n_1, n_2 = ranks.sizes
    left_out = names_where((n_1 == 0) | (n_2 == 0), names)
    note = f"left out, a group has no firm: {left_out}" if left_out else ""
    return replace(van_elteren(ranks, level), note=note)


STRATA_PROCEDURES: dict[tuple[str, str], _Compute] = {
    (HOMOGENEITY, "breslow_day_tarone"): _tables(breslow_day),
    (HOMOGENEITY, "interaction_lr"): _tables(interaction_likelihood_ratio),
    (HOMOGENEITY, "rank_biserial"): _rank_biserial,
    ("mantel_haenszel", "uncorrected"): _tables(mantel_haenszel),
    ("van_elteren", "asymptotic"): _van_elteren,
}
