"""The models beside hypotheses on shares, and those with a value of the year before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from smeint.engine.analysis import Analysis
from smeint.engine.lags import WITH_LAG, lag_name
from smeint.panel.variables import Kind
from smeint.question import Condition, Question
from smeint.study.blocks import blocks
from smeint.study.hypothesis import FRACTIONAL, LAGGED, TWO_PART, Hypothesis
from smeint.study.over_years import YEAR, likely_kind, over_years

#: Blocks of terms of models of shares and ranks.
SHARE_BLOCKS = ("block_1", "block_2")
#: Procedures and variants with the predictor, and with the outcome, of the year before.
LAGGED_PREDICTOR = (
    ("rank_regression", "lagged_predictor"),
    ("quantile_regression", "lagged_predictor"),
)
LAGGED_OUTCOME = (("quantile_regression", "lagged_outcome"),)

WITHOUT_ZEROS = "the sample of all firms, `{}` or not: a share of 0 is part 1"


def share_questions(
    hypothesis: Hypothesis, companion: Question, analysis: Analysis
) -> Iterator[Question]:
    """Yield the models of a share beside a primary test.

    Parameters
    ----------
    hypothesis : Hypothesis
    companion : Question
        The primary test as a companion, of one year or of all.
    analysis : Analysis

    Yields
    ------
    Question
        Fractional logits by block, and the two-part model; nothing for other outcomes than
        shares, without a contrast, or where the hypothesis does not ask for them.
    """
    if likely_kind(companion.outcome, analysis) is not Kind.SHARE or not companion.contrast:
        return
    if FRACTIONAL in hypothesis.companions:
        for block in blocks(companion, analysis):
            if block.variant in SHARE_BLOCKS:
                yield replace(block, procedure="fractional_logit")
    if TWO_PART in hypothesis.companions:
        yield replace(whole_sample(companion), procedure="two_part", variant="block_1")


def whole_sample(question: Question) -> Question:
    """Return a question without the condition that firms are internationalized."""
    dropped = Condition("internationalized", ("yes",))
    if dropped not in question.sample:
        return question
    sample = tuple(condition for condition in question.sample if condition != dropped)
    return replace(question, sample=sample, note=WITHOUT_ZEROS.format(dropped.variable))


def over_years_questions(
    hypothesis: Hypothesis, base: Question, strata: tuple[Condition, ...], analysis: Analysis
) -> Iterator[Question]:
    """Yield the same models over all years, and those with a value of the year before.

    Parameters
    ----------
    hypothesis : Hypothesis
    base : Question
        The primary question of an outcome, with year and stratum still open.
    strata : tuple of Condition
    analysis : Analysis

    Yields
    ------
    Question
        With firms as clusters and `year` as last term; nothing where the panel has one year, and
        no model with a value of the year before where the outcome is not metric.
    """
    if len(analysis.years) < 2 or base.unit != "cross_section" or not base.contrast:
        return
    for stratum in strata or (None,):
        question = over_years(base, () if stratum is None else (stratum,))
        for found in share_questions(hypothesis, question, analysis):
            yield replace(found, terms=(*found.terms, YEAR))
        # ranks and medians of a category's codes would be numbers without a meaning
        if LAGGED in hypothesis.companions and likely_kind(base.outcome, analysis).is_metric:
            yield from _lagged(question, analysis)


def _lagged(question: Question, analysis: Analysis) -> Iterator[Question]:
    """Yield models with the predictor, and with the outcome, of the year before."""
    before = {name: lag_name(name) for name in (question.predictor, question.outcome)}
    missing = dict.fromkeys(before, question.missing)
    for name, lag in before.items():
        if not question.missing and lag not in analysis:
            missing[name] = _without_lag(name)
    for procedure, variant in LAGGED_PREDICTOR:
        yield replace(
            question,
            procedure=procedure,
            variant=variant,
            predictor=before[question.predictor],
            terms=(YEAR,),
            missing=missing[question.predictor],
        )
    for procedure, variant in LAGGED_OUTCOME:
        yield replace(
            question,
            procedure=procedure,
            variant=variant,
            terms=(before[question.outcome], YEAR),
            missing=missing[question.outcome],
        )


def _without_lag(name: str) -> str:
    """Return why there is no value of a variable of the year before."""
    if name in WITH_LAG:
        return f"`{lag_name(name)}` is missing; it needs `{name}`"
    known = " and ".join(f"`{one}`" for one in WITH_LAG)
    return f"no value of the year before is made of `{name}`, only of {known}"
