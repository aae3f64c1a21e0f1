"""Boundaries of size, status, bands and ROTA, at their edges."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smeint.definitions.bands import band_scheme
from smeint.definitions.definitions import Definitions, foreign_share, winsorize
from smeint.errors import ArgumentError

NAN = np.nan


@pytest.mark.parametrize(
    ("employees", "expected"),
    [(0, NAN), (10, NAN), (11, 1), (199, 1), (200, 0), (201, 0), (5000, 0), (NAN, NAN)],
)
def test_the_study_counts_more_than_10_and_fewer_than_200_as_sme(employees, expected):
    assert np.array_equal(Definitions().sme(employees), expected, equal_nan=True)


@pytest.mark.parametrize(
    ("threshold", "share", "expected"),
    [(0, 0, 0), (0, 1e-9, 1), (0.1, 0.1, 0), (0.1, 0.1000001, 1), (0, NAN, NAN)],
)
def test_internationalized_is_strictly_above_the_threshold(threshold, share, expected):
    definitions = Definitions(internationalized_threshold=threshold)
    assert np.array_equal(definitions.internationalized(share), expected, equal_nan=True)


@pytest.mark.parametrize(
    ("scheme", "share", "band"),
    [
        ("osei_bonsu_2014", 0.10, "low"),
        ("osei_bonsu_2014", 0.1001, "moderate"),
        ("osei_bonsu_2014", 0.50, "moderate"),
        ("osei_bonsu_2014", 0.5001, "high"),
        ("osei_bonsu_2014", 1.0, "high"),
        ("us_census_1992", 0.01, "up_to_1"),
        ("us_census_1992", 0.09, "1_to_9"),
        ("us_census_1992", 0.19, "9_to_19"),
        ("us_census_1992", 0.49, "19_to_49"),
        ("us_census_1992", 0.491, "above_49"),
    ],
)
def test_a_band_holds_its_upper_cut(scheme, share, band):
    bands = band_scheme(scheme)
    level = bands.classify([share], [1.0])
    assert bands.levels[int(level[0])] == band


def test_a_firm_that_is_not_internationalized_is_in_no_band_even_with_a_share():
    definitions = Definitions(internationalized_threshold=0.10)
    status = definitions.internationalized([0.05, 0.2])
    assert definitions.doi_band([0.05, 0.2], status).tolist() == [0.0, 2.0]


def test_tertiles_are_those_of_internationalized_firms_of_each_year():
    share = np.array([[0.0, 0.1, 0.2, 0.3, 0.4, NAN], [0.0, 0.0, 0.0, 0.9, 0.9, 0.9]])
    status = Definitions().internationalized(share)
    got = band_scheme("tertiles").classify(share, status)
    # numpy's linear quantiles of (.1 .2 .3 .4) are .2 and .3
    assert np.array_equal(got[0], [0, 1, 1, 2, 3, NAN], equal_nan=True)
    assert np.array_equal(got[1], [0, 0, 0, 1, 1, 1])


@given(st.lists(st.floats(0.01, 1), min_size=3, max_size=40))
def test_tertile_cuts_are_numpys_quantiles(shares):
    x = np.array(shares)
    got = band_scheme("tertiles").classify(x, np.ones_like(x))
    low, high = np.quantile(x, [1 / 3, 2 / 3])
    clear = (np.abs(x - low) > 1e-9) & (np.abs(x - high) > 1e-9)
    assert np.array_equal(got[clear], (1.0 + (x > low) + (x > high))[clear])


def test_rota_has_no_value_on_zero_or_negative_assets():
    got = Definitions().rota([1.0, 1.0, -2.0, NAN], [10.0, 0.0, -5.0, 10.0])
    assert np.array_equal(got, [0.1, NAN, NAN, NAN], equal_nan=True)


def test_foreign_share_has_no_value_on_zero_sales():
    assert np.array_equal(foreign_share([0.0, 0, 5], [0.0, -1, 20]), [NAN, NAN, 0.25], True)


def test_winsorizing_works_along_the_last_axis_and_leaves_gaps():
    x = np.array([[0.0, 1, 2, 3, 100], [NAN, 5, 5, 5, 5], [NAN] * 5])
    got = winsorize(x, 0.25)
    assert np.array_equal(got[0], [1, 1, 2, 3, 3])
    assert np.array_equal(got[1], [NAN, 5, 5, 5, 5], equal_nan=True)
    assert np.isnan(got[2]).all()


def test_definitions_take_any_leading_axes():
    rng = np.random.default_rng(1)
    share = rng.random((4, 3, 20)).round(1)
    definitions = Definitions()
    status = definitions.internationalized(share)
    whole = definitions.doi_band(share, status)
    one = definitions.doi_band(share[2, 1], status[2, 1])
    assert np.array_equal(whole[2, 1], one)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (
            {"size_sheme": "x"},
            "[definitions] has no key `size_sheme`; allowed: size_scheme, size_basis, "
            "size_criteria, size_sector, exchange_rates, internationalized_threshold, doi_bands, "
            "rota_numerator, rota_denominator, rota_winsorize. Did you mean `size_scheme` or "
            "`size_sector` or `size_basis`?",
        ),
        (
            {"size_basis": "last_year"},
            "size_basis must be one of first_year, each_year, got 'last_year'. "
            "Did you mean `first_year` or `each_year`?",
        ),
        (
            {"internationalized_threshold": "0.1"},
            "[definitions] `internationalized_threshold` must be a number, got '0.1'.",
        ),
        (
            {"internationalized_threshold": 10},
            "internationalized_threshold must be at least 0 and below 1, got 10.",
        ),
        (
            {"doi_bands": "quartiles"},
            "doi_bands `quartiles` is not known; allowed: osei_bonsu_2014, us_census_1992, "
            "tertiles. Did you mean `tertiles`?",
        ),
    ],
)
def test_what_is_not_allowed_is_refused_in_one_sentence(values, sentence):
    with pytest.raises(ArgumentError) as refusal:
        Definitions.from_mapping(values)
    assert str(refusal.value) == sentence
