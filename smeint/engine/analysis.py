"""`Analysis`: a panel under definitions, every construct derived and every gap given a reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from smeint.arrays import BoolArray, FloatArray, frozen
from smeint.definitions.definitions import Definitions, foreign_share
from smeint.definitions.size_scheme import joined
from smeint.engine.items import score_scale
from smeint.engine.lags import average_with_last_year, lagged_columns
from smeint.engine.sampling import SAMPLING_WEIGHT, sampling_design
from smeint.engine.size import NEGATIVE, first_placed, size_inputs
from smeint.errors import ArgumentError
from smeint.panel.panel import Column, Panel
from smeint.panel.reasons import Reasons
from smeint.panel.spec_types import ScaleSpec
from smeint.panel.variables import VARIABLES, Kind

#: Terms of logistic models that are computed and not measured.
LOG_FIRM_AGE = "log_firm_age"


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """A panel's measured and derived variables, ready for tests.

    Parameters
    ----------
    columns : mapping of str to Column
    reasons : tuple of str
        Why values are missing; place 0 is known.
    out_of_sample : frozenset of int
        Reasons that mean a firm is outside the study and not missing.
    definitions : Definitions
    warnings : tuple of str
        Contradictions between given and derived variables.
    scales : mapping of str to ScaleSpec
        Variables made of items.
    lags : mapping of str to Column
        Values of the year before, which tests may use and nothing else does.
    """

    columns: Mapping[str, Column]
    reasons: tuple[str, ...]
    out_of_sample: frozenset[int]
    definitions: Definitions
    warnings: tuple[str, ...]
    scales: Mapping[str, ScaleSpec] = field(default_factory=dict)
    lags: Mapping[str, Column] = field(default_factory=dict)

    def __contains__(self, name: str) -> bool:
        return name in self.columns or name in self.lags

    def __getitem__(self, name: str) -> Column:
        return self.lags[name] if name in self.lags else self.columns[name]

    @property
    def items(self) -> frozenset[str]:
        """Names of the variables that are items of a scale."""
        return frozenset(name for scale in self.scales.values() for name in scale.variables)

    @property
    def years(self) -> tuple[int, ...]:
        """Years of the panel, earliest first."""
        return tuple(int(y) for y in np.unique(self.columns["year"].values))

    def why_missing(self, name: str) -> str:
        """Return why a variable is not there, with what it needs.

        Examples
        --------
        ``"`rota` is missing; it needs `operating_profit` and `total_assets`"``
        """
        needs = VARIABLES[name].needs if name in VARIABLES else ()
        if name == "rota":
            needs = (self.definitions.rota_numerator, "total_assets")
        if name == LOG_FIRM_AGE:
            needs = ("founded",)
        text = f"`{name}` is missing"
        if needs:
            text += "; it needs " + " and ".join(f"`{need}`" for need in needs)
        return text


def analyse(panel: Panel, definitions: Definitions) -> Analysis:
    """Derive the study's constructs from a panel.

    Parameters
    ----------
    panel : Panel
    definitions : Definitions

    Returns
    -------
    Analysis
        A variable that the file gives is kept as given; one that can be derived is derived; one
        whose inputs are missing is absent.
    """
    derivation = _Derivation(panel, definitions)
    derivation.scores()
    derivation.share()
    derivation.size()
    derivation.status_and_band()
    derivation.performance()
    derivation.age()
    derivation.sampling()
    return Analysis(
        columns=derivation.columns,
        lags=lagged_columns(derivation.columns, derivation.reasons),
        reasons=derivation.reasons.texts,
        out_of_sample=frozenset(derivation.out_of_sample),
        definitions=definitions,
        warnings=tuple(derivation.warnings),
        scales={scale.name: scale for scale in panel.scales},
    )


class _Derivation:
    """The columns while they grow; one method for each construct."""

    def __init__(self, panel: Panel, definitions: Definitions) -> None:
        self.panel = panel
        self.definitions = definitions
        self.columns: dict[str, Column] = dict(panel.columns)
        self.reasons = Reasons(panel.reasons)
        self.out_of_sample: set[int] = set()
        self.warnings: list[str] = []

    def add(
        self,
        name: str,
        kind: Kind,
        values: FloatArray,
        inputs: tuple[Column, ...],
        own_reason: str,
        levels: tuple[str, ...] = (),
    ) -> None:
        """Add a derived column; a gap has the reason of its first missing input, or its own."""
        codes = np.zeros(values.shape, dtype=np.int32)
        for column in reversed(inputs):
            codes = np.where(column.known, codes, column.reasons)
        own = np.isnan(values) & (codes == 0)
        if own.any():
            codes = np.where(own, self.reasons.code(own_reason), codes)
        codes = np.where(np.isnan(values), codes, 0)
        self.columns[name] = Column(
            name=name,
            kind=kind,
            values=frozen(values),
            reasons=frozen(codes),
            levels=levels,
            label=VARIABLES[name].meaning if name in VARIABLES else name.replace("_", " "),
            source="derived from " + ", ".join(column.name for column in inputs),
        )

    def has(self, *names: str) -> bool:
        """Whether all variables are there."""
        return all(name in self.columns for name in names)

    def sampled(self) -> BoolArray:
        """Where firms are not outside the size scheme: quantiles are taken over these."""
        year = self.columns["year"].values
        if "sme" not in self.columns:
            return np.ones(year.shape, dtype=bool)
        return ~np.isin(self.columns["sme"].reasons, list(self.out_of_sample))

    def scores(self) -> None:
        """Scores of scales from their items."""
        for scale in self.panel.scales:
            items = tuple(self.columns[name] for name in scale.variables)
            score = score_scale(
                np.column_stack([item.values for item in items]),
                scale.reversed_items,
                scale.low,
                scale.high,
                scale.min_items,
                scale.score,
            )
            self.add(scale.name, Kind.SCALE, score, items, "")
            self.columns[scale.name] = replace(
                self.columns[scale.name],
                label=scale.label or scale.name,
                source=f"{scale.score} of " + ", ".join(scale.items),
            )

    def share(self) -> None:
        """`fsts` from foreign and total sales."""
        if self.has("fsts") or not self.has("foreign_sales", "sales"):
            return
        foreign, total = self.columns["foreign_sales"], self.columns["sales"]
        share = foreign_share(foreign.values, total.values)
        self.add("fsts", Kind.SHARE, share, (foreign, total), "sales zero or negative")

    def status_and_band(self) -> None:
        """`internationalized` and `doi_band` from `fsts`."""
        if not self.has("fsts"):
            return
        fsts = self.columns["fsts"]
        derived = self.definitions.internationalized(fsts.values)
        if not self.has("internationalized"):
            self.add("internationalized", Kind.YES_NO, derived, (fsts,), "")
        status = self.columns["internationalized"]
        rule = f"`fsts` above {self.definitions.internationalized_threshold:g}"
        self.contradiction(status, derived, rule)
        sampled = self.sampled()
        band = by_year(
            self.columns["year"].values,
            lambda rows: self.definitions.doi_band(
                fsts.values[rows], status.values[rows], sampled[rows]
            ),
        )
        levels = self.definitions.bands.levels
        if not self.has("doi_band"):
            self.add("doi_band", Kind.ORDERED, band, (status, fsts), "", levels)
        elif self.columns["doi_band"].levels == levels:
            self.contradiction(self.columns["doi_band"], band, "the bands of `fsts`")

    def contradiction(self, given: Column, derived: FloatArray, rule: str) -> None:
        """Warn where a given variable and its definition do not agree."""
        n = int(np.sum(given.known & ~np.isnan(derived) & (given.values != derived)))
        if n:
            self.warnings.append(
                f"`{given.name}` as given contradicts {rule} in {n} firm-years; it is used as "
                f"given."
            )

    def size(self) -> None:
        """`sme` from what the size scheme reads in the basis year.

        The basis year of a firm is the first in which the scheme can place it: with one criterion
        the first in which that is known, with several the first in which what is known decides.
        """
        inputs = size_inputs(self.columns, self.definitions)
        if inputs is None:
            return
        if self.definitions.size_basis == "first_year":
            firm = self.columns["firm_id"].values
            inputs = inputs.at(first_placed(inputs.placed(), firm))
        sme = inputs.classes()
        if self.has("sme"):
            names = joined([column.name for column in inputs.columns])
            rule = f"`{self.definitions.size_scheme}` on {names}"
            self.contradiction(self.columns["sme"], sme, rule)
            return
        neither = inputs.scheme.neither_rule
        self.add("sme", Kind.YES_NO, sme, inputs.columns, neither or NEGATIVE)
        if neither:
            self.out_of_sample.add(self.reasons.code(neither))

    def performance(self) -> None:
        """`rota` from its numerator and total assets."""
        numerator = self.definitions.rota_numerator
        self.check_numerator(numerator)
        if self.has("rota") or not self.has(numerator, "total_assets"):
            return
        above, assets = self.columns[numerator], self.columns["total_assets"]
        own_reason = "total assets zero or negative"
        below = assets.values
        if self.definitions.rota_denominator == "average":
            below = average_with_last_year(self.columns, below)
            own_reason += ", or not known for the year before"
        sampled = self.sampled()
        rota = by_year(
            self.columns["year"].values,
            lambda rows: self.definitions.rota(above.values[rows], below[rows], sampled[rows]),
        )
        self.add("rota", Kind.RATIO, rota, (above, assets), own_reason)

    def check_numerator(self, name: str) -> None:
        """Refuse a numerator of ROTA that is no money variable of the panel or the table."""
        known = self.columns[name].kind if self.has(name) else None
        if name in VARIABLES and known is None:
            known = VARIABLES[name].kind
        if known is not Kind.MONEY or name == "total_assets":
            money = [n for n, column in self.columns.items() if column.kind is Kind.MONEY]
            raise ArgumentError(
                f"[definitions] rota_numerator must be a money variable of [columns], got "
                f"`{name}`; the data have {', '.join(money) if money else 'none'}."
            )

    def age(self) -> None:
        """Logarithm of firm age in years plus one, for logistic models."""
        if not self.has("founded"):
            return
        founded, year = self.columns["founded"], self.columns["year"]
        age = np.where(founded.known, year.values - founded.values, np.nan)
        log_age = np.log1p(np.where(age >= 0, age, np.nan))
        self.add(LOG_FIRM_AGE, Kind.NUMBER, log_age, (founded,), "founded after the year")

    def sampling(self) -> None:
        """Each firm's weight in its year's sampling design."""
        design = sampling_design(self.columns)
        if design is not None:
            self.add(SAMPLING_WEIGHT, Kind.WEIGHT, *design, "sampling weight zero")


def by_year(year: FloatArray, compute: Callable[[BoolArray], FloatArray]) -> FloatArray:
    """Return what `compute` gives for the rows of each year, put back in place.

    Parameters
    ----------
    year : array of float, (rows,)
    compute : callable
        From a mask of rows to the values of these rows.

    Returns
    -------
    array of float, (rows,)

    Examples
    --------
    >>> x = np.array([3.0, 1.0, 5.0])
    >>> by_year(np.array([1.0, 2.0, 1.0]), lambda rows: x[rows] - x[rows].mean())
    array([-1.,  0.,  1.])
    """
    out = np.full(year.shape, np.nan)
    for value in np.unique(year):
        rows = year == value
        out[rows] = compute(rows)
    return out
