"""Clustered, robust and GEE logistic models: what must not matter, statuses and refusals."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smeint.engine.robust_logit import fit_robust
from smeint.errors import ArgumentError
from smeint.formulas.bell_mccaffrey import cr2_covariance, resting_on_one
from smeint.formulas.sandwich import cluster_covariance, hc_covariance, leverages
from smeint.formulas.score_bootstrap import Draws, score_bootstrap_p, score_z
from smeint.stats import clustered_logit, gee_logit, robust_logit

MODELS = {
    "CR2": clustered_logit,
    "CR1": lambda *a: clustered_logit(*a, cov="CR1", distribution="normal"),
    "score_bootstrap": lambda *a: clustered_logit(*a, test="score_bootstrap", draws=99),
    "exchangeable": gee_logit,
    "independence": lambda *a: gee_logit(*a, working="independence", cov="robust"),
}


def firms_of(seed, firms=24, most=4):
    """Return outcome, predictors and firms of an unbalanced panel."""
    rng = np.random.default_rng(seed)
    firm = np.repeat(np.arange(firms), rng.integers(1, most + 1, size=firms))
    x = {
        "sme": (rng.permutation(firms) < firms // 2)[firm] * 1.0,
        "age": np.round(rng.normal(size=firm.size), 2),
    }
    y = (rng.normal(size=firms)[firm] + rng.normal(size=firm.size) > 0) * 1.0
    return y, x, firm


def rows_of(answer):
    return {(m.measure, m.variant, m.term): m for m in answer.measures}


def alike(one, two, rtol=1e-7):
    """Whether two answers have the same numbers."""
    first, second = rows_of(one), rows_of(two)
    assert first.keys() == second.keys() and one.finding.status == two.finding.status
    for key, row in first.items():
        for name in ("estimate", "std_error", "statistic", "df", "p_value", "ci_low", "ci_high"):
            np.testing.assert_allclose(
                getattr(row, name), getattr(second[key], name), rtol=rtol, atol=1e-8
            )


@pytest.mark.parametrize("model", MODELS)
@given(seed=st.integers(0, 10_000))
@settings(max_examples=5, deadline=None)
def test_order_of_rows_and_names_of_firms_do_not_matter(model, seed):
    y, x, firm = firms_of(seed)
    shuffled = np.random.default_rng(seed).permutation(y.size)
    names = np.array([f"firm {7 * int(f) % 101}" for f in firm])
    again = {name: column[shuffled] for name, column in x.items()}
    alike(MODELS[model](y, x, firm), MODELS[model](y[shuffled], again, names[shuffled]))


@pytest.mark.parametrize("model", MODELS)
@given(seed=st.integers(0, 10_000), factor=st.sampled_from([0.001, 12.0, 1e6]))
@settings(max_examples=4, deadline=None)
def test_rescaling_a_predictor_rescales_its_coefficient(model, seed, factor):
    y, x, firm = firms_of(seed)
    plain = MODELS[model](y, x, firm)
    scaled = MODELS[model](y, {"sme": x["sme"], "age": 2014 + x["age"] * factor}, firm)
    assert plain.finding.status == scaled.finding.status
    if plain.finding.status == "ok":
        for name in ("statistic", "p_value", "effect", "ci_low", "ci_high"):
            np.testing.assert_allclose(
                getattr(plain.finding, name), getattr(scaled.finding, name), rtol=1e-6, atol=1e-9
            )
        before = plain.measure("log_odds", term="age")
        after = scaled.measure("log_odds", term="age")
        for name in ("estimate", "std_error", "ci_low", "ci_high"):
            np.testing.assert_allclose(
                getattr(after, name) * factor, getattr(before, name), rtol=1e-6, atol=1e-8
            )


@pytest.mark.parametrize("model", MODELS)
@given(seed=st.integers(0, 10_000))
@settings(max_examples=4, deadline=None)
def test_no_for_yes_turns_the_odds_ratio_round(model, seed):
    y, x, firm = firms_of(seed)
    plain, turned = MODELS[model](y, x, firm), MODELS[model](1 - y, x, firm)
    if plain.finding.status == "ok":
        np.testing.assert_allclose(turned.finding.effect, 1 / plain.finding.effect, rtol=1e-7)
        np.testing.assert_allclose(turned.finding.p_value, plain.finding.p_value, rtol=1e-6)
        finding = plain.finding
        assert 0 <= finding.p_value <= 1
        assert finding.ci_low <= finding.effect <= finding.ci_high


@given(seed=st.integers(0, 10_000))
@settings(max_examples=10, deadline=None)
def test_one_row_a_firm_is_a_covariance_by_row(seed):
    y, x, firm = firms_of(seed, firms=40, most=1)
    by_firm, by_row = clustered_logit(y, x, firm), robust_logit(y, x)
    if by_firm.finding.status == "ok":
        first = by_firm.finding.predictor
        for ours, theirs in (("CR0", "HC0"), ("CR1", "stata"), ("CR2", "HC2")):
            one, two = (
                by_firm.measure("log_odds", ours, first),
                by_row.measure("log_odds", theirs, first),
            )
            np.testing.assert_allclose(one.std_error, two.std_error, rtol=1e-9)
        assert "every firm has one row" in by_firm.finding.note
        gee = gee_logit(y, x, firm, working="independence", cov="robust")
        np.testing.assert_allclose(
            gee.measure("log_odds", term=first).std_error,
            by_firm.measure("log_odds", "CR0", first).std_error,
            rtol=1e-7,
        )
        # Mancl and DeRouen's correction is then that of HC3
        np.testing.assert_allclose(
            gee.measure("log_odds", "mancl_derouen", first).std_error,
            by_row.measure("log_odds", term=first).std_error,
            rtol=1e-7,
        )


def test_missing_rows_are_counted_and_change_nothing_else():
    y, x, firm = firms_of(3)
    more = {name: [*column, 1.0, None] for name, column in x.items()}
    alike(clustered_logit(y, x, firm), clustered_logit([*y, None, 1.0], more, [*firm, 1, 2]))
    assert clustered_logit([*y, None, 1.0], more, [*firm, 1, 2]).finding.n_missing == 2


def test_rows_twice_keep_standard_errors_by_firm():
    y, x, firm = firms_of(4)
    twice = {name: np.tile(column, 2) for name, column in x.items()}
    once, again = (
        clustered_logit(y, x, firm),
        clustered_logit(np.tile(y, 2), twice, np.tile(firm, 2)),
    )
    for variant in ("CR0", "CR1"):
        np.testing.assert_allclose(
            again.measure("log_odds", variant, "sme").std_error,
            once.measure("log_odds", variant, "sme").std_error,
            rtol=1e-9,
        )
    assert (
        again.measure("log_odds", "model", "sme").std_error
        < 0.75 * once.measure("log_odds", "model", "sme").std_error
    )


def test_cr2_is_unbiased_where_the_model_is_right():
    # its expectation under the fitted variances, firm by firm, by linearity
    rng = np.random.default_rng(8)
    firm = np.repeat(np.arange(9), 3)
    x = np.column_stack([np.ones(27), rng.normal(size=27)])
    v = rng.uniform(0.05, 0.25, size=27)
    bread = np.linalg.inv((x.T * v) @ x)
    hat = (x * v[:, None]) @ bread @ x.T
    root = (np.eye(27) - hat) @ np.diag(np.sqrt(v))
    expected = sum(cr2_covariance(x, v, column, bread, firm).cov for column in root.T)
    np.testing.assert_allclose(expected, bread, rtol=1e-8, atol=1e-12)


def test_enumerated_bootstrap_is_the_limit_of_draws():
    scores = np.array(
        [0.4, -0.1, 0.9, 0.3, -0.2, 0.5, 0.1, 0.6, -0.4, 0.2, 0.7, 0.1, 0.2, 0.3, 0.1]
    )
    exact, none = score_bootstrap_p(scores[:13], Draws("rademacher", 13, 1, 1))
    assert none == 0
    signs = 1 - 2 * ((np.arange(2**13)[:, None] >> np.arange(13)) & 1)
    sums = np.abs(signs @ scores[:13])
    assert exact == (sums >= abs(scores[:13].sum()) - 1e-12).mean()
    drawn, error = score_bootstrap_p(scores, Draws("rademacher", 15, 4_000, 5))
    assert (drawn, error) == score_bootstrap_p(scores, Draws("rademacher", 15, 4_000, 5))
    other, _ = score_bootstrap_p(scores, Draws("rademacher", 15, 40_000, 6))
    assert error == math.sqrt(drawn * (1 - drawn) / 4_000)
    assert abs(drawn - other) < 4 * error
    webb = np.concatenate(list(Draws("webb", 7, 20_000, 2).blocks()))
    np.testing.assert_allclose(np.unique(webb**2), [0.5, 1.0, 1.5])
    assert abs(webb.mean()) < 0.01 and abs((webb**2).mean() - 1) < 0.01


@pytest.mark.parametrize("kind", ["rademacher", "webb"])
def test_p_of_draws_counts_the_observed_statistic_among_them(kind):
    scores = np.random.default_rng(3).normal(0.4, 1, size=15)
    draws = Draws(kind, 15, 199, 4)
    again = [score_z(w * scores) for block in draws.blocks() for w in block]
    k = sum(abs(z) >= abs(score_z(scores)) for z in again)
    assert len(again) == 199 and k > 0
    assert score_bootstrap_p(scores, draws)[0] == (k + 1) / 200


@pytest.mark.parametrize(
    ("firms", "method"),
    [
        (5, "score bootstrap by firm, 99 Webb weights, seed 1"),
        (6, "score bootstrap by firm, all 64 Rademacher weights"),
        (14, "score bootstrap by firm, all 16,384 Rademacher weights"),
        (15, "score bootstrap by firm, 99 Rademacher weights, seed 1"),
    ],
)
def test_weights_of_the_bootstrap_depend_on_the_number_of_firms(firms, method):
    rng = np.random.default_rng(8)
    firm = np.repeat(np.arange(firms), 8)
    y, x = rng.integers(0, 2, size=firm.size), rng.normal(size=firm.size)
    answer = clustered_logit(y, {"x": x}, firm, test="score_bootstrap", draws=99, seed=1)
    assert answer.finding.status == "ok"
    assert answer.finding.p_method == method


def test_limits_of_the_bootstrap_are_where_its_p_crosses_alpha():
    y, x, firm = firms_of(5, firms=11)
    answer = clustered_logit(y, x, firm, test="score_bootstrap", level=0.8)
    wald = answer.measure("odds_ratio", "wald", "sme")
    assert wald.estimate == answer.finding.effect
    from smeint.engine.score_bootstrap import effective_scores

    scores = effective_scores(y, np.column_stack(list(x.values())), firm)
    for limit, outwards in ((answer.finding.ci_low, -1), (answer.finding.ci_high, 1)):
        inside, outside = (
            score_bootstrap_p(
                scores(math.log(limit) + step * outwards), Draws("rademacher", 11, 1, 1)
            )
            for step in (-1e-6, 1e-6)
        )
        assert inside[0] > 0.2 >= outside[0]


SINGLE = {
    "one_firm": ([0, 1, 0, 1, 1, 0], [1, 2, 3, 1, 2, 4], [1] * 6, "too_few"),
    "firms_as_coefficients": (
        [0, 1, 0, 1, 1, 0],
        [1, 2, 3, 1, 2, 4],
        [1, 1, 1, 2, 2, 2],
        "too_few",
    ),
    "too_few_rows": ([0, 1], [1, 2], [1, 2], "too_few"),
    "one_outcome": ([1] * 6, [1, 2, 3, 1, 2, 4], [1, 1, 2, 2, 3, 3], "constant_outcome"),
    "one_value": ([0, 1, 0, 1, 1, 0], [2] * 6, [1, 1, 2, 2, 3, 3], "constant_predictor"),
    "separated": ([0, 0, 0, 1, 1, 1], [1, 2, 3, 4, 5, 6], [1, 1, 2, 2, 3, 3], "separation"),
    "quasi": ([0, 0, 1, 0, 1, 1], [0, 0, 0, 0, 1, 1], [1, 1, 2, 2, 3, 3], "separation"),
    "none": ([], [], [], "too_few"),
}


@pytest.mark.parametrize("case", SINGLE)
@pytest.mark.parametrize("model", [*MODELS, "HC3"])
def test_data_that_allow_no_model_have_a_status_and_no_number(model, case):
    y, x, firm, status = SINGLE[case]
    if model == "HC3":
        if case in ("one_firm", "firms_as_coefficients"):
            return
        answer = robust_logit(y, {"x": x})
    else:
        answer = MODELS[model](y, {"x": x}, firm)
    finding = answer.finding
    assert finding.status == status
    assert all(
        math.isnan(v)
        for v in (
            finding.statistic,
            finding.df,
            finding.p_value,
            finding.effect,
            finding.ci_low,
            finding.ci_high,
        )
    )
    for row in answer.measures:
        assert math.isnan(row.estimate) and math.isnan(row.std_error) and math.isnan(row.p_value)


def test_collinear_terms_are_named():
    y, x, firm = firms_of(1)
    for model in MODELS.values():
        finding = model(y, {**x, "half": x["age"] / 2}, firm).finding
        assert (finding.status, "`age`, `half`" in finding.note) == ("collinear", True)


def test_a_category_of_one_level_is_a_constant_predictor():
    y, _, firm = firms_of(1)
    finding = clustered_logit(y, {"country": ["GHA"] * y.size}, firm).finding
    assert (finding.status, math.isnan(finding.effect)) == ("constant_predictor", True)


def test_a_level_that_one_firm_has_gets_no_standard_error():
    rng = np.random.default_rng(2)
    firm = np.repeat(np.arange(20), 4)
    y = rng.integers(0, 2, size=80)
    x = {"sme": (firm % 2) * 1.0, "country": np.where(firm == 7, "GHA", "IND")}
    for model in (clustered_logit, gee_logit):
        answer = model(y, x, firm)
        assert answer.finding.status == "ok"
        assert (
            "determined by one firm alone, no standard error: `intercept`, `country[IND]`"
            in answer.finding.note
        )
        term = answer.measure("log_odds", term="country[IND]")
        assert math.isfinite(term.estimate)
        assert math.isnan(term.std_error) and math.isnan(term.p_value) and math.isnan(term.ci_low)
        # the reference level is that firm's
        assert math.isnan(answer.measure("log_odds", term="intercept").std_error)
        assert math.isfinite(answer.measure("log_odds", term="sme").std_error)
        turned = model(y, {"country": x["country"], "sme": x["sme"]}, firm).finding
        assert (turned.status, math.isnan(turned.effect)) == ("no_spread", True)
        # against the other level the intercept is everybody else's
        other = model(y, x, firm, reference={"country": "IND"})
        assert math.isfinite(other.measure("log_odds", term="intercept").std_error)
    # such a firm says nothing of the others: without it, the same
    left = firm != 7
    smaller = clustered_logit(y[left], {"sme": x["sme"][left]}, firm[left])
    same = clustered_logit(y, x, firm)
    np.testing.assert_allclose(
        same.measure("log_odds", term="sme").std_error,
        smaller.measure("log_odds", term="sme").std_error,
        rtol=1e-8,
    )
    np.testing.assert_allclose(
        gee_logit(y, x, firm, working="independence").measure("log_odds", term="sme").std_error,
        gee_logit(y[left], {"sme": x["sme"][left]}, firm[left], working="independence")
        .measure("log_odds", term="sme")
        .std_error,
        rtol=1e-7,
    )


def test_a_working_correlation_of_one_is_no_solution():
    rng = np.random.default_rng(6)
    firm = np.repeat(np.arange(20), 3)
    y = rng.integers(0, 2, size=20)[firm]
    finding = gee_logit(y, {"sme": (firm % 2) * 1.0}, firm).finding
    assert finding.status == "not_converged"
    assert "never change within a firm" in finding.note
    assert clustered_logit(y, {"sme": (firm % 2) * 1.0}, firm).finding.status == "ok"


def test_firms_of_one_row_have_no_working_correlation():
    y, x, firm = firms_of(9, firms=40, most=1)
    finding = gee_logit(y, x, firm).finding
    assert finding.status == "too_few"
    assert "0 pairs of rows of one firm" in finding.note


def test_few_firms_are_remarked():
    y, x, firm = firms_of(3)
    assert "24 firms, fewer than 30" in clustered_logit(y, x, firm).finding.note
    y, x, firm = firms_of(3, firms=30)
    assert "fewer than" not in clustered_logit(y, x, firm).finding.note


@pytest.mark.parametrize(("seed", "degrees"), [(293, 4.9), (1, 5.5)])
def test_fewer_than_five_satterthwaite_degrees_of_freedom_are_remarked(seed, degrees):
    rng = np.random.default_rng(seed)
    firm = np.repeat(np.arange(35), 3)
    x = {"sme": (firm < 4 + seed % 4) * 1.0, "age": np.round(rng.normal(size=105), 2)}
    y = rng.integers(0, 2, size=105)
    finding = clustered_logit(y, x, firm, cov="CR2", distribution="satterthwaite").finding
    assert finding.df == pytest.approx(degrees, abs=0.05)
    said = f"few firms carry `sme`: {degrees} Satterthwaite degrees of freedom"
    assert (said in finding.note) == (degrees < 5)


def test_only_a_firm_with_all_of_the_information_determines_a_coefficient():
    firm = [1, 1, 2, 3]
    for others, alone in ((0.5, False), (0.01, False), (0.0, True)):
        x = np.array([[10.0], [10.0], [others], [others]])
        bread = np.linalg.inv(x.T @ x)
        assert resting_on_one(x, np.ones(4), bread, firm).tolist() == [alone]


def test_the_variant_is_the_covariance_and_its_distribution():
    y, x, firm = firms_of(3)
    for cov, distribution in (("CR1", "normal"), ("CR0", "t"), ("CR2", "satterthwaite")):
        finding = clustered_logit(y, x, firm, cov=cov, distribution=distribution).finding
        assert finding.variant == f"{cov}_{distribution}"
        assert np.isnan(finding.df) == (distribution == "normal")


def test_a_firm_of_very_many_rows_needs_cr1():
    rng = np.random.default_rng(1)
    firm = np.repeat(np.arange(5), [2_001, 9, 9, 9, 9])
    y, x = rng.integers(0, 2, size=firm.size), {"x": rng.normal(size=firm.size)}
    finding = clustered_logit(y, x, firm).finding
    assert (finding.status, finding.note.split(";")[0]) == ("too_large", "a firm has 2,001 rows")
    assert clustered_logit(y, x, firm, cov="CR1").finding.status == "ok"


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"cov": "CR3"}, "cov must be one of CR0, CR1, CR1S, CR2, got 'CR3'."),
        ({"distribution": "z"}, "distribution must be one of t, satterthwaite, normal, got 'z'."),
        (
            {"cov": "CR1", "distribution": "satterthwaite"},
            "distribution satterthwaite needs cov CR2, got 'CR1'.",
        ),
        ({"test": "lr"}, "test must be one of wald, score_bootstrap, got 'lr'."),
        (
            {"test": "score_bootstrap", "cov": "CR1"},
            "cov and distribution are options of test wald, not of the bootstrap.",
        ),
        ({"weights": "mammen"}, "weights must be one of auto, rademacher, webb, got 'mammen'."),
        ({"test": "score_bootstrap", "draws": 0}, "draws must be at least 1, got 0."),
        ({"level": 1.0}, "level must be above 0 and below 1, got 1.0."),
    ],
)
def test_mistakes_have_their_sentence(options, sentence):
    with pytest.raises(ArgumentError) as error:
        clustered_logit(*firms_of(1), **options)
    assert str(error.value).startswith(sentence)


def test_mistakes_in_rows_have_their_sentence():
    y, x, firm = firms_of(1)
    with pytest.raises(ArgumentError, match=r"firm must be known in every row, 1 are missing\."):
        clustered_logit(y, x, [None, *firm[1:]])
    with pytest.raises(ArgumentError, match=r"firm must give a label for every row, got None\."):
        gee_logit(y, x, None)
    with pytest.raises(ArgumentError, match=r"outcome must be 0 or 1 in every row, got 2\."):
        gee_logit(y + 1, x, firm)
    with pytest.raises(ArgumentError, match=r"working must be one of exchangeable, independence"):
        gee_logit(y, x, firm, working="ar1")
    with pytest.raises(ArgumentError, match=r"cov must be one of HC0, HC1, HC2, HC3, stata, got"):
        robust_logit(y, x, cov="HC4")


def test_a_covariance_needs_what_it_is_made_of():
    scores, bread = np.ones((3, 1)), np.ones((1, 1))
    with pytest.raises(ArgumentError, match=r"HC3 needs the leverage of each row, got none\."):
        hc_covariance("HC3", scores, bread)
    with pytest.raises(ArgumentError, match=r"cov must be one of CR0, CR1, CR1S, got 'CR9'\."):
        cluster_covariance("CR9", scores, bread, [1, 2, 3])
    assert np.isnan(cluster_covariance("CR1", scores, bread, [1, 1, 1])).all()
    assert np.isnan(hc_covariance("HC1", scores[:1], bread)).all()
    assert np.isnan(hc_covariance("HC2", scores, bread, [0.5, 1.0, 0.5])).all()
    np.testing.assert_allclose(leverages([[1.0], [1.0]], [0.25, 0.25], [[2.0]]).sum(), 1)


def test_the_intercept_of_year_numbers_is_that_of_centred_ones():
    y, x, _ = firms_of(11)
    far = fit_robust(y, np.column_stack([x["sme"], x["age"] + 2014]), ["sme", "age"], "HC0")
    near = fit_robust(y, np.column_stack([x["sme"], x["age"]]), ["sme", "age"], "HC0")
    np.testing.assert_allclose(
        far.covariance.std_error[1:], near.covariance.std_error[1:], rtol=1e-8
    )


@pytest.mark.parametrize("firms", [5, 6, 15])
@pytest.mark.parametrize("test", ["wald", "score_bootstrap"])
def test_firms_whose_scores_cancel_have_no_standard_error(firms, test):
    # every firm is the same six rows: each one's scores sum to 0 at the estimate
    firm = np.repeat(np.arange(firms), 6)
    y, x = np.tile([0, 1, 1, 0, 0, 1], firms), np.tile([1, 2, 3, 4, 2, 2], firms)
    answer = clustered_logit(y, {"x": x}, firm, test=test)
    assert answer.status == "no_spread"
    assert np.isnan(answer.p_value)
    assert (
        "every firm's scores sum to 0, no standard error: `intercept`, `x`" in answer.finding.note
    )
