"""Elements of a Word file, and text that XML can hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from smeint.report.formats.inline import typeset_minus
from smeint.report.typeset import indexed
from smeint.report.words import Run, Words

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement

#: What XML 1.0 forbids, and signs that turn the order of a line around.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufeff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)
#: Words of Hebrew, Arabic and their kin, with what stands between them.
_RIGHT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_LEFTWARD = re.compile(f"[{_RIGHT}](?:[^A-Za-z0-9{_RIGHT}]*[{_RIGHT}])*")

_BLANKS = re.compile(r"[\t\r\n\v\f\u2028\u2029]+")

_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"


def child(
    parent: BaseOxmlElement, tag: str, text: str | None = None, **attributes: object
) -> BaseOxmlElement:
    """Append an element of WordprocessingML and return it.

    Parameters
    ----------
    parent : element
    tag : str
        Without its prefix.
    text : str, optional
        Kept with the blanks at its ends.
    attributes
        Without their prefix.
    """
    new = element(tag, **attributes)
    if text is not None:
        new.text = text
        new.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    parent.append(new)
    return new


def element(tag: str, **attributes: object) -> BaseOxmlElement:
    """Return a new element of WordprocessingML."""
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    new = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        new.set(qn(f"w:{name}"), str(value))
    return new


def safe_text(text: str) -> str:
    r"""Return text that stands in one line of a Word file.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
        Without control characters; line breaks and tabs are blanks.

    Examples
    --------
    >>> safe_text("a\x00b\tc")
    'ab c'
    """
    return _FORBIDDEN.sub("", _BLANKS.sub(" ", text))


def add_words(paragraph: BaseOxmlElement, text: Words, *, document: Document | None = None) -> None:
    """Append words to a paragraph, each run in its style.

    Parameters
    ----------
    paragraph : element
    text : Words
    document : document, optional
        That takes the addresses of links; without it they are plain text.
    """
    for run in indexed(text):
        parent = paragraph
        if document is not None and run.link.startswith("https://"):
            parent = _link(paragraph, document, safe_text(run.link))
        shown = run.text if run.style == "code" else typeset_minus(run.text)
        for part, leftward in by_direction(safe_text(shown)):
            _add_run(parent, replace(run, text=part), leftward=leftward)


def _add_run(parent: BaseOxmlElement, run: Run, *, leftward: bool) -> None:
    """Append a run; properties stand in the order that the schema wants."""
    new = child(parent, "r")
    properties = child(new, "rPr")
    if run.style == "code":
        child(properties, "rStyle", val="Code")
    elif run.link:
        child(properties, "rStyle", val="Hyperlink")
    if run.style in ("bold", "italic"):
        letter = run.style[0]
        child(properties, letter)
        child(properties, f"{letter}Cs")
    if run.style == "sub":
        child(properties, "vertAlign", val="subscript")
    if leftward:
        child(properties, "rtl")
    child(new, "t", run.text)


def _link(paragraph: BaseOxmlElement, document: Document, address: str) -> BaseOxmlElement:
    """Append an outward link and return it."""
    from docx.oxml.ns import qn

    key = document.part.relate_to(address, _RELATION, is_external=True)
    link = child(paragraph, "hyperlink")
    link.set(qn("r:id"), key)
    return link


def by_direction(text: str) -> Iterator[tuple[str, bool]]:
    r"""Yield the parts of a text and whether each is written from right to left.

    Examples
    --------
    >>> [leftward for _, leftward in by_direction("SME \u0634\u0631 \u0643 (2010)")]
    [False, True, False]
    """
    end = 0
    for found in _LEFTWARD.finditer(text):
        if found.start() > end:
            yield text[end : found.start()], False
        yield found[0], True
        end = found.end()
    if end < len(text):
        yield text[end:], False


def add_field(
    paragraph: BaseOxmlElement, instruction: str, result: str, *, bold: bool = False
) -> None:
    """Append a field with the result that it shows until fields are updated."""
    for kind in ("begin", "instrText", "separate", "result", "end"):
        run = child(paragraph, "r")
        if bold:
            child(child(run, "rPr"), "b")
        if kind == "instrText":
            child(run, "instrText", f" {instruction} ")
        elif kind == "result":
            child(run, "t", result)
        else:
            child(run, "fldChar", fldCharType=kind)
