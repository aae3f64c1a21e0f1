"""From one sample's arrays to the summaries of tests on two and on several groups.

As in `smeint.engine.reduce`: one-dimensional arrays of one length, without missing values; no
result depends on the order of rows.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from smeint.arrays import FloatArray, IntArray
from smeint.engine.reduce import rank_sum
from smeint.engine.scores import mid_ranks, paired
from smeint.errors import ArgumentError
from smeint.formulas.cochran_armitage import OrderedShares
from smeint.formulas.firm_permutation import FirmValues, two_means_of
from smeint.formulas.hodges_lehmann import TwoSamples
from smeint.formulas.kruskal import RankSums
from smeint.formulas.rank_sum import RankSum
from smeint.formulas.welch import TwoMeans


def two_samples(outcome: ArrayLike, first: ArrayLike) -> TwoSamples:
    """Divide a metric outcome into two groups, for `hodges_lehmann`.

    Parameters
    ----------
    outcome : array of float, shape (n,)
    first : array of bool, shape (n,)
        True in the first group.

    Returns
    -------
    TwoSamples

    Examples
    --------
    >>> two_samples([3.0, 1.0, 2.0], [True, True, False]).first
    array([1., 3.])
    """
    y, group = paired(outcome, first, "first")
    inside = group.astype(bool)
    return TwoSamples(y[inside], y[~inside])


def two_means(outcome: ArrayLike, first: ArrayLike) -> TwoMeans:
    """Reduce a metric outcome in two groups to sizes, means and variances, for `welch`.

    Parameters
    ----------
    outcome : array of float, shape (n,)
    first : array of bool, shape (n,)
        True in the first group.

    Returns
    -------
    TwoMeans

    Examples
    --------
    >>> two_means([3.0, 1.0, 2.0], [True, True, False]).mean_1
    2.0
    """
    y, group = paired(outcome, first, "first")
    inside = group.astype(bool)
    return two_means_of(np.sort(y[inside]), np.sort(y[~inside]))


def strata_rank_sum(outcome: ArrayLike, first: ArrayLike, stratum: ArrayLike) -> RankSum:
    """Reduce a metric outcome in two groups within strata, for `van_elteren`.

    Parameters
    ----------
    outcome : array of float, shape (n,)
    first : array of bool, shape (n,)
        True in the first group.
    stratum : array, shape (n,)
        Labels or codes; strata are in their sorted order.

    Returns
    -------
    RankSum
        Its arrays have the shape (strata,).

    Examples
    --------
    >>> strata = strata_rank_sum([3.0, 1.0, 2.0, 5.0], [True, False] * 2, [1, 1, 2, 2])
    >>> strata.u_1
    array([1., 0.])
    """
    y, group = paired(outcome, first, "first")
    names, codes = _coded(stratum, y, "stratum")
    parts = [rank_sum(y[codes == i], group[codes == i]) for i in range(len(names))]
    fields = ("n_1", "n_2", "u_1", "ties", "v_1", "v_2")
    return RankSum(*(np.array([getattr(p, f) for p in parts], dtype=float) for f in fields))


def rank_sums(outcome: ArrayLike, group_codes: ArrayLike, n_groups: int) -> RankSums:
    """Reduce a metric outcome in several groups, for `kruskal_wallis` and `dunn`.

    Parameters
    ----------
    outcome : array of float, shape (n,)
    group_codes : array of int, shape (n,)
        Codes from 0.
    n_groups : int
        How many codes there are.

    Returns
    -------
    RankSums

    Raises
    ------
    ArgumentError
        If lengths differ or a code is out of range.

    Examples
    --------
    >>> rank_sums([3.0, 1.0, 2.0, 2.0], [0, 0, 1, 1], 2).rank_sums
    array([5., 5.])
    """
    y, _ = paired(outcome, group_codes, "group_codes")
    codes = _checked_codes(group_codes, n_groups)
    _, counts = np.unique(y, return_counts=True)
    tied = counts.astype(float)
    return RankSums(
        n=np.bincount(codes, minlength=n_groups),
        rank_sums=np.bincount(codes, weights=mid_ranks(y), minlength=n_groups),
        ties=float((tied * tied * tied - tied).sum()),
    )


def ordered_shares(outcome: ArrayLike, group_codes: ArrayLike, n_groups: int) -> OrderedShares:
    """Count a 0/1 outcome in ordered groups, for `cochran_armitage`.

    Parameters
    ----------
    outcome : array of float, shape (n,)
        0 or 1.
    group_codes : array of int, shape (n,)
        Codes from 0, in the groups' order.
    n_groups : int
        How many codes there are.

    Returns
    -------
    OrderedShares

    Raises
    ------
    ArgumentError
        If lengths differ, a code is out of range, or the outcome is not 0 or 1.

    Examples
    --------
    >>> ordered_shares([1, 0, 1], [0, 0, 1], 2).events
    array([1, 1])
    """
    y, _ = paired(outcome, group_codes, "group_codes")
    codes = _checked_codes(group_codes, n_groups)
    if not np.isin(y, (0.0, 1.0)).all():
        raise ArgumentError("outcome must be 0 or 1 in every row.")
    return OrderedShares(
        events=np.bincount(codes[y == 1], minlength=n_groups),
        n=np.bincount(codes, minlength=n_groups),
    )


def firm_values(
    outcome: ArrayLike, first: ArrayLike, firm: ArrayLike, year: ArrayLike, ranks: bool = False
) -> FirmValues:
    """Reduce firm-years to one value a firm, for `firm_permutation`.

    Parameters
    ----------
    outcome : array of float, shape (n,)
    first : array of bool, shape (n,)
        True in the first group; the same in all years of a firm.
    firm, year : array, shape (n,)
        Labels or codes.
    ranks : bool
        Whether a firm's value is the mean over its years of its relative rank within the year,
        (mid-rank - 1/2) / n, and not the mean of the outcome. Relative ranks are compared between
        years of unequal size; with one year the groups' difference is half the rank-biserial
        correlation.

    Returns
    -------
    FirmValues

    Raises
    ------
    ArgumentError
        If lengths differ, a firm is in both groups, or a firm has a year twice.

    Examples
    --------
    >>> values = firm_values([1.0, 3.0, 5.0], [True, True, False], ["a", "a", "b"], [1, 2, 1])
    >>> values.first, values.second
    (array([2.]), array([5.]))
    """
    y, group = paired(outcome, first, "first")
    inside = group.astype(bool)
    names, firms = _coded(firm, y, "firm")
    years, when = _coded(year, y, "year")
    cells = firms * max(len(years), 1) + when
    if len(np.unique(cells)) < len(cells):
        found, counts = np.unique(cells, return_counts=True)
        twice = names[np.unique(found[counts > 1] // len(years))]
        raise ArgumentError(
            f"firms must have a year once, {len(twice)} have one more than once, "
            f"such as {twice[0]}."
        )
    both = np.intersect1d(firms[inside], firms[~inside])
    if both.size:
        raise ArgumentError(
            f"a firm must be in one group in all its years, {both.size} are in both, "
            f"such as {names[both[0]]}."
        )
    score = _relative_ranks(y, when, len(years)) if ranks else y
    order = np.lexsort((score, firms))
    parts = np.split(score[order], np.flatnonzero(np.diff(firms[order])) + 1)
    means = np.array([math.fsum(p.tolist()) / len(p) for p in parts if len(p)], dtype=float)
    is_first = np.zeros(len(names), dtype=bool)
    is_first[firms[inside]] = True
    return FirmValues(means[is_first], means[~is_first], ranks=ranks)


def _relative_ranks(y: FloatArray, when: IntArray, n_years: int) -> FloatArray:
    score = np.empty(len(y))
    for i in range(n_years):
        here = when == i
        score[here] = (mid_ranks(y[here]) - 0.5) / here.sum()
    return score


def _coded(x: ArrayLike, like: FloatArray, name: str) -> tuple[NDArray[Any], IntArray]:
    values = np.asarray(x)
    if values.shape != like.shape:
        raise ArgumentError(f"{name} must be as long as the outcome, got shape {values.shape}.")
    found, codes = np.unique(values, return_inverse=True)
    return found, np.asarray(codes).reshape(-1).astype(np.int64)


def _checked_codes(group_codes: ArrayLike, n_groups: int) -> IntArray:
    codes = np.asarray(group_codes)
    if codes.size and (codes.min() < 0 or codes.max() >= n_groups):
        raise ArgumentError(f"group_codes must be from 0 to {n_groups - 1}.")
    return codes.astype(np.int64)
