"""Tables of comparisons: late answers, leavers, the population, complete cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from smeint.labels import short_stratum
from smeint.numbers import (
    NOTHING,
    SYMBOLS,
    alpha_text,
    effect_text,
    interval_text,
    number_text,
    p_text,
    statistic_text,
)
from smeint.report.describe.effects_figure import name_of_test
from smeint.report.describe.tables import percent, rest
from smeint.report.table import Table
from smeint.report.tables.tests import group_cell
from smeint.study.results import records

if TYPE_CHECKING:
    import pandas as pd

    from smeint.study.describe.description import Description

#: Comparisons in a table of the document; the smallest p-values stand there where there are more.
MOST = 60


def family_table(description: Description, family: str, titles: tuple[str, str]) -> Table | None:
    """Return the comparisons of two groups, or None where there are none.

    Parameters
    ----------
    description : Description
    family : str
    titles : tuple of str
        Of the first and the second group.

    Returns
    -------
    Table or None
    """
    own = description.family(family)
    if own.empty:
        return None
    shown = _smallest(own)
    alpha = description.manifest["alpha"]
    rows = []
    for row in records(shown):
        found = description.groups
        groups = records(found[found["finding_id"] == row["finding_id"]])
        rows.append(
            (
                row["outcome"],
                row["year"],
                *(group_cell(group) for group in groups),
                *_test_cells(row, alpha),
            )
        )
    notes = [
        f"Effect: {', '.join(_effects(own))}; {titles[0].lower()} minus {titles[1].lower()} where "
        f"it has a sign. Holm: p adjusted over all {len(own):,} comparisons.",
    ]
    if len(own) > len(shown):
        notes.append(
            f"The {len(shown)} smallest p-values of {len(own):,} comparisons; all stand in "
            "`comparisons.csv`."
        )
    return Table(
        title=f"{titles[0]} against {titles[1].lower()}",
        columns=("Variable", "Year", *titles, "Statistic", "p", "p (Holm)", "Effect", _ci(alpha)),
        rows=tuple(rows),
        numeric=frozenset(range(4, 9)),
        notes=tuple(notes),
    )


def _smallest(own: pd.DataFrame) -> pd.DataFrame:
    """Return all comparisons, or those with the smallest p in the order of the variables."""
    if len(own) <= MOST:
        return own
    return own.sort_values("p_value", kind="stable").head(MOST).sort_index()


def _test_cells(row: dict[str, Any], alpha: float) -> tuple[str, ...]:
    """Return statistic, p, adjusted p, effect and interval, or the status."""
    if row["status"] != "ok":
        return row["status"].replace("_", " "), NOTHING, NOTHING, NOTHING, NOTHING
    return (
        statistic_text(row),
        p_text(row["p_value"], row["p_bound"], alpha=alpha),
        p_text(row["p_holm"], alpha=alpha),
        f"{SYMBOLS[row['effect_name']]} = {effect_text(row['effect_name'], row['effect'])}",
        interval_text(row["effect_name"], row["ci_low"], row["ci_high"]),
    )


def _effects(own: pd.DataFrame) -> list[str]:
    """Return the effects' signs and names."""
    names = [str(name) for name in own["effect_name"].unique() if name]
    return [f"{SYMBOLS[name]} {name.replace('_', ' ')}" for name in names] or ["none"]


def _ci(alpha: float) -> str:
    """Return the title of the intervals' column."""
    return f"{(1 - alpha) * 100:g} % CI"


def frame_test_table(description: Description) -> Table:
    """Return the test of each variable and year against the population."""
    own = description.family("frame")
    alpha = description.manifest["alpha"]
    small = description.frame_levels
    small = small[small["small_expected"]]
    marked = set(zip(small["variable"], small["year"], strict=True))
    rows = []
    for row in records(own):
        mark = "ᵃ" if (row["outcome"], row["year"]) in marked else ""
        statistic, p, *others = _test_cells(row, alpha)
        rows.append((row["outcome"], row["year"], f"{row['n']:,}", statistic, p + mark, *others))
    notes = [
        "Null hypothesis: the firms of the year are a random sample of the population. w = "
        f"sqrt(chi2 / n). Holm: over all {len(own):,} tests.",
    ]
    if marked:
        notes.append("ᵃ An expected count is below 5: the p-value is rough.")
    return Table(
        title="Firms of a year against the population",
        columns=("Variable", "Year", "n", "Statistic", "p", "p (Holm)", "Effect", _ci(alpha)),
        rows=tuple(rows),
        numeric=frozenset(range(2, 8)),
        notes=tuple(notes),
    )


def frame_level_table(description: Description) -> Table:
    """Return observed and expected firms by level."""
    found = records(description.frame_levels)
    rows = [
        (
            row["variable"],
            row["year"],
            row["level"],
            f"{row['observed']:,}",
            number_text(row["expected"], 1) + ("ᵃ" if row["small_expected"] else ""),
            percent(row["share_observed"]),
            percent(row["share_frame"]),
            number_text(row["adjusted_residual"]),
        )
        for row in found[:MOST]
    ]
    return Table(
        title="Levels: observed and expected",
        columns=(
            "Variable",
            "Year",
            "Level",
            "Firms",
            "Expected",
            "Share",
            "In the population",
            "Residual",
        ),
        rows=tuple(rows),
        numeric=frozenset(range(3, 8)),
        notes=(
            "Residual: observed minus expected in standard errors; beyond 2 in size a level is "
            "over- or underrepresented by more than chance usually does.",
            *(["ᵃ Below 5."] if any(row["small_expected"] for row in found[:MOST]) else []),
            *rest(len(found), MOST, "frame_levels.csv"),
        ),
    )


def listwise_table(description: Description) -> Table | None:
    """Return the tests whose firms differ, changed ones first; None where none do."""
    frame = description.listwise
    own = frame[frame["n"] != frame["n_listwise"]]
    if own.empty:
        return None
    ordered = own.iloc[np.argsort((own["change"] == "").to_numpy(), kind="stable")]
    alpha = description.manifest["alpha"]
    rows = []
    for row in records(ordered.head(MOST)):
        name = row["effect_name"]
        rows.append(
            (
                row["hypothesis"],
                row["outcome"],
                row["year"],
                short_stratum(row["stratum"]),
                f"{row['n']:,}",
                f"{row['n_listwise']:,}",
                *_both(row, name, "", row["status"], alpha),
                *_both(row, name, "_listwise", row["status_listwise"], alpha),
                _changed(row),
            )
        )
    return Table(
        title="Primary tests: all firms of each test, and completely known firms alone",
        columns=(
            "",
            "Outcome",
            "Year",
            "Band",
            "n",
            "n complete",
            "Effect",
            "p",
            "Effect, complete",
            "p, complete",
            "The test alone says: all, then complete",
        ),
        rows=tuple(rows),
        numeric=frozenset(range(4, 10)),
        notes=(
            "The last column is empty where the test alone says the same both ways. With fewer "
            "firms p rises even where the effect stays: compare the effects first.",
            *rest(len(own), MOST, "listwise.csv"),
        ),
    )


def _both(row: dict[str, Any], name: str, tail: str, status: str, alpha: float) -> tuple[str, str]:
    """Return effect and p of one way."""
    if status != "ok":
        return status.replace("_", " "), NOTHING
    effect = f"{SYMBOLS[name]} = {effect_text(name, row[f'effect{tail}'])}"
    return effect, p_text(row[f"p_value{tail}"], alpha=alpha)


def _changed(row: dict[str, Any]) -> str:
    """Return both verdicts of a test where they differ."""
    return f"{row['verdict']}, then {row['verdict_listwise']}" if row["change"] else ""


def listwise_sentences(description: Description) -> list[str]:
    """Return which tests and verdicts depend on how missing values are left out."""
    frame = description.listwise
    alpha = alpha_text(description.manifest["alpha"])
    changed = [name_of_test(row) for row in records(frame[frame["change"] == "verdict"])]
    lost = [name_of_test(row) for row in records(frame[frame["change"] == "not computed"])]
    verdicts = description.listwise_verdicts
    other = [
        f"{row['hypothesis']} ({row['verdict']}, then {row['verdict_listwise']})"
        for row in records(verdicts[~verdicts["same"]])
    ]
    return [
        f"Tests that cross p = {alpha}, or whose interval crosses the margin of a negligible "
        f"effect: {', '.join(changed) or 'none'}.",
        f"Tests that cannot be made on completely known firms: {', '.join(lost) or 'none'}.",
        f"Verdicts under the published rule that change: {', '.join(other) or 'none'}.",
    ]
