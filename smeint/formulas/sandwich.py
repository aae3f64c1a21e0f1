"""Sandwich covariances of estimating equations: heteroscedastic rows, or clusters of rows."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from smeint.arrays import BoolArray, FloatArray
from smeint.errors import ArgumentError, listed, nearest

#: Variances below this share of the model's are rounding.
ROUNDING = 1e-16
#: Heteroscedasticity-consistent covariances, and what each multiplies.
HC_FACTORS: dict[str, str] = {
    "HC0": "no small-sample factor",
    "HC1": "n / (n - k)",
    "HC2": "each row's square over 1 - h",
    "HC3": "each row's square over (1 - h)^2",
}
#: Cluster-robust covariances of cluster sums, and what each multiplies.
CR_FACTORS: dict[str, str] = {
    "CR0": "no small-sample factor",
    "CR1": "G / (G - 1)",
    "CR1S": "G / (G - 1) * (n - 1) / (n - k)",
}


def hc_covariance(
    kind: str, scores: ArrayLike, bread: ArrayLike, leverage: ArrayLike | None = None
) -> FloatArray:
    """Return the heteroscedasticity-consistent covariance of a model's coefficients.

    Parameters
    ----------
    kind : str
        ``HC0``, ``HC1``, ``HC2`` or ``HC3``.
    scores : array, shape (n, k)
        Each row's part of the estimating equations, x (y - mean) for a logistic model.
    bread : array, shape (k, k)
        Inverse of minus the derivative of the summed scores; (X'WX)^-1 for a logistic model.
    leverage : array, shape (n,), optional
        Diagonal of the hat matrix (`leverages`); needed by HC2 and HC3.

    Returns
    -------
    array, shape (k, k)
        NaN for HC1 without more rows than coefficients, and for HC2 and HC3 where a row alone
        determines a coefficient (leverage 1).

    Raises
    ------
    ArgumentError
        If `kind` is none of these, or the leverages it needs are not given.

    Notes
    -----
    bread * (sum of f_i s_i s_i') * bread, where f_i is 1 (HC0), n / (n - k) (HC1), 1 / (1 - h_i)
    (HC2), 1 / (1 - h_i)^2 (HC3), as R's ``sandwich::vcovHC`` has them for ``glm``. Rows must be
    independent: with firms that come back use `cluster_covariance`. One model at a time.

    References
    ----------
    MacKinnon, J. G., & White, H. (1985). Some heteroskedasticity-consistent covariance matrix
    estimators with improved finite sample properties. *Journal of Econometrics*, 29, 305-325.
    https://doi.org/10.1016/0304-4076(85)90158-7

    Zeileis, A. (2006). Object-oriented computation of sandwich estimators. *Journal of
    Statistical Software*, 16(9). https://doi.org/10.18637/jss.v016.i09

    Examples
    --------
    >>> hc_covariance("HC1", [[1.0], [-1.0], [0.0]], [[0.5]])
    array([[0.75]])
    """
    _known(kind, HC_FACTORS)
    s, inverse = np.asarray(scores, dtype=float), np.asarray(bread, dtype=float)
    n, k = s.shape
    if kind in ("HC2", "HC3"):
        if leverage is None:
            raise ArgumentError(f"{kind} needs the leverage of each row, got none.")
        own = 1 - np.asarray(leverage, dtype=float)
        root = np.sqrt(own) if kind == "HC2" else own
        s = s / np.where(own > 1e-12, root, np.nan)[:, None]
    factor = 1.0 if kind != "HC1" else n / (n - k) if n > k else np.nan
    return _between(inverse, s, factor)


def cluster_covariance(
    kind: str, scores: ArrayLike, bread: ArrayLike, clusters: ArrayLike
) -> FloatArray:
    """Return the cluster-robust covariance of a model's coefficients.

    Parameters
    ----------
    kind : str
        ``CR0``, ``CR1`` or ``CR1S``.
    scores : array, shape (n, k)
        Each row's part of the estimating equations, x (y - mean) for a logistic model.
    bread : array, shape (k, k)
        Inverse of minus the derivative of the summed scores; (X'WX)^-1 for a logistic model.
    clusters : array, shape (n,)
        Label of each row's cluster, in any order.

    Returns
    -------
    array, shape (k, k)
        NaN where the factor has no value: one cluster, or not more rows than coefficients.

    Raises
    ------
    ArgumentError
        If `kind` is none of these.

    Notes
    -----
    bread * (sum over clusters of S_g S_g') * bread, S_g being the sum of a cluster's scores, times
    1 (CR0), G / (G - 1) (CR1) or G / (G - 1) * (n - 1) / (n - k) (CR1S). CR1 is what Stata prints
    for ``logit, vce(cluster firm)`` and R for ``sandwich::vcovCL(type = "HC0")``; CR1S is what
    Stata prints for ``regress`` and R for ``vcovCL(type = "HC1")``. All are too small with few
    clusters: see `smeint.formulas.bell_mccaffrey.cr2_covariance`. One model at a time.

    References
    ----------
    Liang, K.-Y., & Zeger, S. L. (1986). Longitudinal data analysis using generalized linear
    models. *Biometrika*, 73, 13-22. https://doi.org/10.1093/biomet/73.1.13

    Cameron, A. C., & Miller, D. L. (2015). A practitioner's guide to cluster-robust inference.
    *Journal of Human Resources*, 50, 317-372. https://doi.org/10.3368/jhr.50.2.317

    Examples
    --------
    >>> cluster_covariance("CR1", [[1.0], [1.0], [-2.0]], [[0.5]], ["a", "a", "b"])
    array([[4.]])
    """
    _known(kind, CR_FACTORS)
    s, inverse = np.asarray(scores, dtype=float), np.asarray(bread, dtype=float)
    sums = cluster_sums(s, clusters)
    n, k, groups = s.shape[0], s.shape[1], sums.shape[0]
    factor = 1.0
    if kind != "CR0":
        factor = groups / (groups - 1) if groups > 1 else np.nan
    if kind == "CR1S":
        factor *= (n - 1) / (n - k) if n > k else np.nan
    return _between(inverse, sums, factor)


def cluster_sums(scores: ArrayLike, clusters: ArrayLike) -> FloatArray:
    """Return the sum of the scores of each cluster, clusters in sorted order.

    Examples
    --------
    >>> cluster_sums([[1.0], [2.0], [4.0]], ["b", "a", "b"])
    array([[2.],
           [5.]])
    """
    s = np.asarray(scores, dtype=float)
    labels, place = np.unique(np.asarray(clusters), return_inverse=True)
    out = np.zeros((labels.size, s.shape[1]))
    np.add.at(out, np.reshape(place, -1), s)
    return out


def leverages(x: ArrayLike, weight: ArrayLike, bread: ArrayLike) -> FloatArray:
    """Return the diagonal of the weighted hat matrix, w x' (X'WX)^-1 x of each row.

    Parameters
    ----------
    x : array, shape (n, k)
        The intercept's ones included.
    weight : array, shape (n,)
        p (1 - p) for a logistic model.
    bread : array, shape (k, k)
        (X'WX)^-1.

    Examples
    --------
    >>> leverages([[1.0], [1.0]], [0.25, 0.25], [[2.0]])
    array([0.5, 0.5])
    """
    rows = np.asarray(x, dtype=float)
    inside = np.einsum("ij,jk,ik->i", rows, np.asarray(bread, dtype=float), rows, optimize=True)
    return np.asarray(np.asarray(weight, dtype=float) * inside, dtype=float)


def _between(bread: FloatArray, scores: FloatArray, factor: float) -> FloatArray:
    """Return bread * scores' scores * bread times a factor, exactly symmetric."""
    half = scores @ bread
    return np.asarray(factor * (half.T @ half), dtype=float)


def _known(kind: str, kinds: dict[str, str]) -> None:
    """Refuse a covariance that is not one of these."""
    if kind not in kinds:
        raise ArgumentError(
            f"cov must be one of {listed(kinds)}, got {kind!r}.{nearest(kind, kinds)}"
        )


def standard_errors(cov: ArrayLike) -> FloatArray:
    """Return the roots of a covariance's diagonal, NaN where rounding left less than nothing.

    Parameters
    ----------
    cov : array, shape (k, k)

    Returns
    -------
    array of float, shape (k,)

    Examples
    --------
    >>> standard_errors([[0.04, 0.0], [0.0, -1e-18]])
    array([0.2, nan])
    """
    variance = np.diag(np.asarray(cov, dtype=float))
    return np.sqrt(np.where(variance >= 0, variance, np.nan))


def rounding(cov: ArrayLike, model: ArrayLike) -> BoolArray:
    """Return which variances are nothing but rounding beside those of the model.

    Parameters
    ----------
    cov : array, shape (k, k)
        A sandwich.
    model : array, shape (k, k)
        The covariance that the model alone gives.

    Returns
    -------
    array of bool, shape (k,)
        Where every cluster's scores sum to 0, the sandwich is 0 up to rounding, and a statistic
        made of it is noise.

    Examples
    --------
    >>> rounding([[0.04, 0.0], [0.0, 3e-34]], [[0.05, 0.0], [0.0, 0.1]])
    array([False,  True])
    """
    own, usual = (np.diag(np.asarray(x, dtype=float)) for x in (cov, model))
    return np.asarray(own <= ROUNDING * usual)
