"""Sentences on all bands of a year: whether they differ, and what is common to them."""

from __future__ import annotations

import math

from smeint.report.sentences.models import odds_of
from smeint.report.sentences.names import done
from smeint.report.sentences.place import opening
from smeint.report.sentences.statistics import (
    joined,
    n_words,
    p_words,
    result_words,
    statistic_words,
)
from smeint.report.sentences.two_groups import difference, outcome_of
from smeint.report.sentences.whole_finding import Whole
from smeint.report.words import Words, words

#: Tests over all strata: what they compare, by variant.
HOMOGENEITY_TESTS = {
    "breslow_day_tarone": "Breslow and Day's test with Tarone's correction",
    "interaction_lr": "likelihood-ratio test of the product of band and group",
    "rank_biserial": "Welch's test of the rank-biserial correlations",
}


def bands_differ(test: Whole) -> Words:
    """Return the sentence on whether a difference is the same in all bands."""
    row = test.row
    first, second = test.pair
    what = done(test.manifest, row["outcome"])[1] if test.yes_no else outcome_of(test)
    subject = f"the difference between {first} and {second} in {what}"
    used = test.measure("n_strata")
    bands = "the bands" if math.isnan(used) else f"{used:.0f} bands"
    named = HOMOGENEITY_TESTS.get(row["variant"], row["variant"].replace("_", " "))
    if test.significant:
        said = f"{subject} differed between {bands} ({named})"
    else:
        said = f"the data do not show that {subject} differs between {bands} ({named})"
    alike = "" if test.significant else "; this does not say that the bands are alike"
    return words(opening(test), said, ", ", _numbers(test), alike)


def _numbers(test: Whole) -> Words:
    """Return statistic and p; the common effect has its own test."""
    p = p_words(test.row["p_value"], test.row["p_bound"], test.alpha)
    statistic = statistic_words(test, n=True)
    return joined([statistic, p])


def bands_together(test: Whole) -> Words:
    """Return the sentence on a difference over all bands: Mantel-Haenszel, van Elteren."""
    numbers = result_words(test, [n_words(test), statistic_words(test)])
    if test.row["procedure"] == "van_elteren":
        said = opening(test, "by van Elteren's test over all bands")
        return words(
            said, difference(test, outcome_of(test), "tended to be", to="among"), ", ", numbers
        )
    said = opening(test, "by Mantel and Haenszel's test over all bands")
    return words(said, difference(test, odds_of(test), "were"), ", ", numbers)
