"""Scales made of items: the questions of their reliability, and what a reader is warned of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

import numpy as np

from smeint.arrays import FloatArray
from smeint.engine.analysis import Analysis
from smeint.finding import Finding, MeasureRow, Role, Status
from smeint.question import Condition, Question
from smeint.study.answer import Answered
from smeint.study.facts import Fact

RELIABILITY = "reliability"

#: Alpha or omega below this is warned of: Nunnally's mark for research on groups.
POOR = 0.70

#: Procedures in the order in which they are shown.
TESTS = (("cronbach_alpha", "raw"), ("mcdonald_omega", "one_factor"))


def scale_questions(analysis: Analysis, *, level: float) -> Iterator[Question]:
    """Yield the questions of reliability of every scale in each year, among the sampled firms.

    Parameters
    ----------
    analysis : Analysis
    level : float
        Confidence level.

    Yields
    ------
    Question
        Evidence beside the hypotheses: nothing follows from it but warnings.
    """
    sample = (Condition("sme", ("yes", "no")),) if "sme" in analysis else ()
    for scale in analysis.scales.values():
        for year in analysis.years:
            for procedure, variant in TESTS:
                yield Question(
                    hypothesis=RELIABILITY,
                    role=Role.EVIDENCE,
                    outcome=scale.name,
                    sample=sample,
                    year=year,
                    procedure=procedure,
                    variant=variant,
                    terms=scale.variables,
                    levels=(level,),
                )


def scale_warnings(answers: Mapping[Question, Answered]) -> list[str]:
    """Return a sentence for each scale that is unreliable, or has an item that looks reversed.

    Parameters
    ----------
    answers : mapping of Question to Answered

    Returns
    -------
    list of str
    """
    alphas: dict[str, list[Finding]] = defaultdict(list)
    items: dict[str, list[tuple[str, MeasureRow]]] = defaultdict(list)
    for question, answered in answers.items():
        if question.hypothesis != RELIABILITY or question.procedure != "cronbach_alpha":
            continue
        alphas[question.outcome].append(answered.finding)
        items[question.outcome] += [
            (question.year_name, row)
            for row in answered.measures
            if row.measure == "item_rest_correlation" and row.ci_high < 0
        ]
    return [*_poor(alphas), *_reversed(items)]


def _poor(alphas: Mapping[str, list[Finding]]) -> Iterator[str]:
    """Yield a sentence for each scale whose alpha is low in some year, or has none."""
    for name, findings in alphas.items():
        low = [f for f in findings if f.status == Status.OK.label and f.effect < POOR]
        if low:
            years = "; ".join(
                f"{f.year}: {f.effect:.2f}, {f.ci_level:.0%} interval {f.ci_low:.2f} to "
                f"{f.ci_high:.2f}"
                for f in low
            )
            yield (
                f"`{name}` is not reliable enough to rest a finding on: Cronbach's alpha is below "
                f"{POOR:.2f} ({years}). Error in a scale weakens every association with it."
            )
        unknown = [f for f in findings if f.status != Status.OK.label]
        if unknown:
            years = "; ".join(f"{f.year}: {f.status.replace('_', ' ')}" for f in unknown)
            yield f"The reliability of `{name}` is not known ({years})."


def _reversed(items: Mapping[str, list[tuple[str, MeasureRow]]]) -> Iterator[str]:
    """Yield a sentence for each scale with items that run against the others."""
    for name, rows in items.items():
        if rows:
            found = "; ".join(f"{row.term} in {year}: {row.estimate:.2f}" for year, row in rows)
            yield (
                f"`{name}` has items that correlate negatively with the rest of it ({found}); an "
                "item that is worded the other way belongs into `reverse`."
            )


def scale_facts(analysis: Analysis) -> Iterator[Fact]:
    """Yield how the scores of each scale are distributed in each year, all firms together.

    Parameters
    ----------
    analysis : Analysis

    Yields
    ------
    Fact
        Number of scores, mean, standard deviation, median, least and greatest; the shares at the
        ends of the scale where its range is stated. Skewness stands with the tests of normality.
    """
    for scale in analysis.scales.values():
        column = analysis[scale.name]
        factor = len(scale.items) if scale.score == "sum" else 1
        ends = [end * factor for end in (scale.low, scale.high) if end is not None]
        for year in analysis.years:
            score = column.values[(analysis["year"].values == year) & column.known]
            for fact, value, detail in _distribution(score, ends, len(scale.items)):
                yield Fact(fact, scale.name, "", str(year), value, detail)


def _distribution(
    score: FloatArray, ends: list[float], n_items: int
) -> Iterator[tuple[str, float, str]]:
    """Yield what is said of the scores of one year: fact, value, detail."""
    yield "scale_n", score.size, f"firms with a score, of {n_items} items"
    if not score.size:
        return
    yield "scale_mean", float(score.mean()), "mean score"
    if score.size > 1:
        yield "scale_sd", float(score.std(ddof=1)), "standard deviation of the scores"
    yield "scale_median", float(np.median(score)), "median score"
    yield "scale_least", float(score.min()), "least score found"
    yield "scale_greatest", float(score.max()), "greatest score found"
    for fact, end in zip(("scale_at_floor", "scale_at_ceiling"), ends, strict=False):
        yield fact, float(np.mean(score == end)), f"share of scores at {end:g}, an end of the scale"
