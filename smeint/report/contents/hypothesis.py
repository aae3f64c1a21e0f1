"""A hypothesis' section: verdicts, sentence, figure, tables, caveat."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from smeint.report.blocks import Block, Listing, Paragraph, Section, TableBlock
from smeint.report.tables.further_models import further_models
from smeint.report.tables.interaction import interaction_table
from smeint.report.tables.sample import model_table
from smeint.report.tables.tests import tests_table
from smeint.report.tables.weighted import weighted_table
from smeint.report.words import Words, bold, coded, words
from smeint.study.results import records

if TYPE_CHECKING:
    from smeint.study.results import Results

#: The tables of companions, in the order in which they stand below a hypothesis' own tests.
BESIDE = {
    "bands": interaction_table,
    "weighted": weighted_table,
    "logistic": model_table,
    "models": further_models,
}


def hypothesis_section(results: Results, record: Mapping[str, Any]) -> Section:
    """Return the section of one hypothesis.

    Parameters
    ----------
    results : Results
    record : mapping
        Of the hypothesis, in the manifest.
    """
    name = anchor(record["id"])
    title = words(f"{record['id']}: {record['text']}")
    if record["described"]:
        return Section(
            name, title, (Paragraph(words(*coded(f"Not tested: {record['described']}."))),)
        )
    return Section(name, title, tuple(_blocks(results, record, name)))


def _blocks(results: Results, record: Mapping[str, Any], name: str) -> Iterator[Block]:
    """Yield what is said of a hypothesis that is tested."""
    hypothesis = record["id"]
    yield Listing(tuple(_verdicts(results, hypothesis)))
    yield TableBlock(f"{name}-tests", tests_table(results, hypothesis))
    for what, build in BESIDE.items():
        table = build(results, hypothesis)
        if table is not None:
            yield TableBlock(f"{name}-{what}", table)
    if record["caveat"]:
        yield Paragraph(coded(record["caveat"]), "caveat")


def anchor(hypothesis: str) -> str:
    """Return a hypothesis' id as an anchor and file name.

    Examples
    --------
    >>> anchor("H3b"), anchor("H 6/x")
    ('h3b', 'h-6-x')
    """
    return "".join(c if c.isalnum() and c.isascii() else "-" for c in hypothesis.lower())


def _verdicts(results: Results, hypothesis: str) -> Iterator[Words]:
    """Yield each rule's verdict with its reason, rules that agree in all on one line."""
    own = records(results.verdicts[results.verdicts["hypothesis"] == hypothesis])
    said: dict[tuple[str, str], list[str]] = {}
    for row in own:
        said.setdefault((row["verdict"], row["reason"]), []).append(row["rule"])
    for (verdict, reason), rules in said.items():
        tail = words(" (", coded(reason), ")") if reason else ()
        yield words(f"{', '.join(rules)}: ", bold(verdict), tail)
