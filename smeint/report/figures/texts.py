"""Texts that notes and descriptions of figures share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from smeint.labels import group_label
from smeint.numbers import NOTHING, size_text
from smeint.plot.found import ALL_YEARS, status_words

if TYPE_CHECKING:
    from smeint.study.results import Results


def methods(rows: Sequence[dict[str, Any]], names: Mapping[str, str], key: str) -> str:
    """Return how intervals were found, with their level.

    Parameters
    ----------
    rows : sequence of dict
        Of findings.
    names : mapping of str to str
        What the values of `key` are called.
    key : str
        What methods differ by, such as `effect_name`.

    Returns
    -------
    str

    Examples
    --------
    >>> row = {"status": "ok", "ci_method": "Wald", "ci_level": 0.95, "procedure": "logit"}
    >>> methods([row], {"logit": "maximum likelihood"}, "procedure")
    '95% (maximum likelihood: Wald)'
    """
    done = [row for row in rows if row["status"] == "ok" and row["ci_method"]]
    levels = dict.fromkeys(f"{100 * row['ci_level']:g}%" for row in done)
    said = dict.fromkeys(f"{names[row[key]]}: {row['ci_method']}" for row in done)
    return f"{', '.join(levels)} ({' | '.join(said)})" if done else "none"


def n_range(rows: Sequence[dict[str, Any]], noun: str = "test") -> str:
    """Return how many firms the tests of single years have.

    Examples
    --------
    >>> n_range([{"n": 57, "year": "2010"}, {"n": 62, "year": "2011"}, {"n": 119, "year": "all"}])
    'n: 57 to 62 firms a test.'
    >>> n_range([{"n": 57, "year": "2010"}, {"n": 0, "year": "2011"}])
    'n: 57 firms a test.'
    """
    yearly = [row for row in rows if row["year"] != ALL_YEARS] or list(rows)
    sizes = [row["n"] for row in yearly if row["n"] == row["n"]]
    if not sizes:
        return f"n: {NOTHING} (suppressed)."
    # a test without any firm was not made: its variable is missing
    sizes = [size for size in sizes if size > 0] or sizes
    low, high = size_text(min(sizes)), size_text(max(sizes))
    return f"n: {low} firms a {noun}." if low == high else f"n: {low} to {high} firms a {noun}."


def contrast_said(results: Results, record: Mapping[str, Any]) -> str:
    """Return which group is subtracted from which, or an empty text."""
    if not record["contrast"]:
        return ""
    labels = (group_label(results.manifest, record["predictor"], c) for c in record["contrast"])
    first, second = (shorten(label) for label in labels)
    return f"{first} minus {second}"


def shorten(text: str, longest: int = 60) -> str:
    """Return a text, cut where it is long.

    Examples
    --------
    >>> shorten("management", 6)
    'manag…'
    """
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def reason(row: Mapping[str, Any]) -> str:
    """Return why a test has no effect, without a count of tests."""
    return status_words(row).removeprefix("not computed: ")
