"""Linear quantile regression by linear programming: exact, and the same for any order of rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import optimize, special

from smeint.arrays import BoolArray, FloatArray

#: Residuals up to this share of the outcome's spread are 0.
ZERO = 1e-9
#: Dual values that are neither 0 nor 1.
INSIDE = 1e-7


@dataclass(frozen=True, slots=True, eq=False)
class Quantiles:
    """Coefficients of a quantile regression.

    Parameters
    ----------
    gamma : array, shape (k,)
    low, high : array, shape (k,)
        Between which each coefficient may lie; the same where the minimum is unique.
    """

    gamma: FloatArray
    low: FloatArray
    high: FloatArray

    @property
    def unique(self) -> bool:
        """Whether a single set of coefficients minimizes the loss."""
        return bool((self.high - self.low <= ZERO).all())


def solve(y: FloatArray, columns: FloatArray, quantile: float) -> Quantiles | None:
    """Return the coefficients that minimize the check loss, or None if the solver fails.

    Parameters
    ----------
    y : array, shape (n,)
        Of a spread of about 1.
    columns : array, shape (n, k)
        The intercept's ones first; of full rank, of about equal length.
    quantile : float
        Above 0 and below 1.

    Returns
    -------
    Quantiles or None

    Notes
    -----
    The dual program, max y'a with columns' a = (1 - quantile) columns' 1 and a from 0 to 1, is
    solved by HiGHS. Its prices are minimizing coefficients, the only ones if rows with a inside 0
    and 1 have full rank. Otherwise all minimizing coefficients are those under which residuals are
    0 where a is inside, not negative where it is 1, not positive where it is 0: of these the first
    term is put in the middle of its range, then the second in the middle of what is left, and so
    on to the intercept, as the median of an even number of values is the middle of two. So the
    order of rows, the direction of the outcome and that of a predictor do not matter.

    Iteratively reweighted least squares, as statsmodels' ``QuantReg`` has it, is not exact and
    ends at other values where outcomes are tied.

    Examples
    --------
    >>> solve(np.array([1.0, 2.0, 4.0, 9.0]), np.ones((4, 1)), 0.5).gamma
    array([3.])
    """
    k = columns.shape[1]
    found = optimize.linprog(
        -y, A_eq=columns.T, b_eq=(1 - quantile) * columns.sum(axis=0), bounds=(0, 1), method="highs"
    )
    if found.status != 0:
        return None
    a, gamma = np.asarray(found.x), -np.asarray(found.eqlin.marginals)
    inside = (a > INSIDE) & (a < 1 - INSIDE)
    if inside.sum() >= k and np.linalg.matrix_rank(columns[inside]) == k:
        # these rows are fitted exactly: the solver's rounding is taken off
        gamma = np.asarray(np.linalg.lstsq(columns[inside], y[inside], rcond=None)[0], dtype=float)
        return Quantiles(gamma, gamma, gamma)
    return _middle(y, columns, inside, a > 0.5)


def _middle(
    y: FloatArray, columns: FloatArray, inside: BoolArray, above: BoolArray
) -> Quantiles | None:
    """Return the middle of all minimizing coefficients, one coefficient after the other."""
    # residuals that may not be negative: columns gamma <= y; or not positive, the other way
    sign = np.where(above, 1.0, -1.0)[~inside]
    upper, limit = sign[:, None] * columns[~inside], sign * y[~inside]
    fixed, value = columns[inside], y[inside]
    k = columns.shape[1]
    low, high, gamma = np.empty(k), np.empty(k), np.empty(k)
    for j in (*range(1, k), 0):
        unit = np.eye(k)[j]
        first = _range(unit, upper, limit, columns[inside], y[inside])
        left = _range(unit, upper, limit, fixed, value)
        if first is None or left is None:
            return None
        low[j], high[j] = first
        gamma[j] = (left[0] + left[1]) / 2
        fixed, value = np.vstack([fixed, unit]), np.append(value, gamma[j])
    return Quantiles(gamma, low, high)


def _range(
    unit: FloatArray, upper: FloatArray, limit: FloatArray, fixed: FloatArray, value: FloatArray
) -> tuple[float, float] | None:
    """Return the least and the largest value of a coefficient under linear conditions."""
    ends = []
    for direction in (1.0, -1.0):
        found = optimize.linprog(
            direction * unit,
            A_ub=upper,
            b_ub=limit,
            A_eq=fixed if len(fixed) else None,
            b_eq=value if len(fixed) else None,
            bounds=(None, None),
            method="highs",
        )
        if found.status != 0:
            return None
        ends.append(float(np.asarray(found.x) @ unit))
    return ends[0], ends[1]


def hall_sheather(n: int, quantile: float) -> float:
    """Return the bandwidth of Hall and Sheather (1988) for 95 % intervals, as a share of rows.

    Examples
    --------
    >>> round(hall_sheather(177, 0.5), 6)
    0.173039
    """
    z = float(special.ndtri(quantile))
    density = np.exp(-z * z / 2) / np.sqrt(2 * np.pi)
    alpha = float(special.ndtri(0.975))
    return float(n ** (-1 / 3) * alpha ** (2 / 3) * (1.5 * density**2 / (2 * z * z + 1)) ** (1 / 3))
