"""How long work says how far it is."""

from __future__ import annotations

from collections.abc import Callable

#: Called with a stage in words, how many of its steps are done, and how many there are.
Progress = Callable[[str, int, int], None]


def silent(stage: str, done: int, total: int) -> None:
    """Say nothing."""
