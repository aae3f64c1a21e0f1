"""Several groups, trend, association and paired changes through the door, against R."""

import numpy as np
import pandas as pd
import pytest
import scipy.stats

from smeint import stats
from tests.stats.answers import GROUPS, MAIN, PAIRS, each, limits, same

R_NAMES = {"BH": "benjamini_hochberg", "BY": "benjamini_yekutieli"}


@each(PAIRS["groups"])
def test_kruskal_wallis_and_every_adjustment_agree_with_r(case):
    for key, expected in case["adjusted"].items():
        adjust = R_NAMES.get(key, key)
        answer = stats.kruskal_wallis(case["y"], group=case["g"], adjust=adjust)
        found = answer.finding
        same(
            [found.statistic, found.df, found.p_value, found.effect],
            [case[k] for k in ("h", "df", "p", "epsilon")],
        )
        same(answer.measure("eta_squared_h").estimate, case["eta"])
        same([g.mean_rank for g in answer.groups], case["mean_ranks"])
        raw = [answer.measure("mean_rank_difference", "", term) for term in case["terms"]]
        same([r.statistic for r in raw], case["z"])
        same([r.p_value for r in raw], case["raw"])
        same([r.std_error for r in raw], case["se"])
        rows = [answer.measure("mean_rank_difference", adjust, term) for term in case["terms"]]
        same([r.p_value for r in rows], expected)


@each(GROUPS["groups"])
def test_samples_may_be_a_mapping_a_sequence_or_a_frame(case):
    y, g = np.array(case["y"], float), np.array(case["g"])
    levels = sorted(set(case["g"]))
    arrays = [y[g == level] for level in levels]
    named = dict(zip(map(str, levels), arrays, strict=True))
    wide = pd.DataFrame({name: pd.Series(values) for name, values in named.items()})
    answers = [
        stats.kruskal_wallis(named),
        stats.kruskal_wallis(arrays, names=levels),
        stats.kruskal_wallis(y, group=g),
        stats.kruskal_wallis(wide),
        stats.kruskal_wallis(pd.DataFrame({"y": y, "g": g}).groupby("g")["y"]),
    ]
    same(answers[0].finding.statistic, case["h"])
    assert all(repr(a.measures) == repr(answers[0].measures) for a in answers)
    # a column is as long as the longest sample: what it lacks is missing
    longest = max(len(a) for a in arrays)
    assert answers[3].finding.n_missing == sum(longest - len(a) for a in arrays)


@each(GROUPS["jonckheere"])
def test_jonckheere_terpstra_agrees_with_r(case):
    answer = stats.jonckheere_terpstra(case["y"], group=case["g"])
    same([answer.finding.statistic, answer.finding.p_value], [case["z"], case["p"]])
    j = answer.measure("jonckheere_j")
    same(j.estimate, case["j"])
    sizes = np.bincount(case["g"])
    middle = (sum(sizes) ** 2 - sum(sizes**2)) / 4
    same(j.estimate - middle, case["z"] * j.std_error, rtol=1e-10)
    same(answer.measure("somers_d").std_error, case["somers_se"])
    if "exact_p" in case:
        same(answer.measure("exact_p").estimate, case["exact_p"])
        exact = stats.jonckheere_terpstra(case["y"], group=case["g"], method="exact")
        same([exact.finding.statistic, exact.finding.p_value], [case["j"], case["exact_p"]])
        assert limits(exact.finding) == limits(answer.finding)


@each(PAIRS["trend"])
def test_cochran_armitage_agrees_with_r(case):
    answer = stats.cochran_armitage(case["events"], case["n"], scores=case["scores"])
    found = answer.finding
    same([found.statistic**2, found.p_value], [case["chi2"], case["p"]])
    assert np.sign(found.statistic) == case["sign"]
    same([found.effect, *limits(found)], [case["slope"], *case["ci"]])
    same(answer.measure("trend_slope").std_error, case["se"])
    for name, value, p in (
        ("trend_chi_square", "chi2", "p"),
        ("linear_by_linear", "linear", "linear_p"),
        ("departure_from_trend", "rest", "rest_p"),
    ):
        row = answer.measure(name)
        # a difference of two chi-squares loses digits
        same([row.estimate, row.p_value], [case[value], case[p]], atol=1e-9)
    whole = all(float(s).is_integer() for s in case["scores"])
    if whole and case["exact_p"]:
        same(answer.measure("exact_p").estimate, case["exact_p"])
        exact = stats.cochran_armitage(
            case["events"], case["n"], scores=case["scores"], method="exact"
        )
        same(exact.finding.p_value, case["exact_p"])
        assert limits(exact.finding) == limits(found)
    elif not whole:
        assert "no exact p: scores are not whole numbers" in found.note


@each(PAIRS["trend"])
def test_a_trend_of_rows_is_that_of_their_counts(case):
    hits, sizes = case["events"], case["n"]
    y = np.concatenate([[1] * k + [0] * (n - k) for k, n in zip(hits, sizes, strict=True)])
    g = np.repeat(np.arange(len(sizes)), sizes)
    counts = stats.cochran_armitage(hits, sizes, names=range(len(sizes)))
    rows = stats.cochran_armitage(y, group=g)
    assert repr(rows) == repr(counts)


@each(PAIRS["correlations"])
def test_spearman_agrees_with_r(case):
    answer = stats.spearman(case["x"], case["y"])
    found = answer.finding
    # at abs(rho) = 1 R's t approximation is 0 but for rounding; the share of all orders is true
    p = case["all"]["rho"] if abs(found.effect) == 1 else case["rho_p"]
    same([found.effect, found.p_value], [case["rho"], p], rtol=1e-7)
    if "t" in case:
        same(found.statistic, case["t"])
    same(limits(found), case["bonett"])
    for variant in ("fieller", "fisher"):
        row = answer.measure("rho", variant)
        same([row.estimate, *limits(row)], [case["rho"], *case[variant]])
    if "all" in case:
        same(answer.measure("exact_p").estimate, case["all"]["rho"])
        exact = stats.spearman(case["x"], case["y"], method="exact")
        same(exact.finding.p_value, case["all"]["rho"])
        assert exact.finding.statistic_name == "D" and limits(exact.finding) == limits(found)
    if "rho_exact" in case:
        same(answer.measure("exact_p").estimate, case["rho_exact"])


@each(PAIRS["correlations"])
def test_kendall_agrees_with_r(case):
    answer = stats.kendall(case["x"], case["y"])
    found = answer.finding
    same([found.effect, found.statistic, found.p_value], [case["tau"], case["z"], case["tau_p"]])
    corrected = answer.measure("kendall_z", "continuity_corrected")
    same(corrected.p_value, case["continuity_p"])
    led = stats.kendall(case["x"], case["y"], continuity=True)
    same(led.finding.p_value, case["continuity_p"])
    same(answer.measure("kendall_tau_a").estimate, case["tau_a"])
    if "all" in case:
        same(answer.measure("exact_p").estimate, case["all"]["tau"])
        exact = stats.kendall(case["x"], case["y"], method="exact")
        same(exact.finding.p_value, case["all"]["tau"])
    if "tau_exact" in case:
        same(answer.measure("exact_p").estimate, case["tau_exact"])


@each(GROUPS["taus"])
def test_kendalls_interval_agrees_with_r(case):
    answer = stats.kendall(case["x"], case["y"])
    same(limits(answer.finding), case["ci"])
    same(answer.measure("kendall_tau_b").std_error, case["se"])
    d = answer.measure("somers_d")
    same([d.estimate, d.std_error], [case["somers"], case["somers_se"]])


@pytest.mark.parametrize("n", [20, 60, 120])
def test_kendalls_exact_p_is_scipys_without_ties(n):
    rng = np.random.default_rng(n)
    x = rng.normal(size=n)
    y = rng.normal(size=n) + 0.3 * x
    expected = scipy.stats.kendalltau(x, y, method="exact").pvalue
    same(stats.kendall(x, y).measure("exact_p").estimate, expected)


def test_scipy_has_no_exact_kendall_with_ties():
    with pytest.raises(ValueError, match="Ties found"):
        scipy.stats.kendalltau([1, 1, 2, 3], [1, 2, 3, 3], method="exact")


@each(GROUPS["paired"])
def test_mcnemar_agrees_with_r_in_all_four_versions(case):
    a, b, c, d = case["cells"]
    answer = stats.mcnemar([[a, b], [c, d]])
    found = answer.finding
    same([found.statistic, found.p_value], [case["chi2"], case["p"]])
    same([found.effect, *limits(found)], [case["difference"], *case["ci"]], atol=1e-12)
    same(answer.measure("paired_difference").std_error, case["se"])
    corrected = answer.measure("mcnemar_chi_square", "continuity_corrected")
    same([corrected.statistic, corrected.p_value], [case["continuity"], case["continuity_p"]])
    same(answer.measure("exact_p").estimate, case["exact_p"])
    same(answer.measure("exact_p", "mid_p").estimate, case["mid_p"])
    assert ("fewer than 10" in found.note) == (b + c < 10)
    for method, key in (("exact", "exact_p"), ("mid_p", "mid_p")):
        led = stats.mcnemar([[a, b], [c, d]], method=method)
        same(led.finding.p_value, case[key])
    one = [1] * (a + b) + [0] * (c + d)
    two = [1] * a + [0] * b + [1] * c + [0] * d
    columns = stats.mcnemar(one, two)
    assert repr(columns) == repr(answer)
    firm = [f"f{i}" for i in range(len(one))] * 2
    panel = stats.mcnemar(
        one + two, firm=firm, year=[2014] * len(one) + [2013] * len(one), years=(2014, 2013)
    )
    assert repr(panel.measures) == repr(answer.measures)
    assert panel.finding.contrast == "2014 - 2013"


@each(GROUPS["paired"])
def test_a_crosstabulation_of_pandas_is_read_by_its_names(case):
    a, b, c, d = case["cells"]
    one = np.repeat([1, 1, 0, 0], [a, b, c, d])
    two = np.repeat([1, 0, 1, 0], [a, b, c, d])
    expected = repr(stats.mcnemar(one, two).measures)
    for yes, no in ((1, 0), (True, False), ("yes", "no")):
        columns = [pd.Series(np.where(v == 1, yes, no)) for v in (one, two)]
        table = pd.crosstab(*columns)
        if table.shape == (2, 2):
            answer = stats.mcnemar(table)
            assert repr(answer.measures) == expected
            assert f"shares of `{yes}`" in answer.finding.note
    # names that say nothing: lists in a frame are lists
    assert repr(stats.mcnemar(pd.DataFrame([[a, b], [c, d]])).measures) == expected
    turned = pd.DataFrame([[b, a], [d, c]], index=["high", "low"], columns=["low", "high"])
    assert repr(stats.mcnemar(turned).measures) == expected


@each(GROUPS["equivalence"]["shares"])
def test_a_crosstabulation_of_shares_is_read_by_its_names(case):
    a, b, c, d = case["cells"]
    y = pd.Series(np.repeat([1, 0, 1, 0], [a, b, c, d]), name="y")
    g = pd.Series(np.repeat(["sme", "sme", "tall", "tall"], [a, b, c, d]), name="g")
    answer = stats.equivalent_shares(pd.crosstab(g, y))
    expected = stats.equivalent_shares([[a, b], [c, d]], names=("sme", "tall"))
    assert repr(answer) == repr(expected)
    assert answer.finding.contrast == "sme - tall"


def test_firms_seen_once_are_noted():
    answer = stats.mcnemar(
        [1, 0, 1, 1, 0, None],
        firm=["a", "a", "b", "c", "b", "d"],
        year=[1, 2, 1, 1, 2, 1],
        years=(2, 1),
    )
    assert answer.finding.n == 2 and answer.finding.n_missing == 1
    assert "1 firm was seen in one of the two years alone and left out" in answer.finding.note


@each(MAIN["scores"])
def test_pooled_score_agrees_with_r(case):
    answer = stats.pooled_score(case["y"], case["x"], case["firm"], case["cell"])
    found = answer.finding
    same(
        [found.statistic, found.df, found.p_value, found.effect, *limits(found)],
        [case[k] for k in ("z", "df", "p", "r", "low", "high")],
    )
    same(answer.measure("pooled_correlation").std_error, case["se"])
    assert "outcome scored by mid-ranks, predictor as it is" in found.note
    # a stratum divides the same cells
    year = [c % 2 for c in case["cell"]]
    stratum = [c // 2 for c in case["cell"]]
    divided = stats.pooled_score(case["y"], case["x"], case["firm"], year, stratum=stratum)
    same(divided.finding.statistic, case["z"])
