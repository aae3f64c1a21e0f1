"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

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
