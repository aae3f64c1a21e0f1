"""Reads a study file (TOML) into a `Study`; every mistake is one sentence."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

from smeint.definitions.definitions import Definitions
from smeint.errors import SmeintError, StudyFileError, nearest
from smeint.formulas.survey import DEFAULT_SINGLE_UNIT_RULE, SINGLE_UNIT_RULES
from smeint.panel import toml_values as toml
from smeint.panel.spec import parse_columns, parse_data
from smeint.panel.values import clipped
from smeint.study.describe.spec import parse_design, parse_frame
from smeint.study.hypothesis import Hypothesis
from smeint.study.own import parse_hypothesis
from smeint.study.presets import marked, merged
from smeint.study.shipped import NORMALITY, SHIPPED
from smeint.study.study import Study
from smeint.study.suppress import check_min_count

FORMAT = 1
KEYS = (
    "format",
    "hypotheses",
    "alpha",
    "notable_effect",
    "synthetic",
    "min_count",
    "survey",
    "preset",
    "data",
    "columns",
    "definitions",
    "hypothesis",
    "frame",
    "design",
)
SURVEY_KEYS = ("single_unit_strata",)
#: Names under which the study's further findings list what stands elsewhere.
ALIASES = {"F6": "H3b", "F10": NORMALITY}
#: How deep tables and lists may lie in one another; nothing that is allowed lies as deep.
DEEPEST = 8


def load_study(path: str | Path) -> Study:
    """Read a study file.

    Parameters
    ----------
    path : str or path
        TOML file, format 1.

    Returns
    -------
    Study
        The data are not read yet.

    Raises
    ------
    StudyFileError
        If the file cannot be read, or says something that is not allowed; the sentence names
        the key, what is allowed and what was found, and begins with the file.
    """
    file = Path(path)
    text = _read(file)
    try:
        return parse_study(text, name=file.name, folder=file.parent)
    except SmeintError as error:
        raise StudyFileError(f"{clipped(file.name)}: {error}") from error


def parse_study(text: bytes, *, name: str, folder: Path) -> Study:
    """Make a `Study` of the bytes of a study file.

    Parameters
    ----------
    text : bytes
    name : str
        Base name of the file.
    folder : path
        Folder to which the data file is relative.

    Raises
    ------
    StudyFileError, ArgumentError
        As `load_study`, without the file's name.
    """
    table = _toml(text)
    toml.known_keys(table, KEYS, "the study file")
    form = table.get("format")
    if not isinstance(form, int) or isinstance(form, bool) or form != FORMAT:
        raise StudyFileError(
            f"format = {FORMAT} is required as the first line, found {toml.shown(form)}."
        )
    merge = merged(table)
    table = merge.tables
    data = parse_data(_table(table, "data"))
    columns = parse_columns(_table(table, "columns"))
    data, columns = marked(merge, data, columns)
    definitions = _definitions(_table(table, "definitions", required=False))
    own = _own(table, {column.name for column in columns})
    hypotheses, normality = _chosen(table, own)
    return Study(
        name=name,
        sha256=hashlib.sha256(text).hexdigest(),
        folder=folder,
        data=data,
        columns=columns,
        definitions=definitions,
        hypotheses=hypotheses,
        normality=normality,
        alpha=_fraction(table, "alpha", 0.05, below=0.5),
        notable_effect=_fraction(table, "notable_effect", 0.30, below=1.0),
        synthetic=_flag(table, "synthetic"),
        frame=parse_frame(table.get("frame", {})),
        design=parse_design(table.get("design", {})),
        single_unit_strata=_single_unit_strata(_table(table, "survey", required=False)),
        min_count=_min_count(table),
        preset=merge.preset,
        lines=merge.lines,
    )


def _read(file: Path) -> bytes:
    """Return the bytes of a study file."""
    if "\0" in str(file):
        raise StudyFileError(f"{clipped(str(file), 200)} cannot be read: its name is not allowed.")
    try:
        return file.read_bytes()
    except IsADirectoryError:
        raise StudyFileError(f"{file} is a folder; a study file (.toml) is needed.") from None
    except FileNotFoundError:
        raise StudyFileError(f"{file} does not exist; a study file (.toml) is needed.") from None
    except OSError as error:
        raise StudyFileError(
            f"{clipped(str(file), 200)} cannot be read: {error.strerror}."
        ) from error


def _toml(text: bytes) -> dict[str, Any]:
    """Parse TOML, or say where it is broken."""
    try:
        table = tomllib.loads(text.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise StudyFileError(
            f"the study file must be UTF-8 text; byte {error.start + 1} is not."
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise StudyFileError(f"the study file is not valid TOML: {error}.") from error
    except RecursionError:
        raise StudyFileError(
            f"the study file must not nest tables and lists more than {DEEPEST} deep."
        ) from None
    except ValueError:  # more digits than Python reads
        raise StudyFileError(
            "the study file must not hold a whole number of more than 18 digits, got one of "
            "thousands."
        ) from None
    _check_sizes(table)
    return table


def _check_sizes(table: dict[str, Any]) -> None:
    """Refuse whole numbers that are too long and tables that are too deep."""
    left: list[tuple[tuple[str, ...], Any]] = [((), table)]
    while left:
        path, value = left.pop()
        where = toml.named(".".join(path))
        if isinstance(value, int) and abs(value) >= toml.GREATEST:
            raise StudyFileError(
                f"{where} must not hold a whole number of more than 18 digits, got "
                f"{toml.shown(value)}."
            )
        if isinstance(value, (dict, list)) and len(path) > DEEPEST:
            raise StudyFileError(
                f"{where} must not nest tables and lists more than {DEEPEST} deep."
            )
        if isinstance(value, dict):
            left += [((*path, key), item) for key, item in value.items()]
        elif isinstance(value, list):
            left += [((*path, str(place)), item) for place, item in enumerate(value, start=1)]


def _table(table: dict[str, Any], key: str, *, required: bool = True) -> dict[str, Any]:
    """Return a sub-table."""
    value = table.get(key, None if required else {})
    if value is None:
        raise StudyFileError(f"the table [{key}] is missing.")
    if not isinstance(value, dict):
        raise StudyFileError(f"[{key}] must be a table, got {toml.shown(value)}.")
    return value


def _definitions(table: dict[str, Any]) -> Definitions:
    """Return the definitions; their own checks see only texts and numbers."""
    known = {field.name for field in fields(Definitions)}
    for key, value in table.items():
        if key == "exchange_rates":
            _exchange_rates(value)
        elif key in known and (isinstance(value, bool) or not isinstance(value, (str, int, float))):
            raise StudyFileError(
                f"[definitions] `{key}` must be a text or a number, got {toml.shown(value)}."
            )
    return Definitions.from_mapping(
        {
            clipped(key): clipped(value) if isinstance(value, str) else value
            for key, value in table.items()
        }
    )


def _exchange_rates(value: object) -> None:
    """Refuse exchange rates that are no table of numbers."""
    for currency, rate in toml.table(value, "[definitions] `exchange_rates`").items():
        if isinstance(rate, bool) or not isinstance(rate, (int, float)):
            raise StudyFileError(
                f"[definitions] `exchange_rates`: the rate of {toml.named(currency)} must be a "
                f"number, got {toml.shown(rate)}."
            )


def _fraction(table: dict[str, Any], key: str, default: float, *, below: float) -> float:
    """Return a number from 0.000001 up to `below`, which is left out."""
    value = table.get(key, default)
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not is_number or not 1e-6 <= value < below:
        raise StudyFileError(
            f"{key} must be a number between 0 and {below:g}, got {toml.shown(value)}."
        )
    return float(value)


def _flag(table: dict[str, Any], key: str) -> bool:
    """Return a true or false; false where it is not said."""
    value = table.get(key, False)
    if not isinstance(value, bool):
        raise StudyFileError(f"{key} must be true or false, got {toml.shown(value)}.")
    return value


def _single_unit_strata(survey: dict[str, Any]) -> str:
    """Return the rule for strata of which one firm was sampled."""
    toml.known_keys(survey, SURVEY_KEYS, "[survey]")
    value = survey.get("single_unit_strata", DEFAULT_SINGLE_UNIT_RULE)
    if not isinstance(value, str) or value not in SINGLE_UNIT_RULES:
        near = nearest(value, SINGLE_UNIT_RULES) if isinstance(value, str) else ""
        raise StudyFileError(
            f"[survey] single_unit_strata must be one of {', '.join(SINGLE_UNIT_RULES)}, got "
            f"{toml.shown(value)}.{near}"
        )
    return value


def _min_count(table: dict[str, Any]) -> int:
    """Return the smallest count of firms that is shown; 0 where none is suppressed."""
    value = table.get("min_count", 0)
    if not isinstance(value, int) or isinstance(value, bool):
        raise StudyFileError(f"min_count must be a whole number, got {toml.shown(value)}.")
    if "min_count" in table:
        check_min_count(value)
    return value


def _own(table: dict[str, Any], columns: set[str]) -> dict[str, Hypothesis]:
    """Return the study's own hypotheses by id."""
    entries = table.get("hypothesis", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise StudyFileError("own hypotheses are written as [[hypothesis]] with double brackets.")
    own: dict[str, Hypothesis] = {}
    for entry in entries:
        hypothesis = parse_hypothesis(entry, columns)
        taken = {*SHIPPED, *own, *ALIASES}
        if hypothesis.id in taken or hypothesis.id.casefold() == NORMALITY:
            raise StudyFileError(f"hypothesis id `{hypothesis.id}` is taken; choose another.")
        own[hypothesis.id] = hypothesis
    return own


def _chosen(
    table: dict[str, Any], own: dict[str, Hypothesis]
) -> tuple[tuple[Hypothesis, ...], bool]:
    """Return the hypotheses that the file asks for, and whether normality is among them."""
    known = {**SHIPPED, **own}
    if "hypotheses" not in table:
        return tuple(known.values()), True
    names = table["hypotheses"]
    if not isinstance(names, list) or not names or not all(isinstance(n, str) for n in names):
        raise StudyFileError(
            f'hypotheses must be a list of ids, as in ["H1", "H2"], got {toml.shown(names)}.'
        )
    names = list(dict.fromkeys(ALIASES.get(name, name) for name in names))
    allowed = [*known, NORMALITY]
    for name in names:
        if name not in allowed:
            raise StudyFileError(
                f"hypotheses: {toml.named(name)} is not known; allowed: {', '.join(allowed)}."
                + nearest(name, allowed)
            )
    return tuple(known[name] for name in names if name != NORMALITY), NORMALITY in names
