"""The command line's entry: exit codes, interrupts, standard streams and what is said last.

The commands are in `smeint.commands`, which is loaded only when interrupts are guarded.
"""

from __future__ import annotations

import io
import os
import sys
from typing import TextIO

from smeint.interrupts import Interrupts

RAN, BUG, MISTAKE, INTERRUPTED = 0, 1, 2, 130


def main() -> None:
    """Run the command line; exit code 0 ran, 1 our bug, 2 the user's mistake, 130 interrupted."""
    with Interrupts() as interrupts:
        code, sentence = _outcome(interrupts)
        interrupts.end()
        failure = _output_failure()
        if failure is not None and code in (RAN, BUG):
            code, sentence = _unwritten(failure)
        _say(sentence)
    sys.exit(code)


def _outcome(interrupts: Interrupts) -> tuple[int, str]:
    """Run the command; return the exit code and the sentence for standard error."""
    stopped = INTERRUPTED, "Interrupted; earlier results are as they were."
    try:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(errors="replace")
        from smeint.commands import call

        code, sentence = call()
    except KeyboardInterrupt:
        return stopped
    except Exception as error:  # noqa: BLE001 - the last resort: a bug of ours
        if interrupts.arrived:
            return stopped
        usage = getattr(error, "format_message", None)
        if usage is not None:
            text = str(usage())
            return MISTAKE, text if text.startswith("Usage:") else f"Error: {text}"
        if isinstance(error, OSError) and error.errno and error.filename is None:
            return _unwritten(error)  # every file's errors name the file
        import traceback

        told = "This is a bug in smeint; please report it with the lines above."
        return BUG, f"{traceback.format_exc()}{told}"
    if code == INTERRUPTED and not sentence:
        return stopped
    if code == RAN and interrupts.arrived:
        return INTERRUPTED, "Interrupted, but all was done by then."
    return code, sentence


def _unwritten(failure: OSError) -> tuple[int, str]:
    """Return exit code and sentence where standard output takes no more text."""
    why = failure.strerror or failure
    return MISTAKE, f"Error: Standard output cannot be written: {why}."


def _output_failure() -> OSError | None:
    """Return why standard output takes no more text; what is left of it then goes nowhere.

    A reader that has all it wanted and left is no failure.
    """
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError as error:
        failure = error
    else:
        return None
    _send_nowhere(sys.stdout)
    return None if isinstance(failure, BrokenPipeError) else failure


def _say(sentence: str) -> None:
    """Print a sentence on standard error, if there is one and it can be printed."""
    if not sentence or sys.stderr is None:
        return
    try:
        print(sentence, file=sys.stderr, flush=True)  # noqa: T201
    except OSError:
        _send_nowhere(sys.stderr)


def _send_nowhere(stream: TextIO) -> None:
    """Let what is left in a stream go nowhere, so that leaving does not fail on it."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except (OSError, ValueError):
        return
