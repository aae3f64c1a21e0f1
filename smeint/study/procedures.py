"""Procedures by name: from the units of a test to its summary, and on to the formula."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from smeint.arrays import IntArray
from smeint.engine import clustered_logit, firth, gee, items, logit, outcome_models, reduce
from smeint.engine.analysis import Analysis
from smeint.engine.design import design
from smeint.engine.select import Selection
from smeint.engine.survey import design_note, survey_domain
from smeint.engine.weighted_logit import pseudo_likelihood
from smeint.formulas.contingency import chi_square_2x2, yates_2x2
from smeint.formulas.contingency_rxc import chi_square_rxc, fisher_rxc
from smeint.formulas.correlation import spearman
from smeint.formulas.fisher import fisher_2x2
from smeint.formulas.items import ItemCovariance
from smeint.formulas.normality import kolmogorov_smirnov_as_if_known, lilliefors, shapiro_wilk
from smeint.formulas.omega import mcdonald_omega
from smeint.formulas.rank_sum import mann_whitney
from smeint.formulas.rank_sum_exact import exact_rank_sum
from smeint.formulas.rao_scott import rao_scott, shares_of_levels, weighted_table
from smeint.formulas.reliability import cronbach_alpha, item_rest
from smeint.formulas.result import TestResult
from smeint.formulas.score import pooled_score
from smeint.formulas.weighted_groups import weighted_groups, weighted_means
from smeint.panel.variables import Kind
from smeint.question import Question
from smeint.study.procedures_strata import STRATA_PROCEDURES

Compute = Callable[[Analysis, Question, Selection, float], TestResult]


def compute(
    analysis: Analysis, question: Question, selection: Selection, level: float
) -> TestResult:
    """Reduce the units of a test to its summary and apply the formula.

    Parameters
    ----------
    analysis : Analysis
    question : Question
    selection : Selection
    level : float
        Confidence level.

    Returns
    -------
    TestResult
        A batch of one.
    """
    return PROCEDURES[question.procedure, question.variant](analysis, question, selection, level)


def _table(
    formula: Callable[..., TestResult],
) -> Compute:
    """Return a test of a 2x2 table."""

    def run(_: Analysis, question: Question, units: Selection, level: float) -> TestResult:
        first = units.first if question.contrast else units.predictor == 1
        return formula(reduce.table_2x2(units.outcome, first), level=level)

    return run


def _many_cells(formula: Callable[..., TestResult]) -> Compute:
    """Return a test of a table with more than two rows or columns."""

    def run(analysis: Analysis, question: Question, units: Selection, level: float) -> TestResult:
        groups, names = _groups(analysis, question, units)
        outcomes = len(_levels(analysis, question.outcome))
        table = reduce.table_rxc(units.outcome.astype(int), groups, outcomes, len(names))
        return formula(table, level=level)

    return run


def _levels(analysis: Analysis, name: str) -> tuple[str, ...]:
    """Return the names of a variable's levels, by code."""
    column = analysis[name]
    return ("no", "yes") if column.kind is Kind.YES_NO else column.levels


def _groups(
    analysis: Analysis, question: Question, units: Selection
) -> tuple[IntArray, tuple[str, ...]]:
    """Return the number of each unit's group, and the groups' names."""
    if question.contrast:
        return np.where(units.first, 0, 1), question.contrast
    return units.predictor.astype(int), _levels(analysis, question.predictor)


def _asymptotic(_: Analysis, __: Question, units: Selection, level: float) -> TestResult:
    return mann_whitney(reduce.rank_sum(units.outcome, units.first), level=level)


def _continuity(_: Analysis, __: Question, units: Selection, level: float) -> TestResult:
    summary = reduce.rank_sum(units.outcome, units.first)
    return mann_whitney(summary, continuity=True, level=level)


def _exact(_: Analysis, __: Question, units: Selection, level: float) -> TestResult:
    return exact_rank_sum(reduce.tie_pattern(units.outcome, units.first), level=level)


def _spearman(_: Analysis, __: Question, units: Selection, level: float) -> TestResult:
    return spearman(reduce.rank_correlation(units.outcome, units.predictor), level=level)


def _pooled(analysis: Analysis, question: Question, units: Selection, level: float) -> TestResult:
    return pooled_score(
        reduce.score_sums(
            units.outcome,
            units.predictor,
            units.cell,
            units.firm,
            rank_outcome=analysis[question.outcome].kind.is_metric,
            rank_predictor=not question.contrast
            and analysis[question.predictor].kind is not Kind.YES_NO,
        ),
        level=level,
    )


def _items(analysis: Analysis, question: Question, units: Selection) -> ItemCovariance:
    """Return the covariances of a scale's items, reversed ones turned round."""
    scale = analysis.scales[question.outcome]
    turned = items.turned(units.terms, scale.reversed_items, scale.low, scale.high)
    return items.item_covariance(turned, scale.items)


def _alpha(analysis: Analysis, question: Question, units: Selection, level: float) -> TestResult:
    summary = _items(analysis, question, units)
    by_item = item_rest(summary, level)
    alpha = cronbach_alpha(summary, level)
    return replace(alpha, measures=(*alpha.measures, *by_item.measures))


def _omega(analysis: Analysis, question: Question, units: Selection, level: float) -> TestResult:
    return mcdonald_omega(_items(analysis, question, units), level)


def _normality(formula: Callable[..., TestResult]) -> Compute:
    """Return a test of normality."""

    def run(_: Analysis, __: Question, units: Selection, ___: float) -> TestResult:
        return formula(reduce.normality(units.outcome))

    return run


def _logit(analysis: Analysis, question: Question, units: Selection, level: float) -> TestResult:
    return logit.maximum_likelihood(design(analysis, question, units), level=level)


def _firth(analysis: Analysis, question: Question, units: Selection, level: float) -> TestResult:
    return firth.firth(design(analysis, question, units), level=level)


def _clustered_logit(
    analysis: Analysis, question: Question, units: Selection, level: float
) -> TestResult:
    return clustered_logit.clustered(design(analysis, question, units), level)


def _gee_logit(
    analysis: Analysis, question: Question, units: Selection, level: float
) -> TestResult:
    return gee.gee(design(analysis, question, units), level)


def _weighted_means(
    analysis: Analysis, question: Question, units: Selection, level: float
) -> TestResult:
    domain = survey_domain(analysis, question, units)
    first, second = question.contrast
    return weighted_means(
        weighted_groups(units.outcome, units.first, domain),
        (f"{question.predictor} = {first}", f"{question.predictor} = {second}"),
        level,
        note=design_note(analysis, domain),
    )


def _rao_scott(
    analysis: Analysis, question: Question, units: Selection, level: float
) -> TestResult:
    domain = survey_domain(analysis, question, units)
    levels, level_names = units.outcome.astype(int), _levels(analysis, question.outcome)
    groups, group_names = _groups(analysis, question, units)
    names = tuple(f"{question.predictor} = {name}" for name in group_names)
    table, note = weighted_table(levels, groups, domain), design_note(analysis, domain)
    if analysis[question.outcome].kind is Kind.YES_NO and question.contrast:
        two_groups = weighted_groups(units.outcome, units.first, domain)
        pair = (names[0], names[1])
        return rao_scott(table, level, two_groups=two_groups, names=pair, note=note)
    others = shares_of_levels(levels, groups, domain, level_names, names, level)
    return rao_scott(table, level, others=others, note=note)


def _weighted_logit(
    analysis: Analysis, question: Question, units: Selection, level: float
) -> TestResult:
    domain = survey_domain(analysis, question, units)
    return pseudo_likelihood(
        design(analysis, question, units), domain, level, design_note(analysis, domain)
    )


def _model(formula: Callable[..., TestResult]) -> Compute:
    """Return a model whose errors are by firm where firms come back."""

    def run(analysis: Analysis, question: Question, units: Selection, level: float) -> TestResult:
        clustered = question.unit == "firm_clusters"
        return formula(design(analysis, question, units), clustered=clustered, level=level)

    return run


def _ranks(analysis: Analysis, question: Question, units: Selection, level: float) -> TestResult:
    model = design(analysis, question, units)
    clustered = question.unit == "firm_clusters"
    return outcome_models.ranks(model, units.cell, clustered=clustered, level=level)


#: Every procedure and variant that a question may name.
PROCEDURES: dict[tuple[str, str], Compute] = {
    ("chi_square", "pearson"): _table(chi_square_2x2),
    ("chi_square", "yates"): _table(yates_2x2),
    ("chi_square", "pearson_rxc"): _many_cells(chi_square_rxc),
    ("fisher_exact", "two_sided"): _table(fisher_2x2),
    ("fisher_exact", "two_sided_rxc"): _many_cells(fisher_rxc),
    ("chi_square", "rao_scott"): _rao_scott,
    ("mann_whitney", "asymptotic"): _asymptotic,
    ("mann_whitney", "continuity_corrected"): _continuity,
    ("mann_whitney", "exact"): _exact,
    ("spearman", "t_approximation"): _spearman,
    ("pooled_score", ""): _pooled,
    ("lilliefors", "estimated_parameters"): _normality(lilliefors),
    ("shapiro_wilk", "royston_1995"): _normality(shapiro_wilk),
    ("kolmogorov_smirnov", "parameters_as_if_known"): _normality(kolmogorov_smirnov_as_if_known),
    ("cronbach_alpha", "raw"): _alpha,
    ("mcdonald_omega", "one_factor"): _omega,
    **{("logit", f"block_{b}"): _logit for b in (1, 2, 3)},
    **{("firth_logit", f"block_{b}"): _firth for b in (1, 2, 3)},
    **{("fractional_logit", b): _model(outcome_models.shares) for b in ("block_1", "block_2")},
    ("two_part", "block_1"): _model(outcome_models.two_parts),
    **{("rank_regression", v): _ranks for v in ("block_1", "block_2", "lagged_predictor")},
    **{
        ("quantile_regression", v): _model(outcome_models.medians)
        for v in ("block_1", "block_2", "lagged_predictor", "lagged_outcome")
    },
    **{("clustered_logit", f"block_{b}"): _clustered_logit for b in (1, 2)},
    **{("gee_logit", f"block_{b}"): _gee_logit for b in (1, 2)},
    ("weighted_means", "t_test"): _weighted_means,
    **{("weighted_logit", f"block_{b}"): _weighted_logit for b in (1, 2, 3)},
    **STRATA_PROCEDURES,
}
