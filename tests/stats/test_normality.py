"""Tests of normality on arrays: R's numbers, what they do not depend on, refusals and statuses."""

import json
import math
from dataclasses import fields
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from smeint.errors import ArgumentError
from smeint.finding import Finding, MeasureRow
from smeint.stats import (
    anderson_darling,
    by_group,
    kolmogorov_smirnov,
    lilliefors,
    mann_whitney,
    shapiro_wilk,
    skewness_kurtosis,
)

FILE = Path(__file__).parents[1] / "reference" / "normality.json"
R = json.loads(FILE.read_text(encoding="utf-8"))
SAMPLES = {case["name"]: case for case in R["samples"]}
TESTS = [shapiro_wilk, lilliefors, anderson_darling, skewness_kurtosis]


def near(x):
    return pytest.approx(x, rel=1e-8, abs=1e-13)


def numbers(answer):
    """Return every number of an answer but its counts."""
    skipped = ("n", "n_1", "n_2", "n_firms", "n_missing", "ci_level")
    out = [
        getattr(answer.finding, f.name)
        for f in fields(Finding)
        if isinstance(getattr(answer.finding, f.name), float) and f.name not in skipped
    ]
    for row in answer.measures:
        values = [getattr(row, f.name) for f in fields(MeasureRow)]
        out += [v for v in values if isinstance(v, float)]
    return np.array(out)


def agree(one, other, rtol=1e-9):
    np.testing.assert_allclose(numbers(one), numbers(other), rtol=rtol, atol=1e-12)


# ---- R ----


@pytest.mark.parametrize("name", ["ozone", "mpg", "waiting", "zeros", "export_share", "eight"])
def test_real_and_heaped_samples_agree_with_r(name):
    case = SAMPLES[name]
    x = case["x"]
    w = shapiro_wilk(x).finding
    assert (w.statistic, w.p_value) == (near(case["w"]), near(case["w_p"]))
    d = lilliefors(x)
    assert d.finding.statistic == near(case["d"])
    nortest = d.measure("lilliefors_d", "dallal_wilkinson_1986")
    assert (nortest.estimate, nortest.p_value) == (near(case["d"]), near(case["lilliefors_p"]))
    a = anderson_darling(x).finding
    assert (a.statistic, a.p_value) == (near(case["a2"]), near(case["a2_p"]))
    shape = skewness_kurtosis(x)
    for k in range(3):
        row = shape.measure("skewness", f"type_{k + 1}")
        assert row.estimate == near(case["skewness"][k])
        row = shape.measure("excess_kurtosis", f"type_{k + 1}")
        assert row.estimate == near(case["kurtosis"][k])
    assert shape.measure("skewness", "type_2").std_error == near(case["ses"])
    assert shape.measure("excess_kurtosis", "type_2").std_error == near(case["sek"])
    if "given" in case:
        given = case["given"]
        k = kolmogorov_smirnov(x, given["mean"], given["sd"])
        assert (k.finding.statistic, k.finding.p_value) == (near(given["d"]), near(given["exact"]))
        assert k.measure("given_normal_d", "asymptotic").p_value == near(given["limit"])


def test_ozone_by_month_agrees_with_r():
    data = R["airquality"]
    ozone = pd.Series(data["ozone"], dtype="Float64")
    month = pd.Series(data["month"])
    found = {test: by_group(test, ozone, month, name="month") for test in TESTS}
    assert list(found[lilliefors]) == list(data["by_month"]) == ["5", "6", "7", "8", "9"]
    for level, r in data["by_month"].items():
        w, d, a, shape = (found[test][level] for test in TESTS)
        assert w.finding.stratum == f"month = {level}"
        assert w.finding.n == r["n"]
        assert w.finding.n_missing == data["month"].count(int(level)) - r["n"]
        assert (w.finding.statistic, w.finding.p_value) == (near(r["w"]), near(r["w_p"]))
        p = d.measure("lilliefors_d", "dallal_wilkinson_1986").p_value
        assert (d.finding.statistic, p) == (near(r["d"]), near(r["lilliefors_p"]))
        assert (a.finding.statistic, a.finding.p_value) == (near(r["a2"]), near(r["a2_p"]))
        assert shape.measure("skewness", "type_2").estimate == near(r["skewness"][1])
        assert shape.measure("excess_kurtosis", "type_3").estimate == near(r["kurtosis"][2])


# ---- what numbers do not depend on ----


@pytest.mark.parametrize("test", TESTS)
def test_order_unit_and_missing_values_change_nothing(test):
    x = np.array(SAMPLES["mpg"]["x"])
    plain = test(x)
    agree(test(x[::-1]), plain, rtol=0)
    agree(test(1e6 + 2.5 * x), plain, rtol=1e-7)
    agree(test(pd.Series(x)), plain, rtol=0)
    some = test([None, *x, np.nan])
    agree(some, plain, rtol=0)
    assert (some.finding.n, some.finding.n_missing) == (x.size, 2)
    assert some.finding.note == "2 missing"
    (row,) = some.groups
    assert (row.group, row.n, row.n_missing) == ("all", x.size, 2)
    assert (row.mean, row.sd) == (near(x.mean()), near(x.std(ddof=1)))


def test_a_mirror_turns_skewness_and_nothing_else():
    x = np.array(SAMPLES["ozone"]["x"])
    for test in TESTS:
        here, there = test(x), test(-x)
        assert there.finding.p_value == pytest.approx(here.finding.p_value, rel=1e-9, nan_ok=True)
        for one, other in zip(here.measures, there.measures, strict=True):
            sign = -1 if one.measure == "skewness" else 1
            assert other.estimate == pytest.approx(sign * one.estimate, rel=1e-9)
            assert other.p_value == pytest.approx(one.p_value, rel=1e-7, nan_ok=True)


def test_kolmogorov_smirnov_moves_with_its_parameters():
    x = np.array(SAMPLES["mpg"]["x"])
    one, other = kolmogorov_smirnov(x, 20, 6), kolmogorov_smirnov(3 * x + 1, 61, 18)
    agree(one, other)
    away = kolmogorov_smirnov(x, 30, 6).finding
    assert away.p_value < one.finding.p_value


def test_two_names_for_two_tests_of_kolmogorov_and_smirnov():
    found = kolmogorov_smirnov([1.0, 2, 4, 7], 3, 2)
    assert (found.finding.variant, found.finding.effect_name) == (
        "parameters_given",
        "given_normal_d",
    )


# ---- notes ----


def test_the_samples_own_parameters_are_noticed():
    x = np.array(SAMPLES["mpg"]["x"])
    said = "mean and sd are the sample's own: read `lilliefors` instead"
    for sd in (x.std(ddof=1), x.std(), round(x.std(ddof=1), 3)):
        assert said in kolmogorov_smirnov(x, round(x.mean(), 3), sd).finding.note
    assert said not in kolmogorov_smirnov(x, 20, 6).finding.note


def test_ties_are_counted():
    note = kolmogorov_smirnov([1, 1, 1, 2, 5], 2, 1).finding.note
    assert note == "2 of 5 values repeat another: p is that of a continuous distribution"
    assert kolmogorov_smirnov([1, 2, 5], 2, 1).finding.note == ""


def test_bounds_of_p_are_said():
    x = np.r_[np.zeros(99), 1]
    assert "p < .001" in str(lilliefors(x))
    assert lilliefors(x).finding.p_bound == "<"
    assert anderson_darling(x).finding.p_bound == "<"
    assert anderson_darling(x).finding.p_value == 3.7e-24


# ---- statuses ----


@pytest.mark.parametrize(
    ("test", "least"),
    [(shapiro_wilk, 3), (lilliefors, 4), (anderson_darling, 8), (skewness_kurtosis, 3)],
)
def test_what_the_data_do_not_allow(test, least):
    for n in range(least):
        few = test(np.arange(n) ** 2.0)
        assert (few.finding.status, few.finding.n) == ("too_few", n)
        assert np.isnan(numbers(few)).all()
    assert test(np.arange(least) ** 2.0).finding.status == "ok"
    constant = test([0.1] * 30)
    assert constant.finding.status == "constant_outcome"
    assert np.isnan(numbers(constant)).all()
    assert test([None, math.nan]).finding.status == "too_few"


def test_shapiro_wilk_stops_at_5000():
    x = np.random.default_rng(2).normal(size=5001)
    assert shapiro_wilk(x[:5000]).finding.status == "ok"
    large = shapiro_wilk(x)
    assert large.finding.status == "too_large"
    assert np.isnan(numbers(large)).all()
    assert lilliefors(x).finding.status == "ok"


def test_kolmogorov_smirnov_takes_one_value_and_constants():
    one = kolmogorov_smirnov([1.0], 0, 1).finding
    assert (one.status, one.statistic) == ("ok", near(0.841344746068543))
    assert one.p_value == near(2 * (1 - 0.841344746068543))
    assert kolmogorov_smirnov([3.0, 3, 3], 0, 1).finding.status == "ok"
    none = kolmogorov_smirnov([], 0, 1)
    assert none.finding.status == "too_few"
    assert np.isnan(numbers(none)).all()


# ---- refusals ----


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: shapiro_wilk(["a", "b"]), "x must be numbers, got str ('a')."),
        (lambda: lilliefors([[1, 2], [3, 4]]), "x must be one-dimensional, got shape (2, 2)."),
        (lambda: anderson_darling([1, np.inf]), "x must be finite, got inf."),
        (lambda: kolmogorov_smirnov([1, 2], 0, 0), "sd must be above 0, got 0."),
        (lambda: kolmogorov_smirnov([1, 2], 0, -1.5), "sd must be above 0, got -1.5."),
        (lambda: kolmogorov_smirnov([1, 2], None, 1), "mean must be a finite number, got None."),
        (lambda: kolmogorov_smirnov([1, 2], 0, "1"), "sd must be a finite number, got '1'."),
        (lambda: kolmogorov_smirnov([1, 2], math.nan, 1), "mean must be a finite number, got nan."),
        (
            lambda: by_group("shapiro_wilk", [1, 2], ["a", "b"]),
            "test must be a function such as shapiro_wilk, got 'shapiro_wilk'.",
        ),
        (
            lambda: by_group(shapiro_wilk, [1, 2, 3], ["a", "b"]),
            "variables must be equally long, got x 3, group 2.",
        ),
        (
            lambda: by_group(np.mean, [1, 2], ["a", "b"]),
            "test must return an Answer, got float64.",
        ),
        (
            lambda: by_group(shapiro_wilk, [1, 2], [["a"], ["b"]]),
            "group must be one-dimensional, got shape (2, 1).",
        ),
    ],
)
def test_what_the_caller_got_wrong_is_one_sentence(call, words):
    with pytest.raises(ArgumentError) as raised:
        call()
    assert str(raised.value) == words


# ---- by group ----


def test_each_group_is_the_test_of_its_rows():
    x = np.array(SAMPLES["ozone"]["x"])
    group = np.where(np.arange(x.size) % 3 == 0, "b", "a")
    found = by_group(anderson_darling, x, group)
    assert list(found) == ["a", "b"]
    for level, answer in found.items():
        alone = anderson_darling(x[group == level])
        agree(answer, alone, rtol=0)
        place = (answer.finding.stratum, answer.finding.finding_id)
        assert place == (f"group = {level}", f"anderson_darling.stephens_1986.group={level}")
        ids = {row.finding_id for row in (*answer.measures, *answer.groups)}
        assert ids == {answer.finding.finding_id}
        assert answer.groups[0].group == f"group = {level}"
    order = np.random.default_rng(1).permutation(x.size)
    mixed = by_group(anderson_darling, x[order], group[order])
    for level in found:
        agree(mixed[level], found[level], rtol=0)
    assert anderson_darling(x).finding.stratum == "all"


def test_missing_labels_are_counted_and_belong_to_no_group():
    x = [1, 2, 4, 8, 9, None, 5]
    label = ["a", "a", "a", None, "b", "b", pd.NA]
    found = by_group(shapiro_wilk, x, label)
    assert [(a.finding.n, a.finding.n_missing) for a in found.values()] == [(3, 0), (1, 1)]
    assert found["a"].finding.note == "2 rows without a label of group are in no group"
    assert found["b"].finding.note == "1 missing; 2 rows without a label of group are in no group"
    assert found["b"].finding.status == "too_few"
    assert by_group(shapiro_wilk, [1, 2], [None, None]) == {}


def test_numbers_are_levels_in_their_order_whole_or_not():
    x = np.arange(12.0) ** 2
    found = by_group(lilliefors, x, pd.Series([10, None, 9, 2] * 3))
    assert list(found) == ["2", "9", "10"]
    assert list(by_group(lilliefors, x, ["01", "1"] * 6)) == ["01", "1"]


def test_options_go_to_the_test():
    x = [1.0, 2, 4, 8, 9, 5]
    found = by_group(kolmogorov_smirnov, x, list("aabbbb"), mean=4, sd=3)
    agree(found["b"], kolmogorov_smirnov(x[2:], 4, 3), rtol=0)
    pair = by_group(lambda y: mann_whitney(y, [1, 2, 3]), x, list("aabbbb"))
    assert [row.group for row in pair["a"].groups] == ["first", "second"]
