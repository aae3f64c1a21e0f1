"""Reliability: what may not change it, when it has a status instead, scores from items."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from smeint.engine.items import item_covariance, score_scale, turned
from smeint.errors import ArgumentError
from smeint.finding import Status
from smeint.formulas.items import ItemCovariance, correlation_of
from smeint.formulas.omega import mcdonald_omega
from smeint.formulas.one_factor import fit_one_factor
from smeint.formulas.reliability import cronbach_alpha, feldt, item_rest

FORMULAS = (cronbach_alpha, item_rest, mcdonald_omega)
SEEDS = st.integers(0, 2**32 - 1)
EXACT = settings(max_examples=40, deadline=None)


def sample(seed, n=60, k=5):
    """Return congeneric items of unequal variances."""
    rng = np.random.default_rng(seed)
    loadings, errors = rng.uniform(0.4, 1.5, k), rng.uniform(0.5, 1.2, k)
    return rng.normal(size=(n, 1)) * loadings + rng.normal(size=(n, k)) * errors


def agree(one, other, numbers, same, rtol=1e-7):
    """Fail unless two results agree."""
    found, expected = numbers(one), numbers(other)
    assert found.keys() == expected.keys()
    for name, value in expected.items():
        same(found[name], value, rtol=rtol, atol=1e-9)


@given(SEEDS)
@EXACT
def test_the_order_of_rows_changes_nothing(numbers, same, seed):
    x = sample(seed)
    mixed = np.random.default_rng(seed).permutation(x)
    for formula in FORMULAS:
        agree(formula(item_covariance(mixed)), formula(item_covariance(x)), numbers, same)


@given(SEEDS)
@EXACT
def test_the_order_of_items_changes_their_order_alone(numbers, same, seed):
    x, names = sample(seed), ("a", "b", "c", "d", "e")
    order = np.random.default_rng(seed).permutation(5)
    one = item_covariance(x, names)
    other = item_covariance(x[:, order], [names[i] for i in order])
    for formula in FORMULAS:
        agree(formula(other), formula(one), numbers, same)


@given(SEEDS, st.floats(-1000, 1000), st.floats(0.01, 1000))
@EXACT
def test_constants_and_a_common_scale_change_nothing(numbers, same, seed, shift, scale):
    x = sample(seed)
    for formula in FORMULAS:
        moved = formula(item_covariance(shift + scale * x))
        agree(moved, formula(item_covariance(x)), numbers, same, rtol=1e-6)


@given(SEEDS)
@EXACT
def test_items_own_scales_do_not_change_standardized_values(same, seed):
    x = sample(seed)
    scales = np.random.default_rng(seed).uniform(0.1, 10, 5)
    for formula in (cronbach_alpha, mcdonald_omega):
        one, other = (formula(item_covariance(y)).measures[1] for y in (x, x * scales))
        same(other.estimate, one.estimate)
        same(other.std_error, one.std_error, rtol=1e-6)


@given(arrays(float, (8, 4), elements=st.integers(1, 5)))
@settings(deadline=None)
def test_alpha_is_at_most_one_and_inside_its_interval(items):
    result = cronbach_alpha(item_covariance(items))
    assume(int(result.status) == 0)
    for m in result.measures:
        assert m.estimate <= 1 + 1e-12
    alpha = result.effect
    assert alpha.ci_low <= alpha.estimate + 1e-12
    assert alpha.estimate <= alpha.ci_high + 1e-12
    assert ("negative" in result.note) == bool(alpha.estimate < 0)


@given(arrays(float, (12, 4), elements=st.integers(1, 5)))
@settings(deadline=None)
def test_omega_is_a_share_or_has_a_status(items):
    result = mcdonald_omega(item_covariance(items))
    if int(result.status) == 0:
        for m in result.measures:
            assert 0 <= m.estimate < 1
            if np.isfinite(m.ci_low):
                assert 0 <= m.ci_low <= m.estimate <= m.ci_high <= 1
    else:
        assert np.isnan(result.effect.estimate)


@given(st.floats(0.3, 4), st.lists(st.floats(0.2, 3), min_size=3, max_size=8))
@settings(deadline=None)
def test_tau_equivalent_items_give_alpha_for_omega(same, common, unique):
    items = ItemCovariance(100, common + np.diag(unique))
    alpha, omega = cronbach_alpha(items).effect, mcdonald_omega(items).effect
    k = len(unique)
    same(alpha.estimate, k**2 * common / (k**2 * common + sum(unique)), rtol=1e-12)
    same(omega.estimate, alpha.estimate)


@given(st.lists(st.floats(0.3, 0.95), min_size=4, max_size=9))
@settings(deadline=None)
def test_a_model_that_holds_is_recovered(same, loadings):
    size = np.array(loadings)
    fit = fit_one_factor(np.outer(size, size) + np.diag(1 - size**2))
    assert fit.converged
    same(fit.loadings, size, rtol=1e-6)
    same(fit.discrepancy, 0, atol=1e-12)


def test_unequal_loadings_make_alpha_smaller_than_omega():
    size = np.array([0.9, 0.3, 0.5, 0.7])
    items = ItemCovariance(100, np.outer(size, size) + np.diag(1 - size**2))
    assert cronbach_alpha(items).effect.estimate < mcdonald_omega(items).effect.estimate


def test_many_samples_at_once_are_the_samples_one_by_one(numbers, same):
    x = np.stack([sample(seed) for seed in range(6)]).reshape(2, 3, 60, 5)
    x[0, 1, :10, 2] = np.nan
    x[1, 2, :, 0] = 3
    for formula in FORMULAS:
        whole = numbers(formula(item_covariance(x)))
        for i in np.ndindex(2, 3):
            part = numbers(formula(item_covariance(x[i])))
            for name, value in part.items():
                same(np.broadcast_to(whole[name], (2, 3))[i], value, rtol=1e-7)


ENOUGH = np.random.default_rng(5).normal(size=(9, 3))


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize(
    ("items", "status"),
    [
        (ENOUGH[:, :1], Status.TOO_FEW_ITEMS),
        (ENOUGH[:2], Status.TOO_FEW),
        (np.full((9, 3), np.nan), Status.TOO_FEW),
        (np.empty((0, 3)), Status.TOO_FEW),
        (np.c_[ENOUGH[:, :2], np.full(9, 0.1)], Status.CONSTANT_ITEM),
        (np.full((9, 4), 0.1), Status.CONSTANT_ITEM),
        (np.c_[ENOUGH, -ENOUGH.sum(axis=1)], Status.CONSTANT_OUTCOME),
    ],
)
def test_degenerate_items_have_a_status(formula, items, status, blank):
    blank(formula(item_covariance(items)), status)


def test_omega_needs_three_items_more_rows_than_items_and_independent_ones(blank):
    blank(mcdonald_omega(item_covariance(ENOUGH[:, :2])), Status.TOO_FEW_ITEMS)
    blank(mcdonald_omega(item_covariance(ENOUGH[:3])), Status.COLLINEAR)
    doubled = mcdonald_omega(item_covariance(np.c_[ENOUGH, ENOUGH[:, 0]]))
    blank(doubled, Status.COLLINEAR)
    assert doubled.note.startswith("items are linearly dependent")
    assert int(cronbach_alpha(item_covariance(ENOUGH[:, :2])).status) == 0


def test_a_unique_variance_of_zero_is_a_heywood_case(blank):
    # r_12 r_13 / r_23 = 1.44: no loading of the first item is small enough
    items = [[1, 0.6, 0.6], [0.6, 1, 0.25], [0.6, 0.25, 1]]
    blank(mcdonald_omega(ItemCovariance(100, items)), Status.HEYWOOD)


@pytest.mark.parametrize("correlation", [0.0, 0.5])
def test_a_factor_that_fewer_than_three_items_share_is_not_identified(blank, correlation):
    items = np.diag([1.0, 2.0, 3.0, 4.0])
    items[0, 1] = items[1, 0] = correlation
    blank(mcdonald_omega(ItemCovariance(100, items)), Status.NOT_CONVERGED)


def test_constant_items_are_named():
    items = np.c_[ENOUGH[:, 0], np.ones(9), ENOUGH[:, 1], np.zeros(9)]
    summary = item_covariance(items, ["trust", "pride", "care", "zeal"])
    for formula in FORMULAS:
        assert formula(summary).note == "constant: pride, zeal"


def test_a_negative_alpha_is_shown_with_its_reason():
    x = sample(3)
    x[:, :2] *= -3
    alpha, omega = cronbach_alpha(item_covariance(x)), mcdonald_omega(item_covariance(x))
    assert alpha.effect.estimate < 0
    assert alpha.note.startswith("alpha is negative")
    assert omega.note.startswith("loads negatively: ")


def test_alpha_without_an_item_is_alpha_of_the_others_with_its_interval(same):
    x = sample(5)
    rows = [m for m in item_rest(item_covariance(x, "abcde")).measures if m.term]
    for i, row in enumerate(m for m in rows if m.measure == "alpha_if_deleted"):
        alone = cronbach_alpha(item_covariance(np.delete(x, i, axis=1))).effect
        same(
            [row.estimate, row.ci_low, row.ci_high],
            [alone.estimate, alone.ci_low, alone.ci_high],
            rtol=1e-10,
        )


def test_as_many_rows_as_items_are_too_few_for_omega_whatever_the_covariances(blank):
    covariance = np.full((4, 4), 0.5) + np.eye(4) / 2
    blank(mcdonald_omega(ItemCovariance(4, covariance)), Status.COLLINEAR)
    assert int(mcdonald_omega(ItemCovariance(5, covariance)).status) == int(Status.OK)


def test_two_items_have_no_alpha_without_one_of_them(same):
    measures = item_rest(ItemCovariance(20, [[1.0, 0.5], [0.5, 1.0]])).measures
    same([m.estimate for m in measures[::2]], [0.5, 0.5])
    assert all(np.isnan(m.estimate) and np.isnan(m.ci_low) for m in measures[1::2])


def test_a_rest_that_is_constant_has_no_correlation():
    x = ENOUGH[:, :2]
    measures = item_rest(item_covariance(np.c_[x[:, 0], -x[:, 0], x[:, 1]])).measures
    by_term = {m.term: m for m in measures if m.measure == "item_rest_correlation"}
    assert np.isnan(by_term["item 3"].estimate)
    assert np.isfinite(by_term["item 1"].estimate)


def test_rows_that_miss_an_item_are_counted_and_left_out(numbers, same):
    x = sample(8)
    holed = np.vstack([x, np.where(np.eye(5, dtype=bool), np.nan, 3.0)])
    summary = item_covariance(holed)
    assert (int(summary.n), int(summary.n_missing)) == (60, 5)
    for formula in FORMULAS:
        agree(formula(summary), formula(item_covariance(x)), numbers, same, rtol=1e-9)


@pytest.mark.parametrize("level", [0.0, 1.0, 95])
def test_a_level_outside_0_and_1_is_refused(level):
    summary = item_covariance(ENOUGH)
    for formula in FORMULAS:
        with pytest.raises(ArgumentError, match="level must be above 0 and below 1"):
            formula(summary, level)
    with pytest.raises(ArgumentError, match="level"):
        feldt(0.8, 50, 4, level)


@pytest.mark.parametrize(
    ("covariance", "names", "words"),
    [
        ([1.0, 2.0], (), "shape"),
        (np.empty((0, 0)), (), "shape"),
        ([[1.0, 0.5, 0.1], [0.5, 1.0, 0.2]], (), "shape"),
        ([[1.0, 0.5], [0.4, 1.0]], (), "symmetric"),
        ([[1.0, np.nan], [np.nan, 1.0]], (), "finite"),
        ([[1.0, 0.5], [0.5, 1.0]], ("a",), "2 items"),
    ],
)
def test_a_summary_that_cannot_be_is_refused(covariance, names, words):
    with pytest.raises(ArgumentError, match=words):
        ItemCovariance(10, covariance, names)


def test_correlations_have_ones_on_their_diagonal():
    assert (np.diagonal(correlation_of(np.cov(ENOUGH.T))) == 1).all()


# ---- scores ----
ANSWERS = np.array([[1, 5, 2], [4, np.nan, 4], [np.nan, np.nan, 3], [5, 1, 5]], dtype=float)


def test_scores_are_means_of_the_items_known(same):
    score = score_scale(ANSWERS, [False, True, False], 1, 5, min_items=2)
    same(score, [4 / 3, 4, np.nan, 5])
    same(score_scale(ANSWERS, [False, True, False], 1, 5), [4 / 3, np.nan, np.nan, 5])
    same(score_scale(ANSWERS, min_items=1), [8 / 3, 4, 3, 11 / 3])


def test_sums_are_of_all_items(same):
    same(score_scale(ANSWERS, how="sum"), [8, np.nan, np.nan, 11])
    same(score_scale(ANSWERS, [False, True, False], 1, 5, 3, "sum"), [4, np.nan, np.nan, 15])
    with pytest.raises(ArgumentError, match="not comparable"):
        score_scale(ANSWERS, min_items=2, how="sum")


@given(arrays(float, (6, 4), elements=st.one_of(st.integers(1, 7), st.just(np.nan))))
def test_turning_twice_changes_nothing_and_turns_the_score(same, items):
    every = [True] * 4
    same(turned(turned(items, every, 1, 7), every, 1, 7), items)
    score, other = score_scale(items, min_items=2), score_scale(items, every, 1, 7, 2)
    same(other, 8 - score, rtol=1e-12)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"how": "median"}, "how must be mean or sum, got 'median'"),
        ({"min_items": 0}, "from 1 to 3, got 0"),
        ({"min_items": 4}, "from 1 to 3, got 4"),
        ({"min_items": 1.5}, "whole number"),
        ({"reverse": [True]}, "each of 3 items, got 1"),
        ({"reverse": [True, False, False]}, "both ends"),
        ({"reverse": [True, False, False], "low": 1}, "both ends"),
        ({"low": 5, "high": 1}, "low must be below high"),
        ({"low": 2, "high": 4}, "between low 2 and high 4, got 1, 5"),
    ],
)
def test_scores_that_cannot_be_made_are_refused(arguments, words):
    with pytest.raises(ArgumentError, match=words):
        score_scale(ANSWERS, **arguments)


@pytest.mark.parametrize("items", [[1.0, 2.0], np.empty((3, 0)), [[np.inf, 1.0]]])
def test_items_that_are_no_table_of_numbers_are_refused(items):
    with pytest.raises(ArgumentError, match="items must"):
        score_scale(items)
