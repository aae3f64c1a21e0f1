"""The table of models that have none of their own: whatever their effects are called."""

from dataclasses import replace

import pandas as pd
import pytest

from smeint.finding import MeasureRow
from smeint.labels import term_label
from smeint.panel.read import panel_from_frame
from smeint.panel.variables import Kind
from smeint.report.table import markdown
from smeint.report.tables.further_models import further_models
from smeint.report.write import report_text
from smeint.study import over_years
from smeint.study.over_years import YearsModel
from smeint.study.procedures import PROCEDURES
from smeint.study.run import run_panel
from smeint.study.shipped import MAIN
from smeint.synth.export import to_frame
from smeint.synth.simulate import simulate
from tests.contract import damage

MODEL = "some_model"


@pytest.fixture
def over_all_years(monkeypatch):
    """A model over all years: the logistic regression under another name."""
    blocks = ("block_1", "block_2", "block_3")
    monkeypatch.setattr(over_years, "YEARS_MODELS", (YearsModel(MODEL, (Kind.YES_NO,), blocks),))
    for block in blocks:
        monkeypatch.setitem(PROCEDURES, (MODEL, block), PROCEDURES["logit", block])


@pytest.fixture
def results(over_all_years):
    frame = to_frame(simulate("published", 4)).reset_index(drop=True)
    panel = panel_from_frame(frame, damage.COLUMNS)
    return run_panel(panel, hypotheses=(MAIN["H1"],), normality=False)


def with_finding(results, **fields):
    """The results with the fields of its models' findings changed."""
    findings = results.findings.copy()
    rows = findings["procedure"] == MODEL
    for name, value in fields.items():
        findings.loc[rows, name] = value
    return replace(results, findings=findings)


def test_each_term_that_is_no_level_or_year_has_a_row(results):
    table = further_models(results, "H1")
    assert table.title == "H1: further models"
    assert table.columns[:4] == ("Model", "Block", "Year", "Term")
    by_block = {}
    for row in table.rows:
        assert row[0] == "some model"
        assert row[2] == "all"
        if row[4].startswith("OR"):
            by_block.setdefault(row[1], []).append(row[3])
    practices = ["Networking: yes", "Growth intention: yes", "Innovation: yes"]
    assert by_block == {
        "block 1": ["SME: yes"],
        "block 2": ["SME: yes", "Log firm age"],
        "block 3": ["SME: yes", "Log firm age", *practices],
    }


def test_numbers_are_those_of_the_measures(results):
    table = further_models(results, "H1")
    terms = {term_label(results.manifest, term): term for term in results.measures["term"]}
    measures = results.measures.set_index(["finding_id", "measure", "term"])
    for row in table.rows:
        name = f"H1.internationalized.all.{MODEL}.{row[1].replace(' ', '_')}"
        if not row[4].startswith("OR"):
            continue
        own = measures.loc[[(name, "odds_ratio", terms[row[3]])]].iloc[0]
        assert row[4] == f"OR = {own['estimate']:.2f}"
        assert row[5] == f"[{own['ci_low']:.2f}, {own['ci_high']:.2f}]"
        found = results.findings.set_index("finding_id").loc[name]
        assert row[7:] == (str(found["n_firms"]), str(found["n"]))
        assert found["n"] > found["n_firms"]


def test_it_stands_in_the_document_once_and_is_no_part_of_the_yearly_blocks(results):
    text = report_text(results)
    assert text.count("**H1: further models**") == 1
    assert text.count("**H1: logistic regression, odds ratio of SME**") == 1
    assert "firms are clusters, and years are terms" in text
    yearly = text.split("**H1: logistic regression")[1].split("**H1: further")[0]
    assert "some model" not in yearly


def test_without_such_models_there_is_no_table():
    found = run_panel(damage.panel("one_year", 3), hypotheses=(MAIN["H1"],), normality=False)
    assert further_models(found, "H1") is None
    assert further_models(found, "H2") is None


def test_another_effect_is_named_with_its_meaning(results):
    measures = results.measures.copy()
    rows = measures["finding_id"].str.contains(MODEL) & (measures["measure"] == "odds_ratio")
    measures.loc[rows, "measure"] = "mean_rank_difference"
    changed = replace(with_finding(results, effect_name="mean_rank_difference"), measures=measures)
    table = further_models(changed, "H1")
    assert table.rows[0][4].startswith("mean rank difference = 0.")
    meaning = "mean rank difference: difference of mean ranks, first group minus second."
    assert any(meaning in note for note in table.notes)


def with_variant(results, variant, *, plain):
    """The results with one more variant of an odds ratio, beside the plain one or alone."""
    name = f"H1.internationalized.all.{MODEL}.block_1"
    more = MeasureRow(name, "odds_ratio", variant, "sme[yes]", 0.5, ci_low=0.25, ci_high=1.0)
    extra = pd.DataFrame([{f: getattr(more, f) for f in MeasureRow.__dataclass_fields__}])
    kept = results.measures
    if not plain:
        kept = kept[(kept["finding_id"] != name) | (kept["measure"] != "odds_ratio")]
    changed = replace(results, measures=pd.concat([kept, extra], ignore_index=True))
    rows = [row for row in further_models(changed, "H1").rows if row[1] == "block 1"]
    return [row[3:7] for row in rows if row[4].startswith("OR")]


def test_parts_of_an_effect_are_told_apart(results):
    rows = with_variant(results, "part 2", plain=False)
    assert rows == [("SME: yes (part 2)", "OR = 0.50", "[0.25, 1.00]", "–")]


def test_the_same_effect_by_another_method_is_left_out(results):
    (row,) = with_variant(results, "profile", plain=True)
    assert row[0] == "SME: yes"
    assert row[1] != "OR = 0.50"


@pytest.mark.parametrize("kind", ["separated", "few_firms", "one_group"])
def test_a_model_that_was_not_computed_shows_why(over_all_years, kind):
    found = run_panel(damage.panel(kind, seed=3), hypotheses=(MAIN["H1"],), normality=False)
    own = found.findings[found.findings["procedure"] == MODEL].set_index("variant")["status"]
    own = own[own != "ok"]
    assert len(own) >= 2
    rows = further_models(found, "H1").rows
    for block, status in own.items():
        shown = [row for row in rows if row[1] == block.replace("_", " ")]
        assert [row[3:7] for row in shown] == [("SME", status.replace("_", " "), "–", "–")]
    assert "nan" not in markdown(further_models(found, "H1"))


def test_suppressed_models_show_nothing(over_all_years):
    panel = damage.panel("whole", seed=3)
    found = run_panel(panel, hypotheses=(MAIN["H1"],), normality=False, min_count=5)
    rows = further_models(found, "H1").rows
    status = {row[1]: row[4] for row in rows}
    assert status["block 2"] == status["block 3"] == "suppressed"  # industries of few firms
    hidden = [row for row in rows if row[4] == "suppressed"]
    assert {row[5:] for row in hidden} == {("–", "–", "–", "–")}
