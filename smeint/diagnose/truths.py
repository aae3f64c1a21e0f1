"""The truth of every test: what very large panels of the world show."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from smeint.arrays import BoolArray, FloatArray
from smeint.diagnose.blocks import Job, gather
from smeint.diagnose.scenario import AnyWorld, Scenario
from smeint.finding import Role
from smeint.formulas.monte_carlo import mean
from smeint.progress import Progress, silent
from smeint.question import Question
from smeint.study.grid import UNSIGNED

#: Panels of a truth, whose spread gives its Monte Carlo error, and firms of all of them.
PANELS, FIRMS = 40, 1_000_000

#: Replicate from which truths are drawn, so that no panel of the diagnosis shares their draws.
FIRST = 1_000_000_000

#: Monte Carlo errors by which a truth must differ from zero to have a sign: so many that among a
#: hundred tests of nothing hardly ever one does (at 4 it would in 3 of 100 diagnoses).
TELLING = 5.0


@dataclass(frozen=True, slots=True, eq=False)
class Truths:
    """True effects of a scenario's tests.

    Parameters
    ----------
    values, errors : array of float, (questions,)
        NaN where a test has no effect, or cannot be made. The error is a Monte Carlo standard
        error; 0 where the truth is known.
    """

    values: FloatArray
    errors: FloatArray

    @property
    def signed(self) -> BoolArray:
        """Where the truth can be told from zero."""
        with np.errstate(invalid="ignore"):
            return np.abs(self.values) > TELLING * self.errors

    def without_noise(self) -> Truths:
        """Return truths in which those that cannot be told from zero are zero."""
        zero = ~self.signed & ~np.isnan(self.values)
        return Truths(np.where(zero, 0.0, self.values), np.where(zero, 0.0, self.errors))


def truths_of(
    scenario: Scenario,
    questions: Sequence[Question],
    *,
    seed: int,
    workers: int = 1,
    firms: int = FIRMS,
    panels: int = PANELS,
    progress: Progress = silent,
    stage: str = "Finding the truth",
) -> Truths:
    """Return the effects that tests have in very large panels of a world.

    Parameters
    ----------
    scenario : Scenario
    questions : sequence of Question
    seed : int
    workers : int
    firms : int
        Of all panels together; the groups have the world's proportion.
    panels : int
        Their number.
    progress : callable
    stage : str
        What progress calls it.

    Returns
    -------
    Truths
        Mean over the panels and its standard error. NaN for tests of normality.

    Raises
    ------
    KeyboardInterrupt
        If one came before all panels were there.

    Notes
    -----
    Each panel goes through the same tests as any replicate. Effects of a panel of this size are
    biased by less than their error: biases fall with the number of firms.
    """
    large = replace(scenario, world=resized(scenario, firms // panels))
    asked = tuple(q for q in questions if q.role is not Role.EVIDENCE)
    values, errors = (np.full(len(questions), np.nan) for _ in range(2))
    if not asked:
        return Truths(values, errors)
    job = Job("truth", large, asked, np.full(len(asked), np.nan), seed, FIRST, panels)
    found = gather(job.blocks(1), workers, progress, stage)
    if found.interrupted:
        raise KeyboardInterrupt
    sums, names = found.tallies["truth"].tests, found.tallies["truth"].effect_names
    estimate, error = mean(sums.effects)
    # an effect without a sign is above zero by chance alone: it is there where tests say so
    quiet = np.array([name == UNSIGNED for name in names]) & (2 * sums.significant < panels)
    estimate, error = np.where(quiet, 0.0, estimate), np.where(quiet, 0.0, error)
    at = [place for place, q in enumerate(questions) if q.role is not Role.EVIDENCE]
    values[at], errors[at] = estimate, error
    return Truths(values, errors)


def resized(scenario: Scenario, firms: int) -> AnyWorld:
    """Return a scenario's world with another number of firms, its groups in proportion."""
    return scenario.world.vary(firms=in_proportion(scenario.world.sizes, firms))


def in_proportion(sizes: tuple[int, int], firms: int) -> tuple[int, int]:
    """Return two groups of so many firms together, in the proportion of the given ones.

    Examples
    --------
    >>> in_proportion((57, 57), 200), in_proportion((30, 90), 10), in_proportion((40, 0), 10)
    ((100, 100), (3, 7), (10, 0))
    """
    if 0 in sizes:  # a world of one size class stays one
        return (firms, 0) if sizes[0] else (0, firms)
    first = math.floor(firms * sizes[0] / sum(sizes) + 0.5)
    first = min(max(first, 1), firms - 1)
    return first, firms - first
