"""Tests of normality hold their size at every n; the naive reading of D has none."""

import numpy as np
import pytest
from statsmodels.stats.diagnostic import lilliefors as statsmodels_lilliefors

from smeint.engine.reduce import distance_to_given_normal, normality
from smeint.formulas.anderson_darling import anderson_darling
from smeint.formulas.kolmogorov_smirnov import kolmogorov_smirnov_given
from smeint.formulas.normality import kolmogorov_smirnov_as_if_known, lilliefors, shapiro_wilk
from smeint.formulas.skewness_kurtosis import skewness_kurtosis

pytestmark = pytest.mark.slow

SIZES = [5, 11, 20, 39, 57, 114, 150, 300, 1000]


def draws(n, replicates):
    """Yield normal samples in rows, a few thousand at a time."""
    rng = np.random.default_rng(112)
    chunk = min(replicates, 1_000_000 // n)
    for start in range(0, replicates, chunk):
        yield rng.normal(3, 7, size=(min(chunk, replicates - start), n))


def p_values(n, replicates, *formulas):
    """Return p of each formula, sample by sample."""
    found = [[] for _ in formulas]
    for x in draws(n, replicates):
        summary = normality(x)
        for p, formula in zip(found, formulas, strict=True):
            p.append(formula(summary))
    return [np.concatenate(p) for p in found]


@pytest.mark.parametrize("n", SIZES)
def test_lilliefors(n, inside_band, replicates):
    (p,) = p_values(n, replicates * (1 if n > 150 else 3), lambda s: lilliefors(s).p_value)
    for alpha in (0.01, 0.05, 0.1):
        inside_band(p < alpha, alpha)
    # between the tabulated alphas; five observations have corners there
    for alpha in (0.03, 0.15):
        inside_band(p < alpha, alpha, slack=0.004 if n == 5 else 0.0)


def test_lilliefors_by_statsmodels_does_not(inside_band, replicates):
    """Its p is too large between tabulated n."""
    (own,) = p_values(150, replicates, lambda s: lilliefors(s).p_value)
    theirs = [statsmodels_lilliefors(x)[1] for rows in draws(150, replicates) for x in rows]
    assert (np.array(theirs) < 0.05).mean() < 0.038
    inside_band(own < 0.05, 0.05)


@pytest.mark.parametrize("n", SIZES)
def test_the_other_tests(n, inside_band, replicates):
    summarised = (
        lambda s: shapiro_wilk(s).p_value,
        lambda s: anderson_darling(s).p_value,
        lambda s: kolmogorov_smirnov_as_if_known(s).p_value if n < 141 else np.ones(1),
    )
    w, a, naive = p_values(n, replicates, *summarised)
    # Royston's and Stephens' formulas are fits
    inside_band(w < 0.05, 0.05, slack=0.003)
    if n >= 8:
        inside_band(a < 0.05, 0.05, slack=0.002)
    assert (naive < 0.05).mean() < 0.001


#: Sizes at .05 of D'Agostino's and of Anscombe and Glynn's test, from 200,000 samples.
SHAPE = [(5, None, 0.019), (8, 0.053, 0.037), (12, 0.051, 0.042), (20, 0.050, 0.047)]
SHAPE += [(57, 0.049, 0.053), (150, 0.049, 0.053), (1000, 0.050, 0.052)]


@pytest.mark.parametrize(("n", "skewness", "kurtosis"), SHAPE)
def test_skewness_and_kurtosis(n, skewness, kurtosis, inside_band, replicates):
    g_1, g_2 = p_values(
        n,
        replicates,
        lambda s: skewness_kurtosis(s).measures[0].p_value,
        lambda s: skewness_kurtosis(s).measures[3].p_value,
    )
    if skewness is None:
        assert np.isnan(g_1).all()
    else:
        inside_band(g_1 < 0.05, skewness, slack=0.001)
    inside_band(g_2 < 0.05, kurtosis, slack=0.001)


@pytest.mark.parametrize("n", [5, 20, 39, 57, 150])
def test_given_mean_and_sd(n, inside_band, replicates):
    rng = np.random.default_rng(7)
    x = rng.normal(3, 7, size=(replicates // (4 if n > 140 else 2), n))
    p = kolmogorov_smirnov_given(distance_to_given_normal(x, 3, 7)).p_value
    for alpha in (0.01, 0.05, 0.1):
        inside_band(p < alpha, alpha)
