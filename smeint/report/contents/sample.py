"""The sample: how the panel came about, who is in it, normality, scales."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from smeint.report.blocks import Block, Listing, Paragraph, Section, TableBlock
from smeint.report.figures.flow import flow_figure
from smeint.report.figures.qq import qq_figure
from smeint.report.tables.panel import drops_table, missing_table, sample_sentences
from smeint.report.tables.sample import normality_table, sample_table
from smeint.report.tables.scales import scale_tables
from smeint.report.words import words

if TYPE_CHECKING:
    from smeint.study.results import Results


def sample_sections(results: Results) -> Iterator[Section]:
    """Yield the sample, normality and scales, as far as the results have them."""
    yield Section("sample", words("Sample"), tuple(_sample(results)))
    normality = normality_table(results)
    if normality is not None:
        blocks = (qq_figure(results), TableBlock("normality-tests", normality))
        yield Section("normality", words("Normality"), blocks)
    scales = scale_tables(results)
    if scales:
        tables = (TableBlock(f"scales-{n}", table) for n, table in enumerate(scales, 1))
        yield Section("scales", words("Scales"), tuple(tables))


def _sample(results: Results) -> Iterator[Block]:
    """Yield how the panel came about, who is in it, and what is missing."""
    yield flow_figure(results)
    drops, missing = drops_table(results), missing_table(results)
    if drops is not None:
        yield TableBlock("sample-drops", drops)
    yield TableBlock("sample-years", sample_table(results))
    yield Listing(sample_sentences(results))
    if missing is not None:
        yield TableBlock("sample-missing", missing)
    else:
        yield Paragraph(words("No value is missing in the variables of the panel."))
