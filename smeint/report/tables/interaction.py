"""The table that answers whether a difference between two groups is the same in all bands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from smeint.labels import variable_label
from smeint.numbers import NOTHING, effect_text, interval_text, p_text, size_text
from smeint.report.table import Table
from smeint.report.tables.tests import TINY, TINY_MARK, f_text
from smeint.study.procedures_strata import HOMOGENEITY, STRATA_PROCEDURES
from smeint.study.results import records

if TYPE_CHECKING:
    import pandas as pd

    from smeint.study.results import Results

#: The second test of the same question, which has a column of its own.
LIKELIHOOD_RATIO = "interaction_lr"

NO_DIFFERENCE = (
    "That a difference is significant in one band and not in another does not say that the bands "
    "differ (Gelman & Stern, 2006, https://doi.org/10.1198/000313006X152649): this table tests "
    "that, without an order of the bands, and with little power where bands have few firms; a p "
    "above alpha does not say that they are alike. No verdict reads it, and its p-values are not "
    "adjusted for their number."
)


TINY_NOTE = (
    f"{TINY_MARK} In a band a group has fewer than {TINY} firms: p-values of this table are "
    "approximations that may be rough there."
)


def interaction_table(results: Results, hypothesis: str) -> Table | None:
    """Return whether the groups' difference is the same in all bands, or None if not asked.

    Parameters
    ----------
    results : Results
    hypothesis : str

    Returns
    -------
    Table or None
        One row for each outcome and year.
    """
    found = results.findings
    across = {procedure for procedure, _ in STRATA_PROCEDURES}
    own = found[(found["hypothesis"] == hypothesis) & found["procedure"].isin(across)]
    if own.empty:
        return None
    within = found[(found["hypothesis"] == hypothesis) & (found["role"] == "primary")]
    tiny = within[(within[["n_1", "n_2"]] < TINY).any(axis=1)]
    marked = set(zip(tiny["outcome"], tiny["year"], strict=True))
    bands = len(within["stratum"].unique())
    rows = []
    for place, part in own.groupby(["outcome", "year"], sort=False):
        mark = TINY_MARK if place in marked else ""
        outcome, year = map(str, place)
        named = variable_label(results.manifest, outcome)
        rows.append((named, year, *_cells(results, part, bands, mark)))
    level = (1 - results.manifest["alpha"]) * 100
    tables = LIKELIHOOD_RATIO in set(own["variant"])
    columns = ("Outcome", "Year", "n", "Bands", "Statistic", "p", "p (LR)")
    common = ("Common effect", f"{level:g}% CI", "p (common)")
    shown = [place for place, name in enumerate(columns) if tables or name != "p (LR)"]
    last = len(columns)
    kept = [*shown, *range(last, last + len(common))]
    titles = (*columns, *common)
    return Table(
        title=f"{hypothesis}: do the bands differ?",
        columns=tuple(titles[place] for place in kept),
        rows=tuple(tuple(row[place] for place in kept) for row in rows),
        numeric=frozenset(range(2, len(kept))),
        notes=(
            NO_DIFFERENCE,
            *_notes(own),
            *((TINY_NOTE,) if any(TINY_MARK in cell for row in rows for cell in row) else ()),
            *_left_out(results, own),
        ),
    )


def _cells(results: Results, part: pd.DataFrame, bands: int, mark: str) -> tuple[str, ...]:
    """Return n, bands, statistic, p, p of the likelihood ratio, common effect, interval and p."""
    alpha = results.manifest["alpha"]
    differ, ratio, common = _three(part)
    measures = records(results.measures[results.measures["finding_id"] == differ["finding_id"]])
    used = [m["estimate"] for m in measures if m["measure"] == "n_strata"]
    computed = differ["status"] == "ok"
    effect = NOTHING
    if common["status"] == "ok":
        symbol = SYMBOLS[common["effect_name"]]
        effect = f"{symbol} = {effect_text(common['effect_name'], common['effect'])}"
    return (
        size_text(differ["n"]),
        f"{used[0]:.0f} of {bands}" if used and computed else NOTHING,
        f_text(differ, measures) if computed else differ["status"].replace("_", " "),
        p_text(differ["p_value"], alpha=alpha) + (mark if computed else ""),
        NOTHING if ratio is None else p_text(ratio["p_value"], alpha=alpha),
        effect,
        interval_text(common["effect_name"], common["ci_low"], common["ci_high"]),
        p_text(common["p_value"], alpha=alpha),
    )


def _three(
    part: pd.DataFrame,
) -> tuple[dict[str, Any], dict[str, Any] | None, dict[str, Any]]:
    """Return the test of a difference, its likelihood ratio where it has one, the common effect."""
    rows = records(part)
    differ = [row for row in rows if row["procedure"] == HOMOGENEITY]
    ratio = [row for row in differ if row["variant"] == LIKELIHOOD_RATIO]
    first = next(row for row in differ if row["variant"] != LIKELIHOOD_RATIO)
    common = next(row for row in rows if row["procedure"] != HOMOGENEITY)
    return first, (ratio[0] if ratio else None), common


#: Signs by which common effects stand in the table.
SYMBOLS = {"common_odds_ratio": "OR", "stratified_rank_biserial": "r_rb"}


def _notes(own: pd.DataFrame) -> Iterator[str]:
    """Yield what the tests of the table are, as far as they stand in it."""
    variants = set(own["variant"])
    yield "Bands: those that the test could use."
    if LIKELIHOOD_RATIO in variants:
        yield (
            "χ²: Breslow and Day's test of equal odds ratios with Tarone's correction; p (LR): "
            "the likelihood-ratio test of the product of band and group in a logistic regression, "
            "which rejects too often in small bands. OR: the odds ratio of Mantel and Haenszel "
            "over all bands, with their test."
        )
    if "rank_biserial" in variants:
        yield (
            "F: Welch's test of equal rank-biserial correlations. r_rb: the rank-biserial "
            "correlation over all bands, with van Elteren's test."
        )
    yield (
        "A common effect describes the bands as far as they do not differ; opposite differences "
        "cancel in it. First group minus second."
    )


def _left_out(results: Results, own: pd.DataFrame) -> Iterator[str]:
    """Yield which bands are left out or degenerate, and where; what is missing stands above."""
    places: dict[str, list[str]] = {}

    def where_of(row: dict[str, Any]) -> str:
        return f"{variable_label(results.manifest, row['outcome'])} {row['year']}"

    for row in records(own):
        before, mark, _ = row["note"].rpartition("missing: ")
        note = before.removesuffix("; ") if mark else row["note"]
        if note:
            places.setdefault(note, []).append(where_of(row))
    rows = {where_of(row) for row in records(own)}
    for note, where in places.items():
        unique = list(dict.fromkeys(where))
        yield f"{note}." if set(unique) == rows else f"{', '.join(unique)}: {note}."
