"""`Steps`: how many cuts a number has passed, by a table in place of a search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from smeint.arrays import FloatArray, IntArray

#: Finest table that is made; rows of cuts that need a finer one are searched.
MOST_BUCKETS = 1 << 14


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """Rows of ascending cuts, and a table that finds a number's place among them.

    Parameters
    ----------
    rows : tuple of array of float
        Cuts of each row, ascending.
    low, per_unit : float
        A number x lies in bucket ``floor((x - low) per_unit)``, held within the table.
    n_buckets : int
        0 where the cuts lie too close for a table.
    below : array of int, (rows * buckets,)
        Cuts in the buckets before.
    cut : array of float, (rows * buckets,)
        The one cut within the bucket; infinite where there is none.

    Notes
    -----
    The bucket of a number is a monotone function of it, in floating point too; a cut of an
    earlier bucket is therefore smaller and one of a later bucket greater, and one comparison
    decides within a bucket. The count is exactly that of ``searchsorted(cuts, x, "right")``.
    """

    rows: tuple[FloatArray, ...]
    low: float
    per_unit: float
    n_buckets: int
    below: IntArray
    cut: FloatArray

    def passed(self, x: FloatArray, row: IntArray | int = 0) -> IntArray:
        """Return how many cuts of its row each number has reached.

        Parameters
        ----------
        x : array of float
        row : array of int, shape of x, or int

        Returns
        -------
        array of int, shape of x

        Examples
        --------
        >>> steps_of([np.array([0.0, 1.0])]).passed(np.array([-5.0, 0.0, 0.5, 1.0]))
        array([0, 1, 1, 2])
        """
        if not self.n_buckets:
            return self._searched(x, row)
        place = _bucket(x, self.low, self.per_unit, self.n_buckets)
        place += np.multiply(row, self.n_buckets)
        count = self.below.take(place)
        count += x >= self.cut.take(place)
        return count

    def _searched(self, x: FloatArray, row: IntArray | int) -> IntArray:
        row = np.broadcast_to(row, x.shape)
        count = np.empty(x.shape, dtype=np.int64)
        for place, cuts in enumerate(self.rows):
            here = row == place
            count[here] = np.searchsorted(cuts, x[here], side="right")
        return count


def steps_of(rows: Sequence[FloatArray]) -> Steps:
    """Return the table of rows of ascending cuts.

    Parameters
    ----------
    rows : sequence of array of float
        Infinite cuts are never reached and left out.
    """
    finite = tuple(np.asarray(cuts)[np.isfinite(cuts)] for cuts in rows)
    every = np.concatenate(finite)
    if every.size == 0:
        return Steps(finite, 0.0, 0.0, 0, np.zeros(0, int), np.zeros(0))
    low, width = float(every.min()), float(np.ptp(every)) or 1.0
    n = 64
    while n <= MOST_BUCKETS:
        per_unit = (n - 1) / width
        places = [_bucket(cuts, low, per_unit, n) for cuts in finite]
        if all(np.unique(place).size == place.size for place in places):
            return _table(finite, places, low, per_unit, n)
        n *= 2
    return Steps(finite, low, 0.0, 0, np.zeros(0, int), np.zeros(0))


def _bucket(x: FloatArray, low: float, per_unit: float, n: int) -> IntArray:
    scaled = x - low
    scaled *= per_unit
    np.clip(scaled, 0.0, n - 1, out=scaled)
    return scaled.astype(np.intp)


def _table(
    rows: tuple[FloatArray, ...], places: Sequence[IntArray], low: float, per_unit: float, n: int
) -> Steps:
    below = np.zeros((len(rows), n), dtype=np.int64)
    cut = np.full((len(rows), n), np.inf)
    for k, (cuts, place) in enumerate(zip(rows, places, strict=True)):
        cut[k, place] = cuts
        below[k] = np.searchsorted(place, np.arange(n), side="left")
    return Steps(rows, low, per_unit, n, below.ravel(), cut.ravel())
