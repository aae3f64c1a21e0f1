"""Skewness and kurtosis against e1071, psych, fBasics, SciPy and what SPSS prints."""

import json
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from smeint.engine.reduce import normality
from smeint.formulas.normality import NormalitySummary
from smeint.formulas.skewness_kurtosis import (
    anscombe_glynn_z,
    kurtosis_error,
    skewness_error,
    skewness_kurtosis,
)

FILE = Path(__file__).parents[1] / "reference" / "normality.json"
SAMPLES = json.loads(FILE.read_text(encoding="utf-8"))["samples"]
CASES = [pytest.param(case, id=case["name"]) for case in SAMPLES]
TYPES = ("type_1", "type_2", "type_3")


def rows(x):
    """Return the measures of a sample by name and variant."""
    return {(m.measure, m.variant): m for m in skewness_kurtosis(normality(x)).measures}


def known(values):
    """Return R's numbers, its NA as NaN."""
    return [np.nan if v is None else v for v in values]


@pytest.mark.parametrize("case", CASES)
def test_the_three_types_agree_with_e1071_and_psych(case, same):
    found = rows(case["x"])
    for measure, keys in (
        ("skewness", ("skewness", "psych_skew")),
        ("excess_kurtosis", ("kurtosis", "psych_kurtosi")),
    ):
        own = [found[measure, variant].estimate for variant in TYPES]
        for key in keys:
            # absolute: a symmetric sample's skewness is 0 up to rounding
            same(own, known(case[key]), atol=1e-12)


@pytest.mark.parametrize("case", CASES)
def test_standard_errors_and_ratios(case, same):
    found = rows(case["x"])
    for measure, error in (("skewness", "ses"), ("excess_kurtosis", "sek")):
        row = found[measure, "type_2"]
        same(row.std_error, known([case[error]])[0])
        same(row.statistic, np.asarray(row.estimate) / np.asarray(row.std_error))
        assert np.isnan(row.p_value)


# printed by SPSS (Descriptives, Explore) with every sample of this size
SPSS = [(10, 0.687, 1.334), (20, 0.512, 0.992), (30, 0.427, 0.833), (50, 0.337, 0.662)]
SPSS += [(100, 0.241, 0.478)]


@pytest.mark.parametrize(("n", "skewness", "kurtosis"), SPSS)
def test_standard_errors_are_those_of_spss(n, skewness, kurtosis):
    size = np.asarray(float(n))
    assert round(float(skewness_error(size)), 3) == skewness
    assert round(float(kurtosis_error(size)), 3) == kurtosis


def test_the_tests_agree_with_fbasics(same):
    compared = 0
    for case in SAMPLES:
        for i, measure in enumerate(("skewness", "excess_kurtosis")):
            # of the two peaks of Old Faithful R has no z of kurtosis
            if "tests" in case and case["tests"]["z"][i] is not None:
                row = rows(case["x"])[measure, "type_1"]
                same(row.statistic, case["tests"]["z"][i], atol=1e-12)
                same(row.p_value, case["tests"]["p"][i], atol=1e-14)
                compared += 1
    assert compared >= 30


@pytest.mark.filterwarnings("ignore:`kurtosistest` p-value may be inaccurate")
@pytest.mark.parametrize("case", CASES)
def test_the_tests_agree_with_scipy(case, same):
    x, found = np.array(case["x"]), rows(case["x"])
    if len(x) >= 8 and case["name"] not in ("nine", "uniform", "smooth", "light"):
        same(found["skewness", "type_1"].p_value, stats.skewtest(x).pvalue)
        same(found["skewness", "type_1"].statistic, stats.skewtest(x).statistic)
    if len(x) >= 5:
        same(found["excess_kurtosis", "type_1"].p_value, stats.kurtosistest(x).pvalue)
        if case["name"] != "eruptions":  # see below
            same(found["excess_kurtosis", "type_1"].statistic, stats.kurtosistest(x).statistic)


def test_scipy_reads_no_skewness_as_some():
    """Why D'Agostino's test is written out."""
    x = np.array([-4.0, -3, -2, -1, 1, 2, 3, 4])
    assert stats.skewtest(x).pvalue == pytest.approx(0.312, abs=1e-3)
    row = rows(x)["skewness", "type_1"]
    # the cubes of a symmetric sample sum to 0 up to rounding
    assert float(row.statistic) == pytest.approx(0.0, abs=1e-14)
    assert float(row.p_value) == pytest.approx(1.0, abs=1e-14)


def test_scipy_turns_the_sign_of_the_lowest_kurtosis():
    """Why Anscombe and Glynn's test is written out."""
    eruptions = next(case["x"] for case in SAMPLES if case["name"] == "eruptions")
    for x in (np.repeat([0.0, 1.0], 500), np.array(eruptions)):
        assert stats.kurtosistest(x).statistic > 0
        row = rows(x)["excess_kurtosis", "type_1"]
        assert float(row.estimate) < -1.4
        assert (float(row.statistic), float(row.p_value)) == (-np.inf, 0.0)


@pytest.mark.parametrize("n", [5, 8, 20, 57, 1000])
def test_z_rises_with_kurtosis(n):
    g_2 = np.linspace(-2, n - 3 + 1 / n, 300)
    z = anscombe_glynn_z(g_2, np.asarray(float(n)))
    finite = z[np.isfinite(z)]
    assert (np.diff(finite) > 0).all()
    assert np.isfinite(z[g_2 > 0]).all()
    assert (z[~np.isfinite(z)] == -np.inf).all()


def test_what_is_too_few_for_one_measure_is_nan_there_alone():
    three = rows([1, 2, 4])
    assert np.isfinite(three["skewness", "type_2"].std_error)
    kurtosis = three["excess_kurtosis", "type_2"]
    assert np.isnan([kurtosis.estimate, kurtosis.std_error, kurtosis.statistic]).all()
    assert np.isnan(three["skewness", "type_1"].p_value)
    for n, test in ((7, False), (8, True)):
        p = rows(np.arange(n) ** 2.0)["skewness", "type_1"].p_value
        assert np.isfinite(p) == test
    for n, test in ((4, False), (5, True)):
        p = rows(np.arange(n) ** 2.0)["excess_kurtosis", "type_1"].p_value
        assert np.isfinite(p) == test


def test_many_samples_of_different_sizes_at_once(same):
    n = np.array([3, 4, 5, 8, 50])
    batch = skewness_kurtosis(NormalitySummary(n, False, 0.1, 0.1, 0.5, -0.4))
    for i, size in enumerate(n):
        one = skewness_kurtosis(NormalitySummary(size, False, 0.1, 0.1, 0.5, -0.4))
        for many, single in zip(batch.measures, one.measures, strict=True):
            for name in ("estimate", "std_error", "statistic", "p_value"):
                values = np.broadcast_to(getattr(many, name), n.shape)
                same(values[i], getattr(single, name))


def test_large_numbers_with_small_differences_keep_their_digits(same):
    x = np.array([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8], dtype=float)
    here, far = rows(x), rows(x + 2.0**50)  # exact: whole numbers
    tiny = rows(x * 1e-200)  # squares of these vanish
    for key, row in here.items():
        same(far[key].estimate, row.estimate, rtol=1e-12)
        same(tiny[key].estimate, row.estimate, rtol=1e-12)
