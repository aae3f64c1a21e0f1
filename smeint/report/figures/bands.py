"""Figure of effects within bands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from smeint.labels import stratum_label, variable_label
from smeint.numbers import SYMBOLS, alpha_text
from smeint.plot.band_panels import bands
from smeint.plot.canvas import figure_of
from smeint.plot.found import (
    computed,
    effect_words,
    p_words,
    record_of,
    significant,
    statuses,
    tests_of,
)
from smeint.report.anchors import anchor
from smeint.report.blocks import FigureBlock
from smeint.report.figures.texts import contrast_said, methods, n_range, reason
from smeint.report.words import Words, italic, words

if TYPE_CHECKING:
    from smeint.study.results import Results

#: Years whose numbers a text can tell one by one.
TOLD = 4


def bands_figure(results: Results, hypothesis: str) -> FigureBlock | None:
    """Return a hypothesis' effects within bands by year.

    Parameters
    ----------
    results : Results
    hypothesis : str

    Returns
    -------
    FigureBlock or None
        None where the hypothesis is not tested within bands.

    Raises
    ------
    ArgumentError
        If the hypothesis was not tested.
    """
    record = record_of(results, hypothesis)
    if not record["strata"]:
        return None
    rows = tests_of(results, hypothesis)
    name = anchor(hypothesis)
    title = words(f"{hypothesis}: effects by degree of internationalization and year")
    if not any(computed(row) for row in rows):
        why = f"no test has an effect to draw: {statuses(rows)}"
        return FigureBlock(f"{name}-bands", title, (), "", missing=why)
    return FigureBlock(
        name=f"{name}-bands",
        title=title,
        notes=_notes(results, record, rows),
        alt=" ".join(_told(results, record, rows)),
        draw=lambda: figure_of(bands(results, hypothesis)[0]),
    )


def _notes(results: Results, record: Any, rows: Sequence[dict[str, Any]]) -> Words:
    """Return how the figure is to be read."""
    alpha = alpha_text(results.manifest["alpha"])
    parts: list[Any] = [
        *("Above each effect its ", italic("p"), "; below, the firms of each group. Filled: "),
        *(italic("p"), f" < {alpha}, open: ", italic("p"), f" ≥ {alpha}"),
    ]
    if not all(computed(row) for row in rows):
        parts.append("; cross: not computed, with its status")
    parts.append(f". Intervals: {methods(rows, SYMBOLS, 'effect_name')}. {n_range(rows)}")
    if record["contrast"]:
        parts.append(f" Effect: {contrast_said(results, record)}.")
    if record["claim"] == "negligible":
        percent = (1 - 2 * results.manifest["alpha"]) * 100
        parts.append(
            " Hatched: the margin within which an effect counts as negligible; the verdict reads "
            f"the {percent:g} % intervals, which stand below the table of the tests."
        )
    elif record["direction"]:
        parts.append(" Shaded: the claimed direction.")
    if any(row["role"] == "pooled" for row in rows):
        parts.append(
            " The diamond at the right is the test pooled over years and bands with firms as "
            "clusters; its effect is another measure, and its n counts firm-years."
        )
    if len({row["stratum"] for row in rows if row["role"] == "primary"}) > 1:
        parts.append(
            " Significant in one band and not in another is no difference between bands"
            + (
                ": a table below tests that."
                if _across(results, record["id"])
                else ", which is not tested here."
            )
        )
    return words(*parts)


def _across(results: Results, hypothesis: str) -> bool:
    """Return whether the results test that bands differ."""
    found = results.findings
    return bool(((found["hypothesis"] == hypothesis) & (found["procedure"] == "homogeneity")).any())


def _told(results: Results, record: Any, rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Yield what a reader who does not see the figure is told of each outcome."""
    alpha = results.manifest["alpha"]
    for outcome in record["outcomes"]:
        own = [row for row in rows if row["outcome"] == outcome]
        said = []
        for stratum in dict.fromkeys(row["stratum"] for row in own if row["role"] != "pooled"):
            cells = [r for r in own if r["stratum"] == stratum and r["role"] != "pooled"]
            said.append(f"{stratum_label(stratum)} band: {_cells(cells, alpha)}")
        said += [
            f"pooled: {effect_words(row)}, {p_words(row, alpha)}"
            for row in own
            if row["role"] == "pooled" and computed(row)
        ]
        yield f"{variable_label(results.manifest, outcome)}. {'; '.join(said)}."


def _cells(rows: Sequence[dict[str, Any]], alpha: float) -> str:
    """Return the tests of one band; of many years their range."""
    done = [row for row in rows if computed(row)]
    if not done:
        return f"not computed, {statuses(rows)}"
    if len(rows) > TOLD:
        below = sum(significant(row, alpha) for row in done)
        low, high = (f(done, key=lambda row: row["effect"]) for f in (min, max))
        return (
            f"p < {alpha_text(alpha)} in {below} of {len(done)} years with an effect, effects from "
            f"{effect_words(low)} to {effect_words(high)}"
        )
    return ", ".join(
        f"{row['year']} {effect_words(row)}, {p_words(row, alpha)}"
        if computed(row)
        else f"{row['year']} {reason(row)}"
        for row in rows
    )
