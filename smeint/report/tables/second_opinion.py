"""Tables of the cross-check: what agrees with pingouin, and why the rest differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from smeint.numbers import NOTHING, number_text, significant_text
from smeint.report.cards.described import VARIANTS, described
from smeint.report.table import Table
from smeint.study.opinion import REASONS, UNEXPLAINED
from smeint.study.results import records

if TYPE_CHECKING:
    from smeint.study.results import Results

_Row = Mapping[str, Any]

#: At most so many differing numbers are listed.
LISTED = 40


def second_opinion_table(results: Results) -> Table | None:
    """Return how many numbers agree with pingouin's, by procedure, call and quantity.

    Parameters
    ----------
    results : Results

    Returns
    -------
    Table or None
        None where nothing was cross-checked.
    """
    if results.cross_check is None:
        return None
    names = _names(results)
    grouped: dict[tuple[str, str, str], list[_Row]] = {}
    for row in _compared(results):
        quantity = str(row["quantity"]).partition(": ")[0]
        key = (names[str(row["finding_id"])], str(row["call"]), quantity.replace("_", " "))
        grouped.setdefault(key, []).append(row)
    return Table(
        title="Second opinion: numbers recomputed with pingouin",
        columns=(
            *("Procedure", "Call", "Quantity", "Compared", "Agree"),
            *("Differ, and why", "Largest relative difference where they agree"),
        ),
        rows=tuple((*key, *_summary(rows)) for key, rows in sorted(grouped.items())),
        numeric=frozenset({3, 4, 6}),
        notes=tuple(_notes(results)),
        grouped=2,
    )


def differing_table(results: Results) -> Table | None:
    """Return the numbers that differ from pingouin's, unexplained ones first.

    Parameters
    ----------
    results : Results

    Returns
    -------
    Table or None
        None where nothing was cross-checked, or nothing differs.
    """
    if results.cross_check is None:
        return None
    differing = [row for row in _compared(results) if not row["agrees"]]
    if not differing:
        return None
    differing.sort(key=lambda row: row["reason"] != UNEXPLAINED)  # in the file's order else
    more = len(differing) - LISTED
    note = f"The first {LISTED} of {len(differing)}; all stand in `cross_check.csv`."
    return Table(
        title="Second opinion: numbers that differ",
        columns=("Finding", "Quantity", "smeint", "pingouin", "Call", "Why"),
        rows=tuple(_differing(row) for row in differing[:LISTED]),
        numeric=frozenset({2, 3}),
        notes=(note,) if more > 0 else (),
        grouped=1,
    )


def _names(results: Results) -> dict[str, str]:
    """Return what each finding's procedure is called, blocks of one model alike."""
    names = {}
    for row in records(results.findings):
        variant = str(row["variant"])
        name = described(str(row["procedure"]), variant).name
        names[str(row["finding_id"])] = name.removesuffix(f", {VARIANTS.get(variant, '')}")
    return names


def _compared(results: Results) -> list[_Row]:
    """Return the opinions on numbers that were recomputed."""
    return [row for row in _opinions(results) if not row["not_recomputed"]]


def _opinions(results: Results) -> list[_Row]:
    """Return all opinions."""
    return [] if results.cross_check is None else [*records(results.cross_check)]


def _summary(rows: list[_Row]) -> tuple[str, str, str, str]:
    """Return how many numbers there are, how many agree, why others differ, how far apart."""
    agreeing = [row for row in rows if row["agrees"]]
    reasons = Counter(str(row["reason"]) for row in rows if not row["agrees"])
    differ = ", ".join(f"{n} {reason}" for reason, n in sorted(reasons.items()))
    largest = max((float(row["relative_difference"]) for row in agreeing), default=None)
    apart = NOTHING if largest is None else significant_text(largest, 1)
    return number_text(len(rows), 0), number_text(len(agreeing), 0), differ or "0", apart


def _differing(row: _Row) -> tuple[str, ...]:
    """Return one number beside pingouin's."""
    return (
        str(row["finding_id"]),
        str(row["quantity"]).replace("_", " "),
        significant_text(float(row["smeint"])),
        significant_text(float(row["pingouin"])),
        str(row["call"]),
        str(row["reason"]),
    )


def _notes(results: Results) -> Iterator[str]:
    """Yield what reasons mean, what was not recomputed, and which pingouin it was."""
    opinions = _opinions(results)
    used = {str(row["reason"]) for row in opinions}
    for reason, meaning in REASONS.items():
        if reason in used:
            yield f"{reason[:1].upper()}{reason[1:]}: {meaning}."
    yield (
        "A reason is given only where the number in that very variant was computed and equals "
        "pingouin's. No verdict reads a second opinion."
    )
    if any("rounds" in str(row["tolerance"]) for row in opinions):
        yield (
            "pingouin rounds limits of correlations to two digits and of alpha to three: within "
            "half a unit of the last digit they agree."
        )
    whole = (row for row in opinions if row["quantity"] == "all")
    parts = (row for row in opinions if row["quantity"] != "all")
    for what, rows in (("Tests", whole), ("Single numbers", parts)):
        left = _left_out(rows)
        if left:
            yield f"{what} not recomputed: {left}."
    versions = sorted({str(row["version"]) for row in opinions})
    yield (
        f"pingouin {', '.join(versions)} (GPL-3; Vallat, 2018, https://doi.org/10.21105/joss.01026)"
        " is imported only for the cross-check."
    )


def _left_out(rows: Iterable[_Row]) -> str:
    """Return what was not recomputed, and why, with how often."""
    why = Counter(str(row["not_recomputed"]) for row in rows if row["not_recomputed"])
    return "; ".join(f"{reason} ({n})" for reason, n in why.items())
