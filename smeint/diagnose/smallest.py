"""The fewest firms with which a rule supports a claim as often as wanted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from smeint.diagnose.blocks import Job, gather
from smeint.diagnose.rows import SmallestDesign
from smeint.diagnose.scenario import AnyWorld, Scenario
from smeint.diagnose.truths import in_proportion, resized
from smeint.diagnose.work import Effort
from smeint.formulas.monte_carlo import Measured, share
from smeint.study.grid import OVER_YEARS
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
#: A number that falls short in the last step is raised by this share, so many times; then doubled.
RAISE, RAISED = 0.06, 10

FOUND, NOT_REACHED, SMALLEST = "found", "not reached", "smallest tried"


@dataclass(slots=True, eq=False)
class _Search:
    """Powers by hypothesis and number of firms, found as they are asked for.

    Parameters
    ----------
    scenario : Scenario
    effort : Effort
    """

    scenario: Scenario
    effort: Effort
    seen: dict[tuple[str, int, bool], dict[str, int]] = field(default_factory=dict)

    def power(self, hypothesis: Hypothesis, rule: str, firms: int) -> float:
        """Return the power of one step."""
        self.look([hypothesis], firms)
        return self.seen[hypothesis.id, firms, False][rule] / self.effort.reps

    def at_last(self, hypothesis: Hypothesis, rule: str, firms: int) -> tuple[Measured, int]:
        """Return the power of a last step and the replicates behind it."""
        self.look([hypothesis], firms, last=True)
        reps = LAST * self.effort.reps
        return share(self.seen[hypothesis.id, firms, True][rule], reps), reps

    def most_seen(self, hypothesis: Hypothesis) -> int:
        """Return the most firms that were simulated for a hypothesis."""
        return max(firms for name, firms, _ in self.seen if name == hypothesis.id)

    def look(self, hypotheses: Sequence[Hypothesis], firms: int, *, last: bool = False) -> None:
        """Simulate a number of firms for those hypotheses of which its power is not known."""
        new = tuple(h for h in hypotheses if (h.id, firms, last) not in self.seen)
        if not new:
            return
        there = replace(
            self.scenario,
            world=resized(self.scenario, firms),
            hypotheses=new,
            normality=False,
        )
        questions = there.questions()
        nothing = np.full(len(questions), np.nan)
        first, reps = (APART, LAST * self.effort.reps) if last else (0, self.effort.reps)
        job = Job(firms, there, questions, nothing, self.effort.seed, first, reps)
        stage = f"{SEARCHING}, {firms:,} firms"
        found = gather(job.blocks(), self.effort.workers, self.effort.progress, stage)
        if found.interrupted:
            raise KeyboardInterrupt
        for h, counts in zip(new, found.tallies[firms].verdicts, strict=True):
            supported = counts[:, Verdict.SUPPORTED].tolist()
            self.seen[h.id, firms, last] = dict(zip(RULES, supported, strict=True))


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
    not the luckiest of several; a number that falls short in it is raised until one does not, or
    the most firms fall short too.
    """
    rows: list[SmallestDesign] = []
    search = _Search(scenario, effort)
    if len(scenario.world.years) == 1:
        rules = [rule for rule in rules if rule not in OVER_YEARS]
    try:
        _ladder(search, rules, wanted)
        for hypothesis in scenario.tested:
            rows += [_smallest(search, hypothesis, rule, wanted) for rule in rules]
    except KeyboardInterrupt:
        return Smallest(tuple(rows), interrupted=True)
    return Smallest(tuple(rows), interrupted=False)


def _limits(world: AnyWorld) -> tuple[int, int]:
    """Return the fewest and the most firms that are tried."""
    return min(FEWEST, world.n_firms), MOST * world.n_firms


def _ladder(search: _Search, rules: Sequence[str], wanted: float) -> None:
    """Double and halve the number of firms, all hypotheses at once that still need it."""
    fewest, most = _limits(search.scenario.world)
    firms = search.scenario.world.n_firms
    tested = search.scenario.tested
    search.look(tested, firms)
    for up in (True, False):
        open_, at = list(tested), firms
        while open_ and at != (most if up else fewest):
            reached = {h.id: [search.power(h, rule, at) >= wanted for rule in rules] for h in open_}
            open_ = [h for h in open_ if (not all(reached[h.id]) if up else any(reached[h.id]))]
            at = min(most, at * 2) if up else max(fewest, at // 2)
            search.look(open_, at)


def _smallest(search: _Search, hypothesis: Hypothesis, rule: str, wanted: float) -> SmallestDesign:
    """Return the row of one hypothesis and rule."""
    _, most = _limits(search.scenario.world)
    low, high = _bracket(search, hypothesis, rule, wanted)
    if high is None:
        power = share(search.seen[hypothesis.id, most, False][rule], search.effort.reps)
        reached = (power, search.effort.reps)
        return _row(search, hypothesis, rule, wanted, _End(None, *reached, most, NOT_REACHED))
    while low is not None and high - low > max(1, round(CLOSE * high)):
        middle = (low + high) // 2
        if search.power(hypothesis, rule, middle) >= wanted:
            high = middle
        else:
            low = middle
    return _row(search, hypothesis, rule, wanted, _last(search, hypothesis, rule, wanted, high))


@dataclass(frozen=True, slots=True)
class _End:
    """What a search came to."""

    firms: int | None
    power: Measured
    reps: int
    tried: int
    status: str


def _last(search: _Search, hypothesis: Hypothesis, rule: str, wanted: float, firms: int) -> _End:
    """Return what the last step says, with more firms where it falls short."""
    fewest, most = _limits(search.scenario.world)
    raised = 0
    while True:
        power, reps = search.at_last(hypothesis, rule, firms)
        if power.estimate >= wanted:
            status = SMALLEST if firms == fewest else FOUND
            return _End(firms, power, reps, search.most_seen(hypothesis), status)
        if firms == most:
            return _End(None, power, reps, most, NOT_REACHED)
        more = max(1, round(RAISE * firms)) if raised < RAISED else firms
        firms, raised = min(most, firms + more), raised + 1


def _bracket(
    search: _Search, hypothesis: Hypothesis, rule: str, wanted: float
) -> tuple[int | None, int | None]:
    """Return two numbers, the power too small at the first and enough at the second.

    Returns
    -------
    tuple of (int or None, int or None)
        The first is None where the fewest are enough, the second where the most are too few.
    """
    fewest, most = _limits(search.scenario.world)
    firms = search.scenario.world.n_firms
    if search.power(hypothesis, rule, firms) >= wanted:
        while firms > fewest:
            fewer = max(fewest, firms // 2)
            if search.power(hypothesis, rule, fewer) < wanted:
                return fewer, firms
            firms = fewer
        return None, firms
    while firms < most:
        more = min(most, firms * 2)
        if search.power(hypothesis, rule, more) >= wanted:
            return firms, more
        firms = more
    return firms, None


def _row(
    search: _Search, hypothesis: Hypothesis, rule: str, wanted: float, end: _End
) -> SmallestDesign:
    """Return a row of the table."""
    sizes: tuple[int | None, int | None] = (None, None)
    if end.firms is not None:
        sizes = in_proportion(search.scenario.world.sizes, end.firms)
    return SmallestDesign(
        hypothesis.id,
        rule,
        wanted,
        end.firms,
        *sizes,
        power=float(end.power.estimate),
        mc_error=float(end.power.mc_error),
        n_replicates=end.reps,
        searched_to=end.tried,
        status=end.status,
    )
