"""Parameters of a world: named worlds, the no-effect twin, refusals."""

from dataclasses import FrozenInstanceError, fields, replace

import numpy as np
import pytest

from smeint.errors import ArgumentError
from smeint.synth.practice import PRACTICES, Practice, Team
from smeint.synth.rates import cell_shares, degree_shares, planted, rates
from smeint.synth.world import WORLDS, World, world


def test_the_named_worlds_differ_from_the_published_one_as_documented():
    assert list(WORLDS) == ["published", "no_effect", "with_missing", "mexico_like", "india_like"]
    assert all(WORLDS[name].name == name for name in WORLDS)
    assert [name for name in WORLDS if not WORLDS[name].effects] == ["no_effect"]
    assert [name for name in WORLDS if WORLDS[name].missing] == ["with_missing"]
    assert dict(WORLDS["with_missing"].missing)["employees"] == 0.07
    assert WORLDS["mexico_like"].p_internationalized == (0.64, 0.84)
    assert WORLDS["india_like"].p_internationalized == (0.40, 0.58)
    assert WORLDS["india_like"].years == (2008, 2009, 2010)
    assert {name for name, _ in world("published").countries} == {
        *("IND", "GHA", "MEX", "VEN", "MYS")
    }


def test_an_unknown_world_is_refused_with_the_nearest_name():
    with pytest.raises(ArgumentError) as error:
        world("publshed")
    assert str(error.value) == (
        "world `publshed` is not known; allowed: published, no_effect, with_missing, "
        "mexico_like, india_like. Did you mean `published`?"
    )


def test_a_world_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        world("published").n_sme = 3


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"n_sme": 0}, "world parameter `n_sme` must be a whole number from 1 to 10000000, got 0."),
        ({"years": (2010, 2012)}, "world parameter `years` must be consecutive years, "
         "got (2010, 2012)."),
        ({"p_internationalized": (0.0, 0.5)}, "world parameter `p_internationalized` must be "
         "strictly between 0 and 1, got 0.0."),
        ({"p_internationalized": (0.4,)}, "world parameter `p_internationalized` must hold 2 "
         "numbers (sme, non_sme), got 1."),
        ({"fsts_persistence": 1.2}, "world parameter `fsts_persistence` must be from 0 to 1, "
         "got 1.2."),
        ({"rota_scale": 0.0}, "world parameter `rota_scale` must be above 0 and at most 1, "
         "got 0.0."),
        ({"rota_shift": float("nan")}, "world parameter `rota_shift` must be from -5 to 5, "
         "got nan."),
        ({"fsts_fine_parts": 30}, "world parameters `fsts_fine_parts` and `fsts_coarse_parts` "
         "must divide 100, got 30 and 20."),
        ({"countries": (("IND", 0.5), ("GHA", 0.4))}, "world parameter `countries` must sum to 1, "
         "got 0.9."),
        ({"countries": (("IND", 0.5), ("IND", 0.5))}, "world parameter `countries` must name each "
         "category once, got ['IND', 'IND']."),
        ({"missing": (("tqm", 0.1), ("tqm", 0.2))}, "world parameter `missing` must name each "
         "once, got ['tqm', 'tqm']."),
    ],
)  # fmt: skip
def test_a_parameter_out_of_range_is_refused_in_one_sentence(change, sentence):
    with pytest.raises(ArgumentError) as error:
        World(name="mine", **change)
    assert str(error.value) == sentence


def test_a_variable_that_cannot_be_missing_is_refused_with_the_nearest_name():
    with pytest.raises(ArgumentError, match=r"names `employes`; .* Did you mean `employees`\?"):
        World(name="mine", missing=(("employes", 0.1),))


def test_a_practice_with_correlations_may_not_differ_between_bands():
    with pytest.raises(ArgumentError, match="differ between bands"):
        Practice(sme=(0.1, 0.2, 0.2, 0.2), non_sme=(0.2,) * 4, with_status=0.3)
    with pytest.raises(ArgumentError, match=r"with_status\^2 \+ with_degree\^2"):
        Practice.everywhere(0.5, with_status=0.8, with_degree=0.8)
    with pytest.raises(ArgumentError, match="`dispersion` must be above 0"):
        Team(sme=(1.0,) * 4, non_sme=(1.0,) * 4, dispersion=0.0, persistence=0.5)


def test_the_twin_pools_every_planted_table():
    use = rates(world("no_effect"))
    tables = [use.p_internationalized, use.fsts_shift, use.rota_shift, use.team]
    for table in [*tables, *use.practices.values()]:
        assert np.unique(table).size == 1
    assert set(use.correlations.values()) == {(0.0, 0.0)}
    assert use.p_internationalized[0] == pytest.approx((0.35 + 0.68) / 2)
    abroad_sme = 0.35 / (0.35 + 0.68)
    assert use.fsts_shift[0] == pytest.approx(-0.5 * abroad_sme)
    assert use.rota_shift[0, 0] == pytest.approx(0.5 * 0.35 / 2)
    assert use.practices["networking"][0, 0] == pytest.approx((0.40 + 0.62) / 2)


def test_the_twin_of_another_world_keeps_its_name_visible():
    assert world("mexico_like").no_effect().name == "mexico_like_no_effect"
    assert replace(world("published").no_effect(), effects=True, name="published") == world(
        "published"
    )


def test_shares_of_cells_add_up_to_the_margins():
    on = planted(world("published"))
    cells = cell_shares(world("published"), on.p_internationalized, on.fsts_shift)
    assert cells.sum() == pytest.approx(1)
    assert cells[0, 1:].sum() == pytest.approx(0.5 * 0.35)
    assert cells[1, 1:].sum() == pytest.approx(0.5 * 0.68)


def test_about_five_percent_of_internationalized_firms_report_exactly_one():
    on = planted(world("published"))
    whole = [degree_shares(world("published"), s)[1][-1] for s in on.fsts_shift]
    share = (0.35 * whole[0] + 0.68 * whole[1]) / (0.35 + 0.68)
    assert 0.045 < share < 0.06


def test_every_field_but_the_name_and_the_switch_is_a_documented_parameter():
    text = World.__doc__
    names = {field.name for field in fields(World)}
    assert all(name in text for name in names)
    assert set(PRACTICES) < names
