"""Sentences on tests by the sampling design: weighted means and weighted tables."""

from __future__ import annotations

import math

from smeint.report.sentences.names import done
from smeint.report.sentences.place import opening
from smeint.report.sentences.statistics import n_words, result_words, statistic_words, value
from smeint.report.sentences.two_groups import direction, distribution_text, outcome_of
from smeint.report.sentences.whole_finding import Whole
from smeint.report.words import Words, words

BY_DESIGN = "by the sampling design"


def weighted_means(test: Whole) -> Words:
    """Return the sentence on two weighted means."""
    first, second = _by_group(test, "weighted_mean")
    one, two = test.pair
    means = (value("weighted_mean_difference", x) for x in (first, second))
    said = (
        f"the mean of {outcome_of(test)} was {next(means)} among {one} and {next(means)} among "
        f"{two}{direction(test)}"
    )
    return words(opening(test, BY_DESIGN), said, ", ", _numbers(test))


def weighted_table(test: Whole) -> Words:
    """Return the sentence on two weighted shares, or on a larger weighted table."""
    first, second = _by_group(test, "weighted_share")
    if math.isnan(first) or not test.row["effect_name"]:
        return words(opening(test, BY_DESIGN), distribution_text(test), ", ", _numbers(test))
    one, two = test.pair
    said = (
        f"{first * 100:.1f}% of {one} and {second * 100:.1f}% of {two} "
        f"{done(test.manifest, test.row['outcome'])[0]}{direction(test, 'share ')}"
    )
    return words(opening(test, BY_DESIGN), said, ", ", _numbers(test))


def _numbers(test: Whole) -> Words:
    """Return the design-based test."""
    return result_words(test, [n_words(test), statistic_words(test)])


def _by_group(test: Whole, name: str) -> tuple[float, float]:
    """Return a measure of both groups, NaN where it is not there."""
    found = {
        m["term"]: float(m["estimate"])
        for m in test.measures
        if m["measure"] == name and not m["variant"]
    }
    predictor = test.row["predictor"]
    first, second = (found.get(f"{predictor} = {level}", math.nan) for level in test.levels)
    return first, second
