"""What came out of a hypothesis' tests, in a line: directions, significant tests, effects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from smeint.errors import counted
from smeint.finding import Status
from smeint.numbers import NOTHING, correlation_text
from smeint.report.sentences.names import done, variable_name
from smeint.report.sentences.overview import Overview, below_alpha, listing, overview
from smeint.report.sentences.statistics import (
    effect_sign,
    joined,
    level_text,
    limits,
    p_words,
    value,
)
from smeint.report.sentences.two_groups import NO_ASSOCIATION_SHOWN, NO_DIFFERENCE_SHOWN
from smeint.report.sentences.whole_finding import Whole
from smeint.report.words import Words, coded, words

if TYPE_CHECKING:
    from smeint.study.results import Results


def finding_line(results: Results, record: Mapping[str, Any]) -> Words:
    """Return what came out of a hypothesis, in one short sentence for its card.

    Parameters
    ----------
    results : Results
    record : mapping
        Of the hypothesis, in the manifest.

    Returns
    -------
    Words
        Such as "A lower share of SMEs than of non-SMEs were internationalized in each of 3 years;
        p < .05 in 3; effects from -.28 to -.19."
    """
    return line_of(overview(results, record))


def line_of(found: Overview) -> Words:
    """Return `finding_line` of what was found."""
    if found.record["described"]:
        return words("Described, not tested: ", coded(found.record["described"]), ".")
    if not found.computed:
        why = "Not shown: " if found.suppressed else "Not computed: "
        return words(why, coded(brief_reason(found)), ".")
    return words(came_out(found), "; ", effects(found), ".")


def came_out(found: Overview) -> Words:
    """Return directions and how many tests are significant, as the start of a sentence."""
    if found.negligible:
        return _within(found)
    pattern = _capital(_pattern(found))
    if len(found.computed) == 1:
        row = found.computed[0].row
        p = p_words(row["p_value"], row["p_bound"], found.alpha)
        return words(pattern, "; ", _not_shown(found.computed[0]), p)
    n = len(found.significant)
    return words(pattern, "; ", below_alpha(found.alpha), f" in {n or 'none'}")


def _not_shown(test: Whole) -> str:
    """Return that a single test, which is not significant, has a direction of its firms alone."""
    if test.significant:
        return ""
    shown = NO_DIFFERENCE_SHOWN if test.levels else NO_ASSOCIATION_SHOWN
    return f"beyond these firms {shown}, "


def effects(found: Overview) -> Words:
    """Return each effect's range, or the effect with its interval where there is one."""
    return joined([words(*part) for part in _ranges(found)])


def _ranges(found: Overview) -> Iterator[tuple[Words | str, ...]]:
    """Yield the least and the greatest effect of each measure."""
    for name in dict.fromkeys(t.row["effect_name"] for t in found.computed):
        own = [t for t in found.computed if t.row["effect_name"] == name]
        sizes = sorted(t.row["effect"] for t in own)
        if len(own) == 1:
            yield effect_sign(name), f" = {value(name, sizes[0])}{interval_of(found, own[0])}"
        else:
            yield effect_sign(name), _range(value(name, sizes[0]), value(name, sizes[-1]))


def _range(least: str, greatest: str) -> str:
    """Return a range, or its one value."""
    return f" = {least} in each" if least == greatest else f" from {least} to {greatest}"


def interval_of(found: Overview, test: Whole) -> str:
    """Return the interval that the verdict reads, such as ``, 95% CI [-.44, -.10]``."""
    row = test.row
    low, high, level = row["ci_low"], row["ci_high"], row["ci_level"]
    if found.negligible:
        low, high = found.wider.get(row["finding_id"], (float("nan"), float("nan")))
        level = 1 - 2 * found.alpha
    shown = limits(row["effect_name"], low, high)
    return "" if shown == NOTHING else f", {level_text(level)} CI {shown}"


def _pattern(found: Overview) -> str:
    """Return in how many tests which direction was found."""
    among = f"among {found.sample}, " if found.sample else ""
    signs = found.signs()
    if not found.signed or not found.computed[0].row["effect_name"]:
        return f"{among}{_unsigned(found)}"
    (first, n), *others = signs.items()
    one = len(found.computed) == 1
    place = _once(found) if one else _times(found, n)
    rest = "".join(f", {_other(found, sign)} in {count}" for sign, count in others)
    return f"{among}{_direction(found, first)} {place}{rest}"


def _once(found: Overview) -> str:
    """Return where the only test that was computed stands."""
    year = (
        "over the years' firm means" if found.firm_means else f"in {found.computed[0].row['year']}"
    )
    return year if len(found.tests) == 1 else f"{year}, the one test of {len(found.tests)} computed"


def _times(found: Overview, n: int) -> str:
    """Return in how many tests."""
    of = how_many(found)
    return f"in each of {of}" if n == len(found.computed) else f"in {n or 'none'} of {of}"


def how_many(found: Overview) -> str:
    """Return the number of tests, such as ``3 years`` or ``the 18 tests computed (of 27)``."""
    total, planned = len(found.computed), len(found.tests)
    said = counted(total, "year" if found.by_year_alone else "test")
    if total == planned:
        return said
    return f"the {said} {'shown' if found.suppressed else 'computed'} (of {planned})"


def _direction(found: Overview, sign: int) -> str:
    """Return a direction as a clause."""
    test = found.computed[0]
    outcome = variable_name(found.manifest, test.row["outcome"])
    several = len(found.outcomes) > 1
    if not test.levels:
        if several:
            return f"associations were {_sign_word(sign)}"
        predictor = variable_name(found.manifest, test.row["predictor"])
        how = {1: "positively associated", -1: "negatively associated", 0: "not correlated"}[sign]
        return f"{outcome} and {predictor} were {how}"
    first, second = test.pair
    if several:
        if not sign:
            return f"outcomes were the same among {first} and {second}"
        return f"outcomes were {_level_word(sign)} among {first}"
    if test.yes_no:
        did = done(found.manifest, test.row["outcome"])[0]
        if not sign:
            return f"equal shares of {first} and {second} {did}"
        return f"a {_level_word(sign)} share of {first} than of {second} {did}"
    if not sign:
        return f"{outcome} was the same in rank among {first} and {second}"
    return f"{outcome} tended to be {_level_word(sign)} among {first} than among {second}"


def _level_word(sign: int) -> str:
    """Return how the first group stands to the second."""
    return "higher" if sign > 0 else "lower"


def _sign_word(sign: int) -> str:
    """Return the sign of an association."""
    return {1: "positive", -1: "negative", 0: "zero"}[sign]


def _other(found: Overview, sign: int) -> str:
    """Return a further direction, in a word."""
    if not found.computed[0].levels:
        return _sign_word(sign)
    return {1: "higher", -1: "lower", 0: "equal"}[sign]


def _unsigned(found: Overview) -> str:
    """Return what was tested, where effects have no sign."""
    test = found.computed[0]
    outcome = variable_name(found.manifest, test.row["outcome"])
    predictor = variable_name(found.manifest, test.row["predictor"])
    what = f"{outcome} was set against {predictor}"
    if test.levels:
        first, second = test.pair
        what = f"the distribution of {outcome} was compared between {first} and {second}"
    total = len(found.computed)
    place = _once(found) if total == 1 else _times(found, total)
    return f"{what} {place}"


def _within(found: Overview) -> Words:
    """Return how many intervals lie within the margin of a negligible effect, as a sentence."""
    inside, outside, _ = margins(found)
    margin = correlation_text(found.record["margin"])
    level = level_text(1 - 2 * found.alpha)
    total = len(found.computed)
    beyond = f" and wholly outside in {outside}" if outside else ""
    if total == 1:
        how = "lies within" if inside else "lies wholly outside" if outside else "reaches beyond"
        return words(f"The {level} interval {how} ±{margin}")
    return words(f"The {level} intervals lie within ±{margin} {_times(found, inside)}{beyond}")


def margins(found: Overview) -> tuple[int, int, int]:
    """Return how many intervals lie within the margin, wholly outside, and are not there."""
    margin = found.record["margin"]
    inside = outside = absent = 0
    for test in found.computed:
        low, high = found.wider.get(test.row["finding_id"], (float("nan"), float("nan")))
        inside += low > -margin and high < margin
        outside += low >= margin or high <= -margin
        absent += low != low or high != high
    return inside, outside, absent


def brief_reason(found: Overview) -> str:
    """Return why nothing was computed, without the places."""
    reason = str(found.published["reason"])
    if found.suppressed or not reason.startswith("not computed for"):
        return reason
    return listing(dict.fromkeys(Status[t.row["status"].upper()].meaning for t in found.tests))


def _capital(text: str) -> str:
    """Return a text that starts a sentence."""
    return text[:1].upper() + text[1:]
