"""The table of models beside the tests: over all years with firms as clusters, or of each year."""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from smeint.finding import MEASURES
from smeint.labels import short_stratum, term_label, variable_label
from smeint.numbers import NOTHING, correlation_text, effect_text, p_text, size_text
from smeint.report.table import Table
from smeint.report.tables.model_notes import merged_notes
from smeint.report.tables.sample import MODELS
from smeint.study.results import records

if TYPE_CHECKING:
    import pandas as pd

    from smeint.study.results import Results

#: Where a procedure's name with blanks would not do.
TITLES = {
    "gee_logit": "GEE logit",
    "two_part": "two-part model",
    "firth_logit": "Firth logit",
    "mantel_haenszel": "Mantel-Haenszel",
    "mann_whitney": "Mann-Whitney",
    "fisher_exact": "Fisher exact",
    "van_elteren": "van Elteren",
    "chi_square": "chi-square",
}

#: Tests and models that stand in another table.
ELSEWHERE = (*MODELS, "chi_square", "fisher_exact", "mann_whitney", "spearman", "weighted_means")

#: Signs by which effects stand in the table; others by their name.
SYMBOLS = {"odds_ratio": "OR", "average_marginal_effect": "AME"}

#: Effects that lie between -1 and 1, by their unit.
_WITHIN_ONE = ("average_marginal_effect", "relative_rank_difference")

#: Shown for the predictor beside the effect of a model, where it has one.
_SECOND = "average_marginal_effect"


def further_models(results: Results, hypothesis: str) -> Table | None:
    """Return a hypothesis' models that have no table of their own, or None where there are none.

    Parameters
    ----------
    results : Results
    hypothesis : str

    Returns
    -------
    Table or None
        A row for the predictor and each further term of each model. Terms of years and of the
        levels of categories, and the same effects by other methods, are left to
        ``measures.csv``.
    """
    own = _models(results, hypothesis)
    if own.empty:
        return None
    bands = bool((own["stratum"] != "all").any())
    place = ("Model", "Block", "Year", *(("Band",) if bands else ()), "Term")
    level = (1 - results.manifest["alpha"]) * 100
    titles = ("Effect", f"{level:g}% CI", "p", "Firms", "Firm-years")
    return Table(
        title=f"{hypothesis}: further models",
        columns=(*place, *titles),
        rows=tuple(row for found in records(own) for row in _rows(results, found, bands=bands)),
        numeric=frozenset(range(len(place), len(place) + len(titles))),
        notes=tuple(_notes(results, own)),
        grouped=3,
    )


def _models(results: Results, hypothesis: str) -> pd.DataFrame:
    """Return the findings of models that stand in no other table."""
    found = results.findings
    beside = (found["hypothesis"] == hypothesis) & (found["role"] == "companion")
    with_terms = results.measures.loc[results.measures["term"] != "", "finding_id"]
    a_model = (found["unit"] == "firm_clusters") | found["finding_id"].isin(with_terms)
    a_model |= found["variant"].str.startswith("block_")
    of_a_model = found["procedure"].isin(found.loc[beside & a_model, "procedure"])
    return found[beside & of_a_model & ~found["procedure"].isin(ELSEWHERE)]


def _rows(results: Results, found: dict[str, Any], *, bands: bool) -> Iterator[tuple[str, ...]]:
    """Yield a model's rows: one with its status, or one for each effect of each term shown."""
    place = [title(found["procedure"]), found["variant"].replace("_", " "), found["year"]]
    place += [short_stratum(found["stratum"])] if bands else []
    sizes = size_text(found["n_firms"]), size_text(found["n"])
    if found["status"] != "ok":
        status = found["status"].replace("_", " ")
        named = variable_label(results.manifest, found["predictor"])
        yield (*place, named, status, NOTHING, NOTHING, *sizes)
        return
    measures = results.measures[results.measures["finding_id"] == found["finding_id"]]
    shown = [row for row in records(measures) if _shown(row, found)]
    plain = {(row["measure"], row["term"]) for row in shown if not row["variant"]}
    for row in shown:
        if row["variant"] and (row["measure"], row["term"]) in plain:
            continue  # the same effect by another method
        term = term_label(results.manifest, row["term"]) + (
            f" ({row['variant']})" if row["variant"] else ""
        )
        name = row["measure"]
        yield (
            *place,
            term,
            f"{SYMBOLS.get(name, name.replace('_', ' '))} = {value_text(name, row['estimate'])}",
            _interval(name, row["ci_low"], row["ci_high"]),
            p_text(row["p_value"], row["p_bound"], alpha=results.manifest["alpha"]),
            *sizes,
        )


def _shown(row: dict[str, Any], found: dict[str, Any]) -> bool:
    """Return whether a measure stands in the table: the effect of a term that is not a level."""
    variable, _, level = str(row["term"]).partition("[")
    of_predictor = variable == found["predictor"]
    if row["measure"] != found["effect_name"]:
        return bool(row["measure"] == _SECOND and of_predictor)
    return row["term"] not in ("", "intercept") and (of_predictor or level in ("", "yes]"))


def title(procedure: str) -> str:
    """Return a procedure as a table names it.

    Examples
    --------
    >>> title("gee_logit"), title("rank_regression")
    ('GEE logit', 'rank regression')
    """
    return TITLES.get(procedure, procedure.replace("_", " "))


def value_text(name: str, x: float) -> str:
    """Return an effect in the form that fits its measure: three digits where its unit is open.

    Examples
    --------
    >>> value_text("odds_ratio", 0.19401), value_text("average_marginal_effect", -0.14205)
    ('0.19', '-.142')
    >>> value_text("quantile_difference", 0.0088881), value_text("quantile_difference", 12345.6)
    ('0.00889', '12,346')
    >>> value_text("quantile_difference", 5.44e-05)
    '0.000054'
    """
    if name in _WITHIN_ONE:
        return correlation_text(x, 3)
    if name.endswith("odds_ratio"):
        return effect_text(name, x)
    if math.isnan(x):
        return NOTHING
    if 0 < abs(x) < 0.001:
        return f"{Decimal(f'{x:.2g}'):f}"
    return f"{x:,.0f}" if abs(x) >= 1000 else f"{x:.3g}"


def _interval(name: str, low: float, high: float) -> str:
    """Return an interval in the form of its effect."""
    if math.isnan(low) or math.isnan(high):
        return NOTHING
    return f"[{value_text(name, low)}, {value_text(name, high)}]"


def _notes(results: Results, own: pd.DataFrame) -> Iterator[str]:
    """Yield what the models are, their effects and intervals, and what their findings note."""
    about = "No verdict reads these models."
    if (own["unit"] == "firm_clusters").any():
        about += (
            " Year all: firm-years of all years; firms are clusters, and years are terms of the "
            "model. Coefficients of years, and of levels of categories, stand in `measures.csv`."
        )
    yield about
    shown = results.measures["finding_id"].isin(own["finding_id"])
    names = set(results.measures.loc[shown, "measure"]) & {*own["effect_name"], _SECOND}
    meanings = [
        f"{SYMBOLS.get(name, name.replace('_', ' '))}: {MEASURES[name]}."
        for name in MEASURES
        if name in names
    ]
    if meanings:
        yield " ".join(meanings)
    methods = [
        f"{title(str(procedure))}: {_methods(part)}"
        for procedure, part in own[own["ci_method"] != ""].groupby("procedure", sort=False)
    ]
    if methods:
        yield f"Intervals. {'; '.join(methods)}."
    yield from merged_notes(results.manifest, records(own), title)


def _methods(own: pd.DataFrame) -> str:
    """Return the methods of a procedure's intervals: of single years, and over all years."""
    over_all = own["year"] == "all"
    both = bool(over_all.any()) and not bool(over_all.all())
    named = []
    for part, where in ((own[~over_all], "of a year"), (own[over_all], "of all years")):
        if not part.empty:
            methods = ", or ".join(part["ci_method"].unique())
            named.append(f"{methods} ({where})" if both else methods)
    return "; ".join(named)
