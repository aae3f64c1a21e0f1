"""The tests that a figure shows, and what is written beside them: the text of the tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from smeint.errors import ArgumentError, listed, nearest
from smeint.finding import Status
from smeint.labels import group_label, variable_label
from smeint.numbers import SYMBOLS, effect_text, p_text
from smeint.plot.style import drawable
from smeint.question import ALL
from smeint.study.results import records

if TYPE_CHECKING:
    from smeint.study.results import Results

Row = dict[str, Any]

#: What each figure of a hypothesis' primary tests draws.
FORMS: dict[str, str] = {
    "shares": "tests of a yes/no outcome between two groups",
    "composition": "tests of larger tables",
    "distributions": "tests of a metric outcome between two groups",
    "association": "rank correlations",
    "bands": "tests within bands",
}

OK = Status.OK.label
_NO_UNITS = {Status.VARIABLE_MISSING.label, Status.REPEATED_UNITS.label}


def form_of(row: Mapping[str, Any]) -> str:
    """Return which figure draws a primary test: a key of `FORMS`.

    Examples
    --------
    >>> form_of({"stratum": "all", "procedure": "chi_square", "variant": "pearson"})
    'shares'
    """
    if row["stratum"] != ALL:
        return "bands"
    if row["procedure"] == "chi_square":
        return "composition" if row["variant"] == "pearson_rxc" else "shares"
    return "distributions" if row["procedure"] == "mann_whitney" else "association"


def record_of(results: Results, hypothesis: str) -> Mapping[str, Any]:
    """Return a hypothesis as the manifest records it.

    Raises
    ------
    ArgumentError
        If the results have no such hypothesis.
    """
    known: dict[str, Mapping[str, Any]] = {
        record["id"]: record for record in results.manifest["hypotheses"]
    }
    if hypothesis not in known:
        raise ArgumentError(
            f"There is no hypothesis `{hypothesis}` in these results; they have {listed(known)}."
            + nearest(str(hypothesis), known)
        )
    return known[hypothesis]


def primary_tests(results: Results, hypothesis: str) -> list[Row]:
    """Return a hypothesis' primary tests, outcome by outcome, each by year.

    Raises
    ------
    ArgumentError
        If the results have no such hypothesis, or one that is described and not tested.
    """
    record = record_of(results, hypothesis)
    if record["described"]:
        raise ArgumentError(f"{hypothesis} is not tested: {record['described']}.")
    found = results.findings
    return records(found[(found["hypothesis"] == hypothesis) & (found["role"] == "primary")])


def tests_of(results: Results, hypothesis: str, form: str) -> list[Row]:
    """Return the primary tests of a hypothesis that one figure draws.

    Raises
    ------
    ArgumentError
        If there are none; the sentence says which figure there is instead.
    """
    rows = primary_tests(results, hypothesis)
    own = [row for row in rows if form_of(row) == form]
    if not own:
        others = dict.fromkeys(form_of(row) for row in rows)
        raise ArgumentError(
            f"{form} draws {FORMS[form]}, and {hypothesis} has none; use "
            f"{' and '.join(f'smeint.plot.{other}' for other in others)}."
        )
    return own


def p_phrase(results: Results, p: float, bound: str = "") -> str:
    """Return a p-value with its sign, such as ``p = .012`` or ``p < .001``."""
    text = p_text(p, bound, alpha=results.manifest["alpha"])
    return f"p {text}" if text[0] in "<>" else f"p = {text}"


def result_lines(results: Results, row: Mapping[str, Any]) -> tuple[str, ...]:
    """Return p and effect of a test as its table prints them, or the status alone."""
    if row["status"] != OK:
        return (row["status"].replace("_", " "),)
    name = row["effect_name"]
    return (
        p_phrase(results, row["p_value"], row["p_bound"]),
        f"{SYMBOLS[name]} = {effect_text(name, row['effect'])}",
    )


def groups_of(results: Results, row: Mapping[str, Any]) -> list[Row]:
    """Return the groups of a test as they were described; none where a variable is missing."""
    own = results.groups["finding_id"] == row["finding_id"]
    return records(results.groups[own])


def contrast_of(results: Results, row: Mapping[str, Any]) -> tuple[str, str]:
    """Return the levels of the first and second group of a test."""
    # of a swapped yes/no outcome the contrast is not the record's own; a level may hold " - "
    recorded = tuple(record_of(results, row["hypothesis"])["contrast"])
    if len(recorded) == 2 and " - ".join(recorded) == row["contrast"]:
        return recorded[0], recorded[1]
    first, _, second = row["contrast"].partition(" - ")
    return first, second


def group_names(results: Results, row: Mapping[str, Any]) -> tuple[str, str]:
    """Return what the two groups of a test are called."""
    levels = contrast_of(results, row)
    first, second = (group_label(results.manifest, row["predictor"], level) for level in levels)
    return first, second


def short_names(results: Results, row: Mapping[str, Any], longest: int) -> tuple[str, str, str]:
    """Return the two groups' names, and the predictor's where the names are but levels.

    Parameters
    ----------
    results : Results
    row : mapping
    longest : int
        Characters; where one of the names has more, both are told by their levels.

    Returns
    -------
    tuple of str
        First group, second group, and the predictor or an empty text.
    """
    first, second = group_names(results, row)
    if max(len(first), len(second)) <= longest:
        return drawable(first, longest), drawable(second, longest), ""
    one, other = (drawable(level, longest) for level in contrast_of(results, row))
    return one, other, name_of(results, row["predictor"])


def name_of(results: Results, variable: str, longest: int = 40) -> str:
    """Return a variable's name as a figure can draw it."""
    return drawable(variable_label(results.manifest, variable), longest)


def when(row: Mapping[str, Any]) -> str:
    """Return the year of a test, or that its units are firms' means."""
    return "firm means, all years" if row["year"] == ALL else str(row["year"])


def has_units(row: Mapping[str, Any]) -> bool:
    """Return whether the units of a test can be shown at all."""
    return row["status"] not in _NO_UNITS


def level_text(level: float) -> str:
    """Return a confidence level in percent.

    Examples
    --------
    >>> level_text(0.95), level_text(1 - 2 * 0.05)
    ('95%', '90%')
    """
    return f"{round(level * 100, 6):g}%"
