"""Writes new files: all of them or none, and never over one that is there."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from smeint.errors import OutputError


def check_new(target: Path) -> None:
    """Refuse a file that is there already, and one whose folder is not.

    Parameters
    ----------
    target : Path

    Raises
    ------
    OutputError
    """
    try:
        if os.path.lexists(target):
            raise _taken(target)
        if not target.parent.is_dir():
            raise OutputError(f"{target} cannot be written: there is no folder {target.parent}.")
    except (OSError, ValueError) as error:
        raise _cannot(target, error) from error


def write_new(contents: Mapping[Path, bytes]) -> None:
    """Write files that are not there yet: all of them, or none.

    Parameters
    ----------
    contents : mapping of Path to bytes
        The folders are there.

    Raises
    ------
    OutputError
        If one cannot be written or is there already.
    """
    done: list[Path] = []
    try:
        for target, content in contents.items():
            _write(target, content)
            done.append(target)
    except BaseException:
        _remove(done)
        raise


def _write(target: Path, content: bytes) -> None:
    """Write a file beside its place and give it its name, which must be free."""
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".smeint-")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
            Path(name).chmod(0o644)
            _give_name(Path(name), target)
        finally:
            Path(name).unlink(missing_ok=True)
    except FileExistsError:
        raise _taken(target) from None
    except (OSError, ValueError) as error:
        raise _cannot(target, error) from error


def _give_name(made: Path, target: Path) -> None:
    """Give a file a name that is free; where the file system has no links, check and move."""
    try:
        os.link(made, target)
    except FileExistsError:
        raise
    except (OSError, AttributeError):
        if os.path.lexists(target):
            raise FileExistsError from None
        made.replace(target)


def _remove(files: Iterable[Path]) -> None:
    for file in files:
        file.unlink(missing_ok=True)


def _taken(target: Path) -> OutputError:
    return OutputError(
        f"{target} is there already and is not overwritten; name another with --out."
    )


def _cannot(target: Path, error: Exception) -> OutputError:
    why = getattr(error, "strerror", None) or error
    return OutputError(f"{target} cannot be written: {why}.")
