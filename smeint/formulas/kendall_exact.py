"""The exact test of Kendall's tau, with and without ties."""

from __future__ import annotations

import numpy as np

from smeint.arrays import FloatArray
from smeint.errors import ArgumentError
from smeint.finding import NAN, Status
from smeint.formulas.concordance import Concordance
from smeint.formulas.contingency_rxc import TableRxC
from smeint.formulas.jonckheere_exact import COST_LIMIT, distribution_cost, jonckheere_exact
from smeint.formulas.result import Estimate, TestResult, where_ok

#: Without ties the exact distribution is used up to so many firms, about half a second.
MOST = 120


def kendall_exact(
    summary: Concordance, table: TableRxC | None = None, limit: float = COST_LIMIT
) -> TestResult:
    """Test association by Kendall's tau with the exact distribution of concordant pairs.

    Parameters
    ----------
    summary : Concordance
        One sample: the procedure has no batch form.
    table : TableRxC, optional
        The firms by distinct values of both variables, each in rising order; needed with ties.
    limit : float
        Largest size of the distribution with ties, see `distribution_cost`.

    Returns
    -------
    TestResult
        Statistic ``S``, concordant minus discordant pairs; effect ``kendall_tau_b`` without an
        interval (for that see `kendall`). Status as in `kendall`, and ``too_large`` beyond `MOST`
        firms, with ties where the distribution is larger than `limit`, or where no table was given.

    Raises
    ------
    ArgumentError
        If there is more than one sample.

    Notes
    -----
    Null hypothesis: every pairing of the observed values is equally probable. p = P(abs(S) >=
    abs(s)). Without ties it is what R's ``cor.test(method = "kendall", exact = TRUE)`` and
    ``scipy.stats.kendalltau(method="exact")`` give; neither takes ties, with which the
    distribution here is that of Jonckheere and Terpstra's J, the predictor's distinct values being
    the groups. Without ties it is built by inserting one firm at a time.

    References
    ----------
    Kendall, M. G. (1938). A new measure of rank correlation. *Biometrika*, 30, 81-93.
    https://doi.org/10.1093/biomet/30.1-2.81

    Examples
    --------
    >>> test = kendall_exact(Concordance(8, 18, 28, 28, 0, 0, 0.05, 0.05))
    >>> print(round(float(test.p_value), 4))
    0.0312
    """
    n, s, pairs_y, pairs_x, *_ = (np.asarray(x) for x in summary.parts)
    if n.ndim:
        raise ArgumentError("the exact test takes one sample at a time.")
    firms, pairs = int(n), int(n) * (int(n) - 1) // 2
    status, p = int(summary.status), NAN
    if status == Status.OK and int(pairs_y) == int(pairs_x) == pairs:
        status, p = _without_ties(firms, int(s), pairs)
    elif status == Status.OK:
        status, p = _with_ties(table, limit)
    with np.errstate(divide="ignore", invalid="ignore"):
        tau = s / (np.sqrt(pairs_y) * np.sqrt(pairs_x))
    return where_ok(
        status,
        statistic_name="S",
        statistic=s,
        p_value=p,
        p_method="exact, conditional on ties",
        effect=Estimate("kendall_tau_b", tau),
    )


def _without_ties(firms: int, s: int, pairs: int) -> tuple[int, float]:
    if firms > MOST:
        return int(Status.TOO_LARGE), NAN
    distribution = concordant_distribution(firms)
    far = np.abs(2 * np.arange(pairs + 1) - pairs) >= abs(s)
    return int(Status.OK), min(float(np.sort(distribution[far]).sum()), 1.0)


def _with_ties(table: TableRxC | None, limit: float) -> tuple[int, float]:
    if table is None:
        return int(Status.TOO_LARGE), NAN
    counts = np.asarray(table.counts).astype(np.int64)
    # p is the same whichever variable makes the groups; the work is not
    counts = min((counts, counts.T), key=distribution_cost)
    test = jonckheere_exact(TableRxC(counts), limit)
    return int(np.asarray(test.status)), float(np.asarray(test.p_value))


def concordant_distribution(firms: int) -> FloatArray:
    """Return the distribution of the number of concordant pairs without ties.

    Parameters
    ----------
    firms : int

    Returns
    -------
    array of float
        For 0 concordant pairs to all of them. Sums of positive terms: no digit cancels.

    Examples
    --------
    >>> concordant_distribution(3).round(4)
    array([0.1667, 0.3333, 0.3333, 0.1667])
    """
    found = np.ones(1)
    for k in range(2, firms + 1):
        longer = np.zeros(len(found) + k - 1)
        for gain in range(k):
            longer[gain : gain + len(found)] += found / k
        found = longer
    return found
