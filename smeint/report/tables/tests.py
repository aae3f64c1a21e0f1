"""The table of a hypothesis' tests."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from smeint.labels import group_label, short_stratum, variable_label
from smeint.numbers import (
    EFFECT_NAMES,
    NOTHING,
    SYMBOLS,
    effect_text,
    interval_text,
    median_text,
    number_text,
    p_text,
    statistic_text,
)
from smeint.report.table import Table
from smeint.report.tables.titles import tests_title
from smeint.study.results import records
from smeint.study.rules import SMALL_GROUP

if TYPE_CHECKING:
    import pandas as pd

    from smeint.study.results import Results


def tests_table(results: Results, hypothesis: str) -> Table:
    """Return the primary tests of one hypothesis with groups, statistic, p and effect."""
    found = results.findings
    own = found[(found["hypothesis"] == hypothesis) & (found["role"].isin(["primary", "pooled"]))]
    exact, small = exact_companions(results, own), _small_expected(results)
    tiny = set(own.loc[(own[["n_1", "n_2"]] < TINY).any(axis=1), "finding_id"])
    bands = bool((own["stratum"] != "all").any())
    beside = any(row["finding_id"] in exact for row in records(own))
    rows = []
    for row in records(own):
        named = variable_label(results.manifest, row["outcome"])
        if not row["contrast"]:
            named += f" with {variable_label(results.manifest, row['predictor'])}"
        place = [named, "pooled" if row["role"] == "pooled" else row["year"]]
        place += [short_stratum(row["stratum"])] if bands else []
        mark = SMALL_MARK if row["finding_id"] in small else ""
        mark += TINY_MARK if row["finding_id"] in tiny else ""
        tail = _result_cells(results, row, exact.get(row["finding_id"]), mark)
        if not beside:
            tail = (*tail[:2], *tail[3:])
        rows.append((*place, *_group_cells(results, row), *tail))
    columns = ["Outcome", "Year", *(["Band"] if bands else []), *_group_titles(results, own)]
    level = (1 - results.manifest["alpha"]) * 100
    numbers = ("Statistic", "p", *(("Exact p",) if beside else ()), "Effect", f"{level:g}% CI")
    return Table(
        title=tests_title(results, hypothesis, records(own)),
        columns=(*columns, *numbers),
        rows=tuple(rows),
        numeric=frozenset(range(len(columns), len(columns) + len(numbers))),
        grouped=1,
        notes=(
            *_notes(own, small=bool(small & set(own["finding_id"])), tiny=bool(tiny), exact=beside),
            *noted(results.manifest, own),
            *_wider(results, hypothesis, own),
        ),
    )


SMALL_MARK, TINY_MARK = "ᵃ", "ᵇ"

UNWEIGHTED_VERDICTS = "Verdicts rest on the unweighted tests; no rule reads a weighted one."

#: What the exact p-value beside a test is.
EXACT = {
    "chi_square": "Fisher's test (of a table)",
    "mann_whitney": "the exact rank-sum test with ties (of ranks)",
}

#: Groups with fewer firms are marked.
TINY = SMALL_GROUP


def _result_cells(
    results: Results, row: dict[str, Any], exact: float | None, mark: str
) -> tuple[str, ...]:
    """Return statistic, p, exact p, effect and interval, or the status."""
    if row["status"] != "ok":
        return row["status"].replace("_", " "), NOTHING, NOTHING, NOTHING, NOTHING
    alpha = results.manifest["alpha"]
    return (
        statistic_text(row),
        p_text(row["p_value"], row["p_bound"], alpha=alpha) + mark,
        NOTHING if exact is None else p_text(exact, alpha=alpha),
        f"{SYMBOLS[row['effect_name']]} = {effect_text(row['effect_name'], row['effect'])}",
        interval_text(row["effect_name"], row["ci_low"], row["ci_high"]),
    )


def _group_cells(results: Results, row: dict[str, Any]) -> list[str]:
    """Return the groups of a test, one cell for an association."""
    described = records(results.groups[results.groups["finding_id"] == row["finding_id"]])
    wanted = 2 if row["contrast"] else 1
    return [group_cell(group) for group in described] or [NOTHING] * wanted


def exact_companions(results: Results, own: pd.DataFrame) -> dict[str, float]:
    """Return the exact p-value beside each primary test: Fisher's, or the exact rank sum's."""
    found = results.findings
    exact = found[(found["procedure"] == "fisher_exact") | (found["variant"] == "exact")]
    keys = ["hypothesis", "outcome", "year", "stratum"]
    by_place = {tuple(row[k] for k in keys): row["p_value"] for row in records(exact)}
    primary = records(own[own["role"] == "primary"])
    pairs = ((row["finding_id"], by_place.get(tuple(row[k] for k in keys))) for row in primary)
    return {name: p for name, p in pairs if p is not None}


def _small_expected(results: Results) -> set[str]:
    """Return the chi-square tests in which an expected count is below 5."""
    measures = results.measures
    small = measures[(measures["measure"] == "min_expected") & (measures["estimate"] < 5)]
    return set(small["finding_id"])


def _group_titles(results: Results, own: pd.DataFrame) -> tuple[str, ...]:
    """Return titles of the group columns."""
    contrasts = own["contrast"].unique().tolist()
    if contrasts == [""]:
        return ("Firms",)
    if len(contrasts) == 1 and len(own["predictor"].unique()) == 1:
        first, second = contrasts[0].split(" - ", 1)
        predictor = own["predictor"].iloc[0]
        titles = (group_label(results.manifest, predictor, level) for level in (first, second))
        return next(titles), next(titles)
    return "First group", "Second group"


def _notes(own: pd.DataFrame, *, small: bool, tiny: bool, exact: bool) -> Iterator[str]:
    """Yield what the effects are, and what the marks mean."""
    names = [str(n) for n in own["effect_name"].unique() if n]
    order = "; first group minus second" if (own["contrast"] != "").any() else ""
    if names:
        named = ", ".join(f"{SYMBOLS[n]}: {EFFECT_NAMES[n]}" for n in names)
        yield f"Effect: {named}{order}."
    if exact:
        kinds = set(own.loc[own["role"] == "primary", "procedure"])
        told = [text for name, text in EXACT.items() if name in kinds]
        yield f"Exact p: {' or '.join(told or EXACT.values())}."
    if small:
        yield f"{SMALL_MARK} An expected count is below 5: read the exact p."
    if tiny:
        yield (
            f"{TINY_MARK} A group has fewer than {TINY} firms: p and interval come from different "
            "methods and may disagree."
        )
    if (own["role"] == "pooled").any():
        yield "Pooled: firm-years of all years, firms as clusters."


def _wider(results: Results, hypothesis: str, own: pd.DataFrame) -> Iterator[str]:
    """Yield the intervals that the verdict on a negligible effect reads: at 1 - 2 alpha."""
    claims = {record["id"]: record["claim"] for record in results.manifest["hypotheses"]}
    if claims[hypothesis] != "negligible":
        return
    level = 1 - 2 * results.manifest["alpha"]
    measures = results.measures[(results.measures["ci_level"] - level).abs() < 1e-9]
    by_id = {row["finding_id"]: row for row in records(measures)}
    said = []
    for row in records(own):
        wider = by_id.get(row["finding_id"])
        if row["status"] == "ok" and wider is not None:
            limits = interval_text(row["effect_name"], wider["ci_low"], wider["ci_high"])
            place = ("pooled" if row["role"] == "pooled" else row["year"], row["stratum"])
            said.append(f"{place[0]} {short_stratum(place[1])}".strip() + f" {limits}")
    if said:
        yield f"The verdict reads the {level * 100:g}% intervals: {', '.join(said)}."


def noted(manifest: Mapping[str, Any], own: pd.DataFrame) -> Iterator[str]:
    """Yield the notes of tests, each once, with the tests that it belongs to unless to all."""
    places: dict[str, list[str]] = {}
    for row in records(own):
        place = (
            [variable_label(manifest, row["outcome"])] if len(own["outcome"].unique()) > 1 else []
        )
        place += ["pooled" if row["role"] == "pooled" else row["year"]]
        place += [short_stratum(row["stratum"])]
        if row["note"]:
            places.setdefault(row["note"], []).append(" ".join(part for part in place if part))
    for note, where in places.items():
        everywhere = len(where) == len(own) or not note.startswith("missing:")
        yield f"{note}." if everywhere else f"{', '.join(where)}: {note}."


def group_cell(row: dict[str, Any]) -> str:
    """Return a group as ``57/141 (40.4%)`` or ``Mdn 0.25, n = 64``; a dash for a hidden one."""
    if math.isnan(row["n"]):
        return NOTHING
    if row["events"] == row["events"]:
        share = "" if row["n"] == 0 else f" ({row['share'] * 100:.1f}%)"
        return f"{int(row['events'])}/{int(row['n'])}{share}"
    if row["median"] == row["median"]:
        return f"Mdn {median_text(row['median'])}, n = {int(row['n'])}"
    return f"n = {int(row['n'])}"


def f_text(row: dict[str, Any], measures: list[dict[str, Any]]) -> str:
    """Return a statistic as `statistic_text`; F with both degrees of freedom."""
    below = [m["estimate"] for m in measures if m["measure"] == "denominator_df"]
    if not below:
        return statistic_text(row)
    df = ", ".join(f"{x:.1f}".removesuffix(".0") for x in (row["df"], below[0]))
    return f"F({df}) = {number_text(row['statistic'])}"
