"""Values of stacked samples as small whole numbers in their order, counted within cells.

Ranks, ties and constant samples all follow from how often each value occurs in each cell.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from smeint.arrays import BoolArray, FloatArray, IntArray
from smeint.engine.batch_cells import Cells, refuse_missing
from smeint.errors import ArgumentError

#: Values that are whole numbers, or reported in steps of .05 or .01, need no sort.
_SCALES = (1.0, 20.0, 100.0)
#: So many values are looked at before a scale is tried on all.
_GLANCE = 256


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


def known_rows(x: ArrayLike, cells: Cells, name: str) -> FloatArray:
    """Return a variable as float, one row for each row of cells, 0 outside.

    Raises
    ------
    ArgumentError
        If the variable has not the shape of the cells, or a value inside a cell is missing.

    Examples
    --------
    >>> from smeint.engine.batch_cells import cells_of
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
    >>> from smeint.engine.batch_cells import cells_of
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
    >>> from smeint.engine.batch_cells import cells_of
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
