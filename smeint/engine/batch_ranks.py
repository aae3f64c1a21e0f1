"""Rank summaries of stacked samples, each firm in one stratum of its row or in none."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from smeint.arrays import FloatArray
from smeint.engine.batch_cells import Cells, cell_sizes, cell_sums
from smeint.engine.batch_coded import Coded
from smeint.engine.batch_codes import Levels, counts_of, places
from smeint.engine.batch_units import units_of
from smeint.finding import NAN
from smeint.formulas.correlation import RankCorrelation, p_complete_order
from smeint.formulas.rank_sum import RankSum
from smeint.formulas.rank_sum_exact import TiePattern


def rank_sums(outcome: ArrayLike, first: ArrayLike, stratum: ArrayLike, n_strata: int) -> RankSum:
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
    return rank_sums_of(Coded(units_of(outcome, first, stratum, n_strata), "first"))


def rank_sums_of(coded: Coded) -> RankSum:
    """Reduce the units of a family as `rank_sums` does."""
    cells = coded.cells
    second = coded.known("predictor") == 0
    levels = coded.levels("outcome")
    shape = (*cells.leading, cells.n_strata, 2, levels.n)
    counts = counts_of(places(levels, cells, second), shape)
    return TiePattern(counts[..., 0, :], counts[..., 1, :]).rank_sum()


def rank_correlations(
    outcome: ArrayLike, predictor: ArrayLike, stratum: ArrayLike, n_strata: int
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
    return rank_correlations_of(Coded(units_of(outcome, predictor, stratum, n_strata)))


def rank_correlations_of(coded: Coded) -> RankCorrelation:
    """Reduce the units of a family as `rank_correlations` does."""
    cells = coded.cells
    by_y, by_x = coded.levels("outcome"), coded.levels("predictor")
    doubled_y, varies_y = coded.ranks("outcome")
    doubled_x, varies_x = coded.ranks("predictor")
    yy, xx, product = (
        cell_sums(v, cells) for v in (doubled_y**2, doubled_x**2, doubled_y * doubled_x)
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        rho = np.where(yy == xx, product / yy, product / np.sqrt(yy * xx))
    rho = np.where(varies_y & varies_x, np.clip(rho, -1.0, 1.0), NAN)
    shape = (*cells.leading, cells.n_strata)
    return RankCorrelation(
        n=cell_sizes(cells).reshape(shape),
        rho=rho.reshape(shape),
        outcome_constant=~varies_y.reshape(shape),
        predictor_constant=~varies_x.reshape(shape),
        p_complete=_p_complete(rho, by_y, by_x, cells).reshape(shape),
    )


def _p_complete(rho: FloatArray, by_y: Levels, by_x: Levels, cells: Cells) -> FloatArray:
    """Return the exact p of the cells in complete order, one at a time; NaN elsewhere."""
    out = np.full(rho.shape, NAN)
    for cell in np.flatnonzero(np.abs(rho) == 1):
        row = cell // cells.n_strata
        here = cells.place[row] == cell
        tied = (np.unique(v.codes[row, here], return_counts=True)[1] for v in (by_y, by_x))
        out[cell] = p_complete_order(*tied)
    return out
