"""Weighted, stratified estimates against R's survey package (4.1.1).

All are closed forms or fits carried to a gradient of zero: they agree to a relative 1e-8.
"""

import json
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from smeint.engine.weighted_logit import fit_weighted_logit
from smeint.finding import Status
from smeint.formulas.rao_scott import rao_scott, shares_of_levels, weighted_table
from smeint.formulas.survey import SurveyDomain
from smeint.formulas.weighted_groups import weighted_groups, weighted_means
from smeint.formulas.weighted_logit import weighted_logit_test
from smeint.formulas.weighted_odds import weighted_odds_ratio

FILE = Path(__file__).parents[1] / "reference" / "survey.json"
R = json.loads(FILE.read_text(encoding="utf-8"))
DATA = {name: np.array(values) for name, values in R["data"].items()}


class Case:
    """R's numbers of one design, and the firms they come from."""

    def __init__(self, values, rule=None):
        self.values = values
        rows = np.array(values["rows"]) - 1
        inside = np.array(values.get("domain", values["rows"])) - 1
        stratum = DATA["stratum"] if values["strata"] else np.zeros(DATA["stratum"].size, int)
        size = np.bincount(stratum[rows], minlength=stratum.max() + 1)[stratum]
        weight = DATA["w"] if values["weighted"] else np.ones(stratum.size)
        self.domain = SurveyDomain(
            weight[inside], stratum[inside], size[inside], rule or values["rule"]
        )
        self.y = {name: column[inside] for name, column in DATA.items()}
        self.first = self.y["sme"] == 1

    def codes(self, name):
        names, codes = np.unique(self.y[name], return_inverse=True)
        return codes, tuple(str(x) for x in names)


@pytest.fixture(params=list(R["cases"]))
def case(request):
    return Case(R["cases"][request.param])


def interval(estimate):
    return [estimate.ci_low, estimate.ci_high]


def test_degrees_of_freedom_are_rs_degf(case):
    assert (case.domain.n, case.domain.df) == (case.values["n"], case.values["df"])


def test_means_of_groups_and_their_t_test_are_svymean_and_svyttest(case, same):
    groups = weighted_groups(case.y["rota"], case.first, case.domain)
    test = weighted_means(groups, ("sme", "not"))
    expected = case.values["means"]
    same(test.effect.estimate, expected["difference"])
    same([test.statistic, test.df, test.p_value], [expected[k] for k in ("t", "df", "p")])
    same(interval(test.effect), expected["ci"])
    for row, r in zip(test.measures[1:], case.values["group"], strict=True):
        same([row.estimate, row.std_error, row.df], [r["mean"], r["se"], r["df"]])
        same(interval(row), r["ci"])


def test_shares_of_groups_are_svymean_and_svyciprop(case, same):
    groups = weighted_groups(case.y["intl"], case.first, case.domain)
    test = weighted_means(groups, ("sme", "not"), share=True)
    expected = case.values["shares"]
    same(test.effect.estimate, expected["difference"])
    same([test.statistic, test.df, test.p_value], [expected[k] for k in ("t", "df", "p")])
    same(interval(test.effect), expected["ci"])
    rows = test.measures[1:]
    for plain, logit, r in zip(rows[::2], rows[1::2], case.values["group"], strict=True):
        same([plain.estimate, plain.std_error], [r["share"], r["share_se"]])
        same(interval(plain), r["share_ci"])
        same(interval(logit), r["logit_ci"])


def test_the_odds_ratio_is_svyglms(case, same):
    row = weighted_odds_ratio(weighted_groups(case.y["intl"], case.first, case.domain), 0.95)
    r = {name: np.array(value) for name, value in case.values["odds_ratio"].items()}
    same(np.log(row.estimate), r["beta"][1])
    same([row.statistic, row.df, row.p_value], [r["t"][1], r["df"], r["p"][1]])
    same(np.log(interval(row)), [r["low"][1], r["high"][1]])


@pytest.mark.parametrize(
    ("name", "rows", "columns"),
    [
        ("table", "sme", "intl"),
        ("two_by_three", "sme", "band"),
        ("rxc", "region", "band"),
    ],
)
def test_the_corrected_chi_square_is_svychisqs(case, same, name, rows, columns):
    (groups, _), (levels, _) = case.codes(rows), case.codes(columns)
    test = rao_scott(weighted_table(levels, groups, case.domain))
    r, own = case.values[name], {m.measure: m for m in test.measures}
    same([test.statistic, test.df, test.p_value], [r["f"], r["ndf"], r["p"]])
    same(own["denominator_df"].estimate, r["ddf"])
    same(own["weighted_chi_square"].estimate, r["chi2"])
    first = own["rao_scott_first_order"]
    same([first.df, first.p_value], [r["first_df"], r["first_p"]])


def test_shares_of_a_larger_table_are_svybys(case, same):
    levels, names = case.codes("band")
    groups = np.where(case.first, 0, 1)
    rows = shares_of_levels(levels, groups, case.domain, names, ("sme", "not"))
    plain = [row for row in rows if not row.variant]
    same([row.estimate for row in plain], np.ravel(case.values["band_shares"]))
    same([row.std_error for row in plain], np.ravel(case.values["band_se"]))
    # the interval's degrees of freedom are those of the group alone
    df = np.repeat([group["df"] for group in case.values["group"]], len(names))
    same([row.df for row in plain], df)
    half = stats.t.ppf(0.975, df) * np.ravel(case.values["band_se"])
    same([row.ci_high - row.estimate for row in plain], half)
    same([row.estimate - row.ci_low for row in plain], half)


@pytest.mark.parametrize("name", ["odds_ratio", "logit"])
def test_the_weighted_logit_is_svyglms(case, same, name):
    columns = {"first": case.first.astype(float)}
    if name == "logit":
        columns["log_age"] = np.log1p(case.y["age"])
        columns |= {r: (case.y["region"] == r).astype(float) for r in ("south", "west")}
    fit = fit_weighted_logit(
        case.y["intl"], np.column_stack(list(columns.values())), list(columns), case.domain
    )
    test = weighted_logit_test(fit, "first")
    r = {key: np.array(value) for key, value in case.values[name].items()}
    rows = {row.term: row for row in test.measures if row.measure == "log_odds"}
    rows = [rows[term] for term in ("intercept", *columns)]
    # R stops at a relative change of 1e-15 in the deviance, which leaves about 1e-9 here
    same([row.estimate for row in rows], r["beta"])
    same([row.std_error for row in rows], r["se"])
    same([row.statistic for row in rows], r["t"])
    same([row.p_value for row in rows], r["p"])
    same([row.ci_low for row in rows], r["low"])
    same([row.ci_high for row in rows], r["high"])
    same([test.df, test.statistic, test.p_value], [r["df"], r["t"][1], r["p"][1]])


@pytest.mark.parametrize("rule", ["adjust", "average", "certainty", "remove"])
def test_the_rules_for_single_unit_strata_differ_where_there_are_some(rule):
    single = Case(R["cases"][f"single_{rule}"])
    assert single.domain.n_single == 2
    none = Case(R["cases"]["domain"], rule)
    assert none.domain.n_single == 0
    groups = weighted_groups(none.y["rota"], none.first, none.domain)
    plain = Case(R["cases"]["domain"])
    as_fail = weighted_groups(plain.y["rota"], plain.first, plain.domain)
    np.testing.assert_array_equal(groups.cov, as_fail.cov)


def test_fail_refuses_single_unit_strata_with_a_status():
    case = Case(R["cases"]["single_adjust"], "fail")
    assert case.domain.status is Status.SINGLE_UNIT_STRATUM
    groups = weighted_groups(case.y["rota"], case.first, case.domain)
    assert groups.status is Status.SINGLE_UNIT_STRATUM
    assert np.isnan(weighted_means(groups).p_value)
    table = weighted_table(case.y["intl"], case.y["sme"], case.domain)
    assert np.isnan(rao_scott(table).p_value)
    fit = fit_weighted_logit(case.y["intl"], case.first[:, None] * 1.0, ["first"], case.domain)
    assert fit.status is Status.SINGLE_UNIT_STRATUM


def test_a_domain_is_not_the_sample_with_the_other_firms_dropped():
    case = Case(R["cases"]["domain"])
    kept = case.domain
    dropped = SurveyDomain(
        kept.weight, kept.stratum, np.bincount(kept.stratum)[kept.stratum], "remove"
    )
    as_domain = weighted_groups(case.y["rota"], case.first, kept)
    as_sample = weighted_groups(case.y["rota"], case.first, dropped)
    np.testing.assert_array_equal(as_domain.mean, as_sample.mean)
    assert np.abs(as_domain.cov / as_sample.cov - 1).max() > 0.001
