"""Robust covariance of a fitted mean model: by rows, or by firms."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from smeint.arrays import BoolArray, FloatArray
from smeint.finding import NAN
from smeint.formulas.bell_mccaffrey import cr2_covariance, resting_on_one
from smeint.formulas.sandwich import cluster_covariance, hc_covariance, leverages


@dataclass(frozen=True, slots=True, eq=False)
class Robust:
    """A robust covariance with what its statistics are referred to.

    Parameters
    ----------
    cov : array, shape (k, k)
    df : array, shape (k,)
        Degrees of freedom of each coefficient; NaN for the normal distribution.
    alone : array of bool, shape (k,)
        Coefficients that a single row or firm determines, and that have no standard error.
    kind : str
        ``HC3``, ``CR2`` ...
    """

    cov: FloatArray
    df: FloatArray
    alone: BoolArray
    kind: str

    @property
    def ci_method(self) -> str:
        """Name of the interval."""
        return f"Wald, {self.kind}" + (", t" if np.isfinite(self.df).any() else "")


def robust(
    kind: str, x: FloatArray, weight: FloatArray, residual: FloatArray, firm: ArrayLike
) -> Robust:
    """Return the robust covariance of a generalized linear model with its canonical link.

    Parameters
    ----------
    kind : str
        Of `smeint.formulas.sandwich.HC_FACTORS` without firms; with them of ``CR_FACTORS``, or
        ``CR2``.
    x : array, shape (n, k)
        The intercept's ones included; columns of about equal length.
    weight : array, shape (n,)
        Variance of each row's outcome at its mean: p (1 - p), or 1 of a linear model.
    residual : array, shape (n,)
    firm : array, shape (n,) or (0,)
        Firms; empty where rows are independent.

    Returns
    -------
    Robust
        HC: normal. CR0, CR1, CR1S: t with G - 1 degrees of freedom. CR2: t with Satterthwaite's.

    Examples
    --------
    >>> x = np.ones((4, 1))
    >>> found = robust("CR1", x, np.ones(4), np.array([1.0, -1.0, 2.0, -2.0]), [1, 2, 1, 2])
    >>> found.cov, found.df
    (array([[2.25]]), array([1.]))
    """
    firms = np.asarray(firm)
    bread = np.linalg.inv((x.T * weight) @ x)
    units = firms if firms.size else np.arange(len(x))
    alone = resting_on_one(x, weight, bread, units)
    scores = x * residual[:, None]
    k = x.shape[1]
    if not firms.size:
        cov = hc_covariance(kind, scores, bread, leverages(x, weight, bread))
        return Robust(cov, np.full(k, NAN), alone, kind)
    if kind == "CR2":
        found = cr2_covariance(x, weight, residual, bread, firms)
        return Robust(found.cov, found.df, alone, kind)
    cov = cluster_covariance(kind, scores, bread, firms)
    return Robust(cov, np.full(k, np.unique(firms).size - 1.0), alone, kind)
