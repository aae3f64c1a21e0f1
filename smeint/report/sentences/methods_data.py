"""Methods: data, sample, measures, unit of analysis."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from smeint.definitions.definitions import Definitions
from smeint.engine.sampling import SAMPLING_WEIGHT
from smeint.labels import variable_label
from smeint.panel.variables import VARIABLES
from smeint.report.sentences.cited import Part, citing
from smeint.report.sentences.done import Done, and_list, ids, number, years_text
from smeint.report.words import code, coded
from smeint.study.results import records
from smeint.study.scales import RELIABILITY


def data(done: Done) -> Iterator[Part]:
    """Yield where the data come from and what was left out."""
    manifest = done.manifest
    if manifest["synthetic"]:
        yield "The data are synthetic: no row is a real firm. "
    file = manifest["data"]
    rows = "" if file["rows"] is None else f" ({number(file['rows'], 'row')})"
    yield from ("The data were read from ", code(file["file"]), rows)
    preset = manifest["study"].get("preset")
    if preset:
        yield from (" by the preset ", code(preset["name"]), f", version {preset['version']}")
    yield ". "
    drops = records(done.results.drops)
    if drops:
        yield "Rows left out before the analysis: "
        for place, drop in enumerate(drops):
            yield "; " if place else ""
            shown = drop["n_dropped"] == drop["n_dropped"]  # not NaN
            yield f"{int(drop['n_dropped']):,} (" if shown else "number not shown ("
            yield from (coded(str(drop["reason"])), ")")
        yield ". "
    yield _shape(done)


def _shape(done: Done) -> str:
    """Return how many firms and years there are."""
    firms, years = number(done.fact("firms"), "firm"), years_text(done.years)
    if len(done.years) == 1:
        return f"There are {firms}, all observed in {years}."
    return (
        f"There are {number(done.fact('firm_years'), 'firm-year')} of {firms} in {years}; "
        f"{number(done.fact('firms_in_every_year'), 'firm')} were observed in every year."
    )


def sample(done: Done) -> Iterator[Part]:
    """Yield the size classes, firms left out, and which firms hypotheses are about."""
    if done.uses("sme"):
        yield from size_classes(done)
    narrower = _narrower(done)
    if narrower:
        yield f"Hypotheses on part of the firms: {narrower}. "
    bands = [r["id"] for r in done.tested if r["strata"] == "doi_band"]
    highest = [r["id"] for r in done.tested if r["strata"] == "doi_band:highest"]
    if bands:
        yield f"{and_list(bands)}: tests were made within each band of internationalized firms. "
    if highest:
        yield f"{and_list(highest)}: tests were made within the highest band alone. "


def size_classes(done: Done) -> Iterator[Part]:
    """Yield who is an SME, by whose rule."""
    definitions = Definitions.from_mapping(dict(done.manifest["definitions"]))
    if not derived(done.manifest, "sme"):
        yield "Whether a firm is an SME was taken from the data as given. "
        return
    scheme = definitions.scheme
    yield _who_is_an_sme(scheme.sme_rule, scheme.non_sme_rule, several=len(scheme.rules) > 1)
    if scheme.name == "osei_bonsu_2014":
        yield from (" ", citing("osei_bonsu_2014"), ". ")
    else:
        yield f". Source of the definition: {scheme.source}; {scheme.date}. "
    if definitions.size_criteria == "headcount":
        yield "Of the scheme's criteria the headcount alone was applied. "
    if definitions.rates and scheme.currency:
        rates = and_list([f"1 {c} = {rate:g}" for c, rate in definitions.rates.items()])
        yield f"Money was converted to {scheme.currency} at {rates} {scheme.currency}. "
    if scheme.left_out:
        counts = [row["value"] for row in done.facts("left_out", "sme")]
        firm = "firm" if len(done.years) == 1 else "firm-year"
        yield (
            f"Firms {'of' if scheme.left_out.startswith('sector') else 'with'} {scheme.left_out} "
            f"are neither, and were left out of the sample "
            f"({number(sum(counts), firm)}). "
        )
    if len(done.years) > 1:
        yield (
            "A firm keeps the class of the first year in which it can be placed. "
            if definitions.size_basis == "first_year"
            else "The class follows the values of each year. "
        )


def _who_is_an_sme(sme: str, other: str, *, several: bool) -> str:
    """Return the rule of a size scheme.

    Examples
    --------
    >>> _who_is_an_sme("employees < 250", "employees >= 250", several=False)
    'SMEs are firms with employees < 250, non-SMEs are firms with employees >= 250'
    >>> _who_is_an_sme("employees < 250 and sales <= 50", "otherwise", several=False)
    'SMEs are firms with employees < 250 and sales <= 50, non-SMEs are all others'
    """
    if several:
        return f"SMEs: {sme}; non-SMEs: {'all others' if other == 'otherwise' else other}"
    named = "all others" if other == "otherwise" else f"firms with {other}"
    return f"SMEs are firms with {sme}, non-SMEs are {named}"


def _narrower(done: Done) -> str:
    """Return the samples that are less than all firms, with their hypotheses."""
    groups: dict[str, list[str]] = {}
    for record in done.tested:
        if record["sample"]:
            said = and_list(
                [
                    f"{variable_label(done.manifest, part['variable'])} = "
                    f"{' or '.join(part['levels'])}"
                    for part in record["sample"]
                ]
            )
            groups.setdefault(said, []).append(record["id"])
    return "; ".join(f"{said} ({', '.join(names)})" for said, names in groups.items())


def derived(manifest: Mapping[str, Any], name: str) -> bool:
    """Whether a variable was made by the definitions, and not given in the data."""
    known = manifest["variables"].get(name, {})
    return name in VARIABLES and bool(known) and known["label"] == VARIABLES[name].meaning


def measures(done: Done) -> Iterator[Part]:
    """Yield how the variables of the tests were measured."""
    used = list(done.variables)
    if any(
        name in used and derived(done.manifest, name) for name in ("internationalized", "doi_band")
    ):
        used.append("fsts")
    for name, say in _MEASURED.items():
        if name in used:
            yield say(done)
    scored = ids_of_scales(done)
    skipped = ("sme", *_MEASURED, SAMPLING_WEIGHT)
    others = [
        f"{variable_label(done.manifest, name)} ({done.manifest['variables'][name]['kind']})"
        for name in used
        if name not in skipped and name not in scored and name in done.manifest["variables"]
    ]
    if others:
        yield f"Taken from the data as measured: {'; '.join(others)}. "
    if scored:
        named = and_list([variable_label(done.manifest, name) for name in scored])
        yield from (
            f"Scores of several items: {named}; reliability by Cronbach's alpha with Feldt's "
            "interval ",
            citing("cronbach_1951", "feldt_1965"),
            " and McDonald's omega ",
            citing("mcdonald_1999"),
            ". ",
        )


def ids_of_scales(done: Done) -> list[str]:
    """Return the variables that are scores of several items."""
    return list(
        dict.fromkeys(row["outcome"] for row in done.rows if row["hypothesis"] == RELIABILITY)
    )


def _fsts(done: Done) -> str:
    """Return how the degree of internationalization was measured."""
    if derived(done.manifest, "fsts"):
        return "The degree of internationalization (FSTS) is foreign sales over total sales. "
    return "The degree of internationalization (FSTS) is the share of foreign sales as given. "


def _internationalized(done: Done) -> str:
    """Return when a firm is internationalized."""
    threshold = done.manifest["definitions"]["internationalized_threshold"]
    if not derived(done.manifest, "internationalized"):
        return "Whether a firm is internationalized was taken from the data as given. "
    return f"A firm is internationalized where FSTS is above {threshold * 100:g}%. "


def _bands(done: Done) -> str:
    """Return the bands of the degree."""
    bands = Definitions.from_mapping(dict(done.manifest["definitions"])).bands
    if not derived(done.manifest, "doi_band"):
        return "Bands of the degree of internationalization were taken from the data as given. "
    if not bands.cuts:
        return "Bands of the degree are tertiles of FSTS among each year's internationalized. "
    # the highest band has no upper cut
    ends = [
        f"{name} up to {cut * 100:g}%" for name, cut in zip(bands.labels, bands.cuts, strict=False)
    ]
    last = f"{bands.labels[-1]} above {bands.cuts[-1] * 100:g}%"
    return f"Bands of FSTS: {', '.join(ends)}, and {last} ({bands.source}). "


def _rota(done: Done) -> str:
    """Return how return on total assets was measured."""
    own = done.manifest["definitions"]
    if not derived(done.manifest, "rota"):
        return "Return on total assets (ROTA) was taken from the data as given. "
    above = variable_label(done.manifest, own["rota_numerator"]).lower()
    below = (
        "total assets at the end of the year"
        if own["rota_denominator"] == "year_end"
        else "the mean of total assets at the ends of this year and the last"
    )
    text = f"Return on total assets (ROTA) is {above} over {below}"
    if own["rota_winsorize"]:
        share = own["rota_winsorize"] * 100
        text += f", each year's tails winsorized at {share:g}% and {100 - share:g}%"
    return text + "; it is missing where total assets are not positive. "


#: Variables that a definition makes, and how it is told.
_MEASURED = {
    "fsts": _fsts,
    "internationalized": _internationalized,
    "doi_band": _bands,
    "rota": _rota,
}


def unit(done: Done) -> Iterator[Part]:
    """Yield what one row of a test is, and why."""
    means = ids(row for row in done.primary if row["unit"] == "firm_means")
    yearly = [row for row in done.primary if row["unit"] == "cross_section"]
    if len(done.years) == 1 and yearly:
        yield "The unit of analysis is the firm; the data hold one year, and each firm once. "
    elif yearly:
        yield (
            "The unit of analysis is the firm in one year: each year is a cross-section with its "
            "own tests, in which a firm stands once. Firm-years were not pooled as if they were "
            "independent, for those of one firm are not. "
        )
    if means:
        yield (
            f"{and_list(means)}: the unit is the firm with its mean over the years; firms whose "
            "group changes between years were left out. "
        )
    if any(row["unit"] == "firm_clusters" for row in done.made):
        yield "Analyses over all years treat firms as clusters. "
