"""Which values are missing: together, by variable and reason, and among whom."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from smeint.arrays import BoolArray, IntArray
from smeint.engine.analysis import LOG_FIRM_AGE, Analysis
from smeint.panel.panel import Column, Panel
from smeint.question import ALL
from smeint.study.describe.rows import MissingByGroup, MissingPattern, MissingValues
from smeint.study.facts import missing_values

#: Variables that every row has.
_ALWAYS = ("firm_id", "year")
LEFT_OUT, NOT_KNOWN = "left out", "not known"


def missing_table(analysis: Analysis) -> tuple[MissingValues, ...]:
    """Return the missing values of each variable, measured or derived, by year and reason.

    Parameters
    ----------
    analysis : Analysis

    Returns
    -------
    tuple of MissingValues
        Shares are of the year's firms; firms that the size scheme leaves out are not counted
        where the variable is what they are left out of.
    """
    year = analysis["year"].values
    facts = list(missing_values(analysis))
    rows = []
    for name in dict.fromkeys(fact.variable for fact in facts):
        own = [fact for fact in facts if fact.variable == name]
        inside = ~_outside(analysis, analysis[name])
        total: dict[str, int] = {}
        for fact in own:
            total[fact.detail] = total.get(fact.detail, 0) + int(fact.value)
        if any(total.values()):
            total.pop("", None)  # a year in which nothing is missing
        spans = [(ALL, reason, n) for reason, n in total.items()]
        spans += [(fact.year, fact.detail, int(fact.value)) for fact in own]
        for span, reason, n in spans:
            n_rows = int(np.sum(inside if span == ALL else inside & (year == int(span))))
            rows.append(_missing(analysis[name], span, reason, n, n_rows))
    return tuple(rows)


def _missing(column: Column, span: str, reason: str, n: int, n_rows: int) -> MissingValues:
    """Return one row of missing values."""
    return MissingValues(
        variable=column.name,
        kind=column.kind.value,
        source=column.source,
        year=span,
        reason=reason,
        n=n,
        n_rows=n_rows,
        share=n / n_rows if n_rows else np.nan,
    )


def patterns(panel: Panel) -> tuple[MissingPattern, ...]:
    """Return which of the file's variables are missing together, most frequent first.

    Parameters
    ----------
    panel : Panel
        Derived variables are left out: their gaps follow from these.

    Returns
    -------
    tuple of MissingPattern
        Patterns as frequent as one another stand with fewer variables first.
    """
    names = [name for name in panel.columns if name not in _ALWAYS]
    gaps = np.column_stack(
        [~panel[name].known for name in names] or [np.zeros((panel.n_rows, 0), dtype=bool)]
    )
    found, place = _distinct(gaps)
    counts = np.bincount(place, minlength=len(found))
    firms = _firms_by(place, panel["firm_id"].values.astype(np.int64), len(found))
    keys = [(-int(counts[i]), int(found[i].sum()), tuple(~found[i])) for i in range(len(found))]
    order = sorted(range(len(found)), key=keys.__getitem__)
    return tuple(
        MissingPattern(
            rank,
            ", ".join(name for name, gap in zip(names, found[i], strict=True) if gap),
            "".join("1" if gap else "." for gap in found[i]),
            int(found[i].sum()),
            int(counts[i]),
            float(counts[i] / panel.n_rows),
            int(firms[i]),
        )
        for rank, i in enumerate(order, start=1)
    )


def _distinct(gaps: BoolArray) -> tuple[BoolArray, IntArray]:
    """Return the distinct rows of a mask and which of them each row is."""
    if not gaps.shape[1]:
        return gaps[:1], np.zeros(len(gaps), dtype=np.int64)
    packed = np.ascontiguousarray(np.packbits(gaps, axis=1))
    whole = packed.view(np.dtype((np.void, packed.shape[1]))).reshape(-1)
    _, first, place = np.unique(whole, return_index=True, return_inverse=True)
    return gaps[first], np.asarray(place).reshape(-1)


def _firms_by(place: IntArray, firm: IntArray, n: int) -> IntArray:
    """Return how many different firms there are at each place."""
    both = np.unique(np.stack([place, firm], axis=1), axis=0)
    return np.bincount(both[:, 0], minlength=n)


def by_group(analysis: Analysis) -> tuple[MissingByGroup, ...]:
    """Return how many values are missing by size class and by year.

    Parameters
    ----------
    analysis : Analysis

    Returns
    -------
    tuple of MissingByGroup
        For each variable: all firm-years, each size class over all years, each year, and each
        size class within each year. Counts of firm-years, not tested.
    """
    groups = _size_classes(analysis)
    year = analysis["year"].values
    spans = [(ALL, np.ones(year.shape, dtype=bool))]
    spans += [(str(value), year == value) for value in analysis.years]
    rows: list[MissingByGroup] = []
    for name, column in analysis.columns.items():
        if name in (*_ALWAYS, LOG_FIRM_AGE):
            continue
        inside = ~_outside(analysis, column)
        own = {} if name == "sme" else groups  # a firm without a size class is in none
        for span, years in spans:
            rows += _counts(name, span, inside & years, ~column.known, own)
    return tuple(rows)


def _counts(
    name: str, span: str, rows: BoolArray, gaps: BoolArray, groups: dict[str, BoolArray]
) -> Iterator[MissingByGroup]:
    """Yield one variable's counts in one span of years: all, then each size class."""
    for group, members in {ALL: np.ones(rows.shape, dtype=bool), **groups}.items():
        n_rows = int(np.sum(rows & members))
        n = int(np.sum(rows & members & gaps))
        yield MissingByGroup(name, span, group, n_rows, n, n / n_rows if n_rows else np.nan)


def _size_classes(analysis: Analysis) -> dict[str, BoolArray]:
    """Return who is in each size class; those that nobody is in are left away."""
    if "sme" not in analysis:
        return {}
    column = analysis["sme"]
    outside = _outside(analysis, column)
    classes: dict[str, BoolArray] = {
        "yes": column.values == 1,
        "no": column.values == 0,
        LEFT_OUT: outside,
        NOT_KNOWN: ~column.known & ~outside,
    }
    found = {name: members for name, members in classes.items() if members.any()}
    return found if set(found) != {NOT_KNOWN} else {}


def _outside(analysis: Analysis, column: Column) -> BoolArray:
    """Return where a column has no value because the firm is outside the size scheme."""
    return np.isin(column.reasons, list(analysis.out_of_sample))


def complete_firm_years(found: tuple[MissingPattern, ...]) -> int:
    """Return how many firm-years have every variable of the file."""
    return sum(row.firm_years for row in found if row.n_variables == 0)
