"""Exact tests, ratios and residuals of tables, against R and published values."""

import itertools

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep

from smeint.finding import Status
from smeint.formulas.conditional_odds_ratio import conditional_odds_ratio
from smeint.formulas.contingency import Table2x2, likelihood_ratio_2x2, n_minus_1_2x2
from smeint.formulas.contingency_rxc import TableRxC, fisher_rxc
from smeint.formulas.fisher import fisher_2x2, fisher_mid_p_2x2
from smeint.formulas.fisher_rxc_exact import fisher_rxc_exact
from smeint.formulas.risk_ratio import log_risk_ratio, risk_ratio
from smeint.formulas.table_residuals import cell_residuals, cramers_v_bias_corrected
from smeint.formulas.unconditional import barnard_2x2, boschloo_2x2, unconditional_p


def value(x):
    """Return a number that R wrote, infinity as a word."""
    return {"Inf": np.inf, "-Inf": -np.inf}.get(x, x)


def test_chi_squares_and_mid_p_agree_with_r(tables, same):
    assert len(tables["two_by_two"]) >= 10
    for case in tables["two_by_two"]:
        table = Table2x2(*case["cells"])
        likelihood, campbell = likelihood_ratio_2x2(table), n_minus_1_2x2(table)
        # a statistic of 0 comes out of R as rounding error
        same(likelihood.statistic, case["g"], atol=1e-13)
        # vcd subtracts its p from 1
        same(likelihood.p_value, case["g_p"], atol=1e-15)
        same(campbell.statistic, case["n_1"])
        same(campbell.p_value, case["n_1_p"])
        same(fisher_mid_p_2x2(table).p_value, case["mid_p"])


def test_unconditional_tests_agree_with_a_full_search_in_r(tables, same):
    cases = [case for case in tables["two_by_two"] if "boschloo" in case]
    assert len(cases) >= 10
    for case in cases:
        table = Table2x2(*case["cells"])
        same(boschloo_2x2(table).p_value, case["boschloo"])
        same(barnard_2x2(table).p_value, case["barnard"])


#: R package Barnard (pooled, nuisance step 1e-6): printed in SciPy's tests, where groups are
#: columns. Its step leaves about nine digits.
BARNARD = [
    ((43, 40, 10, 39), 3.555406779643, 0.000362832367),
    ((100, 2, 1000, 5), -1.776382925679, 0.135126970878),
    ((2, 7, 8, 2), -2.518474945157, 0.019210815430),
    ((5, 1, 10, 10), 1.449486150679, 0.156277546306),
    ((5, 15, 20, 20), -1.851640199545, 0.066363501421),
    ((5, 16, 20, 25), -1.609639949352, 0.116984852192),
    ((10, 5, 10, 1), -1.449486150679, 0.177536588915),
    ((5, 0, 1, 4), 2.581988897472, 0.013671875000),
    ((0, 1, 3, 2), -1.095445115010, 0.509667991877),
    ((0, 2, 6, 4), -1.549193338483, 0.197019618792),
]


@pytest.mark.parametrize(("columns", "z", "p"), BARNARD)
def test_barnard_has_the_values_of_rs_barnard(columns, z, p, same):
    a, c, b, d = columns
    test = barnard_2x2(Table2x2(a, b, c, d))
    same(test.statistic, z, rtol=1e-10)
    same(test.p_value, p, rtol=2e-9)


#: R package Exact, one-sided ("less") Boschloo: printed in SciPy's tests with seven digits.
BOSCHLOO_LESS = [
    ((2, 7, 8, 2), 0.009886142),
    ((5, 1, 10, 10), 0.9450994),
    ((5, 16, 20, 25), 0.05827348),
    ((10, 5, 10, 1), 0.08565611),
    ((0, 1, 3, 2), 0.34375),
    ((7, 12, 8, 3), 0.03410916),
    ((10, 24, 25, 37), 0.1512882),
]


@pytest.mark.parametrize(("columns", "p"), BOSCHLOO_LESS)
def test_one_sided_boschloo_has_the_values_of_rs_exact(columns, p, same):
    a, c, b, d = columns
    n_1, n_2 = a + b, c + d
    order = [
        [stats.hypergeom.cdf(i, n_1 + n_2, i + j, n_1) for j in range(n_2 + 1)]
        for i in range(n_1 + 1)
    ]
    found = unconditional_p(order, n_1, n_2, [a], [c])
    same(found, [p], rtol=2e-7)
    # Mehta and Senchaudhuri (2003), vaccine example, 7 of 15 against 12 of 15 infected: one-sided
    # .0341 by Barnard's test, which with groups of one size orders these tables as Boschloo's
    if columns == (7, 12, 8, 3):
        assert float(found[0]) == pytest.approx(0.0341, abs=5e-5)


def test_scipys_two_sided_boschloo_is_another_test():
    # twice the smaller one-sided p: here above Fisher's two-sided p, which Boschloo's never is
    cells = (10, 5, 10, 1)
    a, c, b, d = cells
    doubled = stats.boschloo_exact([[a, c], [b, d]], n=64).pvalue
    ours = float(boschloo_2x2(Table2x2(a, b, c, d)).p_value)
    assert abs(doubled - ours) > 0.003
    assert ours <= float(fisher_2x2(Table2x2(a, b, c, d)).p_value)


def test_scipy_gives_p_1_for_a_constant_outcome_and_takes_groups_in_columns():
    assert stats.boschloo_exact([[0, 0], [3, 5]]).pvalue == 1
    assert np.isnan(boschloo_2x2(Table2x2(0, 3, 0, 5)).p_value)
    rows = stats.barnard_exact([[7, 12], [8, 3]]).pvalue
    ours = float(barnard_2x2(Table2x2(7, 12, 8, 3)).p_value)
    assert abs(rows - ours) > 5e-4
    assert rows == pytest.approx(float(barnard_2x2(Table2x2(7, 8, 12, 3)).p_value), rel=1e-3)


def test_scipys_barnard_loses_tied_tables_and_ours_does_not(same):
    # event and no event swapped: the same question, but SciPy compares z without a tolerance
    one = stats.barnard_exact([[12, 3], [7, 8]]).pvalue
    other = stats.barnard_exact([[7, 8], [12, 3]]).pvalue
    assert other < one - 0.007
    same(barnard_2x2(Table2x2(7, 12, 8, 3)).p_value, one, rtol=1e-7)
    same(barnard_2x2(Table2x2(12, 7, 3, 8)).p_value, one, rtol=1e-7)


def test_conditional_odds_ratio_agrees_with_r(tables, same):
    for case in tables["two_by_two"]:
        found = conditional_odds_ratio(Table2x2(*case["cells"]))
        expected = [value(x) for x in case["conditional"]]
        same([found.estimate, found.ci_low, found.ci_high], expected)
        # fisher.test stops its search at a step of 1e-4 on the ratio or its inverse
        theirs = [value(x) for x in case["fisher"]]
        same([found.estimate, found.ci_low, found.ci_high], theirs, rtol=1e-2)


def test_conditional_odds_ratio_agrees_with_scipy(same):
    for cells in [(3, 1, 1, 3), (20, 37, 39, 18), (2, 18, 11, 28)]:
        theirs = stats.contingency.odds_ratio(np.reshape(cells, (2, 2)))
        ours = conditional_odds_ratio(Table2x2(*cells))
        interval = theirs.confidence_interval()
        same(
            [ours.estimate, ours.ci_low, ours.ci_high],
            [theirs.statistic, interval.low, interval.high],
        )


def test_risk_ratio_agrees_with_epir_and_epitools(tables, same):
    compared = 0
    for case in tables["two_by_two"]:
        table = Table2x2(*case["cells"])
        found = risk_ratio(table)
        expected = [value(x) for x in case["rr"]]
        # where all firms of a group have the event, epiR cuts the arccosine of its closed form off
        digits = 1e-7 if case["cells"][1] > 0 else 1e-4
        same([found.estimate, found.ci_low, found.ci_high], expected, rtol=digits)
        if "katz" in case:
            log_ratio = log_risk_ratio(table)
            logs = [log_ratio.estimate, log_ratio.ci_low, log_ratio.ci_high]
            same(np.exp(logs), case["katz"])
            compared += 1
    assert compared >= 5


def test_risk_ratio_agrees_with_statsmodels(same):
    for a, b, c, d in [(12, 0, 8, 20), (36, 4, 16, 64), (7, 27, 1, 33)]:
        theirs = confint_proportions_2indep(
            a, a + b, c, c + d, method="score", compare="ratio", correction=False
        )
        found = risk_ratio(Table2x2(a, b, c, d))
        # its root search stops at about 1e-10 of the ratio
        same([found.ci_low, found.ci_high], theirs, rtol=1e-7)


def test_risk_ratio_of_koopmans_example_has_the_interval_of_propcis():
    # 36 of 40 against 16 of 80, Koopman's (1984) example in R's asbio and DescTools; Nam (1995)
    # gives 2.940 to 7.152 (as quoted in statsmodels' tests), R's PropCIs, riskscoreci, has the rest
    found = risk_ratio(Table2x2(36, 4, 16, 64))
    assert [float(found.ci_low), float(found.ci_high)] == pytest.approx([2.940, 7.152], abs=5e-4)
    # its search stops at steps of about 1e-4
    theirs = [2.939569192, 7.152223435]
    assert [float(found.ci_low), float(found.ci_high)] == pytest.approx(theirs, rel=2e-4)


def test_residuals_and_corrected_v_agree_with_r(tables, same):
    for case in tables["rxc"]:
        table = TableRxC(case["counts"])
        test = cell_residuals(table)
        shape = np.shape(case["counts"])
        for name, expected in (("expected_count", "expected"), ("adjusted_residual", "residual")):
            found = [m.estimate for m in test.measures if m.measure == name]
            same(np.reshape(found, shape), case[expected])
        same(cramers_v_bias_corrected(table).estimate, case["corrected_v"], atol=1e-12)


def test_exact_fisher_of_larger_tables_agrees_with_r_and_monte_carlo(tables, same):
    for case in tables["rxc"]:
        table = TableRxC(case["counts"])
        exact = fisher_rxc_exact(table)
        drawn = fisher_rxc(table, draws=5000)
        error = max(float(drawn.measures[1].std_error), 2e-4)
        assert abs(float(drawn.p_value) - case["fisher_p"]) <= 4 * error
        if len(case["counts"]) == 4:
            # 96 firms in 4 x 4 cells are too many ways to fill two columns
            assert int(exact.status) == Status.TOO_LARGE
        else:
            same(exact.p_value, case["fisher_p"])


def test_exact_fisher_stops_at_a_size(blank):
    counts = np.random.default_rng(5).integers(20, 60, size=(6, 6))
    blank(fisher_rxc_exact(TableRxC(counts)), Status.TOO_LARGE)


def test_exact_fisher_is_full_enumeration(same):
    counts = np.array([[2, 1, 0], [0, 2, 3], [1, 0, 1]])
    people = np.repeat(np.arange(3), counts.sum(axis=1))
    outcome = np.repeat(np.tile(np.arange(3), 3), counts.ravel())
    chance = {}
    for zeros in itertools.combinations(range(10), int((outcome == 0).sum())):
        rest = [i for i in range(10) if i not in zeros]
        for ones in itertools.combinations(rest, int((outcome == 1).sum())):
            levels = np.full(10, 2)
            levels[list(zeros)], levels[list(ones)] = 0, 1
            key = tuple(np.bincount(people * 3 + levels, minlength=9).tolist())
            chance[key] = chance.get(key, 0) + 1
    observed = chance[tuple(counts.ravel().tolist())]
    p = sum(w for w in chance.values() if w <= observed) / sum(chance.values())
    same(fisher_rxc_exact(TableRxC(counts)).p_value, p, rtol=1e-12)
