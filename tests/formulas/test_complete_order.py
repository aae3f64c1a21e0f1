"""Spearman's p where abs(rho) = 1: the t approximation would print 0."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from scipy import stats as scipy_stats

from smeint import stats
from smeint.engine import reduce
from smeint.formulas.correlation import RankCorrelation, spearman
from smeint.formulas.result import P_EXACT, P_UPPER_BOUND
from smeint.formulas.spearman_exact import spearman_exact

NOTE = "abs(rho) = 1: t is infinite, p is the exact one"


def compositions(n):
    """Return all sizes of ties of n values, in their order, with two distinct values or more."""
    for cuts in itertools.product((False, True), repeat=n - 1):
        if any(cuts):
            yield np.concatenate([[0], np.cumsum(cuts)]).astype(float)


def enumerated(x, y):
    """Return the share of all orders of y whose rank correlation with x is 1 or -1."""
    a, b = scipy_stats.rankdata(x), scipy_stats.rankdata(y)
    a, b = a - a.mean(), b - b.mean()
    products = np.array([a @ b[list(o)] for o in itertools.permutations(range(len(x)))])
    return float((np.abs(products) > math.sqrt((a @ a) * (b @ b)) - 1e-9).mean())


@pytest.mark.parametrize("n", [3, 4, 5, 6])
@pytest.mark.parametrize("sign", [1, -1])
def test_p_is_that_of_all_orders_for_every_pattern_of_ties(n, sign):
    for x in compositions(n):
        y = sign * x
        expected = enumerated(x, y)
        for method in ("asymptotic", "exact"):
            found = stats.spearman(x, y, method=method)
            assert found.finding.effect == sign
            assert found.finding.p_value == pytest.approx(expected, rel=1e-12)
            assert found.measure("exact_p").estimate == pytest.approx(expected, rel=1e-12)
            assert found.finding.p_method == "exact, conditional on ties"


@pytest.mark.parametrize("n", [3, 9, 14, 25, 60, 170])
def test_p_without_ties_is_two_of_all_orders_at_any_size(n):
    x = np.arange(n)
    expected = 2 / math.factorial(n)  # R's cor.test(1:3, 1:3, method = "spearman"): 0.3333
    for y in (x**3, -x):
        plain, exact = (stats.spearman(x, y, method=m) for m in ("asymptotic", "exact"))
        assert plain.finding.p_value == pytest.approx(expected, rel=1e-10)
        assert exact.finding.p_value == pytest.approx(expected, rel=1e-10)
        assert np.isinf(plain.finding.statistic)
        assert (plain.finding.note, exact.finding.note) == (NOTE, "")
    # the sum of squared rank differences in reverse order
    assert exact.finding.statistic == pytest.approx((n**3 - n) / 3)


def test_the_closed_form_is_what_the_distribution_gives():
    x = [1, 1, 2, 3, 3, 3, 4]
    summary = reduce.rank_correlation(x, x)
    table = reduce.table_rxc(np.array(x) - 1, np.array(x) - 1, 4, 4)
    unknown = RankCorrelation(summary.n, summary.rho)
    assert float(spearman_exact(summary, table).p_value) == pytest.approx(
        float(spearman_exact(unknown, table).p_value), rel=1e-12
    )


def test_a_p_too_small_for_a_float_is_a_bound():
    found = stats.spearman(np.arange(300), np.arange(300)).finding
    assert (found.p_value, found.p_bound) == (np.finfo(float).tiny, "<")


def test_many_at_once():
    known = [1 / 12, np.nan, np.nan, 0]
    test = spearman(RankCorrelation([4, 4, 5, 300], [1.0, 0.8, -1, 1], p_complete=known))
    np.testing.assert_allclose(test.p_value[:2], [1 / 12, 0.2], rtol=1e-12)
    assert np.isnan(test.p_value[2])
    np.testing.assert_array_equal(test.p_bound, [P_EXACT, P_EXACT, P_EXACT, P_UPPER_BOUND])
    assert test.p_method == "t approximation; exact, conditional on ties where abs(rho) = 1"
    assert spearman(RankCorrelation(4, 0.8)).p_method == "t approximation"
