"""Reads and checks a study without testing anything."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from smeint.engine.analysis import analyse
from smeint.panel.panel import Column, Panel
from smeint.panel.read import build_panel
from smeint.study.facts import Fact, panel_facts
from smeint.study.manifest import SYNTHETIC_WARNING, is_synthetic
from smeint.study.plan import Plan, plan
from smeint.study.presets import Line
from smeint.study.study import Study, in_file
from smeint.study.studyfile import load_study


@dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """A study whose data were read and found valid.

    Parameters
    ----------
    panel : Panel
    derived : tuple of Column
        Variables that follow from the definitions.
    facts : tuple of Fact
    plan : Plan
        What would be tested.
    warnings : tuple of str
    lines : tuple of Line
        Where each line comes from, if the study file stands on a preset.
    """

    panel: Panel
    derived: tuple[Column, ...]
    facts: tuple[Fact, ...]
    plan: Plan
    warnings: tuple[str, ...]
    lines: tuple[Line, ...] = ()


def check_study(study: Study | str | Path) -> Checked:
    """Read a study's data, validate them and plan its tests.

    Parameters
    ----------
    study : Study, str or path

    Returns
    -------
    Checked

    Raises
    ------
    StudyFileError, DataFileError
        As `run_study`.
    """
    loaded = study if isinstance(study, Study) else load_study(study)
    panel = build_panel(loaded.data, loaded.columns, loaded.folder)
    with in_file(loaded.name):
        analysis = analyse(panel, loaded.definitions)
        asked = plan(
            loaded.hypotheses,
            analysis,
            alpha=loaded.alpha,
            normality=loaded.normality,
            single_unit_strata=loaded.single_unit_strata,
        )
    derived = tuple(c for name, c in analysis.columns.items() if name not in panel)
    synthetic = (SYNTHETIC_WARNING,) if loaded.synthetic or is_synthetic(panel) else ()
    return Checked(
        panel=panel,
        derived=derived,
        facts=panel_facts(panel, analysis),
        plan=asked,
        warnings=(*synthetic, *panel.warnings, *analysis.warnings),
        lines=loaded.lines,
    )
