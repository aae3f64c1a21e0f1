"""Adjusted p-values for several tests: Bonferroni, Holm, Hochberg and two false discovery rates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike

from smeint.arrays import FloatArray
from smeint.errors import ArgumentError


def bonferroni(p: ArrayLike, m: int | None = None) -> FloatArray:
    """Return p-values adjusted by Bonferroni: each times the number of tests, at most 1.

    Parameters
    ----------
    p : array of float, (..., tests)
        NaN for a test that was declared and not computed: it stays NaN and still counts.
    m : int, optional
        Number of declared tests, at least the length of the last axis, which is the default.

    Returns
    -------
    array of float, (..., tests)

    Raises
    ------
    ArgumentError
        If a p-value is not from 0 to 1, or `m` is below the number of p-values.

    Notes
    -----
    Holds the familywise error rate under any dependence. `holm` does too and never gives a larger
    value, so there is no reason to prefer this one but habit.

    References
    ----------
    Dunn, O. J. (1961). Multiple comparisons among means. *Journal of the American Statistical
    Association*, 56, 52-64. https://doi.org/10.1080/01621459.1961.10482090

    Examples
    --------
    >>> bonferroni([0.01, 0.04, 0.03])
    array([0.03, 0.12, 0.09])
    """
    x, tests = _checked(p, m)
    return np.asarray(np.minimum(x * tests, 1.0))


def holm(p: ArrayLike, m: int | None = None) -> FloatArray:
    """Return p-values adjusted by Holm's step-down over `m` declared tests.

    Parameters
    ----------
    p : array of float, (..., tests)
        NaN for a test that was declared and not computed: it stays NaN and still counts.
    m : int, optional
        Number of declared tests, at least the length of the last axis, which is the default.

    Returns
    -------
    array of float, (..., tests)

    Raises
    ------
    ArgumentError
        If a p-value is not from 0 to 1, or `m` is below the number of p-values.

    Notes
    -----
    The i-th smallest p-value is multiplied by ``m - i + 1``; the running maximum, at most 1. Holds
    the familywise error rate under any dependence. Not for a screening of many outcomes in which
    some false findings are acceptable (`benjamini_hochberg`).

    References
    ----------
    Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian
    Journal of Statistics, 6, 65-70. https://www.jstor.org/stable/4615733

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03], 3)
    array([0.03, 0.06, 0.06])
    >>> holm([0.01, np.nan, 0.03], 3)
    array([0.03,  nan, 0.06])
    """
    x, tests = _checked(p, m)
    return _stepwise(x, tests - np.arange(x.shape[-1], dtype=float), _running_maximum)


def hochberg(p: ArrayLike, m: int | None = None) -> FloatArray:
    """Return p-values adjusted by Hochberg's step-up over `m` declared tests.

    Parameters
    ----------
    p : array of float, (..., tests)
        NaN for a test that was declared and not computed: it stays NaN, and counts as one with a
        larger p-value than all others.
    m : int, optional
        Number of declared tests, at least the length of the last axis, which is the default.

    Returns
    -------
    array of float, (..., tests)

    Raises
    ------
    ArgumentError
        If a p-value is not from 0 to 1, or `m` is below the number of p-values.

    Notes
    -----
    The i-th smallest p-value is multiplied by ``m - i + 1``, the running minimum from the largest
    down. Never larger than `holm`, but it holds the familywise error rate only for independent or
    positively dependent tests: not where outcomes may be related with opposite signs.

    References
    ----------
    Hochberg, Y. (1988). A sharper Bonferroni procedure for multiple tests of significance.
    *Biometrika*, 75, 800-802. https://doi.org/10.1093/biomet/75.4.800

    Examples
    --------
    >>> hochberg([0.01, 0.04, 0.03])
    array([0.03, 0.04, 0.04])
    """
    x, tests = _checked(p, m)
    return _stepwise(x, tests - np.arange(x.shape[-1], dtype=float), _running_minimum)


def benjamini_hochberg(p: ArrayLike, m: int | None = None) -> FloatArray:
    """Return p-values adjusted for the false discovery rate by Benjamini and Hochberg.

    Parameters
    ----------
    p : array of float, (..., tests)
        NaN for a test that was declared and not computed: it stays NaN, and counts as one with a
        larger p-value than all others.
    m : int, optional
        Number of declared tests, at least the length of the last axis, which is the default.

    Returns
    -------
    array of float, (..., tests)

    Raises
    ------
    ArgumentError
        If a p-value is not from 0 to 1, or `m` is below the number of p-values.

    Notes
    -----
    The i-th smallest p-value is multiplied by ``m / i``, the running minimum from the largest
    down. The expected share of false findings among all findings is held, for independent or
    positively dependent tests: not the probability of any false finding. Not for the few declared
    tests of one hypothesis, where a single false finding makes the verdict wrong.

    References
    ----------
    Benjamini, Y., & Hochberg, Y. (1995). Controlling the false discovery rate. *Journal of the
    Royal Statistical Society B*, 57, 289-300. https://doi.org/10.1111/j.2517-6161.1995.tb02031.x

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.04, 0.03])
    array([0.03, 0.04, 0.04])
    """
    x, tests = _checked(p, m)
    return _stepwise(x, tests / np.arange(1, x.shape[-1] + 1), _running_minimum)


def benjamini_yekutieli(p: ArrayLike, m: int | None = None) -> FloatArray:
    """Return p-values adjusted for the false discovery rate under any dependence.

    Parameters
    ----------
    p : array of float, (..., tests)
        NaN for a test that was declared and not computed: it stays NaN, and counts as one with a
        larger p-value than all others.
    m : int, optional
        Number of declared tests, at least the length of the last axis, which is the default.

    Returns
    -------
    array of float, (..., tests)

    Raises
    ------
    ArgumentError
        If a p-value is not from 0 to 1, or `m` is below the number of p-values.

    Notes
    -----
    As `benjamini_hochberg` with each value times 1 + 1/2 + ... + 1/m. The price of any dependence:
    for few tests `holm` is often smaller and says more.

    References
    ----------
    Benjamini, Y., & Yekutieli, D. (2001). The control of the false discovery rate in multiple
    testing under dependency. *Annals of Statistics*, 29, 1165-1188.
    https://doi.org/10.1214/aos/1013699998

    Examples
    --------
    >>> benjamini_yekutieli([0.01, 0.04, 0.03]).round(4)
    array([0.055 , 0.0733, 0.0733])
    """
    x, tests = _checked(p, m)
    factor = (1 / np.arange(1, tests + 1)).sum() * tests / np.arange(1, x.shape[-1] + 1)
    return _stepwise(x, factor, _running_minimum)


def _checked(p: ArrayLike, m: int | None) -> tuple[FloatArray, int]:
    """Return p-values as an array with at least one axis, and the number of declared tests."""
    x = np.atleast_1d(np.asarray(p, dtype=float))
    wrong = x[(x < 0) | (x > 1)]
    if wrong.size:
        raise ArgumentError(f"p must be from 0 to 1, got {float(wrong[0])!r}.")
    given = x.shape[-1]
    if m is not None and not isinstance(m, int | np.integer):
        raise ArgumentError(f"m must be a whole number of tests, got {m!r}.")
    if m is not None and m < given:
        raise ArgumentError(f"m must be at least the number of p-values, {given}, got {m!r}.")
    return x, given if m is None else m


def _stepwise(
    x: FloatArray, factor: FloatArray, running: Callable[[FloatArray], FloatArray]
) -> FloatArray:
    """Multiply sorted p-values by `factor`, accumulate them, and put them back in their places."""
    order = np.argsort(x, axis=-1, kind="stable")  # NaN last
    ordered = np.take_along_axis(x, order, axis=-1) * factor
    accumulated = np.where(np.isnan(ordered), np.nan, np.minimum(running(ordered), 1.0))
    out = np.empty(x.shape)
    np.put_along_axis(out, order, accumulated, axis=-1)
    return out


def _running_maximum(ordered: FloatArray) -> FloatArray:
    return np.fmax.accumulate(ordered, axis=-1)


def _running_minimum(ordered: FloatArray) -> FloatArray:
    return np.flip(np.fmin.accumulate(np.flip(ordered, axis=-1), axis=-1), axis=-1)


#: The adjustments by the names that options call them.
ADJUSTMENTS: Mapping[str, Callable[..., FloatArray]] = MappingProxyType(
    {f.__name__: f for f in (bonferroni, holm, hochberg, benjamini_hochberg, benjamini_yekutieli)}
)
