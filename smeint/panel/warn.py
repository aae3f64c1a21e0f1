"""Warns of questions that were probably not asked: all zero in a whole country and wave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from smeint.arrays import BoolArray, FloatArray, IntArray
from smeint.panel.panel import Column
from smeint.panel.raw import RawColumn
from smeint.panel.values import text_of
from smeint.panel.variables import Kind

#: Known values that a group must have before its zeros say anything.
LEAST_KNOWN = 2


@dataclass(frozen=True, slots=True, eq=False)
class Wave:
    """A way to split rows into waves; -1 where a row is in none."""

    name: str
    labels: tuple[str, ...]
    codes: IntArray


def not_asked(columns: Mapping[str, Column], filters: Mapping[str, RawColumn]) -> list[str]:
    """Return a sentence for each variable that is 0 for every firm of some country and wave.

    Parameters
    ----------
    columns : mapping of str to Column
        `firm_id` and `year` among them; countries where `country` is.
    filters : mapping of str to RawColumn
        Columns of the ``keep`` filters, rows as in `columns`; those with several kept values
        split rows into waves as `year` does.

    Returns
    -------
    list of str
        In the order of `columns`.

    Notes
    -----
    A group speaks from two known values on, and only where the variable is above or below zero
    in some other group. Nothing is left out: what follows is for the reader to decide.
    """
    waves = _waves(columns, filters)
    checked = [c for c in columns.values() if c.kind is Kind.YES_NO or c.kind.is_metric]
    sentences = []
    for column in checked:
        if bool((column.known & (column.values != 0)).any()):
            groups = _all_zero(column, columns, waves)
            if groups:
                sentences.append(_sentence(column, groups, "country" in columns))
    return sentences


def _waves(columns: Mapping[str, Column], filters: Mapping[str, RawColumn]) -> list[Wave]:
    waves = [_year_wave(columns["year"])]
    waves += [
        _year_wave(c) for c in columns.values() if c.kind is Kind.YEAR and c.name not in _NO_WAVES
    ]
    used = {columns[name].source for name in ("year", "country") if name in columns}
    waves += [
        _text_wave(name, raw)
        for name, raw in filters.items()
        if name not in used and len(raw.cells) > 1
    ]
    return waves


#: Years that are facts of a firm and no waves; `year` itself comes first.
_NO_WAVES = ("year", "founded", "first_foreign_year")


def _year_wave(column: Column) -> Wave:
    years, codes = np.unique(column.values[column.known], return_inverse=True)
    places = np.full(column.values.size, -1)
    places[column.known] = codes
    prefix = "" if column.name == "year" else f"{column.name} "
    return Wave(column.name, tuple(f"{prefix}{int(year)}" for year in years), places)


def _text_wave(name: str, raw: RawColumn) -> Wave:
    texts = [text_of(cell) for cell in raw.cells]
    labels = sorted(set(texts))
    order = {text: place for place, text in enumerate(labels)}
    codes = np.array([order[text] for text in texts])[raw.codes]
    return Wave(name, tuple(f"{name} {label or 'blank'}" for label in labels), codes)


def _all_zero(
    column: Column, columns: Mapping[str, Column], waves: Iterable[Wave]
) -> list[tuple[str, int]]:
    """Return country-waves in which every known value is 0, with their number of firms."""
    country = columns.get("country")
    firm = columns["firm_id"].values
    names, places = _countries(country, firm)
    found: list[tuple[str, int]] = []
    seen: set[bytes] = set()
    for wave in waves:
        size = len(names) * len(wave.labels)
        group = np.where(wave.codes >= 0, places * len(wave.labels) + wave.codes, size)
        for code in _zero_groups(column, group, size).tolist():
            rows = np.flatnonzero(group == code)
            if rows.tobytes() in seen:
                continue
            seen.add(rows.tobytes())
            label = f"{names[code // len(wave.labels)]} {wave.labels[code % len(wave.labels)]}"
            found.append((label.strip(), _n_firms(firm[rows], column.known[rows])))
    return found


def _countries(country: Column | None, firm: FloatArray) -> tuple[tuple[str, ...], IntArray]:
    if country is None:
        return ("",), np.zeros(firm.size, dtype=np.int64)
    names = (*country.levels, "unknown country")
    places = np.where(country.known, country.values, len(country.levels)).astype(np.int64)
    return names, places


def _zero_groups(column: Column, group: IntArray, size: int) -> IntArray:
    known = np.bincount(group[column.known], minlength=size + 1)[:size]
    other = np.bincount(group[column.known & (column.values != 0)], minlength=size + 1)[:size]
    return np.flatnonzero((known >= LEAST_KNOWN) & (other == 0))


def _n_firms(firm: FloatArray, known: BoolArray) -> int:
    return int(np.unique(firm[known]).size)


def _sentence(column: Column, groups: list[tuple[str, int]], by_country: bool) -> str:
    what = "country-wave" if by_country else "wave"
    parts = [f"{label} ({n} {'firm' if n == 1 else 'firms'})" for label, n in groups]
    return (
        f"`{column.name}` (column `{column.source}`) is 0 for every firm in {len(groups)} "
        f"{what if len(groups) == 1 else what + 's'}, where the question was probably not asked: "
        f"{', '.join(parts)}; leave those rows out with `keep`."
    )
