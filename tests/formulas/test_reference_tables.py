"""Tables against R: chisq.test, fisher.test, vcd, effectsize; and published intervals."""

import numpy as np
import pytest
from statsmodels.stats.proportion import confint_proportions_2indep

from smeint.formulas.contingency import Table2x2, chi_square_2x2, risk_difference, yates_2x2
from smeint.formulas.contingency_rxc import TableRxC, chi_square_rxc, fisher_rxc
from smeint.formulas.fisher import fisher_2x2


def test_two_by_two_tables_agree_with_r(reference, same, measures):
    assert len(reference["two_by_two"]) >= 3
    for case in reference["two_by_two"]:
        table = Table2x2(*case["cells"])
        test, yates = chi_square_2x2(table), yates_2x2(table)
        found = measures(test)
        same(test.statistic, case["chi2"])
        same(test.p_value, case["p"])
        same(test.effect.estimate, case["phi"])
        same(found["likelihood_ratio_chi_square"].estimate, case["g"])
        same(found["likelihood_ratio_chi_square"].p_value, case["g_p"])
        same(found["min_expected"].estimate, case["min_expected"])
        # a statistic of 0 comes out of R as rounding error
        same(yates.statistic, case["yates"], atol=1e-25)
        same(yates.p_value, case["yates_p"])
        same(found["yates_chi_square"].statistic, yates.statistic)
        same(fisher_2x2(table).p_value, case["fisher_p"])
        if "log_or" in case:
            same(np.log(found["odds_ratio"].estimate), case["log_or"])
            same(found["log_odds_ratio"].std_error, case["log_or_se"])
            same([found["odds_ratio"].ci_low, found["odds_ratio"].ci_high], case["or_ci"])


def test_an_empty_cell_leaves_the_odds_ratio_as_it_is_and_without_interval(measures):
    for cells, ratio in [((0, 5, 9, 7), 0.0), ((12, 0, 8, 20), np.inf)]:
        found = measures(chi_square_2x2(Table2x2(*cells)))["odds_ratio"]
        assert found.estimate == ratio
        assert np.isnan([found.std_error, found.ci_low, found.ci_high]).all()


@pytest.mark.parametrize(
    ("events_1", "n_1", "events_2", "n_2", "low", "high"),
    [
        # as quoted from Newcombe (1998), Statistics in Medicine 17, table II, method 10, in the
        # tests of several programs (R's propint has the first two)
        (56, 70, 48, 80, 0.0524, 0.3339),
        (9, 10, 3, 10, 0.1705, 0.8090),
        (6, 7, 2, 7, 0.0582, 0.8062),
        (5, 56, 0, 29, -0.0381, 0.1926),
        (0, 10, 0, 20, -0.1611, 0.2775),
        (0, 10, 0, 10, -0.2775, 0.2775),
        (10, 10, 0, 20, 0.6791, 1.0),
        (10, 10, 0, 10, 0.6075, 1.0),
    ],
)
def test_risk_difference_has_the_published_intervals(events_1, n_1, events_2, n_2, low, high):
    found = risk_difference(Table2x2(events_1, n_1 - events_1, events_2, n_2 - events_2))
    assert float(found.ci_low) == pytest.approx(low, abs=5e-5)
    assert float(found.ci_high) == pytest.approx(high, abs=5e-5)
    theirs = confint_proportions_2indep(events_1, n_1, events_2, n_2, method="newcomb")
    assert [float(found.ci_low), float(found.ci_high)] == pytest.approx(theirs, abs=1e-12)


def test_larger_tables_agree_with_r(reference, same, measures):
    assert len(reference["rxc"]) >= 3
    for case in reference["rxc"]:
        test = chi_square_rxc(TableRxC(case["counts"]))
        found = measures(test)
        same(test.statistic, case["chi2"])
        same(test.df, case["df"])
        same(test.p_value, case["p"])
        same(test.effect.estimate, case["v"])
        same(found["likelihood_ratio_chi_square"].estimate, case["g"])
        same(found["min_expected"].estimate, case["min_expected"])
        # effectsize finds the noncentrality by a search that stops at about 1e-5
        same(test.effect.ci_low, case["v_low"], rtol=1e-4, atol=1e-4)
        same(test.effect.ci_high, case["v_high"], rtol=1e-4)


def test_monte_carlo_fisher_is_within_its_stated_error_of_the_exact_p(reference, measures):
    for case in reference["rxc"]:
        test = fisher_rxc(TableRxC(case["counts"]), draws=20_000)
        error = float(measures(test)["fisher_exact"].std_error)
        # error is 0 if every table is as extreme
        assert abs(float(test.p_value) - case["fisher_p"]) <= 4 * max(error, 1e-4)
        assert test.p_method == "Monte Carlo, 20000 tables, seed 20140101"
