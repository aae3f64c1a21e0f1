"""Figures as files; the same figure gives the same bytes."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from smeint.report.formats.inline import typeset_minus

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Dots per inch of PNG files, as journals ask for.
DPI = 300

#: Colours of a PNG file: figures have few, and files are a third of the size.
COLOURS = 256

_METADATA: dict[str, dict[str, Any]] = {
    "svg": {"Date": None, "Creator": "smeint"},
    "pdf": {"CreationDate": None, "Creator": "smeint", "Producer": "smeint"},
}
_SETTINGS: Any = {"svg.hashsalt": "smeint", "svg.fonttype": "none", "text.parse_math": False}

#: Symbols with an index, as tables name them.
_INDEXED = re.compile(r"\br_(rb|pooled)\b")
_TEXT_NODE = re.compile(r"(?<=>)[^<>]+(?=</text>)")


def picture(figure: Figure, kind: str) -> bytes:
    """Return a figure as a file.

    Parameters
    ----------
    figure : matplotlib figure
    kind : {"svg", "png", "pdf"}
        SVG keeps its text as text; PNG has `DPI` dots per inch.

    Returns
    -------
    bytes
        Without a date, and with ids that depend on the content alone. Minus signs are set, and
        ``r_rb`` has an index.
    """
    import matplotlib

    buffer = io.BytesIO()
    # the settings hold while the file is written and are put back after
    with matplotlib.rc_context(_SETTINGS):
        if kind == "svg":
            figure.savefig(buffer, format="svg", metadata=_METADATA["svg"])
            return _TEXT_NODE.sub(_svg_text, buffer.getvalue().decode()).encode()
        with _typeset(figure):
            if kind == "png":
                return _png(figure)
            figure.savefig(buffer, format=kind, metadata=_METADATA[kind])
    return buffer.getvalue()


def _png(figure: Figure) -> bytes:
    """Return a figure as a PNG file of few colours."""
    from PIL import Image

    pixels, buffer = io.BytesIO(), io.BytesIO()
    figure.savefig(pixels, format="rgba", dpi=DPI)
    width = int(figure.get_figwidth() * DPI)
    raw = pixels.getvalue()
    drawn = Image.frombytes("RGBA", (width, len(raw) // (4 * width)), raw).convert("RGB")
    few = drawn.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(buffer, "PNG", dpi=(DPI, DPI))
    return buffer.getvalue()


def _svg_text(found: re.Match[str]) -> str:
    """Return a text of an SVG file with its minus signs and indexes."""
    index = (
        r'<tspan font-style="italic">r</tspan>'
        r'<tspan dy=".25em" font-size="75%">\1</tspan><tspan dy="-.1875em">'
    )
    text = typeset_minus(found[0])
    parts = _INDEXED.sub(rf"{index}", text)
    return parts + "</tspan>" * len(_INDEXED.findall(text))


@contextmanager
def _typeset(figure: Figure) -> Iterator[None]:
    """Let the texts of a figure have minus signs and indexes while it is written."""
    from matplotlib.text import Text

    before = []
    for artist in figure.findobj(Text):
        text = artist.get_text()
        shown = typeset_minus(text)
        if shown == text and not _INDEXED.search(text):
            continue
        before.append((artist, text, artist.get_parse_math()))
        if _INDEXED.search(shown):
            artist.set_parse_math(True)
            shown = _INDEXED.sub(r"$r_{\\mathrm{\1}}$", shown.replace("$", r"\$"))
        artist.set_text(shown)
    try:
        yield
    finally:
        for artist, text, parsed in before:
            artist.set_parse_math(parsed)
            artist.set_text(text)
