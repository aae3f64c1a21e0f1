"""Reads the tables ``[data]`` and ``[columns]`` of a study file into frozen values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from smeint.errors import StudyFileError
from smeint.panel import toml_values as toml
from smeint.panel.column_entry import parse_entry
from smeint.panel.marks import SPACES, THOUSANDS
from smeint.panel.spec_types import ColumnSpec, DataSpec, KeepSpec

__all__ = ["ColumnSpec", "DataSpec", "KeepSpec", "parse_columns", "parse_data"]

DATA_KEYS = (
    *("file", "sheet", "header_row", "delimiter", "encoding"),
    *("decimal", "thousands", "missing", "keep", "drop"),
)

#: Rows that a sheet may have.
LAST_HEADER_ROW = 1_048_576

_ENCODING = re.compile(r"(?!idna|punycode|(raw_)?unicode_escape)[A-Za-z0-9_.: -]{1,40}")


def parse_data(table: Mapping[str, Any]) -> DataSpec:
    """Return what the ``[data]`` table says.

    Parameters
    ----------
    table : mapping
        As a TOML reader gives it.

    Returns
    -------
    DataSpec

    Raises
    ------
    StudyFileError
        If a key is unknown, `file` is not there, or a value is not allowed.

    Examples
    --------
    >>> parse_data({"file": "survey.csv", "missing": {"-9": "don't know"}}).missing
    (('-9', "don't know"),)
    """
    given = toml.table(table, "[data]")
    toml.known_keys(given, DATA_KEYS, "[data]")
    if "file" not in given:
        raise StudyFileError("[data] must name its `file`, relative to the study file.")
    texts = {
        key: toml.line(given[key], f"[data] `{key}`") for key in ("file", "sheet") if key in given
    }
    return DataSpec(
        **texts,
        encoding=_encoding(given),
        header_row=_header_row(given.get("header_row", 1)),
        delimiter=_delimiter(given),
        decimal=toml.one_of(given.get("decimal", "."), (".", ","), "[data] `decimal`"),
        thousands=_thousands(given),
        missing=toml.missing_codes(given.get("missing", {}), "[data] `missing`"),
        keep=_filters(given.get("keep", []), "keep"),
        drop=_filters(given.get("drop", []), "drop"),
    )


def _thousands(given: Mapping[str, Any]) -> str:
    """Return what separates thousands, blank where nothing is said."""
    if "thousands" not in given:
        return ""
    value = given["thousands"]
    where = "[data] `thousands`"
    alike = " " if isinstance(value, str) and value and value in SPACES else value
    alike = "'" if value == "\u2019" else alike
    thousands = toml.one_of(alike, (*THOUSANDS, "none"), where)
    decimal = given.get("decimal", ".")
    if THOUSANDS.get(thousands, "")[-1:] == decimal:
        other = "," if decimal == "." else "."
        raise StudyFileError(
            f"{where} is {toml.shown(value)} and `decimal` is {toml.shown(decimal)}"
            f"{'' if 'decimal' in given else ', as it is where nothing is said'}: one mark cannot "
            f"be both; state decimal = {toml.shown(other)}, or another separator."
        )
    return thousands


def _header_row(value: object) -> int:
    allowed = range(1, LAST_HEADER_ROW + 1)
    if not isinstance(value, int) or isinstance(value, bool) or value not in allowed:
        raise StudyFileError(
            f"[data] `header_row` must be a whole number from 1 to {LAST_HEADER_ROW}, "
            f"got {toml.shown(value)}."
        )
    return value


def _encoding(given: Mapping[str, Any]) -> str:
    if "encoding" not in given:
        return ""
    value = toml.text(given["encoding"], "[data] `encoding`")
    if not _is_text_encoding(value):
        raise StudyFileError(
            f"[data] `encoding` {toml.shown(given['encoding'])} is not known as an encoding of "
            'text; for example "utf-8", "cp1252" or "latin-1".'
        )
    return value


def _is_text_encoding(name: str) -> bool:
    """Return whether a name is that of an encoding in which a text comes back as it was."""
    if not _ENCODING.fullmatch(name):
        return False
    sample = "id,x\n1,2.5\n"
    try:
        return sample.encode(name).decode(name) == sample
    except (LookupError, UnicodeError):
        return False


def _delimiter(given: Mapping[str, Any]) -> str:
    value = given.get("delimiter", "")
    if "delimiter" in given and not (
        isinstance(value, str)
        and len(value) == 1
        and value.isascii()
        and (value.isprintable() or value == "\t")
        and value != '"'
    ):
        raise StudyFileError(
            '[data] `delimiter` must be one character, for example ",", ";" or "\\t", '
            f"got {toml.shown(value)}."
        )
    return str(value)


def _filters(value: object, key: str) -> tuple[KeepSpec, ...]:
    if not isinstance(value, (list, tuple)):
        raise StudyFileError(
            f"[data] `{key}` must be a list such as "
            '[{ column = "a0", in = [1] }], got ' + toml.shown(value) + "."
        )
    kept = []
    for number, item in enumerate(value, start=1):
        where = f"[data] `{key}`, filter {number},"
        entry = toml.table(item, where)
        toml.known_keys(entry, ("column", "in"), where)
        for needed in ("column", "in"):
            if needed not in entry:
                raise StudyFileError(f"{where} must name `{needed}`.")
        column = toml.text(entry["column"], f"{where} `column`")
        kept.append(KeepSpec(column, toml.codes(entry["in"], f"{where} `in`")))
    return tuple(kept)


def parse_columns(table: Mapping[str, Any]) -> tuple[ColumnSpec, ...]:
    """Return what the ``[columns]`` table says, one `ColumnSpec` for each variable.

    Parameters
    ----------
    table : mapping
        Variable to column name, or to a table; as a TOML reader gives it.

    Returns
    -------
    tuple of ColumnSpec
        In the order of the table.

    Raises
    ------
    StudyFileError
        If a variable is not known and states no kind, a key is unknown, a value is not allowed,
        or `firm_id` or `year` is not there.

    Notes
    -----
    Units have no default: a share must state ``unit = "share"`` or ``unit = "percent"``.

    Examples
    --------
    >>> specs = parse_columns(
    ...     {"firm_id": "id", "year": "wave", "fsts": {"column": "d3x", "unit": "percent"}}
    ... )
    >>> [(spec.name, spec.column, spec.kind.value) for spec in specs][2]
    ('fsts', 'd3x', 'share')
    """
    given = toml.table(table, "[columns]")
    specs = tuple(parse_entry(name, value) for name, value in given.items())
    for needed in ("firm_id", "year"):
        if needed not in given:
            hint = ", a column or { constant = 2025 }" if needed == "year" else ", a column"
            raise StudyFileError(
                f"[columns] must name `{needed}`{hint}; it names "
                f"{', '.join(given) if given else 'nothing'}."
            )
    return specs
