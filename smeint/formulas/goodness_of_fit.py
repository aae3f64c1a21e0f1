"""Counts of levels against stated shares: chi-square goodness of fit, Cohen's w, residuals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from smeint.arrays import FloatArray, IntArray
from smeint.defaults import LEVEL
from smeint.errors import ArgumentError
from smeint.finding import Status
from smeint.formulas.contingency_rxc import CRAMERS_V_CI_METHOD
from smeint.formulas.intervals import check_level, noncentrality
from smeint.formulas.likelihood_ratio import likelihood_ratio
from smeint.formulas.noncentral import held, no_interval
from smeint.formulas.result import Estimate, TestResult, where_ok


@dataclass(frozen=True, slots=True)
class LevelCounts:
    """Firms at each level of a variable, and the share that each level should have.

    Parameters
    ----------
    counts : array, shape (..., levels)
        Firms at each level.
    shares : array, shape (levels,)
        Shares under the null hypothesis, each above 0; they are divided by their sum.

    Raises
    ------
    ArgumentError
        If there are fewer than two levels, `shares` is not as long as the last axis of `counts`,
        or a share is not a positive number.

    Examples
    --------
    >>> LevelCounts([20, 30], [1, 3]).expected
    array([12.5, 37.5])
    """

    counts: ArrayLike
    shares: ArrayLike

    def __post_init__(self) -> None:
        levels = np.shape(self.shares)
        if len(levels) != 1 or levels[0] < 2 or np.shape(self.counts)[-1:] != levels:
            raise ArgumentError(
                "shares must be a list of two or more, as long as the last axis of counts, got "
                f"shapes {levels} and {np.shape(self.counts)}."
            )
        given = np.asarray(self.shares, dtype=float)
        if not (np.isfinite(given) & (given > 0)).all():
            raise ArgumentError(f"shares must be positive numbers, got {given.tolist()}.")

    @property
    def cells(self) -> FloatArray:
        """The counts as a float array."""
        return np.asarray(self.counts, dtype=float)

    @property
    def probabilities(self) -> FloatArray:
        """The shares, summing to 1."""
        given = np.asarray(self.shares, dtype=float)
        return np.asarray(given / given.sum())

    @property
    def n(self) -> FloatArray:
        """Number of firms."""
        return np.asarray(self.cells.sum(axis=-1))

    @property
    def expected(self) -> FloatArray:
        """Firms expected at each level."""
        return np.asarray(self.n[..., None] * self.probabilities)

    @property
    def status(self) -> IntArray:
        """``too_few`` where there is no firm, else ``ok``."""
        return np.where(self.n > 0, int(Status.OK), int(Status.TOO_FEW))


def goodness_of_fit(levels: LevelCounts, level: float = LEVEL) -> TestResult:
    """Test whether firms are distributed over levels as stated, by Pearson's chi-square.

    Parameters
    ----------
    levels : LevelCounts
    level : float
        Confidence level of Cohen's w.

    Returns
    -------
    TestResult
        Statistic ``chi2`` with one degree of freedom less than there are levels, effect
        ``cohens_w``; measures: likelihood-ratio chi-square, smallest expected count, share of
        expected counts below 5. Status ``too_few`` without any firm.

    Notes
    -----
    Null hypothesis: the firms are an independent random sample of a population that has the stated
    shares. chi2 = sum (O - E)^2 / E; w = sqrt(chi2 / n), whose greatest value depends on the
    smallest share and can exceed 1. The interval inverts the noncentral chi-square distribution of
    the statistic (w = sqrt(ncp / n)); there is none, and a note says so, where its upper limit
    would be 0 (p above (1 + `level`) / 2; R's ``effectsize`` prints [0, 0] there) or else below w.
    The shares are taken as known without error: not for shares that were themselves estimated from
    a small sample, not for firms that come back, not for a sample that was stratified by this
    variable, and rough where expected counts are below 5.

    References
    ----------
    Pearson, K. (1900). On the criterion that a given system of deviations ... *Philosophical
    Magazine*, 50, 157-175. https://doi.org/10.1080/14786440009463897
    Cohen, J. (1988). *Statistical Power Analysis for the Behavioral Sciences* (2nd ed.).
    https://doi.org/10.4324/9780203771587

    Examples
    --------
    >>> test = goodness_of_fit(LevelCounts([89, 37, 30, 28, 2], [40, 20, 20, 15, 5]))
    >>> [round(float(x), 4) for x in (test.statistic, test.df, test.p_value)]
    [9.9901, 4.0, 0.0406]
    """
    check_level(level)
    expected, counts = levels.expected, levels.cells
    df = float(counts.shape[-1] - 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = ((counts - expected) ** 2 / expected).sum(axis=-1)
        ends = [
            np.sqrt(noncentrality(statistic, df, p) / levels.n)
            for p in (0.5 + level / 2, 0.5 - level / 2)
        ]
        w = np.sqrt(statistic / levels.n)
    likelihood = likelihood_ratio(counts, expected)
    holds = held(ends, w)
    effect = Estimate(
        "cohens_w",
        w,
        ci_low=np.where(holds, ends[0], np.nan),
        ci_high=np.where(holds, ends[1], np.nan),
        ci_level=level,
        ci_method=CRAMERS_V_CI_METHOD,
    )
    return where_ok(
        levels.status,
        statistic_name="chi2",
        statistic=statistic,
        df=df,
        p_value=special.chdtrc(df, statistic),
        p_method="asymptotic",
        effect=effect,
        note=no_interval("Cohen's w", levels.status, effect),
        others=(
            Estimate(
                "likelihood_ratio_chi_square",
                likelihood,
                statistic=likelihood,
                df=df,
                p_value=special.chdtrc(df, likelihood),
            ),
            Estimate("min_expected", expected.min(axis=-1)),
            Estimate("share_expected_below_5", (expected < 5).mean(axis=-1)),
        ),
    )


def adjusted_residuals(levels: LevelCounts) -> FloatArray:
    """Return each level's observed minus expected count in standard errors.

    Parameters
    ----------
    levels : LevelCounts

    Returns
    -------
    array of float, shape (..., levels)
        Standard normal under the null hypothesis in large samples; NaN without any firm.

    Notes
    -----
    (O - E) / sqrt(n p (1 - p)), p the stated share: what R's `chisq.test` calls ``stdres``.

    References
    ----------
    Agresti, A. (2013). *Categorical Data Analysis* (3rd ed.). Wiley. ISBN 978-0-470-46363-5.

    Examples
    --------
    >>> adjusted_residuals(LevelCounts([20, 30], [1, 3])).round(3)
    array([ 2.449, -2.449])
    """
    p = levels.probabilities
    with np.errstate(divide="ignore", invalid="ignore"):
        error = np.sqrt(levels.n[..., None] * p * (1 - p))
        return np.asarray((levels.cells - levels.expected) / error)
