"""Reads a data file into a `Panel`: rows kept by filters, cells converted, rules checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

import numpy as np

from smeint.arrays import IntArray, frozen
from smeint.errors import InvalidDataError, StudyFileError, listed
from smeint.panel.convert import Converted, convert, reasons_of
from smeint.panel.doubts import doubts
from smeint.panel.files import read_table
from smeint.panel.filters import keep_rows
from smeint.panel.optional import left_out
from smeint.panel.panel import Column, Origin, Panel
from smeint.panel.raw import RawColumn, RawTable
from smeint.panel.reasons import Reasons
from smeint.panel.spec import parse_columns, parse_data
from smeint.panel.spec_types import ColumnSpec, DataSpec
from smeint.panel.spelling import twice_spelt
from smeint.panel.sums import added
from smeint.panel.validation import find_violations, unit_warnings
from smeint.panel.values import Codes
from smeint.panel.variables import VARIABLES
from smeint.panel.warn import not_asked

if TYPE_CHECKING:
    from typing import Unpack

    from narwhals.typing import IntoDataFrame


class Layout(TypedDict, total=False):
    """How a file is laid out; see `DataSpec`."""

    sheet: str
    header_row: int
    delimiter: str
    encoding: str
    decimal: str
    thousands: str


def read_panel(
    file: str | Path,
    columns: Mapping[str, Any],
    *,
    missing: Mapping[str | float, str] | None = None,
    keep: Sequence[Mapping[str, Any]] = (),
    drop: Sequence[Mapping[str, Any]] = (),
    **layout: Unpack[Layout],
) -> Panel:
    r"""Return the panel that a data file holds.

    Parameters
    ----------
    file : str or Path
        CSV, Excel, SPSS, Stata or Parquet, by its ending.
    columns : mapping
        Variable to column name or to a table, as under ``[columns]`` of a study file.
    missing : mapping of code to str, optional
        Codes that stand for missing values in every column, and their reasons.
    keep : sequence of mapping
        Filters ``{"column": ..., "in": [...]}`` on raw codes; each is counted as a drop.
    drop : sequence of mapping
        Filters of the same form, of rows that are left out.
    **layout
        ``sheet``, ``header_row``, ``delimiter``, ``encoding``, ``decimal``, ``thousands``, as under
        ``[data]``.

    Returns
    -------
    Panel

    Raises
    ------
    StudyFileError
        If `columns`, `missing`, `keep`, `drop` or `layout` say something that is not allowed.
    DataFileError
        If the file cannot be read or lacks a column.
    InvalidDataError
        If the data break rules; every violation is listed.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "survey.csv")
    ...     _ = file.write_text("id,l1,d3\nb,12,50\na,300,-9\n")
    ...     panel = read_panel(
    ...         file,
    ...         {
    ...             "firm_id": "id",
    ...             "year": {"constant": 2025},
    ...             "employees": "l1",
    ...             "fsts": {"column": "d3", "unit": "percent"},
    ...         },
    ...         missing={-9: "don't know"},
    ...     )
    >>> panel["employees"].values, panel["fsts"].values
    (array([300.,  12.]), array([nan, 0.5]))
    >>> panel.reasons[panel["fsts"].reasons[0]]
    "don't know"
    """
    table = {
        "file": str(file),
        "missing": missing or {},
        "keep": list(keep),
        "drop": list(drop),
        **layout,
    }
    return build_panel(parse_data(table), parse_columns(columns), Path())


def panel_from_frame(
    frame: IntoDataFrame,
    columns: Mapping[str, Any],
    *,
    missing: Mapping[str | float, str] | None = None,
    keep: Sequence[Mapping[str, Any]] = (),
    drop: Sequence[Mapping[str, Any]] = (),
    name: str = "data frame",
    decimal: str = ".",
    thousands: str = "",
) -> Panel:
    """Return the panel that a data frame holds, by the same rules as `read_panel`.

    Parameters
    ----------
    frame : pandas.DataFrame, polars.DataFrame or pyarrow.Table
        The index of a pandas frame is not read.
    columns, missing, keep, drop
        As for `read_panel`.
    name : str
        Name of the data in messages and in `Panel.origin`.
    decimal, thousands : str
        As under ``[data]``, for numbers that are text; `thousands` blank where nothing is said.

    Returns
    -------
    Panel

    Raises
    ------
    StudyFileError, DataFileError, InvalidDataError
        As `read_panel`.
    ArgumentError
        If `frame` is no data frame.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"id": [2, 1], "wave": 2025, "staff": [20, None]})
    >>> columns = {"firm_id": "id", "year": "wave", "employees": "staff"}
    >>> panel_from_frame(frame, columns)["employees"].values
    array([nan, 20.])
    """
    from smeint.panel.frame import table_of

    data = parse_data(
        {
            "file": name,
            "missing": missing or {},
            "keep": list(keep),
            "drop": list(drop),
            "decimal": decimal,
            **({"thousands": thousands} if thousands else {}),
        }
    )
    specs = parse_columns(columns)
    return assemble(table_of(frame, name, needed_columns(data, specs)), data, specs)


def build_panel(data: DataSpec, specs: Sequence[ColumnSpec], folder: Path) -> Panel:
    """Return the panel of a study file's ``[data]`` and ``[columns]``.

    Parameters
    ----------
    data : DataSpec
    specs : sequence of ColumnSpec
    folder : Path
        Folder of the study file.

    Returns
    -------
    Panel

    Raises
    ------
    StudyFileError, DataFileError, InvalidDataError
        As `read_panel`.
    """

    def wanted(header: Sequence[str], _labels: Mapping[str, str]) -> Mapping[str, str]:
        return needed_columns(data, left_out(specs, header)[0])

    return assemble(read_table(data, folder, wanted), data, specs)


def needed_columns(data: DataSpec, specs: Sequence[ColumnSpec]) -> dict[str, str]:
    """Return the columns that must be read, and what needs each."""
    needed: dict[str, str] = {}
    for spec in specs:
        for column in spec.columns:
            needed.setdefault(column, f"`{spec.name}`")
    for kept in data.keep:
        needed.setdefault(kept.column, kept.what)
    for dropped in data.drop:
        needed.setdefault(dropped.column, "the filter `drop`")
    return needed


def assemble(table: RawTable, data: DataSpec, specs: Sequence[ColumnSpec]) -> Panel:
    """Return the panel of a raw table.

    Parameters
    ----------
    table : RawTable
        Holds the columns of `needed_columns`.
    data : DataSpec
        Its filters, missing codes and decimal mark hold.
    specs : sequence of ColumnSpec

    Returns
    -------
    Panel

    Raises
    ------
    StudyFileError
        If a code is both missing and yes or no.
    DataFileError
        If a filter keeps no row.
    InvalidDataError
        If the data break rules.
    """
    specs, absent = left_out(specs, table.header)
    _check_codes(data, specs)
    kept, drops, warnings = keep_rows(table, data)
    warnings = absent + warnings
    ordered = _ordered(specs)
    parts = [part for spec in ordered for part in spec.parts]
    reasons = reasons_of(data, parts, kept.columns)
    converted = _converted(kept, data, ordered, reasons)
    violations = find_violations(kept, _with_parts(ordered), converted)
    if violations:
        raise InvalidDataError(table.name, violations)
    warnings += twice_spelt(converted["firm_id"].column, data.decimal)
    warnings += unit_warnings([spec for spec in ordered if spec.scale is None], converted)
    held = [s for spec in ordered for s in (spec.parts if spec.scale is not None else (spec,))]
    columns = {spec.name: converted[spec.name].column for spec in held}
    warnings += doubts(kept, data, parts, columns.values())
    filters = {each.column: kept.columns[each.column] for each in data.keep}
    warnings += not_asked(columns, filters)
    order = np.lexsort((columns["year"].values, columns["firm_id"].values))
    converted.clear()  # no column is held twice for longer than it is sorted
    return Panel(
        columns={name: _sorted(columns.pop(name), order) for name in list(columns)},
        reasons=reasons.texts,
        origin=Origin(
            file=table.name,
            sha256=table.sha256,
            rows=table.n_rows,
            columns=len(table.header),
            format=table.format,
            detail=table.detail,
        ),
        drops=tuple(drops),
        warnings=tuple(warnings),
        scales=tuple(spec.scale for spec in ordered if spec.scale is not None),
    )


def _with_parts(specs: Sequence[ColumnSpec]) -> list[ColumnSpec]:
    """Return every column's spec, each sum after its addends; a scale is not made here."""
    return [each for spec in specs for each in (*spec.parts, *((spec,) if spec.addends else ()))]


def _converted(
    kept: RawTable, data: DataSpec, specs: Sequence[ColumnSpec], reasons: Reasons
) -> dict[str, Converted]:
    """Return each column of the file as a variable, and each sum of columns."""
    converted: dict[str, Converted] = {}
    for spec in _with_parts(specs):
        if spec.addends:
            converted[spec.name] = added(spec, [converted[part.name] for part in spec.parts])
        else:
            converted[spec.name] = convert(spec, _raw(kept, spec), data, reasons)
    return converted


def _check_codes(data: DataSpec, specs: Sequence[ColumnSpec]) -> None:
    """Refuse codes that the file calls missing and a column calls yes or no."""
    missing = Codes((code, 1) for code, _ in data.missing)
    for spec in specs:
        both = missing.overlap((*spec.yes, *spec.no))
        if both:
            raise StudyFileError(
                f"[columns] `{spec.name}` has {listed(both)} in `yes` or `no`, and [data] "
                "`missing` calls it missing."
            )


def _ordered(specs: Sequence[ColumnSpec]) -> list[ColumnSpec]:
    """Return specs in the order of the variable table, own variables after."""
    places = {name: place for place, name in enumerate(VARIABLES)}
    return sorted(specs, key=lambda spec: places.get(spec.name, len(places)))


def _raw(table: RawTable, spec: ColumnSpec) -> RawColumn:
    if spec.column:
        return table.columns[spec.column]
    constant = spec.constant if isinstance(spec.constant, str) else float(spec.constant or 0)
    return RawColumn((constant,), np.zeros(table.row_numbers.size, dtype=np.int64))


def _sorted(column: Column, order: IntArray) -> Column:
    return replace(
        column,
        values=frozen(column.values[order]),
        reasons=frozen(column.reasons[order]),
    )
