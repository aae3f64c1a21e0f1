"""Finds the numbers of a results set that rules name."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from smeint.finding import NAN
from smeint.numbers import BOUNDED_EFFECTS, NOTHING, effect_text, p_text, statistic_text
from smeint.report.cards.rule import Data, Shown
from smeint.study.kept import KeptUnits
from smeint.study.results import records
from smeint.study.tied import tied_values

if TYPE_CHECKING:
    from smeint.study.results import Results

_Row = Mapping[str, Any]

#: What tells the tests of one place apart from those of another.
_PLACE = ("hypothesis", "outcome", "predictor", "contrast", "year", "stratum")


class Numbers:
    """The findings and measures of a results set by name, read once.

    Parameters
    ----------
    results : Results
    """

    def __init__(self, results: Results) -> None:
        self.manifest = results.manifest
        self.findings: dict[str, _Row] = {
            str(row["finding_id"]): row for row in records(results.findings)
        }
        self._measures: dict[str, list[_Row]] = {}
        for row in records(results.measures):
            self._measures.setdefault(str(row["finding_id"]), []).append(row)
        self._beside: dict[tuple[Any, ...], _Row] = {
            (*(row[key] for key in _PLACE), row["procedure"], row["variant"]): row
            for row in self.findings.values()
        }
        self._kept = KeptUnits(results) if results.analysis is not None else None

    def tied(self, finding_id: str) -> tuple[int, ...] | None:
        """Return how many values are tied; None where it is not known."""
        return None if self._kept is None else tied_values(self._kept, finding_id)

    def data(self, row: _Row) -> Data:
        """Return what conditions on other programs' defaults are asked of."""
        tied = self.tied(row["finding_id"])
        formula = Shown("", ("lilliefors_d",), "dallal_wilkinson_1986")
        measure = self._measure(row, formula)
        return Data(
            n=float(row["n"]),
            n_1=float(row["n_1"]),
            n_2=float(row["n_2"]),
            tied=None if tied is None else sum(tied) > 0,
            p=NAN if measure is None else float(measure["p_value"]),
            clustered=row["unit"] == "firm_clusters",
        )

    def statistic(self, row: _Row, shown: Shown) -> str:
        """Return a statistic as another program names it; a dash where it is not held."""
        source = self._source(row, shown)
        if source is None:
            return NOTHING
        value = float(source["estimate" if shown.estimate else "statistic"])
        if math.isnan(value):
            return NOTHING
        if shown.negative or shown.magnitude:
            value = abs(value) * (-1 if shown.negative else 1)
        if shown.estimate and source["measure"] in BOUNDED_EFFECTS:
            return f"{shown.symbol} = {effect_text(str(source['measure']), value)}"
        df = NAN if shown.estimate else float(source["df"])
        return statistic_text({"statistic_name": shown.symbol, "statistic": value, "df": df})

    def p(self, row: _Row, shown: Shown) -> str:
        """Return a p-value; a dash where it is not held."""
        source = self._source(row, shown)
        if source is None:
            return NOTHING
        bound = str(source.get("p_bound") or "")
        return p_text(float(source["p_value"]), bound, alpha=self.manifest["alpha"])

    def why_not(self, row: _Row, shown: Shown) -> str:
        """Return why a number that a rule names is not held; empty where it is."""
        test = self._test(row, shown)
        if test is None:
            return "the results have no such test"
        if test["status"] != "ok":
            return f"not computed: {str(test['status']).replace('_', ' ')}"
        return ""

    def _test(self, row: _Row, shown: Shown) -> _Row | None:
        """Return the finding that a rule means: this one, or one beside it."""
        if shown.of == ("", ""):
            return row
        return self._beside.get((*(row[key] for key in _PLACE), *shown.of))

    def _source(self, row: _Row, shown: Shown) -> _Row | None:
        """Return the row that holds a number; none where the test was not computed."""
        test = self._test(row, shown)
        if test is None or test["status"] != "ok":
            return None
        return self._measure(test, shown) if shown.measures else test

    def _measure(self, test: _Row, shown: Shown) -> _Row | None:
        """Return the measure that is meant; of several the one with the smallest estimate."""
        found = [
            measure
            for measure in self._measures.get(str(test["finding_id"]), ())
            if measure["measure"] in shown.measures
            and measure["variant"] == shown.variant
            and (_is_term(test, str(measure["term"])) if shown.term else measure["term"] == "")
        ]
        return min(found, key=lambda measure: float(measure["estimate"]), default=None)


def _is_term(test: _Row, term: str) -> bool:
    """Return whether a term of a model is that of the predictor's first group."""
    name = f"{test['predictor']}["
    if not (term.startswith(name) and term.endswith("]")):
        return False
    return str(test["contrast"]).startswith(term[len(name) : -1] + " - ")
