"""Summaries of normality of stacked samples, each firm in one stratum of its row or in none."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from smeint.arrays import FloatArray, IntArray
from smeint.engine.batch_codes import Cells, cells_of, known_rows, only, outside_last
from smeint.engine.reduce_normality import normality_of_sorted
from smeint.finding import NAN
from smeint.formulas.normality import NormalitySummary

_FIELDS = ("d", "one_minus_w", "skewness", "excess_kurtosis", "a_squared")


def normalities(
    x: ArrayLike, stratum: ArrayLike, n_strata: int, tails: bool = False
) -> NormalitySummary:
    """Reduce many samples to what the tests of normality need.

    Parameters
    ----------
    x : array of float, shape (..., firms)
        Any value where the firm is in no test.
    stratum : array of int, shape (..., firms)
        Place of the firm's stratum, from 0; negative where the firm is in no test.
    n_strata : int
        1 where there are no strata.
    tails : bool
        Whether `a_squared` is computed; else it is NaN.

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
    samples, n = _sorted_samples(known_rows(values, cells, "x"), cells)
    found = {field: np.full(n.shape, NAN) for field in _FIELDS}
    constant = np.zeros(n.shape, dtype=bool)
    for size in np.unique(n):
        here = n == size
        rows = samples[:, :size] if here.all() else samples[here, :size]
        summary = normality_of_sorted(rows, tails)
        constant[here] = summary.constant
        for field, target in found.items():
            target[here] = getattr(summary, field)
    shape = (*cells.leading, n_strata)
    return NormalitySummary(
        n.reshape(shape),
        constant.reshape(shape),
        **{field: value.reshape(shape) for field, value in found.items()},
    )


def _sorted_samples(known: FloatArray, cells: Cells) -> tuple[FloatArray, IntArray]:
    """Return the values of each cell, rising and infinity behind them, and how many they are."""
    rows, firms = known.shape
    start = np.arange(rows)[:, None] * cells.n_strata
    samples = np.empty((rows, cells.n_strata, firms))
    n = np.empty((rows, cells.n_strata), dtype=np.int64)
    for s in range(cells.n_strata):
        # one stratum: what is outside is 0 already
        bits = cells.bits if cells.n_strata == 1 else -(cells.place == start + s).astype(np.int64)
        samples[:, s] = outside_last(only(known, bits), bits)
        n[:, s] = -bits.sum(axis=-1)
    samples.sort(axis=-1)
    return samples.reshape(-1, firms), n.reshape(-1)
