"""The Q-Q grid of metric variables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smeint.errors import listed
from smeint.labels import variable_label
from smeint.plot.grid import figure_of
from smeint.plot.kept_units import why_not_drawn
from smeint.plot.primary import when
from smeint.plot.qq_plot import (
    NO_TESTS,
    YEARS,
    draw_qq,
    normality_lines,
    points_of,
    qq_panels,
    qq_rows,
    qq_shown,
    qq_variables,
)
from smeint.report.blocks import FigureBlock
from smeint.report.figures.common import not_drawn_block, sentences
from smeint.report.words import italic, words
from smeint.study.shipped import NORMALITY

if TYPE_CHECKING:
    from smeint.study.results import Results


def qq_figure(results: Results) -> FigureBlock:
    """Return the Q-Q plots of the variables that were tested for normality.

    Parameters
    ----------
    results : Results

    Returns
    -------
    FigureBlock
        With the reason where the study has no such tests or the results keep no firm-years.
    """
    name, title = "normality-qq", words("Metric variables against the normal distribution")
    rows = qq_rows(results)
    why = why_not_drawn(results, (row for row, _ in rows)) if rows else NO_TESTS
    if why:
        return not_drawn_block(name, title, why)
    found = qq_panels(results, rows)
    notes = words(
        "All firms of a year, each a point; along the line, which goes through the mean with the "
        "standard deviation as its slope, values are normal. ",
        italic("W"),
        " is Shapiro and Wilk's with its ",
        italic("p"),
        "; Lilliefors' ",
        italic("p"),
        " stands below it.",
        _not_shown(results),
        _thinned(max(part.values.size for part in found), points_of(len(found))),
    )
    said = []
    for part in found:
        head = variable_label(results.manifest, part.lilliefors["outcome"])
        lines = ", ".join(normality_lines(results, part))
        said.append(f"{head}, {when(part.lilliefors)}: {lines}")
    return FigureBlock(
        name, title, notes, sentences(said), lambda: figure_of(draw_qq(results, found))
    )


def _not_shown(results: Results) -> str:
    """Return which variables and years have no panel."""
    shown, known = qq_shown(results), qq_variables(results)
    rest = [variable_label(results.manifest, v) for v in known if v not in shown]
    own = results.findings["hypothesis"] == NORMALITY
    years = results.findings.loc[own, "year"].nunique()
    text = f" Of {years} years the first, the middle one and the last." if years > YEARS else ""
    return f"{text} Not shown: {listed(rest)}." if rest else text


def _thinned(n: int, most: int) -> str:
    """Return that not every firm stands as a point."""
    return "" if n <= most else f" Of more than {most} firms, so many: both ends and even steps."
