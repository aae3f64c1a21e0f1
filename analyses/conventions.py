"""Compare what smeint, R, SciPy, statsmodels and pingouin say of the same data, by running them.

    python analyses/conventions.py          # writes the tables of docs/conventions.md
    python analyses/conventions.py --r      # runs R first (tests/reference/make_conventions.R)

A procedure is one ``[[row]]`` in a file of ``analyses/conventions``: what it is, on which data, the
calls by program, what SPSS and Stata are documented to do, and why the numbers differ. A call has
`code`, and `show`: ``name = expression of x; ...``, where x is the call's value; smeint's own
answers show themselves. Calls by SPSS and Stata are calls of **smeint**, in the variant that these
programs document: they were not run. What R said is kept in ``tests/reference/conventions.json``,
so that the document can be written without R. A row that `needs` a function which smeint.stats does
not have is left out, and comes in when the function does.
"""

import argparse
import json
import math
import re
import subprocess
import sys
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import conventions_names as names

import smeint.stats

ROOT = Path(__file__).resolve().parents[1]
FAMILIES = ROOT / "analyses" / "conventions"
DOCUMENT = ROOT / "docs" / "conventions.md"
REFERENCE = ROOT / "tests" / "reference"
R_CALLS, R_VALUES = REFERENCE / "conventions_calls.json", REFERENCE / "conventions.json"
#: Programs by column; those of the last two are documented and were not run.
RUN = {"smeint": ("smeint",), "R": ("R",), "SciPy, statsmodels": ("scipy", "statsmodels")}
RUN["pingouin"] = ("pingouin",)
CITED = ("SPSS", "Stata")
BEGIN, END = "<!-- {}: begin -->\n", "<!-- {}: end -->"


@dataclass(frozen=True, slots=True)
class Call:
    """One call of one program.

    Parameters
    ----------
    key : str
        Row and place, such as ``mann_whitney.3``.
    by : str
        Program.
    code, show : str
        As in the file.
    label : str
        How the cell names it; the function called, if it is not given.
    rough : float
        Relative difference between versions of the program that its test lets pass.
    """

    key: str
    by: str
    code: str
    show: str = ""
    label: str = ""
    rough: float = 0.0

    @property
    def name(self) -> str:
        """What the cell calls it."""
        called = re.sub(r"^(sm|smf|f)\.(\w+\.)*", "", self.code.split("(")[0].strip())
        return self.label or f"`{called}`"

    def shown(self) -> dict[str, str]:
        """Return the expressions by the name of their number."""
        pairs = (part.split("=", 1) for part in self.show.split(";") if part.strip())
        return {name.strip(): expression.strip() for name, expression in pairs}


@dataclass(frozen=True, slots=True)
class Row:
    """One procedure."""

    name: str
    title: str
    on: str
    calls: tuple[Call, ...]
    spss: str
    stata: str
    differ: str
    missing: dict[str, str] = field(default_factory=dict)
    needs: str = ""

    @property
    def available(self) -> bool:
        """Whether smeint has what the row needs; if not, the document is without the row."""
        return not self.needs or self.needs in smeint.stats.__all__

    def by(self, *programs: str) -> list[Call]:
        """Return the calls of some programs."""
        return [call for call in self.calls if call.by in programs]


@dataclass(frozen=True, slots=True)
class Family:
    """A table of procedures."""

    name: str
    title: str
    notes: str
    rows: tuple[Row, ...]


@cache
def families() -> tuple[Family, ...]:
    """Return all procedures that smeint has, as the files have them."""
    return tuple(_family(path) for path in sorted(FAMILIES.glob("*.toml")))


def _family(path: Path, everything: bool = False) -> Family:
    table = tomllib.loads(path.read_text())
    rows = tuple(row for row in map(_row, table["row"]) if everything or row.available)
    return Family(table["name"], table["title"], table.get("notes", ""), rows)


def _row(entry: dict) -> Row:
    calls = entry.pop("call", [])
    made = (Call(key=f"{entry['name']}.{i}", **call) for i, call in enumerate(calls, 1))
    return Row(calls=tuple(made), **entry)


def numbers_of(call: Call) -> dict[str, float]:
    """Run a call and return its numbers by name; R's are looked up."""
    if call.by == "R":
        said = r_values()[call.key]
        if (said["code"], said["show"]) != (call.code, call.shown()):
            raise SystemExit(f"{call.key} was not run in R as it stands: use --r")
        return {name: float(value) for name, value in said["values"].items()}
    names_there = names.of_python()
    x = eval(call.code, names_there)
    if not call.show:
        return names.view(x)
    inside = {**names_there, "x": x}
    return {name: float(eval(code, inside)) for name, code in call.shown().items()}


@cache
def r_values() -> dict:
    """Return what R said."""
    return json.loads(R_VALUES.read_text())["calls"]


def run_r() -> None:
    """Write R's calls, and let R write its values."""
    every = [_family(path, everything=True) for path in sorted(FAMILIES.glob("*.toml"))]
    calls = [c for family in every for row in family.rows for c in row.by("R")]
    entries = [{"key": c.key, "code": c.code, "show": c.shown()} for c in calls]
    R_CALLS.write_text(json.dumps(entries, indent=1) + "\n")
    subprocess.run(["Rscript", "make_conventions.R"], cwd=REFERENCE, check=True)


def text_of(numbers: dict[str, float]) -> str:
    """Return numbers as a cell has them, five significant digits."""
    return ", ".join(f"{name} {digits(value)}" for name, value in numbers.items())


def digits(value: float) -> str:
    """Return a number with five significant digits."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "infinite" if value > 0 else "-infinite"
    return f"{value:.5g}"


def cell(row: Row, programs: tuple[str, ...]) -> str:
    """Return what some programs say."""
    said = [f"{call.name}: {text_of(numbers_of(call))}" for call in row.by(*programs)]
    said += [row.missing[program] for program in programs if program in row.missing]
    return "<br>".join(said) or "none"


def cited(row: Row, program: str) -> str:
    """Return what a program is documented to print, with our number for it where we have one."""
    said = [getattr(row, program.lower())]
    said += [f"*ours, {call.name}: {text_of(numbers_of(call))}*" for call in row.by(program)]
    return "<br>".join(said)


def family_text(family: Family) -> str:
    """Return both tables of a family and its calls."""
    run = [["procedure, on", *RUN]]
    other = [["procedure", *CITED, "why digits differ"]]
    for row in family.rows:
        title = f"**{row.title}**"
        run.append([f"{title}<br>{row.on}", *(cell(row, programs) for programs in RUN.values())])
        other.append([title, *(cited(row, program) for program in CITED), row.differ])
    calls = [f"{c.by:<12}{c.code}" for r in family.rows for c in r.calls if c.by not in CITED]
    parts = [f"## {family.title}", family.notes, table(run), table(other)]
    details = "<details><summary>The calls</summary>\n\n```text\n{}\n```\n\n</details>"
    return "\n\n".join(p.strip() for p in [*parts, details.format("\n".join(calls))] if p) + "\n"


def table(rows: list[list[str]]) -> str:
    """Return rows as a Markdown table, the first one being its head."""
    head, *body = [f"| {' | '.join(c.replace('|', chr(92) + '|') for c in row)} |" for row in rows]
    return "\n".join([head, "|" + "---|" * len(rows[0]), *body])


def between(text: str, name: str, new: str) -> str:
    """Return a document with the part between two markers replaced."""
    begin, end = BEGIN.format(name), END.format(name)
    before, rest = text.split(begin)
    return f"{before}{begin}{new}{end}{rest.split(end)[1]}"


def main() -> None:
    """Write the document's tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--r", action="store_true", help="run R first")
    if parser.parse_args().r:
        run_r()
    text = DOCUMENT.read_text()
    text = between(text, "tables", "\n".join(map(family_text, families())))
    for name, made in names.default_tables().items():
        text = between(text, name, made)
    DOCUMENT.write_text(text)
    print(f"docs/conventions.md: {sum(len(f.rows) for f in families())} procedures")


if __name__ == "__main__":
    sys.exit(main())
