"""Figure of the logistic blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from smeint.labels import MODELS
from smeint.numbers import alpha_text, interval_text, number_text
from smeint.plot.canvas import figure_of
from smeint.plot.found import ALL_YEARS, computed, p_words, significant, statuses
from smeint.plot.model_forest import LEAST, MOST, forest, models_of, without_firth
from smeint.report.anchors import anchor
from smeint.report.blocks import FigureBlock
from smeint.report.figures.texts import methods, n_range, reason
from smeint.report.words import Words, italic, words

if TYPE_CHECKING:
    from smeint.study.results import Results

#: Models that a page has room for; of more, Firth's estimates are left to the table.
ROWS = 40
#: Years whose numbers a text can tell one by one.
TOLD = 4


def forest_figure(results: Results, hypothesis: str) -> FigureBlock | None:
    """Return the odds ratios of a hypothesis' logistic blocks.

    Parameters
    ----------
    results : Results
    hypothesis : str

    Returns
    -------
    FigureBlock or None
        None where the hypothesis has no logistic models.
    """
    rows = models_of(results, hypothesis)
    if not rows:
        return None
    name = anchor(hypothesis)
    title = words(f"{hypothesis}: odds ratios of the logistic blocks")
    if not any(computed(row) for row in rows):
        why = f"no model has an odds ratio to draw: {statuses(rows, 'model')}"
        return FigureBlock(f"{name}-forest", title, (), "", missing=why)
    brief = len(rows) > ROWS
    shown = without_firth(rows) if brief else rows
    return FigureBlock(
        name=f"{name}-forest",
        title=title,
        notes=_notes(results, shown, brief=brief),
        alt=" ".join(_told(shown, results.manifest["alpha"])),
        draw=lambda: figure_of(forest(results, hypothesis, brief=brief)),
    )


def _notes(results: Results, rows: Sequence[dict[str, Any]], *, brief: bool) -> Words:
    """Return how the figure is to be read."""
    alpha = alpha_text(results.manifest["alpha"])
    parts: list[Any] = [
        "Odds ratios on a logarithmic scale; the line at 1 is no association. Block 1: the "
        "predictor alone; block 2: + log firm age, country, industry; block 3: + networking, "
        "growth intention, innovation. Filled: ",
        *(italic("p"), f" < {alpha}. Intervals: {methods(rows, MODELS, 'procedure')}. "),
        f"{n_range(rows, 'model')} ",
        "EPV: events per variable.",
    ]
    if any(row["year"] == "all" for row in rows):
        parts.append(" Models of all years count firm-years, with firms as clusters.")
    if _beyond(rows):
        parts.append(
            f" An arrow marks what lies beyond {LEAST:g} or {MOST:g}; its numbers stand beside it."
        )
    if brief:
        parts.append(
            " Firth's estimates stand here only where maximum likelihood was not computed; the "
            "table has all."
        )
    return words(*parts)


def _beyond(rows: Sequence[dict[str, Any]]) -> bool:
    """Return whether an odds ratio or limit is off the scale."""
    return any(
        row[name] < LEAST or row[name] > MOST
        for row in rows
        for name in ("effect", "ci_low", "ci_high")
    )


def _told(rows: Sequence[dict[str, Any]], alpha: float) -> Iterator[str]:
    """Yield a sentence a year, without Firth's beside another estimate; of many their range."""
    told = without_firth(rows)
    years = list(dict.fromkeys(row["year"] for row in told if row["year"] != ALL_YEARS))
    if len(years) > TOLD:
        yearly = [row for row in told if row["year"] != ALL_YEARS]
        yield f"{years[0]} to {years[-1]}: {_range(yearly, alpha)}."
        years = []
    if any(row["year"] == ALL_YEARS for row in told):
        years.append(ALL_YEARS)
    for year in years:
        models = "; ".join(_model(row, alpha) for row in told if row["year"] == year)
        yield f"{'All years' if year == ALL_YEARS else year}. {models}."


def _range(rows: Sequence[dict[str, Any]], alpha: float) -> str:
    """Return how many models have an odds ratio, and the range of these."""
    done = [row for row in rows if computed(row)]
    said = f"{len(done)} of {len(rows)} models have an odds ratio"
    if not done:
        return said
    low, high = (number_text(f(row["effect"] for row in done)) for f in (min, max))
    below = sum(significant(row, alpha) for row in done)
    return f"{said}, from {low} to {high}; p < {alpha_text(alpha)} in {below} of them"


def _model(row: dict[str, Any], alpha: float) -> str:
    """Return a model's odds ratio, interval and p."""
    name = f"{row['variant'].replace('_', ' ')}, {MODELS[row['procedure']]}"
    if not computed(row):
        return f"{name}: {reason(row)}"
    interval = interval_text("odds_ratio", row["ci_low"], row["ci_high"])
    return f"{name}: OR = {number_text(row['effect'])} {interval}, {p_words(row, alpha)}"
