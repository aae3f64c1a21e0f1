"""Late against early respondents: the engine's tests, with Holm over all of them."""

import numpy as np
import pytest
from scipy import stats

from smeint.study.rules import holm
from tests.describe.describing import described, survey

COLUMNS = """
x = { column = "x", kind = "number" }
late_respondent = "late"
founded = "founded"
sales = "sales"
currency = "currency"
weight = "w"
"""


@pytest.fixture(scope="module")
def frame():
    frame = survey(90, years=(2010,), seed=11)
    rng = np.random.default_rng(2)
    frame["late"] = np.where(rng.random(90) < 0.3, "yes", "no")
    frame["x"] += 0.9 * (frame["late"] == "yes")
    frame["founded"] = 1950 + rng.integers(0, 50, 90)
    frame["sales"] = np.exp(rng.normal(10, 1, 90)).round()
    frame["currency"], frame["w"] = "EUR", rng.random(90).round(3) + 1
    return frame


@pytest.fixture(scope="module")
def own(frame, tmp_path_factory):
    return described(tmp_path_factory.mktemp("late"), frame, COLUMNS).family("late_respondent")


def test_every_variable_is_compared_that_can_be(own):
    assert set(own["outcome"]) == {
        *("employees", "fsts", "x", "sales", "sme", "internationalized", "doi_band"),
        "log_firm_age",
    }
    assert set(own["contrast"]) == {"yes - no"}


def test_values_are_those_of_scipy(own, frame):
    late = frame["late"] == "yes"
    by_name = own.set_index("outcome")
    expected = stats.mannwhitneyu(
        frame[late]["x"], frame[~late]["x"], use_continuity=False, method="asymptotic"
    )
    assert by_name.loc["x", "p_value"] == pytest.approx(expected.pvalue, rel=1e-10)
    abroad = frame["fsts"] > 0
    table = [[(late & abroad).sum(), (late & ~abroad).sum()]]
    table.append([(~late & abroad).sum(), (~late & ~abroad).sum()])
    expected = stats.chi2_contingency(table, correction=False)
    assert by_name.loc["internationalized", "p_value"] == pytest.approx(expected.pvalue, rel=1e-9)


def test_holm_is_over_all_comparisons(own):
    assert set(own["m"]) == {len(own)}
    np.testing.assert_array_equal(own["p_holm"], holm(own["p_value"], len(own)))
    assert (own["p_holm"] >= own["p_value"]).all()
    assert own["p_holm"].min() < 0.05  # x was shifted


def test_families_count(own, frame, tmp_path):
    row = described(tmp_path, frame, COLUMNS).families.set_index("family").loc["late_respondent"]
    assert row["n_below_alpha"] == (own["p_value"] < 0.05).sum()
    assert row["n_below_alpha_holm"] == (own["p_holm"] < 0.05).sum()
    assert row["n_expected_by_chance"] == pytest.approx(0.05 * len(own))
    assert row["p_holm_min"] == own["p_holm"].min()


def test_money_in_several_currencies_is_not_compared(frame, tmp_path):
    mixed = frame.assign(currency=["EUR", "USD"] * 45)
    own = described(tmp_path, mixed, COLUMNS).family("late_respondent")
    assert "sales" not in set(own["outcome"])


def test_without_the_variable_nothing_is_compared(tmp_path):
    description = described(tmp_path, survey(20))
    assert description.family("late_respondent").empty
    assert description.families.set_index("family").loc["late_respondent", "m"] == 0


def test_a_comparison_that_cannot_be_made_counts_for_holm(tmp_path):
    frame = survey(30, years=(2010, 2011))
    frame["late"] = np.where(frame["year"] == 2010, "no", ["yes", "no"] * 30)
    own = described(tmp_path, frame, 'late_respondent = "late"').family("late_respondent")
    first = own[own["year"] == "2010"]
    assert set(first["status"]) == {"empty_group"}
    assert first["p_holm"].isna().all()
    assert own["m"].iloc[0] == len(own)
