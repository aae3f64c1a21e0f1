"""The figure of a rank correlation by year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from smeint.labels import variable_label
from smeint.plot.association_plot import (
    Pairs,
    association_lines,
    association_panels,
    draw_association,
    margin_of,
)
from smeint.plot.grid import figure_of
from smeint.plot.kept_units import why_not_drawn
from smeint.plot.primary import level_text, tests_of, when
from smeint.plot.reach import FENCES
from smeint.report.blocks import FigureBlock
from smeint.report.figures.common import (
    after,
    figure_name,
    not_drawn_block,
    outcomes_text,
    place_of,
    sample_text,
    sentences,
)
from smeint.report.words import words

if TYPE_CHECKING:
    from smeint.study.results import Results


def association_figure(results: Results, hypothesis: str) -> FigureBlock:
    """Return the figure of a hypothesis that is tested by Spearman's rank correlation.

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
    rows = tests_of(results, hypothesis, "association")
    name = figure_name(hypothesis, "association")
    predictor = variable_label(results.manifest, rows[0]["predictor"])
    pair = f"{outcomes_text(results, rows)} with {predictor}"
    title = words(f"{hypothesis}: {pair}, by year")
    why = why_not_drawn(results, rows)
    if why:
        return not_drawn_block(name, title, why)
    found = association_panels(results, hypothesis)
    notes = words(
        "Each point is a firm. No line is drawn: \u03c1 (Spearman's rank correlation) depends on "
        "ranks alone and belongs to no line.",
        after(
            _margin_text(results, found),
            _log_text(found),
            _outside_text(found),
            _thinned_text(found),
            sample_text(results, rows),
        ),
    )
    said = [
        f"{place_of(results, row, rows)}: {'; '.join(association_lines(results, row))}"
        for row in rows
    ]
    alt = f"{pair}. {sentences(said)}"
    return FigureBlock(name, title, notes, alt, lambda: figure_of(draw_association(results, found)))


def _margin_text(results: Results, found: Sequence[Pairs]) -> str:
    """Return what the bars above the panels are."""
    margins = [margin for part in found if (margin := margin_of(results, part.row)) is not None]
    if not margins:
        return ""
    return (
        f"Above each panel, from -1 to 1: \u03c1 with the {level_text(margins[0].level)} interval "
        "that the verdict reads, and in grey the margin within which an association counts as "
        "negligible."
    )


def _log_text(found: Sequence[Pairs]) -> str:
    """Return that an axis is logarithmic."""
    return "Logarithmic axes are marked." if any(p.across.log or p.up.log for p in found) else ""


def _outside_text(found: Sequence[Pairs]) -> str:
    """Return how many firms lie outside the view, and where it ends."""
    said = [f"{when(part.row)}: {part.outside}" for part in found if part.outside]
    if not said:
        return ""
    return (
        f"The view ends {FENCES:g} interquartile ranges beyond the quartiles of all years; "
        f"outside it are firms of {'; '.join(said)}."
    )


def _thinned_text(found: Sequence[Pairs]) -> str:
    """Return that not every firm stands as a point."""
    most = max(part.shown.size for part in found)
    if all(part.shown.size == part.outcome.size for part in found):
        return ""
    return f"Of more than {most:,} firms so many stand as points, at even steps of rank."
