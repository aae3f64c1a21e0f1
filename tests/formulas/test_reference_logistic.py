"""`logit` and `firth_logit` against R: glm, pROC, car, performance, brglm2 and own searches."""

import json
from pathlib import Path

import numpy as np
import pytest

from smeint.engine.firth import fit_firth
from smeint.stats import firth_logit, logit

FILE = Path(__file__).parents[1] / "reference" / "logit.json"
CASES = json.loads(FILE.read_text(encoding="utf-8"))
LOGITS, FIRTHS = CASES["logits"], CASES["firths"]


def term_names(case):
    """Return R's names of coefficients as ours."""
    names = ["intercept"]
    for predictor, values in case["columns"].items():
        text = isinstance(values[0], str)
        names += [f"{predictor}[{v}]" for v in sorted(set(values))[1:]] if text else [predictor]
    return names


def rows_of(answer):
    return {(m.measure, m.variant, m.term): m for m in answer.measures}


def listed(value):
    return value if isinstance(value, list) else [value]


@pytest.mark.parametrize("name", LOGITS)
def test_coefficients_and_profiles(name, same):
    case = LOGITS[name]
    rows = rows_of(logit(case["y"], case["columns"]))
    for i, term in enumerate(term_names(case)):
        b, odds = rows["log_odds", "", term], rows["odds_ratio", "", term]
        # a coefficient in units of thousands of years is small
        same([b.estimate, b.std_error], [case["beta"][i], case["se"][i]])
        same(b.p_value, case["p"][i])
        same([b.ci_low, b.ci_high], [case["low"][i], case["high"][i]], atol=1e-8 * case["se"][i])
        same(rows["wald_chi_square", "", term].statistic, (case["beta"][i] / case["se"][i]) ** 2)
        profile, ratio = rows["log_odds", "profile", term], rows["odds_ratio", "profile", term]
        expected = [case["profile"]["low"][i], case["profile"]["high"][i]]
        same([profile.ci_low, profile.ci_high], expected, rtol=1e-8, atol=1e-8 * case["se"][i])
        if i:  # exp of an intercept of thousands is beyond numbers
            same([ratio.ci_low, ratio.ci_high], np.exp(expected), rtol=1e-7)
        same(profile.statistic, case["profile"]["chi2"][i], atol=1e-9)
        if i:
            same(odds.estimate, np.exp(case["beta"][i]))
        low, high = np.reshape(case["mass"], (-1, 2))[i]  # interpolated
        if np.isfinite([low, high]).all():
            span = profile.ci_high - profile.ci_low
            assert abs(profile.ci_low - low) + abs(profile.ci_high - high) < 0.03 * span


@pytest.mark.parametrize("name", LOGITS)
def test_predictors(name, same):
    case = LOGITS[name]
    rows = rows_of(logit(case["y"], case["columns"]))
    for i, predictor in enumerate(listed(case["predictors"])):
        wald, lr = (
            rows[m, "", predictor] for m in ("wald_chi_square", "likelihood_ratio_chi_square")
        )
        same([wald.statistic, wald.p_value], [listed(case[k])[i] for k in ("wald", "wald_p")])
        df = listed(case["df"])[i]
        assert wald.df == lr.df == df
        same(lr.statistic, listed(case["lr"])[i], rtol=1e-8, atol=1e-9)
        same(lr.p_value, listed(case["lr_p"])[i], rtol=1e-6)  # drop1 fits to less
        same(rows["vif", "", predictor].estimate, listed(case["vif"])[i])
        same(rows["tolerance", "", predictor].estimate, 1 / listed(case["vif"])[i])
        same(rows["vif", "fitted_weights", predictor].estimate, listed(case["vif_glm"])[i])
        root = listed(case["vif"])[i] ** (0.5 / df)
        same(rows["vif_root", "", predictor].estimate, root)
    for term, found in zip(term_names(case)[1:], np.reshape(case["effects"], (-1, 4)), strict=True):
        row = rows["average_marginal_effect", "", term]
        same(row.estimate, found[0])
        # R's side is a numerical derivative
        same([row.std_error, row.ci_low, row.ci_high], found[1:], rtol=1e-7, atol=1e-7 * found[1])


@pytest.mark.parametrize("name", LOGITS)
def test_model(name, same):
    case = LOGITS[name]
    answer = logit(case["y"], case["columns"])
    rows = rows_of(answer)
    same(rows["tjur_r2", "", ""].estimate, case["tjur"])
    area = rows["auc", "delong", ""]
    same([area.estimate, area.std_error], [case["auc"], case["delong_se"]])
    same([area.ci_low, area.ci_high], case["delong"])
    same(rows["auc", "hanley_mcneil", ""].std_error, case["hanley_se"])
    counts = [
        rows["classified_count", f"predicted {p}", o].estimate
        for o in ("event", "no event")
        for p in ("event", "no event")
    ]
    assert counts == case["table"]
    a, b, c, d = counts
    same(rows["sensitivity", "", ""].estimate, a / (a + b))
    same(rows["specificity", "", ""].estimate, d / (c + d))
    same(rows["share_correct", "", ""].estimate, (a + d) / len(case["y"]))
    groups = [g for g in answer.groups if g.group.startswith("risk group")]
    assert [g.n for g in groups] == listed(case["blocks"]["n"])
    for rule in ("blocks", "quantiles"):
        hosmer(rows, rule, case[rule], same)
    if "performance" in case:
        found = rows["hosmer_lemeshow", "quantiles", ""]
        same([found.statistic, found.p_value], case["performance"], rtol=1e-7)
    five = rows_of(logit(case["y"], case["columns"], groups=5))
    hosmer(five, "blocks", case["five"], same)


def hosmer(rows, rule, expected, same):
    sizes = listed(expected["n"])
    for i, size in enumerate(sizes):
        at = rule, str(i + 1)
        assert rows["group_size", *at].estimate == size
        same(rows["observed_events", *at].estimate, listed(expected["observed"])[i])
        same(rows["expected_events", *at].estimate, listed(expected["expected"])[i])
    assert ("group_size", rule, str(len(sizes) + 1)) not in rows
    found = rows["hosmer_lemeshow", rule, ""]
    if len(sizes) < 3:
        assert np.isnan([found.statistic, found.p_value, found.df]).all()
    else:
        same([found.statistic, found.p_value], [expected["chi2"], expected["p"]], atol=1e-12)
        assert found.df == expected["df"]
        assert rows["risk_groups", rule, ""].estimate == len(sizes)


@pytest.mark.parametrize("name", FIRTHS)
def test_firth(name, same):
    case = FIRTHS[name]
    answer = firth_logit(case["y"], case["columns"])
    rows = rows_of(answer)
    assert answer.finding.status == "ok"
    for i, term in enumerate(term_names(case)):
        row, wald = rows["log_odds", "", term], rows["log_odds", "wald", term]
        # brglm2 ends where its step is below 1e-12
        tiny = 1e-8 * case["se"][i]
        same([row.estimate, row.std_error], [case["beta"][i], case["se"][i]], atol=tiny)
        same(row.statistic, case["chi2"][i], rtol=1e-8, atol=1e-9)
        same(row.p_value, case["p"][i], rtol=1e-7)
        same([row.ci_low, row.ci_high], [case["low"][i], case["high"][i]], rtol=1e-7, atol=tiny)
        half = 1.959963984540054 * case["se"][i]
        same(wald.ci_high, case["beta"][i] + half, atol=tiny)
        same(rows["odds_ratio", "", term].ci_high, np.exp(row.ci_high))
    for i, predictor in enumerate(listed(case["predictors"])):
        row = rows["penalized_likelihood_ratio", "", predictor]
        same(row.statistic, listed(case["together"])[i], atol=1e-9)
        assert row.df == listed(case["df"])[i]
    same(rows["penalized_likelihood_ratio", "", ""].statistic, case["model"])
    assert rows["penalized_likelihood_ratio", "", ""].df == np.sum(case["df"])
    same(rows["penalized_log_likelihood", "", ""].estimate, case["penalized_ll"])


def test_firth_model_test_has_the_value_of_its_closed_form(same):
    # with all slopes held at 0 the penalized maximum is at (events + k / 2) / (n + k)
    case = FIRTHS["endometrial"]
    y, x = np.array(case["y"]), np.column_stack(list(case["columns"].values()))
    fit = fit_firth(y, x, list(case["columns"]))
    design = np.column_stack([np.ones(len(y)), x])
    share = (y.sum() + 2) / (len(y) + 4)
    held = y.sum() * np.log(share) + (len(y) - y.sum()) * np.log1p(-share)
    held += (np.linalg.slogdet(design.T @ design)[1] + 4 * np.log(share * (1 - share))) / 2
    same(np.asarray(fit.predictor_chi2)[-1], 2 * (fit.penalized_ll - held))
