"""Prints a table model on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smeint.report.table import Table

if TYPE_CHECKING:
    from rich.console import Console


def show(console: Console, table: Table) -> None:
    """Print a table with its notes.

    Parameters
    ----------
    console : rich console
    table : Table
        Cells are printed as they are; nothing in them is read as markup.
    """
    from rich import box
    from rich.table import Table as RichTable
    from rich.text import Text

    grid = RichTable(title=Text(table.title, style="bold"), box=box.SIMPLE, title_justify="left")
    for place, column in enumerate(table.columns):
        right = place in table.numeric
        # as wide as the longest word, so that words break only where nothing else is left
        words = [word for row in (table.columns, *table.rows) for word in row[place].split()]
        grid.add_column(
            Text(column),
            justify="right" if right else "left",
            overflow="fold",
            min_width=min(max((len(word) for word in words), default=1), 20),
        )
    for row in table.rows:
        grid.add_row(*(Text(cell) for cell in row))
    console.print(grid)
    for note in table.notes:
        console.print(Text(note))
