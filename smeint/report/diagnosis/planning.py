"""Tables for planning: power curves, and the fewest firms for a wanted power."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from smeint.diagnose.rows import DIMENSIONS, PLANTED
from smeint.diagnose.truths import TELLING
from smeint.errors import listed
from smeint.finding import Role
from smeint.labels import RULE_TITLES
from smeint.numbers import NOTHING
from smeint.report.diagnosis.cells import headings, percent, rate_cell
from smeint.report.table import Table
from smeint.study.results import records

if TYPE_CHECKING:
    from smeint.diagnose.diagnosis import Diagnosis

#: Points of a curve side by side in a table.
POINTS = 8

CURVE_TITLES = {
    "firms": "Power by number of firms",
    "effect": "Power by size of the effects",
    "years": "Power by number of years",
    "persistence": "Power by persistence",
}


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
    """Return the fewest firms for a wanted power by rule; None where no search was asked for."""
    found = records(diagnosis.smallest_n)
    if not found:
        return None
    names = headings(diagnosis)
    rules = [rule for rule in RULE_TITLES if any(row["rule"] == rule for row in found)]
    cells: dict[tuple[str, float], dict[str, str]] = {}
    for row in found:
        own = cells.setdefault((row["hypothesis"], row["wanted"]), {})
        own[row["rule"]] = smallest_text(row, groups=False)
    several = len({wanted for _, wanted in cells}) > 1
    least = percent(found[0]["wanted"]).removesuffix(".0")
    return Table(
        title="Fewest firms" + ("" if several else f" for a power of {least} %"),
        columns=(
            *("Hypothesis", *(("Wanted, %",) if several else ())),
            *(RULE_TITLES[rule] for rule in rules),
        ),
        rows=tuple(
            (
                names.get(name, name),
                *((percent(wanted).removesuffix(".0"),) if several else ()),
                *(own.get(rule, NOTHING) for rule in rules),
            )
            for (name, wanted), own in cells.items()
        ),
        numeric=frozenset(range(1, 1 + len(rules) + several)),
        notes=(
            "SMEs and non-SMEs together, in the world's proportion; as many years as in the "
            "design. Power: share of replicates with the claim supported. > : that power is not "
            "reached with so many firms, the most that were tried; \u2264 : it is reached with the "
            "fewest that were tried.",
            *_without_effect(diagnosis),
        ),
        grouped=int(several),
    )


def _without_effect(diagnosis: Diagnosis) -> tuple[str, ...]:
    """Return which hypotheses have nothing to find, where a claim of a difference is one."""
    sought = set(diagnosis.smallest_n["hypothesis"])
    names = [
        record["id"]
        for record in diagnosis.manifest["hypotheses"]
        if record["id"] in sought and record["claim"] != "negligible"
    ]
    nothing = [name for name in names if not _has_effect(diagnosis, name)]
    if not nothing:
        return ()
    return (
        f"{listed(nothing)}: the world has no effect that could be told from 0, so that what is "
        "supported there is found by chance, and the search says nothing of firms needed.",
    )


def _has_effect(diagnosis: Diagnosis, hypothesis: str) -> bool:
    """Return whether the truth of some primary test can be told from 0."""
    found = diagnosis.test_rates
    own = found[
        (found["hypothesis"] == hypothesis)
        & (found["world"] == PLANTED)
        & (found["role"] == Role.PRIMARY.value)
    ]
    return bool((own["truth"].abs() > TELLING * own["truth_mc_error"]).any())


def search_table(diagnosis: Diagnosis) -> Table:
    """Return what the search for the fewest firms found: groups, power, replicates."""
    names = headings(diagnosis)
    rows = tuple(
        (
            names.get(row["hypothesis"], row["hypothesis"]),
            RULE_TITLES.get(row["rule"], row["rule"]),
            percent(row["wanted"]).removesuffix(".0"),
            smallest_text(row),
            rate_cell(row["power"], row["mc_error"]),
            f"{int(row['n_replicates']):,}",
        )
        for row in records(diagnosis.smallest_n)
    )
    return Table(
        title="The search for the fewest firms",
        columns=("Hypothesis", "Rule", "Wanted, %", "Firms", "Power there, %", "Replicates"),
        rows=rows,
        numeric=frozenset({2, 3, 4, 5}),
        notes=(
            "Firms: in all (SMEs + non-SMEs). In parentheses the Monte Carlo standard error in "
            "percentage points: the number of firms is as exact as that power. Power there: at "
            "the most firms tried where the wanted one is not reached.",
        ),
        grouped=1,
    )


def smallest_text(row: Mapping[str, Any], *, groups: bool = True) -> str:
    """Return the fewest firms, or how far the search went.

    Examples
    --------
    >>> smallest_text({"status": "not reached", "searched_to": 2000, "firms": math.nan})
    '> 2,000'
    >>> row = {"status": "found", "firms": 96, "firms_1": 48, "firms_2": 48}
    >>> smallest_text(row), smallest_text(row, groups=False)
    ('96 (48 + 48)', '96')
    """
    if row["status"] == "not reached" or math.isnan(row["firms"]):
        return f"> {int(row['searched_to']):,}"
    text = f"{int(row['firms']):,}"
    if groups:
        text += f" ({int(row['firms_1']):,} + {int(row['firms_2']):,})"
    return f"\u2264 {text}" if row["status"] == "smallest tried" else text
