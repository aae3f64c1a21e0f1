"""Power over the number of firms, the size of effects, years or persistence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from smeint.diagnose.rows import DIMENSIONS
from smeint.errors import ArgumentError, nearest
from smeint.labels import RULE_TITLES
from smeint.plot.diagnosed import chosen, titles
from smeint.plot.grid import AxesArray, columns_of, given_back, panels
from smeint.plot.style import COLOURS, GREY, MARKERS, styled
from smeint.study.results import records

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from smeint.diagnose.diagnosis import Diagnosis

#: Panels in a row.
BESIDE = 3
AXES = {
    "firms": "Firms",
    "effect": "Effects (world's = 1)",
    "years": "Years",
    "persistence": "Persistence",
}
#: Lines of the rules, so that they are told in grey.
LINES = ("-", (0, (5, 2)), (0, (1, 1.5)), (0, (6, 2, 1, 2)), (0, (3, 1.5)))


def power_curves(
    diagnosis: Diagnosis,
    dimension: str = "firms",
    hypotheses: Sequence[str] | None = None,
    *,
    ax: Axes | Iterable[Axes] | None = None,
) -> Axes | AxesArray:
    """Draw how often a claim is supported over a dimension of the design, a line a rule.

    Parameters
    ----------
    diagnosis : Diagnosis
    dimension : {"firms", "effect", "years", "persistence"}
    hypotheses : sequence of str or None
        None draws all.
    ax : Axes or iterable of Axes, optional
        One for each hypothesis; a new figure otherwise.

    Returns
    -------
    Axes, or array of Axes
        One panel for each hypothesis; power in percent.

    Raises
    ------
    ArgumentError
        If there is no such dimension, or the diagnosis has no curve over it, or none of a
        hypothesis.

    Notes
    -----
    Vertical lines are Wilson's 95 % Monte Carlo intervals; the dashed line is the wanted power,
    where the diagnosis searched for one.

    Examples
    --------
    >>> from smeint.diagnose import diagnose  # doctest: +SKIP
    >>> power_curves(diagnose("published", reps=1000), "firms")  # doctest: +SKIP
    """
    if dimension not in DIMENSIONS:
        raise ArgumentError(
            f"dimension must be one of {', '.join(DIMENSIONS)}; got {dimension!r}."
            + nearest(str(dimension), DIMENSIONS)
        )
    found = [row for row in records(diagnosis.power) if row["dimension"] == dimension]
    asked = chosen(diagnosis, hypotheses, {row["hypothesis"] for row in found})
    with styled():
        beside = columns_of(len(asked), BESIDE)
        axes = panels(diagnosis, len(asked), ax, height=2.3, columns=beside)
        headings = titles(diagnosis, 6.7 / beside)
        for place, (own, name) in enumerate(zip(axes, asked, strict=True)):
            _draw(own, dimension, [row for row in found if row["hypothesis"] == name])
            own.set_title(headings[name], loc="left", fontsize=7.5, weight="bold")
            own.set_ylabel("" if place % beside else "Supported, %")
            _wanted(own, diagnosis)
        _legend(axes, diagnosis, dimension, found, new=ax is None)
    return given_back(axes)


def _draw(axes: Axes, dimension: str, found: list[dict[str, Any]]) -> None:
    """Draw one hypothesis: a line with its intervals for each rule."""
    rules = [rule for rule in RULE_TITLES if any(row["rule"] == rule for row in found)]
    for rule in rules:
        look = list(RULE_TITLES).index(rule)
        own = sorted((r for r in found if r["rule"] == rule), key=lambda row: row["value"])
        x = [row["value"] for row in own]
        colour = COLOURS[look]
        low, high = [100 * r["ci_low"] for r in own], [100 * r["ci_high"] for r in own]
        axes.vlines(x, low, high, color=colour, linewidth=1.0, zorder=2)
        axes.plot(
            x,
            [100 * row["power"] for row in own],
            color=colour,
            linestyle=LINES[look],
            marker=MARKERS[look],
            markersize=4,
            markerfacecolor=colour if look % 2 == 0 else "white",
            linewidth=1.2,
            label=RULE_TITLES[rule],
            zorder=3,
            clip_on=False,
        )
    points = sorted({row["value"] for row in found})
    if len(points) <= 5 or dimension == "years":
        axes.set_xticks(points, [f"{point:g}" for point in points])
    axes.set_ylim(0, 100)
    axes.set_yticks(range(0, 101, 20))
    axes.yaxis.grid(visible=True, color="#E6E6E6", linewidth=0.6)
    axes.set_axisbelow(True)


def _wanted(axes: Axes, diagnosis: Diagnosis) -> None:
    """Draw the wanted power."""
    for wanted in sorted(set(diagnosis.smallest_n["wanted"].tolist())):
        axes.axhline(100 * wanted, color=GREY, linewidth=0.9, linestyle=(0, (4, 3)), zorder=1)


def _legend(
    axes: Sequence[Axes],
    diagnosis: Diagnosis,
    dimension: str,
    found: list[dict[str, Any]],
    *,
    new: bool,
) -> None:
    """Name the rules and the horizontal axis, and say how many replicates a point has."""
    least = min(row["n_replicates"] for row in found)
    most = max(row["n_replicates"] for row in found)
    n = f"{least:,}" if least == most else f"{least:,} to {most:,}"
    n += " replicates a point"
    n += " (interrupted)" if diagnosis.manifest["interrupted"] else ""
    handles, names = axes[0].get_legend_handles_labels()
    figure = axes[0].figure.figure
    for own in axes:
        own.set_xlabel(AXES[dimension])
    if new and figure is not None:
        style: dict[str, Any] = {"loc": "outside lower center", "ncols": 5, "title_fontsize": 8}
        figure.legend(handles, names, title=n, **style)
    else:
        axes[0].legend(handles, names, title=n)
