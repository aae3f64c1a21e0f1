"""The report as data: sections of blocks, which every format renders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from smeint.report.table import Table
from smeint.report.words import Words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from smeint.report.card import Card


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph.

    Parameters
    ----------
    words : Words
    kind : {"", "synthetic", "warning", "caveat", "meaning", "note"}
        ``synthetic`` labels synthetic data, ``meaning`` is what a verdict does not say.
    """

    words: Words
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of short texts."""

    items: tuple[Words, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table with its number, which `numbered` gives.

    Parameters
    ----------
    name : str
        An anchor, such as ``h1-tests``.
    table : Table
    number : int
    supplement : bool
        Whether it stands in a folded section, and is numbered apart.
    """

    name: str
    table: Table
    number: int = 0
    supplement: bool = False

    @property
    def label(self) -> str:
        """Its number as it is printed: ``3``, or ``S3`` in the supplement."""
        return f"S{self.number}" if self.supplement else f"{self.number}"


@dataclass(frozen=True, slots=True)
class FigureBlock:
    """A figure with its number, or why it is not drawn.

    Parameters
    ----------
    name : str
        An anchor and file name, such as ``h1-shares``.
    title : Words
        What it shows, a few words.
    notes : Words
        How to read it, with n.
    alt : str
        What a reader who does not see it would be told: the numbers that it shows.
    draw : callable or None
        Returns the figure; None where it cannot be drawn.
    missing : str
        Why it is not drawn; empty where it is.
    number : int
    supplement : bool
        As for `TableBlock`.
    """

    name: str
    title: Words
    notes: Words
    alt: str
    draw: Callable[[], Figure] | None = None
    missing: str = ""
    number: int = 0
    supplement: bool = False

    @property
    def label(self) -> str:
        """Its number as it is printed."""
        return f"S{self.number}" if self.supplement else f"{self.number}"


@dataclass(frozen=True, slots=True)
class Mark:
    """One rule's verdict on a hypothesis.

    Parameters
    ----------
    rule, verdict : str
    open : bool
        Whether the data leave the question open.
    reason : str
    errs : str
        How often the rule errs where nothing is there, with interval, source and design; empty
        where that is not known.
    """

    rule: str
    verdict: str
    open: bool = False
    reason: str = ""
    errs: str = ""


@dataclass(frozen=True, slots=True)
class VerdictCard:
    """One hypothesis in the verdict panel.

    Parameters
    ----------
    id, text : str
    anchor : str
        Section of the hypothesis.
    printed : str
        What the study printed on its own data; empty for an own hypothesis.
    observed : str
        Direction of the effects.
    marks : tuple of Mark
        The published rule first.
    finding : Words
        What came out, in a sentence.
    not_said : Words
        What the verdict does not say.
    """

    id: str
    text: str
    anchor: str
    printed: str
    observed: str
    marks: tuple[Mark, ...]
    finding: Words
    not_said: Words


@dataclass(frozen=True, slots=True)
class VerdictPanel:
    """The verdicts at a glance; formats without cards print the table that follows."""

    cards: tuple[VerdictCard, ...]


@dataclass(frozen=True, slots=True)
class CardDeck:
    """The convention cards of a hypothesis' tests; they stand in HTML alone, on demand."""

    name: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A section.

    Parameters
    ----------
    name : str
        An anchor.
    title : Words
    blocks : tuple
        Blocks and further sections.
    folded : bool
        Whether HTML shows the title alone until it is opened; on paper it stands in a supplement.
    short : Words
        Title in a table of contents, where that is another.
    """

    name: str
    title: Words
    blocks: tuple[Block, ...]
    folded: bool = False
    short: Words = ()


Block = Paragraph | Listing | TableBlock | FigureBlock | VerdictPanel | CardDeck | Section


@dataclass(frozen=True, slots=True)
class Report:
    """The whole report.

    Parameters
    ----------
    title : str
    lead : tuple of Paragraph
        Below the title: whether the data are synthetic, what the data are.
    sections : tuple of Section
    """

    title: str
    lead: tuple[Paragraph, ...]
    sections: tuple[Section, ...]


def figures(report: Report) -> Iterator[FigureBlock]:
    """Yield the figures that can be drawn, in order."""
    for block in _walk(report.sections):
        if isinstance(block, FigureBlock) and block.draw is not None:
            yield block


def tables(report: Report) -> Iterator[TableBlock]:
    """Yield the tables, in order."""
    for block in _walk(report.sections):
        if isinstance(block, TableBlock):
            yield block


def _walk(blocks: tuple[Block, ...] | tuple[Section, ...]) -> Iterator[Block]:
    """Yield all blocks in the order of reading."""
    for block in blocks:
        yield block
        if isinstance(block, Section):
            yield from _walk(block.blocks)


def numbered(report: Report) -> Report:
    """Return the report with its tables and figures numbered in the order of reading.

    What stands in folded sections is numbered apart, for on paper it is a supplement: a number is
    the same in every format. A figure that is not drawn has no number.
    """
    count: Counter[tuple[str, bool]] = Counter()

    def of(block: Block, folded: bool) -> Block:
        if isinstance(block, Section):
            within = folded or block.folded
            return replace(block, blocks=tuple(of(inner, within) for inner in block.blocks))
        if isinstance(block, TableBlock):
            count["table", folded] += 1
            return replace(block, number=count["table", folded], supplement=folded)
        if isinstance(block, FigureBlock) and block.draw is not None:
            count["figure", folded] += 1
            return replace(block, number=count["figure", folded], supplement=folded)
        return block

    sections = tuple(
        replace(section, blocks=tuple(of(block, section.folded) for block in section.blocks))
        for section in report.sections
    )
    return replace(report, sections=sections)
