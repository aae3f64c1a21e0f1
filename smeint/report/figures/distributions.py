"""The figure of a metric outcome by group and year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from smeint.errors import counted
from smeint.plot.distribution_plot import (
    LEAST_FIRMS,
    Distribution,
    distribution_panels,
    draw_distributions,
)
from smeint.plot.grid import figure_of
from smeint.plot.kept_units import why_not_drawn
from smeint.plot.primary import Row, group_names, groups_of, tests_of, when
from smeint.plot.reach import FENCES
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


def distributions_figure(results: Results, hypothesis: str) -> FigureBlock:
    """Return the figure of a hypothesis on a metric outcome of two groups.

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
    rows = tests_of(results, hypothesis, "distributions")
    name = figure_name(hypothesis, "distributions")
    title = words(f"{hypothesis}: {outcomes_text(results, rows)}, by group and year")
    why = why_not_drawn(results, rows)
    if why:
        return not_drawn_block(name, title, why)
    found = distribution_panels(results, hypothesis)
    notes = words(
        "Each point is a firm; the box holds the middle half of them around the median, the "
        "whiskers reach the last firm within 1.5 interquartile ranges. ",
        _density_text(found),
        effects_named(rows),
        " of each test stand above, n below.",
        after(
            _log_text(found), _outside_text(found), _thinned_text(found), sample_text(results, rows)
        ),
    )
    said = [f"{place_of(results, row, rows)}: {_said(results, row)}" for row in rows]
    alt = f"{outcomes_text(results, rows)} by group. {sentences(said)}"
    return FigureBlock(
        name, title, notes, alt, lambda: figure_of(draw_distributions(results, found))
    )


def _said(results: Results, row: Row) -> str:
    """Return the numbers of one test in words."""
    described = groups_of(results, row)
    names = group_names(results, row)
    parts = [f"{n} {group_cell(g)}" for n, g in zip(names, described, strict=False)]
    return "; ".join([*parts, result_text(results, row)])


def _density_text(found: Sequence[Distribution]) -> str:
    """Return what the shaded areas are."""
    if not any(cloud.has_density for part in found for cloud in part.clouds):
        return ""
    bound = ", reflected at 0 and 1" if any(part.reach.greatest == 1.0 for part in found) else ""
    return (
        f"Shaded: density (Gaussian kernel, Silverman's bandwidth{bound}), none for fewer than "
        f"{LEAST_FIRMS} firms or for few different values. "
    )


def _log_text(found: Sequence[Distribution]) -> str:
    """Return that an axis is logarithmic."""
    return "The axis is logarithmic." if any(part.reach.log for part in found) else ""


def _outside_text(found: Sequence[Distribution]) -> str:
    """Return how many firms lie outside the view, and where it ends."""
    many = [
        (part, sum(part.reach.outside(cloud.values) for cloud in part.clouds)) for part in found
    ]
    said = [f"{when(part.row)}: {n}" for part, n in many if n]
    if not said:
        return ""
    return (
        f"The view ends {FENCES:g} interquartile ranges beyond the quartiles of all years; "
        f"triangles stand for firms outside it ({'; '.join(said)})."
    )


def _thinned_text(found: Sequence[Distribution]) -> str:
    """Return that not every firm stands as a point."""
    clouds = [cloud for part in found for cloud in part.clouds]
    few = [cloud for cloud in clouds if cloud.shown.size < cloud.values.size]
    if not few:
        return ""
    return (
        f"In {counted(len(few), 'group')} of more than {few[0].shown.size:,} firms so many stand "
        "as points, at even steps of rank; box and density are of all."
    )
