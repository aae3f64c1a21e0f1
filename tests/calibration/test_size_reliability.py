"""Intervals of alpha and omega hold the reliability as often as they say, and where they do not."""

import numpy as np
import pytest

from smeint.engine.items import item_covariance
from smeint.finding import Status
from smeint.formulas.items import ItemCovariance
from smeint.formulas.omega import mcdonald_omega
from smeint.formulas.reliability import alpha_of, cronbach_alpha, item_rest

pytestmark = pytest.mark.slow

PARALLEL = ([0.7] * 4, [0.51] * 4)
CONGENERIC = ([0.9, 0.7, 0.6, 0.5, 0.8], [0.19, 0.51, 0.64, 0.75, 0.36])
#: Of omega .43: 1.6 squared over that and 4 times .84.
WEAK = ([0.4] * 4, [0.84] * 4)
LIKERT = (-1.5, -0.5, 0.5, 1.5)


def answers(model, replicates, n, cuts=None, seed=31):
    """Return samples of items of one factor, cut into categories where `cuts` are given."""
    loadings, unique = np.array(model[0]), np.array(model[1])
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(replicates, n, 1)) * loadings
    x += rng.normal(size=(replicates, n, len(loadings))) * np.sqrt(unique)
    return x if cuts is None else np.digitize(x, cuts).astype(float)


def true_covariance(model, cuts=None):
    """Return the items' covariances in the population, by a sample of two million where cut."""
    if cuts is None:
        return np.outer(model[0], model[0]) + np.diag(model[1])
    return np.cov(answers(model, 1, 2_000_000, cuts, seed=32)[0].T)


def covers(estimate, truth):
    """Return in which samples the interval holds the truth."""
    return (estimate.ci_low <= truth) & (truth <= estimate.ci_high)


@pytest.mark.parametrize("n", [8, 20, 57, 114])
def test_feldts_interval_is_exact_for_parallel_items(n, inside_band, replicates):
    alpha = cronbach_alpha(item_covariance(answers(PARALLEL, replicates, n))).effect
    inside_band(covers(alpha, alpha_of(true_covariance(PARALLEL))), 0.95)


@pytest.mark.parametrize(
    ("model", "cuts", "coverage"),
    [
        (CONGENERIC, None, 0.95),
        (PARALLEL, LIKERT, 0.95),
        # one item with most of the variance, and rare answers: neither is what Feldt assumes
        (([0.9, 1.4, 0.6, 2.2], [1, 0.6, 1.4, 6]), None, 0.982),
        (PARALLEL, (0.2,), 0.94),
        (PARALLEL, (1.2,), 0.80),
    ],
)
def test_feldts_interval_elsewhere(model, cuts, coverage, inside_band, replicates):
    alpha = cronbach_alpha(item_covariance(answers(model, replicates, 114, cuts))).effect
    inside_band(covers(alpha, alpha_of(true_covariance(model, cuts))), coverage, slack=0.002)


@pytest.mark.parametrize(
    ("model", "cuts", "n", "coverage", "heywood"),
    [
        (PARALLEL, None, 57, 0.95, 0.01),
        (PARALLEL, None, 114, 0.95, 0.01),
        (CONGENERIC, None, 20, 0.956, 0.20),
        (CONGENERIC, None, 57, 0.95, 0.04),
        (CONGENERIC, None, 114, 0.95, 0.01),
        (PARALLEL, LIKERT, 114, 0.95, 0.01),
        (PARALLEL, (0.2,), 114, 0.94, 0.01),
        (PARALLEL, (1.2,), 114, 0.824, 0.10),
        (WEAK, None, 57, 0.91, 0.27),
        (WEAK, None, 114, 0.94, 0.10),
    ],
)
def test_omegas_interval(model, cuts, n, coverage, heywood, inside_band, replicates):
    result = mcdonald_omega(item_covariance(answers(model, replicates, n, cuts)))
    truth = mcdonald_omega(ItemCovariance(2e6, true_covariance(model, cuts))).effect.estimate
    ok = result.status == int(Status.OK)
    assert 1 - ok.mean() <= heywood
    inside_band(covers(result.effect, truth)[ok], coverage, slack=0.003)


@pytest.mark.parametrize("n", [57, 114])
def test_standardized_omegas_interval(n, inside_band, replicates):
    result = mcdonald_omega(item_covariance(answers(CONGENERIC, replicates, n)))
    covariance = true_covariance(CONGENERIC)
    truth = mcdonald_omega(ItemCovariance(2e6, covariance)).measures[1].estimate
    ok = result.status == int(Status.OK)
    inside_band(covers(result.measures[1], truth)[ok], 0.95, slack=0.003)


@pytest.mark.parametrize(("cuts", "coverage"), [(None, 0.95), ((1.2,), 0.805)])
def test_item_rest_correlations_intervals(cuts, coverage, inside_band, replicates):
    found = item_rest(item_covariance(answers(PARALLEL, replicates, 114, cuts))).measures
    truth = item_rest(ItemCovariance(2e6, true_covariance(PARALLEL, cuts))).measures
    for one, other in zip(found, truth, strict=True):
        inside_band(covers(one, float(other.estimate)), coverage, slack=0.003)
