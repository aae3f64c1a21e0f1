"""A user's own hypothesis: a few lines in a study file, never new code."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from smeint.errors import StudyFileError, nearest
from smeint.panel import toml_values as toml
from smeint.panel.values import clipped, text_of
from smeint.panel.variables import VARIABLES
from smeint.question import Condition
from smeint.study.hypothesis import Hypothesis

KEYS = (
    "id",
    "text",
    "title",
    "claim",
    "direction",
    "margin",
    "sample",
    "outcome",
    "outcomes",
    "predictor",
    "procedure",
    "strata",
    "combine",
    "unit",
    "companions",
    "caveat",
)
TEXTS = ("text", "title", "caveat")
OPTIONS = ("claim", "direction", "procedure", "strata", "combine", "unit")
#: Longest id; ids stand in the names of findings.
LONGEST_ID = 40

#: Variables that no hypothesis is about, and what they are for.
NOT_TESTED = {
    "firm_id": "it says which firm a row is of",
    "year": "`keep` under [data] selects years",
}
DEFAULT_COMPANIONS = ("yates", "fisher", "continuity_corrected", "exact")


def parse_hypothesis(entry: dict[str, Any], columns: Collection[str]) -> Hypothesis:
    """Make a `Hypothesis` of a ``[[hypothesis]]`` entry.

    Parameters
    ----------
    entry : dict
        As read from TOML.
    columns : collection of str
        Variables that the study file declares; canonical ones are known besides.

    Returns
    -------
    Hypothesis

    Raises
    ------
    StudyFileError
        If a key, variable or value is not allowed.
    """
    name = _id(entry.get("id"))
    toml.known_keys(entry, KEYS, f"{name}: [[hypothesis]]")
    predictor, contrast = _predictor(name, entry)
    outcomes = _outcomes(name, entry)
    sample = tuple(
        Condition(variable, _levels(name, variable, levels))
        for variable, levels in _sample(name, entry).items()
    )
    _check_variables(
        name, (predictor, *outcomes, *(condition.variable for condition in sample)), columns
    )
    return Hypothesis(
        id=name,
        outcomes=outcomes,
        predictor=predictor,
        contrast=contrast,
        sample=sample,
        margin=_margin(name, entry),
        companions=_companions(name, entry),
        **{"text": name, **_texts(name, entry)},
    )


def _id(value: object) -> str:
    """Return the id, or refuse what is none."""
    if (
        not isinstance(value, str)
        or not value.replace("_", "").isalnum()
        or len(value) > LONGEST_ID
    ):
        raise StudyFileError(
            f"[[hypothesis]] needs an id of at most {LONGEST_ID} letters, digits and underscores, "
            f"got {toml.shown(value)}."
        )
    return value


def _check_variables(name: str, variables: Collection[str], columns: Collection[str]) -> None:
    """Refuse variables that are not known, and those that are not for testing."""
    known = {*VARIABLES, *columns}
    for variable in variables:
        if variable in NOT_TESTED:
            raise StudyFileError(
                f"{name}: `{variable}` is no variable to test; {NOT_TESTED[variable]}."
            )
        if variable not in known:
            raise StudyFileError(
                f"{name}: variable {toml.named(variable)} is neither canonical nor declared in "
                "[columns]." + nearest(variable, known)
            )


def _texts(name: str, entry: dict[str, Any]) -> dict[str, Any]:
    """Return the texts and options that are given; an option that is too long is refused later."""
    for key in (*TEXTS, *OPTIONS):
        if key in entry and not isinstance(entry[key], str):
            raise StudyFileError(f"{name}: {key} must be a text, got {toml.shown(entry[key])}.")
    texts = {key: text_of(entry[key]) for key in TEXTS if key in entry}
    return {**texts, **{key: clipped(entry[key]) for key in OPTIONS if key in entry}}


def _predictor(name: str, entry: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
    """Return the predictor and its ordered pair of levels, empty for an association."""
    value = entry.get("predictor")
    if isinstance(value, str):
        return value, ()
    if isinstance(value, dict) and len(value) == 1:
        ((variable, given),) = value.items()
        levels = _levels(name, variable, given)
        if len(levels) != 2 or len(set(levels)) != 2:
            raise StudyFileError(
                f"{name}: predictor {toml.named(variable)} needs two different levels, first and "
                f"second, got {toml.shown(levels)}."
            )
        return variable, levels
    raise StudyFileError(
        f'{name}: predictor must be a variable, or {{ variable = ["first", "second"] }}, '
        f"got {toml.shown(value)}."
    )


def _outcomes(name: str, entry: dict[str, Any]) -> tuple[str, ...]:
    """Return the outcomes, given as `outcome` or `outcomes`."""
    if ("outcome" in entry) == ("outcomes" in entry):
        raise StudyFileError(f"{name}: exactly one of outcome and outcomes is needed.")
    value = entry.get("outcomes", [entry.get("outcome")])
    shown = toml.shown(entry.get("outcomes", entry.get("outcome")))
    if not isinstance(value, list) or not value or not all(isinstance(v, str) for v in value):
        raise StudyFileError(f"{name}: outcomes must be names of variables, got {shown}.")
    _once(name, "outcomes", value)
    return tuple(value)


def _sample(name: str, entry: dict[str, Any]) -> dict[str, Any]:
    """Return the sample's table."""
    value = entry.get("sample", {})
    if not isinstance(value, dict):
        raise StudyFileError(
            f'{name}: sample must be a table, as in {{ sme = "yes" }}, got {toml.shown(value)}.'
        )
    return value


def _levels(name: str, variable: str, value: object) -> tuple[str, ...]:
    """Return levels given as one text or a list of texts."""
    levels = [value] if isinstance(value, str) else value
    if not isinstance(levels, list) or not levels or not all(isinstance(v, str) for v in levels):
        raise StudyFileError(
            f"{name}: levels of {toml.named(variable)} must be texts in quotes, "
            f"got {toml.shown(value)}."
        )
    return tuple(text_of(level) for level in levels)


def _margin(name: str, entry: dict[str, Any]) -> float:
    """Return the margin of a negligible effect."""
    value = entry.get("margin", 0.30)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise StudyFileError(f"{name}: margin must be a number, got {toml.shown(value)}.")
    if not 0 < value < 1:
        raise StudyFileError(f"{name}: margin must lie between 0 and 1, got {toml.shown(value)}.")
    return float(value)


def _companions(name: str, entry: dict[str, Any]) -> tuple[str, ...]:
    """Return the companions asked for, or the usual ones."""
    value = entry.get("companions", list(DEFAULT_COMPANIONS))
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise StudyFileError(
            f"{name}: companions must be a list of names, got {toml.shown(value)}."
        )
    _once(name, "companions", value)
    return tuple(clipped(companion) for companion in value)


def _once(name: str, key: str, values: list[str]) -> None:
    """Refuse a list that names one thing twice."""
    for place, value in enumerate(values):
        if value in values[:place]:
            raise StudyFileError(f"{name}: {key} must name each once, got {toml.shown(values)}.")
