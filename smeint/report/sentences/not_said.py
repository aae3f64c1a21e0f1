"""What a verdict does not say."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from smeint.numbers import alpha_text, correlation_text
from smeint.report.error_rates import rate_clause
from smeint.report.sentences.overview import Overview, below_alpha, listing, overview
from smeint.report.sentences.pattern import margins
from smeint.report.sentences.place import BAND
from smeint.report.sentences.verdict_words import RULE_NAMES, open_effect, own_rules
from smeint.report.words import Words, coded, words
from smeint.study.hypothesis import INTERACTION
from smeint.study.shipped import SELECTION_CAVEAT

if TYPE_CHECKING:
    from smeint.study.results import Results

WHY = (
    "It does not say why: firms were not assigned to these groups, which may differ in other ways."
)
#: Variables of going abroad, which firms choose.
_CHOSEN = ("internationalized", "doi_band", "fsts")


def not_said(results: Results, record: Mapping[str, Any]) -> Words:
    """Return what the verdict on a hypothesis does not say.

    Parameters
    ----------
    results : Results
    record : mapping
        Of the hypothesis, in the manifest.

    Returns
    -------
    Words
        An error rate of a rule stands in it only where one is known for such a design.
    """
    return not_said_of(overview(results, record))


def not_said_of(found: Overview) -> Words:
    """Return `not_said` of what was found."""
    if found.record["described"]:
        return words("A description is no test: nothing is said for or against a claim.")
    parts = [*_verdict(found), *_bands(found), *_caveat(found)]
    out: Words = ()
    for place, part in enumerate(parts):
        out = words(out, " " if place else "", part)
    return out


def _verdict(found: Overview) -> Iterator[Words]:
    """Yield what the published verdict leaves open."""
    verdict = found.published["verdict"]
    if verdict == "not computed":
        yield words(
            "Nothing is said for or against the claim: tests that it needs were not computed."
        )
    elif found.negligible:
        yield from _negligible(found, verdict)
    elif verdict == "supported":
        yield from _supported(found)
    elif verdict == "opposite direction":
        yield words(
            "The effects point the other way than claimed. That does not support the opposite "
            "claim, which the study did not state."
        )
    else:
        yield from _unsupported(found)


def _supported(found: Overview) -> Iterator[Words]:
    """Yield what support of a difference does not say."""
    rules = own_rules(found)[1:]
    against = [rule for rule in rules if found.verdicts[rule]["verdict"] != "supported"]
    if against:
        named = listing(RULE_NAMES[rule] for rule in against)
        noun = "rule" if len(against) == 1 else "rules"
        yield words(*_enough(found), f"; the {noun} {named} {_do(against)} not support the claim.")
    yield from _errs(found, differ=bool(against))
    yield words(_why(found))


def _errs(found: Overview, *, differ: bool) -> Iterator[Words]:
    """Yield how often the published rule errs, or, where rules differ, that this is not known."""
    rate = found.rates.get("published")
    alpha = alpha_text(found.alpha)
    if rate is not None:
        yield words(
            f"This rule supports such a claim in {rate_clause(rate)}; {alpha} is the level of a "
            "single test."
        )
    elif differ:
        yield words(
            f"With several tests, {alpha} is not the rate at which this rule supports a claim when "
            "there is no effect: that rate can be higher, and is not measured here."
        )


def _enough(found: Overview) -> Iterator[Words]:
    """Yield how many significant tests were enough."""
    k, m = found.published["n_significant"], len(found.tests)
    if math.isnan(k):
        yield words("The rule does not ask for significance in each test")
    else:
        yield words("For this rule ", below_alpha(found.alpha), f" in {int(k)} of {m} is enough")


def _do(names: list[str]) -> str:
    """Return the verb."""
    return "does" if len(names) == 1 else "do"


def _why(found: Overview) -> str:
    """Return that a difference, or an association, does not tell what lies behind it."""
    if found.tests and found.tests[0].levels:
        return WHY
    return "It does not say why: other traits of firms may lie behind an association."


def _unsupported(found: Overview) -> Iterator[Words]:
    """Yield that the lack of support is no evidence of no difference."""
    what = "difference" if found.tests and found.tests[0].levels else "association"
    yield words(f"This is not evidence that there is no {what}.")
    held = open_effect(found.published)
    if held:
        yield words(f"{held[:1].upper()}{held[1:]}: the data do not settle the question.")
    elif _all_intervals(found):
        reach = correlation_text(found.manifest["notable_effect"])
        sign = {"positive": "+", "negative": "-"}.get(found.record["direction"], "")
        yield words(
            f"No interval of these tests holds an effect of {sign}{reach}, but smaller ones may "
            "be there."
        )
    if found.significant and not found.suppressed:
        k, m = len(found.significant), len(found.tests)
        claimed = ", the claimed one" if found.record["direction"] else ""
        every = len(found.outcomes) > 1 and found.record["combine"] == "every"
        outcomes = ", for every outcome" if every else ""
        yield words(
            *(below_alpha(found.alpha), f" in {k} of {m} is not enough for this rule: it asks "),
            f"for one sign in all years{claimed}{outcomes}.",
        )


def _all_intervals(found: Overview) -> bool:
    """Return whether every planned test has an interval on the scale of notable effects."""
    return bool(found.tests) and all(not math.isnan(t.row["ci_low"]) for t in found.tests)


def _negligible(found: Overview, verdict: str) -> Iterator[Words]:
    """Yield what a verdict on a negligible effect does not say."""
    margin = correlation_text(found.record["margin"])
    if verdict == "supported":
        yield words(
            f"It does not say that there is no effect, only that the intervals hold none of "
            f"{margin} or more in size; the margin is a choice."
        )
        if found.significant:
            k, m = len(found.significant), len(found.computed)
            yield words(
                "An effect within the margin may still differ from zero: ",
                *(below_alpha(found.alpha), f" in {k} of {m}."),
            )
    elif verdict == "not supported":
        outside = margins(found)[1]
        here = f"; here {outside} of {len(found.computed)} lie there" if outside else ""
        yield words(
            f"One interval wholly outside ±{margin} is enough for this verdict{here}. It does not "
            "say why, nor that the effect is of any weight in practice."
        )
    else:
        yield words(
            "It is evidence neither of an effect nor of a negligible one: the intervals reach "
            f"beyond ±{margin} and are not wholly outside. More firms would narrow them."
        )


def _bands(found: Overview) -> Iterator[Words]:
    """Yield that significance in one band and not in another is no difference of bands."""
    if not found.strata or not found.strata[0].startswith(BAND):
        return
    if len(found.strata) > 1:
        asked = INTERACTION in found.record["companions"] and bool(found.computed)
        where = ": the table on whether the bands differ tests that" if asked else ""
        yield words(
            "That a test is significant in one band and not in another does not say that the "
            f"bands differ{where}."
        )


def _caveat(found: Overview) -> Iterator[Words]:
    """Yield the hypothesis' own caveat: selection and reverse causality, mediators."""
    caveat = str(found.record["caveat"])
    if caveat == SELECTION_CAVEAT:
        yield words("Self-selection and reverse causality stay open. ", coded(caveat))
    elif caveat:
        yield coded(caveat)
    elif found.record["predictor"] in _CHOSEN:
        yield words(
            "Firms choose whether and how far to go abroad: the data do not say which came first."
        )
