"""Figure of the sample's flow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from smeint.errors import counted
from smeint.numbers import NOTHING, count_text
from smeint.plot.canvas import figure_of
from smeint.plot.flow_counts import Flow, Year, flow_of
from smeint.plot.sample_flow import flow
from smeint.report.blocks import FigureBlock
from smeint.report.words import words

if TYPE_CHECKING:
    from smeint.study.results import Results

#: Reasons of dropped rows, and years, that a text can tell one by one.
TOLD = 5


def flow_figure(results: Results) -> FigureBlock:
    """Return the flow of the sample from the file's rows to each year's firms.

    Parameters
    ----------
    results : Results

    Returns
    -------
    FigureBlock
    """
    counts = flow_of(results)
    notes = (
        "Firms are divided by size and, apart from that, by status: both divisions are of all "
        "firms of a year. The number of firms of each test stands beside the test, for values are "
        "missing test by test."
    )
    if "suppressed" in results.manifest:
        notes += f" {NOTHING} suppressed."
    return FigureBlock(
        name="sample-flow",
        title=words("Flow of the sample"),
        notes=words(notes),
        alt=" ".join(_told(counts)),
        draw=lambda: figure_of(flow(results)),
    )


def _told(counts: Flow) -> Iterator[str]:
    """Yield the steps in sentences."""
    yield f"Rows of the file: {count_text(counts.rows)}."
    if counts.drops:
        shown = "; ".join(f"{count_text(n)}: {reason}" for reason, n in counts.drops[:TOLD])
        more = len(counts.drops) - TOLD
        rest = f"; and {counted(more, 'more reason')}" if more > 0 else ""
        yield f"Dropped {count_text(sum(n for _, n in counts.drops))} ({shown}{rest})."
    else:
        yield "No row was dropped."
    yield (
        f"Firm-years: {count_text(counts.firm_years)}, firms: {count_text(counts.firms)}, in every "
        f"year: {count_text(counts.balanced)}."
    )
    if counts.no_size:
        yield f"No groups by size: {counts.no_size}."
    years = counts.years
    for year in years if len(years) <= TOLD else (years[0], years[-1]):
        yield _year(year)


def _year(year: Year) -> str:
    """Return the firms of a year."""
    parts = [f"{year.year}: {count_text(year.firms)} firms"]
    if year.has_size:
        parts.append(f"{count_text(year.smes)} SMEs, {count_text(year.others)} non-SMEs")
        parts.append(f"{count_text(year.left_out)} left out by size")
        parts.append(f"{count_text(year.size_unknown)} of unknown size")
    if year.has_status:
        parts.append(
            f"{count_text(year.international)} internationalized, "
            f"{count_text(year.domestic)} domestic, {count_text(year.status_unknown)} unknown"
        )
    return "; ".join(parts) + "."
