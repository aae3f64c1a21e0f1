"""Finds the needed columns in a file's header."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence

from smeint.errors import DataFileError, listed, nearest
from smeint.panel.values import clipped

#: Rows at the top of a file among which the column names are looked for.
FIRST_ROWS = 20

#: Columns to read and what needs each, for messages; or a function that chooses them once the
#: header is known, from its names and the labels that the file has for them.
Needed = Mapping[str, str] | Callable[[Sequence[str], Mapping[str, str]], Mapping[str, str]]


def find_columns(
    name: str,
    header: Sequence[str],
    needed: Needed,
    elsewhere: Callable[[], str] | None = None,
    labels: Mapping[str, str] | None = None,
) -> dict[str, int]:
    """Return the place of each needed column in the header.

    Parameters
    ----------
    name : str
        Base name of the file.
    header : sequence of str
    needed : mapping of str to str, or function
        Column to what needs it, for the message; or a function of header and labels to that.
    elsewhere : callable, optional
        Says in which other row the columns stand, a blank where in none; see `other_row`.
    labels : mapping of str to str, optional
        Labels of columns, where the file has any.

    Returns
    -------
    dict of str to int

    Raises
    ------
    DataFileError
        If a column is not there, or stands there twice.

    Examples
    --------
    >>> find_columns("survey.csv", ["id", "l1"], {"l1": "`employees`"})
    {'l1': 1}
    """
    if not isinstance(needed, Mapping):
        needed = needed(header, labels or {})
    named = [column for column in header if column]
    absent = [column for column in needed if column not in named]
    if absent:
        wanted = ", ".join(f"`{clipped(column)}` (for {needed[column]})" for column in absent)
        found = elsewhere() if elsewhere else ""
        hints = found or "".join(dict.fromkeys(nearest(column, named) for column in absent[:3]))
        raise DataFileError(
            f"{name} has no column {wanted}; its columns are {listed(map(clipped, named))}.{hints}"
        )
    for column in needed:
        places = [str(place) for place, other in enumerate(header, start=1) if other == column]
        if len(places) > 1:
            raise DataFileError(
                f"{name} has {len(places)} columns named `{clipped(column)}` (for "
                f"{needed[column]}), columns {' and '.join(places)}; column names must be unique."
            )
    return {column: header.index(column) for column in needed}


def required(needed: Needed) -> Mapping[str, str]:
    """Return the columns that are needed whatever the header is."""
    return needed if isinstance(needed, Mapping) else needed((), {})


def other_row(rows: Sequence[Sequence[str]], needed: Mapping[str, str], header_row: int) -> str:
    """Return a sentence on the row in which the needed columns stand, or a blank.

    Parameters
    ----------
    rows : sequence of sequence of str
        The first rows of the file.
    needed : mapping
    header_row : int

    Returns
    -------
    str

    Examples
    --------
    >>> other_row([["Survey 2010"], [], ["id", "l1"]], {"id": "", "l1": ""}, 1)
    ' They stand in row 3: state header_row = 3.'
    >>> other_row([["id", ""], ["", "l1"]], {"id": "", "l1": ""}, 1)
    ' They stand in two rows, 1 and 2: write the names into one row of the file.'
    """
    if not needed:
        return ""
    for number, row in enumerate(rows, start=1):
        if number != header_row and set(needed) <= set(row):
            return f" They stand in row {number}: state header_row = {number}."
    for number, (row, below) in enumerate(itertools.pairwise(rows), start=1):
        if set(needed) <= {*row, *below}:
            return (
                f" They stand in two rows, {number} and {number + 1}: write the names into one "
                "row of the file."
            )
    return ""


def check_header(
    name: str, header: Sequence[str], header_row: int, elsewhere: Callable[[], str]
) -> None:
    """Refuse a header without any name."""
    if not any(header):
        raise DataFileError(
            f"{name} holds no column names in row {header_row}; state the row of the column names "
            f"as `header_row`.{elsewhere()}"
        )
