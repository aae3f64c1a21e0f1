"""Checks a panel's columns by rules from the variable table; every violation is listed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from smeint.arrays import BoolArray, IntArray
from smeint.errors import Violation
from smeint.panel.convert import Converted
from smeint.panel.limits import broken_limits
from smeint.panel.raw import RawColumn, RawTable
from smeint.panel.spec_types import ColumnSpec
from smeint.panel.stray_rows import stray_rows
from smeint.panel.values import clipped, quoted, text_of
from smeint.panel.variables import Kind

_MOST = 3

#: Variables of which the first must not exceed the second in the same row.
_AT_MOST = (("foreign_sales", "sales"), ("founded", "year"))


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """A raw table, what its columns are, and what they were converted to."""

    table: RawTable
    specs: Mapping[str, ColumnSpec]
    converted: Mapping[str, Converted]


def find_violations(
    table: RawTable, specs: Sequence[ColumnSpec], converted: Mapping[str, Converted]
) -> list[Violation]:
    """Return every rule that the data break.

    Parameters
    ----------
    table : RawTable
        For the cells and row numbers of the examples.
    specs : sequence of ColumnSpec
    converted : mapping of str to Converted
        By variable, `firm_id` and `year` among them; rows as in `table`.

    Returns
    -------
    list of Violation
        In the order of `converted`, rules on several variables last.
    """
    evidence = Evidence(table, {spec.name: spec for spec in specs}, converted)
    found: list[Violation] = []
    for name in converted:
        found += _alone(evidence, name)
    found += _second_header(evidence)
    found += _duplicates(evidence)
    for lesser, greater in _AT_MOST:
        if lesser in converted and greater in converted:
            left, right = converted[lesser].column.values, converted[greater].column.values
            rule = f"must be at most `{greater}`"
            found += _violations(evidence, (lesser, greater), rule, left > right)
    return found


def unit_warnings(specs: Sequence[ColumnSpec], converted: Mapping[str, Converted]) -> list[str]:
    """Return a sentence for each share that is declared in percent and looks like none."""
    sentences = []
    for spec in specs:
        known = converted[spec.name].column.values
        known = known[~np.isnan(known)]
        if spec.unit != "percent" or spec.constant is not None or not known.any():
            continue
        if bool((np.abs(known) <= 0.01).all()) and not converted[spec.name].percent_signs:
            unit = str(spec.kind)
            sentences.append(
                f"`{spec.name}` (column `{spec.source}`) is declared in percent and no value is "
                f'above 1; {unit}s? then say unit = "{unit}".'
            )
    return sentences


def _alone(evidence: Evidence, name: str) -> list[Violation]:
    """Return the violations of one variable."""
    spec, converted = evidence.specs[name], evidence.converted[name]
    column = converted.column
    found: list[Violation] = []
    for fault in converted.faults:
        found += _violations(evidence, (name,), fault.rule, fault.sorts)
    if name == "firm_id":
        for fault in stray_rows(evidence.table, spec.column):
            found += _violations(evidence, (name,), fault.rule, fault.sorts)
    if name in ("firm_id", "year"):
        unknown = ~column.known & ~converted.bad
        found += _violations(evidence, (name,), "must be known in every row", unknown)
    if not column.kind.has_levels:
        for rule, broken in broken_limits(name, column.kind, spec.unit, column.values):
            found += _violations(evidence, (name,), rule, broken)
    if spec.ends:
        low, high = spec.ends
        outside = (column.values < low) | (column.values > high)
        rule = f"must lie in its range, {low:g} to {high:g}"
        found += _violations(evidence, (name,), rule, outside)
    return found


def _second_header(evidence: Evidence) -> list[Violation]:
    """Return the violation of a first row that holds words wherever numbers follow, or none.

    One word may be an answer; words in brackets, or different ones, are units or names.
    """
    numbers = evidence.table.row_numbers
    words = {}
    for name, converted in evidence.converted.items():
        spec = evidence.specs[name]
        raw = evidence.table.columns.get(spec.column)
        text = "" if raw is None or not numbers.size else text_of(raw.cell(0))
        if not text or spec.kind.has_levels or spec.kind is Kind.YES_NO:
            continue
        if not converted.bad[0] or converted.bad[1:].all() or any(c.isdigit() for c in text):
            return []
        words[spec.column] = text
    bracketed = all(text[0] in "([" and text[-1] in ")]" for text in words.values())
    if not words or numbers[0] != 1 or (len(set(words.values())) < 2 and not bracketed):
        return []
    column, text = next(iter(words.items()))
    rule = (
        "must be a firm, and the row below the header looks like units or a second row of names: "
        f'leave it out with drop = [{{ column = "{column}", in = ["{clipped(text)}"] }}]'
    )
    first = np.zeros(numbers.size, dtype=bool)
    first[0] = True
    return _violations(evidence, ("firm_id",), rule, first)


def _violations(
    evidence: Evidence, names: tuple[str, ...], rule: str, broken: BoolArray | IntArray
) -> list[Violation]:
    """Return the violation of a rule, or none where no row breaks it.

    Examples are the first rows; where rows break it in several ways, one of each comes first.
    """
    rows = np.flatnonzero(broken)
    if not rows.size:
        return []
    numbers = evidence.table.row_numbers
    examples = tuple(
        f"row {int(numbers[row])}: {_cells(evidence, names, row)}"
        for row in _examples(broken, rows)
    )
    column = ", ".join(evidence.specs[names[0]].columns)
    return [Violation(names[0], column, rule, int(rows.size), examples)]


def _examples(broken: BoolArray | IntArray, rows: IntArray) -> list[int]:
    """Return up to three of the rows that break a rule, of as many sorts as there are."""
    _, firsts = np.unique(broken[rows], return_index=True)
    chosen = list(dict.fromkeys([*rows[np.sort(firsts)].tolist(), *rows[:_MOST].tolist()]))
    return sorted(chosen[:_MOST])


def _cells(evidence: Evidence, names: Iterable[str], row: int) -> str:
    """Return the cells of a row as they stand in the file, named where there are several."""
    several = list(names)
    shown = []
    for name in several:
        spec = evidence.specs[name]
        if spec.columns:
            text = " + ".join(_cell(evidence.table.columns[column], row) for column in spec.columns)
        else:
            constant = spec.constant
            text = quoted(constant if isinstance(constant, str) else float(constant or 0))
        shown.append(text if len(several) == 1 else f"{name} {text}")
    return ", ".join(shown)


def _cell(raw: RawColumn, row: int) -> str:
    """Return a cell as it stands in the file, with its label where it has one."""
    cell = raw.cell(row)
    label = raw.labels.get(cell, "")
    return quoted(cell) + (f" ({clipped(label)})" if label else "")


def _duplicates(evidence: Evidence) -> list[Violation]:
    """Return the violation of firms that have several rows in one year, or none."""
    firm = evidence.converted["firm_id"].column.values
    year = evidence.converted["year"].column.values
    rows = np.flatnonzero(~np.isnan(firm) & ~np.isnan(year))
    rows = rows[np.lexsort((rows, year[rows], firm[rows]))]
    same = (firm[rows][1:] == firm[rows][:-1]) & (year[rows][1:] == year[rows][:-1])
    if not same.any():
        return []
    member = np.zeros(rows.size, dtype=bool)
    member[1:] |= same
    member[:-1] |= same
    begins = np.flatnonzero(member & ~np.concatenate([[False], same]))
    begins = begins[np.argsort(rows[begins])][:_MOST]
    examples = []
    for begin in begins.tolist():
        length = 1 + int(np.argmin(np.append(same[begin:], False)))
        numbers = evidence.table.row_numbers[rows[begin : begin + min(length, 4)]]
        listed = ", ".join(str(number) for number in numbers.tolist())
        more = ", ..." if length > 4 else ""
        cells = _cells(evidence, ("firm_id", "year"), int(rows[begin]))
        examples.append(f"rows {listed}{more}: {cells}")
    rule = "must be unique, one row for each firm and year"
    return [Violation("firm_id, year", "", rule, int(member.sum()), tuple(examples))]
