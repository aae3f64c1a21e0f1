"""Worlds calibrated from a panel, checked against worlds whose truth is known."""

import json
import pickle
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from smeint.definitions.definitions import Definitions
from smeint.diagnose.calibrate import calibrate
from smeint.engine.analysis import analyse
from smeint.engine.batch import draw_batch
from smeint.errors import ArgumentError
from smeint.panel.read import panel_from_frame
from smeint.question import Condition
from smeint.study.batch import answer_batch
from smeint.study.hypothesis import Hypothesis
from smeint.study.plan import plan
from smeint.study.shipped import SHIPPED
from smeint.synth.world import world

STUDY = [SHIPPED[name] for name in ("H1", "H2", "H3", "H3b", "H4", "H5")]
DEFINITIONS = Definitions()


def calibrated(analysis, hypotheses=STUDY, **options):
    questions = plan(hypotheses, analysis, normality=True).questions
    return calibrate(analysis, questions, name="pilot", **options)


@pytest.fixture(scope="module")
def source():
    """800 SMEs and 800 non-SMEs over three years, with missing values."""
    large = world("with_missing").vary(firms=(800, 800))
    return draw_batch(large, [(31, 0)], DEFINITIONS)


@pytest.fixture(scope="module")
def pilot(source):
    return source.analysis(0)


@pytest.fixture(scope="module")
def made(pilot):
    return calibrated(pilot)


@pytest.fixture(scope="module")
def drawn(made):
    return draw_batch(made, [(7, r) for r in range(4)], DEFINITIONS)


def variable(made, name):
    return next(v for v in made.variables if v.name == name)


def known(batch, name):
    x = batch[name].values
    return x[~np.isnan(x)]


def test_margins_ties_and_gaps_are_the_panels(source, drawn):
    assert drawn.n_firms == source.n_firms - int(np.isnan(source["sme"].values[0, 0]).sum())
    n = drawn["rota"].values.size
    for name in set(drawn.columns) - {"sme"}:
        x, y = known(source, name), known(drawn, name)
        gap = np.mean(np.isnan(source[name].values)) - np.mean(np.isnan(drawn[name].values))
        assert abs(gap) < 0.01
        if name == "rota":  # continuous: between the panel's values, within their range
            assert np.unique(y).size > 0.99 * y.size
            assert x.min() <= y.min() < y.max() <= x.max()
            for p in (0.05, 0.25, 0.5, 0.75, 0.95):
                assert abs(np.mean(y <= np.quantile(x, p)) - p) < 0.02
        else:
            assert set(np.unique(y)) <= set(np.unique(x))
            for value in np.unique(x)[:40]:
                share = np.mean(x == value)
                # firms persist: three years of a firm count as one
                error = np.sqrt(share * (1 - share) * 3 / n)
                assert abs(np.mean(y == value) - share) < 5 * error + 0.003


def test_zero_share_and_classes_are_the_panels(source, made, drawn):
    shares = [np.mean(known(b, "fsts") == 0) for b in (source, drawn)]
    assert shares[0] == pytest.approx(shares[1], abs=0.02)
    abroad = drawn["internationalized"].values
    fsts = drawn["fsts"].values
    both = ~np.isnan(fsts)
    assert np.array_equal(fsts[both] > 0, abroad[both] == 1)
    assert made.sizes == tuple(int(np.sum(source["sme"].values[0, 0] == k)) for k in (1, 0))
    assert drawn["sme"].values[0, 0].sum() == made.sizes[0]


def test_persistence_is_that_of_the_world_the_panel_came_from(made):
    published = world("published")
    assert variable(made, "internationalized").persistence == pytest.approx(
        published.status_persistence, abs=0.02
    )
    assert variable(made, "fsts").persistence == pytest.approx(published.fsts_persistence, abs=0.03)
    assert variable(made, "rota").persistence == pytest.approx(published.rota_persistence, abs=0.04)
    assert variable(made, "export_plan").persistence == pytest.approx(0.9, abs=0.04)
    assert variable(made, "management_team_size").persistence == pytest.approx(0.9, abs=0.04)
    assert variable(made, "country").persistence == 1


def effects(batch, questions):
    found = {}
    for answers in answer_batch(batch, questions):
        estimates = np.asarray(answers.results[0].effect.estimate)
        for k, question in enumerate(answers.questions):
            column = np.broadcast_to(estimates, (batch.n_replicates, len(answers.questions)))[:, k]
            found[question.finding_id] = np.nanmean(column)
    return found


def primary(analysis, hypotheses=STUDY, year=2011):
    questions = plan(hypotheses, analysis, normality=False).questions
    return [q for q in questions if q.role == "primary" and q.year == year]


def over_years(batch, analysis, hypotheses=STUDY):
    years = [effects(batch, primary(analysis, hypotheses, year)) for year in batch.years]
    return {
        name.replace(str(batch.years[0]), ""): np.mean([list(y.values())[k] for y in years])
        for k, name in enumerate(years[0])
    }


@pytest.mark.slow
def test_effects_of_every_hypothesis_are_the_panels(source, pilot, drawn):
    expected, found = (over_years(batch, pilot) for batch in (source, drawn))
    assert len(found) == 16
    for name, effect in expected.items():
        assert found[name] == pytest.approx(effect, abs=0.06), name
    assert abs(expected["H3b.rota..spearman.t_approximation"]) < 0.1


def test_an_association_with_size_is_not_counted_twice(source, pilot):
    """Employees have a margin for each class, by which they go with what classes differ in."""
    hypotheses = [SHIPPED[name] for name in ("H2", "F4b")]
    drawn = draw_batch(calibrated(pilot, hypotheses), [(7, r) for r in range(6)], DEFINITIONS)
    expected, found = (over_years(batch, pilot, hypotheses) for batch in (source, drawn))
    for name, effect in expected.items():
        assert found[name] == pytest.approx(effect, abs=0.05), name


@pytest.mark.slow
def test_the_twin_has_none_and_the_same_margins(pilot, made):
    twin = made.no_effect()
    keys = [(7, r) for r in range(6)]
    drawn = draw_batch(twin, keys, DEFINITIONS)
    assert not twin.planted
    assert max(abs(effect) for effect in over_years(drawn, pilot).values()) < 0.06
    other = draw_batch(made.vary(effect=0), keys[:1], DEFINITIONS)
    for name in drawn.columns:
        np.testing.assert_array_equal(drawn[name].values[:1], other[name].values)
    assert np.mean(known(drawn, "fsts") == 0) == pytest.approx(
        np.mean(known(draw_batch(made, keys, DEFINITIONS), "fsts") == 0), abs=0.02
    )


@pytest.mark.slow
def test_effects_grow_with_their_multiple_and_margins_stay(pilot, made):
    found, shares = [], []
    for effect in (0.5, 1.0, 2.0):
        drawn = draw_batch(made.vary(effect=effect), [(8, 0), (8, 1)], DEFINITIONS)
        found.append(over_years(drawn, pilot))
        shares.append(np.mean(known(drawn, "internationalized")))
    for name in ("H1.internationalized..chi_square.pearson", "H2.fsts..mann_whitney.asymptotic"):
        assert found[0][name] > found[1][name] + 0.05 > found[2][name] + 0.1
    assert np.ptp(shares) < 0.03


def test_a_design_may_be_varied(made):
    small = made.vary(firms=(12, 8), years=5, persistence=0.5)
    assert small.name == "pilot_varied"
    assert small.years == (2010, 2011, 2012, 2013, 2014)
    assert draw_batch(small, [(1, 0)], DEFINITIONS)["rota"].values.shape == (1, 5, 20)
    assert {v.persistence for v in small.variables} == {0.5, 1.0}
    assert variable(small, "country").persistence == 1
    assert made.vary(years=2).years == (2010, 2011)
    assert made.vary(effect=1.0) is made


def test_a_replicate_is_its_own_whatever_is_drawn_with_it(made):
    whole = draw_batch(made, [(1, 0), (1, 5)], DEFINITIONS)
    alone = draw_batch(pickle.loads(pickle.dumps(made)), [(1, 5)], DEFINITIONS)
    for name in alone.columns:
        np.testing.assert_array_equal(alone[name].values[0], whole[name].values[1])


def test_parameters_hold_no_value_of_a_firm(made, pilot):
    parameters = made.parameters
    assert json.loads(json.dumps(parameters)) == parameters
    text = json.dumps(parameters)
    for value in pilot["rota"].values[:50]:
        assert np.isnan(value) or repr(float(value)) not in text


def small_panel(n=160, seed=3, **columns):
    """One wave in which women lead a third of all firms and their export shares are higher."""
    random = np.random.default_rng(seed)
    woman = random.random(n) < 0.35
    abroad = random.random(n) < 0.6
    share = np.clip(random.beta(1, 3, n) + 0.35 * woman, 0.01, 1)
    frame = pd.DataFrame(
        {
            "firm_id": [f"F{i}" for i in range(n)],
            "year": 2025,
            "employees": np.where(np.arange(n) < 0.7 * n, 50, 500),
            "fsts": np.where(abroad, share.round(2), 0.0),
            "woman": np.where(woman, "yes", "no"),
            "region": random.choice(["north", "south", "west"], n),
            "growth": random.normal(size=n) + 0.8 * share,
            **columns,
        }
    )
    entries = {
        **{name: name for name in ("firm_id", "year", "employees")},
        "fsts": {"column": "fsts", "unit": "share"},
        "woman": {"column": "woman", "kind": "yes/no", "yes": ["yes"], "no": ["no"]},
        "region": {"column": "region", "kind": "category"},
        "growth": {"column": "growth", "kind": "number"},
    }
    kept = {k: v for k, v in entries.items() if k in frame}
    return analyse(panel_from_frame(frame, kept), DEFINITIONS)


ABROAD = Condition("internationalized", ("yes",))
OWN = [
    SHIPPED["H1"],
    SHIPPED["H2"],
    Hypothesis(
        id="H6",
        text="by who leads",
        outcomes=("fsts",),
        predictor="woman",
        contrast=("yes", "no"),
        sample=(ABROAD,),
    ),
    Hypothesis(
        id="H7",
        text="growth with share",
        outcomes=("growth",),
        predictor="fsts",
        sample=(ABROAD,),
    ),
]


def test_an_own_hypothesis_on_one_wave_is_generated():
    analysis = small_panel(2000)
    made = calibrated(analysis, OWN)
    assert made.years == (2025,)
    assert [v.name for v in made.variables][:3] == ["woman", "internationalized", "fsts"]
    assert {v.persistence for v in made.variables} == {0.85}
    drawn = draw_batch(made, [(2, r) for r in range(8)], DEFINITIONS)
    found = effects(drawn, primary(analysis, OWN, 2025))
    abroad = analysis["internationalized"].values == 1
    fsts, woman = analysis["fsts"].values[abroad], analysis["woman"].values[abroad] == 1
    u = stats.mannwhitneyu(fsts[woman], fsts[~woman]).statistic
    effect = 2 * u / (woman.sum() * (~woman).sum()) - 1
    assert effect > 0.5
    assert found["H6.fsts.2025.mann_whitney.asymptotic"] == pytest.approx(effect, abs=0.04)
    rho = stats.spearmanr(analysis["growth"].values[abroad], fsts).statistic
    assert rho > 0.1
    assert found["H7.growth.2025.spearman.t_approximation"] == pytest.approx(rho, abs=0.04)
    assert draw_batch(made.vary(years=3), [(1, 0)], DEFINITIONS)["fsts"].values.shape[1] == 3


def test_a_panel_without_classes_makes_one_group():
    analysis = small_panel()
    columns = {name: c for name, c in analysis.columns.items() if name not in ("sme", "employees")}
    analysis = replace(analysis, columns=columns)
    made = calibrated(analysis, OWN[2:])
    assert made.sizes == (160, 0)
    assert "sme" not in draw_batch(made, [(1, 0)], DEFINITIONS)
    assert made.vary(firms=(30, 0)).n_firms == 30
    with pytest.raises(ArgumentError, match="firms of a world without size classes must be"):
        made.vary(firms=(30, 30))


def test_a_small_cell_is_pulled_to_the_pooled_level_and_an_empty_one_has_it():
    analysis = small_panel(40)
    woman = np.zeros(40)
    woman[:4] = 1
    columns = dict(analysis.columns)
    columns["woman"] = replace(columns["woman"], values=woman)
    few = calibrated(replace(analysis, columns=columns), [OWN[2]])
    columns["woman"] = replace(columns["woman"], values=np.zeros(40))
    none = calibrated(replace(analysis, columns=columns), [OWN[2]])
    shift = variable(none, "fsts").factors[0].shifts
    assert shift[1] == 0
    assert 0 < abs(variable(few, "fsts").factors[0].shifts[1]) < 1.2


def test_categories_are_plain_and_said_to_be():
    region = Hypothesis(id="H8", text="region", outcomes=("region",), predictor="sme")
    made = calibrated(small_panel(), [*OWN, region])
    assert made.notes == (
        "`region` is a category: it is generated the same for all levels of `sme`.",
    )
    assert set(np.unique(draw_batch(made, [(1, 0)], DEFINITIONS)["region"].values)) == {0, 1, 2}


def test_what_cannot_be_calibrated_is_refused():
    with pytest.raises(ArgumentError) as caught:
        calibrated(small_panel(8), OWN)
    assert str(caught.value) == (
        "a world is calibrated from a panel of at least 10 firms in the sample, got 8."
    )
    with pytest.raises(ArgumentError) as caught:
        calibrate(small_panel(), [], name="pilot")
    assert str(caught.value) == (
        "a world is calibrated from variables that the hypotheses ask for, and the panel has no "
        "yes/no, ordered or metric one of them."
    )
    made = calibrated(small_panel(), OWN)
    with pytest.raises(ArgumentError, match="was calibrated under other definitions"):
        draw_batch(made, [(1, 0)], Definitions(internationalized_threshold=0.1))
    with pytest.raises(ArgumentError, match="keys must hold at least one pair"):
        draw_batch(made, [], DEFINITIONS)


@pytest.mark.parametrize("status", ["all", "none"])
def test_a_variable_that_never_changes_stays_as_it_is(status):
    share = np.full(160, 0.3) if status == "all" else np.zeros(160)
    made = calibrated(small_panel(fsts=share, woman="no"), OWN)
    drawn = draw_batch(made.vary(effect=2, years=2), [(1, 0)], DEFINITIONS)
    assert np.all(drawn["internationalized"].values == (status == "all"))
    assert np.all(drawn["fsts"].values == (0.3 if status == "all" else 0))
    assert np.all(drawn["woman"].values == 0)


def test_a_variable_without_values_is_left_out_and_named():
    analysis = small_panel()
    columns = dict(analysis.columns)
    columns["growth"] = replace(columns["growth"], values=np.full(160, np.nan))
    made = calibrated(replace(analysis, columns=columns), OWN)
    assert made.notes == ("`growth` is not generated: the sample has no value of it.",)
    drawn = draw_batch(made, [(1, 0)], DEFINITIONS)
    again = plan(OWN, drawn.analysis(0), normality=False).questions
    assert {q.missing for q in again if q.hypothesis == "H7"} == {"`growth` is missing"}


def test_every_shipped_hypothesis_can_be_calibrated():
    pilot = draw_batch(world("with_missing"), [(3, 0)], DEFINITIONS).analysis(0)
    made = calibrated(pilot, SHIPPED.values())
    drawn = draw_batch(made, [(1, 0)], DEFINITIONS)
    asked = primary(pilot, SHIPPED.values())
    assert all(q.outcome in drawn and q.predictor in drawn for q in asked)
