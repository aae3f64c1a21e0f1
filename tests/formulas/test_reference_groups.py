"""Two and several groups against R (tests/reference/make_groups.R), papers and SciPy."""

import json
import warnings
from pathlib import Path

import numpy as np
import pytest
import scipy.stats
from statsmodels.stats.contingency_tables import Table

from smeint.engine import reduce, reduce_groups, reduce_pairs
from smeint.formulas.brunner_munzel import brunner_munzel
from smeint.formulas.cochran_armitage import (
    OrderedShares,
    cochran_armitage,
    cochran_armitage_exact,
)
from smeint.formulas.concordance import jonckheere_terpstra
from smeint.formulas.contingency import Table2x2
from smeint.formulas.correlation import RankCorrelation
from smeint.formulas.equivalence import (
    equivalent_correlation,
    equivalent_ranks,
    equivalent_shares,
)
from smeint.formulas.firm_permutation import FirmValues, firm_permutation
from smeint.formulas.hodges_lehmann import hodges_lehmann
from smeint.formulas.jonckheere_exact import jonckheere_exact
from smeint.formulas.kruskal import dunn, kruskal_wallis
from smeint.formulas.van_elteren import van_elteren
from smeint.formulas.welch import welch

CASES = json.loads(
    (Path(__file__).parents[1] / "reference" / "groups.json").read_text(encoding="utf-8")
)


def each(kind):
    """Parametrize over the reference cases of one kind."""
    cases = CASES[kind]
    named = cases.items() if isinstance(cases, dict) else enumerate(cases)
    found = [pytest.param(case, id=str(name)) for name, case in named]
    assert len(found) >= 3
    return pytest.mark.parametrize("case", found)


def two(case):
    outcome = np.array(case["x"] + case["y"], dtype=float)
    return outcome, np.arange(len(outcome)) < len(case["x"])


def limits(estimate):
    return [float(estimate.ci_low), float(estimate.ci_high)]


@each("two_samples")
def test_hodges_lehmann_agrees_with_r(case, same):
    samples = reduce_groups.two_samples(*two(case))
    exact = hodges_lehmann(samples, exact=True)
    same(exact.effect.estimate, case["shift"])
    same(limits(exact.effect), case["exact"])
    same(exact.p_value, case["exact_p"])
    assert exact.note == f"achieved confidence {case['achieved']:.4f}".replace(" 0.", " .")
    if "coin" in case:
        same(limits(exact.effect), case["coin"])
    plain = hodges_lehmann(samples)
    same(plain.effect.estimate, case["shift"])
    same(plain.p_value, case["asymptotic_p"])
    # R searches for the limits to about 1e-13 of their scale; where it is 0 it finds 1e-13
    same(limits(plain.effect), case["asymptotic"], atol=1e-11)
    same(limits(hodges_lehmann(samples, continuity=True).effect), case["continuity"], atol=1e-11)


@each("two_samples")
def test_brunner_munzel_agrees_with_ranks_in_r_and_with_scipy(case, same, measures):
    test = brunner_munzel(reduce.rank_sum(*two(case)))
    expected = case["munzel"]
    for name, found in (
        ("t", test.statistic),
        ("df", test.df),
        ("p", test.p_value),
        ("estimate", test.effect.estimate),
        ("se", test.effect.std_error),
    ):
        same(found, expected[name])
    of_the_test = next(m for m in test.measures if m.variant == "t")
    same(limits(of_the_test), [expected["low"], expected["high"]])
    # SciPy's sign is that of second minus first
    other = scipy.stats.brunnermunzel(case["x"], case["y"])
    same([-test.statistic, test.p_value], [other.statistic, other.pvalue])


def test_brunner_munzel_agrees_with_the_papers():
    # pain scores after surgery: Brunner & Munzel (2000), Neubert & Brunner (2007); the interval as
    # the R packages lawstat and brunnermunzel print it
    test = brunner_munzel(reduce.rank_sum(*two(CASES["two_samples"]["pain"])))
    of_the_test = next(m for m in test.measures if m.variant == "t")
    assert round(float(test.statistic), 4) == 3.1375
    assert round(float(test.df), 3) == 17.683
    assert round(float(test.p_value), 6) == 0.005786
    assert round(float(test.effect.estimate), 6) == 0.788961
    assert np.round(limits(of_the_test), 7).tolist() == [0.5952169, 0.9827052]


def test_scipy_errs_where_groups_do_not_overlap():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        other = scipy.stats.brunnermunzel([1.0, 2.0], [3.0, 4.0])
    # p is 0 or missing for two firms against two; the exact p is 1/3
    assert not other.pvalue > 1e-9


@each("two_samples")
def test_welch_agrees_with_r(case, same):
    test = welch(reduce_groups.two_means(*two(case)))
    expected = case["welch"]
    same([test.statistic, test.df, test.p_value], [expected[k] for k in ("t", "df", "p")])
    same(test.effect.estimate, expected["difference"])
    same(test.effect.std_error, expected["se"])
    same(limits(test.effect), expected["ci"])


@each("two_samples")
def test_hedges_g_agrees_with_effectsize_and_metafor(case, same, measures):
    g = measures(welch(reduce_groups.two_means(*two(case))))["hedges_g"]
    same(g.estimate, case["g"]["estimate"])
    same(g.estimate, case["g"]["metafor"])
    same(g.std_error, case["g"]["se"])
    # the noncentral t of R is good for about 1e-12, its root for 1e-8
    same(limits(g), case["g"]["exact_ci"], rtol=1e-8, atol=1e-9)
    # effectsize searches for the limits by an optimizer that stops early
    same(limits(g), case["g"]["ci"], rtol=1e-3, atol=1e-3)


def test_scipys_welch_is_infinite_where_neither_group_varies(same):
    summary = reduce_groups.two_means([2.0, 2.0, 3.0, 3.0], [True, True, False, False])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        other = scipy.stats.ttest_ind_from_stats(2, 0, 2, 3, 0, 2, equal_var=False)
    assert not other.pvalue > 0
    assert np.isnan(welch(summary).p_value)


@each("permuted")
def test_firm_permutation_is_every_division_of_firms(case, same):
    keys = ("y", "first", "firm", "year")
    for kind, ranks in (("means", False), ("ranks", True)):
        expected = case[kind]
        test = firm_permutation(
            reduce_groups.firm_values(*(case[k] for k in keys), ranks=ranks), seed=1
        )
        same(test.effect.estimate, expected["difference"], atol=1e-14)
        same(test.p_value, expected["p"])
        same(test.p_value, expected["coin"])
        assert f"all {expected['ways']} divisions" in test.p_method


def test_scipys_permutation_test_doubles_a_tail():
    # a skewed distribution: the distance from no difference and twice a tail are two things
    first, second = np.array([0.0, 0.1, 9.0]), np.array([0.2, 0.3, 0.1, 0.4])
    other = scipy.stats.permutation_test(
        (first, second), lambda x, y: x.mean() - y.mean(), n_resamples=10_000
    )
    found = float(firm_permutation(FirmValues(first, second), seed=1).p_value)
    tails = {
        side: scipy.stats.permutation_test(
            (first, second),
            lambda x, y: x.mean() - y.mean(),
            n_resamples=10_000,
            alternative=side,
        ).pvalue
        for side in ("less", "greater")
    }
    assert other.pvalue == pytest.approx(min(1, 2 * min(tails.values())))
    assert found != pytest.approx(other.pvalue, abs=0.05)


@each("elteren")
def test_van_elteren_agrees_with_coin(case, same, measures):
    group = np.array(case["g"]) == 1
    strata = np.broadcast_to(case["s"], group.shape)
    test = van_elteren(reduce_groups.strata_rank_sum(case["y"], group, strata))
    same([test.statistic, test.p_value], [case["z"], case["p"]])
    found = measures(test)
    same(found["stratified_superiority"].estimate, case["theta"])
    same(found["stratified_superiority"].std_error, case["se"])
    same(test.effect.estimate, 2 * case["theta"] - 1, atol=1e-14)
    assert found["n_strata"].estimate == case["n_strata"]


def test_equivalence_agrees_with_searches_in_r(same):
    cases = CASES["equivalence"]
    for case in cases["shares"]:
        test = equivalent_shares(Table2x2(*case["cells"]), case["margin"])
        same(limits(test.effect), case["ci"], atol=1e-13)
        same(test.p_value, case["p"], rtol=1e-8, atol=1e-14)
    for case in cases["rho"]:
        test = equivalent_correlation(RankCorrelation(case["n"], case["rho"]), case["margin"])
        same(limits(test.effect), case["ci"])
        same(test.p_value, case["p"], atol=1e-14)
    for case in cases["ranks"]:
        test = equivalent_ranks(reduce.rank_sum(*two(case)), case["margin"])
        same(limits(test.effect), case["ci"])
        same(test.p_value, case["p"], atol=1e-14)


@each("groups")
def test_kruskal_wallis_agrees_with_r_and_scipy(case, same, measures):
    codes = np.array(case["g"]) - 1
    test = kruskal_wallis(reduce_groups.rank_sums(case["y"], codes, codes.max() + 1))
    same([test.statistic, test.df, test.p_value], [case[k] for k in ("h", "df", "p")])
    same(test.effect.estimate, case["epsilon"])
    same(measures(test)["eta_squared_h"].estimate, case["eta"], atol=1e-14)
    y = np.array(case["y"], dtype=float)
    other = scipy.stats.kruskal(*(y[codes == i] for i in range(codes.max() + 1)))
    same([test.statistic, test.p_value], [other.statistic, other.pvalue])


@each("groups")
def test_dunn_agrees_with_rstatix(case, same):
    codes = np.array(case["g"]) - 1
    test = dunn(reduce_groups.rank_sums(case["y"], codes, codes.max() + 1))
    rows = {(m.variant, m.term): m for m in test.measures}
    assert len(rows) == 2 * len(case["dunn"])
    for row in case["dunn"]:
        term = f"{row['first']} - {row['second']}"
        # rstatix subtracts the first group from the second
        same(rows["", term].statistic, -row["z"])
        same(rows["", term].p_value, row["p"])
        same(rows["holm", term].p_value, row["holm"])
    same(test.p_value, min(row["holm"] for row in case["dunn"]))
    same(np.abs(test.statistic), max(abs(row["z"]) for row in case["dunn"]))


@each("jonckheere")
def test_jonckheere_terpstra_agrees_with_textbook_formula_and_enumeration(case, same, measures):
    codes = np.array(case["g"]) - 1
    summary = reduce_pairs.concordance(case["y"], codes)
    test = jonckheere_terpstra(summary)
    same([test.statistic, test.p_value], [case["z"], case["p"]])
    same(measures(test)["jonckheere_j"].estimate, case["j"])
    same(test.effect.std_error, case["somers_se"])
    # kSamples: J, its mean and standard deviation, and the one-sided p of the rising alternative
    j, mean, sd, rising = case["ksamples"][:4]
    same([case["j"], test.statistic], [j, (j - mean) / sd])
    same(test.p_value, 2 * rising, atol=1e-15)  # 1 minus a share near 1
    _, values = np.unique(case["y"], return_inverse=True)
    table = reduce.table_rxc(values, codes, values.max() + 1, codes.max() + 1)
    if "exact_p" in case:
        exact = jonckheere_exact(table)
        same([exact.statistic, exact.p_value], [case["j"], case["exact_p"]])
        same(exact.effect.estimate, test.effect.estimate, atol=1e-15)
        if case["ways"] < 10_000:  # kSamples draws at random where there are more divisions
            same(exact.p_value, 2 * case["ksamples"][4])


def test_jonckheere_of_the_textbook():
    # Hollander & Wolfe, example 6.2: J = 79; large-sample P about .02, one-sided
    case = CASES["jonckheere"]["hundal"]
    codes = np.array(case["g"]) - 1
    _, values = np.unique(case["y"], return_inverse=True)
    exact = jonckheere_exact(reduce.table_rxc(values, codes, values.max() + 1, 3))
    asymptotic = jonckheere_terpstra(reduce_pairs.concordance(case["y"], codes))
    assert float(exact.statistic) == 79
    assert round(float(asymptotic.p_value) / 2, 2) == 0.02
    assert float(exact.p_value) == pytest.approx(float(asymptotic.p_value), abs=0.005)


@each("trend")
def test_cochran_armitage_agrees_with_r_and_statsmodels(case, same):
    shares = OrderedShares(case["events"], case["n"])
    test = cochran_armitage(shares, case["scores"])
    same([test.statistic**2, test.p_value], [case["chi2"], case["p"]])
    same(test.effect.estimate, case["slope"])
    same(test.effect.std_error, case["se"])
    if "exact_p" in case:
        same(cochran_armitage_exact(shares, case["scores"]).p_value, case["exact_p"])
    table = np.array([np.subtract(case["n"], case["events"]), case["events"]], dtype=float)
    other = Table(table, shift_zeros=False).test_ordinal_association(
        row_scores=np.array([0.0, 1.0]), col_scores=np.array(case["scores"], dtype=float)
    )
    # statsmodels divides by n - 1 where Cochran and Armitage divide by n
    n = sum(case["n"])
    same(other.zscore * np.sqrt(n / (n - 1)), test.statistic)
