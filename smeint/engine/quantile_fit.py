"""Quantile regressions fitted to one sample: degenerate data first, then fit and errors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from smeint.arrays import FloatArray
from smeint.engine.fractional import resting
from smeint.engine.logit import joined
from smeint.engine.logit_checks import checked, degenerate
from smeint.engine.quantile import ZERO, Quantiles, hall_sheather, solve
from smeint.engine.robust import rests_alone, standardized
from smeint.finding import NAN, Status
from smeint.formulas.quantile import QuantileFit
from smeint.formulas.sandwich import cluster_covariance, hc_covariance, standard_errors

#: Share of rows at one value of the outcome, near the fitted quantile, that makes it heaped there.
#: The kernel counts a heap as density, and p is too small: see the sizes in the door's docstring.
HEAP = 1 / 8


def fit_quantile(
    outcome: ArrayLike,
    predictors: ArrayLike,
    names: Sequence[str],
    firm: ArrayLike,
    quantile: float,
) -> QuantileFit:
    """Fit a linear quantile regression, or say why the data do not allow it.

    Parameters
    ----------
    outcome : array, shape (n,)
    predictors : array, shape (n, terms)
        Without an intercept and without missing values.
    names : sequence of str
        Of the predictors' columns.
    firm : array, shape (n,) or (0,)
        Firms as clusters; empty where rows are independent.
    quantile : float
        Above 0 and below 1.

    Returns
    -------
    QuantileFit
        Status ``too_few`` (also where the bandwidth does not fit beside the quantile),
        ``constant_outcome``, ``constant_predictor``, ``collinear``, ``no_spread`` (the outcome
        is heaped at or near the fitted quantile, or too few residuals are near 0 to estimate a
        density) or ``not_converged``.

    Raises
    ------
    ArgumentError
        If shapes do not fit, or a value is missing or infinite.

    Notes
    -----
    Outcome and columns are standardized before the program is solved, and turned back. One
    sample at a time.

    Examples
    --------
    >>> x = [[0.0]] * 5 + [[1.0]] * 5
    >>> fit = fit_quantile([1, 2, 3, 5, 8, 2, 4, 5, 8, 12], x, ["x"], [], 0.5)
    >>> fit.beta
    array([3., 2.])
    """
    y, x, terms = checked(outcome, predictors, names, outcomes="numbers")
    firms = np.asarray(firm)
    status, note = degenerate(y, x, terms[1:])
    n = len(y)
    if status is Status.OK and firms.size and np.unique(firms).size < 2:
        status, note = Status.TOO_FEW, "a single firm"
    width = hall_sheather(n, quantile) if n else NAN
    if status is Status.OK and not width < min(quantile, 1 - quantile):
        status, note = Status.TOO_FEW, f"{n} rows for a bandwidth beside the quantile {quantile:g}"
    if status is not Status.OK:
        return _no_fit(terms, status, note)
    columns, back = standardized(x)
    middle, spread = np.median(y), y.std()
    z = (y - middle) / spread
    found = solve(z, columns, quantile)
    if found is None:
        return _no_fit(terms, Status.NOT_CONVERGED, "the linear program was not solved")
    residual = z - columns @ found.gamma
    residual[np.abs(residual) <= ZERO * max(1.0, float(np.abs(z).max()))] = 0.0
    reach = _reach(residual, quantile, width)
    heap = _heap(y, residual, reach, len(terms))
    if heap:
        return _no_fit(terms, Status.NO_SPREAD, heap)
    cov = _covariance(columns, residual, firms, quantile, reach)
    if cov is None:
        note = "too many residuals are 0, or too few near it, to estimate a density"
        return _no_fit(terms, Status.NO_SPREAD, note)
    units = firms if firms.size else np.arange(n)
    alone = rests_alone(x, np.ones(n), units)
    beta = spread * (back @ found.gamma)
    beta[0] += middle
    kind = "by firm" if firms.size else "by row"
    return QuantileFit(
        terms=terms,
        beta=beta,
        std_error=np.where(alone, NAN, spread * standard_errors(back @ cov @ back.T)),
        df=float(np.unique(firms).size - 1 if firms.size else n - len(terms)),
        ci_method=f"Wald, Powell kernel with Hall-Sheather bandwidth, {kind}, t",
        note=joined(_manifold(found, spread, x.std(axis=0), terms), resting(terms, alone)),
    )


def _reach(residual: FloatArray, quantile: float, width: float) -> float:
    """Return up to which residual the kernel counts rows."""
    scale = float(np.median(np.abs(residual - np.median(residual))))
    return scale * float(special.ndtri(quantile + width) - special.ndtri(quantile - width))


def _heap(y: FloatArray, residual: FloatArray, reach: float, k: int) -> str:
    """Return where the outcome is heaped at the fitted quantile or within the kernel's reach."""
    limit = len(y) * HEAP
    exact = int((residual == 0).sum())
    if exact - k > limit:
        return (
            f"{exact} rows lie on the fitted quantile, {k} coefficients: "
            "the outcome is heaped there"
        )
    order = np.argsort(y, kind="stable")
    # equal up to rounding
    first = np.flatnonzero(np.diff(y[order], prepend=-np.inf) > ZERO * y.std())
    # all rows at a value count, also beyond the reach: so the fit does not choose what is refused
    counts = np.diff(first, append=len(y))
    touched = np.logical_or.reduceat(np.abs(residual[order]) <= reach, first)
    most = int((counts * touched).max())
    # a few ties are no heap where rows are few
    if most <= max(limit, k + 1):
        return ""
    value = y[order][first[(counts * touched).argmax()]]
    return (
        f"{most} of {len(y)} rows have the outcome {value:g}, at or near the fitted quantile: "
        "the outcome is heaped there"
    )


def _covariance(
    columns: FloatArray, residual: FloatArray, firms: ArrayLike, quantile: float, reach: float
) -> FloatArray | None:
    """Return the sandwich with a kernel estimate of the density at 0, or None without one."""
    near = columns[np.abs(residual) <= reach]
    # half of all residuals at one value leave no scale; a term may vary nowhere near 0
    if reach <= 0 or np.linalg.matrix_rank(near) < columns.shape[1]:
        return None
    bread = np.linalg.inv(near.T @ near / (2 * reach))
    psi = quantile - np.where(residual < 0, 1.0, np.where(residual > 0, 0.0, 0.5))
    scores = columns * psi[:, None]
    if np.asarray(firms).size:
        return cluster_covariance("CR0", scores, bread, firms)
    return hc_covariance("HC0", scores, bread)


def _manifold(found: Quantiles, spread: float, scale: FloatArray, terms: Sequence[str]) -> str:
    """Return between which values coefficients may lie, where the minimum is not unique."""
    if found.unique:
        return ""
    ranges = [
        f"`{name}` {spread * low / unit:.6g} to {spread * high / unit:.6g}"
        for name, low, high, unit in zip(
            terms[1:], found.low[1:], found.high[1:], scale, strict=True
        )
        if high - low > ZERO
    ]
    return f"not unique, middle taken: {', '.join(ranges) if ranges else 'the intercept'}"


def _no_fit(terms: tuple[str, ...], status: Status, note: str) -> QuantileFit:
    """Return a fit without numbers."""
    blank = np.full(len(terms), NAN)
    return QuantileFit(terms, blank, blank, NAN, "", status, note)
