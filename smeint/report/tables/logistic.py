"""Logistic regressions in the form that users of SPSS know, and side by side as journals print."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from smeint.finding import Status
from smeint.labels import short_stratum, term_label, term_parts, variable_label
from smeint.numbers import NOTHING, effect_text, interval_text, number_text
from smeint.report.table import Table
from smeint.report.tables.logistic_fit import fit_table as fit_table
from smeint.report.tables.logistic_parts import (
    MEDIATORS,
    MEDIATORS_BLOCK,
    Equation,
    Row,
    block_name,
    df_text,
    equations,
    p_of,
    status_words,
    with_mark,
)
from smeint.report.tables.model_notes import merged_notes
from smeint.report.tables.sample import MODELS

if TYPE_CHECKING:
    from smeint.study.results import Results

#: The model that stands in SPSS's form; all others have their blocks side by side.
SPSS = "logit"

MARK = "ᵃ"


def equation_tables(results: Results, hypothesis: str) -> tuple[Table, ...]:
    """Return the coefficients of a hypothesis' logistic regressions, year by year.

    Parameters
    ----------
    results : Results
    hypothesis : str

    Returns
    -------
    tuple of Table
        For each year the maximum-likelihood model as "Variables in the Equation", blocks one
        below the other, then each other model with its blocks side by side; models over all years
        last. A model none of whose blocks could be asked for is left out.

    Notes
    -----
    Wald's chi-square is the square of the z that ``measures.csv`` holds, as SPSS prints it.
    """
    tables = []
    for equation in equations(results, hypothesis):
        build = _spss if equation.blocks[0]["procedure"] == SPSS else _side_by_side
        tables.append(build(results, hypothesis, equation))
    return tuple(tables)


def _title(results: Results, hypothesis: str, equation: Equation) -> str:
    """Return what the model is, of which year, outcome and band."""
    one = equation.blocks[0]
    found = results.findings
    own = found[(found["hypothesis"] == hypothesis) & found["procedure"].isin(list(MODELS))]
    year = "all years" if one["year"] == "all" else one["year"]
    where = [year, *([short_stratum(one["stratum"])] if one["stratum"] != "all" else [])]
    if own["outcome"].nunique() > 1:
        where.insert(0, variable_label(results.manifest, one["outcome"]))
    what = "variables in the equation" if one["procedure"] == SPSS else "odds ratios by block"
    return f"{hypothesis}: {what}, {', '.join(where)} ({MODELS[one['procedure']]})"


def _interval_title(results: Results) -> str:
    """Return the title of the column of intervals."""
    return f"{(1 - results.manifest['alpha']) * 100:g}% CI"


def _spss(results: Results, hypothesis: str, equation: Equation) -> Table:
    """Return a maximum-likelihood model as SPSS prints it."""
    rows = [row for block in equation.blocks for row in _spss_rows(results, equation, block)]
    overall = any(MARK in cell for row in rows for cell in row)
    return Table(
        title=_title(results, hypothesis, equation),
        columns=(
            *("Block", "Term", "B", "SE", "Wald", "df", "p", "Exp(B)"),
            _interval_title(results),
        ),
        rows=tuple(rows),
        numeric=frozenset(range(2, 9)),
        grouped=1,
        notes=(
            "Wald: square of B / SE. Exp(B): odds ratio, with its interval.",
            *((f"{MARK} Likelihood-ratio chi-square of all levels together.",) if overall else ()),
            *_notes(results, equation),
        ),
    )


def _spss_rows(results: Results, equation: Equation, block: Row) -> Iterator[tuple[str, ...]]:
    """Yield a block's rows: one with its status, or its terms."""
    name = block_name(block)
    if block["status"] != "ok":
        yield (name, status_words(block), *(NOTHING,) * 7)
        return
    said: set[str] = set()
    for term in equation.terms(block):
        variable, level = term_parts(term["term"])
        overall, wald = equation.overall(block, variable) if level else (None, False)
        if overall is not None and variable not in said:
            said.add(variable)
            yield (name, *_overall_cells(results, overall, block, wald=wald))
        yield (name, *_term_cells(results, equation, block, term))


def _overall_cells(
    results: Results, overall: Row, block: Row, *, wald: bool
) -> tuple[str, str, str, str, str, str, str, str]:
    """Return the test of a category."""
    label = with_mark(term_label(results.manifest, overall["term"]), overall["term"], block)
    chi2 = number_text(overall["statistic"]) + ("" if wald else MARK)
    return (
        label,
        NOTHING,
        NOTHING,
        chi2,
        df_text(overall["df"]),
        p_of(results, overall),
        *_no_ratio(),
    )


def _no_ratio() -> tuple[str, str]:
    """Return the cells of an odds ratio that there is none of."""
    return NOTHING, NOTHING


def _term_cells(
    results: Results, equation: Equation, block: Row, term: Row
) -> tuple[str, str, str, str, str, str, str, str]:
    """Return one coefficient."""
    ratio = equation.ratio(block, term["term"])
    z = term["statistic"]
    exp_b, interval = _no_ratio() if ratio is None else _ratio_cells(ratio)
    return (
        with_mark(term_label(results.manifest, term["term"]), term["term"], block),
        number_text(term["estimate"]),
        number_text(term["std_error"]),
        number_text(z * z),
        "1",
        p_of(results, term),
        exp_b,
        interval,
    )


def _ratio_cells(ratio: Row) -> tuple[str, str]:
    """Return an odds ratio and its interval."""
    return (
        effect_text("odds_ratio", ratio["estimate"]),
        interval_text("odds_ratio", ratio["ci_low"], ratio["ci_high"]),
    )


def _side_by_side(results: Results, hypothesis: str, equation: Equation) -> Table:
    """Return a model with its blocks beside each other: odds ratios, intervals, p-values."""
    shown = [b for b in equation.blocks if b["status"] == "ok"]
    order: dict[str, None] = {}
    for block in shown:
        order |= {term["term"]: None for term in equation.terms(block)}
    order = {term: None for term in order if term != "intercept"} | (
        {"intercept": None} if "intercept" in order else {}
    )
    interval = _interval_title(results)
    columns = ["Term"]
    for block in shown:
        columns += [f"{block_name(block)}: OR [{interval}]", "p"]
    rows = [
        (
            with_mark(term_label(results.manifest, term), term, shown[-1]),
            *(cell for block in shown for cell in _cells_beside(results, equation, block, term)),
        )
        for term in order
    ]
    penalized = any(MARK in cell for row in rows for cell in row)
    return Table(
        title=_title(results, hypothesis, equation),
        columns=tuple(columns) if shown else ("Block", "Result"),
        rows=tuple(rows) if shown else tuple(map(_status_row, equation.blocks)),
        numeric=frozenset(range(1, len(columns))),
        notes=(
            *((PENALIZED,) if penalized else ()),
            *(_method_note(equation, penalized=penalized) if shown else ()),
            *_notes(results, equation),
        ),
    )


def _status_row(block: Row) -> tuple[str, str]:
    """Return why a block has no estimates, where none has."""
    return block_name(block), status_words(block)


def _cells_beside(results: Results, equation: Equation, block: Row, term: str) -> tuple[str, str]:
    """Return a term's odds ratio with interval, and its p, in one block."""
    ratio = equation.ratio(block, term)
    if ratio is None:
        return _no_ratio()
    value, interval = _ratio_cells(ratio)
    mark = MARK if ratio["ci_method"].startswith("profile penalized") else ""
    return (
        value if interval == NOTHING else f"{value} {interval}",
        p_of(results, ratio) + mark,
    )


PENALIZED = (
    f"{MARK} Penalized likelihood-ratio test, with the interval of the penalized profile "
    "likelihood; other terms: Wald."
)


def _method_note(equation: Equation, *, penalized: bool) -> Iterator[str]:
    """Yield the method of intervals and tests, where it is not said otherwise."""
    methods = dict.fromkeys(b["ci_method"] for b in equation.blocks if b["ci_method"])
    if methods and not penalized:
        yield f"OR: odds ratio. Intervals and p: {'; '.join(methods)}."
    elif penalized:
        yield "OR: odds ratio."


def _notes(results: Results, equation: Equation) -> Iterator[str]:
    """Yield statuses, event and reference levels, and what findings note."""
    said = ("ok", Status.VARIABLE_MISSING.label)  # what is missing is named further below
    beside = equation.blocks[0]["procedure"] != SPSS
    beside &= any(block["status"] == "ok" for block in equation.blocks)
    for block in equation.blocks:
        if block["status"] not in said and beside:
            yield f"{block_name(block)}: {status_words(block)}."
    if any(b["variant"] == MEDIATORS_BLOCK and b["status"] == "ok" for b in equation.blocks):
        present = {name for b in equation.blocks for name, _ in _parts(equation, b)}
        if present & set(MEDIATORS):
            yield (
                "(mediator): may lie between predictor and outcome; with it in the model the "
                "predictor's coefficient is not its total association."
            )
    rows = [
        {**b, "note": "; ".join(p for p in b["note"].split("; ") if not p.startswith(_MEDIATORS))}
        for b in equation.blocks
    ]
    yield from merged_notes(results.manifest, rows, MODELS.__getitem__)


#: A remark of findings that the label of each term says already.
_MEDIATORS = "mediators: "


def _parts(equation: Equation, block: Row) -> list[tuple[str, str]]:
    """Return variables and levels of a block's terms."""
    return [term_parts(term["term"]) for term in equation.terms(block)]
