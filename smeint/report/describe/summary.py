"""The description in a few lines, for the terminal and for the head of the document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smeint.errors import counted
from smeint.numbers import alpha_text
from smeint.report.describe.tables import percent
from smeint.report.table import Table
from smeint.study.describe.checklist import OPEN
from smeint.study.results import records

if TYPE_CHECKING:
    from smeint.study.describe.description import Description

#: Variables named as those with most gaps.
NAMED = 3
FAMILIES = {
    "late_respondent": ("Late against early", "the data do not say who answered late"),
    "attrition": ("Leavers against stayers", "nobody is seen to leave"),
    "frame": ("Against the population", "the study file names no population"),
}


def summary_table(description: Description) -> Table:
    """Return what was found, one line a part.

    Parameters
    ----------
    description : Description

    Returns
    -------
    Table
    """
    manifest = description.manifest
    years = manifest["years"]
    span = str(years[0]) if len(years) == 1 else f"{len(years)} years, {years[0]} to {years[-1]}"
    rows = [
        (
            "Data",
            f"{counted(manifest['firm_years'], 'firm-year')}, "
            f"{counted(manifest['firms'], 'firm')}, {span}",
        ),
        ("Missing values", _missing(description)),
    ]
    found = {row["family"]: row for row in records(description.families)}
    for name, (title, nothing) in FAMILIES.items():
        row = found[name]
        text = f"not compared: {nothing}"
        if row["m"]:
            text = (
                f"{row['n_below_alpha']:,} of {row['m_computed']:,} comparisons with p < "
                f"{alpha_text(manifest['alpha'])}, {row['n_below_alpha_holm']:,} after Holm"
            )
        rows.append((title, text))
    rows.append(("Complete firms alone", _listwise(description)))
    n_open = int((description.checklist["state"] == OPEN).sum())
    rows.append(("Checklist", f"{n_open} of {len(description.checklist)} items open"))
    return Table("What the data can and cannot say", ("", "Found"), tuple(rows))


def _missing(description: Description) -> str:
    """Return the share of complete firm-years and the variables with most gaps."""
    patterns = description.missing_patterns
    complete = records(patterns[patterns["n_variables"] == 0])
    share = complete[0]["share"] if complete else 0.0
    totals = description.missing_by_group
    totals = totals[(totals["year"] == "all") & (totals["sme"] == "all")]
    totals = totals[totals["variable"].isin(description.manifest["variables"])]
    worst = totals[totals["n_missing"] > 0].sort_values("share", ascending=False, kind="stable")
    text = f"{percent(share)} of firm-years complete"
    named = [f"{row['variable']} {percent(row['share'])}" for row in records(worst.head(NAMED))]
    return f"{text}; most missing: {', '.join(named)}" if named else text


def _listwise(description: Description) -> str:
    """Return how many tests and verdicts change on complete firms."""
    frame = description.listwise
    if frame.empty:
        return "no primary test is planned"
    if (frame["n"] == frame["n_listwise"]).all():
        return "every test has the same firms"
    changed, lost = (int((frame["change"] == name).sum()) for name in ("verdict", "not computed"))
    other = int((~description.listwise_verdicts["same"]).sum())
    return (
        f"{changed} of {counted(len(frame), 'test')} say something else, {lost} cannot be made; "
        f"{counted(other, 'verdict')} of {len(description.listwise_verdicts)} differ"
    )
