"""Leaves out optional variables whose columns a file lacks, and names them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from smeint.errors import listed
from smeint.panel.spec_types import ColumnSpec
from smeint.panel.values import clipped


def left_out(
    specs: Sequence[ColumnSpec], header: Collection[str]
) -> tuple[list[ColumnSpec], list[str]]:
    """Return the specs without optional ones whose columns are absent, and a warning of those.

    Parameters
    ----------
    specs : sequence of ColumnSpec
    header : collection of str
        Columns of the file.

    Returns
    -------
    specs : list of ColumnSpec
    warnings : list of str
        One sentence that names every variable left out and the column it lacks, or none.

    Examples
    --------
    >>> from smeint.panel.variables import Kind
    >>> spec = ColumnSpec("founded", Kind.YEAR, column="b5", optional=True)
    >>> left_out([spec], ["l1"])
    ([], ['Left out, for the file has no such column: `founded` (column `b5`).'])
    """
    names = set(header)
    kept, gone = [], []
    for spec in specs:
        absent = [column for column in spec.columns if column not in names]
        if spec.optional and absent:
            columns = "column" if len(absent) == 1 else "columns"
            shown = " and ".join(f"`{clipped(column)}`" for column in absent)
            gone.append(f"`{spec.name}` ({columns} {shown})")
        else:
            kept.append(spec)
    if not gone:
        return kept, []
    return kept, [f"Left out, for the file has no such column: {listed(gone, most=len(gone))}."]
