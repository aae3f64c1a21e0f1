"""Tests of normality against R (shapiro.test, nortest, e1071) and statsmodels."""

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.diagnostic import lilliefors as statsmodels_lilliefors

from smeint.engine.reduce import normality
from smeint.formulas.normality import (
    NormalitySummary,
    dallas_wilkinson,
    kolmogorov_smirnov,
    lilliefors,
    shapiro_wilk,
)


def test_shapiro_wilk_agrees_with_r_to_1e_10(reference, same):
    sizes = {len(case["x"]) for case in reference["normality"]}
    assert {3, 4, 5, 6, 11, 12, 5000} <= sizes  # each branch of the algorithm
    for case in reference["normality"]:
        test = shapiro_wilk(normality(case["x"]))
        same(test.statistic, case["w"], rtol=1e-10)
        # R has 6 / pi and pi / 3 with 15 digits; p near 0 for three observations is their error
        atol = 1e-13 if len(case["x"]) == 3 else 0.0
        same(test.p_value, case["w_p"], rtol=1e-10, atol=atol)


def test_distances_agree_with_r(reference, same):
    for case in reference["normality"]:
        summary = normality(case["x"])
        same(summary.d, case["d_ks"])
        if "d" in case:
            same(summary.d, case["d"])
        if "ks_p" in case and len(case["x"]) > 3:
            # SciPy takes an asymptotic expansion above 140 observations
            rtol = 1e-8 if len(case["x"]) <= 140 else 1e-5
            same(kolmogorov_smirnov(summary).p_value, case["ks_p"], rtol=rtol)


def test_shape_agrees_with_e1071(reference, same):
    for case in reference["normality"]:
        summary = normality(case["x"])
        same(summary.skewness, case["skewness"], atol=1e-13)
        same(summary.excess_kurtosis, case["kurtosis"], atol=1e-13)


def test_lilliefors_agrees_with_statsmodels(reference, same):
    inside = 0
    for case in reference["normality"]:
        if len(case["x"]) < 4:
            continue
        test = lilliefors(normality(case["x"]))
        d, p = statsmodels_lilliefors(np.array(case["x"]), dist="norm", pvalmethod="table")
        same(test.statistic, d)
        same(test.p_value, p)
        inside += int(test.p_bound == 0)
        if p == 0.001:
            assert test.p_bound == -1
    assert inside >= 5


def test_lilliefors_says_where_its_table_ends():
    fits = normality(np.linspace(-1, 1, 4) ** 3)
    assert lilliefors(fits).p_bound in (0, 1)
    regular = normality([-1.03, -0.3, 0.3, 1.03])
    test = lilliefors(regular)
    assert float(test.p_value) == 0.99
    assert int(test.p_bound) == 1
    test = lilliefors(normality([0.0] * 30 + [1.0]))
    assert float(test.p_value) == 0.001
    assert int(test.p_bound) == -1


def test_lilliefors_of_many_samples_is_statsmodels_for_each(same):
    rng = np.random.default_rng(8)
    for n in (4, 15, 57, 1600, 1700):
        samples = [rng.normal(size=n) for _ in range(3)] + [rng.exponential(size=n)]
        summaries = [normality(x) for x in samples]
        batch = lilliefors(NormalitySummary(n, False, [s.d for s in summaries]))
        expected = [statsmodels_lilliefors(x, pvalmethod="table")[1] for x in samples]
        same(batch.p_value, expected)


# R 4.2, nortest 1.0-4, lillie.test on q + (q > 1), q = qnorm(ppoints(n))
NORTEST = [
    (114, 0.100058225934503, 0.0069295267747576),
    (400, 0.0966984704386211, 1.33344372303766e-09),
]


@pytest.mark.parametrize(("n", "d", "p"), NORTEST)
def test_dallas_and_wilkinsons_p_is_that_of_nortest(n, d, p):
    q = stats.norm.ppf((np.arange(1, n + 1) - 0.5) / n)
    found = dallas_wilkinson(normality(q + (q > 1)))
    assert float(found.estimate) == pytest.approx(d, rel=1e-12)
    assert float(found.p_value) == pytest.approx(p, rel=1e-10)


def test_dallas_and_wilkinson_stop_at_a_tenth():
    q = stats.norm.ppf((np.arange(1, 58) - 0.5) / 57)
    found = dallas_wilkinson(normality(q + (q > 1)))  # nortest, by another formula: .126
    assert (float(found.p_value), int(found.p_bound)) == (0.1, 1)
