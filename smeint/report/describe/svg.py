"""Figures as SVG: the same figure gives the same bytes."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def svg_bytes(figure: Figure) -> bytes:
    """Return a figure as an SVG file.

    Parameters
    ----------
    figure : matplotlib figure

    Returns
    -------
    bytes
        Without a date, and with ids that depend on the content alone.
    """
    import matplotlib

    buffer = io.BytesIO()
    # the setting holds while the file is written and is put back after
    with matplotlib.rc_context({"svg.hashsalt": "smeint", "svg.fonttype": "path"}):
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": "smeint"})
    return buffer.getvalue()


def bare(axes: Axes, *sides: str) -> None:
    """Take spines away."""
    for side in sides or ("top", "right"):
        axes.spines[side].set_visible(False)
