"""Exact tests, strata, homogeneity and agreement: size and coverage as documented."""

import numpy as np
import pytest
from scipy import special, stats

from smeint.formulas.agreement import AgreementTable, cohen_kappa
from smeint.formulas.conditional_odds_ratio import conditional_odds_ratio
from smeint.formulas.contingency import Table2x2, likelihood_ratio_2x2, n_minus_1_2x2
from smeint.formulas.fisher import fisher_2x2, fisher_mid_p_2x2
from smeint.formulas.fleiss_kappa import RatingCounts, fleiss_kappa
from smeint.formulas.homogeneity import breslow_day, interaction_likelihood_ratio
from smeint.formulas.krippendorff import RESAMPLES, Ratings, krippendorff_alpha
from smeint.formulas.mantel_haenszel import mantel_haenszel
from smeint.formulas.rank_strata import rank_biserial_homogeneity
from smeint.formulas.rank_sum import RankSum
from smeint.formulas.risk_ratio import risk_ratio
from smeint.formulas.strata import Strata2x2
from smeint.formulas.unconditional import barnard_2x2, boschloo_2x2

pytestmark = pytest.mark.slow

SHARES = np.linspace(0.01, 0.99, 50)
GRID = (0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.68, 0.8, 0.9, 0.95, 0.98)


def all_tables(n_1, n_2):
    a, c = np.meshgrid(np.arange(n_1 + 1), np.arange(n_2 + 1), indexing="ij")
    return a, c, Table2x2(a, n_1 - a, c, n_2 - c)


def weights(a, n_1, c, n_2, p_1, p_2):
    return stats.binom.pmf(a, n_1, p_1) * stats.binom.pmf(c, n_2, p_2)


def largest_size(test, n_1, n_2, alpha=0.05):
    a, c, table = all_tables(n_1, n_2)
    p = np.nan_to_num(np.asarray(test(table).p_value), nan=1.0)
    return max(weights(a, n_1, c, n_2, s, s)[p <= alpha].sum() for s in SHARES)


@pytest.mark.parametrize(
    ("test", "sizes"),
    [
        (fisher_2x2, (0.0365, 0.0372)),
        (fisher_mid_p_2x2, (0.0543, 0.0384)),
        (likelihood_ratio_2x2, (0.0725, 0.0883)),
        (n_minus_1_2x2, (0.0469, 0.0507)),
        (boschloo_2x2, (0.0480, 0.0384)),
        (barnard_2x2, (0.0469, 0.0384)),
    ],
)
def test_enumerated_sizes_of_two_by_two_tests_are_as_documented(test, sizes):
    found = [largest_size(test, *n) for n in ((20, 39), (5, 16))]
    assert found == pytest.approx(sizes, abs=5e-5)


@pytest.mark.parametrize("test", [boschloo_2x2, barnard_2x2])
@pytest.mark.parametrize("alpha", [0.01, 0.05, 0.10])
def test_unconditional_tests_are_never_above_alpha(test, alpha):
    for n in ((20, 39), (5, 16)):
        assert largest_size(test, *n, alpha) <= alpha


def coverage(ratio, n_1, n_2, truth):
    """Return mean and least coverage over the grid, among tables with an interval."""
    a, c, table = all_tables(n_1, n_2)
    interval = ratio(table)
    low, high = np.asarray(interval.ci_low), np.asarray(interval.ci_high)
    known = ~np.isnan(low)
    covered = []
    for p_1 in GRID:
        for p_2 in GRID:
            true = truth(p_1, p_2)
            chance = weights(a, n_1, c, n_2, p_1, p_2) * known
            holds = (low <= true * (1 + 1e-12)) & (high >= true * (1 - 1e-12))
            covered.append(chance[holds & known].sum() / chance.sum())
    return np.mean(covered), min(covered)


@pytest.mark.parametrize(
    ("n", "mean", "least"), [((20, 39), 0.953, 0.925), ((5, 16), 0.954, 0.904)]
)
def test_coverage_of_koopmans_interval_is_as_documented(n, mean, least):
    found = coverage(risk_ratio, *n, lambda p, q: p / q)
    assert found == pytest.approx((mean, least), abs=6e-4)


@pytest.mark.parametrize("n", [(20, 39), (5, 16)])
def test_the_conditional_interval_covers_at_least_its_level(n):
    # given both margins always, so given the group sizes too
    _, least = coverage(conditional_odds_ratio, *n, lambda p, q: p / (1 - p) / (q / (1 - q)))
    assert least >= 0.95


@pytest.mark.parametrize(
    ("n", "share", "sizes", "covers"),
    [
        ((20, 39), 0.35, (0.047, 0.050, 0.053), 0.954),
        ((20, 39), 0.10, (0.051, 0.052, 0.084), 0.950),
        ((5, 16), 0.35, (0.050, 0.054, 0.084), 0.955),
        ((5, 16), 0.10, (0.034, 0.038, 0.062), 0.978),
    ],
)
def test_three_strata_are_as_documented(n, share, sizes, covers, inside_band, replicates):
    rng = np.random.default_rng(201)
    a, c = (rng.binomial(size, share, (replicates, 3)) for size in n)
    strata = Strata2x2(a, n[0] - a, c, n[1] - c)
    mantel = mantel_haenszel(strata)
    for test, size in zip(
        (mantel, breslow_day(strata), interaction_likelihood_ratio(strata)), sizes, strict=True
    ):
        inside_band(test.p_value < 0.05, size, slack=0.003)
    difference = next(m for m in mantel.measures if m.measure == "common_risk_difference")
    # where the outcome is the same for all firms of all strata, there is no test and no interval
    known = np.isfinite(difference.ci_low)
    inside_band(((difference.ci_low <= 0) & (difference.ci_high >= 0))[known], covers, 0.003)


def rank_sums(sizes, shift, spread, replicates, rng):
    """Return normal outcomes' rank summaries, the strata last."""
    columns = []
    for n_1, n_2 in sizes:
        x = rng.normal(size=(replicates, n_1)) * spread + shift
        y = rng.normal(size=(replicates, n_2))
        above = (x[:, :, None] > y[:, None, :]).astype(float)
        v_1, v_2 = above.mean(2).var(1, ddof=1), above.mean(1).var(1, ddof=1)
        columns.append(np.broadcast_arrays(n_1, n_2, above.sum((1, 2)), 0, v_1, v_2))
    return RankSum(*(np.stack(x, axis=-1) for x in zip(*columns, strict=True)))


@pytest.mark.parametrize(
    ("sizes", "f_size", "q_size"),
    [
        ([(20, 39)] * 3, (0.045, 0.060), (0.053, 0.070)),
        ([(5, 16)] * 3, (0.030, 0.072), (0.065, 0.126)),
        ([(20, 39), (10, 20), (5, 16)], (0.062, 0.090), (0.085, 0.122)),
    ],
)
@pytest.mark.parametrize(("shift", "spread"), [(0.0, 1.0), (0.0, 2.0), (1.0, 1.0)])
def test_rank_strata_are_as_documented(sizes, f_size, q_size, shift, spread):
    rng = np.random.default_rng(202)
    test = rank_biserial_homogeneity(rank_sums(sizes, shift, spread, 5000, rng))
    q = next(m for m in test.measures if m.measure == "homogeneity_q")
    assert f_size[0] <= (test.p_value < 0.05).mean() <= f_size[1]
    assert q_size[0] <= (np.asarray(q.p_value) < 0.05).mean() <= q_size[1]
    true = 2 * special.ndtr(shift / np.sqrt(1 + spread**2)) - 1
    covered = (test.effect.ci_low <= true) & (true <= test.effect.ci_high)
    assert 0.93 <= covered[test.status == 0].mean() <= 0.965


@pytest.mark.parametrize(
    ("n", "kappas", "several"), [(21, (0.90, 0.88, 0.80), 0.91), (59, (0.93, 0.92, 0.90), 0.94)]
)
def test_coverage_of_kappas_is_as_documented(n, kappas, several, inside_band):
    rng = np.random.default_rng(203)
    shares, true = np.array([0.7, 0.2, 0.1]), 0.6
    cells = true * np.diag(shares) + (1 - true) * np.outer(shares, shares)
    counts = rng.multinomial(n, cells.ravel(), size=20_000).reshape(-1, 3, 3)
    names = ("unweighted", "linear", "quadratic")
    for name, expected in zip(names, kappas, strict=True):
        kappa = cohen_kappa(AgreementTable(counts), name).effect
        known = ~np.isnan(kappa.ci_low)
        inside_band(((kappa.ci_low <= true) & (true <= kappa.ci_high))[known], expected, 0.006)
    group = rng.choice(3, p=shares, size=(5000, n, 1))
    copied = rng.random((5000, n, 4)) < np.sqrt(true)
    ratings = np.where(copied, group, rng.choice(3, p=shares, size=(5000, n, 4)))
    kappa = fleiss_kappa(
        RatingCounts(np.stack([(ratings == j).sum(-1) for j in range(3)], -1))
    ).effect
    known = ~np.isnan(kappa.ci_low)
    inside_band(((kappa.ci_low <= true) & (true <= kappa.ci_high))[known], several, 0.006)


@pytest.mark.parametrize(("raters", "units", "pairs"), [(2, 0.94, 0.93), (6, 0.93, 0.65)])
def test_coverage_of_krippendorffs_alpha_is_as_documented(raters, units, pairs, inside_band):
    rng = np.random.default_rng(204)
    shares, true = np.array([0.5, 0.3, 0.2]), 0.6
    held = {name: [] for name in RESAMPLES}
    for _ in range(400):
        group = rng.choice(3, p=shares, size=21)
        copied = rng.random((raters, 21)) < np.sqrt(true)
        ratings = Ratings(np.where(copied, group, rng.choice(3, p=shares, size=(raters, 21))))
        for name, column in held.items():
            alpha = krippendorff_alpha(ratings, resample=name, draws=200).effect
            column.append(bool(alpha.ci_low <= true <= alpha.ci_high))
    inside_band(held["units"], units, slack=0.01)
    inside_band(held["pairs"], pairs, slack=0.01)
