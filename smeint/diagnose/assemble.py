"""From a scenario to its `Diagnosis`: both worlds, curves, tables and manifest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from smeint.diagnose import rates
from smeint.diagnose.curves import Curves, power_curves
from smeint.diagnose.diagnosis import Diagnosis
from smeint.diagnose.measures import test_rates
from smeint.diagnose.rows import NO_EFFECT, PLANTED, TABLES
from smeint.diagnose.scenario import Scenario
from smeint.diagnose.smallest import Smallest, smallest_designs
from smeint.diagnose.truths import FIRST
from smeint.diagnose.work import Effort, Measured, measure, whole
from smeint.errors import ArgumentError
from smeint.study.hypothesis import Hypothesis
from smeint.study.manifest import versions
from smeint.study.results import frame_of

#: Number of the format of a diagnosis; raised when a column changes its meaning.
FORMAT = 1

#: What every manifest says first.
SYNTHETIC_WARNING = "Every number of a diagnosis comes from simulated firms."


@dataclass(frozen=True, slots=True)
class Curved:
    """That power curves and smallest numbers of firms are wanted.

    Parameters
    ----------
    power : float
        Wanted power.
    reps : int
        Replicates of each point and step.
    """

    power: float
    reps: int


def check_levels(alpha: float, power: float = 0.8) -> None:
    """Raise `ArgumentError` unless a level and a wanted power can be used."""
    if not 1e-6 <= alpha < 0.5:
        raise ArgumentError(f"alpha must be a number between 0 and 0.5, got {alpha!r}.")
    if not isinstance(power, float | int) or not 0.05 <= power <= 0.99:
        raise ArgumentError(f"power must be a number from 0.05 to 0.99, got {power!r}.")


def default_curve_reps(reps: int, asked: int | None) -> int:
    """Return the replicates of each point of a curve: those asked for, or a tenth of all."""
    if asked is not None:
        whole("curve_reps", asked, 1, FIRST)
        return asked
    return max(100, reps // 10)


def diagnosed(
    scenario: Scenario,
    effort: Effort,
    curved: Curved | None = None,
    stamp: Mapping[str, Any] | None = None,
) -> Diagnosis:
    """Return the diagnosis of a scenario.

    Parameters
    ----------
    scenario : Scenario
    effort : Effort
    curved : Curved, optional
        None where no curves are wanted.
    stamp : mapping, optional
        Name and hash of the study file.

    Returns
    -------
    Diagnosis
    """
    if not scenario.tested:
        raise ArgumentError("hypotheses must name at least one that is tested, got none.")
    found = measure(scenario, effort)
    curves, smallest = Curves((), found.interrupted, ()), Smallest((), found.interrupted)
    if curved is not None and not found.interrupted:
        fewer = replace(effort, reps=curved.reps)
        curves = power_curves(scenario, fewer)
        if not curves.interrupted:
            smallest = smallest_designs(scenario, fewer, curved.power)
    rows = {**_rows(scenario, found), "power": curves.rows, "smallest_n": smallest.rows}
    manifest = _manifest(scenario, effort, found, stamp)
    interrupted = curves.interrupted or smallest.interrupted
    manifest["curves"] = None if curved is None else asdict(curved)
    manifest["interrupted"] = interrupted
    manifest["warnings"] = [*_warnings(scenario, found, interrupted), *curves.left_out]
    return Diagnosis(
        **{name: frame_of(row_class, rows[name]) for name, row_class in TABLES.items()},
        manifest=manifest,
    )


def _rows(scenario: Scenario, found: Measured) -> dict[str, list[Any]]:
    """Return the rows on both worlds, by table."""
    rows: dict[str, list[Any]] = {name: [] for name in TABLES}
    for label, side in ((PLANTED, found.planted), (NO_EFFECT, found.twin)):
        tests = (scenario.tested, side.questions, side.tally, side.truths)
        rows["verdict_rates"] += rates.verdict_rates(label, scenario.tested, side.tally)
        rows["test_rates"] += test_rates(label, *tests)
        rows["failures"] += rates.failures(label, side.questions, side.tally)
        rows["patterns"] += rates.patterns(label, scenario, side.tally)
    rows["error_rates"] += rates.error_rates(found.twin.scenario, found.twin.tally, found.known)
    return rows


def _manifest(
    scenario: Scenario,
    effort: Effort,
    found: Measured,
    stamp: Mapping[str, Any] | None,
) -> dict[str, Any]:
    """Return what a diagnosis was made from; no folder, no user, no clock."""
    world = scenario.world
    done = {PLANTED: found.planted.tally.n, NO_EFFECT: found.twin.tally.n}
    return {
        "kind": "diagnosis",
        "format": FORMAT,
        "versions": versions(),
        "world": {"name": world.name, "parameters": dict(world.parameters)},
        "definitions": scenario.definitions.to_mapping(),
        "hypotheses": [_declared(h) for h in scenario.tested],
        "design": {
            "firms_1": world.sizes[0],
            "firms_2": world.sizes[1],
            "years": len(world.years),
        },
        "alpha": scenario.alpha,
        "notable_effect": scenario.notable_effect,
        "seed": effort.seed,
        "asked": dict.fromkeys(done, effort.reps),
        "done": done,
        "synthetic": True,
        "study": dict(stamp or {"file": "", "sha256": ""}),
    }


def _declared(hypothesis: Hypothesis) -> dict[str, str]:
    """Return what a manifest says of a hypothesis."""
    names = ("id", "title", "text", "claim", "direction", "combine")
    return {name: str(getattr(hypothesis, name)) for name in names}


def _warnings(scenario: Scenario, found: Measured, interrupted: bool) -> list[str]:
    """Return what a reader must know before reading the tables."""
    said = [SYNTHETIC_WARNING, *scenario.world.parameters.get("notes", ())]
    if interrupted:
        said.append("The diagnosis was interrupted: the tables hold what was done until then.")
    for h, known in zip(scenario.tested, found.known, strict=True):
        if not known:
            said.append(
                f"{h.id}: the world without effects still has one here, so that no error rate "
                "can be measured in it."
            )
    return said
