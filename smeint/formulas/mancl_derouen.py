"""The bias-corrected sandwich of generalized estimating equations."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from smeint.arrays import FloatArray
from smeint.formulas.bell_mccaffrey import cluster_blocks

#: Eigenvalue of I - H below which it counts as zero.
EIGEN_TOLERANCE = 1e-9


def mancl_derouen_covariance(
    x: ArrayLike,
    weight: ArrayLike,
    residual: ArrayLike,
    clusters: ArrayLike,
    correlation: float,
) -> FloatArray:
    """Return the covariance of Mancl and DeRouen for an exchangeable working correlation.

    Parameters
    ----------
    x : array, shape (n, k)
        The intercept's ones included.
    weight : array, shape (n,)
        Variance of each row's outcome at the fitted mean: p (1 - p) for a logistic model.
    residual : array, shape (n,)
        Outcome minus fitted mean.
    clusters : array, shape (n,)
        Label of each row's cluster, in any order.
    correlation : float
        Between two rows of a cluster; 0 for independence.

    Returns
    -------
    array, shape (k, k)

    Notes
    -----
    M [sum of D' V^-1 (I - H)^-1 r r' (I - H')^-1 V^-1 D] M, M = (sum of D' V^-1 D)^-1 and
    H = D M D' V^-1 of each cluster. statsmodels' ``bias_reduced`` is the same; where a cluster
    alone determines a coefficient it divides by an I - H that is singular, of which the
    pseudo-inverse is taken here: all other coefficients keep their standard errors. One model at
    a time.

    References
    ----------
    Mancl, L. A., & DeRouen, T. A. (2001). A covariance estimator for GEE with improved
    small-sample properties. *Biometrics*, 57, 126-134.
    https://doi.org/10.1111/j.0006-341X.2001.00126.x

    Examples
    --------
    >>> mancl_derouen_covariance(np.ones((4, 1)), np.full(4, 0.25), [0.5, 0.5, -0.5, -0.5],
    ...                          [1, 1, 2, 2], 0.0)
    array([[8.]])
    """
    rows, v = np.asarray(x, dtype=float), np.asarray(weight, dtype=float)
    r = np.asarray(residual, dtype=float)
    whitened = []
    for members in cluster_blocks(clusters):
        root = np.sqrt(v[members])
        z = _decorrelated(rows[members] * root[..., None], correlation)
        e = _decorrelated((r[members] / root)[..., None], correlation)
        whitened.append((z, e))
    m = np.linalg.inv(sum(np.einsum("gni,gnj->ij", z, z, optimize=True) for z, _ in whitened))
    sums = []
    for z, e in whitened:
        inside = np.eye(z.shape[1]) - z @ m @ np.swapaxes(z, -1, -2)
        values, vectors = np.linalg.eigh(inside)
        kept = values > EIGEN_TOLERANCE
        power = np.where(kept, 1 / np.where(kept, values, 1.0), 0.0)
        turned = np.swapaxes(vectors, -1, -2)
        sums.append(
            (np.swapaxes(z, -1, -2) @ (vectors @ (power[..., None] * (turned @ e))))[..., 0]
        )
    half = np.concatenate(sums) @ m
    return np.asarray(half.T @ half, dtype=float)


def _decorrelated(columns: FloatArray, correlation: float) -> FloatArray:
    """Return R^(-1/2) times each cluster's columns, (clusters, rows, columns)."""
    size = columns.shape[1]
    mean = columns.mean(axis=1, keepdims=True)
    between = mean / np.sqrt(1 + (size - 1) * correlation)
    return np.asarray((columns - mean) / np.sqrt(1 - correlation) + between, dtype=float)
