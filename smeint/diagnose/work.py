"""How a diagnosis is made, and what replicates of both worlds came to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from smeint.diagnose.blocks import Job, check_workers, gather, interleaved
from smeint.diagnose.rows import NO_EFFECT, PLANTED
from smeint.diagnose.scenario import Scenario
from smeint.diagnose.tally import Tally
from smeint.diagnose.truths import FIRMS, FIRST, PANELS, Truths, truths_of
from smeint.errors import ArgumentError
from smeint.finding import Role
from smeint.progress import Progress, silent
from smeint.question import Question
from smeint.study.hypothesis import Hypothesis

TRUTH, TWIN_TRUTH, SIMULATING = "Finding the truth", "Checking the twin", "Simulating"


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is simulated, from which seed and by how many.

    Parameters
    ----------
    reps : int
        Replicates of each world.
    seed : int
    workers : int
        Processes.
    truth_firms : int
        Firms behind each truth.
    progress : callable

    Raises
    ------
    ArgumentError
        If a number is not allowed.
    """

    reps: int
    seed: int = 1
    workers: int = 1
    truth_firms: int = FIRMS
    progress: Progress = silent

    def __post_init__(self) -> None:
        whole("reps", self.reps, 1, FIRST)
        whole("seed", self.seed, 0, None)
        whole("truth_firms", self.truth_firms, 2 * PANELS, None)
        check_workers(self.workers)


def whole(name: str, value: int, least: int, most: int | None) -> None:
    """Raise `ArgumentError` unless a value is a whole number from `least` to `most`."""
    good = isinstance(value, int | np.integer) and not isinstance(value, bool)
    if not good or value < least or (most is not None and value > most):
        upper = "" if most is None else f" and at most {most:,}"
        raise ArgumentError(
            f"{name} must be a whole number of at least {least:,}{upper}, got {value!r}."
        )


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One of the two worlds: its tests, their truths and its replicates.

    Parameters
    ----------
    scenario : Scenario
    questions : tuple of Question
    truths : Truths
    tally : Tally
    """

    scenario: Scenario
    questions: tuple[Question, ...]
    truths: Truths
    tally: Tally


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """Both worlds.

    Parameters
    ----------
    planted, twin : Side
    known : tuple of bool
        Of each tested hypothesis whether the twin has no effect on it.
    interrupted : bool
    """

    planted: Side
    twin: Side
    known: tuple[bool, ...]
    interrupted: bool


def measure(scenario: Scenario, effort: Effort) -> Measured:
    """Simulate a world and its twin without effects.

    Parameters
    ----------
    scenario : Scenario
    effort : Effort

    Returns
    -------
    Measured

    Raises
    ------
    KeyboardInterrupt
        If one came before each world had a block of replicates.
    """
    questions = scenario.questions()
    twin = twin_of(scenario)
    truths = _truths(scenario, questions, effort, TRUTH)
    seen = _truths(twin, questions, effort, TWIN_TRUTH)
    none = seen.without_noise()
    jobs = [
        Job(PLANTED, scenario, questions, truths.values, effort.seed, 0, effort.reps),
        Job(NO_EFFECT, twin, questions, none.values, effort.seed, 0, effort.reps),
    ]
    found = gather(interleaved(jobs), effort.workers, effort.progress, SIMULATING)
    if len(found.tallies) < len(jobs):
        raise KeyboardInterrupt
    return Measured(
        Side(scenario, questions, truths, found.tallies[PLANTED]),
        Side(twin, questions, none, found.tallies[NO_EFFECT]),
        nothing_there(scenario.tested, questions, none),
        found.interrupted,
    )


def twin_of(scenario: Scenario) -> Scenario:
    """Return the scenario in the world without effects."""
    return replace(scenario, world=scenario.world.no_effect())


def _truths(
    scenario: Scenario, questions: Sequence[Question], effort: Effort, stage: str
) -> Truths:
    """Return the truths of a scenario by the effort's means."""
    return truths_of(
        scenario,
        questions,
        seed=effort.seed,
        workers=effort.workers,
        firms=effort.truth_firms,
        progress=effort.progress,
        stage=stage,
    )


def nothing_there(
    hypotheses: Sequence[Hypothesis], questions: Sequence[Question], truths: Truths
) -> tuple[bool, ...]:
    """Return of which hypotheses every primary test has a truth of zero, or none.

    Parameters
    ----------
    hypotheses : sequence of Hypothesis
    questions : sequence of Question
    truths : Truths
        Of the world without effects, without noise.
    """
    present = {
        question.hypothesis
        for question, signed in zip(questions, truths.signed, strict=True)
        if signed and question.role is Role.PRIMARY
    }
    return tuple(h.id not in present for h in hypotheses)
