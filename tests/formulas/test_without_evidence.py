"""Samples that say nothing: no interval without width, and a reason where all is blank."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats as scipy_stats
from statsmodels.stats import contingency_tables
from statsmodels.stats.proportion import proportion_confint

from smeint import stats
from smeint.formulas.contingency_rxc import TableRxC, chi_square_rxc
from smeint.formulas.goodness_of_fit import LevelCounts, goodness_of_fit
from smeint.formulas.mcnemar import PairedTable, mcnemar, mcnemar_exact

V_NOTE = "no interval of Cramer's V: chi-square is too small to invert the noncentral distribution"
W_NOTE = "no interval of Cohen's w: chi-square is too small to invert the noncentral distribution"


def limits(row):
    return [float(row.ci_low), float(row.ci_high)]


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_cramers_v_has_no_interval_exactly_where_its_upper_limit_would_be_0(level):
    for change in np.linspace(0, 1.5, 40):
        test = chi_square_rxc(TableRxC([[50 + change, 50], [50, 50]]), level)
        blank = float(test.statistic) <= scipy_stats.chi2.ppf(0.5 - level / 2, 1)
        assert np.isnan(limits(test.effect)).all() == blank
        assert test.note == (V_NOTE if blank else "")
        if not blank:
            assert test.effect.ci_low <= test.effect.estimate <= test.effect.ci_high
            assert test.effect.ci_low < test.effect.ci_high


@pytest.mark.parametrize("table", [[[50, 50], [50, 50]], [[5, 5, 5], [10, 10, 10]]])
def test_an_even_table_has_a_v_of_0_without_interval(table):
    answer = stats.chi_square(table)
    v = answer.measure("cramers_v")
    assert v.estimate == 0 and np.isnan(limits(v)).all()
    assert answer.finding.note.startswith(V_NOTE)
    other = stats.chi_square([[50, 40], [40, 50]])
    assert "no interval" not in other.finding.note
    assert np.isfinite(limits(other.measure("cramers_v"))).all()


def test_shares_exactly_as_stated_have_a_w_of_0_without_interval():
    found = stats.goodness_of_fit([50, 50], [1, 1]).finding
    assert found.effect == 0 and np.isnan(limits(found)).all() and found.note.endswith(W_NOTE)
    assert stats.goodness_of_fit([60, 40], [1, 1]).finding.note == ""
    # R: effectsize 0.8.3, cohens_w(c(50, 50), p = c(.5, .5)) prints [0.00, 0.00]
    many = goodness_of_fit(LevelCounts([[50, 50], [60, 40]], [1, 1]))
    assert np.isnan(many.effect.ci_high).tolist() == [True, False] and many.note == ""


@pytest.mark.parametrize("table", [(5, 0, 0, 5), (9, 0, 0, 0), (0, 0, 0, 4)])
def test_exact_mcnemar_without_discordant_pairs(table):
    a, b, c, d = table
    # R's binom.test(0, 0) refuses; statsmodels prints 1
    assert contingency_tables.mcnemar([[a, b], [c, d]], exact=True).pvalue == 1
    for method in ("exact", "mid_p"):
        answer = stats.mcnemar([[a, b], [c, d]], method=method)
        found = answer.finding
        assert (found.status, found.p_value, found.effect) == ("ok", 1, 0)
        assert answer.measure("discordant_pairs").estimate == 0
        assert np.isnan(answer.measure("discordant_odds_ratio").estimate)
        assert np.isnan(answer.measure("mcnemar_chi_square").estimate)
        assert found.note == (
            "no firm's answers differ: chi-square has no value, the exact test's p is 1"
        )
        # Newcombe's method 10 by hand: both shares have the same limits
        n, p = a + d, a / (a + d)
        low, high = proportion_confint(a, n, method="wilson")
        r = max(a * d - n / 2, 0) / (a * d) if a * d else 0
        x, y = p - low, high - p
        half = np.sqrt(x * x - 2 * r * x * y + y * y)
        assert limits(found) == pytest.approx([-half, half], rel=1e-12)
        assert half > 0.01


def test_the_chi_square_of_no_discordant_pairs_points_to_a_test_that_has_a_p():
    answer = stats.mcnemar([[5, 0], [0, 5]])
    assert (answer.finding.status, answer.finding.note) == (
        "too_few",
        "no firm's answers differ: chi-square has no value, the exact test's p is 1; ask for "
        "method exact, which has the difference's interval too",
    )
    assert all(np.isnan(m.estimate) for m in answer.measures)
    assert mcnemar(PairedTable(0, 0, 0, 0)).note == ""
    many = mcnemar_exact(PairedTable([5, 0, 1], [0, 0, 1], [0, 0, 7], [5, 0, 12]))
    np.testing.assert_allclose(many.p_value, [1, np.nan, 0.0703125], rtol=1e-12)


def test_kappa_says_which_levels_were_used_and_why_it_has_no_test():
    one = stats.cohen_kappa([1, 1, 1], [1, 1, 1]).finding
    assert (one.status, one.note) == ("constant_outcome", "levels: 1")
    zero = stats.cohen_kappa([0, 0], [0, 0]).finding
    assert zero.note == "levels: 0"
    single = stats.cohen_kappa([1, 1, 1], [1, 1, 2]).finding
    assert (single.status, single.effect) == ("ok", 0)
    assert np.isnan([single.statistic, single.p_value, *limits(single)]).all()
    assert single.note == (
        "one rater uses a single level: kappa is 0 whatever the other says, without z or "
        "interval; levels: 1, 2"
    )
    agreed = stats.cohen_kappa([1, 2, 3], [1, 2, 3]).finding
    assert agreed.effect == 1 and np.isfinite(agreed.p_value)
    assert agreed.note == "no interval: the standard error is 0; levels: 1, 2, 3"
    assert stats.cohen_kappa([0, 1, 1, 0], [0, 1, 0, 1]).finding.note == "levels: 0, 1"


def test_two_constants_have_no_spread():
    found = stats.welch([1, 1], [2, 2]).finding
    assert found.status == "no_spread" and np.isnan([found.p_value, found.effect]).all()
