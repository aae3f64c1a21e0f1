"""Cells of stacked samples: a row (all axes but the last) and a stratum."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from smeint.arrays import FloatArray, IntArray
from smeint.errors import ArgumentError


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Which cell each firm of each row belongs to.

    Parameters
    ----------
    bits : array of int64, (rows, firms)
        -1, that is all bits, where the firm is in a cell, and 0 outside.
    place : array of int, (rows, firms)
        Number of the cell, row times strata plus stratum; `n_cells` outside.
    leading : tuple of int
        Shape of the rows.
    n_strata : int
    """

    bits: IntArray
    place: IntArray
    leading: tuple[int, ...]
    n_strata: int

    @property
    def n_cells(self) -> int:
        """Number of cells: rows times strata."""
        return len(self.bits) * self.n_strata

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the variables: that of the rows, and firms."""
        return (*self.leading, self.bits.shape[-1])


def cells_of(stratum: ArrayLike, n_strata: int, shape: tuple[int, ...]) -> Cells:
    """Return the cells of stacked samples.

    Parameters
    ----------
    stratum : array of int, shape (..., firms)
        From 0; negative where the firm is in no test.
    n_strata : int
        Number of strata.
    shape : tuple of int
        Of the outcome, (..., firms).

    Returns
    -------
    Cells

    Raises
    ------
    ArgumentError
        If `stratum` has another shape, or a stratum is not below `n_strata`.

    Examples
    --------
    >>> cells_of([[0, -1], [1, 0]], 2, (2, 2)).place
    array([[0, 4],
           [3, 2]])
    """
    codes = np.asarray(stratum)
    check_strata(codes, n_strata, shape)
    # written out, for there may be no firm at all
    rows = codes.reshape(math.prod(shape[:-1]), shape[-1]).astype(np.int64, copy=False)
    n_cells = len(rows) * n_strata
    # by bits: `where` on a mask without a pattern takes ten times as long
    bits = ~(rows >> 63)
    place = rows + (np.arange(len(rows)) * n_strata - n_cells)[:, None]
    place &= bits
    place += n_cells
    return Cells(bits, place, shape[:-1], n_strata)


def check_strata(stratum: IntArray, n_strata: int, shape: tuple[int, ...]) -> None:
    """Refuse strata of another shape than the outcome's, or not below their number.

    Raises
    ------
    ArgumentError
        If they are.
    """
    if stratum.shape != shape or not shape:
        raise ArgumentError(f"stratum must have the outcome's shape {shape}, got {stratum.shape}.")
    if stratum.size and stratum.max() >= n_strata:
        raise ArgumentError(f"stratum must be below {n_strata}, got {int(stratum.max())}.")


def refuse_missing(name: str, values: FloatArray) -> None:
    """Refuse values of firms that are in a test where any is missing.

    Raises
    ------
    ArgumentError
        If one is.
    """
    if values.size and np.isnan(values.max()):
        raise ArgumentError(f"{name} must not have missing values where a firm is in a test.")


def cell_sums(known: FloatArray, cells: Cells) -> FloatArray:
    """Return sums over the firms of each cell of values that are 0 outside.

    Examples
    --------
    >>> cell_sums(np.array([[1.0, 2.0, 4.0]]), cells_of([[0, 1, 0]], 2, (1, 3)))
    array([5., 2.])
    """
    if cells.n_strata == 1:
        return np.asarray(known.sum(axis=-1))
    at, total = cells.place.reshape(-1), cells.n_cells
    found = np.bincount(at, weights=known.reshape(-1), minlength=total)
    return found[:total].astype(float, copy=False)


def cell_sizes(cells: Cells) -> FloatArray:
    """Return the number of firms of each cell.

    Examples
    --------
    >>> cell_sizes(cells_of([[0, 1, 0]], 2, (1, 3)))
    array([2., 1.])
    """
    if cells.n_strata == 1:
        return np.asarray(np.negative(cells.bits.sum(axis=-1), dtype=float))
    at, total = cells.place.reshape(-1), cells.n_cells
    return np.bincount(at, minlength=total)[:total].astype(float)


def at_firms(of_cells: FloatArray, cells: Cells) -> FloatArray:
    """Return what belongs to each cell at its firms, 0 outside.

    Examples
    --------
    >>> at_firms(np.array([5.0]), cells_of([[0, -1]], 1, (1, 2)))
    array([[5., 0.]])
    """
    return np.append(of_cells, 0.0).take(cells.place)
