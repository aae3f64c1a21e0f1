"""Robust, clustered and GEE logistic models against R: sandwich, lmtest, clubSandwich, geepack."""

import json
from pathlib import Path

import numpy as np
import pytest
from statsmodels.discrete.discrete_model import Logit
from statsmodels.genmod.cov_struct import Exchangeable
from statsmodels.genmod.families import Binomial
from statsmodels.genmod.generalized_estimating_equations import GEE

from smeint.stats import clustered_logit, gee_logit, robust_logit

FILE = Path(__file__).parents[1] / "reference" / "clustered.json"
CASES = {case["name"]: case for case in json.loads(FILE.read_text(encoding="utf-8"))["clustered"]}
REPEATED = [name for name, case in CASES.items() if "exchangeable" in case]


def data(name):
    """Return outcome, predictors and firms of a case."""
    case = CASES[name]
    x = np.reshape(case["x"], (len(case["y"]), -1))
    names = [case["names"]] if isinstance(case["names"], str) else case["names"]
    return case["y"], dict(zip(names, x.T, strict=True)), case["firm"]


def agrees(answer, beta, expected, same, rtol=1e-8):
    """Compare every term's row with R's."""
    terms = ["intercept", *dict.fromkeys(m.term for m in answer.measures if m.term)]
    terms = list(dict.fromkeys(terms))
    assert len(terms) == len(beta)
    for i, term in enumerate(terms):
        row = answer.measure("log_odds", term=term)
        # an estimate near 0 is a difference of larger numbers
        close = {"rtol": rtol, "atol": rtol * expected["se"][i]}
        same(row.estimate, beta[i], **close)
        same(row.std_error, expected["se"][i], rtol=rtol)
        same(row.p_value, expected["p"][i], rtol=10 * rtol)
        same([row.ci_low, row.ci_high], [expected["low"][i], expected["high"][i]], **close)
        ratio = answer.measure("odds_ratio", term=term)
        limits = [expected["low"][i], expected["high"][i]]
        same(np.log([ratio.ci_low, ratio.ci_high]), limits, **close)
        if "df" in expected:
            same(row.df, expected["df"][i], rtol=rtol)


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("cov", ["HC0", "HC1", "HC2", "HC3", "stata"])
def test_covariances_by_row_agree_with_sandwich(name, cov, same):
    y, x, _ = data(name)
    answer = robust_logit(y, x, cov=cov)
    assert (answer.finding.status, answer.finding.statistic_name) == ("ok", "z")
    agrees(answer, CASES[name]["beta"], CASES[name][cov], same)
    first = answer.finding.predictor
    for other in ("model", "HC0", "HC1", "HC2", "HC3", "stata"):
        if other != cov:
            row = answer.measure("log_odds", other, first)
            same(row.std_error, CASES[name][other]["se"][1])
            same(row.p_value, CASES[name][other]["p"][1])


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("cov", ["CR0", "CR1", "CR1S"])
def test_covariances_by_firm_agree_with_sandwich(name, cov, same):
    answer = clustered_logit(*data(name), cov=cov, distribution="normal")
    assert (answer.finding.status, answer.finding.statistic_name) == ("ok", "z")
    assert answer.finding.n_firms == CASES[name]["n_firms"]
    assert cov in answer.finding.ci_method and "normal" in answer.finding.ci_method
    agrees(answer, CASES[name]["beta"], CASES[name][cov], same)


@pytest.mark.parametrize("name", CASES)
def test_cr2_agrees_with_clubsandwich(name, same):
    answer = clustered_logit(*data(name), distribution="satterthwaite")
    agrees(answer, CASES[name]["beta"], CASES[name]["CR2"], same)
    by_default = clustered_logit(*data(name))
    assert by_default.finding.ci_method == "Wald, CR2 by firm, t(G - 1)"
    assert by_default.finding.df == CASES[name]["n_firms"] - 1
    agrees(by_default, CASES[name]["beta"], CASES[name]["CR2_t"], same)
    first = by_default.finding.predictor
    for variant in ("CR0", "CR1", "CR1S", "CR2", "model"):
        row = by_default.measure("log_odds", variant, first)
        same(row.std_error, CASES[name][variant]["se"][1])
        same(row.p_value, CASES[name][variant]["p"][1], rtol=1e-7)


@pytest.mark.parametrize("name", CASES)
def test_gee_by_independence_agrees_with_geepack(name, same):
    expected = CASES[name]["independence"]
    answer = gee_logit(*data(name), working="independence", cov="robust", distribution="normal")
    agrees(answer, expected["beta"], expected, same)
    same(
        answer.measure("log_odds", "mancl_derouen", answer.finding.predictor).std_error,
        expected["mancl"][1],
    )


@pytest.mark.parametrize("name", REPEATED)
def test_exchangeable_gee_agrees_with_geepack(name, same):
    expected = CASES[name]["exchangeable"]
    answer = gee_logit(*data(name), cov="robust", distribution="normal")
    # both sides iterate between coefficients and correlation
    agrees(answer, expected["beta"], expected, same, rtol=1e-7)
    same(
        answer.measure("working_correlation", "exchangeable").estimate, expected["alpha"], rtol=1e-7
    )
    reduced = gee_logit(*data(name))
    assert reduced.finding.df == CASES[name]["n_firms"] - 1
    for i, term in enumerate(["intercept", *data(name)[1]]):
        same(reduced.measure("log_odds", term=term).std_error, expected["mancl"][i], rtol=1e-7)


@pytest.mark.parametrize("name", REPEATED)
def test_gee_less_k_solves_the_equations_written_out_in_r(name, same):
    expected = CASES[name]["less_k"]
    answer = gee_logit(*data(name), cov="robust", moments="n_minus_k")
    same(
        answer.measure("working_correlation", "exchangeable").estimate, expected["alpha"], rtol=1e-7
    )
    for i, term in enumerate(["intercept", *data(name)[1]]):
        row = answer.measure("log_odds", term=term)
        same(row.estimate, expected["beta"][i], atol=1e-7 * expected["se"][i])
        same(row.std_error, expected["se"][i], rtol=1e-7)


@pytest.mark.parametrize("name", REPEATED)
def test_mancl_derouen_is_the_bias_reduced_covariance_of_statsmodels(name, same):
    y, x, firm = data(name)
    design = np.column_stack([np.ones(len(y)), *x.values()])
    model = GEE(np.array(y), design, np.array(firm), family=Binomial(), cov_struct=Exchangeable())
    fit = model.fit(maxiter=500, ctol=1e-8, ddof_scale=0, cov_type="bias_reduced")
    answer = gee_logit(y, x, firm)
    for i, term in enumerate(["intercept", *x]):
        row = answer.measure("log_odds", term=term)
        same(row.std_error, fit.bse[i], rtol=1e-6)


def test_the_score_bootstrap_with_every_sign_agrees_with_r(same):
    found = 0
    for name, case in CASES.items():
        if "signed" in case:
            answer = clustered_logit(*data(name), test="score_bootstrap")
            finding, expected = answer.finding, case["signed"]
            ways = 2 ** case["n_firms"]
            assert finding.p_method == f"score bootstrap by firm, all {ways:,} Rademacher weights"
            same(finding.statistic, expected["z"])
            same(finding.p_value, expected["p"], rtol=1e-12)
            assert answer.measure("score_bootstrap_p").std_error == 0
            given = [expected["low"], expected["high"]]
            for limit, theirs, none in zip(
                (finding.ci_low, finding.ci_high), given, (0, np.inf), strict=True
            ):
                if theirs == "none":
                    assert limit == none
                else:  # both sides bisect
                    same(np.log(limit), theirs, rtol=1e-6)
            found += 1
    assert found >= 3


def test_statsmodels_logit_returns_hc0_by_the_name_of_hc1(same):
    y, x, _ = data("twelve")
    design = np.column_stack([np.ones(len(y)), *x.values()])
    theirs = Logit(np.array(y), design).fit(disp=0, cov_type="HC1", tol=1e-14)
    same(theirs.bse, CASES["twelve"]["HC0"]["se"])
    assert np.all(np.asarray(CASES["twelve"]["HC1"]["se"]) > 1.04 * theirs.bse)
