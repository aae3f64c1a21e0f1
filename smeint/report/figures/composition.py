"""The figure of a table larger than 2x2."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smeint.labels import variable_label
from smeint.plot.composition_plot import Composition, composition_panels, draw_composition
from smeint.plot.grid import figure_of
from smeint.plot.kept_units import NO_FIRM, why_not_drawn
from smeint.plot.primary import tests_of
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
from smeint.report.words import words

if TYPE_CHECKING:
    from smeint.study.results import Results

#: Groups whose shares are told in words.
TOLD = 12


def composition_figure(results: Results, hypothesis: str) -> FigureBlock:
    """Return the figure of a hypothesis that is tested in a table larger than 2x2.

    Parameters
    ----------
    results : Results
    hypothesis : str

    Returns
    -------
    FigureBlock
        With the reason where the results keep no firm-years.

    Raises
    ------
    ArgumentError
        If the hypothesis has no such test.
    """
    rows = tests_of(results, hypothesis, "composition")
    name = figure_name(hypothesis, "composition")
    by = variable_label(results.manifest, rows[0]["predictor"])
    what = f"{outcomes_text(results, rows)} by {by}"
    title = words(f"{hypothesis}: {what}")
    why = why_not_drawn(results, rows)
    if why:
        return not_drawn_block(name, title, why)
    found = composition_panels(results, hypothesis)
    if not any(part.counts.any() for part in found):
        return not_drawn_block(name, title, NO_FIRM)
    notes = words(
        "Shares of the outcome's levels in each group, n beside the bars. ",
        effects_named(rows),
        " belong to the whole table.",
        after(_left_out(found[0]), sample_text(results, rows)),
    )
    said = [f"{place_of(results, p.row, rows)}: {_said(results, p)}" for p in found]
    alt = f"{what}, % of firms. {sentences(said)}"
    return FigureBlock(name, title, notes, alt, lambda: figure_of(draw_composition(results, found)))


def _left_out(part: Composition) -> str:
    """Return which groups and levels have no part of their own."""
    levels = f"The {part.added_up} rarest levels are added up." if part.added_up else ""
    groups = f"The {part.left_out} smallest groups are not shown." if part.left_out else ""
    years = "Of all years the first, the middle one and the last." if part.years_left_out else ""
    return after(levels, groups, years).strip()


def _said(results: Results, part: Composition) -> str:
    """Return the numbers of one test in words."""
    said = []
    for group, percent, n in zip(
        part.groups[:TOLD], part.percent, part.counts.sum(axis=1), strict=False
    ):
        shares = (f"{name} {x:.1f}%" for name, x in zip(part.levels, percent, strict=True))
        said.append(f"{group} (n = {n}) {', '.join(shares)}" if n else f"{group} (n = 0)")
    if len(part.groups) > TOLD:
        said.append(f"and {len(part.groups) - TOLD} further groups")
    said.append(result_text(results, part.row))
    return "; ".join(said)
