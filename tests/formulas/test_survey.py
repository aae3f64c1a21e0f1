"""Weighted estimates: invariances, simple designs by hand, statuses and refusals."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from smeint.engine.logit import fit_logit
from smeint.engine.weighted_logit import fit_weighted_logit
from smeint.errors import ArgumentError
from smeint.finding import Status
from smeint.formulas.rao_scott import rao_scott, weighted_table
from smeint.formulas.survey import SINGLE_UNIT_RULES, SurveyDomain, part_of, total_covariance
from smeint.formulas.weighted_groups import (
    logit_interval,
    weighted_groups,
    weighted_means,
)
from smeint.formulas.weighted_logit import weighted_logit_test
from smeint.formulas.weighted_odds import weighted_odds_ratio


def sample(seed, n=60, strata=4):
    """Weights, strata and values of firms drawn at random."""
    rng = np.random.default_rng(seed)
    stratum = np.sort(rng.integers(strata, size=n))
    size = np.bincount(stratum)[stratum] + rng.integers(3, size=strata)[stratum]
    return {
        "weight": rng.lognormal(1, 0.8, n),
        "stratum": stratum,
        "size": size,
        "y": rng.normal(size=n) + 0.3 * stratum,
        "event": rng.integers(2, size=n),
        "first": rng.random(n) < 0.5,
        "x": rng.normal(size=n),
    }


def domain_of(d, rule="adjust", weight=None):
    return SurveyDomain(d["weight"] if weight is None else weight, d["stratum"], d["size"], rule)


def everything(d, domain, numbers):
    """All numbers of all weighted procedures."""
    shares = weighted_groups(d["event"], d["first"], domain)
    table = weighted_table(d["event"], d["first"].astype(int), domain)
    columns = np.column_stack([d["first"].astype(float), d["x"]])
    fit = fit_weighted_logit(d["event"], columns, ["first", "x"], domain)
    results = {
        "means": weighted_means(weighted_groups(d["y"], d["first"], domain)),
        "table": rao_scott(table, two_groups=shares),
        "logit": weighted_logit_test(fit, "first"),
    }
    return {(a, *b): v for a, r in results.items() for b, v in each(numbers(r))}


def each(found):
    return [((k,) if isinstance(k, str) else k, v) for k, v in found.items()]


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), factor=st.sampled_from([1e-6, 0.37, 3.0, 1e6]))
def test_weights_times_a_constant_change_nothing(numbers, seed, factor):
    d = sample(seed)
    one = everything(d, domain_of(d), numbers)
    other = everything(d, domain_of(d, weight=d["weight"] * factor), numbers)
    for key, value in one.items():
        np.testing.assert_allclose(other[key], value, rtol=1e-7, atol=1e-9, err_msg=str(key))


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_order_of_firms_and_the_names_of_strata_change_nothing(numbers, seed):
    d = sample(seed)
    rng = np.random.default_rng(seed + 1)
    order = rng.permutation(d["y"].size)
    moved = {name: values[order] for name, values in d.items()}
    moved["stratum"] = rng.permutation(100)[moved["stratum"]]
    one = everything(d, domain_of(d), numbers)
    other = everything(moved, domain_of(moved), numbers)
    for key, value in one.items():
        np.testing.assert_allclose(other[key], value, rtol=1e-7, atol=1e-9, err_msg=str(key))


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_groups_the_other_way_round_turn_the_sign(seed):
    d = sample(seed)
    one = weighted_means(weighted_groups(d["y"], d["first"], domain_of(d)))
    other = weighted_means(weighted_groups(d["y"], ~d["first"], domain_of(d)))
    np.testing.assert_allclose(other.effect.estimate, -one.effect.estimate, rtol=1e-12)
    np.testing.assert_allclose(other.p_value, one.p_value, rtol=1e-9)
    ratio = weighted_odds_ratio(weighted_groups(d["event"], d["first"], domain_of(d)), 0.95)
    turned = weighted_odds_ratio(weighted_groups(d["event"], ~d["first"], domain_of(d)), 0.95)
    np.testing.assert_allclose(turned.estimate, 1 / ratio.estimate, rtol=1e-9)


def simple(seed, n=50):
    """A simple random sample with equal weights."""
    d = sample(seed, n)
    return d, SurveyDomain(np.full(n, 7.0), np.zeros(n, int), np.full(n, n))


def test_equal_weights_and_one_stratum_give_the_textbook_standard_errors():
    # with replacement, ratio estimator of a group mean: sum of squares / n_g^2 * n / (n - 1)
    d, domain = simple(3)
    groups = weighted_groups(d["y"], d["first"], domain)
    n, variances = domain.n, []
    for place, rows in enumerate((d["first"], ~d["first"])):
        y, m = d["y"][rows], int(rows.sum())
        assert groups.mean[place] == pytest.approx(y.mean(), rel=1e-12)
        variances.append(((y - y.mean()) ** 2).sum() / m**2 * n / (n - 1))
    np.testing.assert_allclose(groups.se_each**2, variances, rtol=1e-12)
    # the two groups' deviations are in different firms: no covariance
    assert groups.cov[0, 1] == pytest.approx(0, abs=1e-15)


def test_equal_weights_and_one_stratum_give_pearsons_chi_square_almost():
    # Under independence the correction is n / (n - 1) times a ratio near 1; the statistic itself
    # is Pearson's
    d, domain = simple(4, 400)
    test = rao_scott(weighted_table(d["event"], d["first"].astype(int), domain))
    counts = np.array(
        [[np.sum((d["event"] == e) & (d["first"] == g)) for e in (0, 1)] for g in (0, 1)]
    )
    pearson = stats.chi2_contingency(counts, correction=False).statistic
    own = {m.measure: float(m.estimate) for m in test.measures}
    assert own["weighted_chi_square"] == pytest.approx(pearson, rel=1e-10)
    assert own["design_effect"] == pytest.approx(1, abs=0.05)
    assert float(test.statistic) == pytest.approx(pearson, rel=0.05)


def test_equal_weights_give_the_coefficients_of_maximum_likelihood(same):
    d, domain = simple(5, 120)
    x = np.column_stack([d["first"].astype(float), d["x"]])
    plain = fit_logit(d["event"], x, ["first", "x"])
    weighted = fit_weighted_logit(d["event"], x, ["first", "x"], domain)
    same(weighted.beta, plain.beta, rtol=1e-8)


def test_counting_a_firm_twice_is_not_a_weight_of_two():
    # same estimate, but a second firm tells more
    d, domain = simple(6, 30)
    twice = {name: np.concatenate([v, v]) for name, v in d.items()}
    doubled = SurveyDomain(np.full(60, 7.0), np.zeros(60, int), np.full(60, 60))
    one = weighted_groups(d["y"], d["first"], domain)
    two = weighted_groups(twice["y"], twice["first"], doubled)
    np.testing.assert_allclose(two.mean, one.mean, rtol=1e-12)
    assert (two.se_each < one.se_each * 0.75).all()


def test_a_textbook_stratified_mean():
    # var of a stratified mean with replacement: sum (W_h / W)^2 s_h^2 / n_h
    y = np.array([3.0, 5.0, 4.0, 10.0, 14.0])
    stratum = np.array([0, 0, 0, 1, 1])
    weight = np.array([2.0, 2.0, 2.0, 6.0, 6.0])
    total = weight.sum()
    mean = (weight * y).sum() / total
    domain = SurveyDomain(weight, stratum, np.array([3, 3, 3, 2, 2]))
    found = total_covariance((weight * (y - mean) / total)[:, None], domain)[0, 0]
    expected = (6 / 18) ** 2 * np.var(y[:3], ddof=1) / 3 + (12 / 18) ** 2 * np.var(
        y[3:], ddof=1
    ) / 2
    assert found == pytest.approx(expected, rel=1e-12)


STATUSES = {
    "empty group": ({"first": np.zeros(60, bool)}, Status.EMPTY_GROUP),
    "constant outcome": (
        {"y": np.ones(60), "event": np.ones(60, int)},
        Status.CONSTANT_OUTCOME,
    ),
}


@pytest.mark.parametrize("name", STATUSES)
def test_degenerate_data_have_a_status_and_no_number(name, blank):
    changed, status = STATUSES[name]
    d = {**sample(7), **changed}
    blank(weighted_means(weighted_groups(d["y"], d["first"], domain_of(d))), status)
    table = weighted_table(d["event"], d["first"].astype(int), domain_of(d))
    blank(rao_scott(table), status)


def test_one_firm_a_stratum_leaves_no_degree_of_freedom(blank):
    d = sample(8, 12)
    alone = SurveyDomain(d["weight"], np.arange(12), np.ones(12, int))
    d["first"] = np.arange(12) < 6
    d["event"] = np.arange(12) % 2
    blank(weighted_means(weighted_groups(d["y"], d["first"], alone)), Status.TOO_FEW)
    blank(rao_scott(weighted_table(d["event"], d["first"].astype(int), alone)), Status.TOO_FEW)
    fit = fit_weighted_logit(d["event"], d["x"][:, None], ["x"], alone)
    blank(weighted_logit_test(fit, "x"), Status.TOO_FEW)
    assert "leave no degree of freedom" in fit.note


def cauchy(t):
    """The two-sided p-value of t with one degree of freedom, in closed form."""
    return 1 - 2 / np.pi * np.arctan(abs(t))


def test_one_degree_of_freedom_is_enough_for_a_difference(same, blank):
    y, first = np.array([1.0, 4.0, 2.0]), np.array([True, False, False])
    ones, zeros = np.ones(3), np.zeros(3, int)
    test = weighted_means(weighted_groups(y, first, SurveyDomain(ones, zeros, np.full(3, 3))))
    # the first group is one firm; the second has squares of 2 over 2 firms, times 3 / 2
    same([test.df, test.effect.std_error], [1, np.sqrt(2 / 4 * 3 / 2)])
    same(test.p_value, cauchy(-2 / np.sqrt(0.75)))
    two = SurveyDomain(ones, np.array([0, 0, 1]), np.array([2, 2, 2]))
    blank(weighted_means(weighted_groups(y, first, two)), Status.TOO_FEW)


def test_one_degree_of_freedom_is_enough_for_a_table(same):
    # four firms in three strata; the second stratum's other firm is outside the domain
    domain = SurveyDomain(np.ones(4), np.array([0, 0, 1, 2]), np.array([2, 2, 2, 2]))
    test = rao_scott(weighted_table([0, 1, 0, 1], [0, 0, 1, 1], domain))
    assert int(test.status) == int(Status.OK)
    own = {m.measure: float(m.estimate) for m in test.measures}
    same([test.df, own["denominator_df"]], [1, 1])
    same(test.p_value, cauchy(np.sqrt(float(test.statistic))), atol=1e-12)


def test_one_degree_of_freedom_is_enough_for_a_model(same, blank):
    x, y = np.array([0.0, 0, 1, 1, 0, 1]), np.array([0, 1, 0, 1, 1, 1])
    size = np.full(6, 9)
    strata = np.array([0, 0, 1, 2, 3, 4])  # 6 - 5 + 1 - 2 = 0 degrees of freedom
    none = fit_weighted_logit(y, x[:, None], ["x"], SurveyDomain(np.ones(6), strata, size))
    blank(weighted_logit_test(none, "x"), Status.TOO_FEW)
    strata[5] = 3
    fit = fit_weighted_logit(y, x[:, None], ["x"], SurveyDomain(np.ones(6), strata, size))
    test = weighted_logit_test(fit, "x")
    same(test.df, 1)
    same(test.p_value, cauchy(float(test.statistic)), atol=1e-12)


def test_where_no_stratum_tells_of_its_variance_there_is_no_average():
    # the first group has firms in single-unit strata alone
    domain = SurveyDomain(
        np.ones(6), np.array([0, 1, 2, 2, 3, 3]), np.array([1, 1, 2, 2, 2, 2]), "average"
    )
    first = np.arange(6) < 2
    groups = weighted_groups(np.array([1.0, 2, 3, 5, 4, 8]), first, domain)
    assert np.isnan(groups.se_each[0])
    # second group of 3, 5, 4, 8, its mean 5: two strata with both of their firms; deviations
    # from the strata's means -1, 1 and -2, 2, over 4 firms
    assert groups.se_each[1] == pytest.approx(np.sqrt(2 * (1 + 1 + 4 + 4) / 16), rel=1e-12)


def test_groups_without_variation_have_no_standard_error(blank):
    d = sample(9)
    d["y"] = np.where(d["first"], 2.0, 5.0)
    groups = weighted_groups(d["y"], d["first"], domain_of(d))
    blank(weighted_means(groups), Status.NO_SPREAD)


def test_a_separated_model_is_named(blank):
    d = sample(10)
    x = (d["event"] * 2.0 - 1)[:, None]
    fit = fit_weighted_logit(d["event"], x, ["x"], domain_of(d))
    blank(weighted_logit_test(fit, "x"), Status.SEPARATION)
    assert fit.note == "separates the outcome: `x`"


def test_a_share_of_one_has_no_interval_and_no_odds_ratio():
    d = sample(11)
    d["event"] = np.where(d["first"], 1, d["event"])
    groups = weighted_groups(d["event"], d["first"], domain_of(d))
    rows = weighted_means(groups, share=True).measures[1:3]
    assert [float(row.estimate) for row in rows] == pytest.approx([1.0, 1.0], rel=1e-12)
    assert all(np.isnan(row.ci_low) and np.isnan(row.ci_high) for row in rows)
    assert np.isnan(weighted_odds_ratio(groups, 0.95).estimate)


@given(share=st.floats(1e-6, 1 - 1e-6), std_error=st.floats(1e-6, 0.5), df=st.integers(1, 500))
def test_the_logit_interval_stays_within_0_and_1_and_holds_the_share(share, std_error, df):
    low, high = logit_interval(share, std_error, df, 0.95)
    assert 0 <= low <= share * (1 + 1e-12)
    assert share * (1 - 1e-12) <= high <= 1


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        (
            "ajust",
            "single_unit_strata must be one of adjust, average, certainty, remove, fail, got "
            "`ajust`. Did you mean `adjust`?",
        ),
    ],
)
def test_an_unknown_rule_is_refused(rule, sentence):
    with pytest.raises(ArgumentError) as refusal:
        SurveyDomain(np.ones(2), np.zeros(2, int), np.full(2, 2), rule)
    assert str(refusal.value) == sentence


def test_a_domain_that_cannot_be_is_refused():
    ones, zeros, two = np.ones(2), np.zeros(2, int), np.full(2, 2)
    with pytest.raises(ArgumentError, match="weight must be above 0"):
        SurveyDomain(np.array([1.0, 0.0]), zeros, two)
    with pytest.raises(ArgumentError, match="no less than their number"):
        SurveyDomain(ones, zeros, np.ones(2, int))
    with pytest.raises(ArgumentError, match="equally long"):
        SurveyDomain(ones, np.zeros(3, int), two)
    with pytest.raises(ArgumentError, match="one row for each of the 2 firms"):
        total_covariance(np.ones(2), SurveyDomain(ones, zeros, two))


def test_adjust_is_never_smaller_than_certainty():
    d = sample(12)
    d["stratum"] = np.concatenate([np.arange(5), d["stratum"][5:] + 10])
    d["size"] = np.bincount(d["stratum"])[d["stratum"]]
    se = {
        rule: weighted_groups(d["y"], d["first"], domain_of(d, rule)).se_each
        for rule in SINGLE_UNIT_RULES
    }
    assert (se["adjust"] > se["certainty"]).all()
    np.testing.assert_array_equal(se["certainty"], se["remove"])
    assert np.isnan(se["fail"]).all()


def test_a_part_of_a_domain_keeps_the_sizes_of_strata():
    d = sample(13)
    part = part_of(domain_of(d), d["first"])
    assert part.n == d["first"].sum()
    np.testing.assert_array_equal(part.stratum_size, d["size"][d["first"]])
