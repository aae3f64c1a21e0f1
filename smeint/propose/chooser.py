"""Chooses which columns of a file to look at, once its header is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from smeint.errors import DataFileError
from smeint.panel.column_entry import parse_entry
from smeint.panel.values import clipped
from smeint.propose.guess import FIRST, candidates, usable
from smeint.propose.items import item_columns
from smeint.study.presets import Preset, presets


def preset_columns(base: Preset) -> dict[str, tuple[str, ...]]:
    """Return the variables of a preset with the columns that each needs."""
    return {
        name: parse_entry(name, entry).columns for name, entry in base.tables["columns"].items()
    }


def filter_columns(base: Preset) -> tuple[str, ...]:
    """Return the columns of a preset's filters."""
    return tuple(each["column"] for each in base.tables["data"].get("keep", ()))


def check_names(header: Sequence[str]) -> None:
    """Refuse a header of several cells that holds one name alone, as the row of a title does."""
    names = [name for name in header if name]
    if len(names) == 1 < len(header):
        raise DataFileError(
            f"the row of column names holds one name alone, `{clipped(names[0])}`, as a title "
            "does; state the row of the column names as `header_row` (smeint init: --header-row)."
        )


@dataclass(slots=True)
class Chooser:
    """Columns whose name or label says something, those of a preset, and the first of the file.

    Parameters
    ----------
    base : Preset or None
        None until the header is known: then the preset whose columns the file has, if any.
    first : int
        Columns at the start of the file that are looked at whatever their names are.
    named : bool
        Whether some column was chosen for its name or label.
    """

    base: Preset | None
    first: int = FIRST
    named: bool = False

    def __call__(self, header: Sequence[str], titles: Mapping[str, str]) -> dict[str, str]:
        """Return the columns to read; none of a header that is not there."""
        if not any(header):
            return {}
        check_names(header)
        columns = usable(header)
        held = set(columns)
        if self.base is None:
            fitting = (each for each in presets().values() if set(each.known_by) <= held)
            self.base = next(fitting, None)
        wanted = [found.column for found in candidates(header, titles)]
        wanted += item_columns(columns)
        if self.base is not None:
            wanted += [c for own in preset_columns(self.base).values() for c in own]
            wanted += [*filter_columns(self.base), *self.base.year_columns]
        wanted = [column for column in wanted if column in held]
        self.named = bool(wanted)
        chosen = dict.fromkeys([*wanted, *columns[: self.first]], "the proposal")
        if not chosen:
            raise DataFileError("the data file has no column whose name stands only once.")
        return chosen
