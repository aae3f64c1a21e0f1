"""Drafts a study file for a table, and reads the table by it to see that it holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from smeint.errors import DataFileError, InvalidDataError
from smeint.panel.marks import Marks
from smeint.panel.raw import RawTable
from smeint.panel.read import assemble
from smeint.panel.spec import parse_data
from smeint.panel.values import clipped
from smeint.panel.variables import VARIABLES, Kind
from smeint.propose import toml_text as toml
from smeint.propose.chooser import filter_columns, preset_columns
from smeint.propose.draft import PLACEHOLDERS, Draft
from smeint.propose.guess import Guess, candidates, guesses, year_guesses
from smeint.propose.items import scales
from smeint.propose.marks import Writing, writing_of
from smeint.propose.missing import with_missing
from smeint.propose.text import study_text
from smeint.study.presets import Preset
from smeint.study.studyfile import parse_study


def first_draft(
    table: RawTable, base: Preset | None, file: str, layout: Mapping[str, Any], *, values: bool
) -> Draft:
    """Draft a study file from names, labels and values.

    Parameters
    ----------
    table : RawTable
        The columns that the chooser chose.
    base : Preset or None
    file : str
        The data file as the study file will name it.
    layout : mapping
        Keys of ``[data]`` with which the file was read.
    values : bool
        Whether codes may be shown.

    Returns
    -------
    Draft
    """
    header = set(table.header)
    columns = preset_columns(base) if base else {}
    gaps = {name: tuple(c for c in own if c not in header) for name, own in columns.items()}
    of_preset = tuple(name for name, gap in gaps.items() if not gap)
    writing = _writing(table, layout)
    lines = _lines(table, base, of_preset, writing.marks, values=values)
    known = tuple(base.tables["data"].get("missing", {})) if base else ()
    coded = with_missing(lines, known, values=values)
    data = {key: (_written(value), "as told") for key, value in layout.items()}
    told = "numbers that are text are written so"
    if writing.marks.decimal == "," and "decimal" not in layout:
        data["decimal"] = ('","', told)
    if writing.marks.thousands and "thousands" not in layout:
        data["thousands"] = (toml.quoted(writing.marks.thousands), told)
    if base and not header.issuperset(filter_columns(base)):
        why = "the preset's filter needs a column that the file lacks: are all rows to be kept?"
        data["keep"] = ("[]", why)
    if coded.everywhere:
        why = "value labels that say that there is no answer"
        data["missing"] = (toml.reasons(coded.everywhere.items()), why)
    return Draft(
        source=table.name,
        file=file,
        preset=base,
        of_preset=of_preset,
        absent={name: gap for name, gap in gaps.items() if gap},
        data=data,
        lines=coded.lines,
        notes=() if writing.sure else (_EITHER,),
    )


_EITHER = (
    'Numbers with commas can be read in two ways: state decimal = "," or thousands = "," under '
    "[data], and name the columns of such numbers yourself."
)


def _writing(table: RawTable, layout: Mapping[str, Any]) -> Writing:
    """Return how numbers are written: as told, else as those that may be numbers are."""
    if "decimal" in layout or "thousands" in layout:
        spec = parse_data({"file": table.name, **layout})
        return Writing(spec.marks)
    numeric = {c.column for c in candidates(table.header, table.titles) if _is_number(c.variable)}
    return writing_of(table.columns[name] for name in numeric if name in table.columns)


def _is_number(variable: str) -> bool:
    kinds = VARIABLES[variable].kinds
    return not any(kind.has_levels or kind is Kind.YES_NO for kind in kinds)


def _written(value: object) -> str:
    return toml.quoted(value) if isinstance(value, str) else str(value)


def _lines(
    table: RawTable, base: Preset | None, of_preset: Sequence[str], marks: Marks, *, values: bool
) -> list[Guess]:
    """Return the lines of variables that the preset does not map."""
    taken = {
        c
        for name, own in (preset_columns(base) if base else {}).items()
        for c in own
        if name in of_preset
    }
    found = [
        c
        for c in candidates(table.header, table.titles)
        if c.variable not in of_preset and c.column not in taken
    ]
    years: list[Guess] = []
    if "year" not in of_preset:
        years = year_guesses(table, found, base.year_columns if base else (), marks)
    year = next((guess.columns[0] for guess in years if guess.sure), "")
    items = scales(table, found, marks=marks, values=values)
    inside = {(guess.variable, column) for guess in items for column in guess.columns}
    single = guesses(
        table,
        [c for c in found if (c.variable, c.column) not in inside],
        marks=marks,
        values=values,
        year=year,
    )
    if "firm_id" in of_preset:
        single = [guess for guess in single if guess.variable != "firm_id"]
    return [*years, *single, *items]


def checked(draft: Draft, table: RawTable, *, values: bool) -> Draft:
    """Read the table by the draft; lines that its cells break become comments.

    Parameters
    ----------
    draft : Draft
    table : RawTable
    values : bool
        Whether the rules that are broken may be told.

    Returns
    -------
    Draft
        Which reads the table, or says why it does not.
    """
    for _ in range(len(draft.mapped) + 1):
        study = parse_study(study_text(draft).encode(), name="", folder=Path())
        if draft.placeholders:
            return draft
        try:
            assemble(table, study.data, study.columns)
        except InvalidDataError as error:
            broken = {v.variable.split("[")[0]: v.rule for v in error.violations}
            changed = _without(draft, broken, values=values)
            if changed is draft:
                return replace(draft, notes=(*draft.notes, _told(error, values)))
            draft = changed
        except DataFileError as error:
            return replace(draft, notes=(*draft.notes, _told(error, values)))
        else:
            return draft
    return draft


def _told(error: DataFileError, values: bool) -> str:
    if not values:
        return "The file cannot be read by these lines yet; `smeint check` says why."
    return f"The file cannot be read by these lines yet: {error}"


def _without(draft: Draft, broken: Mapping[str, str], *, values: bool) -> Draft:
    """Return the draft without lines whose cells break rules; itself where there are none."""
    gone = {
        guess.variable
        for guess in draft.lines
        if guess.sure and guess.variable in broken and guess.variable not in PLACEHOLDERS
    }
    removed = {
        name: "some cells do not fit" + (f": {clipped(broken[name], 200)}" if values else "")
        for name in draft.of_preset
        if name in broken and name not in (*PLACEHOLDERS, *draft.removed)
    }
    if not gone and not removed:
        return draft
    lines = []
    for guess in draft.lines:
        if guess.variable in gone and guess.sure:
            told = f" ({clipped(broken[guess.variable], 200)})" if values else ""
            why = f"{guess.why}; but some cells do not fit{told}"
            lines.append(replace(guess, sure=False, why=why))
        else:
            lines.append(guess)
    return replace(draft, lines=tuple(lines), removed={**draft.removed, **removed})
