"""What may not change a result: row order, monotone transformation, batch; and what it changes."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from smeint.engine import reduce
from smeint.formulas.anderson_darling import anderson_darling
from smeint.formulas.contingency import Table2x2, chi_square_2x2, yates_2x2
from smeint.formulas.contingency_rxc import TableRxC, chi_square_rxc
from smeint.formulas.correlation import RankCorrelation, spearman
from smeint.formulas.fisher import fisher_2x2
from smeint.formulas.kolmogorov_smirnov import (
    DistanceToGivenNormal,
    kolmogorov_smirnov_given,
)
from smeint.formulas.normality import (
    NormalitySummary,
    kolmogorov_smirnov_as_if_known,
    lilliefors,
    shapiro_wilk,
)
from smeint.formulas.rank_sum import RankSum, mann_whitney
from smeint.formulas.rank_sum_exact import exact_rank_sum
from smeint.formulas.score import ScoreSums, pooled_score
from smeint.formulas.skewness_kurtosis import skewness_kurtosis

COUNT = st.integers(0, 40)
VALUES = st.lists(st.integers(0, 9), min_size=2, max_size=30)


def negated(one, other, same):
    """Fail unless `other` is `one` with groups swapped."""
    same(other.p_value, one.p_value, rtol=1e-10)
    same(other.effect.estimate, -np.asarray(one.effect.estimate), rtol=1e-10, atol=1e-14)
    same(other.effect.ci_low, -np.asarray(one.effect.ci_high), rtol=1e-9, atol=1e-12)
    same(other.effect.ci_high, -np.asarray(one.effect.ci_low), rtol=1e-9, atol=1e-12)


@given(COUNT, COUNT, COUNT, COUNT)
def test_swapping_groups_negates_phi_and_keeps_p(same, a, b, c, d):
    for formula in (chi_square_2x2, yates_2x2):
        negated(formula(Table2x2(a, b, c, d)), formula(Table2x2(c, d, a, b)), same)
    one, other = fisher_2x2(Table2x2(a, b, c, d)), fisher_2x2(Table2x2(c, d, a, b))
    same(other.p_value, one.p_value, rtol=1e-10)


@given(COUNT, COUNT, COUNT, COUNT, st.floats(0.5, 0.999))
def test_intervals_hold_the_estimate_and_have_a_width(a, b, c, d, level):
    table = Table2x2(a, b, c, d)
    assume(int(table.status) == 0)
    for m in chi_square_2x2(table, level).measures:
        if m.measure in ("phi", "risk_difference"):
            assert -1 <= m.ci_low <= m.estimate <= m.ci_high <= 1
            assert m.ci_high - m.ci_low > 0.001


@given(st.integers(1, 6), st.integers(1, 6), st.data())
def test_fisher_is_full_enumeration(same, n_1, n_2, data):
    a, c = data.draw(st.integers(0, n_1)), data.draw(st.integers(0, n_2))
    events = a + c
    assume(0 < events < n_1 + n_2)
    ways = {
        k: math.comb(n_1, k) * math.comb(n_2, events - k)
        for k in range(max(0, events - n_2), min(n_1, events) + 1)
    }
    p = sum(w for w in ways.values() if w <= ways[a]) / sum(ways.values())
    same(fisher_2x2(Table2x2(a, n_1 - a, c, n_2 - c)).p_value, p, rtol=1e-12)


@given(VALUES, st.data())
def test_swapping_groups_negates_rank_biserial_and_keeps_p(same, values, data):
    first = np.array(data.draw(st.lists(st.booleans(), min_size=len(values), max_size=len(values))))
    for continuity in (False, True):
        one = mann_whitney(reduce.rank_sum(values, first), continuity)
        negated(one, mann_whitney(reduce.rank_sum(values, ~first), continuity), same)
    one = exact_rank_sum(reduce.tie_pattern(values, first))
    negated(one, exact_rank_sum(reduce.tie_pattern(values, ~first)), same)
    if int(np.asarray(one.status)) == 0:
        assert -1 <= one.effect.ci_low <= one.effect.estimate <= one.effect.ci_high <= 1
        assert one.effect.ci_high - one.effect.ci_low > 0.01


@given(st.lists(st.integers(0, 4), min_size=3, max_size=9), st.data())
@settings(max_examples=60, deadline=None)
def test_exact_rank_sum_is_full_enumeration(same, values, data):
    n_1 = data.draw(st.integers(1, len(values) - 1))
    assume(len(set(values)) > 1)
    ranks = (2 * reduce.mid_ranks(values)).astype(int)
    centre = n_1 * int(ranks.sum())
    distances = [
        abs(len(values) * int(ranks[list(rows)].sum()) - centre)
        for rows in itertools.combinations(range(len(values)), n_1)
    ]
    first = np.arange(len(values)) < n_1
    p = np.mean([d >= distances[0] for d in distances])
    same(exact_rank_sum(reduce.tie_pattern(values, first)).p_value, p, rtol=1e-12)


@given(VALUES, st.data())
def test_monotone_transformation_and_row_order_change_no_rank_test(numbers, values, data):
    n = len(values)
    x = np.array(values, dtype=float)
    other = np.array(data.draw(st.lists(st.integers(0, 5), min_size=n, max_size=n)), dtype=float)
    order = np.array(data.draw(st.permutations(range(n))))
    first = other > 2
    results = [
        (
            mann_whitney(reduce.rank_sum(v, f)),
            exact_rank_sum(reduce.tie_pattern(v, f)),
            spearman(reduce.rank_correlation(v, o)),
        )
        for v, f, o in (
            (x, first, other),
            (np.exp(x) - 5, first, other**3),
            (x[order], first[order], other[order]),
        )
    ]
    for transformed in results[1:]:
        for one, two in zip(results[0], transformed, strict=True):
            for key, value in numbers(one).items():
                np.testing.assert_array_equal(numbers(two)[key], value)


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=30)
def test_row_order_changes_nothing_in_the_last_digit(seed):
    rng = np.random.default_rng(seed)
    y, x = rng.lognormal(size=60).round(2), rng.normal(size=60)
    cell, firm = rng.integers(0, 3, 60), rng.integers(0, 25, 60)
    order = rng.permutation(60)
    assert reduce.normality(y) == reduce.normality(y[order])
    for ranks in (False, True):
        one = reduce.score_sums(y, x, cell, firm, rank_predictor=ranks)
        two = reduce.score_sums(y[order], x[order], cell[order], firm[order], rank_predictor=ranks)
        assert one == two


def test_swapping_groups_negates_the_pooled_correlation(same):
    rng = np.random.default_rng(3)
    y, x = rng.normal(size=90), (rng.random(90) < 0.4).astype(float)
    cell, firm = np.repeat([0, 1, 2], 30), np.tile(np.arange(30), 3)
    one = pooled_score(reduce.score_sums(y, x, cell, firm))
    negated(one, pooled_score(reduce.score_sums(y, 1 - x, cell, firm)), same)
    binary = (y > 0).astype(float)
    one = pooled_score(reduce.score_sums(binary, x, cell, firm, rank_outcome=False))
    negated(one, pooled_score(reduce.score_sums(1 - binary, x, cell, firm, False)), same)


def test_cells_without_information_do_not_count():
    y, x = np.array([1.0, 3, 2, 5, 4, 6]), np.array([0.0, 1, 0, 1, 1, 1])
    cell, firm = np.array([0, 0, 1, 1, 2, 2]), np.array([1, 2, 1, 2, 3, 4])
    assert reduce.score_sums(y, x, cell, firm) == reduce.score_sums(
        y[:4], x[:4], cell[:4], firm[:4]
    )


def test_shift_and_scale_change_no_test_of_normality(same):
    x = np.random.default_rng(4).lognormal(size=40)
    one, two = reduce.normality(x), reduce.normality(1e4 - 250 * x)
    same(two.d, one.d, rtol=1e-10)
    same(two.one_minus_w, one.one_minus_w, rtol=1e-9)
    same(two.skewness, -one.skewness, rtol=1e-9)


def summaries():
    """Yield formula, summary with a leading shape of (3, 4), some elements degenerate."""
    rng = np.random.default_rng(6)
    cells = rng.integers(0, 9, size=(4, 3, 4))
    cells[:2, 0, 0] = 0
    for formula in (chi_square_2x2, yates_2x2, fisher_2x2):
        yield formula, Table2x2(*cells)
    counts = rng.integers(0, 9, size=(3, 4, 3, 4))
    counts[1, 1, :, 1:] = 0
    yield chi_square_rxc, TableRxC(counts)
    n_1, n_2 = rng.integers(0, 9, size=(2, 3, 4))
    u_1 = np.round(rng.random((3, 4)) * n_1 * n_2)
    u_1[1] = (n_1 * n_2)[1]
    v = rng.random((2, 3, 4)) / 5
    yield mann_whitney, RankSum(n_1, n_2, u_1, rng.integers(0, 3, size=(3, 4)) * 6, *v)
    rho = rng.uniform(-1, 1, size=(3, 4)).round(1)
    rho[0, 0] = 1.0
    flags = rng.random((2, 3, 4)) < 0.1
    yield spearman, RankCorrelation(rng.integers(2, 20, size=(3, 4)), rho, *flags)
    n = rng.integers(2, 40, size=(3, 4))
    n[0, :2] = 3, 5001
    normal = NormalitySummary(
        n,
        rng.random((3, 4)) < 0.1,
        rng.uniform(0.05, 0.4, (3, 4)),
        rng.uniform(0, 0.2, (3, 4)),
        rng.uniform(-1, 1, (3, 4)),
        rng.uniform(-1, 3, (3, 4)),
        rng.uniform(0.1, 1, (3, 4)),
    )
    for formula in (lilliefors, kolmogorov_smirnov_as_if_known, shapiro_wilk):
        yield formula, normal
    yield anderson_darling, normal
    yield skewness_kurtosis, normal
    given = DistanceToGivenNormal(rng.integers(0, 200, (3, 4)), rng.uniform(0.02, 0.3, (3, 4)))
    given.n[0, 0] = 0
    yield kolmogorov_smirnov_given, given
    t, b, c = rng.normal(size=(3, 4)), *rng.uniform(4, 9, size=(2, 3, 4))
    b[0, 0] = 0
    influence = rng.uniform(0, 0.01, size=(3, 4))
    yield pooled_score, ScoreSums(rng.integers(1, 30, size=(3, 4)), t, t**2 + 0.1, b, c, influence)


@pytest.mark.parametrize(("formula", "summary"), list(summaries()))
def test_a_batch_is_its_single_tests(formula, summary, numbers):
    batch = numbers(formula(summary))
    fields = {name: np.asarray(getattr(summary, name)) for name in summary.__dataclass_fields__}
    statuses = set()
    for index in np.ndindex(3, 4):
        one = {k: v[index] if v.ndim >= 2 else v for k, v in fields.items()}
        single = numbers(formula(type(summary)(**one)))
        assert single.keys() == batch.keys()
        statuses.add(int(single["status"]))
        for key, value in single.items():
            assert value.shape == ()
            # vector and scalar code of exp, log and the like may differ in the last digits
            np.testing.assert_allclose(batch[key][index], value, rtol=1e-13, err_msg=str(key))
    assert len(statuses) > 1  # degenerate elements are among them


def test_million_rows_take_seconds():
    rng = np.random.default_rng(7)
    n = 1_000_000
    y, x = rng.normal(size=n).round(2), rng.normal(size=n)
    first, cell, firm = x > 0, rng.integers(0, 30, n), rng.integers(0, 200_000, n)
    assert abs(float(mann_whitney(reduce.rank_sum(y, first)).statistic)) < 5
    assert abs(float(spearman(reduce.rank_correlation(y, x)).statistic)) < 5
    assert abs(float(pooled_score(reduce.score_sums(y, x, cell, firm)).statistic)) < 5
