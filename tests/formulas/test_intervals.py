"""Intervals that no R package at hand computes: each written out once more, in another way."""

import math

import numpy as np
import pytest
from scipy import special
from scipy.optimize import brentq

from smeint.formulas.contingency import Table2x2, chi_square_2x2
from smeint.formulas.correlation import RankCorrelation, spearman
from smeint.formulas.intervals import t_quantile, two_sided_t
from smeint.formulas.rank_sum import mann_whitney, newcombe_method_5
from smeint.formulas.rank_sum_exact import TiePattern

Z = 1.959963984540054


def phi_of(p_1, n_1, p_2, n_2):
    """Return the correlation of two 0/1 variables from moments."""
    n = n_1 + n_2
    mean_y, mean_x = (n_1 * p_1 + n_2 * p_2) / n, n_1 / n
    covariance = n_1 * p_1 / n - mean_x * mean_y
    variance = mean_y * (1 - mean_y)
    return covariance / math.sqrt(variance * mean_x * (1 - mean_x)) if variance > 0 else 0.0


def score_limits(events, n):
    """Return Wilson's limits as the roots of (p - t)^2 = Z^2 t (1 - t) / n."""
    p = events / n
    roots = np.roots([1 + Z * Z / n, -(2 * p + Z * Z / n), p * p])
    return sorted(float(r.real) for r in roots)


@pytest.mark.parametrize("cells", [(20, 37, 39, 18), (4, 1, 3, 13), (5, 0, 0, 16), (2, 3, 0, 16)])
def test_phis_limits_by_square_and_add(cells, same):
    a, b, c, d = cells
    n_1, n_2 = a + b, c + d
    (low_1, high_1), (low_2, high_2) = score_limits(a, n_1), score_limits(c, n_2)
    phi = phi_of(a / n_1, n_1, c / n_2, n_2)
    below = math.hypot(
        phi - phi_of(low_1, n_1, c / n_2, n_2), phi - phi_of(a / n_1, n_1, high_2, n_2)
    )
    above = math.hypot(
        phi - phi_of(high_1, n_1, c / n_2, n_2), phi - phi_of(a / n_1, n_1, low_2, n_2)
    )
    found = chi_square_2x2(Table2x2(*cells)).effect
    same(found.estimate, phi, rtol=1e-12)
    same(found.ci_low, phi - below, rtol=1e-7)
    same(found.ci_high, min(phi + above, 1.0), rtol=1e-7)


@pytest.mark.parametrize(("theta", "n_1", "n_2"), [(1.0, 5, 16), (0.5, 57, 57), (0.8, 20, 39)])
def test_newcombes_method_5_solves_its_equation(theta, n_1, n_2, same):
    star = (n_1 + n_2) / 2

    def gap(t):
        # Hanley and McNeil's variance with q1 = t / (2 - t) and q2 = 2 t^2 / (1 + t)
        q_1, q_2 = t / (2 - t), 2 * t * t / (1 + t)
        variance = t * (1 - t) + (star - 1) * (q_1 - t * t) + (star - 1) * (q_2 - t * t)
        return abs(theta - t) - Z * math.sqrt(variance / (n_1 * n_2))

    low, high = newcombe_method_5(theta, n_1, n_2)
    same(low, brentq(gap, 1e-6, theta - 1e-6), rtol=1e-9)
    if theta < 1:
        same(high, brentq(gap, theta + 1e-6, 1 - 1e-9), rtol=1e-9)
    else:
        assert high == 1


def test_at_complete_separation_superiority_has_newcombes_interval(same):
    test = mann_whitney(TiePattern([0, 0, 5], [8, 8, 0]).rank_sum())
    low, _ = newcombe_method_5(1.0, 5, 16)
    same([test.effect.ci_low, test.effect.ci_high], [2 * low - 1, 1.0], rtol=1e-12)


def test_spearmans_interval_has_bonett_and_wrights_standard_error(same):
    effect = spearman(RankCorrelation(30, 0.4)).effect
    std_error = math.sqrt((1 + 0.4 * 0.4 / 2) / 27)
    same(effect.std_error, std_error, rtol=1e-12)
    z = 0.5 * math.log(1.4 / 0.6)
    same(effect.ci_low, math.tanh(z - Z * std_error), rtol=1e-12)
    same(effect.ci_high, math.tanh(z + Z * std_error), rtol=1e-12)


@pytest.mark.parametrize("level", [0.5, 0.9, 0.95, 0.999, 1 - 1e-9])
def test_the_quantile_of_t_leaves_its_tails(level):
    df = np.concatenate([np.geomspace(0.4, 300, 400), np.arange(1, 300)])
    tail = 2 * (1 - (0.5 + level / 2))
    # older versions of scipy have ten digits of the quantile, which is then theirs
    scipys = two_sided_t(special.stdtrit(df, 0.5 + level / 2), df)
    rtol = max(2e-13, 2 * np.abs(scipys / tail - 1).max())
    np.testing.assert_allclose(two_sided_t(t_quantile(df, level), df), tail, rtol=rtol)
    assert rtol < 1e-8


def test_the_quantile_of_t_does_not_depend_on_its_neighbours():
    df = np.array([[3.0, 5.0, 17.3], [np.nan, np.inf, -1.0]])
    together = t_quantile(df, 0.95)
    np.testing.assert_array_equal(together, [[t_quantile(x, 0.95) for x in row] for row in df])
    assert together[1, 1] == pytest.approx(special.ndtri(0.975), rel=1e-14)
    assert np.isnan(together[1, [0, 2]]).all()
