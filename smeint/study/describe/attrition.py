"""Who is in which wave: entries, gaps, exits, and how those that leave differ."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from smeint.arrays import BoolArray, IntArray, frozen
from smeint.engine.analysis import Analysis
from smeint.panel.panel import Column
from smeint.panel.reasons import Reasons
from smeint.panel.variables import Kind
from smeint.study.describe.comparisons import Family, compare
from smeint.study.describe.rows import Participation, Wave, YearsObserved

#: No name that a study file may give to a variable, so it is never one of the file's.
LEAVES = "leaves the panel"
FAMILY = "attrition"


@dataclass(frozen=True, slots=True, eq=False)
class Presence:
    """Which firm has a row in which wave.

    Parameters
    ----------
    seen : array of bool, (firms, waves)
    firm, wave : array of int, (rows,)
        Place of each row of the panel.
    years : tuple of int
    """

    seen: BoolArray
    firm: IntArray
    wave: IntArray
    years: tuple[int, ...]

    @property
    def last(self) -> IntArray:
        """Each firm's last wave."""
        n = len(self.years)
        return np.asarray(n - 1 - np.argmax(self.seen[:, ::-1], axis=1))

    @property
    def first(self) -> IntArray:
        """Each firm's first wave."""
        return np.asarray(np.argmax(self.seen, axis=1))

    @property
    def repeated(self) -> int:
        """Firms that are observed more than once."""
        return int(np.sum(self.seen.sum(axis=1) > 1))


def presence(analysis: Analysis) -> Presence:
    """Return which firm has a row in which wave.

    Parameters
    ----------
    analysis : Analysis
        All firms count, those that the size scheme leaves out too.

    Returns
    -------
    Presence
    """
    firms, firm = np.unique(analysis["firm_id"].values, return_inverse=True)
    years = analysis.years
    wave = np.searchsorted(np.array(years, dtype=float), analysis["year"].values)
    seen = np.zeros((firms.size, len(years)), dtype=bool)
    seen[firm, wave] = True
    return Presence(seen, np.asarray(firm), np.asarray(wave), years)


def waves(found: Presence) -> tuple[Wave, ...]:
    """Return entries, returns, stays, gaps and exits by wave.

    Parameters
    ----------
    found : Presence

    Returns
    -------
    tuple of Wave
        ``left``: seen in no later wave; ``away``: not in the next wave and back in a later one.
    """
    rows = []
    first, last, n_waves = found.first, found.last, len(found.years)
    for place, year in enumerate(found.years):
        here = found.seen[:, place]
        entrants = int(np.sum(here & (first == place)))
        before = found.seen[:, place - 1] if place else np.zeros(here.shape, dtype=bool)
        returned = int(np.sum(here & (first < place) & ~before))
        stayed = away = left = None
        share = np.nan
        firms = int(here.sum())
        if place < n_waves - 1:
            following = found.seen[:, place + 1]
            stayed = int(np.sum(here & following))
            left = int(np.sum(here & (last == place)))
            away = firms - stayed - left
            share = left / firms
        rows.append(Wave(str(year), firms, entrants, returned, stayed, away, left, share))
    return tuple(rows)


def years_observed(found: Presence) -> tuple[YearsObserved, ...]:
    """Return how many firms are observed in one year, in two, and so on."""
    n = len(found.seen)
    counts = np.bincount(found.seen.sum(axis=1), minlength=len(found.years) + 1)[1:]
    return tuple(YearsObserved(k, int(c), int(c) / n) for k, c in enumerate(counts, start=1))


def participation(found: Presence) -> tuple[Participation, ...]:
    """Return the patterns of waves in which firms are observed, most frequent first."""
    distinct, counts = np.unique(found.seen, axis=0, return_counts=True)
    n = len(found.seen)
    rows = [
        Participation("".join("1" if s else "." for s in pattern), int(c), int(c) / n)
        for pattern, c in zip(distinct.tolist(), counts.tolist(), strict=True)
    ]
    return tuple(sorted(rows, key=lambda row: (-row.firms, row.pattern)))


def attrition(analysis: Analysis, found: Presence, *, alpha: float) -> Family:
    """Compare firms that a wave is the last of with those that are seen in a later one.

    Parameters
    ----------
    analysis : Analysis
    found : Presence
    alpha : float

    Returns
    -------
    Family
        On the variables of each wave but the last; empty where no firm is seen twice or none
        leaves.

    Notes
    -----
    A firm that is away for a wave and comes back does not leave. That leavers do not differ in
    what was observed does not say that they do not in what was not.
    """
    leaves = found.last[found.firm] == found.wave
    open_end = found.wave == len(found.years) - 1
    if not found.repeated or not (leaves & ~open_end).any():
        return Family(FAMILY, ())
    reasons = Reasons(analysis.reasons)
    code = reasons.code("the last wave: it is not known who leaves after it")
    column = Column(
        name=LEAVES,
        kind=Kind.YES_NO,
        values=frozen(np.where(open_end, np.nan, leaves.astype(float))),
        reasons=frozen(np.where(open_end, code, 0)),
        label="seen in no later wave",
        source="derived from firm_id, year",
    )
    wider = replace(analysis, columns={**analysis.columns, LEAVES: column}, reasons=reasons.texts)
    return compare(FAMILY, LEAVES, wider, alpha=alpha, years=found.years[:-1])
