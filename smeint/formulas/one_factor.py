"""The one-factor model by maximum likelihood, for one correlation matrix or thousands."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from smeint.arrays import BoolArray, FloatArray

#: Smallest unique variance of a standardized item, as in R's ``factanal`` and ``psych::fa``;
#: an estimate that rests on it is a Heywood case.
SMALLEST = 0.005
MAX_STEPS = 200
#: Largest component of the gradient (on the scale of log unique variances) where steps end, and
#: where a solution counts as one: rounding may keep the gradient from falling further.
AIM, TOLERANCE = 1e-11, 1e-8


@dataclass(frozen=True, slots=True)
class OneFactor:
    """A one-factor model of standardized items.

    Parameters
    ----------
    loadings, uniquenesses : array of float, shape (..., k)
        Loadings (their sum is not negative) and unique variances of standardized items.
    discrepancy : array of float
        log det(Sigma) + tr(R Sigma^-1) - log det(R) - k at the solution.
    converged, heywood : array of bool
        Whether the gradient vanishes; whether a unique variance rests on `SMALLEST`.
    """

    loadings: FloatArray
    uniquenesses: FloatArray
    discrepancy: FloatArray
    converged: BoolArray
    heywood: BoolArray


@dataclass(frozen=True, slots=True)
class _Point:
    """Discrepancy, gradient and curvature at log unique variances."""

    value: FloatArray
    gradient: FloatArray
    hessian: FloatArray
    fallback: FloatArray
    first_value: FloatArray
    first_vector: FloatArray


def fit_one_factor(correlation: FloatArray) -> OneFactor:
    """Fit R = lambda lambda' + diag(psi) by maximum likelihood.

    Parameters
    ----------
    correlation : array of float, shape (..., k, k)
        Positive definite, at least three items.

    Returns
    -------
    OneFactor

    Notes
    -----
    With theta_1 > ... > theta_k the eigenvalues and w_m the eigenvectors of psi^-1/2 R psi^-1/2,
    the discrepancy minimized over lambda is f(psi) = sum over m > 1 of theta_m - 1 - log theta_m
    (Joreskog 1967), and lambda = psi^1/2 w_1 sqrt(theta_1 - 1). f is minimized over log psi by
    Newton's method with its exact second derivatives (Clarke 1970), or an approximation that is
    always positive semidefinite where these are not; psi is bounded by `SMALLEST`.

    Own code, since ``statsmodels.multivariate.factor.Factor`` fits one matrix at a time by a
    quasi-Newton method to about six digits, warns where this needs a status, and admits unique
    variances of any size. It is the second opinion in the tests. Not for several factors.

    One start, that of R's ``factanal``: f may have a second, lower minimum where the factor is
    weak and rows are few (1 of 300 samples of 40 rows and five items).

    References
    ----------
    Clarke, M. R. B. (1970). A rapidly convergent method for maximum-likelihood factor analysis.
    *British Journal of Mathematical and Statistical Psychology*, 23, 43-52.
    https://doi.org/10.1111/j.2044-8317.1970.tb00433.x

    Joreskog, K. G. (1967). Some contributions to maximum likelihood factor analysis.
    *Psychometrika*, 32, 443-482. https://doi.org/10.1007/BF02289658

    Examples
    --------
    >>> r = np.array([[1.0, 0.48, 0.4], [0.48, 1.0, 0.3], [0.4, 0.3, 1.0]])
    >>> fit_one_factor(r).loadings.round(6)
    array([0.8, 0.6, 0.5])
    """
    lead, k = correlation.shape[:-2], correlation.shape[-1]
    r = correlation.reshape(-1, k, k)
    precision = np.diagonal(np.linalg.inv(r), axis1=-2, axis2=-1)
    lowest = np.log(SMALLEST)
    # the start of R's factanal
    x = np.clip(np.log((1 - 0.5 / k) / precision), lowest, None)
    converged = np.zeros(len(r), dtype=bool)
    open_ = np.arange(len(r))
    for _ in range(MAX_STEPS):
        point = _evaluate(r[open_], x[open_])
        free = ~((x[open_] <= lowest) & (point.gradient > 0))
        slope = np.abs(np.where(free, point.gradient, 0.0)).max(axis=-1)
        done = slope < AIM
        converged[open_] = slope < TOLERANCE
        open_ = open_[~done]
        if not len(open_):
            break
        step = _step(point, free)[~done]
        x[open_] = _search(r[open_], x[open_], step, point.value[~done], lowest)
    final = _evaluate(r, x)
    psi = np.exp(x)
    size = np.sqrt(np.maximum(final.first_value - 1, 0.0))[:, None]
    loadings = np.sqrt(psi) * final.first_vector * size
    loadings = loadings * np.where(loadings.sum(axis=-1, keepdims=True) < 0, -1.0, 1.0)
    return OneFactor(
        loadings=loadings.reshape(*lead, k),
        uniquenesses=psi.reshape(*lead, k),
        discrepancy=final.value.reshape(lead),
        converged=converged.reshape(lead),
        heywood=(x <= lowest).any(axis=-1).reshape(lead),
    )


def _evaluate(r: FloatArray, x: FloatArray) -> _Point:
    """Return the discrepancy and its derivatives with respect to log unique variances."""
    root = np.exp(-x / 2)
    theta, w = np.linalg.eigh(r * root[:, :, None] * root[:, None, :])
    theta = np.maximum(theta, np.finfo(float).tiny)
    first_value, first_vector = theta[:, -1], w[:, :, -1]
    theta, w = theta[:, :-1], w[:, :, :-1]
    value = (theta - 1 - np.log(theta)).sum(axis=-1)
    gradient = ((1 - theta)[:, None, :] * w**2).sum(axis=-1)
    turned = np.swapaxes(w, -1, -2)
    plain = w @ turned
    weighted = (w * theta[:, None, :]) @ turned
    gap = np.maximum(first_value[:, None] - theta, 1e-12)
    mixed = (1 - theta) * (first_value[:, None] + theta) / gap
    outer = first_vector[:, :, None] * first_vector[:, None, :]
    hessian = weighted * plain + outer * ((w * mixed[:, None, :]) @ turned)
    return _Point(value, gradient, hessian, plain * plain, first_value, first_vector)


def _step(point: _Point, free: BoolArray) -> FloatArray:
    """Return Newton's step over the free unique variances; the fallback where it may climb."""
    both = free[:, :, None] & free[:, None, :]
    eye = np.eye(free.shape[-1])
    hessian = np.where(both, point.hessian, eye)
    convex = np.linalg.eigvalsh(hessian)[:, 0] > 1e-9
    safe = np.where(both, point.fallback + 1e-3 * eye, eye)
    matrix = np.where(convex[:, None, None], hessian, safe)
    gradient = np.where(free, point.gradient, 0.0)
    step = -np.linalg.solve(matrix, gradient[:, :, None])[:, :, 0]
    longest = np.abs(step).max(axis=-1, keepdims=True)
    return np.asarray(step / np.maximum(longest, 1.0))


def _search(
    r: FloatArray, x: FloatArray, step: FloatArray, value: FloatArray, lowest: float
) -> FloatArray:
    """Return where the discrepancy has fallen along the step, halved up to thirty times."""
    found = x.copy()
    open_, share = np.arange(len(x)), 1.0
    for _ in range(30):
        tried = np.maximum(x[open_] + share * step[open_], lowest)
        # rounding of the value must not stop the last steps
        fell = _evaluate(r[open_], tried).value <= value[open_] + 1e-13
        found[open_[fell]] = tried[fell]
        open_, share = open_[~fell], share / 2
        if not len(open_):
            break
    return found
