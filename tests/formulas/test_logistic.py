"""Logistic regression: what may change nothing, what is refused, what has no numbers."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import special, stats

from smeint.engine.firth import fit_firth
from smeint.engine.likelihood import limits, maximum, penalized
from smeint.engine.logit import fit_logit
from smeint.engine.predicted import classification_table, risk_groups, roc_table
from smeint.engine.profile import profile_logit
from smeint.errors import ArgumentError
from smeint.finding import Status
from smeint.formulas.discrimination import RocTable, auc, classification
from smeint.formulas.hosmer_lemeshow import RiskGroups, hosmer_lemeshow
from smeint.formulas.table_effects import Table2x2
from smeint.formulas.term_tests import joint_wald
from smeint.stats import firth_logit, logit

quick = settings(max_examples=15, deadline=None)
FILE = Path(__file__).parents[1] / "reference" / "logit.json"
CASES = json.loads(FILE.read_text(encoding="utf-8"))
NUMBERS = ("estimate", "std_error", "statistic", "p_value", "ci_low", "ci_high")


def rows_of(answer):
    return {(m.measure, m.variant, m.term): m for m in answer.measures}


def values(row):
    return [getattr(row, name) for name in NUMBERS]


@st.composite
def samples(draw):
    """Return outcome and three predictors of 30 to 60 rows: yes/no, a count, a category."""
    seed, n = draw(st.integers(0, 10_000)), draw(st.integers(30, 60))
    rng = np.random.default_rng(seed)
    x = {
        "sme": rng.integers(0, 2, n).astype(float),
        "age": rng.integers(1, 40, n).astype(float),
        "country": rng.choice(["GHA", "IND", "MEX"], n, p=[0.5, 0.3, 0.2]),
    }
    eta = 1.2 * x["sme"] - 0.04 * x["age"] + 0.3 * (x["country"] == "IND")
    return (rng.random(n) < special.expit(eta)).astype(float), x


DOORS = pytest.mark.parametrize("door", [logit, firth_logit])


@DOORS
@given(samples())
@quick
def test_order_of_rows_and_predictors_and_missing_rows_change_nothing(door, same, sample):
    y, x = sample
    one = door(y, x)
    assume(one.finding.status == "ok")
    order = np.random.default_rng(1).permutation(len(y))
    turned = {name: x[name][order] for name in reversed(x)}
    two = door(y[order], turned, tested="sme")
    gaps = {name: [*column.tolist(), None, column[0]] for name, column in x.items()}
    three = door([*y, 1, None], gaps)
    assert three.finding.n_missing == 2
    for other in (two, three):
        same(other.finding.p_value, one.finding.p_value, rtol=1e-7)
        for key, row in rows_of(other).items():
            same(values(row), values(rows_of(one)[key]), rtol=1e-6, atol=1e-9)


@DOORS
@given(samples(), st.sampled_from([1e-3, 0.5, 1000.0]), st.sampled_from([0.0, 2014.0, -5.0]))
@quick
def test_units_change_a_predictor_and_a_shift_the_intercept_alone(door, same, sample, times, add):
    y, x = sample
    one = door(y, x)
    assume(one.finding.status == "ok")
    two = door(y, x | {"age": x["age"] * times + add})
    before = rows_of(one)
    for key, row in rows_of(two).items():
        measure, _, term = key
        if term == "intercept" or measure == "penalized_log_likelihood":
            continue
        found, expected = np.array(values(row)), np.array(values(before[key]))
        if term == "age" and measure in ("log_odds", "average_marginal_effect"):
            found[[0, 1, 4, 5]] *= times
        if term == "age" and measure == "odds_ratio":
            found[[0, 4, 5]] **= times
            gone = (found == 0) | np.isinf(found)  # beyond what a float can hold
            found, expected = found[~gone], expected[~gone]
        same(found, expected, rtol=1e-5, atol=1e-8)


@DOORS
@given(samples())
@quick
def test_swapping_the_outcome_negates(door, same, sample):
    y, x = sample
    one, two = door(y, x), door(1 - y, x)
    assume(one.finding.status == "ok")
    same(two.finding.p_value, one.finding.p_value, rtol=1e-7)
    for key, row in rows_of(two).items():
        if key[0] in ("group_size", "observed_events", "expected_events"):
            continue  # groups are filled from the lowest risk
        other = rows_of(one)[key]
        if key[0] in ("log_odds", "average_marginal_effect"):
            same(row.estimate, -other.estimate, rtol=1e-6, atol=1e-9)
            same(row.ci_low, -other.ci_high, rtol=1e-6, atol=1e-8)
        elif key[0] in ("auc", "wald_chi_square", "vif", "tjur_r2", "likelihood_ratio_chi_square"):
            same([row.estimate, row.p_value], [other.estimate, other.p_value], 1e-6, 1e-9)


@DOORS
@given(samples())
@quick
def test_intervals_hold_estimates_and_p_is_a_probability(door, sample):
    y, x = sample
    answer = door(y, x, reference={"country": "IND"})
    assume(answer.finding.status == "ok")
    for row in answer.measures:
        if row.ci_method:
            assert row.ci_low <= row.estimate <= row.ci_high
        assert not row.p_value < 0
        assert not row.p_value > 1


@given(samples())
@quick
def test_a_categorys_tests_do_not_depend_on_its_reference(same, sample):
    y, x = sample
    one, two = (logit(y, x, reference={"country": c}, tested="country") for c in ("GHA", "MEX"))
    assume(one.finding.status == "ok" and one.finding.df == 2)
    same(two.finding.statistic, one.finding.statistic, rtol=1e-7)
    for measure in ("likelihood_ratio_chi_square", "vif"):
        a, b = (rows_of(answer)[measure, "", "country"] for answer in (one, two))
        same(b.estimate, a.estimate, rtol=1e-7)


@given(samples())
@quick
def test_the_profile_is_as_high_as_its_level_says_and_holds_zero_as_the_test_does(same, sample):
    y, x = sample
    names = ["sme", "age"]
    design = np.column_stack([x[name] for name in names])
    fit = fit_logit(y, design, names)
    assume(int(fit.status) == 0)
    found = profile_logit(y, design, fit, level=0.9)
    inside = (found.low < 0) & (found.high > 0)
    np.testing.assert_array_equal(inside, special.chdtrc(1.0, found.chi2) > 0.1)
    from statsmodels.genmod.families import Binomial
    from statsmodels.genmod.generalized_linear_model import GLM

    for limit in (found.low[1], found.high[1]):
        held = GLM(
            y,
            np.column_stack([np.ones(len(y)), design[:, 1]]),
            family=Binomial(),
            offset=limit * design[:, 0],
        ).fit(tol=1e-12)
        same(2 * (fit.ll - held.llf), stats.chi2.isf(0.1, 1), rtol=1e-6)


# ---- by hand ----


def test_a_table_has_the_measures_of_its_four_counts(same):
    case = CASES["logits"]["table"]
    rows = rows_of(logit(case["y"], case["columns"]))
    a, b, c, d = 20, 37, 39, 18
    pearson_free = stats.chi2_contingency([[a, b], [c, d]], correction=False, lambda_=0).statistic
    same(rows["likelihood_ratio_chi_square", "", "sme"].statistic, pearson_free)
    same(rows["average_marginal_effect", "", "sme"].estimate, a / 57 - c / 57)
    error = np.sqrt(a * b / 57**3 + c * d / 57**3)
    same(rows["average_marginal_effect", "", "sme"].std_error, error)
    same(rows["auc", "delong", ""].estimate, (39 * 37 + (20 * 37 + 39 * 18) / 2) / (59 * 55))
    same(rows["vif", "", "sme"].estimate, 1)
    assert np.isnan(rows["hosmer_lemeshow", "blocks", ""].statistic)


def test_auc_is_mann_whitney(same):
    rng = np.random.default_rng(3)
    y, eta = (rng.random(60) < 0.3).astype(float), np.round(rng.normal(size=60), 1)
    test = auc(roc_table(y, eta))
    u = stats.mannwhitneyu(eta[y == 1], eta[y == 0]).statistic
    same(test.effect.estimate, u / (y.sum() * (60 - y.sum())))
    batch = auc(RocTable([[1, 2, 4], [1, 0, 3]], [[5, 3, 1], [2, 2, 0]]))
    alone = auc(RocTable([1, 0, 3], [2, 2, 0]))
    same(batch.effect.ci_low[1], alone.effect.ci_low)


def test_groups_of_risk_never_divide_ties_even_those_of_rounding():
    rng = np.random.default_rng(8)
    for rule in ("blocks", "quantiles"):
        for _ in range(50):
            eta = rng.integers(0, 6, 80) / 10
            noise = eta * (1 + 1e-15 * rng.integers(-2, 3, 80))
            y = (rng.random(80) < special.expit(eta)).astype(float)
            a, b = (risk_groups(y, e, special.expit(e), 10, rule) for e in (eta, noise))
            np.testing.assert_array_equal(a.n, b.n)
            assert np.asarray(a.n).size <= 6


def test_a_probability_of_one_half_predicts_the_event_whatever_rounding_did():
    table = classification_table(np.ones(3), np.array([0.5, 0.5 - 1e-16, 0.5 - 1e-6]))
    assert table.cells[:2] == (2, 1)


def test_batches_of_risk_groups_may_have_empty_places(same):
    both = hosmer_lemeshow(
        RiskGroups([[9, 9, 9], [9, 9, 0]], [[1, 2, 7], [1, 2, 0]], [[2.0, 3, 6], [2, 3, 0]])
    )
    assert both.status.tolist() == [Status.OK, Status.TOO_FEW]
    same(both.statistic[0], 9 / 14 + 1 / 2 + 1 / 2)
    assert np.isnan(both.statistic[1])


# ---- searches ----


def test_firths_limits_are_two_where_the_package_finds_one_twice():
    from firthmodels import FirthLogisticRegression

    x = np.array([0.9, 1.7, 1.0, 0.4, 0.7, 0.6, 0.4, 0.7, 0.9, 0.2, 10.7, 5.6])
    y = np.array([0.0, 0, 0, 0, 0, 1, 1, 1, 0, 1, 0, 0])
    model = FirthLogisticRegression(
        backend="numpy", max_iter=1000, max_halfstep=50, gtol=1e-8, xtol=1e-8
    ).fit(x[:, None] / x.std(), y)
    theirs = model.conf_int(method="pl", features=[0], max_iter=1000, tol=1e-8)[0]
    assert theirs[0] == pytest.approx(theirs[1])  # if not, the package can be used again
    ours = fit_firth(y, x[:, None], ["x"])
    assert ours.beta[1] * x.std() == pytest.approx(model.coef_[0], abs=1e-6)
    assert ours.ci_high[1] * x.std() == pytest.approx(theirs[1])
    assert ours.ci_low[1] < ours.beta[1]
    assert ours.note == ""


def test_the_highest_of_several_maxima_is_shown_and_said():
    x = np.array([0.2, 0.5, 0.7, 1.1, 1.3, 1.4, 2.6, 3.9, 8.8, 14.1, 19.5, 140.2])
    y = (np.arange(12) >= 6).astype(float)
    fit = fit_firth(y, x[:, None], ["x"])
    design = np.column_stack([np.ones(12), (x - x.mean()) / x.std()])
    likelihood = penalized(y, design)
    nearest = maximum(likelihood, design, np.zeros(12))
    assert fit.penalized_ll - np.log(x.std()) > nearest.point.value + 0.1
    assert "several maxima" in fit.note


def test_a_search_that_does_not_end_is_no_number(monkeypatch):
    case = CASES["firths"]["infert"]
    x = np.column_stack([case["columns"]["spontaneous"], case["columns"]["induced"]]).astype(float)
    monkeypatch.setattr("smeint.engine.likelihood._MOST_LIMIT_STEPS", 1)
    firth = fit_firth(case["y"], x, ["a", "b"])
    assert np.isnan([firth.ci_low, firth.ci_high]).all()
    assert "did not converge: `intercept`, `a`, `b`" in firth.note
    answer = logit(case["y"], {"a": x[:, 0]})
    assert np.isnan(rows_of(answer)["log_odds", "profile", "a"].ci_low)
    assert "profile likelihood did not converge: `intercept`, `a`" in answer.finding.note
    assert not np.isnan(rows_of(answer)["log_odds", "", "a"].ci_low)


# ---- statuses, refusals ----

STATUS = {
    "separation": ([0, 0, 0, 1, 1, 1], {"x": [1, 2, 3, 4, 5, 6]}, "`x`"),
    "constant_outcome": ([1] * 6, {"x": [1, 2, 3, 1, 2, 3]}, ""),
    "constant_predictor": ([0, 1, 0, 1, 0, 1], {"x": [2] * 6}, "`x`"),
    "collinear": (
        [0, 1, 0, 1, 1, 0, 1],
        {"x": [1, 2, 3, 4, 1, 2, 3], "z": [2, 4, 6, 8, 2, 4, 6]},
        "`x`, `z`",
    ),
    "too_few": ([0, 1], {"x": [1, 2]}, ""),
    "one_level": ([0, 1, 0, 1, 0, 1], {"x": [1, 2, 3, 1, 2, 3], "land": ["GHA"] * 6}, "`land`"),
    "nothing": ([None, 1], {"land": ["GHA", None]}, ""),
}


@DOORS
@pytest.mark.parametrize("case", STATUS)
def test_a_status_leaves_nothing_but_counts(door, case):
    y, x, named = STATUS[case]
    status = {"one_level": "constant_predictor", "nothing": "too_few"}.get(case, case)
    answer = door(y, x)
    if door is firth_logit and case == "separation":
        assert answer.finding.status == "ok"
        return
    assert answer.finding.status == status
    assert named in answer.finding.note
    assert answer.finding.n == (0 if case == "nothing" else len(y))
    found = [v for row in answer.measures for v in values(row)]
    assert np.isnan(found).all()
    assert np.isnan([answer.finding.statistic, answer.finding.p_value, answer.finding.effect]).all()
    assert [group.group for group in answer.groups] == ["all"]


def test_separated_data_have_the_same_measures_as_others():
    good = logit([0, 1, 0, 1, 0, 1, 1], {"x": [1, 2, 3, 4, 5, 6, 6]})
    bad = logit([0, 0, 0, 1, 1, 1, 1], {"x": [1, 2, 3, 4, 5, 6, 6]})
    tables = ("group_size", "observed_events", "expected_events")
    assert {k for k in rows_of(good) if k[0] not in tables} == set(rows_of(bad))


def test_few_events_are_noted():
    rng = np.random.default_rng(4)
    y, x = np.repeat([0, 1], [40, 8]), rng.normal(size=(48, 2))
    one = logit(y, {"a": x[:, 0]}).finding.note
    two = logit(y, {"a": x[:, 0], "b": x[:, 1]}).finding.note
    assert "fewer than 10 events per variable (8.0)" in one
    assert "fewer than 5 events per variable (4.0)" in two


def test_without_profiles_there_are_none():
    answer = logit([0, 1, 0, 1, 0, 1, 1], {"x": [1, 2, 3, 4, 5, 6, 6]}, profile=False)
    rows = rows_of(answer)
    assert ("log_odds", "profile", "x") not in rows
    assert rows["likelihood_ratio_chi_square", "", "x"].p_value > 0


def test_several_coefficients_of_a_batch_are_tested_at_once(same):
    beta, cov = np.array([[1.0, 2.0], [0.5, 0.0]]), np.array([np.eye(2), np.eye(2) * 4])
    chi2, p = joint_wald(beta, cov, [0, 1])
    same(chi2, [5, 0.0625])
    same(p, stats.chi2.sf([5, 0.0625], 2))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: logit([1, 2, 1], {"x": [1, 2, 3]}), "outcome must be 0 or 1 in every row, got 2"),
        (lambda: logit([1, 0], {"sme": [1, 2]}, tested="smee"), "Did you mean `sme`"),
        (lambda: logit([1, 0], {"x": [1, 2]}, groups=2), "groups must be a whole number of at"),
        (lambda: logit([1, 0], {"x": [1, 2]}, groups=10.0), "groups must be a whole number of at"),
        (lambda: logit([1, 0], {"x": [1, 2]}, cutoff=50), "cutoff must be above 0 and below 1"),
        (lambda: logit([1, 0], {"x": [1, 2]}, level=95), "level must be above 0"),
        (lambda: firth_logit([1, 0], {"x": [1, 2]}, level=95), "level must be above 0"),
        (lambda: firth_logit([1, 0], {}), "predictors must name at least one"),
        (lambda: RocTable([1, 2], [1]), "equally long"),
        (lambda: RiskGroups([1, 2], [1], [1.0]), "equally long"),
        (lambda: risk_groups(np.ones(2), np.ones(2), np.ones(2), rule="x"), "rule must be one of"),
    ],
)
def test_wrong_calls_are_refused_in_one_sentence(call, words):
    with pytest.raises(ArgumentError, match=words):
        call()


def test_summaries_without_rows_have_a_status(blank):
    blank(auc(RocTable([0, 0], [1, 2])), Status.CONSTANT_OUTCOME)
    blank(classification(Table2x2(0, 0, 0, 0)), Status.EMPTY_GROUP)
    blank(hosmer_lemeshow(RiskGroups([5, 5], [1, 2], [1.5, 1.5])), Status.TOO_FEW)


def test_limits_of_a_likelihood_are_where_it_has_fallen(same):
    y, x = np.array([0.0, 1, 0, 1, 1, 0, 0, 1]), np.arange(8.0)
    design = np.column_stack([np.ones(8), x - x.mean()])
    at = penalized(y, design)
    peak = maximum(at, design, np.zeros(8))
    low, high = limits(at, peak, design[:, 1], design[:, :1], 1.5, concave=False)
    for move in (low, high):
        held = maximum(at, design[:, :1], (peak.weights[1] + move) * design[:, 1])
        same(peak.point.value - held.point.value, 1.5, rtol=1e-9)


@pytest.mark.parametrize("door", [logit, firth_logit])
@pytest.mark.parametrize("events", [12, 48])
def test_events_per_variable_count_the_rarer_outcome(door, events):
    # 60 rows, 12 of the rarer outcome, 2 predictors
    y = np.arange(60) < events
    rng = np.random.default_rng(events)
    x = {"age": rng.normal(size=60), "size": rng.normal(size=60)}
    answer = door(y, x)
    assert answer.status == "ok"
    assert answer.measure("events_per_variable").estimate == 6.0


@pytest.mark.parametrize(("rarer", "said"), [(9, "10"), (10, ""), (4, "5"), (5, "10")])
def test_few_events_per_variable_are_noted_below_ten_and_below_five(rarer, said):
    # one predictor: as many events per variable as there are events
    y = np.arange(60) >= rarer
    x = {"age": np.random.default_rng(3).normal(size=60)}
    note = logit(y, x).finding.note
    found = re.search(r"fewer than (\d+) events per variable", note)
    assert (found is not None) == bool(said), note
    if said:
        assert said in found.groups(), note
