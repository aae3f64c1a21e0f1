"""The conventions of a report as a table, for the formats without cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smeint.report.cards.build import PROGRAMS
from smeint.report.cards.described import NOT_APPLICABLE, VARIANTS, described
from smeint.report.cards.programs import NOT_HELD
from smeint.report.cards.rule import cited
from smeint.report.table import Table
from smeint.study.results import records

if TYPE_CHECKING:
    from smeint.study.results import Results

SAME = "the same"
#: Conditions of what a card can say, not of what a program does.
UNKNOWN = ("R either", "rho either")


def conventions_table(results: Results) -> Table:
    """Return one row a procedure and variant that the results have: what it is, who differs.

    Parameters
    ----------
    results : Results

    Returns
    -------
    Table
        No numbers: those stand on the cards of single tests.
    """
    found = results.findings[["procedure", "variant"]].drop_duplicates()
    named = ((str(row["procedure"]), str(row["variant"])) for row in records(found))
    used = [key for key in named if key in PROGRAMS]
    # blocks of one model have the same conventions
    rows = dict.fromkeys(_row(procedure, variant) for procedure, variant in used)
    manuals = cited(rule for key in used for rule in PROGRAMS[key])
    return Table(
        title="Conventions: what other programs print by default",
        columns=("Test", "Here", "SPSS", "R", "Stata"),
        rows=tuple(rows),
        notes=(
            "Signs are first group minus second. Rows without a value are left out of each test "
            "alone.",
            "R's columns are those of R 4.2." + (f" SPSS and Stata: {manuals}." if manuals else ""),
        ),
    )


def _row(procedure: str, variant: str) -> tuple[str, ...]:
    """Return the row of one procedure and variant."""
    what = described(procedure, variant)
    here = [f"p {what.exact}"]
    if what.continuity != NOT_APPLICABLE:
        here.append(f"continuity correction: {what.continuity}")
    if what.ties != NOT_APPLICABLE:
        here.append(f"ties: {what.ties}")
    name = what.name.removesuffix(f", {VARIANTS.get(variant, '')}")
    programs = (_program(procedure, variant, program) for program in ("SPSS", "R", "Stata"))
    return (name, "; ".join(here), *programs)


def _program(procedure: str, variant: str, program: str) -> str:
    """Return what one program prints, command by command and line by line of its output."""
    said: dict[str, dict[str, list[str]]] = {}
    for rule in PROGRAMS[procedure, variant]:
        if rule.program == program and rule.when not in UNKNOWN:
            command, _, line = rule.call.partition(": ")
            why = rule.differs.removesuffix(NOT_HELD).rstrip("; ") or SAME
            said.setdefault(command, {}).setdefault(line, []).append(why)
    return ". ".join(_command(command, lines) for command, lines in said.items())


def _command(command: str, lines: dict[str, list[str]]) -> str:
    """Return what one command prints."""
    texts = {line: _either(tuple(dict.fromkeys(why))) for line, why in lines.items()}
    joined = "; ".join(f"{line}: {why}" if line else why for line, why in texts.items())
    return joined if command == "none" else f"{command}: {joined}"


def _either(why: tuple[str, ...]) -> str:
    """Return what differs by the data, what is the same last."""
    others = "; or ".join(text for text in why if text != SAME)
    return "; else ".join(text for text in (others, SAME if SAME in why else "") if text)
