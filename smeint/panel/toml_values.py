"""Checks of what stands in a study file's tables, each with its sentence."""

from __future__ import annotations

import datetime
import math
import numbers
from collections.abc import Iterable, Mapping
from typing import Any

from smeint.errors import StudyFileError, nearest
from smeint.panel.values import clipped, escaped, text_of

Code = str | float

#: Whole numbers of a study file are smaller than this in size.
GREATEST = 10**18

_DEEPEST = 4


def shown(value: object) -> str:
    r"""Return a value as a study file would write it, cut where it is long.

    Examples
    --------
    >>> shown("a\tb"), shown(True), shown([1, 2.5]), shown(None)
    ('"a\\tb"', 'true', '[1, 2.5]', 'nothing')
    """
    if isinstance(value, str):
        return _quoted(value)
    return clipped(_written(value, 0))


def named(key: object) -> str:
    """Return a key for a message, in backticks.

    Examples
    --------
    >>> named("firm")
    '`firm`'
    """
    return f"`{clipped(str(key))}`"


def _quoted(value: str, longest: int = 60) -> str:
    cut = value[:longest]
    inside = "".join(
        char if char.isprintable() and char not in '"\\' else escaped(char) for char in cut
    )
    return f'"{inside}"' if len(value) <= longest else f'"{inside}..."'


def _written(value: object, depth: int) -> str:
    """Return a value as TOML; what lies deep is left out."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, int):
        return str(value) if value.bit_length() < 4096 else "a number of over 1000 digits"
    if isinstance(value, (list, tuple, Mapping)):
        return "..." if depth == _DEEPEST else _written_items(value, depth + 1)
    return str(value)


def _written_items(value: list[Any] | tuple[Any, ...] | Mapping[Any, Any], depth: int) -> str:
    if isinstance(value, Mapping):
        if not value:
            return "{}"
        items = (f"{clipped(str(key))} = {_written(item, depth)}" for key, item in value.items())
        return "{ " + ", ".join(items) + " }"
    return "[" + ", ".join(_written(item, depth) for item in value) + "]"


def table(value: object, where: str) -> dict[str, Any]:
    """Return a table, or refuse what is none."""
    if not isinstance(value, Mapping):
        raise StudyFileError(f"{where} must be a table, got {shown(value)}.")
    return dict(value)


def known_keys(given: Mapping[str, Any], allowed: Iterable[str], where: str) -> None:
    """Refuse keys that are not allowed."""
    names = list(allowed)
    for key in given:
        if key not in names:
            raise StudyFileError(
                f"{where} has no key {named(key)}; allowed: {', '.join(names)}."
                + nearest(str(key), names)
            )


def text(value: object, where: str) -> str:
    """Return a text that is not blank, or refuse; line ends and the like are one space."""
    if not isinstance(value, str) or not text_of(value):
        raise StudyFileError(f"{where} must be a text that is not blank, got {shown(value)}.")
    return text_of(value)


def line(value: object, where: str) -> str:
    """Return a text as it stands, or refuse one that is blank or holds control characters."""
    text(value, where)
    if not isinstance(value, str) or not value.isprintable():
        raise StudyFileError(f"{where} must hold no control characters, got {shown(value)}.")
    return value


def one_of(value: object, allowed: Iterable[str], where: str) -> str:
    """Return one of the allowed texts, or refuse."""
    names = list(allowed)
    if not isinstance(value, str) or value not in names:
        raise StudyFileError(
            f"{where} must be one of {', '.join(shown(name) for name in names)}, "
            f"got {shown(value)}." + nearest(str(value), names)
        )
    return value


def code(value: object, where: str) -> Code:
    """Return a code, a number or a text, or refuse."""
    if isinstance(value, str):
        return text_of(value)
    if value is True or value is False or not isinstance(value, numbers.Real):
        raise StudyFileError(f"{where} must hold numbers or texts, got {shown(value)}.")
    if isinstance(value, numbers.Integral):
        if abs(int(value)) >= GREATEST:
            raise StudyFileError(
                f"{where} must hold whole numbers of at most 18 digits, got {shown(int(value))}."
            )
        return int(value)
    if math.isfinite(value):
        return float(value)
    raise StudyFileError(f"{where} must hold finite numbers or texts, got {shown(value)}.")


def codes(value: object, where: str) -> tuple[Code, ...]:
    """Return a list of codes that is not empty, or refuse."""
    if not isinstance(value, (list, tuple)) or not value:
        raise StudyFileError(
            f"{where} must be a list of numbers or texts that is not empty, got {shown(value)}."
        )
    return tuple(code(item, where) for item in value)


def missing_codes(value: object, where: str) -> tuple[tuple[Code, str], ...]:
    """Return codes of missing values with their reasons, or refuse."""
    pairs = table(value, where)
    return tuple(
        (code(key, where), text(reason, f"{where}, the reason of code {shown(key)},"))
        for key, reason in pairs.items()
    )
