"""Fisher's exact test of a table of any size, by enumeration."""

from __future__ import annotations

import numpy as np
from scipy import special

from smeint.arrays import FloatArray, IntArray
from smeint.finding import Status
from smeint.stats.contingency_rxc import TableRxC, chi_square_rxc
from smeint.stats.fisher import RELATIVE_TOLERANCE
from smeint.stats.result import Estimate, TestResult, where_ok

#: Partial tables of different probability kept at a time; at this bound a test takes some seconds.
PARTIAL_LIMIT = 1_000_000

#: Partial tables whose log probabilities agree to so many decimals are counted together.
DECIMALS = 10


def fisher_rxc_exact(table: TableRxC, level: float = 0.95) -> TestResult:
    """Test independence in a table of any size by Fisher's exact test, without simulation.

    Parameters
    ----------
    table : TableRxC
        Whole counts.
    level : float
        Confidence level of Cramer's V.

    Returns
    -------
    TestResult
        No statistic; effect ``cramers_v``; measure ``fisher_exact``. Status ``too_large`` where
        more than `PARTIAL_LIMIT` partial tables would have to be kept: `fisher_rxc` then gives a
        Monte Carlo p with its error.

    Notes
    -----
    Null hypothesis: the outcome is distributed alike in all groups, given both margins. p is the
    probability of all tables with these margins that are no more probable than the observed one,
    up to a relative tolerance of 1e-7, as in R's ``fisher.test`` (also known as Freeman-Halton).
    Tables are built column by column; partial tables with the same firms left in each row and the
    same probability are one state. Rows and columns without any firm do not count. There is no
    batch form: distinct tables are looped over. Not for firms that come back in the table, and
    with large expected counts no better than chi-square.

    References
    ----------
    Freeman, G. H., & Halton, J. H. (1951). Note on an exact treatment of contingency, goodness of
    fit and other problems of significance. *Biometrika*, 38, 141-149.
    https://doi.org/10.1093/biomet/38.1-2.141

    Examples
    --------
    >>> round(float(fisher_rxc_exact(TableRxC([[10, 5, 2], [3, 6, 9]])).p_value), 6)
    0.018119
    """
    chi_square = chi_square_rxc(table, level)
    status = np.array(table.status)
    cells = table.cells.reshape((-1, *table.cells.shape[-2:]))
    codes, p = status.ravel(), np.full(len(cells), np.nan)
    known: dict[bytes, float | None] = {}
    for i in np.flatnonzero(codes == int(Status.OK)):
        key = cells[i].tobytes()
        if key not in known:
            known[key] = exact_p(cells[i])
        found = known[key]
        if found is None:
            codes[i] = int(Status.TOO_LARGE)
        else:
            p[i] = found
    by_table = p.reshape(status.shape)
    return where_ok(
        codes.reshape(status.shape),
        statistic_name="",
        statistic=np.nan,
        p_value=by_table,
        p_method="exact, conditional on both margins",
        effect=chi_square.effect,
        others=(Estimate("fisher_exact", by_table, p_value=by_table),),
    )


def exact_p(cells: FloatArray) -> float | None:
    """Return the exact p-value of one table, or None where it is too large.

    Parameters
    ----------
    cells : array of float, shape (groups, levels)

    Returns
    -------
    float or None

    Examples
    --------
    >>> round(exact_p(np.array([[3.0, 1.0], [1.0, 3.0]])), 6)
    0.485714
    """
    counts = cells[cells.sum(axis=1) > 0][:, cells.sum(axis=0) > 0].astype(np.int64)
    if counts.shape[0] > counts.shape[1]:
        counts = counts.T  # fewer rows make fewer states
    counts = counts[:, np.argsort(-counts.sum(axis=0), kind="stable")]
    left, log_p, weight = counts.sum(axis=1)[None, :], np.zeros(1), np.ones(1)
    for total in counts.sum(axis=0)[:-1].tolist():
        expanded = _next_column(left, log_p, weight, total)
        if expanded is None:
            return None
        left, log_p, weight = expanded
    # what is left in each row is the last column
    log_p = log_p - special.gammaln(left + 1.0).sum(axis=1)
    # the largest is 0 before the exponential, so that nothing underflows
    mass = weight * np.exp(log_p - log_p.max())
    observed = -special.gammaln(counts + 1.0).sum()
    as_extreme = log_p <= observed + RELATIVE_TOLERANCE
    return float(mass[as_extreme].sum() / mass.sum())


def _next_column(
    left: IntArray, log_p: FloatArray, weight: FloatArray, total: int
) -> tuple[IntArray, FloatArray, FloatArray] | None:
    """Add a column of `total` firms to every partial table in every possible way."""
    rows = left.shape[1]
    free = np.full(len(left), total)
    for row in range(rows):
        after = left[:, row + 1 :].sum(axis=1)
        least = np.maximum(free - after, 0)
        ways = np.minimum(left[:, row], free) - least + 1
        if ways.sum() > 4 * PARTIAL_LIMIT:
            return None
        origin = np.repeat(np.arange(len(left)), ways)
        start = np.repeat(np.cumsum(ways) - ways, ways)
        put = least[origin] + np.arange(len(origin)) - start
        left, free = left[origin].copy(), free[origin] - put
        left[:, row] -= put
        log_p, weight = log_p[origin] - special.gammaln(put + 1.0), weight[origin]
    return _merged(left, log_p, weight)


def _merged(
    left: IntArray, log_p: FloatArray, weight: FloatArray
) -> tuple[IntArray, FloatArray, FloatArray] | None:
    """Count partial tables with the same rows left and the same probability together."""
    key = np.rint(log_p * 10**DECIMALS).astype(np.int64)
    order = np.lexsort((key, *left.T))
    left, log_p, weight, key = left[order], log_p[order], weight[order], key[order]
    new = np.ones(len(key), dtype=bool)
    new[1:] = (left[1:] != left[:-1]).any(axis=1) | (key[1:] - key[:-1] > 1)
    start = np.flatnonzero(new)
    if len(start) > PARTIAL_LIMIT:
        return None
    return left[start], log_p[start], np.add.reduceat(weight, start)
