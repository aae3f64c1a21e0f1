"""Processor time of every figure of the demonstration's report, and the size of its HTML.

    python benchmarks/figures.py

writes ``benchmarks/results/figures.md``. A figure is drawn and written as SVG, as the HTML report
does; every round draws all of them, so that a machine that slows down slows all of them.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from smeint.report.blocks import Report, figures
from smeint.report.contents.report import report_of
from smeint.report.formats.html import html_report
from smeint.report.pictures import picture
from smeint.study.demo import write_demo
from smeint.study.run import run_study

if TYPE_CHECKING:
    from matplotlib.figure import Figure

HERE = Path(__file__).resolve().parent
REPORT = HERE / "results" / "figures.md"

#: What a figure may take, in seconds of processor time, and the HTML, in bytes.
MOST_SECONDS, MOST_BYTES = 0.4, 3_000_000


def main() -> None:
    """Measure, write and print; exit with 1 where something is slower or larger than allowed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--report", type=Path, default=REPORT)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        results = run_study(write_demo(Path(folder) / "demo"))
    report = report_of(results)
    seconds, drawn = measure(report, given.rounds)
    size = len(html_report(report, drawn).encode())
    text = report_text(seconds, {name: len(svg) for name, svg in drawn.items()}, size)
    given.report.parent.mkdir(exist_ok=True)
    given.report.write_text(text, encoding="utf-8")
    print(text)
    slow = [name for name, times in seconds.items() if statistics.median(times) > MOST_SECONDS]
    if slow or size > MOST_BYTES:
        sys.exit(f"Too much: {', '.join(slow) or 'no figure'}; HTML of {size / 1e6:.2f} MB.")


def measure(report: Report, rounds: int) -> tuple[dict[str, list[float]], dict[str, bytes]]:
    """Return each figure's seconds of processor time, and the figures as SVG.

    Parameters
    ----------
    report : Report
    rounds : int
        After one that only warms up: fonts and modules are loaded once in a process.
    """
    made = [(block.name, block.draw) for block in figures(report) if block.draw is not None]
    drawn = {name: picture(draw(), "svg") for name, draw in made}
    seconds: dict[str, list[float]] = {name: [] for name, _ in made}
    for number in range(1, rounds + 1):
        for name, draw in made:
            seconds[name].append(_seconds(draw))
        print(f"round {number} of {rounds}", file=sys.stderr)
    return seconds, drawn


def _seconds(draw: Callable[[], Figure]) -> float:
    """Return the processor time of drawing a figure and writing it as SVG."""
    begin = time.process_time()
    picture(draw(), "svg")
    return time.process_time() - begin


def report_text(seconds: Mapping[str, list[float]], sizes: Mapping[str, int], size: int) -> str:
    """Return the report in Markdown.

    Parameters
    ----------
    seconds : mapping of str to list of float
        By figure, a round each.
    sizes : mapping of str to int
        Of each figure's SVG, in bytes.
    size : int
        Of the HTML report, in bytes.
    """
    rounds = len(next(iter(seconds.values()), []))
    slowest = max((statistics.median(times) for times in seconds.values()), default=0.0)
    lines = [
        "# Figures",
        "",
        "Every figure of the demonstration's report (synthetic data), drawn and written as SVG: "
        f"seconds of processor time, medians of {rounds} rounds after one that warms up, ranges in "
        "brackets.",
        "",
        "Rerun: `python benchmarks/figures.py`.",
        "",
        _machine(),
        "",
        "| figure | seconds | SVG, kB |",
        "|---|---|---|",
        *(f"| `{name}` | {_spread(t)} | {sizes[name] / 1e3:.0f} |" for name, t in seconds.items()),
        "",
        "| | measured | at most |",
        "|---|---|---|",
        f"| slowest figure, seconds | {slowest:.2f} | {MOST_SECONDS:g} |",
        f"| HTML report with all figures, MB | {size / 1e6:.2f} | {MOST_BYTES / 1e6:g} |",
    ]
    return "\n".join(lines) + "\n"


def _machine() -> str:
    model = platform.machine()
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    versions = ", ".join(f"{n} {metadata.version(n)}" for n in ("numpy", "pandas", "matplotlib"))
    return (
        f"Machine: {model}, {os.cpu_count()} processors; {platform.system()}, "
        f"Python {platform.python_version()}, {versions}."
    )


def _spread(values: Sequence[float]) -> str:
    middle, low, high = statistics.median(values), min(values), max(values)
    return f"{middle:.2f} ({low:.2f}-{high:.2f})"


if __name__ == "__main__":
    main()
