"""Runs a study: panel, definitions, plan, answers, verdicts, results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from smeint.defaults import ALPHA
from smeint.definitions.definitions import Definitions
from smeint.engine.analysis import Analysis, analyse
from smeint.errors import ArgumentError
from smeint.formulas.survey import DEFAULT_SINGLE_UNIT_RULE, check_rule
from smeint.panel.panel import Panel, as_series
from smeint.panel.read import build_panel
from smeint.progress import Progress, silent
from smeint.question import Question
from smeint.study.answer import Answered, answer
from smeint.study.counted import counted
from smeint.study.error_rates import RatesOf, with_rates
from smeint.study.facts import Fact, panel_facts
from smeint.study.hypothesis import Hypothesis
from smeint.study.manifest import (
    SYNTHETIC_WARNING,
    is_synthetic,
    manifest_of,
    survey_options,
    variables,
)
from smeint.study.plan import Plan, plan
from smeint.study.results import Results, table
from smeint.study.scales import scale_facts, scale_warnings
from smeint.study.shipped import SHIPPED
from smeint.study.stored_rates import STORED, stored_rates
from smeint.study.study import Study, in_file
from smeint.study.studyfile import load_study
from smeint.study.suppress import check_min_count, suppress
from smeint.study.verdict import verdicts

READING, TESTING, COMPARING = "Reading data", "Testing", "Comparing with pingouin"


def run_study(
    study: Study | str | Path,
    *,
    keep_data: bool = True,
    min_count: int = 0,
    cross_check: bool = False,
    error_rates: str | RatesOf = STORED,
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
    cross_check : bool
        Whether pingouin recomputes what it can (`Results.cross_check`).
    error_rates : {"stored", "none"} or callable
        How often the rules err, beside the verdicts (`Results.error_rates`): from the table that
        was measured for this release, where it holds for the study; not at all; or as a callable
        gives them, such as `smeint.diagnose.fresh.fresh_rates`, which measures them.
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
    ArgumentError
        If a cross-check is asked for where small counts are suppressed, or error rates by
        another word.

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
    least = max(loaded.min_count, min_count)
    if cross_check and least:
        raise ArgumentError(
            "A cross-check needs the firm-years, which are not kept where small counts are "
            f"suppressed; leave out either the cross-check or min_count, got min_count = {least}."
        )
    with in_file(loaded.name):
        results = run_panel(
            panel,
            loaded.definitions,
            loaded.hypotheses,
            alpha=loaded.alpha,
            normality=loaded.normality,
            notable_effect=loaded.notable_effect,
            keep_data=keep_data or cross_check,
            study=loaded.stamp,
            synthetic=loaded.synthetic,
            single_unit_strata=loaded.single_unit_strata,
            min_count=least,
            error_rates=error_rates,
            progress=progress,
        )
    return _compared(results, keep_data=keep_data, progress=progress) if cross_check else results


def _compared(results: Results, *, keep_data: bool, progress: Progress) -> Results:
    """Return results with pingouin's second opinion, without data that are not to be kept."""
    from smeint.study.second_opinion import cross_check

    progress(COMPARING, 0, 1)
    found = cross_check(results)
    return replace(results, cross_check=found, analysis=results.analysis if keep_data else None)


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
    error_rates: str | RatesOf = STORED,
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
    error_rates : {"stored", "none"} or callable
        As for `run_study`.
    progress : callable
        Told how far the work is.

    Returns
    -------
    Results

    Raises
    ------
    ArgumentError
        If `alpha` is not a level, or one of the last options is not allowed.
    StudyFileError
        If a hypothesis does not fit the panel.
    """
    if not 1e-6 <= alpha < 0.5:
        raise ArgumentError(f"alpha must be a number between 0 and 0.5, got {alpha!r}.")
    check_rule(single_unit_strata)
    rates_of = _rates_of(error_rates, min_count)
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
    if rates_of is not None:
        results = with_rates(results, rates_of(analysis, results, records))
    if not min_count:
        return results
    behind = counted(analysis, asked.questions, facts_of(panel, analysis))
    return suppress(results, min_count, behind)


def _rates_of(error_rates: str | RatesOf, min_count: int) -> RatesOf | None:
    """Return what gives the error rates, None where none are asked for; check both options."""
    if min_count:
        check_min_count(min_count)
    if callable(error_rates):
        if min_count:
            raise ArgumentError(
                "Fresh error rates tell how many firms each group has, which may be a count that "
                "is suppressed; leave out either the fresh rates or min_count, got min_count = "
                f"{min_count}."
            )
        return error_rates
    if error_rates not in (STORED, "none"):
        raise ArgumentError(
            f"error_rates must be `{STORED}`, `none` or a callable, got {error_rates!r}."
        )
    return stored_rates if error_rates == STORED else None


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
        manifest=manifest_of(
            panel, analysis, records, asked, {**options, **variables(analysis, levels=keep_data)}
        ),
    )


def _frame(analysis: Analysis) -> Any:
    """Return measured and derived variables as a data frame that shares numbers with them."""
    import pandas as pd

    named = {name: replace(column, name=name) for name, column in analysis.columns.items()}
    return pd.DataFrame({n: as_series(column) for n, column in named.items()}, copy=False)
