"""Writes a description: the document, its tables and figures, the manifest."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from smeint.report.describe.document import data_document
from smeint.report.describe.figures import FIGURES
from smeint.report.describe.svg import svg_bytes
from smeint.study.describe.description import TABLES
from smeint.study.store import write_set

if TYPE_CHECKING:
    from smeint.study.describe.description import Description

DOCUMENT = "data.md"
FRAMES = (*TABLES, "comparisons", "groups")


def write_description(description: Description, folder: str | Path) -> Path:
    """Write a description, whole or not at all.

    Parameters
    ----------
    description : Description
    folder : str or path
        New, empty, or holding an earlier description, which is replaced.

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
    files = {
        f"{name}.csv": getattr(description, name).to_csv(index=False, lineterminator="\n").encode()
        for name in FRAMES
    }
    drawn = {name: draw(description) for name, draw in FIGURES.items()}
    figures = {name: figure for name, figure in drawn.items() if figure is not None}
    for name, figure in figures.items():
        files[f"{name}.svg"] = svg_bytes(figure)
    files[DOCUMENT] = data_document(description, frozenset(figures)).encode()
    write_set(path, files, description.manifest)
    return path
