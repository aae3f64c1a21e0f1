"""Points of power curves: each is of the world that it names, and counts what was supported."""

import numpy as np
import pytest

from smeint.definitions.definitions import Definitions
from smeint.diagnose import curves
from smeint.diagnose.blocks import Gathered
from smeint.diagnose.scenario import Scenario
from smeint.diagnose.tally import Tally
from smeint.diagnose.work import Effort
from smeint.study.rules import RULES, Verdict
from smeint.study.shipped import MAIN
from smeint.synth.world import world

PUBLISHED = world("published")


def test_points_are_worlds_with_the_value_that_they_name():
    points, left_out = curves.grid(PUBLISHED)
    assert not left_out
    for point in points:
        own = {
            "firms": point.world.n_firms,
            "effect": point.world.effect_scale,
            "years": len(point.world.years),
            "persistence": point.world.rota_persistence,
        }
        rest = {
            "firms": PUBLISHED.n_firms,
            "effect": 1.0,
            "years": 3,
            "persistence": PUBLISHED.rota_persistence,
        }
        assert own == rest | {point.dimension: point.value}


def test_power_is_the_share_of_replicates_with_support(monkeypatch):
    n = 40
    counts = np.zeros((1, len(RULES), len(Verdict)), dtype=int)
    counts[0, :, Verdict.SUPPORTED] = np.arange(len(RULES)) + 10
    counts[0, :, Verdict.OPPOSITE] = 3
    counts[0, :, Verdict.NOT_SUPPORTED] = n - counts[0].sum(axis=1)
    tally = Tally(n, counts, counts[:, :, 0], None, {}, {}, ())
    monkeypatch.setattr(
        curves, "gather", lambda blocks, *_: Gathered({job.label: tally for job in blocks})
    )
    scenario = Scenario(PUBLISHED, Definitions(), (MAIN["H1"],))
    rows = curves.power_curves(scenario, Effort(n)).rows
    points, _ = curves.grid(PUBLISHED)
    assert len(rows) == len(points) * len(RULES)
    for place, row in enumerate(rows):
        point = points[place // len(RULES)]
        assert (row.dimension, row.value) == (point.dimension, point.value)
        assert (row.firms_1, row.firms_2, row.years) == (*point.world.sizes, len(point.world.years))
        assert (row.rule, row.count) == (tuple(RULES)[place % len(RULES)], 10 + place % len(RULES))
        assert row.power == pytest.approx(row.count / n)
