"""Figure of the logistic blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from smeint.labels import MODELS
from smeint.numbers import alpha_text, interval_text, number_text
from smeint.plot.found import computed, p_words, statuses
from smeint.plot.model_forest import LEAST, MOST, forest, models_of, without_firth
from smeint.report.blocks import FigureBlock
from smeint.report.figures.texts import figure_of, methods, n_range
from smeint.report.words import Words, italic, words

if TYPE_CHECKING:
    from smeint.study.results import Results

#: Models that a page has room for; of more, Firth's estimates are left to the table.
ROWS = 40


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
    name = "".join(c if c.isalnum() and c.isascii() else "-" for c in hypothesis.lower())
    title = words(f"{hypothesis}: odds ratios of the logistic blocks")
    if not any(computed(row) for row in rows):
        why = f"no model was computed: {statuses(rows)}"
        return FigureBlock(f"{name}-forest", title, (), "", missing=why.replace("test", "model"))
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
        *(italic("p"), f" < {alpha}. Intervals: {methods(rows)}. {n_range(rows)} "),
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
    """Yield a sentence a year: each model's odds ratio, interval and p."""
    for year in dict.fromkeys(row["year"] for row in rows):
        models = []
        for row in rows:
            if row["year"] != year:
                continue
            name = f"{row['variant'].replace('_', ' ')}, {MODELS[row['procedure']]}: "
            if computed(row):
                interval = interval_text("odds_ratio", row["ci_low"], row["ci_high"])
                odds = f"OR = {number_text(row['effect'])} {interval}"
                models.append(f"{name}{odds}, {p_words(row, alpha)}")
            else:
                models.append(name + statuses([row]).removesuffix(" (1 test)"))
        yield f"{'All years' if year == 'all' else year}. {'; '.join(models)}."
