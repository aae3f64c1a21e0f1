"""Dates that SPSS and Stata keep as numbers, with a format that calls them dates."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable

import numpy as np

from smeint.panel.values import Raw

#: SPSS keeps seconds since this day.
SPSS_BEGIN = "1582-10-14"

#: Stata keeps days, milliseconds, weeks, months, quarters or halves since this day.
STATA_BEGIN = "1960-01-01"

_SPSS = re.compile(r"(DATE|ADATE|EDATE|SDATE|JDATE|QYR|MOYR|WKYR|DATETIME|YMDHMS)[0-9.]*")
_STATA = re.compile(r"%-?(?:t?(d)|t([cCwmqh]))")

_YEAR_FIRST = re.compile(
    r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})(?:[T ][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}[.0-9]*)?)?"
)

#: Periods of a year, by the letter of Stata's format, and how Stata writes one.
_PERIODS = {"w": (52, "w"), "m": (12, "m"), "q": (4, "q"), "h": (2, "h")}


def date_reader(stored: str) -> Callable[[float], Raw] | None:
    """Return what turns a column's numbers into dates, or None where the format is no date.

    Parameters
    ----------
    stored : str
        Format as the file holds it, such as ``DATE11`` (SPSS), ``%td`` or ``%8.0g`` (Stata).

    Returns
    -------
    callable or None
        From a number to the date as text that begins with the year; a number beyond the years 1
        to 9999 stays as it is.

    Notes
    -----
    Stata's ``%ty`` is a year already and stays a number, as do times without a day and business
    calendars (``%tb``).

    Examples
    --------
    >>> date_reader("DATE11")(13481769600.0), date_reader("%td")(18264.0)
    ('2010-01-02', '2010-01-02')
    >>> date_reader("%tq")(200.0), date_reader("F8.2"), date_reader("%ty")
    ('2010q1', None, None)
    """
    if _SPSS.fullmatch(stored):
        return lambda value: _day(value, SPSS_BEGIN, 1000.0)
    found = _STATA.match(stored)
    if not found:
        return None
    unit = found[1] or found[2]
    if unit in _PERIODS:
        return lambda value: _period(value, unit)
    factor = 86_400_000.0 if unit == "d" else 1.0
    return lambda value: _day(value, STATA_BEGIN, factor)


def year_of(cell: Raw) -> Raw:
    """Return the year of a date as text, and any other cell as it stands.

    Examples
    --------
    >>> year_of("2010-01-02"), year_of("2010q1"), year_of(".a"), year_of(5.0)
    ('2010', '2010', '.a', 5.0)
    """
    if isinstance(cell, str) and re.match(r"[0-9]{4}[-wmqh]", cell):
        return cell[:4]
    return cell


def year_first(text: str) -> int | None:
    """Return the year of a date that is written year first, or None where a text is none.

    Examples
    --------
    >>> year_first("2010-01-02"), year_first("2010/1/2"), year_first("2010/11")
    (2010, 2010, None)
    """
    found = _YEAR_FIRST.fullmatch(text)
    if not found:
        return None
    try:
        return datetime.date(int(found[1]), int(found[3]), int(found[4])).year
    except ValueError:
        return None


def _day(value: float, begin: str, milliseconds: float) -> Raw:
    """Return a number of seconds or the like since a day as a date, with its time where it has one.

    Parameters
    ----------
    value : float
    begin : str
    milliseconds : float
        Of one unit.
    """
    if not math.isfinite(value) or abs(value * milliseconds) > 4e14:  # over 12,000 years
        return value
    moment = np.datetime64(begin, "ms") + np.timedelta64(round(value * milliseconds), "ms")
    text = str(moment)
    if not re.match(r"(?!0000)[0-9]{4}-", text):
        return value
    return text.removesuffix(".000").removesuffix("T00:00:00")


def _period(value: float, unit: str) -> Raw:
    parts, letter = _PERIODS[unit]
    if not math.isfinite(value):
        return value
    year, part = divmod(int(value), parts)
    return f"{1960 + year:04d}{letter}{part + 1}" if 1 <= 1960 + year <= 9999 else value
