"""Two-part models of shares fitted to one sample: degenerate data first, then both fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import linalg, special

from smeint.arrays import BoolArray, FloatArray
from smeint.engine.fractional import FITTED, at_ends, resting, why_not
from smeint.engine.logit import joined
from smeint.engine.logit_checks import checked, degenerate, separation
from smeint.engine.margins import average_effects
from smeint.engine.robust import rests_alone, standardized
from smeint.engine.weighted_logit import newton
from smeint.finding import NAN, Status
from smeint.formulas.sandwich import cluster_covariance, standard_errors
from smeint.formulas.two_part import PARTS, TwoPartFit

#: The joint covariance: sums by firm times G / (G - 1); each row its own where there are none.
KIND = "CR1"
ROWS = "n / (n - 1)"


def fit_two_part(
    outcome: ArrayLike, predictors: ArrayLike, names: Sequence[str], firm: ArrayLike
) -> TwoPartFit:
    """Fit a two-part model of shares, or say why the data do not allow it.

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

    Returns
    -------
    TwoPartFit
        Statuses as in `smeint.engine.fractional.fit_fractional`, of either part, which the note
        names; ``constant_outcome`` also where no share, or every share, is 0.

    Raises
    ------
    ArgumentError
        If shapes do not fit, a value is missing or infinite, or a share is outside 0 to 1.

    Notes
    -----
    The scores of both parts are stacked, those of part 2 being 0 in rows with a share of 0, so
    that the covariance between parts is in the joint sandwich. One sample at a time.

    Examples
    --------
    >>> x = [[0.0], [0.0], [0.0], [0.0], [1.0], [1.0], [1.0], [1.0]]
    >>> fit = fit_two_part([0, 0.2, 0.4, 0.5, 0, 0, 0.7, 1], x, ["x"], [])
    >>> fit.effect.round(4).ravel()
    array([-0.25  ,  0.4833,  0.15  ])
    """
    y, x, terms = checked(outcome, predictors, names, outcomes="shares")
    firms = np.asarray(firm)
    units = firms if firms.size else np.arange(len(y))
    some = y > 0
    status, note = _why_neither(y, x, terms[1:], some)
    if status is Status.OK and np.unique(units).size < 2:
        status, note = Status.TOO_FEW, "a single firm"
    if status is not Status.OK:
        return _no_fit(y, terms, status, note)
    one, two = _part(some.astype(float), x), _part(y[some], x[some])
    if one is None or two is None:
        failed = PARTS[0] if one is None else PARTS[1]
        return _no_fit(y, terms, Status.NOT_CONVERGED, f"{failed} did not converge")
    if np.abs(two.residual).max() < FITTED:
        return _no_fit(y, terms, Status.NO_SPREAD, f"{PARTS[1]}: every share is fitted exactly")
    cov = _joint(one, two, some, units)
    k = len(terms)
    alone = np.array(
        [rests_alone(x, one.weight, units), rests_alone(x[some], two.weight, units[some])]
    )
    effect, error = _effects(x, some, terms[1:], (one.beta, two.beta), cov)
    hidden = np.array([alone[0, 1:], alone[1, 1:], alone[:, 1:].any(axis=0)])
    return TwoPartFit(
        terms=terms,
        beta=np.array([one.beta, two.beta]),
        std_error=np.where(alone, NAN, standard_errors(cov).reshape(2, k)),
        effect=effect,
        effect_error=np.where(hidden, NAN, error),
        df=float(np.unique(firms).size - 1) if firms.size else NAN,
        zeros=int((~some).sum()),
        ones=int((y == 1).sum()),
        ci_method=f"Wald, {KIND}, t" if firms.size else f"Wald, {ROWS}",
        note=joined(at_ends(y), resting(terms, np.asarray(alone.any(axis=0)))),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """One part on standardized columns: residuals, weights, coefficients, and the way back."""

    columns: FloatArray
    residual: FloatArray
    weight: FloatArray
    beta: FloatArray
    back: FloatArray


def _part(y: FloatArray, x: FloatArray) -> _Part | None:
    """Return a part's fit, or None without convergence."""
    columns, back = standardized(x)
    gamma = newton(y, columns, np.ones(len(y)))
    if gamma is None:
        return None
    eta = columns @ gamma
    weight = special.expit(eta) * special.expit(-eta)
    return _Part(columns, y - special.expit(eta), weight, back @ gamma, back)


def _why_neither(
    y: FloatArray, x: FloatArray, names: Sequence[str], some: BoolArray
) -> tuple[Status, str]:
    """Return why a part has no finite estimates, and which."""
    event = some.astype(float)
    status, note = degenerate(event, x, names)
    if status is Status.CONSTANT_OUTCOME:
        note = "every share is above 0" if some.all() else "every share is 0"
    if status is Status.OK:
        status, note = separation(event, x, names)
    part = PARTS[0]
    if status is Status.OK:
        status, note = why_not(y[some], x[some], names)
        part = PARTS[1]
    return (status, "") if status is Status.OK else (status, f"{part}: {note}" if note else part)


def _joint(one: _Part, two: _Part, some: BoolArray, units: NDArray[Any]) -> FloatArray:
    """Return the covariance of the coefficients of both parts."""
    k = one.columns.shape[1]
    scores = np.zeros((some.size, 2 * k))
    scores[:, :k] = one.columns * one.residual[:, None]
    scores[some, k:] = two.columns * two.residual[:, None]
    bread = linalg.block_diag(
        *(np.linalg.inv((p.columns.T * p.weight) @ p.columns) for p in (one, two))
    )
    back = linalg.block_diag(one.back, two.back)
    return np.asarray(back @ cluster_covariance(KIND, scores, bread, units) @ back.T, dtype=float)


def _effects(
    x: FloatArray,
    some: BoolArray,
    names: Sequence[str],
    betas: tuple[FloatArray, FloatArray],
    cov: FloatArray,
) -> tuple[FloatArray, FloatArray]:
    """Return average marginal effects and their errors: part 1, part 2, combined."""
    k = betas[0].size
    found = (
        (average_effects(x, names, betas[:1]), cov[:k, :k]),
        (average_effects(x[some], names, betas[1:]), cov[k:, k:]),
        (average_effects(x, names, betas), cov),
    )
    errors = [standard_errors(slope @ part @ slope.T) for (_, slope), part in found]
    return np.array([effect for (effect, _), _ in found]), np.array(errors)


def _no_fit(y: FloatArray, terms: tuple[str, ...], status: Status, note: str) -> TwoPartFit:
    """Return a fit without numbers."""
    k = len(terms)
    beta, effect = np.full((2, k), NAN), np.full((3, k - 1), NAN)
    counts = int((y == 0).sum()), int((y == 1).sum())
    return TwoPartFit(terms, beta, beta, effect, effect, NAN, *counts, "", status, note)
