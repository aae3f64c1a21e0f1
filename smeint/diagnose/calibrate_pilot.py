"""`Pilot`: the sampled firm-years of a panel, and how each of their variables is generated."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from smeint.arrays import BoolArray, FloatArray, IntArray
from smeint.diagnose.calibrate_fit import Known, correlation_of, fit_shifts, persistence_of
from smeint.diagnose.calibrate_pairs import BAND, CLASS, DEGREE, STATUS, Pair, codes
from smeint.engine.analysis import LOG_FIRM_AGE, Analysis
from smeint.panel.variables import Kind
from smeint.synth.calibrated import Factor, Generated, Link
from smeint.synth.margin import Margin, constant, margin_of
from smeint.synth.prepared import cells

#: What a firm keeps by nature, with persistence 1 whatever that of others is.
FIXED = ("country", "industry", LOG_FIRM_AGE)

#: Least share of a variable's values in the sample that counts as known.
_LEAST_KNOWN = 0.02


@dataclass(frozen=True, slots=True, eq=False)
class Pilot:
    """The sampled firm-years of a panel; one method for each part of a variable.

    Parameters
    ----------
    analysis : Analysis
    rows : array of bool
        Firm-years of firms whose class is known; all where there are no classes.
    firm, year : array of int, (firm-years,)
        ``year`` is the place among the panel's years.
    notes : list of str
        Grows while variables are made.
    shifts : dict of str to array of float, (firm-years,)
        Each variable's total shift, 0 where it is not known; grows too.
    """

    analysis: Analysis
    rows: BoolArray
    firm: IntArray
    year: IntArray
    notes: list[str] = field(default_factory=list)
    shifts: dict[str, FloatArray] = field(default_factory=dict)

    @classmethod
    def of(cls, analysis: Analysis) -> Pilot:
        """Return the sample of a panel."""
        rows = np.ones(analysis["year"].values.shape, dtype=bool)
        if CLASS in analysis.columns:
            rows = analysis[CLASS].known
        year = np.searchsorted(analysis.years, analysis["year"].values[rows])
        return cls(analysis, rows, analysis["firm_id"].values[rows].astype(np.int64), year)

    @property
    def n_years(self) -> int:
        """Number of years."""
        return len(self.analysis.years)

    @property
    def sme_share(self) -> float | None:
        """Share of SMEs among firm-years; None without classes."""
        return float(self.values(CLASS).mean()) if CLASS in self.analysis.columns else None

    @property
    def sizes(self) -> tuple[int, int]:
        """Firms of each class in a mean year, at least one where there is any."""
        if CLASS not in self.analysis.columns:
            return round(self.firm.size / self.n_years), 0
        n = [int(np.sum(self.values(CLASS) == level)) for level in (1, 0)]
        first, second = (max(round(k / self.n_years), int(k > 0)) for k in n)
        return first, second

    def values(self, name: str) -> FloatArray:
        """Return a variable of the sample."""
        return self.analysis[name].values[self.rows]

    def known(self, name: str) -> BoolArray:
        """Return where a variable, and for ``fsts`` the status, is known."""
        here = ~np.isnan(self.values(name))
        return here & ~np.isnan(self.values(STATUS)) if name == DEGREE else here

    def usable(self, names: list[str]) -> list[str]:
        """Return the variables of which the sample has a known value; note the others."""
        if STATUS not in self.analysis.columns:
            names = [name for name in names if name != DEGREE]
        found = [name for name in names if self.known(name).any()]
        if STATUS not in found:
            found = [name for name in found if name != DEGREE]
        for name in names:
            if name not in found:
                self.notes.append(f"`{name}` is not generated: the sample has no value of it.")
        return found

    def generated(self, name: str, order: list[str], compared: list[Pair]) -> Generated:
        """Return how a variable is generated."""
        column = self.analysis[name]
        split = self.split(name, order)
        mine = [pair for pair in compared if pair.later == name]
        self.note(name, mine)
        factors, rows, total = self.factors(name, split, mine)
        known = Known(self.values(name), self.firm, self.year)
        self.shifts[name] = np.zeros(self.firm.shape)
        self.shifts[name][rows] = total
        fixed = name in FIXED
        return Generated(
            name=name,
            kind=column.kind,
            levels=column.levels,
            margins=self.margins(name, split),
            split=split,
            factors=factors,
            links=self.links(name, mine, order),
            persistence=1.0 if fixed else persistence_of(known.where(rows), total),
            fixed=fixed,
            missing=self.missing(name),
            missing_with=STATUS if name == DEGREE else "",
        )

    def split(self, name: str, order: list[str]) -> str:
        """Return the variable that chooses a variable's margin by construction."""
        if name == DEGREE or (name == BAND and STATUS in order):
            return STATUS
        return CLASS if name == "employees" and CLASS in self.analysis.columns else ""

    def margins(self, name: str, split: str) -> tuple[Margin, ...]:
        """Return the pooled margins of a variable."""
        x, known = self.values(name), self.known(name)
        kind = self.analysis[name].kind
        whole = not kind.is_metric or bool(np.all(x[known] == np.rint(x[known])))
        if not split:
            return (margin_of(x[known], whole=whole),)
        groups = [x[known & (self.values(split) == level)] for level in (0, 1)]
        spare = (float(x[known].min()), float(x[known].max()))
        return tuple(
            margin_of(group, whole=whole) if group.size else constant(value)
            for group, value in zip(groups, spare, strict=True)
        )

    def factors(
        self, name: str, split: str, mine: list[Pair]
    ) -> tuple[tuple[Factor, ...], BoolArray, FloatArray]:
        """Return a variable's factors, the rows they were fitted to and the rows' shifts."""
        rows = self.known(name)
        if split in (STATUS, CLASS):
            rows &= self.values(split) == 1
        cuts = self.cells_of(name, split, mine)
        for by in cuts:
            for variable in by:
                rows = rows & ~np.isnan(self.values(variable))
        if not cuts or rows.sum() < 2 or np.ptp(self.values(name)[rows]) == 0:
            return (), rows, np.zeros(int(rows.sum()))
        n_levels = [tuple(self.n_levels(v) for v in by) for by in cuts]
        x = {v: self.values(v)[rows] for by in cuts for v in by}
        places = [cells(by, n, x) for by, n in zip(cuts, n_levels, strict=True)]
        known = Known(self.values(name), self.firm, self.year).where(rows)
        found = fit_shifts(known, places, [int(np.prod(n)) for n in n_levels])
        total = np.sum([shift[place] for shift, place in zip(found, places, strict=True)], axis=0)
        made = zip(cuts, n_levels, found, strict=True)
        return tuple(Factor(by, n, shift) for by, n, shift in made), rows, total

    def cells_of(self, name: str, split: str, mine: list[Pair]) -> list[tuple[str, ...]]:
        """Return by which variables a variable differs: the largest sets that are compared."""
        if self.analysis[name].kind is Kind.CATEGORY:
            return []
        sets: dict[frozenset[str], None] = {}
        for pair in mine:
            if self.analysis[pair.earlier].kind.is_metric:
                continue
            by = {pair.earlier, *(c.variable for c in pair.where)} - {split}
            if by:
                sets[frozenset(by)] = None
        largest = [s for s in sets if not any(s < other for other in sets)]
        return [tuple(sorted(s)) for s in largest]

    def n_levels(self, name: str) -> int:
        """Return how many levels a variable has."""
        column = self.analysis[name]
        return 2 if column.kind is Kind.YES_NO else len(column.levels)

    def links(self, name: str, mine: list[Pair], order: list[str]) -> tuple[Link, ...]:
        """Return the metric variables that a metric variable is associated with."""
        found = []
        for pair in mine:
            if not self.analysis[pair.earlier].kind.is_metric:
                continue
            rows = self.known(name) & self.known(pair.earlier)
            where = tuple((c.variable, codes(c, self.analysis)) for c in pair.where)
            for variable, levels in where:
                rows &= np.isin(self.values(variable), levels)
            y, x = self.values(name)[rows], self.values(pair.earlier)[rows]
            if y.size == 0 or np.ptp(y) == 0 or np.ptp(x) == 0:
                continue
            shifts = (self.shifts[name][rows], self.shifts[pair.earlier][rows])
            r = correlation_of(y, x, self.groups(name, pair.earlier, order)[rows], shifts)
            found.append(Link(pair.earlier, r, where))
        length = np.sqrt(sum(link.correlation**2 for link in found))
        shrink = min(1.0, 0.95 / length) if length else 1.0
        return tuple(replace(link, correlation=link.correlation * shrink) for link in found)

    def groups(self, name: str, other: str, order: list[str]) -> IntArray:
        """Return codes of years by the variables that choose the margins of two variables."""
        group = self.year
        for split in sorted({self.split(name, order), self.split(other, order)} - {""}):
            group = 2 * group + (self.values(split) == 1)
        return np.asarray(group, dtype=np.int64)

    def missing(self, name: str) -> float:
        """Return the share of firm-years without a value, where it could be known."""
        could = ~np.isnan(self.values(STATUS)) if name == DEGREE else np.ones(self.firm.shape, bool)
        share = float(np.mean(~self.known(name)[could])) if could.any() else 0.0
        return min(share, 1 - _LEAST_KNOWN)

    def note(self, name: str, mine: list[Pair]) -> None:
        """Note what the panel may have and the world has not."""
        for pair in mine:
            if self.analysis[name].kind is Kind.CATEGORY:
                self.notes.append(
                    f"`{name}` is a category: it is generated the same for all levels of "
                    f"`{pair.earlier}`."
                )
            for lost in dict.fromkeys(pair.lost):
                self.notes.append(
                    f"`{name}` by `{pair.earlier}` is generated the same for all levels of "
                    f"`{lost}`."
                )
