"""Summaries of normality of stacked samples, each firm in one stratum of its row or in none."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from smeint.engine.batch_codes import cells_of, rows_of
from smeint.engine.reduce_normality import normality
from smeint.errors import ArgumentError
from smeint.finding import NAN
from smeint.formulas.normality import NormalitySummary

_FIELDS = ("d", "one_minus_w", "skewness", "excess_kurtosis", "a_squared")


def normalities(x: ArrayLike, stratum: ArrayLike, n_strata: int) -> NormalitySummary:
    """Reduce many samples to what the tests of normality need.

    Parameters
    ----------
    x : array of float, shape (..., firms)
        Any value where the firm is in no test.
    stratum : array of int, shape (..., firms)
        Place of the firm's stratum, from 0; negative where the firm is in no test.
    n_strata : int
        1 where there are no strata.

    Returns
    -------
    NormalitySummary
        Its arrays have the shape (..., n_strata); each is `smeint.engine.reduce.normality` of the
        firms of one stratum.

    Raises
    ------
    ArgumentError
        If shapes differ, a stratum is not below `n_strata`, or a value is missing where the firm
        is in a test.

    Examples
    --------
    >>> summary = normalities([[1.0, 2.0, 3.0, 4.0, 10.0]], [[0, 0, 0, 0, 0]], 1)
    >>> summary.n, summary.d.round(4)
    (array([[5]]), array([[0.3]]))
    """
    values = np.asarray(x, dtype=float)
    cells = cells_of(stratum, n_strata, values.shape)
    rows = rows_of(values, cells, "x")
    codes = np.where(cells.inside, cells.place % n_strata, -1)
    parts = [np.where(codes == s, rows, np.inf) for s in range(n_strata)]
    samples = np.sort(np.stack(parts, axis=1).reshape(cells.n_cells, -1), axis=-1)
    if np.isnan(samples).any():
        raise ArgumentError("x must not have missing values where a firm is in a test.")
    n = np.stack([(codes == s).sum(axis=-1) for s in range(n_strata)], axis=1).reshape(-1)
    found = {field: np.full(n.shape, NAN) for field in _FIELDS}
    constant = np.zeros(n.shape, dtype=bool)
    for size in np.unique(n):
        here = n == size
        summary = normality(samples[here, :size])
        constant[here] = summary.constant
        for field, target in found.items():
            target[here] = getattr(summary, field)
    shape = (*cells.leading, n_strata)
    return NormalitySummary(
        n.reshape(shape),
        constant.reshape(shape),
        **{field: value.reshape(shape) for field, value in found.items()},
    )
