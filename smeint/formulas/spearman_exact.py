"""The exact test of Spearman's rank correlation with ties, by dynamic programming."""

from __future__ import annotations

import itertools
import math

import numpy as np

from smeint.arrays import FloatArray, IntArray
from smeint.errors import ArgumentError
from smeint.finding import NAN, Status
from smeint.formulas.contingency_rxc import TableRxC
from smeint.formulas.correlation import EXACT, RankCorrelation
from smeint.formulas.result import Estimate, TestResult, where_ok

#: Steps between states times the length of a distribution: about two seconds.
COST_LIMIT = 3e8


def spearman_exact(
    summary: RankCorrelation, table: TableRxC | None, limit: float = COST_LIMIT
) -> TestResult:
    """Test association by Spearman's rank correlation with its exact distribution.

    Parameters
    ----------
    summary : RankCorrelation
        One sample: the procedure has no batch form.
    table : TableRxC or None
        The firms by distinct values of both variables, each in rising order; None where there are
        too many for a table.
    limit : float
        Largest size of the distribution.

    Returns
    -------
    TestResult
        Statistic ``D``, the sum of squared differences of mid-ranks; effect ``rho`` without an
        interval (for that see `spearman`). Status as in `spearman`, and ``too_large`` where the
        distribution is larger than `limit` (14 firms without ties, more with), unless abs(rho) = 1.

    Raises
    ------
    ArgumentError
        If there is more than one sample.

    Notes
    -----
    Null hypothesis: every pairing of the observed values is equally probable. p = P(abs(R) >=
    abs(rho)). Without ties it is that of R's ``cor.test(method = "spearman", exact = TRUE)`` up to
    9 firms; for more R prints an Edgeworth approximation that it calls exact, and with ties the t
    approximation. SciPy has no such test. Where abs(rho) = 1 p is the summary's
    `p_complete` at any size. Firms are added in the order of one variable: what comes
    next depends only on which values of the other are left.

    References
    ----------
    Best, D. J., & Roberts, D. E. (1975). Algorithm AS 89: the upper tail probabilities of
    Spearman's rho. *Applied Statistics*, 24, 377-379. https://doi.org/10.2307/2347111

    Examples
    --------
    >>> test = spearman_exact(RankCorrelation(4, 0.8), TableRxC(np.eye(4)[[0, 1, 3, 2]]))
    >>> print(float(test.statistic), round(float(test.p_value), 4))
    2.0 0.3333
    """
    n, rho = (np.asarray(x, dtype=float) for x in (summary.n, summary.rho))
    if n.ndim or rho.ndim:
        raise ArgumentError("the exact test takes one sample at a time.")
    status, p, statistic = int(summary.status), NAN, NAN
    if status == Status.OK:
        counts = None if table is None else np.asarray(table.counts).astype(np.int64)
        complete = float(np.asarray(summary.p_complete)) if abs(float(rho)) == 1 else NAN
        if counts is not None and complete > 0:
            p, statistic = complete, _squares(counts)
        elif counts is None or _cost(counts) > limit:
            status = int(Status.TOO_LARGE)
        else:
            p, statistic = _two_sided(counts), _squares(counts)
    return where_ok(
        status,
        statistic_name="D",
        statistic=statistic,
        p_value=p,
        p_method=EXACT,
        effect=Estimate("rho", rho),
    )


def _squares(counts: IntArray) -> float:
    """Return the sum of squared differences of mid-ranks."""
    x, y = (_doubled_ranks(counts.sum(axis=axis)) / 2 for axis in (1, 0))
    return float((counts * (x[:, None] - y[None, :]) ** 2).sum())


def _doubled_ranks(tied: IntArray) -> IntArray:
    return np.asarray(2 * np.cumsum(tied) - tied + 1)


def _scores(tied: IntArray) -> IntArray:
    """Return mid-ranks moved to start at 0 and divided by their greatest common divisor."""
    doubled = _doubled_ranks(tied)
    doubled = doubled - doubled[0]
    return np.asarray(doubled // max(int(np.gcd.reduce(doubled)), 1))


def _longest(counts: IntArray) -> int:
    """Return the largest possible sum of products of scores."""
    rows, columns = (counts.sum(axis=axis) for axis in (1, 0))
    x, y = (np.repeat(_scores(tied), tied) for tied in (rows, columns))
    return int((x * y).sum())


def _cost(counts: IntArray) -> float:
    """Return steps between states times the length of a distribution, by the cheaper variable."""
    states = min(
        math.prod(float(t) + 1 for t in tied.tolist()) * len(tied)
        for tied in (counts.sum(axis=1), counts.sum(axis=0))
    )
    return states * (_longest(counts) + 200)


def _two_sided(counts: IntArray) -> float:
    # p is the same whichever variable is taken in order; the work is not
    rows, columns = sorted(
        (counts.sum(axis=1), counts.sum(axis=0)),
        key=lambda tied: math.prod(float(t) + 1 for t in tied.tolist()) * len(tied),
    )
    distribution = product_distribution(rows, columns, _longest(counts))
    x, y = _scores(counts.sum(axis=1)), _scores(counts.sum(axis=0))
    observed = int((counts * x[:, None] * y[None, :]).sum())
    n = int(counts.sum())
    total = int((x * counts.sum(axis=1)).sum()) * int((y * counts.sum(axis=0)).sum())
    distance = np.abs(n * np.arange(len(distribution), dtype=np.int64) - total)
    far = distribution[distance >= abs(n * observed - total)]
    return min(float(np.sort(far).sum()), 1.0)


def product_distribution(rows: IntArray, columns: IntArray, longest: int) -> FloatArray:
    """Return the distribution of the sum of products of two variables' scores.

    Parameters
    ----------
    rows, columns : array of int
        How often each distinct value of a variable occurs, in rising order.
    longest : int
        Largest possible sum.

    Returns
    -------
    array of float
        For sums from 0 to `longest`, every pairing being equally probable.

    Examples
    --------
    >>> product_distribution(np.ones(3, int), np.ones(3, int), 5).round(4)
    array([0.    , 0.1667, 0.3333, 0.    , 0.3333, 0.1667])
    """
    scores = _scores(rows).tolist()
    order = np.repeat(_scores(columns), columns).tolist()
    start = np.zeros(longest + 1)
    start[0] = 1.0
    here = {tuple(rows.tolist()): start}
    for left, score in zip(itertools.count(len(order), -1), order, strict=False):
        after: dict[tuple[int, ...], FloatArray] = {}
        for rest, distribution in here.items():
            for i, count in enumerate(rest):
                if count:
                    target = (*rest[:i], count - 1, *rest[i + 1 :])
                    row = after.setdefault(target, np.zeros_like(distribution))
                    gain = scores[i] * score
                    row[gain:] += (count / left) * distribution[: len(distribution) - gain]
        here = after
    return here[(0,) * len(rows)]
