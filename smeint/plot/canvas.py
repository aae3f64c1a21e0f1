"""Axes to draw on: the caller's own, or those of a new figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smeint.plot.style import SYNTHETIC, blank

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SYNTHETIC_COLOUR = "#B00020"


def axes_for(ax: Axes | None, width: float, height: float, *, synthetic: bool) -> Axes:
    """Return the axes to draw on, labelled where the data are synthetic.

    Parameters
    ----------
    ax : matplotlib axes or None
        None makes a figure of the given size.
    width, height : float
        Inches.
    synthetic : bool
        A figure of ours says so at its top, axes of the caller in their own title.

    Returns
    -------
    matplotlib axes
    """
    if ax is None:
        return blank(width, height, synthetic=synthetic).add_subplot()
    if synthetic:
        ax.set_title(SYNTHETIC, fontsize=7, color=SYNTHETIC_COLOUR, loc="right")
    return ax


def figure_of(axes: Axes) -> Figure:
    """Return the whole figure that axes stand in."""
    figure = axes.figure.figure
    if figure is None:
        raise ValueError("the axes stand in no figure")
    return figure
