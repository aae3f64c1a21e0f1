"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from smeint.errors import ArgumentError, nearest

if TYPE_CHECKING:
    from smeint.progress import Progress
    from smeint.study.error_rates import RatesOf

StudyFile = Annotated[Path, typer.Argument(metavar="STUDY", help="Study file (TOML).")]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder of the results set.")]
DescriptionOut = Annotated[
    Path, typer.Option("--out", metavar="DIR", help="Folder of the description.")
]
WithoutData = Annotated[
    bool,
    typer.Option("--without-data", help="Leave the firm-years out of the results set."),
]
MinCount = Annotated[
    int | None,
    typer.Option("--min-count", metavar="N", help="Suppress counts of fewer than N firms."),
]
Formats = Annotated[
    str,
    typer.Option(
        "--format",
        metavar="LIST",
        help="Formats of the report: html, docx, md, tex, separated by commas; all; none.",
    ),
]
Png = Annotated[
    bool, typer.Option("--png", help="Write each figure as a PNG file besides (300 dpi).")
]
CrossCheck = Annotated[
    bool,
    typer.Option("--cross-check", help="Recompute with pingouin; list agreement or the reason."),
]
ErrorRates = Annotated[
    str,
    typer.Option(
        "--error-rates",
        metavar="SOURCE",
        help="How often the rules err: stored, fresh (simulated for this study), none.",
    ),
]
FreshReps = Annotated[
    int | None,
    typer.Option("--reps", metavar="N", help="Replicates of fresh error rates; 10,000."),
]


def formats_named(text: str) -> tuple[str, ...]:
    """Return the formats of the report that an option names.

    Examples
    --------
    >>> formats_named("html, md"), formats_named("none"), formats_named("all,md")
    (('html', 'md'), (), ('html', 'docx', 'md', 'tex'))
    """
    from smeint.report.write import DEFAULT_FORMATS, FORMATS, check_formats

    named = tuple(part.strip() for part in text.split(",") if part.strip())
    if "all" in named:
        return tuple(FORMATS)
    if named == ("none",):
        return ()
    return check_formats(named) if named else DEFAULT_FORMATS


def rates_named(source: str, reps: int | None, progress: Progress) -> str | RatesOf:
    """Return what gives the error rates that an option names.

    Raises
    ------
    ArgumentError
        If there is no such source, or replicates are named for one that simulates nothing.
    """
    check_rates(source, reps)
    if source != "fresh":
        return source
    from smeint.diagnose.fresh import fresh_rates

    return fresh_rates(progress=progress) if reps is None else fresh_rates(reps, progress=progress)


def check_rates(source: str, reps: int | None) -> None:
    """Raise `ArgumentError` unless a source of error rates and its replicates can be used."""
    from smeint.diagnose.work import Effort
    from smeint.study.error_rates import SOURCES

    if source not in SOURCES:
        raise ArgumentError(
            f"There are no error rates `{source}`; allowed: {', '.join(SOURCES)}."
            + nearest(source, SOURCES)
        )
    if reps is not None and source != "fresh":
        raise ArgumentError(
            f"--reps is for --error-rates fresh; {source} error rates simulate nothing."
        )
    if reps is not None:
        Effort(reps)
