"""The equations: identities, margins, persistence, streams."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import special, stats

from smeint.definitions.definitions import Definitions, foreign_share
from smeint.errors import ArgumentError
from smeint.panel.variables import KIND_LIMITS, VARIABLES, Kind
from smeint.synth.latent import STREAMS, categories, count_cuts, draw, persist
from smeint.synth.practice import PRACTICES
from smeint.synth.simulate import CHUNK, chunks, simulate, simulate_keys
from smeint.synth.world import WORLDS, world


@pytest.fixture(scope="module")
def large():
    """300 published panels: 17,100 SMEs and as many non-SMEs in each of three years."""
    return simulate(world("published"), seed=2014, replicates=300)


def by_class(simulated, name):
    x = simulated[name]
    n = simulated.world.n_sme
    return x[..., :n], x[..., n:]


def bands(simulated):
    definitions = Definitions()
    return definitions.doi_band(simulated["fsts"], definitions.internationalized(simulated["fsts"]))


@pytest.mark.parametrize("name", WORLDS)
def test_all_values_are_valid_for_the_variable_table(name):
    drawn = simulate(world(name), seed=3, replicates=20)
    assert list(drawn.arrays) == [v for v in VARIABLES if v in drawn.arrays]
    assert set(VARIABLES) - set(drawn.arrays) == {
        *("rota", "internationalized", "doi_band", "sme"),
        *("fixed_assets", "plant_investment", "sector", "weight", "stratum", "late_respondent"),
    }
    for variable, x in drawn.arrays.items():
        known = x[~np.isnan(x)]
        kind = VARIABLES[variable].kind
        low, high, whole = KIND_LIMITS.get(kind, (None, None, False))
        assert x.shape == (20, 3, 114)
        assert low is None or known.min() >= low
        assert high is None or known.max() <= high
        assert not whole or (known == np.rint(known)).all()
        if kind is Kind.YES_NO:
            assert set(np.unique(known)) == {0.0, 1.0}
        if variable in drawn.levels:
            assert known.max() < len(drawn.levels[variable])
    missing = {v for v in drawn.arrays if np.isnan(drawn[v]).any()}
    assert missing - {"first_foreign_year"} == set(dict(world(name).missing))


def test_first_year_classes_are_exact_in_every_replicate(large):
    sme = Definitions().sme(large["employees"][:, 0])
    assert (np.sum(sme == 1, axis=-1) == 57).all()
    assert (np.sum(sme == 0, axis=-1) == 57).all()
    assert (sme[:, :57] == 1).all()


def test_some_firms_cross_the_size_boundary_later(large):
    sme, non_sme = by_class(large, "employees")
    assert 0.005 < (sme[:, 2] >= 200).mean() < 0.03
    assert 0.01 < (non_sme[:, 2] < 200).mean() < 0.06


def test_employees_follow_the_truncated_lognormal(large):
    for x, mean, low, high in zip(
        by_class(large, "employees"), (3.7, 6.2), (11, 200), (199, 5000), strict=True
    ):
        first = x[:, 0].ravel()
        ends = (np.log([low - 0.5, high + 0.5]) - mean) / 0.9
        median = np.exp(stats.truncnorm.median(*ends, loc=mean, scale=0.9))
        assert np.median(first) == pytest.approx(median, rel=0.03)
        for year in (1, 2):
            growth = np.log(x[:, year] / x[:, year - 1])[x[:, year - 1] > 50]
            assert growth.std() == pytest.approx(0.15, abs=0.005)
            assert growth.mean() == pytest.approx(0, abs=0.01)


def test_shares_of_internationalized_firms_hold_in_every_year(large):
    sme, non_sme = (x > 0 for x in by_class(large, "fsts"))
    assert sme.mean(axis=(0, 2)) == pytest.approx([0.35] * 3, abs=0.015)
    assert non_sme.mean(axis=(0, 2)) == pytest.approx([0.68] * 3, abs=0.015)


def test_status_persists_as_its_latent_says(large):
    p, rho = 0.68, 0.95
    cut = special.ndtri(p)
    both = stats.multivariate_normal(cov=[[1, rho], [rho, 1]]).cdf([cut, cut])
    _, non_sme = (x > 0 for x in by_class(large, "fsts"))
    assert (non_sme[:, 0] & non_sme[:, 1]).mean() == pytest.approx(both, abs=0.015)


def test_degree_persists_and_follows_the_shifted_beta(large):
    sme, non_sme = by_class(large, "fsts")
    for x, shift in ((sme, -0.5), (non_sme, 0.0)):
        for cut in (0.125, 0.525):
            want = special.ndtr(special.ndtri(stats.beta.cdf(cut, 0.515, 0.692)) - shift)
            assert np.mean(x[x > 0] < cut) == pytest.approx(want, abs=0.02)
    stay = (non_sme[:, 0] > 0) & (non_sme[:, 1] > 0)
    rho = stats.spearmanr(non_sme[:, 0][stay], non_sme[:, 1][stay])[0]
    assert rho == pytest.approx(6 / np.pi * np.arcsin(0.85 / 2), abs=0.03)


def test_rounding_has_a_floor_and_never_makes_a_firm_domestic(large):
    shares = np.unique(large["fsts"])
    assert shares[0] == 0
    assert shares[1] == 0.01
    assert shares[-1] == 1
    assert set(shares) <= {k / 100 for k in range(101)}
    firm = large["fsts"].swapaxes(1, 2).reshape(-1, 3)
    abroad = firm[(firm > 0).all(axis=1)]
    coarse = np.isin(abroad, [k / 20 for k in range(1, 21)]).all(axis=1)
    assert 0.7 <= coarse.mean() < 0.8


def test_about_five_percent_of_shares_are_exactly_one(large):
    x = large["fsts"]
    assert 0.045 < (x == 1).sum() / (x > 0).sum() < 0.065


def test_money_gives_the_ratios_back(large):
    definitions = Definitions()
    assert np.array_equal(foreign_share(large["foreign_sales"], large["sales"]), large["fsts"])
    assert np.array_equal(large["foreign_sales"] > 0, large["fsts"] > 0)
    assert (large["total_assets"] > 0).all()
    assert not np.isnan(definitions.rota(large["operating_profit"], large["total_assets"])).any()


def test_rota_is_a_shifted_and_persistent_t(large):
    rota = large["operating_profit"] / large["total_assets"]
    domestic = rota[large["fsts"] == 0]
    want = 0.06 + 0.05 * stats.t(3).ppf([0.1, 0.5, 0.9])
    assert np.quantile(domestic, [0.1, 0.5, 0.9]) == pytest.approx(want, abs=0.002)
    shifted = rota[..., :57][large["fsts"][..., :57] > 0]
    want = 0.06 + 0.05 * stats.t(3).ppf(stats.norm.cdf(0.5))
    assert np.median(shifted) == pytest.approx(want, abs=0.002)
    non_sme = rota[..., 57:]
    rho = stats.spearmanr(non_sme[:, 0].ravel(), non_sme[:, 1].ravel())[0]
    assert rho == pytest.approx(6 / np.pi * np.arcsin(0.75 / 2), abs=0.02)


def test_teams_have_the_stated_medians_and_the_widest_gap_in_the_high_band(large):
    sme, non_sme = by_class(large, "management_team_size")
    assert np.median(sme) == 3
    assert np.median(non_sme) == 7
    assert large["management_team_size"].min() >= 1
    band = bands(large)
    gaps = [
        non_sme[band[..., 57:] == level].mean() - sme[band[..., :57] == level].mean()
        for level in range(4)
    ]
    assert gaps == pytest.approx([3.3, 3.5, 4.0, 6.4], abs=0.2)


@pytest.mark.parametrize("name", PRACTICES)
def test_practices_have_their_shares_in_every_class_and_band(large, name):
    practice = world("published").practice(name)
    band = bands(large)
    associated = practice.with_status or practice.with_degree
    for x, b, shares in zip(
        by_class(large, name),
        (band[..., :57], band[..., 57:]),
        (practice.sme, practice.non_sme),
        strict=True,
    ):
        if associated:
            assert x.mean() == pytest.approx(shares[0], abs=0.015)
            assert x[b == 3].mean() > x[b == 1].mean() > x[b == 0].mean()
            continue
        for level, share in enumerate(shares):
            assert x[b == level].mean() == pytest.approx(share, abs=0.035)


def test_practices_persist(large):
    x = large["jit"]
    again = np.corrcoef(x[:, 0].ravel(), x[:, 1].ravel())[0, 1]
    assert again == pytest.approx(0.71, abs=0.03)
    assert np.corrcoef(x[:, 0].ravel(), large["tqm"][:, 0].ravel())[0, 1] < 0.03


def test_the_years_of_foundation_entry_and_observation_are_in_order(large):
    entry = large["first_foreign_year"]
    abroad = large["fsts"] > 0
    known = ~np.isnan(entry)
    assert known[abroad].all()
    assert np.array_equal(known, np.maximum.accumulate(abroad, axis=1))
    assert (entry[known] >= large["founded"][known]).all()
    assert (entry[known] <= large["year"][known]).all()
    new = abroad[:, 1] & ~abroad[:, 0]
    assert (entry[:, 1][new] == 2011).all()
    assert (large["founded"] < 2010).all()


def test_countries_have_their_shares(large):
    assert large.levels["country"] == ("GHA", "IND", "MEX", "MYS", "VEN")
    shares = np.bincount(large["country"][:, 0].astype(int).ravel()) / large["country"][:, 0].size
    assert shares == pytest.approx([0.15, 0.30, 0.25, 0.20, 0.10], abs=0.01)
    assert (large["country"] == large["country"][:, :1]).all()


def test_missing_values_have_their_shares_and_leave_the_rest_alone():
    whole = simulate(world("published"), seed=5, replicates=60)
    holes = simulate(world("with_missing"), seed=5, replicates=60)
    for name, share in world("with_missing").missing:
        gone = np.isnan(holes[name])
        assert gone.mean() == pytest.approx(share, abs=0.015)
        assert np.array_equal(holes[name][~gone], whole[name][~gone])
    sales, assets = np.isnan(holes["sales"]), np.isnan(holes["total_assets"])
    assert (sales & assets).mean() > 1.5 * 0.2 * 0.2


def test_the_same_seed_gives_the_same_bytes_and_another_does_not():
    one = simulate(world("with_missing"), seed=9, replicates=3)
    two = simulate(world("with_missing"), seed=9, replicates=3)
    other = simulate(world("with_missing"), seed=10, replicates=3)
    assert all(one[name].tobytes() == two[name].tobytes() for name in one.arrays)
    assert not np.array_equal(one["fsts"], other["fsts"], equal_nan=True)
    assert not np.array_equal(one["fsts"][0], one["fsts"][1], equal_nan=True)


def test_a_replicate_does_not_depend_on_how_many_or_which_are_drawn():
    small = replace(world("with_missing"), n_sme=4, n_non_sme=3)
    n = CHUNK + 5
    together = simulate(small, seed=1, replicates=n)
    late = simulate(small, seed=1, replicates=2, first=n - 2)
    parts = list(chunks(small, seed=1, replicates=n, size=100))
    assert [part.n_replicates for part in parts] == [100, 100, n - 200]
    for name in together.arrays:
        assert together[name][-2:].tobytes() == late[name].tobytes()
        joined = np.concatenate([part[name] for part in parts])
        assert joined.tobytes() == together[name].tobytes()


def test_seeds_drawn_together_are_those_drawn_alone():
    many = simulate_keys(world("published"), [(7, 0), (8, 2)])
    assert np.array_equal(many["fsts"][0], simulate(world("published"), 7)["fsts"][0])
    assert np.array_equal(many["fsts"][1], simulate(world("published"), 8, first=2)["fsts"][0])


def test_a_new_stream_at_the_end_would_change_no_other():
    z = draw([(3, 0)], 2, 5, missing=False)
    more = draw([(3, 0)], 2, 5, missing=True)
    assert all(np.array_equal(z[name], more[name]) for name in STREAMS)
    assert len(more) > len(STREAMS)


def test_arrays_are_read_only():
    drawn = simulate(world("published"), seed=1)
    with pytest.raises(ValueError, match="read-only"):
        drawn["fsts"][0, 0, 0] = 1.0
    with pytest.raises(TypeError):
        drawn.arrays["fsts"] = None


def test_persistence_and_counts_by_hand():
    z = np.array([[[1.0], [2.0], [0.0]]])
    assert persist(z, 0.6).ravel() == pytest.approx([1.0, 0.6 + 0.8 * 2, 0.6 * 2.2])
    cuts = count_cuts(2.0, 3.0)
    want = stats.nbinom(3.0, 3 / 5).cdf([0, 1, 2])
    assert special.ndtr(cuts[:3]) == pytest.approx(want)
    assert categories(np.array([-3.0, 0.1, 3.0]), [0.5, 0.3, 0.2]).tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"seed": -1}, "seed must be a whole number of at least 0, got -1."),
        ({"seed": 1.5}, "seed must be a whole number of at least 0, got 1.5."),
        ({"seed": True}, "seed must be a whole number of at least 0, got True."),
        ({"seed": 1, "replicates": 0}, "replicates must be a whole number of at least 1, got 0."),
        ({"seed": 1, "first": -1}, "first must be a whole number of at least 0, got -1."),
    ],
)
def test_numbers_that_are_not_allowed_are_refused(arguments, sentence):
    with pytest.raises(ArgumentError) as error:
        simulate(world("published"), **arguments)
    assert str(error.value) == sentence


def test_an_unknown_variable_or_replicate_is_refused():
    drawn = simulate(world("published"), seed=1)
    with pytest.raises(ArgumentError, match=r"no variable `sale`; .* Did you mean `sales`\?"):
        drawn["sale"]
    with pytest.raises(ArgumentError, match="replicate must be a whole number from 0 to 0, got 1"):
        drawn.to_frame(1)
    with pytest.raises(ArgumentError, match="at least one pair"):
        simulate_keys(world("published"), [])
