"""What a manifest says: what results were made from; no folder, no user, no clock."""

from __future__ import annotations

import platform
from dataclasses import asdict
from importlib import metadata
from typing import Any

from smeint.engine.analysis import Analysis
from smeint.finding import Role
from smeint.panel.panel import Panel
from smeint.panel.variables import Kind
from smeint.study.hypothesis import Hypothesis
from smeint.study.plan import Plan
from smeint.study.results import FORMAT

PACKAGES = ("numpy", "scipy", "pandas", "statsmodels", "firthmodels")
SYNTHETIC_WARNING = "The data are synthetic: no row is a real firm."

#: Kinds whose levels are names of groups.
_NAMED = (Kind.CATEGORY, Kind.ORDERED)


def manifest_of(
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


def is_synthetic(panel: Panel) -> bool:
    """Return whether a panel was simulated: by its origin, or by the ids of its firms."""
    ids = panel["firm_id"].levels
    return panel.origin.format == "simulated" or (
        bool(ids) and all(name.startswith("SYN") and name[3:].isdigit() for name in ids)
    )
