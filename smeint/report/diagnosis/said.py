"""Sentences of the report of a diagnosis: the lead, what it does not say, methods."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from smeint.diagnose.assemble import SYNTHETIC_WARNING
from smeint.diagnose.rows import NO_EFFECT, PLANTED
from smeint.errors import counted, listed
from smeint.labels import RULE_TITLES
from smeint.numbers import alpha_text
from smeint.plot.diagnosed import of_each
from smeint.report.blocks import Listing, Paragraph, Section
from smeint.report.diagnosis.cells import percent
from smeint.report.diagnosis.further import calibrated_from, firms_text
from smeint.report.diagnosis.rules import above_alpha
from smeint.report.sentences.cited import Part, citing, full, in_order, keys_of, set_words
from smeint.report.sentences.overview import listing
from smeint.report.words import Words, bold, code, coded, words
from smeint.study.results import records

if TYPE_CHECKING:
    from smeint.diagnose.diagnosis import Diagnosis

#: How the warning begins that a diagnosis was interrupted.
INTERRUPTED = "The diagnosis was interrupted"
#: What a reader must know of the sentences on hypotheses.
INTERVALS = (
    "Shares are of whole simulated studies. An interval in parentheses is a Monte Carlo interval: "
    "it says how exact the simulation is. Firms needed are SMEs and non-SMEs together."
)
SYNTHETIC = "Every number here comes from simulated firms: no firm is a real one."


def lead(diagnosis: Diagnosis) -> Iterator[Paragraph]:
    """Yield what stands below the title: synthetic, interrupted or not, what was simulated."""
    manifest, design = diagnosis.manifest, diagnosis.manifest["design"]
    yield Paragraph(words(SYNTHETIC), "synthetic")
    done, asked = manifest["done"], int(manifest["asked"][PLANTED])
    if manifest["interrupted"] and manifest["done"] == manifest["asked"]:
        text = (
            "Interrupted while power curves were computed: points of them, and the fewest firms, "
            "are missing. All else rests on all replicates that were asked for."
        )
        yield Paragraph(words(bold(text)), "warning")
    elif manifest["interrupted"]:
        text = (
            f"Interrupted: {done[PLANTED]:,} of {asked:,} replicates with the effects and "
            f"{done[NO_EFFECT]:,} of {asked:,} without any were done when it was stopped. Every "
            "number rests on these and has the Monte Carlo error of so many."
        )
        yield Paragraph(words(bold(text)), "warning")
    source, file = calibrated_from(manifest["world"]), str(manifest["study"].get("file", ""))
    of = (f" (calibrated from {source}", *((", ", code(file)) if file else ()), ")")
    said = words(
        f"The whole study was simulated {done[PLANTED]:,} times in the world ",
        code(str(manifest["world"]["name"])),
        *(of if source else ()),
        f", and {done[NO_EFFECT]:,} times in its twin without any effect: "
        f"{firms_text(design, manifest['world'])} in {counted(int(design['years']), 'year')}, "
        f"tested at alpha = {alpha_text(manifest['alpha'])} with the tests and rules of ",
        code("smeint run"),
        ".",
    )
    yield Paragraph(said)


def of_the_world(diagnosis: Diagnosis) -> Iterator[Listing]:
    """Yield what a calibrated world says of itself; nothing for another."""
    notes = diagnosis.manifest["world"]["parameters"].get("notes", ())
    if notes:
        yield Listing(tuple(coded(str(note)) for note in notes))


def further_warnings(diagnosis: Diagnosis) -> Iterator[str]:
    """Yield the warnings that do not stand below the title already."""
    for text in diagnosis.manifest["warnings"]:
        if text != SYNTHETIC_WARNING and not text.startswith(INTERRUPTED):
            yield text


def on_errors(diagnosis: Diagnosis) -> Iterator[Paragraph]:
    """Yield which rules err more often than alpha, and what negligible claims have instead."""
    alpha = alpha_text(diagnosis.manifest["alpha"])
    yield Paragraph(
        words(
            "In the world without any effect every difference that is found is found by chance. A "
            "rule that reads several tests may find one more often than a single test does."
        )
    )
    above = above_alpha(diagnosis)
    parts = [f"{RULE_TITLES.get(rule, rule)} ({listed(ids)})" for rule, ids in above.items()]
    if parts:
        text = (
            f"More often than alpha = {alpha}, beyond Monte Carlo error, in the claimed direction "
            f"or, where none is claimed, in either: {'; '.join(parts)}."
        )
    elif _measured(diagnosis):
        text = (
            f"In the claimed direction, or in either where none is claimed, no rule errs more "
            f"often than alpha = {alpha} beyond Monte Carlo error."
        )
    else:
        text = ""
    if text:
        yield Paragraph(words(text))
    yield from _negligible(diagnosis)


def _measured(diagnosis: Diagnosis) -> bool:
    return any(math.isfinite(row["rate"]) for row in records(diagnosis.error_rates))


def _negligible(diagnosis: Diagnosis) -> Iterator[Paragraph]:
    """Yield why claims of a negligible effect have no error rate, with what they have."""
    ids = [r["id"] for r in diagnosis.manifest["hypotheses"] if r["claim"] == "negligible"]
    if not ids:
        return
    frame = diagnosis.verdict_rates
    own = frame[
        (frame["world"] == "no_effect")
        & (frame["rule"] == "published")
        & (frame["verdict"] == "supported")
        & frame["hypothesis"].isin(ids)
    ]
    shares = [
        f"{row['hypothesis']} in {percent(row['probability'])}\u00a0%" for row in records(own)
    ]
    verb = "claims" if len(ids) == 1 else "claim"
    said = ""
    if shares:
        said = f" There the published rule supports {listing(shares)} of the replicates."
    yield Paragraph(
        words(
            f"{listing(ids)} {verb} a negligible effect. Such a claim is true where nothing is "
            f"there, so that supporting it is no error and has no rate above.{said}"
        )
    )


def not_said(diagnosis: Diagnosis) -> Section:
    """Return what a diagnosis does not say."""
    world = diagnosis.manifest["world"]
    source = calibrated_from(world)
    error = 100 * math.sqrt(0.25 / max(min(diagnosis.manifest["done"].values()), 1))
    items: list[tuple[str, str]] = [
        (
            "The world is an assumption.",
            "Rates hold for firms that are like the simulated ones. In other firms effects, ties, "
            "persistence over the years or shares of zeros may be other, and so are the rates.",
        ),
        (
            "Missing values are missing completely at random in the world.",
            "Where firms do not answer for reasons that have to do with the answer, estimates are "
            "off in ways that no rate here shows.",
        ),
    ]
    if source:
        items.append(
            (
                "The pilot's effects are taken at face value.",
                "They are estimates. Effects of a small pilot, above all those that were "
                "significant, tend to be too large, and so is a power that rests on them: look at "
                "the curve over the size of the effects, too.",
            )
        )
    items += [
        (
            "Nothing is said about data at hand.",
            "Power is a property of a design before its data are seen. It does not tell whether a "
            "result that was found is true.",
        ),
        (
            "Monte Carlo error is not the error of the world.",
            f"With so many replicates ({of_each(diagnosis)}) the standard error of a share is at "
            f"most {error:.1f} percentage points. More replicates make it smaller; they do not "
            "make the world more true.",
        ),
    ]
    listed_items = tuple(words(bold(title), f" {text}") for title, text in items)
    return Section("not-said", words("What this does not say"), (Listing(listed_items),))


def methods(diagnosis: Diagnosis) -> tuple[Section, Section]:
    """Return how the numbers were made, and the works that this cites."""
    parts = _method_parts(diagnosis)
    keys = in_order({key for sentence in parts for key in keys_of(sentence)})
    said = tuple(Paragraph(set_words(sentence)) for sentence in parts)
    versions = diagnosis.manifest["versions"]
    listed_works: tuple[Words, ...] = tuple(full(key, versions) for key in keys)
    return (
        Section("methods", words("Methods"), said),
        Section("references", words("References"), (Listing(listed_works),)),
    )


def _method_parts(diagnosis: Diagnosis) -> tuple[tuple[Part, ...], ...]:
    """Return the paragraphs on methods."""
    manifest = diagnosis.manifest
    alpha = manifest["alpha"]
    level = percent(1 - alpha).removesuffix(".0")
    design: tuple[Part, ...] = (
        "The design was declared and diagnosed by simulation ",
        citing("blair_2019"),
        f". Each replicate ({of_each(diagnosis)}) is a panel of firms drawn anew from the "
        f"world (seed {manifest['seed']}), on which every primary and pooled test of the study "
        "was made and every verdict rule applied, as to real data; once with the effects and once "
        "in the twin in which every parameter that makes a difference is set to its pooled "
        "level. The truth of a test is its effect in a very large sample of the world.",
    )
    measures: tuple[Part, ...] = (
        "Measures of performance and their Monte Carlo errors are those of simulation studies ",
        citing("morris_2019"),
        ". Over R replicates a share p has the Monte Carlo standard error √(p(1 - p)/R) and an "
        "interval at 95 % ",
        citing("wilson_1927"),
        "; a mean has the standard deviation of the estimates divided by √R. Bias is the mean "
        f"estimate minus the truth; coverage is the share of {level} % intervals that hold the "
        "truth. The share of wrong signs (type S) and the exaggeration (type M) are of significant "
        "effects alone ",
        citing("gelman_carlin_2014"),
        ".",
    )
    return (design, measures)


def provenance(diagnosis: Diagnosis) -> Section:
    """Return versions and what the diagnosis was made from."""
    manifest = diagnosis.manifest
    versions = ", ".join(f"{name} {version}" for name, version in manifest["versions"].items())
    study = manifest["study"]
    blocks = []
    if study.get("file"):
        hashed = f" (SHA-256 {str(study['sha256'])[:12]})" if study.get("sha256") else ""
        blocks.append(Paragraph(words("Study file: ", code(str(study["file"])), f"{hashed}.")))
    blocks.append(Paragraph(words(f"Seed: {manifest['seed']}. Versions: {versions}.")))
    return Section("provenance", words("How this was made"), tuple(blocks))
