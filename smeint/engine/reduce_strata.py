"""From one sample's arrays, in strata, to the summaries of tests over all of them.

Strata are numbered by their place among those that a test is over, so that one without any firm
keeps its place and its name.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from smeint.arrays import IntArray
from smeint.engine.reduce import rank_sum, table_2x2
from smeint.engine.scores import paired
from smeint.errors import ArgumentError
from smeint.formulas.rank_sum import RankSum
from smeint.formulas.strata import Strata2x2


def strata_tables(
    outcome: ArrayLike, first: ArrayLike, stratum: ArrayLike, names: tuple[str, ...]
) -> Strata2x2:
    """Count a 0/1 outcome in two groups within strata.

    Parameters
    ----------
    outcome : array of float, shape (n,)
        0 or 1.
    first : array of bool, shape (n,)
        True in the first group.
    stratum : array of int, shape (n,)
        Place of each row's stratum in `names`.
    names : tuple of str

    Returns
    -------
    Strata2x2
        Its counts have the shape (strata,).

    Raises
    ------
    ArgumentError
        If lengths differ, a value is missing, the outcome is not 0 or 1, or a stratum has no name.

    Examples
    --------
    >>> bands = strata_tables([1, 0, 1], [True, False, True], [0, 0, 2], ("low", "mid", "high"))
    >>> bands.a, bands.note()
    (array([1, 0, 1]), 'left out, a group has no firm: mid, high')
    """
    y, group = paired(outcome, first, "first")
    codes = _codes(stratum, y.size, names)
    parts = [table_2x2(y[codes == s], group[codes == s]) for s in range(len(names))]
    a, b, c, d = (np.array([getattr(part, cell) for part in parts]) for cell in "abcd")
    return Strata2x2(a, b, c, d, names)


def strata_ranks(
    outcome: ArrayLike, first: ArrayLike, stratum: ArrayLike, names: tuple[str, ...]
) -> RankSum:
    """Reduce a metric outcome in two groups within strata.

    Parameters
    ----------
    outcome : array of float, shape (n,)
    first : array of bool, shape (n,)
        True in the first group.
    stratum : array of int, shape (n,)
        Place of each row's stratum in `names`.
    names : tuple of str

    Returns
    -------
    RankSum
        Its arrays have the shape (strata,).

    Raises
    ------
    ArgumentError
        If lengths differ, a value is missing, or a stratum has no name.

    Examples
    --------
    >>> bands = strata_ranks([3.0, 1.0, 2.0], [True, False, True], [0, 0, 1], ("low", "high"))
    >>> bands.u_1, bands.n_2
    (array([1., 0.]), array([1., 0.]))
    """
    y, group = paired(outcome, first, "first")
    codes = _codes(stratum, y.size, names)
    parts = [rank_sum(y[codes == s], group[codes == s]) for s in range(len(names))]
    fields = ("n_1", "n_2", "u_1", "ties", "v_1", "v_2")
    return RankSum(*(np.array([getattr(p, f) for p in parts], dtype=float) for f in fields))


def _codes(stratum: ArrayLike, n: int, names: tuple[str, ...]) -> IntArray:
    codes = np.asarray(stratum, dtype=np.int64)
    if codes.shape != (n,):
        raise ArgumentError(f"stratum must be as long as the outcome, got shape {codes.shape}.")
    if n and (codes.min() < 0 or codes.max() >= len(names)):
        raise ArgumentError(f"stratum must be from 0 to {len(names) - 1}.")
    return codes
