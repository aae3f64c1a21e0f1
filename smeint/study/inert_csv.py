"""Tables as CSV text that no spreadsheet runs as a formula."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

#: What a spreadsheet takes for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

#: Columns of closed vocabularies: signs such as ``--+`` are no formula and no text of the data.
_CLOSED = ("signs",)


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """Return a table as CSV, numbers untouched, texts that begin a formula after an apostrophe.

    Parameters
    ----------
    frame : data frame

    Returns
    -------
    bytes
        UTF-8, lines end in a line feed.

    Examples
    --------
    >>> import pandas as pd
    >>> print(csv_bytes(pd.DataFrame({"group": ["=1+1", "b"], "effect": [-0.5, 0.25]})).decode())
    group,effect
    '=1+1,-0.5
    b,0.25
    <BLANKLINE>
    """
    shown = frame.copy(deep=False)
    for name in shown.columns:
        # numbers are told by their type; a column of another type holds texts
        if name not in _CLOSED and not _is_number(shown[name]):
            shown[name] = shown[name].map(_inert)
    return str(shown.to_csv(index=False, lineterminator="\n")).encode()


def _is_number(column: pd.Series) -> bool:
    """Return whether a column's type is one of numbers."""
    import pandas as pd

    return bool(pd.api.types.is_numeric_dtype(column))


def _inert(value: object) -> object:
    """Return a text that begins no formula."""
    starts = (*_FORMULA, "'")
    return f"'{value}" if isinstance(value, str) and value.startswith(starts) else value


def as_it_was(text: str) -> str:
    """Return a text as it was before `csv_bytes`.

    Examples
    --------
    >>> as_it_was("'=1+1"), as_it_was("b")
    ('=1+1', 'b')
    """
    return text[1:] if text.startswith("'") else text
