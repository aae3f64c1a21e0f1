"""Runs a study: panel, definitions, plan, answers, verdicts, results."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import asdict, replace
from importlib import metadata
from pathlib import Path
from typing import Any

from smeint.defaults import ALPHA
from smeint.definitions.definitions import Definitions
from smeint.engine.analysis import Analysis, analyse
from smeint.errors import ArgumentError
from smeint.finding import Role
from smeint.formulas.survey import DEFAULT_SINGLE_UNIT_RULE, check_rule
from smeint.panel.panel import Panel, as_series
from smeint.panel.read import build_panel
from smeint.panel.variables import Kind
from smeint.progress import Progress, silent
from smeint.question import Question
from smeint.study.answer import Answered, answer
from smeint.study.counted import counted
from smeint.study.facts import Fact, panel_facts
from smeint.study.hypothesis import Hypothesis
from smeint.study.plan import Plan, plan
from smeint.study.results import FORMAT, Results, table
from smeint.study.scales import scale_facts, scale_warnings
from smeint.study.shipped import SHIPPED
from smeint.study.study import Study, in_file
from smeint.study.studyfile import load_study
from smeint.study.suppress import check_min_count, suppress
from smeint.study.verdict import verdicts

PACKAGES = ("numpy", "scipy", "pandas", "statsmodels", "firthmodels")
READING, TESTING = "Reading data", "Testing"
SYNTHETIC_WARNING = "The data are synthetic: no row is a real firm."


def run_study(
    study: Study | str | Path,
    *,
    keep_data: bool = True,
    min_count: int = 0,
    progress: Progress = silent,
) -> Results:
    """Run a study from its file to its results.

    Parameters
    ----------
    study : Study, str or path
        A study, or the path of a study file.
    keep_data : bool
        Whether the results keep the firm-years that figures need.
    min_count : int
        Counts of firms below this are suppressed; the study file's number holds where it is
        greater.
    progress : callable
        Told how far the work is.

    Returns
    -------
    Results

    Raises
    ------
    StudyFileError
        If the study file says something that is not allowed.
    DataFileError
        If the data file cannot be read, or breaks rules of the variable table.

    Examples
    --------
    >>> import smeint
    >>> results = smeint.run_study("study.toml")  # doctest: +SKIP
    >>> results.verdict("H1")  # doctest: +SKIP
    'supported'
    """
    loaded = study if isinstance(study, Study) else load_study(study)
    progress(READING, 0, 1)
    panel = build_panel(loaded.data, loaded.columns, loaded.folder)
    with in_file(loaded.name):
        return run_panel(
            panel,
            loaded.definitions,
            loaded.hypotheses,
            alpha=loaded.alpha,
            normality=loaded.normality,
            notable_effect=loaded.notable_effect,
            keep_data=keep_data,
            study=loaded.stamp,
            synthetic=loaded.synthetic,
            single_unit_strata=loaded.single_unit_strata,
            min_count=max(loaded.min_count, min_count),
            progress=progress,
        )


def run_panel(
    panel: Panel,
    definitions: Definitions | None = None,
    hypotheses: tuple[Hypothesis, ...] | None = None,
    *,
    alpha: float = ALPHA,
    normality: bool = True,
    notable_effect: float = 0.30,
    keep_data: bool = True,
    study: Mapping[str, Any] | None = None,
    synthetic: bool = False,
    single_unit_strata: str = DEFAULT_SINGLE_UNIT_RULE,
    min_count: int = 0,
    progress: Progress = silent,
) -> Results:
    """Run hypotheses on a panel that is in memory.

    Parameters
    ----------
    panel : Panel
    definitions : Definitions, optional
        The study's by default.
    hypotheses : tuple of Hypothesis, optional
        All shipped ones by default.
    alpha : float
        Level of the verdicts.
    normality : bool
        Whether the tests of normality are made.
    notable_effect : float
        Effect that is named beside "not supported" while an interval still holds it.
    keep_data : bool
        Whether the results keep the firm-years.
    study : mapping, optional
        Name and hash of the study file, and of its preset where it has one.
    synthetic : bool
        Whether the data are declared to be synthetic; simulated firms are known by their ids.
    single_unit_strata : str
        What weighted companions do with strata of which one firm was sampled, a key of
        `smeint.formulas.survey.SINGLE_UNIT_RULES`.
    min_count : int
        Counts of firms below this are suppressed; 0 for none.
    progress : callable
        Told how far the work is.

    Returns
    -------
    Results

    Raises
    ------
    ArgumentError
        If `alpha` is not a level, or one of the last two options is not allowed.
    StudyFileError
        If a hypothesis does not fit the panel.
    """
    if not 1e-6 <= alpha < 0.5:
        raise ArgumentError(f"alpha must be a number between 0 and 0.5, got {alpha!r}.")
    check_rule(single_unit_strata)
    if min_count:
        check_min_count(min_count)
    records = tuple(SHIPPED.values()) if hypotheses is None else hypotheses
    analysis = analyse(panel, definitions or Definitions())
    asked = plan(
        records,
        analysis,
        alpha=alpha,
        normality=normality,
        single_unit_strata=single_unit_strata,
    )
    answers = _answers(analysis, asked, progress)
    synthetic = synthetic or is_synthetic(panel)
    options = {
        "alpha": alpha,
        "notable_effect": notable_effect,
        "synthetic": synthetic,
        "study": dict(study or {"file": "", "sha256": ""}),
        "warnings": [
            *([SYNTHETIC_WARNING] if synthetic else []),
            *panel.warnings,
            *analysis.warnings,
            *scale_warnings(answers),
        ],
        **survey_options(analysis, single_unit_strata),
    }
    results = _results(
        panel, analysis, records, asked, answers, options, keep_data=keep_data and not min_count
    )
    if not min_count:
        return results
    behind = counted(analysis, asked.questions, facts_of(panel, analysis))
    return suppress(results, min_count, behind)


def _answers(analysis: Analysis, asked: Plan, progress: Progress) -> dict[Question, Answered]:
    """Answer all questions."""
    answers = {}
    for place, question in enumerate(asked.questions):
        progress(TESTING, place, len(asked.questions))
        answers[question] = answer(analysis, question)
    return answers


def facts_of(panel: Panel, analysis: Analysis) -> tuple[Fact, ...]:
    """Return all facts of a study, in the order of ``panel_facts.csv``."""
    return (*panel_facts(panel, analysis), *scale_facts(analysis))


def survey_options(analysis: Analysis, single_unit_strata: str) -> dict[str, Any]:
    """Return what the manifest says of weights and strata; nothing where there are none."""
    used = {name: analysis[name].source for name in ("weight", "stratum") if name in analysis}
    return {"survey": {**used, "single_unit_strata": single_unit_strata}} if used else {}


def variables(analysis: Analysis, *, levels: bool) -> dict[str, Any]:
    """Return what the manifest says of variables: kind, label, and levels if asked for."""
    return {
        "variables": {
            name: {
                "kind": column.kind.value,
                "label": column.label,
                "levels": list(column.levels) if levels and column.kind in _NAMED else [],
            }
            for name, column in analysis.columns.items()
        }
    }


_NAMED = (Kind.CATEGORY, Kind.ORDERED)


def is_synthetic(panel: Panel) -> bool:
    """Return whether a panel was simulated: by its origin, or by the ids of its firms."""
    ids = panel["firm_id"].levels
    return panel.origin.format == "simulated" or (
        bool(ids) and all(name.startswith("SYN") and name[3:].isdigit() for name in ids)
    )


def _results(
    panel: Panel,
    analysis: Analysis,
    records: tuple[Hypothesis, ...],
    asked: Plan,
    answers: Mapping[Any, Answered],
    options: dict[str, Any],
    *,
    keep_data: bool,
) -> Results:
    """Gather the tables of a study."""
    in_order = [answers[question] for question in asked.questions]
    measures = [row for answered in in_order for row in answered.measures]
    groups = [row for answered in in_order for row in answered.groups]
    rows = verdicts(records, asked, answers, reach=options["notable_effect"])
    return Results(
        findings=table("findings", (answered.finding for answered in in_order)),
        measures=table("measures", measures),
        groups=table("groups", groups),
        verdicts=table("verdicts", rows),
        drops=table("drops", panel.drops),
        panel_facts=table("panel_facts", facts_of(panel, analysis)),
        analysis=_frame(analysis) if keep_data else None,
        manifest=_manifest(
            panel, analysis, records, asked, {**options, **variables(analysis, levels=keep_data)}
        ),
    )


def _manifest(
    panel: Panel,
    analysis: Analysis,
    records: tuple[Hypothesis, ...],
    asked: Plan,
    options: dict[str, Any],
) -> dict[str, Any]:
    """Return what the results were made from; no folder, no user, no clock."""
    return {
        "format": FORMAT,
        "versions": versions(),
        **options,
        "data": asdict(panel.origin),
        "definitions": analysis.definitions.to_mapping(),
        "years": list(analysis.years),
        "n_questions": {
            role.value: sum(question.role is role for question in asked.questions) for role in Role
        },
        "hypotheses": [
            {
                **{k: v for k, v in asdict(record).items() if k != "published"},
                "printed": record.published.verdict if record.published else "",
                "published": asdict(record.published) if record.published else None,
            }
            for record in records
        ],
    }


def versions() -> dict[str, str]:
    """Return the versions that numbers may depend on."""
    from smeint import __version__

    found = {name: metadata.version(name) for name in PACKAGES}
    return {"smeint": __version__, "python": platform.python_version(), **found}


def _frame(analysis: Analysis) -> Any:
    """Return measured and derived variables as a data frame that shares numbers with them."""
    import pandas as pd

    named = {name: replace(column, name=name) for name, column in analysis.columns.items()}
    return pd.DataFrame({n: as_series(column) for n, column in named.items()}, copy=False)
