"""The exact Jonckheere-Terpstra test with ties, by dynamic programming over tied values."""

from __future__ import annotations

import math

import numpy as np

from smeint.arrays import FloatArray, IntArray
from smeint.errors import ArgumentError
from smeint.finding import NAN, Status
from smeint.formulas.contingency_rxc import TableRxC
from smeint.formulas.result import Estimate, TestResult, where_ok

#: States times steps between them times the length of a distribution: about ten seconds.
COST_LIMIT = 3e8


def jonckheere_exact(table: TableRxC, limit: float = COST_LIMIT) -> TestResult:
    """Test whether an outcome rises or falls over ordered groups by the exact distribution.

    Parameters
    ----------
    table : TableRxC
        One comparison: the groups in their order by distinct values of the outcome in rising
        order. The procedure has no batch form.
    limit : float
        Largest size of the distribution, as `distribution_cost` measures it.

    Returns
    -------
    TestResult
        Statistic ``J``, two-sided p; effect ``somers_d``, without an interval (for that see
        `jonckheere_terpstra`). Status ``empty_group``, ``constant_outcome``, or ``too_large``
        where the distribution is larger than `limit` (three groups of about 20 firms by
        default).

    Raises
    ------
    ArgumentError
        If there is more than one table.

    Notes
    -----
    Null hypothesis: every division of the observed values into groups of these sizes is equally
    probable. p = P(abs(J - E J) >= abs(j - E J)). Values are added from the smallest: what a firm
    adds to J depends only on how many firms each group has so far, so that the state is these
    numbers. With two groups this is `exact_rank_sum`.

    References
    ----------
    Jonckheere, A. R. (1954). A distribution-free k-sample test against ordered alternatives.
    *Biometrika*, 41, 133-145. https://doi.org/10.1093/biomet/41.1-2.133

    Examples
    --------
    >>> test = jonckheere_exact(TableRxC([[2, 1, 0, 0], [1, 1, 1, 0], [0, 0, 1, 2]]))
    >>> [round(float(x), 4) for x in (test.statistic, test.p_value)]
    [24.0, 0.0214]
    """
    counts = np.asarray(table.counts).astype(np.int64)
    if counts.ndim != 2:
        raise ArgumentError("the exact test takes one table at a time.")
    status = int(table.status)
    counts = counts[counts.sum(axis=1) > 0][:, counts.sum(axis=0) > 0]
    sizes = counts.sum(axis=1)
    pairs = (int(sizes.sum()) ** 2 - int((sizes * sizes).sum())) // 2
    doubled = _doubled_j(counts)
    p = NAN
    if status == Status.OK:
        if distribution_cost(counts) > limit:
            status = int(Status.TOO_LARGE)
        else:
            distribution = doubled_distribution(counts)
            distance = np.abs(np.arange(2 * pairs + 1) - pairs)
            far = distribution[distance >= abs(doubled - pairs)]
            p = min(float(np.sort(far).sum()), 1.0)
    return where_ok(
        status,
        statistic_name="J",
        statistic=doubled / 2,
        p_value=p,
        p_method="exact, conditional on ties",
        effect=Estimate("somers_d", doubled / pairs - 1 if pairs else NAN),
        others=(Estimate("jonckheere_j", doubled / 2),),
    )


def _doubled_j(counts: IntArray) -> int:
    """Return 2 J: two for a pair in which the later group is larger, one for a tie."""
    earlier = np.cumsum(counts, axis=0) - counts
    below = 2 * np.cumsum(earlier, axis=1) - earlier
    return int((counts * below).sum())


def distribution_cost(counts: IntArray) -> float:
    """Return states times steps between them times the length of a distribution.

    Examples
    --------
    >>> distribution_cost(np.array([[1, 0, 1], [0, 1, 0]]))
    60.0
    """
    sizes = counts.sum(axis=1)
    groups = len(sizes)
    pairs = (int(sizes.sum()) ** 2 - int((sizes * sizes).sum())) // 2
    states = math.prod(float(n) + 1 for n in sizes.tolist())
    tied = max(counts.sum(axis=0).tolist(), default=0)
    # a whole number may be larger than any float
    steps = float(min(math.comb(int(tied) + groups - 1, groups - 1), 10**300)) if groups else 0.0
    return states * steps * (2 * pairs + 1)


def doubled_distribution(counts: IntArray) -> FloatArray:
    """Return the distribution of 2 J over all divisions of the values.

    Parameters
    ----------
    counts : array of int, shape (groups, values)
        Without an empty group.

    Returns
    -------
    array of float
        For 2 J from 0 to twice the number of pairs in different groups.

    Examples
    --------
    >>> d = doubled_distribution(np.array([[1, 0, 1], [0, 1, 0]]))
    >>> d.round(4)
    array([0.3333, 0.    , 0.3333, 0.    , 0.3333])
    """
    sizes = tuple(int(n) for n in counts.sum(axis=1))
    pairs = (sum(sizes) ** 2 - sum(n * n for n in sizes)) // 2
    here = {(0,) * len(sizes): _one(2 * pairs + 1)}
    for tied in counts.sum(axis=0).tolist():
        here = _add_value(here, sizes, int(tied))
    return here[sizes]


def _one(length: int) -> FloatArray:
    start = np.zeros(length)
    start[0] = 1.0
    return start


def _add_value(
    states: dict[tuple[int, ...], FloatArray], sizes: tuple[int, ...], tied: int
) -> dict[tuple[int, ...], FloatArray]:
    """Return the states after `tied` firms of the next larger value have joined groups."""
    after: dict[tuple[int, ...], FloatArray] = {}
    for filled, distribution in states.items():
        room = [n - k for n, k in zip(sizes, filled, strict=True)]
        for added in _divisions(tied, room):
            # the firms left in each group are equally likely to have the next values
            ways = math.prod(math.comb(r, a) for r, a in zip(room, added, strict=True))
            weight = ways / math.comb(sum(room), tied)
            gain = _gain(filled, added)
            target = tuple(k + a for k, a in zip(filled, added, strict=True))
            row = after.setdefault(target, np.zeros_like(distribution))
            row[gain:] += weight * distribution[: len(distribution) - gain]
    return after


def _divisions(tied: int, room: list[int]) -> list[tuple[int, ...]]:
    """Return every way to divide `tied` firms over groups with so much room."""
    if len(room) == 1:
        return [(tied,)] if tied <= room[0] else []
    return [
        (a, *rest) for a in range(min(tied, room[0]) + 1) for rest in _divisions(tied - a, room[1:])
    ]


def _gain(filled: tuple[int, ...], added: tuple[int, ...]) -> int:
    """Return what the added firms add to 2 J, against earlier groups' smaller and tied firms."""
    gain, smaller, equal = 0, 0, 0
    for k, a in zip(filled, added, strict=True):
        gain += a * (2 * smaller + equal)
        smaller, equal = smaller + k, equal + a
    return gain
