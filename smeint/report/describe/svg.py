"""Figures as SVG: the same figure gives the same bytes."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Stands where the figures' font has no character.
NO_GLYPH = "\u25a1"
SYNTHETIC = "SYNTHETIC DATA: no row is a real firm"


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


def blank_figure(width: float, height: float, *, synthetic: bool) -> Figure:
    """Return an empty figure of so many inches, labelled where its data are synthetic."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    if synthetic:
        figure.suptitle(SYNTHETIC, fontsize=8, color="#B00020", x=0.01, ha="left")
    return figure


def drawable(text: str, longest: int = 28) -> str:
    """Return a text as the figures' font can draw it, cut where it is long.

    Parameters
    ----------
    text : str
    longest : int
        Characters.

    Returns
    -------
    str

    Examples
    --------
    >>> drawable("Maschinenbau und Anlagen", longest=12)
    'Maschinenba…'
    """
    from matplotlib.font_manager import FontProperties, findfont, get_font

    font = get_font(findfont(FontProperties()))
    shown = text if len(text) <= longest else f"{text[: longest - 1]}…"
    return "".join(c if font.get_char_index(ord(c)) else NO_GLYPH for c in shown)


def plain_ticks(axes: Axes) -> None:
    """Let tick labels stand as they are: a dollar sign begins no formula."""
    for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        label.set_parse_math(False)


def bare(axes: Axes, *sides: str) -> None:
    """Take spines away."""
    for side in sides or ("top", "right"):
        axes.spines[side].set_visible(False)
