"""The figures of a description; each returns None where it would show nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from smeint.report.describe.effects_figure import listwise_figure
from smeint.report.describe.frame_figure import frame_figure
from smeint.report.describe.pattern_figure import pattern_figure
from smeint.report.describe.waves_figure import waves_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from smeint.study.describe.description import Description

#: Every figure by the name of its file.
FIGURES: dict[str, Callable[[Description], Figure | None]] = {
    "missing_patterns": pattern_figure,
    "frame": frame_figure,
    "waves": waves_figure,
    "listwise": listwise_figure,
}
