"""Error rates that are measured for one study, in a world calibrated from its data."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from smeint.diagnose.calibrate import calibrate
from smeint.diagnose.run import error_rates_of
from smeint.errors import ArgumentError
from smeint.progress import Progress, silent
from smeint.study.error_rates import ErrorRates, RatesOf, without_rate
from smeint.study.plan import plan

if TYPE_CHECKING:
    from smeint.engine.analysis import Analysis
    from smeint.study.hypothesis import Hypothesis
    from smeint.study.results import Results

FRESH = "fresh"
NOT_MEASURED = "in the simulated world without effects it still has one, or cannot be computed"


def fresh_rates(
    reps: int = 10_000, seed: int = 1, workers: int = 1, progress: Progress = silent
) -> RatesOf:
    """Return what measures the error rates of a study, for `smeint.run_study`.

    Parameters
    ----------
    reps : int
        Replicates of the world without effects.
    seed : int
        0 or more.
    workers : int
        Processes.
    progress : callable
        Told how far the work is.

    Returns
    -------
    callable
        For `error_rates` of `smeint.run_study` and `smeint.study.run.run_panel`.

    Raises
    ------
    ArgumentError
        When it is called: if a number is not allowed, or no world can be calibrated.

    Notes
    -----
    The world has the margins, ties, persistence and missing values of the study's own firms, as
    many SMEs and non-SMEs, and as many years; every difference and association that a hypothesis
    claims is taken out of it.

    Examples
    --------
    >>> import smeint
    >>> rates = smeint.fresh_rates(reps=2000)
    >>> results = smeint.run_study("study.toml", error_rates=rates)  # doctest: +SKIP
    """

    def rates(
        analysis: Analysis, results: Results, hypotheses: tuple[Hypothesis, ...]
    ) -> ErrorRates:
        reasons = without_rate(results)
        tested = tuple(h for h in hypotheses if h.id not in reasons)
        if not tested:  # nor may there be a panel that a world can be calibrated from
            return ErrorRates(FRESH, (), reasons)
        alpha = results.manifest["alpha"]
        asked = plan(hypotheses, analysis, alpha=alpha, normality=False)
        name = Path(results.manifest["study"]["file"]).stem or "study"
        try:
            world = calibrate(analysis, asked.questions, name=name)
        except ArgumentError as why:  # the data's fault, which does not stop a study
            reasons |= {h.id: _not_calibrated(why) for h in tested}
            return ErrorRates(FRESH, (), reasons)
        found = error_rates_of(
            world, tested, analysis.definitions, alpha, reps, seed, workers, progress
        )
        rows = tuple(row for row in found if not math.isnan(row.rate))
        measured = {row.hypothesis for row in rows}
        reasons |= {h.id: NOT_MEASURED for h in tested if h.id not in measured}
        return ErrorRates(FRESH, rows, reasons)

    return rates


def _not_calibrated(why: ArgumentError) -> str:
    """Return a refusal as a reason."""
    return str(why).rstrip(".")
