"""Tests of normality against R (shapiro.test, nortest, ks.test) and against simulated samples."""

import json
from pathlib import Path

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats._lilliefors import get_lilliefors_table
from statsmodels.stats.diagnostic import lilliefors as statsmodels_lilliefors

from smeint.engine.reduce import distance_to_given_normal, normality
from smeint.formulas.anderson_darling import anderson_darling
from smeint.formulas.kolmogorov_smirnov import exact_p, kolmogorov_smirnov_given
from smeint.formulas.lilliefors_p import p_value
from smeint.formulas.normality import (
    NormalitySummary,
    dallal_wilkinson,
    kolmogorov_smirnov_as_if_known,
    lilliefors,
    shapiro_wilk,
)

FOLDER = Path(__file__).parents[1] / "reference"
R = json.loads((FOLDER / "normality.json").read_text(encoding="utf-8"))
SIMULATED = json.loads((FOLDER / "lilliefors_simulated.json").read_text(encoding="utf-8"))


def cases(*, key=""):
    """Return R's samples that have a key."""
    return [pytest.param(c, id=c["name"]) for c in R["samples"] if not key or key in c]


def test_shapiro_wilk_agrees_with_r_to_1e_10(reference, same):
    sizes = {len(case["x"]) for case in reference["normality"]}
    assert {3, 4, 5, 6, 11, 12, 5000} <= sizes  # each branch of the algorithm
    for case in reference["normality"] + R["samples"]:
        test = shapiro_wilk(normality(case["x"]))
        same(test.statistic, case["w"], rtol=1e-10)
        # R has 6 / pi and pi / 3 with 15 digits; p near 0 for three observations is their error
        atol = 1e-13 if len(case["x"]) == 3 else 0.0
        same(test.p_value, case["w_p"], rtol=1e-10, atol=atol)


def test_distances_agree_with_r(reference, same):
    for case in reference["normality"]:
        summary = normality(case["x"])
        same(summary.d, case["d_ks"])
        if "d" in case:
            same(summary.d, case["d"])
        if "ks_p" in case and len(case["x"]) > 3:
            same(kolmogorov_smirnov_as_if_known(summary).p_value, case["ks_p"])


# ---- Lilliefors ----


@pytest.mark.parametrize("case", cases(key="lilliefors_p"))
def test_lilliefors_as_nortest_prints_it(case, same):
    found = dallal_wilkinson(normality(case["x"]))
    same(found.estimate, case["d"])
    same(found.p_value, case["lilliefors_p"])


def test_the_cases_reach_every_piece_of_nortests_p():
    p = [case["lilliefors_p"] for case in R["samples"] if "lilliefors_p" in case]
    assert min(p) < 1e-10
    assert max(p) == 1
    assert sum(0.1 < x < 0.3 for x in p) >= 2
    assert sum(0.3 < x < 1 for x in p) >= 2


def test_nortest_has_no_p_below_five():
    assert np.isnan(dallal_wilkinson(normality([3, 3, 5, 9])).p_value)


@pytest.mark.parametrize("case", cases())
def test_lilliefors_d_is_that_of_statsmodels(case, same):
    if len(case["x"]) < 4:
        return
    d, p = statsmodels_lilliefors(np.array(case["x"]), dist="norm", pvalmethod="table")
    test = lilliefors(normality(case["x"]))
    same(test.statistic, d)
    if int(test.p_bound) == -1:
        assert (float(test.p_value), round(p, 3)) == (0.001, 0.001)


def test_lilliefors_p_is_that_of_statsmodels_at_every_tabulated_n_and_alpha(same):
    table = get_lilliefors_table(dist="norm")
    inner = slice(1, -1)
    for n, critical in zip(table.size, table.crit_table, strict=True):
        same(p_value(critical[inner], n)[0], table.alpha[inner])
        same([table.prob(d, n) for d in critical[inner]], table.alpha[inner])


@pytest.mark.parametrize("row", SIMULATED["rows"], ids=lambda row: f"n{row['n']}")
def test_lilliefors_p_is_the_share_of_normal_samples(row):
    share = np.array(SIMULATED["shares"])
    # 4.5 standard errors of the simulated and of the table's quantiles
    error = np.sqrt(share * (1 - share) * (1 / row["samples"] + 1 / 1e7))
    # between tabulated alphas D has corners below six observations; the limit's row is a line
    own = {4: 0.08, 5: 0.05, 6: 0.02, 7: 0.01, 10_000: 0.02}.get(row["n"], 0.006)
    p, _ = p_value(row["d"], row["n"])
    assert (np.abs(p - share) <= 4.5 * error + own * np.minimum(share, 1 - share)).all()


@pytest.mark.parametrize("n", [57, 70, 114, 150, 300, 570, 10_000, 100_000])
def test_statsmodels_p_is_not_the_share_of_normal_samples(n):
    """Why p is interpolated here: linear in n, and beyond 1600 by a formula that turns away."""
    row = next(row for row in SIMULATED["rows"] if row["n"] == n)
    d = row["d"][SIMULATED["shares"].index(0.05)]
    theirs = get_lilliefors_table(dist="norm").prob(d, n)
    own = float(p_value(d, n)[0])
    assert abs(own - 0.05) < 0.003
    assert theirs < 0.045 if n > 1600 else theirs > 0.058


def test_statsmodels_p_is_too_large_between_alphas():
    row = next(row for row in SIMULATED["rows"] if row["n"] == 20)  # a tabulated n
    table = get_lilliefors_table(dist="norm")
    for share in (0.0167, 0.15):
        d = row["d"][SIMULATED["shares"].index(share)]
        assert table.prob(d, 20) > 1.05 * share
        assert float(p_value(d, 20)[0]) == pytest.approx(share, rel=0.02)


def test_lilliefors_p_falls_with_d_and_with_n():
    d = np.linspace(0.02, 0.6, 400)
    for n in (4, 5, 20, 57, 1600, 1601, 10**6):
        assert (np.diff(p_value(d, n)[0]) <= 0).all()
    p = p_value(0.09, np.arange(30, 200))[0]
    assert (np.diff(p) <= 0).all()
    assert len(set(p)) > 80  # down to the table's end


def test_lilliefors_says_where_its_table_ends():
    fits = normality(np.linspace(-1, 1, 4) ** 3)
    assert lilliefors(fits).p_bound in (0, 1)
    regular = normality([-1.03, -0.3, 0.3, 1.03])
    test = lilliefors(regular)
    assert float(test.p_value) == 0.99
    assert int(test.p_bound) == 1
    test = lilliefors(normality([0.0] * 30 + [1.0]))
    assert float(test.p_value) == 0.001
    assert int(test.p_bound) == -1


def test_lilliefors_bound_begins_at_the_last_critical_value_and_not_before():
    table = get_lilliefors_table(dist="norm")
    at_001, at_003 = table.crit_table[list(table.size).index(50), :2]
    p, bound = p_value([at_003, (at_001 + at_003) / 2, at_001 * 1.0001], 50)
    assert bound.tolist() == [0, 0, -1]
    assert p[0] == pytest.approx(0.003, rel=1e-6)
    assert 0.001 < p[1] < 0.003
    assert p[2] == 0.001


# ---- Anderson-Darling ----


@pytest.mark.parametrize("case", cases(key="a2"))
def test_anderson_darling_agrees_with_nortest(case, same):
    test = anderson_darling(normality(case["x"]))
    same(test.statistic, case["a2"])
    same(test.p_value, case["a2_p"])
    assert (int(test.p_bound) == -1) == (case["a2_p"] == 3.7e-24)


def test_the_cases_reach_every_piece_of_anderson_darlings_p(measures):
    found = [
        float(anderson_darling(normality(c["x"])).measures[1].estimate)
        for c in R["samples"]
        if "a2" in c
    ]
    for low, high in ((0, 0.2), (0.2, 0.34), (0.34, 0.6), (0.6, 10), (10, np.inf)):
        assert any(low <= a < high for a in found), (low, high)


@pytest.mark.parametrize(
    ("modified", "p", "bound"),
    [
        # p as nortest's formulas give it in R; either side of every bound between its pieces
        (0.1999, 0.8844864035, 0),
        (0.2001, 0.88403171372, 0),
        (0.3399, 0.50162237959, 0),
        (0.3401, 0.49797283392, 0),
        (0.37, 0.42551631014, 0),
        (0.5999, 0.11696196134, 0),
        (0.6001, 0.11936459243, 0),
        (9.999, 3.7851262832e-24, 0),
        (10.001, 3.7e-24, -1),
        (10.5, 3.7e-24, -1),
    ],
)
def test_anderson_darlings_p_changes_its_formula_where_nortest_does(modified, p, bound):
    a_squared = modified / (1 + 0.75 / 40 + 2.25 / 40**2)
    test = anderson_darling(NormalitySummary(40, False, 0.1, a_squared=a_squared))
    assert float(test.p_value) == pytest.approx(p, rel=1e-9)
    assert int(test.p_bound) == bound


def test_anderson_darling_is_the_integral_of_its_definition(same):
    x = np.sort(np.random.default_rng(4).gamma(2, size=12))
    z = (x - x.mean()) / x.std(ddof=1)
    u = np.concatenate([[0], stats.norm.cdf(z), [1]])
    # n times the integral of (F_n - u)^2 / (u (1 - u)), between observations in closed form
    area = 0.0
    for i in range(13):
        f, low, high = i / 12, u[i], u[i + 1]
        part = -(high - low)
        part += f**2 * np.log(high / low) if f else 0.0
        part -= (1 - f) ** 2 * np.log((1 - high) / (1 - low)) if f < 1 else 0.0
        area += part
    same(anderson_darling(normality(x)).statistic, 12 * area)


# ---- Kolmogorov-Smirnov with given mean and SD ----


@pytest.mark.parametrize("case", cases(key="given"))
def test_kolmogorov_smirnov_agrees_with_ks_test(case, same, measures):
    given = case["given"]
    test = kolmogorov_smirnov_given(distance_to_given_normal(case["x"], given["mean"], given["sd"]))
    same(test.statistic, given["d"])
    # R takes p from 1: it has an absolute error of rounding
    same(test.p_value, given["exact"], atol=1e-13)
    limiting = test.measures[1]
    assert limiting.variant == "asymptotic"
    same(limiting.statistic, np.sqrt(len(case["x"])) * given["d"])
    same(limiting.p_value, given["limit"], atol=1e-15)
    # what R 4.2 prints: its series stops early
    same(limiting.p_value, given["printed"], rtol=0, atol=5e-5)


def test_exact_p_agrees_with_r_where_scipy_has_an_expansion(same):
    off = 0.0
    for case in R["exact"]:
        same(exact_p(case["d"], case["n"]), case["p"])
        off = max(off, abs(stats.kstwo.sf(case["d"], case["n"]) / case["p"] - 1))
    assert off > 1e-6  # why the matrix is written out


def test_exact_p_of_one_and_two_observations(same):
    d = np.array([0.5, 0.6, 0.9])
    same(exact_p(d, 1), 2 * (1 - d))
    # two uniform observations: P(D < d) by areas
    inside = np.where(d < 0.5, 2 * (2 * d - 0.5) ** 2, 1 - 2 * (1 - d) ** 2)
    same(exact_p(d, 2), 1 - inside)


def test_exact_p_is_continuous_where_its_methods_meet(same):
    for n in (141, 1000, 10_000):
        at = 2 / np.sqrt(n)  # n D^2 = 4
        low, high = exact_p([at * (1 - 1e-12), at * (1 + 1e-12)], n)
        same(low, high)
    # the expansion that is left beyond 10,000 observations
    for t in (0.6, 0.9, 1.2, 1.47, 1.6, 1.9):
        d = t / 100
        same(1 - stats.kstwo.cdf(d, 10_000), exact_p(d, 10_000))
    p = exact_p(np.linspace(0, 1, 500), 200)
    assert (np.diff(p) <= 1e-12).all()
    assert p[0] == 1
    assert p[-1] == 0


def test_exact_p_does_not_reject_what_is_missing():
    assert np.isnan(exact_p([np.nan, 0.2], [10, 0])).all()


# ---- many samples at once ----


def test_samples_in_rows_are_the_same_as_each(same):
    rng = np.random.default_rng(8)
    for n in (3, 4, 15, 57, 150):
        rows = np.stack(
            [rng.normal(3, 7, n), rng.exponential(size=n), rng.integers(0, 3, n) * 1.0, np.ones(n)]
        )
        rows[2, 0], rows[2, -1] = 0, 2
        batch = normality(rows)
        for i, row in enumerate(rows):
            single = normality(row)
            for name in NormalitySummary.__dataclass_fields__:
                same(np.broadcast_to(getattr(batch, name), 4)[i], getattr(single, name), atol=1e-13)
        given = distance_to_given_normal(rows, 1.0, 2.0)
        same(given.d, [distance_to_given_normal(row, 1.0, 2.0).d for row in rows])
