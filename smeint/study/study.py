"""`Study`: what a study file says, as a frozen value."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from smeint.definitions.definitions import Definitions
from smeint.errors import ArgumentError, StudyFileError
from smeint.formulas.survey import DEFAULT_SINGLE_UNIT_RULE
from smeint.panel.spec import ColumnSpec, DataSpec
from smeint.study.describe.spec import DesignAnswers, Frame
from smeint.study.hypothesis import Hypothesis
from smeint.study.presets import Line, Preset


@dataclass(frozen=True, slots=True, eq=False)
class Study:
    """Data, mapping, definitions and hypotheses of one study.

    Parameters
    ----------
    name : str
        Base name of the study file.
    sha256 : str
        Of the study file.
    folder : path
        Folder to which the data file is relative.
    data : DataSpec
    columns : tuple of ColumnSpec
    definitions : Definitions
    hypotheses : tuple of Hypothesis
        In the order of the tables.
    normality : bool
        Whether the tests of normality are made.
    alpha : float
        Level of the verdicts.
    notable_effect : float
        Effect (phi, rank-biserial, rho) which, still inside an interval, is named beside
        "not supported".
    synthetic : bool
        Whether the file declares its data to be synthetic.
    frame : Frame
        Population that respondents are compared with.
    design : DesignAnswers
        What the file says of how the data came about.
    single_unit_strata : str
        What weighted companions do with strata of which one firm was sampled.
    min_count : int
        Counts of firms below this are suppressed; 0 for none.
    preset : Preset or None
        That the study file stands on.
    lines : tuple of Line
        Which line comes from the study file and which from the preset; none without a preset.
    """

    name: str
    sha256: str
    folder: Path
    data: DataSpec
    columns: tuple[ColumnSpec, ...]
    definitions: Definitions
    hypotheses: tuple[Hypothesis, ...]
    normality: bool
    alpha: float
    notable_effect: float
    synthetic: bool
    frame: Frame = field(default_factory=Frame)
    design: DesignAnswers = field(default_factory=DesignAnswers)
    single_unit_strata: str = DEFAULT_SINGLE_UNIT_RULE
    min_count: int = 0
    preset: Preset | None = None
    lines: tuple[Line, ...] = ()

    @property
    def stamp(self) -> dict[str, Any]:
        """Name and hash of the study file, and of its preset where it has one."""
        stamp: dict[str, Any] = {"file": self.name, "sha256": self.sha256}
        return stamp if self.preset is None else {**stamp, "preset": self.preset.stamp}


@contextmanager
def in_file(name: str) -> Iterator[None]:
    """Let every refusal of what a study file says begin with the file's name.

    Parameters
    ----------
    name : str

    Raises
    ------
    StudyFileError
        In place of a `StudyFileError` or `ArgumentError` from within.

    Examples
    --------
    >>> with in_file("study.toml"):
    ...     raise StudyFileError("alpha must be a number.")
    Traceback (most recent call last):
    smeint.errors.StudyFileError: study.toml: alpha must be a number.
    """
    try:
        yield
    except (StudyFileError, ArgumentError) as error:
        raise StudyFileError(f"{name}: {error}") from error
