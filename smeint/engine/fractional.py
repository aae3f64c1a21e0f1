"""Logistic means of shares fitted to one sample: degenerate data first, then the fit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from smeint.arrays import BoolArray, FloatArray
from smeint.engine.logit import joined, with_intercept
from smeint.engine.logit_checks import checked, degenerate, quoted, separation
from smeint.engine.margins import average_effects
from smeint.engine.robust import robust, standardized
from smeint.engine.weighted_logit import newton
from smeint.finding import NAN, Status
from smeint.formulas.fractional import FractionalFit
from smeint.formulas.sandwich import standard_errors

#: Largest residual at which shares count as fitted without any left.
FITTED = 1e-9


def fit_fractional(
    outcome: ArrayLike,
    predictors: ArrayLike,
    names: Sequence[str],
    firm: ArrayLike,
    kind: str,
) -> FractionalFit:
    """Fit a fractional logit, or say why the data do not allow it.

    Parameters
    ----------
    outcome : array, shape (n,)
        Shares from 0 to 1.
    predictors : array, shape (n, terms)
        Without an intercept and without missing values.
    names : sequence of str
        Of the predictors' columns.
    firm : array, shape (n,) or (0,)
        Firms as clusters; empty where rows are independent.
    kind : str
        Covariance, as in `smeint.engine.robust.robust`.

    Returns
    -------
    FractionalFit
        Status ``too_few`` (no more rows than coefficients, or a single firm),
        ``constant_outcome``, ``constant_predictor``, ``collinear``, ``separation`` (estimates
        would be infinite), ``no_spread`` (every share is fitted exactly) or ``not_converged``.

    Raises
    ------
    ArgumentError
        If shapes do not fit, a value is missing or infinite, or a share is outside 0 to 1.

    Notes
    -----
    Estimates are finite exactly where those of a logistic regression are in which every share y
    is an event of weight y and a non-event of weight 1 - y: that is what is looked at before
    the fit. The fit is Newton's method on standardized columns, transformed back. One sample at
    a time.

    Examples
    --------
    >>> x = [[0], [0], [0], [1], [1], [1]]
    >>> fit = fit_fractional([0, 0.2, 0.4, 0.5, 0.7, 1], x, ["x"], [], "HC1")
    >>> fit.beta.round(4), fit.effect.round(4)
    (array([-1.3863,  2.3979]), array([0.5333]))
    """
    y, x, terms = checked(outcome, predictors, names, outcomes="shares")
    firms = np.asarray(firm)
    status, note = why_not(y, x, terms[1:])
    if status is Status.OK and firms.size and np.unique(firms).size < 2:
        status, note = Status.TOO_FEW, "a single firm"
    if status is not Status.OK:
        return _no_fit(y, terms, status, note)
    columns, back = standardized(x)
    gamma = newton(y, columns, np.ones(len(y)))
    if gamma is None:
        return _no_fit(y, terms, Status.NOT_CONVERGED, "quasi-likelihood did not converge")
    eta, beta = columns @ gamma, back @ gamma
    residual, weight = y - special.expit(eta), special.expit(eta) * special.expit(-eta)
    if np.abs(residual).max() < FITTED:
        return _no_fit(y, terms, Status.NO_SPREAD, "every share is fitted exactly")
    found = robust(kind, x, weight, residual, firms)
    effect, slope = average_effects(x, terms[1:], [beta])
    error = standard_errors(slope @ found.cov @ slope.T)
    return FractionalFit(
        terms=terms,
        beta=beta,
        std_error=np.where(found.alone, NAN, standard_errors(found.cov)),
        df=found.df,
        effect=effect,
        effect_error=np.where(found.alone[1:], NAN, error),
        ll=quasi_likelihood(y, eta),
        ll0=quasi_likelihood(y, np.full(len(y), special.logit(y.mean()))),
        zeros=int((y == 0).sum()),
        ones=int((y == 1).sum()),
        ci_method=found.ci_method,
        note=joined(at_ends(y), resting(terms, found.alone)),
    )


def why_not(y: FloatArray, x: FloatArray, names: Sequence[str]) -> tuple[Status, str]:
    """Return why a fractional logit has no finite estimates, and the variables concerned.

    Examples
    --------
    >>> x = np.array([[0.0], [0.0], [0.0], [1.0], [1.0]])
    >>> why_not(np.array([0.0, 0.0, 0.0, 0.4, 1.0]), x, ["x"])
    (<Status.SEPARATION: 5>, 'separates the outcome: `x`')
    """
    status, note = degenerate(y, x, names)
    if status is not Status.OK:
        return status, note
    inside = (y > 0) & (y < 1)
    # rows between 0 and 1 hold every direction that they span
    rows = with_intercept((x[inside] - x.mean(axis=0)) / x.std(axis=0))
    if inside.any() and np.linalg.matrix_rank(rows) == rows.shape[1]:
        return status, note
    event = np.concatenate([np.ones(int((y > 0).sum())), np.zeros(int((y < 1).sum()))])
    return separation(event, np.concatenate([x[y > 0], x[y < 1]]), names)


def quasi_likelihood(y: FloatArray, eta: FloatArray) -> float:
    """Return the Bernoulli quasi-log-likelihood of shares at linear predictors.

    Examples
    --------
    >>> round(quasi_likelihood(np.array([0.5, 1.0]), np.array([0.0, 0.0])), 4)
    -1.3863
    """
    return float((y * eta - np.logaddexp(0.0, eta)).sum())


def at_ends(y: FloatArray) -> str:
    """Return how many shares are exactly 0 and exactly 1.

    Examples
    --------
    >>> at_ends(np.array([0.0, 0.5, 1.0, 1.0]))
    'shares of 0: 1 of 4, of 1: 2'
    """
    return f"shares of 0: {int((y == 0).sum())} of {y.size}, of 1: {int((y == 1).sum())}"


def resting(terms: Sequence[str], alone: BoolArray) -> str:
    """Return which terms have no standard error, as a remark.

    Examples
    --------
    >>> resting(("intercept", "sme"), np.array([False, True]))
    'no standard error, a single row or firm determines it or residuals cancel: `sme`'
    """
    names = [name for name, hidden in zip(terms, alone, strict=True) if hidden]
    if not names:
        return ""
    why = "a single row or firm determines it or residuals cancel"
    return f"no standard error, {why}: {quoted(names)}"


def _no_fit(y: FloatArray, terms: tuple[str, ...], status: Status, note: str) -> FractionalFit:
    """Return a fit without numbers."""
    blank = np.full(len(terms), NAN)
    zeros, ones = int((y == 0).sum()), int((y == 1).sum())
    return FractionalFit(
        terms, blank, blank, blank, blank[1:], blank[1:], NAN, NAN, zeros, ones, "", status, note
    )
