"""`Tally`: counts and sums over replicates, of a size that does not grow with their number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from smeint.arrays import BoolArray, FloatArray, IntArray
from smeint.diagnose.found import Found, found_in
from smeint.diagnose.layout import Decided, decided, level_place
from smeint.diagnose.patterns import shown
from smeint.diagnose.scenario import Scenario
from smeint.finding import Status
from smeint.formulas.monte_carlo import Moments, moments
from smeint.question import Question
from smeint.study.rules import RULES, Verdict
from smeint.synth.latent import Key

#: Replicates that are named for each test and status.
EXAMPLES = 3

#: Firm-years that are computed together, so that memory does not grow with the panels.
FIRM_YEARS = 40_000


@dataclass(frozen=True, slots=True, eq=False)
class TestSums:
    """What adds up of single tests; arrays of shape (questions,).

    Parameters
    ----------
    statuses : array of int, (questions, statuses)
    computed, significant, positive, negative : array of int
        Tests with a p-value, those with p below alpha, and of these those by the effect's sign.
    intervals, covered : array of int
        Intervals at 1 - alpha, and those that hold the truth.
    firms : Moments
        Firms in the test, wherever it could be asked.
    effects : Moments
        Effects of computed tests.
    sizes : Moments
        Absolute effects of significant tests.
    """

    __test__ = False  # not a pytest class

    statuses: IntArray
    computed: IntArray
    significant: IntArray
    positive: IntArray
    negative: IntArray
    intervals: IntArray
    covered: IntArray
    firms: Moments
    effects: Moments
    sizes: Moments

    def plus(self, other: TestSums) -> TestSums:
        """Return the sums of both."""
        return TestSums(
            self.statuses + other.statuses,
            self.computed + other.computed,
            self.significant + other.significant,
            self.positive + other.positive,
            self.negative + other.negative,
            self.intervals + other.intervals,
            self.covered + other.covered,
            self.firms.plus(other.firms),
            self.effects.plus(other.effects),
            self.sizes.plus(other.sizes),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """What replicates of one world came to.

    Parameters
    ----------
    n : int
        Replicates.
    verdicts : array of int, (hypotheses, rules, verdicts)
    still_open : array of int, (hypotheses, rules)
        Replicates "not supported" in which an interval still holds a notable effect.
    tests : TestSums
    patterns : mapping of str to int
        Replicates that show each printed pattern.
    examples : mapping of (int, int) to tuple of Key
        The first replicates by question and status, statuses other than ok.
    effect_names : tuple of str
        By question; empty where there was no effect.
    """

    n: int
    verdicts: IntArray
    still_open: IntArray
    tests: TestSums
    patterns: Mapping[str, int]
    examples: Mapping[tuple[int, int], tuple[Key, ...]]
    effect_names: tuple[str, ...]

    def plus(self, other: Tally) -> Tally:
        """Return the tally of both, this one's replicates first."""
        both = dict.fromkeys((*self.examples, *other.examples))
        return Tally(
            self.n + other.n,
            self.verdicts + other.verdicts,
            self.still_open + other.still_open,
            self.tests.plus(other.tests),
            {name: count + other.patterns[name] for name, count in self.patterns.items()},
            {
                at: (*self.examples.get(at, ()), *other.examples.get(at, ()))[:EXAMPLES]
                for at in both
            },
            tuple(
                own or more for own, more in zip(self.effect_names, other.effect_names, strict=True)
            ),
        )


def tally(
    scenario: Scenario, questions: Sequence[Question], truths: FloatArray, keys: Sequence[Key]
) -> Tally:
    """Draw panels, test and judge them, and add up what came out.

    Parameters
    ----------
    scenario : Scenario
    questions : sequence of Question
        `Scenario.questions` of it.
    truths : array of float, (questions,)
        NaN where a test has none.
    keys : sequence of (seed, replicate)

    Returns
    -------
    Tally

    Notes
    -----
    Panels are computed a few at a time, by a number that depends on their size alone.
    """
    at_once = panels_at_once(scenario)
    whole: Tally | None = None
    for first in range(0, len(keys), at_once):
        part = _tally(scenario, questions, truths, list(keys[first : first + at_once]))
        whole = part if whole is None else whole.plus(part)
    if whole is None:
        raise ValueError("a tally needs a replicate")
    return whole


def panels_at_once(scenario: Scenario) -> int:
    """Return how many panels are computed together."""
    world = scenario.world
    return max(1, FIRM_YEARS // (world.n_firms * len(world.years)))


def _tally(
    scenario: Scenario, questions: Sequence[Question], truths: FloatArray, keys: list[Key]
) -> Tally:
    """Return the tally of panels that are computed together."""
    found = found_in(scenario.batch(keys, questions), questions)
    judged = {
        h.id: decided(h, questions, found, scenario.alpha, scenario.notable_effect)
        for h in scenario.tested
    }
    patterns = shown(scenario.tested, len(scenario.world.years), judged)
    return Tally(
        n=len(keys),
        verdicts=_verdicts(list(judged.values())),
        still_open=np.array([d.open_.sum(axis=0) for d in judged.values()]).reshape(-1, len(RULES)),
        tests=_sums(found, questions, truths, scenario.alpha),
        patterns={name: int(where.sum()) for name, where in patterns.items()},
        examples=_examples(found.status, keys),
        effect_names=found.effect_names,
    )


def _verdicts(judged: Sequence[Decided]) -> IntArray:
    """Count verdicts, (hypotheses, rules, verdicts)."""
    counts = [(one.verdicts[..., None] == np.arange(len(Verdict))).sum(axis=0) for one in judged]
    return np.array(counts, dtype=np.int64).reshape(-1, len(RULES), len(Verdict))


def _sums(
    found: Found, questions: Sequence[Question], truths: FloatArray, alpha: float
) -> TestSums:
    """Add up single tests."""
    computed = ~np.isnan(found.p)
    effective = computed & ~np.isnan(found.effect)
    significant = computed & (np.where(computed, found.p, 1.0) < alpha)
    effect = np.where(effective, found.effect, 0.0)
    low, high = _limits(found, questions, 1 - alpha)
    interval = ~(np.isnan(low) | np.isnan(high) | np.isnan(truths))
    with np.errstate(invalid="ignore"):
        holds = interval & (low <= truths) & (truths <= high)
    codes = np.arange(len(Status))
    return TestSums(
        statuses=(found.status[..., None] == codes).sum(axis=0),
        computed=computed.sum(axis=0),
        significant=significant.sum(axis=0),
        positive=(significant & (effect > 0)).sum(axis=0),
        negative=(significant & (effect < 0)).sum(axis=0),
        intervals=interval.sum(axis=0),
        covered=holds.sum(axis=0),
        firms=moments(found.n, ~np.isnan(found.n)),
        effects=moments(effect, effective),
        sizes=moments(np.abs(effect), significant & effective),
    )


def _limits(
    found: Found, questions: Sequence[Question], level: float
) -> tuple[FloatArray, FloatArray]:
    """Return the intervals at one level, (replicates, questions)."""
    places = [level_place(question, level) for question in questions]
    columns = np.arange(len(questions))
    at = np.array([0 if place is None else place for place in places])
    lacking: BoolArray = np.array([place is None for place in places])
    low, high = (
        np.where(lacking, np.nan, limits[:, columns, at]) for limits in (found.low, found.high)
    )
    return low, high


def _examples(status: IntArray, keys: Sequence[Key]) -> dict[tuple[int, int], tuple[Key, ...]]:
    """Return the first replicates of each question and status other than ok."""
    found: dict[tuple[int, int], tuple[Key, ...]] = {}
    for replicate, question in np.argwhere(status != int(Status.OK)).tolist():
        at = (question, int(status[replicate, question]))
        named = found.get(at, ())
        if len(named) < EXAMPLES:
            found[at] = (*named, keys[replicate])
    return found
