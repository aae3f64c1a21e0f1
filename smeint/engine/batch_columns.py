"""The variables of many panels: `BatchColumn`, and constructs derived on whole arrays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from smeint.arrays import BoolArray, FloatArray
from smeint.defaults import LAG
from smeint.definitions.definitions import Definitions, foreign_share
from smeint.engine.analysis import LOG_FIRM_AGE
from smeint.panel.variables import VARIABLES, Kind

#: What is derived and not measured, each after those that it is derived from.
DERIVED = ("fsts", "sme", "internationalized", "doi_band", "rota", LOG_FIRM_AGE)
#: Measured variables whose weights only the derivation panel by panel knows.
_BY_PANEL = ("weight", "stratum")


@dataclass(frozen=True, slots=True, eq=False)
class BatchColumn:
    """One variable of many panels.

    Parameters
    ----------
    name : str
    kind : Kind
    values : array of float, (replicates, years, firms)
        As in `smeint.panel.panel.Column`: NaN where missing, level numbers where the kind has
        levels, 1 and 0 for yes and no.
    levels : tuple of str
    """

    name: str
    kind: Kind
    values: FloatArray
    levels: tuple[str, ...] = ()


def derivable(measured: Mapping[str, object], definitions: Definitions) -> bool:
    """Return whether `derive` knows all that the definitions ask of measured variables.

    Parameters
    ----------
    measured : mapping with the variables' names as keys
    definitions : Definitions

    Returns
    -------
    bool
        False for size schemes with criteria of money or limits by sector, for sampling weights,
        and for a numerator of ROTA that is refused: `smeint.engine.analysis.analyse` has them.
    """
    numerator = definitions.rota_numerator
    money = numerator in VARIABLES and VARIABLES[numerator].kind is Kind.MONEY
    return (
        definitions.scheme.needs == ("employees",)
        and money
        and numerator != "total_assets"
        and not any(name in measured for name in _BY_PANEL)
    )


def derive(
    measured: Mapping[str, BatchColumn],
    years: tuple[int, ...],
    definitions: Definitions,
    wanted: frozenset[str] | None = None,
) -> tuple[dict[str, BatchColumn], BoolArray]:
    """Derive the study's constructs on arrays (replicates, years, firms).

    Parameters
    ----------
    measured : mapping of str to BatchColumn
        Variables that `derivable` allows; one that is given is never derived.
    years : tuple of int
    definitions : Definitions
    wanted : frozenset of str, optional
        Constructs that are derived, with what they are derived from; all by default.

    Returns
    -------
    dict of str to BatchColumn
        Measured variables, then derived ones, as `smeint.engine.analysis.analyse` derives them.
    array of bool, (replicates, years, firms)
        Firms outside the size scheme.
    """
    derivation = _Derivation(measured, years, definitions)
    steps: dict[str, Callable[[], None]] = {
        "fsts": derivation.share,
        "sme": derivation.size,
        "internationalized": derivation.status,
        "doi_band": derivation.band,
        "rota": derivation.performance,
        LOG_FIRM_AGE: derivation.age,
    }
    asked = _with_inputs(frozenset(DERIVED) if wanted is None else wanted)
    for name, step in steps.items():
        if name in asked and name not in measured:
            step()
    return derivation.columns, derivation.neither


def _with_inputs(wanted: frozenset[str]) -> frozenset[str]:
    """Return constructs with those that they are derived from; size always, for `neither`."""
    more = {"sme"}
    if "doi_band" in wanted:
        more |= {"internationalized", "fsts"}
    if "internationalized" in wanted:
        more |= {"fsts"}
    return wanted | more


class _Derivation:
    """The columns while they grow; one method for each construct."""

    def __init__(
        self,
        measured: Mapping[str, BatchColumn],
        years: tuple[int, ...],
        definitions: Definitions,
    ) -> None:
        self.columns = dict(measured)
        self.years = years
        self.definitions = definitions
        shape = next(iter(measured.values())).values.shape
        self.neither: BoolArray = np.zeros(shape, dtype=bool)

    def has(self, *names: str) -> bool:
        """Whether all variables are there."""
        return all(name in self.columns for name in names)

    def add(self, name: str, kind: Kind, values: FloatArray, levels: tuple[str, ...] = ()) -> None:
        """Add a derived column."""
        self.columns[name] = BatchColumn(name, kind, values, levels)

    def share(self) -> None:
        """`fsts` from foreign and total sales."""
        if self.has("foreign_sales", "sales"):
            foreign, total = self.columns["foreign_sales"].values, self.columns["sales"].values
            self.add("fsts", Kind.SHARE, foreign_share(foreign, total))

    def size(self) -> None:
        """`sme` from headcount in the basis year: a firm's first year with a known headcount."""
        if not self.has("employees"):
            return
        scheme = self.definitions.scheme
        employees = self.columns["employees"].values
        shape = employees.shape
        if self.definitions.size_basis == "first_year":
            employees = _first_known(employees)
        sme = self.definitions.sme(employees)
        if scheme.neither_rule:
            outside = np.isnan(sme) & ~np.isnan(employees)
            self.neither = np.broadcast_to(outside, shape)
        self.add("sme", Kind.YES_NO, np.ascontiguousarray(np.broadcast_to(sme, shape)))

    def status(self) -> None:
        """`internationalized` from `fsts`."""
        if self.has("fsts"):
            status = self.definitions.internationalized(self.columns["fsts"].values)
            self.add("internationalized", Kind.YES_NO, status)

    def band(self) -> None:
        """`doi_band` from `fsts` and status; tertiles are those of sampled firms in a year."""
        if self.has("fsts", "internationalized"):
            fsts, status = (self.columns[n].values for n in ("fsts", "internationalized"))
            band = self.definitions.doi_band(fsts, status, ~self.neither)
            self.add("doi_band", Kind.ORDERED, band, self.definitions.bands.levels)

    def performance(self) -> None:
        """`rota` from its numerator and total assets; tails are those of sampled firms."""
        numerator = self.definitions.rota_numerator
        if not self.has(numerator, "total_assets"):
            return
        below = self.columns["total_assets"].values
        if self.definitions.rota_denominator == "average":
            last = self._earlier(below)
            below = np.where((last > 0) & (below > 0), (below + last) / 2, np.nan)
        above = self.columns[numerator].values
        self.add("rota", Kind.RATIO, self.definitions.rota(above, below, ~self.neither))

    def age(self) -> None:
        """Logarithm of firm age in years plus one, for logistic models."""
        if self.has("founded"):
            year = np.array(self.years, dtype=float)[:, None]
            age = year - self.columns["founded"].values
            self.add(LOG_FIRM_AGE, Kind.NUMBER, np.log1p(np.where(age >= 0, age, np.nan)))

    def _earlier(self, values: FloatArray) -> FloatArray:
        """Return values of the year before, NaN where there is none."""
        out = np.full(values.shape, np.nan)
        for place, year in enumerate(self.years):
            if year - LAG in self.years:
                out[:, place] = values[:, self.years.index(year - LAG)]
        return out


def _first_known(employees: FloatArray) -> FloatArray:
    """Return the headcount of each firm's first year in which it is known, (..., 1, firms).

    By headcount alone a firm is placed, be it as neither, wherever that is known.
    """
    if not np.isnan(employees[:, 0]).any():
        return employees[:, :1]
    first = (~np.isnan(employees)).argmax(axis=1)[:, None, :]
    return np.take_along_axis(employees, first, axis=1)
