"""The plan: from hypotheses and what a panel has to the questions that will be asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from smeint.defaults import ALPHA
from smeint.engine.analysis import Analysis
from smeint.errors import StudyFileError, listed, nearest
from smeint.finding import Role
from smeint.formulas.survey import DEFAULT_SINGLE_UNIT_RULE
from smeint.panel.variables import Kind
from smeint.question import Condition, Question
from smeint.study.across_strata import strata_questions
from smeint.study.blocks import block_questions
from smeint.study.hypothesis import LOGIT, Hypothesis
from smeint.study.normality import normality_questions
from smeint.study.over_years import likely_kind, years_questions
from smeint.study.scales import scale_questions
from smeint.study.shipped import SHIPPED
from smeint.study.weighted import weighted_questions

EXACT, FISHER, YATES, CONTINUITY = "exact", "fisher", "yates", "continuity_corrected"


@dataclass(frozen=True, slots=True)
class Plan:
    """All questions of a study, in the order in which findings are written.

    Parameters
    ----------
    questions : tuple of Question
    alpha : float
    """

    questions: tuple[Question, ...]
    alpha: float

    def of(self, hypothesis: str, role: Role) -> tuple[Question, ...]:
        """Return one hypothesis' questions of one role."""
        return tuple(q for q in self.questions if q.hypothesis == hypothesis and q.role is role)


def plan(
    hypotheses: Iterable[Hypothesis],
    analysis: Analysis,
    *,
    alpha: float = ALPHA,
    normality: bool,
    single_unit_strata: str = DEFAULT_SINGLE_UNIT_RULE,
) -> Plan:
    """Turn hypotheses into questions.

    Parameters
    ----------
    hypotheses : iterable of Hypothesis
    analysis : Analysis
        Only its variables, kinds, levels and years are looked at, never a value.
    alpha : float
        Level of the verdicts; intervals are at 1 - alpha, and at 1 - 2 alpha besides where a
        claim is of a negligible effect.
    normality : bool
        Whether the tests of normality belong to the study.
    single_unit_strata : str
        What weighted companions do with strata of which one firm was sampled.

    Returns
    -------
    Plan
        Exactly one primary question for each hypothesis, outcome, year and stratum.

    Raises
    ------
    StudyFileError
        If a hypothesis names a level that the data do not have, or a procedure that does not
        fit its variables.
    """
    questions: list[Question] = []
    if normality:
        questions += normality_questions(analysis, level=1 - alpha)
    questions += scale_questions(analysis, level=1 - alpha)
    for hypothesis in hypotheses:
        if not hypothesis.described:
            questions += _questions(hypothesis, analysis, alpha, single_unit_strata)
    return Plan(tuple(questions), alpha)


def strata_of(hypothesis: Hypothesis, analysis: Analysis) -> tuple[Condition, ...]:
    """Return the strata within which a hypothesis is tested; empty for none."""
    if not hypothesis.strata:
        return ()
    labels = analysis.definitions.bands.labels
    if "doi_band" in analysis:
        labels = analysis["doi_band"].levels[1:]
    if hypothesis.strata.endswith(":highest"):
        labels = labels[-1:]
    return tuple(Condition("doi_band", (label,)) for label in labels)


def _questions(
    hypothesis: Hypothesis, analysis: Analysis, alpha: float, rule: str
) -> Iterator[Question]:
    """Yield a hypothesis' questions: by outcome, year and stratum, those over all years last."""
    _check_levels(hypothesis, analysis)
    strata = strata_of(hypothesis, analysis)
    years: tuple[int | None, ...] = analysis.years
    if hypothesis.unit == "firm_means":
        years = (None,)
    levels = (1 - alpha, 1 - 2 * alpha) if hypothesis.claim == "negligible" else (1 - alpha,)
    for outcome in hypothesis.outcomes:
        base = _base(hypothesis, outcome, analysis, levels)
        for year in years:
            for stratum in strata or (None,):
                cell = replace(base, year=year, strata=() if stratum is None else (stratum,))
                yield cell
                companion = replace(cell, role=Role.COMPANION, note="", levels=cell.levels[:1])
                yield from _companions(hypothesis, companion, analysis)
                yield from weighted_questions(hypothesis, companion, analysis, rule)
            if year is not None:
                yield from strata_questions(hypothesis, base, year, strata)
        yield from years_questions(hypothesis, base, strata, analysis)
        poolable = hypothesis.unit == "cross_section" and base.variant != "pearson_rxc"
        if poolable and len(years) > 1:
            yield replace(
                base,
                role=Role.POOLED,
                strata=strata,
                unit="firm_clusters",
                procedure="pooled_score",
                variant="",
                note="",
            )


def _base(
    hypothesis: Hypothesis, outcome: str, analysis: Analysis, levels: tuple[float, ...]
) -> Question:
    """Return the primary question of an outcome, year and stratum still open."""
    predictor, contrast, note = hypothesis.predictor, hypothesis.contrast, ""
    missing = _missing(hypothesis, outcome, analysis)
    if not missing and not contrast and analysis[predictor].kind is Kind.YES_NO:
        contrast = ("yes", "no")
    if not missing and contrast and analysis[predictor].kind.is_metric:
        outcome, predictor, contrast, note = _for_a_metric_predictor(outcome, predictor, analysis)
    procedure = hypothesis.procedure
    if not missing:
        procedure = _procedure(hypothesis, outcome, predictor, contrast, analysis)
    variant = "" if missing else _variant(procedure, outcome, predictor, contrast, analysis)
    _refuse_direction(hypothesis, variant)
    sample = hypothesis.sample
    asked = (predictor, outcome)
    if "sme" in analysis and "sme" not in asked and not any(c.variable == "sme" for c in sample):
        sample = (Condition("sme", ("yes", "no")), *sample)
    return Question(
        hypothesis=hypothesis.id,
        role=Role.PRIMARY,
        outcome=outcome,
        predictor=predictor,
        contrast=contrast,
        sample=sample,
        unit=hypothesis.unit,
        procedure=procedure or _likely(outcome, contrast, analysis),
        variant=variant,
        levels=levels,
        missing=missing,
        note=note,
    )


def _refuse_direction(hypothesis: Hypothesis, variant: str) -> None:
    """Refuse a claimed sign where the effect has none."""
    if variant == "pearson_rxc" and hypothesis.direction:
        raise StudyFileError(
            f"{hypothesis.id}: a direction needs two groups and a yes/no or metric outcome; "
            f"Cramer's V of a larger table has no sign."
        )


def _missing(hypothesis: Hypothesis, outcome: str, analysis: Analysis) -> str:
    """Return why an outcome's tests cannot be made, or an empty text."""
    needed = [outcome, hypothesis.predictor, *(c.variable for c in hypothesis.sample)]
    if hypothesis.strata:
        needed.append("doi_band")
    absent = [name for name in dict.fromkeys(needed) if name not in analysis]
    return "; ".join(analysis.why_missing(name) for name in absent)


def _for_a_metric_predictor(
    outcome: str, predictor: str, analysis: Analysis
) -> tuple[str, str, tuple[str, ...], str]:
    """Return outcome, predictor and contrast where a yes/no predictor was given as a scale."""
    if analysis[outcome].kind is Kind.YES_NO:
        note = f"`{predictor}` is metric here: it is compared between the groups of `{outcome}`"
        return predictor, outcome, ("yes", "no"), note
    return outcome, predictor, (), f"`{predictor}` is metric here: a rank correlation"


def _procedure(
    hypothesis: Hypothesis,
    outcome: str,
    predictor: str,
    contrast: tuple[str, ...],
    analysis: Analysis,
) -> str:
    """Return the primary procedure, chosen by kind or as the record says."""
    kind, by = analysis[outcome].kind, analysis[predictor].kind
    for name in (outcome, predictor):
        if analysis[name].kind is Kind.YEAR:
            raise StudyFileError(
                f"{hypothesis.id}: `{name}` is a year, which is not tested; declare its column "
                f'once more as an own variable with kind = "number".'
            )
    fitting = "mann_whitney" if kind.is_metric else "chi_square"
    if hypothesis.unit == "firm_means" and kind is Kind.YES_NO:
        fitting = "mann_whitney"  # a mean of yes/no over the years is a share
    if not contrast and kind.is_metric and by.is_metric:
        fitting = "spearman"
    if not contrast and (fitting == "mann_whitney" or (by.is_metric and fitting != "spearman")):
        raise StudyFileError(
            f"{hypothesis.id}: `{predictor}` ({by}) needs an ordered pair of levels for outcome "
            f"`{outcome}` ({kind}), {_example(predictor, analysis)}."
        )
    if hypothesis.unit == "firm_means" and fitting == "chi_square":
        named = outcome if kind in _NOMINAL else predictor
        raise StudyFileError(
            f"{hypothesis.id}: unit firm_means cannot average the categories of `{named}`; use "
            f"cross_section."
        )
    wanted = hypothesis.procedure if outcome in hypothesis.outcomes else ""
    if wanted and wanted != fitting:
        raise StudyFileError(
            f"{hypothesis.id}: {wanted} does not fit outcome `{outcome}` ({kind}) by "
            f"`{predictor}` ({by}, unit {hypothesis.unit}); use {fitting}."
        )
    return fitting


def _example(predictor: str, analysis: Analysis) -> str:
    """Return how an ordered pair of levels is written, with levels that the data have."""
    column = analysis[predictor]
    levels = ("yes", "no") if column.kind is Kind.YES_NO else column.levels[:2]
    if len(levels) < 2:
        return "which a metric variable does not have; declare a yes/no variable"
    return f'as in predictor = {{ {predictor} = ["{levels[0]}", "{levels[1]}"] }}'


_NOMINAL = (Kind.CATEGORY, Kind.ORDERED, Kind.YES_NO)


def _likely(outcome: str, contrast: tuple[str, ...], analysis: Analysis) -> str:
    """Return the procedure that a test would have had, had its variables been there."""
    if not likely_kind(outcome, analysis).is_metric:
        return "chi_square"
    return "mann_whitney" if contrast else "spearman"


def _variant(
    procedure: str, outcome: str, predictor: str, contrast: tuple[str, ...], analysis: Analysis
) -> str:
    """Return the variant of the primary test: what SPSS prints first."""
    if procedure != "chi_square":
        return {"mann_whitney": "asymptotic", "spearman": "t_approximation"}[procedure]
    two_groups = bool(contrast) or analysis[predictor].kind is Kind.YES_NO
    two_by_two = analysis[outcome].kind is Kind.YES_NO and two_groups
    return "pearson" if two_by_two else "pearson_rxc"


def _companions(
    hypothesis: Hypothesis, companion: Question, analysis: Analysis
) -> Iterator[Question]:
    """Yield the unweighted tests beside a primary one, which is given as a companion."""
    if companion.procedure == "chi_square":
        if YATES in hypothesis.companions and companion.variant != "pearson_rxc":
            yield replace(companion, variant="yates")
        if FISHER in hypothesis.companions:
            suffix = "_rxc" if companion.variant == "pearson_rxc" else ""
            yield replace(companion, procedure="fisher_exact", variant=f"two_sided{suffix}")
    if companion.procedure == "mann_whitney":
        for variant in (CONTINUITY, EXACT):
            if variant in hypothesis.companions:
                yield replace(companion, variant=variant)
    if LOGIT in hypothesis.companions and companion.variant in ("pearson", ""):
        yield from block_questions(companion, analysis)


def _check_levels(hypothesis: Hypothesis, analysis: Analysis) -> None:
    """Refuse a level that a variable of the panel does not have."""
    conditions = list(hypothesis.sample)
    if hypothesis.contrast:
        conditions.append(Condition(hypothesis.predictor, hypothesis.contrast))
    for condition in conditions:
        if condition.variable not in analysis:
            continue
        column = analysis[condition.variable]
        if column.kind.is_metric or column.kind is Kind.YEAR:
            if hypothesis.id in SHIPPED:  # a practice that was measured by a scale
                continue
            raise StudyFileError(
                f"{hypothesis.id}: `{condition.variable}` ({column.kind}) has no levels; a sample "
                f"or a contrast needs a yes/no variable or a category."
            )
        options = ("yes", "no") if column.kind is Kind.YES_NO else column.levels
        for level in condition.levels:
            if level not in options:
                raise StudyFileError(
                    f"{hypothesis.id}: `{condition.variable}` has no level `{level}`; it has "
                    f"{listed(options)}." + nearest(level, options)
                )
