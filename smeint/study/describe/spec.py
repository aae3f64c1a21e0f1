"""The tables ``[frame]`` and ``[design]`` of a study file: the population, and how data came."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from smeint.errors import StudyFileError
from smeint.panel import toml_values as toml
from smeint.panel.values import text_of

SOURCE = "source"
#: How far shares of a frame may sum from 1, as printed shares do.
ROUNDING = 0.005
SAMPLING = ("census", "random", "stratified", "convenience")


@dataclass(frozen=True, slots=True)
class FrameTable:
    """The population by one variable.

    Parameters
    ----------
    variable : str
    levels : tuple of str
        ``yes`` and ``no``, or names of levels.
    shares : tuple of float
        Of the population at each level; they sum to 1.
    """

    variable: str
    levels: tuple[str, ...]
    shares: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """The population that respondents are compared with.

    Parameters
    ----------
    source : str
        Where the shares come from, such as ``Business register 2020``.
    tables : tuple of FrameTable
    """

    source: str = ""
    tables: tuple[FrameTable, ...] = ()


@dataclass(frozen=True, slots=True)
class DesignAnswers:
    """What only the researcher knows of how the data came about; None where it is not said.

    Parameters
    ----------
    respondents_per_firm : int or None
        Persons who answered for each firm.
    same_respondent_outcome_and_predictor : bool or None
        Whether one person gave both outcome and predictor.
    predictor_measured_before_outcome : bool or None
    response_rate : float or None
        Share of the firms asked that answered, above 0 and at most 1.
    sampling : str or None
        How firms were drawn, one of `SAMPLING`.
    closed_firms_kept : bool or None
        Whether firms that closed or were sold stay in the data up to then.
    accounts_audited : bool or None
        Whether money items come from audited accounts.
    """

    respondents_per_firm: int | None = None
    same_respondent_outcome_and_predictor: bool | None = None
    predictor_measured_before_outcome: bool | None = None
    response_rate: float | None = None
    sampling: str | None = None
    closed_firms_kept: bool | None = None
    accounts_audited: bool | None = None


DESIGN_KEYS = tuple(field.name for field in fields(DesignAnswers))


def parse_frame(value: object) -> Frame:
    """Return what the ``[frame]`` table says.

    Parameters
    ----------
    value : object
        As a TOML reader gives it.

    Returns
    -------
    Frame
        Counts turned into shares; shares divided by their sum.

    Raises
    ------
    StudyFileError
        If a table has fewer than two levels, a number is not above 0, or the numbers are neither
        counts nor shares that sum to 1.

    Examples
    --------
    >>> parse_frame({"source": "Register", "sme": {"yes": 950, "no": 50}}).tables[0].shares
    (0.95, 0.05)
    """
    given = toml.table(value, "[frame]")
    source = toml.line(given.pop(SOURCE), "[frame] `source`") if SOURCE in given else ""
    if source and not given:
        raise StudyFileError(
            "[frame] names a source and no population; add a table such as [frame.sme] with "
            "yes = 0.95 and no = 0.05."
        )
    return Frame(source, tuple(_frame_table(name, levels) for name, levels in given.items()))


def _frame_table(variable: str, value: object) -> FrameTable:
    """Return the population by one variable."""
    where = f"[frame.{toml.named(variable)[1:-1]}]"
    given = toml.table(value, where)
    numbers: dict[str, float] = {}
    for key, number in given.items():
        level = toml.text(key, f"{where} the name of a level")
        if level in numbers:
            raise StudyFileError(f"{where} names the level {toml.shown(level)} twice.")
        numbers[level] = _positive(number, f"{where} {toml.shown(text_of(key))}")
    if len(numbers) < 2:
        raise StudyFileError(f"{where} must name at least two levels, got {len(numbers)}.")
    total = sum(numbers.values())
    counts = all(number.is_integer() for number in numbers.values())
    if not counts and abs(total - 1) > ROUNDING:
        raise StudyFileError(
            f"{where} must hold counts (whole numbers), or shares that sum to 1 within "
            f"{ROUNDING:g}; they sum to {total:g}."
        )
    return FrameTable(variable, tuple(numbers), tuple(n / total for n in numbers.values()))


def _positive(value: object, where: str) -> float:
    """Return a number above 0."""
    if (
        isinstance(value, (int, float))
        and not isinstance(value, bool)
        and 0 < value < toml.GREATEST
    ):
        return float(value)
    raise StudyFileError(f"{where} must be a number above 0, got {toml.shown(value)}.")


def parse_design(value: object) -> DesignAnswers:
    """Return what the ``[design]`` table says.

    Parameters
    ----------
    value : object
        As a TOML reader gives it.

    Returns
    -------
    DesignAnswers

    Raises
    ------
    StudyFileError
        If a key is unknown or a value is not allowed.

    Examples
    --------
    >>> parse_design({"respondents_per_firm": 1}).respondents_per_firm
    1
    """
    given = toml.table(value, "[design]")
    toml.known_keys(given, DESIGN_KEYS, "[design]")
    answers: dict[str, Any] = {}
    for key, answer in given.items():
        where = f"[design] `{key}`"
        if key == "respondents_per_firm":
            answers[key] = _persons(answer, where)
        elif key == "response_rate":
            answers[key] = _rate(answer, where)
        elif key == "sampling":
            answers[key] = toml.one_of(answer, SAMPLING, where)
        elif isinstance(answer, bool):
            answers[key] = answer
        else:
            raise StudyFileError(f"{where} must be true or false, got {toml.shown(answer)}.")
    return DesignAnswers(**answers)


def _persons(value: object, where: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 1000:
        raise StudyFileError(
            f"{where} must be a whole number from 1 to 1000, got {toml.shown(value)}."
        )
    return value


def _rate(value: object, where: str) -> float:
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value <= 1:
        return float(value)
    raise StudyFileError(
        f"{where} must be a share above 0 and at most 1, as 0.23 for 23 %, got {toml.shown(value)}."
    )
