"""Tables of a LaTeX document as journals want them: booktabs, over pages, notes below."""

from __future__ import annotations

from smeint.report.blocks import FigureBlock, TableBlock
from smeint.report.formats.cells import paper_words
from smeint.report.formats.latex_text import tex_outline, tex_text, tex_words
from smeint.report.formats.notes import table_notes
from smeint.report.formats.widths import PADDING, Layout, layout
from smeint.report.table import Table, shown_rows

#: Breadth of Latin Modern beside Times.
BREADTH = 1.15

#: Notes below a table as narrow as this, in points, run beyond it.
_NARROW = 300.0

#: Longer notes, in signs, may break over pages.
_LONG = 1800


def numbering(counter: str, block: TableBlock | FigureBlock) -> tuple[str, ...]:
    """Return the lines that give a table or a figure its number."""
    letter = "S" if block.supplement else ""
    return (
        rf"\setcounter{{{counter}}}{{{block.number - 1}}}",
        rf"\renewcommand{{\the{counter}}}{{{letter}\arabic{{{counter}}}}}",
        rf"\renewcommand{{\theH{counter}}}{{\the{counter}}}",
    )


def table_lines(block: TableBlock) -> list[str]:
    """Return a table as lines of LaTeX.

    Parameters
    ----------
    block : TableBlock
        Numbered.

    Returns
    -------
    list of str
    """
    table, plan = block.table, layout(block.table, BREADTH)
    titles = _row(table, table.columns, heading=True)
    head = [rf"\toprule {titles}", r"\midrule"]
    below, after = _notes(table, plan)
    return [
        *numbering("table", block),
        rf"{{\fontsize{{{plan.size:g}}}{{{plan.size * 1.2:g}}}\selectfont",
        rf"\begin{{longtable}}[l]{{{_columns(table, plan)}}}",
        rf"\caption[{{{tex_outline(table.title)}}}]{{{tex_text(table.title)}}}\\",
        *head,
        r"\endfirsthead",
        *head,
        r"\endhead",
        r"\bottomrule",
        r"\endfoot",
        r"\bottomrule",
        *below,
        r"\endlastfoot",
        *(_row(table, row) for row in shown_rows(table)),
        r"\end{longtable}",
        *after,
        "}",
        "",
    ]


def _columns(table: Table, plan: Layout) -> str:
    """Return the columns: words to the left, numbers to the right, both of a set width."""
    sides = (r"\raggedleft" if n in table.numeric else r"\raggedright" for n in range(99))
    widths = (f"{width - 2 * PADDING:.1f}bp" for width in plan.widths)
    columns = (
        rf">{{{side}\arraybackslash}}p{{{width}}}"
        for side, width in zip(sides, widths, strict=False)
    )
    return "@{}" + "".join(columns) + "@{}"


def _row(table: Table, cells: tuple[str, ...], *, heading: bool = False) -> str:
    """Return a row."""
    texts = (
        tex_words(paper_words(table, cell, place, heading=heading))
        for place, cell in enumerate(cells)
    )
    row = " & ".join(texts) + r" \\"
    # at the start of a row TeX would read these as arguments of the row above
    return "{}" + row if row.startswith(("[", "*")) else row


def _notes(table: Table, plan: Layout) -> tuple[list[str], list[str]]:
    """Return the notes within the table, on its last page, and those after it."""
    notes = [tex_words(note) for note in table_notes(table)]
    if not notes:
        return [], []
    said = r" \par ".join(notes)
    width = sum(plan.widths) - 2 * PADDING
    if width > _NARROW and len(said) <= _LONG:
        across = rf"\multicolumn{{{len(table.columns)}}}{{@{{}}p{{{width:.1f}bp}}@{{}}}}"
        return [rf"\addlinespace[2pt] {across}{{\raggedright {said}}}\\"], []
    return [], [r"\nopagebreak\noindent " + said + r"\par\bigskip"]
