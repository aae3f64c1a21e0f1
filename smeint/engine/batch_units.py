"""`Units`: which firms of many panels answer a family of questions, and in which stratum."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from smeint.arrays import FloatArray, IntArray

T = TypeVar("T")
S = TypeVar("S", bound=np.generic)

#: Share of firms in some test from which it does not pay to leave the others out.
_MOST = 0.8


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
    found : dict, optional
        What follows from `stratum` and `n_strata` alone, kept once it is found; units with the
        same of both share it.
    own : dict, optional
        What follows from all of the units, kept once it is found.
    """

    outcome: FloatArray
    predictor: FloatArray
    stratum: IntArray
    n_strata: int
    found: dict[str, Any] = field(default_factory=dict)
    own: dict[str, Any] = field(default_factory=dict)

    def once(self, what: str, compute: Callable[[], T], of_all: bool = False) -> T:
        """Return what was found under this name for these strata, or units, or computed now."""
        kept = self.own if of_all else self.found
        if what not in kept:
            kept[what] = compute()
        return cast(T, kept[what])

    @property
    def sizes(self) -> IntArray:
        """Firms of each test, (replicates, years, strata)."""
        return self.once("sizes", self._sizes)

    def in_tests(self, values: NDArray[S]) -> NDArray[S]:
        """Return values, (..., firms), of the firms that are in some test, where those are few."""
        columns = self.once("columns", self._columns)
        return values if columns is None else values[..., columns]

    def _sizes(self) -> IntArray:
        inside = [(self.stratum == place).view(np.int8) for place in range(self.n_strata)]
        return np.stack([part.sum(axis=-1, dtype=np.int32) for part in inside], axis=-1)

    def _columns(self) -> slice | IntArray | None:
        rows = self.stratum.reshape(-1, self.stratum.shape[-1])
        places = np.flatnonzero(rows.max(axis=0, initial=-1) >= 0)
        return None if len(places) > _MOST * rows.shape[-1] else run_or_places(places)


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


def units_of(outcome: ArrayLike, predictor: ArrayLike, stratum: ArrayLike, n_strata: int) -> Units:
    """Return units of anything that arrays can be made of.

    Examples
    --------
    >>> units_of([1, 2], [True, False], [0, -1], 1).predictor
    array([1., 0.])
    """
    y, x = (np.asarray(v, dtype=float) for v in (outcome, predictor))
    return Units(y, x, np.asarray(stratum), n_strata)
