"""Warns of cells that were read as stated and may mean something else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from smeint.panel.currency import sign_in
from smeint.panel.limits import limits
from smeint.panel.panel import Column
from smeint.panel.raw import RawColumn, RawTable
from smeint.panel.spec_types import ColumnSpec, DataSpec
from smeint.panel.stray_rows import totals_among
from smeint.panel.values import Codes, clipped, numbers_of, quoted
from smeint.panel.variables import Kind

_THREE = re.compile(r"\s*[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}\s*")

#: Kinds whose values may be negative.
_SIGNED = (Kind.MONEY, Kind.RATIO, Kind.NUMBER)

_FOUR = re.compile(r"\s*[+-]?[0-9]{4}")

_WORDS = {".": "point", ",": "comma"}


def doubts(
    table: RawTable, data: DataSpec, specs: Sequence[ColumnSpec], columns: Iterable[Column]
) -> list[str]:
    """Return a sentence for each column that was read as stated and may mean something else.

    Parameters
    ----------
    table : RawTable
    data : DataSpec
    specs : sequence of ColumnSpec
    columns : iterable of Column
        As converted, for names of levels.

    Returns
    -------
    list of str
    """
    sentences = []
    for spec in specs:
        raw = table.columns.get(spec.column)
        if raw is None or spec.kind.has_levels:
            continue
        if not data.thousands:
            sentences += _three_digits(spec, raw, data.decimal)
        if spec.currency_sign:
            sentences += _without_sign(spec, raw)
        sentences += _negative_codes(spec, raw, data)
    for column in columns:
        sentences += _garbled(column)
        if column.name == "firm_id":
            sentences += _total(column)
    return sentences


def _negative_codes(spec: ColumnSpec, raw: RawColumn, data: DataSpec) -> list[str]:
    """Warn where a code of missing values stands among amounts that may be negative."""
    if limits(spec.name, spec.kind)[0] == 0 or spec.kind not in _SIGNED:
        return []
    kept = Codes((code, 1) for code in (*spec.known, *(code for code, _ in spec.missing)))
    codes = Codes(pair for pair in data.missing if kept.get(pair[0]) is None)
    negative = {code: reason for code, reason in codes.numbers.items() if code < 0}
    if not negative:
        return []
    marks = replace(data.marks, percent=spec.unit == "percent", currency=spec.currency_sign)
    values = numbers_of(raw.cells, marks)
    coded = np.isin(values, list(negative))
    if not coded.any() or not (values[~coded] < 0).any():
        return []
    code = float(values[coded][0])
    n = int(raw.where((values == code).tolist()).sum())
    return [
        f"`{spec.name}` (column `{spec.source}`) is {code:g} in {n} {'row' if n == 1 else 'rows'}, "
        f"which is missing ({negative[code]}), and other rows are negative: if {code:g} is an "
        f'amount there, state missing = {{ "{code:g}" = false }} for this column.'
    ]


def _three_digits(spec: ColumnSpec, raw: RawColumn, decimal: str) -> list[str]:
    """Warn where each decimal mark of a column may as well separate thousands."""
    example = ""
    for cell in raw.cells:
        if not isinstance(cell, str):
            if not cell.is_integer():
                return []
        elif decimal in cell:
            if not _THREE.fullmatch(cell):
                return []
            example = example or cell
        elif _FOUR.match(cell):
            return []
    if not example:
        return []
    other = "," if decimal == "." else "."
    stated = f'thousands = "{decimal}" and decimal = "{other}"'
    return [
        f"{_place(spec)}: every {_WORDS[decimal]} has three digits behind it, as in "
        f"{quoted(example)}, and is read as a decimal mark; if it separates thousands, state "
        f'{stated}, and if not, thousands = "none".'
    ]


def _without_sign(spec: ColumnSpec, raw: RawColumn) -> list[str]:
    """Warn where some amounts have the currency's sign and some have none."""
    signs = [bool(sign_in(cell)) if isinstance(cell, str) else False for cell in raw.cells]
    digits = [
        re.search("[1-9]", cell) is not None if isinstance(cell, str) else cell != 0
        for cell in raw.cells
    ]
    bare = [digit and not sign for digit, sign in zip(digits, signs, strict=True)]
    if not any(signs) or not any(bare):
        return []
    example = next(cell for cell, chosen in zip(raw.cells, bare, strict=True) if chosen)
    n = int(raw.where(bare).sum())
    rows = "1 row has" if n == 1 else f"{n} rows have"
    return [
        f'{_place(spec)}: {rows} no "{spec.currency_sign}", as {quoted(example)}, and count as the '
        "same currency."
    ]


def _total(column: Column) -> list[str]:
    """Warn of a word for totals that stands in several rows, as a firm of that name would."""
    return [
        f"{_place(column)}: '{name}' is read as a firm; if its rows are totals, leave them out "
        f'with drop = [{{ column = "{column.source}", in = ["{name}"] }}].'
        for name in sorted(map(str, totals_among(column.levels)))
    ]


def _garbled(column: Column) -> list[str]:
    """Warn of names that look as if they were read in another encoding than written."""
    if "".join(column.levels).isascii():
        return []
    for name in column.levels:
        meant = "" if name.isascii() else meant_by(name)
        if meant:
            looks = (
                "holds the sign that stands for characters that were lost"
                if meant == name
                else f"looks like '{clipped(meant, 40)}' read in a wrong encoding"
            )
            return [f"{_place(column)}: '{clipped(name, 40)}' {looks}; see `encoding`."]
    return []


def meant_by(name: str) -> str:
    """Return what a name was before UTF-8 was read as Windows-1252, blank where it looks sound.

    A name that has lost characters for good is returned as it is.

    Examples
    --------
    >>> meant_by("SÃ£o Tomé"), meant_by("SÃ£o Paulo"), meant_by("São Paulo")
    ('', 'São Paulo', '')
    """
    if "\ufffd" in name:
        return name
    for encoding in ("cp1252", "latin-1"):
        try:
            return name.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return ""


def _place(what: ColumnSpec | Column) -> str:
    same = what.source == what.name
    return f"`{what.name}`" if same else f"`{what.name}` (column `{what.source}`)"
