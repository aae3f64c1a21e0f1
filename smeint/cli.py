"""The command line: parse, call, print."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from smeint.errors import SmeintError

if TYPE_CHECKING:
    from rich.console import Console

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
WithoutData = Annotated[
    bool,
    typer.Option("--without-data", help="Leave the firm-years out of the results set."),
]


def main() -> None:
    """Run the command line; exit code 0 ran, 1 our bug, 2 the user's mistake, 130 interrupted."""
    try:
        code = app(standalone_mode=False)  # an exit code where typer turned one into a value
    except SmeintError as error:
        _stop(f"Error: {error}", 2)
    except (KeyboardInterrupt, typer.Abort):
        code = INTERRUPTED
    except typer.Exit as stop:
        code = stop.exit_code
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:  # noqa: BLE001 - the last resort: a bug of ours
        usage = getattr(error, "format_message", None)
        if usage is not None:
            _stop(f"Error: {usage()}", 2)
        traceback.print_exc()
        _stop("This is a bug in smeint; please report it with the lines above.", 1)
    if code == INTERRUPTED:
        _stop("Interrupted; earlier results are as they were.", INTERRUPTED)
    sys.exit(code or 0)


def _stop(text: str, code: int) -> NoReturn:
    """Print a sentence on standard error and leave."""
    print(text, file=sys.stderr)  # noqa: T201
    sys.exit(code)


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
    study: StudyFile, out: Out = Path("smeint-results"), without_data: WithoutData = False
) -> None:
    """Test the study's hypotheses and write the results set."""
    from smeint.report.write import write_results
    from smeint.study.run import run_study
    from smeint.study.store import check_folder

    check_folder(out)
    results = run_study(study, keep_data=not without_data)
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
    seed: Annotated[int, typer.Option("--seed", metavar="N", min=0, help="Seed of the draw.")],
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


def _console() -> Console:
    """Return a console that is wide enough for tables where output goes to a file."""
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=False)
    return console if console.is_terminal else Console(highlight=False, width=140)


def _print_results(results: Results, out: Path) -> None:
    """Print verdicts, warnings and where the results are."""
    from smeint.report.tables import short_verdict_table
    from smeint.report.terminal import show
    from smeint.report.write import DOCUMENT

    console = _console()
    show(console, short_verdict_table(results))
    _print_warnings(console, results.warnings)
    console.print(f"Results: {out} (open {DOCUMENT} first)", markup=False)


def _print_warnings(console: Console, warnings: tuple[str, ...]) -> None:
    """Print warnings, each on its own line."""
    for text in warnings:
        console.print(f"Warning: {text}", markup=False)
