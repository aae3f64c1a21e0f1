"""`propose_study`: from a data file to the text of a study file that reads it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from smeint.errors import DataFileError
from smeint.panel.files import read_table
from smeint.panel.raw import RawTable
from smeint.panel.spec import parse_data
from smeint.panel.spec_types import DataSpec
from smeint.panel.variables import VARIABLES
from smeint.propose.chooser import Chooser
from smeint.propose.draft import Draft
from smeint.propose.drafting import checked, first_draft
from smeint.propose.lacking import report
from smeint.propose.text import Proposal, study_text
from smeint.study import presets as known

__all__ = ["Proposal", "propose_study"]

if TYPE_CHECKING:
    from typing import Unpack

    from smeint.panel.read import Layout


def propose_study(
    file: str | Path,
    *,
    preset: str = "",
    values: bool = True,
    folder: str | Path | None = None,
    **layout: Unpack[Layout],
) -> Proposal:
    r"""Look at a data file and propose a study file for it.

    Parameters
    ----------
    file : str or Path
        CSV, Excel, SPSS, Stata or Parquet, by its ending.
    preset : str
        Name of a preset; by default one whose columns the file has.
    values : bool
        Whether the text may show values and value labels of the data; without them codes of
        yes and no and of missing values are left for the user to state.
    folder : str or Path, optional
        Folder of the study file; by default that of the data file.
    **layout
        ``sheet``, ``header_row``, ``delimiter``, ``encoding``, ``decimal``, ``thousands``, as
        under ``[data]``.

    Returns
    -------
    Proposal
        Its text is always a study file that can be read; nothing in it is without evidence in the
        file's names, labels or values.

    Raises
    ------
    DataFileError
        If the file cannot be read, or has no column that can be named.
    StudyFileError
        If `preset` is not known, or `layout` says something that is not allowed.

    Notes
    -----
    A proposal is a beginning: a name suggests what a question was, and only its questionnaire
    tells. Read every line before running the study.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "survey.csv")
    ...     _ = file.write_text("id,year,employees\na,2024,12\nb,2024,300\nc,2024,45\n")
    ...     proposal = propose_study(file)
    >>> proposal.proposed
    ('firm_id', 'year', 'employees')
    >>> proposal.lacking["H1"]
    ('internationalized (or fsts)',)
    """
    path = Path(file)
    base = known.preset(preset) if preset else None
    data = parse_data({"file": str(path), **layout})
    chooser = Chooser(base)
    table = _table(data, chooser)
    said = _relative(path, Path(folder) if folder is not None else path.parent)
    draft = first_draft(table, chooser.base, said, layout, values=values)
    return _proposal(checked(draft, table, values=values))


def _table(data: DataSpec, chooser: Chooser) -> RawTable:
    """Read the columns that matter; those at the start of the file only where they can be read."""
    try:
        return read_table(data, Path(), chooser)
    except DataFileError:
        if not chooser.named:
            raise
        chooser.first = 0
        return read_table(data, Path(), chooser)


def _proposal(draft: Draft) -> Proposal:
    mapped = draft.mapped
    undecided = {g.variable for g in draft.lines if not g.sure} - set(mapped)
    return Proposal(
        text=study_text(draft),
        preset=draft.preset.name if draft.preset else "",
        proposed=mapped,
        undecided=tuple(name for name in VARIABLES if name in undecided),
        lacking=report(mapped),
        placeholders=draft.placeholders,
    )


def _relative(path: Path, folder: Path) -> str:
    """Return the file as the study file names it."""
    try:
        return Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()
    except ValueError:  # another drive
        return path.resolve().as_posix()
