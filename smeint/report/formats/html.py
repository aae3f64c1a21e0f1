"""The report as one HTML file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import TYPE_CHECKING

from smeint.report.blocks import (
    Block,
    CardDeck,
    FigureBlock,
    Report,
    Section,
    TableBlock,
    VerdictPanel,
)
from smeint.report.formats.html_names import Anchors
from smeint.report.formats.inline import html_text
from smeint.report.tables.verdicts import RULE_TITLES
from smeint.report.words import plain

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

#: Notes of a table that stand open; of more, all but the first are folded.
OPEN_NOTES = 5

#: What stands before a paragraph of a kind.
LABELS = {
    "synthetic": "Synthetic data",
    "warning": "Warning",
    "caveat": "Caveat",
    "meaning": "What this does not say",
}

#: A shape for each verdict, so that it is told without colour.
SHAPES = {
    "supported": "supported",
    "not supported": "not",
    "opposite direction": "opposite",
    "inconclusive": "open",
}


def html_report(report: Report, figures: Mapping[str, bytes]) -> str:
    """Return the report as one self-contained HTML page.

    Parameters
    ----------
    report : Report
        Numbered.
    figures : mapping of str to bytes
        SVG files by the names of their blocks.

    Returns
    -------
    str
        A page that loads nothing and runs no script.

    Examples
    --------
    >>> page = html_report(Report("Results", (), ()), {})
    >>> page.startswith("<!doctype html>"), "<script" in page
    (True, False)
    """
    page = _environment().get_template("report.html")
    return page.render(
        report=report,
        page=Page(report, figures),
        contents=tuple(_contents(report.sections)),
        synthetic=tuple(p for p in report.lead if p.kind == "synthetic"),
        css=_css(),
    )


class Page:
    """What the templates ask about a page: ids, numbers in order, figures.

    Parameters
    ----------
    report : Report
    figures : mapping of str to bytes
        As for `html_report`.
    """

    def __init__(self, report: Report, figures: Mapping[str, bytes]) -> None:
        self._figures = figures
        self._anchors = Anchors()
        #: By the block itself, for two may have one name.
        self._ids: dict[int, str] = {}
        for name in ("main", "contents", "top"):
            self._anchors.of(name)
        self._name(report.sections)

    def _name(self, blocks: tuple[Block, ...] | tuple[Section, ...]) -> None:
        """Give sections, tables, figures and decks their ids, in the order of reading."""
        for block in blocks:
            if isinstance(block, Section | TableBlock | FigureBlock | CardDeck):
                self._ids[id(block)] = self._anchors.of(block.name)
            if isinstance(block, Section):
                self._name(block.blocks)

    def id(self, block: Block) -> str:
        """Return a block's id."""
        return self._ids[id(block)]

    def leads(self, anchor: str) -> bool:
        """Return whether a link to this anchor leads somewhere."""
        return self._anchors.has(anchor)

    def svg(self, block: FigureBlock) -> tuple[Markup, float] | None:
        """Return a figure's SVG and its width in points; None where it was not handed over."""
        from markupsafe import Markup

        from smeint.report.formats.html_svg import inline_svg

        content = self._figures.get(block.name)
        if content is None:
            return None
        text, width = inline_svg(content, f"{self.id(block)}-g")
        label = html_text(block.alt or plain(block.title))
        return Markup(f'<svg role="img" aria-label="{label}"{text.removeprefix("<svg")}'), width


def _contents(sections: tuple[Section, ...]) -> Iterator[tuple[Section, tuple[Section, ...]]]:
    """Yield the sections for the table of contents, with those inside where it holds no more."""
    for section in sections:
        inner = tuple(block for block in section.blocks if isinstance(block, Section))
        other = any(isinstance(b, TableBlock | FigureBlock | VerdictPanel) for b in section.blocks)
        yield section, () if other else inner


def _environment() -> Environment:
    """Return the templates with what they call."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    from smeint.report.formats import html_table

    made = Environment(
        loader=PackageLoader("smeint.report.formats"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_text,
    )
    made.filters |= {
        "inline": html_table.words_html,
        "cell": html_table.cell_html,
        "heading": html_table.heading_html,
        "note": html_table.note_html,
        "turned": html_table.turned,
        "turned_words": html_table.turned_words,
        "kind": kind_of,
    }
    made.globals |= {
        "rows": html_table.rows,
        "labels": LABELS,
        "open_notes": OPEN_NOTES,
        "rule_titles": RULE_TITLES,
        "shapes": SHAPES,
    }
    return made


def _text(value: object) -> object:
    """Return plain text without signs that cannot be printed or turn a line around."""
    from markupsafe import Markup

    if isinstance(value, str) and not isinstance(value, Markup):
        return Markup(html_text(value))
    return value


def kind_of(block: Block) -> str:
    """Return which template sets a block.

    Examples
    --------
    >>> kind_of(VerdictPanel(()))
    'VerdictPanel'
    """
    return type(block).__name__


def _css() -> Markup:
    """Return the page's styles."""
    from markupsafe import Markup

    folder = files("smeint.report.formats") / "templates"
    return Markup((folder / "report.css").read_text(encoding="utf-8"))
