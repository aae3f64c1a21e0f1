"""Where smeint's time goes: CPU time by room of the code, from Python's own call events."""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from collections.abc import Callable
from types import FrameType
from typing import Any

#: Rooms, and the beginnings of the modules' paths below ``smeint/`` that belong to them; the first
#: that fits counts. What fits nowhere, numpy's own Python code included, counts for its caller.
ROOMS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("generation", ("synth/",)),
    (
        "logit",
        (
            "engine/batch_logit",
            "engine/batch_newton",
            "engine/batch_design",
            "engine/logit",
            "engine/design",
        ),
    ),
    ("normality", ("engine/batch_normality", "engine/reduce_normality")),
    ("ranks", ("engine/batch_ranks", "engine/batch_code", "engine/batch_cells")),
    ("pooled", ("engine/batch_scores", "engine/scores")),
    ("tables", ("engine/batch_tables",)),
    ("formulas", ("formulas/",)),
    ("rules", ("study/rules", "diagnose/")),
    ("constructs and selection", ("engine/", "definitions/", "panel/")),
    ("dispatch", ("study/",)),
)
OTHER = "the benchmark itself"


def by_room(work: Callable[[], object]) -> dict[str, float]:
    """Return CPU seconds of some work by room.

    Notes
    -----
    Each Python call costs a little more than without; shares are near, not exact.
    """
    spent: dict[str, float] = defaultdict(float)
    stack = [OTHER]
    rooms: dict[str, str] = {}
    clock = time.process_time
    last = clock()

    def room_of(path: str) -> str:
        if path not in rooms:
            _, _, below = path.partition("/smeint/")
            fits = (room for room, starts in ROOMS if below and below.startswith(starts))
            rooms[path] = next(fits, "")
        return rooms[path]

    def watch(frame: FrameType, event: str, _: Any) -> None:
        nonlocal last
        if event not in ("call", "return"):
            return
        now = clock()
        spent[stack[-1]] += now - last
        if event == "call":
            stack.append(room_of(frame.f_code.co_filename) or stack[-1])
        elif len(stack) > 1:
            stack.pop()
        last = clock()

    sys.setprofile(watch)
    try:
        work()
    finally:
        sys.setprofile(None)
    return dict(spent)
