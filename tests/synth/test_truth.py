"""Planted truth: closed forms against large samples, the twin at zero, power of the design."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from smeint.definitions.definitions import Definitions
from smeint.errors import ArgumentError
from smeint.synth.practice import BANDS
from smeint.synth.simulate import simulate
from smeint.synth.truth import phi_of_shares, superiority, truth
from smeint.synth.world import WORLDS, world


class Sample:
    """All firms of one year of many panels as one large sample."""

    def __init__(self, name, year=0, replicates=600, seed=77):
        drawn = simulate(world(name), seed, replicates)
        definitions = Definitions()
        self.x = {v: drawn[v][:, year].ravel() for v in drawn.arrays}
        self.x["sme"] = definitions.sme(drawn["employees"][:, 0]).ravel()
        status = definitions.internationalized(drawn["fsts"])
        self.x["internationalized"] = status[:, year].ravel()
        self.x["band"] = definitions.doi_band(drawn["fsts"], status)[:, year].ravel()
        self.x["rota"] = self.x["operating_profit"] / self.x["total_assets"]

    def effect(self, row):
        """Return the sample's effect for a row of truth, and its standard error about."""
        keep = np.ones(self.x["sme"].size, dtype=bool)
        if row.hypothesis in ("H2", "H3b", "F4b", "F5b", "F11b"):
            keep &= self.x["internationalized"] == 1
        if row.hypothesis in ("H3", "H3b"):
            keep &= self.x["sme"] == 1
        if row.stratum:
            keep &= self.x["band"] == BANDS.index(row.stratum.split(" = ")[1])
        y, x = self.x[row.outcome][keep], self.x[row.predictor][keep]
        error = 1 / np.sqrt(keep.sum() * (1 if row.effect_name == "rho" else x.var()) * 4)
        if row.effect_name == "phi":
            return np.corrcoef(x, y)[0, 1], 1 / np.sqrt(keep.sum())
        if row.effect_name == "odds_ratio":
            a, b = (y[x == g].mean() for g in (1, 0))
            return a / (1 - a) / (b / (1 - b)), 0.02
        if row.effect_name == "rank_biserial":
            u = stats.mannwhitneyu(y[x == 1], y[x == 0]).statistic
            return 2 * u / ((x == 1).sum() * (x == 0).sum()) - 1, 1.16 * error
        return stats.spearmanr(x, y)[0], 1 / np.sqrt(keep.sum())


@pytest.fixture(scope="module")
def published():
    return Sample("published")


TRUTH = truth(world("published"))


def name_of(row):
    return "-".join((row.hypothesis, row.outcome, row.stratum[-4:], row.effect_name))


@pytest.mark.parametrize("row", TRUTH, ids=name_of)
def test_a_large_sample_shows_the_truth(published, row):
    estimate, error = published.effect(row)
    assert abs(estimate - row.effect) < 4 * np.hypot(error, row.mc_error)


@pytest.mark.parametrize("row", [r for r in TRUTH if not r.mc_error], ids=name_of)
def test_the_truth_is_the_same_in_the_last_year(row):
    estimate, error = LAST.effect(row)
    assert abs(estimate - row.effect) < 4 * error


LAST = Sample("published", year=2, replicates=300, seed=78)
NO_EFFECT = Sample("no_effect", replicates=400, seed=79)


@pytest.mark.parametrize("row", truth(world("no_effect")), ids=name_of)
def test_the_twin_has_no_effect(row):
    neutral = 1.0 if row.effect_name == "odds_ratio" else 0.0
    assert row.effect == neutral
    assert row.mc_error == 0
    estimate, error = NO_EFFECT.effect(row)
    assert abs(estimate - neutral) < 4 * error


def test_the_twin_keeps_the_pooled_levels(published):
    for name, tolerance in (
        *(("internationalized", 0.01), ("fsts", 0.01), ("rota", 0.002), ("jit", 0.01)),
        *(("management_team_size", 0.06), ("strategic_planning", 0.01), ("networking", 0.01)),
        *(("export_plan", 0.01), ("tqm", 0.01), ("innovation", 0.01)),
    ):
        difference = NO_EFFECT.x[name].mean() - published.x[name].mean()
        assert abs(difference) < tolerance, name


def test_the_truth_follows_the_parameters():
    shifted = replace(world("published"), name="mine", fsts_sme_shift=0.0, rota_shift=-1.0)
    effects = {row.hypothesis: row.effect for row in truth(shifted, firms=3000)}
    assert effects["H2"] == 0
    assert effects["H3"] == pytest.approx(-0.5205, abs=1e-4)
    assert {row.hypothesis for row in TRUTH} == {
        *("H1", "H2", "H3", "H3b", "H4", "H5", "F1", "F2", "F4", "F4b", "F5", "F5b"),
        *("F7", "F8", "F9", "F11", "F11b"),
    }


def test_signs_are_those_of_the_study():
    for name in WORLDS:
        if WORLDS[name].effects:
            for row in truth(world(name), firms=20_000):
                if row.hypothesis in ("H1", "H2", "H4", "F1", "F7", "F8") and (
                    row.effect_name != "odds_ratio"
                ):
                    assert row.effect < 0
                if row.hypothesis in ("H3", "F4", "F5", "F5b", "F11", "F11b"):
                    assert row.effect > 0
                if row.hypothesis in ("H3b", "H5", "F9"):
                    assert row.effect == 0


def test_the_gaps_of_h4_are_widest_in_the_high_band():
    for outcome in ("management_team_size", "professional_training", "strategic_planning"):
        low, moderate, high = (
            row.effect for row in TRUTH if row.hypothesis == "H4" and row.outcome == outcome
        )
        assert high < moderate < low < 0


def test_small_formulas_by_hand():
    assert phi_of_shares(0.2, 0.6, 10, 10) == pytest.approx(
        np.corrcoef([1] * 10 + [0] * 10, [1] * 2 + [0] * 8 + [1] * 6 + [0] * 4)[0, 1]
    )
    p, q = np.array([0.5, 0.5, 0.0]), np.array([0.2, 0.3, 0.5])
    assert superiority(p, q) == pytest.approx(0.5 * 0.2 - 0.5 * 0.8 - 0.5 * 0.5)


def test_too_few_firms_are_refused():
    with pytest.raises(ArgumentError) as error:
        truth(world("published"), firms=100)
    assert str(error.value) == "firms must be at least 2280 for world `published`, got 100."


@pytest.mark.slow
def test_power_a_year_is_what_the_design_says():
    drawn = simulate(world("published"), seed=4, replicates=1500)
    sme = np.arange(114) < 57
    rejected = []
    for r in range(drawn.n_replicates):
        fsts = drawn["fsts"][r, 1]
        rota = drawn["operating_profit"][r, 1] / drawn["total_assets"][r, 1]
        abroad = fsts > 0
        table = [[(abroad & sme).sum(), (~abroad & sme).sum()]]
        table += [[(abroad & ~sme).sum(), (~abroad & ~sme).sum()]]
        options = {"use_continuity": False, "method": "asymptotic"}
        rejected.append(
            (
                stats.chi2_contingency(table, correction=False).pvalue < 0.05,
                stats.mannwhitneyu(fsts[abroad & sme], fsts[abroad & ~sme], **options).pvalue
                < 0.05,
                stats.mannwhitneyu(rota[abroad & sme], rota[~abroad & sme], **options).pvalue
                < 0.05,
            )
        )
    power = np.mean(rejected, axis=0)
    assert power == pytest.approx([0.945, 0.40, 0.40], abs=0.04)
