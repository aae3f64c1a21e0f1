"""Robust covariance of a fitted mean model: by rows, or by firms."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from smeint.arrays import BoolArray, FloatArray
from smeint.finding import NAN
from smeint.formulas.bell_mccaffrey import ALONE, cr2_covariance, resting_on_one
from smeint.formulas.sandwich import cluster_covariance, hc_covariance, leverages, rounding


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


def standardized(x: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return an intercept and standardized columns, and what turns their coefficients back.

    Examples
    --------
    >>> columns, back = standardized(np.array([[1.0], [3.0]]))
    >>> columns, back
    (array([[ 1., -1.],
           [ 1.,  1.]]), array([[ 1., -2.],
           [ 0.,  1.]]))
    """
    mean, scale = x.mean(axis=0), x.std(axis=0)
    back = np.diag(np.concatenate([[1.0], 1 / scale]))
    back[0, 1:] = -mean / scale
    return np.column_stack([np.ones(len(x)), (x - mean) / scale]), back


def robust(
    kind: str, x: FloatArray, weight: FloatArray, residual: FloatArray, firm: ArrayLike
) -> Robust:
    """Return the robust covariance of a generalized linear model with its canonical link.

    Parameters
    ----------
    kind : str
        Of `smeint.formulas.sandwich.HC_FACTORS` without firms; with them of ``CR_FACTORS``, or
        ``CR2``.
    x : array, shape (n, terms)
        Without the intercept, no column constant.
    weight : array, shape (n,)
        Variance of each row's outcome at its mean: p (1 - p), or 1 of a linear model.
    residual : array, shape (n,)
    firm : array, shape (n,) or (0,)
        Firms; empty where rows are independent.

    Returns
    -------
    Robust
        HC: normal. CR0, CR1, CR1S: t with G - 1 degrees of freedom. CR2: t with Satterthwaite's.
        Of the intercept and the terms as given.

    Examples
    --------
    >>> x = np.array([[0.0], [0.0], [1.0], [1.0]])
    >>> found = robust("HC0", x, np.ones(4), np.array([1.0, -1.0, 2.0, -2.0]), [])
    >>> found.cov.round(6)
    array([[ 0.5, -0.5],
           [-0.5,  2.5]])
    """
    firms = np.asarray(firm)
    columns, back = standardized(x)
    bread = np.linalg.inv((columns.T * weight) @ columns)
    k = columns.shape[1]
    df = np.full(k, NAN)
    if not firms.size:
        hat = leverages(columns, weight, bread)
        # a row that determines a coefficient tells of no other: its score is 0, not 0 / 0
        own = hat > 1 - ALONE
        scores = columns * np.where(own, 0.0, residual)[:, None]
        cov = hc_covariance(kind, scores, bread, np.where(own, 0.0, hat))
    elif kind == "CR2":
        reduced = cr2_covariance(columns, weight, residual, bread, firms)
        cov, df = reduced.cov, reduced.df
    else:
        cov = cluster_covariance(kind, columns * residual[:, None], bread, firms)
        df = np.full(k, np.unique(firms).size - 1.0)
    if firms.size and kind == "CR2":
        plain, inverse = _uncentred(x, weight)
        df[0] = cr2_covariance(plain, weight, residual, inverse, firms).df[0]
    units = firms if firms.size else np.arange(len(x))
    model = bread * float(np.mean(residual * residual / weight))
    alone = rests_alone(x, weight, units)
    alone |= rounding(back @ cov @ back.T, back @ model @ back.T)
    return Robust(back @ cov @ back.T, df, alone, kind)


def rests_alone(x: FloatArray, weight: FloatArray, units: ArrayLike) -> BoolArray:
    """Return which coefficients one row, or one firm, alone determines.

    Parameters
    ----------
    x, weight
        As in `robust`.
    units : array, shape (n,)

    Returns
    -------
    array of bool, shape (1 + terms,)

    Examples
    --------
    >>> rests_alone(np.array([[0.0], [0.0], [1.0]]), np.ones(3), [1, 2, 3])
    array([False,  True])
    """
    plain, inverse = _uncentred(x, weight)
    return resting_on_one(plain, weight, inverse, units)


def _uncentred(x: FloatArray, weight: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return columns of equal length that keep the intercept of the terms, and their bread."""
    # the intercept of the terms as given is another combination than that of centred ones
    plain = np.column_stack([np.ones(len(x)), x / np.sqrt((x * x).mean(axis=0))])
    return plain, np.linalg.inv((plain.T * weight) @ plain)
