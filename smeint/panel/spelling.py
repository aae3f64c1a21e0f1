"""Warns of firms whose ids are one number in two spellings, such as 7 and 7.0."""

from __future__ import annotations

import re
from decimal import Decimal

from smeint.panel.panel import Column
from smeint.panel.values import clipped

_MOST = 3

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?", re.ASCII)


def twice_spelt(firm: Column, decimal: str = ".") -> list[str]:
    """Return a sentence where ids differ only in how a number is spelt; none are merged.

    Parameters
    ----------
    firm : Column
        The identifier, its levels the ids.
    decimal : {".", ","}
        Decimal mark of numbers.

    Returns
    -------
    list of str
        One sentence, or none.

    Examples
    --------
    >>> from smeint.panel.panel import Column
    >>> from smeint.panel.variables import Kind
    >>> import numpy as np
    >>> ids = Column(
    ...     "firm_id",
    ...     Kind.IDENTIFIER,
    ...     np.arange(3.0),
    ...     np.zeros(3, int),
    ...     ("007", "7", "8"),
    ...     source="id",
    ... )
    >>> twice_spelt(ids)
    ['`firm_id` (column `id`): `007` and `7` are different firms here, for ids are texts.']
    """
    spelt: dict[Decimal, list[str]] = {}
    for name in firm.levels:
        text = name.replace(",", ".") if decimal == "," else name
        if _NUMBER.fullmatch(text):
            spelt.setdefault(Decimal(text), []).append(name)
    groups = [names for names in spelt.values() if len(names) > 1]
    if not groups:
        return []
    shown = [_joined(names[: _MOST + 1]) for names in groups[:_MOST]]
    if len(groups) > _MOST:
        shown.append(f"{len(groups) - _MOST} more such")
    where = "`firm_id`" if firm.source == "firm_id" else f"`firm_id` (column `{firm.source}`)"
    return [f"{where}: {'; '.join(shown)} are different firms here, for ids are texts."]


def _joined(names: list[str]) -> str:
    """Return one number's spellings in words."""
    each = [f"`{clipped(name)}`" for name in names]
    return f"{', '.join(each[:-1])} and {each[-1]}"
