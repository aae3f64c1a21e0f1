"""A diagnosis on disk: its tables, its report, its manifest; whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from smeint.diagnose.assemble import FORMAT
from smeint.diagnose.diagnosis import Diagnosis
from smeint.diagnose.rows import TABLES
from smeint.errors import OutputError
from smeint.study.inert_csv import csv_bytes
from smeint.study.leftovers import DIAGNOSIS, RESULTS
from smeint.study.load import is_table, table_from
from smeint.study.store import named, read_manifest, write_set

#: What the manifest of a diagnosis says, and what it is in JSON.
_SAID: dict[str, type | tuple[type, ...]] = {
    "versions": dict,
    "world": dict,
    "hypotheses": list,
    "design": dict,
    "alpha": (int, float),
    "seed": int,
    "interrupted": bool,
    "warnings": list,
    "synthetic": bool,
    "study": dict,
}


def write_diagnosis(
    diagnosis: Diagnosis, folder: str | Path, report: Mapping[str, bytes] | None = None
) -> Path:
    """Write a diagnosis, in place of an earlier one or not at all.

    Parameters
    ----------
    diagnosis : Diagnosis
    folder : str or path
        New, empty, or holding an earlier diagnosis, which is replaced as a whole.
    report : mapping of str to bytes, optional
        Files of its report by name.

    Returns
    -------
    path
        The folder.

    Raises
    ------
    OutputError
        If the folder cannot be written, or holds something else.
    """
    path = Path(folder)
    files = {f"{name}.csv": csv_bytes(getattr(diagnosis, name)) for name in TABLES}
    write_set(path, {**files, **(report or {})}, diagnosis.manifest)
    return path


def load_diagnosis(folder: str | Path) -> Diagnosis:
    """Read a diagnosis that was written before.

    Parameters
    ----------
    folder : str or path

    Returns
    -------
    Diagnosis

    Raises
    ------
    OutputError
        If the folder holds no diagnosis, one of another format, or one of which a table was
        changed or is missing.

    Notes
    -----
    A report that was edited or moved away is no matter here: it is made from the tables.

    Examples
    --------
    >>> import smeint
    >>> smeint.load_diagnosis("smeint-diagnosis").error_rates  # doctest: +SKIP
    """
    path = Path(folder)
    manifest = read_manifest(path, is_table)
    kind = str(manifest.get("kind", RESULTS))
    if kind != DIAGNOSIS:
        raise OutputError(f"{path} holds {named(kind)}, not {named(DIAGNOSIS)}.")
    if manifest.get("format") != FORMAT:
        raise OutputError(
            f"{path} holds a diagnosis of format {manifest.get('format')}; this version of "
            f"smeint reads format {FORMAT}: diagnose the design again."
        )
    lacking = [f"{name}.csv" for name in TABLES if f"{name}.csv" not in manifest["files"]]
    lacking += [
        f"`{key}`" for key, kind in _SAID.items() if not isinstance(manifest.get(key), kind)
    ]
    if lacking:
        raise OutputError(f"{path} lacks {', '.join(lacking)}: diagnose the design again.")
    try:
        frames = {name: table_from(path / f"{name}.csv", row) for name, row in TABLES.items()}
    except OSError as error:
        why = error.strerror or "a table is broken"
        raise OutputError(f"{path} cannot be read: {why}.") from error
    except (ValueError, KeyError) as error:
        raise OutputError(f"{path} cannot be read: a table is broken.") from error
    return Diagnosis(**frames, manifest=manifest)
