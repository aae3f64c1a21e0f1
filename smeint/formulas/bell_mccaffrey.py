"""CR2: the cluster-robust covariance corrected for bias, with its degrees of freedom."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from smeint.arrays import BoolArray, FloatArray, IntArray

#: Share of the largest eigenvalue below which one counts as zero.
EIGEN_TOLERANCE = 1e-12
#: A cluster whose share of the information on some coefficient exceeds 1 minus this is all of it.
ALONE = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class BiasReduced:
    """CR2 covariance, and each coefficient's Satterthwaite degrees of freedom.

    Parameters
    ----------
    cov : array, shape (k, k)
    df : array, shape (k,)
    """

    cov: FloatArray
    df: FloatArray


def cr2_covariance(
    x: ArrayLike,
    weight: ArrayLike,
    residual: ArrayLike,
    bread: ArrayLike,
    clusters: ArrayLike,
    back: ArrayLike | None = None,
) -> BiasReduced:
    """Return the CR2 covariance of a generalized linear model with its canonical link.

    Parameters
    ----------
    x : array, shape (n, k)
        The intercept's ones included.
    weight : array, shape (n,)
        Variance of each row's outcome at the fitted mean: p (1 - p) for a logistic model.
    residual : array, shape (n,)
        Outcome minus fitted mean.
    bread : array, shape (k, k)
        (X'WX)^-1.
    clusters : array, shape (n,)
        Label of each row's cluster, in any order.
    back : array, shape (k, k), optional
        Turns the coefficients of `x` into those wanted, where columns were standardized.

    Returns
    -------
    BiasReduced

    Notes
    -----
    Were the model's variances V right and clusters independent, the expectation of CR2 would be
    the true covariance: bread * sum(E_g r_g r_g' E_g') * bread with E_g = X_g' A_g,
    A_g = V_g^(1/2) [V_g^(1/2) (V_g - V_g X_g bread X_g' V_g) V_g^(1/2)]^(-1/2) V_g^(1/2), as in
    R's ``clubSandwich::vcovCR(type = "CR2")`` for ``glm``. Of a matrix that is singular, as where a
    cluster alone determines a coefficient, the pseudo-inverse root is taken; such a coefficient has
    no standard error (`resting_on_one`). The t statistic of coefficient j is referred to
    df_j = (sum of eigenvalues)^2 / (sum of their squares) of the quadratic form that its variance
    is under the working model: 2 E^2 / Var as Satterthwaite has it, between 1 and G - 1, small
    where few clusters carry the coefficient. Time grows with the cube of the largest cluster's
    rows. One model at a time.

    References
    ----------
    Bell, R. M., & McCaffrey, D. F. (2002). Bias reduction in standard errors for linear
    regression with multi-stage samples. *Survey Methodology*, 28, 169-181.

    Pustejovsky, J. E., & Tipton, E. (2018). Small-sample methods for cluster-robust variance
    estimation and hypothesis testing in fixed effects models. *Journal of Business & Economic
    Statistics*, 36, 672-683. https://doi.org/10.1080/07350015.2016.1247004

    Examples
    --------
    >>> found = cr2_covariance(np.ones((4, 1)), np.full(4, 0.25), [0.5, 0.5, -0.5, -0.5], [[1.0]],
    ...                        [1, 1, 2, 2])
    >>> found.cov.round(6), found.df.round(6)
    (array([[4.]]), array([1.]))
    """
    rows, v = np.asarray(x, dtype=float), np.asarray(weight, dtype=float)
    r, m = np.asarray(residual, dtype=float), np.asarray(bread, dtype=float)
    turned = m if back is None else np.asarray(back, dtype=float) @ m
    root = np.linalg.cholesky(m)
    # for each cluster: bread E_g r_g, the row sums of squares of G_g, and H_g = bread E_g D_g root
    parts, squares, shared = [], [], []
    for members in cluster_blocks(clusters):
        d = rows[members] * v[members][..., None]
        adjusted = _adjusted(d, v[members], m)
        e = np.swapaxes(rows[members], -1, -2) @ adjusted
        me = turned @ e
        parts.append((me @ r[members][..., None])[..., 0])
        squares.append(((me * np.sqrt(v[members])[:, None, :]) ** 2).sum(-1))
        shared.append(me @ d @ root)
    sums, own, h = np.concatenate(parts), np.concatenate(squares), np.concatenate(shared)
    # P = diag(own) - h h' (clusters by clusters), never built: its trace and sum of squares
    length = (h * h).sum(-1)
    trace = (own - length).sum(0)
    inner = np.einsum("gji,gjl->jil", h, h, optimize=True)
    square = (own * own).sum(0) - 2 * (own * length).sum(0) + (inner * inner).sum((1, 2))
    with np.errstate(divide="ignore", invalid="ignore"):
        df = trace * trace / square
    return BiasReduced(np.asarray(sums.T @ sums, dtype=float), np.asarray(df, dtype=float))


def resting_on_one(
    x: ArrayLike,
    weight: ArrayLike,
    bread: ArrayLike,
    clusters: ArrayLike,
    back: ArrayLike | None = None,
) -> BoolArray:
    """Return which coefficients one cluster alone determines.

    Parameters
    ----------
    x, weight, bread, clusters, back
        As in `cr2_covariance`.

    Returns
    -------
    array of bool, shape (k,)
        Coefficients that the other clusters leave undetermined, for some cluster.

    Notes
    -----
    A cluster's summed score is zero in a direction that it alone determines, so that its own
    variance is missing from every cluster-robust standard error of these coefficients.

    Examples
    --------
    >>> x = np.array([[1.0, 0.0], [1.0, 0.0], [1.0, 1.0], [1.0, 1.0]])
    >>> inverse = np.linalg.inv(x.T @ x / 4)
    >>> resting_on_one(x, np.full(4, 0.25), inverse, [1, 2, 3, 3])
    array([False,  True])
    """
    rows, v = np.asarray(x, dtype=float), np.asarray(weight, dtype=float)
    m = np.asarray(bread, dtype=float)
    root = np.linalg.cholesky(m)
    turned = root if back is None else np.asarray(back, dtype=float) @ root
    own = np.sqrt(np.diag(turned @ turned.T))
    found = np.zeros(m.shape[0], dtype=bool)
    for members in cluster_blocks(clusters):
        scaled = (rows[members] * np.sqrt(v[members])[..., None]) @ root
        share, vectors = np.linalg.eigh(np.swapaxes(scaled, -1, -2) @ scaled)
        alone = share > 1 - ALONE
        for group in np.flatnonzero(alone.any(-1)):
            # in standard errors of independent rows, so that units do not matter
            directions = turned @ vectors[group][:, alone[group]] / own[:, None]
            found |= (np.abs(directions) > 1e-6).any(1)
    return found


def cluster_blocks(clusters: ArrayLike) -> list[IntArray]:
    """Return row numbers (clusters of one size, size): all clusters, by their size."""
    _, place, size = np.unique(np.asarray(clusters), return_inverse=True, return_counts=True)
    order = np.argsort(np.reshape(place, -1), kind="stable")
    start = np.cumsum(size) - size
    return [
        order[start[size == rows][:, None] + np.arange(rows)] for rows in np.unique(size).tolist()
    ]


def _adjusted(d: FloatArray, v: FloatArray, bread: FloatArray) -> FloatArray:
    """Return the adjustment matrices A_g of clusters of one size, from D_g = V_g X_g."""
    half = np.sqrt(v)
    inside = -(d @ bread @ np.swapaxes(d, -1, -2))
    places = np.arange(v.shape[-1])
    inside[..., places, places] += v
    inside = half[..., :, None] * inside * half[..., None, :]
    values, vectors = np.linalg.eigh(inside)
    kept = values > EIGEN_TOLERANCE * values.max(-1, keepdims=True)
    power = np.where(kept, 1 / np.sqrt(np.where(kept, values, 1.0)), 0.0)
    middle = (vectors * power[..., None, :]) @ np.swapaxes(vectors, -1, -2)
    return np.asarray(half[..., :, None] * middle * half[..., None, :], dtype=float)
