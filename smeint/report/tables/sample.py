"""Tables beside the hypotheses: logistic blocks, normality, the sample."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from smeint.labels import MODELS as MODELS
from smeint.labels import group_label, variable_label
from smeint.numbers import (
    NOTHING,
    correlation_text,
    count_text,
    effect_text,
    interval_text,
    number_text,
    p_text,
    size_text,
)
from smeint.report.table import Table
from smeint.report.tables.model_notes import merged_notes
from smeint.report.tables.tests import UNWEIGHTED_VERDICTS
from smeint.study.covered import MARK
from smeint.study.results import records

if TYPE_CHECKING:
    from smeint.study.results import Results


def sample_table(results: Results) -> Table:
    """Return firms by year, size class, status and band."""
    facts = results.panel_facts
    years = [y for y in facts.loc[facts["fact"] == "firms", "year"].unique() if y]
    rows = []
    shown = facts[facts["fact"].isin(["firms", "left_out"]) & (facts["year"] != "")]
    for (fact, variable, level), part in shown.groupby(["fact", "variable", "level"], sort=False):
        values = dict(zip(part["year"], part["value"], strict=True))
        name = _counted(results.manifest, str(variable), str(level))
        if fact == "left_out":
            name = "Left out: " + str(part["detail"].iloc[0]).removeprefix(f"{MARK}; ")
        rows.append((name, *(count_text(values.get(year, float("nan"))) for year in years)))
    hidden = shown["detail"].str.startswith(MARK).any()
    return Table(
        title="Firms by year",
        columns=("", *years),
        rows=tuple(rows),
        numeric=frozenset(range(1, len(years) + 1)),
        notes=(
            "All firms read; those left out of the sample are counted in every row.",
            *((f"{NOTHING} suppressed.",) if hidden else ()),
        ),
    )


def _counted(manifest: Mapping[str, Any], variable: str, level: str) -> str:
    """Return which firms a row counts."""
    if not variable:
        return "All firms"
    if variable == "doi_band":
        return f"{variable_label(manifest, variable)}: {level}"
    return group_label(manifest, variable, level)


def model_table(results: Results, hypothesis: str) -> Table | None:
    """Return the logistic blocks side by side, or None where there are none."""
    found = results.findings
    models = found[(found["hypothesis"] == hypothesis) & (found["procedure"].isin(MODELS))]
    if models.empty:
        return None
    events = results.measures[results.measures["measure"] == "events_per_variable"]
    per_variable = dict(zip(events["finding_id"], events["estimate"], strict=True))
    rows = []
    for row in records(models):
        computed = row["status"] == "ok"
        rows.append(
            (
                row["year"],
                row["variant"].replace("_", " "),
                MODELS[row["procedure"]],
                size_text(row["n"]),
                number_text(per_variable.get(row["finding_id"], float("nan")), 1),
                effect_text("odds_ratio", row["effect"])
                if computed
                else row["status"].replace("_", " "),
                interval_text("odds_ratio", row["ci_low"], row["ci_high"]),
                p_text(row["p_value"], row["p_bound"], alpha=results.manifest["alpha"]),
            )
        )
    predictor = variable_label(results.manifest, models["predictor"].iloc[0])
    return Table(
        title=f"{hypothesis}: logistic regression, odds ratio of {predictor}",
        columns=("Year", "Block", "Estimation", "n", "EPV", "Odds ratio", "CI", "p"),
        rows=tuple(rows),
        numeric=frozenset({3, 4, 5, 6, 7}),
        notes=(
            "EPV: events per variable, the rarer outcome's count per model term. Block 1: the "
            "predictor alone; block 2: + log firm age, country, industry; block 3: + networking, "
            "growth intention, innovation.",
            *((UNWEIGHTED_VERDICTS,) if "weighted_logit" in set(models["procedure"]) else ()),
            *merged_notes(results.manifest, records(models), MODELS.__getitem__),
        ),
        grouped=2,
    )


def normality_table(results: Results) -> Table | None:
    """Return Lilliefors and Shapiro-Wilk for all firms together, by variable and year."""
    found = results.findings
    own = found[(found["hypothesis"] == "normality") & (found["stratum"] == "all")]
    if own.empty:
        return None
    rows = []
    for (outcome, year), part in own.groupby(["outcome", "year"], sort=False):
        by = {row["procedure"]: row for row in records(part)}
        cells = [variable_label(results.manifest, str(outcome)), str(year)]
        cells += [size_text(by["lilliefors"]["n"])]
        for procedure in ("lilliefors", "shapiro_wilk"):
            row = by[procedure]
            if row["status"] == "ok":
                cells += [
                    correlation_text(row["statistic"], 3),
                    p_text(row["p_value"], row["p_bound"], alpha=results.manifest["alpha"]),
                ]
            else:
                cells += [row["status"].replace("_", " "), NOTHING]
        rows.append(tuple(cells))
    return Table(
        title="Normality of metric variables, all firms of a year",
        columns=("Variable", "Year", "n", "D", "p (Lilliefors)", "W", "p (Shapiro-Wilk)"),
        rows=tuple(rows),
        numeric=frozenset({2, 3, 4, 5, 6}),
        grouped=1,
        notes=(
            "Evidence, never a switch: the procedures below do not depend on it. Lilliefors' p "
            "comes from simulated critical values; the p of Dallal and Wilkinson, as SPSS (up to "
            ".1) and R's nortest print it, stands in `measures.csv`. By group, and with the plain "
            "Kolmogorov-Smirnov p-value: `findings.csv`.",
        ),
    )
