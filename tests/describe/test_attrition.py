"""Waves counted by hand; leavers compared as the engine compares any two groups."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tests.describe.describing import described, survey

#: Firm by wave: stays, leaves, comes late, is away and back, once.
PATTERNS = {"a": "111", "b": "11.", "c": ".11", "d": "1.1", "e": "1..", "f": "..1", "g": "111"}


@pytest.fixture(scope="module")
def description(tmp_path_factory):
    rows = [
        (firm, 2010 + wave, 50, 0.1)
        for firm, pattern in PATTERNS.items()
        for wave, mark in enumerate(pattern)
        if mark == "1"
    ]
    frame = pd.DataFrame(rows, columns=["firm_id", "year", "employees", "fsts"])
    return described(tmp_path_factory.mktemp("waves"), frame)


def test_waves_are_those_counted_by_hand(description):
    found = description.waves.set_index("year")
    counts = ["firms", "entrants", "returned", "stayed", "away", "left"]
    assert found.loc["2010", counts].tolist() == [5, 5, 0, 3, 1, 1]
    assert found.loc["2011", counts].tolist() == [4, 1, 0, 3, 0, 1]
    assert found.loc["2012", counts[:3]].tolist() == [5, 1, 1]
    assert found.loc["2012", counts[3:]].isna().all()
    assert found.loc["2010", "share_left"] == pytest.approx(0.2)


def test_years_observed_and_patterns_are_those_counted_by_hand(description):
    observed = description.years_observed
    assert dict(zip(observed["years_observed"], observed["firms"], strict=True)) == {
        1: 2,
        2: 3,
        3: 2,
    }
    patterns = description.participation
    found = dict(zip(patterns["pattern"], patterns["firms"], strict=True))
    assert found == {**dict.fromkeys(PATTERNS.values(), 1), "111": 2}


def test_leavers_are_compared_with_stayers_on_the_wave_s_variables(tmp_path):
    frame = survey(80, years=(2010, 2011, 2012), seed=8)
    gone = {f"f{i:03}" for i in range(0, 80, 3)}
    frame = frame[~(frame["firm_id"].isin(gone) & (frame["year"] > 2010))]
    description = described(tmp_path, frame, 'x = { column = "x", kind = "number" }')
    own = description.family("attrition")
    row = own[(own["outcome"] == "x") & (own["year"] == "2010")].iloc[0]
    first = frame[frame["year"] == 2010]
    leave = first["firm_id"].isin(gone)
    expected = stats.mannwhitneyu(
        first[leave]["x"], first[~leave]["x"], use_continuity=False, method="asymptotic"
    )
    assert (row["n_1"], row["n_2"]) == (len(gone), 80 - len(gone))
    assert row["p_value"] == pytest.approx(expected.pvalue, rel=1e-10)
    assert row["effect"] == pytest.approx(2 * expected.statistic / (27 * 53) - 1, abs=1e-12)
    # nobody leaves after 2011, and nobody knows who leaves after 2012
    assert set(own["year"]) == {"2010", "2011"}
    assert set(own[own["year"] == "2011"]["status"]) == {"empty_group"}
    assert set(own["role"]) == {"evidence"}
    # chance is over the comparisons that were computed, Holm's adjustment over all
    families = description.families.set_index("family").loc["attrition"]
    assert (families["m"], families["m_computed"]) == (len(own), len(own) // 2)
    assert families["n_expected_by_chance"] == pytest.approx(0.05 * len(own) / 2)


def test_a_gap_is_no_exit(tmp_path):
    frame = survey(30, years=(2010, 2011, 2012))
    frame = frame[~((frame["firm_id"] < "f010") & (frame["year"] == 2011))]
    description = described(tmp_path, frame)
    assert description.waves["away"].tolist()[:2] == [10, 0]
    assert description.family("attrition").empty


@pytest.mark.parametrize("years", [(2010,), (2010, 2012)])
def test_separate_cross_sections_have_no_leavers(tmp_path, years):
    frame = survey(40, years=years)
    frame["firm_id"] = [f"{firm}-{year}" for firm, year in frame[["firm_id", "year"]].values]
    description = described(tmp_path, frame)
    assert description.family("attrition").empty
    fact = description.checklist.set_index("item").loc["waves", "fact"]
    assert ("a cross-section" if len(years) == 1 else "no panel") in fact


def test_the_order_of_rows_does_not_matter(tmp_path):
    frame = survey(30)
    frame = frame[~((frame["firm_id"] < "f008") & (frame["year"] == 2011))]
    one = described(tmp_path, frame)
    order = np.random.default_rng(1).permutation(len(frame))
    other = described(tmp_path, frame.iloc[order])
    for name in ("waves", "comparisons", "missing_patterns", "listwise"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))
