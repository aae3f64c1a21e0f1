"""The report as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from smeint.report.blocks import (
    Block,
    FigureBlock,
    Listing,
    Paragraph,
    Report,
    Section,
    TableBlock,
    VerdictPanel,
)
from smeint.report.formats.supplement import with_supplement
from smeint.report.table import inert, markdown
from smeint.report.words import Run, Words

_MARKS = {"": "", "italic": "*", "bold": "**", "code": "`"}


def markdown_report(report: Report, figures: Mapping[str, str] | None = None) -> str:
    """Return the report as a Markdown document.

    Parameters
    ----------
    report : Report
        Numbered.
    figures : mapping of str to str, optional
        File of each figure that is written beside the document, by its name.

    Returns
    -------
    str
    """
    lines = [f"# {inert(report.title)}", ""]
    lines += block_lines(report.lead, figures or {}, 2)
    lines += block_lines(with_supplement(report).sections, figures or {}, 2)
    return "\n".join(lines).rstrip("\n") + "\n"


def block_lines(
    blocks: Iterable[Block], figures: Mapping[str, str] | None = None, level: int = 2
) -> list[str]:
    """Return blocks as lines of Markdown.

    Parameters
    ----------
    blocks : iterable of Block
    figures : mapping of str to str, optional
        As for `markdown_report`.
    level : int
        Of the sections' headings.

    Returns
    -------
    list of str
    """
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Section):
            lines += [f"{'#' * min(level, 6)} {marked(block.title)}", ""]
            lines += block_lines(block.blocks, figures, level + 1)
        elif isinstance(block, Paragraph):
            lines += [_paragraph(block), ""]
        elif isinstance(block, Listing):
            marks = (f"{n}." if block.ordered else "-" for n, _ in enumerate(block.items, 1))
            lines += [
                f"{mark} {marked(item)}" for mark, item in zip(marks, block.items, strict=True)
            ]
            lines += [""]
        elif isinstance(block, TableBlock):
            lines += [f"**Table {block.label}**", "", markdown(block.table)]
        elif isinstance(block, FigureBlock):
            lines += [*_figure(block, figures or {}), ""]
        elif isinstance(block, VerdictPanel):
            lines += [
                f"- **{inert(card.id)}**: {marked(card.finding)} {marked(card.not_said)}"
                for card in block.cards
            ]
            lines += [""]
    return lines


def _paragraph(block: Paragraph) -> str:
    """Return a paragraph; what is synthetic in bold."""
    return f"**{marked(block.words)}**" if block.kind == "synthetic" else marked(block.words)


def _figure(block: FigureBlock, figures: Mapping[str, str]) -> list[str]:
    """Return a figure's image, if it stands beside the document, and its caption."""
    if block.missing:
        return [f"*{marked(block.title)}: not drawn, for {inert(block.missing)}.*"]
    caption = f"**Figure {block.label}**. {marked(block.title)}. {marked(block.notes)}"
    name = figures.get(block.name)
    return [f"![{inert(block.alt)}]({name})", "", caption] if name else [caption]


def marked(text: Words) -> str:
    r"""Return a text with its emphasis as Markdown.

    Examples
    --------
    >>> from smeint.report.words import italic, words
    >>> marked(words(italic("p"), " < .05 in a*b"))
    '*p* &lt; .05 in a\\*b'
    """
    return "".join(map(_run, text))


def _run(run: Run) -> str:
    """Return a run, its mark outside the blanks at its ends."""
    if run.style == "code":
        inside = run.text.replace("`", "'")
        return f"`{inside}`"
    if run.style == "sub":
        return inert(f"_{run.text}")
    text = _spaced(run.text)
    mark = _MARKS[run.style]
    core = text.strip()
    if mark and core:
        before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        text = f"{before}{mark}{core}{mark}{after}"
    return f"[{text}]({run.link})" if run.link else text


def _spaced(text: str) -> str:
    """Return inert text that keeps a blank at either end."""
    start = " " if text[:1].isspace() else ""
    end = " " if text[-1:].isspace() and text.strip() else ""
    return start + inert(text) + end
