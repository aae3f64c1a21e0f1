"""`Results`: what a study gives, as frames that stand in files of the same names."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from smeint.finding import Finding, GroupRow, MeasureRow, VerdictRow
from smeint.panel.panel import Drop
from smeint.study.facts import Fact

if TYPE_CHECKING:
    import pandas as pd

#: Number of the format of a results set; raised when a column changes its meaning.
FORMAT = 1

#: The tables of a results set and the rows they are made of.
TABLES: dict[str, type] = {
    "findings": Finding,
    "measures": MeasureRow,
    "groups": GroupRow,
    "verdicts": VerdictRow,
    "drops": Drop,
    "panel_facts": Fact,
}


@dataclass(frozen=True, slots=True, eq=False)
class Results:
    """The tables of one study and what they were made from.

    Parameters
    ----------
    findings : data frame
        One row a test.
    measures : data frame
        Long: every measure of every test.
    groups : data frame
        Groups of every test, described.
    verdicts : data frame
        One row a hypothesis and rule.
    drops : data frame
        Rows left out of the panel, by reason.
    panel_facts : data frame
        Firms, years, groups, switches, missing values by reason.
    analysis : data frame or None
        Measured and derived variables by firm and year; None where data are not kept. Its
        numbers are the panel's own and cannot be written to: change a `copy()` of it.
    manifest : mapping
        Versions, options, hypotheses, origin of the data; hashes of files once written.
    cross_check : data frame or None
        Numbers beside another program's, where they were recomputed; rows are `Opinion`.
    error_rates : data frame or None
        How often each rule errs where nothing is there, for a design of about this size; rows
        are `ErrorRate`. ``manifest["error_rates"]`` says whether they are stored or fresh, and
        why hypotheses have none. None where they were not asked for.
    """

    findings: pd.DataFrame
    measures: pd.DataFrame
    groups: pd.DataFrame
    verdicts: pd.DataFrame
    drops: pd.DataFrame
    panel_facts: pd.DataFrame
    analysis: pd.DataFrame | None
    manifest: Mapping[str, Any]
    cross_check: pd.DataFrame | None = None
    error_rates: pd.DataFrame | None = None

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a reader must know before reading the tables."""
        return tuple(self.manifest["warnings"])

    def verdict(self, hypothesis: str, rule: str = "published") -> str:
        """Return one verdict, such as ``supported``.

        Parameters
        ----------
        hypothesis : str
        rule : str

        Raises
        ------
        KeyError
            If there is no such hypothesis or rule.
        """
        table = self.verdicts
        rows = table[(table["hypothesis"] == hypothesis) & (table["rule"] == rule)]
        if rows.empty:
            raise KeyError(f"no verdict on {hypothesis!r} under rule {rule!r}")
        return str(rows["verdict"].iloc[0])


def table(name: str, rows: Iterable[object]) -> pd.DataFrame:
    """Return rows as the data frame of that name, with its columns even where it is empty.

    Parameters
    ----------
    name : str
        A key of `TABLES`.
    rows : iterable
        Values of the table's row class.

    Returns
    -------
    data frame
    """
    frame = frame_of(TABLES[name], rows)
    if name == "findings":
        frame["year"] = frame["year"].astype(str)
        for count in ("n_1", "n_2"):
            frame[count] = frame[count].astype("Int64")  # a count, or nothing
    return frame


def frame_of(row_class: type, rows: Iterable[object]) -> pd.DataFrame:
    """Return rows as a data frame that has the class's columns even where it is empty.

    Parameters
    ----------
    row_class : type
        A frozen dataclass; a field of the type ``int | None`` is a count, or nothing;
        one of ``bool | None`` an answer, or none.
    rows : iterable
        Values of the class.

    Returns
    -------
    data frame
    """
    import pandas as pd

    named = fields(row_class)
    columns = [f.name for f in named]
    data = [[getattr(row, column) for column in columns] for row in rows]
    frame = pd.DataFrame(data, columns=columns)
    for f in named:
        if f.type == "int | None":
            frame[f.name] = frame[f.name].astype("Int64")
        elif f.type == "bool | None":
            frame[f.name] = frame[f.name].astype("boolean")
    return frame


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a frame's rows; NaN for a count that is not there."""
    columns = [_known(frame[name]) for name in frame.columns]
    names = [str(name) for name in frame.columns]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _known(column: pd.Series) -> list[Any]:
    """Return a column's values, NaN where nothing is known."""
    import pandas as pd

    values = column.tolist()
    plain = not pd.api.types.is_extension_array_dtype(column.dtype)
    if plain and column.dtype.kind in "fiub":  # numbers with no other sign of what is missing
        return values
    return [math.nan if value is None or value is pd.NA else value for value in values]
