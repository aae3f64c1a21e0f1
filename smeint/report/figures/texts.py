"""Texts that notes and descriptions of figures share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from smeint.numbers import NOTHING, size_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def figure_of(axes: Axes) -> Figure:
    """Return the whole figure that axes stand in."""
    figure = axes.get_figure(root=True)
    if figure is None:
        raise ValueError("the axes stand in no figure")
    return figure


def methods(rows: Sequence[dict[str, Any]]) -> str:
    """Return how intervals were found, with their level.

    Examples
    --------
    >>> methods([{"status": "ok", "ci_method": "Wald", "ci_level": 0.95}])
    '95 % (Wald)'
    """
    done = [row for row in rows if row["status"] == "ok" and row["ci_method"]]
    levels = dict.fromkeys(f"{100 * row['ci_level']:g} %" for row in done)
    how = dict.fromkeys(row["ci_method"] for row in done)
    return f"{', '.join(levels)} ({'; '.join(how)})" if done else "none"


def n_range(rows: Sequence[dict[str, Any]]) -> str:
    """Return how many firms the tests of single years have.

    Examples
    --------
    >>> n_range([{"n": 57, "role": "primary"}, {"n": 62, "role": "primary"}])
    'n: 57 to 62 firms a test.'
    """
    sizes = [row["n"] for row in rows if row["role"] != "pooled" and row["n"] == row["n"]]
    if not sizes:
        return f"n: {NOTHING} (suppressed)."
    low, high = size_text(min(sizes)), size_text(max(sizes))
    return f"n: {low} firms a test." if low == high else f"n: {low} to {high} firms a test."
