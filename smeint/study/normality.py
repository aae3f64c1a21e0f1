"""The questions of normality: evidence beside the hypotheses, never a switch of procedure."""

from __future__ import annotations

from collections.abc import Iterator

from smeint.engine.analysis import LOG_FIRM_AGE, Analysis
from smeint.finding import Role
from smeint.question import Condition, Question
from smeint.study.shipped import NORMALITY

#: Procedures in the order in which they are shown.
TESTS: tuple[tuple[str, str, str], ...] = (
    ("lilliefors", "estimated_parameters", ""),
    ("shapiro_wilk", "royston_1995", ""),
    (
        "kolmogorov_smirnov",
        "parameters_as_if_known",
        "mean and SD are estimated, so this p-value is far too large: read Lilliefors instead",
    ),
)


def normality_questions(analysis: Analysis, *, level: float) -> Iterator[Question]:
    """Yield the tests of every metric variable in each year: all firms, SMEs, non-SMEs.

    Parameters
    ----------
    analysis : Analysis
    level : float
        Confidence level.

    Yields
    ------
    Question
    """
    groups: list[tuple[Condition, ...]] = [()]
    sample: tuple[Condition, ...] = ()
    if "sme" in analysis:
        groups += [(Condition("sme", ("yes",)),), (Condition("sme", ("no",)),)]
        sample = (Condition("sme", ("yes", "no")),)
    metric = [
        name
        for name, column in analysis.columns.items()
        if column.kind.is_metric and name != LOG_FIRM_AGE
    ]
    for name in metric:
        for year in analysis.years:
            for strata in groups:
                for procedure, variant, note in TESTS:
                    yield Question(
                        hypothesis=NORMALITY,
                        role=Role.EVIDENCE,
                        outcome=name,
                        sample=sample,
                        year=year,
                        strata=strata,
                        procedure=procedure,
                        variant=variant,
                        levels=(level,),
                        note=note,
                    )
