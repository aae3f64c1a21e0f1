"""A panel's sampling design: the firms of a test within all firms sampled in their year."""

from __future__ import annotations

import numpy as np

from smeint.engine.analysis import Analysis
from smeint.engine.sampling import SAMPLING_WEIGHT
from smeint.engine.select import Selection
from smeint.finding import Status
from smeint.formulas.survey import SINGLE_UNIT_RULES, SurveyDomain
from smeint.question import Question


def survey_domain(analysis: Analysis, question: Question, units: Selection) -> SurveyDomain:
    """Return the firms of a test as a domain of their year's sample.

    Parameters
    ----------
    analysis : Analysis
        With a sampling weight.
    question : Question
        Of one year, with its rule for single-unit strata.
    units : Selection
        Of the same question.

    Returns
    -------
    SurveyDomain
        A stratum's size counts all firms of the year that have a weight above 0 and a stratum,
        whatever the hypothesis' sample is.
    """
    weight = analysis[SAMPLING_WEIGHT]
    sampled = weight.known & (analysis["year"].values == question.year)
    stratum = np.zeros(weight.values.shape)
    if "stratum" in analysis:
        stratum = analysis["stratum"].values
    codes, sizes = np.unique(stratum[sampled], return_counts=True)
    place = np.searchsorted(codes, stratum[units.place])
    return SurveyDomain(
        weight=weight.values[units.place],
        stratum=place,
        stratum_size=sizes[place],
        single_unit_strata=question.single_unit_strata,
    )


def design_note(analysis: Analysis, domain: SurveyDomain) -> str:
    """Return what a reader should know of the design of a test.

    Returns
    -------
    str
        That firms count alike where there are strata and no weights; how many strata hold one
        sampled firm, and what was done with them; else empty.
    """
    notes = []
    if "weight" not in analysis:
        notes.append("no `weight`: every firm counts once, by strata")
    if domain.n_single:
        what = SINGLE_UNIT_RULES[domain.single_unit_strata]
        notes.append(
            f"strata with a single sampled firm: {domain.n_single} of {domain.n_strata} "
            f"({domain.single_unit_strata}: {what})"
        )
    if domain.status is not Status.OK:
        notes.append('single_unit_strata = "fail" asks for no result then')
    return "; ".join(notes)
