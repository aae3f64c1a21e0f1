"""The table of verdicts, whole and for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from smeint.labels import RULE_TITLES as RULE_TITLES
from smeint.labels import short_title
from smeint.numbers import NOTHING, alpha_text, correlation_text
from smeint.report.error_rates import (
    errs_text,
    measured_notes,
    missing_notes,
    rate_rows,
    rates_of,
)
from smeint.report.table import Table
from smeint.study.results import records

if TYPE_CHECKING:
    from smeint.study.results import Results


def verdict_table(results: Results) -> Table:
    """Return the verdicts under every rule, beside what the study printed."""
    rows = []
    for record, by_rule in _verdicts(results):
        rates = rates_of(results, record)
        cells = [_with_rate(verdict_cell(by_rule[r]), rates.get(r)) for r in RULE_TITLES]
        direction = by_rule["published"]["direction"]
        rows.append((record["id"], record["text"], record["printed"], direction, *cells))
    return Table(
        title="Hypotheses and verdicts",
        columns=("", "Hypothesis", "Printed", "Observed", *RULE_TITLES.values()),
        rows=tuple(rows),
        notes=(
            "Printed: what Osei-Bonsu (2014) printed on that study's own data. Observed: the sign "
            "of the effects, first group minus second.",
            *_verdict_notes(results),
            *_rate_notes(results),
            *_not_computed(results),
        ),
    )


def _with_rate(cell: str, rate: Mapping[str, Any] | None) -> str:
    """Return a verdict with the rate at which its rule errs, where one is known."""
    return cell if rate is None else f"{cell} [{errs_text(rate)}]"


def _rate_notes(results: Results) -> Iterator[str]:
    """Yield what the percentages beside verdicts are; nothing where there are none."""
    if rate_rows(results):
        yield (
            "In brackets: in how many of 100 simulated studies in which nothing is there the rule "
            'says "supported" all the same; the table of error rates says for which design.'
        )


def short_verdict_table(results: Results) -> Table:
    """Return the verdicts for a terminal: short titles, the further rules in a word each."""
    rows = []
    for record, by_rule in _verdicts(results):
        others = [SHORT[by_rule[rule]["verdict"]] for rule in RULE_TITLES if rule != "published"]
        title = short_title(record)
        first = _with_rate(
            verdict_cell(by_rule["published"]), rates_of(results, record).get("published")
        )
        rows.append((record["id"], title, first, *others))
    return Table(
        title="Hypotheses and verdicts",
        columns=("", "Hypothesis", *RULE_TITLES.values()),
        rows=tuple(rows),
        notes=(
            *_verdict_notes(results),
            "Other rules: yes supported, no not supported, open inconclusive, rev. opposite "
            f"direction, {NOTHING} not computed.",
            *_errs_notes(results),
            *_not_computed(results),
        ),
    )


def _errs_notes(results: Results) -> Iterator[str]:
    """Yield what the percentages beside verdicts are, and why some are missing."""
    if rate_rows(results):
        yield (
            "In brackets: in how many of 100 simulated studies in which nothing is there the rule "
            'says "supported" all the same.'
        )
    yield from measured_notes(results)
    yield from missing_notes(results)


SHORT = {
    "supported": "yes",
    "not supported": "no",
    "inconclusive": "open",
    "opposite direction": "rev.",
    "not computed": NOTHING,
}


def _verdicts(results: Results) -> Iterator[tuple[dict[str, Any], dict[str, dict[str, Any]]]]:
    """Yield each hypothesis' record with its verdicts by rule."""
    for record in results.manifest["hypotheses"]:
        own = results.verdicts[results.verdicts["hypothesis"] == record["id"]]
        yield record, {row["rule"]: row for row in records(own)}


def _verdict_notes(results: Results) -> Iterator[str]:
    """Yield what the published rule and the question mark mean."""
    alpha = alpha_text(results.manifest["alpha"])
    yield f"Published rule: p < {alpha} in at least one year, one sign in all computed years."
    yield (
        "(?): not supported, while an interval still holds an effect of "
        f"{correlation_text(results.manifest['notable_effect'])}: the data do not settle it."
    )


def _not_computed(results: Results) -> Iterator[str]:
    """Yield why hypotheses were not computed."""
    for record, by_rule in _verdicts(results):
        if by_rule["published"]["verdict"] == "not computed":
            yield f"{record['id']} not computed: {by_rule['published']['reason']}."


def verdict_cell(row: dict[str, Any]) -> str:
    """Return a verdict as a cell; a question mark beside "not supported" where data are open."""
    marked = row["verdict"] == "not supported" and "inconclusive" in row["reason"]
    return f"{row['verdict']} (?)" if marked else str(row["verdict"])
