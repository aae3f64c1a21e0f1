"""The summary: what was asked and what came out, under every rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from smeint.report.anchors import anchor
from smeint.report.blocks import (
    Block,
    Listing,
    Mark,
    Paragraph,
    Section,
    TableBlock,
    VerdictCard,
    VerdictPanel,
)
from smeint.report.error_rates import missing_notes, rate_clause, rates_of
from smeint.report.figures.effects import effects_figure
from smeint.report.sentences.on_hypothesis import OnHypothesis
from smeint.report.sentences.overview import listing
from smeint.report.tables.error_rates import error_rate_table
from smeint.report.tables.verdicts import RULE_TITLES, verdict_table
from smeint.report.words import Words, bold, coded, words
from smeint.study.results import records
from smeint.study.rules import RULES
from smeint.study.shipped import FURTHER

if TYPE_CHECKING:
    from smeint.study.results import Results


def verdict_section(results: Results, said: Mapping[str, OnHypothesis]) -> Section:
    """Return the verdicts at a glance, as a table, and the effects behind them.

    Parameters
    ----------
    results : Results
    said : mapping of str to OnHypothesis
        What is said of each hypothesis, by its id.
    """
    return Section("verdicts", words("What came out"), tuple(_blocks(results, said)))


def _blocks(results: Results, said: Mapping[str, OnHypothesis]) -> Iterator[Block]:
    """Yield panel, figure, table and rules."""
    cards = tuple(_cards(results, said))
    if cards:
        yield Paragraph(glance(cards, several=len(results.manifest["years"]) > 1))
        yield VerdictPanel(cards)
    effects = effects_figure(results)
    if effects is not None:
        yield effects
    yield TableBlock("verdict-table", verdict_table(results))
    yield from _error_rates(results)
    yield Paragraph(words("The rules ask for:"))
    yield Listing(
        tuple(words(bold(RULE_TITLES[name]), f": {text}.") for name, text in RULES.items())
    )


def _error_rates(results: Results) -> Iterator[Block]:
    """Yield how often the rules err, or why that is not known."""
    rates = error_rate_table(results)
    if rates is not None:
        yield TableBlock("error-rates", rates)
    else:
        for text in missing_notes(results):
            yield Paragraph(coded(text), "note")


def glance(cards: Sequence[VerdictCard], *, several: bool = True) -> Words:
    """Return the verdicts in two or three sentences, and on which the rules agree.

    With one year most rules repeat one test: that they agree is then not said.

    Examples
    --------
    >>> from smeint.report.words import plain
    >>> marks = (Mark("published", "supported"), Mark("holm", "not supported"))
    >>> plain(glance([VerdictCard("H1", "", "h1", "", "", marks, (), ())]))
    'Published rule: supported H1. The rules differ on H1.'
    """
    said: dict[str, list[str]] = {}
    for card in cards:
        said.setdefault(card.marks[0].verdict, []).append(card.id)
    parts: list[Words] = []
    for verdict, ids in said.items():
        parts.append(words("; " if parts else "", bold(verdict), f" {listing(ids)}"))
    text = words("Published rule: ", *(run for part in parts for run in part), ".")
    differ = [card.id for card in cards if len({mark.verdict for mark in card.marks}) > 1]
    alike = [
        card.id
        for card in cards
        if card.id not in differ and card.marks[0].verdict != "not computed"
    ]
    if several and alike:
        text = words(*text, f" All rules give the same verdict on {listing(alike)}.")
    if differ:
        text = words(*text, f" The rules differ on {listing(differ)}.")
    return text


def _cards(results: Results, said: Mapping[str, OnHypothesis]) -> Iterator[VerdictCard]:
    """Yield a card for each hypothesis that is tested and is no further finding of the study."""
    for record in results.manifest["hypotheses"]:
        if record["described"] or record["id"] in FURTHER:
            continue
        own = records(results.verdicts[results.verdicts["hypothesis"] == record["id"]])
        rates = rates_of(results, record)
        yield VerdictCard(
            id=record["id"],
            text=record["text"],
            anchor=anchor(record["id"]),
            printed=record["printed"],
            observed=own[0]["direction"],
            marks=tuple(_mark(row, rates.get(row["rule"])) for row in own),
            finding=said[record["id"]].line,
            not_said=said[record["id"]].not_said,
        )


def _mark(row: Mapping[str, Any], rate: Mapping[str, Any] | None) -> Mark:
    """Return one rule's verdict, with the rate at which it errs where one is known."""
    is_open = row["verdict"] == "not supported" and "inconclusive" in row["reason"]
    return Mark(
        RULE_TITLES[row["rule"]],
        row["verdict"],
        is_open,
        row["reason"],
        "" if rate is None else rate_clause(rate),
    )
