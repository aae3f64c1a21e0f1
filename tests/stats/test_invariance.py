"""What must not change an answer, and what must turn it round."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smeint import stats
from tests.stats.answers import numbers, same, sound

value = st.integers(-4, 4).map(float)
sample = st.lists(value, min_size=1, max_size=8)
longer = st.lists(value, min_size=3, max_size=8)
several = st.lists(st.lists(value, min_size=1, max_size=5), min_size=2, max_size=4)
quick = settings(max_examples=30, deadline=None)
TWO = [stats.mann_whitney, stats.brunner_munzel, stats.welch, stats.firm_permutation]
RANKS = [stats.mann_whitney, stats.brunner_munzel, stats.equivalent_ranks]


def alike(one, two):
    """Fail unless two answers have the same numbers."""
    assert one.finding.status == two.finding.status
    a, b = numbers(one), numbers(two)
    assert a.keys() == b.keys()
    for key, x in a.items():
        same(b[key], x, rtol=1e-9, atol=1e-11)


def negated(one, two):
    """Fail unless effects and limits are turned round and p-values are the same."""
    a, b = one.finding, two.finding
    assert a.status == b.status
    same(b.p_value, a.p_value, atol=1e-12)
    same([b.effect, b.ci_low, b.ci_high], [-a.effect, -a.ci_high, -a.ci_low], atol=1e-9)


@pytest.mark.parametrize("function", TWO)
@given(x=sample, y=sample)
@quick
def test_swapping_groups_turns_the_effect_round(function, x, y):
    one, two = function(x, y), function(y, x)
    sound(one)
    if one.finding.effect_name == "probability_of_superiority":
        same(two.finding.p_value, one.finding.p_value, atol=1e-12)
        same(two.finding.effect, 1 - one.finding.effect)
    else:
        negated(one, two)
    for name in ("hodges_lehmann", "mann_whitney_z"):
        for row in (m for m in one.measures if m.measure == name):
            other = two.measure(name, row.variant)
            same(other.estimate, -row.estimate, atol=1e-12)
            same([other.ci_low, other.ci_high], [-row.ci_high, -row.ci_low], atol=1e-9)


@pytest.mark.parametrize("function", [*TWO, stats.equivalent_ranks])
@given(x=sample, y=sample, gone=st.integers(1, 4))
@quick
def test_missing_rows_change_their_count_alone(function, x, y, gone):
    one = function(x, y)
    two = function([None, *x], y + [float("nan")] * gone)
    alike(one, two)
    assert two.finding.n == one.finding.n and two.finding.n_missing == gone + 1


@pytest.mark.parametrize("function", RANKS)
@given(x=sample, y=sample)
@quick
def test_monotone_transforms_leave_ranks_alone(function, x, y):
    one, two = function(x, y), function([math.exp(v) for v in x], [math.exp(v) for v in y])
    rows = {k: v for k, v in numbers(one).items() if "hodges_lehmann" not in k}
    for key, expected in rows.items():
        same(numbers(two)[key], expected)


@given(x=longer, y=longer)
@quick
def test_a_change_of_scale_is_one_of_the_means(x, y):
    one, two = (stats.welch([s * v for v in x], [s * v for v in y]) for s in (1.0, 1000.0))
    same(two.finding.effect, 1000 * one.finding.effect)
    same(two.finding.p_value, one.finding.p_value)
    same(two.measure("hedges_g").estimate, one.measure("hedges_g").estimate)


@given(
    data=st.lists(st.lists(value, min_size=1, max_size=5), min_size=2, max_size=4),
    seed=st.integers(0, 9),
)
@quick
def test_several_groups_do_not_depend_on_order_or_names(data, seed):
    rng = np.random.default_rng(seed)
    one = stats.kruskal_wallis(data)
    sound(one)
    mixed = [rng.permutation(group) for group in data]
    alike(one, stats.kruskal_wallis(mixed))
    turned = stats.kruskal_wallis(data[::-1])
    same(turned.finding.p_value, one.finding.p_value, atol=1e-12)
    trend, back = stats.jonckheere_terpstra(data), stats.jonckheere_terpstra(data[::-1])
    sound(trend)
    negated(trend, back)
    same(back.measure("exact_p").estimate, trend.measure("exact_p").estimate, atol=1e-12)
    if len(data) == 2 and one.finding.status == "ok":
        u = stats.mann_whitney(*data)
        same(one.finding.statistic, u.finding.statistic**2, atol=1e-9)
        if trend.finding.status == "ok":
            # the trend of two groups is their comparison, the second minus the first
            same(trend.finding.effect, -u.finding.effect, atol=1e-12)
            same(trend.measure("exact_p").estimate, u.measure("exact_p").estimate)


@pytest.mark.parametrize("function", [stats.spearman, stats.kendall, stats.equivalent_correlation])
@given(rows=st.lists(st.tuples(value, value), min_size=0, max_size=9), seed=st.integers(0, 9))
@quick
def test_association_is_symmetric_and_of_ranks(function, rows, seed):
    x, y = [a for a, _ in rows], [b for _, b in rows]
    one = function(x, y)
    sound(one)
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(rows))
    alike(one, function([x[i] for i in order], [y[i] for i in order]))
    alike(one, function([*x, None, 1], [*y, 1, None]))
    alike(one, function([math.exp(v) for v in x], [v**3 for v in y]))
    turned = function(x, [-v for v in y])
    if function is stats.equivalent_correlation:
        same(turned.finding.p_value, one.finding.p_value)
    else:
        negated(one, turned)
        same(turned.measure("exact_p").estimate, one.measure("exact_p").estimate)
        other = function(y, x)
        same(other.finding.p_value, one.finding.p_value, atol=1e-12)


@given(
    events=st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=2, max_size=4),
)
@quick
def test_a_trend_of_the_opposite_is_turned_round(events):
    hits, n = [a for a, _ in events], [a + b for a, b in events]
    one = stats.cochran_armitage(hits, n)
    sound(one)
    negated(one, stats.cochran_armitage([b for _, b in events], n))
    negated(one, stats.cochran_armitage(hits[::-1], n[::-1]))
    steps = [10 + 5 * i for i in range(len(n))]
    scaled = stats.cochran_armitage(hits, n, scores=steps)
    same(scaled.finding.p_value, one.finding.p_value, atol=1e-12)
    same(scaled.finding.effect, one.finding.effect / 5, atol=1e-12)
    same(scaled.measure("exact_p").estimate, one.measure("exact_p").estimate)


@given(cells=st.lists(st.integers(0, 9), min_size=4, max_size=4))
@quick
def test_swapping_the_times_turns_the_change_round(cells):
    a, b, c, d = cells
    for method in ("asymptotic", "exact", "mid_p"):
        one = stats.mcnemar([[a, b], [c, d]], method=method)
        sound(one)
        negated(one, stats.mcnemar([[a, c], [b, d]], method=method))
        # yes and no exchanged
        negated(one, stats.mcnemar([[d, c], [b, a]], method=method))


@given(
    rows=st.lists(st.tuples(value, st.booleans(), st.sampled_from("abc")), min_size=4, max_size=16),
    seed=st.integers(0, 9),
)
@quick
def test_strata_do_not_depend_on_order_or_names(rows, seed):
    y, g, s = (list(column) for column in zip(*rows, strict=True))
    if len(set(g)) < 2:
        return
    one = stats.van_elteren(y, g, s)
    sound(one)
    order = np.random.default_rng(seed).permutation(len(rows))
    alike(one, stats.van_elteren(*([column[i] for i in order] for column in (y, g, s))))
    negated(one, stats.van_elteren(y, [not v for v in g], s))
    alike(one, stats.van_elteren([*y, None, 1, 2], [*g, True, None, True], [*s, "a", "a", None]))
    named = stats.van_elteren(y, ["sme" if v else "large" for v in g], s, names=("sme", "large"))
    alike(one, named)
    if len(set(s)) == 1:
        u = stats.mann_whitney(
            [v for v, inside in zip(y, g, strict=True) if inside],
            [v for v, inside in zip(y, g, strict=True) if not inside],
        )
        same(one.finding.statistic, u.finding.statistic)
        same(
            [one.finding.effect, one.finding.ci_low, one.finding.ci_high],
            [u.finding.effect, u.finding.ci_low, u.finding.ci_high],
            atol=1e-9,
        )


@given(rows=st.lists(st.tuples(value, value), min_size=3, max_size=10), seed=st.integers(0, 9))
@quick
def test_the_pooled_score_does_not_depend_on_order_or_names(rows, seed):
    y, x = [a for a, _ in rows], [b for _, b in rows]
    firm = [f"f{i // 2}" for i in range(len(rows))]
    year = [2010 + i % 2 for i in range(len(rows))]
    one = stats.pooled_score(y, x, firm, year)
    sound(one)
    order = np.random.default_rng(seed).permutation(len(rows))
    alike(one, stats.pooled_score(*([c[i] for i in order] for c in (y, x, firm, year))))
    alike(one, stats.pooled_score([*y, None], [*x, 1], [*firm, "z"], [*year, 2010]))
    other = [f"g{9 - int(f[1:])}" for f in firm]
    alike(one, stats.pooled_score(y, x, other, [f"y{t}" for t in year]))


@given(x=sample, y=sample, shift=st.integers(-3, 3))
@quick
def test_a_negligible_effect_is_one_whose_interval_lies_within_the_margin(x, y, shift):
    answer = stats.equivalent_ranks(x, [v + shift for v in y], margin=0.5)
    sound(answer)
    found = answer.finding
    if found.status == "ok":
        assert (found.p_value < 0.05) == (found.ci_low > -0.5 and found.ci_high < 0.5)
    a, c = sum(v > 0 for v in x), sum(v > 0 for v in y)
    shares = stats.equivalent_shares([[a, len(x) - a], [c, len(y) - c]], margin=0.5).finding
    if shares.p_value == shares.p_value:
        assert (shares.p_value < 0.05) == (shares.ci_low > -0.5 and shares.ci_high < 0.5)
