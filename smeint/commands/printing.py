"""What commands print when they are done."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from smeint.commands.app import DoneError

if TYPE_CHECKING:
    from rich.console import Console

    from smeint.diagnose.diagnosis import Diagnosis
    from smeint.study.describe.description import Description
    from smeint.study.results import Results


def console_for_tables() -> Console:
    """Return a console that is wide enough for tables where output goes to a file."""
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=False)
    return console if console.is_terminal else Console(highlight=False, width=140)


def print_results(results: Results, out: Path, formats: tuple[str, ...]) -> None:
    """Print verdicts, warnings and where the results are."""
    try:
        from smeint.report.tables.verdicts import short_verdict_table
        from smeint.report.terminal import show

        console = console_for_tables()
        show(console, short_verdict_table(results))
        print_warnings(console, results.warnings)
        console.print(f"Results: {out}{_first(formats)}", markup=False)
    except KeyboardInterrupt:
        raise DoneError(f"Interrupted; the results are in {out}.") from None


def print_report(folder: Path, formats: tuple[str, ...]) -> None:
    """Print where the report is."""
    try:
        console_for_tables().print(f"Report: {folder}{_first(formats)}", markup=False)
    except KeyboardInterrupt:
        raise DoneError(f"Interrupted; the report is in {folder}.") from None


def _first(formats: tuple[str, ...]) -> str:
    """Return which file of the report to open first; nothing where there is none."""
    from smeint.report.write import FORMATS

    return f" (open {FORMATS[formats[0]][0]} first)" if formats else ""


def print_description(description: Description, out: Path) -> None:
    """Print a summary, warnings and where the description is."""
    try:
        from smeint.report.describe.summary import summary_table
        from smeint.report.describe.write import DOCUMENT
        from smeint.report.terminal import show

        console = console_for_tables()
        show(console, summary_table(description))
        print_warnings(console, description.warnings)
        console.print(f"Description: {out} (open {DOCUMENT} first)", markup=False)
    except KeyboardInterrupt:
        raise DoneError(f"Interrupted; the description is in {out}.") from None


def print_diagnosis(diagnosis: Diagnosis, out: Path, formats: tuple[str, ...]) -> None:
    """Print what to take away, how often the rules err, warnings and where the diagnosis is."""
    try:
        from smeint.diagnose.takeaway import takeaway
        from smeint.report.diagnosis.rules import error_table
        from smeint.report.terminal import show

        console = console_for_tables()
        for record in diagnosis.manifest["hypotheses"]:
            said = takeaway(diagnosis, record["id"])
            console.print(f"{record['id']}: {said}", markup=False)
        table = error_table(diagnosis)
        if table is not None:
            console.print()
            show(console, table)
        print_warnings(console, tuple(diagnosis.manifest["warnings"]))
        console.print(f"Diagnosis: {out}{_first(formats)}", markup=False)
    except KeyboardInterrupt:
        raise DoneError(f"Interrupted; the diagnosis is in {out}.") from None


def print_warnings(console: Console, warnings: tuple[str, ...]) -> None:
    """Print warnings, each on its own line."""
    for text in warnings:
        console.print(f"Warning: {text}", markup=False)
