"""Shares of two groups by year, with intervals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from smeint.formulas.intervals import wilson
from smeint.plot.grid import AxesArray, given_back, panels, told_why
from smeint.plot.primary import (
    Row,
    groups_of,
    name_of,
    result_lines,
    short_names,
    tests_of,
    when,
)
from smeint.plot.style import FIRST, GREY, INK, SECOND, WIDTH, plain_ticks, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from smeint.study.results import Results

#: Years in a row; more go on in the next.
YEARS = 8
#: Distance of a group from its year's place.
ASIDE = 0.13
#: The two groups: colour, marker, whether it is filled, and the sign in front of its numbers.
LOOKS = ((FIRST, "o", True, "\u25cf"), (SECOND, "s", False, "\u25a1"))


@dataclass(frozen=True, slots=True)
class Share:
    """The share of one group: events of n firms, with Wilson's interval; NaN where unknown."""

    events: float
    n: float
    share: float
    low: float
    high: float

    @property
    def text(self) -> str:
        """The share as its counts, such as ``23/57``."""
        return "\u2013" if self.n != self.n else f"{self.events:.0f}/{self.n:.0f}"


@dataclass(frozen=True, slots=True)
class ShareCell:
    """A test with the shares of its first and second group; none where a variable is missing."""

    row: Row
    shares: tuple[Share, ...]


def share_cells(results: Results, hypothesis: str) -> dict[str, list[ShareCell]]:
    """Return what `shares` draws, by outcome and year.

    Raises
    ------
    ArgumentError
        If the hypothesis has no test of a yes/no outcome between two groups.
    """
    level = 1 - results.manifest["alpha"]
    cells: dict[str, list[ShareCell]] = {}
    for row in tests_of(results, hypothesis, "shares"):
        found = []
        for group in groups_of(results, row):
            low, high = wilson(group["events"], group["n"], level)
            found.append(
                Share(group["events"], group["n"], group["share"], float(low), float(high))
            )
        cells.setdefault(row["outcome"], []).append(ShareCell(row, tuple(found)))
    return cells


def why_no_shares(cells: dict[str, list[ShareCell]]) -> str:
    """Return why no share can be drawn; empty where one can."""
    known = [share for own in cells.values() for cell in own for share in cell.shares]
    if any(share.n > 0 for share in known):
        return ""
    first = next(iter(cells.values()))[0].row
    if not known:
        return str(first["note"]) or "a variable is missing"
    return "small counts are suppressed" if first["status"] == "suppressed" else "no firm is left"


def shares(
    results: Results, hypothesis: str = "H1", *, ax: Axes | Iterable[Axes] | None = None
) -> Axes | AxesArray:
    """Draw the share of each group by year, with intervals.

    Parameters
    ----------
    results : Results
    hypothesis : str
        One with a yes/no outcome and two groups.
    ax : Axes or iterable of Axes, optional
        One for each panel; a new figure otherwise.

    Returns
    -------
    Axes, or array of Axes
        One panel for each outcome, and one for each further eight years.

    Raises
    ------
    ArgumentError
        If the results have no such hypothesis or it has another figure.

    Notes
    -----
    Intervals of single shares are Wilson's, at 1 - alpha of the results. Whether two of them
    overlap is no test: p and effect of the test stand above each year as its table prints them.

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference.
    *Journal of the American Statistical Association*, 22, 209-212.
    https://doi.org/10.1080/01621459.1927.10502953

    Examples
    --------
    >>> import smeint
    >>> results = smeint.load_results("results")  # doctest: +SKIP
    >>> smeint.plot.shares(results, "H1")  # doctest: +SKIP
    """
    cells = share_cells(results, hypothesis)
    why = why_no_shares(cells)
    if why:
        return told_why(results, ax, why)
    parts = [
        own[start : start + YEARS] for own in cells.values() for start in range(0, len(own), YEARS)
    ]
    most = max(len(part) for part in parts)
    with styled():
        width = min(WIDTH, 2.4 + 1.25 * most)
        axes = panels(results, len(parts), ax, height=3.1, columns=1, width=width)
        for own, part in zip(axes, parts, strict=True):
            _draw(own, results, part, most)
    return given_back(axes)


def _draw(axes: Axes, results: Results, cells: Sequence[ShareCell], places: int) -> None:
    """Draw the years of one outcome."""
    first = cells[0].row
    *names, predictor = short_names(results, first, 24)
    for side, (colour, marker, filled, _) in enumerate(LOOKS):
        known = [
            (place + (2 * side - 1) * ASIDE, cell.shares[side])
            for place, cell in enumerate(cells)
            if cell.shares and cell.shares[side].n > 0
        ]
        at = [x for x, _ in known]
        percent = np.array([(s.share, s.low, s.high) for _, s in known]).reshape(-1, 3) * 100
        axes.vlines(at, percent[:, 1], percent[:, 2], color=colour, linewidth=1.8, zorder=2)
        axes.scatter(
            at,
            percent[:, 0],
            s=42,
            marker=marker,
            facecolor=colour if filled else "white",
            edgecolor=colour,
            linewidth=1.6,
            zorder=3,
            label=names[side],
        )
    axes.set_xlim(-0.5, places - 0.5)
    axes.set_ylim(-2, 102)
    axes.set_yticks(range(0, 101, 25))
    axes.set_ylabel(f"{name_of(results, first['outcome'])},\n% of firms")
    axes.yaxis.grid(visible=True, color="#E6E6E6", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.set_xticks(range(len(cells)), [when(cell.row) for cell in cells])
    axes.tick_params(axis="x", length=0)
    plain_ticks(axes)
    _write(axes, results, cells, (*names, predictor))


def _write(
    axes: Axes, results: Results, cells: Sequence[ShareCell], names: tuple[str, ...]
) -> None:
    """Write p and effect above each year, and each group's counts below it."""
    *groups, predictor = names
    small = 8 if axes.get_xlim()[1] <= 5 else 7
    for place, cell in enumerate(cells):
        axes.annotate(
            "\n".join(result_lines(results, cell.row)),
            (place, 1.0),
            (0, 4),
            xycoords=axes.get_xaxis_transform(),
            textcoords="offset points",
            ha="center",
            va="bottom",
            fontsize=small,
        )
    _beside(axes, predictor, (-4, -14), GREY)
    for side, (colour, _, _, sign) in enumerate(LOOKS):
        down = -26 - 12 * side
        for text, shift, ink in ((sign, -4, colour), (groups[side], -16, INK)):
            _beside(axes, text, (shift, down), ink)
        for place, cell in enumerate(cells):
            axes.annotate(
                cell.shares[side].text if cell.shares else "\u2013",
                (place, 0),
                (0, down),
                xycoords=axes.get_xaxis_transform(),
                textcoords="offset points",
                ha="center",
                va="center",
                fontsize=small,
                color=INK if cell.shares else GREY,
            )


def _beside(axes: Axes, text: str, shift: tuple[int, int], colour: str) -> None:
    """Write to the left, below the axis."""
    axes.annotate(
        text,
        (0, 0),
        shift,
        xycoords="axes fraction",
        textcoords="offset points",
        ha="right",
        va="center",
        fontsize=8,
        color=colour,
    )
