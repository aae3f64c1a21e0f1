"""Writes TOML: texts, codes, lists and comments that always read back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from smeint.panel.values import Raw, clipped, escaped, text_of


def quoted(text: str) -> str:
    r"""Return a text as TOML writes it, whole.

    Examples
    --------
    >>> quoted('a "b"\\')
    '"a \\"b\\"\\\\"'
    """
    inside = "".join(c if c.isprintable() and c not in '"\\' else escaped(c) for c in text)
    return f'"{inside}"'


def code(value: Raw) -> str:
    """Return a code: a whole number plainly, another number in full, a text in quotes.

    Examples
    --------
    >>> code(1.0), code(2.5), code("ja"), code("1"), code("007"), code("1.0")
    ('1', '2.5', '"ja"', '1', '"007"', '"1.0"')
    """
    if isinstance(value, str):
        plain = value.strip()
        return plain if plain.isdigit() and plain == str(int(plain)) else quoted(text_of(value))
    return text_of(value)


def codes(values: Iterable[Raw]) -> str:
    """Return a list of codes."""
    return "[" + ", ".join(code(value) for value in values) + "]"


def texts(values: Iterable[str]) -> str:
    """Return a list of texts."""
    return "[" + ", ".join(quoted(value) for value in values) + "]"


def table(pairs: Mapping[str, str]) -> str:
    """Return an inline table of keys and values that are TOML already.

    Examples
    --------
    >>> table({"column": '"d3"', "unit": '"percent"'})
    '{ column = "d3", unit = "percent" }'
    """
    return "{ " + ", ".join(f"{key} = {value}" for key, value in pairs.items()) + " }"


def reasons(pairs: Iterable[tuple[Raw, str]]) -> str:
    """Return codes of missing values with their reasons."""
    return table({quoted(text_of(cell)): quoted(reason) for cell, reason in pairs})


def remark(text: str) -> str:
    """Return a text for a comment: one line, no control characters."""
    return clipped(text, 400)
