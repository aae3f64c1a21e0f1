"""What a measured failure of a method is: a line of the table, and the experiment behind it."""

import math
import zlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

#: Groups compared: a survey's smallest cell, an unequal sample, and the published study's size.
SIZES = ((5, 16), (20, 39), (57, 57))
SEED = 20140101
LEVEL, ALPHA = 0.95, 0.05
SIZE, COVERAGE, SHARE = "size", "coverage", "share"
#: What each quantity should be; a share has nothing to be.
NOMINAL = {SIZE: ALPHA, COVERAGE: LEVEL, SHARE: math.nan}


@dataclass(frozen=True, slots=True)
class Line:
    """A method in a situation.

    Parameters
    ----------
    key : str
        Unique in its experiment.
    method, quantity, instead : str
        As the table has them; `quantity` is ``size``, ``coverage`` or ``share``.
    """

    key: str
    method: str
    quantity: str
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Experiment:
    """A situation, its methods, and the function that measures them.

    Parameters
    ----------
    name, situation : str
    lines : tuple of Line
    measure : callable
        From sizes, a generator and replicates to hits by key: an array of bool, one a replicate
        (NaN where the method gave nothing), or a number where all tables were enumerated.
    replicates : int
        0 where all tables are enumerated.
    """

    name: str
    situation: str
    lines: tuple[Line, ...]
    measure: Callable[..., dict[str, object]]
    replicates: int


@dataclass(frozen=True, slots=True)
class Measured:
    """What an experiment found of a line."""

    experiment: str
    key: str
    n_1: int
    n_2: int
    quantity: str
    nominal: float
    measured: float
    mc_error: float
    replicates: int


def measured(
    experiment: Experiment, n_1: int, n_2: int, replicates: int | None = None, seed: int = SEED
) -> list[Measured]:
    """Run an experiment at two sizes; every line must have its hits."""
    count = experiment.replicates if replicates is None else replicates
    rng = np.random.default_rng([seed, zlib.crc32(experiment.name.encode()), n_1, n_2])
    hits = experiment.measure((n_1, n_2), rng, count)
    if set(hits) != {line.key for line in experiment.lines}:
        raise ValueError(f"{experiment.name}: {sorted(hits)}")
    return [_found(experiment, line, n_1, n_2, hits[line.key]) for line in experiment.lines]


def _found(experiment: Experiment, line: Line, n_1: int, n_2: int, hit: object) -> Measured:
    values = np.asarray(hit, dtype=float)
    known = values[~np.isnan(values)] if values.ndim else values
    rate, n = float(np.mean(known)), int(known.size) if values.ndim else 0
    error = math.sqrt(rate * (1 - rate) / n) if n else 0.0
    nominal = NOMINAL[line.quantity]
    return Measured(experiment.name, line.key, n_1, n_2, line.quantity, nominal, rate, error, n)


def rejects(p: object) -> np.ndarray:
    """Whether p is below alpha; no where there is no p: nothing was rejected."""
    return np.nan_to_num(np.asarray(p, dtype=float), nan=1.0) < ALPHA


def covers(low: object, high: object, truth: float) -> np.ndarray:
    """Whether an interval holds the truth, within rounding; NaN where there is none."""
    low, high = (np.asarray(x, dtype=float) for x in (low, high))
    holds = (low <= truth + 1e-12) & (high >= truth - 1e-12)
    return np.where(np.isnan(low) | np.isnan(high), np.nan, holds.astype(float))
