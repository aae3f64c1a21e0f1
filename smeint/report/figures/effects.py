"""Overview figure: effects over the years."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from smeint.numbers import SYMBOLS, alpha_text
from smeint.plot.canvas import figure_of
from smeint.plot.effect_rows import effects
from smeint.plot.found import (
    computed,
    effect_words,
    overview,
    p_words,
    place_label,
    record_of,
    significant,
    statuses,
    tests_of,
)
from smeint.report.blocks import FigureBlock
from smeint.report.figures.texts import contrast_said, methods, n_range, reason
from smeint.report.words import Words, italic, words

if TYPE_CHECKING:
    from smeint.study.results import Results

#: Rows that a page has room for, and years whose numbers a text can tell one by one.
ROWS, TOLD = 56, 4


def effects_figure(results: Results) -> FigureBlock | None:
    """Return the effects of the study's hypotheses over the years.

    Parameters
    ----------
    results : Results

    Returns
    -------
    FigureBlock or None
        None where the study tests no hypothesis without bands.
    """
    names = overview(results)
    tests = {name: tests_of(results, name) for name in names}
    all_rows = [row for rows in tests.values() for row in rows]
    if not all_rows:
        return None
    title = words("Effects of the tests", " over the years" if _years(all_rows) > 1 else "")
    if not any(computed(row) for row in all_rows):
        why = f"no test has an effect to draw: {statuses(all_rows)}"
        return FigureBlock("effects", title, (), "", missing=why)
    shown = _fitting(tests)
    return FigureBlock(
        name="effects",
        title=title,
        notes=_notes(results, names, shown, tests),
        alt=" ".join(_told(results, name, tests[name]) for name in shown),
        draw=lambda: figure_of(effects(results, shown)),
    )


def _years(rows: Sequence[dict[str, Any]]) -> int:
    return len({row["year"] for row in rows if row["role"] != "pooled"})


def _fitting(tests: dict[str, list[dict[str, Any]]]) -> tuple[str, ...]:
    """Return the hypotheses whose rows fit on a page, at least the first."""
    shown: list[str] = []
    rows = 0
    for name, own in tests.items():
        rows += len(own) + len({row["outcome"] for row in own})
        if shown and rows > ROWS:
            break
        shown.append(name)
    return tuple(shown)


def _notes(
    results: Results,
    names: Sequence[str],
    shown: Sequence[str],
    tests: dict[str, list[dict[str, Any]]],
) -> Words:
    """Return how the figure is to be read."""
    rows = [row for name in shown for row in tests[name]]
    alpha = alpha_text(results.manifest["alpha"])
    parts: list[Any] = ["Filled marker: ", italic("p"), f" < {alpha}, open: ", italic("p")]
    parts.append(f" ≥ {alpha}. Intervals: {methods(rows, SYMBOLS, 'effect_name')}. {n_range(rows)}")
    if any(row["role"] == "pooled" for row in rows):
        parts.append(
            " A diamond is the test pooled over years with firms as clusters: its effect is "
            "another measure, not to be compared with the years', and its n counts firm-years."
        )
    if any(record_of(results, name)["direction"] for name in shown):
        parts.append(" Shaded: the claimed direction.")
    if any(record_of(results, name)["claim"] == "negligible" for name in shown):
        percent = (1 - 2 * results.manifest["alpha"]) * 100
        parts.append(
            " Hatched: the margin within which an effect counts as negligible; the thick line is "
            f"the {percent:g}% interval that the verdict reads."
        )
    parts.append(
        " An effect that is significant in one year and not in another has not been shown to "
        "differ between them. Where groups are small, p and interval may disagree, for they come "
        "from different methods."
    )
    left = names[len(shown) :]
    if left:
        parts.append(f" For want of room {', '.join(left)} stand in their own tables alone.")
    return words(*parts)


def _told(results: Results, name: str, rows: Sequence[dict[str, Any]]) -> str:
    """Return a hypothesis' numbers in a sentence for each outcome."""
    record = record_of(results, name)
    said = []
    for outcome in dict.fromkeys(row["outcome"] for row in rows):
        own = [row for row in rows if row["outcome"] == outcome]
        what = f" ({outcome})" if len(record["outcomes"]) > 1 else ""
        tests = "; ".join(_each(own, results.manifest["alpha"]))
        groups = contrast_said(results, record)
        said.append(f"{name}{what}{f', {groups}' if groups else ''}. {tests}.")
    return " ".join(said)


def _each(rows: Sequence[dict[str, Any]], alpha: float) -> Iterator[str]:
    """Yield each test's effect and p; of many years how many are significant, and the range."""
    yearly = [row for row in rows if row["role"] != "pooled"]
    if len(yearly) > TOLD:
        done = [row for row in yearly if computed(row)]
        yield f"{len(done)} of {len(yearly)} years have an effect"
        if done:
            below = sum(significant(row, alpha) for row in done)
            low, high = (f(done, key=lambda row: row["effect"]) for f in (min, max))
            yield f"p < {alpha_text(alpha)} in {below} of them"
            yield f"effects from {effect_words(low)} to {effect_words(high)}"
        yearly = []
    for row in (*yearly, *(row for row in rows if row["role"] == "pooled")):
        if computed(row):
            yield f"{place_label(row)}: {effect_words(row)}, {p_words(row, alpha)}"
        else:
            yield f"{place_label(row)}: {reason(row)}"
