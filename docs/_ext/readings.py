"""Sentences of the pages that read results: every number comes from the results set."""

from __future__ import annotations

from typing import Any

from smeint.numbers import effect_text, interval_text, p_text
from smeint.study.results import Results, records

Row = dict[str, Any]


def primary_tests(results: Results, hypothesis: str) -> list[Row]:
    """Return the primary tests of a hypothesis, in the order of the years."""
    return [
        row
        for row in records(results.findings)
        if row["hypothesis"] == hypothesis and row["role"] == "primary"
    ]


def groups(results: Results, finding_id: str) -> list[Row]:
    """Return the two groups of a test."""
    return [row for row in records(results.groups) if row["finding_id"] == finding_id]


def years_table(results: Results, hypothesis: str) -> str:
    """Return the primary tests of a hypothesis, by year, as a Markdown table."""
    head = ("year", "SMEs", "non-SMEs", "p", "effect", "95 % interval")
    lines = ["| " + " | ".join(head) + " |", "|---|---|---|---|---|---|"]
    for row in primary_tests(results, hypothesis):
        both = [_described(g) for g in groups(results, row["finding_id"])[:2]]
        cells = (row["year"], *both, _p(row), _effect(row), _interval(row))
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    return "\n".join(lines) + "\n"


def _described(group: Row) -> str:
    """Return a group as events of firms, or as its median."""
    if group["events"] == group["events"]:
        return f"{group['events']:.0f} of {group['n']:.0f} ({100 * group['share']:.0f} %)"
    return f"median {100 * group['median']:.0f} %, {group['n']:.0f} firms"


def _p(row: Row) -> str:
    return p_text(row["p_value"], _text(row["p_bound"]))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _effect(row: Row) -> str:
    return effect_text(row["effect_name"], row["effect"])


def _interval(row: Row) -> str:
    return interval_text(row["effect_name"], row["ci_low"], row["ci_high"])


def h1_reading(results: Results) -> str:
    """Return how the first year of H1 is read."""
    row = primary_tests(results, "H1")[0]
    first, second = groups(results, row["finding_id"])[:2]
    return (
        f"In {row['year']}, {first['events']:.0f} of {first['n']:.0f} SMEs sold abroad "
        f"({100 * first['share']:.0f} %), and {second['events']:.0f} of {second['n']:.0f} larger "
        f"firms ({100 * second['share']:.0f} %). The effect, phi, is {_effect(row)}. It is "
        f"{_signed(row)}; below zero means that the first group, SMEs, has the smaller share. The "
        f"interval {_interval(row)} holds the values of phi that fit these data. The p-value is "
        f"{_p(row)}: if SMEs and larger firms were alike, a difference at least this large would "
        "be this rare.\n"
    )


def _signed(row: Row) -> str:
    return "negative" if row["effect"] < 0 else "positive"


def h2_reading(results: Results) -> str:
    """Return how H2 is read over the years."""
    rows = primary_tests(results, "H2")
    below = [row for row in rows if row["p_value"] < results.manifest["alpha"]]
    named = " and ".join(f"{row['year']} (p = {_p(row)})" for row in below)
    signs = {_signed(row) for row in rows}
    same = f"{signs.pop()} in every year" if len(signs) == 1 else "not of one sign in all years"
    return (
        f"p is below .05 in {len(below)} of {len(rows)} years: {named}. The effect is {same}. "
        f"The rule `published` asks for one such year and one sign, so it says "
        f"*{results.verdict('H2')}*. The rule `majority` asks for more than half of the years, and "
        f"says *{results.verdict('H2', 'majority')}*. The rule `pooled` reads one test over all "
        f"years at once, and says *{results.verdict('H2', 'pooled')}*.\n"
    )
