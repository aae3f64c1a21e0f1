"""Writes the report of a diagnosis, with the tables that it is made from."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from smeint.diagnose.rows import TABLES
from smeint.diagnose.store import write_diagnosis
from smeint.progress import Progress, silent
from smeint.report.diagnosis.document import diagnosis_report
from smeint.report.formats.markdown import markdown_report
from smeint.report.write import DEFAULT_FORMATS, check_formats, check_output, document_files
from smeint.study.leftovers import DIAGNOSIS

if TYPE_CHECKING:
    from smeint.diagnose.diagnosis import Diagnosis


def write_diagnosis_report(
    diagnosis: Diagnosis,
    folder: str | Path,
    *,
    formats: Iterable[str] = DEFAULT_FORMATS,
    png: bool = False,
    progress: Progress = silent,
) -> Path:
    """Write a diagnosis with its report, whole or not at all.

    Parameters
    ----------
    diagnosis : Diagnosis
    folder : str or path
        New, empty, or holding an earlier diagnosis, which is replaced.
    formats : iterable of str
        Of the report: ``html``, ``docx``, ``md``, ``tex``; empty for the tables alone.
    png : bool
        Whether each figure is written as a PNG file besides, at 300 dots per inch.
    progress : callable
        Told how far the work is.

    Returns
    -------
    path
        The folder.

    Raises
    ------
    OutputError
        If the folder cannot be written, or holds something else, or a file of an earlier report
        that was changed since.
    ArgumentError
        If there is no such format.
    """
    path = Path(folder)
    asked = check_formats(formats)
    check_output(path, asked, kind=DIAGNOSIS, names=TABLES)
    report = diagnosis_files(diagnosis, asked, png=png, progress=progress)
    return write_diagnosis(diagnosis, path, report)


def diagnosis_files(
    diagnosis: Diagnosis,
    formats: tuple[str, ...],
    *,
    png: bool = False,
    progress: Progress = silent,
) -> dict[str, bytes]:
    """Return the files of the report by name, without the tables.

    Parameters
    ----------
    diagnosis : Diagnosis
    formats, png, progress
        As for `write_diagnosis_report`.

    Returns
    -------
    dict of str to bytes
    """
    if not formats and not png:
        return {}
    return document_files(diagnosis_report(diagnosis), formats, png=png, progress=progress)


def diagnosis_text(diagnosis: Diagnosis) -> str:
    """Return the report as Markdown text.

    Parameters
    ----------
    diagnosis : Diagnosis

    Returns
    -------
    str
    """
    return markdown_report(diagnosis_report(diagnosis))
