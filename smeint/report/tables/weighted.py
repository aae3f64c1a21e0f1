"""The table of weighted tests beside the tests that verdicts read."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from smeint.labels import short_stratum, variable_label
from smeint.numbers import NOTHING, p_text, size_text
from smeint.report.table import Table
from smeint.report.tables.tests import UNWEIGHTED_VERDICTS, f_text, noted
from smeint.study.results import records
from smeint.study.weighted import RAO_SCOTT

if TYPE_CHECKING:
    from smeint.study.results import Results


def weighted_table(results: Results, hypothesis: str) -> Table | None:
    """Return a hypothesis' weighted means, shares and tests, or None where there are none."""
    found = results.findings
    weighted = (found["procedure"] == "weighted_means") | (found["variant"] == RAO_SCOTT)
    own = found[(found["hypothesis"] == hypothesis) & weighted]
    if own.empty:
        return None
    bands = bool((own["stratum"] != "all").any())
    level = (1 - results.manifest["alpha"]) * 100
    titles = ("Firms", "First group", "Second group", "Difference", f"{level:g}% CI")
    place = ("Outcome", "Year", *(("Band",) if bands else ()))
    return Table(
        title=f"{hypothesis}: weighted by the sampling design",
        columns=(*place, *titles, "Statistic", "p"),
        rows=tuple(_row(results, row, bands=bands) for row in records(own)),
        numeric=frozenset(range(len(place), len(place) + 7)),
        notes=(
            UNWEIGHTED_VERDICTS,
            _design(results.manifest["survey"]),
            "Shares and means of the population from which the firms were sampled, their "
            "intervals in brackets (for shares on the logit scale); first group minus second, "
            "differences of shares in percentage points. "
            "Larger tables have their shares in `measures.csv`.",
            *noted(results.manifest, own),
        ),
    )


def _row(results: Results, row: dict[str, Any], *, bands: bool) -> tuple[str, ...]:
    """Return one weighted test."""
    named = variable_label(results.manifest, row["outcome"])
    place = (named, row["year"], *((short_stratum(row["stratum"]),) if bands else ()))
    if row["status"] != "ok":
        status = row["status"].replace("_", " ")
        return (*place, size_text(row["n"]), NOTHING, NOTHING, NOTHING, NOTHING, status, NOTHING)
    measures = records(results.measures[results.measures["finding_id"] == row["finding_id"]])
    share = row["procedure"] == "chi_square"
    two = row["effect_name"] != ""
    groups = [_group(m) for m in measures if m["measure"] in _GROUPS and _shown(m)]
    return (
        *place,
        size_text(row["n"]),
        *(groups if two else (NOTHING, NOTHING)),
        _difference(row["effect"], share=share) if two else NOTHING,
        _interval(row, share=share) if two else NOTHING,
        f_text(row, measures),
        p_text(row["p_value"], row["p_bound"], alpha=results.manifest["alpha"]),
    )


_GROUPS = ("weighted_share", "weighted_mean")


def _shown(measure: dict[str, Any]) -> bool:
    """Return whether a measure's interval is the one that the table shows."""
    return bool(measure["variant"] == ("logit" if measure["measure"] == "weighted_share" else ""))


def _group(measure: dict[str, Any]) -> str:
    """Return a group's mean or share with its interval."""
    share = measure["measure"] == "weighted_share"
    interval = _interval(measure, share=share)
    return _value(measure["estimate"], share=share) + (
        "" if interval == NOTHING else f" {interval}"
    )


def _interval(row: dict[str, Any], *, share: bool) -> str:
    """Return an interval in the form of its values."""
    low, high = row["ci_low"], row["ci_high"]
    if math.isnan(low):
        return NOTHING
    if share:
        return f"[{low * 100:.1f}, {high * 100:.1f}]"
    return f"[{_mean(low)}, {_mean(high)}]"


def _value(x: float, *, share: bool) -> str:
    """Return a mean, or a share in percent."""
    return f"{x * 100:.1f}%" if share else _mean(x)


def _difference(x: float, *, share: bool) -> str:
    """Return a difference of means, or of shares in percentage points, which are no percent."""
    return f"{x * 100:.1f} points" if share else _mean(x)


def _mean(x: float) -> str:
    """Return a mean with three significant digits, larger ones as whole numbers."""
    return f"{x:,.0f}" if abs(x) >= 1000 else f"{x:.3g}"


def _design(survey: dict[str, str]) -> str:
    """Return what the design is made of."""
    weights = "Weights" if "weight" in survey else "No weights: every firm counts once"
    parts = [f"{weights}: column `{survey['weight']}`" if "weight" in survey else weights]
    if "stratum" in survey:
        parts.append(f"strata: column `{survey['stratum']}`")
    return (
        f"{'; '.join(parts)}. Standard errors are design-based; a stratum counts all firms of "
        "the year that the study file keeps, also those outside the hypothesis' sample."
    )
