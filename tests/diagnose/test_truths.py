"""Truths by simulation, against the closed forms of the world."""

import numpy as np
import pytest

from smeint.definitions.definitions import Definitions
from smeint.diagnose.scenario import Scenario
from smeint.diagnose.truths import in_proportion, truths_of
from smeint.diagnose.work import nothing_there
from smeint.study.hypothesis import Hypothesis
from smeint.study.shipped import SHIPPED
from smeint.synth.truth import truth
from smeint.synth.world import world

#: Odds against a deviation of this many errors, 40 panels behind each: below 1 in 100,000.
FAR = 5.0


def simulated(source, names, firms):
    scenario = Scenario(source, Definitions(), tuple(SHIPPED[name] for name in names))
    questions = scenario.questions()
    return scenario, questions, truths_of(scenario, questions, seed=2, firms=firms)


def disagreements(source, names, firms):
    """Errors between simulated and exact truths, by place."""
    _, questions, found = simulated(source, names, firms)
    exact = {
        (row.hypothesis, row.outcome, row.stratum or "all", row.effect_name): row
        for row in truth(source, firms=200 * source.n_firms)
    }
    apart = {}
    for q, value, error in zip(questions, found.values, found.errors, strict=True):
        for name in ("phi", "rank_biserial", "rho"):
            row = exact.get((q.hypothesis, q.outcome, q.stratum_name, name))
            if row is not None and q.year is not None and row.method != "simulated":
                apart[q.finding_id] = (value - row.effect) / error
    return apart


def test_truths_agree_with_the_closed_forms():
    apart = disagreements(world("published"), ("H1", "H2", "H3", "H3b"), 20_000)
    assert len(apart) == 12
    assert max(map(abs, apart.values())) < FAR
    assert np.std(list(apart.values())) > 0.3  # else the errors would be too large


@pytest.mark.slow
@pytest.mark.parametrize("name", ["published", "mexico_like", "with_missing"])
def test_all_truths_agree_with_the_closed_forms(name):
    names = ("H1", "H2", "H3", "H3b", "H4", "H5", "F1", "F2", "F7", "F8", "F9")
    apart = disagreements(world(name), names, 1_000_000)
    assert len(apart) == 75
    assert max(map(abs, apart.values())) < FAR


def test_nothing_is_there_in_the_twin_and_something_in_the_world():
    names = ("H1", "H2", "H3", "H5")
    for source, there in (
        (world("published"), (False, False, False, True)),
        (world("published").no_effect(), (True,) * 4),
    ):
        scenario, questions, found = simulated(source, names, 20_000)
        quiet = found.without_noise()
        assert nothing_there(scenario.tested, questions, quiet) == there
        assert (quiet.values[quiet.signed] == found.values[quiet.signed]).all()
        assert (quiet.values[~quiet.signed] == 0).all()


@pytest.mark.parametrize(("source", "there"), [("no_effect", True), ("published", False)])
def test_an_effect_without_a_sign_is_there_where_tests_say_so(source, there):
    own = Hypothesis(id="X", text="", outcomes=("doi_band",), predictor="sme")
    scenario = Scenario(world(source), Definitions(), (own,))
    questions = scenario.questions()
    found = truths_of(scenario, questions, seed=1, firms=20_000).without_noise()
    assert nothing_there(scenario.tested, questions, found) == (there,)


@pytest.mark.parametrize(
    ("sizes", "firms", "expected"),
    [
        ((57, 57), 113, (57, 56)),
        ((1, 999), 20, (1, 19)),
        ((999, 1), 20, (19, 1)),
        ((2, 4), 9, (3, 6)),
    ],
)
def test_groups_stay_in_proportion_and_none_is_empty(sizes, firms, expected):
    assert in_proportion(sizes, firms) == expected
