"""What a replacement keeps hidden in a results folder while it lasts, and puts right after it."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

MANIFEST = "manifest.json"
#: Kind of a set whose manifest names none: the results of tests.
RESULTS = "results"
#: Kind of a set that is a diagnosis of a design.
DIAGNOSIS = "diagnosis"

_NAME = re.compile(r"\.smeint-([0-9a-f]{32})\.(?:new|old)")
_HASH = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two hidden folders of one replacement.

    Parameters
    ----------
    folder : path
        The results folder they are in.
    token : str
        What tells this replacement from others.
    """

    folder: Path
    token: str

    @property
    def new(self) -> Path:
        """The files that are to be moved in; the manifest goes last."""
        return self.folder / f".smeint-{self.token}.new"

    @property
    def old(self) -> Path:
        """The earlier set's files, set aside; the manifest went first."""
        return self.folder / f".smeint-{self.token}.old"


def pairs(folder: Path) -> list[Pair]:
    """Return the replacements of which something is left in a folder."""
    found = (_NAME.fullmatch(path.name) for path in folder.iterdir())
    return [Pair(folder, token) for token in sorted({hit[1] for hit in found if hit})]


def names_in(folder: Path) -> frozenset[str] | None:
    """Return the names of a results set's files, its manifest among them.

    Returns
    -------
    frozenset of str or None
        None where the folder holds no manifest of a results set.
    """
    try:
        hashes = dict(json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"])
        ours = all(_HASH.fullmatch(value) for value in hashes.values())
    except (OSError, ValueError, KeyError, TypeError):
        return None
    plain = all(Path(name).name == name and name != ".." for name in hashes)
    return frozenset({MANIFEST, *hashes}) if ours and plain else None


def kind_in(folder: Path) -> str | None:
    """Return what kind of set a folder holds.

    Returns
    -------
    str or None
        ``results`` where the manifest names no kind; None without a manifest of a set.
    """
    if names_in(folder) is None:
        return None
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return str(manifest.get("kind", RESULTS))


def settle(folder: Path) -> None:
    """Finish or undo what replacements left in a folder; whichever, one set is whole after it.

    A manifest that is in place says that the replacement was done, or had not begun. Otherwise
    new files go back where they were staged, and then the earlier ones go back to their places,
    the manifest last; so this can itself be cut off and done again.

    Raises
    ------
    OSError
        If that is not possible; nothing is lost then.
    """
    for pair in pairs(folder):
        if not (folder / MANIFEST).is_file():
            _undo(pair)
        for hidden in (pair.old, pair.new):
            shutil.rmtree(hidden, ignore_errors=True)


def _undo(pair: Pair) -> None:
    for name in names_in(pair.new) or ():
        if name != MANIFEST and not (pair.new / name).exists() and (pair.folder / name).is_file():
            (pair.folder / name).rename(pair.new / name)
    if pair.old.is_dir():
        earlier = sorted(path.name for path in pair.old.iterdir())
        for name in sorted(earlier, key=lambda name: name == MANIFEST):
            (pair.old / name).rename(pair.folder / name)
