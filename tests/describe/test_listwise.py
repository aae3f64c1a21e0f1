"""Primary tests on all firms and on completely known ones."""

import numpy as np
import pytest

from smeint.study.run import run_study
from tests.describe.describing import described, study, survey

H6 = """
[[hypothesis]]
id = "H6"
text = "x differs"
outcome = "x"
predictor = { internationalized = ["yes", "no"] }
[[hypothesis]]
id = "H7"
text = "z differs"
outcome = "z"
predictor = { internationalized = ["yes", "no"] }
"""
OWN = 'x = { column = "x", kind = "number" }\nz = { column = "z", kind = "number" }'
TOP = 'hypotheses = ["H1", "H6", "H7"]'


def gaps(seed, share):
    frame = survey(60, seed=seed)
    rng = np.random.default_rng(seed)
    frame["z"] = rng.normal(size=len(frame)).round(3)
    frame.loc[rng.random(len(frame)) < share, "z"] = np.nan
    frame["x"] += 0.55 * (frame["fsts"] > 0)
    return frame


def test_all_firms_are_those_of_the_run_and_complete_ones_those_of_the_complete_panel(tmp_path):
    frame = gaps(4, 0.4)
    description = described(tmp_path, frame, OWN, H6, TOP)
    whole = run_study(study(tmp_path, frame, OWN, H6, TOP)).findings.set_index("finding_id")
    part = run_study(study(tmp_path, frame.dropna(), OWN, H6, TOP)).findings.set_index("finding_id")
    assert len(description.listwise) == 6
    for row in description.listwise.itertuples():
        all_firms, complete = whole.loc[row.finding_id], part.loc[row.finding_id]
        assert (row.n, row.n_listwise) == (all_firms["n"], complete["n"])
        for name in ("effect", "p_value", "ci_low"):
            assert getattr(row, name) == all_firms[name]
            assert getattr(row, f"{name}_listwise") == complete[name]
    assert description.manifest["listwise"] == {
        "variables": ["internationalized", "sme", "x", "z"],
        "firm_years": 120,
        "complete": int(frame["z"].notna().sum()),
    }


def test_a_change_is_a_crossing_of_alpha(tmp_path):
    crossed = 0
    for seed in range(4, 10):
        found = described(tmp_path, gaps(seed, 0.4), OWN, H6, TOP).listwise
        both = found[(found["status"] == "ok") & (found["status_listwise"] == "ok")]
        # H6 and H7 have no direction, so that only p decides
        both = both[both["hypothesis"] != "H1"]
        other = (both["p_value"] < 0.05) != (both["p_value_listwise"] < 0.05)
        assert (both["change"].eq("verdict") == other).all()
        crossed += int(other.sum())
    assert crossed > 0


def test_without_any_complete_firm_tests_are_lost_and_not_wrong(tmp_path):
    frame = gaps(4, 1.0)
    found = described(tmp_path, frame, OWN, H6, TOP).listwise
    assert (found["n_listwise"] == 0).all()
    assert found["p_value_listwise"].isna().all()
    h1 = found[found["hypothesis"] == "H1"]
    assert set(h1["change"]) == {"not computed"}
    assert set(h1["status_listwise"]) == {"too_few"}


def test_without_gaps_nothing_changes(tmp_path):
    description = described(tmp_path, gaps(4, 0.0), OWN, H6, TOP)
    found = description.listwise
    assert (found["n"] == found["n_listwise"]).all()
    assert set(found["change"]) == {""}
    assert description.listwise_verdicts["same"].all()


def test_size_classes_are_those_of_the_whole_panel(tmp_path):
    # a firm's class is that of its first year, which listwise deletion takes away
    frame = gaps(4, 0.0)
    firm = frame["firm_id"] == "f000"
    frame.loc[firm, "employees"] = [150, 450]
    frame.loc[firm & (frame["year"] == 2010), "z"] = np.nan
    found = described(tmp_path, frame, OWN, H6, TOP).listwise.set_index(["hypothesis", "year"])
    h1 = found.loc[("H1", "2011")]
    assert (h1["effect"], h1["n"]) == (h1["effect_listwise"], h1["n_listwise"])


def test_the_checklist_counts_small_groups(tmp_path):
    frame = survey(8)
    frame["z"] = 1.0
    fact = described(tmp_path, frame, OWN, H6, TOP).checklist.set_index("item")
    assert (
        "of 6 primary tests have a group of fewer than 5 firms" in fact.loc["small_groups", "fact"]
    )


@pytest.mark.parametrize("answered", [True, False])
def test_answers_close_the_questions(tmp_path, answered):
    frame = survey(8)
    extra = "[design]\nrespondents_per_firm = 1\naccounts_audited = false" if answered else ""
    found = described(tmp_path, frame, extra=extra).checklist.set_index("item")
    assert found.loc["respondents", "state"] == ("answered" if answered else "open")
    assert bool(found.loc["respondents", "question"]) is not answered
    assert found.loc["waves", "state"] == "from the data"


def test_the_variables_of_a_hypothesis_sample_must_be_known_too(tmp_path):
    frame = survey(60, years=(2010,))
    frame["z"] = np.linspace(0, 1, 60).round(3)
    frame["old"] = ["yes", "no", "yes"] * 20
    frame.loc[:9, "old"] = None
    own = OWN + '\nold = { column = "old", kind = "yes/no" }'
    asked = H6.split("[[hypothesis]]")[1].strip() + '\nsample = { old = "yes" }'
    found = described(tmp_path, frame, own, f"[[hypothesis]]\n{asked}", 'hypotheses = ["H6"]')
    assert found.manifest["listwise"] == {
        "variables": ["x", "internationalized", "sme", "old"],
        "firm_years": 60,
        "complete": 50,
    }
