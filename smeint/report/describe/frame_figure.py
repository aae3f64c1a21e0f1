"""Respondents against the population, level by level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smeint.plot.style import blank, drawable, plain_ticks
from smeint.report.describe.svg import bare

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from smeint.study.describe.description import Description

#: A panel of more is not readable: levels that differ most, first years.
LEVELS, YEARS, VARIABLES = 30, 6, 6
POPULATION = "#000000"
COLOURS = ("#4477AA", "#EE6677", "#228833", "#CCBB44", "#66CCEE", "#AA3377")


def frame_figure(description: Description) -> Figure | None:
    """Draw each level's share among respondents and in the population.

    Parameters
    ----------
    description : Description

    Returns
    -------
    matplotlib figure or None
        None where the study names no population.
    """
    levels = description.frame_levels
    if levels.empty:
        return None
    every = list(dict.fromkeys(levels["variable"]))
    names = every[:VARIABLES]
    years = list(dict.fromkeys(levels["year"]))[:YEARS]
    parts = {name: levels[levels["variable"] == name] for name in names}
    order = {name: list(dict.fromkeys(part["level"]))[:LEVELS] for name, part in parts.items()}
    heights = [0.5 + 0.26 * len(order[name]) for name in names]
    figure = blank(6.5, 1.0 + sum(heights), synthetic=description.manifest["synthetic"])
    grid = figure.add_gridspec(len(names), 1, height_ratios=heights)
    for place, name in enumerate(names):
        axes = figure.add_subplot(grid[place, 0])
        shown = order[name]
        first = parts[name].drop_duplicates("level").set_index("level")
        axes.scatter(
            [first.loc[level, "share_frame"] * 100 for level in shown],
            range(len(shown)),
            marker="|",
            s=260,
            color=POPULATION,
            label="population",
            zorder=3,
            clip_on=False,
        )
        for number, (colour, year) in enumerate(zip(COLOURS, years, strict=False)):
            places = [row + _shift(number, len(years)) for row in range(len(shown))]
            own = parts[name][parts[name]["year"] == year].set_index("level")
            shares = [own.loc[level, "share_observed"] * 100 for level in shown]
            axes.scatter(shares, places, s=24, color=colour, label=year, clip_on=False)
        axes.set_yticks(range(len(shown)), [drawable(level) for level in shown], fontsize=8)
        plain_ticks(axes)
        axes.set_ylim(len(shown) - 0.4, -0.6)
        axes.set_xlim(0, 100)
        axes.set_title(name, fontsize=9, loc="left", parse_math=False)
        axes.tick_params(labelsize=8)
        axes.grid(axis="x", color="#E4E4E4", linewidth=0.6)
        bare(axes)
        if not place:
            marks = axes.get_legend_handles_labels()
    figure.legend(*marks, fontsize=7, frameon=False, loc="outside upper right", ncols=4)
    axes.set_xlabel("share of firms, %", fontsize=8)
    left_out = _left_out(len(every), max(len(set(p["level"])) for p in parts.values()), levels)
    if left_out:
        figure.supxlabel(left_out, fontsize=7)
    return figure


def _shift(number: int, n: int) -> float:
    """Return how far below its level's middle a year stands, so that years lie side by side."""
    return 0.12 * (number - (n - 1) / 2)


def _left_out(n_variables: int, n_levels: int, levels: pd.DataFrame) -> str:
    """Return what the figure does not show."""
    n_years = len(set(levels["year"]))
    parts = []
    if n_variables > VARIABLES:
        parts.append(f"the first {VARIABLES} of {n_variables} variables")
    if n_levels > LEVELS:
        parts.append(f"at most {LEVELS} levels of a variable")
    if n_years > YEARS:
        parts.append(f"the first {YEARS} of {n_years} years")
    return "; ".join(parts)
