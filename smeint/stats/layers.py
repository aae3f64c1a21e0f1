"""The two-by-two table of each stratum, from tables or from rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from smeint.errors import ArgumentError
from smeint.formulas.strata import Strata2x2
from smeint.stats.categories import categories, coded, name_of, plains
from smeint.stats.counts import CrossTable, crosstab, table_of
from smeint.stats.inputs import same_length


@dataclass(frozen=True, slots=True)
class Stratified:
    """The table of each stratum, all with the same names, and all of them added up."""

    tables: dict[str, CrossTable]
    whole: CrossTable

    @property
    def strata(self) -> Strata2x2:
        """The counts with an axis of strata."""
        counts = np.array([table.counts.ravel() for table in self.tables.values()])
        a, b, c, d = counts.T
        return Strata2x2(a, b, c, d, tuple(self.tables))


def strata_of(
    tables: object,
    outcome: object,
    group: object,
    stratum: object,
    levels: Sequence[object] | None,
    groups: Sequence[object] | None,
) -> Stratified:
    """Return the table of each stratum."""
    rows = (outcome, group, stratum)
    if (tables is None) == all(x is None for x in rows) or (
        tables is None and any(x is None for x in rows)
    ):
        raise ArgumentError("give either tables, or outcome, group and stratum.")
    if tables is None:
        return _of_rows(outcome, group, stratum, levels, groups)
    named = _named(tables)
    found = {
        name: table_of(table, groups, levels, f"table `{name}`") for name, table in named.items()
    }
    first = next(iter(found.values()))
    for name, table in found.items():
        if table.counts.shape != (2, 2):
            r, c = table.counts.shape
            raise ArgumentError(
                f"table `{name}` must have two rows and two columns, got {r} x {c}."
            )
        if (table.groups, table.levels) != (first.groups, first.levels):
            raise ArgumentError(
                f"tables must have the same names in the same order, got {_names(first)} and, in "
                f"`{name}`, {_names(table)}."
            )
    return _added(found, sum(table.n_missing for table in found.values()))


def _named(tables: object) -> dict[str, object]:
    """Return tables by the names of their strata."""
    if isinstance(tables, Mapping):
        named = {name_of(name): table for name, table in tables.items()}
        if len(named) != len(tables):
            raise ArgumentError("strata must have different names.")
    elif isinstance(tables, np.ndarray):
        if tables.ndim != 3:
            raise ArgumentError(f"tables must have shape (strata, 2, 2), got {tables.shape}.")
        named = {f"stratum {i + 1}": table for i, table in enumerate(tables)}
    elif isinstance(tables, Iterable) and not hasattr(tables, "to_numpy"):
        named = {f"stratum {i + 1}": table for i, table in enumerate(tables)}
    else:
        raise ArgumentError(
            "tables must be a mapping from stratum to table, a list of tables or an array of shape "
            f"(strata, 2, 2), got {type(tables).__name__}."
        )
    if not named:
        raise ArgumentError("tables must have at least one stratum.")
    return named


def _of_rows(
    outcome: object,
    group: object,
    stratum: object,
    levels: Sequence[object] | None,
    groups: Sequence[object] | None,
) -> Stratified:
    """Count the table of each stratum from rows."""
    whole = crosstab(outcome, group, levels=levels, groups=groups)
    if whole.counts.shape != (2, 2):
        r, c = whole.counts.shape
        raise ArgumentError(f"outcome and group must have two levels each, got {c} and {r}.")
    layers = categories(stratum, "stratum")
    inside = coded(stratum, layers, "stratum")
    same_length({"outcome": whole.n + whole.n_missing, "stratum": inside.size})
    y = np.array(plains(outcome, "outcome"), dtype=object)
    x = np.array(plains(group, "group"), dtype=object)
    orders = categories(outcome, "outcome", levels), categories(group, "group", groups)
    found = {
        name: replace(
            crosstab(
                y[inside == i], x[inside == i], levels=orders[0].values, groups=orders[1].values
            ),
            group=whole.group,
            outcome=whole.outcome,
        )
        for i, name in enumerate(layers.names)
    }
    if not found:
        raise ArgumentError("stratum must have a value that is not missing.")
    return _added(found, inside.size - sum(table.n for table in found.values()))


def _added(tables: dict[str, CrossTable], n_missing: int) -> Stratified:
    """Return the tables with all of them added up."""
    first = next(iter(tables.values()))
    counts = np.sum([table.counts for table in tables.values()], axis=0)
    return Stratified(tables, replace(first, counts=counts, n_missing=n_missing))


def _names(table: CrossTable) -> str:
    """Return the names of rows and columns."""
    return f"{', '.join(table.groups)} by {', '.join(table.levels)}"
