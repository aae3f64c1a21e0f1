"""Distributions of a metric outcome in two groups: density, box and every firm."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from smeint.arrays import FloatArray
from smeint.panel.variables import Kind
from smeint.plot.grid import (
    AxesArray,
    beside_left,
    columns_of,
    given_back,
    level_names,
    panels,
    place,
    plain_names,
    told_why,
)
from smeint.plot.kept_units import kind_of, together, units_of, why_not_drawn
from smeint.plot.primary import Row, name_of, result_lines, short_names, tests_of, when
from smeint.plot.reach import (
    Reach,
    density,
    most_points,
    reach_of,
    set_reach,
    spread_out,
    thinned,
)
from smeint.plot.style import FIRST, GREY, INK, SECOND, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from smeint.study.results import Results

#: Smaller groups have no density; nor have values of which fewer are different.
LEAST_FIRMS, LEAST_VALUES = 8, 5
#: Groups of fewer firms have no box.
LEAST_BOX = 3
#: The two groups: colour, marker, whether it is filled.
LOOKS = ((FIRST, "o", True), (SECOND, "s", False))
#: Places beside a group's middle: points, width of the box, foot and height of the density.
POINTS_AT, POINTS_WIDE, BOX, FOOT, HEIGHT = -0.24, 0.11, 0.1, 0.1, 0.34


@dataclass(frozen=True, slots=True, eq=False)
class Cloud:
    """The values of one group in one test, all and those that are drawn as points."""

    values: FloatArray
    shown: FloatArray

    @property
    def has_density(self) -> bool:
        """Whether there is enough to draw a density of."""
        return self.values.size >= LEAST_FIRMS and np.unique(self.values).size >= LEAST_VALUES


@dataclass(frozen=True, slots=True, eq=False)
class Distribution:
    """A test with the values of its first and second group, and the axis of its outcome."""

    row: Row
    clouds: tuple[Cloud, ...]
    reach: Reach


def distribution_panels(results: Results, hypothesis: str) -> list[Distribution]:
    """Return what `distributions` draws, by outcome and year.

    Raises
    ------
    ArgumentError
        If the hypothesis has no test of a metric outcome between two groups, or the results keep
        no firm-years.
    """
    drawn = units_of(results, tests_of(results, hypothesis, "distributions"))
    most = most_points(2 * len(drawn))
    by_outcome: dict[str, list[FloatArray]] = {}
    for row, units in drawn:
        by_outcome.setdefault(row["outcome"], []).append(
            np.zeros(0) if units is None else units.outcome
        )
    reach = {
        name: reach_of(together(parts), kind_of(results, name))
        for name, parts in by_outcome.items()
    }
    found = []
    for row, units in drawn:
        groups = () if units is None else (units.first, ~units.first)
        values = [units.outcome[own] for own in groups] if units is not None else []
        clouds = tuple(Cloud(own, own[thinned(own, most)]) for own in values)
        found.append(Distribution(row, clouds, reach[row["outcome"]]))
    return found


def distributions(
    results: Results, hypothesis: str = "H2", *, ax: Axes | Iterable[Axes] | None = None
) -> Axes | AxesArray:
    """Draw a metric outcome by group and year: density, box with median, and firms as points.

    Parameters
    ----------
    results : Results
        With its firm-years; otherwise the axes say why nothing is drawn.
    hypothesis : str
        One with a metric outcome and two groups.
    ax : Axes or iterable of Axes, optional
        One for each panel; a new figure otherwise.

    Returns
    -------
    Axes, or array of Axes
        A panel for each outcome and year.

    Raises
    ------
    ArgumentError
        If the results have no such hypothesis or it has another figure.

    Notes
    -----
    The units are those of the tests. Whiskers reach the last firm within 1.5 interquartile ranges
    of the box. Groups of fewer than eight firms, or with few different values, have no density;
    of more than 2,000 firms every few in the order of their values stand as points. Counts and
    money with a long tail are drawn on a logarithmic axis where all are above 0; otherwise the
    view ends five interquartile ranges beyond the quartiles, and triangles stand for what lies
    outside.

    References
    ----------
    Allen, M., Poggiali, D., Whitaker, K., Marshall, T. R., van Langen, J., & Kievit, R. A. (2021).
    Raincloud plots: a multi-platform tool for robust data visualization. *Wellcome Open Research*,
    4, 63. https://doi.org/10.12688/wellcomeopenres.15191.2

    Examples
    --------
    >>> import smeint
    >>> results = smeint.load_results("results")  # doctest: +SKIP
    >>> smeint.plot.distributions(results, "H2")  # doctest: +SKIP
    """
    why = why_not_drawn(results, tests_of(results, hypothesis, "distributions"))
    if why:
        return told_why(results, ax, why)
    return draw_distributions(results, distribution_panels(results, hypothesis), ax)


def draw_distributions(
    results: Results,
    found: Sequence[Distribution],
    ax: Axes | Iterable[Axes] | None = None,
) -> Axes | AxesArray:
    """Draw panels that were prepared before."""
    beside = columns_of(len(found))
    with styled():
        axes = panels(results, len(found), ax, height=2.9, width=min(7.0, 1.0 + 2.6 * beside))
        for own, part in zip(axes, found, strict=True):
            _draw(own, results, part, narrow=beside > 3)
        if ax is None:
            lines = max(own.get_xticklabels()[0].get_text().count("\n") for own in axes) + 1
            below = 0.2 + 0.13 * lines + (0.15 if axes[0].get_xlabel() else 0.0)
            alone = len({part.row["outcome"] for part in found}) == 1
            place(axes, beside, above=0.42, below=below, between=0.15 if alone else 0.7)
            if alone:
                beside_left(axes, beside)
    return given_back(axes)


def _draw(axes: Axes, results: Results, part: Distribution, *, narrow: bool) -> None:
    """Draw one test."""
    named = name_of(results, part.row["outcome"])
    averaged = kind_of(results, part.row["outcome"]) is Kind.YES_NO
    tail = ", log scale" if part.reach.log else ", share of years" if averaged else ""
    axes.set_ylabel(f"{named}{tail}")
    title = ", ".join(result_lines(results, part.row))
    axes.set_title(f"{when(part.row)}\n{title}", fontsize=8 if narrow else 9)
    densities = [
        density(cloud.values, part.reach) if cloud.has_density else (np.zeros(0), np.zeros(0))
        for cloud in part.clouds
    ]
    tallest = max((float(d.max()) for _, d in densities if d.size), default=1.0)
    for side, (cloud, (grid, height)) in enumerate(zip(part.clouds, densities, strict=True)):
        if grid.size:
            _cloud(axes, side, grid, height / tallest)
        if cloud.values.size >= LEAST_BOX:
            _box(axes, side, cloud.values)
        if cloud.values.size:
            _points(axes, side, cloud, part.reach)
    set_reach(axes, part.reach, "y")
    axes.set_xlim(-0.5, 1.6)
    counts = [str(cloud.values.size) for cloud in part.clouds] or ["\u2013"] * 2
    width = 13 if narrow else 16
    *names, predictor = short_names(results, part.row, width + 8)
    axes.set_xlabel(predictor, fontsize=7)
    labels = [f"{n}\nn = {c}" for n, c in zip(level_names(names, width), counts, strict=True)]
    axes.set_xticks([0, 1], labels, fontsize=7 if narrow else 8)
    axes.tick_params(axis="x", length=0)
    plain_names(axes)


def _cloud(axes: Axes, side: int, grid: FloatArray, height: FloatArray) -> None:
    """Draw a density to the right of the box."""
    colour = LOOKS[side][0]
    foot = np.full(grid.size, side + FOOT)
    axes.fill_betweenx(
        grid, foot, foot + HEIGHT * height, color=colour, alpha=0.35, linewidth=0, zorder=1
    )
    axes.plot(foot + HEIGHT * height, grid, color=colour, linewidth=1.0, zorder=1)


def _box(axes: Axes, side: int, values: FloatArray) -> None:
    """Draw median, quartiles, and whiskers to the last firm within 1.5 interquartile ranges."""
    first, median, third = (float(q) for q in np.percentile(values, [25, 50, 75]))
    reach = 1.5 * (third - first)
    inside = values[(values >= first - reach) & (values <= third + reach)]
    low, high = float(inside.min()), float(inside.max())
    # a polygon and lines are drawn in a third of the time of matplotlib's own box
    sides = [side - BOX / 2, side + BOX / 2]
    axes.vlines([side, side], [low, third], [first, high], color=INK, linewidth=0.9, zorder=3)
    corners = ([sides[0], sides[1], sides[1], sides[0]], [first, first, third, third])
    axes.fill(*corners, facecolor="white", edgecolor=INK, linewidth=0.9, zorder=3)
    axes.hlines([median], [sides[0]], [sides[1]], color=INK, linewidth=2.2, zorder=4)


def _points(axes: Axes, side: int, cloud: Cloud, reach: Reach) -> None:
    """Draw firms to the left of the box, and triangles at the edge for those outside the view."""
    colour, marker, filled = LOOKS[side]
    shift = POINTS_AT + POINTS_WIDE * spread_out(cloud.shown.size)
    size = 11 if cloud.shown.size <= 120 else 6 if cloud.shown.size <= 500 else 3
    axes.scatter(
        side + shift,
        cloud.shown,
        s=size,
        marker=marker,
        facecolor=colour if filled else "none",
        edgecolor=colour,
        linewidth=0.7,
        alpha=0.8,
        zorder=2,
    )
    for beyond, edge, sign in (
        (cloud.values < reach.low, 0.012, "v"),
        (cloud.values > reach.high, 0.988, "^"),
    ):
        if beyond.any():
            axes.plot(
                side + POINTS_AT,
                edge,
                marker=sign,
                color=GREY,
                markersize=5,
                linestyle="",
                transform=axes.get_xaxis_transform(),
                clip_on=False,
                zorder=4,
            )
