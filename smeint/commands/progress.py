"""Shows how far long work is, on a terminal alone and only once it has taken a while."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from smeint.progress import Progress, silent

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

#: Seconds after which progress is shown: what is done before then needs none.
PATIENCE = 1.0


class _Shown:
    """A bar on standard error that appears when work takes longer than `PATIENCE`."""

    def __init__(self, bar: Bar) -> None:
        self.bar = bar
        self.began = time.monotonic()
        self.stage = ""
        self.task: TaskID | None = None

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show that so many steps of a stage are done."""
        if not self.bar.live.is_started:
            if time.monotonic() - self.began < PATIENCE:
                return
            self.bar.start()
        if stage != self.stage or self.task is None:
            if self.task is not None:
                self.bar.remove_task(self.task)
            self.stage, self.task = stage, self.bar.add_task(stage, total=total)
        self.bar.update(self.task, completed=done, total=total)


@contextmanager
def shown_progress() -> Iterator[Progress]:
    """Give a `Progress` that is shown on standard error where that is a terminal.

    Yields
    ------
    Progress
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    console = Console(stderr=True)
    if not console.is_terminal:
        yield silent
        return
    bar = Bar(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(compact=True),
        console=console,
        transient=True,
    )
    try:
        yield _Shown(bar)
    finally:
        if bar.live.is_started:  # else earlier versions of rich end with an empty line
            bar.stop()
