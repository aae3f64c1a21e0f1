"""A results set is read back as it was, and its report is written from its files alone."""

import hashlib
import json
import shutil

import pandas as pd
import pytest

from smeint.errors import ArgumentError, OutputError
from smeint.report.write import write_report, write_results
from smeint.study.kept import KeptUnits, hypotheses_of
from smeint.study.load import load_results
from smeint.study.results import TABLES
from smeint.study.shipped import SHIPPED
from smeint.study.store import read_manifest


@pytest.fixture
def folder(saved, tmp_path):
    """A copy of a saved set, to be changed."""
    return shutil.copytree(saved, tmp_path / "set")


def test_what_is_read_is_what_was_written(published, saved):
    again = load_results(saved)
    for name in (*TABLES, "analysis"):
        pd.testing.assert_frame_equal(
            getattr(again, name), getattr(published, name), check_exact=True
        )
    assert again.verdict("H1") == published.verdict("H1")


def test_a_report_leaves_the_tables_as_they_are(folder):
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    write_report(folder, formats=("md",))
    after = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert set(after) - set(before) == {"report.md"}
    assert all(after[name] == content for name, content in before.items() if name[0] != "m")
    assert read_manifest(folder)["files"].keys() == after.keys() - {"manifest.json"}
    write_report(folder, formats=())
    assert {path.name for path in folder.iterdir()} == set(before)


def test_a_set_that_was_changed_is_refused(folder):
    with (folder / "findings.csv").open("a") as file:
        file.write("\n")
    with pytest.raises(OutputError, match=r"findings\.csv does not match manifest\.json"):
        write_report(folder, formats=("md",))
    assert not (folder / "report.md").exists()


def test_a_report_that_was_edited_is_kept_and_the_tables_still_read(folder):
    write_report(folder, formats=("md",))
    with (folder / "report.md").open("a") as file:
        file.write("mine\n")
    assert load_results(folder).verdict("H1")
    for write in (
        lambda: write_report(folder, formats=("md",)),
        lambda: write_results(load_results(folder), folder, formats=()),
    ):
        with pytest.raises(OutputError, match=r"`report\.md` was changed after smeint wrote it"):
            write()
    assert (folder / "report.md").read_text().endswith("mine\n")
    (folder / "report.md").unlink()
    write_report(folder, formats=("md",))


def test_a_file_that_is_not_ours_is_refused_before_anything_is_drawn(folder):
    (folder / "report.md").write_text("mine")
    told = []
    with pytest.raises(OutputError, match=r"`report\.md` in it is not part of the earlier results"):
        write_report(folder, formats=("md",), progress=lambda *step: told.append(step))
    assert not told


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("findings.csv", b""),
        ("findings.csv", b"\xff\xfe\x00"),
        ("measures.csv", b"a,b\n1,2\n"),
        ("analysis.parquet", b"PAR1"),
    ],
)
def test_a_broken_table_is_refused_in_one_sentence(folder, name, content):
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / name).write_bytes(content)
    manifest["files"][name] = hashlib.sha256(content).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(OutputError, match=r"cannot be read: a table is broken\.$"):
        load_results(folder)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('"format": 1', '"format": 7', "of format 7; this version of smeint reads format 1"),
        ('"variables"', '"others"', "lacks `variables`: run the study again"),
        ('"alpha": 0.05', '"alpha": "low"', "lacks `alpha`: run the study again"),
        ('"format": 1', '"kind": "description", "format": 1', "holds a description of data, not"),
    ],
)
def test_another_set_is_refused_in_one_sentence(folder, old, new, why):
    path = folder / "manifest.json"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(OutputError, match=why):
        load_results(folder)


def test_a_folder_without_a_set_is_refused(tmp_path):
    with pytest.raises(OutputError, match=r"holds no readable manifest\.json"):
        load_results(tmp_path)


def test_an_unknown_format_is_refused_with_the_nearest(folder):
    with pytest.raises(ArgumentError, match="no report format `htm`; allowed: html, docx, md, tex"):
        write_report(folder, formats=("htm",))


def test_each_test_finds_its_own_firms_again(published, saved):
    units = KeptUnits(load_results(saved))
    assert set(units.questions) == set(published.findings["finding_id"])
    for row in published.findings.itertuples():
        found = units.of(row.finding_id)
        assert (found.n, found.n_firms) == (row.n, row.n_firms)
        if row.contrast:
            assert int(found.first.sum()) == row.n_1


def test_hypotheses_are_those_that_were_tested(saved):
    assert hypotheses_of(load_results(saved).manifest) == tuple(SHIPPED.values())
