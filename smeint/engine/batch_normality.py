"""Summaries of normality of stacked samples, each firm in one stratum of its row or in none."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from smeint.arrays import FloatArray, IntArray
from smeint.engine.batch_cells import check_strata, refuse_missing
from smeint.engine.batch_units import run_or_places
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
    values, number = np.asarray(x, dtype=float), np.asarray(stratum)
    check_strata(number, n_strata, values.shape)
    shape = (*values.shape[:-1], n_strata)
    rows, number = (v.reshape(-1, values.shape[-1]) for v in (values, number))
    summaries = _of_fixed(rows, number, n_strata, tails)
    if summaries is None:
        summaries = _of_any(*_sorted_samples(rows, number, n_strata), tails)
    fields = {name: getattr(summaries, name) for name in ("n", "constant", *_FIELDS)}
    return NormalitySummary(**{name: value.reshape(shape) for name, value in fields.items()})


def _of_fixed(
    rows: FloatArray, number: IntArray, n_strata: int, tails: bool
) -> NormalitySummary | None:
    """Reduce samples whose firms are the same in every row; None where they are not."""
    if not len(rows) or not np.array_equal(number[1:], number[:-1]):
        return None
    places = [np.flatnonzero(number[0] == s) for s in range(n_strata)]
    sizes = [len(own) for own in places]
    found = {name: np.full((len(rows), n_strata), NAN) for name in _FIELDS}
    constant = np.zeros((len(rows), n_strata), dtype=bool)
    for size in set(sizes):
        own = [s for s in range(n_strata) if sizes[s] == size]
        samples = np.empty((len(own), len(rows), size))
        for sample, s in zip(samples, own, strict=True):
            sample[:] = rows[:, run_or_places(places[s])]
        samples.sort(axis=-1)
        refuse_missing("x", samples[..., -1:])  # NaN is sorted last
        summary = normality_of_sorted(samples, tails)
        constant[:, own] = np.transpose(summary.constant)
        for name, target in found.items():
            target[:, own] = np.transpose(getattr(summary, name))
    return NormalitySummary(np.tile(sizes, (len(rows), 1)), constant, **found)


def _of_any(samples: FloatArray, n: IntArray, tails: bool) -> NormalitySummary:
    """Reduce sorted samples of any sizes, infinity behind each."""
    found = {name: np.full(n.shape, NAN) for name in _FIELDS}
    constant = np.zeros(n.shape, dtype=bool)
    for size in np.unique(n):
        here = n == size
        rows = samples[:, :size] if here.all() else samples[here, :size]
        summary = normality_of_sorted(rows, tails)
        constant[here] = summary.constant
        for name, target in found.items():
            target[here] = getattr(summary, name)
    return NormalitySummary(n, constant, **found)


def _sorted_samples(
    rows: FloatArray, number: IntArray, n_strata: int
) -> tuple[FloatArray, IntArray]:
    """Return the values of each cell, rising and infinity behind them, and how many they are."""
    samples = np.empty((len(rows), n_strata, rows.shape[-1]))
    n = np.empty((len(rows), n_strata), dtype=np.int64)
    for s in range(n_strata):
        inside = number == s
        samples[:, s] = np.where(inside, rows, np.inf)
        n[:, s] = np.count_nonzero(inside, axis=-1)
    samples.sort(axis=-1)
    refuse_missing("x", samples[..., -1:])
    return samples.reshape(-1, rows.shape[-1]), n.reshape(-1)
