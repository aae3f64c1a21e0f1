"""Suppression of small counts: a results set in which no count of few firms stands."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from smeint.arrays import BoolArray
from smeint.errors import ArgumentError
from smeint.finding import Role, Status
from smeint.study.counted import Counted
from smeint.study.covered import covered_facts, covered_note, covered_warning
from smeint.study.derivable import sets_to_hide
from smeint.study.scales import RELIABILITY

if TYPE_CHECKING:
    import pandas as pd

    from smeint.study.results import Results

LEAST, MOST = 2, 1000

#: Facts that count firms, but not firm-years: hidden where small.
_FIRM_FACTS = ("firms_in_every_year", "switching_firms", "at_boundary")
_COUNTS = ("n", "n_1", "n_2", "n_firms", "n_missing")
_NUMBERS = ("statistic", "df", "p_value", "effect", "ci_low", "ci_high", "ci_level")
#: Measures that are a number of firms or of firm-years.
SHARES = ("shares_at_0", "shares_at_1")
COUNTS_OF_FIRMS = (*SHARES, "discordant_pairs")
_TEXTS = ("p_bound", "p_method", "ci_method", "note")


def check_min_count(value: int) -> None:
    """Raise `ArgumentError` unless a smallest count that is shown makes sense."""
    if not LEAST <= value <= MOST:
        raise ArgumentError(
            f"min_count must be a whole number from {LEAST} to {MOST}, got {value!r}."
        )


def suppress(results: Results, min_count: int, behind: Counted) -> Results:
    """Return results in which no count of firms below `min_count` stands, or follows from others.

    Parameters
    ----------
    results : Results
    min_count : int
        Smallest count that is shown.
    behind : Counted
        The firm-years behind the counts of `results`.

    Returns
    -------
    Results
        Tests with a cell below `min_count` have the status ``suppressed`` and no number; further
        tests and facts are suppressed where a hidden count would follow from them by sums and
        differences. The firm-years are left out.

    Raises
    ------
    ArgumentError
        If `min_count` is not from 2 to 1000.

    Notes
    -----
    Zero is a count below `min_count`: that no firm of a group has an attribute says so of each
    of them. Not protected: how many firms did not answer, where it follows from the sizes of two
    samples; bounds on a hidden count; values of single firms in means and medians. Verdicts rest
    on all tests, suppressed ones included.
    """
    check_min_count(min_count)
    tests, facts, gaps = _hidden(results, min_count, behind)
    shares = small_shares(results, min_count)
    hypotheses = _touched(results.findings, tests)
    drops, rows_shown = _drops(results, min_count)
    manifest = _manifest(results, min_count, tests, rows_shown=rows_shown)
    return replace(
        results,
        findings=_findings(results.findings, tests, gaps, min_count, shares),
        measures=shown_measures(results.measures, tests, min_count, shares),
        groups=_groups(results.groups, tests, gaps, min_count),
        verdicts=_verdicts(results.verdicts, hypotheses, min_count),
        drops=drops,
        panel_facts=covered_facts(results.panel_facts, facts, min_count),
        analysis=None,
        manifest=manifest,
        cross_check=None,  # its numbers are of suppressed tests as well
    )


def _hidden(
    results: Results, min_count: int, behind: Counted
) -> tuple[frozenset[str], frozenset[int], frozenset[str]]:
    """Return what is suppressed: findings, places of facts, findings' counts of what is missing."""
    values = results.panel_facts["value"].tolist()
    names = results.panel_facts["fact"].tolist()
    counts = [
        place
        for place, name in enumerate(names)
        if behind.facts[place] is not None or name in ("firms", *_FIRM_FACTS)
    ]
    tests = {name for name, cells in behind.tests.items() if cells.least < min_count}
    facts = {place for place in counts if values[place] < min_count}
    secret: dict[bytes, BoolArray] = {}
    for name in tests:
        own = behind.tests[name]
        few = (c for c, n in zip(own.cells, own.firms, strict=True) if 0 < n < min_count)
        secret |= {rows.tobytes(): rows for rows in few}
    for place in facts:
        rows = behind.facts[place]
        if rows is not None and names[place] != "missing" and rows.any():
            secret[rows.tobytes()] = rows
    few_missing = [g for cells in behind.tests.values() for g in cells.gaps if g.sum() < min_count]
    behind = _with_gaps_to_show(behind, min_count)
    found = _secondary(results, behind, tests, facts, list(secret.values()))
    tests |= found[0]
    facts |= found[1]
    # among themselves alone: sizes of two tests' samples may still tell how many did not answer
    small = [
        rows
        for place, rows in enumerate(behind.facts)
        if names[place] == "missing" and place in facts and rows is not None and rows.any()
    ]
    small += [rows for rows in few_missing if rows.any()]
    alone = {n: replace(c, shown=()) for n, c in behind.tests.items() if n not in found[2]}
    by_gaps = _secondary(results, replace(behind, tests=alone), tests, facts, small)
    return frozenset(tests), frozenset(facts | by_gaps[1]), frozenset(found[2] | by_gaps[2])


def _with_gaps_to_show(behind: Counted, min_count: int) -> Counted:
    """Return what tests count, without the gaps that are too few to be shown in any case."""
    tests = {
        name: replace(cells, gaps=tuple(g for g in cells.gaps if g.sum() >= min_count))
        for name, cells in behind.tests.items()
    }
    return replace(behind, tests=tests)


def _secondary(
    results: Results,
    behind: Counted,
    tests: Collection[str],
    facts: Collection[int],
    secret: list[BoolArray],
) -> tuple[set[str], set[int], set[str]]:
    """Return further findings, facts and findings' gaps from which a hidden count would follow."""
    sets: dict[bytes, BoolArray] = {}
    tests_of: dict[bytes, set[str]] = {}
    facts_of: dict[bytes, set[int]] = {}
    gaps_of: dict[bytes, set[str]] = {}
    for name, cells in behind.tests.items():
        for owners, own in ((tests_of, cells.shown), (gaps_of, cells.gaps)):
            for rows in () if name in tests else own:
                key = rows.tobytes()
                sets[key] = rows
                owners.setdefault(key, set()).add(name)
    for place, found in enumerate(behind.facts):
        if found is not None and place not in facts:
            sets[found.tobytes()] = found
            facts_of.setdefault(found.tobytes(), set()).add(place)
    keys = list(sets)
    totals = {
        place
        for place, (fact, variable) in enumerate(
            zip(results.panel_facts["fact"], results.panel_facts["variable"], strict=True)
        )
        if fact in ("firms", "firm_years") and not variable
    }
    roles = dict(zip(results.findings["finding_id"], results.findings["role"], strict=True))

    def worth(key: bytes) -> float:
        if facts_of.get(key, set()) & totals:
            return math.inf  # how many were sampled is known
        owners = tests_of.get(key, set())
        primary = len([name for name in owners if roles[name] == Role.PRIMARY.value])
        least = 0.0 if owners or key in facts_of else -1e9  # counts of what is missing go first
        return 1e9 * primary + 1e6 * len(owners) + int(sets[key].sum()) + least

    places = sets_to_hide(list(sets.values()), secret, [worth(key) for key in keys])
    chosen = [keys[place] for place in places]
    return (
        {name for key in chosen for name in tests_of.get(key, ())},
        {place for key in chosen for place in facts_of.get(key, ())},
        {name for key in chosen for name in gaps_of.get(key, ())},
    )


def _findings(
    findings: pd.DataFrame,
    hidden: Collection[str],
    gaps: Collection[str],
    min_count: int,
    shares: Mapping[str, Collection[str]],
) -> pd.DataFrame:
    """Return findings without the numbers of those hidden, and some without what is missing."""
    out = findings.copy()
    rows = out["finding_id"].isin(list(hidden))
    asked = out["status"] != Status.VARIABLE_MISSING.label
    gone = out["finding_id"].isin(list(gaps))
    few = asked & ((out["n_missing"] < min_count) | gone)
    for name in _COUNTS:
        out[name] = out[name].astype("Int64").mask(rows)
    out["n_missing"] = out["n_missing"].mask(few)
    out["status"] = out["status"].mask(rows, Status.SUPPRESSED.label)
    for name in _NUMBERS:
        out[name] = out[name].mask(rows)
    for name in _TEXTS:
        out[name] = out[name].mask(rows, "")
    out["note"] = [
        covered_note(
            note,
            min_count,
            hidden=own,
            shares=[place for place, measure in enumerate(SHARES) if name in shares[measure]],
        )
        for name, note, own in zip(out["finding_id"], out["note"], gone, strict=True)
    ]
    return out


def small_shares(results: Results, min_count: int) -> dict[str, frozenset[str]]:
    """Return the findings in which shares at 0, and at 1, are not counted.

    A small number in one year, band or sample would follow from the others of the same outcome:
    then none of these is shown, in any finding.
    """
    outcome = dict(zip(results.findings["finding_id"], results.findings["outcome"], strict=True))
    out = {}
    for measure in SHARES:
        own = results.measures[results.measures["measure"] == measure]
        few = own[(own["estimate"] > 0) & (own["estimate"] < min_count)]["finding_id"]
        small = {outcome[name] for name in few}
        out[measure] = frozenset(n for n, variable in outcome.items() if variable in small)
    return out


def shown_measures(
    measures: pd.DataFrame,
    hidden: Collection[str],
    min_count: int,
    shares: Mapping[str, Collection[str]],
) -> pd.DataFrame:
    """Return the measures of findings that are shown, without small counts among them."""
    gone = measures["finding_id"].isin(list(hidden))
    gone |= measures["measure"].isin(COUNTS_OF_FIRMS) & (measures["estimate"] < min_count)
    for measure, names in shares.items():
        gone |= (measures["measure"] == measure) & measures["finding_id"].isin(list(names))
    return measures[~gone].reset_index(drop=True)


def _groups(
    groups: pd.DataFrame, hidden: Collection[str], gaps: Collection[str], min_count: int
) -> pd.DataFrame:
    """Return groups without the numbers of hidden findings."""
    out = groups.copy()
    rows = out["finding_id"].isin(list(hidden))
    few = (out["n_missing"] < min_count) | out["finding_id"].isin(list(gaps))
    for name in ("n", "n_missing"):
        out[name] = out[name].astype("Int64").mask(rows)
    out["n_missing"] = out["n_missing"].mask(few)
    for name in ("events", "share", "mean", "sd", "median", "mean_rank"):
        out[name] = out[name].mask(rows)
    return out


def _touched(findings: pd.DataFrame, hidden: Collection[str]) -> dict[str, int]:
    """Return how many of the tests that verdicts read are hidden, by hypothesis."""
    read = findings[findings["role"].isin([Role.PRIMARY.value, Role.POOLED.value])]
    own = read[read["finding_id"].isin(list(hidden))]
    return {str(name): int(n) for name, n in own.groupby("hypothesis").size().items()}


def _verdicts(verdicts: pd.DataFrame, touched: Mapping[str, int], min_count: int) -> pd.DataFrame:
    """Return verdicts without what they say of single hidden tests."""
    out = verdicts.copy()
    rows = out["hypothesis"].isin(list(touched))
    for name in ("m_computed", "n_significant"):
        out[name] = out[name].astype("Int64").mask(rows)
    for name in ("signs", "direction"):
        out[name] = out[name].mask(rows, "")
    out["p_adjusted_min"] = out["p_adjusted_min"].mask(rows)
    said = {
        name: f"{n} {'test is' if n == 1 else 'tests are'} suppressed (min_count = {min_count})"
        for name, n in touched.items()
    }
    out["reason"] = [
        said.get(name, reason)
        for name, reason in zip(out["hypothesis"], out["reason"], strict=True)
    ]
    return out


def _drops(results: Results, min_count: int) -> tuple[pd.DataFrame, bool]:
    """Return the drops, without numbers where one is small, and whether rows can be shown."""
    out = results.drops.copy()
    if not ((out["n_dropped"] > 0) & (out["n_dropped"] < min_count)).any():
        return out, True
    for name in ("n_before", "n_dropped", "n_after"):
        out[name] = out[name].astype("Int64").mask(out[name] >= 0)
    return out, False


def _manifest(
    results: Results, min_count: int, tests: Collection[str], *, rows_shown: bool
) -> dict[str, Any]:
    """Return the manifest, saying what was suppressed."""
    manifest = dict(results.manifest)
    if not rows_shown:
        manifest["data"] = {**manifest["data"], "rows": None}
    scales = {
        f"`{name}`"
        for name, hypothesis, own in results.findings[
            ["outcome", "hypothesis", "finding_id"]
        ].itertuples(index=False)
        if hypothesis == RELIABILITY and own in tests
    }
    manifest["warnings"] = [
        covered_warning(text, min_count)
        for text in manifest["warnings"]
        if not any(name in text for name in scales)
    ]
    manifest["suppressed"] = {"min_count": min_count, "findings": len(tests)}
    return manifest
