"""What replicates of a simulation tell, each number with its Monte Carlo standard error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from smeint.arrays import BoolArray, FloatArray
from smeint.formulas.intervals import wilson


class Measured(NamedTuple):
    """A number found by simulation and its Monte Carlo standard error, arrays of one shape."""

    estimate: FloatArray
    mc_error: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """Count, mean and sum of squared deviations of values seen so far.

    Parameters
    ----------
    n, mean, squares : array of float
        Of one shape; the mean is 0 where there is no value.
    """

    n: FloatArray
    mean: FloatArray
    squares: FloatArray

    @property
    def variance(self) -> FloatArray:
        """Variance with n - 1; NaN where there are fewer than two values."""
        return np.where(self.n > 1, self.squares / np.maximum(self.n - 1, 1.0), np.nan)

    def plus(self, other: Moments) -> Moments:
        """Return the moments of both sets of values.

        Notes
        -----
        Means and squares are joined as Chan, Golub and LeVeque (1983) do, which loses no digits
        where the mean is large beside the spread.

        References
        ----------
        Chan, T. F., Golub, G. H., & LeVeque, R. J. (1983). Algorithms for computing the sample
        variance: Analysis and recommendations. *The American Statistician*, 37, 242-247.
        https://doi.org/10.1080/00031305.1983.10483115
        """
        n = self.n + other.n
        share = other.n / np.maximum(n, 1.0)
        apart = other.mean - self.mean
        squares = self.squares + other.squares + apart**2 * self.n * share
        return Moments(n, self.mean + apart * share, squares)


def moments(values: FloatArray, where: BoolArray) -> Moments:
    """Return the moments of values along the first axis.

    Parameters
    ----------
    values : array of float, (replicates, ...)
    where : array of bool, (replicates, ...)
        Which values count.

    Returns
    -------
    Moments
        Of shape (...).

    Examples
    --------
    >>> found = moments(np.array([1.0, 2.0, 9.0]), np.array([True, True, False]))
    >>> float(found.mean), float(found.variance)
    (1.5, 0.5)
    """
    n = where.sum(axis=0).astype(float)
    mean = np.where(where, values, 0.0).sum(axis=0) / np.maximum(n, 1.0)
    squares = np.where(where, (values - mean) ** 2, 0.0).sum(axis=0)
    return Moments(n, mean, squares)


def share(count: ArrayLike, n: ArrayLike) -> Measured:
    """Return the share of replicates in which something happens.

    Parameters
    ----------
    count, n : array of float
        NaN where `n` is zero.

    Returns
    -------
    Measured

    Notes
    -----
    The error is ``sqrt(p (1 - p) / n)``; it is 0 for shares of 0 and 1, of which Wilson's
    interval, `share_interval`, says more.

    References
    ----------
    Morris, T. P., White, I. R., & Crowther, M. J. (2019). Using simulation studies to evaluate
    statistical methods. *Statistics in Medicine*, 38, 2074-2102.
    https://doi.org/10.1002/sim.8086

    Examples
    --------
    >>> [float(x) for x in share(20, 100)]
    [0.2, 0.04]
    """
    k, size = np.asarray(count, dtype=float), np.asarray(n, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = k / size
        return Measured(p, np.sqrt(p * (1 - p) / size))


def share_interval(count: ArrayLike, n: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return Wilson's 95 % interval of a share of replicates.

    Examples
    --------
    >>> [round(float(x), 4) for x in share_interval(0, 100)]
    [0.0, 0.037]
    """
    return wilson(count, n, 0.95)


def mean(values: Moments) -> Measured:
    """Return the mean over replicates; the error is ``S / sqrt(n)``."""
    known = np.where(values.n > 0, values.mean, np.nan)
    return Measured(known, np.sqrt(values.variance / np.maximum(values.n, 1.0)))


def bias(values: Moments, truth: ArrayLike, truth_error: ArrayLike) -> Measured:
    """Return the mean of estimates minus the truth.

    Parameters
    ----------
    values : Moments
        Of the estimates.
    truth, truth_error : array of float
        The truth, and its own Monte Carlo error where it was simulated.

    Returns
    -------
    Measured
        The error holds that of the truth too.

    References
    ----------
    Morris, T. P., White, I. R., & Crowther, M. J. (2019). Using simulation studies to evaluate
    statistical methods. *Statistics in Medicine*, 38, 2074-2102.
    https://doi.org/10.1002/sim.8086
    """
    found = mean(values)
    return Measured(
        found.estimate - np.asarray(truth),
        np.hypot(found.mc_error, np.asarray(truth_error, dtype=float)),
    )


def empirical_se(values: Moments) -> Measured:
    """Return the standard deviation of estimates; the error is ``S / sqrt(2 (n - 1))``.

    References
    ----------
    Morris, T. P., White, I. R., & Crowther, M. J. (2019). Using simulation studies to evaluate
    statistical methods. *Statistics in Medicine*, 38, 2074-2102.
    https://doi.org/10.1002/sim.8086
    """
    spread = np.sqrt(values.variance)
    return Measured(spread, spread / np.sqrt(2 * np.maximum(values.n - 1, 1.0)))


def exaggeration(sizes: Moments, truth: ArrayLike, truth_error: ArrayLike) -> Measured:
    """Return the mean size of significant effects, divided by the size of the truth (type M).

    Parameters
    ----------
    sizes : Moments
        Of the absolute values of the significant effects.
    truth, truth_error : array of float

    Returns
    -------
    Measured
        NaN where the truth is 0 or no effect was significant.

    References
    ----------
    Gelman, A., & Carlin, J. (2014). Beyond power calculations: Assessing type S (sign) and type M
    (magnitude) errors. *Perspectives on Psychological Science*, 9, 641-651.
    https://doi.org/10.1177/1745691614551642
    """
    size = np.abs(np.asarray(truth, dtype=float))
    size = np.where(size > 0, size, np.nan)
    found = mean(sizes)
    ratio = found.estimate / size
    return Measured(ratio, np.hypot(found.mc_error, ratio * np.asarray(truth_error)) / size)
