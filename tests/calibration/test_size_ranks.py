"""Rank tests: simulated size against enumerated size, and coverage of their intervals."""

import itertools
import math

import numpy as np
import pytest
from scipy import stats

from smeint.formulas.correlation import RankCorrelation, spearman
from smeint.formulas.rank_sum import RankSum, mann_whitney
from smeint.formulas.rank_sum_exact import TiePattern, exact_rank_sum

pytestmark = pytest.mark.slow


def ways_of_u(n_1, n_2):
    """Return in how many orders of firms without ties U takes each value, as whole numbers."""
    table = {(0, 0): [1]}
    for i, j in itertools.product(range(n_1 + 1), range(n_2 + 1)):
        if (i, j) == (0, 0):
            continue
        ways = [0] * (i * j + 1)
        if i:  # the largest firm is of the first group: it beats all j
            for u, count in enumerate(table[i - 1, j]):
                ways[u + j] += count
        if j:
            for u, count in enumerate(table[i, j - 1]):
                ways[u] += count
        table[i, j] = ways
    return table[n_1, n_2]


def simulated(x, y):
    """Return the summary of samples in rows, by ranks and placements."""
    n_1, n_2 = x.shape[1], y.shape[1]
    ranks = stats.rankdata(np.hstack([x, y]), axis=1)
    p_1 = (ranks[:, :n_1] - stats.rankdata(x, axis=1)) / n_2
    p_2 = (ranks[:, n_1:] - stats.rankdata(y, axis=1)) / n_1
    ordered = np.sort(np.hstack([x, y]), axis=1)
    ties = np.array([(t**3 - t).sum() for t in map(_runs, ordered)], dtype=float)
    return RankSum(n_1, n_2, p_1.sum(1) * n_2, ties, p_1.var(1, ddof=1), p_2.var(1, ddof=1))


def _runs(row):
    return np.diff(np.flatnonzero(np.concatenate([[True], np.diff(row) != 0, [True]])))


@pytest.mark.parametrize(
    ("n_1", "n_2", "size"),
    [(57, 57, 0.0496), (20, 39, 0.0492), (5, 16, 0.0500), (3, 4, 0.0571), (2, 5, 0.0)],
)
def test_size_of_mann_whitney_without_ties(n_1, n_2, size, inside_band, replicates):
    ways = np.array([int(w) / math.comb(n_1 + n_2, n_1) for w in ways_of_u(n_1, n_2)])
    u = np.arange(n_1 * n_2 + 1)
    z = (u - n_1 * n_2 / 2) / math.sqrt(n_1 * n_2 * (n_1 + n_2 + 1) / 12)
    expected = float(ways[np.abs(z) > stats.norm.isf(0.025)].sum())
    assert expected == pytest.approx(size, abs=5e-5)
    rng = np.random.default_rng(102)
    summary = simulated(rng.normal(size=(replicates, n_1)), rng.normal(size=(replicates, n_2)))
    inside_band(mann_whitney(summary).p_value < 0.05, expected)


@pytest.mark.parametrize(("n_1", "n_2"), [(57, 57), (20, 39)])
def test_size_of_mann_whitney_with_half_of_the_firms_tied_at_zero(
    n_1, n_2, inside_band, replicates
):
    rng = np.random.default_rng(103)
    x, y = (np.maximum(rng.normal(size=(replicates, n)), 0).round(1) for n in (n_1, n_2))
    inside_band(mann_whitney(simulated(x, y)).p_value < 0.05, 0.05)


def test_the_exact_tests_size_is_the_largest_attainable_below_alpha():
    rng = np.random.default_rng(104)
    values = np.array([0] * 9 + [1] * 5 + [2, 3, 3, 5])
    p = []
    for _ in range(2000):
        first = rng.permutation(len(values)) < 7
        pattern = TiePattern(
            np.bincount(values[first], minlength=6), np.bincount(values[~first], minlength=6)
        )
        p.append(float(exact_rank_sum(pattern).p_value))
    p = np.array(p)
    attained = np.unique(p)
    # an exact p-value at or below c has probability c at every attained c
    for c in attained[attained < 0.5]:
        assert abs((p <= c * (1 + 1e-9)).mean() - c) <= 3.6 * math.sqrt(c * (1 - c) / len(p))


CASES = [
    (n_1, n_2, shift, spread)
    for n_1, n_2 in ((57, 57), (20, 39), (39, 20), (5, 16), (16, 5))
    for shift, spread in ((0.0, 1.0), (0.0, 3.0), (0.7, 0.33), (1.5, 1.0), (3.0, 3.0))
]


@pytest.mark.parametrize(("n_1", "n_2", "shift", "spread"), CASES)
def test_coverage_of_superiority_under_unequal_spread(n_1, n_2, shift, spread, replicates):
    rng = np.random.default_rng(105)
    x = rng.normal(shift, spread, size=(replicates, n_1))
    y = rng.normal(size=(replicates, n_2))
    theta = float(stats.norm.cdf(shift / math.hypot(spread, 1)))
    interval = mann_whitney(simulated(x, y)).measures[1]
    covered = ((interval.ci_low <= theta) & (theta <= interval.ci_high)).mean()
    # least of the 48 documented cases .900; conservative where a group has five firms
    assert covered >= (0.94 if min(n_1, n_2) > 5 else 0.935)
    assert covered <= (0.985 if min(n_1, n_2) > 5 else 1.0)


def centred_ranks(x):
    return stats.rankdata(x, axis=1) - (x.shape[1] + 1) / 2


def rank_correlations(x, y):
    a, b = centred_ranks(x), centred_ranks(y)
    return (a * b).sum(1) / np.sqrt((a * a).sum(1) * (b * b).sum(1))


@pytest.mark.parametrize("n", [30, 57, 114])
def test_size_of_spearman(n, inside_band, replicates):
    rng = np.random.default_rng(106)
    rho = rank_correlations(rng.normal(size=(replicates, n)), rng.normal(size=(replicates, n)))
    inside_band(spearman(RankCorrelation(n, rho)).p_value < 0.05, 0.05)


@pytest.mark.parametrize(("n", "size"), [(5, 0.0833), (6, 0.0583), (7, 0.0480), (8, 0.0576)])
def test_size_of_spearman_in_small_samples_by_all_orders(n, size, inside_band, replicates):
    orders = np.array(list(itertools.permutations(range(n))), dtype=float)
    rho = 1 - 6 * ((orders - np.arange(n)) ** 2).sum(1) / (n**3 - n)
    # abs(t) beyond its critical value, solved for rho
    t = stats.t.isf(0.025, n - 2)
    expected = float((np.abs(rho) > t / math.sqrt(n - 2 + t * t)).mean())
    assert expected == pytest.approx(size, abs=5e-5)
    rng = np.random.default_rng(107)
    rho = rank_correlations(rng.normal(size=(replicates, n)), rng.normal(size=(replicates, n)))
    summary = RankCorrelation(n, rho, p_complete=2 / math.factorial(n))
    inside_band(spearman(summary).p_value < 0.05, expected)


@pytest.mark.parametrize("n", [20, 57, 114])
@pytest.mark.parametrize("r", [0.0, 0.3, 0.6, 0.9])
def test_coverage_of_rho(n, r, inside_band, replicates):
    rng = np.random.default_rng(108)
    x = rng.normal(size=(replicates, n))
    y = r * x + math.sqrt(1 - r * r) * rng.normal(size=(replicates, n))
    true = 6 / math.pi * math.asin(r / 2)
    interval = spearman(RankCorrelation(n, rank_correlations(x, y))).effect
    # documented coverage is .950 to .958
    inside_band((interval.ci_low <= true) & (true <= interval.ci_high), 0.954, slack=0.004)
