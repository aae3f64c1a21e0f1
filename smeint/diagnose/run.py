"""Diagnoses a design: what it can find in a world, and how often its rules err."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from smeint.defaults import ALPHA, MARGIN
from smeint.definitions.definitions import Definitions
from smeint.diagnose import rates
from smeint.diagnose.assemble import Curved, check_levels, default_curve_reps, diagnosed
from smeint.diagnose.blocks import Job, gather
from smeint.diagnose.diagnosis import Diagnosis
from smeint.diagnose.rows import NO_EFFECT
from smeint.diagnose.scenario import AnyWorld, Scenario
from smeint.diagnose.truths import FIRMS, truths_of
from smeint.diagnose.work import SIMULATING, TWIN_TRUTH, Effort, nothing_there, twin_of
from smeint.engine.analysis import analyse
from smeint.errors import ArgumentError
from smeint.panel.read import build_panel
from smeint.progress import Progress, silent
from smeint.study.error_rates import ErrorRate
from smeint.study.hypothesis import Hypothesis
from smeint.study.run import READING
from smeint.study.shipped import SHIPPED
from smeint.study.study import Study, in_file
from smeint.study.studyfile import load_study
from smeint.synth.world import world as named

#: Firms on which hypotheses of a user's own are checked to have no effect in the twin.
CHECKED_FIRMS = 200_000


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
    wanted = Curved(power, default_curve_reps(reps, curve_reps)) if curves else None
    return diagnosed(scenario, effort, wanted)


def diagnose_study(
    study: Study | str | Path,
    *,
    world: str | AnyWorld | None = None,
    reps: int = 10_000,
    seed: int = 1,
    workers: int = 1,
    curves: bool = True,
    power: float = 0.80,
    curve_reps: int | None = None,
    truth_firms: int = FIRMS,
    progress: Progress = silent,
) -> Diagnosis:
    """Diagnose the design of a study: its hypotheses, definitions and level.

    Parameters
    ----------
    study : Study, str or path
        A study, or the path of a study file.
    world : str or World or CalibratedWorld, optional
        Where panels come from; by default a world that is calibrated from the study's own panel.
    reps, seed, workers, curves, power, curve_reps, truth_firms, progress
        As for `diagnose`.

    Returns
    -------
    Diagnosis

    Raises
    ------
    StudyFileError
        If the study file says something that is not allowed, or a hypothesis does not fit the
        world.
    DataFileError
        If the data file cannot be read.
    ArgumentError
        If a number is not allowed, or no world can be calibrated from the panel.

    Examples
    --------
    >>> from smeint.diagnose.run import diagnose_study
    >>> found = diagnose_study("study.toml", reps=1000)  # doctest: +SKIP
    """
    loaded = study if isinstance(study, Study) else load_study(study)
    check_levels(loaded.alpha, power)
    effort = Effort(reps, seed, workers, truth_firms, progress)
    wanted = Curved(power, default_curve_reps(reps, curve_reps)) if curves else None
    source = world_of(loaded, progress) if world is None else world
    with in_file(loaded.name):
        scenario = Scenario(
            world=named(source) if isinstance(source, str) else source,
            definitions=loaded.definitions,
            hypotheses=loaded.hypotheses,
            alpha=loaded.alpha,
            notable_effect=loaded.notable_effect,
        )
        return diagnosed(scenario, effort, wanted, loaded.stamp)


def world_of(study: Study, progress: Progress = silent) -> AnyWorld:
    """Return a world that is calibrated from a study's own panel.

    Parameters
    ----------
    study : Study
    progress : callable

    Returns
    -------
    CalibratedWorld

    Raises
    ------
    ArgumentError
        If the study suppresses small counts: a diagnosis tells how many firms each group has.
    """
    from smeint.diagnose.calibrate import calibrate
    from smeint.study.plan import plan

    if study.min_count:
        raise ArgumentError(
            f"{study.name} suppresses small counts (min_count = {study.min_count}), and a "
            "diagnosis tells how many firms each group has; diagnose a named world with --world, "
            "--firms and --years."
        )
    progress(READING, 0, 1)
    panel = build_panel(study.data, study.columns, study.folder)
    with in_file(study.name):
        analysis = analyse(panel, study.definitions)
        asked = plan(study.hypotheses, analysis, alpha=study.alpha, normality=False)
        return calibrate(analysis, asked.questions, name=Path(study.name).stem)


def error_rates_of(
    world: AnyWorld,
    hypotheses: Sequence[Hypothesis],
    definitions: Definitions,
    alpha: float,
    reps: int,
    seed: int,
    workers: int,
    progress: Progress = silent,
) -> tuple[ErrorRate, ...]:
    """Measure how often each rule errs where nothing is there, and nothing else.

    Parameters
    ----------
    world : World or CalibratedWorld
        Its twin without effects is simulated.
    hypotheses : sequence of Hypothesis
    definitions : Definitions
    alpha : float
    reps, seed, workers : int
    progress : callable

    Returns
    -------
    tuple of ErrorRate
        Labelled ``fresh``. NaN for claims of a negligible effect, and for hypotheses of a user's
        own on which the twin has an effect all the same.

    Raises
    ------
    ArgumentError
        If a number is not allowed.
    StudyFileError
        If a hypothesis does not fit the world's variables.
    KeyboardInterrupt
        If one came: half of the replicates are no error rate of the study.
    """
    check_levels(alpha)
    effort = Effort(reps, seed, workers, CHECKED_FIRMS, progress)
    scenario = twin_of(Scenario(world, definitions, tuple(hypotheses), alpha))
    if not scenario.tested:
        return ()
    questions = scenario.questions()
    nothing = np.full(len(questions), np.nan)
    job = Job(NO_EFFECT, scenario, questions, nothing, seed, 0, reps)
    found = gather(job.blocks(), workers, progress, SIMULATING)
    if found.interrupted:
        raise KeyboardInterrupt
    known = _known(scenario, effort)
    return tuple(rates.error_rates(scenario, found.tallies[NO_EFFECT], known))


def _known(scenario: Scenario, effort: Effort) -> tuple[bool, ...]:
    """Return on which hypotheses the twin has no effect; on shipped ones it has none."""
    own = tuple(h for h in scenario.tested if SHIPPED.get(h.id) != h)
    if not own:
        return (True,) * len(scenario.tested)
    alone = Scenario(scenario.world, scenario.definitions, own, scenario.alpha)
    questions = alone.questions()
    truths = truths_of(
        alone,
        questions,
        seed=effort.seed,
        workers=effort.workers,
        firms=effort.truth_firms,
        progress=effort.progress,
        stage=TWIN_TRUTH,
    )
    checked = nothing_there(own, questions, truths.without_noise())
    known = dict(zip((h.id for h in own), checked, strict=True))
    return tuple(known.get(h.id, True) for h in scenario.tested)
