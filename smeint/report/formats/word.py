"""The report as a Word file."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import TYPE_CHECKING

from smeint.report.blocks import (
    FigureBlock,
    Listing,
    Paragraph,
    Report,
    TableBlock,
    VerdictCard,
    VerdictPanel,
)
from smeint.report.formats.notes import table_notes
from smeint.report.formats.placed import Heading, Item, placed
from smeint.report.formats.widths import ACROSS, UPRIGHT, layout
from smeint.report.formats.word_file import file_bytes
from smeint.report.formats.word_page import new_document, section_end, turn
from smeint.report.formats.word_table import table_element
from smeint.report.formats.word_xml import add_field, add_words, child, element, safe_text
from smeint.report.words import Run, Words, bold, italic, plain, words

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement

#: Styles of paragraphs by kind; a warning and a caveat read like the text around them.
_STYLES = {"synthetic": "Label", "warning": "Caveat", "caveat": "Caveat", "note": "TableNoteEnd"}

#: The tallest picture, upright and across, in points; a caption and a note stand beside it.
_TALLEST = {False: 520.0, True: 330.0}


def word_report(report: Report, figures: Mapping[str, bytes]) -> bytes:
    """Return the report as a Word file.

    Parameters
    ----------
    report : Report
        Numbered.
    figures : mapping of str to bytes
        PNG of each figure that can be drawn, by its name.

    Returns
    -------
    bytes
        The same report and figures give the same bytes.

    Notes
    -----
    Tables are in APA style [1]_. Captions hold fields, so that Word can list tables and figures;
    they show the report's numbers until fields are updated, and after. Cards are left out.

    References
    ----------
    .. [1] American Psychological Association. (2020). Publication manual of the American
       Psychological Association (7th ed.). https://doi.org/10.1037/0000165-000
    """
    label = next((block.words for block in report.lead if block.kind == "synthetic"), ())
    pen = _Pen(new_document(report.title, label), figures)
    pen.paragraph("Title", words(report.title))
    for place in placed(report):
        pen.turn(across=place.across)
        pen.write(place.item)
    turn(pen.document.sections[-1]._sectPr, across=pen.across)
    return file_bytes(pen.document)


class _Pen:
    """Writes blocks at the end of a document, and knows how its page lies."""

    def __init__(self, document: Document, figures: Mapping[str, bytes]) -> None:
        self.document = document
        self.figures = figures
        self.across = False

    def turn(self, *, across: bool) -> None:
        """Begin a page that is turned, or one that is not."""
        if across == self.across:
            return
        last = self._end.getprevious()
        if last is None or not last.tag.endswith("}p"):
            last = self.paragraph("TableNoteEnd")
        last.pPr.append(section_end(self.document, across=self.across))
        self.across = across

    def write(self, item: Item) -> None:
        """Write one block."""
        if isinstance(item, Heading):
            self.paragraph(f"Heading{min(item.level, 4)}", item.title)
        elif isinstance(item, Paragraph):
            shown = _slanted(item.words) if item.kind == "meaning" else item.words
            self.paragraph(_STYLES.get(item.kind, "Normal"), shown)
        elif isinstance(item, Listing):
            self._listing(item)
        elif isinstance(item, TableBlock):
            self._table(item)
        elif isinstance(item, FigureBlock):
            self._figure(item)
        elif isinstance(item, VerdictPanel):
            for card in item.cards:
                self.paragraph("Verdict", _verdict(card))

    @property
    def _end(self) -> BaseOxmlElement:
        """What stands last in a document: the properties of its last section."""
        return self.document.sections[-1]._sectPr

    def paragraph(self, style: str, text: Words = ()) -> BaseOxmlElement:
        """Append a paragraph and return it."""
        new = element("p")
        child(child(new, "pPr"), "pStyle", val=style)
        add_words(new, text, document=self.document)
        self._end.addprevious(new)
        return new

    def _listing(self, block: Listing) -> None:
        """Append a list; the numbers of an ordered one start at 1."""
        style = "ListNumber" if block.ordered else "ListBullet"
        number = _list_number(self.document, style)
        for item in block.items:
            new = self.paragraph(style, item)
            numbering = child(new.pPr, "numPr")
            child(numbering, "ilvl", val=0)
            child(numbering, "numId", val=number)

    def _table(self, block: TableBlock) -> None:
        """Append a table below its number and title, above its notes."""
        self._caption("Table", block, words(block.table.title))
        self._end.addprevious(table_element(block.table, layout(block.table)))
        *before, last = table_notes(block.table) or [()]
        for note in before:
            self.paragraph("TableNote", note)
        self.paragraph("TableNoteEnd", last)

    def _caption(self, kind: str, block: TableBlock | FigureBlock, title: Words) -> None:
        """Append a caption: number in bold, title in italics on the next line.

        The supplement is counted apart, its letter before the field.
        """
        letter = "S" if block.supplement else ""
        new = self.paragraph("Caption", words(bold(f"{kind} {letter}")))
        counter = f"{kind}_S" if block.supplement else kind
        add_field(new, f"SEQ {counter} \\* ARABIC", str(block.number), bold=True)
        child(child(new, "r"), "br")
        add_words(new, _slanted(title), document=self.document)

    def _figure(self, block: FigureBlock) -> None:
        """Append a figure below its number and title, or why it is not drawn."""
        if block.missing:
            said = words(block.title, f": not drawn, for {block.missing}.")
            self.paragraph("Normal", _slanted(said))
            return
        self._caption("Figure", block, block.title)
        if block.name in self.figures:
            self._picture(block, self.figures[block.name])
        if block.notes:
            self.paragraph("TableNoteEnd", words(italic("Note."), " ", block.notes))

    def _picture(self, block: FigureBlock, content: bytes) -> None:
        """Append a picture that fits the page, with what it shows in words."""
        from docx.shared import Emu, Pt
        from docx.text.paragraph import Paragraph as DocxParagraph

        new = self.paragraph("Picture")
        shape = DocxParagraph(new, self.document._body).add_run().add_picture(io.BytesIO(content))
        room = ACROSS if self.across else UPRIGHT
        scale = min(1.0, Pt(room) / shape.width, Pt(_TALLEST[self.across]) / shape.height)
        shape.width, shape.height = Emu(shape.width * scale), Emu(shape.height * scale)
        said = shape._inline.docPr
        said.set("name", f"Figure {block.label}")
        said.set("title", safe_text(plain(block.title))[:255])
        said.set("descr", safe_text(block.alt))


def _verdict(card: VerdictCard) -> Words:
    """Return a hypothesis, its published verdict, what came out and what that does not say."""
    verdict = (" ", bold(card.marks[0].verdict), ". ") if card.marks else (" ",)
    return words(
        bold(f"{card.id}. "), card.text, ":", *verdict, card.finding, " ", _slanted(card.not_said)
    )


def _slanted(text: Words) -> Words:
    """Return words in italics, where they have no style of their own."""
    return words(*(Run(run.text, run.style or "italic", run.link) for run in text))


def _list_number(document: Document, style: str) -> int:
    """Return the number of a new list in the form of a style."""
    from docx.oxml.ns import qn

    numbering = document.part.numbering_part.element
    path = f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}"
    styled = next(s for s in document.styles.element if s.get(qn("w:styleId")) == style)
    own = next(
        num
        for num in numbering.iter(qn("w:num"))
        if num.get(qn("w:numId")) == styled.find(path).get(qn("w:val"))
    )
    new = numbering.add_num(int(own.find(qn("w:abstractNumId")).get(qn("w:val"))))
    new.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(new.numId)
