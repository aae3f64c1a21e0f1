"""Writes a results set: the tables, the document, the data that figures need, the manifest."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from smeint.report.document import hypotheses_document
from smeint.study.results import TABLES
from smeint.study.store import write_set

if TYPE_CHECKING:
    from smeint.study.results import Results

DOCUMENT = "hypotheses.md"
ANALYSIS = "analysis.parquet"


def write_results(results: Results, folder: str | Path) -> Path:
    """Write a results set, whole or not at all.

    Parameters
    ----------
    results : Results
    folder : str or path
        New, empty, or holding an earlier results set, which is replaced.

    Returns
    -------
    path
        The folder.

    Raises
    ------
    OutputError
        If the folder cannot be written, or holds files and no results set.
    """
    path = Path(folder)
    files = {
        f"{name}.csv": getattr(results, name).to_csv(index=False, lineterminator="\n").encode()
        for name in TABLES
    }
    files[DOCUMENT] = hypotheses_document(results).encode()
    if results.analysis is not None:
        buffer = io.BytesIO()
        results.analysis.to_parquet(buffer, index=False)
        files[ANALYSIS] = buffer.getvalue()
    write_set(path, files, results.manifest)
    return path
