"""Tests of 2x2 tables: simulated size against the size enumerated over all tables."""

import numpy as np
import pytest
from scipy import stats

from smeint.finding import Status
from smeint.formulas.contingency import Table2x2, chi_square_2x2, phi_coefficient
from smeint.formulas.fisher import fisher_2x2

pytestmark = pytest.mark.slow

#: Groups, share of events, and Pearson's size at .05: few events make it
#: conservative, because most tables then have only a few possible statistics.
DESIGNS = [
    (57, 57, 0.50, 0.0488),
    (57, 57, 0.35, 0.0517),
    (20, 39, 0.50, 0.0489),
    (141, 237, 0.60, 0.0503),
    (5, 16, 0.35, 0.0464),
    (5, 16, 0.10, 0.0204),
    (57, 57, 0.02, 0.0174),
]


def all_tables(n_1, n_2):
    """Return first cells and second-group events of every table, as two arrays."""
    a, c = np.meshgrid(np.arange(n_1 + 1), np.arange(n_2 + 1), indexing="ij")
    return a, c


def probabilities(n_1, n_2, p_1, p_2):
    """Return the probability of every table under two independent binomials."""
    first = stats.binom.pmf(np.arange(n_1 + 1), n_1, p_1)
    return first[:, None] * stats.binom.pmf(np.arange(n_2 + 1), n_2, p_2)


def enumerated_size(n_1, n_2, share):
    """Return Pearson's size, the statistic written out as a sum over cells."""
    a, c = all_tables(n_1, n_2)
    cells = np.stack([a, n_1 - a, c, n_2 - c], axis=-1).reshape(-1, 2, 2).astype(float)
    rows, columns = cells.sum(2, keepdims=True), cells.sum(1, keepdims=True)
    expected = rows * columns / (n_1 + n_2)
    with np.errstate(divide="ignore", invalid="ignore"):
        chi2 = ((cells - expected) ** 2 / expected).sum(axis=(1, 2)).reshape(a.shape)
    rejects = np.nan_to_num(chi2) > stats.chi2.isf(0.05, 1)
    return float(probabilities(n_1, n_2, share, share)[rejects].sum())


@pytest.mark.parametrize(("n_1", "n_2", "share", "size"), DESIGNS)
def test_size_of_pearsons_chi_square(n_1, n_2, share, size, inside_band, replicates):
    expected = enumerated_size(n_1, n_2, share)
    assert expected == pytest.approx(size, abs=5e-5)
    rng = np.random.default_rng(101)
    a, c = rng.binomial(n_1, share, replicates), rng.binomial(n_2, share, replicates)
    test = chi_square_2x2(Table2x2(a, n_1 - a, c, n_2 - c))
    degenerate = (a + c == 0) | (a + c == n_1 + n_2)
    np.testing.assert_array_equal(test.status == Status.CONSTANT_OUTCOME, degenerate)
    inside_band(test.p_value < 0.05, expected)


@pytest.mark.parametrize(("n_1", "n_2"), [(57, 57), (20, 39), (5, 16)])
def test_fishers_size_is_never_above_alpha(n_1, n_2):
    a, c = all_tables(n_1, n_2)
    p = fisher_2x2(Table2x2(a, n_1 - a, c, n_2 - c)).p_value
    for share in np.linspace(0.01, 0.99, 50):
        weights = probabilities(n_1, n_2, share, share)
        for alpha in (0.01, 0.05, 0.10):
            assert weights[p <= alpha].sum() <= alpha


@pytest.mark.parametrize(
    ("n_1", "n_2", "mean", "least"),
    [
        (57, 57, 0.955, 0.924),
        (20, 39, 0.956, 0.907),
        (5, 16, 0.956, 0.916),
        (141, 237, 0.952, 0.941),
    ],
)
def test_coverage_of_phis_interval_is_as_documented(n_1, n_2, mean, least):
    a, c = all_tables(n_1, n_2)
    interval = phi_coefficient(Table2x2(a, n_1 - a, c, n_2 - c))
    usable = (a + c > 0) & (a + c < n_1 + n_2)
    grid = (0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.68, 0.8, 0.9, 0.95, 0.98)
    weight = n_1 / (n_1 + n_2)
    covered = []
    for p_1 in grid:
        for p_2 in grid:
            pooled = weight * p_1 + (1 - weight) * p_2
            phi = (p_1 - p_2) * np.sqrt(weight * (1 - weight) / (pooled * (1 - pooled)))
            weights = probabilities(n_1, n_2, p_1, p_2) * usable
            # limits touch phi at tables whose shares are the true ones
            holds = (interval.ci_low <= phi + 1e-12) & (interval.ci_high >= phi - 1e-12)
            covered.append(weights[holds & usable].sum() / weights.sum())
    assert np.mean(covered) == pytest.approx(mean, abs=5e-4)
    assert min(covered) == pytest.approx(least, abs=5e-4)
