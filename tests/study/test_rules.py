"""The verdict rules, cell by cell, and as arrays."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from smeint.formulas.multiplicity import holm
from smeint.study.rules import RULES, Cells, Claim, Verdict, decide, decide_each, is_open

NAN = np.nan


def cells(p, effect, low=None, high=None):
    """Cells of one outcome and one stratum, by year."""
    p, effect = np.atleast_1d(p).astype(float), np.atleast_1d(effect).astype(float)
    low = effect - 0.2 if low is None else np.atleast_1d(low).astype(float)
    high = effect + 0.2 if high is None else np.atleast_1d(high).astype(float)
    return Cells(*(x[None, None, :] for x in (p, effect, low, high)))


def claim(sign=0, negligible=False, every=True, margin=0.3):
    return Claim(negligible, sign, margin, every, 0.05)


def verdict(rule, given_cells, given_claim):
    return Verdict(int(decide(rule, given_cells, given_claim))).label


@pytest.mark.parametrize(
    ("p", "effect", "sign", "expected"),
    [
        # published, majority, every-year
        ((0.01, 0.2, 0.3), (-1, -1, -1), -1, ("supported", "not supported", "not supported")),
        ((0.01, 0.04, 0.3), (-1, -1, -1), -1, ("supported", "supported", "not supported")),
        ((0.01, 0.04, 0.03), (-1, -1, -1), -1, ("supported", "supported", "supported")),
        ((0.01, 0.2, 0.3), (-1, 1, -1), -1, ("not supported",) * 3),
        ((0.01, 0.2, 0.3), (-1, 0, -1), -1, ("not supported",) * 3),
        (
            (0.01, 0.2, 0.3),
            (1, 1, 1),
            -1,
            ("opposite direction", "not supported", "not supported"),
        ),
        ((0.01, 0.2, 0.3), (1, 1, 1), 0, ("supported", "not supported", "not supported")),
        ((0.05, 0.2, 0.3), (1, 1, 1), 1, ("not supported",) * 3),
        ((0.01, NAN, NAN), (-1, NAN, NAN), -1, ("supported",) * 3),
        ((NAN, NAN, NAN), (NAN, NAN, NAN), -1, ("not computed",) * 3),
        ((0.01, 0.01, 0.2), (-1, 1, 1), 0, ("not supported",) * 3),
    ],
)
def test_rules_over_years(p, effect, sign, expected):
    given_cells = cells(p, effect)
    got = tuple(
        verdict(rule, given_cells, claim(sign)) for rule in ("published", "majority", "every-year")
    )
    assert got == expected


def test_p_equal_to_alpha_is_not_below_it():
    assert verdict("published", cells(0.05, 1), claim(1)) == "not supported"
    assert verdict("published", cells(np.nextafter(0.05, 0), 1), claim(1)) == "supported"


def test_holm_counts_tests_that_were_not_computed():
    # alone .02 * 2 = .04 would do; of three declared it is .06
    two, three = cells((0.02, 0.5), (1, 1)), cells((0.02, 0.5, NAN), (1, 1, NAN))
    assert verdict("holm", two, claim(1)) == "supported"
    assert verdict("holm", three, claim(1)) == "not supported"


# few examples, for each call of statsmodels collects garbage
@settings(max_examples=15)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_holm_agrees_with_statsmodels(p):
    assert np.allclose(holm(p, len(p)), multipletests(p, method="holm")[1], rtol=1e-12)


def test_holm_works_along_the_last_axis():
    rng = np.random.default_rng(2)
    p = rng.random((5, 4))
    p[2, 1] = NAN
    assert np.array_equal(holm(p, 4)[2], holm(p[2], 4), equal_nan=True)


def layout(codes):
    """Cells of outcomes by strata, one year, from letters: s o n . (supports, opposes, null)."""
    value = {"s": (0.01, -1.0), "o": (0.01, 1.0), "n": (0.9, -0.01), ".": (NAN, NAN)}
    array = np.array([[value[c] for c in row] for row in codes])
    p, effect = array[..., 0:1], array[..., 1:2]
    return Cells(p, effect, effect - 0.1, effect + 0.1)


@pytest.mark.parametrize(
    ("codes", "every", "expected"),
    [
        (("nns", "snn", "nsn"), True, "supported"),
        (("nns", "snn", "nnn"), True, "not supported"),
        (("nns", "snn", "nnn"), False, "supported"),
        (("nns", "snn", "..."), True, "not computed"),
        (("nns", "snn", "..."), False, "supported"),
        (("..s", "s..", ".s."), True, "supported"),
        (("ooo", "ooo", "ooo"), True, "opposite direction"),
        (("nns", "ooo", "sss"), True, "not supported"),
    ],
)
def test_bands_by_any_and_outcomes_by_every(codes, every, expected):
    assert verdict("published", layout(codes), claim(-1, every=every)) == expected


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        ((-0.2, -0.1), (0.2, 0.29), "supported"),
        ((-0.2, -0.1), (0.2, 0.30), "inconclusive"),
        ((-0.2, 0.30), (0.2, 0.50), "not supported"),
        ((-0.2, -0.6), (0.2, -0.3), "not supported"),
        ((-0.2, NAN), (0.2, NAN), "supported"),
        ((NAN, NAN), (NAN, NAN), "not computed"),
    ],
)
def test_a_negligible_claim_needs_the_interval_inside_the_margin(low, high, expected):
    p = np.where(np.isnan(low), NAN, 0.5)
    given_cells = cells(p, np.zeros(2), low, high)
    assert verdict("published", given_cells, claim(negligible=True)) == expected


def test_a_negligible_claim_by_majority():
    given_cells = cells((0.5,) * 3, (0, 0, 0), (-0.1, -0.1, -0.5), (0.1, 0.1, 0.5))
    assert verdict("published", given_cells, claim(negligible=True)) == "inconclusive"
    assert verdict("majority", given_cells, claim(negligible=True)) == "supported"


def test_open_looks_in_the_claimed_direction_only():
    up = cells(0.5, 0.1, -0.1, 0.31)
    assert bool(is_open(up, claim(1), 0.3))
    assert not bool(is_open(up, claim(-1), 0.3))
    assert bool(is_open(up, claim(0), 0.3))


@pytest.mark.parametrize("rule", RULES)
def test_a_batch_gives_what_single_studies_give(rule):
    rng = np.random.default_rng(3)
    shape = (200, 2, 3, 3)
    p = rng.random(shape) ** 3
    effect = rng.normal(size=shape)
    p[rng.random(shape) < 0.2] = NAN
    effect[np.isnan(p)] = NAN
    low, high = effect - 0.3, effect + 0.3
    for sign, negligible, every in itertools.product((-1, 0, 1), (False, True), (False, True)):
        given_claim = claim(sign, negligible, every)
        batch = decide(rule, Cells(p, effect, low, high), given_claim)
        single = [
            int(decide(rule, Cells(p[i], effect[i], low[i], high[i]), given_claim))
            for i in range(200)
        ]
        assert batch.tolist() == single


def test_rules_decided_together_say_what_each_says_alone():
    rng = np.random.default_rng(6)
    shape = (300, 2, 2, 3)
    p, effect = rng.random(shape) ** 3, rng.normal(size=shape)
    p[rng.random(shape) < 0.3] = NAN
    one = Cells(p, effect, effect - 0.3, effect + 0.3)
    rules = ("holm", "every-year", "published", "majority")
    for sign, negligible, every in itertools.product((-1, 0, 1), (False, True), (False, True)):
        given_claim = claim(sign, negligible, every)
        together = decide_each(rules, one, given_claim)
        assert together.shape == (4, 300)
        for rule, verdicts in zip(rules, together, strict=True):
            np.testing.assert_array_equal(verdicts, decide(rule, one, given_claim), rule)


@pytest.mark.parametrize("rule", RULES)
def test_reversing_signs_swaps_supported_and_opposite(rule):
    rng = np.random.default_rng(4)
    shape = (5000, 1, 1, 3)
    p, effect = rng.random(shape) ** 3, rng.normal(0.1, 1, shape)
    forth = decide(rule, Cells(p, effect, effect, effect), claim(1))
    back = decide(rule, Cells(p, -effect, -effect, -effect), claim(1))
    assert np.array_equal(forth == Verdict.SUPPORTED, back == Verdict.OPPOSITE)
    assert (forth == Verdict.SUPPORTED).any() and (forth == Verdict.OPPOSITE).any()
