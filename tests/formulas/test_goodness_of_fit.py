"""Goodness of fit against R (chisq.test, effectsize) and SciPy, and what must hold of it."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from smeint.errors import ArgumentError
from smeint.finding import Status
from smeint.formulas.goodness_of_fit import LevelCounts, adjusted_residuals, goodness_of_fit

CASES = json.loads(
    (Path(__file__).parents[1] / "reference" / "goodness_of_fit.json").read_text(encoding="utf-8")
)


def test_the_cases_have_intervals_and_one_that_has_none():
    held = [case["w_low"] <= case["w"] <= case["w_high"] for case in CASES.values()]
    assert sum(held) == len(held) - 1


@pytest.mark.parametrize("name", CASES)
def test_values_are_those_of_r(name, same, measures):
    case = CASES[name]
    levels = LevelCounts(case["counts"], case["shares"])
    test = goodness_of_fit(levels)
    found = measures(test)
    same(test.statistic, case["chi2"])
    same(test.df, case["df"])
    same(test.p_value, case["p"])
    same(levels.expected, case["expected"])
    same(adjusted_residuals(levels), case["residuals"], atol=1e-12)
    same(found["likelihood_ratio_chi_square"].statistic, case["g"])
    same(found["likelihood_ratio_chi_square"].p_value, case["g_p"])
    same(test.effect.estimate, case["w"])
    if case["w_low"] <= case["w"] <= case["w_high"]:
        # R's pchisq with a noncentrality is good to about 1e-12 in p, its root less
        same(test.effect.ci_low, case["w_low"], rtol=1e-6)
        same(test.effect.ci_high, case["w_high"], rtol=1e-6)
    else:  # the noncentral distribution excludes the estimate itself: no interval
        assert np.isnan([test.effect.ci_low, test.effect.ci_high]).all()
    same(found["min_expected"].estimate, min(case["expected"]))
    same(found["share_expected_below_5"].estimate, np.mean(np.array(case["expected"]) < 5))


counted = st.lists(
    st.tuples(st.integers(0, 500), st.floats(0.01, 10)), min_size=2, max_size=8
).filter(lambda rows: any(count for count, _ in rows))


@settings(max_examples=50)
@given(counted)
def test_statistics_are_those_of_scipy(rows):
    counts, shares = (np.array(part, dtype=float) for part in zip(*rows, strict=True))
    expected = counts.sum() * shares / shares.sum()
    test = goodness_of_fit(LevelCounts(counts, shares))
    pearson = stats.chisquare(counts, expected)
    likelihood = stats.power_divergence(counts, expected, lambda_="log-likelihood")
    ratio = next(m for m in test.measures if m.measure == "likelihood_ratio_chi_square")
    np.testing.assert_allclose(
        [test.statistic, test.p_value], [pearson.statistic, pearson.pvalue], rtol=1e-8, atol=1e-12
    )
    # SciPy sums G with cancellation where it is next to nothing
    np.testing.assert_allclose(ratio.statistic, likelihood.statistic, rtol=1e-6, atol=1e-9)


@settings(max_examples=50)
@given(counted, st.randoms(use_true_random=False))
def test_the_order_of_levels_does_not_matter_and_a_batch_is_its_members(rows, random):
    counts, shares = (list(part) for part in zip(*rows, strict=True))
    order = list(range(len(counts)))
    random.shuffle(order)
    one = goodness_of_fit(LevelCounts(counts, shares))
    other = goodness_of_fit(LevelCounts([counts[i] for i in order], [shares[i] for i in order]))
    np.testing.assert_allclose(one.statistic, other.statistic, rtol=1e-9, atol=1e-9)
    batch = goodness_of_fit(LevelCounts([counts, counts], shares))
    np.testing.assert_array_equal(batch.statistic, [one.statistic] * 2)
    np.testing.assert_array_equal(batch.effect.ci_high, [one.effect.ci_high] * 2)


@settings(max_examples=50)
@given(st.integers(0, 300), st.integers(1, 300), st.floats(0.01, 0.99))
def test_of_two_levels_the_residual_is_the_root_of_chi_square(a, b, share):
    levels = LevelCounts([a, b], [share, 1 - share])
    residuals = adjusted_residuals(levels)
    np.testing.assert_allclose(residuals[0], -residuals[1], atol=1e-9)
    np.testing.assert_allclose(
        residuals**2, float(goodness_of_fit(levels).statistic), rtol=1e-7, atol=1e-9
    )


def test_an_expected_count_of_five_is_not_below_five(measures):
    found = measures(goodness_of_fit(LevelCounts([4, 6, 10], [1, 1, 2])))  # 5, 5 and 10
    assert found["share_expected_below_5"].estimate == 0
    found = measures(goodness_of_fit(LevelCounts([4, 6, 9], [1, 1, 2])))  # 4.75, 4.75 and 9.5
    assert found["share_expected_below_5"].estimate == pytest.approx(2 / 3)


def test_without_firms_there_is_nothing(blank):
    blank(goodness_of_fit(LevelCounts([0, 0], [1, 1])), Status.TOO_FEW)
    assert np.isnan(adjusted_residuals(LevelCounts([0, 0], [1, 1]))).all()


def test_observed_as_expected_has_no_effect():
    test = goodness_of_fit(LevelCounts([30, 10], [3, 1]))
    assert (test.statistic, test.p_value, test.effect.estimate) == (0, 1, 0)
    # both limits would be 0: no sample is so certain
    assert np.isnan([test.effect.ci_low, test.effect.ci_high]).all()


@pytest.mark.parametrize(
    ("counts", "shares", "sentence"),
    [
        ([1, 2], [1, 2, 3], "as long as the last axis of counts, got shapes (3,) and (2,)."),
        ([1], [1], "a list of two or more"),
        ([1, 2], [0, 1], "shares must be positive numbers, got [0.0, 1.0]."),
        ([1, 2], [np.inf, 1], "shares must be positive numbers, got [inf, 1.0]."),
    ],
)
def test_what_is_no_distribution_is_refused(counts, shares, sentence):
    with pytest.raises(ArgumentError) as error:
        LevelCounts(counts, shares)
    assert sentence in str(error.value)


@pytest.mark.parametrize("level", [0.0, 1.0, 95.0])
def test_a_level_is_between_0_and_1(level):
    with pytest.raises(ArgumentError, match="level must be above 0 and below 1"):
        goodness_of_fit(LevelCounts([1, 2], [1, 1]), level=level)


@pytest.mark.slow
def test_size_and_coverage_at_moderate_counts():
    rng = np.random.default_rng(20140108)
    shares = np.array([0.4, 0.3, 0.2, 0.1])
    null = goodness_of_fit(LevelCounts(rng.multinomial(200, shares, 20_000), shares))
    # binomial error of .05 in 20,000 draws is .0015
    assert abs(np.mean(null.p_value < 0.05) - 0.05) < 0.006
    truth = np.array([0.3, 0.3, 0.25, 0.15])
    w = np.sqrt(((truth - shares) ** 2 / shares).sum())
    drawn = goodness_of_fit(LevelCounts(rng.multinomial(200, truth, 4_000), shares)).effect
    inside = (np.asarray(drawn.ci_low) <= w) & (w <= np.asarray(drawn.ci_high))
    assert 0.93 < inside.mean() < 0.97
