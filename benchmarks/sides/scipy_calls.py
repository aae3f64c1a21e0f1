"""The cheapest public call of scipy and statsmodels for each test."""

from __future__ import annotations

import warnings
from math import nan

import numpy as np
from scipy import stats
from statsmodels.discrete.discrete_model import Logit
from statsmodels.stats.diagnostic import lilliefors

from sides.loop import Calls


def lilliefors_table(values: np.ndarray) -> tuple[float, float]:
    """Return D and p from statsmodels' table."""
    return lilliefors(values, dist="norm", pvalmethod="table")


def chi_square(yes: np.ndarray, first: np.ndarray, cells: np.ndarray) -> tuple[float, float]:  # noqa: ARG001
    """Return Pearson's chi-square and p, uncorrected."""
    return stats.chi2_contingency(cells, correction=False)[:2]


def mann_whitney(one: np.ndarray, two: np.ndarray) -> tuple[float, float]:
    """Return U of the first group and the asymptotic p, uncorrected."""
    return stats.mannwhitneyu(one, two, use_continuity=False, method="asymptotic")


def logit(y: np.ndarray, design: np.ndarray) -> tuple[float, float, float]:
    """Return z, p and coefficient of the second column; NaN where there is no estimate."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # no convergence, no inverse, perfect prediction
        try:
            found = Logit(y, design).fit(disp=0)
            return found.tvalues[1], found.pvalues[1], found.params[1]
        except (Warning, np.linalg.LinAlgError):
            return nan, nan, nan


CALLS = Calls(
    lilliefors=lilliefors_table,
    shapiro=stats.shapiro,
    chi_square=chi_square,
    fisher=stats.fisher_exact,
    mann_whitney=mann_whitney,
    spearman=stats.spearmanr,
    logit=logit,
)
