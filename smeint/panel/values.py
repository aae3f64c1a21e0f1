"""Raw values as a file holds them: text, plain numbers, and codes that stand for something."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import Generic, TypeVar

import numpy as np

from smeint.arrays import FloatArray
from smeint.panel.marks import INVISIBLE, Marks

T = TypeVar("T")

#: A cell: text, or a number where the file itself knows numbers (Excel, data frames).
Raw = str | float

#: Texts that stand for a missing number or a missing yes/no; in names they are names.
BLANKS = frozenset({"NA", "NaN", "nan", "."})

_LONGEST = 40

#: Runs of white space and control characters, line ends among them.
_GAPS = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")


def text_of(value: Raw) -> str:
    r"""Return a cell as text, without surrounding blanks; a whole number without its point.

    A run of white space and control characters within is one space, so that no name of a level,
    firm or column holds a line end; what nobody sees, such as a zero-width blank, is left out.

    Examples
    --------
    >>> text_of(12.0), text_of(" 12 "), text_of(0.5), text_of("a \r\nb"), text_of("\ufeffa\u200b")
    ('12', '12', '0.5', 'a b', 'a')
    """
    if isinstance(value, str):
        if value.isprintable() and "  " not in value:
            return value.strip(" ")
        return _GAPS.sub(" ", INVISIBLE.sub("", value)).strip(" ")
    if value.is_integer() and abs(value) <= 2**53:
        return str(int(value))
    return repr(float(value))


def clipped(text: str, longest: int = 60) -> str:
    r"""Return a text for a message: control characters escaped, cut where it is long.

    Examples
    --------
    >>> clipped("a\nb"), clipped("abc", longest=2)
    ('a\\nb', 'ab...')
    """
    cut = text[:longest]
    if not cut.isprintable():
        cut = "".join(char if char.isprintable() else escaped(char) for char in cut)
    return cut if len(text) <= longest else f"{cut}..."


def escaped(char: str) -> str:
    r"""Return one character as TOML escapes it.

    Examples
    --------
    >>> escaped("\t"), escaped("\0")
    ('\\t', '\\u0000')
    """
    known = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}
    place = ord(char)
    return known.get(char) or (f"\\u{place:04X}" if place < 0x10000 else f"\\U{place:08X}")


#: Numbers as every study may write them: a decimal point, no separators.
PLAIN = Marks()

#: Numbers without separators, which need no closer look: most cells of most columns.
_FAST = {
    ".": re.compile(r"[+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]+)?"),
    ",": re.compile(r"[+-]?(?:[0-9]+(?:[,][0-9]*)?|[,][0-9]+)(?:[eE][+-]?[0-9]+)?"),
}


def number_of(value: Raw, marks: Marks = PLAIN) -> float | None:
    """Return a cell as a finite number, or None where it is not plainly one.

    Parameters
    ----------
    value : str or float
    marks : Marks
        How numbers that are text are written.

    Returns
    -------
    float or None

    Examples
    --------
    >>> number_of(" -1.5e3 "), number_of("1,5", Marks(",")), number_of("1,500"), number_of("5%")
    (-1500.0, 1.5, None, None)
    """
    number = marks.read(value) if isinstance(value, str) else value
    return number if number is not None and math.isfinite(number) else None


def numbers_of(cells: Iterable[Raw], marks: Marks = PLAIN) -> FloatArray:
    """Return cells as numbers, NaN where one is not plainly a finite number; see `number_of`.

    Examples
    --------
    >>> numbers_of(["1", "x", 2.5])
    array([1. , nan, 2.5])
    """
    plain = _FAST[marks.decimal].fullmatch
    if marks.decimal == ".":
        numbers = [
            float(cell) if isinstance(cell, str) and plain(cell) else number_of(cell, marks)
            for cell in cells
        ]
    else:
        numbers = [
            float(cell.replace(",", "."))
            if isinstance(cell, str) and plain(cell)
            else number_of(cell, marks)
            for cell in cells
        ]
    values = np.array(numbers, dtype=float)  # None becomes NaN
    values[np.isinf(values)] = np.nan
    return values


def quoted(value: Raw) -> str:
    """Return a cell for an example in a message: ``'120'``, or ``blank``.

    Examples
    --------
    >>> quoted(5.0), quoted(" ")
    ("'5'", 'blank')
    """
    text = text_of(value)
    if not text:
        return "blank"
    return f"'{clipped(text, _LONGEST)}'"


class Codes(Generic[T]):
    """Codes of a file and what each stands for; numbers compare as numbers, all else as text.

    Parameters
    ----------
    pairs : iterable of (code, meaning)
        Where a code stands twice, the last meaning holds.

    Attributes
    ----------
    texts, numbers : dict
        Meanings by text, and by number.

    Examples
    --------
    >>> Codes([("-9", "don't know")]).get(-9.0)
    "don't know"
    """

    def __init__(self, pairs: Iterable[tuple[str | float, T]]) -> None:
        self.texts: dict[str, T] = {}
        self.numbers: dict[float, T] = {}
        for code, meaning in pairs:
            raw = code if isinstance(code, str) else float(code)
            number = number_of(raw)
            if number is None:
                self.texts[text_of(raw)] = meaning
            else:
                self.numbers[number] = meaning

    def __bool__(self) -> bool:
        return bool(self.texts or self.numbers)

    def get(self, value: Raw, marks: Marks = PLAIN) -> T | None:
        """Return what a cell stands for, or None where it is no code."""
        if self.numbers:
            number = number_of(value, marks)
            if number is not None and number in self.numbers:
                return self.numbers[number]
        return self.texts.get(text_of(value)) if self.texts else None

    def overlap(self, others: Iterable[str | float]) -> list[str]:
        """Return those of `others` that are codes here, as text."""
        return [
            clipped(str(code))
            for code in others
            if self.get(code if isinstance(code, str) else float(code)) is not None
        ]


#: What yes/no columns may hold where a study declares nothing; any case.
PLAIN_YES_NO = {"1": 1.0, "true": 1.0, "yes": 1.0, "0": 0.0, "false": 0.0, "no": 0.0}


def yes_no_of(value: Raw, declared: Codes[float], marks: Marks = PLAIN) -> float | None:
    """Return 1 for yes, 0 for no and None for neither.

    Parameters
    ----------
    value : str or float
    declared : Codes of float
        The study's own codes; where there are none, `PLAIN_YES_NO` holds.
    marks : Marks

    Returns
    -------
    float or None

    Examples
    --------
    >>> yes_no_of("Yes", Codes([])), yes_no_of(2.0, Codes([(1, 1.0), (2, 0.0)]))
    (1.0, 0.0)
    """
    if declared:
        return declared.get(value, marks)
    number = number_of(value, marks)
    text = text_of(value).lower() if number is None else text_of(number)
    return PLAIN_YES_NO.get(text)


def labelled_yes_no(
    value: Raw, label: str, declared: Codes[float], marks: Marks = PLAIN
) -> float | None:
    """Return 1 for yes, 0 for no and None for neither, of a cell that may have a value label.

    Parameters
    ----------
    value : str or float
    label : str
        Blank where there is none. A study may declare yes and no by label; where it declares
        nothing, a label that contradicts its code makes the cell neither.
    declared : Codes of float
    marks : Marks

    Returns
    -------
    float or None

    Examples
    --------
    >>> by_label = Codes([("Yes", 1.0), ("No", 0.0)])
    >>> labelled_yes_no(2.0, "No", by_label), labelled_yes_no(1.0, "No", Codes([]))
    (0.0, None)
    """
    found = yes_no_of(value, declared, marks)
    if not label:
        return found
    if declared:
        return declared.texts.get(label) if found is None else found
    said = PLAIN_YES_NO.get(label.lower())
    return None if said is not None and said != found else found
