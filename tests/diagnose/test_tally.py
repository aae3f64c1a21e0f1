"""Counts over replicates, against one study at a time."""

from collections import Counter

import numpy as np
import pytest

from smeint.definitions.definitions import Definitions
from smeint.diagnose.scenario import Scenario
from smeint.diagnose.tally import panels_at_once, tally
from smeint.finding import Status
from smeint.study.answer import answer
from smeint.study.hypothesis import Hypothesis
from smeint.study.plan import Plan
from smeint.study.rules import RULES, Verdict
from smeint.study.shipped import SHIPPED
from smeint.study.verdict import verdicts
from smeint.synth.world import world

OWN = (
    Hypothesis(
        id="X1",
        text="Country and innovation, an effect without a sign",
        outcomes=("innovation",),
        predictor="country",
    ),
    Hypothesis(
        id="X2",
        text="Means over the years",
        outcomes=("fsts",),
        predictor="sme",
        contrast=("yes", "no"),
        unit="firm_means",
        direction="negative",
    ),
    Hypothesis(
        id="X3",
        text="A variable that no panel has",
        outcomes=("management_team_size", "nothing_such"),
        predictor="sme",
        contrast=("yes", "no"),
    ),
)
CASES = {
    "published": (world("published"), tuple(SHIPPED[k] for k in ("H1", "H2", "H3b"))),
    "missing": (world("with_missing").vary(firms=(14, 30)), (SHIPPED["H4"], SHIPPED["H5"], *OWN)),
    "one year": (world("published").vary(years=1), tuple(SHIPPED[k] for k in ("H2", "H3b", "F5"))),
}
KEYS = [(3, replicate) for replicate in range(6)]


@pytest.fixture(scope="module", params=CASES)
def judged(request):
    simulated, hypotheses = CASES[request.param]
    scenario = Scenario(simulated, Definitions(), hypotheses)
    questions = scenario.questions()
    return scenario, questions, tally(scenario, questions, np.zeros(len(questions)), KEYS)


def one_by_one(scenario, questions):
    """Answers and verdicts of each panel by the frame engine."""
    batch = scenario.batch(KEYS)
    asked = Plan(questions, scenario.alpha)
    for replicate in range(len(KEYS)):
        analysis = batch.analysis(replicate)
        answers = {question: answer(analysis, question) for question in questions}
        rows = verdicts(scenario.tested, asked, answers, reach=scenario.notable_effect)
        yield [answers[question] for question in questions], rows


def test_counts_are_those_of_studies_one_by_one(judged):
    scenario, questions, counted = judged
    verdict_counts, open_counts = Counter(), Counter()
    statuses = [Counter() for _ in questions]
    significant = np.zeros(len(questions), dtype=int)
    effects = [[] for _ in questions]
    firms = [[] for _ in questions]
    for answers, rows in one_by_one(scenario, questions):
        for row in rows:
            verdict_counts[row.hypothesis, row.rule, row.verdict] += 1
            open_counts[row.hypothesis, row.rule] += "inconclusive: an interval" in row.reason
        for place, answered in enumerate(answers):
            found = answered.finding
            statuses[place][found.status] += 1
            significant[place] += found.p_value < scenario.alpha
            if found.p_value == found.p_value and found.effect == found.effect:
                effects[place].append(found.effect)
            if found.status != Status.VARIABLE_MISSING.label:
                firms[place].append(found.n)
    for h, by_rule, opened in zip(
        scenario.tested, counted.verdicts, counted.still_open, strict=True
    ):
        for rule, counts, n_open in zip(RULES, by_rule, opened, strict=True):
            for verdict in Verdict:
                assert counts[verdict] == verdict_counts[h.id, rule, verdict.label], (h.id, rule)
            assert n_open == open_counts[h.id, rule], (h.id, rule)
    for place, by_status in enumerate(statuses):
        got = counted.tests.statuses[place]
        assert {s.label: int(got[s]) for s in Status if got[s]} == by_status
    assert counted.tests.significant.tolist() == significant.tolist()
    means = [np.mean(x) if x else 0.0 for x in effects]
    np.testing.assert_allclose(counted.tests.effects.mean, means, rtol=0, atol=1e-10)
    assert counted.tests.effects.n.tolist() == [len(x) for x in effects]
    assert counted.tests.firms.n.tolist() == [len(x) for x in firms]
    np.testing.assert_allclose(
        counted.tests.firms.mean, [np.mean(x) if x else 0.0 for x in firms], rtol=1e-12
    )


def test_a_tally_is_the_sum_of_its_parts(judged):
    scenario, questions, whole = judged
    truths = np.zeros(len(questions))
    parts = tally(scenario, questions, truths, KEYS[:3]).plus(
        tally(scenario, questions, truths, KEYS[3:])
    )
    assert parts.n == whole.n
    assert (parts.verdicts == whole.verdicts).all() and (parts.still_open == whole.still_open).all()
    assert parts.examples == whole.examples and parts.patterns == whole.patterns
    assert parts.effect_names == whole.effect_names
    for name in ("statuses", "computed", "significant", "positive", "negative", "covered"):
        assert (getattr(parts.tests, name) == getattr(whole.tests, name)).all(), name
    for name in ("effects", "sizes", "firms"):
        for part in ("n", "mean", "squares"):
            np.testing.assert_allclose(
                getattr(getattr(parts.tests, name), part),
                getattr(getattr(whole.tests, name), part),
                rtol=1e-10,
                atol=1e-13,
            )


def test_examples_are_panels_with_that_status(judged):
    scenario, questions, counted = judged
    for (place, code), keys in counted.examples.items():
        assert len(keys) == min(3, counted.tests.statuses[place, code])
        batch = scenario.batch(list(keys))
        for replicate in range(len(keys)):
            found = answer(batch.analysis(replicate), questions[place]).finding
            assert found.status == Status(code).label


def test_large_panels_are_computed_a_few_at_a_time():
    small = Scenario(world("published"), Definitions(), (SHIPPED["H1"],))
    large = Scenario(world("published").vary(firms=(9000, 9000)), Definitions(), (SHIPPED["H1"],))
    assert panels_at_once(small) >= 100
    assert panels_at_once(large) == 1
