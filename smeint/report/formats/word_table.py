"""Tables of a Word file as journals want them: three rules, no vertical lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smeint.report.formats.cells import paper_words
from smeint.report.formats.widths import PADDING, Layout
from smeint.report.formats.word_xml import add_words, child, element, safe_text
from smeint.report.table import Table, shown_rows

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement

#: Tables of at most this many rows stay on one page.
_TOGETHER = 14

#: Twentieths of a point, in which Word measures, and eighths, in which it measures rules.
_TWIPS, _RULE = 20, 6

#: Styles of cells, by the size of their type.
CELL_STYLES = {10.0: "TableText", 9.0: "TableTextSmall", 8.0: "TableTextSmallest"}


def table_element(table: Table, plan: Layout) -> BaseOxmlElement:
    """Return a table: titles repeat on every page, and no row breaks over pages.

    Parameters
    ----------
    table : Table
    plan : Layout
        Of that table.

    Returns
    -------
    element
        ``w:tbl``.
    """
    new = element("tbl")
    _add_properties(new, table, plan)
    grid = child(new, "tblGrid")
    for width in plan.widths:
        child(grid, "gridCol", w=_twips(width))
    _add_row(new, table, plan, table.columns, heading=True, joined=True)
    rows = shown_rows(table)
    last = len(rows) - 1
    for place, row in enumerate(rows):
        # a note, or the end, never stands alone on a page
        joined = len(rows) <= _TOGETHER or place < 1 or place == last - 1
        noted = bool(table.notes) and place == last
        _add_row(new, table, plan, row, joined=noted or (joined and place < last))
    return new


def _add_properties(new: BaseOxmlElement, table: Table, plan: Layout) -> None:
    """Append a table's properties, in the order that the schema wants."""
    properties = child(new, "tblPr")
    child(properties, "tblStyle", val="TableAPA")
    child(properties, "tblW", w=_twips(sum(plan.widths)), type="dxa")
    borders = child(properties, "tblBorders")
    for side in ("top", "bottom"):
        child(borders, side, val="single", sz=_RULE, space=0, color="auto")
    child(properties, "tblLayout", type="fixed")
    margins = child(properties, "tblCellMar")
    for side in ("left", "right"):
        child(margins, side, w=_twips(PADDING), type="dxa")
    child(properties, "tblLook", val="0020", firstRow=1, lastRow=0, firstColumn=0, lastColumn=0)
    child(properties, "tblCaption", val=safe_text(table.title)[:255])


def _add_row(
    new: BaseOxmlElement,
    table: Table,
    plan: Layout,
    cells: tuple[str, ...],
    *,
    heading: bool = False,
    joined: bool = False,
) -> None:
    """Append a row of titles or of cells."""
    row = child(new, "tr")
    properties = child(row, "trPr")
    child(properties, "cantSplit")
    if heading:
        child(properties, "tblHeader")
    for place, text in enumerate(cells):
        cell = child(row, "tc")
        described = child(cell, "tcPr")
        child(described, "tcW", w=_twips(plan.widths[place]), type="dxa")
        if heading:
            borders = child(described, "tcBorders")
            child(borders, "bottom", val="single", sz=_RULE, space=0, color="auto")
            child(described, "vAlign", val="bottom")
        paragraph = child(cell, "p")
        style = child(paragraph, "pPr")
        child(style, "pStyle", val=CELL_STYLES[plan.size])
        if joined:
            child(style, "keepNext")
        if place in table.numeric:
            child(style, "jc", val="right")
        add_words(paragraph, paper_words(table, text, place, heading=heading))


def _twips(points: float) -> int:
    """Return points as Word counts them."""
    return round(points * _TWIPS)
