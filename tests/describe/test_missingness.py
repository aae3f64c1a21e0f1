"""Missing values counted by hand and by pandas."""

import numpy as np
import pytest

from tests.describe.describing import described, survey


@pytest.fixture(scope="module")
def gaps():
    frame = survey(40)
    rng = np.random.default_rng(3)
    for name, share in (("employees", 0.1), ("fsts", 0.3), ("x", 0.2)):
        frame.loc[rng.random(len(frame)) < share, name] = np.nan
    return frame


@pytest.fixture(scope="module")
def description(gaps, tmp_path_factory):
    own = 'x = { column = "x", kind = "number" }'
    return described(tmp_path_factory.mktemp("gaps"), gaps, own)


def test_patterns_are_those_of_pandas(description, gaps):
    names = ["employees", "fsts", "x"]
    expected = gaps[names].isna().value_counts()
    found = description.missing_patterns
    assert len(found) == len(expected)
    for row in found.itertuples():
        key = tuple(name in row.variables.split(", ") for name in names)
        assert row.firm_years == expected[key]
        assert row.mask == "".join("1" if gap else "." for gap in key)
        members = (gaps[names].isna() == np.array(key)).all(axis=1)
        assert row.firms == gaps[members]["firm_id"].nunique()
        assert row.share == pytest.approx(members.mean())
    assert found["firm_years"].is_monotonic_decreasing
    assert found["pattern"].tolist() == list(range(1, len(found) + 1))


def test_missing_values_by_year_and_reason_add_up(description, gaps):
    found = description.missing_values
    for name in ("employees", "fsts", "x"):
        own = found[found["variable"] == name].set_index("year")
        for year in (2010, 2011):
            expected = gaps[gaps["year"] == year][name].isna()
            assert own.loc[str(year), "n"] == expected.sum()
            assert own.loc[str(year), "share"] == pytest.approx(expected.mean())
        assert own.loc["all", "n"] == gaps[name].isna().sum()
    assert set(found[found["n"] > 0]["reason"]) == {"not given"}


def test_size_classes_add_up_to_all(description):
    found = description.missing_by_group
    own = found[found["variable"] != "sme"]
    by_class = own[own["sme"] != "all"].groupby(["variable", "year"])[["n_rows", "n_missing"]]
    whole = own[own["sme"] == "all"].set_index(["variable", "year"])[["n_rows", "n_missing"]]
    added = by_class.sum()
    assert len(added) == len(whole)
    assert (added == whole.loc[added.index]).all(axis=None)


def test_reasons_are_kept_apart(tmp_path):
    frame = survey(10)
    frame["x"] = ["-9", "-8", "", *frame["x"].iloc[3:]]
    own = 'x = { column = "x", kind = "number", missing = { "-9" = "refused", "-8" = "unknown" } }'
    found = described(tmp_path, frame, own).missing_values
    whole = found[(found["variable"] == "x") & (found["year"] == "all")]
    assert dict(zip(whole["reason"], whole["n"], strict=True)) == {
        "refused": 1,
        "unknown": 1,
        "not given": 1,
    }


def test_firms_outside_the_size_scheme_are_a_group_and_have_no_missing_size(tmp_path):
    frame = survey(20)
    frame.loc[frame["firm_id"] == "f003", "employees"] = 4
    description = described(tmp_path, frame)
    groups = description.missing_by_group
    own = groups[(groups["variable"] == "fsts") & (groups["year"] == "all")].set_index("sme")
    assert own.loc["left out", "n_rows"] == 2
    size = groups[(groups["variable"] == "sme") & (groups["year"] == "all")].iloc[0]
    assert (size["n_rows"], size["n_missing"]) == (38, 0)


def test_nothing_missing_is_one_pattern(tmp_path):
    found = described(tmp_path, survey(10)).missing_patterns
    assert found[["variables", "firm_years", "share"]].values.tolist() == [["", 20, 1.0]]


def test_items_of_a_scale_may_have_any_name_and_are_not_compared(tmp_path):
    frame = survey(20, years=(2010,))
    rng = np.random.default_rng(4)
    for item in ("a, b", "c"):
        frame[item] = rng.integers(1, 6, 20)
    frame.loc[:3, "a, b"] = np.nan
    frame["late"] = ["yes", "no"] * 10
    columns = 'q = { items = ["a, b", "c"], kind = "scale" }\nlate_respondent = "late"'
    description = described(tmp_path, frame, columns)
    row = description.missing_patterns.iloc[1]
    assert (row["variables"], row["firm_years"]) == ("q[a, b]", 4)
    assert description.manifest["variables"][row["mask"].index("1")] == "q[a, b]"
    outcomes = set(description.family("late_respondent")["outcome"])
    assert "q" in outcomes
    assert not any("[" in name for name in outcomes)
    fact = description.checklist.set_index("item").loc["common_method", "fact"]
    assert fact == "1 rating scale (`q`)"


def test_shares_of_missing_size_classes_are_of_the_firms_that_have_one_to_lack(tmp_path):
    frame = survey(20, years=(2010,))
    frame["employees"] = frame["employees"].astype(object)
    frame.loc[:3, "employees"] = 5  # left out by the scheme, in no size class
    frame.loc[4:6, "employees"] = ""
    found = described(tmp_path, frame).missing_values
    own = found[found["variable"] == "sme"]
    assert set(own["year"]) == {"all", "2010"}
    for row in own.itertuples():
        assert (row.n, row.n_rows, row.share) == (3, 16, 3 / 16)
    plain = found[found["variable"] == "employees"]
    assert set(plain["n_rows"]) == {20}


def test_weights_and_strata_are_not_compared(tmp_path):
    frame = survey(60)
    frame = frame[~((frame["firm_id"] < "f020") & (frame["year"] == 2011))]
    frame["w"] = np.linspace(1, 3, len(frame)).round(3)
    frame["s"] = np.where(frame["employees"] > 150, "large", "small")
    columns = 'weight = "w"\nstratum = "s"\nx = { column = "x", kind = "number" }'
    found = described(tmp_path, frame, columns).comparisons
    outcomes = set(found["outcome"])
    assert {"x", "fsts"} <= outcomes
    assert not {"weight", "stratum", "sampling_weight"} & outcomes


def test_a_year_without_gaps_is_no_reason_of_all_years(tmp_path):
    frame = survey(20)
    frame.loc[[0, 4, 8], "fsts"] = np.nan  # of 2010
    found = described(tmp_path, frame).missing_values
    own = found[found["variable"] == "fsts"][["year", "reason", "n", "n_rows"]]
    assert own.values.tolist() == [
        ["all", "not given", 3, 40],
        ["2010", "not given", 3, 20],
        ["2011", "", 0, 20],
    ]


def test_a_firm_left_out_by_size_is_not_one_of_unknown_size(tmp_path):
    frame = survey(20, years=(2010,))
    frame.loc[:3, "employees"] = 5
    frame["employees"] = frame["employees"].astype(object)
    frame.loc[4:5, "employees"] = ""
    groups = described(tmp_path, frame).missing_by_group
    own = groups[(groups["variable"] == "fsts") & (groups["year"] == "all")].set_index("sme")
    assert own.loc["left out", "n_rows"] == 4
    assert own.loc["not known", "n_rows"] == 2
    assert own["n_rows"].drop("all").sum() == own.loc["all", "n_rows"] == 20
    size = groups[(groups["variable"] == "sme") & (groups["year"] == "all")]
    assert size[["sme", "n_rows", "n_missing"]].values.tolist() == [["all", 16, 2]]


def test_complete_firm_years_are_counted_in_the_file_and_in_the_sample(tmp_path):
    frame = survey(20, years=(2010,))
    frame.loc[0, "employees"] = 5  # outside the size scheme
    frame.loc[1:3, "fsts"] = np.nan
    frame.loc[4:5, "x"] = np.nan
    own = 'x = { column = "x", kind = "number" }'
    found = described(tmp_path, frame, own, top='hypotheses = ["H1"]')
    fact = found.checklist.set_index("item").loc["missing_values", "fact"]
    assert fact == (
        "15 of 20 firm-years know every variable of the file; 16 of 19 in the sample know every "
        "variable of the primary tests"
    )
