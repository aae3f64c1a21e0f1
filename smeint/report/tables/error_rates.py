"""The table of how often the rules err where there is nothing to find."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from smeint.numbers import NOTHING, percent_interval_text
from smeint.report.error_rates import measured_notes, missing_notes, rate_rows
from smeint.report.table import Table
from smeint.report.tables.verdicts import RULE_TITLES
from smeint.study.error_rates import CLAIMED, EITHER

if TYPE_CHECKING:
    from smeint.study.results import Results

#: What counts as an error, by direction.
COUNTED = {CLAIMED: "supported", EITHER: "supported or opposite direction"}


def error_rate_table(results: Results) -> Table | None:
    """Return how often each rule errs where nothing is there, None where no rate is known.

    Parameters
    ----------
    results : Results
    """
    cells: dict[tuple[str, str], dict[str, str]] = {}
    for row in rate_rows(results):
        by_rule = cells.setdefault((row["hypothesis"], row["direction"]), {})
        by_rule[row["rule"]] = percent_interval_text(row["rate"], row["ci_low"], row["ci_high"])
    if not cells:
        return None
    signed = {record["id"]: bool(record["direction"]) for record in results.manifest["hypotheses"]}
    rows = tuple(
        (name, _counted(direction, signed[name]), *(own.get(r, NOTHING) for r in RULE_TITLES))
        for name, direction in _in_order(results)
        if (own := cells.get((name, direction)))
    )
    return Table(
        title="How often the rules err where there is nothing to find, in %",
        columns=("", "Counted as an error", *RULE_TITLES.values()),
        rows=rows,
        numeric=frozenset(range(2, 2 + len(RULE_TITLES))),
        notes=(
            "In brackets the 95% Monte Carlo interval: how exact the simulation is. Every number "
            "of this table comes from synthetic firms, between which nothing differs.",
            *measured_notes(results),
            *missing_notes(results),
        ),
        grouped=1,
    )


def _in_order(results: Results) -> list[tuple[str, str]]:
    """Return hypotheses and directions in the order of the verdicts.

    A claim without a sign is supported by either one, and has one row.
    """
    return [
        (record["id"], direction)
        for record in results.manifest["hypotheses"]
        for direction in ((CLAIMED, EITHER) if record["direction"] else (EITHER,))
    ]


def _counted(direction: str, signed: Any) -> str:
    """Return what counts as an error."""
    return COUNTED[direction] if signed else COUNTED[CLAIMED]
