"""Notes of models: what they share is said once, what differs is said with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from smeint.finding import Status
from smeint.labels import short_stratum, variable_label

#: What tells two models of one procedure apart.
_KEYS = ("outcome", "stratum", "variant", "year")
_REFERENCE, _EVENT, _NOT_UNIQUE = "reference", "event", "not unique, middle taken"
_MEDIATORS = "mediators"
_NOT_FITTED = "not fitted"

Row = dict[str, Any]


def merged_notes(
    manifest: Mapping[str, Any], rows: Sequence[Row], title: Callable[[str], str]
) -> tuple[str, ...]:
    """Return the notes of models without repetitions: one for each kind of remark.

    Parameters
    ----------
    manifest : mapping
        Of the results.
    rows : sequence of dict
        Findings of models.
    title : callable
        From a procedure's name to its title.

    Returns
    -------
    tuple of str
        Event and reference levels first. A remark that does not hold for all models has the
        models in parentheses for which it does.
    """
    kinds: dict[str, dict[str, list[Row]]] = {}
    for row in rows:
        for part in _parts(row):
            head, rest = _halves(part)
            kinds.setdefault(head, {}).setdefault(rest, []).append(row)
    notes = [*_events(manifest, kinds.pop(_EVENT, {}), rows, title)]
    notes += _references(manifest, kinds.pop(_REFERENCE, {}), rows, title)
    levels = [" ".join(notes)] if notes else []
    return (*levels, *_remarks(manifest, kinds, rows, title))


def _parts(row: Row) -> list[str]:
    """Return the remarks of a note; of a model that could not be asked, why."""
    if row["status"] == Status.VARIABLE_MISSING.label:
        why = row["note"].partition("; left out, not in the data: ")[0]
        return [f"{_NOT_FITTED}: {why.replace('; ', ', ')}"] if why else []
    return row["note"].split("; ") if row["note"] else []


def _halves(part: str) -> tuple[str, str]:
    """Return a remark's kind and what it says; a remark without a colon is its own kind."""
    head, mark, rest = part.partition(": ")
    return (head, rest) if mark else (part, "")


def _events(
    manifest: Mapping[str, Any],
    said: dict[str, list[Row]],
    rows: Sequence[Row],
    title: Callable[[str], str],
) -> list[str]:
    """Return what is the event."""
    named = [_levelled(manifest, event) + in_place(own, rows, title) for event, own in said.items()]
    return [f"Event: {', '.join(named)}."] if named else []


def _references(
    manifest: Mapping[str, Any],
    said: dict[str, list[Row]],
    rows: Sequence[Row],
    title: Callable[[str], str],
) -> list[str]:
    """Return all reference levels at once; one that differs between models with its place."""
    levels: dict[str, dict[str, list[Row]]] = {}
    for text, own in said.items():
        for item in text.split(", "):
            name, _, _ = item.partition(" = ")
            levels.setdefault(name, {}).setdefault(item, []).extend(own)
    named = []
    for items in levels.values():
        for item, own in items.items():
            where = in_place(own, rows, title) if len(items) > 1 else ""
            named.append(_levelled(manifest, item) + where)
    return [f"Reference: {', '.join(named)}."] if named else []


def _levelled(manifest: Mapping[str, Any], item: str) -> str:
    """Return ``country = GHA`` with the variable's label, where the variable is known."""
    name, mark, level = item.partition(" = ")
    known = name.removesuffix(" (t - 1)") in manifest.get("variables", {})
    return f"{variable_label(manifest, name)} = {level}" if mark and known else item


def _told(manifest: Mapping[str, Any], head: str, rest: str) -> str:
    """Return what a remark says: long numbers short, variables by their labels."""
    if head == _NOT_UNIQUE:
        return shortened(rest)
    if head == _MEDIATORS:
        return ", ".join(variable_label(manifest, name) for name in rest.split(", "))
    return rest


def _remarks(
    manifest: Mapping[str, Any],
    kinds: dict[str, dict[str, list[Row]]],
    rows: Sequence[Row],
    title: Callable[[str], str],
) -> Iterable[str]:
    """Yield a note for each kind of remark."""
    for head, said in kinds.items():
        start = head if head.startswith("`") else head[:1].upper() + head[1:]
        if list(said) == [""]:
            yield f"{start}{in_place(said[''], rows, title)}."
            continue
        texts = (
            _told(manifest, head, rest) + in_place(own, rows, title) for rest, own in said.items()
        )
        yield f"{start}: {'; '.join(texts)}."


def shortened(text: str) -> str:
    """Return text in which long decimal numbers have three digits.

    Examples
    --------
    >>> shortened("`year[2011]` -0.00302872 to 0.0195203")
    '`year[2011]` -0.00303 to 0.0195'
    """
    return re.sub(r"-?\d+\.\d{4,}", lambda found: f"{float(found[0]):.3g}", text)


def in_place(own: Sequence[Row], rows: Sequence[Row], title: Callable[[str], str]) -> str:
    """Return ``" (model, block, year)"`` of models among all; nothing where it is all of them.

    Examples
    --------
    >>> one = {"procedure": "logit", "outcome": "y", "stratum": "all", "variant": "block_1"}
    >>> one |= {"status": "ok", "note": "event: y"}
    >>> rows = [{**one, "year": "2010"}, {**one, "year": "2011"}]
    >>> in_place(rows[:1], rows, str), in_place(rows, rows, str)
    (' (2010)', '')
    """
    fitted = [r for r in rows if r["note"] and r["status"] != Status.VARIABLE_MISSING.label]
    if len(own) == len(rows) or (len(own) == len(fitted) and own[0] in fitted):
        return ""
    common = _product(own, rows)
    if common:
        return f" ({common})"
    several = len({row["procedure"] for row in rows}) > 1
    places = []
    for procedure in dict.fromkeys(row["procedure"] for row in own):
        of_all = [row for row in rows if row["procedure"] == procedure]
        mine = [row for row in own if row["procedure"] == procedure]
        for place in _places(mine, of_all):
            named = [title(procedure)] if several else []
            places.append(" ".join([*named, *([place] if place else [])]))
    return f" ({', '.join(place for place in places if place)})"


def _places(own: Sequence[Row], rows: Sequence[Row]) -> list[str]:
    """Return as few places as say which of a procedure's models are meant."""
    whole = _product(own, rows)
    if whole is not None:
        return [whole]
    found = []
    for variant in dict.fromkeys(row["variant"] for row in own):
        part = [row for row in own if row["variant"] == variant]
        place = _product(part, rows)
        found += [place] if place is not None else [_product([row], rows) or "" for row in part]
    return found


def _product(own: Sequence[Row], rows: Sequence[Row]) -> str | None:
    """Return the models as a product of blocks, years and so on; None where they are none."""
    values = {key: list(dict.fromkeys(row[key] for row in own)) for key in _KEYS}

    def meant(keys: Iterable[str]) -> int:
        return sum(all(row[key] in values[key] for key in keys) for row in rows)

    if meant(_KEYS) != len(own):
        return None
    needed = list(_KEYS)
    for key in ("outcome", "stratum", "year", "variant"):
        fewer = [one for one in needed if one != key]
        needed = fewer if meant(fewer) == len(own) else needed
    parts = (" and ".join(_value(key, value) for value in values[key]) for key in needed)
    return " ".join(part for part in parts if part)


def _value(key: str, value: str) -> str:
    """Return a block, a year, a band or an outcome as a note names it."""
    if key == "variant":
        return value.replace("_", " ")
    if key == "year":
        return "all years" if value == "all" else value
    return short_stratum(value) if key == "stratum" else f"`{value}`"
