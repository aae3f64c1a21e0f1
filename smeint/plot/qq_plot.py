"""Q-Q plots of metric variables against the normal distribution, all firms of a year."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from smeint.arrays import FloatArray, IntArray
from smeint.errors import ArgumentError, listed, nearest
from smeint.numbers import correlation_text
from smeint.plot.grid import AxesArray, given_back, panels, place, told_why
from smeint.plot.kept_units import units_of, why_not_drawn
from smeint.plot.primary import OK, Row, name_of, p_phrase, when
from smeint.plot.reach import POINTS, Reach, set_reach
from smeint.plot.style import FIRST, INK, styled
from smeint.question import ALL
from smeint.study.results import records
from smeint.study.shipped import NORMALITY

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from smeint.study.results import Results

#: Panels of a figure at most; of more years than `YEARS` the first, middle and last are shown.
PANELS, YEARS = 12, 3
NO_TESTS = "the study has no tests of normality"
#: Points at each end of a panel that stand in any case.
ENDS = 40


@dataclass(frozen=True, slots=True, eq=False)
class QQ:
    """The values of a variable in a year, in order, with both of their tests.

    Parameters
    ----------
    lilliefors, shapiro : mapping
        Rows of the tests.
    values : array of float
        In order.
    """

    lilliefors: Row
    shapiro: Row
    values: FloatArray

    @property
    def quantiles(self) -> FloatArray:
        """Normal quantiles at Blom's positions (i - 3/8) / (n + 1/4)."""
        n = self.values.size
        return np.asarray(special.ndtri((np.arange(1, n + 1) - 0.375) / (n + 0.25)))

    @property
    def line(self) -> tuple[float, float]:
        """Mean and standard deviation, which the line goes through."""
        return float(np.mean(self.values)), float(np.std(self.values, ddof=1))


def qq_variables(results: Results) -> tuple[str, ...]:
    """Return the metric variables that were tested: outcomes of hypotheses first."""
    found = results.findings
    tested = found.loc[found["hypothesis"] == NORMALITY, "outcome"].unique().tolist()
    primary = found[found["role"] == "primary"]
    asked = [*primary["outcome"].unique(), *primary["predictor"].unique()]
    return tuple(dict.fromkeys([*(v for v in asked if v in tested), *tested]))


def qq_years(results: Results) -> tuple[str, ...]:
    """Return the years that are shown: all, or the first, the middle one and the last."""
    own = results.findings["hypothesis"] == NORMALITY
    years = list(dict.fromkeys(results.findings.loc[own, "year"]))
    if len(years) > YEARS:
        return years[0], years[(len(years) - 1) // 2], years[-1]
    return tuple(years)


def qq_shown(results: Results) -> tuple[str, ...]:
    """Return the variables that fit into one figure."""
    return qq_variables(results)[: PANELS // max(len(qq_years(results)), 1)]


def qq_rows(results: Results, variables: Iterable[str] | None = None) -> list[tuple[Row, Row]]:
    """Return Lilliefors' and Shapiro and Wilk's test of each panel.

    Raises
    ------
    ArgumentError
        If a variable was not tested, or there are more than fit into one figure.
    """
    known, years = qq_variables(results), qq_years(results)
    asked = qq_shown(results) if variables is None else tuple(dict.fromkeys(variables))
    for name in asked:
        if name not in known:
            raise ArgumentError(
                f"variables names `{name}`, which has no test of normality; there are "
                f"{listed(known)}." + nearest(str(name), known)
            )
    if len(asked) * len(years) > PANELS:
        raise ArgumentError(
            f"variables names {len(asked)} for {len(years)} years; a figure has room for {PANELS} "
            f"panels."
        )
    found = results.findings
    own = found[(found["hypothesis"] == NORMALITY) & (found["stratum"] == ALL)]
    own = own[own["outcome"].isin(asked)]
    by_place = {(r["outcome"], r["year"], r["procedure"]): r for r in records(own)}
    return [
        (by_place[name, year, "lilliefors"], by_place[name, year, "shapiro_wilk"])
        for name in asked
        for year in years
    ]


def qq_panels(results: Results, rows: Sequence[tuple[Row, Row]]) -> list[QQ]:
    """Return what `qq` draws, of rows of `qq_rows`.

    Raises
    ------
    ArgumentError
        If the results keep no firm-years.
    """
    units = units_of(results, (row for row, _ in rows))
    return [
        QQ(one, other, np.zeros(0) if own is None else np.sort(own.outcome))
        for (one, other), (_, own) in zip(rows, units, strict=True)
    ]


def qq(
    results: Results,
    variables: Iterable[str] | None = None,
    *,
    ax: Axes | Iterable[Axes] | None = None,
) -> Axes | AxesArray:
    """Draw metric variables against the normal distribution, a panel a variable and year.

    Parameters
    ----------
    results : Results
        With its firm-years; otherwise the axes say why nothing is drawn.
    variables : iterable of str, optional
        The hypotheses' own outcomes first, as many as fit into twelve panels.
    ax : Axes or iterable of Axes, optional
        One for each panel; a new figure otherwise.

    Returns
    -------
    Axes, or array of Axes
        Of more than three years the first, the middle one and the last.

    Raises
    ------
    ArgumentError
        If a variable has no test of normality, or there are more than twelve panels.

    Notes
    -----
    Points stand at Blom's positions. The line goes through the mean, with the standard deviation
    as its slope: where values are normal, points lie along it. W is Shapiro and Wilk's; the p
    below it is Lilliefors'. No procedure depends on either.

    References
    ----------
    Wilk, M. B., & Gnanadesikan, R. (1968). Probability plotting methods for the analysis of data.
    *Biometrika*, 55, 1-17. https://doi.org/10.1093/biomet/55.1.1

    Examples
    --------
    >>> import smeint
    >>> results = smeint.load_results("results")  # doctest: +SKIP
    >>> smeint.plot.qq(results, ["fsts", "rota"])  # doctest: +SKIP
    """
    rows = qq_rows(results, variables)
    why = why_not_drawn(results, (row for row, _ in rows)) if rows else NO_TESTS
    if why:
        return told_why(results, ax, why)
    return draw_qq(results, qq_panels(results, rows), ax)


def draw_qq(
    results: Results, found: Sequence[QQ], ax: Axes | Iterable[Axes] | None = None
) -> Axes | AxesArray:
    """Draw panels that were prepared before."""
    years = len({part.lilliefors["year"] for part in found})
    beside = years if years > 1 else min(len(found), YEARS)
    with styled():
        width = min(7.0, 1.0 + 2.3 * beside)
        axes = panels(results, len(found), ax, height=2.3, columns=beside, width=width)
        if ax is None:
            place(axes, beside, above=0.48, below=0.45, between=0.6)
        for own, part in zip(axes, found, strict=True):
            _draw(own, results, part, points_of(len(found)))
        for count, own in enumerate(axes if ax is None else (), start=beside):
            if count >= len(axes):
                own.set_xlabel("Normal quantile", fontsize=7)
    return given_back(axes)


def _draw(axes: Axes, results: Results, part: QQ, most: int) -> None:
    """Draw one panel."""
    name = name_of(results, part.lilliefors["outcome"], 32)
    lines = [f"{name}, {when(part.lilliefors)}", *normality_lines(results, part)]
    axes.set_title("\n".join(lines), fontsize=7, linespacing=1.2, pad=4)
    axes.tick_params(labelsize=7)
    if part.values.size > 1:
        shown = thinned_ends(part.values.size, most)
        at = part.quantiles
        mean, sd = part.line
        ends = at[[0, -1]]
        axes.plot(ends, mean + sd * ends, color=INK, linewidth=1.0, zorder=1)
        # a line of markers is quicker to write than a collection of them
        axes.plot(
            at[shown], part.values[shown], "o", color=FIRST, markersize=2.4, markeredgewidth=0
        )
        low, high = float(part.values[0]), float(part.values[-1])
        room = 0.1 * (high - low) or 1.0
        set_reach(axes, Reach(low - room, high + room), "y")
        axes.set_xticks([-2, 0, 2])
    else:
        axes.set_xticks([])
        axes.set_yticks([])


def normality_lines(results: Results, part: QQ) -> tuple[str, str]:
    """Return n and W with its p, and Lilliefors' p, as their table prints them, or the status."""
    first, second = part.lilliefors, part.shapiro
    n = "\u2013" if first["n"] != first["n"] else f"{first['n']}"
    shapiro = f"W: {second['status'].replace('_', ' ')}"
    if second["status"] == OK:
        p = p_phrase(results, second["p_value"], second["p_bound"])
        shapiro = f"W = {correlation_text(second['statistic'], 3)}, {p}"
    lilliefors = f"Lilliefors: {first['status'].replace('_', ' ')}"
    if first["status"] == OK:
        lilliefors = f"Lilliefors {p_phrase(results, first['p_value'], first['p_bound'])}"
    return f"n = {n}, {shapiro}", lilliefors


def points_of(panels: int) -> int:
    """Return how many points a panel has at most.

    Examples
    --------
    >>> points_of(1), points_of(12)
    (1000, 333)
    """
    return min(1000, POINTS // panels)


def thinned_ends(n: int, most: int) -> IntArray:
    """Return places of n ordered values: all, or both ends and every few between them.

    Examples
    --------
    >>> thinned_ends(3, 10)
    array([0, 1, 2])
    >>> thinned_ends(10_000, 200).size <= 200
    True
    """
    if n <= most:
        return np.arange(n)
    middle = np.round(np.linspace(ENDS, n - ENDS - 1, most - 2 * ENDS)).astype(np.int64)
    return np.concatenate([np.arange(ENDS), middle, np.arange(n - ENDS, n)])
