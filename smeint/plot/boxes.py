"""Boxes of text with arrows between them; no text is wider than its box."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smeint.plot.style import GREY, INK, NO_GLYPH

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Size of a box's text in points, height of its lines and its inner margin in inches.
SIZE, LINE, MARGIN = 8.0, 0.165, 0.08
#: At which texts are measured.
DPI = 1440.0


@dataclass(frozen=True, slots=True)
class Box:
    """A box; the first `bold` lines are bold.

    Parameters
    ----------
    lines : tuple of str
    left, top, width : float
        Inches, from the left and from the bottom of the axes.
    bold : int
    centred : bool
    """

    lines: tuple[str, ...]
    left: float
    top: float
    width: float
    bold: int = 1
    centred: bool = False

    @property
    def height(self) -> float:
        """Of all lines, with margins."""
        return box_height(len(self.lines))

    @property
    def bottom(self) -> float:
        """Lower edge."""
        return self.top - self.height

    @property
    def middle(self) -> float:
        """Centre from left to right."""
        return self.left + self.width / 2


def box_height(n_lines: int) -> float:
    """Return how high a box of so many lines is, in inches."""
    return n_lines * LINE + 2 * MARGIN


def text_width(text: str, *, bold: bool = False) -> float:
    """Return how wide a line of a box is, in inches.

    Examples
    --------
    >>> text_width("SMEs") < text_width("SMEs", bold=True) < text_width("SMEs and non-SMEs")
    True
    """
    from matplotlib.font_manager import FontProperties, findfont, get_font

    font = get_font(findfont(FontProperties(weight="bold" if bold else "normal")))
    font.set_size(SIZE, DPI)  # at a low one every letter is rounded to whole dots
    font.set_text(_drawable(text), 0.0)
    width: float = font.get_width_height()[0] / 64 / DPI
    return width


def wrapped(text: str, width: float, *, most: int = 2, bold: bool = False) -> list[str]:
    """Return a text as lines that fit a width; what is left after `most` lines is cut.

    Parameters
    ----------
    text : str
    width : float
        Inches.
    most : int
        Lines.
    bold : bool

    Returns
    -------
    list of str

    Examples
    --------
    >>> wrapped("10 or fewer employees: neither SME nor non-SME", 1.9)
    ['10 or fewer employees: neither', 'SME nor non-SME']
    >>> wrapped("x" * 500, 1.0, most=1)[0].endswith("…")
    True
    """
    # a cell of data can be a page long; no line holds as much
    words = _drawable(text[:600]).split()
    lines: list[str] = []
    while words and len(lines) < most:
        line = words.pop(0)
        while words and text_width(f"{line} {words[0]}", bold=bold) <= width:
            line = f"{line} {words.pop(0)}"
        lines.append(_cut(line, width, bold=bold))
    if words and lines:
        lines[-1] = _cut(lines[-1].removesuffix("…") + "…", width, bold=bold)
    return lines


def _cut(line: str, width: float, *, bold: bool) -> str:
    """Return the line, with an ellipsis in place of what does not fit."""
    if text_width(line, bold=bold) <= width:
        return line
    short, long = 0, len(line)  # by halves: the longest beginning that fits
    while long - short > 1:
        half = (short + long) // 2
        fits = text_width(f"{line[:half]}…", bold=bold) <= width
        short, long = (half, long) if fits else (short, half)
    return f"{line[:short].rstrip('…')}…"


def draw_box(axes: Axes, box: Box) -> None:
    """Draw a box and its lines."""
    from matplotlib.patches import Rectangle

    corner = (box.left, box.bottom)
    style: dict[str, Any] = {"facecolor": "white", "edgecolor": INK, "linewidth": 0.9}
    axes.add_patch(Rectangle(corner, box.width, box.height, zorder=2, **style))
    for place, line in enumerate(box.lines):
        axes.text(
            box.middle if box.centred else box.left + MARGIN,
            box.top - MARGIN - (place + 0.5) * LINE,
            line,
            ha="center" if box.centred else "left",
            va="center_baseline",
            fontsize=SIZE,
            weight="bold" if place < box.bold else "normal",
            zorder=3,
        )


def arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Draw an arrow from one point to another, in inches."""
    style: dict[str, Any] = {
        "arrowstyle": "-|>",
        "color": GREY,
        "linewidth": 0.9,
        "shrinkA": 0,
        "shrinkB": 0,
    }
    axes.annotate("", end, start, arrowprops=style, zorder=1)


def line(axes: Axes, xs: Sequence[float], ys: Sequence[float]) -> None:
    """Draw a line through points, in inches."""
    axes.plot(xs, ys, color=GREY, linewidth=0.9, zorder=1)


def fitted(lines: Iterable[str], width: float, *, bold: int = 1, most: int = 2) -> tuple[str, ...]:
    """Return the lines of a box, wrapped to its width.

    Parameters
    ----------
    lines : iterable of str
    width : float
        Of the box, in inches.
    bold : int
        Lines at the top that are bold; each is cut to one line.
    most : int
        Lines that one of the others may become.

    Returns
    -------
    tuple of str
    """
    inside = width - 2 * MARGIN
    done: list[str] = []
    for place, text in enumerate(lines):
        heavy = place < bold
        done += wrapped(text, inside, most=1 if heavy else most, bold=heavy)
    return tuple(done)


def _drawable(text: str) -> str:
    """Return the text with a square for what the font lacks."""
    from matplotlib.font_manager import FontProperties, findfont, get_font

    font = get_font(findfont(FontProperties()))
    flat = " ".join(text.split())
    return "".join(c if font.get_char_index(ord(c)) else NO_GLYPH for c in flat)
