"""`smeint init` and `smeint template` as a user meets them."""

import os
import sys

import numpy as np
import pytest

from smeint.cli import main
from smeint.errors import DataFileError, OutputError
from smeint.panel.variables import VARIABLES, Kind
from smeint.propose.chooser import check_names
from smeint.propose.files import write_new
from smeint.propose.patterns import match, names
from smeint.study.studyfile import load_study


@pytest.fixture
def smeint(monkeypatch, capsys, tmp_path):
    """Run the command line in this process, in a folder of its own."""
    monkeypatch.chdir(tmp_path)

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["smeint", *map(str, words)])
        try:
            main()
            code = 0
        except SystemExit as stop:
            code = stop.code or 0
        out, err = capsys.readouterr()
        return code, out, err

    return run


@pytest.fixture
def survey(csv):
    return csv(id=range(60), year=2024, employees=np.arange(60) * 7 + 5, exporter=[0, 1] * 30)


def test_init_writes_a_study_file_and_names_the_next_step(smeint, survey, tmp_path):
    code, out, err = smeint("init", survey.name)
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "Proposed: firm_id, year, employees, internationalized",
        "H2 lacks fsts (or foreign_sales and sales)",
        "H3 lacks rota (or operating_profit and total_assets)",
        "H3b lacks rota (or operating_profit and total_assets); fsts (or foreign_sales and sales)",
        "H4 lacks management_team_size; professional_training; strategic_planning; doi_band (or "
        "fsts)",
        "H5 lacks export_plan; doi_band (or fsts)",
        "Study file: study.toml (read every line of it)",
        "Next: smeint check study.toml",
    ]
    assert load_study(tmp_path / "study.toml").data.file == "survey.csv"
    assert smeint("check", "study.toml")[0] == 0


def test_init_never_overwrites(smeint, survey, tmp_path):
    (tmp_path / "study.toml").write_text("mine")
    code, out, err = smeint("init", survey.name)
    assert (code, out) == (2, "")
    assert err == (
        "Error: study.toml is there already and is not overwritten; name another with --out.\n"
    )
    assert (tmp_path / "study.toml").read_text() == "mine"


def test_init_into_a_folder_that_is_not_there(smeint, survey):
    code, _, err = smeint("init", survey.name, "--out", "none/study.toml")
    assert code == 2
    assert err == "Error: none/study.toml cannot be written: there is no folder none.\n"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["none.csv"], "Error: none.csv was not found; data files there: survey.csv.\n"),
        (["survey.csv", "--preset", "wms"], "Error: preset must be one of"),
        (["survey.csv", "--sheet", "a"], "Error: [data] `sheet` is an Excel file's option"),
        (["."], "Error: . is a folder; name a file.\n"),
    ],
)
def test_mistakes_are_one_sentence(smeint, survey, tmp_path, words, sentence):
    code, _, err = smeint("init", *words)
    assert code == 2
    assert err.startswith(sentence)
    assert not (tmp_path / "study.toml").exists()


def test_a_title_above_the_names_is_asked_for(smeint, survey, tmp_path):
    titled = tmp_path / "titled.csv"
    titled.write_text("Survey of 2024\n\n" + survey.read_text())
    assert smeint("init", titled) == (
        2,
        "",
        "Error: titled.csv: row 1 (line 3) has 4 fields, the header has 1. If that is a title, "
        "state the row of the column names as `header_row`.\n",
    )
    code, out, _ = smeint("init", titled, "--header-row", 3)
    assert (code, out.splitlines()[0]) == (
        0,
        "Proposed: firm_id, year, employees, internationalized",
    )
    assert load_study(tmp_path / "study.toml").data.header_row == 3


def test_a_title_in_a_sheet_is_asked_for():
    with pytest.raises(DataFileError) as raised:
        check_names(["Survey of 2024", "", ""])
    assert str(raised.value) == (
        "the row of column names holds one name alone, `Survey of 2024`, as a title does; state "
        "the row of the column names as `header_row` (smeint init: --header-row)."
    )
    check_names(["employees"])


def test_init_without_values(smeint, csv, tmp_path):
    path = csv(id=range(60), year=2024, tqm=["Ja", "Nein"] * 30)
    code, out, _ = smeint("init", path.name, "--no-values")
    text = (tmp_path / "study.toml").read_text()
    assert code == 0
    assert "Nein" not in text + out
    assert "For you to decide: tqm" in out


def test_template_and_its_next_step(smeint, tmp_path):
    code, out, err = smeint("template", "--out", "new")
    assert (code, err) == (0, "")
    assert out.splitlines()[-1] == "Then: smeint check new/study.toml"
    code, _, err = smeint("template", "--out", "new")
    assert code == 2
    assert "is there already" in err


def test_files_are_written_all_or_none(tmp_path):
    first, second = tmp_path / "a", tmp_path / "b"
    second.write_text("mine")
    with pytest.raises(OutputError):
        write_new({first: b"x", second: b"y"})
    assert not first.exists()
    assert second.read_text() == "mine"
    assert len(list(tmp_path.iterdir())) == 1


def test_where_links_are_not_possible_nothing_is_overwritten_either(tmp_path, monkeypatch):
    def refuse(*_):
        raise PermissionError

    monkeypatch.setattr(os, "link", refuse)
    target = tmp_path / "a"
    write_new({target: b"x"})
    assert target.read_bytes() == b"x"
    with pytest.raises(OutputError, match="there already"):
        write_new({target: b"y"})
    assert target.read_bytes() == b"x"


def test_every_variable_has_patterns_but_bands():
    without = {name for name, v in VARIABLES.items() if v.kind is Kind.ORDERED}
    assert set(names()) == set(VARIABLES) - without


@pytest.mark.parametrize("variable", [name for name in VARIABLES if name != "doi_band"])
def test_a_canonical_name_is_its_variable(variable):
    assert match(variable, variable, "").rank == 0


def test_init_names_its_own_option_beside_the_key_of_a_study_file(smeint, tmp_path):
    (tmp_path / "s.csv").write_text("id;year,wave\n1;2010,5\n")
    code, _, err = smeint("init", "s.csv")
    assert code == 2
    assert err == (
        "Error: s.csv may be delimited by comma and semicolon, for the header holds both; state "
        '`delimiter`, for example delimiter = ";". With smeint init: --delimiter.\n'
    )
