"""The verdict under the published rule, and how the other rules differ."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from smeint.numbers import p_text
from smeint.report.sentences.overview import Overview, listing
from smeint.report.sentences.pattern import brief_reason
from smeint.report.words import Words, coded, italic, words
from smeint.study.rules import RULES

#: What the rules are called in a sentence.
RULE_NAMES = {
    "published": "the published rule",
    "majority": "the majority of years",
    "every-year": "every year",
    "holm": "Holm",
    "pooled": "the pooled test",
}

#: Rules that say nothing of their own where there is one year.
OVER_YEARS = ("majority", "every-year", "pooled")
OPEN = "inconclusive: "
NOT_COMPUTED = "not computed"


def verdict_sentence(found: Overview) -> Words:
    """Return the verdicts: the published rule's, then the rules that agree and those that do not.

    Parameters
    ----------
    found : Overview
    """
    published = found.published["verdict"]
    if published == NOT_COMPUTED:
        return words(
            f"Under {RULE_NAMES['published']} the verdict is not computed: ",
            coded(brief_reason(found)),
            ".",
        )
    alone = len(found.years) == 1
    others = [rule for rule in RULES if rule != "published" and not (alone and rule in OVER_YEARS)]
    by: dict[str, list[str]] = {}
    for rule in others:
        by.setdefault(found.verdicts[rule]["verdict"], []).append(rule)
    same = by.pop(published, [])
    also = f", and so it is under {listing(RULE_NAMES[r] for r in same)}" if same else ""
    said: Words = words(f"Under {RULE_NAMES['published']} the claim is {published}{also}")
    for verdict, rules in by.items():
        said = words(
            said,
            f"; under {listing(RULE_NAMES[r] for r in rules)} it is {verdict}",
            _why(found, rules),
        )
    return words(said, _open(found), ".", _one_year(found) if alone else "")


def _why(found: Overview, rules: list[str]) -> Words:
    """Return the smallest adjusted p where Holm's rule stands apart, or why there is no verdict."""
    p = found.verdicts[rules[0]]["p_adjusted_min"]
    for rule in rules:
        row = found.verdicts[rule]
        if row["verdict"] == NOT_COMPUTED and len(row["reason"]) <= 60:
            return words(" (", coded(row["reason"]), ")")
        p = row["p_adjusted_min"] if rule == "holm" else p
    if "holm" not in rules or math.isnan(p):
        return ()
    shown = p_text(p, alpha=found.alpha)
    sign = " " if shown[0] in "<>" else " = "
    return words(" (smallest Holm-adjusted ", italic("p"), f"{sign}{shown})")


def _open(found: Overview) -> str:
    """Return that intervals leave a notable effect open, where a rule does not support a claim."""
    for row in found.verdicts.values():
        held = open_effect(row)
        if held:
            return f", while {held}"
    return ""


def open_effect(row: Mapping[str, Any]) -> str:
    """Return what a verdict row says of effects that intervals still hold.

    Examples
    --------
    >>> open_effect({"reason": "inconclusive: an interval still holds an effect of -.30; x"})
    'an interval still holds an effect of -.30'
    """
    first = str(row["reason"]).split("; ")
    marked = [part for part in first if part.startswith(OPEN)]
    return marked[0].removeprefix(OPEN) if marked else ""


def _one_year(found: Overview) -> str:
    """Return that rules over years say nothing of their own."""
    what = "one test over the years" if found.firm_means else "one year"
    return f" With {what}, the rules over years are the same as the single test."
