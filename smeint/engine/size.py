"""What a size scheme reads of a panel: headcount, money in its currency, sectors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from smeint.arrays import BoolArray, FloatArray, IntArray
from smeint.definitions.definitions import Definitions
from smeint.definitions.schemes import scheme as shipped
from smeint.definitions.size_scheme import SECTORS, SizeScheme, joined
from smeint.errors import ArgumentError, listed
from smeint.panel.panel import Column

#: Why a firm has no size class where all that the scheme reads is there.
NEGATIVE = "total assets negative"


@dataclass(frozen=True, slots=True, eq=False)
class SizeInputs:
    """Everything that a scheme reads, row by row.

    Parameters
    ----------
    scheme : SizeScheme
        With the criteria and for the sector that are asked for.
    columns : tuple of Column
        As the panel has them; a firm that cannot be placed has the reason of the first of them
        that it lacks.
    employees : array of float, (rows,), persons
        NaN where the scheme does not ask for them.
    money : mapping of str to array of float, (rows,), in the scheme's currency
    sector : array of str, (rows,)
        Of `SECTORS`; empty where unknown or not asked for.
    """

    scheme: SizeScheme
    columns: tuple[Column, ...]
    employees: FloatArray
    money: Mapping[str, FloatArray]
    sector: NDArray[Any]

    def classes(self) -> FloatArray:
        """Return 1 for SMEs, 0 for non-SMEs and NaN for neither or unknown."""
        return self.scheme.classify(self.employees, self.money, self.sector)

    def placed(self) -> BoolArray:
        """Return where the scheme can place a firm: as SME, non-SME or neither."""
        return ~np.isnan(self.classes()) | self.scheme.neither(self.employees, self.sector)

    def at(self, rows: IntArray) -> SizeInputs:
        """Return the inputs of other rows, in their order."""
        columns = tuple(
            replace(column, values=column.values[rows], reasons=column.reasons[rows])
            for column in self.columns
        )
        money = {name: amount[rows] for name, amount in self.money.items()}
        return replace(
            self,
            columns=columns,
            employees=self.employees[rows],
            money=money,
            sector=self.sector[rows],
        )


def size_inputs(columns: Mapping[str, Column], definitions: Definitions) -> SizeInputs | None:
    """Return what the scheme reads of a panel.

    Parameters
    ----------
    columns : mapping of str to Column
        Measured variables, and `fsts` where it could be derived.
    definitions : Definitions

    Returns
    -------
    SizeInputs or None
        None where the scheme asks for employees alone and the panel does not have them: size is
        then a variable that is missing, as any other.

    Raises
    ------
    ArgumentError
        If a scheme that asks for more lacks a variable, an exchange rate or a sector.
    """
    scheme = definitions.scheme
    if scheme.needs == ("employees",) and "employees" not in columns:
        return None
    _check_variables(scheme, columns, definitions)
    names = [name for need in scheme.needs for name in _variables(need, columns)]
    read = tuple(columns[name] for name in dict.fromkeys(names))
    rows = columns["firm_id"].values.shape
    nothing = np.full(rows, np.nan)
    rate = _rates(columns["currency"], definitions) if "currency" in scheme.needs else nothing
    money = [need for need in scheme.needs if need not in ("sector", "employees", "currency")]
    return SizeInputs(
        scheme=scheme,
        columns=read,
        employees=columns["employees"].values if "employees" in scheme.needs else nothing,
        money={name: _amount(name, columns) * rate for name in money},
        sector=_sectors(scheme, columns),
    )


def first_placed(placed: BoolArray, firm: FloatArray) -> IntArray:
    """Return for each row the firm's first row in which it is placed; itself where there is none.

    Parameters
    ----------
    placed : array of bool, (rows,)
        Rows of a firm by year.
    firm : array of float, (rows,)

    Returns
    -------
    array of int, (rows,)

    Examples
    --------
    >>> first_placed(np.array([False, True, True, False]), np.array([1.0, 1.0, 1.0, 2.0]))
    array([1, 1, 1, 3])
    """
    rows = np.arange(firm.size)
    places = np.flatnonzero(placed)
    firms, first = np.unique(firm[places], return_index=True)
    where = np.searchsorted(firms, firm)
    found = where < firms.size
    found[found] = firms[where[found]] == firm[found]
    rows[found] = places[first[where[found]]]
    return rows


def _variables(need: str, columns: Mapping[str, Column]) -> tuple[str, ...]:
    """Return the panel's variables that one need of a scheme is read from."""
    if need == "domestic_sales":
        return ("sales", "foreign_sales" if "foreign_sales" in columns else "fsts")
    return (need,)


def _amount(name: str, columns: Mapping[str, Column]) -> FloatArray:
    """Return an amount in the data's currency; negative total assets are not known."""
    if name == "total_assets":
        return np.where(columns[name].values >= 0, columns[name].values, np.nan)
    if name != "domestic_sales":
        return columns[name].values
    sales = columns["sales"].values
    if "foreign_sales" in columns:
        return sales - columns["foreign_sales"].values
    return sales * (1.0 - columns["fsts"].values)


def _check_variables(
    scheme: SizeScheme, columns: Mapping[str, Column], definitions: Definitions
) -> None:
    """Refuse a panel that lacks a variable of the scheme, or says its sector twice."""
    names = [name for need in scheme.needs for name in _needed(need)]
    lacking = [n for n in dict.fromkeys(names) if n not in columns]
    if "fsts" in columns and "foreign_sales" in lacking:
        lacking.remove("foreign_sales")
    if lacking:
        raise ArgumentError(
            f"size_scheme `{scheme.name}` needs {joined(list(dict.fromkeys(names)))}; the data "
            f"lack {joined(lacking)}." + _advice(lacking, definitions)
        )
    if definitions.size_sector and shipped(scheme.name).by_sector and "sector" in columns:
        raise ArgumentError(
            f'[definitions] size_sector = "{definitions.size_sector}" says the sector of all '
            f"firms, and the data have `sector`; leave one of them out."
        )


def _needed(need: str) -> tuple[str, ...]:
    """Return the variables to ask a user for."""
    return ("sales", "foreign_sales") if need == "domestic_sales" else (need,)


def _advice(lacking: list[str], definitions: Definitions) -> str:
    """Return what else a user may say in place of variables that the data lack."""
    whole = shipped(definitions.size_scheme)
    advice = ""
    if lacking == ["sector"]:
        advice = ' For firms of one sector, size_sector = "manufacturing" says it.'
    if "foreign_sales" in lacking:
        advice = " `fsts` may stand for `foreign_sales`."
    if definitions.size_criteria == "headcount" or not whole.has_headcount:
        return advice
    if set(lacking) <= {"sector", "employees"}:
        return advice
    return advice + ' size_criteria = "headcount" uses the criterion of headcount alone.'


def _rates(currency: Column, definitions: Definitions) -> FloatArray:
    """Return what a unit of each row's currency is worth in the scheme's, or refuse."""
    scheme = definitions.scheme
    rates = {scheme.currency: 1.0, **definitions.rates}
    lacking = [name for name in _occurring(currency) if name not in rates]
    if lacking:
        raise ArgumentError(
            f"size_scheme `{scheme.name}` has its limits in {scheme.currency}; `exchange_rates` "
            f"of [definitions] must say what one {lacking[0]} is worth in {scheme.currency}, and "
            f"has no rate for {listed(lacking)}."
        )
    by_level = np.array([*(rates.get(name, np.nan) for name in currency.levels), np.nan])
    return np.asarray(by_level[_codes(currency)], dtype=float)


def _sectors(scheme: SizeScheme, columns: Mapping[str, Column]) -> NDArray[Any]:
    """Return each row's sector, or refuse names that are none."""
    rows = columns["firm_id"].values.shape
    if not scheme.by_sector:
        return np.full(rows, "")
    column = columns["sector"]
    unknown = [name for name in _occurring(column) if name.casefold() not in SECTORS]
    if unknown:
        raise ArgumentError(
            f"size_scheme `{scheme.name}` needs `sector` to be one of {', '.join(SECTORS)}; the "
            f"data have {listed(unknown)}."
        )
    return np.array([*(name.casefold() for name in column.levels), ""])[_codes(column)]


def _occurring(column: Column) -> list[str]:
    """Return the levels that rows have."""
    return [column.levels[int(code)] for code in np.unique(column.values[column.known])]


def _codes(column: Column) -> IntArray:
    """Return level numbers, the number of levels where the level is not known."""
    return np.where(column.known, column.values, len(column.levels)).astype(int)
