"""The document, the set on disk and the command."""

import csv
import subprocess
import sys

import numpy as np
import pytest

from smeint.errors import OutputError
from smeint.report.describe.document import NO_PROOF, data_document
from smeint.report.describe.write import FRAMES, write_description
from smeint.report.write import write_results
from smeint.study.describe.description import Description
from smeint.study.run import run_study
from smeint.study.store import read_manifest
from tests.describe.describing import described, study, survey


def write_study(folder, frame, extra=""):
    """Write a study file with its data."""
    from tests.describe.describing import COLUMNS

    frame.to_csv(folder / "data.csv", index=False)
    path = folder / "study.toml"
    path.write_text(
        f'format = 1\nhypotheses = ["H1", "H2"]\n[data]\nfile = "data.csv"\n[columns]\n{COLUMNS}'
        f"{extra}"
    )
    return path


@pytest.fixture
def gaps():
    frame = survey(40)
    frame.loc[::7, "fsts"] = np.nan
    frame.loc[3::9, "employees"] = np.nan
    frame["late"] = ["yes", "no", "no", "no"] * 20
    return frame


def test_the_set_is_whole_and_is_replaced(gaps, tmp_path):
    description = described(tmp_path, gaps)
    out = tmp_path / "out"
    write_description(description, out)
    names = {path.name for path in out.iterdir()}
    drawn = {"missing_patterns.svg", "listwise.svg", "waves.svg"}
    assert names == {f"{name}.csv" for name in FRAMES} | {"data.md", "manifest.json"} | drawn
    assert read_manifest(out)["kind"] == "description"
    write_description(described(tmp_path, survey(10, years=(2010,))), out)
    assert not drawn & {path.name for path in out.iterdir()}


def test_tables_on_disk_are_the_frames(gaps, tmp_path):
    description = described(tmp_path, gaps, 'late_respondent = "late"')
    write_description(description, tmp_path / "out")
    with (tmp_path / "out" / "comparisons.csv").open(newline="") as file:
        read = list(csv.DictReader(file))
    assert list(read[0]) == list(description.comparisons.columns)
    found = [float(row["p_holm"] or "nan") for row in read]
    np.testing.assert_array_equal(found, description.comparisons["p_holm"])


def test_results_and_descriptions_do_not_replace_one_another(gaps, tmp_path):
    asked = study(tmp_path, gaps, top='hypotheses = ["H1"]')
    results, description = run_study(asked), described(tmp_path, gaps)
    write_results(results, tmp_path / "run", formats=("md",))
    write_description(description, tmp_path / "data")
    with pytest.raises(OutputError) as error:
        write_description(description, tmp_path / "run")
    assert str(error.value).endswith(
        "it holds the results of tests, not a description of data; name another folder."
    )
    with pytest.raises(OutputError) as error:
        write_results(results, tmp_path / "data", formats=("md",))
    assert str(error.value).endswith(
        "it holds a description of data, not the results of tests; name another folder."
    )


def test_the_document_warns_of_what_no_test_shows(gaps, tmp_path):
    text = data_document(described(tmp_path, gaps, 'late_respondent = "late"'))
    assert NO_PROOF in text
    assert "Not compared: the study file names no population." in text
    assert "synthetic" not in text


def test_names_cannot_break_the_document(tmp_path):
    frame = survey(20, years=(2010,))
    frame["industry"] = ["<script>|*x*", "B"] * 10
    extra = '[frame]\nsource = "<b>|Register"\n[frame.industry]\n"<script>|*x*" = 1\nB = 1'
    description = described(tmp_path, frame, 'industry = "industry"', extra)
    text = data_document(description)
    assert "<script>" not in text
    assert "<b>" not in text
    lines = text.split("**Levels: observed and expected**")[1].splitlines()[2:6]
    pipes = {line.replace("\\|", "").count("|") for line in lines}
    assert pipes == {9}


@pytest.mark.parametrize("n", [1, 2])
def test_next_to_no_firms_still_read_well(tmp_path, n):
    text = data_document(described(tmp_path, survey(n, years=(2010,))))
    assert "nan" not in text.lower().replace("financ", "")
    assert (
        f"| Data | {n} firm-year{'s' if n > 1 else ''}, {n} firm{'s' if n > 1 else ''}, 2010 |"
        in text
    )


def test_everything_missing_is_said(tmp_path):
    frame = survey(6)
    frame[["employees", "fsts"]] = np.nan
    text = data_document(described(tmp_path, frame))
    assert "| 1 | employees, fsts | 12 | 100.0 % | 6 |" in text


def test_the_synthetic_demonstration_is_labelled(demo):
    import smeint

    description = smeint.describe(demo / "study.toml")
    assert isinstance(description, Description)
    text = data_document(description)
    assert "**The data are synthetic: no row is a real firm.**" in text
    assert "No value of any variable is missing." in text


def command(*words, folder):
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "smeint", *map(str, words)],
        capture_output=True,
        text=True,
        cwd=folder,
        check=False,
    )


def test_the_command_writes_and_says_where(gaps, tmp_path):
    path = write_study(tmp_path, gaps, 'late_respondent = "late"')
    done = command("describe", path, "--out", "out", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Description: out (open data.md first)" in done.stdout
    assert "comparisons with p < .05" in done.stdout
    for file in (tmp_path / "out").iterdir():
        assert str(tmp_path) not in file.read_text()


def test_a_mistake_in_the_study_file_is_one_sentence(gaps, tmp_path):
    path = write_study(tmp_path, gaps, "[design]\nresponse_rate = 45")
    done = command("describe", path, "--out", "out", folder=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("Error: study.toml: [design] `response_rate` must be a share")
    assert not (tmp_path / "out").exists()


def test_figures_are_not_loaded_by_other_commands():
    code = (
        "import sys, smeint.commands, smeint.report.write, smeint.study.describe.description\n"
        "sys.exit('matplotlib' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False)
    assert done.returncode == 0
