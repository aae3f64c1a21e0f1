"""Two-by-two tables in strata, and the cell expected in each under one common odds ratio."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from smeint.arrays import BoolArray, FloatArray
from smeint.errors import ArgumentError
from smeint.formulas.result import Estimate


@dataclass(frozen=True, slots=True)
class Strata2x2:
    """Counts of a two-by-two table in each of several strata (bands, countries, industries).

    Parameters
    ----------
    a, b : array of float, shape (..., strata)
        First group: firms with the event, firms without.
    c, d : array of float, shape (..., strata)
        Second group: firms with the event, firms without.
    names : tuple of str
        The strata's names; ``stratum 1``, ``stratum 2`` ... where not given.

    Raises
    ------
    ArgumentError
        If counts have no axis for strata or are negative, or names do not fit them.

    Examples
    --------
    >>> bands = Strata2x2([3, 8, 0], [9, 2, 0], [5, 9, 4], [6, 1, 7], ("low", "moderate", "high"))
    >>> bands.note()
    'left out, a group has no firm: high'
    """

    a: ArrayLike
    b: ArrayLike
    c: ArrayLike
    d: ArrayLike
    names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        cells = np.broadcast_arrays(self.a, self.b, self.c, self.d)
        if cells[0].ndim < 1:
            raise ArgumentError("counts must have an axis for strata, got single numbers.")
        if any((x < 0).any() for x in cells):
            raise ArgumentError("counts must not be negative.")
        if self.names and len(self.names) != cells[0].shape[-1]:
            raise ArgumentError(
                f"names must name the {cells[0].shape[-1]} strata, got {len(self.names)} names."
            )

    @property
    def cells(self) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
        """The four counts as float arrays of one shape."""
        a, b, c, d = np.broadcast_arrays(self.a, self.b, self.c, self.d)
        return (a.astype(float), b.astype(float), c.astype(float), d.astype(float))

    @property
    def both_groups(self) -> BoolArray:
        """Where both groups have firms, shape (..., strata)."""
        a, b, c, d = self.cells
        return np.asarray((a + b > 0) & (c + d > 0))

    @property
    def informative(self) -> BoolArray:
        """Where both groups have firms and the outcome varies: what odds ratios are found from."""
        a, b, c, d = self.cells
        return np.asarray(self.both_groups & (a + c > 0) & (b + d > 0))

    def where(self, keep: BoolArray) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
        """Return the counts, 0 in all four cells where `keep` is false."""
        a, b, c, d = self.cells
        return (
            np.where(keep, a, 0.0),
            np.where(keep, b, 0.0),
            np.where(keep, c, 0.0),
            np.where(keep, d, 0.0),
        )

    def note(self) -> str:
        """Return which strata are left out of all or of some results, or an empty string."""
        empty, constant = ~self.both_groups, self.both_groups & ~self.informative
        parts = []
        if left_out := names_where(empty, self.names):
            parts.append(f"left out, a group has no firm: {left_out}")
        if weightless := names_where(constant, self.names):
            parts.append(
                "without weight in odds ratios and chi-squares, the outcome is the same for every "
                f"firm: {weightless}"
            )
        return "; ".join(parts)


def expected_first_cell(strata: Strata2x2, odds_ratio: ArrayLike) -> FloatArray:
    """Return the first cell expected in each stratum, its margins and an odds ratio given.

    Parameters
    ----------
    strata : Strata2x2
    odds_ratio : array of float
        Positive and finite, of the leading shape.

    Returns
    -------
    array of float, shape (..., strata)
        The root e of e (n2 - m + e) = odds ratio (n1 - e)(m - e) that keeps all cells from being
        negative; 0 where the stratum is not informative.

    Examples
    --------
    >>> float(expected_first_cell(Strata2x2([3], [1], [1], [3]), 9.0).round(6)[0])
    3.0
    """
    a, b, c, d = strata.where(strata.informative)
    ratio = np.asarray(odds_ratio, dtype=float)[..., None]
    n_1, n_2, events = a + b, c + d, a + c
    linear = n_2 - events + ratio * (n_1 + events)
    root = np.sqrt(np.maximum(linear**2 + 4 * (1 - ratio) * ratio * n_1 * events, 0.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        # each form keeps its digits where the other subtracts nearly equal numbers
        e = np.where(
            linear >= 0,
            2 * ratio * n_1 * events / (linear + root),
            (root - linear) / (2 - 2 * ratio),
        )
    return np.where(strata.informative, e, 0.0)


def names_where(which: BoolArray, names: tuple[str, ...]) -> str:
    """Return the names of strata, the last axis, of which something holds in any element.

    Examples
    --------
    >>> names_where(np.array([[True, False], [False, False]]), ("low", "high"))
    'low'
    """
    count = which.shape[-1]
    known = names or tuple(f"stratum {i + 1}" for i in range(count))
    anywhere = np.atleast_1d(which.reshape(-1, count).any(axis=0))
    return ", ".join(name for name, is_so in zip(known, anywhere, strict=True) if is_so)


def n_strata(used: BoolArray) -> Estimate:
    """Return the number of strata that enter a test, measure ``n_strata``."""
    return Estimate("n_strata", used.sum(axis=-1).astype(float))
