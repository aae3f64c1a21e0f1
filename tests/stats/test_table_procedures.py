"""Chi-square and exact tests through smeint.stats, against R."""

import itertools
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from smeint.stats import barnard, boschloo, chi_square, fisher_exact

FOLDER = Path(__file__).parents[1] / "reference"
CASES = json.loads((FOLDER / "contingency.json").read_text(encoding="utf-8"))
TABLES = json.loads((FOLDER / "tables.json").read_text(encoding="utf-8"))
CELL = st.integers(0, 12)


def same(found, expected, rtol=1e-8, atol=0.0):
    expected = np.array([np.inf if x == "Inf" else x for x in np.ravel(expected)], dtype=float)
    np.testing.assert_allclose(np.ravel(found), expected, rtol=rtol, atol=atol)


def with_interval(row):
    return row.estimate, row.ci_low, row.ci_high


def assert_blank(answer, status):
    found = answer.finding
    assert found.status == status
    assert np.isnan([found.statistic, found.p_value, found.effect, found.ci_low]).all()
    for m in answer.measures:
        numbers = (m.estimate, m.std_error, m.statistic, m.df, m.p_value, m.ci_low, m.ci_high)
        assert np.isnan(numbers).all(), m


def check_every_table(answer, case):
    """What a table of any size has, against R."""
    shape = case["rows"], case["columns"]
    for name, value, p in (
        ("pearson_chi_square", "chi2", "p"),
        ("likelihood_ratio_chi_square", "g", "g_p"),
        ("n_minus_1_chi_square", "n_1", "n_1_p"),
    ):
        row = answer.measure(name)
        same([row.estimate, row.statistic, row.df], [case[value], case[value], case["df"]])
        same(row.p_value, case[p])
    v = answer.measure("cramers_v")
    same(v.estimate, case["v"])
    if case["v_ci"][0] <= case["v"] <= case["v_ci"][1]:
        # both ends are roots; R's noncentral chi-square is good to about 1e-12
        same([v.ci_low, v.ci_high], case["v_ci"], rtol=1e-6)
    else:
        assert np.isnan([v.ci_low, v.ci_high]).all()
    same(answer.measure("cramers_v_bias_corrected").estimate, case["v_corrected"], atol=1e-12)
    same(answer.measure("min_expected").estimate, case["min_expected"])
    same(answer.measure("share_expected_below_5").estimate, case["below_5"])
    for name in ("expected", "residual"):
        measure = {"expected": "expected_count", "residual": "adjusted_residual"}[name]
        cells = [m for m in answer.measures if m.measure == measure]
        assert cells[0].term == "group 1: level 1"
        assert len(cells) == np.prod(shape)
        same([m.estimate for m in cells], case[name], atol=1e-12)
    residuals = [m for m in answer.measures if m.measure == "adjusted_residual"]
    same([m.p_value for m in residuals], 2 * stats.norm.sf(np.abs(case["residual"])), atol=1e-300)


@pytest.mark.parametrize("name", CASES["two_by_two"])
def test_two_by_two_tables_agree_with_r(name):
    case = CASES["two_by_two"][name]
    answer = chi_square(case["counts"])
    found = answer.finding
    same([found.statistic, found.df, found.p_value], [case["chi2"], 1, case["p"]])
    assert (found.n, found.n_1 + found.n_2) == (case["n"], case["n"])
    check_every_table(answer, case)
    same(with_interval(answer.measure("phi")), case["phi"], atol=1e-14)
    same((found.effect, found.ci_low, found.ci_high), case["phi"], atol=1e-14)
    yates = answer.measure("yates_chi_square")
    same([yates.statistic, yates.p_value], [case["yates"], case["yates_p"]], atol=1e-25)
    difference = answer.measure("risk_difference")
    same(with_interval(difference), case["rd"], atol=1e-14)
    same(difference.std_error, case["rd_se"])
    same(with_interval(answer.measure("conditional_odds_ratio")), case["conditional"])
    if "log_or" not in case:
        assert answer.measure("odds_ratio").estimate in (0, np.inf)
        assert np.isnan(with_interval(answer.measure("odds_ratio"))[1:]).all()
        return
    for name_of_log, name_of_ratio, key in (
        ("log_odds_ratio", "odds_ratio", "log_or"),
        ("log_risk_ratio", "", "log_rr"),
    ):
        row = answer.measure(name_of_log)
        same(with_interval(row), case[key], atol=1e-14)
        same(row.std_error, case[key + "_se"])
        if name_of_ratio:
            same(with_interval(answer.measure(name_of_ratio)), np.exp(case[key]))
    same(with_interval(answer.measure("risk_ratio")), case["rr"])


@pytest.mark.parametrize("name", CASES["rxc"])
def test_larger_tables_agree_with_r(name):
    case = CASES["rxc"][name]
    answer = chi_square(case["counts"])
    found = answer.finding
    same([found.statistic, found.df, found.p_value], [case["chi2"], case["df"], case["p"]])
    assert found.effect_name == "cramers_v"
    same(found.effect, case["v"])
    check_every_table(answer, case)


def test_yates_leads_where_it_is_asked_for():
    for case in CASES["two_by_two"].values():
        answer = chi_square(case["counts"], continuity=True)
        found = answer.finding
        assert found.variant == "yates"
        same([found.statistic, found.p_value], [case["yates"], case["yates_p"]], atol=1e-25)


@pytest.mark.parametrize("name", CASES["two_by_two"])
def test_fishers_p_values_agree_with_r(name):
    case = CASES["two_by_two"][name]
    answer = fisher_exact(case["counts"])
    same(answer.finding.p_value, case["two_sided"])
    assert answer.finding.effect_name == "conditional_odds_ratio"
    same(with_interval(answer.measures[0]), case["conditional"])
    for variant in ("two_sided", "mid_p", "less", "greater"):
        row = answer.measure("fisher_exact", variant)
        same([row.estimate, row.p_value], [case[variant]] * 2)


@pytest.mark.parametrize("name", [k for k, c in CASES["rxc"].items() if c["fisher_p"] is not None])
def test_fishers_p_of_larger_tables_agrees_with_r(name):
    case = CASES["rxc"][name]
    answer = fisher_exact(case["counts"])
    if answer.finding.variant == "exact":
        # R's network adds probabilities to about seven digits
        same(answer.finding.p_value, case["fisher_p"], rtol=1e-6)
    drawn = fisher_exact(case["counts"], method="monte_carlo", draws=20_000)
    row = drawn.measure("fisher_exact")
    assert drawn.finding.p_method == "Monte Carlo, 20000 tables, seed 20140101"
    assert abs(row.p_value - case["fisher_p"]) <= 4 * max(row.std_error, 1e-4)
    wide = fisher_exact(case["counts"], method="monte_carlo", draws=20_000, level=0.9999)
    ends = wide.measure("fisher_exact")
    assert ends.ci_low <= case["fisher_p"] <= ends.ci_high


def test_unconditional_tests_agree_with_a_full_search_in_r():
    cases = [case for case in TABLES["two_by_two"] if "boschloo" in case]
    assert len(cases) >= 10
    for case in cases:
        table = np.reshape(case["cells"], (2, 2))
        same(boschloo(table).finding.p_value, case["boschloo"])
        same(barnard(table).finding.p_value, case["barnard"])
        same(barnard(table).finding.statistic ** 2, chi_square(table).finding.statistic, atol=1e-15)


def test_the_interval_of_a_monte_carlo_p_is_clopper_and_pearsons():
    answer = fisher_exact([[10, 5, 2], [3, 6, 9]], method="monte_carlo", draws=999)
    row = answer.measure("fisher_exact")
    k = round(row.estimate * 1000) - 1
    theirs = stats.binomtest(k, 999).proportion_ci(method="exact")
    same([row.ci_low, row.ci_high], [theirs.low, theirs.high])
    nothing = fisher_exact([[30, 0, 0], [0, 30, 0], [0, 0, 30]], method="monte_carlo", draws=999)
    row = nothing.measure("fisher_exact")
    same([row.estimate, row.ci_low, row.ci_high], [0.001, 0, 1 - 0.025 ** (1 / 999)])


def test_too_large_a_table_is_drawn_and_the_answer_says_so():
    counts = np.random.default_rng(5).integers(20, 60, size=(5, 5))
    answer = fisher_exact(counts, draws=500)
    assert answer.finding.variant == "monte_carlo"
    assert answer.finding.note == "too large to enumerate, p by Monte Carlo"
    assert repr(fisher_exact(counts, draws=500)) == repr(answer)
    assert_blank(fisher_exact(counts, method="exact"), "too_large")


def test_draws_are_the_same_whether_held_together_or_in_parts(monkeypatch):
    table = [[10, 5, 2], [3, 6, 9]]
    whole = fisher_exact(table, method="monte_carlo", draws=1000)
    monkeypatch.setattr("smeint.formulas.contingency_rxc.CELLS_AT_ONCE", 60)
    in_parts = fisher_exact(table, method="monte_carlo", draws=1000)
    assert repr(in_parts) == repr(whole)


def test_tied_probabilities_count_on_both_sides():
    # 4 of 10 against 6 of 10: the mirrored table is exactly as probable
    row = fisher_exact([[4, 6], [6, 4]])
    less = row.measure("fisher_exact", "less").p_value
    same(row.finding.p_value, 2 * less, rtol=1e-12)


def test_huge_tables_have_the_numbers_of_scipy():
    table = [[10**6, 10**6], [10**6, 10**6 + 3000]]
    theirs = stats.chi2_contingency(table, correction=False)
    answer = chi_square(table)
    same([answer.finding.statistic, answer.finding.p_value], [theirs.statistic, theirs.pvalue])
    ratio = answer.measure("conditional_odds_ratio")
    # so many observations: the sample ratio and Woolf's interval are the same to six digits
    same(with_interval(ratio), with_interval(answer.measure("odds_ratio")), rtol=3e-6)
    # R 4.2, fisher.test of this table
    same(fisher_exact(table).finding.p_value, 0.134278953912, rtol=1e-11)
    assert_blank(fisher_exact(np.full((2, 2), 10**7)), "too_large")
    assert_blank(boschloo(table), "too_large")


def test_conditional_odds_ratio_of_a_large_table_agrees_with_scipy():
    table = [[700, 300], [2400, 900]]
    theirs = stats.contingency.odds_ratio(table)
    ends = theirs.confidence_interval()
    row = chi_square(table).measure("conditional_odds_ratio")
    same(with_interval(row), [theirs.statistic, ends.low, ends.high])


@given(CELL, CELL, CELL, CELL)
@settings(max_examples=40, deadline=None)
def test_swapping_groups_negates_effects_and_keeps_p(a, b, c, d):
    one, other = chi_square([[a, b], [c, d]]), chi_square([[c, d], [a, b]])
    assert one.finding.status == other.finding.status
    assume(one.finding.status == "ok")
    assert 0 <= one.finding.p_value <= 1
    same(other.finding.p_value, one.finding.p_value, rtol=1e-9)
    for name in ("phi", "risk_difference", "log_odds_ratio", "log_risk_ratio"):
        first, second = one.measure(name), other.measure(name)
        mirrored = (-second.estimate, -second.ci_high, -second.ci_low)
        same(with_interval(first), mirrored, rtol=1e-9, atol=1e-12)
    for name in ("phi", "risk_difference", "odds_ratio", "conditional_odds_ratio", "risk_ratio"):
        low, high = with_interval(one.measure(name))[1:]
        assert np.isnan(low) or low - 1e-12 <= one.measure(name).estimate <= high + 1e-12
    for procedure in (fisher_exact, boschloo, barnard):
        p = procedure([[a, b], [c, d]]).finding.p_value
        assert 0 < p <= 1 + 1e-12
        same(procedure([[c, d], [a, b]]).finding.p_value, p, rtol=1e-9)
        same(procedure([[b, a], [d, c]]).finding.p_value, p, rtol=1e-9)


@given(st.lists(st.lists(st.integers(0, 5), min_size=3, max_size=3), min_size=2, max_size=4))
@settings(max_examples=30, deadline=None)
def test_order_and_sides_of_a_larger_table_do_not_matter(rows):
    counts = np.array(rows)
    one = chi_square(counts)
    for other in (counts.T, counts[::-1, [2, 0, 1]]):
        found = chi_square(other)
        # transposed, groups without observations are levels without observations
        assert (found.finding.status == "ok") == (one.finding.status == "ok")
        same(found.finding.statistic, one.finding.statistic, rtol=1e-9, atol=1e-12)
        same(found.finding.p_value, one.finding.p_value, rtol=1e-9)
        p = fisher_exact(other).finding.p_value
        same(p, fisher_exact(counts).finding.p_value, rtol=1e-9)


@given(CELL, CELL, CELL, CELL)
@settings(max_examples=40, deadline=None)
def test_one_sided_p_add_up_to_1_and_the_observed_table(a, b, c, d):
    answer = fisher_exact([[a, b], [c, d]])
    assume(answer.finding.status == "ok")
    p = {v: answer.measure("fisher_exact", v).p_value for v in ("less", "greater", "two_sided")}
    own = stats.hypergeom.pmf(a, a + b + c + d, a + b, a + c)
    same(p["less"] + p["greater"], 1 + own, rtol=1e-9)
    same(answer.measure("fisher_exact", "mid_p").p_value, p["two_sided"] - own / 2, rtol=1e-8)
    assert min(p["less"], p["greater"]) <= p["two_sided"] * (1 + 1e-9)


def test_two_sided_p_is_full_enumeration():
    for cells in itertools.product(range(4), repeat=4):
        a, b, c, d = cells
        n_1, n_2, events = a + b, c + d, a + c
        if not (n_1 and n_2 and events and b + d):
            continue
        support = range(max(0, events - n_2), min(n_1, events) + 1)
        ways = [stats.hypergeom.pmf(k, n_1 + n_2, events, n_1) for k in support]
        own = stats.hypergeom.pmf(a, n_1 + n_2, events, n_1)
        p = sum(w for w in ways if w <= own * (1 + 1e-7))
        same(fisher_exact([[a, b], [c, d]]).finding.p_value, p, rtol=1e-9)


@pytest.mark.parametrize("procedure", [chi_square, fisher_exact, boschloo, barnard])
@pytest.mark.parametrize(
    ("table", "status"),
    [
        ([[0, 0], [0, 0]], "empty_group"),
        ([[5, 0], [0, 0]], "empty_group"),
        ([[0, 0], [3, 4]], "empty_group"),
        ([[5, 0], [3, 0]], "constant_outcome"),
        ([[0, 5], [0, 3]], "constant_outcome"),
    ],
)
def test_an_empty_margin_is_a_status(procedure, table, status):
    assert_blank(procedure(table), status)


@pytest.mark.parametrize("procedure", [chi_square, fisher_exact])
@pytest.mark.parametrize(
    ("table", "status"),
    [
        ([[5]], "empty_group"),
        ([[5, 3, 2]], "empty_group"),
        ([[5], [3], [2]], "constant_outcome"),
        ([[0, 0, 0], [3, 4, 5]], "empty_group"),
        ([[3, 0, 0], [4, 0, 0]], "constant_outcome"),
    ],
)
def test_one_row_or_column_is_a_status(procedure, table, status):
    assert_blank(procedure(table), status)


def test_empty_rows_and_columns_are_left_out_and_named():
    with_empty = [[10, 0, 5, 2], [0, 0, 0, 0], [3, 0, 6, 9]]
    for procedure in (chi_square, fisher_exact):
        one, other = procedure(with_empty), procedure([[10, 5, 2], [3, 6, 9]])
        same(one.finding.p_value, other.finding.p_value, rtol=1e-12)
        same(one.finding.effect, other.finding.effect, rtol=1e-12)
        assert one.finding.note == "empty row: group 2; empty column: level 2"
    assert np.isnan(
        chi_square(with_empty).measure("expected_count", term="group 2: level 1").estimate
    )


def test_a_first_cell_at_the_end_has_a_one_sided_interval():
    none, every = fisher_exact([[0, 5], [9, 7]]).finding, fisher_exact([[12, 0], [8, 20]]).finding
    assert (none.effect, none.ci_low) == (0, 0)
    assert (every.effect, every.ci_high) == (np.inf, np.inf)
    assert 0 < none.ci_high < np.inf
    assert 0 < every.ci_low < np.inf


def test_groups_are_described():
    answer = chi_square([[20, 37], [39, 18]], groups=["SME", "other"], levels=["yes", "no"])
    assert [(g.group, g.n, g.events) for g in answer.groups] == [("SME", 57, 20), ("other", 57, 39)]
    same([g.share for g in answer.groups], [20 / 57, 39 / 57], rtol=1e-12)
    assert answer.finding.contrast == "SME - other"
    assert answer.finding.note == "event: yes"
    assert "phi = -.33" in str(answer)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (
            lambda: chi_square([[1, 2, 3], [4, 5, 6]], continuity=True),
            "continuity must be False in a table larger than 2 x 2, got 2 x 3.",
        ),
        (
            lambda: chi_square([[1, 2], [3, 4]], level=95),
            "level must be above 0 and below 1, got 95.",
        ),
        (
            lambda: fisher_exact([[1, 2, 3], [3, 4, 4]], level=1.0),
            "level must be above 0 and below 1, got 1.0.",
        ),
        (
            lambda: fisher_exact([[1, 2], [3, 4]], method="simulate"),
            "method must be one of auto, exact, monte_carlo, got 'simulate'.",
        ),
        (
            lambda: fisher_exact([[1, 2], [3, 4]], draws=0),
            "draws must be a whole number from 1 on, got 0.",
        ),
        (
            lambda: fisher_exact([[1, 2], [3, 4]], draws=1e5),
            "draws must be a whole number from 1 on, got 100000.0.",
        ),
        (
            lambda: fisher_exact([[1, 2], [3, 4]], seed=-1),
            "seed must be a whole number from 0 on, got -1.",
        ),
        (
            lambda: boschloo([[1, 2, 3], [3, 4, 4]]),
            "table must have two rows and two columns, got 2 x 3.",
        ),
        (lambda: barnard([[1], [3]]), "table must have two rows and two columns, got 2 x 1."),
    ],
)
def test_wrong_calls_are_refused_in_one_sentence(call, sentence):
    with pytest.raises(ValueError) as error:
        call()
    assert str(error.value) == sentence
