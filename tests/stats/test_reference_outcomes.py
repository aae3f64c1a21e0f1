"""Models of shares and ranks against R."""

import json
from pathlib import Path

import numpy as np
import pytest

from smeint.stats import fractional_logit, quantile_regression, rank_regression, two_part

REFERENCE = Path(__file__).resolve().parents[1] / "reference" / "outcomes.json"
DATA = json.loads(REFERENCE.read_text())
CLOSE = 1e-8


def listed(x):
    """A list also where R's single element was written as a number."""
    return x if isinstance(x, list) else [x]


@pytest.mark.parametrize("name", DATA["fractional"])
def test_fractional_logit_is_that_of_glm_with_sandwich(name):
    case = DATA["fractional"][name]
    terms = ["intercept", *listed(case["terms"])]
    for kind, expected in case["kinds"].items():
        answer = fractional_logit(case["y"], case["x"], firm=case["firm"], cov=kind)
        assert answer.finding.status == "ok"
        rows = [answer.measure("log_odds", term=t) for t in terms]
        np.testing.assert_allclose([r.estimate for r in rows], case["coef"], rtol=CLOSE)
        np.testing.assert_allclose([r.std_error for r in rows], expected["se"], rtol=CLOSE)
        if kind == "CR2":
            np.testing.assert_allclose([r.df for r in rows], case["df"], rtol=CLOSE)
        effects = [answer.measure("average_marginal_effect", term=t) for t in terms[1:]]
        np.testing.assert_allclose(
            [r.estimate for r in effects], listed(expected["effect"]), rtol=CLOSE
        )
        np.testing.assert_allclose(
            [r.std_error for r in effects], listed(expected["effect_se"]), rtol=CLOSE
        )
        fit = [answer.measure(f"{m}quasi_log_likelihood").estimate for m in ("", "null_")]
        np.testing.assert_allclose(fit, [case["ll"], case["ll0"]], rtol=1e-12)


@pytest.mark.parametrize("name", DATA["two_part"])
def test_two_parts_are_those_of_stacked_equations(name):
    case = DATA["two_part"][name]
    names = listed(case["terms"])
    terms = ["intercept", *names]
    answer = two_part(case["y"], case["x"], firm=case["firm"])
    assert answer.finding.status == "ok"
    rows = [answer.measure("log_odds", part, t) for part in ("part 1", "part 2") for t in terms]
    np.testing.assert_allclose([r.estimate for r in rows], case["coef"], rtol=CLOSE)
    np.testing.assert_allclose([r.std_error for r in rows], case["se"], rtol=CLOSE)
    for variant in ("part 1", "part 2", "combined"):
        effects = [answer.measure("average_marginal_effect", variant, t) for t in names]
        expected = np.array(case[variant.replace(" ", "_")])
        np.testing.assert_allclose([r.estimate for r in effects], expected[:, 0], rtol=CLOSE)
        np.testing.assert_allclose([r.std_error for r in effects], expected[:, 1], rtol=CLOSE)


@pytest.mark.parametrize("name", DATA["ranks"])
def test_rank_regression_is_least_squares_on_ranks(name):
    case = DATA["ranks"][name]
    terms = listed(case["terms"])
    for kind, expected in case["kinds"].items():
        answer = rank_regression(
            case["y"], case["x"], firm=case["firm"], within=case["within"], cov=kind
        )
        assert answer.finding.status == "ok"
        rows = [answer.measure("relative_rank_difference", term=t) for t in terms]
        np.testing.assert_allclose([r.estimate for r in rows], listed(case["coef"]), rtol=CLOSE)
        np.testing.assert_allclose([r.std_error for r in rows], listed(expected), rtol=CLOSE)
        if kind == "CR2":
            np.testing.assert_allclose([r.df for r in rows], listed(case["df"]), rtol=CLOSE)
        full = [answer.measure("relative_rank_difference", "ranks estimated", t) for t in terms]
        np.testing.assert_allclose([r.std_error for r in full], listed(case["full"]), rtol=CLOSE)


def check_loss(case, coefficients):
    x = np.column_stack([np.ones(len(case["y"])), *case["x"].values()])
    residual = np.array(case["y"]) - x @ np.array(coefficients)
    return float((residual * (case["tau"] - (residual < 0))).sum())


@pytest.mark.parametrize("name", DATA["quantiles"])
def test_quantile_regression_is_that_of_quantreg(name):
    case = DATA["quantiles"][name]
    answer = quantile_regression(case["y"], case["x"], firm=case["firm"], quantile=case["tau"])
    rows = [
        answer.measure("quantile_difference", term=t) for t in ("intercept", *listed(case["terms"]))
    ]
    estimates = [r.estimate for r in rows]
    assert check_loss(case, estimates) == pytest.approx(case["loss"], rel=1e-10)
    # R warns where the solution "may be" not unique; here it is decided
    unique = "not unique" not in answer.finding.note
    assert unique or not case["unique"]
    if unique:
        np.testing.assert_allclose(estimates, case["coef"], rtol=CLOSE)
        np.testing.assert_allclose([r.std_error for r in rows], case["se"], rtol=CLOSE)
