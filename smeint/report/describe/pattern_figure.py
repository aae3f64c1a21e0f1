"""The map of missing values: patterns by variables, with how often each occurs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from smeint.plot.style import blank, drawable
from smeint.report.describe.svg import bare
from smeint.study.results import records

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from smeint.study.describe.description import Description

#: A figure of more is not readable: the most frequent patterns, the variables with most gaps.
PATTERNS, VARIABLES = 25, 40
MISSING, KNOWN, BAR = "#D55E00", "#E4E4E4", "#4477AA"


def shown_variables(description: Description) -> tuple[tuple[str, int], ...]:
    """Return the file's variables with gaps and how many, most gaps first.

    Parameters
    ----------
    description : Description

    Returns
    -------
    tuple of (str, int)
    """
    frame = description.missing_by_group
    wanted = set(description.manifest["variables"])
    totals = frame[(frame["year"] == "all") & (frame["sme"] == "all") & (frame["n_missing"] > 0)]
    pairs = [
        (row["variable"], int(row["n_missing"]))
        for row in records(totals)
        if row["variable"] in wanted
    ]
    return tuple(sorted(pairs, key=lambda pair: -pair[1]))


def pattern_figure(description: Description) -> Figure | None:
    """Draw which variables are missing together.

    Parameters
    ----------
    description : Description

    Returns
    -------
    matplotlib figure or None
        None where nothing is missing.
    """
    gaps = shown_variables(description)
    if not gaps:
        return None
    variables = gaps[:VARIABLES]
    found = records(description.missing_patterns)
    patterns = found[:PATTERNS]
    names = [name for name, _ in variables]
    places_of = [description.manifest["variables"].index(name) for name in names]
    matrix = np.array([[row["mask"][place] == "1" for place in places_of] for row in patterns])
    wide, high = len(names), len(patterns)
    longest = max(len(name) for name in names)
    figure = blank(
        3.6 + 0.27 * wide,
        2.0 + 0.24 * high + 0.07 * min(longest, 28),
        synthetic=description.manifest["synthetic"],
    )
    grid = figure.add_gridspec(
        2, 2, width_ratios=(max(0.27 * wide, 1.4), 2.2), height_ratios=(1.0, max(0.24 * high, 0.6))
    )
    top = figure.add_subplot(grid[0, 0])
    cells = figure.add_subplot(grid[1, 0], sharex=top)
    side = figure.add_subplot(grid[1, 1], sharey=cells)
    places = np.arange(wide)
    top.bar(places, [n for _, n in variables], color=MISSING, width=0.8)
    top.set_ylabel("values\nmissing", fontsize=8)
    top.tick_params(labelbottom=False, labelsize=7, bottom=False)
    bare(top)
    for colour, where in ((KNOWN, ~matrix), (MISSING, matrix)):
        row, column = np.nonzero(where)
        cells.scatter(column, row, marker="s", s=130, color=colour, linewidths=0)
    cells.set_xticks(places, [drawable(name) for name in names], rotation=90, fontsize=8)
    cells.set_yticks(range(high), [str(row["pattern"]) for row in patterns], fontsize=8)
    cells.set_ylim(high - 0.4, -0.6)
    cells.set_xlim(-0.6, wide - 0.4)
    cells.set_ylabel("pattern", fontsize=8)
    cells.tick_params(length=0)
    bare(cells, "top", "right", "left", "bottom")
    counts = [row["firm_years"] for row in patterns]
    bars = side.barh(range(high), counts, color=BAR, height=0.7)
    labels = [f"{row['firm_years']:,} ({row['share'] * 100:.1f} %)" for row in patterns]
    side.bar_label(bars, labels, fontsize=7, padding=2)
    side.set_xlim(0, max(counts) * 1.65)
    side.set_xlabel("firm-years", fontsize=8)
    side.tick_params(labelleft=False, labelsize=7, length=0)
    bare(side, "top", "right", "left")
    figure.supxlabel(_caption(len(gaps), len(found), description), fontsize=7)
    return figure


def _caption(n_gaps: int, n_patterns: int, description: Description) -> str:
    """Return what is shown and what is left out."""
    whole = len(description.manifest["variables"]) - n_gaps
    parts = ["orange: missing, grey: known"]
    if whole:
        parts.append(f"{whole} variable{'s' if whole > 1 else ''} without gaps not shown")
    if n_gaps > VARIABLES:
        parts.append(f"the {VARIABLES} of {n_gaps} variables with most gaps")
    if n_patterns > PATTERNS:
        parts.append(f"the {PATTERNS} most frequent of {n_patterns:,} patterns")
    return "; ".join(parts)
