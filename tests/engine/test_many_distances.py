"""The distance of many samples from the normal distribution is that of each sample alone."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special

from smeint.engine import reduce_normality
from smeint.engine.reduce_normality import _OFF, _distance, _distance_of_many, _near_cdf


def samples(kind):
    stream = np.random.default_rng(8)
    drawn = {
        "normal": stream.standard_normal((40, 114)),
        "skew": stream.exponential(size=(40, 114)) - 1,
        "tied": stream.integers(0, 3, (40, 114)) - 1.0,
        "far": stream.standard_cauchy((40, 114)) * 1e6,
        "constant": np.zeros((40, 114)),
        "two": stream.standard_normal((2, 20, 2)),
    }
    return np.sort(drawn[kind], axis=-1)


@pytest.mark.parametrize("kind", ["normal", "skew", "tied", "far", "constant", "two"])
def test_distance_of_many_is_that_of_each_to_the_last_bit(kind, monkeypatch):
    z = samples(kind)
    monkeypatch.setattr(reduce_normality, "_MANY", np.inf)
    assert np.array_equal(_distance_of_many(z), _distance(z))


def test_distance_of_many_keeps_what_is_not_a_number_to_its_sample():
    z = samples("normal")
    z[3] = np.nan
    found = _distance_of_many(z)
    assert np.isnan(found[3]) and np.isfinite(np.delete(found, 3)).all()


def test_the_approximation_is_nearer_than_its_bound():
    z = np.concatenate([np.linspace(-9, 9, 200_001), [-1e300, 1e300, -np.inf, np.inf]])
    assert np.abs(_near_cdf(z) - special.ndtr(z)).max() < _OFF / 4
