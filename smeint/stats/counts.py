"""Tables of counts that users hand over, or count from rows, with the names of rows and columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from smeint.arrays import FloatArray
from smeint.errors import ArgumentError, listed
from smeint.stats.categories import categories, coded, name_of, plain
from smeint.stats.inputs import same_length, same_rows

if TYPE_CHECKING:
    import pandas as pd

#: Beyond it floating-point numbers do not hold every whole number.
MOST = 2.0**53

#: What the axes of counts are called.
_AXES = {1: ("place",), 2: ("row", "column")}

#: What programs call the margins of a table.
MARGINS = ("all", "total", "sum", "margin", "margins")


@dataclass(frozen=True, slots=True, eq=False)
class CrossTable:
    """Counts of groups (rows) by levels of an outcome (columns), with their names.

    Parameters
    ----------
    counts : array of float, shape (groups, levels)
        Observations in each cell. In a two-by-two table the first row is the first group, the
        first column the event: effects are first group minus second, for the event.
    groups, levels : tuple of str
        Names of rows and columns.
    group, outcome : str
        Names of the two variables.
    n_missing : int
        Rows that were left out of the counts because a variable is missing.

    Examples
    --------
    >>> table = crosstab(["yes", "no", "no"], ["SME", "SME", "other"], levels=["yes", "no"])
    >>> print(table)
           yes  no
    SME      1   1
    other    0   1
    """

    counts: FloatArray
    groups: tuple[str, ...]
    levels: tuple[str, ...]
    group: str = ""
    outcome: str = ""
    n_missing: int = 0

    @property
    def n(self) -> int:
        """Observations in the table."""
        return int(self.counts.sum())

    def frame(self) -> pd.DataFrame:
        """Return the counts as a data frame, groups in rows."""
        import pandas as pd

        return pd.DataFrame(
            self.counts.astype(np.int64), index=list(self.groups), columns=list(self.levels)
        )

    def __str__(self) -> str:
        """Return the table as text."""
        cells = [["", *self.levels]]
        for name, row in zip(self.groups, self.counts, strict=True):
            cells.append([name, *(f"{count:.0f}" for count in row)])
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        return "\n".join(
            "  ".join(
                cell.ljust(width) if j == 0 else cell.rjust(width)
                for j, (cell, width) in enumerate(zip(row, widths, strict=True))
            ).rstrip()
            for row in cells
        )


def crosstab(
    outcome: object,
    group: object,
    *,
    levels: Sequence[object] | None = None,
    groups: Sequence[object] | None = None,
) -> CrossTable:
    """Count rows of data by group and by level of an outcome.

    Parameters
    ----------
    outcome, group : array_like, shape (n,)
        Labels: text, numbers or yes/no. None, NaN and ``pandas.NA`` are missing; a row in which
        either is missing is left out and counted.
    levels, groups : sequence, optional
        All levels of the outcome and all groups in their order: of two levels the first is the
        event, of two groups the first is compared with the second. One that does not occur keeps
        its empty column or row. By default the categories of a categorical column in their order;
        yes (True, 1) before no (False, 0); other numbers rising; text in alphabetical order.

    Returns
    -------
    CrossTable

    Raises
    ------
    ArgumentError
        If variables are not equally long, a label is not among those stated, labels repeat, or
        there is nothing to count.

    Notes
    -----
    Counts only, there is no test: hand the table to `chi_square` or `fisher_exact`. Without
    `levels` text stands in alphabetical order, so ``no`` is the event before ``yes``: state the
    order, or read the answer's note, which names the event. Not for firm-years of firms that come
    back, which are no independent observations. One table at a time.

    Examples
    --------
    >>> table = crosstab([1, 0, 0, None, 1], ["b", "a", "b", "a", "a"], groups=["b", "a"])
    >>> table.counts, table.levels, table.n_missing
    (array([[1., 1.],
           [1., 1.]]), ('1', '0'), 1)
    """
    columns, rows = categories(outcome, "outcome", levels), categories(group, "group", groups)
    place, inside = coded(outcome, columns, "outcome"), coded(group, rows, "group")
    same_rows({"outcome": outcome, "group": group})
    same_length({"outcome": place.size, "group": inside.size})
    if not columns.names or not rows.names:
        raise ArgumentError("outcome and group must have a value that is not missing.")
    known = (place >= 0) & (inside >= 0)
    shape = len(rows.names), len(columns.names)
    flat = np.bincount(inside[known] * shape[1] + place[known], minlength=shape[0] * shape[1])
    return CrossTable(
        flat.reshape(shape).astype(float),
        rows.names,
        columns.names,
        group=_variable(group),
        outcome=_variable(outcome),
        n_missing=int((~known).sum()),
    )


def table_of(
    table: object,
    groups: Sequence[object] | None = None,
    levels: Sequence[object] | None = None,
    what: str = "table",
) -> CrossTable:
    """Return a table of counts with its names.

    Parameters
    ----------
    table : array_like, data frame or CrossTable, shape (groups, levels)
    groups, levels : sequence, optional
        Names of the rows and columns of nested lists or an array; of a table that has names, the
        same names in the order wanted.
    what : str
        What a message calls the table.

    Returns
    -------
    CrossTable

    Raises
    ------
    ArgumentError
        If it is no table of whole counts that are not negative, or names do not fit it.

    Examples
    --------
    >>> table_of([[3, 1], [2, 4]]).groups
    ('group 1', 'group 2')
    """
    if isinstance(table, CrossTable):
        found = table
    elif hasattr(table, "columns") and hasattr(table, "index") and hasattr(table, "to_numpy"):
        found = _of_frame(table, what)
    else:
        counts = _counts(table, what)
        return CrossTable(
            counts,
            _given(groups, counts.shape[0], "group", what),
            _given(levels, counts.shape[1], "level", what),
        )
    rows = _order(groups, found.groups, "groups", "rows", what)
    columns = _order(levels, found.levels, "levels", "columns", what)
    return CrossTable(
        found.counts[np.ix_(rows, columns)],
        tuple(found.groups[i] for i in rows),
        tuple(found.levels[j] for j in columns),
        found.group,
        found.outcome,
        found.n_missing,
    )


def _of_frame(frame: Any, what: str) -> CrossTable:
    """Return a data frame of counts with its names, which may not be margins."""
    counts = _counts(frame.to_numpy(), what)
    rows, columns = (tuple(name_of(x) for x in axis) for axis in (frame.index, frame.columns))
    for names, side in ((rows, "rows"), (columns, "columns")):
        _differ(names, side, what)
    for names, totals, side in ((rows, counts, "row"), (columns, counts.T, "column")):
        if names[-1].lower() in MARGINS and len(names) > 1:
            raise_if_margin(totals, names[-1], side, what)
    return CrossTable(
        counts,
        rows,
        columns,
        group=name_of(frame.index.name or ""),
        outcome=name_of(frame.columns.name or ""),
    )


def raise_if_margin(counts: FloatArray, name: str, side: str, what: str) -> None:
    """Refuse a table whose last row is the sum of the others."""
    if counts.sum() and (counts[-1] == counts[:-1].sum(axis=0)).all():
        raise ArgumentError(
            f"{what} must be without margins, got the {side} `{name}`, the sum of the others."
        )


def _counts(table: object, what: str) -> FloatArray:
    """Return counts as a matrix, or one sentence."""
    try:
        raw = np.asarray(table)
    except ValueError:
        raise ArgumentError(f"{what} must have rows of equal length.") from None
    if raw.ndim != 2:
        raise ArgumentError(
            f"{what} must be two-dimensional, groups in rows and levels in columns, got shape "
            f"{raw.shape}."
        )
    if raw.size == 0:
        raise ArgumentError(f"{what} must have at least one cell, got shape {raw.shape}.")
    return whole_counts(raw, what)


def whole_counts(raw: NDArray[Any], what: str) -> FloatArray:
    """Return counts as floats.

    Parameters
    ----------
    raw : array
    what : str
        What a message calls it.

    Returns
    -------
    array of float

    Raises
    ------
    ArgumentError
        If one is no number, missing, negative, fractional or above 2 to the power of 53.

    Examples
    --------
    >>> whole_counts(np.array([3, 4]), "counts")
    array([3., 4.])
    """
    if raw.dtype.kind == "O":
        known = [np.nan if plain(x) is None else x for x in raw.ravel()]
        text = next((x for x in known if isinstance(x, str | bool | complex)), None)
        raw = np.array(known if text is None else [text]).reshape(
            raw.shape if text is None else (1,)
        )
    if raw.dtype.kind not in "iufO" or any(not hasattr(x, "__float__") for x in raw.ravel()[:1]):
        raise ArgumentError(f"{what} must hold counts, got {raw.ravel().tolist()[0]!r}.")
    counts = raw.astype(float)
    wrong = np.argwhere(~((counts >= 0) & (counts == np.floor(counts)) & (counts <= MOST)))
    if len(wrong):
        place = ", ".join(f"{x} {i + 1}" for x, i in zip(_AXES[raw.ndim], wrong[0], strict=True))
        raise ArgumentError(
            f"{what} must be whole numbers and not negative, got {counts[tuple(wrong[0])]:g} in "
            f"{place}."
        )
    return counts


def _given(names: Sequence[object] | None, size: int, kind: str, what: str) -> tuple[str, ...]:
    """Return the names of rows or columns that have none of their own."""
    if names is None:
        return tuple(f"{kind} {i + 1}" for i in range(size))
    if isinstance(names, str) or len(names) != size:
        raise ArgumentError(f"{kind}s must name the {size} {kind}s of {what}, got {names!r}.")
    found = tuple(name_of(x) for x in names)
    _differ(found, f"{kind}s", what)
    return found


def _differ(names: tuple[str, ...], side: str, what: str) -> None:
    """Refuse names that repeat."""
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise ArgumentError(
            f"{side} of {what} must have different names, got {listed(repeated)} more than once."
        )


def _order(
    wanted: Sequence[object] | None, names: tuple[str, ...], option: str, side: str, what: str
) -> list[int]:
    """Return the places of names in the order wanted."""
    if wanted is None:
        return list(range(len(names)))
    found = (wanted,) if isinstance(wanted, str) else tuple(name_of(x) for x in wanted)
    if sorted(found) != sorted(names):
        raise ArgumentError(
            f"{option} must be the names of the {side} of {what} in the order wanted, "
            f"{listed(names)}, got {listed(found)}."
        )
    return [names.index(name) for name in found]


def _variable(values: object) -> str:
    """Return the name of a column, or an empty string."""
    name = getattr(values, "name", None)
    return name_of(name) if name is not None else ""
