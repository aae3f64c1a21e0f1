"""Regressions of relative ranks on one sample: ranks within cells, then least squares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from smeint.arrays import FloatArray, IntArray
from smeint.engine.fractional import FITTED, resting
from smeint.engine.logit_checks import checked, degenerate
from smeint.engine.robust import robust, standardized
from smeint.engine.scores import cell_scores
from smeint.finding import NAN, Status
from smeint.formulas.rank_regression import RankFit
from smeint.formulas.sandwich import cluster_covariance, hc_covariance, standard_errors


def fit_ranks(
    outcome: ArrayLike,
    predictors: ArrayLike,
    names: Sequence[str],
    cell: ArrayLike,
    firm: ArrayLike,
    kind: str,
) -> RankFit:
    """Regress relative ranks within cells on predictors, or say why the data do not allow it.

    Parameters
    ----------
    outcome : array, shape (n,)
    predictors : array, shape (n, terms)
        Without an intercept and without missing values.
    names : sequence of str
        Of the predictors' columns.
    cell : array, shape (n,) or (0,)
        Year of each row; empty for one cell.
    firm : array, shape (n,) or (0,)
        Firms as clusters; empty where rows are independent.
    kind : str
        Covariance, as in `smeint.engine.robust.robust`.

    Returns
    -------
    RankFit
        Status ``too_few``, ``constant_outcome`` (within every cell), ``constant_predictor``,
        ``collinear`` (with cells too), or ``no_spread`` (ranks are fitted exactly).

    Raises
    ------
    ArgumentError
        If shapes do not fit, or a value is missing or infinite.

    Notes
    -----
    Relative rank: (mid-rank - 1/2) / rows of the cell. Each cell has an intercept of its own. One
    sample at a time.

    Examples
    --------
    >>> fit = fit_ranks([3, 1, 2, 5, 4, 7], [[0], [0], [0], [1], [1], [1]], ["x"], [], [], "HC3")
    >>> fit.beta
    array([0.5])
    """
    y, x, _ = checked(outcome, predictors, names, outcomes="numbers")
    cells = _codes(cell, len(y))
    firms = np.asarray(firm)
    rank = relative_ranks(y, cells)
    labels, dummies = _dummies(cells)
    design = np.column_stack([x, dummies])
    status, note = degenerate(rank, design, (*names, *labels))
    if status is Status.OK and firms.size and np.unique(firms).size < 2:
        status, note = Status.TOO_FEW, "a single firm"
    if status is not Status.OK:
        return _no_fit(names, status, note)
    columns, back = standardized(design)
    gamma = np.linalg.lstsq(columns, rank, rcond=None)[0]
    residual = rank - columns @ gamma
    if np.abs(residual).max() < FITTED:
        return _no_fit(names, Status.NO_SPREAD, "ranks are fitted exactly")
    found = robust(kind, design, np.ones(len(y)), residual, firms)
    n, k = columns.shape
    df = found.df if firms.size else np.full(k, float(n - k))
    bread = np.linalg.inv(columns.T @ columns)
    scores = columns * residual[:, None] + of_the_ranks(y, columns, cells)
    other = "CR1S" if firms.size else "HC1"
    full = (
        cluster_covariance(other, scores, bread, firms)
        if firms.size
        else hc_covariance(other, scores, bread)
    )
    shown = slice(1, 1 + len(names))
    alone = found.alone[shown]
    return RankFit(
        terms=tuple(names),
        beta=(back @ gamma)[shown],
        std_error=np.where(alone, NAN, standard_errors(found.cov)[shown]),
        df=df[shown],
        full_error=np.where(alone, NAN, standard_errors(back @ full @ back.T)[shown]),
        full_df=float(np.unique(firms).size - 1 if firms.size else n - k),
        ci_method=f"Wald, {kind}, t",
        full_method=f"Wald, {other} with ranks estimated, t",
        note=resting(names, alone),
    )


def relative_ranks(y: FloatArray, cells: IntArray) -> FloatArray:
    """Return (mid-rank - 1/2) / rows within each cell, from 0 to 1.

    Examples
    --------
    >>> relative_ranks(np.array([5.0, 7.0, 7.0, 1.0]), np.array([0, 0, 0, 1]))
    array([0.16666667, 0.66666667, 0.66666667, 0.5       ])
    """
    size = np.bincount(cells)[cells]
    return np.asarray(cell_scores(y, cells, ranks=True) / size + 0.5, dtype=float)


def of_the_ranks(y: FloatArray, columns: FloatArray, cells: IntArray) -> FloatArray:
    """Return each row's part in the scores of a rank regression through the ranks of others.

    Parameters
    ----------
    y : array, shape (n,)
    columns : array, shape (n, k)
    cells : array of int, shape (n,)

    Returns
    -------
    array, shape (n, k)
        (1 / m) sum over rows j of the cell, m in number, of (1{y_i < y_j} + 1{y_i = y_j} / 2 -
        rank_j) x_j (Chetverikov & Wilhelm, 2023); it sums to 0 over the cell.

    Examples
    --------
    >>> of_the_ranks(np.array([1.0, 2.0]), np.array([[1.0], [0.0]]), np.array([0, 0]))
    array([[ 0.125],
           [-0.125]])
    """
    out = np.empty_like(columns)
    for code in np.unique(cells):
        rows = np.flatnonzero(cells == code)
        _, place = np.unique(y[rows], return_inverse=True)
        place = np.reshape(place, -1)
        sums = np.zeros((int(place.max()) + 1, columns.shape[1]))
        np.add.at(sums, place, columns[rows])
        # larger values, and half of the equal ones
        above = np.cumsum(sums[::-1], axis=0)[::-1] - sums / 2
        out[rows] = above[place] / rows.size
        out[rows] -= out[rows].mean(axis=0)
    return out


def _codes(cell: ArrayLike, n: int) -> IntArray:
    """Return the number of each row's cell; one cell where none are given."""
    values = np.asarray(cell)
    if not values.size:
        return np.zeros(n, dtype=np.int64)
    return np.asarray(np.unique(values, return_inverse=True)[1]).reshape(-1)


def _dummies(cells: IntArray) -> tuple[tuple[str, ...], NDArray[Any]]:
    """Return names and columns of every cell but the first."""
    last = int(cells.max()) if cells.size else 0
    names = tuple(f"cell {code + 1}" for code in range(1, last + 1))
    return names, (cells[:, None] == np.arange(1, last + 1)).astype(float)


def _no_fit(names: Sequence[str], status: Status, note: str) -> RankFit:
    """Return a fit without numbers."""
    blank = np.full(len(names), NAN)
    return RankFit(tuple(names), blank, blank, blank, blank, NAN, "", "", status, note)
