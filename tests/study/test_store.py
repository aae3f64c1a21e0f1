"""Results sets are written whole or not at all."""

import json

import pytest

from smeint.errors import OutputError
from smeint.study import store
from smeint.study.store import check_folder, read_manifest, write_set

OLD, NEW = {"a.csv": b"old", "b.csv": b"old"}, {"a.csv": b"new"}


@pytest.fixture
def folder(tmp_path):
    write_set(tmp_path / "set", OLD, {"format": 1})
    return tmp_path / "set"


def test_a_set_is_replaced_as_a_whole_and_foreign_files_stay(folder):
    (folder / "notes.txt").write_text("mine")
    write_set(folder, NEW, {"format": 1})
    assert sorted(p.name for p in folder.iterdir()) == ["a.csv", "manifest.json", "notes.txt"]
    assert (folder / "a.csv").read_bytes() == b"new"
    assert list(folder.parent.iterdir()) == [folder]
    assert list(read_manifest(folder)["files"]) == ["a.csv"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError("disk full")])
@pytest.mark.parametrize("at", [1, 2])
def test_an_interruption_leaves_the_earlier_set_whole(folder, monkeypatch, error, at):
    rename, calls = store.Path.rename, []

    def interrupted(self, target):
        calls.append(target)
        if len(calls) == at:
            raise error
        return rename(self, target)

    monkeypatch.setattr(store.Path, "rename", interrupted)
    with pytest.raises((KeyboardInterrupt, OutputError)):
        write_set(folder, NEW, {"format": 1})
    monkeypatch.undo()
    assert read_manifest(folder)["format"] == 1
    assert (folder / "b.csv").read_bytes() == b"old"
    assert list(folder.parent.iterdir()) == [folder]


def test_a_folder_that_holds_other_files_is_refused(tmp_path):
    (tmp_path / "thesis.docx").write_text("precious")
    with pytest.raises(OutputError) as refusal:
        write_set(tmp_path, NEW, {})
    assert str(refusal.value) == (
        f"Results cannot be written to {tmp_path}: it holds other files and no earlier results; "
        f"name a new or empty folder."
    )
    assert (tmp_path / "thesis.docx").read_text() == "precious"


def test_a_path_below_a_file_is_refused(tmp_path):
    file = tmp_path / "file"
    file.write_text("")
    for path, sentence in [
        (file, f"Results cannot be written to {file}: it is a file, not a folder."),
        (
            file / "below" / "deep",
            f"Results cannot be written to {file}/below/deep: {file} is a file, not a folder.",
        ),
    ]:
        with pytest.raises(OutputError) as refusal:
            check_folder(path)
        assert str(refusal.value) == sentence


def test_a_set_that_does_not_match_its_manifest_is_refused(folder):
    (folder / "a.csv").write_bytes(b"edited")
    with pytest.raises(OutputError, match=r"a\.csv does not match manifest\.json"):
        read_manifest(folder)
    (folder / "a.csv").unlink()
    with pytest.raises(OutputError, match=r"a\.csv is missing from manifest\.json"):
        read_manifest(folder)
    (folder / "manifest.json").write_text("{")
    with pytest.raises(OutputError, match="holds no readable manifest"):
        read_manifest(folder)


def test_the_manifest_holds_each_files_hash(folder):
    files = json.loads((folder / "manifest.json").read_text())["files"]
    assert files["a.csv"] == "cba06b5736faf67e54b07b561eae94395e774c517a7d910a54369e1263ccfbd4"
