"""Two metric variables by year, with their rank correlation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from smeint.arrays import FloatArray, IntArray
from smeint.numbers import correlation_text, interval_text
from smeint.plot.grid import AxesArray, beside_left, columns_of, given_back, panels, place, told_why
from smeint.plot.kept_units import kind_of, together, units_of, why_not_drawn
from smeint.plot.primary import (
    OK,
    Row,
    level_text,
    name_of,
    record_of,
    result_lines,
    tests_of,
    when,
)
from smeint.plot.reach import POINTS_OF_A_GROUP, Reach, most_points, reach_of, set_reach, thinned
from smeint.plot.style import FAINT, FIRST, GREY, INK, styled
from smeint.study.results import records

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from smeint.study.results import Results


#: Labels of what stands above a panel; those with an underscore are in no legend.
MARGIN, INTERVAL, RHO = "_margin", "_interval", "_rho"


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """A test with its firms' values of predictor and outcome, and the axes of both.

    Parameters
    ----------
    row : mapping
    predictor, outcome : array of float
    shown : array of int
        Places of the firms that stand as points.
    across, up : Reach
        Of predictor and outcome.
    """

    row: Row
    predictor: FloatArray
    outcome: FloatArray
    shown: IntArray
    across: Reach
    up: Reach

    @property
    def outside(self) -> int:
        """How many firms lie outside the view."""
        x, y = self.predictor, self.outcome
        inside = (x >= self.across.low) & (x <= self.across.high)
        inside &= (y >= self.up.low) & (y <= self.up.high)
        return int(np.count_nonzero(~inside))


@dataclass(frozen=True, slots=True)
class Margin:
    """The interval that the verdict on a negligible association reads, and its margin."""

    margin: float
    level: float
    low: float
    high: float

    @property
    def text(self) -> str:
        """Both as they are printed."""
        limits = interval_text("rho", self.low, self.high)
        return f"{level_text(self.level)} CI {limits}, margin \u00b1{correlation_text(self.margin)}"


def margin_of(results: Results, row: Mapping[str, Any]) -> Margin | None:
    """Return margin and wider interval of a test; None unless its claim is that of no effect."""
    record = record_of(results, row["hypothesis"])
    if record["claim"] != "negligible" or row["status"] != OK:
        return None
    level = 1 - 2 * results.manifest["alpha"]
    own = results.measures[results.measures["finding_id"] == row["finding_id"]]
    for measure in records(own):
        if measure["measure"] == row["effect_name"] and abs(measure["ci_level"] - level) < 1e-9:
            return Margin(record["margin"], level, measure["ci_low"], measure["ci_high"])
    return None


def association_panels(results: Results, hypothesis: str) -> list[Pairs]:
    """Return what `association` draws, by outcome and year.

    Raises
    ------
    ArgumentError
        If the hypothesis has no rank correlation, or the results keep no firm-years.
    """
    drawn = units_of(results, tests_of(results, hypothesis, "association"))
    most = min(POINTS_OF_A_GROUP, most_points(len(drawn)))
    values = [
        (row, np.zeros(0), np.zeros(0)) if own is None else (row, own.predictor, own.outcome)
        for row, own in drawn
    ]
    reach = {}
    for name in dict.fromkeys(
        n for row, _, _ in values for n in (row["predictor"], row["outcome"])
    ):
        own = [x for row, x, _ in values if row["predictor"] == name]
        own += [y for row, _, y in values if row["outcome"] == name]
        reach[name] = reach_of(together(own), kind_of(results, name))
    return [
        Pairs(row, x, y, thinned(x, most), reach[row["predictor"]], reach[row["outcome"]])
        for row, x, y in values
    ]


def association(
    results: Results, hypothesis: str = "H3b", *, ax: Axes | Iterable[Axes] | None = None
) -> Axes | AxesArray:
    """Draw two metric variables by year, with rho, its interval and p.

    Parameters
    ----------
    results : Results
        With its firm-years; otherwise the axes say why nothing is drawn.
    hypothesis : str
        One that is tested by Spearman's rank correlation.
    ax : Axes or iterable of Axes, optional
        One for each panel; a new figure otherwise.

    Returns
    -------
    Axes, or array of Axes
        A panel for each outcome and year.

    Raises
    ------
    ArgumentError
        If the results have no such hypothesis or it has another figure.

    Notes
    -----
    No line is drawn through the firms: rho depends on ranks alone and belongs to no line, and a
    line would be read as a model of one variable by the other. Where a negligible association is
    claimed, the bar below the title shows rho with the interval at 1 - 2 alpha that the verdict
    reads, in front of the margin.

    Examples
    --------
    >>> import smeint
    >>> results = smeint.load_results("results")  # doctest: +SKIP
    >>> smeint.plot.association(results, "H3b")  # doctest: +SKIP
    """
    why = why_not_drawn(results, tests_of(results, hypothesis, "association"))
    if why:
        return told_why(results, ax, why)
    return draw_association(results, association_panels(results, hypothesis), ax)


def draw_association(
    results: Results, found: Sequence[Pairs], ax: Axes | Iterable[Axes] | None = None
) -> Axes | AxesArray:
    """Draw panels that were prepared before."""
    beside = columns_of(len(found), 3)
    with styled():
        negligible = any(margin_of(results, part.row) for part in found)
        height, width = 3.4 if negligible else 2.9, min(7.0, 1.0 + 2.6 * beside)
        axes = panels(results, len(found), ax, height=height, columns=beside, width=width)
        for own, part in zip(axes, found, strict=True):
            _draw(own, results, part)
        if ax is None:
            alone = len({part.row["outcome"] for part in found}) == 1
            lines = max(own.get_title().count("\n") for own in axes) + 1
            above = 0.1 + 0.16 * lines + (0.35 if negligible else 0)
            place(axes, beside, above=above, below=0.5, between=0.2 if alone else 0.75)
            if alone:
                beside_left(axes, beside)
    return given_back(axes)


def _draw(axes: Axes, results: Results, part: Pairs) -> None:
    """Draw one test."""
    for reach, which, variable in (
        (part.across, "x", part.row["predictor"]),
        (part.up, "y", part.row["outcome"]),
    ):
        label = name_of(results, variable, 34)
        axes.set(**{f"{which}label": f"{label}, log scale" if reach.log else label})
        set_reach(axes, reach, which)
    axes.xaxis.label.set_fontsize(8)
    _firms(axes, part)
    if part.outside:
        note = f"{part.outside} outside the view"
        axes.text(0.98, 0.02, note, transform=axes.transAxes, ha="right", fontsize=7, color=GREY)
    lines = association_lines(results, part.row)
    margin = margin_of(results, part.row)
    room = 4 if margin is None else 28
    title = "\n".join([when(part.row), *lines])
    axes.set_title(title, fontsize=8, pad=room, linespacing=1.25)
    if margin is not None:
        _bar(axes, part.row, margin)


def _firms(axes: Axes, part: Pairs) -> None:
    """Draw a point for each firm, under the axes' own labels."""
    import seaborn

    labels = axes.get_xlabel(), axes.get_ylabel()
    seaborn.scatterplot(
        x=part.predictor[part.shown],
        y=part.outcome[part.shown],
        s=14 if part.shown.size <= 200 else 6,
        color=FIRST,
        edgecolor="white",
        linewidth=0.3,
        alpha=0.8,
        zorder=3,
        legend=False,
        ax=axes,
    )
    axes.set(xlabel=labels[0], ylabel=labels[1])


def association_lines(results: Results, row: Mapping[str, Any]) -> tuple[str, ...]:
    """Return n, rho, p, interval and, for a negligible claim, interval and margin of a test."""
    n = "\u2013" if row["n"] != row["n"] else f"{row['n']}"
    if row["status"] != OK:
        return (f"n = {n}, {result_lines(results, row)[0]}",)
    p, effect = result_lines(results, row)
    limits = interval_text(row["effect_name"], row["ci_low"], row["ci_high"])
    lines = [f"n = {n}, {effect}, {p}", f"{level_text(row['ci_level'])} CI {limits}"]
    margin = margin_of(results, row)
    return (*lines, margin.text) if margin is not None else tuple(lines)


def _bar(axes: Axes, row: Mapping[str, Any], margin: Margin) -> None:
    """Draw rho and its interval in front of the margin, on a scale from -1 to 1."""
    middle, half = 1.085, 0.045

    def across(*values: float) -> list[float]:
        return [(value + 1) / 2 for value in values]

    # in the panel's own coordinates, for axes of their own would cost as much as the panel
    where: dict[str, Any] = {"transform": axes.transAxes, "clip_on": False}
    left, right = across(-margin.margin, margin.margin)
    low, high = middle - half, middle + half
    axes.fill(
        [left, right, right, left], [low, low, high, high], color=FAINT, label=MARGIN, **where
    )
    axes.plot(across(-1, 1), [middle] * 2, "|-", color=GREY, linewidth=0.6, **where)
    axes.plot(across(0, 0), [low, high], color=GREY, linewidth=0.6, **where)
    limits = across(margin.low, margin.high)
    axes.plot(limits, [middle] * 2, color=INK, linewidth=1.6, label=INTERVAL, **where)
    axes.plot(across(row["effect"]), [middle], "D", color=INK, markersize=3.5, label=RHO, **where)
    for end, side in ((-1, "left"), (1, "right")):
        at = across(end * 0.97)[0]
        axes.text(at, middle + 0.01, f"{end}", ha=side, fontsize=6, color=GREY, **where)
