"""The checklist: numbers are those of the results, and what they cannot know is left open."""

from dataclasses import replace

import pytest

from smeint.report.sentences.jars import OPEN, jars_table
from smeint.report.table import markdown
from smeint.study.run import run_panel
from smeint.study.shipped import MAIN
from tests.contract import damage


def answers(results):
    return {row[1]: row[2] for row in jars_table(results).rows}


#: H1 with the models of a year alone.
ONE = replace(MAIN["H1"], companions=("fisher", "logit"))


def test_numbers_are_those_of_the_results(published):
    found = answers(published)
    for year in published.manifest["years"]:
        assert f"{year}: 114" in found["Sample size, power, precision"]
    assert "SME = yes (2010: 57, 2011: 57, 2012: 57)" in found["Characteristics of the firms"]
    assert "5 countries" in found["Characteristics of the firms"]
    asked = published.findings[published.findings["role"] != "evidence"]
    assert found["Problems of estimation"] == (f"All {len(asked)} tests and models were computed.")
    verdicts = published.verdicts[published.verdicts["rule"] == "published"]
    supported = verdicts.loc[verdicts["verdict"] == "supported", "hypothesis"]
    assert f"supported: {', '.join(supported)};" in found["Support of the hypotheses"]
    assert "342 rows" in found["Flow of firms"]
    assert "synthetic" in found["Flow of firms"]
    assert published.manifest["data"]["sha256"][:12] in found["Data, code and materials"]


def test_what_results_cannot_know_is_the_authors(published):
    found = answers(published)
    alone = [item for item, text in found.items() if text == OPEN]
    assert any("funding" in item for item in alone)
    assert any("Ethics" in item for item in alone)
    assert any("Generalization" in item for item in alone)
    assert len(alone) < len(found) / 2
    for item in ("Sample size, power, precision", "Period of recruitment", "Limits"):
        assert found[item].endswith(f"{OPEN}.")
    assert all(found.values())


def test_primary_tests_stand_by_procedure(published):
    text = answers(published)["Strategy of the primary analyses"]
    primary = published.findings[published.findings["role"] == "primary"]
    for procedure, name in (("mann_whitney", "Mann-Whitney"), ("spearman", "Spearman")):
        own = primary.loc[primary["procedure"] == procedure, "hypothesis"].unique()
        assert f"{name} ({', '.join(own)})" in text


def test_missing_values_are_counted_by_variable():
    results = run_panel(damage.panel("missing", 3), hypotheses=(ONE,), normality=False)
    facts = results.panel_facts
    own = facts[(facts["fact"] == "missing") & (facts["variable"] == "internationalized")]
    assert own["value"].sum() > 0
    text = answers(results)["Missing data"]
    assert f"Internationalized {int(own['value'].sum())}" in text
    assert "Normality" not in answers(results)["Diagnostics of the data"]


def test_statuses_are_counted():
    results = run_panel(damage.panel("all_domestic", 3), hypotheses=(ONE,), normality=False)
    found = answers(results)
    failed = (results.findings["status"] == "constant_outcome").sum()
    assert f"the outcome is the same for every firm: {failed}" in found["Problems of estimation"]
    assert found["Tests, effect sizes, intervals"] == OPEN
    assert found["Hypotheses, and which are primary"].startswith("Tested: none.")


@pytest.mark.parametrize("kind", ["one_year", "few_firms"])
def test_damaged_data_give_a_whole_table(kind):
    results = run_panel(damage.panel(kind, 3), hypotheses=(ONE,), normality=False)
    assert "nan" not in markdown(jars_table(results))
    assert len(jars_table(results).rows) == 27


def test_small_counts_stay_hidden():
    results = run_panel(
        damage.panel("one_year", 3), hypotheses=(ONE,), normality=False, min_count=5
    )
    found = answers(results)
    assert "fewer than 5 firms are not shown" in found["Ethics and protection of participants"]
    assert "not kept with the results" in found["Data, code and materials"]
    assert "nan" not in markdown(jars_table(results))
