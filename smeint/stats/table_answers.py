"""What the tests of a table share: its answer, its groups, and a test with more measures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from smeint.errors import ArgumentError
from smeint.finding import NAN, GroupRow
from smeint.formulas.result import Estimate, TestResult, where_ok
from smeint.stats.answer import Answer, answer_of
from smeint.stats.counts import CrossTable, table_of


def two_by_two(
    table: object, groups: Sequence[object] | None, levels: Sequence[object] | None
) -> CrossTable:
    """Return a table that has two groups and two levels."""
    counted = table_of(table, groups, levels)
    if counted.counts.shape != (2, 2):
        rows, columns = counted.counts.shape
        raise ArgumentError(f"table must have two rows and two columns, got {rows} x {columns}.")
    return counted


def named(test: TestResult, name: str) -> Estimate:
    """Return a measure of a test."""
    return next(m for m in test.measures if m.measure == name)


def with_measures(
    test: TestResult, others: Iterable[Estimate], effect: Estimate | None = None
) -> TestResult:
    """Return a test with other measures, NaN where the test has a status."""
    return where_ok(
        test.status,
        statistic_name=test.statistic_name,
        statistic=test.statistic,
        df=test.df,
        p_value=test.p_value,
        p_method=test.p_method,
        effect=test.effect if effect is None else effect,
        others=others,
        note=test.note,
    )


def table_answer(
    procedure: str, result: TestResult, counted: CrossTable, variant: str = "", note: str = ""
) -> Answer:
    """Return a test of a table with its groups described."""
    totals = counted.counts.sum(axis=1)
    first, second = totals if totals.size == 2 else (NAN, NAN)
    notes = [note, _event(counted), *_empty(counted)]
    return answer_of(
        procedure,
        result,
        variant=variant,
        contrast=counted.groups if len(counted.groups) == 2 else (),
        outcome=counted.outcome,
        predictor=counted.group,
        n=counted.n,
        n_1=float(first),
        n_2=float(second),
        n_missing=counted.n_missing,
        groups=described(counted),
        note="; ".join(part for part in notes if part),
    )


def described(counted: CrossTable) -> tuple[GroupRow, ...]:
    """Return the groups of a table, with events and their share where there are two levels."""
    rows = []
    for name, counts in zip(counted.groups, counted.counts, strict=True):
        n = float(counts.sum())
        events = float(counts[0]) if counts.size == 2 else NAN
        share = events / n if n else NAN
        rows.append(GroupRow("", name, int(n), 0, events=events, share=share))
    return tuple(rows)


def _event(counted: CrossTable) -> str:
    """Return which level is the event, where there are two."""
    return f"event: {counted.levels[0]}" if len(counted.levels) == 2 else ""


def _empty(counted: CrossTable) -> list[str]:
    """Return which rows and columns have no observation."""
    found = []
    for names, axis, side in ((counted.groups, 1, "row"), (counted.levels, 0, "column")):
        names_of_empty = np.array(names)[counted.counts.sum(axis=axis) == 0]
        if names_of_empty.size:
            found.append(f"empty {side}: {', '.join(names_of_empty)}")
    return found
