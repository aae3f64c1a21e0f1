"""Data on which a logistic regression has no estimates: found, and named, before any fit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike
from scipy import linalg

from smeint.arrays import FloatArray
from smeint.errors import ArgumentError, listed
from smeint.finding import Status
from smeint.formulas.logit import INTERCEPT

#: A column counts as dependent if less than this share of its length is its own.
RANK_TOLERANCE = 1e-9


def checked(
    outcome: ArrayLike, predictors: ArrayLike, names: Sequence[str], *, outcomes: str = "0/1"
) -> tuple[FloatArray, FloatArray, tuple[str, ...]]:
    """Return outcome, predictors and terms (the intercept first) after checking them.

    Raises
    ------
    ArgumentError
        If shapes do not fit, names are not unique, a value is missing or infinite, or the outcome
        is not what `outcomes` says: ``0/1``, ``shares`` from 0 to 1, or ``numbers``.
    """
    y, x = np.asarray(outcome, dtype=float), np.asarray(predictors, dtype=float)
    if y.ndim != 1 or x.ndim != 2 or x.shape != (len(y), len(names)) or not names:
        raise ArgumentError(
            f"predictors must have one row for each of the {y.size} outcomes and one column for "
            f"each of the {len(names)} names (at least one), got shape {x.shape}."
        )
    if len(set(names) | {INTERCEPT}) != len(names) + 1:
        raise ArgumentError(
            f"names must differ from each other and from `{INTERCEPT}`, got {listed(names)}."
        )
    if outcomes == "numbers":
        if not np.isfinite(y).all():
            raise ArgumentError("outcome must be finite in every row.")
    elif outcomes == "shares":
        outside = y[~((y >= 0) & (y <= 1))]
        if outside.size:
            hint = " Divide percent by 100." if (outside > 1).any() else ""
            raise ArgumentError(
                f"outcome must be a share from 0 to 1 in every row, got {outside[0]:g}.{hint}"
            )
    elif not np.isin(y, (0.0, 1.0)).all():
        found = y[~np.isin(y, (0.0, 1.0))][0]
        raise ArgumentError(f"outcome must be 0 or 1 in every row, got {found:g}.")
    if not np.isfinite(x).all():
        raise ArgumentError("predictors must be finite in every row.")
    return y, x, (INTERCEPT, *names)


def degenerate(y: FloatArray, x: FloatArray, names: Sequence[str]) -> tuple[Status, str]:
    """Return why a logistic model has no estimates, and the variables concerned.

    Parameters
    ----------
    y : array, shape (n,)
    x : array, shape (n, terms)
    names : sequence of str

    Returns
    -------
    tuple of Status and str
        ``ok`` and an empty note where nothing is wrong; separation is not looked for.

    Examples
    --------
    >>> x = np.array([[1.0, 2.0, 3.0], [0.0, 1.0, 1.0], [2.0, 0.0, 2.0], [1.0, 1.0, 2.0],
    ...               [3.0, 1.0, 4.0]])
    >>> degenerate(np.array([0.0, 1.0, 0.0, 1.0, 1.0]), x, ["a", "b", "c"])
    (<Status.COLLINEAR: 6>, 'linearly dependent: `a`, `b`, `c`')
    """
    n, k = x.shape
    if n <= k + 1:
        return Status.TOO_FEW, f"{n} rows for {k + 1} coefficients"
    if (y == y[0]).all():
        return Status.CONSTANT_OUTCOME, ""
    constant = [name for name, column in zip(names, x.T, strict=True) if np.ptp(column) == 0]
    if constant:
        return Status.CONSTANT_PREDICTOR, f"constant: {quoted(constant)}"
    dependent = _dependent(x, names)
    if dependent:
        return Status.COLLINEAR, f"linearly dependent: {quoted(dependent)}"
    return Status.OK, ""


def quoted(names: Sequence[str]) -> str:
    """Return names in backticks, as notes show them.

    Examples
    --------
    >>> quoted(["a", "b"])
    '`a`, `b`'
    """
    return listed(f"`{name}`" for name in names)


def _dependent(x: FloatArray, names: Sequence[str]) -> list[str]:
    """Return every column that takes part in a linear dependence, the intercept being given."""
    centred = x - x.mean(axis=0)
    # relative to the uncentred length: what is left of 2014, 2014.0000001 ... is rounding
    length = np.linalg.norm(centred, axis=0)
    rounding = np.linalg.norm(x, axis=0) * 1e-13
    centred /= length
    _, upper, pivot = linalg.qr(centred, mode="raw", pivoting=True, overwrite_a=True)
    own = np.abs(np.diag(upper))
    rank = int((own > RANK_TOLERANCE).sum())
    within_rounding = np.flatnonzero(length <= rounding).tolist()
    involved: set[int] = set(within_rounding)
    if rank < x.shape[1]:
        weights = linalg.solve_triangular(upper[:rank, :rank], upper[:rank, rank:])
        involved |= set(pivot[rank:].tolist())
        involved |= set(pivot[:rank][(np.abs(weights) > 1e-7).any(axis=1)].tolist())
    return [names[i] for i in sorted(involved)]


def separation(y: FloatArray, x: FloatArray, names: Sequence[str]) -> tuple[Status, str]:
    """Return ``separation`` and the variables whose coefficients are infinite, or ``ok``.

    Parameters
    ----------
    y : array, shape (n,)
    x : array, shape (n, terms)
        No column constant, none dependent on others.
    names : sequence of str

    Returns
    -------
    tuple of Status and str

    Examples
    --------
    >>> separation(np.array([0.0, 0.0, 1.0, 1.0]), np.array([[1.0], [2.0], [3.0], [4.0]]), ["x"])
    (<Status.SEPARATION: 5>, 'separates the outcome: `x`')
    """
    from firthmodels import detect_separation

    found = detect_separation((x - x.mean(axis=0)) / x.std(axis=0), y)
    if not found.separation:
        return Status.OK, ""
    infinite = ~np.asarray(found.is_finite)[: len(names)]
    named = [name for name, hit in zip(names, infinite, strict=True) if hit]
    return Status.SEPARATION, f"separates the outcome: {quoted(named)}"
