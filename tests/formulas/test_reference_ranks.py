"""Rank tests against R (wilcox.test, coin, exactRankTests, effectsize, cor.test) and SciPy."""

import numpy as np
import scipy.stats

from smeint.engine import reduce
from smeint.formulas.correlation import spearman
from smeint.formulas.rank_sum import mann_whitney
from smeint.formulas.rank_sum_exact import exact_rank_sum
from smeint.formulas.score import pooled_score


def two_groups(case):
    outcome = np.concatenate([case["x"], case["y"]]).astype(float)
    return outcome, np.arange(len(outcome)) < len(case["x"])


def test_mann_whitney_agrees_with_r(reference, same, measures):
    assert len(reference["rank_sums"]) >= 3
    for case in reference["rank_sums"]:
        summary = reduce.rank_sum(*two_groups(case))
        test = mann_whitney(summary)
        same(measures(test)["u_1"].estimate, case["u_1"])
        same(test.statistic, case["z"])
        same(test.p_value, case["p"])
        same(mann_whitney(summary, continuity=True).p_value, case["p_continuity"])
        same(test.effect.estimate, case["rank_biserial"])


def test_exact_p_agrees_with_exactranktests_and_coin(reference, same):
    for case in reference["rank_sums"]:
        p = exact_rank_sum(reduce.tie_pattern(*two_groups(case))).p_value
        same(p, case["exact_p"])
        same(p, case["coin_exact_p"])


def test_exact_p_without_ties_is_scipys(same):
    rng = np.random.default_rng(5)
    for n_1, n_2 in [(2, 3), (7, 4), (20, 39), (57, 57), (1, 30)]:
        x, y = rng.permutation(n_1 + n_2)[:n_1] + 0.0, None
        y = np.setdiff1d(np.arange(n_1 + n_2) + 0.0, x)
        p = exact_rank_sum(
            reduce.tie_pattern(np.concatenate([x, y]), np.arange(n_1 + n_2) < n_1)
        ).p_value
        same(p, scipy.stats.mannwhitneyu(x, y, method="exact").pvalue, rtol=1e-11)


def test_standard_error_of_superiority_is_brunner_munzels(reference, same, measures):
    for case in reference["rank_sums"]:
        superiority = measures(mann_whitney(reduce.rank_sum(*two_groups(case))))[
            "probability_of_superiority"
        ]
        if not superiority.std_error > 0:
            continue
        statistic = scipy.stats.brunnermunzel(case["y"], case["x"]).statistic
        same((superiority.estimate - 0.5) / superiority.std_error, statistic)


def test_spearman_agrees_with_r(reference, same):
    for case in reference["correlations"]:
        test = spearman(reduce.rank_correlation(case["y"], case["x"]))
        same(test.effect.estimate, case["rho"])
        same(test.statistic, case["t"])
        same(test.p_value, case["p"])
        same(test.p_value, case["p_spearman"])


def test_pooled_score_agrees_with_r(reference, same):
    assert len(reference["scores"]) >= 3
    for case in reference["scores"]:
        test = pooled_score(reduce.score_sums(case["y"], case["x"], case["cell"], case["firm"]))
        same(test.statistic, case["z"])
        same(test.df, case["df"])
        same(test.p_value, case["p"])
        same(test.effect.estimate, case["r"])
        same(test.effect.std_error, case["se"])
        same([test.effect.ci_low, test.effect.ci_high], [case["low"], case["high"]])
        # another method altogether: it agrees in size, not in digits
        same(test.effect.std_error, case["se_jackknife"], rtol=0.25)
