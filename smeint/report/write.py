"""Writes a results set: the tables, the data that figures need, the report, the manifest."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from smeint.errors import ArgumentError, OutputError, nearest
from smeint.progress import Progress, silent
from smeint.report.blocks import Report, figures
from smeint.report.contents.report import report_of
from smeint.report.formats.markdown import markdown_report
from smeint.report.pictures import picture
from smeint.study.inert_csv import csv_bytes
from smeint.study.leftovers import RESULTS
from smeint.study.load import ANALYSIS, CROSS_CHECK, ERROR_RATES, is_table, load_results
from smeint.study.results import TABLES
from smeint.study.store import changed_files, check_folder, write_set

if TYPE_CHECKING:
    from smeint.study.results import Results

#: Pictures of the figures by name, each kind apart.
Pictures = Mapping[str, Mapping[str, bytes]]

DRAWING, WRITING = "Drawing figures", "Writing the report"


def _html(report: Report, pictures: Pictures) -> bytes:
    from smeint.report.formats.html import html_report

    return html_report(report, pictures["svg"]).encode()


def _docx(report: Report, pictures: Pictures) -> bytes:
    from smeint.report.formats.word import word_report

    return word_report(report, pictures["png"])


def _tex(report: Report, pictures: Pictures) -> bytes:
    from smeint.report.formats.latex import latex_report

    return latex_report(report, {name: f"{name}.pdf" for name in pictures["pdf"]}).encode()


def _md(report: Report, pictures: Pictures) -> bytes:
    beside = pictures.get("png_files", {})
    return markdown_report(report, {name: f"{name}.png" for name in beside}).encode()


#: Every format: its file, how it is made, and the kind of picture that it needs.
FORMATS: dict[str, tuple[str, Callable[[Report, Pictures], bytes], str]] = {
    "html": ("report.html", _html, "svg"),
    "docx": ("report.docx", _docx, "png"),
    "md": ("report.md", _md, ""),
    "tex": ("report.tex", _tex, "pdf"),
}

#: What is written unless something else is asked for.
DEFAULT_FORMATS = ("html", "docx", "md")


def check_formats(formats: Iterable[str]) -> tuple[str, ...]:
    """Return the formats that are asked for, each once.

    Raises
    ------
    ArgumentError
        If one is not a key of `FORMATS`.
    """
    asked = tuple(dict.fromkeys(formats))
    for name in asked:
        if name not in FORMATS:
            raise ArgumentError(
                f"There is no report format `{name}`; allowed: {', '.join(FORMATS)}."
                + nearest(name, FORMATS)
            )
    return asked


def write_results(
    results: Results,
    folder: str | Path,
    *,
    formats: Iterable[str] = DEFAULT_FORMATS,
    png: bool = False,
    progress: Progress = silent,
) -> Path:
    """Write a results set with its report, whole or not at all.

    Parameters
    ----------
    results : Results
    folder : str or path
        New, empty, or holding an earlier results set, which is replaced.
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
        If the folder cannot be written, or holds files and no results set, or a file of an
        earlier report that was changed since.
    ArgumentError
        If there is no such format.
    """
    path = Path(folder)
    asked = check_formats(formats)
    check_output(path, asked)
    files = {f"{name}.csv": csv_bytes(getattr(results, name)) for name in TABLES}
    if results.analysis is not None:
        buffer = io.BytesIO()
        results.analysis.to_parquet(buffer, index=False)
        files[ANALYSIS] = buffer.getvalue()
    if results.cross_check is not None:
        files[CROSS_CHECK] = csv_bytes(results.cross_check)
    if results.error_rates is not None:
        files[ERROR_RATES] = csv_bytes(results.error_rates)
    files |= report_files(results, asked, png=png, progress=progress)
    write_set(path, files, results.manifest)
    return path


def write_report(
    folder: str | Path,
    *,
    formats: Iterable[str] = DEFAULT_FORMATS,
    png: bool = False,
    progress: Progress = silent,
) -> Path:
    """Write the report of a results set that was written before, from its files alone.

    Parameters
    ----------
    folder : str or path
        Of the results set; its report is replaced, its tables stay as they are.
    formats, png, progress
        As for `write_results`.

    Returns
    -------
    path
        The folder.

    Raises
    ------
    OutputError
        If the folder holds no whole results set, or cannot be written, or if a file of its
        report was changed since.
    ArgumentError
        If there is no such format.
    """
    path = Path(folder)
    asked = check_formats(formats)
    results = load_results(path)
    check_output(path, asked)
    kept = [name for name in results.manifest["files"] if is_table(name)]
    files = {name: (path / name).read_bytes() for name in kept}
    files |= report_files(results, asked, png=png, progress=progress)
    write_set(path, files, results.manifest)
    return path


def check_output(
    folder: Path,
    formats: Iterable[str],
    *,
    kind: str = RESULTS,
    names: Iterable[str] = tuple(TABLES),
) -> None:
    """Refuse a folder that cannot take a set and its report, before anything is computed.

    Parameters
    ----------
    folder : path
    formats : iterable of str
        Of the report.
    kind : str
        Of the set; the results of tests by default.
    names : iterable of str
        Of its tables.

    Raises
    ------
    OutputError
        As `write_results` does.
    """
    tables = [f"{name}.csv" for name in names]
    check_folder(folder, kind, [*tables, *(FORMATS[name][0] for name in formats)])
    edited = [name for name in changed_files(folder) if not is_table(name)]
    if edited:
        raise OutputError(
            f"Results cannot be written to {folder}: `{edited[0]}` was changed after smeint wrote "
            f"it, and the changes would be lost; move it away or name another folder."
        )


def report_text(results: Results) -> str:
    """Return the report as Markdown text.

    Parameters
    ----------
    results : Results

    Returns
    -------
    str
    """
    return markdown_report(report_of(results))


def report_files(
    results: Results,
    formats: tuple[str, ...],
    *,
    png: bool = False,
    progress: Progress = silent,
) -> dict[str, bytes]:
    """Return the files of the report by name.

    Parameters
    ----------
    results : Results
    formats, png, progress
        As for `write_results`.

    Returns
    -------
    dict of str to bytes
    """
    if not formats and not png:
        return {}
    return document_files(report_of(results), formats, png=png, progress=progress)


def document_files(
    report: Report,
    formats: tuple[str, ...],
    *,
    png: bool = False,
    progress: Progress = silent,
) -> dict[str, bytes]:
    """Return the files of any report by name.

    Parameters
    ----------
    report : Report
        Numbered.
    formats, png, progress
        As for `write_results`.

    Returns
    -------
    dict of str to bytes
    """
    if not formats and not png:
        return {}
    pictures = _pictures(report, formats, png, progress)
    files = {f"{name}.png": content for name, content in pictures.get("png_files", {}).items()}
    files |= {f"{name}.pdf": content for name, content in pictures["pdf"].items()}
    for place, name in enumerate(formats):
        progress(WRITING, place, len(formats))
        file, make, _ = FORMATS[name]
        files[file] = make(report, pictures)
    return files


def _pictures(
    report: Report, formats: tuple[str, ...], png: bool, progress: Progress
) -> dict[str, dict[str, bytes]]:
    """Return each figure in the kinds that are needed, drawn once."""
    needed = {FORMATS[name][2] for name in formats} - {""}
    needed |= {"png"} if png else set()
    found: dict[str, dict[str, bytes]] = {"svg": {}, "png": {}, "pdf": {}}
    blocks = list(figures(report)) if needed else []
    for place, block in enumerate(blocks):
        progress(DRAWING, place, len(blocks))
        if block.draw is None:
            continue
        figure = block.draw()
        for kind in sorted(needed):
            found[kind][block.name] = picture(figure, kind)
    if png:
        found["png_files"] = found["png"]
    return found
