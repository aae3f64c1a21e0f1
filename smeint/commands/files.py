"""Commands that make files or list what there is: init, template, simulate, schemes, presets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from smeint.commands.app import app
from smeint.commands.printing import console_for_tables
from smeint.errors import ArgumentError, DataFileError, StudyFileError

if TYPE_CHECKING:
    from smeint.panel.read import Layout


@app.command()
def init(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Data file.")],
    preset: Annotated[
        str, typer.Option("--preset", metavar="P", help="Preset; found out by the columns.")
    ] = "",
    out: Annotated[
        Path, typer.Option("--out", metavar="STUDY", help="Study file to write.")
    ] = Path("study.toml"),
    no_values: Annotated[
        bool, typer.Option("--no-values", help="Show no value and no value label of the data.")
    ] = False,
    sheet: Annotated[str, typer.Option("--sheet", help="Sheet of an Excel file.")] = "",
    header_row: Annotated[
        int, typer.Option("--header-row", metavar="N", help="Row of the column names.")
    ] = 1,
    delimiter: Annotated[str, typer.Option("--delimiter", help="Of a CSV file.")] = "",
    encoding: Annotated[str, typer.Option("--encoding", help="Of the file's text.")] = "",
) -> None:
    """Look at a data file and propose a study file for it."""
    from smeint.propose.files import check_new, write_new
    from smeint.propose.proposal import propose_study
    from smeint.propose.text import summary

    check_new(out)
    layout: Layout = {}
    if sheet:
        layout["sheet"] = sheet
    if header_row != 1:
        layout["header_row"] = header_row
    if delimiter:
        layout["delimiter"] = delimiter
    if encoding:
        layout["encoding"] = encoding
    try:
        proposal = propose_study(
            file, preset=preset, values=not no_values, folder=out.parent, **layout
        )
    except (DataFileError, StudyFileError) as error:
        options = [
            f"--{key}" for key in ("delimiter", "encoding", "sheet") if f"`{key}`" in str(error)
        ]
        if not options:
            raise
        raise DataFileError(f"{error} With smeint init: {' or '.join(options)}.") from None
    write_new({out: proposal.text.encode()})
    for line in summary(proposal):
        typer.echo(line)
    typer.echo(f"Study file: {out} (read every line of it)")
    typer.echo(f"Next: smeint check {out}")


@app.command()
def template(
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Folder for the template's files.")
    ] = Path("smeint-template"),
) -> None:
    """Write a blank survey template: data sheet, codebook, study file."""
    from smeint.propose.template import write_template

    study = write_template(out)
    typer.echo(f"Template: {out} (codebook.md says what to ask; fill survey.csv or survey.xlsx)")
    typer.echo(f"Then: smeint check {study}")


@app.command()
def presets() -> None:
    """List the presets of known surveys and what they map."""
    from smeint.report.presets import preset_tables
    from smeint.report.terminal import show

    console = console_for_tables()
    for table in preset_tables():
        show(console, table)


@app.command()
def schemes() -> None:
    """List size schemes and bands of the degree of internationalization."""
    from smeint.report.schemes import scheme_tables
    from smeint.report.terminal import show

    console = console_for_tables()
    for table in scheme_tables():
        show(console, table)


@app.command()
def simulate(
    world: Annotated[str, typer.Option("--world", metavar="W", help="Name of a world.")],
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Seed of the draw, 0 or more.")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="CSV file to write.")],
    replicate: Annotated[
        int, typer.Option("--replicate", metavar="R", help="Which panel of that seed.")
    ] = 0,
) -> None:
    """Write a synthetic panel with known truth."""
    from smeint.synth.export import write_csv
    from smeint.synth.simulate import simulate as draw
    from smeint.synth.world import world as named

    if replicate < 0:
        raise ArgumentError(f"--replicate must be a whole number of at least 0, got {replicate}.")
    write_csv(draw(named(world), seed, first=replicate), out)
    which = f", replicate {replicate}" if replicate else ""
    typer.echo(f"Synthetic panel of world {world}, seed {seed}{which}: {out}")
