"""Time and memory of a study on a large SPSS file, beside the plain read of that file.

    python benchmarks/large_sav.py

writes ``benchmarks/results/large_sav.md``. Everything is measured in processes of its own, in
rounds that take turns, so that a machine that slows down slows all of them.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPORT = HERE / "results" / "large_sav.md"

#: What a study may take: as a multiple of plain read and tests, and of the file's size.
MOST_TIME, MOST_MEMORY = 1.5, 4.0

CASES = {
    "narrow": "14 of the 60 columns",
    "wide": "59 of the 60 columns",
}

Measured = dict[str, list[float]]


def main() -> None:
    """Measure, or (with ``--part``) be one of the measured processes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--firms", type=int, default=100_000)
    parser.add_argument("--years", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--report", type=Path, default=REPORT)
    parser.add_argument("--part", nargs=2, metavar=("NAME", "PATH"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.part:
        name, path = given.part
        print(json.dumps(PARTS[name](Path(path))))
        return
    with tempfile.TemporaryDirectory() as folder:
        text = measure(Path(folder), given.firms, given.years, given.rounds)
    given.report.parent.mkdir(exist_ok=True)
    given.report.write_text(text, encoding="utf-8")
    print(text)


def measure(folder: Path, firms: int, years: int, rounds: int) -> str:
    """Return the report of all rounds.

    Parameters
    ----------
    folder : Path
        Empty; some 300 MB are written.
    firms, years, rounds : int
    """
    data = folder / "survey.sav"
    _python(
        "import sys; from pathlib import Path; import survey_file as s\n"
        f"s.write_survey(Path({str(data)!r}), {firms}, {years})\n"
        f"for case in {list(CASES)}:\n"
        f"    path = Path({str(folder)!r}, case + '.toml')\n"
        f"    s.write_study(path, Path({str(data)!r}), wide=case == 'wide')\n"
    )
    found: dict[str, Measured] = {}
    for number in range(1, rounds + 1):
        for name, path in _tasks(folder, data):
            key = f"{name} {path.stem}"
            begin = time.perf_counter()
            part = _python_part(name, path)
            part.setdefault("seconds", time.perf_counter() - begin)
            for what, value in part.items():
                found.setdefault(key, {}).setdefault(what, []).append(value)
            print(f"round {number}: {key} {part}", file=sys.stderr)
    size = data.stat().st_size
    return report(found, size, (firms, years, rounds))


def _tasks(folder: Path, data: Path) -> list[tuple[str, Path]]:
    tasks = [("import", data), ("plain", data)]
    for case in CASES:
        study = folder / f"{case}.toml"
        tasks += [("tests", study), ("run", study)]
    return tasks


def _python(code: str) -> None:
    subprocess.run([sys.executable, "-c", code], check=True, cwd=HERE)


def _python_part(name: str, path: Path) -> dict[str, float]:
    """Return what one process measured."""
    command = [sys.executable, str(Path(__file__).resolve()), "--part", name, str(path)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _peak() -> float:
    """Return the most memory that this process has held at a time, in bytes."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return 1024.0 * next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


def import_alone(_path: Path) -> dict[str, float]:
    """Import the package."""
    importlib.import_module("smeint")
    return {"peak": _peak()}


def plain_read(path: Path) -> dict[str, float]:
    """Read the whole file with the library that reads SPSS files; nothing is done with it."""
    import pyreadstat

    begin = time.perf_counter()
    frame, _ = pyreadstat.read_sav(path, user_missing=True)
    seconds = time.perf_counter() - begin
    return {"seconds": seconds, "peak": _peak(), "columns": float(frame.shape[1])}


def tests_alone(path: Path) -> dict[str, float]:
    """Test the hypotheses on a panel that is there already."""
    from smeint.panel.read import build_panel
    from smeint.study.run import run_panel
    from smeint.study.studyfile import load_study

    study = load_study(path)
    begin = time.perf_counter()
    panel = build_panel(study.data, study.columns, study.folder)
    read, peak = time.perf_counter() - begin, _peak()
    begin = time.perf_counter()
    run_panel(panel, study.definitions, study.hypotheses, synthetic=study.synthetic)
    seconds = time.perf_counter() - begin
    return {"seconds": seconds, "read": read, "read_peak": peak, "peak": _peak()}


def whole_run(path: Path) -> dict[str, float]:
    """Do what ``smeint run`` does, from study file to results set; the caller holds the watch."""
    from smeint.cli import main as command

    out = path.with_suffix("")
    sys.argv = ["smeint", "run", str(path), "--out", str(out)]
    try:
        command()
    except SystemExit as stop:
        if stop.code:
            raise
    return {"peak": _peak()}


PARTS = {"import": import_alone, "plain": plain_read, "tests": tests_alone, "run": whole_run}


def report(found: Mapping[str, Measured], size: int, shape: Sequence[int]) -> str:
    """Return the report in Markdown."""
    firms, years, rounds = shape
    lines = [
        "# A large SPSS file",
        "",
        f"An uncompressed `.sav` of {firms * years:,} rows ({firms:,} firms, {years} "
        f"{'year' if years == 1 else 'years'}) and 60 columns, {size / 1e6:.0f} MB: money amounts "
        "that all differ, codes with value labels and declared missing values, texts 20 characters "
        "wide, dates. `smeint run` reads it, checks it, tests H1-H5 with all companions and the "
        "tests of normality, and writes the results set with the firm-years.",
        "",
        f"Rerun: `make benchmark`. Medians of {rounds} rounds that take turns, ranges in brackets; "
        "every part in a process of its own; times of runs include Python's start and all imports.",
        "",
        _machine(),
        "",
        "| part | seconds | peak memory, MB |",
        "|---|---|---|",
    ]
    data = "survey"
    lines += [
        _row("`import smeint`", found[f"import {data}"], timed=False),
        _row("pyreadstat reads the whole file", found[f"plain {data}"]),
    ]
    for case, mapped in CASES.items():
        lines += [
            _row(f"tests alone, {mapped}", found[f"tests {case}"]),
            _row(f"`smeint run`, {mapped}", found[f"run {case}"]),
        ]
    lines += [
        "",
        "| `smeint run` | time / (plain read + tests) | memory above import / file size |",
        "|---|---|---|",
    ]
    base = statistics.median(found[f"import {data}"]["peak"])
    for case, mapped in CASES.items():
        both = zip(
            found[f"plain {data}"]["seconds"], found[f"tests {case}"]["seconds"], strict=True
        )
        whole = found[f"run {case}"]["seconds"]
        times = [run / sum(parts) for run, parts in zip(whole, both, strict=True)]
        memory = [(peak - base) / size for peak in found[f"run {case}"]["peak"]]
        lines.append(f"| {mapped} | {_spread(times, 2)} | {_spread(memory, 2)} |")
    lines.append(f"| at most | {MOST_TIME} | {MOST_MEMORY} |")
    lines += [
        "",
        "| reading alone (`build_panel`) | seconds | peak memory, MB |",
        "|---|---|---|",
    ]
    for case, mapped in CASES.items():
        each = found[f"tests {case}"]
        peak = _spread([value / 1e6 for value in each["read_peak"]], 0)
        lines.append(f"| {mapped} | {_spread(each['read'], 1)} | {peak} |")
    return "\n".join(lines) + "\n"


def _machine() -> str:
    model = platform.machine()
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    from importlib import metadata

    versions = ", ".join(
        f"{name} {metadata.version(name)}" for name in ("numpy", "pandas", "pyreadstat", "pyarrow")
    )
    return (
        f"Machine: {model}, {os.cpu_count()} processors, {memory:.0f} GB; {platform.system()}, "
        f"Python {platform.python_version()}, {versions}."
    )


def _row(name: str, measured: Measured, *, timed: bool = True) -> str:
    seconds = _spread(measured["seconds"], 1) if timed else ""
    peak = _spread([value / 1e6 for value in measured["peak"]], 0)
    return f"| {name} | {seconds} | {peak} |"


def _spread(values: Sequence[float], digits: int) -> str:
    middle, low, high = statistics.median(values), min(values), max(values)
    return f"{middle:.{digits}f} ({low:.{digits}f}-{high:.{digits}f})"


if __name__ == "__main__":
    main()
