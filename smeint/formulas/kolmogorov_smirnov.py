"""Kolmogorov-Smirnov against a normal distribution whose mean and SD the caller gives."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import exp, fsum, log

import numpy as np
from numpy.typing import ArrayLike
from scipy import special, stats

from smeint.arrays import FloatArray, IntArray, frozen
from smeint.finding import Status
from smeint.formulas.result import Estimate, TestResult, where_ok

#: Up to so many observations scipy is exact; up to so many the matrix below is quick.
_SCIPY_MOST, _MATRIX_MOST = 140, 10_000
#: From so many samples p comes from polynomials, of so many coefficients on each piece.
_SAMPLES_LEAST, _COEFFICIENTS = 12, 12
#: From this n D^2, twice the one-sided p is the two-sided one to 1e-10 of itself.
_FAR = 4.0


@dataclass(frozen=True, slots=True)
class DistanceToGivenNormal:
    """How far a sample is from a normal distribution that was given, for one sample or many.

    Parameters
    ----------
    n : array of int
        Observations.
    d : array of float
        Largest distance between the empirical distribution and the normal distribution with the
        given mean and standard deviation.

    Examples
    --------
    >>> DistanceToGivenNormal(30, 0.15).d
    0.15
    """

    n: ArrayLike
    d: ArrayLike


def kolmogorov_smirnov_given(summary: DistanceToGivenNormal) -> TestResult:
    """Test that a sample comes from one fully specified normal distribution.

    Parameters
    ----------
    summary : DistanceToGivenNormal

    Returns
    -------
    TestResult
        Statistic ``D`` with the exact two-sided p; effect ``given_normal_d``, and again as
        variant ``asymptotic`` with sqrt(n) D as its statistic and p of Kolmogorov's limiting
        distribution. Status ``too_few`` without an observation.

    Notes
    -----
    Null hypothesis: the observations are independent draws from the normal distribution with the
    mean and the standard deviation that were given before looking at them. Not for mean and SD
    taken from the same sample: `smeint.formulas.normality.lilliefors` is for these. R prints the
    exact p below 100 observations without ties and the asymptotic one otherwise, SPSS always the
    asymptotic one. R before 4.3 sums the limiting distribution to about five digits only.

    References
    ----------
    Massey, F. J. (1951). The Kolmogorov-Smirnov test for goodness of fit. *Journal of the
    American Statistical Association*, 46, 68-78. https://doi.org/10.1080/01621459.1951.10500769

    Examples
    --------
    >>> round(float(kolmogorov_smirnov_given(DistanceToGivenNormal(30, 0.15)).p_value), 3)
    0.465
    """
    n, d = np.broadcast_arrays(np.asarray(summary.n), np.asarray(summary.d, dtype=float))
    status = np.where(n < 1, int(Status.TOO_FEW), int(Status.OK))
    scaled = np.sqrt(np.maximum(n, 0)) * d
    return where_ok(
        status,
        statistic_name="D",
        statistic=d,
        p_value=exact_p(d, n),
        p_method="exact",
        effect=Estimate("given_normal_d", d),
        others=(
            Estimate(
                "given_normal_d",
                d,
                variant="asymptotic",
                statistic=scaled,
                p_value=special.kolmogorov(scaled),
            ),
        ),
    )


def exact_p(d: ArrayLike, n: ArrayLike) -> FloatArray:
    """Return the exact two-sided p-value of Kolmogorov's D for a continuous distribution.

    Parameters
    ----------
    d : array of float
        Distances, 0 to 1; NaN gives NaN.
    n : array of int
        Observations; NaN is returned below 1.

    Returns
    -------
    array of float

    Notes
    -----
    SciPy up to 140 observations; its expansion above is off by up to 2e-5 of p at 141, which is
    why the matrix of Marsaglia, Tsang and Wang is written out here. It is used up to 10,000
    observations; beyond, the expansion is right to 1e-8 of p. Far out p is twice the exact
    one-sided p. One at a time between 141 and 10,000 observations, a few milliseconds each. For
    many samples of up to 140 observations SciPy's p is interpolated between multiples of
    1 / (2 n), where it is a polynomial of D: to 1e-11 of itself.

    References
    ----------
    Marsaglia, G., Tsang, W. W., & Wang, J. (2003). Evaluating Kolmogorov's distribution. *Journal
    of Statistical Software*, 8(18). https://doi.org/10.18637/jss.v008.i18

    Examples
    --------
    >>> exact_p([0.15, 0.05], [30, 300]).round(4)
    array([0.4649, 0.4274])
    """
    x, size = np.broadcast_arrays(np.asarray(d, dtype=float), np.asarray(n))
    usable = (size >= 1) & ~np.isnan(x)
    x, size = np.where(usable, x, 0.5), np.where(usable, size, 1)
    few = size <= _SCIPY_MOST
    # SciPy's own branch there, without its loop
    closed = few & ((size * x**2 > _FAR) | (x >= 0.5))
    # p is a polynomial between multiples of 1 / (2 n)
    piece = (2 * size * x).astype(np.int64)
    pieced = few & ~closed
    if np.count_nonzero(pieced) < _SAMPLES_LEAST:
        pieced = np.zeros_like(few)
    p, rest = np.empty(x.shape), ~(closed | pieced)
    p[closed] = 2 * special.smirnov(size[closed], x[closed])
    if pieced.any():
        p[pieced] = _pieced_p(x[pieced], size[pieced], piece[pieced])
    if rest.any():
        p[rest] = stats.kstwo.sf(x[rest], size[rest])
    expanded = ~few & (size * x**2 < _FAR)
    if expanded.any():
        p[expanded] = 1 - stats.kstwo.cdf(x[expanded], size[expanded])
    # up to n D = 1, SciPy is exact for every n
    for index in np.argwhere(expanded & (size * x > 1) & (size <= _MATRIX_MOST)):
        at = tuple(index)
        p[at] = max(1 - _marsaglia_cdf(float(x[at]), int(size[at])), 0.0)
    return np.where(usable, p, np.nan)


def _pieced_p(d: FloatArray, n: IntArray, piece: IntArray) -> FloatArray:
    """Return the exact p of samples from the polynomials of their pieces."""
    keys, which = np.unique(np.stack([n, piece]), axis=1, return_inverse=True)
    found = np.stack([_piece(int(size), int(j)) for size, j in keys.T])
    low, high = _edges(n, piece)
    within = 2 * (d - low) / (high - low) - 1
    chosen = found[np.asarray(which).reshape(-1)].T
    return np.asarray(np.polynomial.chebyshev.chebval(within, chosen, tensor=False))


def _edges(n: ArrayLike, piece: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return D where a piece begins and ends: 1 / (2 n) on, or where `_FAR` is reached."""
    size, start = np.asarray(n, dtype=float), np.asarray(piece, dtype=float)
    end = np.minimum((start + 1) / (2 * size), np.sqrt(_FAR / size))
    return start / (2 * size), np.asarray(end)


@lru_cache(maxsize=8192)
def _piece(n: int, piece: int) -> FloatArray:
    """Return Chebyshev coefficients of p between the edges of a piece."""
    low, high = _edges(n, piece)
    degree = _COEFFICIENTS - 1
    at = np.polynomial.chebyshev.chebpts1(_COEFFICIENTS)
    p = np.asarray(stats.kstwo.sf(low + (high - low) * (at + 1) / 2, n), dtype=float)
    return frozen(np.polynomial.chebyshev.chebfit(at, p, degree))


@lru_cache(maxsize=256)
def _log_scale(n: int) -> float:
    """Return log(n! / n^n)."""
    return fsum(np.log(np.arange(1, n + 1) / n).tolist())


def _marsaglia_cdf(d: float, n: int) -> float:
    """Return P(D < d) as an element of a matrix to the power n."""
    k = int(n * d) + 1
    h = k - n * d
    rows = np.arange(2 * k - 1)
    lag = rows[:, None] - rows[None, :] + 1
    step = (lag >= 0).astype(float)
    edge = h ** (rows + 1.0)
    step[:, 0] -= edge
    step[-1, :] -= edge[::-1]
    step[-1, 0] += max(2 * h - 1, 0.0) ** len(rows)
    step *= np.exp(-special.gammaln(np.maximum(lag, 0) + 1.0))
    # by repeated squaring; the largest element goes into a logarithm, so that nothing overflows
    power, log_power, log_step, left = np.eye(len(rows)), _log_scale(n), 0.0, n
    while left:
        if left % 2:
            power, more = _scaled(power @ step)
            log_power += log_step + more
        left //= 2
        if left:
            step, more = _scaled(step @ step)
            log_step = 2 * log_step + more
    return float(power[k - 1, k - 1]) * exp(log_power)


def _scaled(matrix: FloatArray) -> tuple[FloatArray, float]:
    """Return a matrix over its largest element, and the logarithm of that."""
    largest = float(matrix.max())
    return matrix / largest, log(largest)
