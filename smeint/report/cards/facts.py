"""The facts of a convention card: which variant a number is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from smeint.finding import MEASURES, Status
from smeint.labels import group_label, variable_label
from smeint.numbers import (
    NOTHING,
    SYMBOLS,
    effect_text,
    interval_text,
    p_text,
    size_text,
    statistic_text,
)
from smeint.question import UNITS
from smeint.report.cards.described import NOT_APPLICABLE, described

_Row = Mapping[str, Any]
Fact = tuple[str, str]


def facts(manifest: Mapping[str, Any], row: _Row, tied: tuple[int, ...] | None) -> Iterator[Fact]:
    """Yield the facts of one test, name and value.

    Parameters
    ----------
    manifest : mapping
        Of the results.
    row : mapping
        The finding.
    tied : tuple of int or None
        How many values are tied; None where it is not known.
    """
    what = described(str(row["procedure"]), str(row["variant"]))
    yield "Procedure", what.name
    yield "Null hypothesis", what.what
    yield "Variant", f"{row['procedure']}, {row['variant']}".removesuffix(", ")
    yield from _number(manifest, row)
    yield "Continuity correction", what.continuity
    yield "Ties", _ties(what.ties, row, tied)
    yield "p-value", _method(what.exact, str(row["p_method"]))
    yield "Alternative", str(row["alternative"])
    yield "Sign", _sign(manifest, row)
    yield from _effect(row)
    yield from _units(manifest, row)


def _number(manifest: Mapping[str, Any], row: _Row) -> Iterator[Fact]:
    """Yield what the report prints, or the status."""
    if row["status"] != Status.OK.label:
        status = Status[str(row["status"]).upper()]
        yield "Status", f"{status.label.replace('_', ' ')}: {status.meaning}"
        return
    parts = []
    if row["statistic"] == row["statistic"]:
        parts.append(statistic_text(row))
    if row["p_value"] == row["p_value"]:
        alpha = manifest["alpha"]
        text = p_text(float(row["p_value"]), str(row["p_bound"]), alpha=alpha)
        parts.append(f"p {text}" if text[0] in "<>" else f"p = {text}")
    if row["effect"] == row["effect"]:
        name = str(row["effect_name"])
        parts.append(f"{SYMBOLS.get(name, _words(name))} = {effect_text(name, row['effect'])}")
    yield "This report", ", ".join(parts) or NOTHING


def _method(exact: str, method: str) -> str:
    """Return whether p is exact or asymptotic, and by which method."""
    if not method or method.startswith(exact):
        return method or exact
    return f"{exact} ({method})"


def _words(name: str) -> str:
    """Return a measure's name with blanks."""
    return name.replace("_", " ")


def _ties(rule: str, row: _Row, tied: tuple[int, ...] | None) -> str:
    """Return what becomes of ties, and how many values are tied."""
    if rule == NOT_APPLICABLE or row["status"] != Status.OK.label:
        return rule
    if row["procedure"] == "pooled_score" or tied is None:
        return rule
    n = size_text(row["n"])
    if len(tied) == 1:
        return f"{rule}; {tied[0]} of {n} firms share their value with another"
    outcome, predictor = (f"{count} of {n}" for count in tied)
    return f"{rule}; {outcome} firms share their outcome with another, {predictor} their predictor"


def _sign(manifest: Mapping[str, Any], row: _Row) -> str:
    """Return what a positive effect means."""
    if not row["predictor"]:
        return NOT_APPLICABLE
    outcome = variable_label(manifest, str(row["outcome"]))
    if not row["contrast"]:
        other = variable_label(manifest, str(row["predictor"]))
        return f"positive where {outcome} and {other} rise together"
    first, second = groups(manifest, row)
    return f"first group minus second: {first} minus {second}"


def groups(manifest: Mapping[str, Any], row: _Row) -> tuple[str, str]:
    """Return the labels of the two groups of a contrast."""
    first, _, second = str(row["contrast"]).partition(" - ")
    predictor = str(row["predictor"])
    return group_label(manifest, predictor, first), group_label(manifest, predictor, second)


def _effect(row: _Row) -> Iterator[Fact]:
    """Yield the effect measure with its formula in words, and its interval."""
    name = str(row["effect_name"])
    if not name:
        return
    yield "Effect", f"{_words(name)}: {MEASURES[name]}"
    if not row["ci_method"] or row["ci_level"] != row["ci_level"]:
        yield "Interval", "none"
        return
    limits = interval_text(name, row["ci_low"], row["ci_high"])
    level = f"{100 * row['ci_level']:g}%"
    yield "Interval", f"{level}: {limits} ({row['ci_method']})"


def _units(manifest: Mapping[str, Any], row: _Row) -> Iterator[Fact]:
    """Yield the unit, the sample, n and what is missing."""
    unit = str(row["unit"])
    yield "Unit", UNITS.get(unit, _words(unit))
    stratum = "" if row["stratum"] in ("", "all") else f"; stratum {row['stratum']}"
    yield "Sample", f"{row['sample'] or 'all'}{stratum}"
    n = size_text(row["n"])
    if row["contrast"] and row["n_1"] == row["n_1"]:
        first, second = groups(manifest, row)
        n += f" ({first} {size_text(row['n_1'])}, {second} {size_text(row['n_2'])})"
    yield "n", n
    yield "Firms", size_text(row["n_firms"])
    yield "Missing values", _missing(row)
    note = str(row["note"]).partition("missing: ")[0].rstrip("; ")
    if note:
        yield "Note", note


def _missing(row: _Row) -> str:
    """Return the missing policy, and how many rows are left out for which reason."""
    policy = "rows without a value are left out of this test alone"
    if row["n_missing"] != row["n_missing"]:
        return f"{policy}; their number is not shown"
    count = int(row["n_missing"])
    if not count:
        return f"{policy}; none is"
    _, mark, reasons = str(row["note"]).rpartition("missing: ")
    return f"{policy}: {count}" + (f" ({reasons})" if mark else "")
