"""The tests as pingouin offers them; those that it does not offer are scipy's and statsmodels'."""

from __future__ import annotations

from math import nan

import numpy as np
import pandas as pd
import pingouin

from sides.loop import Calls
from sides.scipy_calls import CALLS as SCIPY


def shapiro(values: np.ndarray) -> tuple[float, float]:
    """Return W and p."""
    found = pingouin.normality(values)
    return float(found["W"].iloc[0]), float(found.iloc[0, 1])


def chi_square(yes: np.ndarray, first: np.ndarray, cells: np.ndarray) -> tuple[float, float]:  # noqa: ARG001
    """Return Pearson's chi-square and p, uncorrected."""
    data = pd.DataFrame({"yes": yes, "first": first})
    with np.errstate(all="ignore"):  # its other statistics take powers of empty cells
        _, _, found = pingouin.chi2_independence(data, "first", "yes", correction=False)
    pearson = found.iloc[0]
    return float(pearson["chi2"]), float(pearson["pval"])


def mann_whitney(one: np.ndarray, two: np.ndarray) -> tuple[float, float]:
    """Return U of the first group and the asymptotic p, uncorrected."""
    found = pingouin.mwu(one, two, method="asymptotic", use_continuity=False)
    return float(found.iloc[0, 0]), float(found.iloc[0, 2])


def spearman(one: np.ndarray, two: np.ndarray) -> tuple[float, float]:
    """Return rho and p."""
    found = pingouin.corr(one, two, method="spearman")
    return float(found["r"].iloc[0]), float(found.iloc[0, 3])


def logit(y: np.ndarray, design: np.ndarray) -> tuple[float, float, float]:
    """Return z, p and coefficient of the second column; NaN where there is no estimate."""
    with np.errstate(all="ignore"):
        found = pingouin.logistic_regression(design[:, 1:], y)
    z, p, beta = (float(found[name].iloc[1]) for name in ("z", "pval", "coef"))
    return (z, p, beta) if abs(beta) < 15 else (nan, nan, nan)


CALLS = Calls(
    lilliefors=SCIPY.lilliefors,
    shapiro=shapiro,
    chi_square=chi_square,
    fisher=SCIPY.fisher,
    mann_whitney=mann_whitney,
    spearman=spearman,
    logit=logit,
)
