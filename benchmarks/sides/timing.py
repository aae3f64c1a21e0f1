"""Times the sides in rounds that take turns, generation and tests apart."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from sides import ours, pingouin_frames, primitives, r_side
from sides.loop import Calls, tested
from sides.panels import Arrays, panel
from sides.pingouin_calls import CALLS as PINGOUIN
from sides.scipy_calls import CALLS as SCIPY
from sides.workload import replicates

Item = TypeVar("Item")
Drawn = TypeVar("Drawn")

OURS, LOOP, FRAMES = "smeint", "scipy and statsmodels, a loop", "pingouin, data frames"
ARRAYS, R, PRIMITIVES = "pingouin, arrays", "R", "sum of primitives"


@dataclass(frozen=True, slots=True)
class Spent:
    """CPU seconds of generation (0 where a side has none) and of tests, wall seconds of both."""

    generation: float
    tests: float
    wall: float

    @property
    def cpu(self) -> float:
        """CPU seconds in all."""
        return self.generation + self.tests


@dataclass(frozen=True, slots=True)
class Side:
    """One who runs the workload.

    Parameters
    ----------
    name : str
    replicates : int
        Panels a round.
    run : callable
        From the panels' numbers to what was spent on all of them.
    times : list of Spent
        A replicate each, by round.
    """

    name: str
    replicates: int
    run: Callable[[range], Spent]
    times: list[Spent] = field(default_factory=list)


def sides(columns: int, replicates_of_ours: int) -> list[Side]:
    """Return who takes part with a logistic design of so many columns."""
    plan = ours.asked(columns)

    def smeint(numbers: range) -> Spent:
        return _in_turn(
            ours.blocks(numbers),
            lambda part: ours.generate(part, plan),
            lambda batch: ours.found(batch, plan),
        )

    def looped(calls: Calls) -> Callable[[range], Spent]:
        def run(numbers: range) -> Spent:
            return _in_turn(numbers, panel, lambda x: tested(x, columns, calls))

        return run

    def frames(numbers: range) -> Spent:
        def test(x: Arrays) -> object:
            return pingouin_frames.tested(x, columns)

        return _in_turn(numbers, panel, test)

    found = [
        Side(OURS, replicates_of_ours, smeint),
        Side(LOOP, 20, looped(SCIPY)),
        Side(FRAMES, 3, frames),
        Side(ARRAYS, 3, looped(PINGOUIN)),
        Side(PRIMITIVES, 10 * ours.BLOCK, lambda numbers: _primitives(numbers, columns)),
    ]
    if not r_side.missing():
        found.append(Side(R, 20, lambda numbers: _r(numbers, columns)))
    return found


def measure(found: dict[int, list[Side]], rounds: int) -> None:
    """Time all sides, one after the other in each round; each round begins with another side."""
    for parts in found.values():
        for side in parts:
            side.run(range(min(side.replicates, ours.BLOCK)))  # what is loaded on first use
    for number in range(rounds):
        for parts in found.values():
            for place in range(len(parts)):
                side = parts[(place + number) % len(parts)]
                spent = side.run(replicates(side.replicates, 1000, number))
                n = side.replicates
                side.times.append(Spent(spent.generation / n, spent.tests / n, spent.wall / n))
        print(f"round {number + 1} of {rounds}", file=sys.stderr)


def _in_turn(
    items: Iterable[Item], draw: Callable[[Item], Drawn], test: Callable[[Drawn], object]
) -> Spent:
    """Return what drawing and testing took, item by item."""
    generation = tests = 0.0
    wall = time.perf_counter()
    for item in items:
        begin = time.process_time()
        drawn = draw(item)
        middle = time.process_time()
        test(drawn)
        generation += middle - begin
        tests += time.process_time() - middle
    return Spent(generation, tests, time.perf_counter() - wall)


def _primitives(numbers: range, columns: int) -> Spent:
    """Return what the primitive operations took."""
    drawing = primitives.drawing(ours.BLOCK)
    testing = [*primitives.testing(ours.BLOCK), *primitives.fitting(ours.BLOCK, columns)]

    def every(parts: list[primitives.Primitive]) -> None:
        for part in parts:
            part.run()

    return _in_turn(ours.blocks(numbers), lambda _: every(drawing), lambda _: every(testing))


def _r(numbers: range, columns: int) -> Spent:
    """Return what R says that its tests took."""
    with tempfile.TemporaryDirectory() as folder:
        seconds = r_side.run(numbers, Path(folder)).seconds
    spent = (seconds["tests"] + seconds[f"logit_{columns}"]) * len(numbers)
    return Spent(0.0, spent, float("nan"))
