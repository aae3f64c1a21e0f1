"""Reads a results set from its folder."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smeint.errors import OutputError
from smeint.study.inert_csv import as_it_was
from smeint.study.leftovers import RESULTS
from smeint.study.opinion import Opinion
from smeint.study.results import FORMAT, TABLES, Results
from smeint.study.store import read_manifest

if TYPE_CHECKING:
    import pandas as pd

ANALYSIS = "analysis.parquet"
#: Written where numbers were compared with another program's.
CROSS_CHECK = "cross_check.csv"


def load_results(folder: str | Path) -> Results:
    """Read a results set that was written before.

    Parameters
    ----------
    folder : str or path

    Returns
    -------
    Results

    Raises
    ------
    OutputError
        If the folder holds no results set, one of another format, or one of which a file was
        changed or is missing.

    Examples
    --------
    >>> import smeint
    >>> smeint.load_results("results").verdict("H1")  # doctest: +SKIP
    'supported'
    """
    path = Path(folder)
    manifest = read_manifest(path)
    kind = manifest.get("kind", RESULTS)
    if kind != RESULTS:
        raise OutputError(f"{path} holds a {kind} of data, not the results of tests.")
    if manifest.get("format") != FORMAT:
        raise OutputError(
            f"{path} holds a results set of format {manifest.get('format')}; this version of "
            f"smeint reads format {FORMAT}: run the study again."
        )
    lacking = [f"{name}.csv" for name in TABLES if f"{name}.csv" not in manifest["files"]]
    if lacking or "variables" not in manifest:
        what = ", ".join(lacking) or "the list of variables"
        raise OutputError(f"{path} lacks {what}: run the study again.")
    try:
        frames = {name: _table(path / f"{name}.csv", row) for name, row in TABLES.items()}
        analysis = _analysis(path / ANALYSIS) if ANALYSIS in manifest["files"] else None
        checked = _table(path / CROSS_CHECK, Opinion) if CROSS_CHECK in manifest["files"] else None
    except OSError as error:
        raise OutputError(f"{path} cannot be read: {error.strerror or error}.") from error
    return Results(**frames, analysis=analysis, manifest=manifest, cross_check=checked)


def _table(path: Path, row_class: type) -> pd.DataFrame:
    """Return a table with the types of its row class."""
    import pandas as pd

    types = {field.name: str(field.type) for field in fields(row_class)}
    text = {name: str for name, kind in types.items() if kind == "str"}
    frame = pd.read_csv(
        path,
        dtype=text,
        keep_default_na=False,
        na_values=_blanks(types),
        float_precision="round_trip",  # every number is the one that was written
    )
    for name, kind in types.items():
        if kind == "str":
            frame[name] = pd.Series([as_it_was(t) for t in frame[name]], index=frame.index)
        elif kind == "int | None" or name in ("n_1", "n_2"):
            frame[name] = frame[name].astype("Int64")
        elif kind == "bool | None":
            frame[name] = frame[name].astype("boolean")
        elif kind == "float":
            frame[name] = frame[name].astype(float)
    return frame


def _blanks(types: dict[str, str]) -> dict[str, list[str]]:
    """Return which columns hold numbers, where an empty cell is none."""
    return {name: [""] for name, kind in types.items() if kind != "str"}


def _analysis(path: Path) -> Any:
    """Return the firm-years as they were kept."""
    import pandas as pd

    frame = pd.read_parquet(path)
    for name in frame.columns:
        if not pd.api.types.is_numeric_dtype(frame[name]):
            frame[name] = frame[name].astype(object).where(frame[name].notna(), None)
    return frame
