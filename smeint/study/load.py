"""Reads a results set from its folder."""

from __future__ import annotations

import math
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smeint.errors import OutputError
from smeint.study.error_rates import ErrorRate
from smeint.study.inert_csv import as_it_was
from smeint.study.leftovers import RESULTS
from smeint.study.opinion import Opinion
from smeint.study.results import FORMAT, TABLES, Results
from smeint.study.store import named, read_manifest

if TYPE_CHECKING:
    import pandas as pd

ANALYSIS = "analysis.parquet"
#: Written where numbers were compared with another program's.
CROSS_CHECK = "cross_check.csv"
#: Written where error rates were asked for.
ERROR_RATES = "error_rates.csv"

#: Tables that stand in a set where they were asked for: name, file, row.
_BESIDE: tuple[tuple[str, str, type], ...] = (
    ("cross_check", CROSS_CHECK, Opinion),
    ("error_rates", ERROR_RATES, ErrorRate),
)

#: What the manifest of the results of tests says besides, and what it is in JSON.
_SAID: dict[str, type | tuple[type, ...]] = {
    "versions": dict,
    "alpha": (int, float),
    "notable_effect": (int, float),
    "synthetic": bool,
    "study": dict,
    "warnings": list,
    "variables": dict,
    "data": dict,
    "definitions": dict,
    "years": list,
    "hypotheses": list,
}


def is_table(name: str) -> bool:
    """Return whether a file of a set holds results, and is no part of the report.

    Examples
    --------
    >>> is_table("findings.csv"), is_table("report.docx")
    (True, False)
    """
    return name.endswith((".csv", ".parquet"))


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
        If the folder holds no results set, one of another format, or one of which a table was
        changed or is missing.

    Notes
    -----
    A report that was edited or moved away is no matter here: it is made from the tables.

    Examples
    --------
    >>> import smeint
    >>> smeint.load_results("results").verdict("H1")  # doctest: +SKIP
    'supported'
    """
    path = Path(folder)
    manifest = read_manifest(path, is_table)
    kind = manifest.get("kind", RESULTS)
    if kind != RESULTS:
        raise OutputError(f"{path} holds {named(str(kind))}, not {named(RESULTS)}.")
    if manifest.get("format") != FORMAT:
        raise OutputError(
            f"{path} holds a results set of format {manifest.get('format')}; this version of "
            f"smeint reads format {FORMAT}: run the study again."
        )
    lacking = [f"{name}.csv" for name in TABLES if f"{name}.csv" not in manifest["files"]]
    lacking += [f"`{key}`" for key, kind in _SAID.items() if not _is(manifest.get(key), kind)]
    if lacking:
        raise OutputError(f"{path} lacks {', '.join(lacking)}: run the study again.")
    try:
        frames = {name: table_from(path / f"{name}.csv", row) for name, row in TABLES.items()}
        analysis = _analysis(path / ANALYSIS) if ANALYSIS in manifest["files"] else None
        frames |= {
            name: table_from(path / file, row)
            for name, file, row in _BESIDE
            if file in manifest["files"]
        }
    except OSError as error:
        why = error.strerror or "a table is broken"
        raise OutputError(f"{path} cannot be read: {why}.") from error
    except (ValueError, KeyError) as error:
        raise OutputError(f"{path} cannot be read: a table is broken.") from error
    return Results(**frames, analysis=analysis, manifest=manifest)


def _is(value: object, kind: type | tuple[type, ...]) -> bool:
    """Return whether a value is of a kind; yes and no are no numbers."""
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))


def table_from(path: Path, row_class: type) -> pd.DataFrame:
    """Return a table of a set with the types of its row class.

    Parameters
    ----------
    path : path
        Of a CSV file that `csv_bytes` made.
    row_class : type
        A frozen dataclass.

    Raises
    ------
    OSError, ValueError, KeyError
        If it cannot be read, or is no such table.
    """
    import pandas as pd

    # as text, for versions of pandas differ in how they read the last digit of a number
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    for field in fields(row_class):
        frame[field.name] = _typed(field.name, str(field.type), frame[field.name].tolist())
    return frame


def _typed(name: str, kind: str, texts: list[str]) -> Any:
    """Return a column's values as its row class has them."""
    import pandas as pd

    if not texts:
        return pd.Series(texts, dtype=object)
    if kind == "str":
        return pd.Series([as_it_was(text) for text in texts])
    if kind == "bool | None":
        known = {"True": True, "False": False}
        return pd.array([known.get(text, pd.NA) for text in texts], dtype="boolean")
    counts = kind == "int | None" or name in ("n_1", "n_2")
    counts |= kind == "int" and "" in texts and not any("." in text for text in texts)
    if counts:
        return pd.array([int(text) if text else pd.NA for text in texts], dtype="Int64")
    if kind == "int" and all(text.lstrip("-").isdigit() for text in texts):
        return [int(text) for text in texts]
    return [float(text) if text else math.nan for text in texts]


def _analysis(path: Path) -> Any:
    """Return the firm-years as they were kept."""
    import pandas as pd

    frame = pd.read_parquet(path)
    for name in frame.columns:
        if not pd.api.types.is_numeric_dtype(frame[name]):
            frame[name] = frame[name].astype(object).where(frame[name].notna(), None)
    return frame
