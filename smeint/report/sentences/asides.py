"""What a reader of one test must know besides its numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator

from smeint.numbers import correlation_text
from smeint.report.sentences.statistics import ON_UNIT_SCALE, p_words
from smeint.report.sentences.whole_finding import Whole
from smeint.report.words import Words, words
from smeint.study.rules import SMALL_GROUP

#: Fewest expected firms in a cell for which the chi-square distribution is trusted.
FEWEST_EXPECTED = 5


def asides(test: Whole) -> Words:
    """Return what follows the numbers, each piece after a semicolon; nothing where all is plain.

    Parameters
    ----------
    test : Whole
    """
    if test.row["procedure"] == "homogeneity":
        return ()  # the effect in its row is common to the bands, and has a test of its own
    out: Words = ()
    for piece in (*_notable(test), *_other_method(test), *_small(test)):
        out = words(out, "; ", piece)
    return out


def held(test: Whole) -> str:
    """Return the notable effects that the interval holds, such as ``-.30 and .30``."""
    row = test.row
    if row["effect_name"] not in ON_UNIT_SCALE or math.isnan(row["ci_low"]):
        return ""
    reach = test.manifest["notable_effect"]
    found = [-reach] if row["ci_low"] <= -reach else []
    found += [reach] if row["ci_high"] >= reach else []
    return " and of ".join(correlation_text(size) for size in found)


def _notable(test: Whole) -> Iterator[Words]:
    """Yield that the data leave notable effects open, where a test is not significant."""
    effects = held(test)
    if effects and not test.significant:
        yield words(f"the interval still holds an effect of {effects}")


def _other_method(test: Whole) -> Iterator[Words]:
    """Yield that p and interval, which come from different methods, disagree."""
    row = test.row
    low, high, neutral = row["ci_low"], row["ci_high"], test.neutral
    if not row["effect_name"] or math.isnan(low) or math.isnan(high):
        return
    inside = low <= neutral <= high
    if inside == test.significant:
        does = "holds" if inside else "leaves out"
        yield words(f"the interval comes from another method than p, and {does} {neutral:g}")


def _small(test: Whole) -> Iterator[Words]:
    """Yield that counts are small, with the exact p where it stands beside the test."""
    row = test.row
    exact = () if math.isnan(test.exact_p) else (", exact ", p_words(test.exact_p, "", test.alpha))
    if row["procedure"] == "chi_square" and test.measure("min_expected") < FEWEST_EXPECTED:
        yield words(f"an expected count is below {FEWEST_EXPECTED}", *exact)
    elif row["procedure"] == "mann_whitney" and min(row["n_1"], row["n_2"]) < SMALL_GROUP:
        said = f"a group has fewer than {SMALL_GROUP} firms"
        yield words(said, *(() if row["variant"] == "exact" else exact))
