"""Rank summaries of stacked samples, each firm in one stratum of its row or in none."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from smeint.arrays import BoolArray, FloatArray
from smeint.engine.batch_codes import (
    Cells,
    Levels,
    cell_sizes,
    cell_sums,
    cells_of,
    counts_of,
    known_rows,
    levels_of,
    places,
)
from smeint.engine.batch_shared import Shared
from smeint.finding import NAN
from smeint.formulas.correlation import RankCorrelation, p_complete_order
from smeint.formulas.rank_sum import RankSum
from smeint.formulas.rank_sum_exact import TiePattern


def rank_sums(
    outcome: ArrayLike,
    first: ArrayLike,
    stratum: ArrayLike,
    n_strata: int,
    shared: Shared | None = None,
) -> RankSum:
    """Reduce a metric outcome in two groups of many samples to what Mann-Whitney's test needs.

    Parameters
    ----------
    outcome : array of float, shape (..., firms)
        Any value where the firm is in no test.
    first : array of bool or of 1 and 0, shape (..., firms)
        Whether the firm is in the first group.
    stratum : array of int, shape (..., firms)
        Place of the firm's stratum, from 0; negative where the firm is in no test.
    n_strata : int
        1 where there are no strata.
    shared : Shared, optional
        Of the batch.

    Returns
    -------
    RankSum
        Its arrays have the shape (..., n_strata); each is `smeint.engine.reduce.rank_sum` of the
        firms of one stratum.

    Raises
    ------
    ArgumentError
        If shapes differ, a stratum is not below `n_strata`, or an outcome is missing where the
        firm is in a test.

    Examples
    --------
    >>> rank_sums([[3.0, 1.0, 3.0, 9.0]], [[1, 0, 0, 1]], [[0, 0, 0, 1]], 2).u_1
    array([[1.5, 0. ]])
    """
    y, common = np.asarray(outcome, dtype=float), shared or Shared()
    cells = common.once(cells_of, stratum, n_strata, y.shape)
    second = known_rows(first, cells, "first") == 0
    levels = common.once(coded, y, cells, "outcome")
    shape = (*cells.leading, n_strata, 2, levels.n)
    counts = counts_of(places(levels, cells, second), shape)
    return TiePattern(counts[..., 0, :], counts[..., 1, :]).rank_sum()


def rank_correlations(
    outcome: ArrayLike,
    predictor: ArrayLike,
    stratum: ArrayLike,
    n_strata: int,
    shared: Shared | None = None,
) -> RankCorrelation:
    """Reduce two metric variables of many samples to their rank correlations.

    Parameters
    ----------
    outcome, predictor : array of float, shape (..., firms)
        Any value where the firm is in no test.
    stratum : array of int, shape (..., firms)
        Place of the firm's stratum, from 0; negative where the firm is in no test.
    n_strata : int
        1 where there are no strata.
    shared : Shared, optional
        Of the batch.

    Returns
    -------
    RankCorrelation
        Its arrays have the shape (..., n_strata); each is
        `smeint.engine.reduce.rank_correlation` of the firms of one stratum.

    Raises
    ------
    ArgumentError
        If shapes differ, a stratum is not below `n_strata`, or a value is missing where the firm
        is in a test.

    Examples
    --------
    >>> rank_correlations([[1.0, 2.0, 3.0]], [[1.0, 3.0, 2.0]], [[0, 0, 0]], 1).rho
    array([[0.5]])
    """
    y, common = np.asarray(outcome, dtype=float), shared or Shared()
    cells = common.once(cells_of, stratum, n_strata, y.shape)
    by_y = common.once(coded, y, cells, "outcome")
    by_x = common.once(coded, predictor, cells, "predictor")
    doubled_y, varies_y = centred_ranks(by_y, cells)
    doubled_x, varies_x = centred_ranks(by_x, cells)
    yy, xx, product = (
        cell_sums(v, cells) for v in (doubled_y**2, doubled_x**2, doubled_y * doubled_x)
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        rho = np.where(yy == xx, product / yy, product / np.sqrt(yy * xx))
    rho = np.where(varies_y & varies_x, np.clip(rho, -1.0, 1.0), NAN)
    shape = (*cells.leading, n_strata)
    return RankCorrelation(
        n=cell_sizes(cells).reshape(shape),
        rho=rho.reshape(shape),
        outcome_constant=~varies_y.reshape(shape),
        predictor_constant=~varies_x.reshape(shape),
        p_complete=_p_complete(rho, by_y, by_x, cells).reshape(shape),
    )


def coded(x: ArrayLike, cells: Cells, name: str) -> Levels:
    """Return a variable's values within cells as codes that rise with them.

    Examples
    --------
    >>> coded([0.31415, 7.0, np.nan], cells_of([0, 0, -1], 1, (3,)), "outcome").codes[0, :2]
    array([0, 1])
    """
    return levels_of(known_rows(x, cells, name), cells)


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


def _p_complete(rho: FloatArray, by_y: Levels, by_x: Levels, cells: Cells) -> FloatArray:
    """Return the exact p of the cells in complete order, one at a time; NaN elsewhere."""
    out = np.full(rho.shape, NAN)
    for cell in np.flatnonzero(np.abs(rho) == 1):
        row = cell // cells.n_strata
        here = cells.place[row] == cell
        tied = (np.unique(v.codes[row, here], return_counts=True)[1] for v in (by_y, by_x))
        out[cell] = p_complete_order(*tied)
    return out
