"""Tables of scales: reliability and distribution by year, and the items."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smeint.numbers import (
    NOTHING,
    correlation_text,
    interval_text,
    number_text,
    size_text,
)
from smeint.report.table import Table
from smeint.study.results import records
from smeint.study.scales import RELIABILITY

if TYPE_CHECKING:
    from smeint.study.results import Results


def scale_tables(results: Results) -> list[Table]:
    """Return the tables of scales; none where no variable is made of items."""
    found = results.findings
    own = found[found["hypothesis"] == RELIABILITY]
    if own.empty:
        return []
    return [_reliability(results), *_items(results)]


def _reliability(results: Results) -> Table:
    """Return alpha, omega and the distribution of scores by scale and year."""
    found = results.findings
    own = found[found["hypothesis"] == RELIABILITY]
    facts = results.panel_facts
    value = {
        (row["fact"], row["variable"], row["year"]): row["value"]
        for row in records(facts[facts["fact"].str.startswith("scale_")])
    }
    interval = _interval(results)
    rows = []
    for (scale, year), part in own.groupby(["outcome", "year"], sort=False):
        by = {row["procedure"]: row for row in records(part)}
        cells = [str(scale), str(year), size_text(by["cronbach_alpha"]["n"])]
        for procedure in ("cronbach_alpha", "mcdonald_omega"):
            row = by[procedure]
            computed = row["status"] == "ok"
            cells += [
                correlation_text(row["effect"]) if computed else row["status"].replace("_", " "),
                interval_text("cronbach_alpha", row["ci_low"], row["ci_high"]),
            ]
        for fact in ("mean", "sd", "least", "greatest"):
            cells.append(number_text(value.get((f"scale_{fact}", scale, year), float("nan"))))
        rows.append(tuple(cells))
    return Table(
        title="Scales: reliability and distribution",
        columns=(
            *("Scale", "Year", "n", "Alpha", interval, "Omega", interval),
            *("Mean", "SD", "Least", "Greatest"),
        ),
        rows=tuple(rows),
        numeric=frozenset(range(2, 11)),
        notes=(
            "n: sampled firms that answered every item. Alpha: Cronbach's, with Feldt's interval. "
            "Omega: McDonald's, one factor by maximum likelihood. Mean, SD, least and greatest are "
            "those of all scores of the year. Reliability is no proof that a scale measures one "
            "thing.",
        ),
    )


def _interval(results: Results) -> str:
    """Return the heading of intervals, with their level."""
    return f"{100 * (1 - results.manifest['alpha']):g}% CI"


def _items(results: Results) -> list[Table]:
    """Return the items of each scale, the correlation with the rest and alpha without them."""
    found = results.findings
    own = found[(found["hypothesis"] == RELIABILITY) & (found["procedure"] == "cronbach_alpha")]
    rows = []
    for finding in records(own):
        measures = results.measures[results.measures["finding_id"] == finding["finding_id"]]
        by_item = measures[measures["term"] != ""]
        for item, part in by_item.groupby("term", sort=False):
            by = {row["measure"]: row for row in records(part)}
            rest = by["item_rest_correlation"]
            rows.append(
                (
                    str(finding["outcome"]),
                    str(finding["year"]),
                    str(item),
                    correlation_text(rest["estimate"]),
                    interval_text("item_rest_correlation", rest["ci_low"], rest["ci_high"]),
                    correlation_text(by["alpha_if_deleted"]["estimate"]),
                )
            )
    if not rows:
        return []
    return [
        Table(
            title="Items of scales",
            columns=(
                "Scale",
                "Year",
                "Item",
                "Item-rest r",
                _interval(results),
                "Alpha without it",
            ),
            rows=tuple(rows),
            numeric=frozenset({3, 4, 5}),
            notes=(
                "Reversed items are turned round. Items dropped because of this table make alpha "
                f"too high in the same data. {NOTHING}: not computed.",
            ),
        )
    ]
