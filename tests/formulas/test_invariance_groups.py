"""What may not change tests on groups and pairs, what changes them, and what they must equal."""

import itertools
import math

import numpy as np
import pytest
import scipy.special
import scipy.stats
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from smeint.engine import reduce, reduce_groups, reduce_pairs
from smeint.formulas.brunner_munzel import brunner_munzel
from smeint.formulas.cochran_armitage import (
    OrderedShares,
    cochran_armitage,
    cochran_armitage_exact,
)
from smeint.formulas.concordance import Concordance, jonckheere_terpstra, kendall, somers_d
from smeint.formulas.contingency import Table2x2, risk_difference
from smeint.formulas.correlation import RankCorrelation
from smeint.formulas.equivalence import (
    equivalent_correlation,
    equivalent_ranks,
    equivalent_shares,
)
from smeint.formulas.firm_permutation import FirmValues, firm_permutation
from smeint.formulas.fisher import fisher_2x2
from smeint.formulas.hodges_lehmann import TwoSamples, hodges_lehmann, ordered_differences
from smeint.formulas.jonckheere_exact import jonckheere_exact
from smeint.formulas.kruskal import RankSums, dunn, kruskal_wallis
from smeint.formulas.mcnemar import PairedTable, mcnemar, mcnemar_exact
from smeint.formulas.noncentral import noncentrality_t
from smeint.formulas.rank_sum import RankSum, mann_whitney
from smeint.formulas.rank_sum_exact import exact_rank_sum
from smeint.formulas.van_elteren import van_elteren
from smeint.formulas.welch import TwoMeans, welch

quick = settings(max_examples=20, deadline=None)
GROUP = st.lists(st.integers(-4, 9), min_size=1, max_size=14)
COUNT = st.integers(0, 25)


def of(first, second):
    outcome = np.array([*first, *second], dtype=float)
    return outcome, np.arange(len(outcome)) < len(first)


def two_group_tests(x, y):
    """Return every test of two groups, by name."""
    outcome, first = of(x, y)
    return {
        "shift": hodges_lehmann(TwoSamples(x, y)),
        "exact shift": hodges_lehmann(TwoSamples(x, y), exact=True),
        "brunner_munzel": brunner_munzel(reduce.rank_sum(outcome, first)),
        "welch": welch(reduce_groups.two_means(outcome, first)),
        "permutation": firm_permutation(FirmValues(x, y), seed=5, draws=200),
        "van_elteren": van_elteren(
            reduce_groups.strata_rank_sum(outcome, first, (outcome > 3).astype(int))
        ),
        "equivalence": equivalent_ranks(reduce.rank_sum(outcome, first), 0.4),
    }


def centred(measure, value):
    """Return an effect on a scale on which swapping groups changes the sign."""
    shifted = measure.endswith("superiority")
    return np.asarray(value) - (0.5 if shifted else 0.0)


@given(GROUP, GROUP)
@quick
def test_swapping_groups_negates_effects_and_keeps_p(same, x, y):
    one, other = two_group_tests(x, y), two_group_tests(y, x)
    for name, test in one.items():
        swapped = other[name]
        np.testing.assert_array_equal(test.status, swapped.status)
        same(swapped.p_value, test.p_value, rtol=1e-9)
        for m, w in zip(test.measures, swapped.measures, strict=True):
            if m.measure in ("u_1", "u_2", "n_strata", "permutation_p", "equivalence_margin"):
                continue
            key = m.measure
            same(centred(key, w.estimate), -centred(key, m.estimate), rtol=1e-9, atol=1e-12)
            same(centred(key, w.ci_low), -centred(key, m.ci_high), rtol=1e-8, atol=1e-10)
            same(w.std_error, m.std_error, rtol=1e-9, atol=1e-14)


@given(GROUP, GROUP)
@quick
def test_intervals_hold_the_estimate_and_p_is_a_probability(x, y):
    for name, test in two_group_tests(x, y).items():
        if int(np.asarray(test.status)) != 0:
            continue
        p = float(test.p_value)
        assert 0 <= p <= 1, name
        for m in test.measures:
            if not np.isnan(m.ci_low):
                assert m.ci_low - 1e-12 <= m.estimate <= m.ci_high + 1e-12, (name, m)


@given(GROUP, GROUP, st.permutations(range(28)))
@quick
def test_row_order_changes_no_digit(numbers, x, y, order):
    outcome, first = of(x, y)
    order = np.array([i for i in order if i < len(outcome)])
    for reducer, formula in (
        (reduce_groups.two_means, welch),
        (lambda v, f: reduce_groups.strata_rank_sum(v, f, v % 2), van_elteren),
        (lambda v, f: reduce_groups.rank_sums(v + f, (v % 3).astype(int), 3), kruskal_wallis),
        (lambda v, f: reduce_pairs.concordance(v, f * 2.0 + np.round(v / 3)), kendall),
    ):
        one, two = formula(reducer(outcome, first)), formula(reducer(outcome[order], first[order]))
        for key, value in numbers(one).items():
            np.testing.assert_array_equal(numbers(two)[key], value, err_msg=str(key))
    firm, year = np.arange(len(outcome)) // 2, np.arange(len(outcome)) % 2
    group = firm % 2 == 0
    for ranks in (False, True):
        one = reduce_groups.firm_values(outcome, group, firm, year, ranks)
        two = reduce_groups.firm_values(
            outcome[order], group[order], firm[order], year[order], ranks
        )
        np.testing.assert_array_equal(one.first, two.first)
        np.testing.assert_array_equal(one.second, two.second)


@given(GROUP, GROUP)
@quick
def test_monotone_transformation_changes_no_rank_test(numbers, x, y):
    outcome, first = of(x, y)
    codes, other = (np.arange(len(outcome)) % 3), np.round(np.sin(np.arange(len(outcome))), 1)
    results = [
        (
            brunner_munzel(reduce.rank_sum(v, first)),
            van_elteren(reduce_groups.strata_rank_sum(v, first, codes)),
            kruskal_wallis(reduce_groups.rank_sums(v, codes, 3)),
            dunn(reduce_groups.rank_sums(v, codes, 3)),
            kendall(reduce_pairs.concordance(v, w)),
            jonckheere_terpstra(reduce_pairs.concordance(v, codes)),
        )
        for v, w in ((outcome, other), (np.exp(outcome / 3) - 5, 4 * other**3 + other))
    ]
    for one, two in zip(*results, strict=True):
        for key, value in numbers(one).items():
            np.testing.assert_array_equal(numbers(two)[key], value, err_msg=str(key))


@given(GROUP, GROUP, st.integers(-9, 9), st.sampled_from([0.5, 2.0, 8.0]))
@quick
def test_shift_and_means_move_with_the_unit(same, x, y, add, times):
    # powers of two and whole numbers: nothing is rounded on the way
    before = two_group_tests(x, y)
    after = two_group_tests(np.array(x) * times + add, np.array(y) * times + add)
    for name in ("shift", "exact shift", "welch", "permutation"):
        one, two = before[name], after[name]
        same(two.p_value, one.p_value, rtol=1e-9)
        for part in ("estimate", "ci_low", "ci_high"):
            found, expected = getattr(two.effect, part), getattr(one.effect, part)
            same(found, times * np.asarray(expected), rtol=1e-9, atol=1e-12)


@given(GROUP, GROUP, st.data())
@quick
def test_ordered_differences_are_those_of_all_differences(x, y, data):
    scale = data.draw(st.sampled_from([1.0, 0.1, 1e-9, 1e9 / 3]))
    x, y = np.array(x) * scale, np.array(y) * (scale + 0.1)
    every = np.sort(np.subtract.outer(x, y).ravel())
    assert ordered_differences(x, y, list(range(1, len(every) + 1))) == every.tolist()


@given(GROUP, GROUP)
@quick
def test_the_exact_interval_holds_zero_where_the_exact_test_cannot_reject(x, y):
    x, y = np.array(x) + 0.01 * np.arange(len(x)), np.array(y) + 0.003 + 0.0071 * np.arange(len(y))
    assume(len({*x, *y}) == len(x) + len(y))
    test = hodges_lehmann(TwoSamples(x, y), exact=True)
    if not np.isnan(test.effect.ci_low):
        inside = test.effect.ci_low <= 0 <= test.effect.ci_high
        assert inside == (test.p_value > 0.05 * (1 - 1e-9))


def test_one_stratum_is_the_mann_whitney_test(same):
    outcome, first = of([1, 3, 4, 5, 5, 0], [0, 1, 2, 2])
    one = mann_whitney(reduce.rank_sum(outcome, first))
    two = van_elteren(reduce_groups.strata_rank_sum(outcome, first, np.zeros(10)))
    same([two.statistic, two.p_value], [one.statistic, one.p_value])
    for part in ("estimate", "std_error", "ci_low", "ci_high"):
        same(getattr(two.effect, part), getattr(one.effect, part))


@given(GROUP, GROUP)
@quick
def test_two_groups_are_the_mann_whitney_test(same, x, y):
    outcome, first = of(x, y)
    assume(len(outcome) > 2 and len(set(outcome)) > 1)
    one = mann_whitney(reduce.rank_sum(outcome, first))
    codes = (~first).astype(int)
    sums = reduce_groups.rank_sums(outcome, codes, 2)
    same(kruskal_wallis(sums).statistic, one.statistic**2, atol=1e-12)
    same(kruskal_wallis(sums).p_value, one.p_value, rtol=1e-9)
    same(dunn(sums).statistic, one.statistic, atol=1e-12)
    trend = jonckheere_terpstra(reduce_pairs.concordance(outcome, codes))
    same(trend.statistic, -one.statistic, atol=1e-12)
    same(trend.effect.estimate, -one.effect.estimate, atol=1e-14)
    _, values = np.unique(outcome, return_inverse=True)
    exact = jonckheere_exact(reduce.table_rxc(values, codes, values.max() + 1, 2))
    same(exact.p_value, exact_rank_sum(reduce.tie_pattern(outcome, first)).p_value, rtol=1e-10)


@given(st.lists(st.integers(0, 4), min_size=2, max_size=9), st.data())
@quick
def test_exact_jonckheere_is_full_enumeration(same, values, data):
    k = data.draw(st.integers(2, 3))
    codes = np.array(data.draw(st.permutations([i % k for i in range(len(values))])))
    assume(len(set(values)) > 1 and len(set(codes)) == k)
    _, levels = np.unique(values, return_inverse=True)

    def doubled_j(groups):
        return sum(
            2 * (levels[a] < levels[b]) + (levels[a] == levels[b])
            for a, b in itertools.product(range(len(levels)), repeat=2)
            if groups[a] < groups[b]
        )

    every = [doubled_j(g) for g in set(itertools.permutations(codes.tolist()))]
    centre = np.mean(every)
    p = np.mean([abs(j - centre) >= abs(doubled_j(codes) - centre) - 1e-9 for j in every])
    test = jonckheere_exact(reduce.table_rxc(levels, codes, levels.max() + 1, k))
    same(test.p_value, p, rtol=1e-10)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(1, 4)), min_size=2, max_size=3))
@quick
def test_exact_trend_is_full_enumeration(same, cells):
    events, n = [min(e, m) for e, m in cells], [m for _, m in cells]
    scores = [0, 1, 3][: len(n)]
    assume(0 < sum(events) < sum(n))
    ways = {}
    for found in itertools.product(*(range(m + 1) for m in n)):
        if sum(found) == sum(events):
            t = sum(s * e for s, e in zip(scores, found, strict=True))
            weight = math.prod(math.comb(m, e) for m, e in zip(n, found, strict=True))
            ways[t] = ways.get(t, 0) + weight
    total = sum(ways.values())
    centre = sum(t * w for t, w in ways.items()) / total
    seen = sum(s * e for s, e in zip(scores, events, strict=True))
    p = sum(w for t, w in ways.items() if abs(t - centre) >= abs(seen - centre) - 1e-9) / total
    same(cochran_armitage_exact(OrderedShares(events, n), scores).p_value, p, rtol=1e-10)


@given(COUNT, COUNT, COUNT, COUNT)
@quick
def test_a_trend_of_two_shares_is_their_difference(same, a, b, c, d):
    table = Table2x2(a, b, c, d)
    assume(int(table.status) == 0)
    trend = cochran_armitage(OrderedShares([a, c], [a + b, c + d]))
    share = risk_difference(table)
    same(trend.effect.estimate, -share.estimate, atol=1e-14)
    same(trend.effect.std_error, share.std_error, atol=1e-14)
    same([trend.effect.ci_low, trend.effect.ci_high], [-share.ci_high, -share.ci_low], atol=1e-12)
    assert trend.effect.ci_low <= trend.effect.estimate <= trend.effect.ci_high
    # the exact one by distance from the mean; Fisher's by probability: alike where symmetric
    if a + b == c + d:
        exact = cochran_armitage_exact(OrderedShares([a, c], [a + b, c + d]))
        same(exact.p_value, fisher_2x2(table).p_value, rtol=1e-9)


@given(COUNT, COUNT, COUNT, st.lists(st.integers(1, 9), min_size=3, max_size=3))
@quick
def test_a_trend_turns_with_order_and_event(same, a, b, c, more):
    events, n = np.array([a, b, c]), np.array([a, b, c]) + more
    assume(events.sum() > 0)
    one = cochran_armitage(OrderedShares(events, n))
    for other in (
        cochran_armitage(OrderedShares(events[::-1], n[::-1])),
        cochran_armitage(OrderedShares(n - events, n)),
    ):
        same(other.statistic, -one.statistic, rtol=1e-9, atol=1e-12)
        same(other.effect.estimate, -one.effect.estimate, atol=1e-14)
        same(other.effect.ci_low, -one.effect.ci_high, atol=1e-12)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=3, max_size=40))
@quick
def test_concordance_is_that_of_all_pairs(same, pairs):
    y, x = np.array(pairs, dtype=float).T
    signs_y, signs_x = (np.sign(np.subtract.outer(v, v)) for v in (y, x))
    found = reduce_pairs.concordance(y, x)
    assert found.s == (signs_y * signs_x).sum() / 2
    assert found.pairs_y == (signs_y != 0).sum() / 2
    assert found.pairs_x == (signs_x != 0).sum() / 2
    assume(found.pairs_y and found.pairs_x)
    # the variance is that of S over all orders of y against x: exact for few firms, see below
    same(kendall(found).effect.estimate, scipy.stats.kendalltau(y, x).statistic, atol=1e-14)
    turned = kendall(reduce_pairs.concordance(-y, x))
    same(turned.effect.estimate, -kendall(found).effect.estimate, atol=1e-15)
    same(turned.p_value, kendall(found).p_value, rtol=1e-12)
    assert abs(somers_d(found).estimate) <= 1


@given(st.lists(st.integers(0, 3), min_size=3, max_size=6), st.data())
@quick
def test_variance_of_s_is_that_over_all_orders(same, y, data):
    x = data.draw(st.lists(st.integers(0, 2), min_size=len(y), max_size=len(y)))
    signs_x = np.sign(np.subtract.outer(x, x))
    every = [
        (np.sign(np.subtract.outer(v, v)) * signs_x).sum() / 2 for v in itertools.permutations(y)
    ]
    same(reduce_pairs.concordance(y, x).variance, np.var(every), rtol=1e-10, atol=1e-10)


@given(COUNT, COUNT, COUNT, COUNT)
@quick
def test_swapping_years_turns_the_difference(same, a, b, c, d):
    assume(b + c > 0)
    for formula in (mcnemar, mcnemar_exact, lambda t: mcnemar_exact(t, mid_p=True)):
        one, other = formula(PairedTable(a, b, c, d)), formula(PairedTable(a, c, b, d))
        same(other.p_value, one.p_value, rtol=1e-12)
        assert 0 <= float(one.p_value) <= 1
        same(other.effect.estimate, -one.effect.estimate, atol=1e-15)
        same(other.effect.ci_low, -one.effect.ci_high, atol=1e-12)
        assert -1 <= one.effect.ci_low <= one.effect.estimate <= one.effect.ci_high <= 1
        ratio, turned = one.measures[1], other.measures[1]
        with np.errstate(divide="ignore"):
            same(turned.ci_low, 1 / ratio.ci_high, rtol=1e-10)
        assert ratio.ci_low <= ratio.estimate <= ratio.ci_high
    # the interval of the odds ratio holds 1 exactly where the exact test does not reject
    test = mcnemar_exact(PairedTable(a, b, c, d))
    inside = test.measures[1].ci_low <= 1 <= test.measures[1].ci_high
    assert inside == (test.p_value >= 0.05)


@given(st.integers(0, 12), st.integers(0, 12))
@quick
def test_exact_mcnemar_is_the_binomial_test(same, b, c):
    assume(b + c > 0)
    weights = [math.comb(b + c, i) for i in range(b + c + 1)]
    far = sum(w for w in weights if w < weights[b])
    near = sum(w for w in weights if w == weights[b])
    found = [mcnemar_exact(PairedTable(3, b, c, 4), m).p_value for m in (False, True)]
    same(found, [(far + near) / 2 ** (b + c), (far + near / 2) / 2 ** (b + c)], rtol=1e-10)


@given(GROUP, GROUP)
@quick
def test_firm_permutation_of_ranks_is_the_exact_rank_sum_test(same, x, y):
    outcome, first = of(x, y)
    assume(len(set(outcome)) > 1 and math.comb(len(outcome), len(x)) <= 200_000)
    firms = np.arange(len(outcome))
    values = reduce_groups.firm_values(outcome, first, firms, np.zeros(len(outcome)), ranks=True)
    test = firm_permutation(values, seed=2)
    exact = exact_rank_sum(reduce.tie_pattern(outcome, first))
    same(test.p_value, exact.p_value, rtol=1e-10)
    # with one year, half of the rank-biserial correlation
    same(test.effect.estimate, np.asarray(exact.effect.estimate) / 2, atol=1e-14)


def test_monte_carlo_is_near_the_enumeration_and_the_same_for_a_seed(monkeypatch):
    rng = np.random.default_rng(8)
    firms = FirmValues(rng.normal(0.8, 1, size=7), rng.normal(size=8))
    exact = float(firm_permutation(firms, seed=1).p_value)
    monkeypatch.setattr("smeint.formulas.firm_permutation.ENUMERATION_LIMIT", 10)
    one, again, other = (firm_permutation(firms, seed=s, draws=5000) for s in (1, 1, 2))
    assert float(one.p_value) == float(again.p_value) != float(other.p_value)
    assert "5000 divisions of firms, seed 1" in one.p_method
    error = float(one.measures[1].std_error)
    assert 0 < error < 0.01
    for test in (one, other):
        assert abs(float(test.p_value) - exact) < 4 * error


@given(GROUP, GROUP, st.sampled_from([0.01, 0.05, 0.1]), st.sampled_from([0.2, 0.5, 0.9]))
@quick
def test_equivalence_is_the_interval_within_the_margin(x, y, alpha, margin):
    outcome, first = of(x, y)
    tests = [equivalent_ranks(reduce.rank_sum(outcome, first), margin, alpha)]
    n = len(outcome)
    share = np.array([sum(v > 2 for v in g) for g in (x, y)])
    sizes = np.array([len(x), len(y)])
    table = Table2x2(share[0], sizes[0] - share[0], share[1], sizes[1] - share[1])
    tests.append(equivalent_shares(table, margin, alpha))
    rho = np.linspace(-1, 1, n)[len(x) - 1]
    tests.append(equivalent_correlation(RankCorrelation(n, rho), margin, alpha))
    for test in tests:
        p, low, high = float(test.p_value), float(test.effect.ci_low), float(test.effect.ci_high)
        if int(np.asarray(test.status)) == 0 and not np.isnan(p) and abs(p - alpha) > 1e-9:
            assert (p < alpha) == (-margin < low and high < margin)


def batches():
    """Yield formula, summary with a leading shape of (3, 4), some elements degenerate."""
    rng = np.random.default_rng(16)
    n_1, n_2 = rng.integers(0, 9, size=(2, 3, 4))
    u_1 = np.round(rng.random((3, 4)) * n_1 * n_2)
    u_1[1, :2] = (n_1 * n_2)[1, :2]
    v = rng.random((2, 3, 4)) / 5
    ranks = RankSum(n_1, n_2, u_1, rng.integers(0, 3, size=(3, 4)) * 6, *v)
    yield brunner_munzel, ranks
    yield lambda s: equivalent_ranks(s, 0.4), ranks
    flags = rng.random((2, 3, 4)) < 0.2
    rho = rng.uniform(-0.5, 0.5, size=(3, 4))
    yield (
        lambda s: equivalent_correlation(s, 0.4),
        RankCorrelation(rng.integers(2, 20, size=(3, 4)), rho, *flags),
    )
    cells = rng.integers(0, 9, size=(4, 3, 4))
    cells[:2, 0, 0] = 0
    yield lambda s: equivalent_shares(s, 0.6), Table2x2(*cells)
    mean = rng.normal(size=(2, 3, 4)).round(1)
    spread = rng.integers(0, 3, size=(2, 3, 4)) / 3
    yield welch, TwoMeans(n_1, n_2, *mean, *spread)
    pairs = rng.integers(10, 40, size=(2, 3, 4))
    pairs[:, 0, :2] = 0, 3
    yield (
        kendall,
        Concordance(
            rng.integers(2, 20, size=(3, 4)),
            rng.integers(-3, 3, size=(3, 4)),
            *pairs,
            *rng.integers(0, 9, size=(2, 3, 4)),
            *rng.random((2, 3, 4)) / 9,
        ),
    )
    paired = rng.integers(0, 9, size=(4, 3, 4))
    paired[1:3, 0] = 0
    paired[:, 0, 0] = 0  # no firm at all
    yield mcnemar, PairedTable(*paired)
    yield lambda t: mcnemar_exact(t, mid_p=True), PairedTable(*paired)
    groups = rng.integers(0, 6, size=(3, 4, 3))
    groups[0, :2, 1:] = 0
    total = groups.sum(-1, keepdims=True)
    sums = groups * (total + 1) / 2 + rng.normal(size=(3, 4, 3)).round()
    for formula in (kruskal_wallis, dunn):
        yield formula, RankSums(groups, sums, np.minimum(total[..., 0], 6.0))
    hits = np.minimum(groups, rng.integers(0, 5, size=(3, 4, 3)))
    yield cochran_armitage, OrderedShares(hits, groups)
    strata = [np.stack([np.asarray(f), np.asarray(f)[::-1]], axis=-1) for f in (n_1, n_2, u_1)]
    yield van_elteren, RankSum(*strata, np.zeros((3, 4, 2)), *(rng.random((2, 3, 4, 2)) / 5))


@pytest.mark.parametrize(("formula", "summary"), list(batches()))
def test_a_batch_is_its_single_tests(formula, summary, numbers):
    batch = numbers(formula(summary))
    statuses = set()
    for index in np.ndindex(3, 4):
        one = {
            name: value[index] if value.ndim >= 2 else value
            for name in summary.__dataclass_fields__
            for value in [np.asarray(getattr(summary, name))]
        }
        single = numbers(formula(type(summary)(**one)))
        statuses.add(int(single["status"]))
        for key, value in single.items():
            assert value.shape == ()
            np.testing.assert_allclose(batch[key][index], value, rtol=1e-12, err_msg=str(key))
    assert len(statuses) > 1  # degenerate elements are among them


def test_limits_of_the_noncentral_t_solve_their_equation_everywhere():
    # SciPy's distribution function is missing at points of its tails: a search must not follow
    df = np.array([2.0, 3, 5, 10, 19, 57, 112, 376, 2000])[:, None]
    t = np.concatenate([np.linspace(-60, 60, 241), [100.0, 1000.0]])
    for p in (0.995, 0.975, 0.5, 0.025):
        limit = noncentrality_t(t, df, p)
        assert (np.diff(limit, axis=1) > 0).all()
        assert np.abs(scipy.special.nctdtr(df, limit, t) - p).max() < 1e-9


def test_a_hundred_thousand_rows_take_seconds():
    rng = np.random.default_rng(17)
    n = 100_000
    y, x = rng.normal(size=n).round(2), rng.normal(size=n)
    assert abs(float(kendall(reduce_pairs.concordance(y, x)).statistic)) < 5
    found = hodges_lehmann(reduce_groups.two_samples(y, x > 0))
    assert found.effect.ci_low <= 0 <= found.effect.ci_high
    codes = (np.abs(x) * 2).astype(int).clip(0, 3)
    assert float(kruskal_wallis(reduce_groups.rank_sums(y, codes, 4)).p_value) > 1e-5
