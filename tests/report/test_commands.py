"""The report on the command line: from a saved set, interrupted, asked for wrongly."""

import shutil
import sys

import pytest

from smeint.cli import main
from smeint.report.write import write_results
from smeint.study.demo import DATA, STUDY
from smeint.study.run import run_study

CARD = "H1.internationalized.2010.chi_square.pearson"


@pytest.fixture
def smeint(monkeypatch, capsys):
    """Run the command line in this process."""

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


@pytest.fixture(scope="session")
def of_one(study, tmp_path_factory):
    """A saved set of one hypothesis; not to be written to."""
    folder = tmp_path_factory.mktemp("of_one")
    shutil.copy(study.parent / DATA, folder / DATA)
    text = study.read_text().replace("format = 1", 'format = 1\nhypotheses = ["H1"]')
    (folder / STUDY).write_text(text)
    return write_results(run_study(folder / STUDY), folder / "set", formats=())


@pytest.fixture
def folder(of_one, tmp_path):
    """A copy of a saved set, to be changed."""
    return shutil.copytree(of_one, tmp_path / "set")


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_report_is_written_from_the_set_alone(folder, smeint):
    code, out, err = smeint("report", folder, "--format", "md,tex")
    assert (code, err) == (0, "")
    assert out == f"Report: {folder} (open report.md first)\n"
    assert {"report.md", "report.tex", "effects.pdf"} <= set(contents(folder))


def test_an_interrupt_leaves_the_earlier_report_whole(folder, smeint, monkeypatch):
    smeint("report", folder, "--format", "md")
    before = contents(folder)
    drawn = []

    def interrupted(figure, kind):
        drawn.append(kind)
        if len(drawn) == 3:
            raise KeyboardInterrupt
        return b"<svg></svg>"

    monkeypatch.setattr("smeint.report.write.picture", interrupted)
    code, _, err = smeint("report", folder, "--format", "html")
    assert (code, err) == (130, "Interrupted; earlier results are as they were.\n")
    assert len(drawn) == 3
    assert contents(folder) == before


def test_the_second_opinion_is_asked_for_on_the_command_line(study, tmp_path, smeint):
    shutil.copy(study.parent / DATA, tmp_path / DATA)
    text = study.read_text().replace("format = 1", 'format = 1\nhypotheses = ["H1"]')
    (tmp_path / STUDY).write_text(text)
    words = ("run", tmp_path / STUDY, "--out", tmp_path / "out", "--cross-check")
    code, _, err = smeint(*words, "--format", "md", "--without-data")
    assert (code, err) == (0, "")
    assert "cross_check.csv" in contents(tmp_path / "out")
    assert "analysis.parquet" not in contents(tmp_path / "out")
    assert b"Second opinion" in contents(tmp_path / "out")["report.md"]
    code, _, err = smeint(*words, "--min-count", "5")
    assert code == 2
    assert "leave out either the cross-check or min_count, got min_count = 5" in err


def test_a_card_says_what_a_number_is(folder, smeint):
    code, out, _ = smeint("card", folder, CARD)
    assert code == 0
    assert "Continuity correction  no" in out
    assert "chisq.test" in out
    code, _, err = smeint("card", folder, CARD + "x")
    assert code == 2
    assert err.startswith("Error: ") and CARD in err and err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--format", "pdf"), "There is no report format `pdf`; allowed: html, docx, md, tex."),
        (("--format", "md,,htm"), "There is no report format `htm`"),
    ],
)
def test_an_unknown_format_is_one_sentence(folder, smeint, words, said):
    code, _, err = smeint("report", folder, *words)
    assert code == 2
    assert said in err and err.count("\n") == 1
