"""How often verdict rules err where nothing is there: rows that stand beside verdicts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ErrorRate:
    """How often a rule errs where nothing is there: a row of ``error_rates.csv``.

    The same rows stand beside the verdicts of a study, from the stored diagnosis or a fresh one.

    Parameters
    ----------
    hypothesis, rule : str
    direction : str
        ``either``: supported or opposite direction; ``claimed``: supported. A claim of a
        negligible effect has neither, for it holds where nothing is there.
    rate, mc_error, ci_low, ci_high : float
        NaN where not measured.
    n_replicates : int
    alpha : float
    firms_1, firms_2, years : int
        The design that was simulated: SMEs, non-SMEs, waves.
    world : str
        Name of the world without effects.
    source : str
        ``stored`` (measured for this release) or ``fresh`` (for this study).
    """

    hypothesis: str
    rule: str
    direction: str
    rate: float
    mc_error: float
    ci_low: float
    ci_high: float
    n_replicates: int
    alpha: float
    firms_1: int
    firms_2: int
    years: int
    world: str
    source: str
