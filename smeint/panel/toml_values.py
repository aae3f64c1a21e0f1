"""Checks of what stands in a study file's tables, each with its sentence."""

from __future__ import annotations

import math
import numbers
from collections.abc import Iterable, Mapping
from typing import Any

from smeint.errors import StudyFileError, nearest

Code = str | float


def shown(value: object) -> str:
    """Return a value as a study file would write it.

    Examples
    --------
    >>> shown("a"), shown(True), shown([1, 2.5])
    ('"a"', 'true', '[1, 2.5]')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(shown(item) for item in value) + "]"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {shown(item)}" for key, item in value.items()) + " }"
    return str(value)


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
                f"{where} has no key `{key}`; allowed: {', '.join(names)}."
                + nearest(str(key), names)
            )


def text(value: object, where: str) -> str:
    """Return a text that is not blank, or refuse."""
    if not isinstance(value, str) or not value.strip():
        raise StudyFileError(f"{where} must be a text that is not blank, got {shown(value)}.")
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
        return value.strip()
    if value is True or value is False or not isinstance(value, numbers.Real):
        raise StudyFileError(f"{where} must hold numbers or texts, got {shown(value)}.")
    if isinstance(value, numbers.Integral):
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
