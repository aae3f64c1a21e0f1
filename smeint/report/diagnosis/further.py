"""Further tables of a diagnosis: the design, failures, printed patterns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from smeint.diagnose.rows import NO_EFFECT, PLANTED
from smeint.errors import counted
from smeint.finding import Status
from smeint.labels import stratum_label, variable_label
from smeint.numbers import NOTHING, alpha_text
from smeint.plot.diagnosed import of_each
from smeint.report.diagnosis.cells import (
    WORLDS,
    interval_cell,
    percent,
    rate_cell,
)
from smeint.report.sentences.names import own_text
from smeint.report.table import Table
from smeint.study.results import records

if TYPE_CHECKING:
    from smeint.diagnose.diagnosis import Diagnosis

#: Rows of failures in the report; all stand in the CSV file.
MOST = 12


def design_table(diagnosis: Diagnosis) -> Table:
    """Return what was asked: the world, the design, how many replicates."""
    manifest = diagnosis.manifest
    design = manifest["design"]
    n = of_each(diagnosis)
    if manifest["done"] != manifest["asked"]:
        n += f"; {int(manifest['asked'][PLANTED]):,} of each were asked for"
    rows = [
        ("World", world_text(manifest["world"])),
        ("Firms", firms_text(design, manifest["world"])),
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
    """Return what a world was calibrated from; empty where it was not.

    Examples
    --------
    >>> panel = {"firms": 212, "firm_years": 600, "years": 3}
    >>> calibrated_from({"parameters": {"calibrated": True, "panel": panel}})
    'a panel of 212 firms in 3 years'
    >>> calibrated_from({"parameters": {}})
    ''
    """
    said = world["parameters"]
    if not said.get("calibrated"):
        return ""
    panel = said["panel"]
    return f"a panel of {counted(panel['firms'], 'firm')} in {counted(panel['years'], 'year')}"


def firms_text(design: Mapping[str, Any], world: Mapping[str, Any]) -> str:
    """Return the firms of a design; without size classes they are one group.

    Examples
    --------
    >>> firms_text({"firms_1": 57, "firms_2": 60}, {"parameters": {}})
    '57 SMEs and 60 non-SMEs'
    """
    first, second = int(design["firms_1"]), int(design["firms_2"])
    if world["parameters"].get("sme_share", 0) is None:
        return counted(first + second, "firm")
    return f"{counted(first, 'SME')} and {counted(second, 'non-SME')}"


def failure_table(diagnosis: Diagnosis) -> Table | None:
    """Return what could not be computed, most frequent first; None where all could.

    Tests that fail in the same replicates for the same reason share a row.
    """
    found: dict[tuple[str, ...], dict[str, dict[str, Any]]] = {}
    for row in records(diagnosis.failures):
        key = tuple(str(row[name]) for name in ("hypothesis", "outcome", *_WHERE, "procedure"))
        found.setdefault(key, {})[row["world"]] = row
    if not found:
        return None
    order = sorted(found, key=lambda key: -max(row["share"] for row in found[key].values()))
    alike: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for key in order:
        alike.setdefault(_failure(key, found[key]), []).append((key[0], key[1]))
    rows = [(*cells[:2], _tests(diagnosis, names), *cells[2:]) for cells, names in alike.items()]
    return Table(
        title="What could not be computed",
        columns=("Where", "Why", "Tests", *(f"{w}, %" for w in WORLDS.values()), "Such as"),
        rows=tuple(rows[:MOST]),
        numeric=frozenset({3, 4}),
        notes=tuple(_failure_notes(diagnosis, len(rows))),
    )


_WHERE = ("role", "year", "stratum", "status")


def _failure(key: tuple[str, ...], rows: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    """Return the cells of one test and status but for the test's name."""
    _, _, role, year, stratum, status, _ = key
    place = [stratum_label(stratum), "pooled" if role == "pooled" else year]
    cells = (
        rate_cell(rows[world]["share"], rows[world]["mc_error"]) if world in rows else percent(0.0)
        for world in WORLDS
    )
    examples = next((str(rows[w]["examples"]) for w in WORLDS if w in rows), "")
    where = ", ".join(part for part in place if part)
    return (where, status_text(status), *cells, ", ".join(examples.split()) or NOTHING)


def _tests(diagnosis: Diagnosis, names: list[tuple[str, str]]) -> str:
    """Return the hypotheses of tests; of those with several outcomes which one, or how many."""
    frame = diagnosis.test_rates
    several = frame.groupby("hypothesis")["outcome"].nunique().to_dict()
    by: dict[str, list[str]] = {}
    for hypothesis, outcome in names:
        by.setdefault(hypothesis, []).append(outcome)
    parts = []
    for name, outcomes in by.items():
        said = ""
        if len(outcomes) > 1:
            said = f" ({len(outcomes)} outcomes)"
        elif several.get(name, 1) > 1:
            said = f" ({own_text(variable_label(diagnosis.manifest, outcomes[0]))})"
        parts.append(f"{own_text(name)}{said}")
    return ", ".join(parts)


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
        f"Share of replicates, {of_each(diagnosis)}, in parentheses its Monte Carlo standard "
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
            (
                pattern,
                _event(pattern, event),
                *(own.get(world, NOTHING) for world in (PLANTED, NO_EFFECT)),
            )
            for (pattern, event), own in found.items()
        ),
        numeric=frozenset({2, 3}),
        notes=(
            f"Share of replicates, {of_each(diagnosis)}, with Wilson's 95 % Monte Carlo interval.",
        ),
    )


def _event(pattern: str, event: str) -> str:
    """Return what must hold; of several hypotheses that all of it does, on one panel."""
    alone = " + " not in pattern
    return event.removeprefix(f"{pattern} ") if alone else "all of these on one panel"
