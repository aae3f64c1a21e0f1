"""Band panels: effects by degree of internationalization and year, a panel an outcome."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from smeint.errors import ArgumentError
from smeint.labels import variable_label
from smeint.numbers import SYMBOLS, alpha_text, correlation_text
from smeint.plot.band_texts import Column, foot, head
from smeint.plot.found import (
    computed,
    record_of,
    short_status,
    significant,
    statuses,
    tests_of,
)
from smeint.plot.style import FAINT, FIRST, GREY, INK, WIDTH, blank, drawable, styled

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from matplotlib.axes import Axes

    from smeint.study.results import Results

#: Height of a panel and of one that says why it is empty; width of the panel itself, in inches.
PANEL, EMPTY, INSIDE = 2.45, 0.6, 5.6
#: Points of width that a column needs for texts that lie flat.
FLAT = 27.0
YEARLY, POOLED = "o", "D"
CLAIMED, MARGIN = "#F1F1F1", "#E6E6E6"
NO_DIFFERENCE = "Significant in one band and not in another is no difference between bands."
#: With more tests than this in a panel its texts stand upright, and it is higher.
MANY = 14
#: Gap between bands, in columns.
GAP = 0.7


def bands(results: Results, hypothesis: str = "H4") -> np.ndarray[Any, Any]:
    """Draw a hypothesis' effects within bands, by year, a panel an outcome.

    Parameters
    ----------
    results : Results
    hypothesis : str
        One that is tested within bands, such as H4 or H5.

    Returns
    -------
    array of matplotlib axes, (outcomes,)

    Raises
    ------
    ArgumentError
        If the hypothesis was not tested, or not within bands.

    Notes
    -----
    A filled marker stands where p < alpha; a cross with its status where a test was not computed.
    That an effect is significant in one band and not in another does not show that bands differ:
    tests of that are companions in ``findings.csv`` (procedure ``homogeneity``).

    Examples
    --------
    >>> from smeint import run_panel, simulate
    >>> from smeint.synth.export import to_panel
    >>> axes = bands(run_panel(to_panel(simulate("published", 1))), "H5")
    >>> axes.shape
    (1,)
    """
    import numpy as np

    record = record_of(results, hypothesis)
    if not record["strata"]:
        raise ArgumentError(
            f"hypothesis must be one that is tested within bands; {hypothesis} is not."
        )
    tests = tests_of(results, hypothesis)
    panels = [[row for row in tests if row["outcome"] == name] for name in record["outcomes"]]
    tall = PANEL + (0.35 if len(tests) > MANY * len(panels) else 0)
    heights = [tall if any(computed(row) for row in rows) else EMPTY for rows in panels]
    with styled():
        figure = blank(WIDTH, sum(heights) + 0.5, synthetic=results.manifest["synthetic"])
        grid = figure.add_gridspec(len(panels), 1, height_ratios=heights)
        axes = np.array([figure.add_subplot(grid[place]) for place in range(len(panels))])
        for each, rows, height in zip(axes, panels, heights, strict=True):
            _panel(results, record, each, rows, empty=height == EMPTY)
        drawn = [each for each, height in zip(axes, heights, strict=True) if height == tall]
        if drawn:
            legend = _legend(drawn[0], [row for rows in panels for row in rows], results)
            figure.supxlabel(legend, x=0.01, ha="left", fontsize=7)
    return axes


def _panel(
    results: Results,
    record: Mapping[str, Any],
    axes: Axes,
    rows: Sequence[dict[str, Any]],
    *,
    empty: bool,
) -> None:
    """Draw one outcome."""
    outcome = drawable(variable_label(results.manifest, rows[0]["outcome"]), 60)
    if empty:
        axes.set_axis_off()
        axes.set_title(outcome, loc="left", weight="bold")
        text = drawable(f"No effect to draw: {statuses(rows)}.", 240)
        lines = "\n".join(textwrap.wrap(text, 120))
        style: dict[str, Any] = {"va": "top", "fontsize": 8, "color": GREY, "in_layout": False}
        axes.text(0, 0.9, lines, transform=axes.transAxes, **style)
        return
    alpha = results.manifest["alpha"]
    columns = _places(rows)
    width = INSIDE * 72 / (columns[-1].x + 1.2)
    _shade(axes, record, columns)
    axes.axhline(0, color=INK, linewidth=0.8, zorder=1)
    axes.set_xlim(-0.6, columns[-1].x + 0.6)
    axes.set_ylim(-1.08, 1.08)
    axes.set_yticks([-1, -0.5, 0, 0.5, 1], ["-1", "-.5", "0", ".5", "1"])
    yearly = (row for row in rows if computed(row) and row["role"] != "pooled")
    names = dict.fromkeys(SYMBOLS[row["effect_name"]] for row in yearly)
    axes.set_ylabel(f"Effect: {', '.join(names)}" if names else "Effect")
    axes.set_title(outcome, loc="left", weight="bold", pad=26 if width >= FLAT else 46)
    _effects(axes, columns, alpha)
    _statuses(axes, columns)
    head(axes, columns, alpha, flat=width >= FLAT)
    foot(results, axes, columns, flat=width >= FLAT)


def _places(rows: Sequence[dict[str, Any]]) -> list[Column]:
    """Return each test's place: by band and year, pooled tests last."""
    strata = list(dict.fromkeys(row["stratum"] for row in rows if row["role"] != "pooled"))
    columns: list[Column] = []
    x = 0.0
    for stratum in strata:
        for row in rows:
            if row["role"] != "pooled" and row["stratum"] == stratum:
                columns.append(Column(x, row))
                x += 1
        x += GAP
    for row in rows:
        if row["role"] == "pooled":
            columns.append(Column(x, row))
            x += 1
    return columns


def _effects(axes: Axes, columns: Sequence[Column], alpha: float) -> None:
    """Draw effects with intervals, each shape and filling at once."""
    drawn = [column for column in columns if computed(column.row)]
    known = [c for c in drawn if c.row["ci_low"] == c.row["ci_low"]]
    if known:
        lows, highs = ([c.row[name] for c in known] for name in ("ci_low", "ci_high"))
        axes.vlines([c.x for c in known], lows, highs, color=INK, linewidth=1.1, label="interval")
    for pooled in (False, True):
        for filled in (True, False):
            kind = [
                c
                for c in drawn
                if (c.row["role"] == "pooled") == pooled and significant(c.row, alpha) == filled
            ]
            if kind:
                marker = POOLED if pooled else YEARLY
                axes.scatter(
                    [c.x for c in kind],
                    [c.row["effect"] for c in kind],
                    s=30,
                    marker=marker,
                    facecolor=FIRST if filled else "white",
                    edgecolor=FIRST,
                    linewidth=1.2,
                    label=f"{'filled' if filled else 'open'} {marker}",
                    zorder=4,
                )


def _statuses(axes: Axes, columns: Sequence[Column]) -> None:
    """Draw a cross with the status where a test was not computed."""
    gone = [column for column in columns if not computed(column.row)]
    if not gone:
        return
    style: dict[str, Any] = {"marker": "x", "s": 22, "color": GREY, "linewidth": 1.3, "zorder": 4}
    across = axes.get_xaxis_transform()
    axes.scatter(
        [c.x for c in gone], [0.05] * len(gone), transform=across, label="not computed", **style
    )
    for column in gone:
        axes.text(
            column.x,
            0.12,
            short_status(column.row),
            transform=across,
            rotation=90,
            ha="center",
            va="bottom",
            fontsize=7,
            color=GREY,
            in_layout=False,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5},
        )


def _shade(axes: Axes, record: Mapping[str, Any], columns: Sequence[Column]) -> None:
    """Shade the claimed direction or the margin, and part the bands."""
    if record["claim"] == "negligible":
        margin = record["margin"]
        style: dict[str, Any] = {
            "facecolor": MARGIN,
            "hatch": "////",
            "edgecolor": "white",
            "linewidth": 0,
        }
        axes.axhspan(-margin, margin, zorder=0, label=f"margin ± {_margin(margin)}", **style)
    elif record["direction"]:
        ends = (-1.08, 0.0) if record["direction"] == "negative" else (0.0, 1.08)
        label = f"claim: {record['direction']}"
        axes.axhspan(*ends, facecolor=CLAIMED, edgecolor="none", zorder=0, label=label)
    for before, after in pairwise(columns):
        if before.band != after.band:
            line: dict[str, Any] = {"color": FAINT, "linewidth": 0.8}
            if not after.band:
                line |= {"linestyle": (0, (3, 3)), "color": GREY}
            middle = (before.x + after.x) / 2
            axes.axvline(middle, zorder=1, **line)


def _margin(margin: float) -> str:
    return correlation_text(margin)


def _legend(axes: Axes, rows: Sequence[dict[str, Any]], results: Results) -> str:
    """Return what the marks mean."""
    level = alpha_text(results.manifest["alpha"])
    parts = [f"filled: p < {level}", f"open: p ≥ {level}"]
    if any(row["role"] == "pooled" for row in rows):
        parts.append("diamond: pooled over years, with a measure of its own")
    if not all(computed(row) for row in rows):
        parts.append("cross: not computed")
    shades = [patch.get_label() for patch in axes.patches]
    parts += [f"shaded: {label}" for label in shades if isinstance(label, str)]
    lines = textwrap.wrap("; ".join(parts), 125)
    if len({row["stratum"] for row in rows if row["role"] != "pooled"}) > 1:
        lines.append(NO_DIFFERENCE)
    return "\n".join(lines)
