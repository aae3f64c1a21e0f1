"""What each measure of a test is a share or mean of, on counts that are given."""

import math

import numpy as np
import pytest

from smeint.diagnose.measures import test_rates as rates_of_tests
from smeint.diagnose.tally import Tally, TestSums
from smeint.diagnose.truths import Truths
from smeint.finding import Role
from smeint.formulas.monte_carlo import moments
from smeint.question import Question
from smeint.study.rules import RULES, Verdict
from smeint.study.shipped import SHIPPED

#: Different numbers throughout, so that no count can stand for another.
N, COMPUTED, SIGNIFICANT, POSITIVE, NEGATIVE, INTERVALS, COVERED = 100, 80, 30, 5, 21, 64, 48
EFFECTS = np.linspace(-0.6, 0.1, COMPUTED)
SIZES = np.linspace(0.2, 0.5, SIGNIFICANT)
FIRMS = np.arange(90.0, 110.0)


def sums():
    def one(count):
        return np.array([count])

    def seen(values):
        return moments(values[:, None], np.ones((values.size, 1), dtype=bool))

    return TestSums(
        statuses=np.zeros((1, 1), dtype=int),
        computed=one(COMPUTED),
        significant=one(SIGNIFICANT),
        positive=one(POSITIVE),
        negative=one(NEGATIVE),
        intervals=one(INTERVALS),
        covered=one(COVERED),
        firms=seen(FIRMS),
        effects=seen(EFFECTS),
        sizes=seen(SIZES),
    )


def measured(hypothesis="H1", truth=-0.25, error=0.01):
    counted = Tally(
        n=N,
        verdicts=np.zeros((1, len(RULES), len(Verdict)), dtype=int),
        still_open=np.zeros((1, len(RULES)), dtype=int),
        tests=sums(),
        patterns={},
        examples={},
        effect_names=("phi",),
    )
    question = Question(hypothesis, Role.PRIMARY, "internationalized", "sme", year=2010)
    truths = Truths(np.array([truth]), np.array([error]))
    rows = rates_of_tests("planted", [SHIPPED[hypothesis]], [question], counted, truths)
    return {row.measure: (row.estimate, row.mc_error, row.n) for row in rows}


def share(count, n):
    p = count / n
    return p, math.sqrt(p * (1 - p) / n), n


def test_each_measure_is_of_the_replicates_that_it_names():
    found = measured()
    spread, width = EFFECTS.std(ddof=1), SIZES.std(ddof=1) / math.sqrt(SIGNIFICANT)
    ratio = SIZES.mean() / 0.25
    expected = {
        "computed": share(COMPUTED, N),
        "n": (FIRMS.mean(), FIRMS.std(ddof=1) / math.sqrt(FIRMS.size), FIRMS.size),
        "significant": share(SIGNIFICANT, COMPUTED),
        "claimed_direction": share(NEGATIVE, COMPUTED),
        "wrong_sign": share(POSITIVE, POSITIVE + NEGATIVE),
        "exaggeration": (ratio, math.hypot(width, ratio * 0.01) / 0.25, SIGNIFICANT),
        "mean_effect": (EFFECTS.mean(), spread / math.sqrt(COMPUTED), COMPUTED),
        "bias": (
            EFFECTS.mean() + 0.25,
            math.hypot(spread / math.sqrt(COMPUTED), 0.01),
            COMPUTED,
        ),
        "empirical_se": (spread, spread / math.sqrt(2 * (COMPUTED - 1)), COMPUTED),
        "coverage": share(COVERED, INTERVALS),
    }
    assert found.keys() == expected.keys()
    for name, values in expected.items():
        assert found[name] == pytest.approx(values, rel=1e-12), name


def test_signs_are_those_of_the_claim_and_of_the_truth():
    assert measured("F5")["claimed_direction"] == pytest.approx(share(POSITIVE, COMPUTED))
    assert measured(truth=0.25)["wrong_sign"] == pytest.approx(share(NEGATIVE, POSITIVE + NEGATIVE))
    undirected = measured("H5")["claimed_direction"]
    assert math.isnan(undirected[0]) and undirected[2] == 0


@pytest.mark.parametrize("truth", [0.0, 0.02, math.nan])
def test_a_truth_that_cannot_be_told_from_zero_has_no_wrong_sign_and_no_multiple(truth):
    found = measured(truth=truth)
    for name in ("wrong_sign", "exaggeration"):
        assert math.isnan(found[name][0]) and found[name][2] == 0
    assert math.isnan(found["bias"][0]) == math.isnan(truth)
