"""Rates that can be computed exactly: H1 in independent years, by enumeration of all tables."""

import numpy as np
import pytest
from scipy import stats

from smeint.definitions.definitions import Definitions
from smeint.diagnose.blocks import Job
from smeint.diagnose.measures import test_rates as rates_of_tests
from smeint.diagnose.scenario import Scenario
from smeint.diagnose.truths import Truths
from smeint.formulas.contingency import Table2x2, chi_square_2x2
from smeint.study.rules import RULES, Verdict
from smeint.study.shipped import MAIN
from smeint.synth.world import world

#: How improbable a deviation must be before it is an error.
RARE = 1e-7
FIRMS = 57
ALPHA = 0.05


class Year:
    """All 2x2 tables of a year: two independent binomials."""

    def __init__(self, p_1, p_2):
        counts = np.arange(FIRMS + 1)
        a, c = np.meshgrid(counts, counts, indexing="ij")
        self.a, self.c = a, c
        self.weight = np.outer(
            stats.binom.pmf(counts, FIRMS, p_1), stats.binom.pmf(counts, FIRMS, p_2)
        )
        b, d, n = FIRMS - a, FIRMS - c, 2 * FIRMS
        margins = (a + b) * (c + d) * (a + c) * (b + d)
        with np.errstate(divide="ignore", invalid="ignore"):
            self.phi = (a * d - b * c) / np.sqrt(margins.astype(float))
        self.p = stats.chi2.sf(n * self.phi**2, 1)
        self.computed = margins > 0

    def chance(self, where):
        return min(1.0, float(self.weight[where & self.computed].sum()))

    def mean(self, values, where):
        kept = where & self.computed
        return float(
            (self.weight * np.where(kept, values, 0))[kept].sum() / self.weight[kept].sum()
        )

    def verdicts(self, years, sign):
        """Exact probabilities of support by rule, years independent and all computed."""
        own = np.sign(self.phi) == sign
        same, at = (
            self.chance(own),
            {k: self.chance(own & (self.p < ALPHA / k)) for k in (1, years)},
        )
        most = range(years // 2 + 1, years + 1)
        return {
            "published": same**years - (same - at[1]) ** years,
            "majority": sum(stats.binom.pmf(k, years, at[1]) for k in most),
            "every-year": at[1] ** years,
            # the smallest of the p-values is adjusted by their number
            "holm": same**years - (same - at[years]) ** years,
        }


def counted(simulated, reps, truth=-0.33, hypothesis="H1"):
    scenario = Scenario(simulated, Definitions(), (MAIN[hypothesis],))
    questions = scenario.questions()
    truths = np.full(len(questions), truth)
    tally = Job("", scenario, questions, truths, 11, 0, reps).run()
    values = Truths(truths, np.zeros(len(questions)))
    rows = rates_of_tests("planted", scenario.tested, questions, tally, values)
    return tally, [row for row in rows if row.role == "primary"]


def agrees(count, n, p):
    """Whether a count is one that a binomial of this probability gives."""
    return stats.binom.ppf(RARE, n, p) <= count <= stats.binom.isf(RARE, n, p)


@pytest.mark.parametrize(
    ("reps", "years"),
    [
        (1000, 3),
        pytest.param(40_000, 2, marks=pytest.mark.slow),
        pytest.param(40_000, 3, marks=pytest.mark.slow),
    ],
)
def test_error_rates_of_the_rules_are_those_enumerated(reps, years):
    twin = world("published").vary(persistence=0.0, years=years).no_effect()
    year = Year(0.515, 0.515)
    tally, _ = counted(twin, reps, truth=0.0)
    negative, positive = year.verdicts(years, -1), year.verdicts(years, 1)
    for rule, counts in zip(RULES, tally.verdicts[0], strict=True):
        if rule == "pooled":
            continue
        assert agrees(counts[Verdict.SUPPORTED], reps, negative[rule]), rule
        assert agrees(counts[Verdict.OPPOSITE], reps, positive[rule]), rule


@pytest.mark.parametrize("reps", [1000, pytest.param(40_000, marks=pytest.mark.slow)])
@pytest.mark.parametrize("effect", [1.0, 0.5])
def test_power_of_the_rules_is_that_enumerated(reps, effect):
    planted = world("published").vary(persistence=0.0, effect=effect)
    way = stats.norm.ppf(0.515) + effect * (stats.norm.ppf((0.35, 0.68)) - stats.norm.ppf(0.515))
    year = Year(*stats.norm.cdf(way))
    tally, _ = counted(planted, reps)
    for rule, counts in zip(RULES, tally.verdicts[0], strict=True):
        if rule != "pooled":
            assert agrees(counts[Verdict.SUPPORTED], reps, year.verdicts(3, -1)[rule]), rule


@pytest.mark.parametrize("reps", [1000, pytest.param(40_000, marks=pytest.mark.slow)])
def test_measures_of_one_test_are_those_enumerated(reps):
    # smaller effects than the world's own, so that signs do go wrong and effects are exaggerated
    planted = world("published").vary(persistence=0.0, effect=0.2, years=1)
    way = stats.norm.ppf(0.515) + 0.2 * (stats.norm.ppf((0.35, 0.68)) - stats.norm.ppf(0.515))
    p_1, p_2 = stats.norm.cdf(way)
    year = Year(p_1, p_2)
    pooled = (p_1 + p_2) / 2
    truth = (p_1 - p_2) / 2 / np.sqrt(pooled * (1 - pooled))
    _, rows = counted(planted, reps, truth)
    found = {row.measure: row for row in rows}
    hit, negative = year.p < ALPHA, year.phi < 0
    exact = {
        "computed": year.chance(hit | ~hit),
        "significant": year.chance(hit),
        "claimed_direction": year.chance(hit & negative),
        "wrong_sign": year.chance(hit & ~negative) / year.chance(hit),
    }
    for name, p in exact.items():
        row = found[name]
        assert agrees(round(row.estimate * row.n), row.n, p), name
    mean = year.mean(year.phi, hit | ~hit)
    means = {
        "exaggeration": year.mean(np.abs(year.phi), hit) / abs(truth),
        "mean_effect": mean,
        "bias": mean - truth,
        "empirical_se": np.sqrt(year.mean((year.phi - mean) ** 2, hit | ~hit)),
    }
    for name, value in means.items():
        row = found[name]
        assert abs(row.estimate - value) < 5.3 * row.mc_error, name
    assert means["exaggeration"] > 2
    assert exact["wrong_sign"] > 0.02


def test_coverage_counts_the_intervals_that_hold_the_truth():
    planted = world("published").vary(persistence=0.0, effect=0.5, years=1)
    way = stats.norm.ppf(0.515) + 0.5 * (stats.norm.ppf((0.35, 0.68)) - stats.norm.ppf(0.515))
    year = Year(*stats.norm.cdf(way))
    truth = -0.2  # any number: intervals hold it or not
    every = chi_square_2x2(Table2x2(year.a, FIRMS - year.a, year.c, FIRMS - year.c))
    holds = (every.effect.ci_low <= truth) & (truth <= every.effect.ci_high)
    _, rows = counted(planted, 1000, truth)
    row = next(row for row in rows if row.measure == "coverage")
    assert agrees(round(row.estimate * row.n), row.n, year.chance(holds))
