"""The fewest firms with which a rule supports a claim as often as wanted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from smeint.diagnose.blocks import Job, gather
from smeint.diagnose.rows import SmallestDesign
from smeint.diagnose.scenario import Scenario
from smeint.diagnose.truths import in_proportion, resized
from smeint.diagnose.work import Effort
from smeint.formulas.monte_carlo import share
from smeint.study.hypothesis import Hypothesis
from smeint.study.rules import RULES, Verdict

SEARCHING = "Smallest number of firms"

#: Rules for which the number is looked for.
SOUGHT = ("published", "pooled")
#: Fewest and most firms that are tried: this many, and multiples of the design's own.
FEWEST, MOST = 12, 16
#: The search ends when its bracket is narrower than this share of its upper end.
CLOSE = 0.04
#: Replicates of the last step, as a multiple of the others.
LAST = 4
#: Replicate from which the last step draws, apart from those that led to it.
APART = 2_000_000_000
#: Times that a number which falls short in the last step is raised, and by how much.
RAISED, RAISE = 5, 0.06

FOUND, NOT_REACHED, SMALLEST = "found", "not reached", "smallest tried"


@dataclass(slots=True, eq=False)
class _Search:
    """Powers by number of firms, found as they are asked for.

    Parameters
    ----------
    scenario : Scenario
        Of one hypothesis.
    effort : Effort
    """

    scenario: Scenario
    effort: Effort
    seen: dict[tuple[int, int], dict[str, int]] = field(default_factory=dict)

    def power(self, rule: str, firms: int, *, last: bool = False) -> tuple[float, float, int]:
        """Return power, its error and the replicates behind it."""
        reps = self.effort.reps * (LAST if last else 1)
        first = APART if last else 0
        if (firms, first) not in self.seen:
            self.seen[firms, first] = self._counts(firms, first, reps)
        estimate, error = share(self.seen[firms, first][rule], reps)
        return float(estimate), float(error), reps

    def _counts(self, firms: int, first: int, reps: int) -> dict[str, int]:
        """Return in how many replicates each rule supports the claim."""
        there = replace(self.scenario, world=resized(self.scenario, firms))
        questions = there.questions()
        nothing = np.full(len(questions), np.nan)
        job = Job(firms, there, questions, nothing, self.effort.seed, first, reps)
        found = gather(job.blocks(), self.effort.workers, self.effort.progress, self.stage)
        if found.interrupted:
            raise KeyboardInterrupt
        counts = found.tallies[firms].verdicts[0, :, Verdict.SUPPORTED]
        return dict(zip(RULES, counts.tolist(), strict=True))

    @property
    def stage(self) -> str:
        """What progress calls it."""
        return f"{SEARCHING}, {self.scenario.tested[0].id}"


@dataclass(frozen=True, slots=True, eq=False)
class Smallest:
    """Results of the searches.

    Parameters
    ----------
    rows : tuple of SmallestDesign
    interrupted : bool
        Whether an interrupt came; rows are then those that were finished.
    """

    rows: tuple[SmallestDesign, ...]
    interrupted: bool


def smallest_designs(
    scenario: Scenario, effort: Effort, wanted: float, rules: Sequence[str] = SOUGHT
) -> Smallest:
    """Look for the smallest number of firms of every hypothesis.

    Parameters
    ----------
    scenario : Scenario
        Of the planted world.
    effort : Effort
        Replicates are those of each step; the last has four times as many, of their own.
    wanted : float
        Power.
    rules : sequence of str

    Returns
    -------
    Smallest

    Notes
    -----
    Numbers are doubled or halved from the design's own until two of them bracket the wanted
    power, and the bracket is halved until it is narrow. Steps of a hypothesis share the seeds of
    their replicates. The last step has replicates that did not lead there, so that its power is
    not the luckiest of several; a number that falls short in it by more than two of its Monte
    Carlo errors is raised.
    """
    rows: list[SmallestDesign] = []
    try:
        for hypothesis in scenario.tested:
            search = _Search(_alone(scenario, hypothesis), effort)
            for rule in rules:
                if rule == "pooled" and len(scenario.world.years) == 1:
                    continue  # the same as the single test
                rows.append(_smallest(search, rule, wanted))
    except KeyboardInterrupt:
        return Smallest(tuple(rows), interrupted=True)
    return Smallest(tuple(rows), interrupted=False)


def _alone(scenario: Scenario, hypothesis: Hypothesis) -> Scenario:
    """Return the scenario with one hypothesis and nothing else to test."""
    return replace(scenario, hypotheses=(hypothesis,), normality=False)


def _smallest(search: _Search, rule: str, wanted: float) -> SmallestDesign:
    """Return the row of one rule."""
    world = search.scenario.world
    start = world.n_firms
    fewest, most = min(FEWEST, start), MOST * start
    low, high = _bracket(search, rule, wanted, (fewest, start, most))
    if high is None:
        power, error, reps = search.power(rule, most)
        return _row(search, rule, wanted, None, (power, error, reps), most, NOT_REACHED)
    while low is not None and high - low > max(1, round(CLOSE * high)):
        middle = (low + high) // 2
        if search.power(rule, middle)[0] >= wanted:
            high = middle
        else:
            low = middle
    last = search.power(rule, high, last=True)
    for _ in range(RAISED):
        if last[0] >= wanted - 2 * last[1] or high >= most:
            break
        high = min(most, high + max(1, round(RAISE * high)))
        last = search.power(rule, high, last=True)
    status = SMALLEST if low is None and high == fewest else FOUND
    if last[0] < wanted - 2 * last[1]:
        return _row(search, rule, wanted, None, last, high, NOT_REACHED)
    return _row(search, rule, wanted, high, last, max(high, start), status)


def _bracket(
    search: _Search, rule: str, wanted: float, limits: tuple[int, int, int]
) -> tuple[int | None, int | None]:
    """Return two numbers, the power too small at the first and enough at the second.

    Returns
    -------
    tuple of (int or None, int or None)
        The first is None where the fewest are enough, the second where the most are too few.
    """
    fewest, start, most = limits
    firms = start
    if search.power(rule, firms)[0] >= wanted:
        while firms > fewest:
            fewer = max(fewest, firms // 2)
            if search.power(rule, fewer)[0] < wanted:
                return fewer, firms
            firms = fewer
        return None, firms
    while firms < most:
        more = min(most, firms * 2)
        if search.power(rule, more)[0] >= wanted:
            return firms, more
        firms = more
    return firms, None


def _row(
    search: _Search,
    rule: str,
    wanted: float,
    firms: int | None,
    measured: tuple[float, float, int],
    searched_to: int,
    status: str,
) -> SmallestDesign:
    """Return a row of the table."""
    sizes = (None, None) if firms is None else in_proportion(search.scenario.world.sizes, firms)
    return SmallestDesign(
        search.scenario.tested[0].id,
        rule,
        wanted,
        firms,
        *sizes,
        power=measured[0],
        mc_error=measured[1],
        n_replicates=measured[2],
        searched_to=searched_to,
        status=status,
    )
