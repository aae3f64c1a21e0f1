"""A results set on disk: staged, then put in place whole."""

from __future__ import annotations

import hashlib
import json
import os
import uuid
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from smeint.errors import OutputError
from smeint.interrupts import Held
from smeint.study.leftovers import (
    DIAGNOSIS,
    MANIFEST,
    RESULTS,
    Pair,
    kind_in,
    names_in,
    pairs,
    settle,
)

#: Kinds of sets, and what they are.
_KINDS = {
    RESULTS: "the results of tests",
    "description": "a description of data",
    DIAGNOSIS: "a diagnosis of a design",
}


def write_set(folder: Path, files: Mapping[str, bytes], manifest: Mapping[str, Any]) -> None:
    """Write files and, last, their manifest, in place of an earlier set or not at all.

    The folder itself stays what it is: only the set's files in it change.

    Parameters
    ----------
    folder : path
        New, empty, or holding an earlier results set, which is replaced as a whole; other files
        in it are kept.
    files : mapping of str to bytes
        Contents by file name.
    manifest : mapping
        Written as JSON with ``files``: each file's SHA-256. A set replaces only one of its own
        ``kind``; without that key it is the results of tests.

    Raises
    ------
    OutputError
        If the folder cannot be written, or holds files and no results set, or holds a file of
        another kind under the name of one of the set's.
    """
    check_folder(folder, str(manifest.get("kind", RESULTS)))
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    text = json.dumps({**manifest, "files": hashes}, indent=2, ensure_ascii=False) + "\n"
    contents = {**files, MANIFEST: text.encode()}
    made: list[Path] = []
    try:
        with Held() as held:
            try:
                _make(folder, made)
                settle(folder)
                _replace(folder, contents, held)
            except BaseException:
                _unmake(made)
                raise
    except OSError as error:
        raise _cannot(folder, error) from error


def check_folder(folder: Path, kind: str = RESULTS, names: Iterable[str] = ()) -> None:
    """Refuse a folder that cannot take a results set, before anything is computed.

    Parameters
    ----------
    folder : path
    kind : str
        What is to be written there.
    names : iterable of str
        Files that are to be written there, as far as they are known.

    Raises
    ------
    OutputError
        If it is a file, lies below a file, cannot be written, or holds files that are not a
        results set of this kind, or holds a file of another kind under one of the names.
    """
    try:
        nearest = _nearest(folder)
        if not nearest.is_dir():
            subject = "it" if nearest == folder else nearest
            raise _refused(folder, f"{subject} is a file, not a folder")
        needed = os.W_OK | os.X_OK | (os.R_OK if nearest == folder else 0)
        if not os.access(nearest, needed):
            raise _refused(folder, f"{nearest} is not writable")
        if nearest == folder:
            _check_content(folder)
            _check_kind(folder, kind)
            if not pairs(folder):  # what is left of a replacement is first put right
                _check_names(folder, names)
    except OSError as error:
        raise _cannot(folder, error) from error


def _any(_: str) -> bool:
    """Return True: every file counts."""
    return True


def read_manifest(folder: Path, read: Callable[[str], bool] = _any) -> dict[str, Any]:
    """Return the manifest of a results set after checking files against it.

    Parameters
    ----------
    folder : path
    read : callable
        Whether a file of this name is checked; all are by default.

    Raises
    ------
    OutputError
        If the manifest is missing or broken, or a file does not match it.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        hashes = dict(manifest["files"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise OutputError(f"{folder} holds no readable {MANIFEST} of a results set.") from error
    for name in filter(read, hashes):
        found = _hash(folder / name)
        if not found:
            raise OutputError(
                f"{folder} lacks {name}, which {MANIFEST} names: the results set is not whole."
            )
        if found != hashes[name]:
            raise OutputError(
                f"{folder / name} does not match {MANIFEST}: the results set is not whole."
            )
    return dict(manifest)


def changed_files(folder: Path) -> tuple[str, ...]:
    """Return which files of a set were changed since it was written; those that are gone are none.

    Raises
    ------
    OutputError
        If one cannot be read.
    """
    if names_in(folder) is None:
        return ()
    hashes = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
    return tuple(
        name for name, written in hashes.items() if _hash(folder / name) not in ("", written)
    )


def _hash(path: Path) -> str:
    """Return a file's SHA-256; empty where there is no such file."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
    except OSError as error:
        raise OutputError(f"{path} cannot be read: {error.strerror or error}.") from error


def _nearest(folder: Path) -> Path:
    """Return the folder, or the nearest one above it that is there."""
    for path in (folder, *folder.parents):
        try:
            path.stat()
        except (FileNotFoundError, NotADirectoryError):
            continue
        return path
    return Path()


def _check_content(folder: Path) -> None:
    """Refuse a folder that holds other files and no results set, whole or interrupted."""
    left = pairs(folder)
    hidden = {path.name for pair in left for path in (pair.new, pair.old)}
    present = {path.name for path in folder.iterdir()} - hidden
    owned = names_in(folder)
    for pair in left:
        owned = owned or names_in(pair.old)
    if owned is None and present:
        staged = [names_in(pair.new) or frozenset() for pair in left]
        if not any(present <= names for names in staged):
            raise _refused(
                folder,
                "it holds other files and no earlier results; name a new or empty folder",
            )
    _check_files(folder, owned or ())


def _check_kind(folder: Path, kind: str) -> None:
    """Refuse a folder that holds a set of another kind, whole or interrupted."""
    for path in (folder, *(pair.old for pair in pairs(folder))):
        found = kind_in(path)
        if found not in (None, kind):
            raise _refused(
                folder, f"it holds {named(found)}, not {named(kind)}; name another folder"
            )


def named(kind: str | None) -> str:
    """Return what a set is in words.

    Examples
    --------
    >>> named("diagnosis")
    'a diagnosis of a design'
    """
    return _KINDS.get(kind or RESULTS, f"a {kind}")


def _check_files(folder: Path, names: Iterable[str]) -> None:
    """Refuse a folder in which one of the set's names is a folder's."""
    for name in sorted(names):
        if (folder / name).is_dir():
            raise _refused(
                folder,
                f"`{name}` in it is a folder, not a file of earlier results; move it away or "
                f"name another folder",
            )


def _check_names(folder: Path, names: Iterable[str]) -> None:
    """Refuse a folder in which one of the names is a folder's or another file's."""
    wanted = sorted(names)
    _check_files(folder, wanted)
    owned = names_in(folder) or frozenset()
    for name in wanted:
        if os.path.lexists(folder / name) and name not in owned:
            raise _refused(
                folder,
                f"`{name}` in it is not part of the earlier results; move it away or name "
                f"another folder",
            )


def _make(folder: Path, made: list[Path]) -> None:
    """Make the folder and those above it; note what was made, the folder first."""
    for path in reversed([path for path in (folder, *folder.parents) if not path.exists()]):
        path.mkdir(exist_ok=True)
        made.insert(0, path)


def _unmake(made: Iterable[Path]) -> None:
    """Remove folders that were made, as far as they are empty."""
    try:
        for path in made:
            path.rmdir()
    except OSError:
        return


def _replace(folder: Path, contents: Mapping[str, bytes], held: Held) -> None:
    """Stage the contents, set the earlier set aside, move the new one in; undo if that fails."""
    owned = names_in(folder) or frozenset()
    _check_names(folder, contents)
    pair = Pair(folder, uuid.uuid4().hex)
    try:
        pair.new.mkdir(mode=0o700)
        pair.old.mkdir(mode=0o700)
        for name, content in contents.items():
            held.check()
            (pair.new / name).write_bytes(content)
        held.check()
        for name in [MANIFEST, *sorted(owned - {MANIFEST})]:
            if os.path.lexists(folder / name):
                (folder / name).rename(pair.old / name)
        for name in sorted(contents.keys() - {MANIFEST}):
            (pair.new / name).rename(folder / name)
        held.check()
        (pair.new / MANIFEST).rename(folder / MANIFEST)
    finally:
        settle(folder)


def _refused(folder: Path, why: str) -> OutputError:
    """Return one sentence on why a folder is not written."""
    return OutputError(f"Results cannot be written to {folder}: {why}.")


def _cannot(folder: Path, error: OSError) -> OutputError:
    """Return one sentence on why a folder could not be written."""
    return _refused(folder, str(error.strerror or error))
