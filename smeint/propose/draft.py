"""`Draft`: a study file in the making."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from smeint.panel.variables import VARIABLES
from smeint.propose.guess import Guess
from smeint.study.presets import Preset

#: Variables without which no study file can be read.
PLACEHOLDERS = ("firm_id", "year")


@dataclass(frozen=True, slots=True)
class Draft:
    """What a proposed study file will say.

    Parameters
    ----------
    source : str
        Base name of the data file.
    file : str
        The data file as the study file names it.
    preset : Preset or None
    of_preset : tuple of str
        Variables of the preset whose columns the file has.
    absent : mapping of str to tuple of str
        Variables of the preset and the columns that the file lacks.
    data : mapping of str to (str, str)
        Keys of ``[data]``: value in TOML, and why.
    lines : tuple of Guess
    removed : mapping of str to str
        Variables of the preset that are taken out, and why.
    notes : tuple of str
        What else the user must know.
    """

    source: str
    file: str
    preset: Preset | None
    of_preset: tuple[str, ...]
    absent: Mapping[str, tuple[str, ...]]
    data: Mapping[str, tuple[str, str]]
    lines: tuple[Guess, ...]
    removed: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def mapped(self) -> tuple[str, ...]:
        """Variables that have a line, in the order of the variable table, own ones after."""
        kept = {name for name in self.of_preset if name not in self.removed}
        kept |= {guess.variable for guess in self.lines if guess.sure}
        ordered = dict.fromkeys((*VARIABLES, *self.of_preset))
        return tuple(name for name in ordered if name in kept)

    @property
    def placeholders(self) -> tuple[str, ...]:
        """Of `firm_id` and `year` those for which no column was found."""
        return tuple(name for name in PLACEHOLDERS if name not in self.mapped)
