"""The stored error rates: which of them hold for a study, and why others do not."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

from smeint.definitions.definitions import Definitions
from smeint.engine.analysis import Analysis
from smeint.finding import Role
from smeint.numbers import alpha_text
from smeint.panel.variables import VARIABLES
from smeint.study.error_rates import ErrorRate, ErrorRates, without_rate
from smeint.study.shipped import SHIPPED

if TYPE_CHECKING:
    from smeint.study.hypothesis import Hypothesis
    from smeint.study.results import Results

STORED = "stored"
TABLE = "stored_error_rates.csv"

#: A stored design holds for a study with at most so many times more, or fewer, firms a year.
FACTOR = math.sqrt(2)
#: Stored designs have two groups of equal size; the smaller one of a study is this share or more.
SMALLEST_SHARE = 1 / 3
#: Firms of stored designs are there in every year; so many of a study's firm-years must be, too.
PRESENT = 0.8
#: Stored designs have no missing values; at most this share of a hypothesis' firms may have.
MISSING = 0.2
#: At least this share of a hypothesis' tests must be computed.
COMPUTED = 2 / 3

FRESH_MEASURES = "--error-rates fresh measures it"

#: What of a hypothesis decides how often a rule errs.
_DECIDES = (
    *("outcomes", "predictor", "contrast", "sample", "strata", "procedure", "unit", "claim"),
    *("direction", "margin", "combine"),
)
#: Definitions that variables follow from. A size scheme only says where the groups part.
_FOLLOWS: dict[str, tuple[str, ...]] = {
    "sme": ("size_basis",),
    "internationalized": ("internationalized_threshold",),
    "doi_band": ("internationalized_threshold", "doi_bands"),
    "rota": ("rota_numerator", "rota_denominator", "rota_winsorize"),
}


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many firms a study has, a year.

    Parameters
    ----------
    firms_1, firms_2 : float
        SMEs and non-SMEs, means over the years.
    years : int
    present : float
        Share of firm-years that are there, of those that there would be were all firms in the
        panel in every year.
    """

    firms_1: float
    firms_2: float
    years: int
    present: float


def stored_rates(
    analysis: Analysis, results: Results, _: tuple[Hypothesis, ...] = ()
) -> ErrorRates:
    """Return the stored error rates that hold for a study.

    Parameters
    ----------
    analysis : Analysis
        The study's data.
    results : Results
        Of the study, nothing suppressed.

    Returns
    -------
    ErrorRates

    Notes
    -----
    A stored rate holds for a study where all of this is so:

    - the hypothesis is a shipped one, its sample, tests, claim and rules unchanged, and the
      definitions that its variables follow from are the default ones, size schemes excepted;
    - alpha is the stored table's;
    - the number of years is one of the stored designs';
    - the firms a year are at most `FACTOR` times more or fewer than those of the nearest stored
      design (on a log scale), and the smaller group has at least `SMALLEST_SHARE` of them;
    - at least `PRESENT` of all firms are there in a year, at most `MISSING` of a hypothesis'
      firms lack a value, and at least `COMPUTED` of its tests were computed.
    """
    return rates_from(table(), analysis, results)


def rates_from(known: tuple[ErrorRate, ...], analysis: Analysis, results: Results) -> ErrorRates:
    """Return those error rates of a table that hold for a study; see `stored_rates`.

    Parameters
    ----------
    known : tuple of ErrorRate
        The table.
    analysis, results
        As for `stored_rates`.

    Returns
    -------
    ErrorRates
    """
    reasons = without_rate(results)
    alpha, sizes = results.manifest["alpha"], sizes_of(analysis)
    near, elsewhere = _design(known, alpha, sizes)
    rows: list[ErrorRate] = []
    for record in results.manifest["hypotheses"]:
        name = record["id"]
        if name in reasons:
            continue
        why = _unlike(record, analysis, results) or elsewhere
        found = [] if why else [r for r in near if r.hypothesis == name and not math.isnan(r.rate)]
        rows += found
        if not found:
            reasons[name] = f"{why or 'not stored for this hypothesis'}; {FRESH_MEASURES}"
    return ErrorRates(STORED, tuple(rows), reasons)


def sizes_of(analysis: Analysis) -> Sizes | None:
    """Return how many firms a study has, a year; None where no size class is known.

    Parameters
    ----------
    analysis : Analysis

    Returns
    -------
    Sizes or None
    """
    if "sme" not in analysis:
        return None
    sme = analysis["sme"].values
    known = ~np.isnan(sme)
    firms, years = np.unique(analysis["firm_id"].values[known]).size, len(analysis.years)
    if not firms:
        return None
    first, second = (float((sme[known] == level).sum()) / years for level in (1, 0))
    return Sizes(first, second, years, float(known.sum()) / (firms * years))


def _unlike(record: Mapping[str, Any], analysis: Analysis, results: Results) -> str:
    """Return how a hypothesis differs from the stored one, empty where it does not."""
    name = record["id"]
    shipped = SHIPPED.get(name)
    if shipped is None:
        return "not stored for a hypothesis of your own"
    if any(_plain(getattr(shipped, key)) != _plain(record[key]) for key in _DECIDES):
        return f"not stored for {name} as this study changes it"
    changed = _changed(_variables(shipped), analysis.definitions)
    if changed:
        return f"not stored for another `{changed}`"
    tested = (*shipped.outcomes, shipped.predictor)
    for variable in tested:
        if analysis[variable].kind is not VARIABLES[variable].kind:
            return f"not stored for `{variable}` as a {analysis[variable].kind.value}"
    return _gaps(name, results)


def _plain(value: Any) -> Any:
    """Return a value as it is in JSON: lists for tuples, mappings for conditions."""
    if is_dataclass(value) and not isinstance(value, type):
        return {key: _plain(part) for key, part in asdict(value).items()}
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, tuple | list) else value


def _variables(hypothesis: Hypothesis) -> tuple[str, ...]:
    """Return the variables that a hypothesis reads."""
    sample = (condition.variable for condition in hypothesis.sample)
    strata = ("doi_band",) if hypothesis.strata else ()
    return (*hypothesis.outcomes, hypothesis.predictor, *sample, *strata)


def _changed(variables: Iterable[str], definitions: Definitions) -> str:
    """Return the first definition that is not the default and that a variable follows from."""
    usual = Definitions()
    for variable in variables:
        for key in _FOLLOWS.get(variable, ()):
            if getattr(definitions, key) != getattr(usual, key):
                return key
    return ""


def _gaps(name: str, results: Results) -> str:
    """Return that too much is missing, empty where it is not."""
    verdicts = results.verdicts
    own = verdicts[(verdicts["hypothesis"] == name) & (verdicts["rule"] == "published")]
    if int(own["m_computed"].iloc[0]) < COMPUTED * int(own["m_declared"].iloc[0]):
        return "not stored where more than a third of the tests cannot be computed"
    tests = results.findings
    tests = tests[(tests["hypothesis"] == name) & (tests["role"] == Role.PRIMARY.value)]
    missing, there = float(tests["n_missing"].sum()), float(tests["n"].sum())
    if missing > MISSING * (missing + there):
        return "not stored where more than a fifth of the firms lack a value"
    return ""


def _design(
    known: tuple[ErrorRate, ...], alpha: float, sizes: Sizes | None
) -> tuple[list[ErrorRate], str]:
    """Return the rows of the nearest stored design, or why none holds for the study."""
    if sizes is None:
        return [], "not stored where size classes are not known"
    own = [row for row in known if math.isclose(row.alpha, alpha)]
    if not own:
        return [], f"not stored for alpha {alpha_text(alpha)}"
    own = [row for row in own if row.years == sizes.years]
    if not own:
        return [], f"not stored for {sizes.years} years"
    total = sizes.firms_1 + sizes.firms_2
    nearest = min(sorted({_firms(row) for row in own}), key=lambda n: abs(math.log(n / total)))
    if abs(math.log(total / nearest)) > math.log(FACTOR) + 1e-9:
        return [], f"not stored for so {'few' if total < nearest else 'many'} firms"
    if min(sizes.firms_1, sizes.firms_2) < SMALLEST_SHARE * total * (1 - 1e-9):
        return [], "not stored where less than a third of the firms are in one of the groups"
    if sizes.present < PRESENT:
        return [], "not stored where more than a fifth of the firms come and go"
    return [row for row in own if _firms(row) == nearest], ""


def _firms(row: ErrorRate) -> int:
    """Return how many firms a design has."""
    return row.firms_1 + row.firms_2


@cache
def table() -> tuple[ErrorRate, ...]:
    """Return the stored table, as it was measured for this release.

    Returns
    -------
    tuple of ErrorRate
    """
    named = {field.name: str(field.type) for field in fields(ErrorRate)}
    text = (files("smeint.study") / TABLE).read_text(encoding="utf-8")
    return tuple(
        ErrorRate(**{name: _typed(named[name], cell) for name, cell in row.items()})
        for row in csv.DictReader(text.splitlines())
    )


def _typed(kind: str, cell: str) -> Any:
    """Return a cell as its column has it."""
    if kind == "int":
        return int(cell)
    return (float(cell) if cell else math.nan) if kind == "float" else cell
