"""Says of cells that are not plainly numbers what they are, or what would make them readable."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from smeint.arrays import BoolArray, FloatArray, IntArray
from smeint.panel.cells import Fault
from smeint.panel.currency import sign_in
from smeint.panel.marks import DECIMALS, PERCENT_SIGNS, THOUSANDS, Marks, seen
from smeint.panel.spec_types import ColumnSpec
from smeint.panel.values import Raw, clipped, number_of, text_of
from smeint.panel.variables import Kind

#: Texts by which people say that there is no number.
_NOTHING = frozenset(
    ("n/a", "n.a.", "na", "n/d", "n.d.", "nd", "none", "null", "nil", "missing", "?", "..", "...")
)

_DASHES = frozenset(("-", "--", "\u2013", "\u2014", "\u2212"))

#: Cells that are read beside those that are not, of which a hint must hold too.
_MOST_GOOD = 2000

_NO_ONE = "; no one statement reads every cell of the column"


def rule_of(marks: Marks) -> str:
    """Return in words what numbers may be.

    Examples
    --------
    >>> rule_of(Marks(",")), rule_of(Marks(thousands="indian"))
    ('must be a plain number such as 1234,5', 'must be a number such as 12,34,567.5')
    """
    if not marks.thousands:
        return f"must be a plain number such as 1234{marks.decimal}5"
    if marks.thousands == "indian":
        return "must be a number such as 12,34,567.5"
    return f"must be a number such as 1{marks.thousands}234{marks.decimal}5"


def number_faults(
    spec: ColumnSpec, cells: Sequence[Raw], values: FloatArray, bad: BoolArray, marks: Marks
) -> list[Fault]:
    """Return the rules that unread cells break, each with what would make them readable.

    Parameters
    ----------
    spec : ColumnSpec
    cells : sequence of str or float
        Distinct cells.
    values : array of float, (cells,)
        Those that were read.
    bad : array of bool, (cells,)
        Those that were not.
    marks : Marks
        How the column's numbers are written.

    Returns
    -------
    list of Fault
        None of them without a cell.
    """
    base = rule_of(marks)
    texts = {place: _text(cells[place]) for place in np.flatnonzero(bad).tolist()}
    rules: dict[str, dict[int, int]] = {}
    open_ones: dict[int, str] = {}
    for place, text in texts.items():
        tail = _plain_tail(spec, text, marks)
        if tail is None:
            open_ones[place] = text
        else:
            rules.setdefault(base + tail, {})[place] = 1
    signs = {sign: None for text in open_ones.values() if (sign := sign_in(text))}
    if len(signs) > 1:
        listed = " and ".join(f'"{sign}"' for sign in signs)
        order = {sign: number for number, sign in enumerate(signs, start=1)}
        mixed = {p: order[sign] for p, t in open_ones.items() if (sign := sign_in(t))}
        rules[f"must be in one currency, and {listed} stand in the column"] = mixed
        open_ones = {p: t for p, t in open_ones.items() if p not in mixed}
        signs = {}
    good = [c for c, v in zip(cells, values.tolist(), strict=True) if isinstance(c, str) and v == v]
    found = _readings(spec, open_ones, good[:_MOST_GOOD], marks, next(iter(signs), ""))
    for tail, places in found.items():
        rules.setdefault(base + tail, {}).update(dict.fromkeys(places, 1))
    return [Fault(rule, _sorts(len(cells), places)) for rule, places in rules.items() if places]


def _text(cell: Raw) -> str:
    return seen(cell) if isinstance(cell, str) else text_of(cell)


def _sorts(n: int, places: Mapping[int, int]) -> IntArray:
    sorts = np.zeros(n, dtype=np.int64)
    sorts[list(places)] = list(places.values())
    return sorts


def _plain_tail(spec: ColumnSpec, text: str, marks: Marks) -> str | None:
    """Return what is to be said of a cell by itself, or None where options may help."""
    if not PERCENT_SIGNS.isdisjoint(text) and not marks.percent:
        if spec.kind in (Kind.SHARE, Kind.RATIO):
            return ', without a percent sign (percents? then say unit = "percent")'
        return ", without a percent sign"
    if text in _DASHES:
        return (
            f' (a dash may be 0 or no answer: say missing = {{ "{text}" = "no answer" }}, or '
            "write 0)"
        )
    if text.lower() in _NOTHING:
        return f' (no answer? then say missing = {{ "{text}" = "no answer" }})'
    if any(char.isdecimal() and not char.isascii() for char in text):
        return ", in the digits 0 to 9"
    sign = sign_in(text)
    if sign and spec.kind is not Kind.MONEY:
        return ", without a currency sign"
    if sign and marks.currency and sign != marks.currency:
        return f', in the currency "{marks.currency}" that `currency_sign` states'
    return None


def _readings(
    spec: ColumnSpec, texts: Mapping[int, str], good: list[str], marks: Marks, sign: str
) -> dict[str, list[int]]:
    """Return cells by what is to be said of them."""
    others = [(each, _stated(each, marks)) for each in _other_marks(spec, marks, sign)]
    each_read = {p: [number_of(text, m) for m, _ in others] for p, text in texts.items()}
    tails: dict[str, list[int]] = {}
    for place, text in texts.items():
        if all(number is None for number in each_read[place]):
            dated = spec.kind is Kind.YEAR and re.search(r"[0-9][^0-9]+[0-9]", text)
            tail = ", a year such as 2010 or a date such as 2010-01-02" if dated else ""
            tails.setdefault(tail, []).append(place)
    readable = [p for p in texts if any(number is not None for number in each_read[p])]
    if not readable:
        return tails
    shared = [
        number
        for number in range(len(others))
        if all(each_read[place][number] is not None for place in readable)
    ]
    fitting = [n for n in shared if all(others[n][0].read(cell) is not None for cell in good)]
    end = "" if fitting else _NO_ONE
    groups = [(readable, fitting or shared)] if shared else [
        ([p], [n for n, number in enumerate(each_read[p]) if number is not None]) for p in readable
    ]  # fmt: skip
    for places, options in groups:
        columns: dict[tuple[float | None, ...], str] = {}
        for number in options:
            columns.setdefault(tuple(each_read[p][number] for p in places), others[number][1])
        tails.setdefault(_sentence(texts, places, columns, end), []).extend(places)
    return tails


def _sentence(
    texts: Mapping[int, str],
    places: Sequence[int],
    columns: Mapping[tuple[float | None, ...], str],
    end: str,
) -> str:
    """Return how an example would be read, by what is stated."""
    differ = [k for k in range(len(places)) if len({numbers[k] for numbers in columns}) > 1]
    example = differ[0] if differ else 0
    said: dict[float, str] = {}
    for numbers, stated in columns.items():
        said.setdefault(numbers[example] or 0.0, stated)
    parts = [f"{text_of(number)} if you state {stated}" for number, stated in said.items()]
    return f" ('{clipped(texts[places[example]], 40)}' is {', and '.join(parts)}{end})"


def _other_marks(spec: ColumnSpec, marks: Marks, sign: str) -> Iterable[Marks]:
    """Return the other ways of writing numbers, those with the fewest changes first."""
    currencies = [marks.currency]
    if spec.kind is Kind.MONEY and not marks.currency:
        currencies.append(sign or "$")
    found = [
        replace(marks, decimal=decimal, thousands=thousands, currency=currency)
        for currency in currencies
        for decimal in DECIMALS
        for thousands in ("", *THOUSANDS)
        if (decimal, thousands) not in ((",", ","), (".", "."), (",", "indian"))
    ]
    return sorted((m for m in found if m != marks), key=lambda m: _stated(m, marks).count(" = "))


def _stated(other: Marks, marks: Marks) -> str:
    """Return what a study file must state to have other marks."""
    said = []
    if other.decimal != marks.decimal:
        said.append(f'decimal = "{other.decimal}"')
    if other.thousands != marks.thousands:
        said.append(f'thousands = "{other.thousands or "none"}"')
    if other.currency != marks.currency:
        said.append(f'currency_sign = "{other.currency}"')
    return " and ".join(said)
