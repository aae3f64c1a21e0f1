"""Fisher's exact test of a table of any size, by enumeration."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from smeint.arrays import FloatArray, IntArray
from smeint.defaults import LEVEL
from smeint.finding import Status
from smeint.formulas.contingency_rxc import TableRxC, chi_square_rxc
from smeint.formulas.fisher import check_whole
from smeint.formulas.hypergeometric import RELATIVE_TOLERANCE
from smeint.formulas.result import Estimate, TestResult, where_ok

#: Partial tables of different probability at a time; at this bound a test takes some seconds.
PARTIAL_LIMIT = 3_000_000

#: Partial tables whose log probabilities agree to so many decimals are counted together.
DECIMALS = 10


def fisher_rxc_exact(table: TableRxC, level: float = LEVEL) -> TestResult:
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
        more than `PARTIAL_LIMIT` partial tables would have to be kept, as with 100 firms in 4 x 4
        cells: `fisher_rxc` then gives a Monte Carlo p with its error.

    Raises
    ------
    ArgumentError
        If a count is negative or not whole.

    Notes
    -----
    Null hypothesis: the outcome is distributed alike in all groups, given both margins. p is the
    probability of all tables with these margins that are no more probable than the observed one, up
    to a relative tolerance of 1e-7, as in R's ``fisher.test`` (also known as Freeman-Halton).
    Tables are built column by column (the network of Mehta and Patel): partial tables with the same
    firms left in each row and the same probability are one, and those that are extreme however they
    are completed, or never, are not completed. Rows and columns without any firm do not count.
    There is no batch form: distinct tables are looped over. Not for firms that come back in the
    table, and with large expected counts no better than chi-square.

    References
    ----------
    Freeman, G. H., & Halton, J. H. (1951). Note on an exact treatment of contingency, goodness of
    fit and other problems of significance. *Biometrika*, 38, 141-149.
    https://doi.org/10.1093/biomet/38.1-2.141

    Mehta, C. R., & Patel, N. R. (1983). A network algorithm for performing Fisher's exact test in
    r x c contingency tables. *Journal of the American Statistical Association*, 78, 427-434.
    https://doi.org/10.1080/01621459.1983.10477989

    Examples
    --------
    >>> round(float(fisher_rxc_exact(TableRxC([[10, 5, 2], [3, 6, 9]])).p_value), 6)
    0.018119
    """
    check_whole(table.cells)
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
        note=chi_square.note,
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
    network = _network(counts.sum(axis=1), counts.sum(axis=0))
    if network is None:
        return None
    bound = -_log_factorials(counts.ravel()) + RELATIVE_TOLERANCE
    log_total = network[0].log_mass[0]
    node: IntArray = np.zeros(1, dtype=np.int64)
    log_p, weight = np.zeros(1), np.ones(1)
    p = 0.0
    for layer in network:
        settled = log_p + layer.longest[node] <= bound
        log_mass = log_p + layer.log_mass[node] - log_total
        p += float((weight * np.exp(log_mass))[settled].sum())
        undecided = ~settled & (log_p + layer.shortest[node] <= bound)
        node, log_p, weight = node[undecided], log_p[undecided], weight[undecided]
        ways = layer.ways[node]
        if ways.sum() > PARTIAL_LIMIT:
            return None
        step = np.arange(int(ways.sum())) - np.repeat(np.cumsum(ways) - ways, ways)
        edge = np.repeat(layer.start[node], ways) + step
        log_p = np.repeat(log_p, ways) + layer.cost[edge]
        node, log_p, weight = _merged(layer.target[edge], log_p, np.repeat(weight, ways))
    # at the last layer every path has been settled or dropped, but for rounding of its sums
    return min(p + float((weight * np.exp(log_p - log_total))[log_p <= bound].sum()), 1.0)


@dataclass(frozen=True, slots=True, eq=False)
class _Layer:
    """Rows left before a column is filled (nodes), and every way to fill it (edges by node).

    `cost` is the log probability of an edge, `longest`, `shortest` and `log_mass` the largest, the
    smallest and the sum over all completions from a node.
    """

    start: IntArray
    ways: IntArray
    target: IntArray
    cost: FloatArray
    longest: FloatArray
    shortest: FloatArray
    log_mass: FloatArray


def _network(rows: IntArray, columns: IntArray) -> list[_Layer] | None:
    """Return a layer for each column, or None where there are more edges than the limit."""
    left, filled, masses = rows[None, :], [], []
    for j, total in enumerate(columns.tolist()):
        found = _fillings(left, total)
        if found is None:
            return None
        put, ways = found
        rest, target = np.unique(np.repeat(left, ways, axis=0) - put, axis=0, return_inverse=True)
        filled.append((ways, np.asarray(target).reshape(-1), -_log_factorials(put)))
        whole = special.gammaln(columns[j:].sum() + 1.0)
        masses.append(whole - _log_factorials(left) - _log_factorials(columns[j:]))
        left = rest
    longest = shortest = np.zeros(1)
    layers: list[_Layer] = []
    for (ways, target, cost), mass in zip(reversed(filled), reversed(masses), strict=True):
        start = np.cumsum(ways) - ways
        longest = np.maximum.reduceat(cost + longest[target], start)
        shortest = np.minimum.reduceat(cost + shortest[target], start)
        layers.append(_Layer(start, ways, target, cost, longest, shortest, np.asarray(mass)))
    return layers[::-1]


def _fillings(left: IntArray, total: int) -> tuple[IntArray, IntArray] | None:
    """Return every way to put `total` firms into a column, and how many ways each node has."""
    rows = left.shape[1]
    origin, free = np.arange(len(left)), np.full(len(left), total)
    put = np.zeros_like(left)
    for row in range(rows):
        after = left[origin, row + 1 :].sum(axis=1)
        least = np.maximum(free - after, 0)
        ways = np.minimum(left[origin, row], free) - least + 1
        if ways.sum() > PARTIAL_LIMIT:
            return None
        step = np.arange(int(ways.sum())) - np.repeat(np.cumsum(ways) - ways, ways)
        here = np.repeat(least, ways) + step
        origin, free, put = (np.repeat(x, ways, axis=0) for x in (origin, free, put))
        put[:, row] = here
        free = free - here
    return put, np.bincount(origin, minlength=len(left))


def _merged(
    node: IntArray, log_p: FloatArray, weight: FloatArray
) -> tuple[IntArray, FloatArray, FloatArray]:
    """Count partial tables at the same node with the same probability together."""
    key = np.rint(log_p * 10**DECIMALS).astype(np.int64)
    order = np.lexsort((key, node))
    node, log_p, weight, key = node[order], log_p[order], weight[order], key[order]
    new = np.ones(len(key), dtype=bool)
    new[1:] = (node[1:] != node[:-1]) | (key[1:] - key[:-1] > 1)
    start = np.flatnonzero(new)
    if not len(start):
        return node, log_p, weight
    return node[start], log_p[start], np.add.reduceat(weight, start)


def _log_factorials(x: IntArray) -> FloatArray:
    return np.asarray(special.gammaln(x + 1.0).sum(axis=-1))
