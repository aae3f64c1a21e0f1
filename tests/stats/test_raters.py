"""Agreement of raters through smeint.stats, against R (vcd, psych, irr)."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smeint.errors import ArgumentError
from smeint.stats import cohen_kappa, fleiss_kappa, krippendorff_alpha

FOLDER = Path(__file__).parents[1] / "reference"
TABLES = json.loads((FOLDER / "tables.json").read_text(encoding="utf-8"))
WEIGHTS = ("unweighted", "linear", "quadratic")
METRICS = ("nominal", "ordinal", "interval", "ratio")
HALF = 1.959963984540054


def same(found, expected, rtol=1e-8, atol=0.0):
    np.testing.assert_allclose(np.ravel(found), np.ravel(expected), rtol=rtol, atol=atol)


def rows_of(counts):
    """Return the two raters' ratings of a square table."""
    counts = np.array(counts, dtype=int)
    first, second = np.divmod(np.repeat(np.arange(counts.size), counts.ravel()), len(counts))
    return first + 1, second + 1


def assert_blank(answer, status):
    assert answer.finding.status == status
    assert np.isnan([answer.finding.statistic, answer.finding.p_value]).all()
    for m in answer.measures:
        assert np.isnan([m.estimate, m.std_error, m.statistic, m.p_value, m.ci_low]).all()


@pytest.mark.parametrize("name", TABLES["kappas"])
@pytest.mark.parametrize("weights", WEIGHTS)
def test_cohens_kappa_agrees_with_r(name, weights):
    case = TABLES["kappas"][name]
    expected = case["by_weight"][weights]
    counts = np.array(case["counts"])
    levels = range(1, len(counts) + 1)
    for answer in (
        cohen_kappa(counts, weights=weights),
        cohen_kappa(*rows_of(counts), weights=weights, levels=levels),
    ):
        row = answer.measures[0]
        same(row.estimate, expected["estimate"], atol=1e-15)
        same(row.std_error, expected["se"])
        ends = expected["estimate"] + np.array([-HALF, HALF]) * expected["se"]
        same([row.ci_low, row.ci_high], np.clip(ends, -1, 1), atol=1e-14)
        same(answer.finding.statistic, expected["estimate"] / expected["null_se"], atol=1e-14)
        assert (answer.finding.n, answer.finding.variant) == (counts.sum(), weights)


def test_the_scale_counts_and_not_the_levels_used():
    # nobody used 4: from 3 to 5 are two steps
    first, second = [1, 2, 3, 5, 5, 1], [1, 3, 3, 3, 5, 2]
    for weights in ("linear", "quadratic"):
        by_default = cohen_kappa(first, second, weights=weights).finding
        stated = cohen_kappa(first, second, weights=weights, levels=range(1, 6)).finding
        longer = cohen_kappa(first, second, weights=weights, levels=range(8)).finding
        same(by_default.effect, stated.effect, rtol=1e-12)
        same(longer.effect, stated.effect, rtol=1e-12)
        same([longer.ci_low, longer.ci_high], [stated.ci_low, stated.ci_high], rtol=1e-10)
        gap = cohen_kappa(first, second, weights=weights, levels=[1, 2, 3, 5]).finding
        assert abs(gap.effect - stated.effect) > 0.005
    plain = cohen_kappa(first, second).finding
    same(cohen_kappa(first, second, levels=range(9)).finding.effect, plain.effect, rtol=1e-12)


def test_categorical_columns_know_their_scale():
    scale = ["low", "mid", "high"]
    first = pd.Series(pd.Categorical(["low", "high", "high", None], scale))
    second = pd.Series(pd.Categorical(["low", "low", "high", "low"], scale))
    answer = cohen_kappa(first, second, weights="linear")
    stated = cohen_kappa(list(first), list(second), weights="linear", levels=scale)
    assert answer.finding.effect == stated.finding.effect
    assert (answer.finding.n, answer.finding.n_missing) == (3, 1)
    assert answer.finding.note == "levels: low, mid, high; 1 missing"


#: R's irr 0.84.1, kappam.fleiss(diagnoses, detail = TRUE): 30 patients, six psychiatrists.
PATIENTS = """
00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 10050 11040 03300 10050 02031
00501 30012 51000 02040 10203 00006 01050 02013 20040 10041 05010 40002 02040 10500 00006
"""
DIAGNOSES = np.array([[int(x) for x in row] for row in PATIENTS.split()])


def test_fleiss_kappa_agrees_with_irr():
    names = ["depression", "personality", "schizophrenia", "neurosis", "other"]
    ratings = [np.repeat(names, row) for row in DIAGNOSES]
    for answer in (
        fleiss_kappa(counts=DIAGNOSES, levels=names),
        fleiss_kappa(ratings, levels=names),
        fleiss_kappa(pd.DataFrame(ratings), levels=names),
    ):
        found = answer.finding
        same([found.effect, found.statistic], [0.43024452006014086, 17.651830582991369])
        by_level = [answer.measure("fleiss_kappa", term=name) for name in names]
        same([m.estimate for m in by_level], [0.245, 0.245, 0.520, 0.471, 0.566], atol=5e-4)
        same([m.statistic for m in by_level], [5.192, 5.192, 11.031, 9.994, 12.009], atol=5e-4)
        assert (found.n, found.note) == (30, "6 raters")


@pytest.mark.parametrize("name", TABLES["fleiss"])
def test_fleiss_kappa_agrees_with_r(name):
    case = TABLES["fleiss"][name]
    answer = fleiss_kappa(counts=case["counts"])
    row = answer.measures[0]
    same([row.estimate, row.std_error], [case["kappa"], case["se"]])
    ends = case["kappa"] + np.array([-HALF, HALF]) * case["se"]
    same([row.ci_low, row.ci_high], np.clip(ends, -1, 1))
    same(answer.finding.statistic, case["kappa"] / case["null_se"])


def test_a_subject_with_a_missing_rating_is_left_out_of_fleiss_kappa():
    ratings = [["a", "a"], ["a", "b"], ["b", "b"]]
    one = fleiss_kappa(ratings).finding
    more = fleiss_kappa([*ratings, ["a", None], [None, None]]).finding
    assert (more.n, more.n_missing) == (3, 2)
    assert (more.effect, more.ci_low, more.p_value) == (one.effect, one.ci_low, one.p_value)


@pytest.mark.parametrize("name", TABLES["alphas"])
@pytest.mark.parametrize("metric", METRICS)
def test_krippendorffs_alpha_agrees_with_r(name, metric):
    case = TABLES["alphas"][name]
    units = np.array(case["values"], dtype=float).T  # units in rows
    for ratings in (units, units.tolist(), pd.DataFrame(units)):
        answer = krippendorff_alpha(ratings, metric=metric, draws=20)
        same(answer.finding.effect, case[metric])
    rated = (~np.isnan(units)).sum(axis=1)
    assert answer.finding.n == (rated >= 2).sum()
    assert answer.finding.n_missing == (rated < 2).sum()


def test_alpha_of_text_is_alpha_of_its_places():
    text = [["lo", "lo"], ["hi", "lo"], ["hi", "hi"], ["mid", None], ["mid", "hi"]]
    scale = {"lo": 1, "mid": 2, "hi": 3, None: None}
    coded = [[scale[x] for x in row] for row in text]
    one = krippendorff_alpha(text, metric="ordinal", levels=["lo", "mid", "hi"]).finding
    other = krippendorff_alpha(coded, metric="ordinal").finding
    assert (one.effect, one.ci_low, one.ci_high) == (other.effect, other.ci_low, other.ci_high)
    nominal = krippendorff_alpha(text).finding
    same(nominal.effect, krippendorff_alpha(coded).finding.effect, rtol=1e-12)


def test_the_bootstrap_is_seeded():
    ratings = np.random.default_rng(2).integers(1, 4, size=(25, 3))
    one, again = (krippendorff_alpha(ratings, draws=200) for _ in range(2))
    assert repr(one) == repr(again)
    other = krippendorff_alpha(ratings, draws=200, seed=1)
    assert other.finding.effect == one.finding.effect
    assert other.finding.ci_low != one.finding.ci_low
    assert one.finding.ci_low <= one.finding.effect <= one.finding.ci_high


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=2, max_size=30))
@settings(max_examples=40, deadline=None)
def test_order_of_subjects_raters_and_names_does_not_matter(rows):
    first, second = (list(part) for part in zip(*rows, strict=True))
    one = cohen_kappa(first, second, levels=["a", "b", "c"])
    renamed = {"a": "z", "b": "y", "c": "x"}
    for other in (
        cohen_kappa(second, first, levels=["a", "b", "c"]),
        cohen_kappa(first[::-1], second[::-1], levels=["c", "a", "b"]),
        cohen_kappa([renamed[x] for x in first], [renamed[x] for x in second]),
        cohen_kappa([*first, None], [*second, "a"], levels=["a", "b", "c"]),
    ):
        assert other.finding.status == one.finding.status
        same(other.finding.effect, one.finding.effect, rtol=1e-9, atol=1e-12)
        same(other.measures[0].std_error, one.measures[0].std_error, rtol=1e-6, atol=1e-8)
    kappa = fleiss_kappa(rows)
    same(fleiss_kappa(rows[::-1]).finding.effect, kappa.finding.effect, rtol=1e-9, atol=1e-12)
    alpha = krippendorff_alpha(rows, draws=2).finding
    if kappa.finding.status == "ok":  # of two raters, Scott's pi corrected for n
        pi = kappa.finding.effect
        same(alpha.effect, pi + (1 - pi) / (2 * len(rows)), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    ("call", "status"),
    [
        (lambda: cohen_kappa([], []), "too_few"),
        (lambda: cohen_kappa([None, "a"], ["a", None]), "too_few"),
        (lambda: cohen_kappa(["a"], ["b"]), "too_few"),
        (lambda: cohen_kappa(["a", "a"], ["a", "a"]), "constant_outcome"),
        (lambda: cohen_kappa([3, 3], [3, 3], weights="linear"), "constant_outcome"),
        (lambda: cohen_kappa([[7, 0], [0, 0]]), "constant_outcome"),
        (lambda: fleiss_kappa([["a", None], [None, "a"]]), "too_few"),
        (lambda: fleiss_kappa([["a", "b"]]), "too_few"),
        (lambda: fleiss_kappa([["a", "a"], ["a", "a"]]), "constant_outcome"),
        (lambda: krippendorff_alpha([[1, None], [None, 2]]), "too_few"),
        (lambda: krippendorff_alpha([[1, 1], [1, 1]]), "constant_outcome"),
    ],
)
def test_degenerate_ratings_are_a_status(call, status):
    assert_blank(call(), status)


def test_complete_agreement_has_no_interval():
    for answer in (
        cohen_kappa([1, 2, 3], [1, 2, 3]),
        fleiss_kappa([[1, 1], [2, 2], [3, 3]]),
        krippendorff_alpha([[1, 1], [2, 2], [3, 3]], draws=50),
    ):
        assert answer.finding.effect == pytest.approx(1, abs=1e-12)
        assert np.isnan([answer.finding.ci_low, answer.finding.ci_high]).all()


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (
            lambda: cohen_kappa(["a", "b"], ["a", "a"], weights="linear"),
            "levels must state all levels of ratings in their order, because weights depend on it.",
        ),
        (
            lambda: cohen_kappa([1, 2], [1, 2], weights="squared"),
            "weights must be one of unweighted, linear, quadratic, got 'squared'.",
        ),
        (
            lambda: cohen_kappa(["a", "b"], ["a", "c"], levels=["a", "b"]),
            "second must be among the levels a, b, got c.",
        ),
        (
            lambda: cohen_kappa([1, 2], [1]),
            "variables must be equally long, got first 2, second 1.",
        ),
        (lambda: cohen_kappa([[1, 2, 3], [4, 5, 6]]), "table must be square, got 2 x 3."),
        (
            lambda: cohen_kappa([[1, 2.5], [4, 5]]),
            "table must be whole numbers and not negative, got 2.5 in row 1, column 2.",
        ),
        (
            lambda: cohen_kappa(
                pd.DataFrame([[1, 2], [3, 4]], index=["a", "b"], columns=["b", "a"])
            ),
            "rows and columns of table must name the same levels in the same order, got a, b and "
            "b, a.",
        ),
        (lambda: fleiss_kappa(), "give either ratings or counts."),
        (
            lambda: fleiss_kappa(["a", "b"]),
            "ratings must be two-dimensional, subjects in rows and raters in columns.",
        ),
        (lambda: fleiss_kappa([["a", "b"], ["a"]]), "ratings must have rows of equal length."),
        (
            lambda: fleiss_kappa([["a"], ["b"]]),
            "ratings must have subjects in rows and two raters or more in columns, got 1.",
        ),
        (
            lambda: fleiss_kappa(counts=[[3, 0], [1, 1]]),
            "every subject must have the same number of ratings, two or more, got 2 to 3; "
            "`krippendorff_alpha` allows for missing ratings.",
        ),
        (
            lambda: fleiss_kappa(counts=[[1.5, 1.5], [1, 2]]),
            "counts must be whole numbers and not negative, got 1.5 in row 1, column 1.",
        ),
        (
            lambda: krippendorff_alpha([["a", "b"], ["a", "a"]], metric="ordinal"),
            "levels must state all levels of ratings in their order, because weights depend on it.",
        ),
        (
            lambda: krippendorff_alpha([["a", "b"], ["a", "a"]], metric="interval"),
            "ratings must be numbers, got str ('a').",
        ),
        (
            lambda: krippendorff_alpha([[1, 2], [2, 2]], metric="ratio", levels=[1, 2]),
            "levels must be left out for ratio ratings, which are numbers.",
        ),
        (
            lambda: krippendorff_alpha([[1, 2], [2, 2]], metric="metric"),
            "metric must be one of nominal, ordinal, interval, ratio, got 'metric'.",
        ),
        (
            lambda: krippendorff_alpha([[1, 2], [2, 2]], resample="rows"),
            "resample must be one of units, pairs, got 'rows'.",
        ),
        (
            lambda: krippendorff_alpha([[1, 2], [2, 2]], draws=1),
            "draws must be a whole number from 2 on, got 1.",
        ),
        (
            lambda: krippendorff_alpha([[-1, 2], [2, 2]], metric="ratio"),
            "values of ratio data must not be negative.",
        ),
        (lambda: krippendorff_alpha([[1, np.inf], [2, 2]]), "ratings must be finite, got inf."),
    ],
)
def test_wrong_ratings_are_refused_in_one_sentence(call, sentence):
    with pytest.raises(ArgumentError) as error:
        call()
    assert str(error.value).startswith(sentence)
