"""Panels in rows: the axes that a figure of several years is drawn in."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from smeint.errors import ArgumentError
from smeint.plot.style import WIDTH, blank, drawable, not_drawn, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


AxesArray = NDArray[np.object_]

#: Panels beside each other at most.
COLUMNS = 4


class Labelled(Protocol):
    """Results or a diagnosis: what says whether its numbers are synthetic."""

    @property
    def manifest(self) -> Mapping[str, Any]:
        """What it was made from."""


def columns_of(count: int, most: int = COLUMNS) -> int:
    """Return how many panels stand beside each other, so that rows are about full.

    Examples
    --------
    >>> [columns_of(n) for n in (1, 3, 4, 5, 6, 7, 10, 12)]
    [1, 3, 4, 3, 3, 4, 4, 4]
    """
    rows = -(-count // most)
    return -(-count // rows)


def panels(
    results: Labelled,
    count: int,
    given: Axes | Iterable[Axes] | None,
    *,
    height: float,
    columns: int = 0,
    width: float = WIDTH,
) -> list[Axes]:
    """Return axes for so many panels: the caller's own, or those of a new figure.

    Parameters
    ----------
    results : Labelled
        Synthetic data are labelled.
    count : int
    given : Axes, iterable of Axes or None
    height : float
        Of a row, in inches.
    columns : int
        Panels in a row; 0 to choose.
    width : float
        Of the whole figure, in inches.

    Raises
    ------
    ArgumentError
        If the caller's axes are not as many as the panels.
    """
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    if given is not None:
        own = list(given) if isinstance(given, Iterable) else [given]
        if len(own) != count:
            raise ArgumentError(f"ax must be {count} axes for {count} panels, got {len(own)}.")
        return own
    beside = columns or columns_of(count)
    rows = -(-count // beside)
    figure = blank(width, 0.35 + rows * height, synthetic=bool(results.manifest["synthetic"]))
    if rows > 1:
        engine = figure.get_layout_engine()
        if isinstance(engine, ConstrainedLayoutEngine):
            engine.set(h_pad=0.1)
    return [figure.add_subplot(rows, beside, place + 1) for place in range(count)]


def given_back(axes: Sequence[Axes]) -> Axes | AxesArray:
    """Return the axes of one panel, or an array of those of several."""
    if len(axes) == 1:
        return axes[0]
    found: AxesArray = np.empty(len(axes), dtype=object)
    found[:] = axes
    return found


def figure_of(axes: Axes | AxesArray) -> Figure:
    """Return the figure that axes stand in."""
    figure: Figure = np.ravel(np.asarray(axes, dtype=object))[0].figure
    return figure


def told_why(results: Labelled, given: Axes | Iterable[Axes] | None, why: str) -> Axes:
    """Return axes that say why nothing is drawn; the caller's further ones are left empty."""
    own = list(given) if isinstance(given, Iterable) else [given]
    with styled():
        first = own[0] if own and own[0] is not None else panels(results, 1, None, height=1.6)[0]
        not_drawn(first, why)
        for other in own[1:]:
            if other is not None:
                other.set_axis_off()
    return first


def wrapped(text: str, width: int, lines: int = 3) -> str:
    r"""Return a name on a few short lines, as the figures' font can draw it.

    Words are broken only where they are longer than a line and a half.

    Examples
    --------
    >>> wrapped("Female top manager: yes", 14)
    'Female top\nmanager: yes'
    """
    found = textwrap.wrap(drawable(text, width * lines), width, break_long_words=False)
    return "\n".join(drawable(line, width + width // 2) for line in found[:lines])


def level_names(names: Sequence[str], width: int) -> list[str]:
    r"""Return names on as many lines each.

    Examples
    --------
    >>> level_names(["a b", "c"], 1)
    ['a\nb', 'c\n']
    """
    found = [wrapped(name, width) for name in names]
    most = max((name.count("\n") for name in found), default=0)
    return [name + "\n" * (most - name.count("\n")) for name in found]


def place(
    axes: Sequence[Axes], columns: int, *, above: float, below: float, between: float
) -> None:
    """Place panels by hand: to measure their labels takes longer than to draw them.

    Parameters
    ----------
    axes : sequence of Axes
        Of a new figure.
    columns : int
        Panels in a row.
    above, below, between : float
        Inches for titles, for what stands below an axis, and between neighbours.
    """
    figure = figure_of(axes[0])
    rows = -(-len(axes) // columns)
    wide, high = (float(inches) for inches in figure.get_size_inches())
    left, right, top, bottom = 0.72, 0.1, above + 0.35, below
    figure.set_layout_engine(None)
    inside = (
        wide - left - right - between * (columns - 1),
        high - top - bottom - (above + below) * (rows - 1),
    )
    figure.subplots_adjust(
        left=left / wide,
        right=1 - right / wide,
        bottom=bottom / high,
        top=1 - top / high,
        wspace=between * columns / inside[0],
        hspace=(above + below) * rows / inside[1],
    )


def plain_names(axes: Axes) -> None:
    """Let names below an axis stand as they are: a dollar sign begins no formula."""
    for label in axes.get_xticklabels():
        label.set_parse_math(False)


def beside_left(axes: Sequence[Axes], columns: int) -> None:
    """Take the numbers of a shared y axis away from all but the first panel of a row."""
    for place, own in enumerate(axes):
        if place % columns:
            own.tick_params(labelleft=False)
            own.set_ylabel("")
