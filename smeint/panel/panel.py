"""`Panel`: measured variables of firms and years, with their origin, drops and missing reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from smeint.arrays import BoolArray, FloatArray, IntArray
from smeint.errors import ArgumentError, nearest
from smeint.panel.spec_types import ScaleSpec
from smeint.panel.variables import Kind

if TYPE_CHECKING:
    import pandas as pd

#: Code of a value that is known.
KNOWN = 0


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One variable's values in a panel.

    Parameters
    ----------
    name : str
        Canonical or own variable.
    kind : Kind
    values : array of float, (rows,)
        NaN where missing; level numbers where the kind has levels; 1 and 0 for yes and no; a
        share between 0 and 1 whatever the file's unit was.
    reasons : array of int, (rows,)
        0 where known, else a place in `Panel.reasons`.
    levels : tuple of str
        Names of level 0, 1, ...; in alphabetical order but for ordered variables.
    label : str
        Label for tables.
    source : str
        Column of the data file, ``= 2025`` for a constant, or how it was derived.
    """

    name: str
    kind: Kind
    values: FloatArray
    reasons: IntArray
    levels: tuple[str, ...] = ()
    label: str = ""
    source: str = ""

    @property
    def known(self) -> BoolArray:
        """Where a value is known."""
        return ~np.isnan(self.values)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a panel came from.

    Parameters
    ----------
    file : str
        Base name of the data file; no folder, for results must not tell whose machine it was.
    sha256 : str
    rows, columns : int
        Of the file as read.
    format : str
        ``csv``, ``excel``, ``spss``, ``stata``, ``parquet``, ``frame`` or ``simulated``.
    detail : str
        Sheet, delimiter and encoding; or the world and its seed.
    """

    file: str
    sha256: str
    rows: int
    columns: int
    format: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Drop:
    """Rows left out for one reason: a row of ``drops.csv``."""

    step: int
    reason: str
    column: str
    n_before: int
    n_dropped: int
    n_after: int


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """Measured variables of firms and years.

    Parameters
    ----------
    columns : mapping of str to Column
        In the order of the variable table, own variables after. Rows are sorted by firm and
        year, so that the order of the file does not matter.
    reasons : tuple of str
        Why values are missing; place 0 is the empty text of a known value.
    origin : Origin
    drops : tuple of Drop
    warnings : tuple of str
        What a reader must know before reading results, one sentence each.
    scales : tuple of ScaleSpec
        Variables that are made of items, which are columns of the panel; their scores are derived
        from them.
    """

    columns: Mapping[str, Column]
    reasons: tuple[str, ...]
    origin: Origin
    drops: tuple[Drop, ...] = ()
    warnings: tuple[str, ...] = ()
    scales: tuple[ScaleSpec, ...] = ()

    @property
    def n_rows(self) -> int:
        """Number of firm-years."""
        return int(self.columns["firm_id"].values.size)

    def __contains__(self, name: str) -> bool:
        return name in self.columns

    def __getitem__(self, name: str) -> Column:
        if name not in self.columns:
            raise ArgumentError(
                f"the panel has no variable `{name}`; it has {', '.join(self.columns)}."
                + nearest(name, self.columns)
            )
        return self.columns[name]

    def to_frame(self) -> pd.DataFrame:
        """Return a new data frame: names of levels, 1 and 0 for yes and no, NaN for missing."""
        import pandas as pd

        return pd.DataFrame({name: as_series(column) for name, column in self.columns.items()})


def as_series(column: Column) -> pd.Series:
    """Return a column as a pandas series: level names, whole years, floats.

    Floats are the column's own and not a copy of them; a frame made of such series copies them.
    """
    import pandas as pd

    if column.kind.has_levels:
        names = np.array([*column.levels, None], dtype=object)
        codes = np.where(column.known, column.values, len(column.levels)).astype(int)
        return pd.Series(names[codes], name=column.name, dtype=object)
    if column.kind is Kind.YEAR and bool(column.known.all()):
        return pd.Series(column.values.astype(int), name=column.name)
    return pd.Series(column.values, name=column.name, copy=False)
