"""The tables of a results set; numbers are formatted here and computed nowhere here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from smeint.report.numbers import (
    NOTHING,
    correlation_text,
    count_text,
    effect_text,
    interval_text,
    number_text,
    p_text,
)
from smeint.report.table import Table

if TYPE_CHECKING:
    import pandas as pd

    from smeint.study.results import Results

RULE_TITLES = {
    "published": "Published rule",
    "majority": "Majority",
    "every-year": "Every year",
    "holm": "Holm",
    "pooled": "Pooled",
}


def verdict_table(results: Results) -> Table:
    """Return the verdicts under every rule, beside what the study printed."""
    alpha = results.manifest["alpha"]
    rows, notes = [], []
    for record in results.manifest["hypotheses"]:
        own = results.verdicts[results.verdicts["hypothesis"] == record["id"]]
        by_rule = {row["rule"]: row for row in _records(own)}
        if not by_rule:
            continue
        published = by_rule["published"]
        cells = [verdict_cell(by_rule[rule]) for rule in RULE_TITLES]
        rows.append(
            (record["id"], record["text"], record["printed"], published["direction"], *cells)
        )
        if published["verdict"] == "not computed":
            notes.append(f"{record['id']} not computed: {published['reason']}.")
    notes.insert(
        0,
        "Published rule: p < "
        f"{p_text(alpha)} in at least one year and one sign in all computed years. "
        "(?): the interval still holds an effect of "
        f"{correlation_text(results.manifest['notable_effect'])}, so that the data do not settle "
        "the question.",
    )
    return Table(
        title="Hypotheses and verdicts",
        columns=("", "Hypothesis", "Printed", "Direction", *RULE_TITLES.values()),
        rows=tuple(rows),
        notes=tuple(notes),
    )


def verdict_cell(row: dict[str, Any]) -> str:
    """Return a verdict as a cell; a question mark beside "not supported" where data are open."""
    marked = row["verdict"] == "not supported" and "inconclusive" in row["reason"]
    return f"{row['verdict']} (?)" if marked else str(row["verdict"])


def sample_table(results: Results) -> Table:
    """Return firms by year, size class, status and band."""
    facts = results.panel_facts
    years = [y for y in facts.loc[facts["fact"] == "firms", "year"].unique() if y]
    rows = []
    shown = facts[facts["fact"].isin(["firms", "left_out"]) & (facts["year"] != "")]
    for (fact, variable, level), part in shown.groupby(["fact", "variable", "level"], sort=False):
        values = dict(zip(part["year"], part["value"], strict=True))
        name = "Firms" if not variable else f"{variable} = {level}"
        if fact == "left_out":
            name = "Left out: " + str(part["detail"].iloc[0])
        rows.append((name, *(count_text(values.get(year, float("nan"))) for year in years)))
    return Table(
        title="Firms by year",
        columns=("", *years),
        rows=tuple(rows),
        numeric=frozenset(range(1, len(years) + 1)),
    )


def tests_table(results: Results, hypothesis: str) -> Table:
    """Return the primary tests of one hypothesis with groups, statistic, p and effect."""
    alpha = results.manifest["alpha"]
    found = results.findings
    own = found[(found["hypothesis"] == hypothesis) & (found["role"].isin(["primary", "pooled"]))]
    groups = dict(tuple(results.groups.groupby("finding_id", sort=False)))
    rows, notes = [], []
    for row in _records(own):
        described = groups.get(row["finding_id"])
        cells = ["", ""] if described is None else [group_cell(g) for g in _records(described)]
        cells = ([*cells, ""] if len(cells) == 1 else cells)[:2]
        year = "pooled" if row["role"] == "pooled" else row["year"]
        if row["status"] == "ok":
            tail = (
                statistic_text(row),
                p_text(row["p_value"], row["p_bound"], alpha=alpha),
                effect_text(row["effect_name"], row["effect"]),
                interval_text(row["effect_name"], row["ci_low"], row["ci_high"]),
            )
        else:
            tail = (row["status"].replace("_", " "), NOTHING, NOTHING, NOTHING)
        rows.append((row["outcome"], year, short_stratum(row["stratum"]), *cells, *tail))
    notes += _notes(results, own)
    return Table(
        title=f"{hypothesis}: tests",
        columns=(
            "Outcome",
            "Year",
            "Band",
            *_group_titles(own),
            "Statistic",
            "p",
            "Effect",
            f"{(1 - alpha) * 100:g} % CI",
        ),
        rows=tuple(rows),
        numeric=frozenset({5, 6, 7, 8}),
        notes=tuple(notes),
    )


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a frame's rows."""
    return [{str(k): v for k, v in row.items()} for row in frame.to_dict("records")]


def _group_titles(own: pd.DataFrame) -> tuple[str, str]:
    """Return titles of the two group columns."""
    contrasts = own["contrast"].unique().tolist()
    if len(contrasts) == 1 and contrasts[0]:
        first, second = contrasts[0].split(" - ", 1)
        predictor = own["predictor"].iloc[0]
        return f"{predictor} = {first}", f"{predictor} = {second}"
    return "First group", "Second group"


def _notes(results: Results, own: pd.DataFrame) -> list[str]:
    """Return notes: effects named, gaps explained, Fisher where expected counts are small."""
    names = [n for n in own["effect_name"].unique() if n]
    notes = [
        f"Effect: {' and '.join(n.replace('_', ' ') for n in names)}, first group minus second."
    ]
    notes += [str(n) for n in own.loc[own["note"] != "", "note"].unique()]
    notes += _exact_notes(results, own)
    return notes


def _exact_notes(results: Results, own: pd.DataFrame) -> Iterable[str]:
    """Yield Fisher's p for every chi-square test with an expected count below 5."""
    measures = results.measures
    small = measures[(measures["measure"] == "min_expected") & (measures["estimate"] < 5)]
    ids = set(small["finding_id"]) & set(own["finding_id"])
    companions = results.findings[results.findings["procedure"] == "fisher_exact"]
    keys = ["hypothesis", "outcome", "year", "stratum"]
    for row in _records(own[own["finding_id"].isin(ids)]):
        same = companions[(companions[keys] == [row[k] for k in keys]).all(axis=1)]
        if len(same) and row["role"] == "primary":
            band = short_stratum(row["stratum"])
            where = " ".join(part for part in (row["outcome"], row["year"], band) if part)
            p = p_text(same["p_value"].iloc[0], alpha=results.manifest["alpha"])
            yield f"{where}: an expected count is below 5; Fisher's exact p {_equals(p)}."


def _equals(p: str) -> str:
    """Return ``= .012`` or ``< .001``."""
    return p if p.startswith("<") else f"= {p}"


def group_cell(row: dict[str, Any]) -> str:
    """Return a group as ``57/141 (40.4 %)`` or ``Mdn 0.25, n = 64``."""
    if row["events"] == row["events"]:
        share = "" if row["n"] == 0 else f" ({row['share'] * 100:.1f} %)"
        return f"{int(row['events'])}/{int(row['n'])}{share}"
    if row["median"] == row["median"]:
        return f"Mdn {row['median']:.3g}, n = {int(row['n'])}"
    return f"n = {int(row['n'])}"


def statistic_text(row: dict[str, Any]) -> str:
    """Return a statistic with its degrees of freedom, such as ``chi2(1) = 11.22``."""
    df = row["df"]
    inside = "" if df != df else f"({df:g})" if float(df).is_integer() else f"({df:.1f})"
    return f"{row['statistic_name']}{inside} = {number_text(row['statistic'])}"


def short_stratum(stratum: str) -> str:
    """Return a stratum without its variable; nothing where there is none."""
    return "" if stratum == "all" else stratum.removeprefix("doi_band = ")


def model_table(results: Results, hypothesis: str) -> Table | None:
    """Return the logistic blocks side by side, or None where there are none."""
    found = results.findings
    models = found[(found["hypothesis"] == hypothesis) & (found["procedure"].isin(MODELS))]
    if models.empty:
        return None
    events = results.measures[results.measures["measure"] == "events_per_variable"]
    per_variable = dict(zip(events["finding_id"], events["estimate"], strict=True))
    rows = []
    for row in _records(models):
        computed = row["status"] == "ok"
        rows.append(
            (
                row["year"],
                row["variant"].replace("_", " "),
                MODELS[row["procedure"]],
                str(row["n"]),
                number_text(per_variable.get(row["finding_id"], float("nan")), 1),
                number_text(row["effect"]) if computed else row["status"].replace("_", " "),
                interval_text("odds_ratio", row["ci_low"], row["ci_high"]),
                p_text(row["p_value"], row["p_bound"], alpha=results.manifest["alpha"]),
            )
        )
    notes = [str(n) for n in models.loc[models["note"] != "", "note"].unique()]
    return Table(
        title=f"{hypothesis}: logistic regression, odds ratio of {models['predictor'].iloc[0]}",
        columns=("Year", "Block", "Estimation", "n", "EPV", "Odds ratio", "CI", "p"),
        rows=tuple(rows),
        numeric=frozenset({3, 4, 5, 6, 7}),
        notes=("EPV: events per variable, the rarer outcome's count per model term.", *notes),
    )


MODELS = {"logit": "maximum likelihood", "firth_logit": "Firth"}


def normality_table(results: Results) -> Table | None:
    """Return Lilliefors and Shapiro-Wilk for all firms together, by variable and year."""
    found = results.findings
    own = found[(found["hypothesis"] == "normality") & (found["stratum"] == "all")]
    if own.empty:
        return None
    rows = []
    for (outcome, year), part in own.groupby(["outcome", "year"], sort=False):
        by = {row["procedure"]: row for row in _records(part)}
        cells = [str(outcome), str(year), str(by["lilliefors"]["n"])]
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
        notes=(
            "Evidence, never a switch: the procedures below do not depend on it. By group, and "
            "with the plain Kolmogorov-Smirnov p-value: `findings.csv`.",
        ),
    )
