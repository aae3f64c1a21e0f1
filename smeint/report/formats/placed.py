"""The report as one flow of blocks, and which of them stand on a page that is turned."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from smeint.report.blocks import (
    Block,
    CardDeck,
    FigureBlock,
    Report,
    Section,
    TableBlock,
)
from smeint.report.formats.supplement import with_supplement
from smeint.report.formats.widths import layout
from smeint.report.words import Words

#: So many small blocks between two turned pages are turned with them.
_FEW = 3


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a section.

    Parameters
    ----------
    name : str
        Its anchor.
    title : Words
    level : int
        From 1.
    """

    name: str
    title: Words
    level: int


Item = Block | Heading


@dataclass(frozen=True, slots=True)
class Placed:
    """A block, and whether its page is turned."""

    item: Item
    across: bool


def placed(report: Report, breadth: float = 1.0) -> tuple[Placed, ...]:
    """Return what stands on paper, in the order of reading.

    Parameters
    ----------
    report : Report
    breadth : float
        Of the letters, as for `layout`.

    Returns
    -------
    tuple of Placed
        Headings stand on the page of the table that follows them. Cards are left out: they
        answer a click.
    """
    items = [*report.lead, *_flow(with_supplement(report).sections, 1)]
    across = [isinstance(i, TableBlock) and layout(i.table, breadth).across for i in items]
    for place in range(len(items) - 2, -1, -1):
        if isinstance(items[place], Heading) and across[place + 1]:
            across[place] = True
    wide = [place for place, turned in enumerate(across) if turned]
    for first, second in itertools.pairwise(wide):
        between = items[first + 1 : second]
        if len(between) <= _FEW and not any(map(_is_large, between)):
            across[first:second] = [True] * (second - first)
    return tuple(map(Placed, items, across))


def _flow(blocks: Iterable[Block], level: int) -> Iterator[Item]:
    """Yield blocks with the titles of their sections."""
    for block in blocks:
        if isinstance(block, Section):
            yield Heading(block.name, block.title, level)
            yield from _flow(block.blocks, level + 1)
        elif not isinstance(block, CardDeck):
            yield block


def _is_large(item: Item) -> bool:
    """Return whether a block has a place of its own on a page."""
    return isinstance(item, TableBlock | FigureBlock)
