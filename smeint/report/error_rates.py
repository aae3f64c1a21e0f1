"""How often a rule errs, in the words that stand beside a verdict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from smeint.errors import counted
from smeint.numbers import alpha_text, percent_interval_text, percent_text
from smeint.study.error_rates import DESCRIBED_HAS_NONE, NO_VERDICT, shown_direction
from smeint.study.results import records

if TYPE_CHECKING:
    from smeint.study.results import Results

Row = Mapping[str, Any]

#: Reasons that a reader needs no telling of: the verdict itself says so.
_PLAIN = (DESCRIBED_HAS_NONE, NO_VERDICT)

#: What each source means.
SOURCES = {
    "stored": "stored: measured for this release, on synthetic firms, for a design of about this "
    "study's size",
    "fresh": "fresh: measured for this study, on synthetic firms of a world that is calibrated "
    "from its data",
}


#: What a stored rate, which is one of equal groups, leaves out.
EQUAL_GROUPS = (
    "With few firms chi-square rejects more often where the numbers of SMEs and non-SMEs differ by "
    "one than where they are equal, as they are there."
)


def rate_rows(results: Results) -> list[dict[str, Any]]:
    """Return the rows of the error rates, none where there are none."""
    return [] if results.error_rates is None else records(results.error_rates)


def rates_of(results: Results, record: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the error rates that stand beside the verdicts on a hypothesis, by rule.

    Parameters
    ----------
    results : Results
    record : mapping
        Of the hypothesis, in the manifest.
    """
    shown = shown_direction(record["direction"])
    return {
        row["rule"]: row
        for row in rate_rows(results)
        if row["hypothesis"] == record["id"] and row["direction"] == shown
    }


def design_text(row: Row) -> str:
    """Return the design that was simulated.

    Examples
    --------
    >>> design_text({"firms_1": 57, "firms_2": 57, "years": 3})
    '57 + 57 firms, 3 years'
    """
    return f"{row['firms_1']:,} + {row['firms_2']:,} firms, {counted(row['years'], 'year')}"


def errs_text(row: Row | None) -> str:
    """Return the rate that stands beside a verdict in a cell, empty where there is none.

    Examples
    --------
    >>> errs_text({"rate": 0.0512}), errs_text(None)
    ('5.1%', '')
    """
    return "" if row is None else f"{percent_text(row['rate'])}%"


def rate_clause(row: Row) -> str:
    """Return a rate with how exact it is, of what it is a share, its source and its design.

    Examples
    --------
    >>> print(rate_clause({"rate": 0.05, "ci_low": 0.047, "ci_high": 0.053, "source": "stored",
    ...                    "firms_1": 57, "firms_2": 57, "years": 3}))
    5.0% [4.7, 5.3] of simulated studies in which nothing is there (stored: 57 + 57 firms, 3 years)
    """
    shown = percent_interval_text(row["rate"], row["ci_low"], row["ci_high"])
    rate, _, interval = shown.partition(" [")
    source = f"({row['source']}: {design_text(row)})"
    return f"{rate}% [{interval} of simulated studies in which nothing is there {source}"


def measured_notes(results: Results) -> Iterator[str]:
    """Yield where the rates are from and what was simulated; nothing where there are none."""
    rows = rate_rows(results)
    if not rows:
        return
    yield f"Error rates are {SOURCES[rows[0]['source']]}."
    designs = {(row["world"], design_text(row), row["alpha"], row["n_replicates"]) for row in rows}
    for world, design, alpha, replicates in sorted(designs):
        yield (
            f"Simulated: world `{world}`, {design}, alpha {alpha_text(alpha)}, "
            f"{counted(replicates, 'replicate')}."
        )
    if rows[0]["source"] == "stored":
        yield EQUAL_GROUPS


def missing_notes(results: Results) -> Iterator[str]:
    """Yield which hypotheses have no rate, and why; nothing where rates were not asked for."""
    told = results.manifest.get("error_rates", {}).get("reasons", {})
    by_reason: dict[str, list[str]] = {}
    for name, reason in told.items():
        if reason not in _PLAIN:
            by_reason.setdefault(reason, []).append(name)
    for reason, names in by_reason.items():
        yield f"No error rate for {_listed(names)}: {reason}."


def _listed(names: Iterable[str]) -> str:
    """Return names as ``a, b``."""
    return ", ".join(names)
