"""Values of stacked samples as small whole numbers in their order, counted within cells.

A cell is a row (all axes but the last) and a stratum. Ranks, ties and constant samples all follow
from how often each value occurs in each cell.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from smeint.arrays import BoolArray, FloatArray, IntArray
from smeint.errors import ArgumentError

#: Values that are whole numbers, or reported in steps of .05 or .01, need no sort.
_SCALES = (1.0, 20.0, 100.0)
#: So many values are looked at before a scale is tried on all.
_GLANCE = 256


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Which cell each firm of each row belongs to.

    Parameters
    ----------
    inside : array of bool, (rows, firms)
        Whether the firm is in a cell at all.
    place : array of int, (rows, firms)
        Number of the cell, row times strata plus stratum; any value outside.
    leading : tuple of int
        Shape of the rows.
    n_strata : int
    """

    inside: BoolArray
    place: IntArray
    leading: tuple[int, ...]
    n_strata: int

    @property
    def n_cells(self) -> int:
        """Number of cells: rows times strata."""
        return len(self.inside) * self.n_strata


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """Values as codes that are equal where values are, and rise as they do within a row.

    Parameters
    ----------
    codes : array of int, (rows, firms)
        From 0; any value outside cells.
    n : int
        Codes inside cells are below it.
    """

    codes: IntArray
    n: int


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
    >>> cells_of([[0, -1], [1, 0]], 2, (2, 2)).place[1]
    array([3, 2])
    """
    codes = np.asarray(stratum)
    if codes.shape != shape or not shape:
        raise ArgumentError(f"stratum must have the outcome's shape {shape}, got {codes.shape}.")
    rows = codes.reshape(-1, shape[-1])
    if rows.size and rows.max() >= n_strata:
        raise ArgumentError(f"stratum must be below {n_strata}, got {int(rows.max())}.")
    start = np.arange(len(rows))[:, None] * n_strata
    return Cells(rows >= 0, rows + start, shape[:-1], n_strata)


def rows_of(x: ArrayLike, cells: Cells, name: str) -> FloatArray:
    """Return a variable as float, one row for each row of cells.

    Raises
    ------
    ArgumentError
        If the variable has not the shape of the cells.

    Examples
    --------
    >>> rows_of([True, False], cells_of([0, 0], 1, (2,)), "first")
    array([[1., 0.]])
    """
    values = np.asarray(x, dtype=float)
    shape = (*cells.leading, cells.inside.shape[-1])
    if values.shape != shape:
        raise ArgumentError(f"{name} must have the outcome's shape {shape}, got {values.shape}.")
    return values.reshape(cells.inside.shape)


def levels_of(values: FloatArray, cells: Cells, name: str) -> Levels:
    """Return codes of values: by their step where they have one, else by a sort of each row.

    Parameters
    ----------
    values : array of float, (rows, firms)
    cells : Cells
    name : str
        Of the variable, for the error.

    Returns
    -------
    Levels

    Raises
    ------
    ArgumentError
        If a value inside a cell is missing.

    Examples
    --------
    >>> one = cells_of([[0, 0, 0, -1]], 1, (1, 4))
    >>> levels_of(np.array([[0.3, 0.1, 0.3, np.nan]]), one, "outcome").codes[0, :3]
    array([4, 0, 4])
    >>> levels_of(np.array([[0.31415, 0.1, 7.0, np.nan]]), one, "outcome").codes[0, :3]
    array([1, 0, 2])
    """
    filled = np.where(cells.inside, values, np.inf)
    low = float(filled.min()) if filled.size else np.inf
    if np.isnan(low):
        raise ArgumentError(f"{name} must not have missing values where a firm is in a test.")
    if low == np.inf:
        return Levels(np.zeros(filled.shape, dtype=np.intp), 1)
    return _by_step(values, cells.inside, low) or _by_sort(filled, cells.inside)


def _by_step(values: FloatArray, inside: BoolArray, low: float) -> Levels | None:
    """Return codes of values that are whole multiples of a step, None where they are not."""
    # an array of counts should not be much larger than the sample
    most = 2 * inside.shape[-1] + 10
    if not np.isfinite(low):
        return None
    glance = values.reshape(-1)[:_GLANCE][inside.reshape(-1)[:_GLANCE]]
    for scale in _SCALES:
        if not np.array_equal(np.rint(glance * scale) / scale, glance):
            continue
        known = np.where(inside, values, low)
        steps = np.rint(known * scale)
        # rounding keeps the order, and a code that gives its value back keeps equality
        if not np.array_equal(steps / scale, known):
            continue
        steps -= np.rint(low * scale)
        n = steps.max() + 1
        return Levels(steps.astype(np.intp), int(n)) if n <= most else None
    return None


def _by_sort(filled: FloatArray, inside: BoolArray) -> Levels:
    """Return the place of each value among the distinct values of its row."""
    order = np.argsort(filled, axis=-1)
    order += np.arange(len(filled))[:, None] * filled.shape[-1]
    ordered = filled.reshape(-1)[order]
    place = np.zeros(filled.shape, dtype=np.intp)
    np.cumsum(ordered[:, 1:] != ordered[:, :-1], axis=-1, out=place[:, 1:])
    codes = np.empty(filled.size, dtype=np.intp)
    codes[order] = place
    return Levels(codes.reshape(filled.shape), int(inside.sum(axis=-1).max()))


def counts_of(levels: Levels, cells: Cells, second: BoolArray | None = None) -> IntArray:
    """Count each code in each cell.

    Parameters
    ----------
    levels : Levels
    cells : Cells
    second : array of bool, (rows, firms), optional
        True in the second of two groups: each is counted by itself.

    Returns
    -------
    array of int, (cells, codes), or (cells, 2, codes) of two groups

    Examples
    --------
    >>> one = cells_of([[0, 0, 0, -1]], 1, (1, 4))
    >>> counts_of(Levels(np.array([[1, 0, 1, 7]]), 2), one)
    array([[1, 2]])
    """
    index, groups = cells.place, 1
    if second is not None:
        index, groups = 2 * index + second, 2
    total = cells.n_cells * groups * levels.n
    index = np.where(cells.inside, index * levels.n + levels.codes, total)
    counts = np.bincount(index.reshape(-1), minlength=total + 1)[:total]
    shape = (cells.n_cells, levels.n) if second is None else (cells.n_cells, 2, levels.n)
    return np.asarray(counts.reshape(shape))
