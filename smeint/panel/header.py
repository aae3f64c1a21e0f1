"""Finds the needed columns in a file's header."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from smeint.errors import DataFileError, listed, nearest
from smeint.panel.values import clipped


def find_columns(name: str, header: Sequence[str], needed: Mapping[str, str]) -> dict[str, int]:
    """Return the place of each needed column in the header.

    Parameters
    ----------
    name : str
        Base name of the file.
    header : sequence of str
    needed : mapping of str to str
        Column to what needs it, for the message.

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
    named = [column for column in header if column]
    absent = [column for column in needed if column not in named]
    if absent:
        wanted = ", ".join(f"`{clipped(column)}` (for {needed[column]})" for column in absent)
        hints = "".join(dict.fromkeys(nearest(column, named) for column in absent[:3]))
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


def check_header(name: str, header: Sequence[str], header_row: int) -> None:
    """Refuse a header without any name."""
    if not any(header):
        raise DataFileError(
            f"{name} holds no column names in row {header_row}; state the row of the column names "
            "as `header_row`."
        )
