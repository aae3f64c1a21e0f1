"""Measures how often each verdict rule errs, for the designs whose rates are stored.

    python analyses/stored_error_rates.py --reps 20000 --workers 2

writes ``smeint/study/stored_error_rates.csv``: rows of `smeint.study.error_rates.ErrorRate`, one a
hypothesis, rule, direction and design. A design has equal groups of SMEs and non-SMEs and is drawn
from the no-effect twin of the `published` world. Every number is of SYNTHETIC firms. What is
measured for no design (claims of a negligible effect) has no row. The same seed gives the same
file, whatever the number of workers.

Groups are equal and do not differ by one firm, for that is a case of its own: with 28 and 29 firms
chi-square without correction rejects 6 % in a year, with 28 and 28, 30 and 26, or 57 and 57 firms
5 % at most.
"""

import argparse
import csv
import itertools
import math
import sys
from dataclasses import asdict, fields, replace
from pathlib import Path

from smeint.defaults import ALPHA
from smeint.definitions.definitions import Definitions
from smeint.diagnose.run import error_rates_of
from smeint.progress import silent
from smeint.study.error_rates import ErrorRate
from smeint.study.shipped import SHIPPED
from smeint.study.stored_rates import STORED, TABLE
from smeint.synth.world import world

FIRMS = (30, 56, 114, 228, 456, 912)
YEARS = (1, 2, 3, 4, 5)
OUT = Path(__file__).resolve().parents[1] / "smeint" / "study" / TABLE
#: Significant digits of what is no count: more than a simulation can tell.
DIGITS = 6


def rows_of(firms, years, reps, seed, workers):
    """Return the rows of one design, those that were measured."""
    design = world("published").vary(firms=(firms // 2, firms // 2), years=years)
    hypotheses = tuple(SHIPPED.values())
    found = error_rates_of(design, hypotheses, Definitions(), ALPHA, reps, seed, workers, silent)
    return [
        replace(row, world="no_effect", source=STORED) for row in found if math.isfinite(row.rate)
    ]


def cell(value):
    """Return a value as it stands in the file."""
    return f"{value:.{DIGITS}g}" if isinstance(value, float) else value


def main():
    """Measure every design and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reps", type=int, default=20_000, help="replicates of each design")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--firms", type=int, nargs="+", default=FIRMS)
    parser.add_argument("--years", type=int, nargs="+", default=YEARS)
    parser.add_argument("--out", type=Path, default=OUT)
    asked = parser.parse_args()
    rows = []
    for years, firms in itertools.product(asked.years, asked.firms):
        rows += rows_of(firms, years, asked.reps, asked.seed, asked.workers)
        print(f"{firms} firms, {years} years", file=sys.stderr, flush=True)
    with asked.out.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow([field.name for field in fields(ErrorRate)])
        table.writerows([cell(value) for value in asdict(row).values()] for row in rows)


if __name__ == "__main__":
    main()
