"""Strata: Mantel-Haenszel, homogeneity and pooled rank-biserial, against R and statsmodels."""

import numpy as np
import pytest
from scipy import special
from statsmodels.stats.contingency_tables import StratifiedTable

from smeint.engine import reduce
from smeint.finding import Status
from smeint.formulas.contingency import Table2x2, n_minus_1_2x2
from smeint.formulas.homogeneity import breslow_day, interaction_likelihood_ratio
from smeint.formulas.mantel_haenszel import common_risk_difference, mantel_haenszel
from smeint.formulas.rank_strata import common_rank_biserial, rank_biserial_homogeneity, welch_f
from smeint.formulas.rank_sum import RankSum
from smeint.formulas.strata import Strata2x2
from smeint.formulas.table_effects import log_odds_ratio


def of_rows(rows, names=()):
    return Strata2x2(*np.transpose(rows), names)


def of_values(y, first, s):
    """Return the summary of ranks within strata."""
    y, first, s = np.asarray(y, float), np.asarray(first, bool), np.asarray(s)
    parts = [reduce.rank_sum(y[s == k], first[s == k]) for k in np.unique(s)]
    return RankSum(
        *(np.array([getattr(p, f) for p in parts], float) for f in RankSum.__dataclass_fields__)
    )


def variants(result, name):
    return {m.variant: m for m in result.measures if m.measure == name}


def test_mantel_haenszel_agrees_with_r(tables, same, measures):
    assert len(tables["strata"]) >= 5
    for case in tables["strata"].values():
        strata = of_rows(case["rows"])
        plain, corrected = mantel_haenszel(strata), mantel_haenszel(strata, continuity=True)
        found = measures(plain)
        # a single stratum stands beside an almost empty one in R
        digits = 1e-7 if case["single"] else 1e-8
        same(plain.statistic, case["chi2"], rtol=digits)
        same(plain.p_value, case["p"], rtol=digits)
        same(corrected.statistic, case["chi2_corrected"], rtol=digits)
        same(corrected.p_value, case["p_corrected"], rtol=digits)
        same(plain.effect.estimate, case["or"], rtol=digits)
        same([plain.effect.ci_low, plain.effect.ci_high], case["or_ci"], rtol=digits)
        same(found["common_log_odds_ratio"].estimate, case["metafor_log_or"])
        same(found["common_log_odds_ratio"].std_error, case["metafor_se"])
        difference = found["common_risk_difference"]
        same(difference.estimate, case["rd"])
        same(difference.std_error, case["rd_se"])
        same([difference.ci_low, difference.ci_high], case["rd_ci"])
        both = variants(plain, "mantel_haenszel_chi_square")
        same(both["uncorrected"].statistic, plain.statistic)
        same(both["continuity"].p_value, corrected.p_value)


def test_homogeneity_of_odds_ratios_agrees_with_r(tables, same):
    compared = 0
    for case in tables["strata"].values():
        if case["single"]:
            continue
        strata = of_rows(case["rows"])
        test, likelihood = breslow_day(strata), interaction_likelihood_ratio(strata)
        both = variants(test, "breslow_day_chi_square")
        same(both["uncorrected"].statistic, case["breslow_day"][0])
        same(test.statistic, case["breslow_day"][1])
        # metafor takes a search for the expected cells
        same(test.statistic, case["metafor_tarone"], rtol=1e-6)
        same(likelihood.statistic, case["lr"])
        same(likelihood.df, case["lr_df"])
        same(likelihood.p_value, case["lr_p"])
        ml = variants(likelihood, "common_odds_ratio")["maximum likelihood"]
        same(ml.estimate, case["ml_or"])
        compared += 1
    assert compared >= 5


def test_strata_agree_with_statsmodels(tables, same):
    for name in ("admissions", "titanic", "bands"):
        rows = tables["strata"][name]["rows"]
        theirs = StratifiedTable([np.reshape(r, (2, 2)).astype(float) for r in rows])
        strata = of_rows(rows)
        test = mantel_haenszel(strata)
        same(test.effect.estimate, theirs.oddsratio_pooled)
        same(test.statistic, theirs.test_null_odds(correction=False).statistic)
        same(
            [test.effect.ci_low, test.effect.ci_high], theirs.oddsratio_pooled_confint(), rtol=1e-8
        )
        both = variants(breslow_day(strata), "breslow_day_chi_square")
        same(both["uncorrected"].statistic, theirs.test_equal_odds(adjust=False).statistic)
        same(both["tarone"].statistic, theirs.test_equal_odds(adjust=True).statistic)


def test_statsmodels_has_no_answer_for_a_stratum_without_a_group(same):
    rows = [(3, 9, 5, 6), (0, 0, 4, 7), (8, 4, 9, 12)]
    with np.errstate(all="ignore"):
        theirs = StratifiedTable([np.reshape(r, (2, 2)).astype(float) for r in rows])
        assert np.isnan(theirs.test_equal_odds().statistic)
    ours = breslow_day(of_rows(rows))
    same(ours.statistic, breslow_day(of_rows([rows[0], rows[2]])).statistic)
    assert ours.note == "left out, a group has no firm: stratum 2"


def test_one_stratum_is_the_plain_table(same, measures):
    for cells in [(20, 37, 39, 18), (3, 1, 1, 3), (56, 14, 48, 32)]:
        test = mantel_haenszel(of_rows([cells]))
        same(test.statistic, n_minus_1_2x2(Table2x2(*cells)).statistic, rtol=1e-12)
        woolf = log_odds_ratio(Table2x2(*cells))
        same(measures(test)["common_log_odds_ratio"].std_error, woolf.std_error, rtol=1e-12)


def test_values_of_the_admissions_that_r_prints(tables):
    # Berkeley admissions, men first: R 4.2, mantelhaen.test(UCBAdmissions), as in its help page
    strata = of_rows(tables["strata"]["admissions"]["rows"])
    test = mantel_haenszel(strata, continuity=True)
    assert float(test.effect.estimate) == pytest.approx(0.9047, abs=5e-5)
    assert float(test.statistic) == pytest.approx(1.4269, abs=5e-5)
    assert float(test.p_value) == pytest.approx(0.2323, abs=5e-5)
    # deviance of R's glm with departments and sex
    likelihood = interaction_likelihood_ratio(strata)
    assert float(likelihood.statistic) == pytest.approx(20.20, abs=5e-3)
    assert float(likelihood.df) == 5


def test_homogeneity_of_rank_biserial_agrees_with_metafor(tables, same, measures):
    assert len(tables["rank_strata"]) >= 3
    for case in tables["rank_strata"].values():
        test = rank_biserial_homogeneity(of_values(case["y"], case["first"], case["s"]))
        found = measures(test)
        same(found["homogeneity_q"].statistic, case["q"])
        same(found["homogeneity_q"].p_value, case["q_p"])
        same(test.statistic, case["f"])
        same(test.p_value, case["f_p"])
        same(test.effect.estimate, case["r"])
        same(test.effect.std_error, case["se"])
        same([test.effect.ci_low, test.effect.ci_high], np.clip(case["ci"], -1, 1))


def test_a_stratum_with_one_firm_in_a_group_is_left_out_and_named(tables):
    case = tables["rank_strata"]["ozone"]
    months = ("May", "June", "July", "August", "September")
    summary = of_values(case["y"], case["first"], case["s"])
    test = rank_biserial_homogeneity(summary, months)
    lonely = [m for m, n_1, n_2 in zip(months, *summary.sizes, strict=True) if min(n_1, n_2) < 2]
    assert len(lonely) >= 1
    assert test.note.endswith(": " + ", ".join(lonely))


def test_welchs_f_agrees_with_r_on_means(tables, same):
    case = tables["welch"]
    mean, variance, freedom = np.transpose(case["parts"])
    _, f, df_2 = welch_f(mean, variance, freedom, np.ones(3, dtype=bool))
    same(f, case["f"])
    same([2.0, df_2], case["df"])
    same(special.fdtrc(2.0, df_2, f), case["p"])


@pytest.mark.parametrize(
    ("rows", "status", "note"),
    [
        ([(0, 0, 3, 4), (0, 0, 5, 6)], Status.EMPTY_GROUP, "left out, a group has no firm: a, b"),
        ([(0, 4, 0, 7), (3, 0, 5, 0)], Status.CONSTANT_OUTCOME, "every firm: a, b"),
        ([(0, 4, 0, 7), (0, 0, 5, 0)], Status.CONSTANT_OUTCOME, "no firm: b; without weight"),
        ([(3, 4, 5, 7), (0, 0, 5, 1)], Status.TOO_FEW, "left out, a group has no firm: b"),
        ([(0, 4, 5, 7), (0, 3, 5, 1)], Status.SEPARATION, ""),
    ],
)
def test_degenerate_strata(rows, status, note, blank):
    strata = of_rows(rows, ("a", "b"))
    for formula in (breslow_day, interaction_likelihood_ratio):
        test = formula(strata)
        blank(test, status)
        assert note in test.note
    if status in (Status.EMPTY_GROUP, Status.CONSTANT_OUTCOME):
        blank(mantel_haenszel(strata), status)
    else:
        assert np.isfinite(mantel_haenszel(strata).p_value)


def test_a_stratum_without_variation_counts_for_the_risk_difference_only(same, measures):
    rows = [(3, 9, 5, 6), (6, 0, 7, 0), (8, 4, 9, 12)]
    with_it, without = mantel_haenszel(of_rows(rows)), mantel_haenszel(of_rows(rows[::2]))
    same(with_it.statistic, without.statistic, rtol=1e-12)
    same(with_it.effect.ci_low, without.effect.ci_low, rtol=1e-12)
    both = [abs(measures(t)["common_risk_difference"].estimate) for t in (with_it, without)]
    assert both[0] < both[1]


def test_a_risk_difference_of_one_has_an_interval_with_a_width():
    found = common_risk_difference(of_rows([(5, 0, 0, 7), (3, 0, 0, 4)]))
    assert float(found.estimate) == 1
    assert 0.4 < float(found.ci_low) < 0.95
    assert float(found.ci_high) == 1


def test_groups_wholly_apart_in_a_stratum_leave_no_test_but_a_common_effect(blank):
    y, first = np.r_[1.0:9.0, 1, 2, 5, 3, 4, 6], np.r_[np.ones(4), np.zeros(4), [1, 0] * 3]
    summary = of_values(y, first == 1, np.repeat([0, 1], [8, 6]))
    test = rank_biserial_homogeneity(summary, ("low", "high"))
    blank(test, Status.SEPARATION)
    assert test.note == "without a standard error, the groups are wholly apart: low"
    assert -1 < float(common_rank_biserial(summary).estimate) < 0
    blank(rank_biserial_homogeneity(of_values([1, 2, 3, 4], [1, 0, 1, 0], [0] * 4)), Status.TOO_FEW)
