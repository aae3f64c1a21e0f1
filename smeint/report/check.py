"""The tables of ``smeint check``: what was read, what is missing, what will be tested."""

from __future__ import annotations

import numpy as np

from smeint.finding import Role
from smeint.panel.panel import Column
from smeint.panel.variables import Kind
from smeint.report.table import Table
from smeint.study.check import Checked


def check_tables(checked: Checked) -> tuple[Table, ...]:
    """Return lines of a preset, where there is one, variables, drops, groups and the plan.

    Parameters
    ----------
    checked : Checked

    Returns
    -------
    tuple of Table
    """
    lines = (_lines(checked),) if checked.lines else ()
    return (*lines, _variables(checked), _drops(checked), _groups(checked), _plan(checked))


def _lines(checked: Checked) -> Table:
    """Return each line of the study with the file it comes from."""
    return Table(
        title="Lines of the study file and its preset",
        columns=("Table", "Key", "Says", "From"),
        rows=tuple((f"[{x.table}]", x.key, x.says, x.source) for x in checked.lines),
    )


def _variables(checked: Checked) -> Table:
    """Return one row a variable: kind, source, known, missing, values."""
    rows = []
    for column in (*checked.panel.columns.values(), *checked.derived):
        known = int(column.known.sum())
        rows.append(
            (
                column.name,
                column.kind.value,
                column.source,
                str(known),
                str(column.values.size - known),
                _values(column),
            )
        )
    return Table(
        title=f"{checked.panel.origin.file}: {checked.panel.n_rows:,} firm-years",
        columns=("Variable", "Kind", "From", "Known", "Missing", "Values"),
        rows=tuple(rows),
        numeric=frozenset({3, 4}),
    )


def _values(column: Column) -> str:
    """Return the range of a metric variable, the share of yes, or the number of levels."""
    values = column.values[column.known]
    if column.kind.has_levels:
        return f"{np.unique(values).size} levels"
    if not values.size:
        return "none known"
    if column.kind is Kind.YES_NO:
        return f"yes {values.mean() * 100:.1f}%"
    return f"{values.min():g} to {values.max():g}, median {np.median(values):g}"


def _drops(checked: Checked) -> Table:
    """Return the rows left out, by reason."""
    rows = [
        (drop.reason, str(drop.n_before), str(drop.n_dropped), str(drop.n_after))
        for drop in checked.panel.drops
    ]
    return Table(
        title="Rows left out",
        columns=("Reason", "Before", "Dropped", "After"),
        rows=tuple(rows) or (("none", "", "", ""),),
        numeric=frozenset({1, 2, 3}),
    )


def _groups(checked: Checked) -> Table:
    """Return firms by year and group."""
    wanted = [f for f in checked.facts if f.fact in ("firms", "left_out") and f.year]
    years = list(dict.fromkeys(f.year for f in wanted))
    cells: dict[str, dict[str, str]] = {}
    for fact in wanted:
        name = f"{fact.variable} = {fact.level}" if fact.variable else "firms"
        if fact.fact == "left_out":
            name = f"left out: {fact.detail}"
        cells.setdefault(name, {})[fact.year] = f"{fact.value:g}"
    notes = [f.detail + "." for f in checked.facts if f.fact == "not_available"]
    return Table(
        title="Firms by year",
        columns=("", *years),
        rows=tuple((n, *(row.get(year, "") for year in years)) for n, row in cells.items()),
        numeric=frozenset(range(1, len(years) + 1)),
        notes=tuple(notes),
    )


def _plan(checked: Checked) -> Table:
    """Return how many tests each hypothesis has, of which kind, and why some cannot be made."""
    rows = []
    for name in dict.fromkeys(q.hypothesis for q in checked.plan.questions):
        own = [q for q in checked.plan.questions if q.hypothesis == name]
        primary = [q for q in own if q.role in (Role.PRIMARY, Role.EVIDENCE)]
        gaps = "; ".join(dict.fromkeys(q.missing for q in primary if q.missing))
        tests = sum(not q.missing for q in primary)
        over_years = sum(q.unit == "firm_clusters" for q in own)
        over_bands = sum(q.year is not None and len(q.strata) > 1 for q in own)
        beside = len(own) - len(primary) - over_years - over_bands
        counts = (tests, beside, over_bands, over_years)
        rows.append((name, *map(str, counts), gaps))
    return Table(
        title="Tests planned",
        columns=(
            "Hypothesis",
            "Tests",
            "Beside them",
            "Over bands",
            "Over years",
            "Cannot be computed",
        ),
        rows=tuple(rows),
        numeric=frozenset({1, 2, 3, 4}),
        notes=("Verdicts read the tests, and the rule `pooled` its test over years; no others.",),
    )
