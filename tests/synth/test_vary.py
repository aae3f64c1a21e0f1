"""Worlds with another design, effect or persistence."""

import json

import numpy as np
import pytest

from smeint.errors import ArgumentError
from smeint.synth.rates import rates
from smeint.synth.simulate import simulate
from smeint.synth.truth import truth
from smeint.synth.world import World, world

PUBLISHED = world("published")


def same(a, b):
    return all(np.array_equal(a[name], b[name], equal_nan=True) for name in a.arrays)


def test_an_effect_of_one_changes_no_number():
    assert PUBLISHED.vary(effect=1.0) == PUBLISHED
    assert PUBLISHED.vary(firms=(57, 57), years=3) is PUBLISHED


def test_an_effect_of_zero_is_the_no_effect_twin():
    off = simulate(PUBLISHED.vary(effect=0), 3, 2)
    assert same(off, simulate(PUBLISHED.no_effect(), 3, 2))
    assert same(off, simulate(PUBLISHED.vary(effect=2).no_effect(), 3, 2))
    assert not PUBLISHED.vary(effect=0).planted
    effects = [t.effect for t in truth(PUBLISHED.vary(effect=0), firms=3000)]
    odds = [t.effect_name == "odds_ratio" for t in truth(PUBLISHED, firms=3000)]
    assert effects == pytest.approx(np.where(odds, 1, 0), abs=1e-12)


def test_truths_grow_with_the_effect():
    scales = (0.0, 0.5, 1.5)
    found = [truth(PUBLISHED.vary(effect=k), firms=2280) for k in scales]
    for hypothesis in ("H1", "H2", "H3"):
        sizes = [next(abs(t.effect) for t in f if t.hypothesis == hypothesis) for f in found]
        assert np.all(np.diff(sizes) > 0.02)
    assert [t.effect for f in found for t in f if t.hypothesis in ("H3b", "H5")] == pytest.approx(
        [0.0] * len(scales) * 4, abs=1e-12
    )


def test_scaled_rates_lie_between_on_their_own_scales():
    half = rates(PUBLISHED.vary(effect=0.5))
    off, on = rates(PUBLISHED.no_effect()), rates(PUBLISHED)
    np.testing.assert_allclose(half.team, np.sqrt(off.team * on.team))
    np.testing.assert_allclose(half.rota_shift, (off.rota_shift + on.rota_shift) / 2)
    assert np.all(half.p_internationalized > [0.35, 0.51])
    assert np.all(half.p_internationalized < [0.52, 0.68])
    for c_s, c_d in rates(PUBLISHED.vary(effect=5)).correlations.values():
        assert c_s**2 + c_d**2 < 1


def test_firms_years_and_persistence_are_those_asked_for():
    varied = PUBLISHED.vary(firms=(20, 30), years=5, persistence=0.4)
    assert varied.sizes == (20, 30)
    assert varied.n_firms == 50
    assert varied.years == (2010, 2011, 2012, 2013, 2014)
    assert varied.name == "published_varied"
    assert varied.vary(effect=0.5).name == "published_varied"
    assert varied.status_persistence == varied.fsts_persistence == varied.rota_persistence == 0.4
    assert varied.team.persistence == varied.tqm.persistence == varied.innovation.persistence == 0.4
    assert varied.money_persistence == PUBLISHED.money_persistence
    assert simulate(varied, 1)["fsts"].shape == (1, 5, 50)
    assert varied.vary(effect=0.5).vary(effect=0.5).effect_scale == 0.25


def test_parameters_are_what_json_holds():
    found = PUBLISHED.vary(effect=0.5).parameters
    assert json.loads(json.dumps(found)) == found
    assert found["effect_scale"] == 0.5
    assert set(found) == set(World.__dataclass_fields__)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"firms": (0, 5)},
            "firms must be two whole numbers of at least 1, SMEs and non-SMEs, got (0, 5).",
        ),
        (
            {"firms": 114},
            "firms must be two whole numbers of at least 1, SMEs and non-SMEs, got 114.",
        ),
        ({"years": 0}, "years must be a whole number of years from 1 to 100, got 0."),
        ({"years": 2.0}, "years must be a whole number of years from 1 to 100, got 2.0."),
        ({"effect": -1}, "world parameter `effect` must be from 0 to 5, got -1."),
        ({"persistence": 1.2}, "world parameter `persistence` must be from 0 to 1, got 1.2."),
    ],
)
def test_a_design_that_cannot_be_is_refused(change, sentence):
    with pytest.raises(ArgumentError) as caught:
        PUBLISHED.vary(**change)
    assert str(caught.value) == sentence
