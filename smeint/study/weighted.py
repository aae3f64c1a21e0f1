"""The weighted companions of primary tests: which test has which."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from smeint.engine.analysis import Analysis
from smeint.engine.sampling import SAMPLING_WEIGHT
from smeint.errors import StudyFileError
from smeint.question import Question
from smeint.study.blocks import blocks
from smeint.study.hypothesis import LOGIT, WEIGHTED, Hypothesis

RANKS_NOTE = "ranks are unweighted: the weighted companion of a rank test compares means"

RAO_SCOTT = "rao_scott"


def weighted_questions(
    hypothesis: Hypothesis, companion: Question, analysis: Analysis, rule: str
) -> Iterator[Question]:
    """Yield the weighted tests that stand beside a primary one, where the panel has weights.

    Parameters
    ----------
    hypothesis : Hypothesis
    companion : Question
        The primary question, as a companion.
    analysis : Analysis
    rule : str
        What is done with single-unit strata.

    Yields
    ------
    Question
        A chi-square test has a Rao-Scott test, Mann-Whitney the weighted means, and every block
        of a logistic regression a weighted one. Spearman's correlation has none, nor have firm
        means, for a weight belongs to one year's sample.

    Raises
    ------
    StudyFileError
        If the hypothesis asks for weighted companions and there are none.
    """
    if WEIGHTED in hypothesis.companions:
        _check(hypothesis, companion, analysis)
    if SAMPLING_WEIGHT not in analysis or companion.unit != "cross_section":
        return
    weighted = replace(companion, single_unit_strata=rule)
    if companion.procedure == "chi_square":
        yield replace(weighted, variant=RAO_SCOTT)
    if companion.procedure == "mann_whitney":
        yield replace(weighted, procedure="weighted_means", variant="t_test", note=RANKS_NOTE)
    if LOGIT in hypothesis.companions and companion.variant in ("pearson", ""):
        for block in blocks(weighted, analysis):
            yield replace(block, procedure="weighted_logit")


def _check(hypothesis: Hypothesis, companion: Question, analysis: Analysis) -> None:
    """Refuse weighted companions that were asked for and cannot be."""
    if SAMPLING_WEIGHT not in analysis:
        raise StudyFileError(
            f"{hypothesis.id}: companions names `{WEIGHTED}`, which needs sampling weights; "
            f"[columns] has no `weight`."
        )
    if companion.unit != "cross_section":
        raise StudyFileError(
            f"{hypothesis.id}: companions names `{WEIGHTED}`, which needs unit cross_section; a "
            f"sampling weight belongs to one year's sample, not to a mean over years."
        )
    if companion.procedure == "spearman":
        raise StudyFileError(
            f"{hypothesis.id}: companions names `{WEIGHTED}`, which a rank correlation does not "
            f"have; compare groups of firms by a yes/no predictor instead."
        )
