"""The figure of shares by group and year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smeint.numbers import number_text
from smeint.plot.grid import figure_of
from smeint.plot.primary import group_names, groups_of, level_text, tests_of
from smeint.plot.share_plot import ShareCell, share_cells, shares, why_no_shares
from smeint.report.blocks import FigureBlock
from smeint.report.figures.common import (
    after,
    effects_named,
    figure_name,
    not_drawn_block,
    outcomes_text,
    place_of,
    result_text,
    sample_text,
    sentences,
)
from smeint.report.tables.tests import group_cell
from smeint.report.words import words

if TYPE_CHECKING:
    from smeint.study.results import Results


def shares_figure(results: Results, hypothesis: str) -> FigureBlock:
    """Return the figure of a hypothesis on a yes/no outcome of two groups.

    Parameters
    ----------
    results : Results
    hypothesis : str

    Returns
    -------
    FigureBlock

    Raises
    ------
    ArgumentError
        If the hypothesis has no such test.
    """
    rows = tests_of(results, hypothesis, "shares")
    cells = share_cells(results, hypothesis)
    name = figure_name(hypothesis, "shares")
    title = words(f"{hypothesis}: {outcomes_text(results, rows)}, shares by group and year")
    why = why_no_shares(cells)
    if why:
        return not_drawn_block(name, title, why)
    level = level_text(1 - results.manifest["alpha"])
    first, second = group_names(results, rows[0])
    notes = words(
        f"Share of firms, filled circles {first}, open squares {second}, with {level} Wilson "
        "intervals; they are intervals of single shares, and whether two of them overlap is no "
        "test. ",
        effects_named(rows),
        " of each test stand above, firms with the attribute/firms below.",
        after(sample_text(results, rows)),
    )
    said = [
        f"{place_of(results, cell.row, rows)}: {_said(results, cell, level)}"
        for own in cells.values()
        for cell in own
    ]
    alt = f"{outcomes_text(results, rows)}, % of firms by group. {sentences(said)}"
    return FigureBlock(name, title, notes, alt, lambda: figure_of(shares(results, hypothesis)))


def _said(results: Results, cell: ShareCell, level: str) -> str:
    """Return the numbers of one test in words."""
    names = group_names(results, cell.row)
    described = groups_of(results, cell.row)
    parts = []
    for name, share, group in zip(names, cell.shares, described, strict=False):
        limits = ", ".join(number_text(100 * x, 1) for x in (share.low, share.high))
        tail = f", {level} CI [{limits}]" if share.n > 0 else ""
        parts.append(f"{name} {group_cell(group)}{tail}")
    parts.append(result_text(results, cell.row))
    return "; ".join(parts)
