"""The command line's application and how it is called."""

from __future__ import annotations

from typing import Annotated

import typer

from smeint.errors import SmeintError

app = typer.Typer(
    name="smeint",
    help="Test hypotheses about the internationalization of SMEs on firm-panel data.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

INTERRUPTED = 130


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
