"""Average marginal effects of logistic models and of products of them, with their gradients."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from smeint.arrays import BoolArray, FloatArray


def average_effects(
    x: ArrayLike, names: Sequence[str], betas: Sequence[ArrayLike]
) -> tuple[FloatArray, FloatArray]:
    """Return the average marginal effect of every term on a product of logistic means.

    Parameters
    ----------
    x : array, shape (n, terms)
        Without the intercept: the rows over which effects are averaged.
    names : sequence of str
        Of the columns; ``country[IND]`` for a level of a category.
    betas : sequence of array, shape (1 + terms,)
        Coefficients of each factor of the product, the intercept's first: one of a logistic
        model, two of a two-part model.

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
    >>> effect, gradient = average_effects([[0.0], [1.0]], ["sme"], [[0.0, 1.0]])
    >>> effect.round(6), gradient.round(6)
    (array([0.231059]), array([[-0.053388,  0.196612]]))
    """
    rows = np.asarray(x, dtype=float)
    coefficients = [np.asarray(beta, dtype=float) for beta in betas]
    found = [
        _difference(rows, j, _levels(rows, names, j), coefficients)
        if np.isin(rows[:, j], (0.0, 1.0)).all()
        else _slope(rows, j, coefficients)
        for j in range(rows.shape[1])
    ]
    return np.array([effect for effect, _ in found]), np.array([slope for _, slope in found])


def _levels(rows: FloatArray, names: Sequence[str], j: int) -> BoolArray:
    """Return which columns are levels of the category that column `j` is a level of."""
    stem = names[j].split("[")[0]
    same = np.array([name.split("[")[0] == stem and "[" in name for name in names])
    same[j] = True
    columns = rows[:, same]
    # levels exclude each other: columns that only look like levels stay as they are
    exclusive = bool(np.isin(columns, (0.0, 1.0)).all() and (columns.sum(axis=1) <= 1).all())
    return same if exclusive else np.arange(len(names)) == j


def _difference(
    rows: FloatArray, j: int, levels: BoolArray, betas: Sequence[FloatArray]
) -> tuple[float, FloatArray]:
    """Return the average difference between a 0/1 term at 1 and at 0, and its gradient."""
    low = rows.copy()
    low[:, levels] = 0.0
    high = low.copy()
    high[:, j] = 1.0
    (mean_1, slope_1), (mean_0, slope_0) = _mean(high, betas), _mean(low, betas)
    return float((mean_1 - mean_0).mean()), (slope_1 - slope_0).mean(axis=0)


def _mean(rows: FloatArray, betas: Sequence[FloatArray]) -> tuple[FloatArray, FloatArray]:
    """Return each row's product of means, and its derivatives by all coefficients."""
    design = np.column_stack([np.ones(len(rows)), rows])
    p = [special.expit(design @ beta) for beta in betas]
    q = [special.expit(-(design @ beta)) for beta in betas]
    mean = np.prod(p, axis=0)
    return mean, np.column_stack([(mean * away)[:, None] * design for away in q])


def _slope(rows: FloatArray, j: int, betas: Sequence[FloatArray]) -> tuple[float, FloatArray]:
    """Return the average derivative of the mean by a term, and its gradient."""
    design = np.column_stack([np.ones(len(rows)), rows])
    p = [special.expit(design @ beta) for beta in betas]
    q = [special.expit(-(design @ beta)) for beta in betas]
    mean = np.prod(p, axis=0)
    inner = sum((away * beta[j + 1] for away, beta in zip(q, betas, strict=True)), np.zeros(()))
    gradient = []
    for here, away, beta in zip(p, q, betas, strict=True):
        by_beta = (mean * away * (inner - here * beta[j + 1]))[:, None] * design
        by_beta[:, j + 1] += mean * away
        gradient.append(by_beta.mean(axis=0))
    return float((mean * inner).mean()), np.concatenate(gradient)
