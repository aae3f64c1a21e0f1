"""Diagnoses a design as it is named: a world, or a study whose data give the world."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from smeint.diagnose.diagnosis import Diagnosis
from smeint.diagnose.run import diagnose, diagnose_study, world_of
from smeint.diagnose.scenario import AnyWorld
from smeint.errors import ArgumentError
from smeint.progress import Progress, silent
from smeint.study.study import Study, in_file
from smeint.study.studyfile import load_study
from smeint.synth.calibrated import CalibratedWorld
from smeint.synth.world import World
from smeint.synth.world import world as named


@dataclass(frozen=True, slots=True)
class Varied:
    """What of a world's design is changed; None keeps the world's own.

    Parameters
    ----------
    firms : pair of int or None
        SMEs and non-SMEs.
    years : int or None
    effect : float or None
        Multiple of the world's effects.
    """

    firms: tuple[int, int] | None = None
    years: int | None = None
    effect: float | None = None

    def of(self, world: AnyWorld) -> AnyWorld:
        """Return the world so changed."""
        if self == Varied():
            return world
        return world.vary(firms=self.firms, years=self.years, effect=self.effect)


def diagnose_design(
    design: str | Path | Study | AnyWorld,
    *,
    varied: Varied | None = None,
    reps: int = 10_000,
    seed: int = 1,
    workers: int = 1,
    power: float = 0.80,
    curves: bool = True,
    progress: Progress = silent,
) -> Diagnosis:
    """Simulate a design: what it can find, and how often its verdict rules err.

    Parameters
    ----------
    design : str, path, Study or World
        The name of a world or a world, with the shipped hypotheses; or a study or its file: then
        the world is calibrated from the study's data, and hypotheses, definitions and alpha are
        the study's.
    varied : Varied, optional
        What of the design is changed.
    reps : int
        Replicates of the world, and of its twin without effects.
    seed : int
        0 or more.
    workers : int
        Processes; the results are the same for any number of them.
    power : float
        Wanted power, for the fewest firms.
    curves : bool
        Whether power curves and the fewest firms are wanted.
    progress : callable
        Told how far the work is.

    Returns
    -------
    Diagnosis
        After an interrupt, what was done until then: the manifest says so.

    Raises
    ------
    ArgumentError
        If there is no such world, or a number is not allowed.
    StudyFileError, DataFileError
        As `smeint.run_study`.

    Examples
    --------
    >>> import smeint
    >>> found = smeint.diagnose_design("published", reps=1000)  # doctest: +SKIP
    >>> found.error_rates  # doctest: +SKIP
    """
    if not isinstance(design, str | Path | Study | World | CalibratedWorld):
        raise ArgumentError(
            "design must be the name of a world, a world, a study or the path of a study file, "
            f"got {design!r}."
        )
    changes = Varied() if varied is None else varied
    if not isinstance(changes, Varied):
        raise ArgumentError(f"varied must be a Varied, got {varied!r}.")
    how: dict[str, Any] = {"reps": reps, "seed": seed, "workers": workers, "power": power}
    how |= {"curves": curves, "progress": progress}
    if isinstance(design, str) and not design.endswith(".toml"):
        return diagnose(changes.of(named(design)), **how)
    if not isinstance(design, str | Path | Study):
        return diagnose(changes.of(design), **how)
    study = design if isinstance(design, Study) else load_study(design)
    world = world_of(study, progress)
    with in_file(study.name):
        world = changes.of(world)
    return diagnose_study(study, world=world, **how)
