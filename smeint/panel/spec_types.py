"""What a study file says of its data, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass

from smeint.panel.toml_values import Code
from smeint.panel.variables import Kind


@dataclass(frozen=True, slots=True)
class KeepSpec:
    """A filter on raw codes: only rows whose column holds one of them are kept.

    Parameters
    ----------
    column : str
    codes : tuple of str or number
    """

    column: str
    codes: tuple[Code, ...]

    @property
    def words(self) -> str:
        """The codes as a list in words."""
        return ", ".join(str(code) for code in self.codes)


@dataclass(frozen=True, slots=True)
class DataSpec:
    """The ``[data]`` table of a study file.

    Parameters
    ----------
    file : str
        Relative to the study file.
    sheet : str
        Sheet of an Excel file; blank where it has only one.
    header_row : int
        Row of the column names, 1 for the first row of the file.
    delimiter, encoding : str
        Of a CSV file; blank to find out.
    decimal : {".", ","}
        Decimal mark of numbers written as text.
    missing : tuple of (code, reason)
        Codes that stand for missing values in every column.
    keep : tuple of KeepSpec
    """

    file: str
    sheet: str = ""
    header_row: int = 1
    delimiter: str = ""
    encoding: str = ""
    decimal: str = "."
    missing: tuple[tuple[Code, str], ...] = ()
    keep: tuple[KeepSpec, ...] = ()


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """One entry of the ``[columns]`` table of a study file.

    Parameters
    ----------
    name : str
        Canonical or own variable.
    kind : Kind
    column : str
        Column of the data file; blank for a constant.
    constant : str, number or None
        The value of every row.
    unit : str
        ``share`` or ``percent`` for shares, ``ratio`` or ``percent`` for ratios.
    yes, no : tuple of str or number
        Raw codes of a yes/no column; none where 1/0, true/false or yes/no stand there.
    missing : tuple of (code, reason)
        Codes of missing values in this column, beside those of the file.
    label : str
    levels : tuple of str
        Levels of an ordered variable, in order.
    """

    name: str
    kind: Kind
    column: str = ""
    constant: Code | None = None
    unit: str = ""
    yes: tuple[Code, ...] = ()
    no: tuple[Code, ...] = ()
    missing: tuple[tuple[Code, str], ...] = ()
    label: str = ""
    levels: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        """Column of the data file, or ``= 2025`` for a constant."""
        return self.column or f"= {self.constant}"
