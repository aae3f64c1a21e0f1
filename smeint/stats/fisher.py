"""Fisher's exact test of a two-by-two table, for many tables at once."""

from __future__ import annotations

import numpy as np

from smeint.arrays import FloatArray
from smeint.finding import Status
from smeint.stats.result import TestResult, where_ok
from smeint.stats.table_effects import Table2x2, odds_ratio, phi_coefficient

#: Two tables whose probabilities differ by less than this factor count as equally probable.
RELATIVE_TOLERANCE = 1e-7


def fisher_2x2(table: Table2x2, level: float = 0.95) -> TestResult:
    """Test independence in a two-by-two table by Fisher's exact test, two-sided.

    Parameters
    ----------
    table : Table2x2
        Whole counts.
    level : float
        Confidence level of the intervals.

    Returns
    -------
    TestResult
        No statistic; effect ``odds_ratio`` (the sample one, Woolf's interval), measure ``phi``.

    Notes
    -----
    Null hypothesis: the share of firms with the event is the same in both groups, given both
    margins. p is the sum of the hypergeometric probabilities of all tables that are no more
    probable than the observed one, up to a relative tolerance of 1e-7, as in R's ``fisher.test``.
    Conservative for two independent groups: a companion where expected counts are small, not the
    test of verdicts. Tables are grouped by their margins; each distinct set of margins is
    enumerated once.

    References
    ----------
    Fisher, R. A. (1935). The logic of inductive inference. *Journal of the Royal Statistical
    Society*, 98, 39-82. https://doi.org/10.2307/2342435

    Examples
    --------
    >>> round(float(fisher_2x2(Table2x2(3, 1, 1, 3)).p_value), 6)
    0.485714
    """
    status = table.status
    a, b, c, d = (np.atleast_1d(x).ravel() for x in table.cells)
    ok = np.atleast_1d(status).ravel() == int(Status.OK)
    p = np.full(a.shape, np.nan)
    margins = np.stack([a + b, c + d, a + c], axis=-1)[ok].astype(np.int64)
    kinds, inverse = np.unique(margins, axis=0, return_inverse=True)
    inverse = np.asarray(inverse).reshape(-1)
    rows = np.flatnonzero(ok)
    for i, (n_1, n_2, events) in enumerate(kinds.tolist()):
        here = rows[inverse == i]
        by_count = two_sided_probabilities(n_1, n_2, events)
        p[here] = by_count[a[here].astype(np.int64) - max(0, events - n_2)]
    return where_ok(
        status,
        statistic_name="",
        statistic=np.nan,
        p_value=p.reshape(status.shape),
        p_method="exact, conditional on both margins",
        effect=odds_ratio(table, level),
        others=(phi_coefficient(table, level),),
    )


def two_sided_probabilities(n_1: int, n_2: int, events: int) -> FloatArray:
    """Return Fisher's two-sided p for every possible count of the first cell.

    Parameters
    ----------
    n_1, n_2 : int
        Sizes of the groups.
    events : int
        Firms with the event in both groups together.

    Returns
    -------
    array of float
        For first cells max(0, events - n_2), ..., min(n_1, events).

    Examples
    --------
    >>> two_sided_probabilities(3, 3, 3)
    array([0.1, 1. , 1. , 0.1])
    """
    first = np.arange(max(0, events - n_2), min(n_1, events), dtype=float)
    # ratios of neighbouring probabilities: more accurate than differences of log-factorials
    ratio = (n_1 - first) * (events - first) / ((first + 1) * (n_2 - events + first + 1))
    log_p = np.concatenate([[0.0], np.cumsum(np.log(ratio))])
    log_p -= log_p.max()
    order = np.argsort(log_p, kind="stable")
    rising = log_p[order]
    total = np.cumsum(np.exp(rising))
    last = np.searchsorted(rising, log_p + np.log1p(RELATIVE_TOLERANCE), side="right")
    return np.asarray(total[last - 1] / total[-1])
