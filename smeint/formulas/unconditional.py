"""Unconditional exact tests of two shares: Boschloo's and Barnard's."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from smeint.arrays import FloatArray
from smeint.defaults import LEVEL
from smeint.errors import ArgumentError
from smeint.finding import Status
from smeint.formulas.fisher import check_whole, fisher_2x2
from smeint.formulas.hypergeometric import RELATIVE_TOLERANCE, two_sided_probabilities
from smeint.formulas.result import TestResult, where_ok
from smeint.formulas.table_effects import Table2x2, odds_ratio, phi_coefficient, risk_difference

#: Possible tables, (n_1 + 1)(n_2 + 1), above which no test is computed.
TABLES_LIMIT = 4_000_000

#: Shares at which the probability is looked at before each peak is followed to its top.
GRID = 1001


def boschloo_2x2(table: Table2x2, level: float = LEVEL) -> TestResult:
    """Test whether two independent shares are equal by Boschloo's exact test, two-sided.

    Parameters
    ----------
    table : Table2x2
        Whole counts.
    level : float
        Confidence level of the intervals.

    Returns
    -------
    TestResult
        Statistic ``fisher_p``, the two-sided p of `fisher_2x2`; effect ``phi``; measures: odds
        ratio, risk difference. Status ``too_large`` above `TABLES_LIMIT` possible tables.

    Raises
    ------
    ArgumentError
        If a count is negative or not whole.

    Notes
    -----
    Null hypothesis: the share of firms with the event is the same in both groups, the two group
    sizes fixed. p is the probability of all tables whose two-sided Fisher p is no larger than the
    observed one (relative tolerance 1e-7), at the common share at which that is largest. So it is
    never above Fisher's p, and the size never above alpha.

    ``scipy.stats.boschloo_exact`` and R's ``Exact`` with ``tsmethod = "central"`` double the
    smaller one-sided p: another two-sided test, which may exceed Fisher's p. SciPy also takes
    groups in columns, finds the largest probability by a search that may stop at a lower peak,
    gives p = 1 for an outcome that does not vary, and takes one table at a time. Not for one sample
    classified twice, in which the group sizes are not fixed, nor for paired firms.

    References
    ----------
    Boschloo, R. D. (1970). Raised conditional level of significance for the 2 x 2-table when
    testing the equality of two probabilities. *Statistica Neerlandica*, 24, 1-9.
    https://doi.org/10.1111/j.1467-9574.1970.tb00104.x

    Examples
    --------
    >>> test = boschloo_2x2(Table2x2(7, 12, 8, 3))
    >>> [round(float(x), 4) for x in (test.statistic, test.p_value)]
    [0.1281, 0.0857]
    """
    check_whole(*table.cells)
    fisher = fisher_2x2(table)
    return _result(
        table, fisher.p_value, _fisher_order, "fisher_p", "exact, unconditional (Boschloo)", level
    )


def barnard_2x2(table: Table2x2, level: float = LEVEL) -> TestResult:
    """Test whether two independent shares are equal by Barnard's exact test, pooled z, two-sided.

    Parameters
    ----------
    table : Table2x2
        Whole counts.
    level : float
        Confidence level of the intervals.

    Returns
    -------
    TestResult
        Statistic ``z``, positive where the first group has the larger share, the root of Pearson's
        chi-square; effect ``phi``; measures: odds ratio, risk difference. Status ``too_large``
        above `TABLES_LIMIT` possible tables.

    Raises
    ------
    ArgumentError
        If a count is negative or not whole.

    Notes
    -----
    Null hypothesis as in `boschloo_2x2`. p is the probability of all tables whose |z| is no
    smaller than the observed one (relative tolerance 1e-7), at the common share at which that is
    largest: the test of Suissa and Shuster, which software calls Barnard's. Barnard's own (1947)
    orders tables by convexity, symmetry and the maximum condition and is not computed.

    ``scipy.stats.barnard_exact`` takes groups in columns and one table at a time, and compares
    statistics without a tolerance: for the table below it gives .0675 or, with event and no event
    swapped, .0598, because it loses tables that are tied with the observed one. With groups of very
    different size the largest probability can lie at a share that the data exclude, and the test is
    then weak (Boschloo's is better); not for one sample classified twice, nor for paired firms.

    References
    ----------
    Barnard, G. A. (1947). Significance tests for 2 x 2 tables. *Biometrika*, 34, 123-138.
    https://doi.org/10.1093/biomet/34.1-2.123

    Suissa, S., & Shuster, J. J. (1985). Exact unconditional sample sizes for the 2 x 2 binomial
    trial. *Journal of the Royal Statistical Society A*, 148, 317-327.
    https://doi.org/10.2307/2981892

    Examples
    --------
    >>> test = barnard_2x2(Table2x2(7, 12, 8, 3))
    >>> [round(float(x), 4) for x in (test.statistic, test.p_value)]
    [-1.8943, 0.0675]
    """
    check_whole(*table.cells)
    z = _pooled_z(*table.cells)
    return _result(table, z, _z_order, "z", "exact, unconditional (pooled z)", level)


def unconditional_p(
    order: ArrayLike, n_1: int, n_2: int, counts_1: ArrayLike, counts_2: ArrayLike
) -> FloatArray:
    """Return p of tables under an ordering of all tables with the same group sizes.

    Parameters
    ----------
    order : array of float, shape (n_1 + 1, n_2 + 1)
        Not negative and smaller where a table speaks more against the null hypothesis; row and
        column are the events of the first and the second group.
    n_1, n_2 : int
        Sizes of the groups.
    counts_1, counts_2 : array of int, shape (tables,)
        Events of the tables asked for.

    Returns
    -------
    array of float, shape (tables,)
        Probability of tables ordered no later, at the common share at which it is largest.

    Raises
    ------
    ArgumentError
        If `order` has another shape, or is negative anywhere.

    Examples
    --------
    >>> unconditional_p([[1.0, 0.5], [0.5, 1.0]], 1, 1, [0, 0], [0, 1])
    array([1. , 0.5])
    """
    ranked = np.asarray(order, dtype=float)
    if ranked.shape != (n_1 + 1, n_2 + 1) or not (ranked >= 0).all():
        raise ArgumentError(
            f"order must have shape {(n_1 + 1, n_2 + 1)} and no negative value, "
            f"got shape {ranked.shape}."
        )
    first, second = np.arange(n_1 + 1)[:, None], np.arange(n_2 + 1)[None, :]
    events = first + second
    probability = np.exp(
        _log_choose(n_1, first) + _log_choose(n_2, second) - _log_choose(n_1 + n_2, events)
    )
    observed = ranked[np.asarray(counts_1), np.asarray(counts_2)]
    distinct, inverse = np.unique(observed, return_inverse=True)
    p = np.empty(len(distinct))
    for i, value in enumerate(distinct.tolist()):
        inside = ranked <= value * (1 + RELATIVE_TOLERANCE)
        weights = probability[inside]
        given_events = np.asarray(
            np.bincount(events[inside], weights, minlength=n_1 + n_2 + 1), dtype=float
        )
        p[i] = 1.0 if inside.all() else largest_probability(given_events)
    return p[np.asarray(inverse).reshape(-1)]


def largest_probability(given_events: FloatArray) -> float:
    """Return the largest sum of h_k Binomial(k; n, share) over all shares.

    Parameters
    ----------
    given_events : array of float, shape (n + 1,)
        h_k, the probability of the region given k events among n firms.

    Returns
    -------
    float

    Examples
    --------
    >>> round(largest_probability(np.array([0.0, 1.0, 0.0])), 12)
    0.5
    """
    n = len(given_events) - 1
    used = np.flatnonzero(given_events > 0)
    log_term = _log_choose(n, used) + np.log(given_events[used])

    def value(angle: FloatArray) -> FloatArray:
        log_p, log_q = 2 * np.log(np.sin(angle)), 2 * np.log(np.cos(angle))
        return np.asarray(
            np.exp(log_term + used * log_p[:, None] + (n - used) * log_q[:, None]).sum(axis=1)
        )

    # on the scale of the angle every peak has about the same width, 1 / sqrt(n)
    step = np.pi / 2 / (GRID + 1)
    angle = step * np.arange(1, GRID + 1, dtype=float)
    found = value(angle)
    beside = np.concatenate([[0.0], found, [0.0]])
    peak = (found >= beside[:-2]) & (found >= beside[2:]) & (found >= 0.9 * found.max())
    low, high = np.maximum(angle[peak] - step, 1e-9), np.minimum(angle[peak] + step, np.pi / 2)
    golden = (np.sqrt(5) - 1) / 2
    for _ in range(45):
        left, right = high - golden * (high - low), low + golden * (high - low)
        rising = value(left) < value(right)
        low, high = np.where(rising, left, low), np.where(rising, high, right)
    ends = max(float(given_events[0]), float(given_events[-1]))  # shares 0 and 1
    return min(max(float(value((low + high) / 2).max()), ends), 1.0)


def _result(
    table: Table2x2,
    statistic: ArrayLike,
    order: Callable[[int, int], FloatArray],
    name: str,
    method: str,
    level: float,
) -> TestResult:
    """Return the test, the ordering found once for each distinct pair of group sizes."""
    status = table.status
    a, b, c, d = (np.atleast_1d(x).ravel() for x in table.cells)
    n_1, n_2 = a + b, c + d
    codes = np.atleast_1d(status).ravel()
    large = (codes == int(Status.OK)) & ((n_1 + 1) * (n_2 + 1) > TABLES_LIMIT)
    codes = np.where(large, int(Status.TOO_LARGE), codes)
    p = np.full(a.shape, np.nan)
    rows = np.flatnonzero(codes == int(Status.OK))
    sizes = np.stack([n_1, n_2], axis=-1)[rows].astype(np.int64)
    kinds, inverse = np.unique(sizes, axis=0, return_inverse=True)
    for i, (first, second) in enumerate(kinds.tolist()):
        here = rows[np.asarray(inverse).reshape(-1) == i]
        counts = a[here].astype(np.int64), c[here].astype(np.int64)
        p[here] = unconditional_p(order(first, second), first, second, *counts)
    return where_ok(
        codes.reshape(status.shape),
        statistic_name=name,
        statistic=statistic,
        p_value=p.reshape(status.shape),
        p_method=method,
        effect=phi_coefficient(table, level),
        others=(odds_ratio(table, level), risk_difference(table, level)),
    )


def _fisher_order(n_1: int, n_2: int) -> FloatArray:
    """Return the two-sided Fisher p of every table."""
    p = np.empty((n_1 + 1, n_2 + 1))
    for events in range(n_1 + n_2 + 1):
        first = np.arange(max(0, events - n_2), min(n_1, events) + 1)
        p[first, events - first] = two_sided_probabilities(n_1, n_2, events)
    return p


def _z_order(n_1: int, n_2: int) -> FloatArray:
    """Return 1 / z^2 of every table, infinite where no firm or every firm has the event."""
    first, second = np.arange(n_1 + 1.0)[:, None], np.arange(n_2 + 1.0)[None, :]
    z = _pooled_z(first, n_1 - first, second, n_2 - second)
    with np.errstate(divide="ignore"):
        return np.asarray(1 / np.nan_to_num(z, nan=0.0) ** 2)


def _pooled_z(a: FloatArray, b: FloatArray, c: FloatArray, d: FloatArray) -> FloatArray:
    n_1, n_2 = a + b, c + d
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = (a + c) * (b + d) * n_1 * n_2 / (n_1 + n_2)
        return np.asarray((a * d - b * c) / np.sqrt(spread))


def _log_choose(n: int, k: ArrayLike) -> FloatArray:
    chosen = np.asarray(k, dtype=float)
    return np.asarray(
        special.gammaln(n + 1.0) - special.gammaln(chosen + 1.0) - special.gammaln(n - chosen + 1.0)
    )
