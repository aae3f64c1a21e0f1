"""A user's own hypothesis: a few lines in a study file, never new code."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from smeint.errors import StudyFileError, nearest
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
TEXTS = ("text", "title", "claim", "direction", "procedure", "strata", "combine", "unit", "caveat")
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
    name = entry.get("id")
    if not isinstance(name, str) or not name.replace("_", "").isalnum():
        raise StudyFileError(
            f"[[hypothesis]] needs an id of letters, digits and underscores, got {name!r}."
        )
    for key in entry:
        if key not in KEYS:
            raise StudyFileError(
                f"{name}: [[hypothesis]] has no key `{key}`; allowed: {', '.join(KEYS)}."
                + nearest(key, KEYS)
            )
    predictor, contrast = _predictor(name, entry)
    outcomes = _outcomes(name, entry)
    sample = tuple(
        Condition(variable, _levels(name, variable, levels))
        for variable, levels in _sample(name, entry).items()
    )
    known = {*VARIABLES, *columns}
    for variable in (predictor, *outcomes, *(condition.variable for condition in sample)):
        if variable not in known:
            raise StudyFileError(
                f"{name}: variable `{variable}` is neither canonical nor declared in [columns]."
                + nearest(variable, known)
            )
    for key in TEXTS:
        if key in entry and not isinstance(entry[key], str):
            raise StudyFileError(f"{name}: {key} must be a text, got {entry[key]!r}.")
    texts = {key: entry[key] for key in TEXTS if key in entry}
    return Hypothesis(
        id=name,
        outcomes=outcomes,
        predictor=predictor,
        contrast=contrast,
        sample=sample,
        margin=_margin(name, entry),
        companions=_companions(name, entry),
        **{"text": name, **texts},
    )


def _predictor(name: str, entry: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
    """Return the predictor and its ordered pair of levels, empty for an association."""
    value = entry.get("predictor")
    if isinstance(value, str):
        return value, ()
    if isinstance(value, dict) and len(value) == 1:
        ((variable, levels),) = value.items()
        return variable, _levels(name, variable, levels)
    raise StudyFileError(
        f'{name}: predictor must be a variable, or {{ variable = ["first", "second"] }}, '
        f"got {value!r}."
    )


def _outcomes(name: str, entry: dict[str, Any]) -> tuple[str, ...]:
    """Return the outcomes, given as `outcome` or `outcomes`."""
    if ("outcome" in entry) == ("outcomes" in entry):
        raise StudyFileError(f"{name}: exactly one of outcome and outcomes is needed.")
    value = entry.get("outcomes", [entry.get("outcome")])
    if not isinstance(value, list) or not value or not all(isinstance(v, str) for v in value):
        raise StudyFileError(f"{name}: outcomes must be names of variables, got {value!r}.")
    return tuple(value)


def _sample(name: str, entry: dict[str, Any]) -> dict[str, Any]:
    """Return the sample's table."""
    value = entry.get("sample", {})
    if not isinstance(value, dict):
        raise StudyFileError(f'{name}: sample must be a table, as in {{ sme = "yes" }}.')
    return value


def _levels(name: str, variable: str, value: object) -> tuple[str, ...]:
    """Return levels given as one text or a list of texts."""
    levels = [value] if isinstance(value, str) else value
    if not isinstance(levels, list) or not levels or not all(isinstance(v, str) for v in levels):
        raise StudyFileError(
            f"{name}: levels of `{variable}` must be texts in quotes, got {value!r}."
        )
    return tuple(levels)


def _margin(name: str, entry: dict[str, Any]) -> float:
    """Return the margin of a negligible effect."""
    value = entry.get("margin", 0.30)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise StudyFileError(f"{name}: margin must be a number, got {value!r}.")
    return float(value)


def _companions(name: str, entry: dict[str, Any]) -> tuple[str, ...]:
    """Return the companions asked for, or the usual ones."""
    value = entry.get("companions", list(DEFAULT_COMPANIONS))
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise StudyFileError(f"{name}: companions must be a list of names, got {value!r}.")
    return tuple(value)
