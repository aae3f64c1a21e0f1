"""What HTML folds stands last on paper, as a supplement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from smeint.report.blocks import Block, Paragraph, Report, Section, TableBlock
from smeint.report.words import Words, words

TITLE = "Supplement"


def with_supplement(report: Report) -> Report:
    """Return the report with its folded sections at the end, and a pointer where they stood.

    Parameters
    ----------
    report : Report
        Numbered.

    Returns
    -------
    Report

    Examples
    --------
    >>> folded = Section("h1-sentences", words("Each test in a sentence"), (), folded=True)
    >>> report = Report("R", (), (Section("h1", words("H1: a claim"), (folded,)),))
    >>> [section.name for section in with_supplement(report).sections]
    ['h1', 'supplement']
    """
    moved: list[Section] = []
    kept = tuple(_kept(report.sections, moved, ()))
    if moved:
        kept = (*kept, Section("supplement", words(TITLE), tuple(moved)))
    return replace(report, sections=kept)


def _kept(sections: tuple[Section, ...], moved: list[Section], owner: Words) -> Iterator[Section]:
    """Yield the sections that stay; the others are moved, under their owner's name."""
    for section in sections:
        if section.folded:
            moved.append(_named(section, owner))
            continue
        yield replace(section, blocks=tuple(_blocks(section, moved)))


def _blocks(section: Section, moved: list[Section]) -> Iterator[Block]:
    """Yield what stays of a section, and last where the rest is."""
    pointers: list[str] = []
    for block in section.blocks:
        if not isinstance(block, Section):
            yield block
        elif block.folded:
            moved.append(_named(block, section.short or section.title))
            pointers.append(_pointer(block))
        else:
            yield from _kept((block,), moved, section.title)
    if pointers:
        yield Paragraph(words(f"In the supplement: {'; '.join(pointers)}."), "note")


def _named(section: Section, owner: Words) -> Section:
    """Return a section under a title that says whose it is."""
    title = words(*owner, ": ", *section.title) if owner else section.title
    return replace(section, title=title, folded=False)


def _pointer(section: Section) -> str:
    """Return what is moved, with its tables."""
    title = "".join(run.text for run in section.title)
    if title[1:2].islower():  # the name of a hypothesis stays, such as "H4: management"
        title = title[:1].lower() + title[1:]
    labels = [block.label for block in section.blocks if isinstance(block, TableBlock)]
    if not labels:
        return title
    if len(labels) == 1:
        return f"{title} (Table {labels[0]})"
    between = "and" if len(labels) == 2 else "to"
    return f"{title} (Tables {labels[0]} {between} {labels[-1]})"
