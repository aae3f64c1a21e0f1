"""Average marginal effects of logistic models and of products of them, with their gradients."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from smeint.arrays import FloatArray


def average_effects(
    x: ArrayLike,
    betas: Sequence[ArrayLike],
    siblings: Mapping[int, Sequence[int]] | None = None,
) -> tuple[FloatArray, FloatArray]:
    """Return the average marginal effect of every term on a product of logistic means.

    Parameters
    ----------
    x : array, shape (n, terms)
        Without the intercept: the rows over which effects are averaged.
    betas : sequence of array, shape (1 + terms,)
        Coefficients of each factor of the product, the intercept's first: one of a logistic
        model, two of a two-part model.
    siblings : mapping of int to sequence of int, optional
        For each column of a category, all columns of that category.

    Returns
    -------
    tuple of array
        Effects, shape (terms,), and their derivatives by all coefficients in order, shape
        (terms, factors * (1 + terms)).

    Notes
    -----
    The mean is m = p_1 p_2 ..., p_k = 1 / (1 + exp(-(1, x) b_k)). A term with other values than 0
    and 1 has the average of dm / dx = m sum_k (1 - p_k) b_k; a 0/1 term has the average difference
    between m at 1 and m at 0, every other term as observed; a level of a category has the
    difference between all rows at this level and all rows at the reference level.

    Examples
    --------
    >>> effect, gradient = average_effects([[0.0], [1.0]], [[0.0, 1.0]])
    >>> effect.round(6), gradient.round(6)
    (array([0.231059]), array([[-0.053388,  0.196612]]))
    """
    rows = np.asarray(x, dtype=float)
    coefficients = [np.asarray(beta, dtype=float) for beta in betas]
    found = [
        _difference(rows, j, (siblings or {}).get(j, (j,)), coefficients)
        if np.isin(rows[:, j], (0.0, 1.0)).all()
        else _slope(rows, j, coefficients)
        for j in range(rows.shape[1])
    ]
    return np.array([effect for effect, _ in found]), np.array([slope for _, slope in found])


def _difference(
    rows: FloatArray, j: int, levels: Sequence[int], betas: Sequence[FloatArray]
) -> tuple[float, FloatArray]:
    """Return the average difference between a 0/1 term at 1 and at 0, and its gradient."""
    low = rows.copy()
    low[:, list(levels)] = 0.0
    high = low.copy()
    high[:, j] = 1.0
    (mean_1, slope_1), (mean_0, slope_0) = _mean(high, betas), _mean(low, betas)
    return float((mean_1 - mean_0).mean()), (slope_1 - slope_0).mean(axis=0)


def _mean(rows: FloatArray, betas: Sequence[FloatArray]) -> tuple[FloatArray, FloatArray]:
    """Return each row's product of means, and its derivatives by all coefficients."""
    design = np.column_stack([np.ones(len(rows)), rows])
    etas = [linear_predictor(rows, beta) for beta in betas]
    p, q = [special.expit(eta) for eta in etas], [special.expit(-eta) for eta in etas]
    mean = np.prod(p, axis=0)
    return mean, np.column_stack([(mean * away)[:, None] * design for away in q])


def _slope(rows: FloatArray, j: int, betas: Sequence[FloatArray]) -> tuple[float, FloatArray]:
    """Return the average derivative of the mean by a term, and its gradient."""
    design = np.column_stack([np.ones(len(rows)), rows])
    etas = [linear_predictor(rows, beta) for beta in betas]
    p, q = [special.expit(eta) for eta in etas], [special.expit(-eta) for eta in etas]
    mean = np.prod(p, axis=0)
    inner = sum((away * beta[j + 1] for away, beta in zip(q, betas, strict=True)), np.zeros(()))
    gradient = []
    for here, away, beta in zip(p, q, betas, strict=True):
        by_beta = (mean * away * (inner - here * beta[j + 1]))[:, None] * design
        by_beta[:, j + 1] += mean * away
        gradient.append(by_beta.mean(axis=0))
    return float((mean * inner).mean()), np.concatenate(gradient)


def linear_predictor(x: FloatArray, beta: FloatArray) -> FloatArray:
    """Return the linear predictor, the same to the last digit for equal rows.

    Parameters
    ----------
    x : array, shape (n, terms)
        Without an intercept.
    beta : array, shape (1 + terms,)

    Examples
    --------
    >>> linear_predictor(np.array([[1.0], [2.0]]), np.array([0.5, 2.0]))
    array([2.5, 4.5])
    """
    eta = np.full(len(x), float(beta[0]))
    for place in range(x.shape[1]):
        # a matrix product may round equal rows differently
        eta += x[:, place] * beta[place + 1]
    return eta
