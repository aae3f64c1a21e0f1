"""From one sample's arrays to the summaries that formulas take.

All arrays are one-dimensional, of one length and without missing values. Values are sorted
before they are summed, so that no result depends on the order of rows.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from smeint.engine.reduce_normality import distance_to_given_normal, normality
from smeint.engine.scores import mid_ranks, paired, score_sums
from smeint.errors import ArgumentError
from smeint.finding import NAN
from smeint.formulas.contingency import Table2x2
from smeint.formulas.contingency_rxc import TableRxC
from smeint.formulas.correlation import RankCorrelation, p_complete_order
from smeint.formulas.rank_sum import RankSum
from smeint.formulas.rank_sum_exact import TiePattern

__all__ = [
    "distance_to_given_normal",
    "mid_ranks",
    "normality",
    "rank_correlation",
    "rank_sum",
    "score_sums",
    "table_2x2",
    "table_rxc",
    "tie_pattern",
]


def table_2x2(outcome: ArrayLike, first: ArrayLike) -> Table2x2:
    """Count a 0/1 outcome in two groups.

    Parameters
    ----------
    outcome : array of float, shape (n,)
        0 or 1.
    first : array of bool, shape (n,)
        True in the first group.

    Returns
    -------
    Table2x2

    Raises
    ------
    ArgumentError
        If lengths differ, a value is missing, or the outcome is not 0 or 1.

    Examples
    --------
    >>> table = table_2x2([1, 0, 1, 1, 0], [True, True, True, False, False])
    >>> table.a, table.b, table.c, table.d
    (2, 1, 1, 1)
    """
    y, group = paired(outcome, first, "first")
    if not np.isin(y, (0.0, 1.0)).all():
        raise ArgumentError("outcome must be 0 or 1 in every row.")
    event, inside = y == 1, group.astype(bool)
    return Table2x2(
        a=int((event & inside).sum()),
        b=int((~event & inside).sum()),
        c=int((event & ~inside).sum()),
        d=int((~event & ~inside).sum()),
    )


def table_rxc(
    outcome_codes: ArrayLike, group_codes: ArrayLike, n_outcome_levels: int, n_groups: int
) -> TableRxC:
    """Count outcome levels in groups.

    Parameters
    ----------
    outcome_codes, group_codes : array of int, shape (n,)
        Codes from 0.
    n_outcome_levels, n_groups : int
        How many codes there are.

    Returns
    -------
    TableRxC
        Groups in rows, outcome levels in columns.

    Raises
    ------
    ArgumentError
        If lengths differ or a code is out of range.

    Examples
    --------
    >>> table_rxc([0, 1, 1, 2], [0, 0, 1, 1], 3, 2).counts
    array([[1, 1, 0],
           [0, 1, 1]])
    """
    levels, groups = np.asarray(outcome_codes), np.asarray(group_codes)
    if levels.ndim != 1 or groups.shape != levels.shape:
        raise ArgumentError("outcome_codes and group_codes must be equally long, in one dimension.")
    for name, codes, most in (
        ("outcome_codes", levels, n_outcome_levels),
        ("group_codes", groups, n_groups),
    ):
        if codes.size and (codes.min() < 0 or codes.max() >= most):
            raise ArgumentError(f"{name} must be from 0 to {most - 1}.")
    cell = groups.astype(np.int64) * n_outcome_levels + levels.astype(np.int64)
    counts = np.bincount(cell, minlength=n_groups * n_outcome_levels)
    return TableRxC(counts.reshape(n_groups, n_outcome_levels))


def tie_pattern(outcome: ArrayLike, first: ArrayLike) -> TiePattern:
    """Count each distinct value of a metric outcome in two groups.

    Parameters
    ----------
    outcome : array of float, shape (n,)
    first : array of bool, shape (n,)
        True in the first group.

    Returns
    -------
    TiePattern

    Examples
    --------
    >>> tie_pattern([3.0, 1.0, 3.0], [True, False, False]).counts_2
    array([1, 1])
    """
    y, group = paired(outcome, first, "first")
    inside = group.astype(bool)
    values, code = np.unique(y, return_inverse=True)
    code = np.asarray(code).reshape(-1)
    return TiePattern(
        counts_1=np.bincount(code[inside], minlength=len(values)),
        counts_2=np.bincount(code[~inside], minlength=len(values)),
    )


def rank_sum(outcome: ArrayLike, first: ArrayLike) -> RankSum:
    """Reduce a metric outcome in two groups to what the Mann-Whitney test needs.

    Parameters
    ----------
    outcome : array of float, shape (n,)
    first : array of bool, shape (n,)
        True in the first group.

    Returns
    -------
    RankSum
        By one sort: no matrix of pairs is built.

    Examples
    --------
    >>> rank_sum([3.0, 1.0, 3.0], [True, False, False]).u_1
    1.5
    """
    return tie_pattern(outcome, first).rank_sum()


def rank_correlation(outcome: ArrayLike, predictor: ArrayLike) -> RankCorrelation:
    """Reduce two metric variables to their rank correlation.

    Parameters
    ----------
    outcome, predictor : array of float, shape (n,)

    Returns
    -------
    RankCorrelation

    Examples
    --------
    >>> rank_correlation([1.0, 2.0, 3.0], [1.0, 3.0, 2.0]).rho
    0.5
    """
    y, x = paired(outcome, predictor, "predictor")
    order = np.lexsort((x, y))
    y, x = y[order], x[order]
    n = len(y)
    # doubled and centred at n + 1: whole numbers
    doubled_y, doubled_x = (2 * mid_ranks(v) - (n + 1) for v in (y, x))
    yy, xx = float((doubled_y**2).sum()), float((doubled_x**2).sum())
    product = float((doubled_y * doubled_x).sum())
    rho = NAN if yy == 0 or xx == 0 else product / np.sqrt(yy * xx)
    if yy == xx and yy > 0:
        rho = product / yy
    rho = float(np.clip(rho, -1.0, 1.0))
    tied = [np.unique(v, return_counts=True)[1] for v in (y, x)] if abs(rho) == 1 else []
    return RankCorrelation(
        n=n,
        rho=rho,
        outcome_constant=yy == 0,
        predictor_constant=xx == 0,
        p_complete=p_complete_order(*tied) if tied else NAN,
    )
