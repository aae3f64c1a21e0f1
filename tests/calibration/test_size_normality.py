"""Tests of normality: Lilliefors and Shapiro-Wilk hold their size, the naive reading has none."""

import numpy as np
import pytest
from scipy import special

from smeint.formulas import shapiro
from smeint.formulas.normality import NormalitySummary, kolmogorov_smirnov, lilliefors, shapiro_wilk

pytestmark = pytest.mark.slow


def summary(x):
    """Return the summary of samples in rows."""
    n = x.shape[1]
    ordered = np.sort(x, axis=1)
    z = (ordered - ordered.mean(1, keepdims=True)) / ordered.std(1, ddof=1, keepdims=True)
    cdf, steps = special.ndtr(z), np.arange(n + 1) / n
    d = np.maximum((steps[1:] - cdf).max(1), (cdf - steps[:-1]).max(1))
    return NormalitySummary(n, False, d, shapiro.one_minus_w(ordered))


#: Lilliefors' size at .05: statsmodels interpolates its table linearly between 50, 100, 200 ...
#: observations, where critical values fall like 1 / sqrt(n), so that p is too large in between.
SIZES = [(5, 0.050), (12, 0.050), (50, 0.050), (57, 0.041), (114, 0.041), (150, 0.033)]


@pytest.mark.parametrize(("n", "size"), SIZES)
def test_size(n, size, inside_band, replicates):
    normal = summary(np.random.default_rng(112).normal(3, 7, size=(replicates, n)))
    inside_band(lilliefors(normal).p_value < 0.05, size, slack=0.001)
    # Royston's transformation is a fit: .047 to .053
    inside_band(shapiro_wilk(normal).p_value < 0.05, 0.05, slack=0.003)
    assert (kolmogorov_smirnov(normal).p_value < 0.05).mean() < 0.001
