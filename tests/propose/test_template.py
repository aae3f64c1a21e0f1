"""The blank template: filled with simulated firms, it runs as it is."""

import csv
import io

import openpyxl
import pandas as pd
import pytest

from smeint.errors import OutputError
from smeint.panel.panel import Panel
from smeint.panel.variables import VARIABLES
from smeint.propose.proposal import propose_study
from smeint.propose.template import questions, write_template
from smeint.propose.workbook import workbook
from smeint.study.check import check_study
from smeint.study.run import run_panel, run_study
from smeint.study.studyfile import load_study
from smeint.synth.export import to_frame, to_panel
from smeint.synth.simulate import simulate
from smeint.synth.world import world

FILES = {"survey.csv", "survey.xlsx", "codebook.md", "study.toml"}
DERIVED = {"fsts", "rota", "internationalized", "doi_band", "sme"}


@pytest.fixture(scope="module")
def firms():
    return simulate(world("published"), 7)


@pytest.fixture
def folder(tmp_path):
    write_template(tmp_path / "new")
    return tmp_path / "new"


def fill(folder, frame):
    header = (folder / "survey.csv").read_text().strip().split(",")
    frame[header].to_csv(folder / "survey.csv", index=False)


def test_it_is_four_files(folder):
    assert {path.name for path in folder.iterdir()} == FILES


def test_filled_with_simulated_firms_it_gives_what_their_panel_gives(folder, firms):
    fill(folder, to_frame(firms))
    filled = run_study(folder / "study.toml")
    panel = to_panel(firms)
    columns = {name: c for name, c in panel.columns.items() if name not in DERIVED}
    direct = run_panel(Panel(columns, panel.reasons, panel.origin))
    for name in ("verdicts", "findings", "groups"):
        pd.testing.assert_frame_equal(getattr(filled, name), getattr(direct, name))
    main = filled.verdicts.query("hypothesis in ['H1', 'H2', 'H3', 'H4', 'H5']")
    assert (main["verdict"] != "not computed").all()


def test_the_excel_sheet_runs_with_its_two_lines(folder, firms):
    book = openpyxl.load_workbook(folder / "survey.xlsx")
    frame = to_frame(firms)
    header = [cell.value for cell in book["data"][1]]
    for place, name in enumerate(header, start=1):
        for row, value in enumerate(frame[name].tolist(), start=2):
            if not pd.isna(value):
                book["data"].cell(row, place, value)
    book.save(folder / "survey.xlsx")
    study = folder / "study.toml"
    text = study.read_text().replace('file = "survey.csv"\n', "", 1)
    study.write_text(text.replace("# file", "file").replace("# sheet", "sheet"))
    panel = check_study(study).panel
    assert panel.origin.detail == "sheet data"
    assert panel.n_rows == len(frame)


def test_missing_codes_are_understood_and_no_number_is_one(folder, firms):
    frame = to_frame(firms).astype(object)
    frame.loc[0, "employees"] = "refused"
    frame.loc[1, "tqm"] = "dont_know"
    frame.loc[2, "operating_profit"] = -9
    fill(folder, frame)
    panel = check_study(folder / "study.toml").panel
    assert set(panel.reasons) >= {"refused", "don't know"}
    assert bool(panel["operating_profit"].known.all())


def test_the_codebook_has_every_question_and_what_needs_it(folder):
    text = (folder / "codebook.md").read_text()
    lines = [line for line in text.splitlines() if " | " in line]
    rows = {line.split(" | ")[0].removeprefix("| "): line for line in lines}
    for question in questions():
        assert question.ask in rows[question.variable]
    assert rows["export_plan"].endswith("| H5 |")
    assert rows["total_assets"].endswith("| H3, H3b |")
    assert rows["founded"].endswith("| logistic regression of H1 |")
    assert rows["firm_id"].endswith("| all |")
    sheet = openpyxl.load_workbook(folder / "survey.xlsx")["codebook"]
    assert [row[1].value for row in sheet.iter_rows(min_row=2)] == [q.ask for q in questions()]


def test_it_asks_for_all_that_hypotheses_know_but_what_is_derived():
    own = {"plant_investment", "fixed_assets", "sector", "weight", "stratum", "late_respondent"}
    assert {q.variable for q in questions()} == set(VARIABLES) - DERIVED - own


def test_the_study_file_is_one(folder):
    assert load_study(folder / "study.toml").name == "study.toml"


def test_a_proposal_for_the_filled_template_maps_every_question(folder, firms):
    fill(folder, to_frame(firms))
    proposal = propose_study(folder / "survey.csv")
    assert set(proposal.proposed) == {q.variable for q in questions()}


@pytest.mark.parametrize("name", sorted(FILES))
def test_nothing_is_overwritten_and_nothing_half_written(tmp_path, name):
    (tmp_path / name).write_text("mine")
    with pytest.raises(OutputError) as caught:
        write_template(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path / name} is there already and is not overwritten; name another with --out."
    )
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text() == "mine"


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="The template cannot be written to"):
        write_template(tmp_path / "file")


def test_a_workbook_holds_its_texts():
    rows = [["a & b", "<c>"], ['"d"', ""], [str(n) for n in range(30)]]
    book = openpyxl.load_workbook(io.BytesIO(workbook({"one": rows, "two": [["x"]]})))
    assert book.sheetnames == ["one", "two"]
    read = [[cell.value or "" for cell in row] for row in book["one"].iter_rows()]
    assert read[0][:2] == rows[0]
    assert read[2] == rows[2]
    assert workbook({"one": rows}) == workbook({"one": rows})


def test_the_csv_is_one_header(folder):
    with (folder / "survey.csv").open() as lines:
        (header,) = csv.reader(lines)
    assert header == [q.variable for q in questions()]
