"""The search for the fewest firms, with powers that are given and not simulated."""

import math

import pytest

from smeint.definitions.definitions import Definitions
from smeint.diagnose import smallest
from smeint.diagnose.scenario import Scenario
from smeint.diagnose.work import Effort
from smeint.study.rules import RULES
from smeint.study.shipped import MAIN
from smeint.synth.world import world

REPS = 100


def searched(monkeypatch, power, confirmed, wanted=0.8):
    """Return the row on H1, the powers of steps and of last steps being given by firms."""
    seen = []

    def look(self, hypotheses, firms, *, last=False):
        for h in hypotheses:
            if (h.id, firms, last) not in self.seen:
                seen.append((firms, last))
                reps = REPS * (smallest.LAST if last else 1)
                count = round(reps * (confirmed if last else power)(firms))
                self.seen[h.id, firms, last] = dict.fromkeys(RULES, count)

    monkeypatch.setattr(smallest._Search, "look", look)
    scenario = Scenario(world("published"), Definitions(), (MAIN["H1"],))
    found = smallest.smallest_designs(scenario, Effort(REPS), wanted, ("published",))
    return found.rows[0], seen


def rising(half):
    return lambda firms: 1 / (1 + math.exp(-(firms - half) / 20))


def test_the_fewest_firms_are_those_that_reach_the_wanted_power(monkeypatch):
    row, seen = searched(monkeypatch, rising(150), rising(150))
    needed = 150 + 20 * math.log(4)
    assert row.status == "found"
    assert needed <= row.firms <= 1.05 * needed + 1
    assert row.power >= 0.8 and row.n_replicates == 4 * REPS
    assert [last for _, last in seen].count(True) == 1  # halving the bracket led there
    assert row.searched_to == max(firms for firms, _ in seen) == 228


@pytest.mark.parametrize("later", [170, 200, 400, 1000])
def test_a_number_that_falls_short_at_last_is_raised_until_it_does_not(monkeypatch, later):
    row, _ = searched(monkeypatch, rising(150), rising(later))
    assert row.status == "found"
    assert row.power >= 0.8
    assert row.firms >= later


def test_a_power_that_never_comes_back_is_not_reached(monkeypatch):
    row, _ = searched(monkeypatch, rising(150), lambda firms: 0.79)
    assert (row.status, row.firms, row.searched_to) == ("not reached", None, 16 * 114)
    assert row.power == 0.79
    row, _ = searched(monkeypatch, lambda firms: 0.1, lambda firms: 0.1)
    assert (row.status, row.searched_to, row.n_replicates) == ("not reached", 16 * 114, REPS)


def test_the_fewest_that_are_tried_may_be_enough(monkeypatch):
    row, _ = searched(monkeypatch, lambda firms: 0.9, lambda firms: 0.9)
    assert (row.status, row.firms, row.searched_to) == ("smallest tried", 12, 114)
