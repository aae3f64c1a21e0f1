"""The report of a results set, as data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from smeint.report.blocks import (
    Block,
    Listing,
    Paragraph,
    Report,
    Section,
    TableBlock,
    numbered,
)
from smeint.report.contents.front import design, origin, provenance, verdicts, warnings
from smeint.report.contents.hypothesis import hypothesis_section
from smeint.report.tables.panel import drops_table, missing_table, sample_sentences
from smeint.report.tables.sample import normality_table, sample_table
from smeint.report.tables.scales import scale_tables
from smeint.report.words import words

if TYPE_CHECKING:
    from smeint.study.results import Results


def report_of(results: Results) -> Report:
    """Return what the report says of a results set; every format renders this.

    Parameters
    ----------
    results : Results

    Returns
    -------
    Report
        Numbered.
    """
    manifest = results.manifest
    sections = (
        *warnings(results.warnings),
        verdicts(results),
        *_data(results),
        *(hypothesis_section(results, record) for record in manifest["hypotheses"]),
        provenance(manifest),
    )
    lead = (*origin(manifest), design())
    return numbered(Report("Results of the hypothesis tests", lead, sections))


def _data(results: Results) -> list[Section]:
    """Return the sample, normality and scales."""
    sections = [Section("sample", words("Sample"), tuple(_sample(results)))]
    normality = normality_table(results)
    if normality is not None:
        block = TableBlock("normality-tests", normality)
        sections.append(Section("normality", words("Normality"), (block,)))
    scales = scale_tables(results)
    if scales:
        blocks = (TableBlock(f"scales-{n}", table) for n, table in enumerate(scales, 1))
        sections.append(Section("scales", words("Scales"), tuple(blocks)))
    return sections


def _sample(results: Results) -> Iterator[Block]:
    """Yield how the panel came about, who is in it, and what is missing."""
    drops, missing = drops_table(results), missing_table(results)
    if drops is not None:
        yield TableBlock("sample-drops", drops)
    yield TableBlock("sample-years", sample_table(results))
    yield Listing(sample_sentences(results))
    if missing is not None:
        yield TableBlock("sample-missing", missing)
    else:
        yield Paragraph(words("No value is missing in the variables of the panel."))
