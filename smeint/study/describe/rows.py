"""The rows that a description's tables are made of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MissingValues:
    """Missing values of a variable in a year, or ``all``, by reason; n = 0 where there are none."""

    variable: str
    kind: str
    source: str
    year: str
    reason: str
    n: int
    n_rows: int
    share: float


@dataclass(frozen=True, slots=True)
class MissingPattern:
    """Variables of the file that are missing together; no variables for complete firm-years.

    The mask has a sign for each variable, in the order of the manifest: ``1`` where missing.
    """

    pattern: int
    variables: str
    mask: str
    n_variables: int
    firm_years: int
    share: float
    firms: int


@dataclass(frozen=True, slots=True)
class MissingByGroup:
    """How many values of a variable are missing in one size class and year, or in ``all``."""

    variable: str
    year: str
    sme: str
    n_rows: int
    n_missing: int
    share: float


@dataclass(frozen=True, slots=True)
class Wave:
    """Who is in a wave, came since the one before and is not in the next; none after the last."""

    year: str
    firms: int
    entrants: int
    returned: int
    stayed: int | None
    away: int | None
    left: int | None
    share_left: float


@dataclass(frozen=True, slots=True)
class YearsObserved:
    """Firms that are observed in so many years."""

    years_observed: int
    firms: int
    share: float


@dataclass(frozen=True, slots=True)
class Participation:
    """Firms with one pattern of waves: ``1`` where observed, ``.`` where not, earliest first."""

    pattern: str
    firms: int
    share: float


@dataclass(frozen=True, slots=True)
class FamilyRow:
    """Comparisons that belong together, counted by p-value before and after Holm's adjustment."""

    family: str
    m: int
    m_computed: int
    n_below_alpha: int
    n_expected_by_chance: float
    n_below_alpha_holm: int
    p_holm_min: float


@dataclass(frozen=True, slots=True)
class FrameLevel:
    """One level of a variable in one year: observed against what the population lets expect."""

    variable: str
    year: str
    level: str
    observed: int
    share_observed: float
    share_frame: float
    expected: float
    adjusted_residual: float
    small_expected: bool


@dataclass(frozen=True, slots=True)
class Listwise:
    """One primary test on all firms that it can use, and on completely known ones alone."""

    finding_id: str
    hypothesis: str
    outcome: str
    predictor: str
    year: str
    stratum: str
    n: int
    n_listwise: int
    effect_name: str
    effect: float
    ci_low: float
    ci_high: float
    effect_listwise: float
    ci_low_listwise: float
    ci_high_listwise: float
    p_value: float
    p_value_listwise: float
    status: str
    status_listwise: str
    verdict: str
    verdict_listwise: str
    change: str


@dataclass(frozen=True, slots=True)
class ListwiseVerdict:
    """One hypothesis under the published rule, per test and on completely known firms alone."""

    hypothesis: str
    verdict: str
    verdict_listwise: str
    same: bool


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One limit of the data: what the data say, what the researcher said, what is still open."""

    item: str
    title: str
    state: str
    fact: str
    answer: str
    question: str
