"""What is no test's fault: empty groups, constants, single firms, and what a caller may not do."""

import numpy as np
import pytest

from smeint.engine import reduce, reduce_groups, reduce_pairs
from smeint.errors import ArgumentError
from smeint.finding import Status
from smeint.formulas.brunner_munzel import brunner_munzel
from smeint.formulas.cochran_armitage import (
    OrderedShares,
    cochran_armitage,
    cochran_armitage_exact,
)
from smeint.formulas.concordance import Concordance, jonckheere_terpstra, kendall
from smeint.formulas.contingency import Table2x2
from smeint.formulas.contingency_rxc import TableRxC
from smeint.formulas.correlation import RankCorrelation
from smeint.formulas.equivalence import (
    equivalent_correlation,
    equivalent_ranks,
    equivalent_shares,
)
from smeint.formulas.firm_permutation import FirmValues, firm_permutation
from smeint.formulas.hodges_lehmann import TwoSamples, hodges_lehmann
from smeint.formulas.jonckheere_exact import jonckheere_exact
from smeint.formulas.kruskal import RankSums, dunn, kruskal_wallis
from smeint.formulas.mcnemar import (
    PairedTable,
    discordant_odds_ratio,
    mcnemar,
    mcnemar_exact,
    paired_difference,
)
from smeint.formulas.result import P_LOWER_BOUND
from smeint.formulas.van_elteren import van_elteren
from smeint.formulas.welch import TwoMeans, hedges_g, welch

EMPTY, CONSTANT = Status.EMPTY_GROUP, Status.CONSTANT_OUTCOME


def of(first, second):
    outcome = np.array([*first, *second], dtype=float)
    return outcome, np.arange(len(outcome)) < len(first)


def shift(*groups):
    return hodges_lehmann(reduce_groups.two_samples(*of(*groups)))


def shift_exact(*groups):
    return hodges_lehmann(reduce_groups.two_samples(*of(*groups)), exact=True)


def munzel(*groups):
    return brunner_munzel(reduce.rank_sum(*of(*groups)))


def means(*groups):
    return welch(reduce_groups.two_means(*of(*groups)))


def permuted(*groups):
    return firm_permutation(FirmValues(*groups), seed=3)


def negligible(*groups):
    return equivalent_ranks(reduce.rank_sum(*of(*groups)), 0.3)


def stratified(*groups):
    outcome, first = of(*groups)
    return van_elteren(reduce_groups.strata_rank_sum(outcome, first, np.ones(len(outcome))))


def ranked(*groups):
    outcome, first = of(*groups)
    return kruskal_wallis(reduce_groups.rank_sums(outcome, (~first).astype(int), 2))


def compared(*groups):
    outcome, first = of(*groups)
    return dunn(reduce_groups.rank_sums(outcome, (~first).astype(int), 2))


ALL = [shift, shift_exact, munzel, means, permuted, negligible, stratified, ranked, compared]


@pytest.mark.parametrize("test", ALL)
def test_two_groups_without_information(test, blank):
    blank(test([1.0, 2.0], []), EMPTY)
    blank(test([], [1.0, 2.0]), EMPTY)
    blank(test([], []), EMPTY)
    for value in (0.0, 0.1, -3.3):  # the mean of thirty times .1 is not .1
        blank(test([value] * 30, [value] * 7), CONSTANT)


@pytest.mark.parametrize("test", [munzel, means, negligible])
def test_a_single_firm_has_no_spread(test, blank):
    blank(test([1.0], [2.0, 3.0, 5.0]), Status.TOO_FEW)
    blank(test([1.0, 2.0, 0.5], [4.0]), Status.TOO_FEW)


@pytest.mark.parametrize("test", [shift, shift_exact, permuted, stratified, ranked, compared])
def test_a_single_firm_can_be_ranked(test):
    found = test([1.0], [2.0, 3.0, 5.0])
    assert int(found.status) == Status.OK
    assert 0 < float(found.p_value) <= 1


def test_separation_is_no_p_of_zero(blank):
    blank(munzel([3.0, 4.0, 5.0], [1.0, 2.0]), Status.SEPARATION)
    blank(munzel([0.0, 0.0], [1.0, 1.0]), Status.SEPARATION)
    blank(means([1.0, 1.0, 1.0], [2.0, 2.0]), Status.NO_SPREAD)
    # one group that does not vary is no obstacle
    assert int(means([1.0, 1.0, 1.0], [2.0, 2.5]).status) == Status.OK
    apart = negligible([3.0, 4.0, 5.0], [1.0, 2.0])
    assert (float(apart.p_value), int(apart.p_bound)) == (0.5, P_LOWER_BOUND)


def test_groups_too_small_for_the_level_have_a_shift_without_an_interval():
    for test in (shift([1.0, 2.0], [3.0, 5.0]), shift_exact([1.0, 2.0], [3.0, 5.0])):
        assert float(test.effect.estimate) == -2.5
        assert np.isnan([test.effect.ci_low, test.effect.ci_high]).all()
        assert test.note == ""


def test_the_exact_shift_has_a_limit_of_size(blank):
    large = TwoSamples(np.arange(300.0), np.arange(300.0) + 0.5)
    blank(hodges_lehmann(large, exact=True), Status.TOO_LARGE)
    tied = TwoSamples(np.arange(300.0) % 2, np.arange(300.0) % 3)
    blank(hodges_lehmann(tied, exact=True), Status.TOO_LARGE)
    assert int(hodges_lehmann(large).status) == Status.OK


def test_hedges_g_of_a_single_firm_is_missing():
    g = hedges_g(TwoMeans(1, 5, 1.0, 2.0, np.nan, 1.0))
    assert np.isnan([g.estimate, g.std_error, g.ci_low, g.ci_high]).all()


def test_van_elteren_leaves_out_strata_of_one_group(blank, numbers):
    y = [1.0, 4.0, 2.0, 3.0, 9.0, 9.0, 5.0]
    first = [True, False, True, False, True, True, False]
    strata = [1, 1, 1, 1, 2, 2, 3]
    whole = van_elteren(reduce_groups.strata_rank_sum(y, np.array(first), np.array(strata)))
    part = van_elteren(
        reduce_groups.strata_rank_sum(y[:4], np.array(first[:4]), np.array(strata[:4]))
    )
    for key, value in numbers(part).items():
        np.testing.assert_array_equal(numbers(whole)[key], value)
    # no stratum has both groups, though both groups are there
    blank(
        van_elteren(reduce_groups.strata_rank_sum(y[4:], np.array(first[4:]), np.array([2, 2, 3]))),
        EMPTY,
    )


def test_van_elteren_has_no_standard_error_with_a_single_firm_in_a_stratum():
    y = np.array([1.0, 4.0, 2.0, 3.0, 9.0, 2.0])
    first = np.array([True, False, True, False, True, False])
    test = van_elteren(reduce_groups.strata_rank_sum(y, first, np.array([1, 1, 1, 1, 2, 2])))
    assert int(test.status) == Status.OK
    assert np.isnan(test.effect.std_error)
    # its limits are Newcombe's, see tests/stats/test_reference_two_groups.py
    assert -1 < test.effect.ci_low < test.effect.estimate < test.effect.ci_high < 1


def test_groups_without_firms_are_left_out_of_several(numbers, measures):
    y, codes = [3.0, 1.0, 4.0, 1.0, 5.0], np.array([0, 0, 1, 1, 1])
    two = reduce_groups.rank_sums(y, codes, 2)
    four = reduce_groups.rank_sums(y, codes * 2, 4)
    for key, value in numbers(kruskal_wallis(two)).items():
        np.testing.assert_array_equal(numbers(kruskal_wallis(four))[key], value)
    test = dunn(four, ["a", "b", "c", "d"])
    rows = {m.term: m for m in test.measures if m.variant == "holm"}
    alone = float(dunn(two).p_value)
    assert float(rows["a - c"].p_value) == float(test.p_value) == min(6 * alone, 1.0)
    for term in ("a - b", "b - c", "c - d"):
        assert np.isnan([rows[term].estimate, rows[term].std_error, rows[term].p_value]).all()


def test_trend(blank):
    for formula in (cochran_armitage, cochran_armitage_exact):
        blank(formula(OrderedShares([1, 0, 0], [4, 0, 0])), EMPTY)
        blank(formula(OrderedShares([0, 0], [4, 5])), CONSTANT)
        blank(formula(OrderedShares([4, 5], [4, 5])), CONSTANT)
        assert int(formula(OrderedShares([0, 0, 1], [1, 0, 1])).status) == Status.OK
    blank(cochran_armitage_exact(OrderedShares([900, 800], [2000, 2000])), Status.TOO_LARGE)


def test_pairs_of_firms(blank):
    constant = [1.0, 1.0, 1.0]
    rising = [1.0, 2.0, 3.0]
    for formula, flat in (
        (kendall, Status.CONSTANT_PREDICTOR),
        (jonckheere_terpstra, Status.EMPTY_GROUP),
    ):
        blank(formula(reduce_pairs.concordance([], [])), Status.TOO_FEW)
        blank(formula(reduce_pairs.concordance([1.0, 2.0], [2.0, 1.0])), Status.TOO_FEW)
        blank(formula(reduce_pairs.concordance(constant, rising)), CONSTANT)
        blank(formula(reduce_pairs.concordance(rising, constant)), flat)


def test_perfect_order_has_no_interval():
    for sign in (1, -1):
        test = kendall(reduce_pairs.concordance(np.arange(9.0), sign * np.arange(9.0)))
        assert float(test.effect.estimate) == sign
        assert np.isnan([test.effect.ci_low, test.effect.ci_high]).all()
        assert 0 < float(test.p_value) < 0.001


def test_jonckheere_exact(blank):
    blank(jonckheere_exact(TableRxC([[1, 2], [0, 0]])), EMPTY)
    blank(jonckheere_exact(TableRxC([[3, 0], [2, 0]])), CONSTANT)
    blank(jonckheere_exact(TableRxC(np.full((4, 40), 2))), Status.TOO_LARGE)
    assert int(jonckheere_exact(TableRxC([[1, 0], [0, 1]])).status) == Status.OK


def test_no_switcher_no_test(blank):
    for table in (PairedTable(4, 0, 0, 3), PairedTable(0, 0, 0, 0)):
        blank(mcnemar(table), Status.TOO_FEW)
        assert np.isnan(discordant_odds_ratio(table).estimate)
    for mid_p in (False, True):
        blank(mcnemar_exact(PairedTable(0, 0, 0, 0), mid_p), Status.TOO_FEW)
    # the difference itself is known: nobody switched
    share = paired_difference(PairedTable(4, 0, 0, 3))
    assert float(share.ci_low) < float(share.estimate) == 0 < float(share.ci_high)


def test_odds_of_one_sided_switching_are_open_to_one_side():
    ratio = discordant_odds_ratio(PairedTable([4, 4], [0, 7], [7, 0], [2, 2]))
    np.testing.assert_array_equal(ratio.estimate, [0, np.inf])
    assert ratio.ci_low[0] == 0
    assert 0 < ratio.ci_high[0] < 1 < ratio.ci_low[1] < ratio.ci_high[1] == np.inf


def test_few_discordant_pairs_are_noted():
    few = "9 discordant pairs, fewer than 10: read the exact or mid-p test"
    assert mcnemar(PairedTable(20, 4, 5, 9)).note == few
    assert PairedTable(3, 1, 0, 2).note.startswith("1 discordant pair, fewer than 10")
    assert mcnemar(PairedTable(20, 5, 5, 9)).note == ""
    assert PairedTable([1, 1], [4, 9], [5, 9], [1, 1]).note == (
        "1 of 2 tables have fewer than 10 discordant pairs"
    )


def test_equivalence(blank):
    blank(equivalent_correlation(RankCorrelation(3, 0.5), 0.3), Status.TOO_FEW)
    blank(equivalent_correlation(RankCorrelation(9, 0.5, True), 0.3), CONSTANT)
    blank(equivalent_shares(Table2x2(0, 0, 3, 4), 0.3), EMPTY)
    outside = equivalent_shares(Table2x2(9, 1, 1, 9), 0.3)
    assert (float(outside.p_value), int(outside.p_bound)) == (0.5, P_LOWER_BOUND)
    perfect = equivalent_correlation(RankCorrelation(9, -1.0), 0.3)
    assert (float(perfect.p_value), int(perfect.p_bound)) == (0.5, P_LOWER_BOUND)
    # nobody has the event in either group: the shares are known to be alike
    same = equivalent_shares(Table2x2(0, 60, 0, 57), 0.3)
    assert float(same.p_value) < 0.001
    # so small that no interval is wide enough for the margin: there is no p
    tiny = equivalent_shares(Table2x2(1, 1, 1, 1), 0.9)
    assert int(tiny.status) == Status.OK
    assert np.isnan(tiny.p_value)


NAMED = [
    (lambda: equivalent_shares(Table2x2(1, 2, 3, 4), 1.0), "margin must be above 0 and below 1"),
    (lambda: equivalent_ranks(reduce.rank_sum(*of([1], [2])), 0.3, 0.5), "alpha must be above 0"),
    (lambda: TwoSamples([1.0, np.inf], [2.0]), "first must be one-dimensional, with finite values"),
    (lambda: FirmValues([1.0], [[2.0]]), "second must be one-dimensional, with finite values only"),
    (lambda: firm_permutation(FirmValues([1], [2]), 1, draws=0), "draws must be at least 1, got 0"),
    (lambda: RankSums(3, 4, 5), "n must have at least one dimension: the groups"),
    (lambda: dunn(RankSums([1, 1], [1, 2], 0), ["a"]), r"labels must be as many as groups \(2\)"),
    (lambda: OrderedShares(1, 2), "events and n must have at least one dimension: the groups"),
    (
        lambda: cochran_armitage(OrderedShares([1, 2], [3, 4]), [1]),
        r"scores must be as many as groups \(2\), got 1",
    ),
    (
        lambda: cochran_armitage(OrderedShares([1, 2], [3, 4]), [1, 1]),
        "scores must rise strictly, got 1, 1",
    ),
    (
        lambda: cochran_armitage_exact(OrderedShares([1, 2], [3, 4]), [0, 0.5]),
        "scores must be whole numbers, got 0, 0.5",
    ),
    (
        lambda: cochran_armitage_exact(OrderedShares([[1, 2]], [[3, 4]])),
        "the exact trend test takes one trend at a time",
    ),
    (
        lambda: jonckheere_exact(TableRxC(np.ones((2, 2, 2)))),
        "the exact test takes one table at a time",
    ),
    (
        lambda: reduce_groups.ordered_shares([1, 2], [0, 1], 2),
        "outcome must be 0 or 1 in every row",
    ),
    (lambda: reduce_groups.rank_sums([1, 2], [0, 2], 2), "group_codes must be from 0 to 1"),
    (
        lambda: reduce_groups.firm_values([1, 2], [True, False], ["a", "a"], [1, 2]),
        "a firm must be in one group in all its years, 1 are in both, such as a",
    ),
    (
        lambda: reduce_groups.firm_values([1, 2], [True, True], ["a", "a"], [1, 1]),
        "firms must have a year once, 1 have one more than once, such as a",
    ),
    (
        lambda: reduce_groups.strata_rank_sum([1, 2], [True, False], [1]),
        r"stratum must be as long as the outcome, got shape \(1,\)",
    ),
    (
        lambda: reduce_pairs.switchers([1, 0], ["a", "a"], [1, 2], 2, 2),
        "the two years must differ, got 2 twice",
    ),
    (lambda: reduce_pairs.switchers([1, 0], ["a", "a"], [1, 2], 3, 2), "year 3 is not in the data"),
    (
        lambda: reduce_pairs.switchers([1, 0, 1], ["a", "a", "a"], [1, 2, 2], 1, 2),
        "firms must have a year once, 1 have 2 more than once, such as a",
    ),
    (
        lambda: reduce_pairs.switchers([1, 3], ["a", "a"], [1, 2], 1, 2),
        "outcome must be 0 or 1 in every row",
    ),
    (lambda: welch(TwoMeans(2, 2, 1, 2, 1, 1), level=1.0), "level must be above 0 and below 1"),
    (lambda: mcnemar(PairedTable(1, 2, 3, 4), level=95), "level must be above 0 and below 1"),
    (lambda: kendall(Concordance(*range(4, 12)), level=0), "level must be above 0 and below 1"),
]


@pytest.mark.parametrize(("call", "sentence"), NAMED)
def test_a_callers_mistake_is_one_sentence(call, sentence):
    with pytest.raises(ArgumentError, match=sentence) as error:
        call()
    assert "\n" not in str(error.value)


def test_switchers_counts_firms_and_those_seen_once():
    firm = np.array([1, 1, 2, 2, 3, 3, 4, 4, 5, 6, 6])
    year = np.array([1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 3])
    yes = np.array([1, 1, 0, 1, 1, 0, 0, 0, 1, 0, 1])
    found = reduce_pairs.switchers(yes, firm, year, 1, 2)
    assert [int(x) for x in found.table.cells] == [1, 1, 1, 1]
    assert (found.first_year_only, found.second_year_only) == (1, 1)
    assert found.note == (
        "2 discordant pairs, fewer than 10: read the exact or mid-p test; "
        "2 firms were seen in one of the two years alone and left out"
    )
    turned = reduce_pairs.switchers(yes[::-1], firm[::-1], year[::-1], 2, 1)
    assert [int(x) for x in turned.table.cells] == [1, 1, 1, 1]


def test_firm_values_count_a_firm_once():
    y = [1.0, 3.0, 8.0, 2.0, 4.0]
    firm, year = ["b", "b", "a", "c", "c"], [2001, 2002, 2001, 2001, 2002]
    found = reduce_groups.firm_values(y, [False, False, True, False, False], firm, year)
    np.testing.assert_array_equal(found.first, [8.0])
    np.testing.assert_array_equal(found.second, [2.0, 3.0])
    ranks = reduce_groups.firm_values(y, [False, False, True, False, False], firm, year, ranks=True)
    np.testing.assert_allclose(ranks.first, [2.5 / 3])
    np.testing.assert_allclose(ranks.second, [(0.5 / 3 + 0.25) / 2, (0.5 + 0.75) / 2])
    assert firm_permutation(ranks, seed=1).effect.measure == "mean_rank_difference"
