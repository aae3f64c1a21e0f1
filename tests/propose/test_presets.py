"""Files of known surveys are known by their columns."""

import tomllib

import pytest

from smeint.propose.proposal import propose_study
from smeint.study.check import check_study
from smeint.study.presets import presets
from smeint.study.run import run_study

WBES, WMS = "world_bank_enterprise_surveys", "world_management_survey"


def written(proposal, folder, *changes):
    path, text = folder / "study.toml", proposal.text
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def invented(csv):
    """A file in the layout of the Enterprise Surveys, without some of its columns."""

    def write(year=2013, **more):
        n = range(40)
        return csv(
            idstd=n,
            **more,
            d3b=[0, 10] * 20,
            d3c=[0, 20] * 20,
            l1=[20 * k + 5 for k in n],
            a14y=year,
            b5=[1990, -9] * 20,
            employees=[9] * 40,
        )

    return write


def test_a_known_layout_is_proposed_by_its_preset(invented, tmp_path):
    proposal = propose_study(invented(a0=1))
    assert proposal.preset == WBES
    tables = tomllib.loads(proposal.text)
    assert tables["preset"] == WBES
    assert tables["columns"] == {"year": "a14y"}
    assert "# Not in this file: country (column a1)." in proposal.text
    assert proposal.proposed == ("firm_id", "year", "founded", "employees", "fsts")
    panel = check_study(written(proposal, tmp_path)).panel
    assert panel["employees"].source == "l1"
    assert panel["founded"].known.sum() == 20


def test_interviews_of_two_years_are_one_wave(invented):
    proposal = propose_study(invented(year=[2013, 2014] * 20, a0=1))
    assert proposal.placeholders == ("year",)
    assert "one wave is one year" in proposal.text


def test_without_the_filters_column_the_rows_are_for_the_user_to_decide(invented, tmp_path):
    proposal = propose_study(invented(), preset=WBES)
    assert tomllib.loads(proposal.text)["data"]["keep"] == []
    assert "are all rows to be kept?" in proposal.text
    assert check_study(written(proposal, tmp_path)).panel.n_rows == 40


def test_another_file_has_no_preset(csv):
    assert propose_study(csv(id=range(9), year=2024)).preset == ""


def test_a_preset_line_that_its_cells_break_is_taken_out(invented, tmp_path):
    proposal = propose_study(invented(a0=1, d2=[-77, 5] * 20))
    assert tomllib.loads(proposal.text)["columns"]["sales"] is False
    assert "sales" not in proposal.proposed
    check_study(written(proposal, tmp_path))


def test_the_enterprise_surveys_fixture(wbes, tmp_path):
    proposal = propose_study(wbes, folder=tmp_path)
    assert proposal.preset == WBES
    assert proposal.proposed == (
        *("firm_id", "year", "country", "industry", "founded", "first_foreign_year", "employees"),
        *("sales", "fsts", "innovation", "weight", "stratum"),
        *("formal_training", "quality_certificate", "foreign_technology"),
    )
    assert proposal.undecided == ()
    assert proposal.lacking["H1"] == proposal.lacking["H2"] == ()
    assert proposal.lacking["H3"] == ("rota (or operating_profit and total_assets)",)
    assert proposal.lacking["H5"] == ("export_plan",)
    results = run_study(written(proposal, tmp_path))
    assert results.verdict("H1") != "not computed"
    assert results.panel_facts.query("fact == 'firms'")["value"].max() == 143


def test_the_management_survey(wms, tmp_path):
    proposal = propose_study(wms, folder=tmp_path)
    assert proposal.preset == WMS
    assert set(presets()[WMS].tables["columns"]) == set(proposal.proposed)
    waves = '{ column = "wave", in = [2008, 2009, 2010] }'
    keep = f'keep = [{{ column = "countrycode", in = ["in"] }}, {waves}]'
    path = written(
        proposal,
        tmp_path,
        ("[columns]", f"{keep}\n[columns]\nyear = {{ constant = 2010 }}"),
    )
    h1 = run_study(path).findings.query("hypothesis == 'H1' and role == 'primary'")
    assert h1["n"].tolist() == [378]  # as counted by hand, see test_real.py
