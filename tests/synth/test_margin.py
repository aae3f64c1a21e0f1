"""Margins with their ties, and correlations of latents behind ranks."""

import numpy as np
import pytest
from scipy import special, stats

from smeint.synth.margin import margin_of
from smeint.synth.prepared import mixture_quantiles
from smeint.synth.rates import scaled_correlations
from smeint.synth.score_series import latent_correlation, series


def test_tied_values_keep_their_shares_and_single_ones_spread():
    found = margin_of(np.array([1.0, 5.0, 2.0, 2.0, 3.0, 7.0, 9.0]), whole=False)
    assert found.low.tolist() == [1.0, 2.0, 2.5, 4.0, 6.0, 8.0]
    assert found.high.tolist() == [1.5, 2.0, 4.0, 6.0, 8.0, 9.0]
    np.testing.assert_allclose(found.shares * 7, [1, 2, 1, 1, 1, 1])
    assert not found.discrete


@pytest.mark.parametrize(
    ("values", "whole"), [([0, 0, 0, 1, 4], False), ([1, 2, 3, 4], True), ([3], False)]
)
def test_heaped_or_whole_values_stay(values, whole):
    found = margin_of(np.array(values, dtype=float), whole=whole)
    assert found.discrete
    assert found.low.tolist() == sorted(set(values))
    assert found.shares.sum() == pytest.approx(1)


@pytest.mark.parametrize("rho", [-0.7, 0.0, 0.3, 0.9])
def test_latents_behind_ranks_and_behind_yes_no(rho):
    fine, even = series(np.full(500, 1 / 500)), series(np.array([0.5, 0.5]))
    spearman, phi = 6 / np.pi * np.arcsin(rho / 2), 2 / np.pi * np.arcsin(rho)
    # coefficients of an untied variable hold without rounding for k to infinity
    assert latent_correlation(spearman, fine, fine) == pytest.approx(rho, abs=1e-3)
    if rho >= 0:
        assert latent_correlation(phi, even) == pytest.approx(rho, abs=2e-3)


def test_uneven_answers_have_their_tetrachoric_correlation():
    shares, rho = np.array([0.8, 0.2]), 0.85
    cut = special.ndtri(0.8)
    both = stats.multivariate_normal([0, 0], [[1, rho], [rho, 1]]).cdf([-cut, -cut])
    phi = (both - 0.2**2) / (0.2 * 0.8)
    assert latent_correlation(phi, series(shares)) == pytest.approx(rho, abs=2e-3)
    assert latent_correlation(1.0, series(shares)) == 1


def test_quantiles_of_a_mixture_are_undone_by_its_distribution():
    p = np.array([0.001, 0.3, 0.5, 0.99])
    shifts, weights = np.array([-1.5, 0.2, 2.0]), np.array([0.2, 0.5, 0.3])
    back = special.ndtr(mixture_quantiles(p, shifts, weights)[:, None] - shifts) @ weights
    np.testing.assert_allclose(back, p, atol=1e-12)


def test_scaled_correlations_stay_possible():
    assert scaled_correlations((0.6, 0.7), 1.0) == (0.6, 0.7)
    assert scaled_correlations((0.6, 0.7), 0.0) == (0.0, 0.0)
    wide = np.array(scaled_correlations((0.6, 0.7), 5.0))
    assert np.sum(wide**2) < 1
    assert wide[0] / wide[1] == pytest.approx(6 / 7)
    assert np.arctanh(scaled_correlations((0.5,), 0.3)) == pytest.approx([0.3 * np.arctanh(0.5)])
