"""The data that a results set keeps, as the same `Analysis` and questions that its tests had."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from smeint.arrays import FloatArray, frozen
from smeint.definitions.definitions import Definitions
from smeint.engine.analysis import Analysis
from smeint.engine.lags import lagged_columns
from smeint.engine.select import Selection, select
from smeint.errors import ArgumentError
from smeint.panel.panel import Column
from smeint.panel.reasons import Reasons
from smeint.panel.variables import Kind
from smeint.question import Condition, Question
from smeint.study.hypothesis import Hypothesis, Published
from smeint.study.plan import plan

if TYPE_CHECKING:
    import pandas as pd

    from smeint.study.results import Results

NOT_KEPT = "the results keep no firm-years (they were written without data)"
SUPPRESSED = "small counts are suppressed, and the results keep no firm-years"


def why_not_kept(results: Results) -> str:
    """Return why there are no firm-years to draw or to compute from; empty where there are."""
    if results.analysis is not None:
        return ""
    return SUPPRESSED if "suppressed" in results.manifest else NOT_KEPT


def hypotheses_of(manifest: Mapping[str, Any]) -> tuple[Hypothesis, ...]:
    """Return the hypotheses that a manifest records."""
    return tuple(_hypothesis(record) for record in manifest["hypotheses"])


def _hypothesis(record: Mapping[str, Any]) -> Hypothesis:
    """Return one hypothesis from its record: lists, as JSON has them, become tuples."""
    values = {key: value for key, value in record.items() if key != "printed"}
    for key in ("outcomes", "contrast", "companions"):
        values[key] = tuple(values[key])
    values["sample"] = tuple(
        Condition(part["variable"], tuple(part["levels"])) for part in values["sample"]
    )
    values["published"] = Published(**values["published"]) if values["published"] else None
    return Hypothesis(**values)


def kept_analysis(results: Results) -> Analysis:
    """Return the firm-years that a results set keeps.

    Parameters
    ----------
    results : Results

    Returns
    -------
    Analysis
        Values, kinds and levels as the tests had them; of missing values only that they are.

    Raises
    ------
    ArgumentError
        If the results keep no firm-years.
    """
    if results.analysis is None:
        raise ArgumentError(f"There are no firm-years: {why_not_kept(results)}.")
    reasons = Reasons(("", "missing"))
    columns = {
        name: _column(name, results.analysis[name], kept)
        for name, kept in results.manifest["variables"].items()
    }
    return Analysis(
        columns=columns,
        lags=lagged_columns(columns, reasons),
        reasons=reasons.texts,
        out_of_sample=frozenset(),
        definitions=Definitions.from_mapping(dict(results.manifest["definitions"])),
        warnings=(),
    )


def _column(name: str, series: pd.Series, kept: Mapping[str, Any]) -> Column:
    """Return a variable's values as the panel had them."""
    kind, levels = Kind(kept["kind"]), tuple(kept["levels"])
    if kind.has_levels:
        texts = series.to_numpy(dtype=object)
        levels = levels or tuple(sorted({t for t in texts if isinstance(t, str)}))
        places = {level: float(place) for place, level in enumerate(levels)}
        values: FloatArray = np.array([places.get(text, np.nan) for text in texts], dtype=float)
    else:
        values = series.to_numpy(dtype=float)
    return Column(
        name=name,
        kind=kind,
        values=frozen(values),
        reasons=frozen(np.isnan(values).astype(np.int32)),
        levels=levels,
        label=str(kept["label"]),
    )


def kept_questions(results: Results, analysis: Analysis) -> dict[str, Question]:
    """Return the questions that the results answer, by `finding_id`.

    Parameters
    ----------
    results : Results
    analysis : Analysis
        Of `kept_analysis`.

    Returns
    -------
    dict of str to Question
    """
    manifest = results.manifest
    asked = plan(
        hypotheses_of(manifest),
        analysis,
        alpha=manifest["alpha"],
        normality=bool((results.findings["hypothesis"] == "normality").any()),
    )
    known = set(results.findings["finding_id"])
    return {q.finding_id: q for q in asked.questions if q.finding_id in known}


class KeptUnits:
    """The units of each test, selected once from the data that results keep.

    Parameters
    ----------
    results : Results

    Raises
    ------
    ArgumentError
        If the results keep no firm-years.
    """

    def __init__(self, results: Results) -> None:
        self.analysis = kept_analysis(results)
        self.questions = kept_questions(results, self.analysis)

    def of(self, finding_id: str) -> Selection:
        """Return the units of one test: outcome, predictor, first group, firms.

        Raises
        ------
        KeyError
            If the plan has no such test.
        """
        return select(self.analysis, self.questions[finding_id])
