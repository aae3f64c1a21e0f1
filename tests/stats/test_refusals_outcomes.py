"""What models of shares, ranks and quantiles refuse, and what they say of data without answer."""

import numpy as np
import pytest

from smeint.errors import ArgumentError
from smeint.stats import (
    fractional_logit,
    lagged,
    quantile_regression,
    rank_regression,
    two_part,
)

SHARE = [0.0, 0.1, 0.3, 0.35, 0.0, 0.5, 0.9, 1.0, 0.4, 0.6]
G = [1, 1, 1, 1, 1, 0, 0, 0, 0, 0]
AGE = [3, 5, 1, 8, 2, 9, 4, 6, 12, 7]


def refused(sentence, call, *args, **options):
    with pytest.raises(ArgumentError) as caught:
        call(*args, **options)
    assert str(caught.value) == sentence


@pytest.mark.parametrize("model", [fractional_logit, two_part])
def test_percent_and_negative_shares(model):
    percent = [100 * y for y in SHARE]
    refused(
        "outcome must be a share from 0 to 1 in every row, got 10. Divide percent by 100.",
        model,
        percent,
        {"g": G},
    )
    refused(
        "outcome must be a share from 0 to 1 in every row, got -0.1.",
        model,
        [-0.1, *SHARE[1:]],
        {"g": G},
    )


def test_covariances_are_named():
    refused(
        "cov must be one of HC0, HC1, HC2, HC3 without firm, got 'CR2'.",
        fractional_logit,
        SHARE,
        {"g": G},
        cov="CR2",
    )
    refused(
        "cov must be one of CR0, CR1, CR1S, CR2 with firm, got 'HC1'.",
        rank_regression,
        SHARE,
        {"g": G},
        cov="HC1",
        firm=AGE,
    )


def test_ranks_and_quantiles():
    refused(
        "quantile must be above 0 and below 1, got 1.",
        quantile_regression,
        SHARE,
        {"g": G},
        quantile=1,
    )
    refused(
        "within must be known in every row, 1 are missing.",
        rank_regression,
        SHARE,
        {"g": G},
        within=[None, *AGE[1:]],
    )
    refused(
        "variables must be equally long, got outcome 10, within 2.",
        rank_regression,
        SHARE,
        {"g": G},
        within=[1, 2],
    )
    refused(
        "firm must be known in every row, 1 are missing.",
        quantile_regression,
        SHARE,
        {"g": G},
        firm=[None, *AGE[1:]],
    )
    refused(
        "level must be above 0 and below 1, got 95.", fractional_logit, SHARE, {"g": G}, level=95
    )


def test_lags():
    refused("by must be a whole number of years from 1 on, got 0.", lagged, [1], ["a"], [2010], 0)
    refused(
        "by must be a whole number of years from 1 on, got 1.5.", lagged, [1], ["a"], [2010], 1.5
    )
    refused(
        "each firm must have a year once, firm 'a' has 2010 twice.",
        lagged,
        [1, 2, 3],
        ["a", "a", "b"],
        [2010, 2010, 2010],
    )
    refused(
        "firm must be known in every row, 1 are missing.", lagged, [1, 2], ["a", None], [2010, 2011]
    )
    refused(
        "year must be a known whole number in every row.", lagged, [1, 2], ["a", "a"], [2010, None]
    )
    refused(
        "year must be a known whole number in every row.",
        lagged,
        [1, 2],
        ["a", "a"],
        [2010, 2010.5],
    )
    assert lagged([], [], []).size == 0


def blank(answer, status):
    assert answer.finding.status == status
    found = answer.finding
    assert np.isnan([found.statistic, found.p_value, found.effect, found.ci_low]).all()
    numbers = [(m.estimate, m.std_error, m.p_value, m.ci_low, m.ci_high) for m in answer.measures]
    assert np.isnan(numbers).all()
    return found.note


MODELS = {
    "fractional_logit": lambda y, x, **k: fractional_logit(y, x, **k),
    "two_part": lambda y, x, **k: two_part(y, x, **k),
    "rank_regression": lambda y, x, **k: rank_regression(y, x, **k),
    "quantile_regression": lambda y, x, **k: quantile_regression(y, x, **k),
}


@pytest.mark.parametrize("name", MODELS)
def test_data_without_an_answer(name):
    model = MODELS[name]
    blank(model([0.3] * 10, {"g": G}), "constant_outcome")
    assert "constant: `g`" in blank(model(SHARE, {"g": [1] * 10}), "constant_predictor")
    assert "constant: `c`" in blank(
        model(SHARE, {"c": ["x"] * 10, "age": AGE}), "constant_predictor"
    )
    note = blank(model(SHARE, {"g": G, "h": [1 - x for x in G]}), "collinear")
    assert "linearly dependent: `g`, `h`" in note
    blank(model(SHARE[:2], {"g": [0, 1]}), "too_few")
    blank(model([None] * 10, {"g": G}), "too_few")
    blank(model([], {"g": []}), "too_few")
    assert "a single firm" in blank(
        model([*SHARE, 0.0], {"g": [*G, 0]}, firm=["a"] * 11), "too_few"
    )


def test_shares_of_one_kind_in_a_group_have_no_finite_estimate():
    zeros = [0.0] * 5 + SHARE[5:]
    assert "separates the outcome: `g`" in blank(fractional_logit(zeros, {"g": G}), "separation")
    ones = [1.0] * 5 + SHARE[:5]
    assert "`g`" in blank(fractional_logit(ones, {"g": G, "age": AGE}), "separation")
    # a single share between is enough
    answer = fractional_logit([0.0] * 4 + [0.2] + SHARE[5:], {"g": G})
    assert answer.finding.status == "ok"
    assert answer.measure("shares_at_0").estimate == 4
    assert answer.measure("shares_at_1").estimate == 1
    assert "shares of 0: 4 of 10, of 1: 1" in answer.finding.note


def test_parts_are_named():
    assert "part 1: every share is above 0" in blank(
        two_part([0.1 + y / 2 for y in SHARE], {"g": G}), "constant_outcome"
    )
    assert "part 1: every share is 0" in blank(two_part([0] * 10, {"g": G}), "constant_outcome")
    separated = [0, 0, 0, 0, 0, 0.5, 0.6, 0.7, 0.2, 0]
    assert "part 1: separates the outcome: `g`" in blank(
        two_part(separated, {"g": G}), "separation"
    )
    ones = [0, 1, 1, 1, 0, 0, 0.6, 0.7, 0.2, 0]
    assert "part 2: separates the outcome: `g`" in blank(two_part(ones, {"g": G}), "separation")
    level = [0, 0.4, 0.4, 0.4, 0, 0, 0.6, 0.6, 0.6, 0]
    assert "part 2: every share is fitted exactly" in blank(two_part(level, {"g": G}), "no_spread")
    few = [0, 0, 0, 0.4, 0, 0, 0.6, 0, 0, 0]
    assert "part 2" in blank(two_part(few, {"g": G, "age": AGE}), "too_few")


def test_exact_fits_have_no_standard_error():
    level = [0.4] * 5 + [0.6] * 5
    assert "fitted exactly" in blank(fractional_logit(level, {"g": G}), "no_spread")
    assert "fitted exactly" in blank(rank_regression(level, {"g": G}), "no_spread")
    note = blank(quantile_regression(level, {"g": G}), "no_spread")
    assert "10 rows lie on the fitted quantile, 2 coefficients: the outcome is heaped there" in note


@pytest.mark.parametrize("model", [fractional_logit, rank_regression])
def test_a_group_of_one_has_no_standard_error(model):
    alone = [1, *[0] * 9]
    shares = [0.2, *SHARE[1:]]
    for options in ({}, {"firm": list("abcdefghij")}):
        found = model(shares, {"g": alone}, **options)
        assert "determines it or residuals cancel: `g`" in blank(found, "no_spread")
    # beside another predictor it is that term alone which has none
    beside = model(shares, {"age": AGE, "g": alone})
    assert beside.finding.status == "ok"
    term = beside.measures[[m.term for m in beside.measures].index("g")]
    assert np.isfinite(term.estimate)
    assert np.isnan([term.std_error, term.p_value, term.ci_low]).all()


def test_an_outcome_heaped_near_its_quantile_has_no_answer():
    rng = np.random.default_rng(2)
    group = [1] * 20 + [0] * 39
    uniform = (rng.permutation(59) + 1) / 60
    # eight of 59 rows are more than an eighth, seven are not
    for rows, refused in ((8, True), (7, False)):
        near = uniform.copy()
        near[np.argsort(uniform)[20 : 20 + rows]] = 0.4
        found = quantile_regression(near, {"g": group})
        assert (found.finding.status == "no_spread") is refused
    near[np.argsort(uniform)[20:28]] = 0.4
    note = blank(quantile_regression(near, {"g": group}), "no_spread")
    assert "8 of 59 rows have the outcome 0.4, at or near the fitted quantile" in note
    # far from the quantile a heap does no harm
    far = np.where(uniform > 0.8, 5.0, uniform)
    assert quantile_regression(far, {"g": group}).finding.status == "ok"


def test_a_quantile_needs_rows_on_both_sides():
    rng = np.random.default_rng(1)
    note = blank(
        quantile_regression(rng.normal(size=12), {"g": rng.normal(size=12)}, quantile=0.9),
        "too_few",
    )
    assert "bandwidth beside the quantile 0.9" in note


def test_ranks_constant_within_years():
    year = np.repeat([1, 2], 5)
    blank(rank_regression(year, {"g": G}, within=year), "constant_outcome")
    blank(rank_regression(SHARE, {"g": year, "age": AGE}, within=year), "collinear")
