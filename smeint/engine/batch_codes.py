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


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """Values as codes that are equal where values are, and rise as they do within a row.

    Parameters
    ----------
    codes : array of int, (rows, firms)
        From 0 to below `n`, outside cells as well.
    n : int
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
    >>> cells_of([[0, -1], [1, 0]], 2, (2, 2)).place
    array([[0, 4],
           [3, 2]])
    """
    codes = np.asarray(stratum)
    check_strata(codes, n_strata, shape)
    rows = codes.reshape(-1, shape[-1]).astype(np.int64, copy=False)
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


def known_rows(x: ArrayLike, cells: Cells, name: str) -> FloatArray:
    """Return a variable as float, one row for each row of cells, 0 outside.

    Raises
    ------
    ArgumentError
        If the variable has not the shape of the cells, or a value inside a cell is missing.

    Examples
    --------
    >>> known_rows([True, np.nan], cells_of([0, -1], 1, (2,)), "first")
    array([[1., 0.]])
    """
    values = np.ascontiguousarray(x, dtype=float)
    if values.shape != cells.shape:
        raise ArgumentError(
            f"{name} must have the outcome's shape {cells.shape}, got {values.shape}."
        )
    known = only(values.reshape(cells.bits.shape), cells.bits)
    refuse_missing(name, known)
    return known


def only(values: FloatArray, bits: IntArray) -> FloatArray:
    """Return values where bits are set, and 0 elsewhere whatever stands there.

    Examples
    --------
    >>> only(np.array([-1.5, np.nan]), np.array([-1, 0]))
    array([-1.5,  0. ])
    """
    return np.asarray((values.view(np.int64) & bits).view(np.float64))


def outside_last(known: FloatArray, bits: IntArray) -> FloatArray:
    """Return values that are 0 outside as infinity there, so that they are sorted last.

    Examples
    --------
    >>> outside_last(np.array([-1.5, 0.0]), np.array([-1, 0]))
    array([-1.5,  inf])
    """
    infinity = ~bits
    infinity &= np.array(np.inf).view(np.int64)
    return np.asarray(known + infinity.view(np.float64))


def levels_of(known: FloatArray, cells: Cells) -> Levels:
    """Return codes of values: by their step where they have one, else by a sort of each row.

    Parameters
    ----------
    known : array of float, (rows, firms)
        As `known_rows` returns it.
    cells : Cells

    Returns
    -------
    Levels

    Examples
    --------
    >>> one = cells_of([[0, 0, 0, -1]], 1, (1, 4))
    >>> levels_of(np.array([[0.3, 0.1, 0.3, 0.0]]), one).codes[0, :3]
    array([6, 2, 6])
    >>> levels_of(np.array([[0.31415, 0.1, 7.0, 0.0]]), one).codes[0, :3]
    array([1, 0, 2])
    """
    return _by_step(known) or _by_sort(outside_last(known, cells.bits), cells.bits)


def _by_step(known: FloatArray) -> Levels | None:
    """Return codes of values that are whole multiples of a step, None where they are not."""
    if not known.size:
        return Levels(np.zeros(known.shape, dtype=np.intp), 1)
    low, high = float(known.min()), float(known.max())
    # an array of counts should not be much larger than the sample
    most = 2 * known.shape[-1] + 10
    glance = known.reshape(-1)[:_GLANCE]
    for scale in _SCALES:
        if not (high - low) * scale < most:
            return None
        if not np.array_equal(np.rint(glance * scale) / scale, glance):
            continue
        steps = np.rint(known * scale)
        # rounding keeps the order, and a code that gives its value back keeps equality
        if np.array_equal(steps / scale, known):
            codes = steps.astype(np.intp)
            start = int(codes.min())
            if start:
                codes -= start
            return Levels(codes, int(codes.max()) + 1)
    return None


def _by_sort(filled: FloatArray, bits: IntArray) -> Levels:
    """Return the place of each value among the distinct values of its row."""
    n_firms = filled.shape[-1]
    order = np.argsort(filled, axis=-1)
    order += np.arange(len(filled))[:, None] * n_firms
    ordered = filled.reshape(-1).take(order)
    new = ordered[:, 1:] != ordered[:, :-1]
    # without ties each value begins anew, and so does what is outside, behind them
    n = -bits.sum(axis=-1)
    begun = np.minimum(n, n_firms - 1)
    place = np.minimum(np.arange(n_firms), n[:, None])
    if np.count_nonzero(new) != begun.sum():
        tied = np.count_nonzero(new, axis=-1) != begun
        place[tied, 1:] = np.cumsum(new[tied], axis=-1)
    codes = np.empty(filled.size, dtype=np.intp)
    codes[order] = place
    return Levels(codes.reshape(filled.shape), int(place[:, -1].max()) + 1)


def places(levels: Levels, cells: Cells, second: BoolArray | None = None) -> IntArray:
    """Return the place of each firm in `counts_of`, laid out in a line; beyond its end outside.

    Examples
    --------
    >>> one = cells_of([[0, 0, 0, -1]], 1, (1, 4))
    >>> places(Levels(np.array([[1, 0, 1, 0]]), 2), one)
    array([[1, 0, 1, 2]])
    """
    if second is None:
        index = cells.place * levels.n
    else:
        index = cells.place * 2
        index += second
        index *= levels.n
    index += levels.codes
    return index


def counts_of(index: IntArray, shape: tuple[int, ...]) -> IntArray:
    """Count each code in each cell.

    Parameters
    ----------
    index : array of int, (rows, firms)
        As `places` returns it.
    shape : tuple of int
        (cells, codes), or (cells, 2, codes) of two groups.

    Returns
    -------
    array of int

    Examples
    --------
    >>> counts_of(np.array([[1, 0, 1, 2]]), (1, 2))
    array([[1, 2]])
    """
    total = int(np.prod(shape))
    return np.asarray(np.bincount(index.reshape(-1), minlength=total)[:total].reshape(shape))


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
