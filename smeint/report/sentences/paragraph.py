"""The paragraph on a hypothesis: what was asked, what came out, what each rule says."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from smeint.errors import counted
from smeint.finding import Status
from smeint.numbers import count_text
from smeint.report.sentences.names import group_name, own_text, variable_name
from smeint.report.sentences.overview import Overview, listing, overview
from smeint.report.sentences.pattern import came_out, interval_of
from smeint.report.sentences.place import place_name
from smeint.report.sentences.statistics import effect_sign, p_words, value
from smeint.report.sentences.verdict_words import verdict_sentence
from smeint.report.sentences.whole_finding import Whole
from smeint.report.words import Words, coded, words
from smeint.study.results import records

if TYPE_CHECKING:
    from smeint.study.results import Results

#: Tests that are each named; of more, the strongest and the weakest.
FEW = 3
#: Words of a claim from which its title stands for it, where it has one.
LONG = 15


def hypothesis_paragraph(results: Results, record: Mapping[str, Any]) -> Words:
    """Return the paragraph on one hypothesis.

    Parameters
    ----------
    results : Results
    record : mapping
        Of the hypothesis, in the manifest.

    Returns
    -------
    Words
        What was asked, in how many tests which direction was found and which were significant,
        the strongest and the weakest effect, the verdict under every rule, and what was not
        computed and why.
    """
    return paragraph_of(results, overview(results, record))


def paragraph_of(results: Results, found: Overview) -> Words:
    """Return `hypothesis_paragraph` of what was found."""
    if found.record["described"]:
        return _described(results, found.record)
    was = "was tested" if found.computed or found.suppressed else "was to be tested"
    asked = f"{found.name} ({own_claim(found)}) {was} {_where(found)}. "
    out: Words = words(asked)
    if found.computed:
        out = words(out, came_out(found), _cells(found), ".", _strength(found), " ")
    out = words(out, verdict_sentence(found))
    for gap in _gaps(found):
        out = words(out, " ", gap)
    return out


def _described(results: Results, record: Mapping[str, Any]) -> Words:
    """Return why a claim is not tested, and what the panel shows of it."""
    said = words(
        f"{own_text(record['id'])} ({record['text']}) is described and not tested: ",
        *(coded(record["described"]), "."),
    )
    facts = results.panel_facts
    own = records(facts[(facts["fact"] == f"median_{record['outcomes'][0]}")])
    medians = []
    for level in record["contrast"]:
        values = [row["value"] for row in own if row["level"] == level]
        if values and not any(math.isnan(x) for x in values):
            least, greatest = count_text(min(values)), count_text(max(values))
            shown = least if least == greatest else f"{least} to {greatest}"
            medians.append(f"{shown} for {group_name({}, record['predictor'], level)}")
    if len(medians) < 2:
        return said
    outcome = variable_name(results.manifest, record["outcomes"][0])
    return words(said, f" By year, the median of {outcome} was {medians[0]} and {medians[1]}.")


def own_claim(found: Overview) -> str:
    """Return the claim in its own words, and the direction that it demands."""
    text = " ".join(str(found.record["text"]).split()).rstrip(".")
    title = own_text(str(found.record["title"]))
    text = title if title and len(text.split()) > LONG else text
    return f"{text}{_claimed(found)}"


def _claimed(found: Overview) -> str:
    """Return the direction that the claim demands."""
    direction = found.record["direction"]
    if not direction or not found.tests:
        return ""
    test = found.tests[0]
    if not test.levels:
        return f"; claimed: a {direction} association"
    how = "higher" if direction == "positive" else "lower"
    return f"; claimed: {how} among {test.pair[0]}"


def _where(found: Overview) -> str:
    """Return in how many years, bands and outcomes."""
    if found.by_year_alone:
        band = place_name(found.tests[0].row, year=False)
        return f"{_years(found)}{f', in the {band}' if band else ''}"
    parts = [counted(len(found.outcomes), "outcome")] if len(found.outcomes) > 1 else []
    if len(found.strata) > 1:
        parts.append(counted(len(found.strata), "band"))
    if len(found.years) > 1:
        parts.append(counted(len(found.years), "year"))
    place = _years(found) if len(found.years) == 1 else ""
    cells = f"in {counted(len(found.tests), 'cell')} ({listing(parts)})"
    return " ".join(part for part in (place, cells) if part)


def _years(found: Overview) -> str:
    """Return the years."""
    if found.firm_means:
        return "on firm means over the years"
    if len(found.years) == 1:
        return f"in {found.years[0]}"
    return f"in each of {counted(len(found.years), 'year')}"


def _cells(found: Overview) -> Words:
    """Return in which outcomes and bands tests are significant; nothing for one test a year."""
    if found.by_year_alone or not found.significant or found.negligible:
        return ()
    by: dict[str, dict[str, int]] = {}
    for test in found.significant:
        cells = by.setdefault(_outcome(found, test), {})
        band = place_name(test.row, year=False).removesuffix(" band")
        cells[band] = cells.get(band, 0) + 1
    if len(found.outcomes) == 1:
        unit = "test" if len(found.years) == 1 else "year"
        bands = (f"the {band} band ({counted(n, unit)})" for band, n in by[""].items())
        return words(": ", listing(bands))
    return words(": ", listing(_cell(found, outcome, bands) for outcome, bands in by.items()))


def _cell(found: Overview, outcome: str, bands: Mapping[str, int]) -> str:
    """Return an outcome with its bands, and in how many years each."""
    several, banded = len(found.years) > 1, len(found.strata) > 1
    parts = []
    for place, (band, n) in enumerate(bands.items()):
        unit = (" year" if n == 1 else " years") if place == len(bands) - 1 else ""
        often = f"{n}{unit}" if several else ""
        parts.append(" ".join(part for part in (band if banded else "", often) if part))
    inside = ", ".join(part for part in parts if part)
    return f"{outcome} ({inside})" if inside else outcome


def _outcome(found: Overview, test: Whole) -> str:
    """Return an outcome where there are several."""
    if len(found.outcomes) == 1:
        return ""
    return variable_name(found.manifest, test.row["outcome"]).removeprefix("the ")


def _strength(found: Overview) -> Words:
    """Return the strongest and the weakest effect, of each measure."""
    ranked = sorted(found.computed, key=lambda t: -abs(t.row["effect"]))
    if len(ranked) == 1:
        shown = words(_effect(ranked[0]), interval_of(found, ranked[0]))
        return words(" The effect is ", shown, ".")
    names = dict.fromkeys(t.row["effect_name"] for t in found.computed)
    if len({abs(t.row["effect"]) for t in ranked}) == 1:
        return words(" All effects are of one size, such as ", _placed(found, ranked[0]), ".")
    by = [[t for t in ranked if t.row["effect_name"] == name] for name in names]
    few = len(found.tests) <= FEW
    strongest = _and([_placed(found, own[0]) for own in by])
    weakest = _and([_placed(found, own[-1]) if few else _effect(own[-1]) for own in by])
    return words(" Strongest: ", strongest, "; weakest: ", weakest, ".")


def _and(parts: list[Words]) -> Words:
    """Return pieces joined by "and"."""
    out: Words = ()
    for place, part in enumerate(parts):
        out = words(out, " and " if place else "", part)
    return out


def _effect(test: Whole) -> Words:
    """Return an effect alone."""
    name = test.row["effect_name"]
    return words(effect_sign(name), f" = {value(name, test.row['effect'])}")


def _placed(found: Overview, test: Whole) -> Words:
    """Return an effect with interval, p and place."""
    row = test.row
    place = place_name(row, band=len(found.strata) > 1)
    where = ", ".join(part for part in (_outcome(found, test), place) if part)
    p = p_words(row["p_value"], row["p_bound"], found.alpha)
    return words(_effect(test), interval_of(found, test), ", ", p, f" ({where})")


def _gaps(found: Overview) -> Iterator[Words]:
    """Yield which tests were not computed, and why."""
    missing = [t for t in found.tests if math.isnan(t.row["p_value"])]
    if not missing or (not found.computed and not found.suppressed):
        return
    by: dict[str, list[Whole]] = {}
    for test in missing:
        by.setdefault(test.row["status"], []).append(test)
    said = [_gap(found, status, tests) for status, tests in by.items()]
    yield words(f"Not {'shown' if found.suppressed else 'computed'}: {'; '.join(said)}.")


def _gap(found: Overview, status: str, tests: list[Whole]) -> str:
    """Return why some tests have no number: their places where these are few."""
    meaning = Status[status.upper()].meaning
    if len(tests) > FEW:
        return f"{counted(len(tests), 'test')} ({meaning})"
    places = []
    for test in tests:
        place = place_name(test.row, band=len(found.strata) > 1)
        places.append(", ".join(part for part in (_outcome(found, test), place) if part))
    return f"{'; '.join(places)} ({meaning})"
