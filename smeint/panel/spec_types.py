"""What a study file says of its data, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass, replace

from smeint.panel.marks import Marks
from smeint.panel.toml_values import Code
from smeint.panel.variables import Kind


@dataclass(frozen=True, slots=True)
class KeepSpec:
    """A filter on raw codes: rows whose column holds one of them are kept, or dropped.

    Parameters
    ----------
    column : str
    codes : tuple of str or number
    preset : str
        Preset that the filter comes from; blank where the study file states it.
    """

    column: str
    codes: tuple[Code, ...]
    preset: str = ""

    @property
    def words(self) -> str:
        """The codes as a list in words."""
        return ", ".join(str(code) for code in self.codes)

    @property
    def what(self) -> str:
        """The filter's name for messages, and how to do without that of a preset."""
        if not self.preset:
            return "the filter `keep`"
        return (
            f"the filter `keep` of the preset `{self.preset}`; `keep` under [data] takes its "
            "place, keep = [] keeps all rows"
        )


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
    thousands : {"", ",", ".", " ", "'", "_", "indian", "none"}
        What separates thousands in numbers written as text; blank where nothing is said.
    missing : tuple of (code, reason)
        Codes that stand for missing values in every column.
    keep, drop : tuple of KeepSpec
        Rows that are kept, and rows that are dropped.
    """

    file: str
    sheet: str = ""
    header_row: int = 1
    delimiter: str = ""
    encoding: str = ""
    decimal: str = "."
    thousands: str = ""
    missing: tuple[tuple[Code, str], ...] = ()
    keep: tuple[KeepSpec, ...] = ()
    drop: tuple[KeepSpec, ...] = ()

    @property
    def marks(self) -> Marks:
        """How numbers are written as text."""
        return Marks(self.decimal, "" if self.thousands == "none" else self.thousands)


#: How the items of a scale are put together.
SCORES = ("mean", "sum")


@dataclass(frozen=True, slots=True)
class ScaleSpec:
    """A variable that is made of the items of a questionnaire.

    Parameters
    ----------
    name : str
        The variable.
    items : tuple of str
        Columns of the data file.
    reverse : tuple of str
        Items that are turned round, low + high - answer, before they are put together.
    low, high : float or None
        Ends of the answer scale; needed where an item is reversed.
    min_items : int
        Items that a row must know to have a score.
    score : {"mean", "sum"}
    label : str
    """

    name: str
    items: tuple[str, ...]
    reverse: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    min_items: int = 0
    score: str = "mean"
    label: str = ""

    @property
    def variables(self) -> tuple[str, ...]:
        """Names under which a panel holds the items."""
        return tuple(part_name(self.name, item) for item in self.items)

    @property
    def reversed_items(self) -> tuple[bool, ...]:
        """For each item whether it is reversed."""
        return tuple(item in self.reverse for item in self.items)


def part_name(variable: str, column: str) -> str:
    """Return the name of one of several columns that make a variable.

    Examples
    --------
    >>> part_name("innovation", "q7a")
    'innovation[q7a]'
    """
    return f"{variable}[{column}]"


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
    known : tuple of str or number
        Codes of the file's missing values that are values in this column.
    label : str
    levels : tuple of str
        Levels of an ordered variable, in order.
    addends : tuple of str
        Columns of the data file whose sum the variable is; none for one column.
    scale : ScaleSpec or None
        Items that make the variable.
    ends : tuple of two floats, or empty
        Least and greatest answer of an item.
    currency_sign : str
        The sign that may stand beside amounts of money; blank where none may.
    optional : bool
        Whether the variable is left out, with a warning, where the file lacks a column of it.
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
    known: tuple[Code, ...] = ()
    levels: tuple[str, ...] = ()
    addends: tuple[str, ...] = ()
    scale: ScaleSpec | None = None
    ends: tuple[float, ...] = ()
    currency_sign: str = ""
    optional: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the data file; none for a constant."""
        if self.scale is not None:
            return self.scale.items
        return self.addends or ((self.column,) if self.column else ())

    @property
    def source(self) -> str:
        """Columns of the data file, or ``= 2025`` for a constant."""
        return " + ".join(self.columns) or f"= {self.constant}"

    @property
    def _ends(self) -> tuple[float, ...]:
        """Least and greatest answer of its items, where they are known."""
        if self.scale is None or self.scale.low is None or self.scale.high is None:
            return ()
        return self.scale.low, self.scale.high

    @property
    def parts(self) -> tuple[ColumnSpec, ...]:
        """The specs of its columns, each as if it were a variable; itself where there is one."""
        if self.scale is None and not self.addends:
            return (self,)
        kind = self.kind if self.scale is None else Kind.ITEM
        return tuple(
            replace(
                self,
                name=part_name(self.name, column),
                kind=kind,
                column=column,
                addends=(),
                scale=None,
                ends=self._ends,
                label=f"{self.label or self.name}: {column}",
            )
            for column in self.columns
        )
