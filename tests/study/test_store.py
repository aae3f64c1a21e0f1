"""Results sets are written whole or not at all."""

import contextlib
import json
import os
import signal
from pathlib import Path

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


def content(folder):
    return {p.name: p.read_bytes() for p in folder.iterdir()}


class Cut(BaseException):
    """The process was killed: nothing is put right any more."""


def cut_at(monkeypatch, at, error, after=False):
    """Let the n-th renaming fail, or be the last thing that is done."""
    rename, calls = store.Path.rename, []

    def cut(self, target):
        calls.append(target)
        if len(calls) == at and not after:
            raise error
        done = rename(self, target)
        if len(calls) == at:
            raise error
        return done

    monkeypatch.setattr(store.Path, "rename", cut)
    return calls


RENAMES = 5  # three files of the earlier set go aside, two come in


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("at", range(1, RENAMES + 1))
def test_a_failure_leaves_the_earlier_set_and_other_files_whole(folder, monkeypatch, at, after):
    (folder / "mynotes.txt").write_text("mine")
    before = content(folder)
    calls = cut_at(monkeypatch, at, OSError(28, "No space left on device"), after)
    with pytest.raises(OutputError, match=r": No space left on device\.$"):
        write_set(folder, NEW, {"format": 1})
    assert len(calls) >= at
    monkeypatch.undo()
    if at == RENAMES and after:  # the new manifest is in place: the new set is whole
        assert sorted(content(folder)) == ["a.csv", "manifest.json", "mynotes.txt"]
        assert read_manifest(folder)["files"].keys() == {"a.csv"}
    else:
        assert content(folder) == before
        read_manifest(folder)


@pytest.mark.parametrize("earlier", [True, False])
@pytest.mark.parametrize("at", range(1, 2 * RENAMES + 2))
def test_a_set_that_was_cut_off_is_recognised_and_replaced(tmp_path, monkeypatch, at, earlier):
    folder = tmp_path / "set"
    folder.mkdir()
    if earlier:
        write_set(folder, OLD, {"format": 1})
        (folder / "mynotes.txt").write_text("mine")
    before = content(folder)
    with monkeypatch.context() as patch:
        # the n-th renaming is the last; putting right is cut off at once, or half-way
        patch.setattr("smeint.study.leftovers.shutil.rmtree", lambda *_, **__: None)
        calls = cut_at(patch, min(at, RENAMES), Cut())
        if at <= RENAMES:
            patch.setattr(store, "settle", lambda _: None)
        else:
            rename = store.Path.rename
            half = at - RENAMES

            def again(self, target):
                if len(calls) >= RENAMES + half:
                    raise Cut
                return rename(self, target)

            patch.setattr(store.Path, "rename", again)
        with contextlib.suppress(Cut, OutputError):
            write_set(folder, NEW, {"format": 1})
    if (folder / "manifest.json").is_file():
        read_manifest(folder)  # one of the two is whole
    else:
        with pytest.raises(OutputError, match="holds no readable manifest"):
            read_manifest(folder)
    check_folder(folder)
    with monkeypatch.context() as patch:  # what is there comes back, whatever the next run does
        patch.setattr(store, "_replace", lambda *_: None)
        write_set(folder, NEW, {})
        if earlier:
            assert content(folder) == before
    write_set(folder, NEW, {"format": 1})
    notes = ["mynotes.txt"] if earlier else []
    assert sorted(content(folder)) == ["a.csv", "manifest.json", *notes]
    assert read_manifest(folder)["files"].keys() == {"a.csv"}


@pytest.mark.parametrize("at", range(1, RENAMES + 1))
def test_an_interrupt_while_files_move_undoes_the_replacement(folder, monkeypatch, at):
    before = content(folder)
    rename, calls = store.Path.rename, []

    def interrupted(self, target):
        calls.append(target)
        if len(calls) == at:
            signal.raise_signal(signal.SIGINT)
        return rename(self, target)

    monkeypatch.setattr(store.Path, "rename", interrupted)
    if at == RENAMES:  # the manifest is moving: too late
        write_set(folder, NEW, {"format": 1})
        assert content(folder).keys() == {"a.csv", "manifest.json"}
    else:
        with pytest.raises(KeyboardInterrupt):
            write_set(folder, NEW, {"format": 1})
        assert content(folder) == before
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_new_folder_is_not_left_behind_by_a_failure(tmp_path, monkeypatch):
    cut_at(monkeypatch, 1, OSError(28, "No space left on device"))
    for name in ("set", "x" * 300):
        with pytest.raises(OutputError):
            write_set(tmp_path / "deep" / name, NEW, {})
        assert list(tmp_path.iterdir()) == []


def test_the_folder_itself_stays_what_it_was(folder, monkeypatch):
    folder.chmod(0o2770)
    before = folder.stat()
    monkeypatch.chdir(folder)
    for _ in range(2):
        write_set(Path(), NEW, {})
        check_folder(Path())
    after = folder.stat()
    assert (before.st_mode, before.st_ino) == (after.st_mode, after.st_ino)
    assert (before.st_uid, before.st_gid) == (after.st_uid, after.st_gid)
    assert Path("a.csv").read_bytes() == b"new"


def test_only_the_folder_needs_to_be_writable(folder):
    folder.parent.chmod(0o555)
    try:
        write_set(folder, NEW, {})
    finally:
        folder.parent.chmod(0o755)
    assert (folder / "a.csv").read_bytes() == b"new"


@pytest.mark.parametrize("new", [OLD, NEW])
def test_a_folder_in_the_place_of_a_file_is_refused(folder, new):
    (folder / "b.csv").unlink()
    (folder / "b.csv").mkdir()
    (folder / "b.csv" / "precious").write_text("mine")
    for refused in (lambda: check_folder(folder), lambda: write_set(folder, new, {})):
        with pytest.raises(OutputError, match=r"`b\.csv` in it is a folder, not a file of earlier"):
            refused()
    assert (folder / "b.csv" / "precious").read_text() == "mine"


def test_a_file_that_is_not_of_the_earlier_set_is_not_replaced(folder):
    (folder / "c.csv").write_text("mine")
    before = content(folder)
    with pytest.raises(OutputError, match=r"`c\.csv` in it is not part of the earlier results"):
        write_set(folder, {**NEW, "c.csv": b"new"}, {})
    assert content(folder) == before


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"files": {"thesis.docx": "x"}}', '{"files": ["thesis.docx"]}']
)
def test_a_manifest_of_something_else_is_no_results_set(tmp_path, text):
    (tmp_path / "manifest.json").write_text(text)
    (tmp_path / "thesis.docx").write_text("precious")
    with pytest.raises(OutputError, match="holds other files and no earlier results"):
        check_folder(tmp_path)
    outside = {"../thesis.docx": "0" * 64}
    (tmp_path / "manifest.json").write_text(json.dumps({"files": outside}))
    with pytest.raises(OutputError, match="holds other files and no earlier results"):
        check_folder(tmp_path)


def test_a_name_that_is_too_long_is_refused(tmp_path):
    path = tmp_path / ("x" * 300)
    with pytest.raises(OutputError) as refusal:
        check_folder(path)
    assert str(refusal.value) == f"Results cannot be written to {path}: File name too long."


@pytest.mark.parametrize("below", ["in", "in/deep"])
def test_a_folder_that_may_not_be_entered_is_refused(tmp_path, below):
    (tmp_path / "closed").mkdir(mode=0o000)
    path = tmp_path / "closed" / below
    if os.access(tmp_path / "closed", os.X_OK):
        pytest.skip("this user may enter every folder")
    try:
        with pytest.raises(OutputError) as refusal:
            check_folder(path)
    finally:
        (tmp_path / "closed").chmod(0o755)
    assert str(refusal.value) == f"Results cannot be written to {path}: Permission denied."


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
    with pytest.raises(OutputError, match=r"lacks a\.csv, which manifest\.json names"):
        read_manifest(folder)
    (folder / "manifest.json").write_text("{")
    with pytest.raises(OutputError, match="holds no readable manifest"):
        read_manifest(folder)


def test_the_manifest_holds_each_files_hash(folder):
    files = json.loads((folder / "manifest.json").read_text())["files"]
    assert files["a.csv"] == "cba06b5736faf67e54b07b561eae94395e774c517a7d910a54369e1263ccfbd4"
