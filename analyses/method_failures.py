"""Measure where textbook methods fail, and by how much.

    python analyses/method_failures.py            # measures all (about ten minutes), then writes
    python analyses/method_failures.py NAME ...   # measures some experiments again, then writes
    python analyses/method_failures.py --write    # writes docs/methods.md from the stored numbers

Numbers are stored in ``analyses/method_failures.csv`` with their Monte Carlo error; the document
has nothing that is not there.
"""

import argparse
import csv
import math
import sys
import time
from dataclasses import asdict, fields
from pathlib import Path

import failures_models
import failures_ranks
import failures_tables
from failures_common import COVERAGE, SIZE, SIZES, Experiment, Measured, measured

ROOT = Path(__file__).resolve().parents[1]
STORED = ROOT / "analyses" / "method_failures.csv"
DOCUMENT = ROOT / "docs" / "methods.md"
FAMILIES = {
    "Two groups and ranks": failures_ranks.EXPERIMENTS,
    "Counts": failures_tables.EXPERIMENTS,
    "Firm-years and models": failures_models.EXPERIMENTS,
}
EXPERIMENTS = {e.name: e for family in FAMILIES.values() for e in family}
BEGIN, END = "<!-- failures: begin -->\n", "<!-- failures: end -->"
#: Beyond these a number is set in bold: too many false findings, or too few intervals right.
LARGEST_SIZE, LEAST_COVERAGE = 0.06, 0.93


def stored() -> list[Measured]:
    """Return the stored numbers."""
    kinds = {f.name: f.type for f in fields(Measured)}
    with STORED.open(newline="") as file:
        return [
            Measured(**{name: kinds[name](text) for name, text in row.items()})
            for row in csv.DictReader(file)
        ]


def store(rows: list[Measured]) -> None:
    """Write the numbers in the order of the experiments."""
    place = {(e.name, line.key): i for e in EXPERIMENTS.values() for i, line in enumerate(e.lines)}
    order = {name: i for i, name in enumerate(EXPERIMENTS)}
    known = [row for row in rows if (row.experiment, row.key) in place]
    known.sort(key=lambda r: (order[r.experiment], place[r.experiment, r.key], r.n_1))
    with STORED.open("w", newline="") as file:
        writer = csv.DictWriter(file, [f.name for f in fields(Measured)], lineterminator="\n")
        writer.writeheader()
        writer.writerows(asdict(row) for row in known)


def text_of(row: Measured) -> str:
    """Return a number as the document has it."""
    shown = f"{row.measured:.3f}".removeprefix("0")
    if row.replicates:
        shown += f" ± {row.mc_error:.3f}".replace("± 0", "±\N{NO-BREAK SPACE}")
    wrong = {SIZE: row.measured > LARGEST_SIZE, COVERAGE: row.measured < LEAST_COVERAGE}
    return f"**{shown}**" if wrong.get(row.quantity) else shown


def experiment_text(experiment: Experiment, rows: list[Measured]) -> str:
    """Return an experiment's table."""
    found = {(r.key, r.n_1, r.n_2): r for r in rows if r.experiment == experiment.name}
    heads = [f"{n_1} and {n_2}" for n_1, n_2 in SIZES]
    lines = [f"| method | measures | nominal | {' | '.join(heads)} | instead |"]
    lines.append("|---|---|---|" + "---|" * len(SIZES) + "---|")
    for line in experiment.lines:
        cells = [found[line.key, *sizes] for sizes in SIZES]
        nominal = cells[0].nominal
        shown = "" if math.isnan(nominal) else f"{nominal:g}".removeprefix("0")
        numbers = " | ".join(map(text_of, cells))
        lines.append(f"| {line.method} | {line.quantity} | {shown} | {numbers} | {line.instead} |")
    return f"**{experiment.situation}.**\n\n" + "\n".join(lines) + "\n"


def document_text(rows: list[Measured]) -> str:
    """Return all tables."""
    parts = []
    for title, family in FAMILIES.items():
        parts += [f"## {title}\n", *(experiment_text(e, rows) for e in family)]
    return "\n".join(parts)


def measure(names: list[str]) -> None:
    """Measure experiments and store what they found."""
    kept = [r for r in stored() if r.experiment not in names] if STORED.exists() else []
    for name in names:
        begun = time.perf_counter()
        for sizes in SIZES:
            kept += measured(EXPERIMENTS[name], *sizes)
        print(f"{name}: {time.perf_counter() - begun:.0f} s", flush=True)
        store(kept)


def main() -> None:
    """Measure, store and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", choices=[*EXPERIMENTS, []], metavar="NAME")
    parser.add_argument("--write", action="store_true", help="measure nothing")
    options = parser.parse_args()
    if not options.write:
        measure(options.names or list(EXPERIMENTS))
    before, rest = DOCUMENT.read_text().split(BEGIN)
    text = document_text(stored())
    DOCUMENT.write_text(f"{before}{BEGIN}{text}{END}{rest.split(END)[1]}")


if __name__ == "__main__":
    sys.exit(main())
