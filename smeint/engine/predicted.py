"""From outcomes and predicted probabilities to the summaries of fit; ties are never split."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from smeint.arrays import FloatArray, IntArray
from smeint.defaults import CLASSIFICATION_CUTOFF, RISK_GROUPS
from smeint.errors import ArgumentError, listed
from smeint.formulas.discrimination import RocTable
from smeint.formulas.hosmer_lemeshow import RiskGroups
from smeint.formulas.table_effects import Table2x2

#: How groups of risk are formed.
RULES = ("blocks", "quantiles")
#: Linear predictors that differ by less, beside their size, are the same but for rounding.
TIED = 1e-9


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


def check_cutoff(cutoff: float) -> None:
    """Raise `ArgumentError` unless a cut-off of probabilities is above 0 and below 1."""
    if not 0 < cutoff < 1:
        raise ArgumentError(f"cutoff must be above 0 and below 1, got {cutoff!r}.")


def check_groups(groups: int) -> None:
    """Raise `ArgumentError` unless a number of groups of risk is whole and at least 3."""
    if isinstance(groups, bool) or not isinstance(groups, int) or groups < 3:
        raise ArgumentError(f"groups must be a whole number of at least 3, got {groups!r}.")


def risk_levels(eta: ArrayLike) -> IntArray:
    """Return the number of each row's level of risk, from 0, equal ones having the same.

    Examples
    --------
    >>> risk_levels([0.3, -1.0, 0.3 + 1e-15]).tolist()
    [1, 0, 1]
    """
    values = np.asarray(eta, dtype=float)
    order = np.argsort(values, kind="stable")
    sorted_values = values[order]
    new = np.diff(sorted_values) > TIED * (1 + np.abs(sorted_values[1:]))
    levels = np.empty(values.size, dtype=np.int64)
    levels[order] = np.concatenate([[0], np.cumsum(new)])[: values.size]
    return levels


def roc_table(y: FloatArray, eta: FloatArray) -> RocTable:
    """Return events and non-events at each level of risk.

    Examples
    --------
    >>> roc_table(np.array([0.0, 1.0, 1.0]), np.array([0.1, 0.1, 0.7])).events
    array([1., 1.])
    """
    levels = risk_levels(eta)
    return RocTable(np.bincount(levels, y), np.bincount(levels, 1 - y))


def classification_table(
    y: FloatArray, p: FloatArray, cutoff: float = CLASSIFICATION_CUTOFF
) -> Table2x2:
    """Return outcomes by what a cut-off predicts; a probability at the cut-off predicts the event.

    Parameters
    ----------
    y, p : array, shape (n,)
        Outcome, predicted probability.
    cutoff : float

    Raises
    ------
    ArgumentError
        If `cutoff` is not between 0 and 1.

    Examples
    --------
    >>> table = classification_table(np.array([0.0, 1.0, 1.0]), np.array([0.5, 0.5, 0.2]))
    >>> table.a, table.b, table.c, table.d
    (1, 1, 1, 0)
    """
    check_cutoff(cutoff)
    # rounding must not decide what a probability of one half predicts
    predicted, event = p > cutoff - TIED * (1 - cutoff) * cutoff, y == 1
    return Table2x2(
        int((event & predicted).sum()),
        int((event & ~predicted).sum()),
        int((~event & predicted).sum()),
        int((~event & ~predicted).sum()),
    )


def risk_groups(
    y: FloatArray,
    eta: FloatArray,
    p: FloatArray,
    groups: int = RISK_GROUPS,
    rule: str = "blocks",
) -> RiskGroups:
    """Divide rows into groups of similar risk, never between rows of the same risk.

    Parameters
    ----------
    y, eta, p : array, shape (n,)
        Outcome, linear predictor, predicted probability.
    groups : int
        How many are aimed at; ties leave fewer.
    rule : str
        ``blocks``: rows of the same risk are put, lowest first, into a group until it has M =
        floor(n / groups + 1/2) rows; a block of m rows is added to a group of c if c < M and
        c + floor(m / 2) <= M, to the last group always; a last group of less than M / 2 joins the
        one before. So SAS documents it, and SPSS describes deciles that divide no block.
        ``quantiles``: between the distinct sample quantiles (type 7) of the probabilities, the
        minimum in the first group, as R's ``performance_hosmer`` (which refuses tied quantiles)
        and ``hoslem.test``.

    Returns
    -------
    RiskGroups

    Raises
    ------
    ArgumentError
        If there are fewer than three groups, or `rule` is unknown.

    Examples
    --------
    >>> y, p = np.array([0.0, 0, 1, 0, 1, 1]), np.array([0.1, 0.2, 0.2, 0.6, 0.8, 0.9])
    >>> risk_groups(y, np.log(p / (1 - p)), p, 3).n
    array([3., 2., 1.])
    """
    check_groups(groups)
    if rule not in RULES:
        raise ArgumentError(f"rule must be one of {listed(RULES)}, got {rule!r}.")
    levels = risk_levels(eta)
    sizes = np.bincount(levels)
    place = _blocks(sizes, groups) if rule == "blocks" else _quantiles(levels, p, groups)
    of_row = place[levels]
    return RiskGroups(
        np.bincount(of_row).astype(float),
        np.bincount(of_row, y),
        np.bincount(of_row, p),
        rule,
    )


def _blocks(sizes: IntArray, groups: int) -> IntArray:
    """Return the group of each level of risk, filled up to a target."""
    target = math.floor(sizes.sum() / groups + 0.5)
    place = np.zeros(sizes.size, dtype=np.int64)
    group, filled = 0, 0
    for level, size in enumerate(sizes.tolist()):
        fits = filled < target and filled + size // 2 <= target
        if filled and not fits and group < groups - 1:
            group, filled = group + 1, 0
        place[level] = group
        filled += size
    if group and filled < target / 2:
        place[place == group] = group - 1
    return place


def _quantiles(levels: IntArray, p: FloatArray, groups: int) -> IntArray:
    """Return the group of each level of risk, between quantiles of the probabilities."""
    value = np.zeros(levels.max() + 1)
    value[levels] = p  # one probability for each level
    bounds = np.quantile(value[levels], np.arange(groups + 1) / groups)
    apart = np.diff(bounds) > TIED * bounds[1:]
    # the lowest bound is the minimum, which belongs to the group above it
    upper = bounds[1:][apart]
    # a level at a bound belongs below it, whatever rounding did to the bound
    place = np.searchsorted(upper[:-1], value * (1 - TIED), side="left")
    return np.asarray(np.unique(place, return_inverse=True)[1]).reshape(-1)
