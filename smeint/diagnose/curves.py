"""Power of every rule along firms, size of effects, years and persistence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from smeint.diagnose.blocks import Job, gather
from smeint.diagnose.rates import proportion
from smeint.diagnose.rows import DIMENSIONS, CurvePoint
from smeint.diagnose.scenario import AnyWorld, Scenario
from smeint.diagnose.tally import Tally
from smeint.diagnose.truths import in_proportion
from smeint.diagnose.work import Effort
from smeint.errors import ArgumentError
from smeint.question import Question
from smeint.study.rules import RULES, Verdict

CURVES = "Power curves"

#: Numbers of firms, as multiples of the design's own.
FIRMS = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0)
#: Multiples of the world's effects.
EFFECTS = (0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0)
#: Numbers of years; the design's own besides.
YEARS = (1, 2, 3, 4, 5, 7, 10)
#: Lag-one correlations.
PERSISTENCE = (0.0, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99)

#: Fewest firms of a group on a curve.
FEWEST = 2


@dataclass(frozen=True, slots=True, eq=False)
class Point:
    """A world on a curve.

    Parameters
    ----------
    dimension : str
    value : float
    world : World or CalibratedWorld
    """

    dimension: str
    value: float
    world: AnyWorld


@dataclass(frozen=True, slots=True, eq=False)
class Curves:
    """Points of power curves.

    Parameters
    ----------
    rows : tuple of CurvePoint
    interrupted : bool
        Whether an interrupt came; rows are then those of the points that were begun.
    left_out : tuple of str
        Sentences on dimensions along which the world cannot be varied.
    """

    rows: tuple[CurvePoint, ...]
    interrupted: bool
    left_out: tuple[str, ...]


def power_curves(scenario: Scenario, effort: Effort) -> Curves:
    """Measure the power of every rule along every dimension.

    Parameters
    ----------
    scenario : Scenario
        Of the planted world.
    effort : Effort
        Replicates are those of each point.

    Returns
    -------
    Curves

    Notes
    -----
    All points share their replicates' seeds, so that neighbouring points differ by less than
    their Monte Carlo errors say.
    """
    points, left_out = grid(scenario.world)
    asked: dict[int, tuple[Question, ...]] = {}
    jobs = []
    for place, point in enumerate(points):
        there = replace(scenario, world=point.world)
        n_years = len(point.world.years)
        if n_years not in asked:
            asked[n_years] = there.questions()
        nothing = np.full(len(asked[n_years]), np.nan)
        jobs.append(Job(place, there, asked[n_years], nothing, effort.seed, 0, effort.reps))
    blocks = [block for job in jobs for block in job.blocks()]
    found = gather(blocks, effort.workers, effort.progress, CURVES)
    rows = [
        row
        for place, point in enumerate(points)
        if place in found.tallies
        for row in _rows(scenario, point, found.tallies[place])
    ]
    return Curves(tuple(rows), found.interrupted, left_out)


def grid(world: AnyWorld) -> tuple[tuple[Point, ...], tuple[str, ...]]:
    """Return the points of all curves, and sentences on what cannot be varied.

    Parameters
    ----------
    world : World or CalibratedWorld

    Returns
    -------
    tuple of (tuple of Point, tuple of str)
    """
    firms = [in_proportion(world.sizes, round(k * world.n_firms)) for k in FIRMS]
    firms = [sizes for sizes in dict.fromkeys(firms) if min(n for n in sizes if n) >= FEWEST]
    years = sorted({*YEARS, len(world.years)})
    points: list[Point] = []
    left_out = []
    for dimension in DIMENSIONS:
        try:
            if dimension == "firms":
                points += [Point(dimension, sum(n), world.vary(firms=n)) for n in firms]
            elif dimension == "effect":
                points += [Point(dimension, k, world.vary(effect=k)) for k in EFFECTS]
            elif dimension == "years":
                points += [Point(dimension, n, world.vary(years=n)) for n in years]
            else:
                points += [Point(dimension, r, world.vary(persistence=r)) for r in PERSISTENCE]
        except ArgumentError as error:
            left_out.append(f"There is no power curve over {dimension}: {error}")
    return tuple(points), tuple(left_out)


def _rows(scenario: Scenario, point: Point, counted: Tally) -> Iterator[CurvePoint]:
    """Yield the power of each hypothesis and rule at one point."""
    for place, h in enumerate(scenario.tested):
        for rule, counts in zip(RULES, counted.verdicts[place], strict=True):
            count = int(counts[Verdict.SUPPORTED])
            found = proportion(count, counted.n)
            power = found.pop("estimate")
            yield CurvePoint(
                dimension=point.dimension,
                value=float(point.value),
                firms_1=point.world.sizes[0],
                firms_2=point.world.sizes[1],
                years=len(point.world.years),
                hypothesis=h.id,
                rule=rule,
                n_replicates=counted.n,
                count=count,
                power=power,
                **found,
            )
