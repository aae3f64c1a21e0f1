"""Rows on verdicts, errors, failures and patterns, from the tallies of both worlds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from smeint.diagnose.patterns import events
from smeint.diagnose.rows import Failure, Pattern, VerdictRate
from smeint.diagnose.scenario import Scenario
from smeint.diagnose.tally import Tally
from smeint.finding import Status
from smeint.formulas.monte_carlo import share, share_interval
from smeint.question import Question
from smeint.study.error_rates import ErrorRate
from smeint.study.hypothesis import Hypothesis
from smeint.study.rules import RULES, Verdict

#: Directions of an error.
EITHER, CLAIMED = "either", "claimed"
FRESH, STORED = "fresh", "stored"


def proportion(count: int, n: int) -> dict[str, float]:
    """Return a share of replicates with its error and its interval, by the names of fields.

    Examples
    --------
    >>> [round(x, 3) for x in proportion(20, 100).values()]
    [0.2, 0.04, 0.133, 0.289]
    """
    estimate, error = share(count, n)
    low, high = share_interval(count, n)
    names = ("estimate", "mc_error", "ci_low", "ci_high")
    return dict(zip(names, map(float, (estimate, error, low, high)), strict=True))


def verdict_rates(
    world: str, hypotheses: Sequence[Hypothesis], counted: Tally
) -> Iterator[VerdictRate]:
    """Yield how often each rule gives each verdict.

    Parameters
    ----------
    world : {"planted", "no_effect"}
    hypotheses : sequence of Hypothesis
        Those that were tested.
    counted : Tally
    """
    for h, by_rule in zip(hypotheses, counted.verdicts, strict=True):
        for rule, counts in zip(RULES, by_rule, strict=True):
            for verdict in Verdict:
                count = int(counts[verdict])
                found = proportion(count, counted.n)
                p = found.pop("estimate")
                yield VerdictRate(
                    world, h.id, rule, verdict.label, counted.n, count, probability=p, **found
                )


def error_rates(
    scenario: Scenario, counted: Tally, known: Sequence[bool], source: str = FRESH
) -> Iterator[ErrorRate]:
    """Yield how often each rule errs where nothing is there.

    Parameters
    ----------
    scenario : Scenario
        Of the world without effects.
    counted : Tally
    known : sequence of bool
        Of each hypothesis whether nothing is there indeed; elsewhere nothing is measured.
    source : {"fresh", "stored"}

    Yields
    ------
    ErrorRate
        Two a hypothesis and rule. NaN for claims of a negligible effect, and where no panel has
        the test.
    """
    world = scenario.world
    for place, h in enumerate(scenario.tested):
        for rule, counts in zip(RULES, counted.verdicts[place], strict=True):
            measured = known[place] and h.claim != "negligible"
            measured = measured and counts[Verdict.NOT_COMPUTED] < counted.n
            supported, opposite = int(counts[Verdict.SUPPORTED]), int(counts[Verdict.OPPOSITE])
            for direction, count in ((EITHER, supported + opposite), (CLAIMED, supported)):
                n = counted.n if measured else 0
                found = proportion(min(count, n), n)
                yield ErrorRate(
                    hypothesis=h.id,
                    rule=rule,
                    direction=direction,
                    rate=found["estimate"],
                    mc_error=found["mc_error"],
                    ci_low=found["ci_low"],
                    ci_high=found["ci_high"],
                    n_replicates=n,
                    alpha=scenario.alpha,
                    firms_1=world.sizes[0],
                    firms_2=world.sizes[1],
                    years=len(world.years),
                    world=world.name,
                    source=source,
                )


def failures(world: str, questions: Sequence[Question], counted: Tally) -> Iterator[Failure]:
    """Yield how often each test had a status other than ok.

    Parameters
    ----------
    world : {"planted", "no_effect"}
    questions : sequence of Question
    counted : Tally
    """
    for place, q in enumerate(questions):
        for status in Status:
            count = int(counted.tests.statuses[place, status])
            if status is Status.OK or not count:
                continue
            found = proportion(count, counted.n)
            named = counted.examples.get((place, int(status)), ())
            yield Failure(
                world,
                q.hypothesis,
                q.role.value,
                q.outcome,
                q.year_name,
                q.stratum_name,
                q.procedure,
                status.label,
                counted.n,
                count,
                found["estimate"],
                found["mc_error"],
                " ".join(f"{seed}:{replicate}" for seed, replicate in named),
            )


def patterns(world: str, scenario: Scenario, counted: Tally) -> Iterator[Pattern]:
    """Yield how often what the study printed comes up.

    Parameters
    ----------
    world : {"planted", "no_effect"}
    scenario : Scenario
    counted : Tally
    """
    for event in events(scenario.tested, len(scenario.world.years)):
        count = counted.patterns[event.name]
        found = proportion(count, counted.n)
        p = found.pop("estimate")
        yield Pattern(world, event.name, event.words, counted.n, count, probability=p, **found)
