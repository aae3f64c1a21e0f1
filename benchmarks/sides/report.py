"""The benchmark's report in Markdown, written from what was measured."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from sides.agreement import Compared
from sides.primitives import Primitive
from sides.timing import FRAMES, LOOP, OURS, PRIMITIVES, R, Side, Spent
from sides.workload import SEED, TESTS, WORLD

#: Least ratio of medians to smeint that is aimed at, by columns of the logistic design and side.
GOALS: dict[tuple[int, str], float] = {(7, LOOP): 100, (11, LOOP): 80, (7, FRAMES): 1500}
MOST_MEMORY = 500.0


@dataclass(frozen=True, slots=True)
class Measured:
    """Everything that the report prints.

    Parameters
    ----------
    sides : mapping of int to list of Side
        By columns of the logistic design.
    primitives : mapping of int to list of (Primitive, CPU seconds a replicate)
    rooms : mapping of int to mapping of str to float
        CPU seconds by room.
    memory : mapping of int to float
        Peak in MB by replicates.
    compared : sequence of Compared
    panels : int
        Panels that were compared with the loop.
    without_r : str
        Why R did not take part, or an empty text.
    r_versions : str
    """

    sides: Mapping[int, list[Side]]
    primitives: Mapping[int, list[tuple[Primitive, float]]]
    rooms: Mapping[int, Mapping[str, float]]
    memory: Mapping[int, float]
    compared: Sequence[Compared]
    panels: int
    without_r: str
    r_versions: str


def report_text(found: Measured) -> str:
    """Return the report."""
    rounds = len(found.sides[7][0].times)
    lines = [
        "# Design diagnosis",
        "",
        f"Synthetic data: panels of the world `{WORLD.name}` (seed {SEED}), {WORLD.n_sme} SMEs and "
        f"{WORLD.n_non_sme} non-SMEs in {len(WORLD.years)} years. A replicate is one panel, drawn "
        f"and put through {sum(TESTS.values())} tests with their effects, and the verdicts of "
        "five rules on H1, H2, H3, H3b, H4 and H5; "
        "`benchmarks/README.md` says which, and who runs them how.",
        "",
        "Rerun: `python benchmarks/design_diagnosis.py`.",
        "",
        machine(found.r_versions),
        "",
        f"Medians of {rounds} rounds in one run, in which all sides take turns; ranges over rounds "
        "in brackets. CPU time of one process with one BLAS thread, in milliseconds a replicate. "
        "Ratios are medians over smeint's median, in brackets the range of the ratios of each "
        "round.",
        "",
    ]
    for columns, sides in found.sides.items():
        lines += side_table(columns, sides)
    if found.without_r:
        lines += [f"R is not there: {found.without_r}.", ""]
    lines += goals(found)
    for columns in found.sides:
        lines += against_primitives(columns, found)
    lines += agreement(found)
    return "\n".join(lines)


def side_table(columns: int, sides: Sequence[Side]) -> list[str]:
    """Return the table of all sides with one logistic design."""
    ours = next(side for side in sides if side.name == OURS)
    rows = []
    for side in sides:
        cpu, tests = _cpu(side), [spent.tests for spent in side.times]
        generation = [spent.generation for spent in side.times]
        wall = [spent.wall for spent in side.times]
        own = side.name == OURS
        whole = "" if own or side.name == R else ratio(side, ours, lambda spent: spent.cpu)
        rows.append(
            f"| {side.name} | {side.replicates:,} | {spread(cpu) if side.name != R else ''} | "
            f"{spread(wall) if side.name != R else ''} | {whole} | "
            f"{spread(generation) if side.name != R else ''} | {spread(tests)} | "
            f"{'' if own else ratio(side, ours, lambda spent: spent.tests)} |"
        )
    return [
        f"## Logistic regression with {columns} columns",
        "",
        "| side | replicates a round | CPU, ms | wall, ms | ratio | of which drawing, ms | "
        "of which tests, ms | ratio of tests |",
        "|---|---|---|---|---|---|---|---|",
        *rows,
        "",
    ]


def goals(found: Measured) -> list[str]:
    """Return the table of what is aimed at."""
    lines = ["## Aims", "", "| | measured | aim |", "|---|---|---|"]
    for (columns, name), least in GOALS.items():
        sides = {side.name: side for side in found.sides[columns]}
        measured = ratio(sides[name], sides[OURS], lambda spent: spent.cpu)
        lines.append(f"| {name}, {columns} columns: ratio | {measured} | at least {least:,.0f} |")
    for replicates, peak in found.memory.items():
        lines.append(
            f"| peak memory with {replicates:,} replicates, MB | {peak:.0f} | "
            f"below {MOST_MEMORY:.0f} |"
        )
    return [*lines, ""]


def missed(found: Measured) -> list[str]:
    """Return the aims that were missed."""
    out = []
    for (columns, name), least in GOALS.items():
        sides = {side.name: side for side in found.sides[columns]}
        measured = statistics.median(_cpu(sides[name])) / statistics.median(_cpu(sides[OURS]))
        if measured < least:
            out.append(f"{name}, {columns} columns: {measured:.0f} instead of {least:.0f}")
    out += [
        f"{peak:.0f} MB with {replicates:,} replicates"
        for replicates, peak in found.memory.items()
        if peak >= MOST_MEMORY
    ]
    return out


def against_primitives(columns: int, found: Measured) -> list[str]:
    """Return how far smeint is from the sum of primitives, and what its time is spent on."""
    sides = {side.name: side for side in found.sides[columns]}
    whole = statistics.median(_cpu(sides[OURS]))
    least = statistics.median(_cpu(sides[PRIMITIVES]))
    rooms = found.rooms[columns]
    total = sum(rooms.values())
    return [
        f"## What the time is spent on, {columns} columns",
        "",
        f"smeint takes {whole * 1e3:.3f} ms a replicate, {whole / least:.1f} times the sum of the "
        f"primitive operations ({least * 1e3:.3f} ms), which no result comes of.",
        "",
        "| primitive operation | what for | ms |",
        "|---|---|---|",
        *(f"| {p.name} | {p.what} | {s * 1e3:.4f} |" for p, s in found.primitives[columns]),
        "",
        "Where smeint's own time goes, from Python's call events (a run of its own, which that "
        "slows; shares of the time above):",
        "",
        "| room | share | ms |",
        "|---|---|---|",
        *(
            f"| {room} | {spent / total:.0%} | {spent / total * whole * 1e3:.3f} |"
            for room, spent in sorted(rooms.items(), key=lambda pair: -pair[1])
        ),
        "",
    ]


def agreement(found: Measured) -> list[str]:
    """Return how far the sides' numbers are apart."""
    rows = [
        f"| {c.side} | {c.procedure} | {c.n:,} | {c.statistic:.0e} | {c.p:.0e} | {c.effect:.0e} | "
        f"{c.only_ours} | {c.only_theirs} |"
        for c in found.compared
    ]
    return [
        "## Agreement",
        "",
        f"Before timing, on {found.panels} panels (fewer for pingouin): all verdicts of the loops "
        "are smeint's. Largest absolute differences from smeint; a side without a statistic or "
        "an effect of its own has 0 there.",
        "",
        "| side | test | tests | statistic | p | effect | smeint alone | that side alone |",
        "|---|---|---|---|---|---|---|---|",
        *rows,
        "",
        *(f"- {name}: {why}." for name, why in reasons(found.compared)),
        "",
    ]


def reasons(compared: Sequence[Compared]) -> list[tuple[str, str]]:
    """Return why p may differ by more than rounding, by test."""
    found = {
        (f"{c.procedure}, R" if "in R" in c.why or "nortest" in c.why else c.procedure): c.why
        for c in compared
        if c.why
    }
    return list(found.items())


def machine(r_versions: str) -> str:
    """Return what the benchmark ran on."""
    model = platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    packages = ("numpy", "scipy", "statsmodels", "pingouin", "pandas")
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in packages)
    text = (
        f"Machine: {model}, {os.cpu_count()} processors; {platform.system()}, "
        f"Python {platform.python_version()}, {versions}"
    )
    return f"{text}; {r_versions}." if r_versions else f"{text}."


def ratio(side: Side, ours: Side, of: Callable[[Spent], float]) -> str:
    """Return the ratio of medians, with the range of ratios by round."""
    theirs, own = [of(spent) for spent in side.times], [of(spent) for spent in ours.times]
    by_round = [one / two for one, two in zip(theirs, own, strict=True)]
    middle = statistics.median(theirs) / statistics.median(own)
    places = 0 if middle >= 10 else 2
    return f"{middle:,.{places}f} ({min(by_round):,.{places}f}-{max(by_round):,.{places}f})"


def spread(seconds: Sequence[float]) -> str:
    """Return median and range in milliseconds."""
    values = [value * 1e3 for value in seconds]
    places = 3 if statistics.median(values) < 10 else 1
    low, high = min(values), max(values)
    return f"{statistics.median(values):.{places}f} ({low:.{places}f}-{high:.{places}f})"


def _cpu(side: Side) -> list[float]:
    return [spent.cpu for spent in side.times]
