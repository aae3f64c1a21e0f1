"""Diagnoses a design: what it can find in a world, and how often its rules err."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from smeint.defaults import ALPHA, MARGIN
from smeint.definitions.definitions import Definitions
from smeint.diagnose import rates
from smeint.diagnose.diagnosis import Diagnosis
from smeint.diagnose.measures import test_rates
from smeint.diagnose.rows import NO_EFFECT, PLANTED, TABLES, CurvePoint, SmallestDesign
from smeint.diagnose.scenario import AnyWorld, Scenario
from smeint.diagnose.truths import FIRMS
from smeint.diagnose.work import Effort, Measured, measure
from smeint.errors import ArgumentError
from smeint.progress import Progress, silent
from smeint.study.error_rates import ErrorRate
from smeint.study.hypothesis import Hypothesis
from smeint.study.manifest import versions
from smeint.study.results import frame_of
from smeint.study.shipped import SHIPPED
from smeint.synth.world import world as named

#: Number of the format of a diagnosis; raised when a column changes its meaning.
FORMAT = 1

#: What every manifest says first.
SYNTHETIC_WARNING = "Every number of a diagnosis comes from simulated firms."


def diagnose(
    source: str | AnyWorld,
    *,
    reps: int = 10_000,
    seed: int = 1,
    workers: int = 1,
    definitions: Definitions | None = None,
    hypotheses: Sequence[Hypothesis] | None = None,
    alpha: float = ALPHA,
    notable_effect: float = MARGIN,
    normality: bool = False,
    curves: bool = True,
    power: float = 0.80,
    curve_reps: int | None = None,
    truth_firms: int = FIRMS,
    progress: Progress = silent,
) -> Diagnosis:
    """Simulate a design and measure what its verdict rules find and how often they err.

    Parameters
    ----------
    source : str or World or CalibratedWorld
        A world, or the name of one.
    reps : int
        Replicates of the world, and of its twin without effects.
    seed : int
        0 or more.
    workers : int
        Processes. Where `joblib.parallel_config` has chosen a backend, such as Dask, that
        backend does the work. The results are the same for all.
    definitions : Definitions, optional
        The study's by default.
    hypotheses : sequence of Hypothesis, optional
        All shipped ones by default.
    alpha : float
        Level of the verdicts.
    notable_effect : float
        Effect that counts as notable while an interval still holds it beside "not supported".
    normality : bool
        Whether the tests of normality are made too.
    curves : bool
        Whether power curves and the smallest numbers of firms are wanted.
    power : float
        Wanted power, for the smallest number of firms.
    curve_reps : int, optional
        Replicates of each point of a curve; by default a tenth of `reps`, and at least 100.
    truth_firms : int
        Firms of the very large panels that truths are found on.
    progress : callable
        Told how far the work is.

    Returns
    -------
    Diagnosis
        After an interrupt, what was done until then: the manifest says how much.

    Raises
    ------
    ArgumentError
        If a number is not allowed, or there is no such world.
    StudyFileError
        If a hypothesis does not fit the world's variables.
    KeyboardInterrupt
        If one came before each world had a block of replicates.

    Examples
    --------
    >>> from smeint.diagnose.run import diagnose
    >>> found = diagnose("published", reps=1000)  # doctest: +SKIP
    >>> found.verdict_rates  # doctest: +SKIP
    """
    check_levels(alpha, power)
    scenario = Scenario(
        world=named(source) if isinstance(source, str) else source,
        definitions=definitions or Definitions(),
        hypotheses=tuple(SHIPPED.values() if hypotheses is None else hypotheses),
        alpha=alpha,
        notable_effect=notable_effect,
        normality=normality,
    )
    effort = Effort(reps, seed, workers, truth_firms, progress)
    return diagnosed(scenario, effort)


def check_levels(alpha: float, power: float) -> None:
    """Raise `ArgumentError` unless a level and a wanted power can be used."""
    if not 1e-6 <= alpha < 0.5:
        raise ArgumentError(f"alpha must be a number between 0 and 0.5, got {alpha!r}.")
    if not 0.05 <= power <= 0.99:
        raise ArgumentError(f"power must be a number from 0.05 to 0.99, got {power!r}.")


def diagnosed(
    scenario: Scenario, effort: Effort, stamp: Mapping[str, Any] | None = None
) -> Diagnosis:
    """Return the diagnosis of a scenario."""
    if not scenario.tested:
        raise ArgumentError("hypotheses must name at least one that is tested, got none.")
    found = measure(scenario, effort)
    points: list[CurvePoint] = []
    smallest: list[SmallestDesign] = []
    interrupted = found.interrupted
    rows = {**_rows(scenario, found), "power": points, "smallest_n": smallest}
    return Diagnosis(
        **{name: frame_of(row_class, rows[name]) for name, row_class in TABLES.items()},
        manifest=_manifest(scenario, effort, found, interrupted, stamp),
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
    interrupted: bool,
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
        "interrupted": interrupted,
        "warnings": _warnings(scenario, found, interrupted),
        "synthetic": True,
        "study": dict(stamp or {"file": "", "sha256": ""}),
    }


def _declared(hypothesis: Hypothesis) -> dict[str, str]:
    """Return what a manifest says of a hypothesis."""
    names = ("id", "title", "text", "claim", "direction", "combine")
    return {name: str(getattr(hypothesis, name)) for name in names}


def _warnings(scenario: Scenario, found: Measured, interrupted: bool) -> list[str]:
    """Return what a reader must know before reading the tables."""
    said = [SYNTHETIC_WARNING]
    if interrupted:
        said.append("The diagnosis was interrupted: the tables hold what was done until then.")
    for h, known in zip(scenario.tested, found.known, strict=True):
        if not known:
            said.append(
                f"{h.id}: the world without effects still has one here, so that no error rate "
                "can be measured in it."
            )
    return said
