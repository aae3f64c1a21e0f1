"""Reads what an entry of ``[columns]`` says of several columns: a sum, or the items of a scale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from smeint.errors import StudyFileError, listed
from smeint.panel import toml_values as toml
from smeint.panel.spec_types import SCORES, ColumnSpec, ScaleSpec
from smeint.panel.variables import Kind

#: Keys of an entry that go with `items` alone.
ITEM_KEYS = ("reverse", "range", "min_items", "score")
COMBINED_KEYS = ("sum", "items", *ITEM_KEYS)

#: Kinds of which a sum can be made.
SUM_KINDS = (Kind.COUNT, Kind.MONEY, Kind.SHARE, Kind.RATIO, Kind.NUMBER)


def with_several(spec: ColumnSpec, entry: Mapping[str, Any], where: str) -> ColumnSpec:
    """Return a spec with the columns of its `sum` or `items`, where the entry has either.

    Parameters
    ----------
    spec : ColumnSpec
    entry : mapping
    where : str
        For messages.

    Returns
    -------
    ColumnSpec

    Raises
    ------
    StudyFileError
        If the entry says something that is not allowed.
    """
    sources = [key for key in ("column", "constant", "sum", "items") if key in entry]
    if len(sources) > 1:
        raise StudyFileError(
            f"{where} has {' and '.join(f'`{key}`' for key in sources)}; it must have one of them."
        )
    if "items" in entry:
        return replace(spec, scale=_scale(spec, entry, where))
    for key in ITEM_KEYS:
        if key in entry:
            raise StudyFileError(f"{where} has `{key}`, which goes with `items`.")
    if "sum" not in entry:
        return spec
    if spec.kind not in SUM_KINDS:
        raise StudyFileError(
            f"{where} is of kind {spec.kind}, of which no `sum` is made; allowed: "
            f"{', '.join(SUM_KINDS)}."
        )
    return replace(spec, addends=_columns(entry["sum"], f"{where} `sum`"))


def _scale(spec: ColumnSpec, entry: Mapping[str, Any], where: str) -> ScaleSpec:
    if spec.kind is not Kind.SCALE:
        raise StudyFileError(f'{where} is of kind {spec.kind}; `items` make a kind = "scale".')
    items = _columns(entry["items"], f"{where} `items`")
    low, high = _range(entry, where)
    scale = ScaleSpec(
        name=spec.name,
        items=items,
        reverse=_reverse(entry, items, low is not None, where),
        low=low,
        high=high,
        min_items=_min_items(entry, len(items), where),
        score=toml.one_of(entry.get("score", SCORES[0]), SCORES, f"{where} `score`"),
        label=spec.label,
    )
    if scale.score == "sum" and scale.min_items < len(items):
        raise StudyFileError(
            f'{where} `score` = "sum" needs all {len(items)} items, and `min_items` is '
            f'{scale.min_items}: a sum of fewer items is smaller for that alone; use "mean".'
        )
    return scale


def _columns(value: object, where: str) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)) or len(value) < 2:
        raise StudyFileError(
            f"{where} must be a list of at least two columns, got {toml.shown(value)}."
        )
    names = tuple(toml.text(name, where) for name in value)
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise StudyFileError(f"{where} must be different columns, got {listed(twice)} twice.")
    return names


def _range(entry: Mapping[str, Any], where: str) -> tuple[float | None, float | None]:
    if "range" not in entry:
        return None, None
    value = entry["range"]
    where = f"{where} `range`"
    if not isinstance(value, (list, tuple)) or len(value) != 2:
        raise StudyFileError(
            f"{where} must be the least and the greatest answer, as in [1, 7], got "
            f"{toml.shown(value)}."
        )
    ends = [toml.code(end, where) for end in value]
    numbers = [float(end) for end in ends if not isinstance(end, str)]
    if len(numbers) < 2 or not numbers[0] < numbers[1]:
        raise StudyFileError(
            f"{where} must be two numbers, the lesser first, got {toml.shown(value)}."
        )
    return numbers[0], numbers[1]


def _reverse(
    entry: Mapping[str, Any], items: tuple[str, ...], has_range: bool, where: str
) -> tuple[str, ...]:
    value = entry.get("reverse", [])
    where_reverse = f"{where} `reverse`"
    if not isinstance(value, (list, tuple)):
        raise StudyFileError(f"{where_reverse} must be a list of items, got {toml.shown(value)}.")
    names = tuple(toml.text(name, where_reverse) for name in value)
    for name in names:
        if name not in items:
            raise StudyFileError(
                f"{where_reverse} names {toml.named(name)}, which is none of its items "
                f"{listed(items)}."
            )
    if names and not has_range:
        raise StudyFileError(
            f"{where} has items to `reverse` and must state the `range` of answers, as in "
            "range = [1, 7]: the least and greatest answer found may not be the ends."
        )
    return names


def _min_items(entry: Mapping[str, Any], n: int, where: str) -> int:
    value = entry.get("min_items", n)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= n:
        raise StudyFileError(
            f"{where} `min_items` must be a whole number from 1 to {n}, got {toml.shown(value)}."
        )
    return value
