"""The batch reductions against those of single samples, firm by firm and cell by cell."""

import json
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from smeint.engine import reduce
from smeint.engine.batch_normality import normalities
from smeint.engine.batch_ranks import rank_correlations, rank_sums
from smeint.engine.batch_scores import pooled_scores
from smeint.errors import ArgumentError
from smeint.formulas.normality import lilliefors, shapiro_wilk
from smeint.formulas.rank_sum import RankSum, mann_whitney
from smeint.formulas.rank_sum_exact import TiePattern, exact_rank_sum

ROWS, YEARS, FIRMS, STRATA = 5, 3, 23, 3

#: Ways in which a metric variable can be measured.
KINDS = {
    "continuous": lambda z: z,
    "counts": lambda z: np.floor(np.exp(z + 1)),
    "negative counts": lambda z: np.rint(3 * z),
    "steps of .05": lambda z: np.clip(np.rint(20 * z), 0, 20) / 20,
    "steps of .01": lambda z: np.clip(np.rint(100 * z), 0, 100) / 100,
    "thirds": lambda z: np.rint(3 * z) / 3,
    "steps that were added up": lambda z: 0.1 * np.rint(10 * z) + 0.2,
    "some ties": lambda z: np.where(np.abs(z) < 0.3, 0.0, z),
    "few far apart": lambda z: np.where(z > 1, 1e6, np.rint(z)),
    "all tied": lambda z: np.full(z.shape, 3.7),
    "zeros of both signs": lambda z: np.where(z > 0, 0.0, np.where(z > -1, -0.0, -1.5)),
    "whole numbers at first": lambda z: np.where(np.indices(z.shape)[0] < 4, np.rint(z), z),
    "unbounded": lambda z: np.where(z > 1, np.inf, np.where(z < -1, -np.inf, z)),
}


def panels(seed, kind="continuous"):
    """Return an outcome, a 0/1 group and strata; some rows have strata or groups without firms."""
    rng = np.random.default_rng(seed)
    shape = (ROWS, YEARS, FIRMS)
    y = KINDS[kind](rng.normal(size=shape))
    first = (rng.random(shape) < rng.random((ROWS, YEARS, 1))).astype(float)
    stratum = rng.integers(-1, STRATA, size=shape)
    stratum[0, 0] = -1
    stratum[1, 0] = np.where(np.arange(FIRMS) == 4, 1, -1)
    stratum[2, 0, 3:] = -1
    stratum[3] = 0
    first[4, 1] = 1.0
    y[stratum < 0] = np.nan
    return y, first, stratum


def cells(stratum):
    """Return index and members of each cell of row, year and stratum."""
    for row, year in np.ndindex(stratum.shape[:2]):
        for s in range(STRATA):
            yield (row, year, s), (row, year, stratum[row, year] == s)


def equal(found, expected, fields, rtol=1e-12, atol=0.0):
    for field in fields:
        value = np.asarray(getattr(found, field), dtype=float)
        np.testing.assert_allclose(
            value, getattr(expected, field), rtol=rtol, atol=atol, err_msg=field
        )


def part(summary, at):
    """Return one cell of a summary of many."""
    names = summary.__slots__
    return type(summary)(*(np.broadcast_to(getattr(summary, n), SHAPE)[at] for n in names))


SHAPE = (ROWS, YEARS, STRATA)


@pytest.mark.parametrize("kind", KINDS)
def test_rank_sums_are_those_of_each_cell(kind):
    y, first, stratum = panels(1, kind)
    found = rank_sums(y, first, stratum, STRATA)
    for at, here in cells(stratum):
        single = reduce.rank_sum(y[here], first[here] == 1)
        equal(part(found, at), single, ("n_1", "n_2", "u_1", "ties"), rtol=0)
        equal(part(found, at), single, ("v_1", "v_2"))


@pytest.mark.parametrize("kind", KINDS)
def test_rank_correlations_are_those_of_each_cell(kind):
    y, _, stratum = panels(2, kind)
    x = KINDS["some ties"](panels(3)[0])
    x = np.where(np.isnan(x), np.where(np.isnan(y), 5.0, y), x)
    found = rank_correlations(y, x, stratum, STRATA)
    for at, here in cells(stratum):
        single = reduce.rank_correlation(y[here], x[here])
        equal(part(found, at), single, ("n", "outcome_constant", "predictor_constant"), rtol=0)
        equal(part(found, at), single, ("rho", "p_complete"))


def test_a_complete_order_has_the_probability_of_its_ties():
    y = np.array([[1.0, 2, 2, 4, 9, 7, 8, 8]])
    x = np.array([[5.0, 6, 6, 7, 1, 3, 2, 2]])
    stratum = np.array([[0, 0, 0, 0, -1, 1, 1, 1]])
    found = rank_correlations(y, x, stratum, 2)
    assert found.rho.tolist() == [[1.0, -1.0]]
    for s in (0, 1):
        single = reduce.rank_correlation(y[stratum == s], x[stratum == s])
        assert 0 < single.p_complete < 1
        assert found.p_complete[0, s] == single.p_complete


@pytest.mark.parametrize("kind", [k for k in KINDS if k != "unbounded"])
def test_normalities_are_those_of_each_cell(kind):
    y, _, stratum = panels(4, kind)
    found = normalities(y, stratum, STRATA)
    shape = ("skewness", "excess_kurtosis")
    for at, here in cells(stratum):
        single = reduce.normality(y[here])
        equal(part(found, at), single, ("n", "constant"), rtol=0)
        equal(part(found, at), single, ("d", "one_minus_w"), atol=1e-14)
        equal(part(found, at), single, shape, atol=1e-13)


def test_shapiro_wilk_of_stacked_samples_agrees_with_r():
    folder = Path(__file__).parents[1] / "reference"
    of_r = json.loads((folder / "normality.json").read_text(encoding="utf-8"))["samples"]
    of_r += json.loads((folder / "reference.json").read_text(encoding="utf-8"))["normality"]
    # one row each, in a mixed order, what is not in the sample anywhere between
    rng, widest = np.random.default_rng(10), max(len(case["x"]) for case in of_r)
    x, stratum = np.full((len(of_r), widest), np.nan), np.full((len(of_r), widest), -1)
    for row, case in enumerate(of_r):
        places = rng.choice(widest, len(case["x"]), replace=False)
        x[row, places], stratum[row, places] = case["x"], 0
    assert {3, 4, 5, 11, 12, 57, 114, 5000} <= set((stratum == 0).sum(axis=1))
    test = shapiro_wilk(normalities(x, stratum, 1))
    w, p = (np.array([case[key] for case in of_r]) for key in ("w", "w_p"))
    np.testing.assert_allclose(test.statistic[:, 0], w, rtol=1e-10)
    # R has 6 / pi and pi / 3 with 15 digits; p near 0 for three observations is their error
    np.testing.assert_allclose(test.p_value[:, 0], p, rtol=1e-10, atol=1e-13)


def test_formulas_of_normality_take_sizes_of_all_kinds_at_once():
    y, _, stratum = panels(11, "some ties")
    stratum[4] = np.array([[0], [1], [2]])
    y = np.where(np.isnan(y), 0.5, y)
    found = normalities(y, stratum, STRATA)
    assert len(np.unique(found.n)) > 8
    for formula in (lilliefors, shapiro_wilk):
        stacked = formula(found)
        for at, here in cells(stratum):
            single = formula(reduce.normality(y[here]))
            assert stacked.status[at] == single.status
            np.testing.assert_allclose(stacked.p_value[at], single.p_value, rtol=1e-10)
            for mine, own in zip(stacked.measures, single.measures, strict=True):
                np.testing.assert_allclose(mine.p_value[at], own.p_value, rtol=1e-10)


def test_the_tails_are_left_out_unless_they_are_asked_for():
    y, _, stratum = panels(12)
    assert np.isnan(normalities(y, stratum, STRATA).a_squared).all()
    found = normalities(y, stratum, STRATA, tails=True)
    for at, here in cells(stratum):
        expected = reduce.normality(y[here]).a_squared
        np.testing.assert_allclose(found.a_squared[at], expected, rtol=1e-10)


@pytest.mark.parametrize("rank_predictor", [False, True])
@pytest.mark.parametrize("kind", ["continuous", "counts", "some ties", "all tied", "yes/no"])
def test_pooled_scores_are_those_of_each_panel(kind, rank_predictor):
    y, first, stratum = panels(5, "continuous" if kind == "yes/no" else kind)
    if kind == "yes/no":
        y = np.where(np.isnan(y), np.nan, y > 0.3)
    x = panels(6)[0] + first if rank_predictor else first
    x = np.where(np.isnan(x), first, x)
    # a panel whose outcome never varies, and one whose predictor never does
    y[1, stratum[1] >= 0], x[2] = 1.0, 0.0
    ranks = (kind != "yes/no", rank_predictor)
    found = pooled_scores(y, x, stratum, STRATA, *ranks)
    year, firm = np.indices((YEARS, FIRMS))
    for row in range(ROWS):
        here = stratum[row] >= 0
        cell = (year * STRATA + stratum[row])[here]
        single = reduce.score_sums(y[row][here], x[row][here], cell, firm[here], *ranks)
        for field in single.__slots__:
            value, expected = getattr(found, field)[row], getattr(single, field)
            scale = max(1.0, abs(float(expected)))
            assert abs(float(value) - float(expected)) <= 1e-12 * scale, (row, field)


def test_leading_axes_may_be_none_or_many():
    y, first, stratum = panels(7)
    stacked = rank_sums(y[None], first[None], stratum[None], STRATA)
    alone = rank_sums(y[1, 2], first[1, 2], stratum[1, 2], STRATA)
    assert stacked.u_1.shape == (1, ROWS, YEARS, STRATA)
    assert alone.u_1.tolist() == stacked.u_1[0, 1, 2].tolist()


@pytest.mark.parametrize("kind", ["continuous", "counts", "steps of .05"])
def test_ranks_do_not_depend_on_the_order_of_firms_or_on_a_rising_scale(kind):
    y, first, stratum = panels(8, kind)
    expected = rank_sums(y, first, stratum, STRATA)
    order = np.random.default_rng(9).permutation(FIRMS)
    mixed = rank_sums(y[..., order], first[..., order], stratum[..., order], STRATA)
    stretched = rank_sums(np.exp(y / 7), first, stratum, STRATA)
    for field in expected.__slots__:
        for other in (mixed, stretched):
            np.testing.assert_array_equal(getattr(other, field), getattr(expected, field))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"stratum": np.full((2, 4), 2)}, "stratum must be below 2, got 2."),
        (
            {"stratum": np.zeros((2, 3), dtype=int)},
            r"stratum must have the outcome's shape \(2, 4\), got \(2, 3\).",
        ),
        ({"first": [1, 0]}, r"first must have the outcome's shape \(2, 4\), got \(2,\)."),
        (
            {"outcome": np.full((2, 4), np.nan)},
            "outcome must not have missing values where a firm is in a test.",
        ),
    ],
)
def test_what_does_not_fit_is_refused(change, sentence):
    inputs = {"outcome": np.zeros((2, 4)), "first": np.zeros((2, 4))}
    inputs["stratum"] = np.zeros((2, 4), dtype=int)
    with pytest.raises(ArgumentError, match=f"^{sentence}$"):
        rank_sums(**{**inputs, **change}, n_strata=2)


def test_a_missing_value_in_a_test_is_refused_everywhere():
    x, y, stratum = np.array([[1.0, np.nan]]), np.zeros((1, 2)), np.zeros((1, 2), dtype=int)
    missing = "must not have missing values where a firm is in a test.$"
    with pytest.raises(ArgumentError, match=f"^x {missing}"):
        normalities(x, stratum, 1)
    with pytest.raises(ArgumentError, match=f"^predictor {missing}"):
        rank_correlations(y, x, stratum, 1)
    with pytest.raises(ArgumentError, match=f"^predictor {missing}"):
        pooled_scores(y, x, stratum, 1)


def test_a_panel_needs_years_and_firms():
    with pytest.raises(ArgumentError, match=r"^outcome must have years and firms as axes, got "):
        pooled_scores([1.0, 2.0], [0.0, 1.0], [0, 0], 1)


# ---- formulas on stacked counts ----


def test_the_exact_test_refuses_several_comparisons():
    stacked = TiePattern([[1, 0], [2, 1]], [[0, 1], [1, 1]])
    assert stacked.rank_sum().u_1.tolist() == [0.0, 2.5]
    with pytest.raises(ArgumentError, match=r"^pattern must be that of one comparison: counts of"):
        exact_rank_sum(stacked)


def test_intervals_of_stacked_comparisons_are_those_of_each():
    # ordinary, separated either way, one firm in a group, all tied, an empty group
    counts_1 = [[3, 2, 4], [0, 0, 5], [5, 0, 0], [0, 1, 0], [0, 4, 0], [0, 0, 0]]
    counts_2 = [[1, 5, 2], [3, 2, 0], [0, 2, 1], [4, 3, 2], [0, 3, 0], [1, 2, 3]]
    stacked = mann_whitney(TiePattern(counts_1, counts_2).rank_sum())
    for i, pair in enumerate(zip(counts_1, counts_2, strict=True)):
        single = mann_whitney(TiePattern(*pair).rank_sum())
        for mine, own in zip(stacked.measures, single.measures, strict=True):
            for field in ("estimate", "std_error", "ci_low", "ci_high"):
                value = np.broadcast_to(getattr(mine, field), len(counts_1))[i]
                np.testing.assert_allclose(value, getattr(own, field), rtol=1e-12, err_msg=field)
    assert (stacked.effect.ci_low[:4] < stacked.effect.ci_high[:4]).all()


def test_limits_at_separation_solve_newcombes_equation():
    separated = mann_whitney(RankSum([5, 7], [16, 3], [80, 0], 0, 0.0, 0.0)).measures[1]
    z = stats.norm.ppf(0.975)
    cases = zip((1, 0), (separated.ci_low[0], separated.ci_high[1]), ((5, 16), (7, 3)), strict=True)
    for theta, t, (m, n) in cases:
        size = (m + n) / 2 - 1
        variance = t * (1 - t) * (1 + size * ((1 - t) / (2 - t) + t / (1 + t))) / (m * n)
        assert abs(theta - t) == pytest.approx(z * np.sqrt(variance), rel=1e-12)
