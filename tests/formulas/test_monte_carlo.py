"""What replicates tell, against their definitions in numpy alone."""

import numpy as np
import pytest

from smeint.formulas.monte_carlo import (
    bias,
    empirical_se,
    exaggeration,
    mean,
    moments,
    share,
    share_interval,
)


@pytest.fixture
def values():
    return np.random.default_rng(3).normal(-0.3, 0.1, size=(40, 5))


def test_moments_are_those_of_the_values_that_count(values):
    where = values < -0.25
    found = moments(values, where)
    for column in range(values.shape[1]):
        kept = values[where[:, column], column]
        assert found.n[column] == len(kept)
        assert found.mean[column] == pytest.approx(kept.mean(), rel=1e-13)
        assert found.variance[column] == pytest.approx(kept.var(ddof=1), rel=1e-12)


@pytest.mark.parametrize("cut", [0, 1, 17, 40])
def test_moments_of_parts_join_to_those_of_the_whole(values, cut):
    where = values < -0.25
    parts = moments(values[:cut], where[:cut]).plus(moments(values[cut:], where[cut:]))
    whole = moments(values, where)
    for name in ("n", "mean", "squares"):
        np.testing.assert_allclose(getattr(parts, name), getattr(whole, name), rtol=1e-12)


def test_moments_keep_their_digits_where_the_mean_is_large():
    x = np.array([0.1, 0.2, 0.4, 0.8])
    far, every = x + 1e8, np.ones(4, dtype=bool)
    joined = moments(far[:1], every[:1]).plus(moments(far[1:], every[1:]))
    assert float(joined.variance) == pytest.approx(x.var(ddof=1), rel=1e-6)


def test_without_a_value_nothing_is_known():
    none = moments(np.ones((3, 2)), np.zeros((3, 2), dtype=bool))
    for found in (mean(none), bias(none, 0.0, 0.0), empirical_se(none)):
        assert np.isnan(found.estimate).all() and np.isnan(found.mc_error).all()
    one = moments(np.ones((1, 1)), np.ones((1, 1), dtype=bool))
    assert mean(one).estimate == 1
    assert np.isnan(mean(one).mc_error) and np.isnan(empirical_se(one).estimate)


def test_errors_are_the_spread_of_estimates_over_many_simulations():
    rng = np.random.default_rng(8)
    draws = rng.normal(0.5, 2.0, size=(50, 20_000))
    every = np.ones(draws.shape, dtype=bool)
    found = moments(draws, every)
    for of in (mean, empirical_se, lambda m: bias(m, 0.5, 0.0)):
        measured = of(found)
        assert np.std(measured.estimate) == pytest.approx(np.mean(measured.mc_error), rel=0.03)
    hits = rng.binomial(50, 0.3, size=20_000)
    measured = share(hits, 50)
    assert np.std(measured.estimate) == pytest.approx(
        np.sqrt(np.mean(measured.mc_error**2) * 50 / 49), rel=0.03
    )


def test_the_truths_own_error_is_part_of_the_bias_and_of_the_exaggeration():
    rng = np.random.default_rng(9)
    sizes = rng.normal(1.5, 0.2, size=(100, 4000))
    truths = rng.normal(-1.0, 0.05, size=4000)
    found = moments(sizes, np.ones(sizes.shape, dtype=bool))
    ratio = exaggeration(found, truths, 0.05)
    assert np.mean(ratio.estimate) == pytest.approx(1.5, rel=0.01)
    assert np.std(ratio.estimate) == pytest.approx(np.mean(ratio.mc_error), rel=0.05)
    apart = bias(found, -truths, 0.05)
    assert np.std(apart.estimate) == pytest.approx(np.mean(apart.mc_error), rel=0.05)


def test_there_is_no_exaggeration_of_a_truth_of_zero():
    found = moments(np.ones((5, 1)), np.ones((5, 1), dtype=bool))
    assert np.isnan(exaggeration(found, 0.0, 0.0).estimate)


def test_a_share_of_none_or_all_has_an_interval_with_a_width():
    for count in (0, 100):
        low, high = share_interval(count, 100)
        assert share(count, 100).mc_error == 0
        assert 0.03 < high - low < 0.05
    assert np.isnan(share(0, 0).estimate) and np.isnan(share_interval(0, 0)).all()
