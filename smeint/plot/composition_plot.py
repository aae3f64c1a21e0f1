"""Shares of an outcome's levels in each group, for tables larger than 2x2."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from smeint.arrays import FloatArray, IntArray
from smeint.engine.select import Selection
from smeint.panel.variables import Kind
from smeint.plot.grid import AxesArray, figure_of, given_back, panels, told_why, wrapped
from smeint.plot.kept_units import NO_FIRM, why_not_drawn
from smeint.plot.primary import Row, group_names, has_units, name_of, result_lines, tests_of, when
from smeint.plot.style import INK, drawable, plain_ticks, styled
from smeint.study.kept import KeptUnits

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from smeint.study.results import Results

#: Groups and levels that can be told apart; further levels are added up, further groups left out.
GROUPS, LEVELS = 40, 8
#: Shares are printed in bars of so many groups, where a part has room for it.
PRINTED, ROOM = 10, 13.0
#: Panels beside each other.
ACROSS = 3
#: Of more groups than this the first, the middle and the last year are shown.
ALL_YEARS, FEW_YEARS = 12, 3


@dataclass(frozen=True, slots=True, eq=False)
class Composition:
    """A test with its firms counted.

    Parameters
    ----------
    row : mapping
    groups, levels : tuple of str
        Names of the counts' rows and columns; the same in every year of an outcome.
    counts : array of int, (groups, levels)
    left_out : int
        Groups that are not shown.
    added_up : int
        Levels that the last column adds up; 0 where it is a single one.
    years_left_out : int
        Years of the outcome that have no panel.
    """

    row: Row
    groups: tuple[str, ...]
    levels: tuple[str, ...]
    counts: IntArray
    left_out: int = 0
    added_up: int = 0
    years_left_out: int = 0

    @property
    def percent(self) -> FloatArray:
        """Shares within each group, in percent; NaN for a group without firms."""
        n = self.counts.sum(axis=1, keepdims=True)
        return np.where(n > 0, 100.0 * self.counts / np.maximum(n, 1), np.nan)


def composition_panels(results: Results, hypothesis: str) -> list[Composition]:
    """Return what `composition` draws, by outcome and year.

    Raises
    ------
    ArgumentError
        If the hypothesis has no test of a larger table, or the results keep no firm-years.
    """
    kept = KeptUnits(results)
    by_outcome: dict[str, list[Row]] = {}
    for row in tests_of(results, hypothesis, "composition"):
        by_outcome.setdefault(row["outcome"], []).append(row)
    return [part for rows in by_outcome.values() for part in _counted(results, kept, rows)]


def _counted(results: Results, kept: KeptUnits, rows: list[Row]) -> list[Composition]:
    """Return one outcome's tests with the same groups and levels each, the largest of them."""
    tables = [_table(results, kept, row) for row in rows]
    _, groups, levels = tables[0]
    counts = np.array([counts for counts, _, _ in tables])
    shown = _largest(counts.sum(axis=(0, 2)), GROUPS)
    used = int(np.count_nonzero(counts.sum(axis=(0, 2))))
    of_levels = counts.sum(axis=(0, 1))
    known = int(np.count_nonzero(of_levels))
    alone = _largest(of_levels, LEVELS if known <= LEVELS else LEVELS - 1)
    names, added_up = [levels[level] for level in alone], known - alone.size
    if added_up:
        rest = counts.sum(axis=2, keepdims=True) - counts[:, :, alone].sum(axis=2, keepdims=True)
        counts = np.concatenate([counts[:, :, alone], rest], axis=2)
        names.append(f"{added_up} further levels")
    else:
        counts = counts[:, :, alone]
    if shown.size > ALL_YEARS and len(rows) > FEW_YEARS:
        places = [0, (len(rows) - 1) // 2, len(rows) - 1]
    else:
        places = list(range(len(rows)))
    return [
        Composition(
            rows[year],
            tuple(groups[group] for group in shown),
            tuple(names),
            counts[year][shown],
            used - shown.size,
            added_up,
            len(rows) - len(places),
        )
        for year in places
    ]


def _largest(firms: IntArray, most: int) -> IntArray:
    """Return the places of the largest counts above 0, in their own order."""
    largest = np.argsort(-firms, kind="stable")[:most]
    return np.sort(largest[firms[largest] > 0])


def _table(
    results: Results, kept: KeptUnits, row: Row
) -> tuple[IntArray, tuple[str, ...], tuple[str, ...]]:
    """Return one test's counts with the names of all groups and levels."""
    levels = _levels(kept, row["outcome"])
    groups = group_names(results, row) if row["contrast"] else _levels(kept, row["predictor"])
    counts = np.zeros((len(groups), len(levels)), dtype=np.int64)
    if has_units(row):
        units: Selection = kept.of(row["finding_id"])
        at = np.where(units.first, 0, 1) if row["contrast"] else units.predictor.astype(int)
        np.add.at(counts, (at, units.outcome.astype(int)), 1)
    return counts, groups, levels


def _levels(kept: KeptUnits, name: str) -> tuple[str, ...]:
    """Return the levels of a variable in the order of their codes."""
    if name not in kept.analysis:
        return ()
    column = kept.analysis[name]
    return ("no", "yes") if column.kind is Kind.YES_NO else column.levels


def composition(
    results: Results, hypothesis: str, *, ax: Axes | Iterable[Axes] | None = None
) -> Axes | AxesArray:
    """Draw the shares of an outcome's levels in each group by year, as stacked bars.

    Parameters
    ----------
    results : Results
        With its firm-years; otherwise the axes say why nothing is drawn.
    hypothesis : str
        One with a category as outcome or predictor.
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
    The 40 largest groups are shown, and of more than twelve groups three years; of more than eight
    levels the rarest are added up. p and V belong to the whole table.

    Examples
    --------
    >>> import smeint
    >>> results = smeint.load_results("results")  # doctest: +SKIP
    >>> smeint.plot.composition(results, "H6")  # doctest: +SKIP
    """
    why = why_not_drawn(results, tests_of(results, hypothesis, "composition"))
    found = [] if why else composition_panels(results, hypothesis)
    if not any(part.counts.any() for part in found):
        return told_why(results, ax, why or NO_FIRM)
    return draw_composition(results, found, ax)


def draw_composition(
    results: Results, found: Sequence[Composition], ax: Axes | Iterable[Axes] | None = None
) -> Axes | AxesArray:
    """Draw panels that were prepared before."""
    most = max(len(part.groups) for part in found)
    beside = min(len(found), ACROSS)
    outcomes = {part.row["outcome"] for part in found}
    with styled():
        axes = panels(
            results,
            len(found),
            ax,
            height=1.2 + 0.2 * max(most, 2),
            columns=beside,
            width=min(7.0, 2.2 + 2.2 * beside),
        )
        for place, (own, part) in enumerate(zip(axes, found, strict=True)):
            inner = ax is None and bool(place % beside) and len(outcomes) == 1
            _draw(own, results, part, named=not inner)
            if not inner and not part.row["contrast"]:
                own.set_ylabel(name_of(results, part.row["predictor"]))
            if len(outcomes) > 1 or ax is not None:
                own.legend(ncols=2, loc="upper center", bbox_to_anchor=(0.5, -0.15))
        if ax is None and len(outcomes) == 1:
            handles, labels = axes[0].get_legend_handles_labels()
            figure_of(axes[0]).legend(
                handles,
                labels,
                loc="outside lower center",
                ncols=4,
                title=name_of(results, found[0].row["outcome"]),
            )
    return given_back(axes)


def _draw(axes: Axes, results: Results, part: Composition, *, named: bool) -> None:
    """Draw one test."""
    from matplotlib.collections import PolyCollection

    percent = np.nan_to_num(part.percent)
    ends = np.cumsum(percent, axis=1)
    at = np.arange(len(part.groups))
    for place, (name, colour) in enumerate(
        zip(part.levels, _colours(len(part.levels)), strict=True)
    ):
        left, right = ends[:, place] - percent[:, place], ends[:, place]
        corners = np.stack(
            [
                np.column_stack([left, at - 0.38]),
                np.column_stack([right, at - 0.38]),
                np.column_stack([right, at + 0.38]),
                np.column_stack([left, at + 0.38]),
            ],
            axis=1,
        )
        axes.add_collection(
            PolyCollection(
                list(corners),
                facecolor=colour,
                edgecolor="white",
                linewidth=0.6,
                label=drawable(name, 24),
            )
        )
        if at.size <= PRINTED:
            _print(axes, left, percent[:, place], colour)
    for group, n in enumerate(part.counts.sum(axis=1).tolist()):
        axes.text(102, group, f"{n}", va="center", fontsize=7)
    axes.text(102, -0.75, "n", va="center", fontsize=7, fontstyle="italic")
    axes.set_title(f"{when(part.row)}\n{', '.join(result_lines(results, part.row))}")
    axes.set_xlim(0, 100)
    axes.set_ylim(max(at.size, 1) - 0.4, -0.6)
    axes.set_xticks([0, 50, 100])
    axes.set_xlabel("% of firms")
    axes.tick_params(axis="y", length=0)
    if named:
        axes.set_yticks(at, [wrapped(name, 20, 2) for name in part.groups], fontsize=7)
    else:  # forty names more would take as long as the bars
        axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    plain_ticks(axes)


def _print(axes: Axes, left: FloatArray, wide: FloatArray, colour: tuple[float, ...]) -> None:
    """Print the shares that have room."""
    # luminance decides whether dark or white figures are legible
    light = 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2] > 0.5
    for group in np.flatnonzero(wide >= ROOM).tolist():
        axes.text(
            left[group] + wide[group] / 2,
            group,
            f"{wide[group]:.0f}",
            ha="center",
            va="center",
            fontsize=7,
            color=INK if light else "white",
        )


def _colours(count: int) -> list[tuple[float, ...]]:
    """Return colours from light to dark, which differ in grey as well."""
    from matplotlib import colormaps

    places = np.linspace(0.92, 0.08, count) if count > 1 else [0.5]
    return [tuple(float(c) for c in colormaps["cividis"](place)) for place in places]
