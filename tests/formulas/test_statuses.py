"""Degenerate data have a status and NaN, in every formula; wrong calls are refused."""

import numpy as np
import pytest

from smeint.engine import reduce
from smeint.engine.firth import fit_firth
from smeint.engine.logit import fit_logit
from smeint.errors import ArgumentError
from smeint.finding import Status
from smeint.formulas.anderson_darling import anderson_darling
from smeint.formulas.contingency import Table2x2, chi_square_2x2, yates_2x2
from smeint.formulas.contingency_rxc import TableRxC, chi_square_rxc, fisher_rxc
from smeint.formulas.correlation import RankCorrelation, spearman
from smeint.formulas.firth import firth_test
from smeint.formulas.fisher import fisher_2x2
from smeint.formulas.logit import LogitFit, logit_test
from smeint.formulas.normality import kolmogorov_smirnov_as_if_known, lilliefors, shapiro_wilk
from smeint.formulas.rank_sum import mann_whitney
from smeint.formulas.rank_sum_exact import TiePattern, exact_rank_sum
from smeint.formulas.score import ScoreSums, pooled_score
from smeint.formulas.skewness_kurtosis import skewness_kurtosis


@pytest.mark.parametrize("formula", [chi_square_2x2, yates_2x2, fisher_2x2])
@pytest.mark.parametrize(
    ("cells", "status"),
    [
        ((0, 0, 3, 4), Status.EMPTY_GROUP),
        ((3, 4, 0, 0), Status.EMPTY_GROUP),
        ((0, 0, 0, 0), Status.EMPTY_GROUP),
        ((0, 0, 3, 0), Status.EMPTY_GROUP),
        ((0, 5, 0, 4), Status.CONSTANT_OUTCOME),
        ((5, 0, 4, 0), Status.CONSTANT_OUTCOME),
    ],
)
def test_two_by_two_tables_with_an_empty_margin(formula, cells, status, blank):
    blank(formula(Table2x2(*cells)), status)


@pytest.mark.parametrize("formula", [chi_square_rxc, lambda t: fisher_rxc(t, draws=10)])
@pytest.mark.parametrize(
    ("counts", "status"),
    [
        ([[0, 0, 0], [1, 2, 3]], Status.EMPTY_GROUP),
        ([[0, 0], [0, 0], [0, 0]], Status.EMPTY_GROUP),
        ([[0, 4, 0], [0, 2, 0]], Status.CONSTANT_OUTCOME),
    ],
)
def test_larger_tables_with_one_group_or_one_level(formula, counts, status, blank):
    blank(formula(TableRxC(counts)), status)


def test_an_unused_row_or_column_changes_nothing(same, numbers):
    full = numbers(chi_square_rxc(TableRxC([[5, 2, 9], [4, 8, 1]])))
    padded = numbers(chi_square_rxc(TableRxC([[5, 0, 2, 9], [0, 0, 0, 0], [4, 0, 8, 1]])))
    for name, value in full.items():
        same(padded[name], value, rtol=1e-12)


@pytest.mark.parametrize(
    ("outcome", "first", "status"),
    [
        ([1.0, 2.0], [True, True], Status.EMPTY_GROUP),
        ([1.0, 2.0], [False, False], Status.EMPTY_GROUP),
        ([], [], Status.EMPTY_GROUP),
        ([2.0, 2.0, 2.0], [True, False, False], Status.CONSTANT_OUTCOME),
        ([0.1] * 7, [True] * 3 + [False] * 4, Status.CONSTANT_OUTCOME),
    ],
)
def test_rank_sums_with_an_empty_group_or_all_tied(outcome, first, status, blank):
    first = np.array(first, dtype=bool)
    blank(mann_whitney(reduce.rank_sum(outcome, first)), status)
    blank(exact_rank_sum(reduce.tie_pattern(outcome, first)), status)


def test_a_million_tied_firms_are_constant():
    outcome, first = np.full(1_000_003, 0.3), np.arange(1_000_003) % 3 == 0
    assert int(reduce.rank_sum(outcome, first).status) == Status.CONSTANT_OUTCOME


def test_the_exact_test_stops_at_a_size(blank):
    large = TiePattern([1, 0] * 200, [0, 1] * 200)
    blank(exact_rank_sum(large), Status.TOO_LARGE)
    assert int(exact_rank_sum(TiePattern([1, 0] * 100, [0, 1] * 100)).status) == Status.OK


def test_spearman(blank):
    blank(spearman(reduce.rank_correlation([1.0, 2.0], [1.0, 2.0])), Status.TOO_FEW)
    blank(spearman(reduce.rank_correlation([], [])), Status.TOO_FEW)
    constant = spearman(reduce.rank_correlation([1.0, 1.0, 1.0], [1.0, 2.0, 3.0]))
    blank(constant, Status.CONSTANT_OUTCOME)
    constant = spearman(reduce.rank_correlation([1.0, 2.0, 3.0], [1.0, 1.0, 1.0]))
    blank(constant, Status.CONSTANT_PREDICTOR)


def test_spearman_of_three_firms_has_no_interval_and_of_one_order_no_point():
    three = spearman(RankCorrelation(3, 0.5)).effect
    assert np.isnan([three.ci_low, three.ci_high]).all()
    for rho in (1.0, -1.0):
        test = spearman(RankCorrelation(8, rho))
        assert float(test.statistic) == rho * np.inf
        # without the ties p is not known; 0 would be wrong
        assert np.isnan(float(test.p_value))
        low, high = sorted([rho * float(test.effect.ci_low), rho * float(test.effect.ci_high)])
        assert high == 1
        assert 0.5 < low < 0.999


@pytest.mark.parametrize(
    ("formula", "least"),
    [
        (lilliefors, 4),
        (kolmogorov_smirnov_as_if_known, 4),
        (shapiro_wilk, 3),
        (anderson_darling, 8),
        (skewness_kurtosis, 3),
    ],
)
def test_normality(formula, least, blank):
    for n in range(least):
        blank(formula(reduce.normality(np.arange(n) * 1.5)), Status.TOO_FEW)
    assert int(formula(reduce.normality(np.arange(least) * 1.5)).status) == Status.OK
    blank(formula(reduce.normality(np.full(30, 0.1))), Status.CONSTANT_OUTCOME)


def test_shapiro_wilk_is_made_for_5000():
    x = np.random.default_rng(1).normal(size=5001)
    assert int(shapiro_wilk(reduce.normality(x[:5000])).status) == Status.OK
    assert int(shapiro_wilk(reduce.normality(x)).status) == Status.TOO_LARGE


@pytest.mark.parametrize(
    ("outcome", "predictor", "firm", "status"),
    [
        ([1, 1, 2, 2], [0, 1, 0, 1], [1, 2, 1, 2], Status.CONSTANT_OUTCOME),
        ([1, 2, 2, 3], [0, 0, 1, 1], [1, 2, 1, 2], Status.CONSTANT_PREDICTOR),
        ([1, 1, 2, 3], [0, 1, 1, 1], [1, 2, 1, 2], Status.CONSTANT_OUTCOME),
        ([1, 2, 2, 3], [0, 1, 0, 1], [1, 1, 1, 1], Status.TOO_FEW),
        ([], [], [], Status.CONSTANT_OUTCOME),
    ],
)
def test_pooled_score(outcome, predictor, firm, status, blank):
    cell = [0, 0, 1, 1][: len(outcome)]
    sums = reduce.score_sums(np.array(outcome, float), np.array(predictor, float), cell, firm)
    blank(pooled_score(sums), status)


def test_pooled_score_without_any_product(blank):
    blank(pooled_score(ScoreSums(5, 0.0, 0.0, 2.0, 2.0, 0.0)), Status.TOO_FEW)


def test_pooled_score_at_perfect_association_has_no_interval():
    y, cell = np.tile([1.0, 2.0, 3.0, 4.0], 2), np.repeat([0, 1], 4)
    sums = reduce.score_sums(y, y, cell, np.tile(np.arange(4), 2), rank_predictor=True)
    test = pooled_score(sums)
    assert float(test.effect.estimate) == pytest.approx(1)
    assert np.isnan([test.effect.ci_low, test.effect.ci_high]).all()
    assert 0 < float(test.p_value) < 1


RNG = np.random.default_rng(2)
X = RNG.normal(size=(40, 2))
Y = (X[:, 0] + RNG.normal(size=40) > 0).astype(float)
DEGENERATE = {
    "constant outcome": (np.ones(40), X, Status.CONSTANT_OUTCOME, ""),
    "constant predictor": (
        Y,
        np.column_stack([X[:, 0], np.ones(40)]),
        Status.CONSTANT_PREDICTOR,
        "b",
    ),
    "twice the same": (Y, np.column_stack([X[:, 0], X[:, 0] * 3 + 1]), Status.COLLINEAR, "ab"),
    "a sum": (Y, np.column_stack([X, X.sum(axis=1)]), Status.COLLINEAR, "abc"),
    "too few": (Y[:3], X[:3], Status.TOO_FEW, ""),
}


@pytest.mark.parametrize("case", DEGENERATE)
def test_logistic_regression(case, blank):
    y, x, status, named = DEGENERATE[case]
    names = ["a", "b", "c"][: x.shape[1]]
    fit = fit_logit(y, x, names)
    blank(logit_test(fit, "a"), status)
    firth = fit_firth(y, x, names)
    blank(firth_test(firth, "a"), status)
    for note in (fit.note, firth.note):
        assert all((f"`{name}`" in note) == (name in named) for name in names)


def test_separation_is_named_and_firth_stays_finite(blank):
    complete = np.column_stack([X[:, 1], Y * 2 + 1])
    quasi = np.column_stack([X[:, 1], ((Y == 1) & (X[:, 1] > 0)).astype(float)])
    for x in (complete, quasi):
        fit = fit_logit(Y, x, ["harmless", "separates"])
        blank(logit_test(fit, "harmless"), Status.SEPARATION)
        assert "`separates`" in fit.note
        if x is quasi:
            assert "harmless" not in fit.note
        firth = fit_firth(Y, x, ["harmless", "separates"])
        assert firth.status == Status.OK
        assert np.isfinite(firth.beta).all()


def test_columns_of_very_different_size_are_not_collinear():
    x = np.column_stack([X[:, 0] * 1e9, 2014 + X[:, 1] * 1e-3])
    fit = fit_logit(Y, x, ["sales", "year"])
    plain = fit_logit(Y, X, ["sales", "year"])
    assert int(fit.status) == Status.OK
    np.testing.assert_allclose(np.asarray(fit.beta)[1] * 1e9, np.asarray(plain.beta)[1], rtol=1e-8)
    np.testing.assert_allclose(np.asarray(fit.beta)[2] * 1e-3, np.asarray(plain.beta)[2], rtol=1e-6)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: chi_square_2x2(Table2x2(1, 2, 3, 4), level=95), "level must be above 0"),
        (lambda: reduce.table_2x2([0.0, 2.0], [True, False]), "outcome must be 0 or 1"),
        (lambda: reduce.table_2x2([0.0, np.nan], [True, False]), "must not have missing values"),
        (lambda: reduce.rank_sum([0.0, 1.0], [True]), "equally long"),
        (lambda: reduce.table_rxc([0, 3], [0, 1], 3, 2), "outcome_codes must be from 0 to 2"),
        (lambda: TableRxC([1, 2]), "at least two dimensions"),
        (lambda: fisher_rxc(TableRxC([[1, 2], [3, 4]]), draws=0), "draws must be at least 1"),
        (lambda: TiePattern([1, 2], [1]), "equally long"),
        (lambda: TiePattern([1, -2], [1, 1]), "must not be negative"),
        (lambda: fit_logit([0, 1, 2], [[1], [2], [3]], ["a"]), "outcome must be 0 or 1"),
        (lambda: fit_logit([0, 1], [[1], [2], [3]], ["a"]), "one row for each of the 2 outcomes"),
        (lambda: fit_logit([0, 1], [[1], [np.inf]], ["a"]), "must be finite"),
        (lambda: fit_logit([0, 1], [[1, 2], [2, 2]], ["a", "a"]), "must differ from each other"),
        (lambda: logit_test(fit_logit(Y, X, ["sme", "age"]), "smee"), "Did you mean `sme`"),
        (lambda: LogitFit(("intercept", "a"), [1.0], [[1.0]], 0, 0, 1, 1), "beta and cov must end"),
    ],
)
def test_wrong_calls_are_refused_in_one_sentence(call, words):
    with pytest.raises(ArgumentError, match=words.replace("(", r"\(")):
        call()
