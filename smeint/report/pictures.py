"""Figures as files; the same figure gives the same bytes."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Dots per inch of PNG files, as journals ask for.
DPI = 300

_METADATA: dict[str, dict[str, Any]] = {
    "svg": {"Date": None, "Creator": "smeint"},
    "png": {"Software": "smeint"},
    "pdf": {"CreationDate": None, "Creator": "smeint", "Producer": "smeint"},
}


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
        Without a date, and with ids that depend on the content alone.
    """
    import matplotlib

    buffer = io.BytesIO()
    # the settings hold while the file is written and are put back after
    with matplotlib.rc_context(
        {"svg.hashsalt": "smeint", "svg.fonttype": "none", "text.parse_math": False}
    ):
        figure.savefig(buffer, format=kind, dpi=DPI, metadata=_METADATA[kind])
    return buffer.getvalue()
