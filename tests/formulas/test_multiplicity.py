"""Adjusted p-values against R's p.adjust, and what must hold of them."""

from unittest.mock import Mock, patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from smeint.errors import ArgumentError
from smeint.formulas.multiplicity import (
    benjamini_hochberg,
    benjamini_yekutieli,
    bonferroni,
    hochberg,
    holm,
)
from smeint.study import rules

METHODS = {
    "bonferroni": bonferroni,
    "holm": holm,
    "hochberg": hochberg,
    "BH": benjamini_hochberg,
    "BY": benjamini_yekutieli,
}
P = st.lists(st.floats(0, 1), min_size=1, max_size=12)


@pytest.mark.parametrize("name", METHODS)
def test_adjusted_p_agree_with_r(name, tables, same):
    assert len(tables["adjusted"]) >= 5
    for case in tables["adjusted"]:
        p = np.array(np.atleast_1d(case["p"]), dtype=float)
        for by_n in case["by_n"]:
            expected = np.array(np.atleast_1d(by_n[name]), dtype=float)
            same(METHODS[name](p, by_n["n"]), expected, rtol=1e-12)


@pytest.mark.parametrize(
    ("name", "theirs"),
    [("hochberg", "simes-hochberg"), ("BH", "fdr_bh"), ("BY", "fdr_by"), ("holm", "holm")],
)
# statsmodels collects garbage in each call of its Holm, which takes longer than the test
@patch("gc.collect", Mock())
@settings(max_examples=20)
@given(p=P)
def test_adjusted_p_agree_with_statsmodels(name, theirs, p):
    found = METHODS[name](p)
    np.testing.assert_allclose(found, multipletests(p, method=theirs)[1], rtol=1e-12, atol=1e-300)


@given(P, st.integers(0, 5), st.randoms(use_true_random=False))
def test_order_of_the_tests_and_of_the_methods(p, more, random):
    m = len(p) + more
    places = list(range(len(p)))
    random.shuffle(places)
    found = {name: method(p, m) for name, method in METHODS.items()}
    for name, method in METHODS.items():
        x = found[name]
        assert ((np.asarray(p) <= x * (1 + 1e-12)) & (x <= 1)).all()
        np.testing.assert_array_equal(method(np.array(p)[places], m), x[places])
    slack = 1 + 1e-12
    assert (found["BH"] <= found["hochberg"] * slack).all()
    assert (found["hochberg"] <= found["holm"] * slack).all()
    assert (found["holm"] <= found["bonferroni"] * slack).all()
    assert (found["BH"] <= found["BY"] * slack).all()


@pytest.mark.parametrize("method", METHODS.values())
def test_missing_p_stay_missing_and_count(method, same):
    rng = np.random.default_rng(8)
    p = rng.random((4, 3, 5))
    p[1, 1, 2:] = np.nan
    p[2, 0] = np.nan
    found = method(p)
    np.testing.assert_array_equal(np.isnan(found), np.isnan(p))
    for index in np.ndindex(4, 3):
        known = ~np.isnan(p[index])
        np.testing.assert_array_equal(found[index], method(p[index]))
        # the missing ones count: as if they had not been given, with the same m
        same(found[index][known], method(p[index][known], 5), rtol=1e-12)


def test_the_verdict_rule_reads_this_holm():
    assert rules.holm is holm


@pytest.mark.parametrize("method", METHODS.values())
@pytest.mark.parametrize(
    ("p", "m", "words"),
    [
        ([0.1, 1.2], None, "p must be from 0 to 1, got 1.2"),
        ([0.1, -0.1], None, "p must be from 0 to 1, got -0.1"),
        ([0.1, np.nan, 0.2], 2, "m must be at least the number of p-values, 3, got 2"),
    ],
)
def test_wrong_p_and_m_are_refused(method, p, m, words):
    with pytest.raises(ArgumentError, match=words):
        method(p, m)
