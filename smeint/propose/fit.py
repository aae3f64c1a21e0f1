"""How the values of a column fit a variable: its line of the study file, or why there is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from smeint.definitions.size_scheme import SECTORS
from smeint.panel.limits import broken_limits, limits
from smeint.panel.values import PLAIN_YES_NO, Codes, Raw, labelled_yes_no, text_of
from smeint.panel.variables import VARIABLES, Kind
from smeint.propose import toml_text as toml
from smeint.propose.look import Look, unlabelled_codes
from smeint.propose.marks import currency_of, has_percent_signs
from smeint.propose.patterns import answers, folded

CLASSES = "labelled or few small whole numbers, which may be numbered classes: you decide"

UNREAD = "not all cells are plain numbers: take the line, and `smeint check` says what they need"

#: Most levels that a category of a survey has.
MOST_LEVELS = 300


@dataclass(frozen=True, slots=True)
class Fit:
    """A line that is possible for a variable.

    Parameters
    ----------
    pairs : mapping of str to str
        Keys of the entry beside `column`, in TOML.
    why : str
        What in the values speaks for it; no value stands in it.
    sure : bool
        Whether it can be proposed; what is not sure is written as a comment.
    look : Look
        The column, with the codes that are missing values.
    """

    pairs: Mapping[str, str]
    why: str
    sure: bool
    look: Look


def fits(variable: str, found: Look, *, values: bool = True) -> list[Fit]:
    """Return the lines that are possible for a variable; none where the values do not fit it.

    Parameters
    ----------
    variable : str
    found : Look
    values : bool
        Whether codes may be shown.

    Returns
    -------
    list of Fit
        Several where the values leave open which: the user must choose.
    """
    if not found.cells:
        return []
    kinds = VARIABLES[variable].kinds
    possible: list[Fit] = []
    for kind in kinds:
        options = _FITS[kind](variable, found, values)
        if len(kinds) > 1:
            options = [replace(o, pairs={"kind": toml.quoted(kind), **o.pairs}) for o in options]
        possible += options
    sure = [fit for fit in possible if fit.sure]
    return sure if len(sure) == 1 else [replace(fit, sure=False) for fit in possible]


def _identifier(_: str, found: Look, _values: bool) -> list[Fit]:
    return [Fit({}, "", True, found)]


def _year(variable: str, found: Look, _values: bool) -> list[Fit]:
    found = unlabelled_codes(found)
    low, why = (1900, "whole numbers that can be years") if variable == "year" else (1000, "years")
    if found.raw.dates or (found.whole and found.within(low, 2100)):
        return [Fit({}, "dates" if found.raw.dates else why, True, found)]
    return []


def _count(variable: str, found: Look, _values: bool) -> list[Fit]:
    found = unlabelled_codes(found)
    if not found.whole or broken_limits(variable, Kind.COUNT, "", found.numbers):
        return []
    if found.labelled or (variable == "employees" and found.classes):
        return [Fit({}, CLASSES, False, found)]
    return [Fit({}, "whole numbers", len(found.cells) > 2, found)]


def _mostly_digits(found: Look) -> bool:
    """Return whether more than half of the cells hold a digit."""
    texts = [text_of(cell) for cell in found.cells]
    return 2 * sum(any(char.isdigit() for char in text) for text in texts) > len(texts)


def _number(variable: str, found: Look, values: bool) -> list[Fit]:
    kind = VARIABLES[variable].kind
    if limits(variable, kind)[0] == 0:
        found = unlabelled_codes(found)
    if not found.numeric and kind is Kind.MONEY and _mostly_digits(found):
        return [Fit({}, UNREAD, False, found)]
    if not found.numeric or broken_limits(variable, kind, "", found.numbers):
        return []
    sign = currency_of(found.raw) if kind is Kind.MONEY else ""
    if sign and not values:
        why = "amounts with a currency sign; state it"
        return [Fit({"currency_sign": "..."}, why, False, found)]
    pairs = {"currency_sign": toml.quoted(sign)} if sign else {}
    if found.classes:
        return [Fit(pairs, CLASSES, False, found)]
    return [Fit(pairs, "numbers", len(found.cells) > 2, found)]


def _share(_: str, found: Look, _values: bool) -> list[Fit]:
    """Return share or percent; both, unsure, where the values could be either."""
    found = unlabelled_codes(found)
    if not found.within(0, 100):
        return []
    share = Fit({"unit": '"share"'}, "all values lie between 0 and 1", True, found)
    percent = Fit({"unit": '"percent"'}, "values above 1, none above 100", True, found)
    if has_percent_signs(found.raw):
        return [replace(percent, why="percent signs")]
    parts = found.rows_where(lambda x: (x > 0) & (x < 1))
    ones = found.rows_where(lambda x: x == 1)
    said = f"{folded(found.column)} {folded(found.title)} {'%' if '%' in found.title else ''}"
    says_percent = any(word in said for word in ("percent", "pct", "%", "porcent", "prozent"))
    if found.classes and not found.within(0, 1):
        return [replace(percent, why=CLASSES, sure=False)]
    if not found.within(0, 1):
        return [percent]
    if parts > ones and not says_percent:
        return [share]
    why = "all values lie between 0 and 1, which may be shares, percents or yes/no: you decide"
    return [replace(share, why=why, sure=False), replace(percent, why=why, sure=False)]


def _ratio(_: str, found: Look, _values: bool) -> list[Fit]:
    if not found.numeric:
        return []
    if has_percent_signs(found.raw):
        return [Fit({"unit": '"percent"'}, "percent signs", True, found)]
    large = found.rows_where(lambda x: np.abs(x) > 1)
    ratio = Fit({"unit": '"ratio"'}, "nearly all values lie between -1 and 1", True, found)
    if large * 20 <= int(found.counts.sum()):
        return [ratio]
    why = "many values lie beyond 1: percents, or ratios of unusual firms: you decide"
    percent = Fit({"unit": '"percent"'}, why, False, found)
    return [replace(ratio, why=why, sure=False), percent]


def _category(variable: str, found: Look, _values: bool) -> list[Fit]:
    if variable == "sector":
        words = {folded(found.label(cell) or text_of(cell)) for cell in found.cells}
        return [Fit({}, "sectors", True, found)] if words <= set(SECTORS) else []
    if len(found.cells) > MOST_LEVELS or (found.numeric and not found.whole):
        return []
    return [Fit({}, "few different values", True, found)]


def _scale(_: str, found: Look, _values: bool) -> list[Fit]:
    found = unlabelled_codes(found)
    likert = found.whole and found.within(0, 11) and len(found.cells) >= 3
    if likert or (found.numeric and found.within(0, 100) and len(found.cells) >= 10):
        return [Fit({}, "numbers of an answer scale", likert, found)]
    return []


def _yes_no(_: str, found: Look, values: bool) -> list[Fit]:
    """Return how yes and no are coded, by value labels or by the answers themselves."""
    found = unlabelled_codes(found)
    if len(found.cells) > 6:
        return []
    labels = [found.label(cell) for cell in found.cells]
    by_label = [answers().get(folded(label)) for label in labels]
    if any(labels) and all(by is not None for by in by_label):
        plain = all(
            labelled_yes_no(cell, label, Codes([])) is not None
            for cell, label in zip(found.cells, labels, strict=True)
        )
        return [_coded(found, by_label, "value labels", plain=plain, values=values)]
    if any(labels):
        return []
    words = [PLAIN_YES_NO.get(text_of(cell).lower()) for cell in found.cells]
    if all(word is not None for word in words):
        return [Fit({}, "yes or no, 1 or 0", True, found)]
    words = [answers().get(folded(str(cell))) for cell in found.cells]
    if all(word is not None for word in words):
        return [_coded(found, words, "words for yes and no", plain=False, values=values)]
    return _one_or_two(found, values=values)


def _one_or_two(found: Look, *, values: bool) -> list[Fit]:
    """Return both codings of 1 and 2 without labels, neither of them sure."""
    if sorted(found.numbers.tolist()) != [1.0, 2.0]:
        return []
    why = "1 and 2 without labels; often 1 is yes, but the file does not say so: you decide"
    if not values:
        return [Fit(_HIDDEN, "two codes without labels", False, found)]
    return [
        Fit({"yes": "[1]", "no": "[2]"}, why, False, found),
        Fit({"yes": "[2]", "no": "[1]"}, why, False, found),
    ]


#: In place of codes that may not be shown; such a line is always a comment.
_HIDDEN = {"yes": "[...]", "no": "[...]"}


def _coded(found: Look, means: list[float | None], why: str, *, plain: bool, values: bool) -> Fit:
    if plain:
        return Fit({}, why, True, found)
    if not values:
        return Fit(_HIDDEN, f"{why}; state the codes", False, found)
    yes = [cell for cell, mean in zip(found.cells, means, strict=True) if mean == 1]
    no = [cell for cell, mean in zip(found.cells, means, strict=True) if mean == 0]
    if not yes or not no:
        return Fit({"yes": _or_open(yes), "no": _or_open(no)}, f"{why}, of one alone", False, found)
    return Fit({"yes": toml.codes(yes), "no": toml.codes(no)}, why, True, found)


def _or_open(cells: list[Raw]) -> str:
    return toml.codes(cells) if cells else "[...]"


def _none(_: str, _found: Look, _values: bool) -> list[Fit]:
    return []


_FITS: dict[Kind, Callable[[str, Look, bool], list[Fit]]] = {
    Kind.IDENTIFIER: _identifier,
    Kind.YEAR: _year,
    Kind.COUNT: _count,
    Kind.MONEY: _number,
    Kind.SHARE: _share,
    Kind.RATIO: _ratio,
    Kind.YES_NO: _yes_no,
    Kind.CATEGORY: _category,
    Kind.ORDERED: _none,
    Kind.SCALE: _scale,
    Kind.NUMBER: _number,
    Kind.WEIGHT: _number,
    Kind.ITEM: _none,
}
