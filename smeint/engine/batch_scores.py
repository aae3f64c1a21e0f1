"""Pooled scores of stacked panels: cells of year and stratum, firms as clusters."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from smeint.arrays import BoolArray, FloatArray, IntArray
from smeint.engine.batch_cells import at_firms, cell_sizes, cell_sums
from smeint.engine.batch_coded import Coded
from smeint.engine.batch_units import units_of
from smeint.errors import ArgumentError
from smeint.formulas.score import ScoreSums


def pooled_scores(
    outcome: ArrayLike,
    predictor: ArrayLike,
    stratum: ArrayLike,
    n_strata: int,
    rank_outcome: bool = True,
    rank_predictor: bool = False,
) -> ScoreSums:
    """Reduce many panels to the sums of the pooled score test.

    Parameters
    ----------
    outcome, predictor : array of float, shape (..., years, firms)
        Any value where the firm is in no test. A 0/1 predictor is 1 in the first group.
    stratum : array of int, shape (..., years, firms)
        Place of the firm's stratum, from 0; negative where the firm is in no test of that year.
    n_strata : int
        1 where there are no strata.
    rank_outcome, rank_predictor : bool
        Whether the variable is scored by mid-ranks within its cell (a metric one) or taken as it
        is (0/1).

    Returns
    -------
    ScoreSums
        Its arrays have the leading shape; each is `smeint.engine.scores.score_sums` of one panel
        with cells of year and stratum.

    Raises
    ------
    ArgumentError
        If shapes differ, there are fewer than two axes, a stratum is not below `n_strata`, or a
        value is missing where the firm is in a test.

    Examples
    --------
    >>> y, x = [[1.0, 4.0], [2.0, 8.0]], [[0.0, 1.0], [0.0, 1.0]]
    >>> sums = pooled_scores(y, x, [[0, 0], [0, 0]], 1)
    >>> int(sums.n_firms), round(float(sums.sum_t), 4)
    (2, 1.0)
    """
    units = units_of(outcome, predictor, stratum, n_strata)
    return pooled_scores_of(Coded(units), rank_outcome, rank_predictor)


def pooled_scores_of(coded: Coded, rank_outcome: bool, rank_predictor: bool) -> ScoreSums:
    """Reduce the units of a family as `pooled_scores` does."""
    if coded.units.outcome.ndim < 2:
        shape = coded.units.outcome.shape
        raise ArgumentError(f"outcome must have years and firms as axes, got shape {shape}.")
    cells, shape = coded.cells, coded.cells.shape
    n = cell_sizes(cells)
    score_y, varies_y = _scores(coded, "outcome", n, rank_outcome)
    score_x, varies_x = _scores(coded, "predictor", n, rank_predictor)
    informative = varies_y & varies_x
    used = at_firms(informative.astype(float), cells)
    if not informative.all():
        score_y *= used
        score_x *= used
    by_year = (*shape[:-2], -1)
    t, b, c, n_cells = (
        coded.at_all_firms(v)
        for v in _of_firms(score_y.reshape(shape), score_x.reshape(shape), used.reshape(shape))
    )
    sums = sums_over_firms(t, b, c, np.count_nonzero(n_cells, axis=-1))
    # without an informative cell: outcome constant wherever the predictor is not, if it varies
    some_y, some_x = (v.reshape(by_year).any(axis=-1).astype(float) for v in (varies_y, varies_x))
    none = ~informative.reshape(by_year).any(axis=-1)
    return ScoreSums(
        n_firms=sums.n_firms,
        sum_t=sums.sum_t,
        sum_t2=sums.sum_t2,
        sum_y2=np.where(none, some_y * (1 - some_x), sums.sum_y2),
        sum_x2=np.where(none, some_x, sums.sum_x2),
        sum_if2=sums.sum_if2,
    )


def _scores(coded: Coded, name: str, n: FloatArray, ranks: bool) -> tuple[FloatArray, BoolArray]:
    """Return scores centred within cells, and which cells vary."""
    if ranks:
        doubled, varies = coded.ranks(name)
        return doubled / 2, varies
    cells, known = coded.cells, coded.known(name)
    total = cell_sums(known, cells)
    if np.array_equal(known * known, known):
        varies = (total > 0) & (total < n)
    else:
        # any firm of the cell stands for all: the cell varies where another differs from it
        some = np.zeros(cells.n_cells + 1)
        some[cells.place] = known
        varies = cell_sums((known != some[cells.place]).astype(float), cells) > 0
    with np.errstate(invalid="ignore"):
        return known - at_firms(total / n, cells), varies


def _of_firms(score_y: FloatArray, score_x: FloatArray, used: FloatArray) -> list[FloatArray]:
    """Return T_i, B_i, C_i and the firm's cells from scores (..., years, firms).

    Scores are 0 where they do not count.
    """
    found = [
        np.einsum("...yf,...yf->...f", first, second)
        for first, second in ((score_y, score_x), (score_y, score_y), (score_x, score_x))
    ]
    return [*found, used.sum(axis=-2)]


def sums_over_firms(t: FloatArray, b: FloatArray, c: FloatArray, n_firms: IntArray) -> ScoreSums:
    """Return the sums of the pooled score test from each firm's own.

    Parameters
    ----------
    t, b, c : array of float, (..., firms)
        T_i, B_i and C_i, 0 for firms that do not take part; written over.
    n_firms : array of int, (...)
        Firms that take part.

    Returns
    -------
    ScoreSums

    Examples
    --------
    >>> one = np.array([0.5, 0.5])
    >>> float(sums_over_firms(one.copy(), one.copy(), one.copy(), np.array(2)).sum_t)
    1.0
    """
    sum_t, sum_b, sum_c = (v.sum(axis=-1) for v in (t, b, c))
    sum_t2 = np.einsum("...f,...f->...", t, t)
    with np.errstate(divide="ignore", invalid="ignore"):
        root = np.sqrt(sum_b) * np.sqrt(sum_c)
        half = sum_t / root / 2
        b *= (half * np.sqrt(sum_c / sum_b))[..., None]
        c *= (half * np.sqrt(sum_b / sum_c))[..., None]
        # the influences
        t -= b
        t -= c
        t /= root[..., None]
    sum_if2 = np.einsum("...f,...f->...", t, t)
    return ScoreSums(
        n_firms=n_firms,
        sum_t=sum_t,
        sum_t2=sum_t2,
        sum_y2=sum_b,
        sum_x2=sum_c,
        sum_if2=np.where(root > 0, sum_if2, 0.0),
    )
