"""Codes of missing values: of the whole file where that is safe, else by column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from smeint.panel.values import Raw, number_of, text_of
from smeint.propose import toml_text as toml
from smeint.propose.guess import Guess
from smeint.propose.look import NO_LABEL

#: Lines that have no codes of missing values.
_WITHOUT = ("firm_id", "year")


@dataclass(frozen=True, slots=True)
class Coded:
    """Lines with their codes of missing values, and the codes of the whole file."""

    lines: tuple[Guess, ...]
    everywhere: dict[str, str]


def with_missing(lines: Sequence[Guess], known: Sequence[str], *, values: bool) -> Coded:
    """Add codes of missing values to lines.

    Parameters
    ----------
    lines : sequence of Guess
    known : sequence of str
        Codes that the whole file has already, from a preset.
    values : bool
        Whether codes may be shown; where they may not, a column that has such codes is not sure.

    Returns
    -------
    Coded
        A code stands for the whole file where it is negative and labelled so in every column that
        is proposed and holds it; so no real value is called missing by a label of another column.
    """
    if not values:
        return Coded(tuple(map(_hidden, lines)), {})
    everywhere = _everywhere(lines, {_key(code) for code in known})
    held = {*everywhere, *(_key(code) for code in known)}
    return Coded(
        tuple(_coded(line, everywhere, held) for line in lines),
        {code: everywhere[code] for code in sorted(everywhere, key=lambda c: -float(c))},
    )


def _key(cell: Raw) -> str:
    number = number_of(cell)
    return text_of(cell if number is None else number)


def _everywhere(lines: Sequence[Guess], known: set[str]) -> dict[str, str]:
    """Return negative codes that are labelled as no answer wherever they stand."""
    reasons: dict[str, Counter[str]] = {}
    unlabelled: set[str] = set()
    for line in lines:
        if not line.sure or line.look is None:
            continue
        unlabelled.update(_key(cell) for cell in line.look.cells)
        for cell, reason in line.look.missing:
            if reason == NO_LABEL:
                unlabelled.add(_key(cell))
            elif (number_of(cell) or 0) < 0:
                reasons.setdefault(_key(cell), Counter())[reason] += 1
    return {
        code: counted.most_common(1)[0][0]
        for code, counted in reasons.items()
        if code not in unlabelled | known
    }


def _coded(line: Guess, everywhere: dict[str, str], held: set[str]) -> Guess:
    """Return a line with the codes that the whole file has not, or has for another reason."""
    if line.look is None or line.variable in _WITHOUT or "items" in line.pairs:
        return line
    own = [
        (cell, reason)
        for cell, reason in line.look.missing
        if _key(cell) not in held or everywhere.get(_key(cell), reason) != reason
    ]
    if not own:
        return line
    why = f"{line.why}; " + (
        "codes of missing values by their labels"
        if all(reason != NO_LABEL for _, reason in own)
        else "negative codes without labels cannot be values"
    )
    return replace(line, pairs={**line.pairs, "missing": toml.reasons(own)}, why=why)


def _hidden(line: Guess) -> Guess:
    if line.look is None or not line.look.missing or line.variable in _WITHOUT:
        return line
    why = f"{line.why}; some codes stand for missing values: state them as `missing`"
    return replace(line, sure=False, why=why)
