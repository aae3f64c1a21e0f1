"""Forest plot of logistic blocks: odds ratios by year, block and estimation."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from smeint.errors import ArgumentError
from smeint.labels import MODELS, group_label, variable_label
from smeint.numbers import alpha_text, interval_text, number_text, size_text
from smeint.plot.canvas import axes_for, figure_of
from smeint.plot.found import computed, p_cell, reason_words, record_of, significant
from smeint.plot.rows import Columns, Line, draw_lines, height_of
from smeint.plot.style import FIRST, GREY, INK, WIDTH, drawable, styled
from smeint.study.results import records

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from smeint.study.results import Results

#: The shape of each estimation.
SHAPES = {
    "logit": "s",
    "firth_logit": "o",
    "weighted_logit": "v",
    "clustered_logit": "D",
    "gee_logit": "^",
}
#: Estimations as rows name them.
SHORT = {
    "logit": "max. likelihood",
    "firth_logit": "Firth",
    "weighted_logit": "weighted",
    "clustered_logit": "max. likelihood",
    "gee_logit": "GEE",
}
#: Odds ratios beyond these are an arrow at the edge.
LEAST, MOST = 0.02, 50.0
#: The axis shows at least this much.
INNER = (0.4, 2.5)
TICKS = (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50)

_ENDS = (30.0, 62.0, 158.0, 196.0)


def forest(
    results: Results, hypothesis: str = "H1", *, brief: bool = False, ax: Axes | None = None
) -> Axes:
    """Draw the odds ratios of a hypothesis' logistic blocks with their intervals.

    Parameters
    ----------
    results : Results
    hypothesis : str
    brief : bool
        Leaves out Firth's estimates of models that maximum likelihood could compute.
    ax : matplotlib axes or None
        None makes a figure.

    Returns
    -------
    matplotlib axes
        Their horizontal axis is logarithmic.

    Raises
    ------
    ArgumentError
        If the hypothesis was not tested, or has no logistic models.

    Notes
    -----
    What lies beyond 0.02 or 50 is an arrow at the edge; the numbers at the right are the table's.
    A model that was not computed has its reason in place of an odds ratio.

    Examples
    --------
    >>> from smeint import run_panel, simulate
    >>> from smeint.synth.export import to_panel
    >>> axes = forest(run_panel(to_panel(simulate("published", 1))), "H1")
    >>> axes.get_xscale()
    'log'
    """
    record_of(results, hypothesis)
    rows = models_of(results, hypothesis)
    if not rows:
        raise ArgumentError(f"hypothesis: {hypothesis} has no logistic models in these results.")
    shown = without_firth(rows) if brief else rows
    lines = list(_lines(results, shown))
    with styled():
        height = height_of(len(lines)) + 0.1
        axes = axes_for(ax, WIDTH, height, synthetic=results.manifest["synthetic"])
        axes.set_xscale("log")
        axes.axvline(1, color=INK, linewidth=0.8, zorder=1)
        level = 100 * (1 - results.manifest["alpha"])
        titles = ("n", "EPV", f"OR [{level:g}% CI]", "p")
        limits = _limits(shown)
        draw_lines(axes, lines, Columns(titles, _ENDS, limits))
        ticks = [tick for tick in TICKS if limits[0] <= tick <= limits[1]]
        axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
        axes.set_xticks([], minor=True)
        axes.set_xlabel(_scale(results, shown[0]))
        _legend(axes, shown, results.manifest["alpha"])
    return axes


def models_of(results: Results, hypothesis: str) -> list[dict[str, Any]]:
    """Return the rows of a hypothesis' logistic models, with their events per variable.

    Parameters
    ----------
    results : Results
    hypothesis : str

    Returns
    -------
    list of dict
        As in ``findings.csv``, and `events_per_variable`.
    """
    found = results.findings
    own = (found["hypothesis"] == hypothesis) & found["procedure"].isin(MODELS)
    events = results.measures[results.measures["measure"] == "events_per_variable"]
    by_id = dict(zip(events["finding_id"], events["estimate"], strict=True))
    return [
        {**row, "events_per_variable": by_id.get(row["finding_id"], math.nan)}
        for row in records(found[own])
    ]


def without_firth(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the models without Firth's estimates of those that maximum likelihood computed."""

    def place(row: dict[str, Any]) -> tuple[str, ...]:
        return row["outcome"], row["year"], row["stratum"], row["variant"]

    plain = {place(row) for row in rows if row["procedure"] == "logit" and computed(row)}
    return [row for row in rows if row["procedure"] != "firth_logit" or place(row) not in plain]


def _lines(results: Results, rows: Sequence[dict[str, Any]]) -> Iterator[Line]:
    """Yield a heading for each outcome and year, and a row for each model."""
    several = len({row["outcome"] for row in rows}) > 1
    alpha = results.manifest["alpha"]
    for (outcome, year), part in groupby(rows, key=lambda row: (row["outcome"], row["year"])):
        when = "All years, firms as clusters" if year == "all" else str(year)
        named = drawable(variable_label(results.manifest, outcome), 40) + ", "
        yield Line(f"{named if several else ''}{when}", heading=True)
        for row in part:
            yield _line(row, alpha)


def _line(row: dict[str, Any], alpha: float) -> Line:
    """Return a model's row."""
    label = f"{row['variant'].replace('_', ' ')}, {SHORT[row['procedure']]}"
    counts = (size_text(row["n"]), number_text(row["events_per_variable"], 1))
    marker = SHAPES[row["procedure"]]
    if not computed(row):
        return Line(label, status=reason_words(row), cells=counts)
    interval = interval_text("odds_ratio", row["ci_low"], row["ci_high"])
    return Line(
        label,
        effect=row["effect"],
        low=row["ci_low"],
        high=row["ci_high"],
        cells=(*counts, f"{number_text(row['effect'])} {interval}", p_cell(row, alpha)),
        marker=marker,
        filled=significant(row, alpha),
    )


def _limits(rows: Sequence[dict[str, Any]]) -> tuple[float, float]:
    """Return what of the odds ratios the axis shows."""
    ends = [row[name] for row in rows for name in ("effect", "ci_low", "ci_high")]
    known = [min(max(end, LEAST), MOST) for end in ends if end == end]
    low, high = min([INNER[0], *known]), max([INNER[1], *known])
    # at the edge there is no room beyond the arrow
    return low if low == LEAST else low / 1.1, high if high == MOST else high * 1.1


def _scale(results: Results, row: dict[str, Any]) -> str:
    """Return what the odds ratios compare."""
    outcome = drawable(variable_label(results.manifest, row["outcome"]), 40)
    predictor = row["predictor"]
    groups = row["contrast"].split(" - ", 1)
    if len(groups) == 2:
        labels = (group_label(results.manifest, predictor, level) for level in groups)
        first, second = (drawable(label, 20) for label in labels)
        return f"Odds ratio of {outcome}: {first} against {second}"
    return f"Odds ratio of {outcome} by {drawable(variable_label(results.manifest, predictor), 32)}"


def _legend(axes: Axes, rows: Sequence[dict[str, Any]], alpha: float) -> None:
    """Say below the axes what shapes and fillings mean; only those that occur."""
    from matplotlib.lines import Line2D
    from matplotlib.transforms import offset_copy

    drawn = [row for row in rows if computed(row)]
    shown = [
        Line2D([], [], linestyle="none", marker=shape, color=GREY, markersize=5, label=MODELS[name])
        for name, shape in SHAPES.items()
        if any(row["procedure"] == name for row in drawn)
    ]
    for filled, label in ((True, f"p < {alpha_text(alpha)}"), (False, f"p ≥ {alpha_text(alpha)}")):
        if any(significant(row, alpha) == filled for row in drawn):
            face = FIRST if filled else "white"
            style: dict[str, Any] = {
                "markerfacecolor": face,
                "markeredgecolor": FIRST,
                "markersize": 5.5,
            }
            shown.append(Line2D([], [], linestyle="none", marker="s", label=label, **style))
    if len(drawn) < len(rows):
        shown.append(Line2D([], [], linestyle="none", marker="x", label="not computed", color=GREY))
    axes.legend(
        handles=shown,
        loc="upper left",
        bbox_to_anchor=(-0.2, 0),
        bbox_transform=offset_copy(axes.transAxes, figure_of(axes), y=-30, units="points"),
        ncols=4,
        borderaxespad=0,
        handletextpad=0.4,
        columnspacing=1.2,
        fontsize=7.5,
    )
