"""`Marks`: how numbers are written as text, and reading one so written."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

#: Characters that nobody sees: zero-width blanks, byte order marks, marks of writing direction.
INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202c\u2060\u2066-\u2069\ufeff]")

#: Blanks that may stand between groups of three, and between a number and its sign.
SPACES = " \u00a0\u2007\u2009\u202f"

#: What each separator of thousands looks like; ``indian`` is 12,34,567.
THOUSANDS = {
    ",": ",",
    ".": r"\.",
    " ": f"[{SPACES}]",
    "'": "['\u2019]",
    "_": "_",
    "indian": ",",
}

DECIMALS = (".", ",")

PERCENT_SIGNS = frozenset("%\u066a\uff05\ufe6a")

_MINUS = "-\u2212\u2013"


@dataclass(frozen=True, slots=True)
class Marks:
    """How numbers are written as text.

    Parameters
    ----------
    decimal : {".", ","}
    thousands : {"", ",", ".", " ", "'", "_", "indian"}
        What separates groups of digits; blank where nothing may.
    percent : bool
        Whether a percent sign may stand beside a number.
    currency : str
        The currency sign that may stand beside a number, with which an amount in parentheses is
        negative; blank where neither is allowed.
    """

    decimal: str = "."
    thousands: str = ""
    percent: bool = False
    currency: str = ""

    def read(self, cell: str) -> float | None:
        r"""Return the number that a text is, or None where it is not plainly one.

        Notes
        -----
        Digits are 0 to 9. Groups are of three digits (Indian: of two, the last of three), the
        first is not 0, and each is there or none. A minus sign (U+2212) or an en dash directly
        before a number is its minus.

        Examples
        --------
        >>> Marks(thousands=",").read("1,234.5"), Marks(thousands=",").read("12,34")
        (1234.5, None)
        >>> Marks(thousands="indian").read("12,34,567"), Marks(percent=True).read("45 %")
        (1234567.0, 45.0)
        >>> Marks(currency="€").read("(€ 5)"), Marks().read("\u22125"), Marks().read("\u0665")
        (-5.0, -5.0, None)
        """
        text = seen(cell)
        number, unsigned = _patterns(self.decimal, self.thousands)
        found, negative = number.fullmatch(text), False
        if not found and self.percent:
            found = number.fullmatch(_without(text, PERCENT_SIGNS)[0])
        if not found and self.currency:
            body, sign = _amount(text, self.currency)
            pattern = number if sign is None else unsigned
            if body.lstrip(f"+{_MINUS}")[:1].isdigit():  # "Rs.500" is no half
                found, negative = pattern.fullmatch(body), sign == "-"
        if not found:
            return None
        digits = found["plain"] or _bare(found["grouped"], self.decimal)
        value = float(digits.replace(",", "."))
        return -value if negative or (found["sign"] or "+") in _MINUS else value


def seen(cell: str) -> str:
    r"""Return a text without what nobody sees, and without blanks around it.

    Examples
    --------
    >>> seen("\ufeff 1\u200b2\u00a0")
    '12'
    """
    return (cell if cell.isprintable() else INVISIBLE.sub("", cell)).strip()


@functools.cache
def _patterns(decimal: str, thousands: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of a number with a sign and of one without."""
    mark = re.escape(decimal)
    plain = rf"(?:[0-9]+(?:{mark}[0-9]*)?|{mark}[0-9]+)(?:[eE][+-]?[0-9]+)?"
    grouped = r"(?!)"
    if thousands:
        between = THOUSANDS[thousands]
        groups = rf"[1-9][0-9]{{0,2}}(?:{between}[0-9]{{3}})+"
        if thousands == "indian":
            groups = r"[1-9][0-9]?(?:,[0-9]{2})*,[0-9]{3}"
        grouped = rf"{groups}(?:{mark}[0-9]+)?"
    both = rf"(?:(?P<plain>{plain})|(?P<grouped>{grouped}))"
    return re.compile(rf"(?P<sign>[+\{_MINUS}])?{both}"), re.compile(rf"(?P<sign>)?{both}")


def _bare(grouped: str, decimal: str) -> str:
    """Return a number without what separates its groups."""
    whole, mark, rest = grouped.partition(decimal)
    return re.sub("[^0-9]", "", whole) + mark + rest


def _without(text: str, signs: frozenset[str]) -> tuple[str, bool]:
    """Return a text without one of these characters at its begin or end, and whether one stood."""
    if text[-1:] and text[-1] in signs:
        return text[:-1].rstrip(SPACES), True
    if text[:1] and text[0] in signs:
        return text[1:].lstrip(SPACES), True
    return text, False


def _amount(text: str, currency: str) -> tuple[str, str | None]:
    """Return what stands beside a currency sign, and the sign of the number if it is outside.

    ``-$5`` and ``($5)`` have it outside, ``$-5`` does not.
    """
    body, found = _without_currency(text, currency)
    if body.startswith("(") and body.endswith(")"):
        body = body[1:-1].strip(SPACES)
        return (body if found else _without_currency(body, currency)[0]), "-"
    if not found and text[:1] and text[0] in f"+{_MINUS}":
        rest, found = _without_currency(text[1:], currency)
        if found and text[1:].startswith(currency):
            return rest, "+" if text[0] == "+" else "-"
    return body, None


def _without_currency(text: str, currency: str) -> tuple[str, bool]:
    if text.startswith(currency):
        return text[len(currency) :].lstrip(SPACES), True
    if text.endswith(currency):
        return text[: -len(currency)].rstrip(SPACES), True
    return text, False
