"""Logistic regression against R: glm, brglm2; and the published endometrial cancer analysis."""

import numpy as np
import pytest

from smeint.engine.firth import fit_firth
from smeint.engine.logit import _newton, fit_logit, proves_overlap, with_intercept
from smeint.engine.logit_checks import degenerate, separation
from smeint.finding import Status
from smeint.formulas.firth import firth_test
from smeint.formulas.logit import logit_test


def data(case):
    names = [case["names"]] if isinstance(case["names"], str) else case["names"]
    case["names"] = names
    return case["y"], np.reshape(case["x"], (len(case["y"]), -1)), names


def test_maximum_likelihood_agrees_with_glm(reference, same, measures):
    assert len(reference["logits"]) >= 3
    for case in reference["logits"]:
        fit = fit_logit(*data(case))
        assert int(fit.status) == 0
        test = logit_test(fit, case["names"][0])
        for i, term in enumerate(fit.terms):
            row = measures(test, term)["log_odds"]
            same(row.estimate, case["beta"][i])
            same(row.std_error, case["se"][i])
            same(row.statistic, case["z"][i])
            same(row.p_value, case["p"][i])
            same([row.ci_low, row.ci_high], [case["low"][i], case["high"][i]])
            ratio = measures(test, term)["odds_ratio"]
            same(np.log([ratio.ci_low, ratio.ci_high]), [case["low"][i], case["high"][i]])
        model = measures(test)
        same(model["log_likelihood"].estimate, case["ll"])
        same(model["null_log_likelihood"].estimate, case["ll0"])
        same(model["aic"].estimate, case["aic"])
        same(model["bic"].estimate, case["bic"])
        same(model["mcfadden_r2"].estimate, case["mcfadden"])
        same(model["omnibus_chi_square"].statistic, case["chi2"])
        same(model["omnibus_chi_square"].p_value, case["chi2_p"])
        n, ratio = len(case["y"]), np.exp(case["ll0"] - case["ll"])
        same(model["cox_snell_r2"].estimate, 1 - ratio ** (2 / n))
        maximum = 1 - np.exp(case["ll0"]) ** (2 / n)
        same(model["nagelkerke_r2"].estimate, (1 - ratio ** (2 / n)) / maximum)
        same(test.statistic, case["z"][1])


def test_firth_agrees_with_brglm2_and_an_optimizer(reference, same, measures):
    assert len(reference["firths"]) >= 3
    for case in reference["firths"]:
        fit = fit_firth(*data(case))
        assert int(fit.status) == 0
        assert fit.note == ""
        same(fit.beta, case["beta"])
        same(fit.std_error, case["se"])
        same(fit.penalized_ll, case["penalized_ll"])
        # R's side is found by a general optimizer with flat ends
        same(fit.p_value, case["p"], rtol=1e-5)
        same(fit.ci_low, case["low"], rtol=1e-5)
        same(fit.ci_high, case["high"], rtol=1e-5)
        test = firth_test(fit, case["names"][0])
        same(test.statistic, case["chi2"][1], rtol=1e-5)
        same(test.effect.estimate, np.exp(case["beta"][1]))


def test_firth_has_the_published_endometrial_values(reference, same):
    # R's logistf manual, data of Heinze and Schemper (2002): NV is quasi-separated
    fit = fit_firth(*data(reference["firths"][0]))
    assert fit.terms == ("intercept", "NV", "PI", "EH")
    same(fit.beta, [3.77456, 2.92927, -0.03475, -2.60416], atol=1e-5)
    same(fit.ci_low[1:], [0.60972, -0.12446, -4.36518], atol=1e-5)
    same(fit.ci_high[1:], [7.85463, 0.04046, -1.23272], atol=1e-5)


def test_adding_firms_of_the_table_gives_the_tables_odds_ratio(same):
    a, b, c, d = 20, 37, 39, 18
    y = np.repeat([1.0, 0.0, 1.0, 0.0], [a, b, c, d])
    x = np.repeat([1.0, 1.0, 0.0, 0.0], [a, b, c, d])
    test = logit_test(fit_logit(y, x[:, None], ["sme"]), "sme")
    same(test.effect.estimate, a * d / (b * c))
    log_odds = next(m for m in test.measures if m.measure == "log_odds" and m.term == "sme")
    same(log_odds.std_error, np.sqrt(1 / a + 1 / b + 1 / c + 1 / d))


def test_a_fit_that_proves_overlap_is_never_given_to_separated_data():
    rng = np.random.default_rng(5)
    proofs = 0
    for _ in range(300):
        n = int(rng.integers(6, 40))
        x = rng.integers(0, 3, size=(n, 2)).astype(float)
        y = (rng.random(n) < 0.5).astype(float)
        if y.min() == y.max() or (x.std(axis=0) == 0).any():
            continue
        z = (x - x.mean(axis=0)) / x.std(axis=0)
        if degenerate(y, z, ["a", "b"])[0] != Status.OK:
            continue
        design = with_intercept(z)
        found = _newton(y, design)
        proof = found is not None and proves_overlap(y, design, found[0])
        separated = separation(y, z, ["a", "b"])[0] == Status.SEPARATION
        assert not (proof and separated)
        assert proof or separated  # nor is a proof missed on data as tame as these
        proofs += proof
    assert proofs > 100


def test_many_rows_are_fitted_without_the_linear_program(monkeypatch):
    rng = np.random.default_rng(6)
    x = rng.normal(size=(30_000, 3))
    y = (rng.random(30_000) < 0.3).astype(float)
    expected = fit_logit(y[:20_000], x[:20_000], ["a", "b", "c"])
    monkeypatch.setattr("smeint.engine.logit.PROGRAM_MOST", 10_000)
    monkeypatch.setattr("smeint.engine.logit.separation", lambda *_: pytest.fail("not needed"))
    found = fit_logit(y[:20_000], x[:20_000], ["a", "b", "c"])
    assert np.array_equal(found.beta, expected.beta)
    assert fit_firth(y, x, ["a", "b", "c"]).status == Status.TOO_LARGE


def test_firths_search_can_be_kept_to_one_term(same):
    rng = np.random.default_rng(7)
    x = rng.normal(size=(60, 3))
    y = (rng.random(60) < 0.4).astype(float)
    whole, one = (fit_firth(y, x, ["a", "b", "c"], profiled=p) for p in (None, ["a"]))
    same(one.beta, whole.beta)
    same(
        [one.p_value[1], one.ci_low[1], one.ci_high[1]],
        [
            whole.p_value[1],
            whole.ci_low[1],
            whole.ci_high[1],
        ],
    )
    rows = {m.term: m for m in firth_test(one, "a").measures if m.measure == "log_odds"}
    assert rows["a"].ci_method == "profile penalized likelihood"
    assert rows["b"].ci_method == "Wald"
    same(rows["b"].ci_high, one.beta[2] + 1.959963984540054 * one.std_error[2])
