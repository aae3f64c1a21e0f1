"""Statistics as words: symbols in italics, numbers as the tables print them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from smeint.numbers import (
    NOTHING,
    STATISTICS,
    SYMBOLS,
    count_text,
    interval_text,
    p_text,
    size_text,
)
from smeint.numbers import effect_text as effect_number
from smeint.report.sentences.whole_finding import Whole
from smeint.report.tables.further_models import value_text
from smeint.report.tables.tests import f_text
from smeint.report.words import Words, italic, words

#: Signs of effects that the tables of tests do not hold.
MORE_SYMBOLS = {
    "average_marginal_effect": "AME",
    "common_odds_ratio": "OR",
    "common_rank_biserial": "r_rb",
    "stratified_rank_biserial": "r_rb",
    "cronbach_alpha": "\u03b1",
    "mcdonald_omega": "ω",
}

#: Signs that are not set in italics: Greek letters and abbreviations that are no variables.
_UPRIGHT = frozenset({"φ", "\u03c1", "χ²", "\u03b1", "ω", "AME"})

#: Effects on the scale of correlations, of which a size counts as notable.
ON_UNIT_SCALE = frozenset(
    {"phi", "cramers_v", "rank_biserial", "rho", "pooled_correlation", "stratified_rank_biserial"}
)

#: Effects without a sign of their own, as words.
NAMED = {
    "weighted_mean_difference": "difference",
    "weighted_share_difference": "difference",
    "relative_rank_difference": "difference of mean relative ranks",
    "quantile_difference": "difference of medians",
}

#: Effects whose unit is that of the outcome.
_OPEN = frozenset(
    {
        *("average_marginal_effect", "relative_rank_difference", "quantile_difference"),
        "weighted_mean_difference",
    }
)


def joined(parts: Sequence[Words]) -> Words:
    """Return pieces as a list with commas, empty ones left out."""
    out: Words = ()
    for place, part in enumerate(part for part in parts if part):
        out = words(out, ", " if place else "", part)
    return out


def symbol(name: str) -> Words:
    """Return the sign of a statistic or effect, in italics unless it is Greek."""
    return words(name) if name in _UPRIGHT else words(italic(name))


def p_words(p: float, bound: str, alpha: float) -> Words:
    """Return ``p = .012`` or ``p < .001``."""
    text = p_text(p, bound, alpha=alpha)
    return words(italic("p"), f" {text}" if text[0] in "<>" else f" = {text}")


def statistic_words(test: Whole, *, n: bool = False) -> Words:
    """Return the test statistic as the tables print it, with N among its degrees of freedom."""
    head, _, value = f_text(dict(test.row), [dict(m) for m in test.measures]).partition(" = ")
    name, _, inside = head.rstrip(")").partition("(")
    if n and name == STATISTICS["chi2"]:
        size = words(inside, ", ", italic("N"), f" = {size_text(test.row['n'])}")
        return words(symbol(name), "(", size, f") = {value}")
    return words(symbol(name), f"({inside})" if inside else "", f" = {value}")


def effect_sign(name: str) -> Words:
    """Return how an effect is called: its sign, or its name."""
    found = SYMBOLS.get(name) or MORE_SYMBOLS.get(name)
    return symbol(found) if found else words(NAMED.get(name, name.replace("_", " ")))


def value(name: str, x: float) -> str:
    """Return an effect as the table that holds it prints it."""
    if name == "weighted_share_difference":
        return NOTHING if math.isnan(x) else f"{x * 100:.1f}"
    return value_text(name, x) if name in _OPEN else effect_number(name, x)


def limits(name: str, low: float, high: float) -> str:
    """Return an interval as the table that holds its effect prints it."""
    if name not in _OPEN and name != "weighted_share_difference":
        return interval_text(name, low, high)
    if math.isnan(low) or math.isnan(high):
        return NOTHING
    return f"[{value(name, low)}, {value(name, high)}]"


def effect_words(row: Mapping[str, Any]) -> Iterator[Words]:
    """Yield the effect, and its interval where it has one."""
    name = row["effect_name"]
    if not name or math.isnan(row["effect"]):
        return
    unit = " percentage points" if name == "weighted_share_difference" else ""
    yield words(effect_sign(name), f" = {value(name, row['effect'])}{unit}")
    yield from interval_words(row)


def interval_words(row: Mapping[str, Any]) -> Iterator[Words]:
    """Yield the interval, or that there is none."""
    shown = limits(row["effect_name"], row["ci_low"], row["ci_high"])
    if shown == NOTHING:
        yield words("no confidence interval")
    else:
        yield words(f"{level_text(row['ci_level'])} CI {shown}")


def level_text(level: float) -> str:
    """Return a confidence level such as ``95%``."""
    return f"{level * 100:g}%"


def result_words(test: Whole, statistic: Sequence[Words] = (), *, exact: str = "") -> Words:
    """Return statistic, p, effect and interval of a test.

    Parameters
    ----------
    test : Whole
    statistic : sequence of Words
        What stands before p.
    exact : str
        Whose exact p it is, where it is one.
    """
    row = test.row
    p = p_words(row["p_value"], row["p_bound"], test.alpha)
    return joined([*statistic, words(exact, p), *effect_words(row)])


def u_words(test: Whole) -> Iterator[Words]:
    """Yield U of the first group, by its name where that is short."""
    exact = test.row["statistic_name"] == "U"
    u = test.row["statistic"] if exact else test.measure("u_1")
    if not math.isnan(u):
        shown = count_text(u) if float(u).is_integer() else f"{u:,.1f}"
        first = test.pair[0]
        yield words(italic("U"), f" = {shown} ({first if len(first) <= 8 else 'first group'})")


def n_words(test: Whole) -> Words:
    """Return the number of firms; nothing where years are taken together, and it stands first."""
    if test.row["unit"] == "firm_clusters":
        return ()
    return words(italic("N"), f" = {size_text(test.row['n'])}")
