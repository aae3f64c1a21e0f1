"""The pooled score test: size and coverage with dependent years, and against unclustered tests."""

import math

import numpy as np
import pytest
from scipy import stats

from smeint.formulas.rank_sum import RankSum, mann_whitney
from smeint.formulas.score import ScoreSums, pooled_score

pytestmark = pytest.mark.slow

YEARS = 3


def panels(rng, replicates, firms, first, effect=0.0):
    """Return outcome and group, (replicates, firms, years); half of the variance is the firm's."""
    firm, year = (
        rng.normal(size=(replicates, firms, 1)),
        rng.normal(size=(replicates, firms, YEARS)),
    )
    group = np.broadcast_to((np.arange(firms) < first)[:, None] * 1.0, (firms, YEARS))
    return math.sqrt(0.5) * (firm + year) + effect * group, group


def sums(outcome, group):
    """Return the summary of many panels, years without missing firms."""
    y = stats.rankdata(outcome, axis=1) - (outcome.shape[1] + 1) / 2
    x = np.broadcast_to(group - group.mean(axis=0), y.shape)
    t, b, c = (y * x).sum(2), (y * y).sum(2), (x * x).sum(2)
    total_b, total_c = b.sum(1, keepdims=True), c.sum(1, keepdims=True)
    root = np.sqrt(total_b * total_c)
    r = t.sum(1, keepdims=True) / root
    influence = (
        t - r * (b * np.sqrt(total_c / total_b) + c * np.sqrt(total_b / total_c)) / 2
    ) / root
    return ScoreSums(
        outcome.shape[1],
        t.sum(1),
        (t**2).sum(1),
        total_b[:, 0],
        total_c[:, 0],
        (influence**2).sum(1),
    )


#: Firms, firms of the first group, size at .05: conservative with few firms in a group.
DESIGNS = [
    (114, 57, 0.049),
    (114, 23, 0.043),
    (59, 20, 0.046),
    (21, 10, 0.038),
    (21, 4, 0.016),
    (12, 6, 0.029),
]


@pytest.mark.parametrize(("firms", "first", "size"), DESIGNS)
def test_size_of_the_pooled_score_test(firms, first, size, inside_band, replicates):
    outcome, group = panels(np.random.default_rng(109), replicates, firms, first)
    test = pooled_score(sums(outcome, group))
    # the documented size is itself simulated
    inside_band(test.p_value < 0.05, size, slack=0.003)
    assert (test.p_value < 0.05).mean() < 0.055


def test_pooling_firm_years_in_a_plain_test_would_reject_far_too_often(replicates):
    outcome, group = panels(np.random.default_rng(110), 4000, 100, 50)
    flat = outcome.reshape(len(outcome), -1)
    ranks = stats.rankdata(flat, axis=1)[:, group.ravel() == 1]
    n_1 = ranks.shape[1]
    u_1 = ranks.sum(1) - n_1 * (n_1 + 1) / 2
    plain = mann_whitney(RankSum(n_1, flat.shape[1] - n_1, u_1, 0, np.nan, np.nan))
    assert (plain.p_value < 0.05).mean() > 0.12


@pytest.mark.parametrize(("firms", "first"), [(114, 57), (59, 20), (21, 10)])
@pytest.mark.parametrize("effect", [0.0, 0.5, 1.0])
def test_coverage_of_the_pooled_correlation(firms, first, effect, replicates):
    rng = np.random.default_rng(111)
    share = first / firms
    # ranks of a mixture of two normal samples, correlated with the group in very many firms
    many, group = panels(rng, 60, 40 * firms, 40 * first, effect)
    true = float(np.mean(pooled_score(sums(many, group)).effect.estimate))
    outcome, group = panels(rng, replicates, firms, first, effect)
    interval = pooled_score(sums(outcome, group)).effect
    covered = ((interval.ci_low <= true) & (true <= interval.ci_high)).mean()
    assert 0.93 <= covered <= 0.97, (share, covered)
