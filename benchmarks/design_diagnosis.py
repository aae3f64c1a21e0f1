"""CPU time of a design diagnosis: smeint against loops, pingouin, R and the primitive operations.

    python benchmarks/design_diagnosis.py

writes ``benchmarks/results/design_diagnosis.md``; ``benchmarks/README.md`` says what is measured.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sides.agreement import Compared
    from sides.report import Measured

HERE = Path(__file__).resolve().parent
REPORT = HERE / "results" / "design_diagnosis.md"

#: Libraries that would start threads of their own.
THREADS = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS")

#: Panels on which all sides are compared, and pingouin's, which are slower.
PANELS, FEW_PANELS = 20, 3


def main() -> None:
    """Compare, measure, write and print; exit with 1 where an aim is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--replicates", type=int, default=1000, help="of smeint, a round")
    parser.add_argument("--memory", type=int, nargs="*", default=[1000, 20000])
    parser.add_argument("--report", type=Path, default=REPORT)
    given = parser.parse_args()
    for name in THREADS:
        os.environ[name] = "1"  # read when numpy is imported, below
    from sides.report import missed, report_text

    # pingouin's remark on small tables, of which there are many here
    warnings.filterwarnings("ignore", "Low count on", UserWarning)
    found = measured(given.rounds, given.replicates, given.memory)
    text = report_text(found)
    given.report.parent.mkdir(exist_ok=True)
    given.report.write_text(text, encoding="utf-8")
    print(text)
    faults = missed(found)
    if faults:
        sys.exit("Missed: " + "; ".join(faults))


def measured(rounds: int, replicates: int, memory: list[int]) -> Measured:
    """Return everything that the report prints."""
    from sides import memory as peaks
    from sides import ours, r_side, rooms, timing
    from sides import primitives as parts
    from sides.report import Measured
    from sides.workload import TERMS

    compared = compare()
    sides = {columns: timing.sides(columns, replicates) for columns in TERMS}
    timing.measure(sides, rounds)
    by_part, by_room = {}, {}
    for columns in TERMS:
        made = parts.primitives(ours.BLOCK, columns)
        runs = [parts.seconds(made, ours.BLOCK) for _ in range(rounds + 1)][1:]
        by_part[columns] = [(p, statistics.median(run[p.name] for run in runs)) for p in made]
        plan = ours.asked(columns)
        by_room[columns] = rooms.by_room(lambda plan=plan: list(ours.run(range(replicates), plan)))
    versions = ""
    if not r_side.missing():
        with tempfile.TemporaryDirectory() as folder:
            versions = r_side.run([0], Path(folder)).versions
    return Measured(
        sides=sides,
        primitives=by_part,
        rooms=by_room,
        memory={number: peaks.peak(number, max(TERMS)) for number in memory},
        compared=compared,
        panels=PANELS,
        without_r=r_side.missing(),
        r_versions=versions,
    )


def compare() -> list[Compared]:
    """Return how far the sides are apart; raise where that is not documented."""
    from sides import agreement, loop, ours, pingouin_calls, pingouin_frames, r_side, scipy_calls
    from sides.workload import TERMS

    out = []
    for columns in TERMS:
        numbers, few = range(PANELS), range(FEW_PANELS)
        block = next(ours.run(numbers, ours.asked(columns)))
        sides = (
            ("scipy and statsmodels", loop.run(numbers, columns, scipy_calls.CALLS)),
            ("pingouin, data frames", pingouin_frames.run(few, columns)),
            ("pingouin, arrays", loop.run(few, columns, pingouin_calls.CALLS)),
        )
        rows = [row for name, found in sides for row in agreement.with_loop(name, block, found)]
        if not r_side.missing():
            with tempfile.TemporaryDirectory() as folder:
                answers = r_side.run(numbers, Path(folder)).answers
            rows += agreement.with_r(block, answers, numbers, columns)
        out += rows if columns == 7 else [row for row in rows if row.procedure == "logit"]
        print(f"{columns} columns: the sides agree", file=sys.stderr)
    return out


if __name__ == "__main__":
    main()
