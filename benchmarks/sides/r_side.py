"""R's side: panels out as a CSV file, answers and seconds back."""

from __future__ import annotations

import csv
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from math import nan
from pathlib import Path

import numpy as np

from sides.panels import Arrays, panel
from sides.workload import WORLD

SCRIPT = Path(__file__).with_name("tests.R")
COLUMNS = (
    "sme",
    "internationalized",
    "fsts",
    "rota",
    "employees",
    "management_team_size",
    "band",
    "log_firm_age",
    "country",
    "industry",
    "professional_training",
    "strategic_planning",
    "export_plan",
)


@dataclass(frozen=True, slots=True)
class RFound:
    """What R found.

    Parameters
    ----------
    answers : dict of (replicate, test) to list of float
        Numbers in the order of ``tests.R``.
    seconds : dict of str to float
        CPU seconds a replicate of ``tests``, ``logit_7`` and ``logit_11``.
    versions : str
    """

    answers: dict[tuple[int, str], list[float]]
    seconds: dict[str, float]
    versions: str


def missing() -> str:
    """Return why R cannot take part, or an empty text."""
    if shutil.which("Rscript") is None:
        return "Rscript is not installed"
    asked = [shutil.which("Rscript") or "", "-e", "stopifnot(requireNamespace('nortest'))"]
    if subprocess.run(asked, capture_output=True, check=False).returncode:
        return "R has no package nortest"
    return ""


def run(numbers: Sequence[int], folder: Path) -> RFound:
    """Run R on the panels of these replicates; R's start and reading are not timed."""
    names = [folder / name for name in ("panels.csv", "answers.csv", "times.csv")]
    write(names[0], {number: panel(number) for number in numbers})
    command = ["Rscript", "--vanilla", str(SCRIPT), *map(str, names)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"R stopped: {done.stderr}")
    seconds = {
        row["part"]: float(row["seconds"]) / len(numbers)
        for row in csv.DictReader(names[2].read_text().splitlines())
    }
    versions = ", ".join((folder / "times.csv.versions").read_text().split("\n")).strip(", ")
    return RFound(read(names[1]), seconds, versions)


def write(path: Path, panels: dict[int, Arrays]) -> None:
    """Write panels as one CSV file, a row for each firm and year."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["replicate", "year", "firm", *COLUMNS])
        for number, x in panels.items():
            for t, year in enumerate(WORLD.years):
                columns = [np.asarray(x[name][t], dtype=float).tolist() for name in COLUMNS]
                for firm, values in enumerate(zip(*columns, strict=True)):
                    writer.writerow([number, year, firm, *map(repr, values)])


def read(path: Path) -> dict[tuple[int, str], list[float]]:
    """Read R's numbers."""
    out: dict[tuple[int, str], list[float]] = {}
    for row in csv.DictReader(path.read_text().splitlines()):
        text = row["value"].strip()
        value = nan if text in ("NA", "NaN") else float(text)
        out.setdefault((int(row["replicate"]), row["test"]), []).append(value)
    return out
