"""Tables on the panel: rows left out, missing values, what else a reader of the sample asks."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from smeint.labels import group_label, variable_label
from smeint.numbers import NOTHING, count_text
from smeint.report.table import Table
from smeint.report.words import Words, coded, words
from smeint.study.covered import MARK
from smeint.study.results import records

if TYPE_CHECKING:
    from smeint.study.results import Results

#: More reasons for missing values than this are summed up by variable.
REASONS = 60


def drops_table(results: Results) -> Table | None:
    """Return the rows that were left out of the panel, step by step; None where none were."""
    if results.drops.empty:
        return None
    rows = tuple(
        (
            row["reason"],
            count_text(row["n_before"]),
            count_text(row["n_dropped"]),
            count_text(row["n_after"]),
        )
        for row in records(results.drops)
    )
    return Table(
        title="Rows of the file that are not in the panel",
        columns=("Reason", "Before", "Left out", "After"),
        rows=rows,
        numeric=frozenset({1, 2, 3}),
        notes=(f"{NOTHING} suppressed.",) if any(NOTHING in row for row in rows) else (),
    )


def missing_table(results: Results) -> Table | None:
    """Return missing values by variable, reason and year; None where nothing is missing."""
    facts = results.panel_facts
    gaps = facts[(facts["fact"] == "missing") & (facts["value"] != 0)]
    if gaps.empty:
        return None
    by_reason = len(gaps[["variable", "detail"]].drop_duplicates()) <= REASONS
    years = list(dict.fromkeys(facts.loc[facts["fact"] == "missing", "year"]))
    table: dict[tuple[str, str], dict[str, float]] = {}
    for row in records(gaps):
        hidden = row["detail"].startswith(MARK)
        reason = row["detail"].removeprefix(MARK).removeprefix("; ") or "not given"
        key = (row["variable"], reason if by_reason else "any")
        value = math.nan if hidden else row["value"]
        seen = table.setdefault(key, {})
        seen[row["year"]] = seen.get(row["year"], 0.0) + value
    rows = tuple(
        (
            variable_label(results.manifest, name),
            reason,
            *(count_text(values.get(year, 0.0)) for year in years),
        )
        for (name, reason), values in table.items()
    )
    return Table(
        title="Missing values by year",
        columns=("Variable", "Reason", *years),
        rows=rows,
        numeric=frozenset(range(2, 2 + len(years))),
        notes=tuple(_missing_notes(rows, by_reason=by_reason)),
        grouped=1,
    )


def _missing_notes(rows: tuple[tuple[str, ...], ...], *, by_reason: bool) -> Iterator[str]:
    """Yield what a reader of missing values must know."""
    yield (
        "Firms are left out of a test where a variable of that test is missing, and of no other; "
        "variables without a missing value are not shown."
    )
    if not by_reason:
        yield "Reasons are many: they stand in `panel_facts.csv`."
    if any(NOTHING in row for row in rows):
        yield f"{NOTHING} suppressed."


def sample_sentences(results: Results) -> tuple[Words, ...]:
    """Return what else the results know of the sample: balance, switches, boundaries, sizes."""
    return tuple(_sentences(results))


def _sentences(results: Results) -> Iterator[Words]:
    """Yield the sentences that the facts allow."""
    facts = records(results.panel_facts)
    manifest = results.manifest
    for fact in facts:
        n = count_text(fact["value"])
        if fact["fact"] == "firms_in_every_year" and len(manifest["years"]) > 1:
            yield words(f"Firms observed in every year: {n}.")
        elif fact["fact"] == "switching_firms":
            detail = fact["detail"].removeprefix(MARK).removeprefix("; ")
            yield words(f"{detail[:1].upper()}{detail[1:]}: {n}.")
        elif fact["fact"] == "not_available":
            yield words(*coded(f"Not available: {fact['detail']}."))
    boundary = [f for f in facts if f["fact"] == "at_boundary" and f["value"] > 0]
    if boundary:
        said = ", ".join(
            f"{count_text(f['value'])} at {f['level']} in {f['year']}" for f in boundary
        )
        yield words(
            f"Firms exactly at a boundary of the size classes ({boundary[0]['variable']}): {said}."
        )
    for level in ("yes", "no"):
        sizes = [f for f in facts if f["fact"] == "median_employees" and f["level"] == level]
        if sizes:
            said = ", ".join(
                f"{f['value']:,.4g} in {f['year']}" for f in sizes if f["value"] == f["value"]
            )
            yield words(
                f"Median employees of {group_label(manifest, 'sme', level)}: {said or NOTHING} "
                f"({sizes[0]['detail']})."
            )
