"""Correlations of latents from correlations of ranks, with ties, by Hermite series."""

from __future__ import annotations

import numpy as np
from scipy import special

from smeint.arrays import FloatArray

#: Terms of the series; what is left of a variance counts as the term after the last.
TERMS = 120


def mid_scores(shares: FloatArray) -> FloatArray:
    """Return each value's mean rank as a share: what is below it and half of its own."""
    return np.asarray(np.cumsum(shares) - shares / 2, dtype=float)


def series(shares: FloatArray) -> FloatArray:
    r"""Return the Hermite coefficients of the standardized mid-rank score of a latent.

    Parameters
    ----------
    shares : array of float, (levels,)
        Shares of the values in ascending order, at least two above 0.

    Returns
    -------
    array of float, (TERMS,)

    Notes
    -----
    With normalized Hermite polynomials h_k, cuts c_j and steps d_j of the score,
    :math:`a_k = \sum_j d_j\, \varphi(c_j)\, h_{k-1}(c_j) / \sqrt{k}`. Two standard normals with
    correlation rho have scores with the correlation :math:`\sum_k a_k b_k \rho^k`; for two
    untied variables that is Spearman's ``6 / pi asin(rho / 2)``, for two yes/no variables phi as
    a function of the tetrachoric correlation.
    """
    score = mid_scores(shares)
    cuts = special.ndtri(np.cumsum(shares)[:-1])
    variance = float(shares @ score**2 - (shares @ score) ** 2)
    weight = np.diff(score) * np.exp(-(cuts**2) / 2) / np.sqrt(2 * np.pi * variance)
    before, now = np.zeros_like(cuts), np.ones_like(cuts)
    found = np.empty(TERMS)
    for k in range(1, TERMS + 1):
        found[k - 1] = weight @ now / np.sqrt(k)
        before, now = now, (cuts * now - np.sqrt(k - 1) * before) / np.sqrt(k)
    return found


def latent_correlation(r: float, a: FloatArray, b: FloatArray | None = None) -> float:
    """Return the correlation of two latents whose scores have correlation `r`.

    Parameters
    ----------
    r : float
    a, b : array of float, (TERMS,)
        The scores' series; `b` None for one variable at two times.

    Returns
    -------
    float
        The nearest that there is.

    Examples
    --------
    >>> even = series(np.array([0.5, 0.5]))  # phi = 2 / pi asin(rho)
    >>> round(latent_correlation(1 / 3, even), 4)
    0.5
    """
    rho = np.linspace(-1, 1, 4001)
    product = a**2 if b is None else a * b
    curve = np.polynomial.polynomial.polyval(rho, np.append(0.0, product))
    if b is None:
        curve += max(1 - product.sum(), 0.0) * rho ** (TERMS + 1)
    return float(np.interp(r, np.maximum.accumulate(curve), rho))
