"""Tables of missing values and of waves; numbers are formatted here and computed nowhere here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from smeint.numbers import NOTHING, count_text
from smeint.report.table import Table
from smeint.study.results import records

if TYPE_CHECKING:
    from smeint.study.describe.description import Description

#: Rows of a table in the document; all stand in the CSV file.
MOST = 40
#: Patterns in the document, as many as the figure has.
PATTERNS = 25
#: Years side by side in a table.
YEARS = 10

SIZE_TITLES = {"yes": "SME", "no": "Non-SME", "left out": "Left out", "not known": "Size unknown"}


def percent(share: float) -> str:
    """Return a share in percent, a dash where there is none.

    Examples
    --------
    >>> percent(0.2), percent(0.0004), percent(0.0)
    ('20.0 %', '< 0.1 %', '0.0 %')
    """
    if share != share:
        return NOTHING
    if 0 < share < 0.0005:
        return "< 0.1 %"
    return "> 99.9 %" if 0.9995 <= share < 1 else f"{share * 100:.1f} %"


def rest(n: int, shown: int, file: str) -> tuple[str, ...]:
    """Return where the rows are that a table leaves out; nothing where it has all."""
    return (f"{n - shown:,} more rows stand in `{file}`.",) if n > shown else ()


def pattern_table(description: Description) -> Table:
    """Return which variables are missing together, most frequent first."""
    found = records(description.missing_patterns)
    rows = [
        (
            str(row["pattern"]),
            row["variables"] or "none: complete",
            f"{row['firm_years']:,}",
            percent(row["share"]),
            f"{row['firms']:,}",
        )
        for row in found[:PATTERNS]
    ]
    return Table(
        title="Variables that are missing together",
        columns=("Pattern", "Missing", "Firm-years", "Share", "Firms"),
        rows=tuple(rows),
        numeric=frozenset({0, 2, 3, 4}),
        notes=(
            "Variables as the file gives them; gaps of derived variables follow from these.",
            *rest(len(found), PATTERNS, "missing_patterns.csv"),
        ),
    )


def reason_table(description: Description) -> Table | None:
    """Return missing values by variable and reason, or None where nothing is missing."""
    frame = description.missing_values
    found = records(frame[(frame["year"] == "all") & (frame["n"] > 0)])
    if not found:
        return None
    measured = set(description.manifest["variables"])
    rows = [
        (
            row["variable"] + ("" if row["variable"] in measured else " (derived)"),
            row["reason"],
            f"{row['n']:,}",
            f"{row['n_rows']:,}",
            percent(row["share"]),
        )
        for row in found[:MOST]
    ]
    return Table(
        title="Missing values by variable and reason",
        columns=("Variable", "Reason", "Missing", "of firm-years", "Share"),
        rows=tuple(rows),
        numeric=frozenset({2, 3, 4}),
        notes=(
            "Firms that the size scheme leaves out have no size class, which is not missing. By "
            "year: `missing_values.csv`.",
            *rest(len(found), MOST, "missing_values.csv"),
        ),
    )


def size_table(description: Description) -> Table | None:
    """Return the share missing by size class, or None without gaps or size classes."""
    frame = description.missing_by_group
    whole = frame[frame["year"] == "all"]
    groups = [name for name in dict.fromkeys(whole["sme"]) if name != "all"]
    rows = _share_rows(description, whole, "sme", groups)
    if not rows or not groups:
        return None
    return Table(
        title="Who lacks values: by size class, all years together",
        columns=("Variable", *(SIZE_TITLES[name] for name in groups)),
        rows=tuple(rows[:MOST]),
        numeric=frozenset(range(1, len(groups) + 1)),
        notes=(
            "Missing / firm-years (share). Counts, not tested; within years: "
            "`missing_by_group.csv`.",
            *rest(len(rows), MOST, "missing_by_group.csv"),
        ),
    )


def year_tables(description: Description) -> Iterator[Table]:
    """Yield the share missing by year, so many years a table; none for one year."""
    frame = description.missing_by_group
    by_year = frame[(frame["sme"] == "all") & (frame["year"] != "all")]
    years = [str(year) for year in description.manifest["years"]]
    if len(years) < 2:
        return
    for start in range(0, len(years), YEARS):
        part = years[start : start + YEARS]
        rows = _share_rows(description, by_year, "year", part)
        if rows:
            yield Table(
                title=f"Who lacks values: by year, {part[0]} to {part[-1]}",
                columns=("Variable", *part),
                rows=tuple(rows[:MOST]),
                numeric=frozenset(range(1, len(part) + 1)),
                notes=(
                    "Missing / firms (share).",
                    *rest(len(rows), MOST, "missing_by_group.csv"),
                ),
            )


def _share_rows(
    description: Description, frame: Any, key: str, names: list[str]
) -> list[tuple[str, ...]]:
    """Return one row for each variable with gaps, one cell for each name."""
    totals = description.missing_by_group
    totals = totals[(totals["year"] == "all") & (totals["sme"] == "all")]
    gaps = totals[totals["n_missing"] > 0]["variable"].tolist()
    cells = {(row["variable"], row[key]): row for row in records(frame)}
    return [
        (variable, *(_share_cell(cells.get((variable, name))) for name in names))
        for variable in gaps
    ]


def _share_cell(row: dict[str, Any] | None) -> str:
    """Return missing, firm-years and share."""
    if row is None or not row["n_rows"]:
        return NOTHING
    return f"{row['n_missing']:,}/{row['n_rows']:,} ({percent(row['share'])})"


def wave_table(description: Description) -> Table:
    """Return who enters, stays, is away and leaves, by wave."""
    counts = ("firms", "entrants", "returned", "stayed", "away", "left")
    rows = [
        (
            row["year"],
            *(count_text(row[name]) for name in counts),
            percent(row["share_left"]),
        )
        for row in records(description.waves.astype(dict.fromkeys(counts, float)))
    ]
    return Table(
        title="Waves",
        columns=(
            "Wave",
            "Firms",
            "New",
            "Back",
            "In the next",
            "Away, back later",
            "In no later one",
            "Share",
        ),
        rows=tuple(rows),
        numeric=frozenset(range(1, 8)),
        notes=(
            "All firms of the data. New: in no earlier wave; back: in an earlier one but not in "
            "the one before. After the last wave nobody knows; after the one before it, every firm "
            "that is not in the last wave counts as gone, though it might come back.",
        ),
    )


def observed_table(description: Description) -> Table:
    """Return firms by the number of years in which they are observed."""
    found = records(description.years_observed)
    rows = [
        (str(row["years_observed"]), f"{row['firms']:,}", percent(row["share"])) for row in found
    ]
    return Table(
        title="Firms by number of years observed",
        columns=("Years", "Firms", "Share"),
        rows=tuple(rows),
        numeric=frozenset({0, 1, 2}),
    )


def participation_table(description: Description) -> Table:
    """Return the most frequent patterns of waves."""
    found = records(description.participation)
    years = description.manifest["years"]
    rows = [(row["pattern"], f"{row['firms']:,}", percent(row["share"])) for row in found[:15]]
    return Table(
        title=f"Patterns of waves, {years[0]} to {years[-1]}",
        columns=("Pattern", "Firms", "Share"),
        rows=tuple(rows),
        numeric=frozenset({1, 2}),
        notes=(
            "1 observed, . not, one sign a wave, earliest first.",
            *rest(len(found), 15, "participation.csv"),
        ),
    )
