"""`Units`: which firms of many panels answer a family of questions, and in which stratum."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from smeint.arrays import FloatArray, IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """The units of a family of questions: one outcome and predictor, several years and strata.

    Parameters
    ----------
    outcome : array of float, (replicates, years, firms)
        Any value where the firm is in no test.
    predictor : array of float, (replicates, years, firms)
        1 for the first group and 0 for the second where there is a contrast; else the
        predictor's values; zeros for normality.
    stratum : array of int, (replicates, years, firms)
        Place of the firm's stratum, from 0; -1 where the firm is in no test of that year.
    n_strata : int
        1 where the questions have no strata.
    """

    outcome: FloatArray
    predictor: FloatArray
    stratum: IntArray
    n_strata: int

    @property
    def sizes(self) -> IntArray:
        """Firms of each test, (replicates, years, strata)."""
        inside = [(self.stratum == place).view(np.int8) for place in range(self.n_strata)]
        return np.stack([part.sum(axis=-1, dtype=np.int32) for part in inside], axis=-1)


def units_of(outcome: ArrayLike, predictor: ArrayLike, stratum: ArrayLike, n_strata: int) -> Units:
    """Return units of anything that arrays can be made of.

    Examples
    --------
    >>> units_of([1, 2], [True, False], [0, -1], 1).predictor
    array([1., 0.])
    """
    y, x = (np.asarray(v, dtype=float) for v in (outcome, predictor))
    return Units(y, x, np.asarray(stratum), n_strata)


def run_or_places(places: IntArray) -> slice | IntArray:
    """Return rising places, as a slice where they follow on each other.

    Examples
    --------
    >>> run_or_places(np.array([2, 3, 4])), run_or_places(np.array([2, 4]))
    (slice(2, 5, None), array([2, 4]))
    """
    if not places.size:
        return slice(0, 0)
    first, end = int(places[0]), int(places[-1]) + 1
    return slice(first, end) if end - first == len(places) else places
