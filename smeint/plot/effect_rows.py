"""Effects over the years with intervals: the picture of "significant in one of three"."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from smeint.errors import ArgumentError
from smeint.labels import group_label, short_title, variable_label
from smeint.numbers import alpha_text, correlation_text, size_text
from smeint.plot.boxes import text_width, wrapped
from smeint.plot.canvas import axes_for, figure_of
from smeint.plot.found import (
    computed,
    effect_words,
    overview,
    p_cell,
    place_label,
    record_of,
    significant,
    status_words,
    tests_of,
)
from smeint.plot.rows import Columns, Line, draw_lines, height_of
from smeint.plot.style import FAINT, FIRST, GREY, INK, WIDTH, drawable, styled
from smeint.study.results import records

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from smeint.study.results import Results

YEARLY, POOLED = "o", "D"
#: Shades of a claimed direction and of a margin; the margin is hatched as well.
CLAIMED, MARGIN = "#EFEFEF", "#E3E3E3"

TICKS = (-1, -0.5, 0, 0.5, 1)
#: Where the columns of texts end, in points right of the axes.
_ENDS = (30.0, 164.0, 206.0)


def effects(
    results: Results, hypotheses: Sequence[str] | None = None, *, ax: Axes | None = None
) -> Axes:
    """Draw the effect of every year's test with its interval, a group of rows a hypothesis.

    Parameters
    ----------
    results : Results
    hypotheses : sequence of str or None
        None draws the study's hypotheses without bands and a user's own.
    ax : matplotlib axes or None
        None makes a figure.

    Returns
    -------
    matplotlib axes
        Effects lie from -1 to 1: phi, Cramer's V, rank-biserial or Spearman's correlation.

    Raises
    ------
    ArgumentError
        If a hypothesis was not tested, or there is none.

    Notes
    -----
    A filled marker stands where p < alpha. The test pooled over years (a diamond) has an effect
    measure of its own, so that its place is not to be compared with the years'. Shaded is the
    claimed direction, hatched the margin of a claim that the effect is negligible; there the
    thicker line is the interval at 1 - 2 alpha, which the verdict reads.

    Examples
    --------
    >>> from smeint import run_panel, simulate
    >>> from smeint.synth.export import to_panel
    >>> axes = effects(run_panel(to_panel(simulate("published", 1))), ["H1"])
    >>> [label.get_text() for label in axes.get_yticklabels()]
    ['2010', '2011', '2012', 'pooled']
    """
    if isinstance(hypotheses, str):
        raise ArgumentError(f"hypotheses must be a sequence such as ['H1']; got {hypotheses!r}.")
    wanted = overview(results) if hypotheses is None else tuple(hypotheses)
    if not wanted:
        raise ArgumentError("hypotheses: the results hold none to draw; name at least one.")
    records_of = [record_of(results, name) for name in wanted]
    tests = [tests_of(results, name) for name in wanted]
    room = _room(row for rows in tests for row in rows)
    parts = [
        part
        for record, rows in zip(records_of, tests, strict=True)
        for part in _groups(results, record, rows, room)
    ]
    lines = [line for part in parts for line in part[1]]
    with styled():
        height = height_of(len(lines)) + 0.15
        axes = axes_for(ax, WIDTH, height, synthetic=results.manifest["synthetic"])
        _shade(axes, parts)
        level = 100 * (1 - results.manifest["alpha"])
        titles = ("n", f"Effect [{level:g}% CI]", "p")
        draw_lines(axes, lines, Columns(titles, _ENDS, (-1.04, 1.04)))
        axes.set_xticks(TICKS, [number.replace("0.", ".") for number in map(str, TICKS)])
        axes.set_xlabel("Effect (that of the pooled test is a measure of its own)")
        _legend(axes, lines, results.manifest["alpha"])
    return axes


_Group = tuple[Mapping[str, Any], list[Line]]


def _room(rows: Iterable[Mapping[str, Any]]) -> float:
    """Return how wide a heading may be, in inches: it starts right of the longest label."""
    return WIDTH - 0.35 - max((text_width(_label(row)) for row in rows), default=0.0)


def _groups(
    results: Results, record: Mapping[str, Any], tests: Sequence[dict[str, Any]], room: float
) -> Iterator[_Group]:
    """Yield a hypothesis' record and rows, a group an outcome."""
    alpha = results.manifest["alpha"]
    wider = wider_intervals(results) if record["claim"] == "negligible" else {}
    for outcome, rows in groupby(tests, key=lambda row: str(row["outcome"])):
        several = outcome if len(record["outcomes"]) > 1 else ""
        heading = Line(_heading(results, record, several, room), heading=True)
        yield record, [heading, *(_line(row, alpha, wider) for row in rows)]


def _heading(results: Results, record: Mapping[str, Any], outcome: str, room: float) -> str:
    """Return what stands above a group: the hypothesis and its claim."""
    claim = ""
    if record["claim"] == "negligible":
        claim = f", claim: within ± {correlation_text(record['margin'])}"
    elif record["direction"]:
        claim = f", claim: {record['direction']}"
    what = short_title(record)
    if outcome:
        what = f"{drawable(variable_label(results.manifest, outcome), 30)}; {what}"
    groups = contrast_words(results, record)
    room -= text_width(groups + claim, bold=True)
    return wrapped(f"{record['id']}: {what}", room, most=1, bold=True)[0] + groups + claim


def contrast_words(results: Results, record: Mapping[str, Any]) -> str:
    """Return which group is subtracted from which, in brackets; nothing for none."""
    if not record["contrast"]:
        return ""
    labels = (group_label(results.manifest, record["predictor"], c) for c in record["contrast"])
    first, second = (drawable(label, 18) for label in labels)
    return f" ({first} minus {second})"


def _label(row: Mapping[str, Any]) -> str:
    """Return what stands left of a test's row."""
    return drawable(place_label(row), 18)


def _line(row: Mapping[str, Any], alpha: float, wider: Mapping[str, tuple[float, float]]) -> Line:
    """Return a test's row."""
    label = _label(row)
    if not computed(row):
        return Line(label, status=status_words(row), cells=(size_text(row["n"]),))
    return Line(
        label,
        effect=row["effect"],
        low=row["ci_low"],
        high=row["ci_high"],
        inner=wider.get(row["finding_id"], (math.nan, math.nan)),
        cells=(size_text(row["n"]), effect_words(row), p_cell(row, alpha)),
        marker=POOLED if row["role"] == "pooled" else YEARLY,
        filled=significant(row, alpha),
    )


def wider_intervals(results: Results) -> dict[str, tuple[float, float]]:
    """Return the intervals at 1 - 2 alpha, which verdicts on negligible effects read.

    Parameters
    ----------
    results : Results

    Returns
    -------
    dict of str to (float, float)
        By finding.
    """
    level = 1 - 2 * results.manifest["alpha"]
    measures = results.measures[(results.measures["ci_level"] - level).abs() < 1e-9]
    return {row["finding_id"]: (row["ci_low"], row["ci_high"]) for row in records(measures)}


def _shade(axes: Axes, parts: Sequence[_Group]) -> None:
    """Shade claimed directions and margins behind each group's rows, and part the groups."""
    top = -0.5
    for record, lines in parts:
        low, height = top + 1, len(lines) - 1
        axes.vlines(0, low, low + height, color=INK, linewidth=0.8, zorder=1)
        if lines[-1].marker == POOLED and height > 1:
            dashed: dict[str, Any] = {"color": GREY, "linewidth": 0.6, "linestyle": (0, (3, 3))}
            axes.hlines(low + height - 1, -1, 1, zorder=1, **dashed)
        if top > 0:
            axes.axhline(top, color=FAINT, linewidth=0.8, zorder=0)
        if record["claim"] == "negligible":
            margin = record["margin"]
            style: dict[str, Any] = {"facecolor": MARGIN, "hatch": "////", "edgecolor": "white"}
            axes.add_patch(_box((-margin, low), 2 * margin, height, "margin", style))
        elif record["direction"]:
            left = -1.0 if record["direction"] == "negative" else 0.0
            style = {"facecolor": CLAIMED, "edgecolor": "none"}
            axes.add_patch(_box((left, low), 1.0, height, "claimed direction", style))
        top += len(lines)


def _box(
    corner: tuple[float, float], width: float, height: float, label: str, style: dict[str, Any]
) -> Any:
    """Return a rectangle behind everything."""
    from matplotlib.patches import Rectangle

    return Rectangle(corner, width, height, zorder=0, linewidth=0, label=label, **style)


def _legend(axes: Axes, lines: Sequence[Line], alpha: float) -> None:
    """Say below the axes what the marks mean; only those that occur."""
    from matplotlib.lines import Line2D
    from matplotlib.transforms import offset_copy

    tests = [line for line in lines if not line.heading]
    shown: list[Any] = []

    def mark(label: str, **style: Any) -> None:
        shown.append(Line2D([], [], linestyle="none", label=label, markersize=5.5, **style))

    level = alpha_text(alpha)
    drawn = [line for line in tests if not line.status]
    if any(line.filled for line in drawn):
        mark(f"p < {level}", marker="o", color=FIRST)
    if any(not line.filled for line in drawn):
        mark(f"p ≥ {level}", marker="o", markerfacecolor="white", markeredgecolor=FIRST)
    if any(line.marker == POOLED for line in drawn):
        mark("pooled over years", marker=POOLED, markerfacecolor="white", markeredgecolor=FIRST)
    if len(drawn) < len(tests):
        mark("not computed", marker="x", color=GREY)
    if any(line.inner[0] == line.inner[0] for line in drawn):
        percent = f"{(1 - 2 * alpha) * 100:g}% interval"
        shown.append(Line2D([], [], color=GREY, linewidth=3.4, label=percent))
    patches = {patch.get_label(): patch for patch in axes.patches}
    shown += [patches[name] for name in ("claimed direction", "margin") if name in patches]
    axes.legend(
        handles=shown,
        loc="upper left",
        bbox_to_anchor=(0, 0),
        bbox_transform=offset_copy(axes.transAxes, figure_of(axes), y=-30, units="points"),
        ncols=min(len(shown), 6),
        borderaxespad=0,
        handletextpad=0.4,
        columnspacing=1.2,
        fontsize=7.5,
    )
