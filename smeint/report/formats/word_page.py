"""The page and the styles of a Word file: a manuscript on A4."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from smeint.report.formats.word_xml import add_field, add_words, child, safe_text
from smeint.report.words import Words

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.styles.style import ParagraphStyle

FONT, FIXED = "Times New Roman", "Courier New"

#: A4 and its margins, in twentieths of a point.
SHORT, LONG, MARGIN = 11906, 16838, 1440

#: The same results give the same bytes, whenever they are written.
_DATE = datetime.datetime(2000, 1, 1)

#: Styles of the template that stay; the others would only fill lists.
_KEPT = frozenset(
    {
        *("Normal", "Header", "Footer", "Title", "Caption", "List Bullet", "List Number"),
        *("Heading 1", "Heading 2", "Heading 3", "Heading 4"),
        *("Default Paragraph Font", "Normal Table", "No List"),
    }
)

#: Headings as in APA style: alignment, bold, italic.
_HEADINGS = (("center", False), ("left", False), ("left", True), ("left", True))


def new_document(title: str, label: Words) -> Document:
    """Return an empty document with styles, page numbers and properties.

    Parameters
    ----------
    title : str
    label : Words
        Stands above every page; empty for none.

    Returns
    -------
    document
    """
    import docx

    document = docx.Document()
    _drop_parts(document)
    _set_properties(document, title)
    _set_styles(document)
    _set_settings(document)
    _set_page(document, label)
    return document


def _drop_parts(document: Document) -> None:
    """Drop what the template brings and no page needs: a thumbnail, the program's name."""
    unwanted = ("/thumbnail", "/customXml", "/stylesWithEffects", "/extended-properties")
    for rels in (document.part.package.rels, document.part.rels):
        for key in [k for k, rel in rels.items() if rel.reltype.endswith(unwanted)]:
            del rels[key]


def _set_properties(document: Document, title: str) -> None:
    """Set the title; no name and no date of today."""
    core = document.core_properties
    core.title = safe_text(title)[:255]
    core.author = core.last_modified_by = core.comments = core.keywords = core.subject = ""
    core.language = "en"
    core.revision = 1
    core.created = core.modified = _DATE


def _set_settings(document: Document) -> None:
    """Say that the file is of today's Word, so that it does not open as an old one."""
    from docx.oxml.ns import qn

    settings = document.settings.element
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")
    for zoom in settings.iter(qn("w:zoom")):
        zoom.set(qn("w:percent"), "100")


def _set_page(document: Document, label: Words) -> None:
    """Set the paper, the label above and the number below every page."""
    from docx.oxml.ns import qn

    section = document.sections[0]
    turn(section._sectPr, across=False)
    edges = section._sectPr.find(qn("w:pgMar"))
    for side in ("top", "right", "bottom", "left"):
        edges.set(qn(f"w:{side}"), str(MARGIN))
    header = section.header.paragraphs[0]._p
    add_words(header, label)
    add_field(section.footer.paragraphs[0]._p, "PAGE", "1")


def turn(section: BaseOxmlElement, *, across: bool) -> None:
    """Set the paper of a section upright or across."""
    from docx.oxml.ns import qn

    size = section.find(qn("w:pgSz"))
    wide, high = (LONG, SHORT) if across else (SHORT, LONG)
    size.set(qn("w:w"), str(wide))
    size.set(qn("w:h"), str(high))
    if across:
        size.set(qn("w:orient"), "landscape")
    elif qn("w:orient") in size.attrib:
        del size.attrib[qn("w:orient")]


def _set_styles(document: Document) -> None:
    """Set the look of paragraphs; a reader changes it in one place."""
    _drop_styles(document)
    _set_defaults(document)
    _paragraph_style(document, "Normal", after=8, line=1.5)
    _paragraph_style(document, "Title", size=14, bold=True, align="center", before=24, after=18)
    for level, (align, slanted) in enumerate(_HEADINGS, 1):
        name = f"Heading {level}"
        _paragraph_style(
            document, name, bold=True, italic=slanted, align=align, before=18, after=8, joined=True
        )
    _paragraph_style(document, "Caption", before=14, after=4, joined=True)
    for name in ("List Bullet", "List Number"):
        _paragraph_style(document, name, after=8, line=1.15, close=True)
    for name, size in (("Table Text", 10), ("Table Text Small", 9), ("Table Text Smallest", 8)):
        _paragraph_style(document, name, size=size, before=1, after=1)
    _paragraph_style(document, "Table Note", size=10, before=3, after=2)
    _paragraph_style(document, "Table Note End", size=10, before=3, after=16)
    _paragraph_style(document, "Picture", after=4, joined=True)
    _paragraph_style(document, "Verdict", after=6, line=1.15)
    _paragraph_style(document, "Caveat", after=8, line=1.5)
    _paragraph_style(document, "Label", bold=True, align="center", after=8)
    _paragraph_style(document, "Header", size=10, bold=True, align="right")
    _paragraph_style(document, "Footer", size=10, align="center")
    _add_styles(document)


def _drop_styles(document: Document) -> None:
    """Drop the template's further styles, and what leads to them."""
    from docx.oxml.ns import qn

    styles = document.styles
    for style in list(styles):
        if style.name not in _KEPT:
            style.delete()
    kept = {style.style_id for style in styles}
    for style in styles.element.iter(qn("w:style")):
        for link in style.findall(qn("w:link")):
            style.remove(link)
    numbering = document.part.numbering_part.element
    for form in numbering.findall(qn("w:abstractNum")):
        named = {level.get(qn("w:val")) for level in form.iter(qn("w:pStyle"))}
        if not named & kept:
            key = form.get(qn("w:abstractNumId"))
            for number in numbering.findall(qn("w:num")):
                if number.find(qn("w:abstractNumId")).get(qn("w:val")) == key:
                    numbering.remove(number)
            numbering.remove(form)


def _set_defaults(document: Document) -> None:
    """Set the font and the language of everything that says nothing else."""
    from docx.oxml.ns import qn

    defaults = document.styles.element.find(qn("w:docDefaults"))
    properties = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for old in list(properties):
        properties.remove(old)
    child(properties, "rFonts", ascii=FONT, hAnsi=FONT, eastAsia=FONT, cs=FONT)
    child(properties, "sz", val=24)
    child(properties, "szCs", val=24)
    child(properties, "lang", val="en-US", eastAsia="en-US", bidi="ar-SA")


def _paragraph_style(
    document: Document,
    name: str,
    *,
    size: float = 12,
    bold: bool = False,
    italic: bool = False,
    align: str = "left",
    before: float = 0,
    after: float = 0,
    line: float = 1,
    joined: bool = False,
    close: bool = False,
) -> None:
    """Set a paragraph style anew.

    Paragraphs that are ``joined`` stand with what follows, ``close`` ones without blanks between.
    """
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn

    styles = document.styles
    if name not in styles:
        styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
    style: ParagraphStyle = styles[name]
    numbering = style.element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
    outline = style.element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
    for part in ("w:pPr", "w:rPr"):
        found = style.element.find(qn(part))
        if found is not None:
            style.element.remove(found)
    paragraph, font = child(style.element, "pPr"), child(style.element, "rPr")
    if joined:
        child(paragraph, "keepNext")
        child(paragraph, "keepLines")
    child(paragraph, "widowControl")
    if numbering is not None:
        paragraph.append(numbering)
    child(
        paragraph,
        "spacing",
        before=round(before * 20),
        after=round(after * 20),
        line=round(line * 240),
        lineRule="auto",
    )
    if close:
        child(paragraph, "contextualSpacing")
    child(paragraph, "jc", val=align)
    if outline is not None:
        paragraph.append(outline)
    for tag, wanted in (("b", bold), ("i", italic)):
        if wanted:
            child(font, tag)
            child(font, f"{tag}Cs")
    child(font, "sz", val=round(size * 2))
    child(font, "szCs", val=round(size * 2))


def _add_styles(document: Document) -> None:
    """Add the styles of code, of links and of tables."""
    root = document.styles.element
    code = child(root, "style", type="character", customStyle=1, styleId="Code")
    child(code, "name", val="Code")
    font = child(code, "rPr")
    child(font, "rFonts", ascii=FIXED, hAnsi=FIXED, cs=FIXED)
    child(font, "sz", val=20)
    link = child(root, "style", type="character", styleId="Hyperlink")
    child(link, "name", val="Hyperlink")
    font = child(link, "rPr")
    child(font, "color", val="0B4F8A")
    child(font, "u", val="single")
    table = child(root, "style", type="table", customStyle=1, styleId="TableAPA")
    child(table, "name", val="Table APA")
    child(table, "basedOn", val="TableNormal")


def section_end(document: Document, *, across: bool) -> BaseOxmlElement:
    """Return the properties of a section that ends, like those of the last one."""
    import copy

    ended = copy.deepcopy(document.sections[-1]._sectPr)
    turn(ended, across=across)
    return ended
