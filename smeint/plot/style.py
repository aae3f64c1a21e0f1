"""The look of all figures: legible in grey, by colour-blind readers, and in print."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Okabe and Ito's colours: the first two, of the groups of a contrast, differ in grey as well.
FIRST, SECOND = "#0072B2", "#E69F00"
COLOURS = (FIRST, SECOND, "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#000000")
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
GREY, FAINT, INK = "#666666", "#D9D9D9", "#1A1A1A"

#: Stands where the figures' font has no character.
NO_GLYPH = "\u25a1"
SYNTHETIC = "SYNTHETIC DATA: no row is a real firm"

#: Width of a figure that fills a page's column, in inches.
WIDTH = 7.0

_SETTINGS: Any = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans", "Arial", "Helvetica"],
    "font.size": 9,
    "axes.titlesize": 9,
    "axes.labelsize": 9,
    "xtick.labelsize": 8,
    "ytick.labelsize": 8,
    "legend.fontsize": 8,
    "legend.frameon": False,
    "axes.edgecolor": INK,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "text.color": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "lines.linewidth": 1.4,
    "figure.facecolor": "white",
    # a dollar sign in data begins no formula
    "text.parse_math": False,
    "axes.unicode_minus": True,
}


@contextmanager
def styled() -> Iterator[None]:
    """Draw in the figures' style; the caller's settings are put back after."""
    import matplotlib

    with matplotlib.rc_context(_SETTINGS):
        yield


def blank(width: float, height: float, *, synthetic: bool) -> Figure:
    """Return an empty figure of so many inches, labelled where its data are synthetic."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    if synthetic:
        figure.suptitle(SYNTHETIC, fontsize=8, color="#B00020", x=0.01, ha="left")
    return figure


def not_drawn(axes: Axes, why: str) -> None:
    """Say in empty axes why a figure is not drawn."""
    import textwrap

    axes.set_axis_off()
    text = "\n".join(textwrap.wrap(f"Not drawn: {why}.", 60))
    axes.text(0.5, 0.5, text, ha="center", va="center", transform=axes.transAxes, wrap=True)


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
