"""The verdict under the published rule, and how the other rules differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from smeint.report.sentences.overview import Overview, listing
from smeint.report.sentences.pattern import brief_reason
from smeint.report.sentences.statistics import p_words
from smeint.report.words import Words, bold, coded, words
from smeint.study.rules import RULES

#: What the rules are called in a sentence.
RULE_NAMES = {
    "published": "the published rule",
    "majority": "majority",
    "every-year": "every-year",
    "holm": "Holm",
    "pooled": "pooled",
}

#: Rules that say nothing of their own where there is one year.
OVER_YEARS = ("majority", "every-year", "pooled")
OPEN = "inconclusive: "
NOT_COMPUTED = "not computed"
#: Longest reason that fits a sentence.
SHORT = 60


def verdict_sentence(found: Overview) -> Words:
    """Return the verdicts: the published rule's, then the rules that agree and those that do not.

    Parameters
    ----------
    found : Overview
    """
    published = found.published["verdict"]
    if published == NOT_COMPUTED:
        head = f"Under {RULE_NAMES['published']} the verdict is "
        why = "tests that it needs are missing" if found.computed else brief_reason(found)
        return words(head, bold(published), ": ", coded(why), ".")
    by: dict[str, list[str]] = {}
    for rule in own_rules(found):
        by.setdefault(found.verdicts[rule]["verdict"], []).append(rule)
    rules = len(RULES)
    if len(by) == 1 and len(by[published]) == rules:
        open_ = _in_brackets(_held(found, [*RULES]))
        said = words(f"Under all {rules} rules the verdict is ", bold(published), open_)
    else:
        parts = [_under(found, verdict, own) for verdict, own in by.items()]
        said = words("The verdict is ", parts[0])
        for part in parts[1:]:
            said = words(said, "; ", part)
    return words(said, ".", _one_year(found))


def own_rules(found: Overview) -> list[str]:
    """Return the rules that say something of their own, the published one first."""
    alone = len(found.years) == 1
    return [rule for rule in RULES if not (alone and rule in OVER_YEARS)]


def _under(found: Overview, verdict: str, rules: list[str]) -> Words:
    """Return a verdict with the rules that give it."""
    named = listing(RULE_NAMES[rule] for rule in rules)
    reasons = [*_absent(found, rules), *_adjusted(found, rules), *_held(found, rules)]
    return words(bold(verdict), f" under {named}", _in_brackets(reasons))


def _in_brackets(reasons: Iterable[Words]) -> Words:
    """Return reasons in brackets; nothing where there are none."""
    out: Words = ()
    for reason in reasons:
        out = words(out, "; " if out else " (", reason)
    return words(out, ")") if out else ()


def _absent(found: Overview, rules: list[str]) -> Iterator[Words]:
    """Yield why a rule has no verdict, where that can be said in brief."""
    reasons = {str(found.verdicts[rule]["reason"]) for rule in rules}
    if found.verdicts[rules[0]]["verdict"] == NOT_COMPUTED and len(reasons) == 1:
        reason = reasons.pop()
        yield coded(reason) if len(reason) <= SHORT else words("tests that it needs are missing")


def _adjusted(found: Overview, rules: list[str]) -> Iterator[Words]:
    """Yield the smallest adjusted p, where it is what keeps Holm's rule apart."""
    p = found.verdicts["holm"]["p_adjusted_min"]
    if "holm" in rules and "published" not in rules and p >= found.alpha:
        yield words("smallest Holm-adjusted ", p_words(p, "", found.alpha))


def _held(found: Overview, rules: list[str]) -> Iterator[Words]:
    """Yield that intervals leave a notable effect open, and by which rules' tests."""
    held = {rule: open_effect(found.verdicts[rule]) for rule in rules}
    own = [rule for rule in rules if held[rule]]
    if not own:
        return
    whose = "" if len(own) == len(rules) else f", under {listing(RULE_NAMES[r] for r in own)}"
    yield words(f"{held[own[0]]}{whose}")


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
    if len(found.years) > 1:
        return ""
    what = "one test over the years" if found.firm_means else "one year"
    names = listing(RULE_NAMES[rule] for rule in OVER_YEARS)
    return f" With {what}, {names} are the same as the published rule."
