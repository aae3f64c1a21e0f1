"""Further tables of a diagnosis: the design, failures, printed patterns, curves, smallest n."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from smeint.diagnose.rows import DIMENSIONS, NO_EFFECT, PLANTED
from smeint.errors import counted
from smeint.finding import Status
from smeint.labels import RULE_TITLES, stratum_label, variable_label
from smeint.numbers import NOTHING, alpha_text, number_text
from smeint.plot.diagnosed import replicates
from smeint.report.diagnosis.cells import (
    WORLDS,
    headings,
    interval_cell,
    percent,
    rate_cell,
)
from smeint.report.table import Table
from smeint.study.results import records

if TYPE_CHECKING:
    from smeint.diagnose.diagnosis import Diagnosis

#: Rows of failures in the report; all stand in the CSV file.
MOST = 30
#: Points of a curve side by side in a table.
POINTS = 8

CURVE_TITLES = {
    "firms": "Power by number of firms",
    "effect": "Power by size of the effects",
    "years": "Power by number of years",
    "persistence": "Power by persistence",
}


def design_table(diagnosis: Diagnosis) -> Table:
    """Return what was asked: the world, the design, how many replicates."""
    manifest = diagnosis.manifest
    design = manifest["design"]
    n = f"{replicates(diagnosis)} of each world"
    if manifest["done"] != manifest["asked"]:
        n = f"{replicates(diagnosis)}, of {int(manifest['asked'][PLANTED]):,} asked for"
    rows = [
        ("World", world_text(manifest["world"])),
        ("Firms", firms_text(design["firms_1"], design["firms_2"])),
        ("Years", f"{design['years']}"),
        ("Alpha", alpha_text(manifest["alpha"])),
        ("Hypotheses", f"{len(manifest['hypotheses'])}"),
        ("Replicates", n),
        ("Seed", f"{manifest['seed']}"),
    ]
    return Table("The design", ("", "Asked"), tuple(rows))


def world_text(world: Mapping[str, Any]) -> str:
    """Return which world was simulated, and from which file it was calibrated."""
    source = calibrated_from(world)
    return f"{world['name']}, calibrated from {source}" if source else f"{world['name']}"


def calibrated_from(world: Mapping[str, Any]) -> str:
    """Return the file that a world was calibrated from; empty where it was not."""
    found = world.get("calibrated")
    if isinstance(found, Mapping):
        return str(found.get("file") or "a panel")
    if not found:
        return ""
    return str(found) if isinstance(found, str) else str(world.get("source") or "a panel")


def firms_text(first: float, second: float) -> str:
    """Return the firms of a design.

    Examples
    --------
    >>> firms_text(57, 57)
    '114: 57 SMEs and 57 non-SMEs'
    """
    return f"{int(first + second):,}: {int(first):,} SMEs and {int(second):,} non-SMEs"


def failure_table(diagnosis: Diagnosis) -> Table | None:
    """Return what could not be computed, most frequent first; None where all could."""
    found: dict[tuple[str, ...], dict[str, dict[str, Any]]] = {}
    for row in records(diagnosis.failures):
        key = tuple(
            str(row[name])
            for name in ("hypothesis", "role", "outcome", "year", "stratum", "procedure", "status")
        )
        found.setdefault(key, {})[row["world"]] = row
    if not found:
        return None
    order = sorted(found, key=lambda key: -max(row["share"] for row in found[key].values()))
    return Table(
        title="What could not be computed",
        columns=("Hypothesis", "Test", "Why", *(f"{w}, %" for w in WORLDS.values()), "Such as"),
        rows=tuple(_failure(diagnosis, key, found[key]) for key in order[:MOST]),
        numeric=frozenset({3, 4}),
        notes=tuple(_failure_notes(diagnosis, len(order))),
    )


def _failure(
    diagnosis: Diagnosis, key: tuple[str, ...], rows: Mapping[str, Mapping[str, Any]]
) -> tuple[str, ...]:
    """Return the row of one test and status."""
    hypothesis, role, outcome, year, stratum, _, status = key
    place = [
        variable_label(diagnosis.manifest, outcome),
        stratum_label(stratum),
        "pooled" if role == "pooled" else year,
    ]
    cells = (
        rate_cell(rows[world]["share"], rows[world]["mc_error"]) if world in rows else percent(0.0)
        for world in WORLDS
    )
    examples = next((str(rows[w]["examples"]) for w in WORLDS if w in rows), "")
    return (
        hypothesis,
        ", ".join(part for part in place if part),
        status_text(status),
        *cells,
        ", ".join(examples.split()) or NOTHING,
    )


def status_text(status: str) -> str:
    """Return a status in words, as it stands where there are none.

    Examples
    --------
    >>> status_text("empty_group"), status_text("no_margin")
    ('one of the groups has no firm', 'no margin')
    """
    name = status.upper()
    return Status[name].meaning if name in Status.__members__ else status.replace("_", " ")


def _failure_notes(diagnosis: Diagnosis, n: int) -> Iterator[str]:
    """Yield what the shares and examples are."""
    yield (
        f"Share of {replicates(diagnosis)} replicates, in parentheses its Monte Carlo standard "
        "error in percentage points. Such as: the first replicates in which it came up (seed: "
        "replicate), with the effects where it came up there."
    )
    yield (
        "A test without a result takes no part in the shares of the single tests; rules read it as "
        "a year that is not computed."
    )
    if n > MOST:
        yield f"{n - MOST:,} more rows stand in `failures.csv`."


def pattern_table(diagnosis: Diagnosis) -> Table | None:
    """Return how often what the study printed comes up in both worlds; None where not asked."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for row in records(diagnosis.patterns):
        own = found.setdefault((row["pattern"], row["event"]), {})
        own[row["world"]] = interval_cell(row["probability"], row["ci_low"], row["ci_high"])
    if not found:
        return None
    return Table(
        title="How often what the study printed comes up",
        columns=("Hypotheses", "Event", *(f"{title}, %" for title in WORLDS.values())),
        rows=tuple(
            (pattern, event, *(own.get(world, NOTHING) for world in (PLANTED, NO_EFFECT)))
            for (pattern, event), own in found.items()
        ),
        numeric=frozenset({2, 3}),
        notes=(
            f"Share of {replicates(diagnosis)} replicates with Wilson's 95 % Monte Carlo interval.",
        ),
    )


def curve_tables(diagnosis: Diagnosis, dimension: str) -> Iterator[Table]:
    """Yield the points of a power curve, some side by side in a table."""
    rows = [row for row in records(diagnosis.power) if row["dimension"] == dimension]
    points = sorted({row["value"] for row in rows})
    names = headings(diagnosis)
    cells: dict[tuple[str, str], dict[float, str]] = {}
    for row in rows:
        own = cells.setdefault((row["hypothesis"], row["rule"]), {})
        own[row["value"]] = rate_cell(row["power"], row["mc_error"])
    for start in range(0, len(points), POINTS):
        part = points[start : start + POINTS]
        yield Table(
            title=CURVE_TITLES[dimension]
            + (f", {point_text(dimension, part[0])} on" if start else ""),
            columns=("Hypothesis", "Rule", *(point_text(dimension, value) for value in part)),
            rows=tuple(
                (
                    names.get(hypothesis, hypothesis),
                    RULE_TITLES.get(rule, rule),
                    *(own.get(value, NOTHING) for value in part),
                )
                for (hypothesis, rule), own in cells.items()
            ),
            numeric=frozenset(range(2, 2 + len(part))),
            notes=(curve_note(dimension, rows),),
            grouped=1,
        )


def point_text(dimension: str, value: float) -> str:
    """Return a point of a curve.

    Examples
    --------
    >>> point_text("firms", 1140.0), point_text("effect", 0.5), point_text("years", 3.0)
    ('1,140', '0.5', '3')
    """
    return f"{value:,.0f}" if dimension == "firms" else f"{value:g}"


def curve_note(dimension: str, rows: list[dict[str, Any]]) -> str:
    """Return what a curve varies and how many replicates a point has."""
    least, most = min(r["n_replicates"] for r in rows), max(r["n_replicates"] for r in rows)
    n = f"{least:,}" if least == most else f"{least:,} to {most:,}"
    return (
        f"Columns: {DIMENSIONS[dimension]}. Share of replicates with the claim supported, in %, in "
        f"parentheses its Monte Carlo standard error; {n} replicates a point. All else is as in "
        "the design."
    )


def smallest_table(diagnosis: Diagnosis) -> Table | None:
    """Return the fewest firms for a wanted power; None where no search was asked for."""
    found = records(diagnosis.smallest_n)
    if not found:
        return None
    names = headings(diagnosis)
    rows = tuple(
        (
            names.get(row["hypothesis"], row["hypothesis"]),
            RULE_TITLES.get(row["rule"], row["rule"]),
            percent(row["wanted"]).removesuffix(".0"),
            smallest_text(row),
            rate_cell(row["power"], row["mc_error"]),
            counted(int(row["n_replicates"]), "replicate"),
        )
        for row in found
    )
    return Table(
        title="Fewest firms for a wanted power",
        columns=("Hypothesis", "Rule", "Wanted, %", "Firms", "Power there, %", "Rests on"),
        rows=rows,
        numeric=frozenset({2, 3, 4}),
        notes=(
            "Found by search; groups in the world's proportion (SMEs + non-SMEs), as many years as "
            "in the design. In parentheses the Monte Carlo standard error in percentage points: "
            "the number of firms is as exact as that power. Power there: at the most firms tried "
            "where the wanted one is not reached.",
        ),
        grouped=1,
    )


def smallest_text(row: Mapping[str, Any]) -> str:
    """Return the fewest firms, or how far the search went.

    Examples
    --------
    >>> smallest_text({"status": "not reached", "searched_to": 2000, "firms": math.nan})
    'more than 2,000'
    """
    if row["status"] == "not reached" or math.isnan(row["firms"]):
        return f"more than {int(row['searched_to']):,}"
    groups = f" ({int(row['firms_1']):,} + {int(row['firms_2']):,})"
    text = f"{number_text(row['firms'], 0)}{groups}"
    return f"{text} or fewer" if row["status"] == "smallest tried" else text
