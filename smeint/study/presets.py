"""Presets: mappings of known surveys, as data, that a study file overrides line by line."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from smeint.errors import StudyFileError, nearest
from smeint.panel import toml_values as toml
from smeint.panel.spec_types import ColumnSpec, DataSpec, KeepSpec
from smeint.panel.values import number_of, text_of

#: Tables of a study file that a preset may fill.
TABLES = ("data", "columns", "definitions")


@dataclass(frozen=True, slots=True)
class Preset:
    """The mapping of a known survey.

    Parameters
    ----------
    name : str
    title, source, version, date : str
        What it maps, where that is documented, and which version of the preset this is.
    sha256 : str
        Of the preset's file.
    known_by : tuple of str
        Columns by which a file of the survey is known.
    year_columns : tuple of str
        Columns that may hold the year, where the preset itself names none.
    ask : mapping of str to str
        Variables that the study file must state, and how.
    tables : mapping
        What it says under ``[data]``, ``[columns]`` and ``[definitions]``.
    """

    name: str
    title: str = ""
    source: str = ""
    version: str = ""
    date: str = ""
    sha256: str = ""
    known_by: tuple[str, ...] = ()
    year_columns: tuple[str, ...] = ()
    ask: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def stamp(self) -> dict[str, str]:
        """Name, version and hash, for a manifest."""
        return {"name": self.name, "version": self.version, "sha256": self.sha256}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a study, and whether its file or its preset says it."""

    table: str
    key: str
    says: str
    source: str


@dataclass(frozen=True, slots=True)
class Merged:
    """A study file's tables over those of its preset.

    Parameters
    ----------
    tables : mapping
        The whole study file, the preset's lines among its own.
    preset : Preset or None
    lines : tuple of Line
        Where each line of the three tables comes from; none without a preset.
    """

    tables: dict[str, Any]
    preset: Preset | None = None
    lines: tuple[Line, ...] = ()


@cache
def presets() -> dict[str, Preset]:
    """Return the presets of the package by name.

    Examples
    --------
    >>> list(presets())
    ['world_bank_enterprise_surveys', 'world_management_survey']
    """
    files = (resources.files("smeint") / "presets").iterdir()
    found = [file for file in files if file.name.endswith(".toml")]
    return {p.name: p for p in map(_load, sorted(found, key=lambda file: file.name))}


def preset(name: object) -> Preset:
    """Return the preset of a name.

    Raises
    ------
    StudyFileError
        If there is none.
    """
    known = presets()
    if not isinstance(name, str) or name not in known:
        raise StudyFileError(
            f"preset must be one of {', '.join(map(toml.shown, known))}, got {toml.shown(name)}."
            + nearest(str(name), known)
        )
    return known[name]


def _load(file: Traversable) -> Preset:
    content = file.read_bytes()
    table = tomllib.loads(content.decode())
    about = dict(table["preset"])
    return Preset(
        name=file.name.removesuffix(".toml"),
        sha256=hashlib.sha256(content).hexdigest(),
        known_by=tuple(about.pop("known_by")),
        year_columns=tuple(about.pop("year_columns")),
        ask=table["ask"],
        tables={name: table[name] for name in TABLES},
        **about,
    )


def merged(tables: Mapping[str, Any], base: Preset | None = None) -> Merged:
    """Put a study file's tables over those of its preset.

    Parameters
    ----------
    tables : mapping
        The study file as a TOML reader gives it.
    base : Preset, optional
        By default that of the study file's key `preset`, if it has one.

    Returns
    -------
    Merged

    Raises
    ------
    StudyFileError
        If the preset is not known, a line is removed that it does not have, or the study file does
        not state what the preset asks for.

    Examples
    --------
    >>> base = Preset("p", tables={"data": {}, "columns": {"sales": "d2", "country": "a1"}})
    >>> merged({"columns": {"sales": "turnover", "country": False}}, base).tables["columns"]
    {'sales': 'turnover'}
    """
    if base is None:
        if "preset" not in tables:
            return Merged(dict(tables))
        base = preset(tables["preset"])
    whole = dict(tables)
    lines: list[Line] = []
    for name in TABLES:
        given = tables.get(name, {})
        if not isinstance(given, Mapping):
            continue
        table = dict(_over(name, base.tables.get(name, {}), given, base.name))
        lines += _lines(name, base, given, table)
        whole[name] = table
    for variable, how in base.ask.items():
        if variable not in whole["columns"]:
            raise StudyFileError(
                f"[columns] must name `{variable}`, which the preset `{base.name}` leaves to the "
                f"study file: {how}."
            )
    return Merged(whole, base, tuple(lines))


def _over(
    name: str, below: Mapping[str, Any], above: Mapping[str, Any], preset_name: str
) -> Iterator[tuple[str, Any]]:
    """Yield the lines of a table; `false` removes one of the preset."""
    for key, value in {**below, **above}.items():
        if name == "data" and key == "missing" and isinstance(above.get(key, {}), Mapping):
            yield key, _codes(below.get(key, {}), above.get(key, {}), preset_name)
        elif value is not False:
            yield key, value
        elif key not in below:
            raise StudyFileError(
                f"[{name}] {toml.named(key)} = false removes a line of the preset "
                f"`{preset_name}`, which has none." + nearest(key, below)
            )


def _codes(below: Mapping[str, Any], above: Mapping[str, Any], preset_name: str) -> dict[str, Any]:
    """Return the codes of missing values; `false` removes one of the preset."""
    own = {_code(key): key for key in above}
    kept = {key: reason for key, reason in below.items() if _code(key) not in own}
    known = {_code(key) for key in below}
    for key, reason in above.items():
        if reason is False and _code(key) not in known:
            raise StudyFileError(
                f"[data] `missing` {toml.shown(key)} = false removes a code of the preset "
                f"`{preset_name}`, which has none."
            )
    return {**kept, **{key: reason for key, reason in above.items() if reason is not False}}


def _code(key: str) -> str:
    """Return a code so that -9 and -9.0 are one."""
    number = number_of(key)
    return text_of(key if number is None else number)


def _lines(
    name: str, base: Preset, given: Mapping[str, Any], table: Mapping[str, Any]
) -> Iterator[Line]:
    """Yield the lines of a merged table with their sources."""
    of_preset = f"preset {base.name}"
    below = base.tables.get(name, {})
    for key, value in table.items():
        if name == "data" and key == "missing" and isinstance(value, Mapping):
            own = {_code(code) for code, reason in given.get(key, {}).items() if reason}
            for code, reason in value.items():
                source = "study file" if _code(code) in own else of_preset
                yield Line(name, f"missing {code}", toml.shown(reason), source)
            continue
        source = of_preset if key not in given else "study file"
        over = " (in place of the preset's)" if key in given and key in below else ""
        yield Line(name, key, toml.shown(value), source + over)
    for key in below:
        if given.get(key) is False:
            yield Line(name, key, "removed", "study file")


def marked(
    merge: Merged, data: DataSpec, columns: tuple[ColumnSpec, ...]
) -> tuple[DataSpec, tuple[ColumnSpec, ...]]:
    """Mark what comes from the preset: its variables are optional, its filters say so.

    Parameters
    ----------
    merge : Merged
    data : DataSpec
    columns : tuple of ColumnSpec

    Returns
    -------
    data : DataSpec
    columns : tuple of ColumnSpec
        `firm_id` and `year` are never optional.
    """
    if merge.preset is None:
        return data, columns
    ours = {(line.table, line.key) for line in merge.lines if line.source.startswith("preset")}
    if ("data", "keep") in ours:
        name = merge.preset.name
        data = replace(data, keep=tuple(KeepSpec(k.column, k.codes, name) for k in data.keep))
    needed = ("firm_id", "year")
    return data, tuple(
        replace(spec, optional=("columns", spec.name) in ours and spec.name not in needed)
        for spec in columns
    )
