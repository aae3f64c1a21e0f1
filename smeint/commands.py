"""The commands: parse, call, print."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from smeint.errors import DataFileError, SmeintError, StudyFileError

if TYPE_CHECKING:
    from rich.console import Console

    from smeint.panel.read import Layout
    from smeint.study.describe.description import Description
    from smeint.study.results import Results

app = typer.Typer(
    name="smeint",
    help="Test hypotheses about the internationalization of SMEs on firm-panel data.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

INTERRUPTED = 130

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


class DoneError(Exception):
    """An interrupt that came when results were written already; the text says so."""


def call() -> tuple[int, str]:
    """Run the command line as it was called.

    Returns
    -------
    int
        Exit code.
    str
        What is left to say on standard error; empty where nothing is.
    """
    try:
        code = app(standalone_mode=False)  # an exit code where typer turned one into a value
    except SmeintError as error:
        return 2, f"Error: {error}"
    except DoneError as stop:
        return INTERRUPTED, f"{stop}"
    except typer.Abort:
        code = INTERRUPTED
    except typer.Exit as stop:
        code = stop.exit_code
    except SystemExit:  # typer and rich leave so when the reader of the output has left
        code = 0
    return code or 0, ""


@app.callback(invoke_without_command=True)
def _top(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Test hypotheses about the internationalization of SMEs on firm-panel data."""
    if version:
        from smeint import __version__

        typer.echo(f"smeint {__version__}")
        raise typer.Exit


@app.command()
def run(
    study: StudyFile,
    out: Out = Path("smeint-results"),
    without_data: WithoutData = False,
    min_count: MinCount = None,
) -> None:
    """Test the study's hypotheses and write the results set."""
    from smeint.report.write import write_results
    from smeint.study.run import run_study
    from smeint.study.store import check_folder
    from smeint.study.suppress import check_min_count

    check_folder(out)
    if min_count is not None:
        check_min_count(min_count)
    results = run_study(study, keep_data=not without_data, min_count=min_count or 0)
    write_results(results, out)
    _print_results(results, out)


@app.command()
def check(study: StudyFile) -> None:
    """Read and check a study's data; test nothing."""
    from smeint.report.check import check_tables
    from smeint.report.terminal import show
    from smeint.study.check import check_study

    console = _console()
    checked = check_study(study)
    for table in check_tables(checked):
        show(console, table)
    _print_warnings(console, checked.warnings)


@app.command()
def describe(study: StudyFile, out: DescriptionOut = Path("smeint-description")) -> None:
    """Describe missing data, non-response and attrition; test no hypothesis."""
    from smeint.report.describe.write import write_description
    from smeint.study.describe.description import KIND
    from smeint.study.describe.description import describe as described
    from smeint.study.store import check_folder

    check_folder(out, KIND)
    description = described(study)
    write_description(description, out)
    _print_description(description, out)


@app.command()
def demo(
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Folder for data, study file, results.")
    ] = Path("smeint-demo"),
) -> None:
    """Write a synthetic panel and its study file, then run the study on them."""
    from smeint.report.write import write_results
    from smeint.study.demo import RESULTS, write_demo
    from smeint.study.run import run_study

    study = write_demo(out)
    results = run_study(study)
    write_results(results, out / RESULTS)
    _print_results(results, out / RESULTS)
    typer.echo(f"Study file: {study} (a model for your own)")


@app.command()
def simulate(
    world: Annotated[str, typer.Option("--world", metavar="W", help="Name of a world.")],
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Seed of the draw, 0 or more.")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="CSV file to write.")],
) -> None:
    """Write a synthetic panel with known truth."""
    from smeint.synth.export import write_csv
    from smeint.synth.simulate import simulate as draw
    from smeint.synth.world import world as named

    write_csv(draw(named(world), seed), out)
    typer.echo(f"Synthetic panel of world {world}, seed {seed}: {out}")


@app.command()
def schemes() -> None:
    """List size schemes and bands of the degree of internationalization."""
    from smeint.report.schemes import scheme_tables
    from smeint.report.terminal import show

    console = _console()
    for table in scheme_tables():
        show(console, table)


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

    console = _console()
    for table in preset_tables():
        show(console, table)


def _console() -> Console:
    """Return a console that is wide enough for tables where output goes to a file."""
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=False)
    return console if console.is_terminal else Console(highlight=False, width=140)


def _print_results(results: Results, out: Path) -> None:
    """Print verdicts, warnings and where the results are."""
    try:
        from smeint.report.tables.verdicts import short_verdict_table
        from smeint.report.terminal import show

        console = _console()
        show(console, short_verdict_table(results))
        _print_warnings(console, results.warnings)
        console.print(f"Results: {out} (open report.md first)", markup=False)
    except KeyboardInterrupt:
        raise DoneError(f"Interrupted; the results are in {out}.") from None


def _print_description(description: Description, out: Path) -> None:
    """Print a summary, warnings and where the description is."""
    try:
        from smeint.report.describe.summary import summary_table
        from smeint.report.describe.write import DOCUMENT
        from smeint.report.terminal import show

        console = _console()
        show(console, summary_table(description))
        _print_warnings(console, description.warnings)
        console.print(f"Description: {out} (open {DOCUMENT} first)", markup=False)
    except KeyboardInterrupt:
        raise DoneError(f"Interrupted; the description is in {out}.") from None


def _print_warnings(console: Console, warnings: tuple[str, ...]) -> None:
    """Print warnings, each on its own line."""
    for text in warnings:
        console.print(f"Warning: {text}", markup=False)
