"""A results set on disk: staged, then put in place whole."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from smeint.errors import OutputError

MANIFEST = "manifest.json"


def write_set(folder: Path, files: Mapping[str, bytes], manifest: Mapping[str, Any]) -> None:
    """Write files and, last, their manifest, in place of an earlier set or not at all.

    Parameters
    ----------
    folder : path
        New, empty, or holding an earlier results set, which is replaced as a whole; other files
        in it are kept.
    files : mapping of str to bytes
        Contents by file name.
    manifest : mapping
        Written as JSON with ``files``: each file's SHA-256.

    Raises
    ------
    OutputError
        If the folder cannot be written, or holds files and no results set.
    """
    check_folder(folder)
    folder = folder.resolve()
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    text = json.dumps({**manifest, "files": hashes}, indent=2, ensure_ascii=False) + "\n"
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _staging(folder) as stage:
            for name, content in files.items():
                (stage / name).write_bytes(content)
            (stage / MANIFEST).write_text(text, encoding="utf-8")
            _swap(stage, folder)
    except OSError as error:
        raise OutputError(_cannot(folder, error)) from error


def check_folder(folder: Path) -> None:
    """Refuse a folder that cannot take a results set, before anything is computed.

    Raises
    ------
    OutputError
        If it is a file, lies below a file, cannot be written, or holds files that are not a
        results set.
    """
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"Results cannot be written to {folder}: it is a file, not a folder.")
    nearest = folder
    while not nearest.exists():
        nearest = nearest.parent
    if not nearest.is_dir():
        raise OutputError(
            f"Results cannot be written to {folder}: {nearest} is a file, not a folder."
        )
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise OutputError(f"Results cannot be written to {folder}: {nearest} is not writable.")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MANIFEST).is_file():
        raise OutputError(
            f"Results cannot be written to {folder}: it holds other files and no earlier results; "
            f"name a new or empty folder."
        )


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a results set after checking every file against it.

    Raises
    ------
    OutputError
        If the manifest is missing or broken, or a file does not match it.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        hashes = dict(manifest["files"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise OutputError(f"{folder} holds no readable {MANIFEST} of a results set.") from error
    for name, expected in hashes.items():
        path = folder / name
        found = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        if found != expected:
            state = "does not match" if found else "is missing from"
            raise OutputError(f"{path} {state} {MANIFEST}: the results set is not whole.")
    return dict(manifest)


@contextlib.contextmanager
def _staging(folder: Path) -> Iterator[Path]:
    """Give a new folder beside the target, removed again whatever happens."""
    stage = folder.parent / f".{folder.name}.{uuid.uuid4().hex}.part"
    stage.mkdir()
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _swap(stage: Path, folder: Path) -> None:
    """Put the staged folder in place; the earlier one comes back if that fails."""
    if not folder.exists():
        stage.rename(folder)
        return
    owned = {MANIFEST}
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        owned |= set(json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"])
    earlier = folder.parent / f".{folder.name}.{uuid.uuid4().hex}.old"
    folder.rename(earlier)
    try:
        stage.rename(folder)
    except BaseException:
        earlier.rename(folder)
        raise
    for kept in earlier.iterdir():
        if kept.name not in owned and not (folder / kept.name).exists():
            kept.rename(folder / kept.name)
    shutil.rmtree(earlier, ignore_errors=True)


def _cannot(folder: Path, error: OSError) -> str:
    """Return one sentence on why a folder could not be written."""
    return f"Results cannot be written to {folder}: {error.strerror or error}."
