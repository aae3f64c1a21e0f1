"""What must not change, and what must change sign, in models of shares, ranks and quantiles."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from smeint.engine.lags import earlier
from smeint.engine.margins import average_effects
from smeint.engine.quantile import solve
from smeint.engine.rank_regression import of_the_ranks, relative_ranks
from smeint.stats import (
    fractional_logit,
    lagged,
    mann_whitney,
    quantile_regression,
    rank_regression,
    two_part,
)

FEW = settings(max_examples=15, deadline=None)
SEEDS = st.integers(0, 2**32 - 1)


def firms(seed, years=3, of=30):
    """Firm-years with heaped shares, zeros and ones, tied rota and a term that differs."""
    rng = np.random.default_rng(seed)
    firm = np.repeat(np.arange(of), years)
    year = np.tile(np.arange(years) + 2010, of)
    g = (rng.random(of) < 0.4).astype(float)[firm]
    g[:2], g[-2:] = 1.0, 0.0
    own = rng.normal(size=of)[firm] + 0.7 * rng.normal(size=firm.size)
    age = np.round(rng.lognormal(2, 0.5, of)[firm] + (year - 2010), 2)
    share = np.clip(np.round(10 / (1 + np.exp(-own))) / 10 - 0.2 * (own < -0.5), 0, 1)
    share[rng.random(firm.size) < 0.2] = 0.0
    return {"firm": firm, "year": year, "g": g, "age": age, "share": share, "rota": own.round(1)}


MODELS = {
    "fractional_logit": lambda d, **k: fractional_logit(
        d["share"], {"g": d["g"], "age": d["age"]}, firm=d["firm"], **k
    ),
    "two_part": lambda d, **k: two_part(
        d["share"], {"g": d["g"], "age": d["age"]}, firm=d["firm"], **k
    ),
    "rank_regression": lambda d, **k: rank_regression(
        d["rota"], {"g": d["g"], "age": d["age"]}, firm=d["firm"], within=d["year"], **k
    ),
    "quantile_regression": lambda d, **k: quantile_regression(
        d["rota"] + d["age"] / 97, {"g": d["g"], "age": d["age"]}, firm=d["firm"], **k
    ),
}
MEASURE = {
    "fractional_logit": ("log_odds", ""),
    "two_part": ("average_marginal_effect", "combined"),
    "rank_regression": ("relative_rank_difference", ""),
    "quantile_regression": ("quantile_difference", ""),
}


def first(name, data, term="g"):
    measure, variant = MEASURE[name]
    return MODELS[name](data).measure(measure, variant, term)


def same(a, b, tolerance=1e-7):
    for field in ("estimate", "std_error", "p_value", "ci_low", "ci_high"):
        np.testing.assert_allclose(
            getattr(a, field), getattr(b, field), rtol=tolerance, atol=1e-9, err_msg=field
        )


@pytest.mark.parametrize("name", MODELS)
@FEW
@given(seed=SEEDS)
def test_order_of_rows_and_labels_of_firms_do_not_matter(name, seed):
    data = firms(seed)
    order = np.random.default_rng(seed).permutation(data["g"].size)
    turned = {key: values[order] for key, values in data.items()}
    turned["firm"] = np.array([f"firm {97 - x}" for x in turned["firm"]])
    same(first(name, data), first(name, turned))


def by_rows(data):
    """The four models without firms, by name."""
    x = {"g": data["g"], "age": data["age"]}
    return {
        "fractional_logit": fractional_logit(data["share"], x),
        "two_part": two_part(data["share"], x),
        "rank_regression": rank_regression(data["rota"], x, within=data["year"]),
        "quantile_regression": quantile_regression(data["rota"], x),
    }


def wald(answer, df):
    """Check p and limits of every row with an error against t, or the normal distribution."""
    of = stats.norm if np.isnan(df) else stats.t(df)
    rows = [m for m in answer.measures if np.isfinite(m.std_error) and m.measure != "odds_ratio"]
    assert len(rows) >= 2
    for m in rows:
        np.testing.assert_equal(m.df, df)
        t = m.estimate / m.std_error
        half = of.ppf(0.975) * m.std_error
        np.testing.assert_allclose(
            [m.statistic, m.p_value, m.ci_low, m.ci_high],
            [t, 2 * of.sf(abs(t)), m.estimate - half, m.estimate + half],
            rtol=1e-9,
        )


@pytest.mark.parametrize("name", MODELS)
def test_p_and_limits_are_those_of_t_with_one_degree_less_than_firms(name):
    data = firms(4, of=12)
    options = {} if name in ("two_part", "quantile_regression") else {"cov": "CR1"}
    wald(MODELS[name](data, **options), 11.0)


def test_without_firms_p_and_limits_are_normal_or_of_t_with_n_less_k():
    data = firms(4, of=12)
    answers = by_rows(data)
    wald(answers["fractional_logit"], np.nan)
    wald(answers["two_part"], np.nan)
    # 36 rows; intercept, two terms, and two years against the first
    wald(answers["rank_regression"], 31.0)
    terms = {"g": data["g"], "age": data["age"]}
    untied = data["rota"] + data["age"] / 97  # the outcome alone is heaped
    wald(quantile_regression(untied, terms), 33.0)


def test_ranks_within_years_are_noted():
    data = firms(4, of=12)
    note = "ranks within 3 cells"
    assert note in MODELS["rank_regression"](data).finding.note
    plain = rank_regression(data["rota"], {"g": data["g"]}, within=np.zeros(36))
    assert "ranks within" not in plain.finding.note


@pytest.mark.parametrize("name", MODELS)
@FEW
@given(seed=SEEDS)
def test_swapping_the_groups_turns_the_sign(name, seed):
    data = firms(seed)
    one, other = first(name, data), first(name, {**data, "g": 1 - data["g"]})
    assert other.estimate == pytest.approx(-one.estimate, rel=1e-7, abs=1e-9)
    assert other.p_value == pytest.approx(one.p_value, rel=1e-6, abs=1e-10)
    assert one.ci_low <= one.estimate <= one.ci_high
    assert 0 <= one.p_value <= 1


@pytest.mark.parametrize("name", MODELS)
@FEW
@given(seed=SEEDS, scale=st.floats(0.01, 1000), shift=st.floats(-1000, 1000))
def test_a_rescaled_term_has_a_rescaled_coefficient(name, seed, scale, shift):
    data = firms(seed)
    moved = {**data, "age": data["age"] * scale + shift}
    if name == "quantile_regression":  # there the outcome holds the age too
        moved_answer = quantile_regression(
            data["rota"] + data["age"] / 97,
            {"g": data["g"], "age": moved["age"]},
            firm=data["firm"],
        )
        after = moved_answer.measure("quantile_difference", term="age")
    else:
        after = first(name, moved, "age")
    before = first(name, data, "age")
    assert after.estimate == pytest.approx(before.estimate / scale, rel=1e-6, abs=1e-9 / scale)
    assert after.p_value == pytest.approx(before.p_value, rel=1e-5, abs=1e-10)


@pytest.mark.parametrize("name", MODELS)
def test_further_missing_rows_change_the_count_of_the_missing_alone(name):
    data = firms(5)
    more = {key: np.concatenate([values, values[:4]]) for key, values in data.items()}
    more["age"] = more["age"].copy()
    more["age"][-4:] = np.nan
    one, other = MODELS[name](data), MODELS[name](more)
    assert other.finding.n_missing == one.finding.n_missing + 4
    assert (other.finding.n, other.finding.n_firms) == (one.finding.n, one.finding.n_firms)
    assert repr(other.measures) == repr(one.measures)  # NaN is NaN


@FEW
@given(seed=SEEDS)
def test_the_complement_of_a_share_turns_every_sign(seed):
    data = firms(seed)
    one, other = (
        first("fractional_logit", data),
        first("fractional_logit", {**data, "share": 1 - data["share"]}),
    )
    assert other.estimate == pytest.approx(-one.estimate, rel=1e-7, abs=1e-9)
    assert other.std_error == pytest.approx(one.std_error, rel=1e-7)


@FEW
@given(seed=SEEDS)
def test_ranks_know_nothing_of_monotone_changes(seed):
    data = firms(seed)
    same(
        first("rank_regression", data),
        first("rank_regression", {**data, "rota": np.exp(data["rota"])}),
    )
    turned = first("rank_regression", {**data, "rota": -data["rota"]})
    assert turned.estimate == pytest.approx(-first("rank_regression", data).estimate, abs=1e-9)


@FEW
@given(seed=SEEDS)
def test_without_other_terms_it_is_the_probability_of_superiority(seed):
    data = firms(seed, years=1)
    inside = data["g"] == 1
    expected = mann_whitney(data["rota"][inside], data["rota"][~inside])
    found = rank_regression(data["rota"], {"g": data["g"]}).finding.effect
    superiority = expected.measure("probability_of_superiority").estimate
    assert found == pytest.approx(superiority - 0.5, abs=1e-12)


@FEW
@given(seed=SEEDS, scale=st.floats(0.001, 1e5), shift=st.floats(-1e4, 1e4))
def test_quantiles_move_with_the_outcome(seed, scale, shift):
    data = firms(seed)
    one = quantile_regression(data["rota"] + data["age"] / 97, {"g": data["g"]}, firm=data["firm"])
    y = scale * (data["rota"] + data["age"] / 97) + shift
    other = quantile_regression(y, {"g": data["g"]}, firm=data["firm"])
    tolerance = 1e-6 * max(1.0, abs(shift) / scale)
    assert other.finding.effect == pytest.approx(
        scale * one.finding.effect, rel=tolerance, abs=1e-6
    )
    down = quantile_regression(-y, {"g": data["g"]}, firm=data["firm"])
    assert down.finding.effect == pytest.approx(-other.finding.effect, rel=tolerance, abs=1e-6)


@FEW
@given(seed=SEEDS)
def test_the_median_of_two_groups_is_the_difference_of_medians(seed):
    rng = np.random.default_rng(seed)
    a, b = rng.normal(size=rng.integers(8, 15)), rng.normal(size=rng.integers(8, 15))
    y, g = np.concatenate([a, b]), np.repeat([1.0, 0.0], [a.size, b.size])
    found = quantile_regression(y, {"g": g})
    assert found.finding.effect == pytest.approx(np.median(a) - np.median(b), abs=1e-9)
    assert found.measure("quantile_difference", term="intercept").estimate == pytest.approx(
        np.median(b), abs=1e-9
    )


def test_reweighted_least_squares_is_not_exact_and_the_program_is():
    from statsmodels.regression.quantile_regression import QuantReg

    data = firms(3)
    x = np.column_stack([np.ones(data["g"].size), data["g"], data["year"] - 2010])

    def loss(beta):
        return 0.5 * np.abs(data["rota"] - x @ beta).sum()

    exact = solve(data["rota"], x, 0.5).gamma
    reweighted = np.asarray(QuantReg(data["rota"], x).fit(q=0.5, max_iter=10_000).params)
    assert loss(exact) < loss(reweighted) - 1e-9


def test_effects_and_gradients_are_derivatives():
    data = firms(8)
    x = np.column_stack([data["g"], data["age"], data["year"] == 2011, data["year"] == 2012])
    names = ["g", "age", "year[2011]", "year[2012]"]
    betas = [np.array([0.2, -0.5, 0.03, 0.1, 0.4]), np.array([-0.4, 0.3, -0.02, 0.2, -0.6])]
    effect, gradient = average_effects(x, names, betas)
    theta = np.concatenate(betas)
    for i in range(theta.size):
        up, down = theta.copy(), theta.copy()
        up[i] += 1e-6
        down[i] -= 1e-6
        numeric = (
            average_effects(x, names, np.split(up, 2))[0]
            - average_effects(x, names, np.split(down, 2))[0]
        ) / 2e-6
        np.testing.assert_allclose(gradient[:, i], numeric, rtol=1e-6, atol=1e-9)

    def mean(rows):
        design = np.column_stack([np.ones(len(rows)), rows])
        return np.prod([1 / (1 + np.exp(-design @ b)) for b in betas], axis=0).mean()

    step = 1e-5 * np.array([0, 1, 0, 0])
    assert effect[1] == pytest.approx((mean(x + step) - mean(x - step)) / 2e-5, rel=1e-7)
    at = x.copy()
    at[:, 2:] = 0
    reference = mean(at)
    at[:, 3] = 1
    assert effect[3] == pytest.approx(mean(at) - reference, rel=1e-12)


@FEW
@given(seed=SEEDS)
def test_the_part_of_the_ranks_is_its_double_sum(seed):
    rng = np.random.default_rng(seed)
    n = 25
    y, cells, x = rng.integers(0, 6, n) / 2, rng.integers(0, 3, n), rng.normal(size=(n, 2))
    cells = np.unique(cells, return_inverse=True)[1]
    rank = relative_ranks(y, cells)
    expected = np.zeros((n, 2))
    for i in range(n):
        same_cell = np.flatnonzero(cells == cells[i])
        for j in same_cell:
            below = (y[i] < y[j]) + (y[i] == y[j]) / 2
            expected[i] += (below - rank[j]) * x[j] / same_cell.size
    np.testing.assert_allclose(of_the_ranks(y, x, cells), expected, atol=1e-12)


@FEW
@given(seed=SEEDS, by=st.integers(1, 3))
def test_a_lag_is_looked_up(seed, by):
    rng = np.random.default_rng(seed)
    data = firms(seed, years=5, of=6)
    kept = rng.permutation(data["g"].size)[:20]
    firm, year = data["firm"][kept], data["year"][kept]
    x = rng.normal(size=20)
    known = dict(zip(zip(firm.tolist(), year.tolist(), strict=True), x, strict=True))
    pairs = zip(firm.tolist(), year.tolist(), strict=True)
    expected = np.array([known.get((f, t - by), np.nan) for f, t in pairs])
    np.testing.assert_array_equal(earlier(x, firm, year, by), expected)
    np.testing.assert_array_equal(lagged(x, [f"f{v}" for v in firm], year, by), expected)


def test_a_group_with_one_exporter_has_no_error_in_part_2_and_in_both_together():
    # five firms in C of which one exports: part 1 knows C, part 2 and the combination do not
    rng = np.random.default_rng(8)
    some = np.r_[rng.random(40) < 0.6, [False, True, False, False, False]]
    some[:4] = [True, False, True, False]
    share = np.where(some, rng.uniform(0.1, 0.9, 45), 0.0)
    x = {"g": rng.normal(size=45), "c": np.arange(45) >= 40}
    answer = two_part(share, x)
    assert answer.status == "ok"
    errors = {
        (m.variant, m.term): m.std_error
        for m in answer.measures
        if m.measure == "average_marginal_effect"
    }
    assert np.isfinite(errors["part 1", "c"])
    assert np.isnan(errors["part 2", "c"])
    assert np.isnan(errors["combined", "c"])
    assert np.isfinite([errors[part, "g"] for part in ("part 1", "part 2", "combined")]).all()
    assert "`c`" in answer.finding.note
