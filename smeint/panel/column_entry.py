"""Reads one entry of the ``[columns]`` table into a `ColumnSpec`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from smeint.errors import StudyFileError, listed, nearest
from smeint.panel import toml_values as toml
from smeint.panel.combined_entry import COMBINED_KEYS, with_several
from smeint.panel.currency import is_sign
from smeint.panel.limits import broken_limits
from smeint.panel.spec_types import ColumnSpec
from smeint.panel.toml_values import Code
from smeint.panel.values import PLAIN_YES_NO, Codes, text_of
from smeint.panel.variables import SHARE_UNITS, VARIABLES, Kind, Variable

COLUMN_KEYS = (
    "column",
    "constant",
    "unit",
    "kind",
    "yes",
    "no",
    "missing",
    "label",
    "levels",
    "currency_sign",
    *COMBINED_KEYS,
)

#: Names that the package derives and that are no variables of a file.
RESERVED = ("firm_age", "log_firm_age", "log_employees")

_NOT_OWN = (Kind.IDENTIFIER, Kind.WEIGHT, Kind.ITEM)

#: Kinds that an own variable may have.
OWN_KINDS = tuple(kind for kind in Kind if kind not in _NOT_OWN)

_ANY = Variable("", tuple(OWN_KINDS), "", "")

_NAME = re.compile(r"[a-z][a-z0-9_]*")


def parse_entry(name: str, value: object) -> ColumnSpec:
    """Return what one entry of ``[columns]`` says.

    Parameters
    ----------
    name : str
        Canonical or own variable.
    value : str or mapping
        Column name, or a table of `COLUMN_KEYS`.

    Returns
    -------
    ColumnSpec

    Raises
    ------
    StudyFileError
        If it says something that is not allowed.
    """
    where = f"[columns] {toml.named(name)}"
    if isinstance(value, str):
        entry: dict[str, Any] = {"column": value}
    elif isinstance(value, Mapping):
        entry = dict(value)
    else:
        raise StudyFileError(
            f"{where} must be a column name or a table such as "
            f'{{ column = "x" }}, got {toml.shown(value)}.'
        )
    toml.known_keys(entry, COLUMN_KEYS, where)
    if "items" in entry and len(VARIABLES.get(name, _ANY).kinds) != 1:
        entry.setdefault("kind", str(Kind.SCALE))
    spec = ColumnSpec(
        name=name,
        kind=_kind(name, entry, where),
        column=toml.text(entry["column"], f"{where} `column`") if "column" in entry else "",
        missing=toml.missing_codes(_stated(entry, where), f"{where} `missing`"),
        known=_known(entry, where),
        label=toml.text(entry["label"], f"{where} `label`") if "label" in entry else "",
    )
    spec = replace(spec, unit=_unit(spec.kind, entry, where))
    spec = replace(spec, currency_sign=_currency_sign(spec.kind, entry, where))
    spec = replace(spec, levels=_levels(spec, entry, where))
    spec = _with_yes_no(spec, entry, where)
    return _with_source(with_several(spec, entry, where), entry, where)


def _stated(entry: Mapping[str, Any], where: str) -> dict[str, Any]:
    """Return the codes of missing values of an entry, without those that it calls none."""
    codes = toml.table(entry.get("missing", {}), f"{where} `missing`")
    return {code: reason for code, reason in codes.items() if reason is not False}


def _known(entry: Mapping[str, Any], where: str) -> tuple[Code, ...]:
    """Return the codes that an entry says are values: ``missing = { "-9" = false }``."""
    codes = toml.table(entry.get("missing", {}), f"{where} `missing`")
    return tuple(
        toml.code(code, f"{where} `missing`") for code, reason in codes.items() if reason is False
    )


def _kind(name: str, entry: Mapping[str, Any], where: str) -> Kind:
    if name in VARIABLES:
        return _canonical_kind(name, entry, where)
    if "kind" not in entry:
        raise StudyFileError(
            f"{where} is not a canonical variable; an own variable must state its `kind`, one of "
            f"{', '.join(OWN_KINDS)}." + nearest(name, VARIABLES)
        )
    if name in RESERVED:
        raise StudyFileError(
            f"{where} is a name that the analysis derives; choose another, for example `my_{name}`."
        )
    if not _NAME.fullmatch(name):
        raise StudyFileError(
            f"{where} must be a name of small letters, digits and underscores that begins with a "
            "letter."
        )
    return Kind(toml.one_of(entry["kind"], [str(kind) for kind in OWN_KINDS], f"{where} `kind`"))


def _canonical_kind(name: str, entry: Mapping[str, Any], where: str) -> Kind:
    variable = VARIABLES[name]
    allowed = [str(kind) for kind in variable.kinds]
    if "kind" in entry:
        return Kind(toml.one_of(entry["kind"], allowed, f"{where} `kind`"))
    if len(allowed) > 1:
        raise StudyFileError(
            f"{where} must state its `kind`, "
            + " or ".join(f"kind = {toml.shown(kind)}" for kind in allowed)
            + "."
        )
    return variable.kind


def _unit(kind: Kind, entry: Mapping[str, Any], where: str) -> str:
    if kind is Kind.SHARE:
        if "unit" not in entry:
            raise StudyFileError(
                f'{where} must state its unit, unit = "share" (0 to 1) or unit = "percent" '
                "(0 to 100)."
            )
        return toml.one_of(entry["unit"], SHARE_UNITS, f"{where} `unit`")
    if "unit" not in entry:
        return ""
    if kind is Kind.RATIO:
        return toml.one_of(entry["unit"], ("ratio", "percent"), f"{where} `unit`")
    raise StudyFileError(f"{where} is of kind {kind} and takes no `unit`; shares and ratios do.")


def _currency_sign(kind: Kind, entry: Mapping[str, Any], where: str) -> str:
    if "currency_sign" not in entry:
        return ""
    if kind is not Kind.MONEY:
        raise StudyFileError(f"{where} is of kind {kind} and takes no `currency_sign`; money does.")
    sign = toml.text(entry["currency_sign"], f"{where} `currency_sign`")
    if not is_sign(sign):
        raise StudyFileError(
            f"{where} `currency_sign` must be a currency's sign or code as it stands in the cells, "
            f'such as "€", "GH₵", "USD" or "Rs.", got {toml.shown(sign)}.'
        )
    return sign


def _levels(spec: ColumnSpec, entry: Mapping[str, Any], where: str) -> tuple[str, ...]:
    if spec.kind is not Kind.ORDERED:
        if "levels" in entry:
            raise StudyFileError(
                f'{where} is of kind {spec.kind} and takes no `levels`; kind = "ordered" does.'
            )
        return ()
    if "levels" not in entry:
        raise StudyFileError(
            f"{where} is ordered and must list its `levels` in order, lowest first."
        )
    given = toml.codes(entry["levels"], f"{where} `levels`")
    levels = tuple(text_of(c if isinstance(c, str) else float(c)) for c in given)
    if len(levels) < 2 or len(set(levels)) < len(levels) or "" in levels:
        raise StudyFileError(
            f"{where} `levels` must be at least two different names, got "
            f"{toml.shown(entry['levels'])}."
        )
    if spec.name == "doi_band" and levels[0] != "none":
        raise StudyFileError(
            f'{where} `levels` must begin with "none", the firms that are not internationalized, '
            f"got {toml.shown(levels)}."
        )
    return levels


def _with_yes_no(spec: ColumnSpec, entry: Mapping[str, Any], where: str) -> ColumnSpec:
    given = [key for key in ("yes", "no") if key in entry]
    if not given:
        return spec
    if spec.kind is not Kind.YES_NO:
        raise StudyFileError(
            f"{where} is of kind {spec.kind} and takes no "
            + " and no ".join(f"`{key}`" for key in given)
            + '; kind = "yes/no" does.'
        )
    if len(given) == 1:
        raise StudyFileError(
            f"{where} must state both `yes` and `no`, it states only `{given[0]}`."
        )
    yes = toml.codes(entry["yes"], f"{where} `yes`")
    no = toml.codes(entry["no"], f"{where} `no`")
    twice = Codes((code, 1) for code in yes).overlap(no)
    if twice:
        raise StudyFileError(f"{where} has {listed(twice)} both in `yes` and in `no`.")
    coded = Codes((code, 1) for code in (*yes, *no)).overlap(code for code, _ in spec.missing)
    if coded:
        raise StudyFileError(f"{where} has {listed(coded)} both in `missing` and in `yes` or `no`.")
    return replace(spec, yes=yes, no=no)


def _with_source(spec: ColumnSpec, entry: Mapping[str, Any], where: str) -> ColumnSpec:
    if "constant" not in entry:
        if not spec.columns:
            raise StudyFileError(f"{where} must name its `column` or state a `constant`.")
        return spec
    if spec.name == "firm_id":
        raise StudyFileError(f"{where} cannot be a constant; it must name the column of firms.")
    for key in ("yes", "no", "missing", "currency_sign"):
        if key in entry:
            raise StudyFileError(f"{where} has a `constant` and can have no `{key}`.")
    return replace(spec, constant=_constant(spec, entry["constant"], where))


def _constant(spec: ColumnSpec, value: object, where: str) -> Code:
    where = f"{where} `constant`"
    if spec.kind is Kind.YES_NO:
        text = text_of(value if isinstance(value, str) else toml.shown(value)).lower()
        if text not in PLAIN_YES_NO:
            raise StudyFileError(
                f'{where} must be true or false, 1 or 0, "yes" or "no", got {toml.shown(value)}.'
            )
        return text
    if spec.kind.has_levels:
        given = toml.code(value, where)
        name = text_of(given if isinstance(given, str) else float(given))
        if spec.levels:
            return toml.one_of(name, spec.levels, where)
        return toml.text(name, where)
    if isinstance(value, str):
        raise StudyFileError(f"{where} must be a number, got {toml.shown(value)}.")
    number = float(toml.code(value, where))
    divisor = SHARE_UNITS.get(spec.unit, 1.0)
    broken = broken_limits(spec.name, spec.kind, spec.unit, np.array([number / divisor]))
    if broken:
        raise StudyFileError(f"{where} {broken[0][0]}, got {toml.shown(value)}.")
    return int(number) if number.is_integer() else number
