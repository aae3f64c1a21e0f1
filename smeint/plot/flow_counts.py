"""The numbers of the sample flow, as drops and panel facts have them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smeint.study.covered import MARK
from smeint.study.results import records

if TYPE_CHECKING:
    from smeint.study.results import Results

_Facts = Sequence[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Year:
    """Firms of a year; NaN for a number that is suppressed.

    Parameters
    ----------
    year : str
    firms : float
        All that were read.
    smes, others, left_out, size_unknown : float
        By size; together all firms.
    international, domestic, status_unknown : float
        By status; together all firms.
    has_size, has_status : bool
        Whether the data have the groups at all.
    """

    year: str
    firms: float
    smes: float
    others: float
    left_out: float
    size_unknown: float
    international: float
    domestic: float
    status_unknown: float
    has_size: bool
    has_status: bool

    @property
    def numbers(self) -> tuple[float, ...]:
        """All counts, in the order of the table."""
        return (
            *(self.firms, self.smes, self.others, self.left_out, self.size_unknown),
            *(self.international, self.domestic, self.status_unknown),
        )


@dataclass(frozen=True, slots=True)
class Flow:
    """The steps from the file to the years.

    Parameters
    ----------
    rows : float
        Of the file.
    drops : tuple of (str, float)
        Reasons, the largest first.
    firm_years, firms, balanced : float
    left_out : tuple of (str, float)
        Firm-years without a size class by reason.
    no_size : str
        Why there are no groups by size; empty where there are.
    years : tuple of Year
    """

    rows: float
    drops: tuple[tuple[str, float], ...]
    firm_years: float
    firms: float
    balanced: float
    left_out: tuple[tuple[str, float], ...]
    no_size: str
    years: tuple[Year, ...]


def flow_of(results: Results) -> Flow:
    """Return the numbers of the sample flow.

    Parameters
    ----------
    results : Results

    Returns
    -------
    Flow
    """
    facts = records(results.panel_facts)
    drops = [(str(row["reason"]), float(row["n_dropped"])) for row in records(results.drops)]
    drops.sort(key=lambda drop: -drop[1] if drop[1] == drop[1] else math.inf)
    firm_years = _one(facts, "firm_years")
    rows = results.manifest["data"]["rows"]
    absent = {
        row["variable"]: str(row["detail"]) for row in facts if row["fact"] == "not_available"
    }
    years = [row for row in facts if _is(row, "firms", "") and row["year"]]
    return Flow(
        rows=math.nan if rows is None else float(rows),
        drops=tuple(drops),
        firm_years=firm_years,
        firms=_one(facts, "firms"),
        balanced=_one(facts, "firms_in_every_year"),
        left_out=tuple(_without_size(facts)),
        no_size=absent.get("sme", ""),
        years=tuple(_year(facts, str(row["year"]), float(row["value"]), absent) for row in years),
    )


def _is(row: dict[str, Any], fact: str, variable: str, level: str = "") -> bool:
    return (row["fact"], row["variable"], row["level"]) == (fact, variable, level)


def _one(facts: _Facts, fact: str) -> float:
    """Return a number about the whole panel."""
    return next(float(row["value"]) for row in facts if _is(row, fact, "") and not row["year"])


def _total(facts: _Facts, year: str, fact: str, variable: str, level: str = "") -> float:
    """Return the sum of a fact's rows of a year: NaN where one is suppressed."""
    return sum(
        float(row["value"])
        for row in facts
        if _is(row, fact, variable, level) and row["year"] == year
    )


def _without_size(facts: _Facts) -> list[tuple[str, float]]:
    """Return firm-years that no size class holds, by reason, over all years."""
    reasons: dict[str, float] = {}
    for row in facts:
        if _is(row, "left_out", "sme") or _is(row, "missing", "sme"):
            reason = str(row["detail"]).removeprefix(f"{MARK}; ")
            reason = "size class missing" if reason in ("", MARK) else reason
            reasons[reason] = reasons.get(reason, 0.0) + float(row["value"])
    return list(reasons.items())


def _year(facts: _Facts, year: str, firms: float, absent: dict[str, str]) -> Year:
    """Return the firms of a year."""

    def n(fact: str, variable: str, level: str = "") -> float:
        return math.nan if variable in absent else _total(facts, year, fact, variable, level)

    return Year(
        year=year,
        firms=firms,
        smes=n("firms", "sme", "yes"),
        others=n("firms", "sme", "no"),
        left_out=n("left_out", "sme"),
        size_unknown=n("missing", "sme"),
        international=n("firms", "internationalized", "yes"),
        domestic=n("firms", "internationalized", "no"),
        status_unknown=n("missing", "internationalized"),
        has_size="sme" not in absent,
        has_status="internationalized" not in absent,
    )
