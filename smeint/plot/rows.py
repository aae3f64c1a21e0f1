"""Figures of rows, as forest plots are: an effect, its interval, and its numbers beside it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from smeint.plot.style import FIRST, GREY, INK, plain_ticks

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Height of a row, and of all that is not rows, in inches.
ROW, TIGHT_ROW, FRAME = 0.19, 0.165, 1.15
#: With more rows than this they stand closer.
MANY = 32


@dataclass(frozen=True, slots=True)
class Line:
    """One row: a heading, an effect with its interval, or a test that was not computed.

    Parameters
    ----------
    label : str
        At the left; a heading starts in the axes.
    effect, low, high : float
    inner : tuple of (float, float)
        A second interval, drawn thicker.
    cells : tuple of str
        At the right, one text a column.
    marker : str
    filled : bool
    status : str
        Why there is no effect; a cross stands before it.
    heading : bool
    """

    label: str
    effect: float = math.nan
    low: float = math.nan
    high: float = math.nan
    inner: tuple[float, float] = (math.nan, math.nan)
    cells: tuple[str, ...] = ()
    marker: str = "o"
    filled: bool = False
    status: str = ""
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Columns:
    """The texts at the right of the axes.

    Parameters
    ----------
    titles : tuple of str
    ends : tuple of float
        Where each column ends, in points right of the axes.
    limits : tuple of (float, float)
        What the axes show of effects; what lies beyond is an arrow at the edge.
    """

    titles: tuple[str, ...]
    ends: tuple[float, ...]
    limits: tuple[float, float]
    size: float = field(default=7.5)


def height_of(n_lines: int) -> float:
    """Return how high a figure of so many rows is, in inches."""
    return FRAME + n_lines * (ROW if n_lines <= MANY else TIGHT_ROW)


def draw_lines(axes: Axes, lines: Sequence[Line], columns: Columns) -> None:
    """Draw all rows, the first at the top.

    Parameters
    ----------
    axes : matplotlib axes
        Their horizontal axis has its scale already.
    lines : sequence of Line
    columns : Columns
    """
    axes.set_ylim(len(lines) - 0.4, -0.6)
    axes.set_xlim(*columns.limits)
    _intervals(axes, lines, columns)
    _points(axes, lines, columns)
    _crosses(axes, lines, columns)
    _texts(axes, lines, columns)
    tests = [place for place, line in enumerate(lines) if not line.heading]
    axes.set_yticks(tests, [lines[place].label for place in tests], fontsize=columns.size)
    axes.tick_params(axis="y", length=0, pad=6)
    axes.spines["left"].set_visible(False)
    plain_ticks(axes)


def _intervals(axes: Axes, lines: Sequence[Line], columns: Columns) -> None:
    """Draw intervals, cut at the limits with an arrow."""
    low, high = columns.limits
    whole = [(y, x) for y, x in enumerate(lines) if x.low == x.low and x.high == x.high]
    inner = [(y, *line.inner) for y, line in enumerate(lines) if _known(line.inner)]
    for name, width, colour, ends in (
        ("inner interval", 3.4, GREY, inner),
        ("interval", 1.1, INK, [(y, line.low, line.high) for y, line in whole]),
    ):
        if ends:
            places, lows, highs = zip(*ends, strict=True)
            left = [min(max(value, low), high) for value in lows]
            right = [min(max(value, low), high) for value in highs]
            axes.hlines(places, left, right, color=colour, linewidth=width, label=name, zorder=2)
    for marker, edge, cut in (
        ("<", low, [y for y, x in enumerate(lines) if x.low < low or x.effect < low]),
        (">", high, [y for y, x in enumerate(lines) if x.high > high or x.effect > high]),
    ):
        if cut:
            style: dict[str, Any] = {"s": 16, "color": INK, "clip_on": False, "zorder": 3}
            axes.scatter([edge] * len(cut), cut, marker=marker, label="beyond", **style)


def _points(axes: Axes, lines: Sequence[Line], columns: Columns) -> None:
    """Draw effects, each shape and filling at once."""
    low, high = columns.limits
    kinds: dict[tuple[str, bool], list[tuple[float, int]]] = {}
    for y, line in enumerate(lines):
        if low <= line.effect <= high:
            kinds.setdefault((line.marker, line.filled), []).append((line.effect, y))
    for (marker, filled), points in kinds.items():
        axes.scatter(
            [x for x, _ in points],
            [y for _, y in points],
            s=30,
            marker=marker,
            facecolor=FIRST if filled else "white",
            edgecolor=FIRST,
            linewidth=1.2,
            label=f"{'filled' if filled else 'open'} {marker}",
            zorder=4,
        )


def _crosses(axes: Axes, lines: Sequence[Line], columns: Columns) -> None:
    """Draw a cross with the reason at the left edge, where there is no effect."""
    across = axes.get_yaxis_transform()
    places = [y for y, line in enumerate(lines) if line.status]
    if places:
        axes.scatter(
            [0.02] * len(places),
            places,
            s=22,
            marker="x",
            color=GREY,
            linewidth=1.3,
            transform=across,
            label="not computed",
            zorder=4,
        )
    for y in places:
        axes.text(
            0.045,
            y,
            lines[y].status,
            transform=across,
            fontsize=columns.size,
            color=GREY,
            va="center_baseline",
            in_layout=False,
            # the text runs over the zero line and the shading
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6},
        )


def _texts(axes: Axes, lines: Sequence[Line], columns: Columns) -> None:
    """Write headings and the columns at the right; their titles alone take part in the layout."""
    across = axes.get_yaxis_transform()
    for y, line in enumerate(lines):
        if line.heading:
            axes.text(
                0.0,
                y,
                line.label,
                transform=across,
                fontsize=columns.size + 0.5,
                weight="bold",
                va="center_baseline",
                in_layout=False,
            )
        for text, end in zip(line.cells, columns.ends, strict=False):
            _right(axes, text, y, end, columns.size)
    for title, end in zip(columns.titles, columns.ends, strict=True):
        _right(axes, title, -0.75, end, columns.size, title=True)


def _right(
    axes: Axes, text: str, y: float, end: float, size: float, *, title: bool = False
) -> None:
    """Write a text that ends so many points right of the axes."""
    axes.annotate(
        text,
        (1, y),
        (end, 0),
        xycoords=axes.get_yaxis_transform(),
        textcoords="offset points",
        ha="right",
        va="bottom" if title else "center_baseline",
        fontsize=size,
        weight="bold" if title else "normal",
        annotation_clip=False,
        in_layout=title,
    )


def _known(ends: tuple[float, float]) -> bool:
    return ends[0] == ends[0] and ends[1] == ends[1]
