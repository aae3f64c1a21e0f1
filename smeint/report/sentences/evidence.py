"""Sentences on evidence beside the hypotheses: normality and the reliability of scales."""

from __future__ import annotations

from smeint.numbers import correlation_text
from smeint.report.sentences.place import opening
from smeint.report.sentences.statistics import (
    interval_words,
    joined,
    n_words,
    p_words,
    symbol,
    value,
)
from smeint.report.sentences.two_groups import outcome_of
from smeint.report.sentences.whole_finding import Whole
from smeint.report.words import Words, words

NORMALITY_TESTS = {
    "lilliefors": "Lilliefors' test",
    "shapiro_wilk": "Shapiro and Wilk's test",
    "kolmogorov_smirnov": "the Kolmogorov-Smirnov test",
}

#: The plain test takes mean and SD as known, though they are estimated.
TOO_LARGE = "; this p is too large, for mean and SD are estimated: read Lilliefors' test instead"

COEFFICIENTS = {"cronbach_alpha": "Cronbach's alpha", "mcdonald_omega": "McDonald's omega"}


def normality(test: Whole) -> Words:
    """Return the sentence on a test of normality."""
    row = test.row
    outcome, named = outcome_of(test), NORMALITY_TESTS[row["procedure"]]
    if test.significant:
        said = f"{outcome} departed from a normal distribution by {named}"
    else:
        said = f"{named} does not show that {outcome} departs from a normal distribution"
    shown = f" = {correlation_text(row['statistic'], 3)}"
    statistic = words(symbol(row["statistic_name"]), shown)
    p = p_words(row["p_value"], row["p_bound"], test.alpha)
    tail = TOO_LARGE if row["procedure"] == "kolmogorov_smirnov" else ""
    return words(opening(test), said, ", ", joined([n_words(test), statistic, p]), tail)


def reliability(test: Whole) -> Words:
    """Return the sentence on a coefficient of reliability."""
    row = test.row
    named = COEFFICIENTS[row["procedure"]]
    found = f"{named} of {outcome_of(test)} was {value(row['effect_name'], row['effect'])}, "
    return words(opening(test), found, joined([*interval_words(row), n_words(test)]))
