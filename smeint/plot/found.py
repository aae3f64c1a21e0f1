"""What figures of effects read from results: tests of a hypothesis, in the order of the table."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from smeint.errors import ArgumentError, counted, listed, nearest
from smeint.finding import Status
from smeint.labels import short_stratum
from smeint.numbers import SYMBOLS, effect_text, interval_text, p_text
from smeint.study.results import records
from smeint.study.shipped import FURTHER

if TYPE_CHECKING:
    from smeint.study.results import Results

#: Year of a test over all years.
ALL_YEARS = "all"


def record_of(results: Results, hypothesis: str) -> Mapping[str, Any]:
    """Return a hypothesis' record in the manifest.

    Parameters
    ----------
    results : Results
    hypothesis : str

    Returns
    -------
    mapping

    Raises
    ------
    ArgumentError
        If the results hold no tests of that hypothesis.
    """
    by_id: dict[str, Mapping[str, Any]] = {
        record["id"]: record for record in results.manifest["hypotheses"]
    }
    tested = [name for name, record in by_id.items() if not record["described"]]
    if hypothesis in by_id and hypothesis not in tested:
        raise ArgumentError(
            f"hypothesis: {hypothesis} was not tested: {by_id[hypothesis]['described']}."
        )
    if hypothesis not in by_id:
        raise ArgumentError(
            f"hypothesis must be one that the results test ({listed(tested, 20)}); got "
            f"{hypothesis!r}.{nearest(str(hypothesis), tested)}"
        )
    return by_id[hypothesis]


def overview(results: Results) -> tuple[str, ...]:
    """Return the study's hypotheses without strata and a user's own, in their order.

    Parameters
    ----------
    results : Results

    Returns
    -------
    tuple of str
        H1 to H5 without bands, and what is none of the shipped hypotheses.
    """
    return tuple(
        record["id"]
        for record in results.manifest["hypotheses"]
        if not (record["described"] or record["strata"] or record["id"] in FURTHER)
    )


def tests_of(results: Results, hypothesis: str) -> list[dict[str, Any]]:
    """Return the rows of a hypothesis' primary and pooled tests."""
    found = results.findings
    own = found["role"].isin(["primary", "pooled"]) & (found["hypothesis"] == hypothesis)
    return records(found[own])


def computed(row: Mapping[str, Any]) -> bool:
    """Return whether a test has an effect to draw."""
    return bool(row["status"] == "ok") and not math.isnan(row["effect"])


def significant(row: Mapping[str, Any], alpha: float) -> bool:
    """Return whether the unrounded p-value is below alpha."""
    return bool(row["p_value"] < alpha)


def status_words(row: Mapping[str, Any]) -> str:
    """Return why a test was not computed.

    Examples
    --------
    >>> status_words({"status": "empty_group"})
    'not computed: one of the groups has no firm'
    >>> status_words({"status": "suppressed"})
    'suppressed, for a count of firms is below the number that is shown'
    """
    if row["status"] == Status.SUPPRESSED.label:
        return f"suppressed, for {reason_words(row)}"
    return f"not computed: {reason_words(row)}"


def reason_words(row: Mapping[str, Any]) -> str:
    """Return a status in words."""
    if row["status"] == Status.OK.label:
        return "the test has no effect measure here"
    return Status[row["status"].upper()].meaning


def short_status(row: Mapping[str, Any]) -> str:
    """Return a status as the tables print it, such as ``empty group``."""
    return str(row["status"]).replace("_", " ")


def effect_words(row: Mapping[str, Any]) -> str:
    """Return an effect and its interval as the table prints them.

    Examples
    --------
    >>> effect_words({"effect_name": "phi", "effect": -0.5, "ci_low": -0.7, "ci_high": 0.1})
    'φ = -.50 [-.70, .10]'
    """
    name = row["effect_name"]
    effect = f"{SYMBOLS[name]} = {effect_text(name, row['effect'])}"
    if math.isnan(row["ci_low"]) or math.isnan(row["ci_high"]):
        return effect
    return f"{effect} {interval_text(name, row['ci_low'], row['ci_high'])}"


def p_cell(row: Mapping[str, Any], alpha: float) -> str:
    """Return a p-value as the table prints it."""
    return p_text(row["p_value"], row["p_bound"], alpha=alpha)


def p_words(row: Mapping[str, Any], alpha: float) -> str:
    """Return a p-value with its symbol, such as ``p = .012`` or ``p < .001``.

    Examples
    --------
    >>> p_words({"p_value": 0.0001, "p_bound": ""}, 0.05)
    'p < .001'
    """
    text = p_cell(row, alpha)
    return f"p {text}" if text[:1] in "<>" else f"p = {text}"


def place_label(row: Mapping[str, Any]) -> str:
    """Return where a test stands: its year and stratum, or that it is pooled."""
    stratum = short_stratum(row["stratum"])
    when = {"pooled": "pooled"}.get(row["role"], row["year"])
    when = "all years" if when == ALL_YEARS else when
    return f"{when}, {stratum}" if stratum else str(when)


def statuses(rows: Iterable[Mapping[str, Any]], noun: str = "test") -> str:
    """Return why tests were not computed, each reason with its tests.

    Examples
    --------
    >>> statuses([{"status": "too_few"}, {"status": "too_few"}])
    'too few observations (2 tests)'
    """
    counts: dict[str, int] = {}
    for row in rows:
        meaning = status_words(row).removeprefix("not computed: ")
        counts[meaning] = counts.get(meaning, 0) + 1
    return ", ".join(f"{text} ({counted(n, noun)})" for text, n in counts.items())
