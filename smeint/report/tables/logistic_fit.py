"""How well logistic regressions fit: likelihood, R-squared, calibration, by block and year."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from smeint.labels import short_stratum, variable_label
from smeint.numbers import NOTHING, correlation_text, number_text, p_text, size_text
from smeint.report.table import Table
from smeint.report.tables.logistic_parts import Row, block_name, df_text, status_words
from smeint.study.results import records

if TYPE_CHECKING:
    import pandas as pd

    from smeint.study.results import Results

#: The models that the table is about.
FITTED = "logit"

#: Groups of predicted risk as SPSS describes them; those of R stand in ``measures.csv``.
GROUPING = "blocks"


def fit_table(results: Results, hypothesis: str) -> Table | None:
    """Return the fit of a hypothesis' logistic regressions, or None where there are none.

    Parameters
    ----------
    results : Results
    hypothesis : str

    Returns
    -------
    Table or None
        One row for each year and block that could be asked for; one without estimates says why.
    """
    found = results.findings
    own = found[(found["hypothesis"] == hypothesis) & (found["procedure"] == FITTED)]
    rows = [row for row in records(own) if row["status"] != "variable_missing"]
    if not rows:
        return None
    several = {key: len({row[key] for row in rows}) > 1 for key in ("outcome", "stratum")}
    correct = "share_correct" in set(_measures_of(results, rows, "")["measure"])
    place = (
        *(("Outcome",) if several["outcome"] else ()),
        *("Year", *(("Band",) if several["stratum"] else ()), "Block"),
    )
    titles = (
        *("n", "Events", "EPV", "-2 LL", "Omnibus", "p", "R² (C-S)", "R² (N)", "H-L", "p (H-L)"),
        *(("Correct",) if correct else ()),
    )
    return Table(
        title=f"{hypothesis}: logistic regression by maximum likelihood, fit",
        columns=(*place, *titles),
        rows=tuple(
            (*_place(results, row, several), *_cells(results, row, correct=correct)) for row in rows
        ),
        numeric=frozenset(range(len(place), len(place) + len(titles))),
        notes=(NOTE, *((SEPARATED,) if any(r["status"] == "separation" for r in rows) else ())),
        grouped=len(place) - 1,
    )


NOTE = (
    "Events: firms with the event. EPV: events per variable. -2 LL: -2 log-likelihood. Omnibus: "
    "likelihood-ratio chi-square of all terms together. C-S: Cox and Snell; N: Nagelkerke. H-L: "
    "Hosmer-Lemeshow chi-square, with its number of groups of predicted risk in parentheses; rows "
    "of the same risk are in one group, and with fewer than three groups there is no test."
)

SEPARATED = "Where a predictor separates the outcome, read the model with Firth's penalty."


def _measures_of(results: Results, rows: list[Row], name: str) -> pd.DataFrame:
    """Return the measures of findings, all or those of one name."""
    measures = results.measures
    own = measures[measures["finding_id"].isin([row["finding_id"] for row in rows])]
    return own[own["measure"] == name] if name else own


def _place(results: Results, row: Row, several: dict[str, bool]) -> list[str]:
    """Return where a model stands."""
    named = [variable_label(results.manifest, row["outcome"])] if several["outcome"] else []
    band = [short_stratum(row["stratum"])] if several["stratum"] else []
    return [*named, row["year"], *band, block_name(row)]


def _cells(results: Results, row: Row, *, correct: bool) -> list[str]:
    """Return a model's fit, or its status."""
    groups = results.groups[results.groups["finding_id"] == row["finding_id"]]
    events = groups["events"].sum(skipna=False) if len(groups) else math.nan
    sizes = [size_text(row["n"]), size_text(events)]
    measures = records(_measures_of(results, [row], ""))
    by_name = {m["measure"]: m for m in measures if not m["term"] and not m["variant"]}
    if row["status"] != "ok":
        return [*sizes, NOTHING, status_words(row), *[NOTHING] * (6 + correct)]
    omnibus = by_name.get("omnibus_chi_square")
    grouped = {m["measure"]: m for m in measures if m["variant"] == GROUPING and not m["term"]}
    alpha = results.manifest["alpha"]
    fit = [
        *sizes,
        number_text(_value(by_name, "events_per_variable"), 1),
        number_text(_value(by_name, "minus_2_log_likelihood")),
        NOTHING if omnibus is None else _chi2(omnibus),
        NOTHING if omnibus is None else p_text(omnibus["p_value"], alpha=alpha),
        correlation_text(_value(by_name, "cox_snell_r2")),
        correlation_text(_value(by_name, "nagelkerke_r2")),
        *_calibration(grouped, alpha),
    ]
    share = _value(by_name, "share_correct")
    return [*fit, f"{share * 100:.1f}%" if share == share else NOTHING] if correct else fit


def _value(by_name: dict[str, Row], name: str) -> float:
    """Return a measure's estimate, NaN where there is none."""
    return float(by_name[name]["estimate"]) if name in by_name else math.nan


def _chi2(measure: Row) -> str:
    """Return ``χ²(10) = 19.98``."""
    return f"χ²({df_text(measure['df'])}) = {number_text(measure['statistic'])}"


def _calibration(grouped: dict[str, Row], alpha: float) -> tuple[str, str]:
    """Return the Hosmer-Lemeshow test with its groups, and p."""
    test = grouped.get("hosmer_lemeshow")
    if test is None or math.isnan(test["statistic"]):
        return NOTHING, NOTHING
    groups = size_text(_value(grouped, "risk_groups"))
    return f"{_chi2(test)} ({groups})", p_text(test["p_value"], alpha=alpha)
