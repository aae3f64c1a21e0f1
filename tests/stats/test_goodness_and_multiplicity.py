"""Goodness of fit and adjusted p-values through smeint.stats, against R."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from smeint import stats as door
from smeint.errors import ArgumentError
from smeint.stats import adjust, goodness_of_fit, holm

FOLDER = Path(__file__).parents[1] / "reference"
FITS = json.loads((FOLDER / "goodness_of_fit.json").read_text(encoding="utf-8"))
ADJUSTED = json.loads((FOLDER / "tables.json").read_text(encoding="utf-8"))["adjusted"]
METHODS = {
    "bonferroni": "bonferroni",
    "holm": "holm",
    "hochberg": "hochberg",
    "BH": "benjamini_hochberg",
    "BY": "benjamini_yekutieli",
}


def same(found, expected, rtol=1e-8, atol=0.0):
    np.testing.assert_allclose(np.ravel(found), np.ravel(expected), rtol=rtol, atol=atol)


@pytest.mark.parametrize("name", FITS)
def test_goodness_of_fit_agrees_with_r(name):
    case = FITS[name]
    answer = goodness_of_fit(case["counts"], case["shares"])
    found = answer.finding
    same([found.statistic, found.df, found.p_value], [case["chi2"], case["df"], case["p"]])
    same(found.effect, case["w"])
    if case["w_low"] <= case["w"] <= case["w_high"]:
        same([found.ci_low, found.ci_high], [case["w_low"], case["w_high"]], rtol=1e-6)
    ratio = answer.measure("likelihood_ratio_chi_square")
    same([ratio.statistic, ratio.p_value], [case["g"], case["g_p"]])
    for measure, key in (("expected_count", "expected"), ("adjusted_residual", "residuals")):
        rows = [m for m in answer.measures if m.measure == measure]
        assert rows[0].term == "level 1"
        same([m.estimate for m in rows], case[key], atol=1e-12)
    same([g.n for g in answer.groups], case["counts"])


def test_names_of_levels_join_counts_and_shares():
    counts, shares = {"low": 20, "mid": 30, "high": 10}, {"high": 0.2, "mid": 0.4, "low": 0.4}
    one = repr(goodness_of_fit(counts, shares))
    column = pd.Series(counts)
    assert repr(goodness_of_fit(column, shares)) == one
    assert repr(goodness_of_fit(column, pd.Series(shares))) == one
    plain = goodness_of_fit([20, 30, 10], [0.4, 0.4, 0.2], names=["low", "mid", "high"])
    assert repr(plain) == one
    term = plain.measure("expected_count", term="high")
    assert term.estimate == pytest.approx(12)
    equal = goodness_of_fit([20, 30, 10])
    same(equal.finding.statistic, goodness_of_fit([20, 30, 10], [5, 5, 5]).finding.statistic)


def test_no_observation_is_a_status():
    answer = goodness_of_fit([0, 0, 0])
    assert answer.finding.status == "too_few"
    assert np.isnan([m.estimate for m in answer.measures]).all()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (([1, -2],), "counts must be whole numbers and not negative, got -2 in place 2."),
        (([1, 2.5],), "counts must be whole numbers and not negative, got 2.5 in place 2."),
        (([None, 2],), "counts must be whole numbers and not negative, got nan in place 1."),
        ((["a", "b"],), "counts must hold counts, got 'a'."),
        (([5],), "counts must be one-dimensional with two levels or more, got shape (1,)."),
        (([[1, 2]],), "counts must be one-dimensional with two levels or more, got shape (1, 2)."),
        (([1, 2], [0, 1]), "shares must be positive numbers, got [0.0, 1.0]."),
        (([1, 2], [0.5, np.nan]), "shares must be positive numbers, got [0.5, nan]."),
        (([1, 2], ["a", "b"]), "shares must be positive numbers, got ['a', 'b']."),
        (([1, 2], [1, 2, 3]), "shares must be as many as counts, 2, got 3."),
        (
            ({"a": 1, "b": 2}, {"a": 1, "c": 2}),
            "shares must name the levels a, b, got a, c.",
        ),
    ],
)
def test_wrong_counts_and_shares_are_refused(arguments, sentence):
    with pytest.raises(ArgumentError) as error:
        goodness_of_fit(*arguments)
    assert str(error.value) == sentence


@pytest.mark.parametrize("name", METHODS)
def test_adjusted_p_agree_with_r(name):
    method = getattr(door, METHODS[name])
    for case in ADJUSTED:
        p = list(np.atleast_1d(case["p"]))
        for by_n in case["by_n"]:
            expected = np.array(np.atleast_1d(by_n[name]), dtype=float)
            same(method(p, m=by_n["n"]), expected, rtol=1e-12)
            same(adjust(p, METHODS[name], by_n["n"]), expected, rtol=1e-12)


def test_missing_p_stay_missing_and_count_whatever_they_are_called():
    expected = [0.03, np.nan, 0.06]
    for p in (
        [0.01, None, 0.03],
        [0.01, np.nan, 0.03],
        [0.01, pd.NA, 0.03],
        (0.01, None, 0.03),
        np.array([0.01, np.nan, 0.03]),
        pd.Series([0.01, None, 0.03], index=list("abc")),
        pd.array([0.01, None, 0.03], dtype="Float64"),
    ):
        found = holm(p)
        assert isinstance(found, np.ndarray)
        same(found, expected, rtol=1e-12)
    same(holm([0.01, None, 0.03], m=10), [0.1, np.nan, 0.27], rtol=1e-12)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: holm([0.1, 1.2]), "p must be from 0 to 1, got 1.2."),
        (lambda: holm([0.1, -0.1]), "p must be from 0 to 1, got -0.1."),
        (lambda: holm([]), "p must have at least one p-value."),
        (lambda: holm(0.05), "p must be one-dimensional, got shape ()."),
        (lambda: holm([[0.1, 0.2]]), "p must be one-dimensional, got shape (1, 2)."),
        (lambda: holm(["a"]), "p must be numbers, got str ('a')."),
        (lambda: holm([True, False]), "p must be numbers from 0 to 1, got yes/no."),
        (
            lambda: holm([0.1, None, 0.2], m=2),
            "m must be at least the number of p-values, 3, got 2.",
        ),
        (lambda: holm([0.1], m=2.5), "m must be a whole number from 1 on, got 2.5."),
        (lambda: holm([0.1], m=True), "m must be a whole number from 1 on, got True."),
        (
            lambda: adjust([0.1], "fdr"),
            "method must be one of bonferroni, holm, hochberg, benjamini_hochberg, "
            "benjamini_yekutieli, got 'fdr'.",
        ),
    ],
)
def test_wrong_p_and_m_are_refused(call, sentence):
    with pytest.raises(ArgumentError) as error:
        call()
    assert str(error.value) == sentence
