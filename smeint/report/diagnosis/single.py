"""Tables of the single tests: power, wrong signs, exaggeration, bias, coverage."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smeint.diagnose.rows import NO_EFFECT, PLANTED
from smeint.labels import stratum_label, variable_label
from smeint.numbers import NOTHING, SYMBOLS, alpha_text, effect_text, number_text
from smeint.plot.diagnosed import of_each
from smeint.report.diagnosis.cells import (
    heading,
    off_nominal,
    percent,
    rate_cell,
    ratio_cell,
    span,
    value_cell,
)
from smeint.report.sentences.names import own_text
from smeint.report.table import Table
from smeint.study.results import records

if TYPE_CHECKING:
    from smeint.diagnose.diagnosis import Diagnosis

#: Marks a coverage that is not nominal.
OFF = "\u1d43"
_KEY = ("role", "outcome", "year", "stratum", "procedure", "effect_name")


@dataclass(frozen=True, slots=True)
class SingleTest:
    """One test in both worlds.

    Parameters
    ----------
    role, outcome, year, stratum, effect_name : str
    truth : float
        With the effects; NaN where there is none.
    planted, no_effect : mapping of str to mapping
        Rows of ``test_rates`` by measure.
    """

    role: str
    outcome: str
    year: str
    stratum: str
    effect_name: str
    truth: float
    planted: Mapping[str, Mapping[str, Any]]
    no_effect: Mapping[str, Mapping[str, Any]]

    def value(self, measure: str, *, nothing: bool = False) -> float:
        """Return an estimate, NaN where there is none."""
        row = (self.no_effect if nothing else self.planted).get(measure)
        return math.nan if row is None else float(row["estimate"])

    def error(self, measure: str, *, nothing: bool = False) -> float:
        """Return the Monte Carlo standard error of an estimate."""
        row = (self.no_effect if nothing else self.planted).get(measure)
        return math.nan if row is None else float(row["mc_error"])

    def off(self, nominal: float) -> bool:
        """Return whether the intervals hold the truth in another share than they say."""
        row = self.planted.get("coverage")
        return row is not None and off_nominal(float(row["estimate"]), int(row["n"]), nominal)


def single_tests(diagnosis: Diagnosis) -> dict[str, list[SingleTest]]:
    """Return every test by hypothesis, in the order of the frame."""
    found: dict[str, dict[tuple[str, ...], dict[str, Any]]] = {}
    for row in records(diagnosis.test_rates):
        key = tuple(str(row[name]) for name in _KEY)
        own = found.setdefault(row["hypothesis"], {})
        test = own.setdefault(key, {"truth": math.nan, PLANTED: {}, NO_EFFECT: {}})
        test[row["world"]][row["measure"]] = row
        if row["world"] == PLANTED:
            test["truth"] = row["truth"]
    return {
        hypothesis: _sorted(
            SingleTest(
                *(key[0], key[1], key[2], key[3], key[5]),
                *(test["truth"], test[PLANTED], test[NO_EFFECT]),
            )
            for key, test in own.items()
        )
        for hypothesis, own in found.items()
    }


def _sorted(tests: Iterable[SingleTest]) -> list[SingleTest]:
    """Return tests by outcome and band, in the order of their first ones; pooled ones last."""
    own = list(tests)
    outcomes, bands = (
        list(dict.fromkeys(values))
        for values in ((test.outcome for test in own), (test.stratum for test in own))
    )
    return sorted(
        own,
        key=lambda t: (
            outcomes.index(t.outcome),
            t.role == "pooled",
            bands.index(t.stratum),
        ),
    )


def overview_table(diagnosis: Diagnosis, tests: Mapping[str, list[SingleTest]]) -> Table:
    """Return one row a hypothesis: the range of each measure over its yearly tests."""
    nominal = 1 - diagnosis.manifest["alpha"]
    rows = []
    for record in diagnosis.manifest["hypotheses"]:
        own = [test for test in tests.get(record["id"], ()) if test.role == "primary"]
        if own:
            rows.append((heading(record), *_ranges(own, nominal)))
    level = percent(nominal).removesuffix(".0")
    return Table(
        title="The single tests of each hypothesis, least to greatest",
        columns=(
            "Hypothesis",
            "Tests",
            "Power, %",
            "Wrong sign, %",
            "Exaggeration",
            f"Coverage (nominal {level}), %",
            "Coverage off",
            f"p < {alpha_text(diagnosis.manifest['alpha'])} without effect, %",
        ),
        rows=tuple(rows),
        numeric=frozenset(range(1, 8)),
        notes=tuple(_overview_notes(diagnosis, tests)),
    )


def _ranges(own: list[SingleTest], nominal: float) -> Iterator[str]:
    """Yield the cells of one hypothesis."""
    covered = [test for test in own if not math.isnan(test.value("coverage"))]
    yield f"{len(own):,}"
    yield span(test.value("significant") for test in own)
    yield span(test.value("wrong_sign") for test in own)
    yield span((test.value("exaggeration") for test in own), number_text)
    yield span(test.value("coverage") for test in covered)
    yield f"{sum(test.off(nominal) for test in covered)} of {len(covered)}" if covered else NOTHING
    yield span(test.value("significant", nothing=True) for test in own)


def _overview_notes(diagnosis: Diagnosis, tests: Mapping[str, list[SingleTest]]) -> Iterator[str]:
    """Yield what the measures are."""
    alpha = alpha_text(diagnosis.manifest["alpha"])
    nominal = 1 - diagnosis.manifest["alpha"]
    yield (
        "A test is of one outcome, year and band. Power: share of computed tests with "
        f"p < {alpha}. Wrong sign: of these, the share whose effect has the sign opposite to the "
        "truth (type S error). Exaggeration: mean size of these effects divided by the size of the "
        "truth (type M error); 1.00 is none."
    )
    yield (
        f"Coverage: share of {percent(nominal).removesuffix('.0')} % intervals that hold the "
        "truth. Coverage off: tests whose coverage differs from that beyond Monte Carlo error; "
        f"{_by_chance(tests)}"
    )
    negligible = [r["id"] for r in diagnosis.manifest["hypotheses"] if r["claim"] == "negligible"]
    if negligible:
        yield (
            f"{', '.join(negligible)}: the verdict on a negligible effect reads the interval, and "
            "not whether p is small."
        )


def _by_chance(tests: Mapping[str, list[SingleTest]]) -> str:
    """Return about how many coverages would be marked if all were nominal."""
    n = sum(
        not math.isnan(test.value("coverage"))
        for own in tests.values()
        for test in own
        if test.role == "primary"
    )
    return f"of {n:,} such comparisons about {0.05 * n:.1f} would by chance."


def test_table(diagnosis: Diagnosis, record: Mapping[str, Any], tests: list[SingleTest]) -> Table:
    """Return every test of a hypothesis, by outcome, band and year.

    Parameters
    ----------
    diagnosis : Diagnosis
    record : mapping
        The hypothesis in the manifest.
    tests : list of SingleTest

    Returns
    -------
    Table
        A coverage that is not nominal has a mark.
    """
    alpha = diagnosis.manifest["alpha"]
    where = _places(diagnosis, tests)
    counted = any(not math.isnan(test.value("n")) for test in tests)
    columns = (
        *(("n",) if counted else ()),
        "Truth",
        "Bias",
        "Power, %",
        "Wrong sign, %",
        "Exaggeration",
        "Coverage, %",
        f"p < {alpha_text(alpha)} without effect, %",
    )
    rows = tuple(
        (*(names[place] for names in where.values()), *_cells(test, 1 - alpha, counted=counted))
        for place, test in enumerate(tests)
    )
    first = len(where)
    return Table(
        title=f"{own_text(str(record['id']))}: every test",
        columns=(*where, *columns),
        rows=rows,
        numeric=frozenset(range(first, first + len(columns))),
        notes=tuple(_test_notes(diagnosis, tests)),
        grouped=first - 1,
    )


def _places(diagnosis: Diagnosis, tests: list[SingleTest]) -> dict[str, list[str]]:
    """Return the columns that say which test a row is; one that says nothing is left out."""
    found = {
        "Outcome": [variable_label(diagnosis.manifest, test.outcome) for test in tests],
        "Band": [stratum_label(test.stratum) or "all" for test in tests],
    }
    shown = {name: cells for name, cells in found.items() if len(set(cells)) > 1}
    pooled = ["pooled" if test.role == "pooled" else test.year for test in tests]
    return {**shown, "Year": pooled}


def _cells(test: SingleTest, nominal: float, *, counted: bool) -> Iterator[str]:
    """Yield the numbers of a test."""
    if counted:
        n = test.value("n")
        yield NOTHING if math.isnan(n) else number_text(n, 1)
    yield NOTHING if math.isnan(test.truth) else _truth(test)
    yield value_cell(test.effect_name, test.value("bias"), test.error("bias"))
    for measure in ("significant", "wrong_sign"):
        yield rate_cell(test.value(measure), test.error(measure))
    yield ratio_cell(test.value("exaggeration"), test.error("exaggeration"))
    coverage = rate_cell(test.value("coverage"), test.error("coverage"))
    yield coverage + (OFF if test.off(nominal) else "")
    nothing = test.value("significant", nothing=True)
    yield rate_cell(nothing, test.error("significant", nothing=True))


def _truth(test: SingleTest) -> str:
    """Return the true effect with its symbol."""
    value = effect_text(test.effect_name, test.truth)
    symbol = SYMBOLS.get(test.effect_name)
    return f"{symbol} = {value}" if symbol else value


def _test_notes(diagnosis: Diagnosis, tests: list[SingleTest]) -> Iterator[str]:
    """Yield what the columns are."""
    nominal = 1 - diagnosis.manifest["alpha"]
    yield (
        f"Replicates: {of_each(diagnosis)}. Monte Carlo standard errors in "
        "parentheses, of shares in percentage points. Truth: the effect in a very large sample of "
        "the world. Bias: mean of the estimated effects minus the truth."
    )
    if any(not math.isnan(test.value("n")) for test in tests):
        yield "n: mean number of firms in the test, of a pooled one firm-years."
    if any(test.role == "pooled" for test in tests):
        yield (
            "pooled: the test over all years, with firms as clusters; its effect is another "
            "measure."
        )
    if any(test.off(nominal) for test in tests):
        yield (
            f"{OFF} Not nominal: the 95 % Monte Carlo interval of the coverage does not hold "
            f"{percent(nominal).removesuffix('.0')} %."
        )
    measures = ("bias", "significant", "wrong_sign", "exaggeration", "coverage")
    if any(math.isnan(test.value(measure)) for test in tests for measure in measures):
        yield (
            f"{NOTHING} No replicate tells: no effect is significant, the truth is 0 or is not "
            "known, or the test has no interval."
        )
    lost = [test.value("computed") for test in tests]
    if any(share < 1 for share in lost):
        yield (f"Computed in {span(lost)} % of the replicates; see what could not be computed.")
