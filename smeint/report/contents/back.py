"""What stands last: conventions, second opinion, methods, checklist, references."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from smeint.report.blocks import Block, Listing, Paragraph, Section, TableBlock
from smeint.report.cards.conventions import conventions_table
from smeint.report.sentences.jars import jars_table
from smeint.report.sentences.methods import methods_paragraphs
from smeint.report.sentences.references import references
from smeint.report.tables.second_opinion import differing_table, second_opinion_table
from smeint.report.words import words

if TYPE_CHECKING:
    from smeint.study.results import Results


def back_sections(results: Results, *, figures: bool) -> Iterator[Section]:
    """Yield the sections on how the numbers came about.

    Parameters
    ----------
    results : Results
    figures : bool
        Whether the report has figures.
    """
    checked = results.cross_check is not None
    yield Section(
        "methods",
        words("Methods"),
        methods_paragraphs(results, figures=figures, cross_check=checked),
    )
    yield Section(
        "conventions",
        words("Conventions, and what other programs print"),
        (TableBlock("conventions-table", conventions_table(results)),),
        folded=True,
    )
    opinions = tuple(_opinions(results))
    if opinions:
        yield Section("second-opinion", words("Second opinion"), opinions)
    yield Section(
        "jars",
        words("JARS-Quant checklist"),
        (TableBlock("jars-table", jars_table(results)),),
        folded=True,
    )
    listed = references(results, figures=figures, cross_check=checked)
    yield Section("references", words("References"), (Listing(listed),))


def _opinions(results: Results) -> Iterator[Block]:
    """Yield what pingouin says of the same data."""
    summary, differing = second_opinion_table(results), differing_table(results)
    if summary is not None:
        yield Paragraph(
            words(
                "Every number that pingouin can recompute was recomputed from the same firms. A "
                "reason for a difference stands only where the matching variant gave the same "
                "number."
            )
        )
        yield TableBlock("second-opinion-summary", summary)
    if differing is not None:
        yield TableBlock("second-opinion-differences", differing)
