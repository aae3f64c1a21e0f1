"""The same firms asked twice: McNemar's test, and the difference of paired shares."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from smeint.arrays import FloatArray, IntArray
from smeint.defaults import CONTINUITY, LEVEL, MID_P
from smeint.finding import Status
from smeint.formulas.intervals import check_level, wilson
from smeint.formulas.result import Estimate, TestResult, where_ok
from smeint.formulas.table_effects import root_of_margins

PAIRED_CI_METHOD = "Newcombe hybrid score, paired"
DISCORDANT_CI_METHOD = "Clopper-Pearson"
#: Below so many discordant pairs the chi-square approximation is rough.
FEW_DISCORDANT = 10
NO_DISCORDANT = "no firm's answers differ: chi-square has no value, the exact test's p is 1"


@dataclass(frozen=True, slots=True)
class PairedTable:
    """Firms by two yes/no answers of each, for one table or many.

    Parameters
    ----------
    both, first_only, second_only, neither : array of float
        Firms with yes both times, at the first alone, at the second alone, and never.

    Examples
    --------
    >>> PairedTable(59, 6, 16, 80).discordant
    array(22.)
    """

    both: ArrayLike
    first_only: ArrayLike
    second_only: ArrayLike
    neither: ArrayLike

    @property
    def cells(self) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
        """The four counts as float arrays of one shape."""
        a, b, c, d = np.broadcast_arrays(self.both, self.first_only, self.second_only, self.neither)
        return (a.astype(float), b.astype(float), c.astype(float), d.astype(float))

    @property
    def n(self) -> FloatArray:
        """Firms."""
        return np.asarray(sum(self.cells))

    @property
    def discordant(self) -> FloatArray:
        """Firms whose two answers differ."""
        _, b, c, _ = self.cells
        return np.asarray(b + c)

    @property
    def status(self) -> IntArray:
        """``too_few`` where no firm's answers differ (there is nothing to test), else ``ok``."""
        return np.where(self.discordant > 0, int(Status.OK), int(Status.TOO_FEW))

    @property
    def note(self) -> str:
        """A sentence where a table has few discordant pairs, else empty."""
        found = self.discordant
        if found.ndim == 0 and found == 0:
            return NO_DISCORDANT if self.n > 0 else ""
        few = int((found < FEW_DISCORDANT).sum())
        if not few:
            return ""
        if found.ndim == 0:
            pairs = "discordant pair" if found == 1 else "discordant pairs"
            return (
                f"{int(found)} {pairs}, fewer than {FEW_DISCORDANT}: read the exact or mid-p test"
            )
        return f"{few} of {found.size} tables have fewer than {FEW_DISCORDANT} discordant pairs"


def mcnemar(table: PairedTable, continuity: bool = CONTINUITY, level: float = LEVEL) -> TestResult:
    """Compare two shares of the same firms by McNemar's test, chi-square approximation.

    Parameters
    ----------
    table : PairedTable
    continuity : bool
        Subtract 1 from the distance of the discordant counts, as R does by default.
    level : float
        Confidence level of the intervals.

    Returns
    -------
    TestResult
        Statistic ``chi2`` with one degree of freedom; effect ``paired_difference``, first minus
        second; measures: ``discordant_odds_ratio``, ``discordant_pairs``. Status ``too_few``
        where no firm's answers differ. `note` says where there are few discordant pairs.

    Notes
    -----
    Null hypothesis: the share of yes is the same at both times; firms that answer alike say
    nothing about that. chi2 = (b - c)^2 / (b + c), with b and c the discordant counts. Not for
    more than two times, nor for two different groups of firms (`chi_square_2x2`). Size at .05 with
    a tenth of the firms switching each way, 200,000 samples each, of the uncorrected, the
    corrected, the exact and the mid-p test: 20 firms .044, .005, .005, .017; 57 firms .044, .023,
    .024, .044; 114 firms .052, .028, .029, .045. Coverage of the difference's interval: .973,
    .956, .955.

    `statsmodels.stats.contingency_tables.mcnemar` takes one table at a time and has no effect.

    References
    ----------
    McNemar, Q. (1947). Note on the sampling error of the difference between correlated
    proportions or percentages. *Psychometrika*, 12, 153-157. https://doi.org/10.1007/BF02295996

    Examples
    --------
    >>> test = mcnemar(PairedTable(59, 6, 16, 80))
    >>> [round(float(x), 4) for x in (test.statistic, test.p_value, test.effect.estimate)]
    [4.5455, 0.033, -0.0621]
    """
    _, b, c, _ = table.cells
    distance = np.abs(b - c)
    if continuity:
        distance = np.maximum(distance - 1, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = distance**2 / (b + c)
    return where_ok(
        table.status,
        statistic_name="chi2",
        statistic=statistic,
        df=1.0,
        p_value=special.chdtrc(1.0, statistic),
        p_method="asymptotic, continuity correction" if continuity else "asymptotic",
        effect=paired_difference(table, level),
        others=(discordant_odds_ratio(table, level), Estimate("discordant_pairs", b + c)),
        note=table.note,
    )


def mcnemar_exact(table: PairedTable, mid_p: bool = MID_P, level: float = LEVEL) -> TestResult:
    """Compare two shares of the same firms by McNemar's exact test, or its mid-p version.

    Parameters
    ----------
    table : PairedTable
        Whole counts.
    mid_p : bool
        Count half of the observed table's probability: less conservative.
    level : float
        Confidence level of the intervals.

    Returns
    -------
    TestResult
        No statistic; effect and measures as in `mcnemar`. Status ``too_few`` without any firm:
        where no firm's answers differ p is 1, and the difference of 0 has its interval.

    Notes
    -----
    Null hypothesis as in `mcnemar`: of b + c discordant firms b is binomial with probability .5.
    Exact p: twice the smaller tail, at most 1. The exact test's size is far below alpha with few
    discordant pairs; the mid-p version (p less the probability of b,
    half of it where b = c) is about alpha and seldom
    above it (Fagerland et al.). Where b = c = 0 there is one possible outcome: p is 1, of the mid-p
    version too, since half of the probability of what had to happen is no evidence.
    `statsmodels.stats.contingency_tables.mcnemar` gives 1 as well; R's ``binom.test(0, 0)`` refuses
    and its ``mcnemar.test`` prints NA.

    References
    ----------
    Fagerland, M. W., Lydersen, S., & Laake, P. (2013). The McNemar test for binary matched-pairs
    data: mid-p and asymptotic are better than exact conditional. *BMC Medical Research
    Methodology*, 13, 91. https://doi.org/10.1186/1471-2288-13-91

    Examples
    --------
    >>> table = PairedTable(1, 1, 7, 12)
    >>> [round(float(mcnemar_exact(table, m).p_value), 4) for m in (False, True)]
    [0.0703, 0.0391]
    """
    _, b, c, _ = table.cells
    fewer, n = np.minimum(b, c), b + c
    p = np.minimum(2 * special.bdtr(fewer, n.astype(np.int64), 0.5), 1.0)
    if mid_p:
        ways = special.gammaln(n + 1) - special.gammaln(b + 1) - special.gammaln(c + 1)
        # b and c are equally probable, two outcomes unless they are one and the same
        p = p - np.exp(ways - n * np.log(2.0)) * np.where(b == c, 0.5, 1.0)
    return where_ok(
        np.where(table.n > 0, int(Status.OK), int(Status.TOO_FEW)),
        statistic_name="",
        statistic=np.nan,
        p_value=np.where(n > 0, p, 1.0),
        p_method="mid-p, conditional on discordant pairs"
        if mid_p
        else "exact, conditional on discordant pairs",
        effect=paired_difference(table, level),
        others=(discordant_odds_ratio(table, level), Estimate("discordant_pairs", n)),
        note=table.note,
    )


def paired_difference(table: PairedTable, level: float = LEVEL) -> Estimate:
    """Return the difference of two shares of the same firms, first minus second.

    Parameters
    ----------
    table : PairedTable
    level : float
        Confidence level.

    Returns
    -------
    Estimate
        Measure ``paired_difference`` with Newcombe's paired hybrid score interval (his method
        10); `std_error` is the root of (b + c - (b - c)^2 / n) / n^2, which the interval does not
        use.

    Notes
    -----
    Wilson's limits of both shares are combined by square-and-add with the correlation of the two
    answers; a positive one is first reduced by n / 2 in its numerator, and 0 where a margin is
    empty.

    References
    ----------
    Newcombe, R. G. (1998). Improved confidence intervals for the difference between binomial
    proportions based on paired data. *Statistics in Medicine*, 17, 2635-2650.
    https://doi.org/10.1002/(SICI)1097-0258(19981130)17:22<2635::AID-SIM954>3.0.CO;2-C

    Examples
    --------
    >>> share = paired_difference(PairedTable(59, 6, 16, 80))
    >>> [round(float(x), 4) for x in (share.estimate, share.ci_low, share.ci_high)]
    [-0.0621, -0.1186, -0.0046]
    """
    check_level(level)
    a, b, c, d = table.cells
    n = table.n
    low_1, high_1 = wilson(a + b, n, level)
    low_2, high_2 = wilson(a + c, n, level)
    with np.errstate(divide="ignore", invalid="ignore"):
        p_1, p_2 = (a + b) / n, (a + c) / n
        std_error = np.sqrt(b + c - (b - c) ** 2 / n) / n
        product = a * d - b * c
        product = np.where(product > 0, np.maximum(product - n / 2, 0.0), product)
        root = root_of_margins(a, b, c, d)
        r = np.where(root > 0, product / root, 0.0)
    down = (p_1 - low_1, high_2 - p_2)
    up = (high_1 - p_1, p_2 - low_2)
    below, above = (np.sqrt(np.maximum(x * x - 2 * r * x * y + y * y, 0.0)) for x, y in (down, up))
    with np.errstate(divide="ignore", invalid="ignore"):
        difference = (b - c) / n
    return Estimate(
        "paired_difference",
        difference,
        std_error=std_error,
        ci_low=difference - below,
        ci_high=difference + above,
        ci_level=level,
        ci_method=PAIRED_CI_METHOD,
    )


def discordant_odds_ratio(table: PairedTable, level: float = LEVEL) -> Estimate:
    """Return the conditional odds ratio of discordant pairs, with its exact interval.

    Parameters
    ----------
    table : PairedTable
        Whole counts.
    level : float
        Confidence level.

    Returns
    -------
    Estimate
        Measure ``discordant_odds_ratio``, b / c: 0 or infinite where one of them is 0, and its
        interval then open to that side; NaN where both are.

    Notes
    -----
    Clopper and Pearson's limits of the share b / (b + c), each turned into odds. It holds 1
    exactly where the exact p is above 1 - `level`.

    References
    ----------
    Clopper, C. J., & Pearson, E. S. (1934). The use of confidence or fiducial limits illustrated
    in the case of the binomial. *Biometrika*, 26, 404-413. https://doi.org/10.1093/biomet/26.4.404

    Examples
    --------
    >>> ratio = discordant_odds_ratio(PairedTable(59, 6, 16, 80))
    >>> [round(float(x), 4) for x in (ratio.estimate, ratio.ci_low, ratio.ci_high)]
    [0.375, 0.1202, 1.0089]
    """
    check_level(level)
    _, b, c, _ = table.cells
    tail = 0.5 - level / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = b / c
        low = special.betaincinv(np.maximum(b, 1), c + 1, tail)
        # the upper limit by its complement, which stays accurate near 1
        rest = special.betaincinv(np.maximum(c, 1), b + 1, tail)
        low_odds = np.where(b > 0, low / (1 - low), 0.0)
        high_odds = np.where(c > 0, (1 - rest) / rest, np.inf)
    known = b + c > 0
    return Estimate(
        "discordant_odds_ratio",
        ratio,
        ci_low=np.where(known, low_odds, np.nan),
        ci_high=np.where(known, high_odds, np.nan),
        ci_level=level,
        ci_method=DISCORDANT_CI_METHOD,
    )
