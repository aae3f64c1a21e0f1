"""Two groups through the door, against R (tests/reference/make_groups.R, make_pairs.R)."""

import itertools

import numpy as np
import pytest

from smeint import stats
from tests.stats.answers import GROUPS, PAIRS, each, limits, same


@each(PAIRS["two"])
def test_mann_whitney_agrees_with_r_in_every_version(case):
    answer = stats.mann_whitney(case["x"], case["y"], names=("a", "b"))
    found, n_1, n_2 = answer.finding, len(case["x"]), len(case["y"])
    same([found.statistic, found.p_value], [case["z"], case["p"]])
    same(found.effect, 2 * case["theta"] - 1)
    # the limits at separation are roots that R finds to about 1e-9
    same(limits(found), 2 * np.array(case["ci"]) - 1, rtol=1e-7, atol=1e-8)
    theta = answer.measure("probability_of_superiority")
    same([theta.estimate, *limits(theta)], [case["theta"], *case["ci"]], rtol=1e-7, atol=1e-8)
    corrected = answer.measure("mann_whitney_z", "continuity_corrected")
    same(corrected.p_value, case["corrected_p"])
    same(answer.measure("exact_p").estimate, case["exact_p"])
    same(answer.measure("wilcoxon_w", "r").estimate, case["w"])
    same(answer.measure("u_1").estimate, case["w"])
    same(answer.measure("u_2").estimate, n_1 * n_2 - case["w"])
    sums = [answer.measure("rank_sum", term=name).estimate for name in "ab"]
    same(sums, case["rank_sums"])
    same([group.mean_rank for group in answer.groups], case["mean_ranks"])
    shift = answer.measure("hodges_lehmann")
    same(shift.estimate, case["shift"], atol=1e-12)
    exact = answer.measure("hodges_lehmann", "exact")
    same(limits(exact), case.get("shift_exact") or [np.nan, np.nan])
    if "shift_ci" in case and "null" not in str(case["shift_ci"]):
        # R searches for the limits
        same(limits(shift), case["shift_ci"], atol=1e-10)
        corrected = answer.measure("hodges_lehmann", "continuity_corrected")
        same(limits(corrected), case["shift_corrected"], atol=1e-10)


@each(PAIRS["two"])
def test_an_option_says_which_p_leads_and_measures_stay(case):
    plain = stats.mann_whitney(case["x"], case["y"])
    exact = stats.mann_whitney(case["x"], case["y"], method="exact")
    corrected = stats.mann_whitney(case["x"], case["y"], continuity=True)
    same([exact.finding.p_value, exact.finding.statistic], [case["exact_p"], case["w"]])
    same(corrected.finding.p_value, case["corrected_p"])
    variants = [a.finding.variant for a in (plain, exact, corrected)]
    assert variants == ["asymptotic", "exact", "continuity_corrected"]
    for other in (exact, corrected):
        assert [(m.measure, m.variant, m.term) for m in other.measures] == [
            (m.measure, m.variant, m.term) for m in plain.measures
        ]
        for one, two in zip(plain.measures, other.measures, strict=True):
            same([one.estimate, one.p_value], [two.estimate, two.p_value], rtol=0, atol=0)


def test_w_of_spss_goes_with_its_u():
    # SPSS prints the smaller U, and as W the rank sum of the group that it belongs to
    for x, y in ([1, 2, 3], [4, 5]), ([4, 5], [1, 2, 3]), ([1, 5, 6, 7], [2, 3]):
        answer = stats.mann_whitney(x, y)
        u = [answer.measure(name).estimate for name in ("u_1", "u_2")]
        i = int(u[1] < u[0])
        n = (len(x), len(y))[i]
        assert answer.measure("wilcoxon_w", "spss").estimate - min(u) == n * (n + 1) / 2
    # Field (2013), Discovering Statistics Using IBM SPSS, output 6.3: U = 4, W = 59, z = -3.484
    ecstasy = [28, 35, 35, 24, 39, 32, 27, 29, 36, 35]
    alcohol = [5, 6, 30, 8, 9, 7, 6, 17, 3, 10]
    answer = stats.mann_whitney(ecstasy, alcohol)
    assert min(answer.measure("u_1").estimate, answer.measure("u_2").estimate) == 4
    assert answer.measure("wilcoxon_w", "spss").estimate == 59
    assert round(answer.finding.statistic, 3) == 3.484


@pytest.mark.parametrize("shape", [(1, 1), (1, 4), (3, 2), (4, 5)])
def test_exact_p_with_ties_is_full_enumeration(shape):
    values = [0, 0, 1, 1, 1, 2, 3, 3, 3][: sum(shape)]
    if len(set(values)) == 1:
        values = [0, 1]
    rng = np.random.default_rng(4)
    y = rng.permutation(values)
    answer = stats.mann_whitney(y[: shape[0]], y[shape[0] :])
    u = []
    for rows in itertools.combinations(range(len(y)), shape[0]):
        rest = np.delete(y, rows)
        one = y[list(rows)][:, None]
        u.append(float((one > rest).sum() + (one == rest).sum() / 2))
    middle = shape[0] * shape[1] / 2
    far = np.abs(np.array(u) - middle) >= abs(answer.measure("u_1").estimate - middle)
    same(answer.measure("exact_p").estimate, far.mean())


def test_where_the_exact_test_is_too_large_there_is_a_note_and_no_number():
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=300), rng.normal(size=310)
    answer = stats.mann_whitney(x, y)
    assert answer.finding.status == "ok"
    assert np.isnan(answer.measure("exact_p").estimate)
    assert answer.finding.note == "no exact p: more observations than it is made for"
    asked = stats.mann_whitney(x, y, method="exact")
    assert asked.finding.status == "too_large" and np.isnan(asked.finding.p_value)


@each(GROUPS["two_samples"])
def test_brunner_munzel_agrees_with_ranks_in_r(case):
    answer = stats.brunner_munzel(case["x"], case["y"])
    expected, found = case["munzel"], answer.finding
    same(
        [found.statistic, found.df, found.p_value, found.effect],
        [expected[k] for k in ("t", "df", "p", "estimate")],
    )
    of_the_test = answer.measure("probability_of_superiority", "t")
    same(
        [of_the_test.std_error, *limits(of_the_test)], [expected[k] for k in ("se", "low", "high")]
    )
    few = min(len(case["x"]), len(case["y"])) < 10
    assert ("fewer than 10 in a group" in found.note) == few


@each(PAIRS["two"], where=lambda case: "welch" in case)
def test_welch_student_and_standardized_differences_agree_with_r(case):
    answer = stats.welch(case["x"], case["y"])
    found, expected = answer.finding, case["welch"]
    same([found.statistic, found.df, found.p_value], [expected[k] for k in ("t", "df", "p")])
    same([found.effect, *limits(found)], [expected["difference"], *expected["ci"]], atol=1e-12)
    same(answer.measure("mean_difference").std_error, expected["se"])
    student, expected = answer.measure("mean_difference", "equal_variances"), case["student"]
    same(
        [student.statistic, student.df, student.p_value, student.std_error, *limits(student)],
        [expected["t"], expected["df"], expected["p"], expected["se"], *expected["ci"]],
        atol=1e-12,
    )
    for name, key in (("cohens_d", "d"), ("hedges_g", "g")):
        row = answer.measure(name)
        same(row.estimate, case[key]["estimate"])
        same(limits(row), case[key]["ci"], rtol=1e-6)
    # effectsize searches for its limits to about three digits
    same(limits(answer.measure("cohens_d")), case["d"]["effectsize"], rtol=2e-3, atol=2e-3)


@each(PAIRS["firms"])
@pytest.mark.parametrize("dated", [True, False])
def test_firm_permutation_is_every_division_of_firms(case, dated):
    year = case["year"] if dated else None
    answer = stats.firm_permutation(case["y"], group=case["first"], firm=case["firm"], year=year)
    found = answer.finding
    same([found.effect, found.p_value], [case["difference"], case["p"]])
    same(limits(found), case["ci"])
    assert found.n == found.n_firms == len(set(case["firm"]))
    assert answer.measure("permutation_p").std_error == 0
    means = {
        f: np.mean([y for y, g in zip(case["y"], case["firm"], strict=True) if g == f])
        for f in case["firm"]
    }
    inside = dict(zip(case["firm"], case["first"], strict=True))
    two = stats.firm_permutation(
        [m for f, m in means.items() if inside[f]], [m for f, m in means.items() if not inside[f]]
    )
    same([two.finding.effect, two.finding.p_value], [found.effect, found.p_value])


@each(GROUPS["permuted"])
def test_firm_permutation_of_ranks_agrees_with_coin(case):
    rows = {"group": case["first"], "firm": case["firm"], "year": case["year"]}
    answer = stats.firm_permutation(case["y"], ranks=True, **rows)
    expected = case["ranks"]
    same(
        [answer.finding.effect, answer.finding.p_value], [expected["difference"], expected["coin"]]
    )
    means = stats.firm_permutation(case["y"], **rows)
    same(means.finding.p_value, case["means"]["coin"])


@each(GROUPS["elteren"])
def test_van_elteren_agrees_with_coin(case):
    answer = stats.van_elteren(case["y"], case["g"], case["s"], names=(1, 2))
    same([answer.finding.statistic, answer.finding.p_value], [case["z"], case["p"]])
    theta = answer.measure("stratified_superiority")
    same([theta.estimate, theta.std_error], [case["theta"], case["se"]])
    assert answer.measure("n_strata").estimate == case["n_strata"]


@each(PAIRS["elteren"])
def test_strata_agree_with_r(case):
    rows = case["y"], case["g"], case["s"]
    answer = stats.van_elteren(*rows, names=("1", "2"))
    same([answer.finding.statistic, answer.finding.p_value], [case["z"], case["p"]])
    theta = answer.measure("stratified_superiority")
    same([theta.estimate, *limits(theta)], [case["theta"], *case["ci"]])
    strata = [m for m in answer.measures if m.measure == "rank_biserial"]
    same([m.estimate for m in strata], case["each"])
    assert [float(m.term) for m in strata] == sorted(set(case["s"]))
    equal = stats.rank_biserial_homogeneity(*rows, names=(1, 2))
    found = equal.finding
    same([found.statistic, found.df, found.p_value], [case["f"], case["f_df"], case["f_p"]])
    same([found.effect, *limits(found)], [case["pooled"], *case["pooled_ci"]])
    same(equal.measure("common_rank_biserial").std_error, case["pooled_se"])
    q = equal.measure("homogeneity_q")
    same([q.estimate, q.p_value], [case["q"], case["q_p"]])


@each(PAIRS["single"])
def test_strata_of_single_firms_have_a_score_interval(case):
    answer = stats.van_elteren(case["y"], case["g"], case["s"], names=(1, 2))
    theta = answer.measure("stratified_superiority")
    # R's roots are good to about 1e-9
    same([theta.estimate, *limits(theta)], [case["theta"], *case["ci"]], rtol=1e-7, atol=1e-8)
    assert "Newcombe" in theta.ci_method


@each(GROUPS["equivalence"]["ranks"])
def test_equivalent_ranks_is_where_an_end_of_the_interval_touches(case):
    answer = stats.equivalent_ranks(case["x"], case["y"], margin=case["margin"])
    same(limits(answer.finding), case["ci"])
    # R's root is good to about 1e-9
    same(answer.finding.p_value, case["p"], rtol=1e-6)
    assert answer.finding.ci_level == 0.9


@each(GROUPS["equivalence"]["shares"])
def test_equivalent_shares_takes_a_table_or_columns(case):
    a, b, c, d = case["cells"]
    answer = stats.equivalent_shares([[a, b], [c, d]], margin=case["margin"])
    same(limits(answer.finding), case["ci"], atol=1e-12)
    same(answer.finding.p_value, case["p"], rtol=1e-6, atol=1e-12)
    columns = stats.equivalent_shares([1] * a + [0] * b, [1] * c + [0] * d, margin=case["margin"])
    assert repr(columns) == repr(answer)
    same([g.share for g in answer.groups], [a / (a + b), c / (c + d)])


@each(GROUPS["equivalence"]["ranks"])
def test_equivalent_correlation_is_where_an_end_of_the_interval_touches(case):
    # of ranks in pairs: the interval of level 1 - 2 alpha, and p where it touches the margin
    x, y = case["x"], (case["y"] * 9)[: len(case["x"])]
    rho = stats.spearman(x, y).finding.effect
    margin = min(abs(rho) + 0.2, 0.95)
    answer = stats.equivalent_correlation(x, y, margin=margin)
    same(limits(answer.finding), limits(stats.spearman(x, y, level=0.9).finding))
    p = answer.finding.p_value
    same(max(np.abs(limits(stats.spearman(x, y, level=1 - 2 * p).finding))), margin)
