"""Tables of any number of groups and outcome levels: chi-square, Cramer's V, Fisher."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special, stats

from smeint.arrays import FloatArray, IntArray
from smeint.defaults import FISHER_DRAWS, LEVEL, SEED
from smeint.errors import ArgumentError
from smeint.finding import Status
from smeint.formulas.fisher import check_whole
from smeint.formulas.hypergeometric import RELATIVE_TOLERANCE
from smeint.formulas.intervals import check_level, noncentrality
from smeint.formulas.likelihood_ratio import likelihood_ratio
from smeint.formulas.noncentral import held, no_interval
from smeint.formulas.result import Estimate, TestResult, where_ok

CRAMERS_V_CI_METHOD = "noncentral chi-square"

#: Cells of random tables that are held at a time.
CELLS_AT_ONCE = 4_000_000


@dataclass(frozen=True, slots=True)
class TableRxC:
    """Counts of groups (rows) by outcome levels (columns).

    Parameters
    ----------
    counts : array, shape (..., groups, levels)
        Firms in each cell.

    Raises
    ------
    ArgumentError
        If `counts` has fewer than two dimensions.

    Examples
    --------
    >>> TableRxC([[10, 5, 2], [3, 6, 9]]).df
    array(2)
    """

    counts: ArrayLike

    def __post_init__(self) -> None:
        if np.ndim(self.counts) < 2:
            raise ArgumentError("counts must have at least two dimensions: groups and levels.")

    @property
    def cells(self) -> FloatArray:
        """The counts as a float array."""
        return np.asarray(self.counts, dtype=float)

    @property
    def n(self) -> FloatArray:
        """Number of firms in each table."""
        return np.asarray(self.cells.sum(axis=(-2, -1)))

    @property
    def used(self) -> tuple[IntArray, IntArray]:
        """Number of groups and of outcome levels that have any firm."""
        rows = (self.cells.sum(axis=-1) > 0).sum(axis=-1)
        columns = (self.cells.sum(axis=-2) > 0).sum(axis=-1)
        return np.asarray(rows), np.asarray(columns)

    @property
    def df(self) -> IntArray:
        """Degrees of freedom (rows - 1)(columns - 1) of the rows and columns that have any firm."""
        rows, columns = self.used
        return np.asarray(np.maximum(rows - 1, 0) * np.maximum(columns - 1, 0))

    @property
    def status(self) -> IntArray:
        """``empty_group`` below two groups, ``constant_outcome`` below two levels, else ``ok``."""
        rows, columns = self.used
        code = np.full(rows.shape, int(Status.OK))
        code[columns < 2] = int(Status.CONSTANT_OUTCOME)
        code[rows < 2] = int(Status.EMPTY_GROUP)
        return code


def chi_square_rxc(table: TableRxC, level: float = LEVEL) -> TestResult:
    """Test independence of groups and outcome levels by Pearson's chi-square.

    Parameters
    ----------
    table : TableRxC
    level : float
        Confidence level of Cramer's V.

    Returns
    -------
    TestResult
        Statistic ``chi2``, effect ``cramers_v``; measures: likelihood-ratio chi-square, smallest
        expected count, share of expected counts below 5. Rows and columns without any firm are
        left out of everything, the degrees of freedom included.

    Notes
    -----
    Null hypothesis: the outcome is distributed alike in all groups. V = sqrt(chi2 / (n k)) with
    the table's own n and k = min(rows, columns) - 1. The interval inverts the noncentral
    chi-square distribution of the statistic (V = sqrt(ncp / (n k)), at most 1); its lower limit
    is 0 where the test does not reject at half of 1 - `level`. There is no interval, and a note
    says so, where its upper limit would be 0 too (p above (1 + `level`) / 2) or else below V: R's
    ``effectsize`` prints [0, 0] there, a certainty that no table has. V has no sign. Not
    for firms that come back in the table, and rough where expected counts are below 5 (see
    `fisher_rxc`).

    References
    ----------
    Cramer, H. (1946). *Mathematical Methods of Statistics*. Princeton University Press.
    Smithson, M. (2003). *Confidence Intervals*. Sage. https://doi.org/10.4135/9781412983761

    Examples
    --------
    >>> test = chi_square_rxc(TableRxC([[10, 5, 2], [3, 6, 9]]))
    >>> [round(float(x), 4) for x in (test.statistic, test.p_value, test.effect.estimate)]
    [8.2929, 0.0158, 0.4868]
    """
    check_level(level)
    expected, present = _expected(table)
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = np.where(present, (table.cells - expected) ** 2 / expected, 0.0)
        below = ((expected < 5) & present).sum(axis=(-2, -1)) / present.sum(axis=(-2, -1))
    statistic = parts.sum(axis=(-2, -1))
    flat = (*expected.shape[:-2], -1)
    likelihood = likelihood_ratio(table.cells.reshape(flat), expected.reshape(flat))
    df = table.df.astype(float)
    effect = cramers_v(table, statistic, level)
    return where_ok(
        table.status,
        statistic_name="chi2",
        statistic=statistic,
        df=df,
        p_value=special.chdtrc(df, statistic),
        p_method="asymptotic",
        effect=effect,
        others=(
            Estimate(
                "likelihood_ratio_chi_square",
                likelihood,
                statistic=likelihood,
                df=df,
                p_value=special.chdtrc(df, likelihood),
            ),
            Estimate("min_expected", np.where(present, expected, np.inf).min(axis=(-2, -1))),
            Estimate("share_expected_below_5", below),
        ),
        note=no_interval("Cramer's V", table.status, effect),
    )


def _expected(table: TableRxC) -> tuple[FloatArray, np.ndarray]:
    """Return expected counts, and which cells lie in a row and a column with any firm."""
    rows = table.cells.sum(axis=-1)[..., :, None]
    columns = table.cells.sum(axis=-2)[..., None, :]
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = rows * columns / table.n[..., None, None]
    return expected, (rows > 0) & (columns > 0)


def cramers_v(table: TableRxC, statistic: ArrayLike, level: float = LEVEL) -> Estimate:
    """Return Cramer's V of an uncorrected chi-square statistic, with its interval.

    Parameters
    ----------
    table : TableRxC
    statistic : array of float
        Pearson's chi-square of `table`.
    level : float
        Confidence level.

    Returns
    -------
    Estimate
        Measure ``cramers_v``; without an interval where it would not hold the estimate or have no
        width, see `held`.

    Examples
    --------
    >>> v = cramers_v(TableRxC([[10, 5, 2], [3, 6, 9]]), 8.2929)
    >>> [round(float(x), 3) for x in (v.estimate, v.ci_low, v.ci_high)]
    [0.487, 0.086, 0.795]
    """
    rows, columns = table.used
    scale = table.n * (np.minimum(rows, columns) - 1)
    chi2 = np.asarray(statistic, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        ends = [
            np.minimum(np.sqrt(noncentrality(chi2, table.df, p) / scale), 1.0)
            for p in (0.5 + level / 2, 0.5 - level / 2)
        ]
        value = np.minimum(np.sqrt(chi2 / scale), 1.0)
    holds = held(ends, value)
    return Estimate(
        "cramers_v",
        value,
        ci_low=np.where(holds, ends[0], np.nan),
        ci_high=np.where(holds, ends[1], np.nan),
        ci_level=level,
        ci_method=CRAMERS_V_CI_METHOD,
    )


def fisher_rxc(
    table: TableRxC, draws: int = FISHER_DRAWS, seed: int = SEED, level: float = LEVEL
) -> TestResult:
    """Test independence by Fisher's exact test, its p-value estimated by Monte Carlo.

    Parameters
    ----------
    table : TableRxC
    draws : int
        Random tables with the observed margins.
    seed : int
        Seed of a generator of the test's own; each table starts from it anew, so that a table's
        p-value does not depend on its neighbours.
    level : float
        Confidence level of Cramer's V.

    Returns
    -------
    TestResult
        No statistic; effect ``cramers_v``; measure ``fisher_exact`` with the Monte Carlo
        standard error of p as `std_error`, and an interval for the exact p (Clopper and Pearson's
        of k among `draws`). `p_method` names draws and seed.

    Raises
    ------
    ArgumentError
        If `draws` is below 1, or a count is negative or not whole.

    Notes
    -----
    Null hypothesis: the outcome is distributed alike in all groups, given both margins.
    p = (k + 1) / (draws + 1), k random tables being no more probable than the observed one. Each
    distinct table is simulated in a loop: there is no batch form. The random tables come from
    `scipy.stats.random_table`; another version of it may draw others.

    References
    ----------
    Patefield, W. M. (1981). Algorithm AS 159: an efficient method of generating random R x C
    tables. *Applied Statistics*, 30, 91-97. https://doi.org/10.2307/2346669

    Examples
    --------
    >>> test = fisher_rxc(TableRxC([[10, 5, 2], [3, 6, 9]]), draws=2000)
    >>> 0.01 < float(test.p_value) < 0.03
    True
    """
    if draws < 1:
        raise ArgumentError(f"draws must be at least 1, got {draws!r}.")
    check_whole(table.cells)
    status = table.status
    cells = table.cells.reshape((-1, *table.cells.shape[-2:]))
    p = np.full(len(cells), np.nan)
    known: dict[bytes, float] = {}
    for i in np.flatnonzero(status.ravel() == int(Status.OK)):
        key = cells[i].tobytes()
        if key not in known:
            known[key] = _monte_carlo_p(cells[i], draws, seed)
        p[i] = known[key]
    by_table = p.reshape(status.shape)
    k = np.rint(by_table * (draws + 1)) - 1
    low = stats.beta.ppf(0.5 - level / 2, np.maximum(k, 1.0), draws - k + 1)
    high = stats.beta.ppf(0.5 + level / 2, k + 1, np.maximum(draws - k, 1.0))
    row = Estimate(
        "fisher_exact",
        by_table,
        std_error=np.sqrt(by_table * (1 - by_table) / draws),
        p_value=by_table,
        ci_low=np.where(k == 0, 0.0, low),
        ci_high=np.where(k == draws, 1.0, high),
        ci_level=level,
        ci_method=f"Clopper-Pearson, Monte Carlo error of {draws} tables",
    )
    chi_square = chi_square_rxc(table, level)
    return where_ok(
        status,
        statistic_name="",
        statistic=np.nan,
        p_value=by_table,
        p_method=f"Monte Carlo, {draws} tables, seed {seed}",
        effect=chi_square.effect,
        others=(row,),
        note=chi_square.note,
    )


def _monte_carlo_p(cells: FloatArray, draws: int, seed: int) -> float:
    counts = cells[cells.sum(axis=1) > 0][:, cells.sum(axis=0) > 0].astype(np.int64)
    tables = stats.random_table(counts.sum(axis=1), counts.sum(axis=0))
    rng = np.random.default_rng(seed)
    observed = -special.gammaln(counts + 1.0).sum()
    at_once = max(1, CELLS_AT_ONCE // counts.size)
    as_extreme = 0
    for start in range(0, draws, at_once):
        drawn = tables.rvs(size=min(at_once, draws - start), random_state=rng)
        log_p = -special.gammaln(drawn + 1.0).sum(axis=(-2, -1))
        as_extreme += int((log_p <= observed + RELATIVE_TOLERANCE).sum())
    return (as_extreme + 1) / (draws + 1)
