"""Two-by-two tables: chi-square tests, uncorrected and corrected."""

from __future__ import annotations

import numpy as np

from smeint.arrays import FloatArray
from smeint.defaults import LEVEL
from smeint.formulas.intervals import chi_square_tail, normal_quantile
from smeint.formulas.likelihood_ratio import likelihood_ratio
from smeint.formulas.result import Estimate, TestResult, where_ok
from smeint.formulas.table_effects import (
    ShareLimits,
    Table2x2,
    log_odds_ratio,
    odds_ratio,
    phi_coefficient,
    risk_difference,
    root_of_margins,
    share_limits,
)

__all__ = [
    "Table2x2",
    "chi_square_2x2",
    "expected_counts",
    "likelihood_ratio_2x2",
    "log_odds_ratio",
    "n_minus_1_2x2",
    "odds_ratio",
    "phi_coefficient",
    "risk_difference",
    "yates_2x2",
]


def expected_counts(table: Table2x2) -> FloatArray:
    """Return the counts expected under independence, the four cells along the last axis.

    Examples
    --------
    >>> expected_counts(Table2x2(20, 37, 39, 18))
    array([29.5, 27.5, 29.5, 27.5])
    """
    a, b, c, d = table.cells
    rows, columns = (a + b, c + d), (a + c, b + d)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.stack([r * k / table.n for r in rows for k in columns], axis=-1)


def chi_square_2x2(table: Table2x2, level: float = LEVEL, measures: bool = True) -> TestResult:
    """Test independence in a two-by-two table by Pearson's chi-square, uncorrected.

    Parameters
    ----------
    table : Table2x2
    level : float
        Confidence level of all intervals.
    measures : bool
        Whether measures besides the effect are computed; no other number depends on it.

    Returns
    -------
    TestResult
        Statistic ``chi2`` with one degree of freedom, effect ``phi``; measures: odds ratio, risk
        difference, likelihood-ratio and Yates' chi-square, smallest expected count, share of
        expected counts below 5. Status ``empty_group`` or ``constant_outcome`` where a margin is
        empty.

    Notes
    -----
    Null hypothesis: the share of firms with the event is the same in both groups. chi2 = n phi^2.
    Not for firm-years in which firms come back, nor for paired firms (McNemar). With expected
    counts below 5 the p-value is rough; `fisher_2x2` is the companion.

    References
    ----------
    Pearson, K. (1900). On the criterion that a given system of deviations ... *Philosophical
    Magazine*, 50, 157-175. https://doi.org/10.1080/14786440009463897

    Examples
    --------
    >>> test = chi_square_2x2(Table2x2(20, 37, 39, 18))
    >>> print(round(float(test.statistic), 3), round(float(test.p_value), 5))
    12.682 0.00037
    """
    statistic = _pearson(table)
    limits = share_limits(table, normal_quantile(level))
    return where_ok(
        table.status,
        statistic_name="chi2",
        statistic=statistic,
        df=1.0,
        p_value=chi_square_tail(statistic),
        p_method="asymptotic",
        effect=phi_coefficient(table, level, limits),
        others=_besides_phi(table, level, limits) if measures else (),
    )


def _besides_phi(table: Table2x2, level: float, limits: ShareLimits) -> tuple[Estimate, ...]:
    """Return the measures of `chi_square_2x2` besides its effect."""
    expected = expected_counts(table)
    likelihood = likelihood_ratio(np.stack(table.cells, axis=-1), expected)
    return (
        odds_ratio(table, level),
        log_odds_ratio(table, level),
        risk_difference(table, level, limits),
        _chi_square_row("likelihood_ratio_chi_square", likelihood),
        _chi_square_row("yates_chi_square", _yates(table)),
        Estimate("min_expected", np.minimum.reduce(np.moveaxis(expected, -1, 0))),
        Estimate("share_expected_below_5", (expected < 5).sum(axis=-1) / 4),
    )


def yates_2x2(table: Table2x2, level: float = LEVEL) -> TestResult:
    """Test independence in a two-by-two table by chi-square with Yates' continuity correction.

    Parameters
    ----------
    table : Table2x2
    level : float
        Confidence level of phi's interval.

    Returns
    -------
    TestResult
        Statistic ``chi2``, one degree of freedom, effect ``phi`` (which is never corrected).

    Notes
    -----
    Null hypothesis as in `chi_square_2x2`. The correction is n (max(|ad - bc| - n/2, 0))^2 over
    the product of the margins. It imitates the conditional test and is conservative for shares
    compared between two independent groups: not for verdicts.

    References
    ----------
    Yates, F. (1934). Contingency tables involving small numbers and the chi-square test.
    *Supplement to the Journal of the Royal Statistical Society*, 1, 217-235.
    https://doi.org/10.2307/2983604

    Examples
    --------
    >>> round(float(yates_2x2(Table2x2(20, 37, 39, 18)).statistic), 3)
    11.382
    """
    statistic = _yates(table)
    return where_ok(
        table.status,
        statistic_name="chi2",
        statistic=statistic,
        df=1.0,
        p_value=chi_square_tail(statistic),
        p_method="asymptotic, Yates' continuity correction",
        effect=phi_coefficient(table, level),
    )


def likelihood_ratio_2x2(table: Table2x2, level: float = LEVEL) -> TestResult:
    """Test independence in a two-by-two table by the likelihood ratio (G).

    Parameters
    ----------
    table : Table2x2
    level : float
        Confidence level of phi's interval.

    Returns
    -------
    TestResult
        Statistic ``chi2`` (G), one degree of freedom, effect ``phi``.

    Notes
    -----
    Null hypothesis as in `chi_square_2x2`. G = 2 sum of count log(count / expected), an empty cell
    adding nothing. In small tables it rejects too often where Pearson's does not: largest size at
    .05, enumerated over shares from .01 to .99, .072 for groups of 20 and 39 and .088 for 5 and 16
    (N - 1: .047 and .051). Not for verdicts; it is
    what a logistic regression on the group prints as its omnibus test.

    References
    ----------
    Wilks, S. S. (1938). The large-sample distribution of the likelihood ratio for testing
    composite hypotheses. *Annals of Mathematical Statistics*, 9, 60-62.
    https://doi.org/10.1214/aoms/1177732360

    Examples
    --------
    >>> round(float(likelihood_ratio_2x2(Table2x2(20, 37, 39, 18)).statistic), 3)
    12.93
    """
    statistic = likelihood_ratio(np.stack(table.cells, axis=-1), expected_counts(table))
    return where_ok(
        table.status,
        statistic_name="chi2",
        statistic=statistic,
        df=1.0,
        p_value=chi_square_tail(statistic),
        p_method="asymptotic, likelihood ratio",
        effect=phi_coefficient(table, level),
    )


def n_minus_1_2x2(table: Table2x2, level: float = LEVEL) -> TestResult:
    """Test independence in a two-by-two table by the N - 1 chi-square (Campbell).

    Parameters
    ----------
    table : Table2x2
    level : float
        Confidence level of phi's interval.

    Returns
    -------
    TestResult
        Statistic ``chi2``, one degree of freedom, effect ``phi`` (from the uncorrected statistic).

    Notes
    -----
    Null hypothesis as in `chi_square_2x2`. Pearson's statistic times (n - 1) / n, the score
    statistic with the hypergeometric variance: the same as `mantel_haenszel` with one stratum, and
    SPSS's linear-by-linear association. Campbell recommends it where all expected counts are at
    least 1, Fisher's test below. Not a guarantee: see `boschloo_2x2`.

    References
    ----------
    Campbell, I. (2007). Chi-squared and Fisher-Irwin tests of two-by-two tables with small sample
    recommendations. *Statistics in Medicine*, 26, 3661-3675. https://doi.org/10.1002/sim.2832

    Examples
    --------
    >>> round(float(n_minus_1_2x2(Table2x2(20, 37, 39, 18)).statistic), 3)
    12.571
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = _pearson(table) * (table.n - 1) / table.n
    return where_ok(
        table.status,
        statistic_name="chi2",
        statistic=statistic,
        df=1.0,
        p_value=chi_square_tail(statistic),
        p_method="asymptotic, N - 1",
        effect=phi_coefficient(table, level),
    )


def _pearson(table: Table2x2) -> FloatArray:
    a, b, c, d = table.cells
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(table.n * ((a * d - b * c) / root_of_margins(a, b, c, d)) ** 2)


def _yates(table: Table2x2) -> FloatArray:
    a, b, c, d = table.cells
    distance = np.maximum(np.abs(a * d - b * c) - table.n / 2, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(table.n * (distance / root_of_margins(a, b, c, d)) ** 2)


def _chi_square_row(measure: str, statistic: FloatArray) -> Estimate:
    return Estimate(
        measure, statistic, statistic=statistic, df=1.0, p_value=chi_square_tail(statistic)
    )
