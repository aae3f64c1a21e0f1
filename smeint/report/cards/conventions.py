"""The conventions of a report as a table, for the formats without cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smeint.report.cards.build import PROGRAMS
from smeint.report.cards.described import NOT_APPLICABLE, described
from smeint.report.cards.rule import SOURCES
from smeint.report.table import Table
from smeint.study.results import records

if TYPE_CHECKING:
    from smeint.study.results import Results

SAME = "the same"


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
    used = [(str(row["procedure"]), str(row["variant"])) for row in records(found)]
    # blocks of one model have the same conventions
    rows = {_row(procedure, variant): None for procedure, variant in used}
    keys = dict.fromkeys(rule.source for key in used for rule in PROGRAMS[key] if rule.source)
    cited = "; ".join(SOURCES[key] for key in keys)
    return Table(
        title="Conventions: what other programs print by default",
        columns=("Test", "Here", "SPSS", "R", "Stata"),
        rows=tuple(rows),
        notes=(
            "Signs are first group minus second. Rows with a missing value are left out of each "
            "test alone.",
            f"SPSS's and Stata's columns follow their manuals ({cited or 'none is cited'}); "
            "neither was run.",
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
    name = what.name.partition(", block ")[0]
    programs = (_program(procedure, variant, program) for program in ("SPSS", "R", "Stata"))
    return (name, "; ".join(here), *programs)


def _program(procedure: str, variant: str, program: str) -> str:
    """Return what one program prints differently, command by command."""
    said: dict[str, list[str]] = {}
    for rule in PROGRAMS[procedure, variant]:
        if rule.program == program:
            said.setdefault(rule.call, []).append(rule.differs or SAME)
    return ". ".join(
        "; or ".join(dict.fromkeys(why)) if call == "none" else f"{call}: {'; or '.join(why)}"
        for call, why in said.items()
    )
