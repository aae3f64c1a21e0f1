"""The paragraph on a hypothesis: what was asked, what came out, what each rule says."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from smeint.errors import counted
from smeint.finding import Status
from smeint.numbers import count_text
from smeint.report.sentences.names import group_name, own_text, variable_name
from smeint.report.sentences.overview import Overview, below_alpha, listing, overview
from smeint.report.sentences.pattern import came_out, interval_of
from smeint.report.sentences.place import BAND, place_name
from smeint.report.sentences.statistics import effect_sign, p_words, value
from smeint.report.sentences.verdict_words import verdict_sentence
from smeint.report.sentences.whole_finding import Whole
from smeint.report.words import Words, coded, words
from smeint.study.results import records

if TYPE_CHECKING:
    from smeint.study.results import Results

#: Tests that are each named; of more, the strongest and the weakest.
FEW = 3


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
    if record["described"]:
        return _described(results, record)
    found = overview(results, record)
    parts = [_asked(found)]
    if found.computed:
        parts += [words(came_out(found), "."), *_cells(found), *_strength(found)]
    parts += [verdict_sentence(found), *_gaps(found)]
    out: Words = ()
    for place, part in enumerate(parts):
        out = words(out, " " if place else "", part)
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


def _asked(found: Overview) -> Words:
    """Return the claim, and in what it was tested."""
    text = " ".join(str(found.record["text"]).split()).rstrip(".")
    claim = f"{found.name} ({text}{_claimed(found)}) was tested {_where(found)}."
    return words(claim)


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
    years = "on firm means over the years" if found.firm_means else _years(found)
    if found.by_year_alone:
        return years
    parts = [counted(len(found.outcomes), "outcome")] if len(found.outcomes) > 1 else []
    if found.strata[0].startswith(BAND):
        parts.append(counted(len(found.strata), "band"))
    return f"{years} for {listing(parts)} ({counted(len(found.tests), 'test')})"


def _years(found: Overview) -> str:
    """Return the years."""
    if len(found.years) == 1:
        return f"in {found.years[0]}"
    return f"in each of {counted(len(found.years), 'year')}"


def _cells(found: Overview) -> Iterator[Words]:
    """Yield in which outcomes and bands tests are significant."""
    if found.by_year_alone or not found.significant or found.negligible:
        return
    by: dict[str, dict[str, int]] = {}
    for test in found.significant:
        outcome = variable_name(found.manifest, test.row["outcome"]).removeprefix("the ")
        band = place_name(test.row, year=False).removesuffix(" band")
        cells = by.setdefault(outcome if len(found.outcomes) > 1 else "", {})
        cells[band] = cells.get(band, 0) + 1
    yield words("By cell, ", below_alpha(found.alpha), f" in {_by_cell(found, by)}.")


def _by_cell(found: Overview, by: Mapping[str, Mapping[str, int]]) -> str:
    """Return outcomes with their bands and the number of years in each."""
    several = len(found.years) > 1
    parts = []
    for outcome, bands in by.items():
        named = [f"{band} {n}".strip() if several else band for band, n in bands.items()]
        if not outcome:
            return listing(
                f"the {band} band ({n})" if several else f"the {band} band"
                for band, n in bands.items()
            )
        inside = ", ".join(name for name in named if name)
        parts.append(f"{outcome} ({inside})" if inside else outcome)
    unit = "" if not several else "; numbers are years"
    return listing(parts) + unit


def _strength(found: Overview) -> Iterator[Words]:
    """Yield the strongest and the weakest effect of each measure."""
    for name in dict.fromkeys(t.row["effect_name"] for t in found.computed):
        own = [t for t in found.computed if t.row["effect_name"] == name]
        ranked = sorted(own, key=lambda t: -abs(t.row["effect"]))
        if len(found.computed) == 1:
            yield words("The effect is ", _numbers(found, ranked[0]), ".")
        elif len(ranked) == 1:
            yield words("The one ", effect_sign(name), " is ", _placed(found, ranked[0]), ".")
        else:
            strongest, weakest = _placed(found, ranked[0]), _placed(found, ranked[-1], brief=True)
            of = () if len(found.computed) == len(own) else (" ", effect_sign(name))
            yield words("The strongest", *of, " is ", strongest, "; the weakest, ", weakest, ".")


def _placed(found: Overview, test: Whole, *, brief: bool = False) -> Words:
    """Return an effect with its place."""
    place = place_name(test.row)
    if len(found.outcomes) > 1:
        outcome = variable_name(found.manifest, test.row["outcome"]).removeprefix("the ")
        place = f"{outcome}, {place}"
    return words(_numbers(found, test, brief=brief and len(found.tests) > FEW), f" ({place})")


def _numbers(found: Overview, test: Whole, *, brief: bool = False) -> Words:
    """Return an effect, its interval and p; the effect alone where it is told in brief."""
    row = test.row
    effect = words(
        effect_sign(row["effect_name"]), f" = {value(row['effect_name'], row['effect'])}"
    )
    if brief:
        return effect
    p = p_words(row["p_value"], row["p_bound"], found.alpha)
    return words(effect, interval_of(found, test), ", ", p)


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
        outcome = variable_name(found.manifest, test.row["outcome"]).removeprefix("the ")
        several = len(found.outcomes) > 1
        places.append(f"{outcome} {place_name(test.row)}" if several else place_name(test.row))
    return f"{'; '.join(places)} ({meaning})"
