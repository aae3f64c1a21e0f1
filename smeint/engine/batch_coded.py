"""The units of a family as ranks and levels in cells, each found once for all tests of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from smeint.arrays import BoolArray, FloatArray, IntArray
from smeint.engine.batch_cells import Cells, cells_of, check_strata
from smeint.engine.batch_codes import Levels, counts_of, known_rows, levels_of, places
from smeint.engine.batch_units import Units, run_or_places

T = TypeVar("T")
S = TypeVar("S", bound=np.generic)

#: Share of firms in some test from which it does not pay to leave the others out.
_MOST = 0.8


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """Units whose cells, levels and ranks are found when they are first asked for.

    Parameters
    ----------
    units : Units
        Of any leading axes.
    predictor_name : str
        How errors name the predictor.
    common : dict, optional
        What `shared` has found: that of other families whose units were found together.

    Examples
    --------
    >>> stratum = np.array([[0, -1], [0, 0]])
    >>> one = Coded(Units(np.array([[3.0, 1.0], [2.0, 4.0]]), np.ones((2, 2)), stratum, 1))
    >>> one.known("outcome")
    array([[3., 0.],
           [2., 4.]])
    """

    units: Units
    predictor_name: str = "predictor"
    common: dict[tuple[object, ...], tuple[Any, object]] = field(default_factory=dict)
    _found: dict[tuple[str, str], Any] = field(default_factory=dict)

    @property
    def cells(self) -> Cells:
        """The cells of row and stratum; firms that no row has in a test may be left out."""
        return self.shared("cells", self._cells)

    def known(self, name: str) -> FloatArray:
        """Return ``outcome`` or ``predictor``, one row for each row of cells, 0 outside.

        No one may write to it.
        """
        shown = self.predictor_name if name == "predictor" else name
        values = self._in_tests(getattr(self.units, name))
        return self.once("known", name, lambda: known_rows(values, self.cells, shown))

    def levels(self, name: str) -> Levels:
        """Return the codes of ``outcome`` or ``predictor``."""
        return self.once("levels", name, lambda: levels_of(self.known(name), self.cells))

    def ranks(self, name: str) -> tuple[FloatArray, BoolArray]:
        """Return `centred_ranks` of ``outcome`` or ``predictor``; no one may write to them."""
        return self.once("ranks", name, lambda: centred_ranks(self.levels(name), self.cells))

    def _cells(self) -> Cells:
        number, n_strata = self.units.stratum, self.units.n_strata
        check_strata(number, n_strata, self.units.outcome.shape)
        number = self._in_tests(number)
        return cells_of(number, n_strata, number.shape)

    def _in_tests(self, values: NDArray[S]) -> NDArray[S]:
        """Return values, (..., firms), of the firms that are in some test, where those are few."""
        columns = self._tested
        return values if columns is None else values[..., columns]

    def at_all_firms(self, values: FloatArray) -> FloatArray:
        """Return values of the firms in `cells` at all firms, 0 at those that were left out.

        The last digit of a sum over firms would else depend on the panels that stand together.
        """
        if self._tested is None:
            return values
        whole = np.zeros((*values.shape[:-1], self.units.stratum.shape[-1]))
        whole[..., self._tested] = values
        return whole

    @property
    def _tested(self) -> slice | IntArray | None:
        return self.shared("tested", lambda: _columns(self.units.stratum))

    def shared(self, what: str, compute: Callable[[], T], *names: str) -> T:
        """Return what depends on strata alone, and on the variables named, found once for all.

        Families with the very same arrays of these share it; no one may write to it.
        """
        units = self.units
        arrays = (units.stratum, *(getattr(units, name) for name in names))
        key = (what, units.n_strata, *map(id, arrays))
        if key not in self.common:
            # the arrays are kept: their numbers are theirs as long as they live
            self.common[key] = (compute(), arrays)
        return cast(T, self.common[key][0])

    def once(self, what: str, name: str, compute: Callable[[], T]) -> T:
        """Return what is computed the first time it is asked for; no one may write to it."""
        if (what, name) not in self._found:
            self._found[what, name] = compute()
        return cast(T, self._found[what, name])


def _columns(stratum: IntArray) -> slice | IntArray | None:
    """Return the firms that are in some test of some row; None where leaving out does not pay."""
    rows = stratum.reshape(-1, stratum.shape[-1])
    places = np.flatnonzero(rows.max(axis=0, initial=-1) >= 0)
    return None if len(places) > _MOST * rows.shape[-1] else run_or_places(places)


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
