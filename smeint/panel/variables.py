"""The variable table: canonical names, kinds, units and limits, in one place."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Kind(enum.StrEnum):
    """What sort of values a variable has."""

    IDENTIFIER = "identifier"
    YEAR = "year"
    COUNT = "count"
    MONEY = "money"
    SHARE = "share"
    RATIO = "ratio"
    YES_NO = "yes/no"
    CATEGORY = "category"
    ORDERED = "ordered"
    SCALE = "scale"
    NUMBER = "number"
    WEIGHT = "weight"
    ITEM = "item"

    @property
    def is_metric(self) -> bool:
        """Whether normality is a question that can be asked of such a variable."""
        return self in _METRIC

    @property
    def has_levels(self) -> bool:
        """Whether values are names of levels and not numbers."""
        return self in (Kind.IDENTIFIER, Kind.CATEGORY, Kind.ORDERED)


_METRIC = frozenset(
    {Kind.COUNT, Kind.MONEY, Kind.SHARE, Kind.RATIO, Kind.SCALE, Kind.NUMBER},
)

#: Units that must be stated for a share, and what a stated value is divided by.
SHARE_UNITS: dict[str, float] = {"share": 1.0, "percent": 100.0}

#: Size that no number may exceed, and that no number but 0 may fall below: far beyond what firms
#: have, and such that no arithmetic overflows.
GREATEST, SMALLEST = 1e15, 1e-30

#: Least and greatest value that a kind admits, and whether values must be whole numbers.
KIND_LIMITS: dict[Kind, tuple[float | None, float | None, bool]] = {
    Kind.YEAR: (1000, 2100, True),
    Kind.COUNT: (0, 1_000_000_000, True),
    Kind.SHARE: (0, 1, False),
    Kind.MONEY: (-GREATEST, GREATEST, False),
    Kind.RATIO: (-GREATEST, GREATEST, False),
    Kind.SCALE: (-GREATEST, GREATEST, False),
    Kind.NUMBER: (-GREATEST, GREATEST, False),
    Kind.WEIGHT: (0, GREATEST, False),
    Kind.ITEM: (-GREATEST, GREATEST, False),
}


@dataclass(frozen=True, slots=True)
class Variable:
    """One row of the variable table.

    Parameters
    ----------
    name : str
        Canonical name.
    kinds : tuple of Kind
        Kinds that a study may declare for it; the first is the default, and where there are
        several the study file must say which.
    unit : str
        Unit in which the panel holds it.
    meaning : str
    needs : tuple of str
        Variables from which it can be derived when the file does not give it.
    lower : float or None
        Least value allowed, over and above what the kind allows.
    upper : float or None
        Greatest value allowed, likewise.
    """

    name: str
    kinds: tuple[Kind, ...]
    unit: str
    meaning: str
    needs: tuple[str, ...] = ()
    lower: float | None = None
    upper: float | None = None

    @property
    def kind(self) -> Kind:
        """The default kind."""
        return self.kinds[0]


def _v(
    name: str,
    kinds: Kind | tuple[Kind, ...],
    unit: str,
    meaning: str,
    needs: tuple[str, ...] = (),
    lower: float | None = None,
    upper: float | None = None,
) -> tuple[str, Variable]:
    several = kinds if isinstance(kinds, tuple) else (kinds,)
    return name, Variable(name, several, unit, meaning, needs, lower, upper)


#: More persons than any firm employs.
_PERSONS = 10_000_000

_PRACTICE = (Kind.YES_NO, Kind.SCALE)

VARIABLES: dict[str, Variable] = dict(
    [
        _v("firm_id", Kind.IDENTIFIER, "", "firm; one row for each firm and year"),
        _v("year", Kind.YEAR, "year", "year of observation"),
        _v("country", Kind.CATEGORY, "", "ISO 3166-1 alpha-3 where known"),
        _v("industry", Kind.CATEGORY, "", "ISIC division or the file's labels"),
        _v("founded", Kind.YEAR, "year", "year of foundation"),
        _v("first_foreign_year", Kind.YEAR, "year", "year of the first foreign sale"),
        _v(
            "employees",
            Kind.COUNT,
            "persons",
            "full-time employees at the end of the year",
            upper=_PERSONS,
        ),
        _v("sales", Kind.MONEY, "money", "total sales", lower=0),
        _v("foreign_sales", Kind.MONEY, "money", "foreign (export) sales", lower=0),
        _v("total_assets", Kind.MONEY, "money", "total assets at the end of the year"),
        _v("fixed_assets", Kind.MONEY, "money", "fixed assets at the end of the year", lower=0),
        _v("operating_profit", Kind.MONEY, "money", "earnings before interest and taxes (EBIT)"),
        _v(
            "plant_investment",
            Kind.MONEY,
            "money",
            "investment in plant, machinery and equipment, valued as the scheme says",
            lower=0,
        ),
        _v("currency", Kind.CATEGORY, "", "currency of the money items"),
        _v(
            "sector", Kind.CATEGORY, "", "manufacturing, services, trade or other, for size schemes"
        ),
        _v(
            "fsts",
            Kind.SHARE,
            "share 0-1",
            "foreign sales / total sales",
            ("foreign_sales", "sales"),
        ),
        _v(
            "rota",
            Kind.RATIO,
            "ratio",
            "return on total assets: EBIT / total assets",
            ("operating_profit", "total_assets"),
        ),
        _v(
            "internationalized",
            Kind.YES_NO,
            "yes/no",
            "fsts above the threshold, or as given",
            ("fsts",),
        ),
        _v("doi_band", Kind.ORDERED, "", "band of the degree of internationalization", ("fsts",)),
        _v("sme", Kind.YES_NO, "yes/no", "small or medium-sized enterprise", ("employees",)),
        _v(
            "management_team_size",
            Kind.COUNT,
            "persons",
            "full-time managers, working proprietors and directors included",
            upper=_PERSONS,
        ),
        _v(
            "professional_training",
            (Kind.YES_NO, Kind.SHARE),
            "yes/no or share of managers",
            "managers with higher business education",
        ),
        _v("strategic_planning", _PRACTICE, "yes/no or scale", "formal strategic planning"),
        _v("export_plan", _PRACTICE, "yes/no or scale", "plan for international expansion"),
        _v("tqm", _PRACTICE, "yes/no or scale", "total quality management"),
        _v("jit", _PRACTICE, "yes/no or scale", "just-in-time production"),
        _v("networking", _PRACTICE, "yes/no or scale", "networking with other businesses"),
        _v("growth_intention", _PRACTICE, "yes/no or scale", "intention to grow"),
        _v("innovation", _PRACTICE, "yes/no or scale", "commitment to innovation"),
        _v("weight", Kind.WEIGHT, "firms", "sampling weight: firms that a row stands for"),
        _v("stratum", Kind.CATEGORY, "", "sampling stratum"),
        _v("late_respondent", Kind.YES_NO, "yes/no", "answered late, as after a reminder"),
    ]
)
