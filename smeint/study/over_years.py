"""The models over all years beside a hypothesis: firms are clusters, years are terms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from smeint.engine.analysis import Analysis
from smeint.errors import StudyFileError
from smeint.finding import Role
from smeint.panel.variables import VARIABLES, Kind
from smeint.question import Condition, Question
from smeint.study.blocks import BLOCKS, blocks
from smeint.study.hypothesis import POOLED_MODELS, Hypothesis
from smeint.study.shipped import SHIPPED

YEAR = "year"


@dataclass(frozen=True, slots=True)
class YearsModel:
    """A model over all years that stands beside primary tests.

    Parameters
    ----------
    procedure : str
        With an entry in `smeint.study.procedures.PROCEDURES` for each of its blocks.
    outcomes : tuple of Kind
        Kinds of the outcome that it is for.
    blocks : tuple of str
        Which of `smeint.study.blocks.BLOCKS` it is fitted with.
    """

    procedure: str
    outcomes: tuple[Kind, ...]
    blocks: tuple[str, ...] = tuple(name for name, _ in BLOCKS)


#: Every model over all years, in the order in which findings are written; one more is a line here
#: and its blocks in `smeint.study.procedures.PROCEDURES`.
YEARS_MODELS: tuple[YearsModel, ...] = (
    YearsModel("rank_regression", (Kind.RATIO,), ("block_1", "block_2")),
    YearsModel("quantile_regression", (Kind.RATIO,), ("block_1", "block_2")),
    YearsModel("clustered_logit", (Kind.YES_NO,), ("block_1", "block_2")),
    YearsModel("gee_logit", (Kind.YES_NO,), ("block_1", "block_2")),
)


def years_questions(
    hypothesis: Hypothesis,
    base: Question,
    strata: tuple[Condition, ...],
    analysis: Analysis,
) -> Iterator[Question]:
    """Yield the models over all years that stand beside an outcome's primary tests.

    Parameters
    ----------
    hypothesis : Hypothesis
    base : Question
        The primary question of an outcome, with year and stratum still open.
    strata : tuple of Condition
        Within each of which the models are fitted; empty for none.
    analysis : Analysis

    Yields
    ------
    Question
        With the unit ``firm_clusters`` and `year` as its last term; nothing where the panel has a
        single year or the hypothesis does not ask for them.

    Raises
    ------
    StudyFileError
        If the hypothesis asks for them and there is none for its variables.
    """
    if POOLED_MODELS not in hypothesis.companions or len(analysis.years) < 2:
        return
    kind = likely_kind(base.outcome, analysis)
    fitting = [model for model in YEARS_MODELS if kind in model.outcomes and base.contrast]
    if not fitting and not base.missing and hypothesis.id not in SHIPPED:
        raise StudyFileError(
            f"{hypothesis.id}: companions names `{POOLED_MODELS}`, models over all years of a "
            "yes/no outcome or a ratio of two groups, "
            f"got outcome `{base.outcome}` ({kind}) by `{base.predictor}`."
        )
    for stratum in strata or (None,):
        companion = over_years(base, () if stratum is None else (stratum,))
        found = {question.variant: question for question in blocks(companion, analysis)}
        for model in fitting:
            for name in model.blocks:
                yield replace(
                    found[name], procedure=model.procedure, terms=(*found[name].terms, YEAR)
                )


def likely_kind(outcome: str, analysis: Analysis) -> Kind:
    """Return the kind of an outcome, or the one that it would have had."""
    if outcome in analysis:
        return analysis[outcome].kind
    return VARIABLES[outcome].kind if outcome in VARIABLES else Kind.YES_NO


def over_years(base: Question, strata: tuple[Condition, ...] = ()) -> Question:
    """Return a question over all years at once, firms as clusters, beside a primary one."""
    return replace(
        base,
        role=Role.COMPANION,
        year=None,
        strata=strata,
        unit="firm_clusters",
        levels=base.levels[:1],
        note="",
    )
