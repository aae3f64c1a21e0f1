"""Convention cards as plain text."""

from __future__ import annotations

import textwrap

from smeint.numbers import NOTHING
from smeint.report.card import Card, Printed

WIDTH = 96


def card_text(card: Card) -> str:
    """Return a card as plain text, facts below each other, then what programs print.

    Parameters
    ----------
    card : Card

    Returns
    -------
    str

    Examples
    --------
    >>> one = Printed("R", "chisq.test(table)", "χ²(1) = 7.96", ".005", "Yates by default")
    >>> print(card_text(Card("H1.x", "X by SME, 2010", (("n", "114"),), (one,))))
    X by SME, 2010
    H1.x
    <BLANKLINE>
    n  114
    <BLANKLINE>
    What other programs print by default for the same data
      R  chisq.test(table): χ²(1) = 7.96, p = .005
         Yates by default
    """
    lines = [_flat(card.title), _flat(card.finding_id), ""]
    width = max((len(name) for name, _ in card.facts), default=0)
    for name, value in card.facts:
        lines += _hanging(f"{name:<{width}}  ", _flat(value))
    if card.printed:
        lines += ["", "What other programs print by default for the same data"]
    programs = max((len(each.program) for each in card.printed), default=0)
    for each in card.printed:
        lines += _hanging(f"  {each.program:<{programs}}  ", f"{each.call}: {_numbers(each)}")
        if each.differs:
            lines += _hanging(" " * (programs + 4), each.differs)
    return "\n".join(lines)


def _numbers(printed: Printed) -> str:
    """Return statistic and p of one line, what there is of them."""
    p = "" if printed.p == NOTHING else printed.p
    parts = [] if printed.statistic == NOTHING else [printed.statistic]
    parts += [f"p {p}" if p[:1] in "<>" else f"p = {p}"] if p else []
    return ", ".join(parts) or NOTHING


def _flat(text: str) -> str:
    """Return a text of the data on one line, without what a terminal would obey."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _hanging(lead: str, text: str) -> list[str]:
    """Return lines of a text behind its lead, further lines below the text."""
    lines = textwrap.wrap(
        text,
        WIDTH,
        initial_indent=lead,
        subsequent_indent=" " * len(lead),
        break_long_words=True,
        break_on_hyphens=False,
    )
    return lines or [lead.rstrip()]
