"""Scores within cells of year and stratum, and what the pooled score test needs of them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from smeint.arrays import FloatArray, IntArray
from smeint.errors import ArgumentError
from smeint.formulas.score import ScoreSums


def paired(outcome: ArrayLike, other: ArrayLike, name: str) -> tuple[FloatArray, NDArray[Any]]:
    """Return two variables as arrays, the first as float, after checking that they fit.

    Raises
    ------
    ArgumentError
        If they are not one-dimensional and equally long, or a value is missing.

    Examples
    --------
    >>> paired([1, 0], [True, False], "first")[0]
    array([1., 0.])
    """
    y, x = np.asarray(outcome, dtype=float), np.asarray(other)
    if y.ndim != 1 or x.shape != y.shape:
        raise ArgumentError(
            f"outcome and {name} must be one-dimensional and equally long, "
            f"got shapes {y.shape} and {x.shape}."
        )
    if np.isnan(y).any() or (x.dtype.kind == "f" and np.isnan(x).any()):
        raise ArgumentError(f"outcome and {name} must not have missing values.")
    return y, x


def mid_ranks(x: ArrayLike) -> FloatArray:
    """Return ranks from 1, tied values sharing the mean of theirs.

    Parameters
    ----------
    x : array of float, shape (n,)

    Returns
    -------
    array of float, shape (n,)

    Examples
    --------
    >>> mid_ranks([10.0, 5.0, 10.0])
    array([2.5, 1. , 2.5])
    """
    _, code, counts = np.unique(np.asarray(x), return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return ((2 * last - counts + 1) / 2)[np.asarray(code).reshape(-1)]


def score_sums(
    outcome: ArrayLike,
    predictor: ArrayLike,
    cell: ArrayLike,
    firm: ArrayLike,
    rank_outcome: bool = True,
    rank_predictor: bool = False,
) -> ScoreSums:
    """Reduce firm-years to the sums of the pooled score test.

    Parameters
    ----------
    outcome, predictor : array of float, shape (n,)
        A 0/1 predictor is 1 in the first group.
    cell : array of int, shape (n,)
        Code of year x stratum.
    firm : array of int, shape (n,)
        Code of the firm.
    rank_outcome, rank_predictor : bool
        Whether the variable is scored by mid-ranks within its cell (a metric one) or taken as it
        is (0/1).

    Returns
    -------
    ScoreSums
        Both scores are centred within cells. A cell in which either is constant says nothing
        about association: it is left out, and firms seen there alone do not count.

    Notes
    -----
    Mid-ranks count rows, so that a cell with more rows weighs more than in proportion to them.

    Examples
    --------
    >>> sums = score_sums([1.0, 4.0, 2.0, 8.0], [0.0, 1.0, 0.0, 1.0], [0, 0, 1, 1], [1, 2, 1, 2])
    >>> sums.n_firms, round(sums.sum_t, 4)
    (2, 1.0)
    """
    y, x = paired(outcome, predictor, "predictor")
    _, cells = _codes(cell, y.shape, "cell")
    _, firms = _codes(firm, y.shape, "firm")
    # rows in an order of their own: the sums below do not depend on how rows arrive
    order = np.lexsort((x, y, firms, cells))
    y, x, cells, firms = y[order], x[order], cells[order], firms[order]
    score_y = cell_scores(y, cells, rank_outcome)
    score_x = cell_scores(x, cells, rank_predictor)
    varies_y, varies_x = (_varies(v, cells) for v in (y, x))
    informative = (varies_y & varies_x)[cells]
    if not informative.any():
        some_y, some_x = float(varies_y.any()), float(varies_x.any())
        # outcome constant wherever the predictor is not, if it varies at all
        return ScoreSums(0, 0.0, 0.0, some_y * (1 - some_x), some_x, 0.0)
    score_y, score_x, firms = score_y[informative], score_x[informative], firms[informative]
    _, firms = np.unique(firms, return_inverse=True)
    t, b, c = (
        np.bincount(np.asarray(firms).reshape(-1), weights=w)
        for w in (score_y * score_x, score_y**2, score_x**2)
    )
    # exact sums, so that the order of firms, and so their names, change no digit
    sum_t, sum_b, sum_c = (math.fsum(v.tolist()) for v in (t, b, c))
    root = np.sqrt(sum_b) * np.sqrt(sum_c)
    r = sum_t / root
    influence = (t - r * (b * np.sqrt(sum_c / sum_b) + c * np.sqrt(sum_b / sum_c)) / 2) / root
    return ScoreSums(
        n_firms=len(t),
        sum_t=sum_t,
        sum_t2=math.fsum((t**2).tolist()),
        sum_y2=sum_b,
        sum_x2=sum_c,
        sum_if2=math.fsum((influence**2).tolist()),
    )


def _codes(x: ArrayLike, shape: tuple[int, ...], name: str) -> tuple[NDArray[Any], IntArray]:
    values = np.asarray(x)
    if values.shape != shape:
        raise ArgumentError(f"{name} must be as long as the outcome, got shape {values.shape}.")
    found, codes = np.unique(values, return_inverse=True)
    return found, np.asarray(codes).reshape(-1)


def _varies(x: FloatArray, cells: IntArray) -> NDArray[Any]:
    """Return for each cell whether `x` has more than one value there; `cells` is sorted."""
    starts = np.flatnonzero(np.diff(cells, prepend=-1))
    return np.maximum.reduceat(x, starts) > np.minimum.reduceat(x, starts)


def cell_scores(x: FloatArray, cells: IntArray, ranks: bool) -> FloatArray:
    """Return scores centred within cells: mid-ranks, or the values themselves.

    Parameters
    ----------
    x : array, shape (n,)
    cells : array of int, shape (n,)
        Codes from 0 on, in any order.
    ranks : bool

    Examples
    --------
    >>> cell_scores(np.array([5.0, 7.0, 7.0, 1.0]), np.array([0, 0, 0, 1]), ranks=True)
    array([-1. ,  0.5,  0.5,  0. ])
    """
    sizes = np.bincount(cells)
    if not ranks:
        return x - (np.bincount(cells, weights=x) / sizes)[cells]
    order = np.lexsort((x, cells))
    new = np.ones(len(x), dtype=bool)
    new[1:] = (np.diff(x[order]) != 0) | (np.diff(cells[order]) != 0)
    run = np.cumsum(new) - 1
    counts = np.bincount(run)
    middle = (2 * np.cumsum(counts) - counts + 1) / 2
    first_row = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    rank = np.empty(len(x))
    rank[order] = middle[run]
    rank -= first_row[cells]
    return rank - (sizes[cells] + 1) / 2
