"""The odds ratio of a two-by-two table given its margins, with its exact interval."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from smeint.arrays import FloatArray
from smeint.defaults import LEVEL
from smeint.finding import Status
from smeint.formulas.fisher import check_whole
from smeint.formulas.hypergeometric import log_weights
from smeint.formulas.intervals import check_level
from smeint.formulas.result import Estimate
from smeint.formulas.table_effects import Table2x2

CONDITIONAL_CI_METHOD = "exact conditional, equal tails (Cornfield)"

#: Firms above which nothing is computed: the sample odds ratio is the same to many digits.
FIRMS_LIMIT = 100_000_000

#: Halvings of the bracket of the log odds ratio; the bracket is at most some hundreds wide.
HALVINGS = 64


def conditional_odds_ratio(table: Table2x2, level: float = LEVEL) -> Estimate:
    """Return the odds ratio given both margins, with the interval of R's ``fisher.test``.

    Parameters
    ----------
    table : Table2x2
        Whole counts.
    level : float
        Confidence level.

    Returns
    -------
    Estimate
        Measure ``conditional_odds_ratio``. 0 or infinite where the first cell is the smallest or
        the largest that the margins allow, the interval then one-sided at level 1 - (1 - level)/2;
        NaN where a margin is empty, and above `FIRMS_LIMIT` firms.

    Raises
    ------
    ArgumentError
        If a count is negative or not whole.

    Notes
    -----
    Given both margins the first cell is noncentral hypergeometric with the odds ratio as its
    parameter. The estimate makes the observed cell its mean; the limits make the probability of
    the observed cell or a smaller one, or a larger one, (1 - level) / 2. Closer to 1 than the
    sample ratio ad / (bc) of `odds_ratio`, most so in small tables. The interval covers at least
    `level` whatever the shares: 95 % intervals on average .987 for groups of 20 and 39, .994 for 5
    and 16 (121 pairs of shares between .02 and .98). It can disagree with `fisher_2x2`, whose
    two-sided p has unequal tails. Not comparable with the odds ratio of a logistic regression,
    which is the sample one.

    ``scipy.stats.contingency.odds_ratio`` gives the same for one table. R's ``fisher.test`` stops
    its search early: for the table below it prints an upper limit of 621.934.

    References
    ----------
    Cornfield, J. (1956). A statistical problem arising from retrospective studies. *Proceedings of
    the Third Berkeley Symposium*, 4, 135-148.

    Agresti, A. (2013). *Categorical Data Analysis* (3rd ed.), section 16.6. Wiley.

    Examples
    --------
    >>> ratio = conditional_odds_ratio(Table2x2(3, 1, 1, 3))
    >>> [round(float(x), 3) for x in (ratio.estimate, ratio.ci_low, ratio.ci_high)]
    [6.408, 0.212, 626.244]
    """
    check_level(level)
    check_whole(*table.cells)
    status = table.status
    a, b, c, d = (np.atleast_1d(x).ravel() for x in table.cells)
    usable = (status == int(Status.OK)) & (table.n <= FIRMS_LIMIT)
    rows = np.flatnonzero(np.atleast_1d(usable).ravel())
    margins = np.stack([a + b, c + d, a + c], axis=-1)[rows].astype(np.int64)
    kinds, inverse = np.unique(margins, axis=0, return_inverse=True)
    found = np.full((3, len(a)), np.nan)
    for i, (n_1, n_2, events) in enumerate(kinds.tolist()):
        here = rows[np.asarray(inverse).reshape(-1) == i]
        found[:, here] = _of_counts(a[here], n_1, n_2, events, (1 - level) / 2)
    estimate, low, high = (x.reshape(status.shape) for x in found)
    return Estimate(
        "conditional_odds_ratio",
        estimate,
        ci_low=low,
        ci_high=high,
        ci_level=level,
        ci_method=CONDITIONAL_CI_METHOD,
    )


def _of_counts(
    observed: FloatArray, n_1: int, n_2: int, events: int, tail: float
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return estimate and limits for first cells of tables with these margins."""
    counts, inverse = np.unique(observed, return_inverse=True)
    least, most = max(0, events - n_2), min(n_1, events)
    # a standard deviation is at most sqrt(n) / 4: what lies farther off has no weight at any ratio
    # that can be a root, and huge tables need not be listed from end to end
    far = int(5 * np.sqrt(n_1 + n_2)) + 50
    low_end, high_end = max(least, int(counts[0]) - far), min(most, int(counts[-1]) + far)
    support = np.arange(low_end, high_end + 1, dtype=float)
    log_null = log_weights(n_1, n_2, events, low_end, high_end)
    # beyond these odds ratios nearly all probability is at the end of the support
    bound = 2 * np.log(n_1 + n_2) + np.log(4 / tail)
    below = support <= counts[:, None]
    above = support >= counts[:, None]

    def probability(log_ratio: FloatArray) -> FloatArray:
        log_p = log_null + support * log_ratio[:, None]
        weight = np.exp(log_p - log_p.max(axis=1, keepdims=True))
        return np.asarray(weight / weight.sum(axis=1, keepdims=True))

    def solve(excess: Callable[[FloatArray], FloatArray]) -> FloatArray:
        low, high = np.full(len(counts), -bound), np.full(len(counts), bound)
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            over = excess(probability(middle)) > 0
            low, high = np.where(over, low, middle), np.where(over, middle, high)
        return np.asarray(np.exp((low + high) / 2))

    first, last = counts == least, counts == most
    estimate = solve(lambda p: (p * support).sum(axis=1) - counts)
    lower = solve(lambda p: (p * above).sum(axis=1) - tail)
    upper = solve(lambda p: tail - (p * below).sum(axis=1))
    estimate = np.where(first, 0.0, np.where(last, np.inf, estimate))
    places = np.asarray(inverse).reshape(-1)
    return (
        estimate[places],
        np.where(first, 0.0, lower)[places],
        np.where(last, np.inf, upper)[places],
    )
