"""The units of a family as ranks and levels in cells, each found once for all tests of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

import numpy as np

from smeint.arrays import BoolArray, FloatArray
from smeint.engine.batch_codes import (
    Cells,
    Levels,
    cells_of,
    counts_of,
    known_rows,
    levels_of,
    places,
)
from smeint.engine.batch_units import Units

T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """Units whose cells, levels and ranks are found when they are first asked for.

    Parameters
    ----------
    units : Units
        Of any leading axes.
    predictor_name : str
        How errors name the predictor.

    Examples
    --------
    >>> one = Coded(Units(np.array([[3.0, 1.0]]), np.ones((1, 2)), np.array([[0, -1]]), 1))
    >>> one.known("outcome")
    array([[3., 0.]])
    """

    units: Units
    predictor_name: str = "predictor"
    _found: dict[tuple[str, str], Any] = field(default_factory=dict)

    @property
    def cells(self) -> Cells:
        """The cells of row and stratum; firms that no row has in a test may be left out."""
        return self.units.once("cells", self._cells)

    def known(self, name: str) -> FloatArray:
        """Return ``outcome`` or ``predictor``, one row for each row of cells, 0 outside.

        No one may write to it.
        """
        shown = self.predictor_name if name == "predictor" else name
        values = self.units.in_tests(getattr(self.units, name))
        return self._once("known", name, lambda: known_rows(values, self.cells, shown))

    def levels(self, name: str) -> Levels:
        """Return the codes of ``outcome`` or ``predictor``."""
        return self._once("levels", name, lambda: levels_of(self.known(name), self.cells))

    def ranks(self, name: str) -> tuple[FloatArray, BoolArray]:
        """Return `centred_ranks` of ``outcome`` or ``predictor``; no one may write to them."""
        return self._once("ranks", name, lambda: centred_ranks(self.levels(name), self.cells))

    def _cells(self) -> Cells:
        units = self.units
        if units.stratum.shape != units.outcome.shape:  # to be refused as a whole
            return cells_of(units.stratum, units.n_strata, units.outcome.shape)
        number = units.in_tests(units.stratum)
        return cells_of(number, units.n_strata, number.shape)

    def _once(self, what: str, name: str, compute: Callable[[], T]) -> T:
        if (what, name) not in self._found:
            self._found[what, name] = compute()
        return cast(T, self._found[what, name])


def centred_ranks(levels: Levels, cells: Cells) -> tuple[FloatArray, BoolArray]:
    """Return mid-ranks within cells, doubled and centred at 0, and which cells vary.

    Parameters
    ----------
    levels : Levels
    cells : Cells

    Returns
    -------
    tuple of array
        2 R - (n + 1), whole numbers, of the shape (rows, firms), 0 outside; whether a cell has
        more than one value, of the shape (cells,).

    Examples
    --------
    >>> one = cells_of([[0, 0, 0, -1]], 1, (1, 4))
    >>> centred_ranks(Levels(np.array([[1, 0, 1, 0]]), 2), one)[0]
    array([[ 1., -2.,  1.,  0.]])
    """
    at = places(levels, cells)
    counts = counts_of(at, (cells.n_cells, levels.n))
    doubled = np.zeros((cells.n_cells + 1, levels.n))
    inner = doubled[:-1]
    np.cumsum(counts, axis=-1, out=inner)
    n = inner[:, -1:].copy()
    # a value's last rank r, of t tied firms: 2 (r - (t - 1) / 2) - (n + 1)
    inner *= 2
    inner -= counts
    inner -= n
    return doubled.reshape(-1).take(at), counts.max(axis=-1) < n[:, 0]
