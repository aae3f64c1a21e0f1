"""`Cells`: what each distinct cell of a column stands for, and which break a rule."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from smeint.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Fault:
    """A rule that a cell or row of a column breaks.

    Parameters
    ----------
    rule : str
        What is allowed, in words.
    sorts : array of int, (cells,) or (rows,)
        0 where the rule is kept, else which sort of break it is; examples show one of each.
    """

    rule: str
    sorts: IntArray

    @property
    def broken(self) -> BoolArray:
        """Where the rule is broken."""
        broken: BoolArray = self.sorts != 0
        return broken


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """What each distinct cell of a column stands for.

    Parameters
    ----------
    values : array of float, (cells,)
    reasons : array of int, (cells,)
        Reason of a missing value, 0 where there is none.
    faults : tuple of Fault
    levels : tuple of str
    percent_signs : bool
        Whether a cell that was read has a percent sign.
    """

    values: FloatArray
    reasons: IntArray
    faults: tuple[Fault, ...] = ()
    levels: tuple[str, ...] = ()
    percent_signs: bool = False


def single(rule: str, bad: BoolArray) -> tuple[Fault, ...]:
    """Return the fault of a rule that is broken in one way, or none where it is kept."""
    return (Fault(rule, bad.astype(np.int64)),) if bad.any() else ()
