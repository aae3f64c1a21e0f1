"""Tests hypotheses about the internationalization of small and medium-sized enterprises.

The public names are loaded when they are first used, so that ``import smeint`` is quick.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from smeint import plot as plot
    from smeint import stats as stats
    from smeint.definitions.definitions import Definitions as Definitions
    from smeint.definitions.schemes import SCHEMES as SCHEMES
    from smeint.diagnose.designs import Varied as Varied
    from smeint.diagnose.designs import diagnose_design as diagnose_design
    from smeint.diagnose.diagnosis import Diagnosis as Diagnosis
    from smeint.diagnose.fresh import fresh_rates as fresh_rates
    from smeint.diagnose.store import load_diagnosis as load_diagnosis
    from smeint.panel.panel import Panel as Panel
    from smeint.panel.read import read_panel as read_panel
    from smeint.propose.proposal import Proposal as Proposal
    from smeint.propose.proposal import propose_study as propose_study
    from smeint.report.describe.write import write_description as write_description
    from smeint.report.diagnosis.write import write_diagnosis_report as write_diagnosis_report
    from smeint.report.sentences.public import sentence as sentence
    from smeint.report.write import write_report as write_report
    from smeint.report.write import write_results as write_results
    from smeint.study.describe.description import Description as Description
    from smeint.study.describe.description import describe as describe
    from smeint.study.hypothesis import Hypothesis as Hypothesis
    from smeint.study.load import load_results as load_results
    from smeint.study.results import Results as Results
    from smeint.study.run import run_panel as run_panel
    from smeint.study.run import run_study as run_study
    from smeint.study.study import Study as Study
    from smeint.study.studyfile import load_study as load_study
    from smeint.synth.simulate import simulate as simulate
    from smeint.synth.world import World as World
    from smeint.synth.world import world as world

_WHERE = {
    "Definitions": "smeint.definitions.definitions",
    "SCHEMES": "smeint.definitions.schemes",
    # `smeint.diagnose` is a package, so that the function has a name of its own
    "Diagnosis": "smeint.diagnose.diagnosis",
    "Varied": "smeint.diagnose.designs",
    "diagnose_design": "smeint.diagnose.designs",
    "fresh_rates": "smeint.diagnose.fresh",
    "load_diagnosis": "smeint.diagnose.store",
    "Panel": "smeint.panel.panel",
    "read_panel": "smeint.panel.read",
    "Proposal": "smeint.propose.proposal",
    "propose_study": "smeint.propose.proposal",
    "write_description": "smeint.report.describe.write",
    "write_diagnosis_report": "smeint.report.diagnosis.write",
    "sentence": "smeint.report.sentences.public",
    "write_report": "smeint.report.write",
    "write_results": "smeint.report.write",
    "load_results": "smeint.study.load",
    "Description": "smeint.study.describe.description",
    "describe": "smeint.study.describe.description",
    "Hypothesis": "smeint.study.hypothesis",
    "Results": "smeint.study.results",
    "run_panel": "smeint.study.run",
    "run_study": "smeint.study.run",
    "Study": "smeint.study.study",
    "load_study": "smeint.study.studyfile",
    "simulate": "smeint.synth.simulate",
    "World": "smeint.synth.world",
    "world": "smeint.synth.world",
}

#: Packages of public functions, which stand by their names after ``import smeint`` alone.
_PACKAGES = ("plot", "stats")

__all__ = ["__version__", *sorted(_WHERE)]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used."""
    if name in _PACKAGES:
        return importlib.import_module(f"smeint.{name}")
    if name not in _WHERE:
        raise AttributeError(f"module 'smeint' has no attribute {name!r}")
    value = getattr(importlib.import_module(_WHERE[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*__all__, *_PACKAGES})
