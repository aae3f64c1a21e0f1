"""What may not change a table's, a stratum's or an agreement's result, and what it changes."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from smeint.errors import ArgumentError
from smeint.finding import Status
from smeint.formulas.agreement import WEIGHTS, AgreementTable, cohen_kappa
from smeint.formulas.conditional_odds_ratio import conditional_odds_ratio
from smeint.formulas.contingency import Table2x2, likelihood_ratio_2x2, n_minus_1_2x2
from smeint.formulas.contingency_rxc import TableRxC
from smeint.formulas.fisher import fisher_2x2, fisher_mid_p_2x2
from smeint.formulas.fisher_rxc_exact import fisher_rxc_exact
from smeint.formulas.fleiss_kappa import RatingCounts, fleiss_kappa
from smeint.formulas.homogeneity import breslow_day, interaction_likelihood_ratio
from smeint.formulas.krippendorff import METRICS, Ratings, krippendorff_alpha
from smeint.formulas.mantel_haenszel import common_risk_difference, mantel_haenszel
from smeint.formulas.rank_strata import common_rank_biserial, rank_biserial_homogeneity
from smeint.formulas.rank_sum import RankSum
from smeint.formulas.risk_ratio import log_risk_ratio, risk_ratio
from smeint.formulas.strata import Strata2x2
from smeint.formulas.table_residuals import cell_residuals, cramers_v_bias_corrected
from smeint.formulas.unconditional import barnard_2x2, boschloo_2x2, unconditional_p

COUNT = st.integers(0, 25)
SMALL = st.integers(0, 9)
ROWS = st.lists(st.tuples(COUNT, COUNT, COUNT, COUNT), min_size=1, max_size=5)
TESTS = (likelihood_ratio_2x2, n_minus_1_2x2, fisher_mid_p_2x2, boschloo_2x2, barnard_2x2)


@given(SMALL, SMALL, SMALL, SMALL)
@settings(max_examples=30, deadline=None)
def test_swapping_groups_or_events_keeps_p(same, a, b, c, d):
    for test in TESTS:
        p = test(Table2x2(a, b, c, d)).p_value
        assert np.isnan(p) or 0 <= p <= 1 + 1e-12
        same(test(Table2x2(c, d, a, b)).p_value, p, rtol=1e-9)
        same(test(Table2x2(b, a, d, c)).p_value, p, rtol=1e-9)


@given(SMALL, SMALL, SMALL, SMALL)
@settings(max_examples=30, deadline=None)
def test_boschloo_is_never_above_fisher_and_mid_p_below(a, b, c, d):
    table = Table2x2(a, b, c, d)
    assume(int(table.status) == Status.OK)
    fisher = float(fisher_2x2(table).p_value)
    assert float(boschloo_2x2(table).p_value) <= fisher * (1 + 1e-9)
    assert float(fisher_mid_p_2x2(table).p_value) < fisher


@given(COUNT, COUNT, COUNT, COUNT, st.floats(0.5, 0.999))
def test_ratios_swap_and_hold_the_estimate(same, a, b, c, d, level):
    table, swapped = Table2x2(a, b, c, d), Table2x2(c, d, a, b)
    for ratio in (conditional_odds_ratio, risk_ratio):
        one, other = ratio(table, level), ratio(swapped, level)
        if np.isnan(one.estimate):
            assert np.isnan(one.ci_low)
            continue
        with np.errstate(divide="ignore"):
            same(1 / np.asarray(other.estimate), one.estimate, rtol=1e-9)
            same(1 / np.asarray(other.ci_high), one.ci_low, rtol=1e-8)
        assert 0 <= one.ci_low <= one.estimate <= one.ci_high
        assert one.ci_low < one.ci_high
    log_ratio = log_risk_ratio(table, level)
    if np.isfinite(log_ratio.ci_low):
        assert log_ratio.ci_low < log_ratio.estimate < log_ratio.ci_high


@given(st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3), min_size=2, max_size=3))
@settings(max_examples=40, deadline=None)
def test_exact_fisher_does_not_depend_on_order_and_is_fisher_in_2x2(same, rows):
    counts = np.array(rows)
    p = fisher_rxc_exact(TableRxC(counts)).p_value
    assert np.isnan(p) or 0 < p <= 1
    same(fisher_rxc_exact(TableRxC(counts[::-1, [2, 0, 1]])).p_value, p, rtol=1e-10)
    same(fisher_rxc_exact(TableRxC(counts.T)).p_value, p, rtol=1e-10, atol=1e-300)
    first = counts[:2, :2]
    two = fisher_2x2(Table2x2(*first.ravel())).p_value
    same(fisher_rxc_exact(TableRxC(first)).p_value, two, rtol=1e-10)


@given(SMALL, SMALL, SMALL, SMALL)
def test_a_residuals_square_is_chi_square_in_2x2(same, a, b, c, d):
    table = TableRxC([[a, b], [c, d]])
    assume(int(table.status) == Status.OK)
    test = cell_residuals(table)
    residuals = [float(m.estimate) for m in test.measures if m.measure == "adjusted_residual"]
    same(np.square(residuals), np.full(4, float(test.statistic)), rtol=1e-9, atol=1e-24)
    v = cramers_v_bias_corrected(table).estimate
    assert np.isnan(v) or 0 <= v <= 1


@given(ROWS, st.floats(0.5, 0.99))
@settings(deadline=None)
def test_strata_in_any_order_and_groups_swapped(same, rows, level):
    counts = np.array(rows).T
    strata = Strata2x2(*counts)
    backwards = Strata2x2(*counts[:, ::-1])
    swapped = Strata2x2(*counts[[2, 3, 0, 1]])
    for formula in (mantel_haenszel, breslow_day, interaction_likelihood_ratio):
        one = formula(strata, level=level)
        assert np.isnan(one.p_value) or 0 <= one.p_value <= 1
        for other in (formula(backwards, level=level), formula(swapped, level=level)):
            assert int(other.status) == int(one.status)
            same(other.statistic, one.statistic, rtol=1e-6, atol=1e-9)
        if int(one.status) == Status.OK and np.isfinite(one.effect.ci_low):
            assert one.effect.ci_low <= one.effect.estimate <= one.effect.ci_high
            other = formula(swapped, level=level)
            same(1 / np.asarray(other.effect.ci_high), one.effect.ci_low, rtol=1e-8)
    one, other = (common_risk_difference(x, level) for x in (strata, swapped))
    same(-np.asarray(other.estimate), one.estimate, rtol=1e-9, atol=1e-13)
    same(-np.asarray(other.ci_high), one.ci_low, rtol=1e-8, atol=1e-12)
    if np.isfinite(one.estimate):
        assert one.ci_low - 1e-12 <= one.estimate <= one.ci_high + 1e-12


def some_ranks(rng, shape):
    n_1, n_2 = rng.integers(1, 30, size=(2, *shape))
    u_1 = np.round(rng.random(shape) * n_1 * n_2)
    v = rng.uniform(0.01, 0.2, size=(2, *shape))
    return RankSum(n_1, n_2, u_1, np.zeros(shape), *v)


def test_rank_strata_in_any_order_and_groups_swapped(same):
    rng = np.random.default_rng(5)
    for _ in range(40):
        summary = some_ranks(rng, (4,))
        fields = {f: getattr(summary, f) for f in RankSum.__dataclass_fields__}
        backwards = RankSum(**{f: x[::-1] for f, x in fields.items()})
        swapped = RankSum(
            summary.n_2,
            summary.n_1,
            np.asarray(summary.n_1) * summary.n_2 - summary.u_1,
            summary.ties,
            summary.v_2,
            summary.v_1,
        )
        one = rank_biserial_homogeneity(summary)
        for other in (rank_biserial_homogeneity(x) for x in (backwards, swapped)):
            same(other.statistic, one.statistic, rtol=1e-9)
            same(other.p_value, one.p_value, rtol=1e-9)
        r, mirrored = common_rank_biserial(summary), common_rank_biserial(swapped)
        same(-np.asarray(mirrored.ci_high), r.ci_low, rtol=1e-9, atol=1e-12)
        if int(one.status) == Status.OK:
            assert -1 <= r.ci_low <= r.estimate <= r.ci_high <= 1


@given(st.lists(st.lists(SMALL, min_size=3, max_size=3), min_size=3, max_size=3))
def test_kappa_does_not_depend_on_who_is_first(same, rows):
    counts = np.array(rows)
    for weights in WEIGHTS:
        one = cohen_kappa(AgreementTable(counts), weights)
        for other in (counts.T, counts[::-1, ::-1]):
            test = cohen_kappa(AgreementTable(other), weights)
            same(test.effect.estimate, one.effect.estimate, rtol=1e-9, atol=1e-12)
            same(test.effect.std_error, one.effect.std_error, rtol=1e-7, atol=1e-9)
        if np.isfinite(one.effect.ci_low):
            assert -1 <= one.effect.ci_low <= one.effect.estimate <= one.effect.ci_high <= 1


def test_order_of_units_raters_and_categories_changes_no_agreement(same):
    rng = np.random.default_rng(6)
    values = rng.integers(1, 5, size=(3, 20)).astype(float)
    values[rng.random(values.shape) < 0.15] = np.nan
    moved = values[rng.permutation(3)][:, rng.permutation(20)]
    for metric in METRICS:
        one, two = (
            krippendorff_alpha(Ratings(x), metric, draws=30).effect for x in (values, moved)
        )
        same(two.estimate, one.estimate, rtol=1e-12)
        assert np.isnan(one.ci_low) or one.ci_low <= one.estimate <= one.ci_high
    counts = rng.multinomial(4, [0.5, 0.3, 0.2], size=20)
    one, two = (
        fleiss_kappa(RatingCounts(x)) for x in (counts, counts[rng.permutation(20)][:, [2, 0, 1]])
    )
    same(two.effect.estimate, one.effect.estimate, rtol=1e-10)
    same(two.effect.std_error, one.effect.std_error, rtol=1e-9)
    assert one.effect.ci_low < one.effect.estimate < one.effect.ci_high


def batches():
    """Yield formula, summary with leading shape (3, 4), axes of one element, degenerate ones."""
    rng = np.random.default_rng(7)
    cells = rng.integers(0, 7, size=(4, 3, 4))
    cells[:2, 0, 0] = 0
    for formula in TESTS:
        yield formula, Table2x2(*cells), 0
    counts = rng.integers(0, 4, size=(3, 4, 3, 3))
    counts[1, 1, :, 1:] = 0
    yield fisher_rxc_exact, TableRxC(counts), 2
    yield cell_residuals, TableRxC(counts), 2
    strata = rng.integers(0, 9, size=(4, 3, 4, 5))
    strata[:, 1, 2, 2:], strata[0, 0, 1], strata[1, 2, 2] = 0, 0, 0
    strata[:2, 0, 0] = 0
    for formula in (mantel_haenszel, breslow_day, interaction_likelihood_ratio):
        yield formula, Strata2x2(*strata), 1
    ranks = some_ranks(rng, (3, 4, 5))
    np.asarray(ranks.n_1)[0, 0, 1:] = 1
    yield rank_biserial_homogeneity, ranks, 1
    agreement = rng.integers(0, 5, size=(3, 4, 3, 3))
    agreement[0, 0] = np.diag([3, 0, 0])
    for weights in WEIGHTS:
        yield (lambda t, w=weights: cohen_kappa(t, w)), AgreementTable(agreement), 2
    ratings = rng.multinomial(4, [0.5, 0.3, 0.2], size=(3, 4, 8))
    ratings[0, 0] = [4, 0, 0]
    yield fleiss_kappa, RatingCounts(ratings), 2


@pytest.mark.parametrize(("formula", "summary", "own"), list(batches()))
def test_a_batch_is_its_single_tests(formula, summary, own, numbers):
    batch = numbers(formula(summary))
    fields = {f: getattr(summary, f) for f in summary.__dataclass_fields__ if f != "names"}
    statuses = set()
    for index in np.ndindex(3, 4):
        one = {k: np.asarray(v)[index] for k, v in fields.items()}
        single = numbers(formula(type(summary)(**one)))
        assert single.keys() == batch.keys()
        statuses.add(int(single["status"]))
        for key, found in single.items():
            assert found.shape == (), key
            np.testing.assert_allclose(
                np.broadcast_to(batch[key], (3, 4))[index], found, rtol=1e-10, atol=1e-13
            )
    assert len(statuses) > 1


@pytest.mark.parametrize("formula", TESTS)
@pytest.mark.parametrize(
    ("cells", "status"),
    [
        ((0, 0, 3, 4), Status.EMPTY_GROUP),
        ((0, 0, 0, 0), Status.EMPTY_GROUP),
        ((0, 5, 0, 4), Status.CONSTANT_OUTCOME),
        ((5, 0, 4, 0), Status.CONSTANT_OUTCOME),
    ],
)
def test_two_by_two_tables_with_an_empty_margin(formula, cells, status, blank):
    blank(formula(Table2x2(*cells)), status)
    assert np.isnan(conditional_odds_ratio(Table2x2(*cells)).estimate)


def test_unconditional_tests_stop_at_a_size(blank):
    for formula in (boschloo_2x2, barnard_2x2):
        blank(formula(Table2x2(1000, 1500, 1200, 1300)), Status.TOO_LARGE)


def test_a_risk_ratio_of_all_firms_has_an_interval_and_of_none_has_not():
    every = risk_ratio(Table2x2(9, 0, 7, 0))
    assert float(every.estimate) == 1
    assert 0.5 < float(every.ci_low) < 1 < float(every.ci_high) < 2
    for cells in [(0, 5, 0, 4), (0, 0, 3, 4), (3, 4, 0, 0)]:
        none = risk_ratio(Table2x2(*cells))
        assert np.isnan([none.estimate, none.ci_low, none.ci_high]).all()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: Strata2x2(1, 2, 3, 4), "must have an axis for strata"),
        (lambda: Strata2x2([1], [2], [-3], [4]), "must not be negative"),
        (lambda: Strata2x2([1], [2], [3], [4], ("low", "high")), "name the 1 strata, got 2"),
        (
            lambda: rank_biserial_homogeneity(RankSum(4, 5, 6, 0, 0.1, 0.1)),
            "must end in an axis of strata",
        ),
        (
            lambda: rank_biserial_homogeneity(some_ranks(np.random.default_rng(1), (2,)), ("a",)),
            "got 2 strata and 1 names",
        ),
        (lambda: cell_residuals(TableRxC([[1, 2], [3, 4]]), ("SME",)), "got 1 and 2 names"),
        (lambda: unconditional_p([[1.0]], 1, 1, [0], [0]), r"order must have shape \(2, 2\)"),
        (lambda: risk_ratio(Table2x2(1, 2, 3, 4), level=95), "level must be above 0"),
        (lambda: conditional_odds_ratio(Table2x2(1, 2, 3, 4), level=0), "level must be above 0"),
        (lambda: conditional_odds_ratio(Table2x2(1.5, 2, 3, 4)), "whole numbers .* got 1.5"),
        (lambda: fisher_mid_p_2x2(Table2x2(1, 2.5, 3, 4)), "whole numbers .* got 2.5"),
        (lambda: boschloo_2x2(Table2x2(1, 2, -3, 4)), "not negative, got -3.0"),
        (lambda: barnard_2x2(Table2x2(1, 2, np.nan, 4)), "got nan"),
        (lambda: fisher_rxc_exact(TableRxC([[1, 2.5], [3, 4]])), "got 2.5"),
    ],
)
def test_wrong_calls_are_refused_in_one_sentence(call, words):
    with pytest.raises(ArgumentError, match=words):
        call()
