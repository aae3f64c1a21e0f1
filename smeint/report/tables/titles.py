"""What a table of tests shows, in its title."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from smeint.report.sentences.names import group_name, limits_of, sample_name, variable_name

if TYPE_CHECKING:
    from smeint.study.results import Results

#: So many outcomes are named; of more, their number is.
NAMED = 3


def tests_title(results: Results, hypothesis: str, rows: Iterable[Mapping[str, Any]]) -> str:
    """Return what the tests of a hypothesis are of: outcome, sample, groups, and by what.

    Parameters
    ----------
    results : Results
    hypothesis : str
    rows : iterable of mapping
        Its primary and pooled findings.

    Returns
    -------
    str
        Such as ``H2: share of foreign sales (FSTS) among internationalized firms, SMEs against
        non-SMEs, by year``.
    """
    records = results.manifest["hypotheses"]
    record = next(record for record in records if record["id"] == hypothesis)
    tests = [row for row in rows if row["role"] == "primary"]
    if not tests:
        return f"{hypothesis}: tests"
    outcomes = list(dict.fromkeys(row["outcome"] for row in tests))
    names = [variable_name(results.manifest, name).removeprefix("the ") for name in outcomes]
    what = ", ".join(names) if len(names) <= NAMED else f"{len(names)} outcomes"
    predictor = record["predictor"]
    other = variable_name(results.manifest, predictor).removeprefix("the ")
    groups = [group_name(results.manifest, predictor, level) for level in record["contrast"]]
    if not groups:
        what += f" and {other}"
    limits = [limit for limit in limits_of(record, tests[0]["sample"]) if limit.levels]
    firms = sample_name(results.manifest, limits)
    among = f" among {firms}" if firms else ""
    against = f", {groups[0]} against {groups[1]}" if groups else ""
    return f"{hypothesis}: {what}{among}{against}{_by(tests)}"


def _by(tests: list[Mapping[str, Any]]) -> str:
    """Return by what the tests are apart: years, strata, or the one year there is."""
    years = list(dict.fromkeys(str(row["year"]) for row in tests))
    parts = ["band"] if len({row["stratum"] for row in tests}) > 1 else []
    if len(years) > 1:
        parts.append("year")
    by = f", by {' and '.join(parts)}" if parts else ""
    return by if len(years) > 1 or years[0] == "all" else f"{by}, {years[0]}"
