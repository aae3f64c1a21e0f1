"""Procedures that have a batch form: how units are reduced, and which formula follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from smeint.engine.batch import Batch
from smeint.engine.batch_coded import Coded
from smeint.engine.batch_design import fit_terms
from smeint.engine.batch_normality import normalities
from smeint.engine.batch_ranks import rank_correlations_of, rank_sums_of
from smeint.engine.batch_scores import pooled_scores_of
from smeint.engine.batch_select import UNITS
from smeint.engine.batch_tables import table_scores, tables_2x2, tables_rxc
from smeint.formulas.contingency import Table2x2, chi_square_2x2, yates_2x2
from smeint.formulas.contingency_rxc import TableRxC, chi_square_rxc
from smeint.formulas.correlation import RankCorrelation, spearman
from smeint.formulas.fisher import fisher_2x2
from smeint.formulas.logit import LogitFit, logit_test
from smeint.formulas.normality import (
    NormalitySummary,
    kolmogorov_smirnov_as_if_known,
    lilliefors,
    shapiro_wilk,
)
from smeint.formulas.rank_sum import RankSum, mann_whitney
from smeint.formulas.result import TestResult
from smeint.formulas.score import ScoreSums, pooled_score
from smeint.panel.variables import Kind
from smeint.question import Question

Reduce = Callable[[Batch, Question, Coded], Any]
Formula = Callable[[Any, float, bool], TestResult]


@dataclass(frozen=True, slots=True)
class BatchForm:
    """How a procedure and variant is computed on many panels.

    Parameters
    ----------
    reduce : callable
        From a batch, a question of a family and the family's coded units to a summary whose arrays
        lead with (replicates, years, strata), or (replicates,) where years are pooled.
        Procedures that name the same one share its summary.
    formula : callable
        From a summary, a confidence level and whether measures besides the effect are asked for
        to a test. It may give them anyway.
    pooled : bool
        Whether the test is over all years and strata.
    by_family : bool
        Whether the summary is of one stratum only, and its arrays do not fit together with
        those of other families.
    """

    reduce: Reduce
    formula: Formula
    pooled: bool = False
    by_family: bool = False


def _tables(_: Batch, __: Question, coded: Coded) -> Table2x2:
    return tables_2x2(coded)


def _many_cells(batch: Batch, question: Question, coded: Coded) -> TableRxC:
    contrast = bool(question.contrast)
    groups = 2 if contrast else _levels(batch, question.predictor)
    return tables_rxc(coded.units, groups, _levels(batch, question.outcome), contrast=contrast)


def _levels(batch: Batch, name: str) -> int:
    """Return how many levels a variable has."""
    column = batch[name]
    return 2 if column.kind is Kind.YES_NO else len(column.levels)


def _rank_sums(_: Batch, __: Question, coded: Coded) -> RankSum:
    return rank_sums_of(coded)


def _rank_correlations(_: Batch, __: Question, coded: Coded) -> RankCorrelation:
    return rank_correlations_of(coded)


def _normalities(_: Batch, __: Question, coded: Coded) -> NormalitySummary:
    units = coded.units
    return normalities(units.outcome, units.stratum, units.n_strata)


def _scores(batch: Batch, question: Question, coded: Coded) -> ScoreSums:
    rank_outcome = batch[question.outcome].kind.is_metric
    metric = not question.contrast and batch[question.predictor].kind is not Kind.YES_NO
    if batch[question.outcome].kind is Kind.YES_NO and not metric:
        return table_scores(coded)
    return pooled_scores_of(coded, rank_outcome, metric)


def _at_any_level(formula: Callable[[NormalitySummary, bool], TestResult]) -> Formula:
    """Return a test without intervals as one that takes a confidence level."""
    return lambda summary, _, measures: formula(summary, measures)


def _few_measures(formula: Callable[[Any, float], TestResult]) -> Formula:
    """Return a test whose measures cost next to nothing as one that can be asked for none."""
    return lambda summary, level, _: formula(summary, level)


def _as_if_known(summary: NormalitySummary, _: bool) -> TestResult:
    return kolmogorov_smirnov_as_if_known(summary)


def _asymptotic(summary: RankSum, level: float, measures: bool) -> TestResult:
    return mann_whitney(summary, False, level, measures)


def _continuity(summary: RankSum, level: float, measures: bool) -> TestResult:
    return mann_whitney(summary, True, level, measures)


def _fits(batch: Batch, question: Question, coded: Coded) -> LogitFit:
    fit = fit_terms(batch, question, coded.units)
    beta, cov, ll, ll0, n, events, status = (
        np.expand_dims(number, 2)
        for number in (fit.beta, fit.cov, fit.ll, fit.ll0, fit.n, fit.events, fit.status)
    )
    return LogitFit(fit.terms, beta, cov, ll, ll0, n, events, status)


def _predictor(fit: LogitFit, level: float, measures: bool) -> TestResult:
    """Test the first term after the intercept, the question's predictor."""
    return logit_test(fit, fit.terms[1], level, measures)


#: Procedures and variants with a batch form.
FORMS: dict[tuple[str, str], BatchForm] = {
    ("chi_square", "pearson"): BatchForm(_tables, chi_square_2x2),
    ("chi_square", "yates"): BatchForm(_tables, _few_measures(yates_2x2)),
    ("chi_square", "pearson_rxc"): BatchForm(
        _many_cells, _few_measures(chi_square_rxc), by_family=True
    ),
    ("fisher_exact", "two_sided"): BatchForm(_tables, fisher_2x2),
    ("mann_whitney", "asymptotic"): BatchForm(_rank_sums, _asymptotic),
    ("mann_whitney", "continuity_corrected"): BatchForm(_rank_sums, _continuity),
    ("spearman", "t_approximation"): BatchForm(_rank_correlations, _few_measures(spearman)),
    ("pooled_score", ""): BatchForm(_scores, _few_measures(pooled_score), pooled=True),
    ("lilliefors", "estimated_parameters"): BatchForm(_normalities, _at_any_level(lilliefors)),
    ("shapiro_wilk", "royston_1995"): BatchForm(_normalities, _at_any_level(shapiro_wilk)),
    ("kolmogorov_smirnov", "parameters_as_if_known"): BatchForm(
        _normalities, _at_any_level(_as_if_known)
    ),
    **{("logit", f"block_{b}"): BatchForm(_fits, _predictor, by_family=True) for b in (1, 2, 3)},
}


def form_of(question: Question) -> BatchForm:
    """Return the batch form of a question that `has_batch_form`, and misses no variable."""
    return FORMS[question.procedure, question.variant]


def has_batch_form(question: Question) -> bool:
    """Return whether a question is answered on whole arrays, and not panel by panel.

    Parameters
    ----------
    question : Question

    Returns
    -------
    bool
        True too where a variable is missing: there is nothing to compute then.

    Examples
    --------
    >>> from smeint.finding import Role
    >>> cell = Question("H1", Role.PRIMARY, "internationalized", "sme", ("yes", "no"), year=2010)
    >>> from dataclasses import replace
    >>> has_batch_form(replace(cell, procedure="chi_square", variant="pearson"))
    True
    """
    form = FORMS.get((question.procedure, question.variant))
    if question.missing:
        return True
    if form is None or question.unit not in UNITS or question.single_unit_strata:
        return False
    if form.pooled:
        return question.year is None
    return question.year is not None and len(question.strata) <= 1
