"""What reliability formulas need of the items of a scale: their covariance matrix."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from smeint.arrays import BoolArray, FloatArray, IntArray
from smeint.errors import ArgumentError
from smeint.finding import Status

#: Rows below which no reliability is computed.
MIN_ROWS = 3


@dataclass(frozen=True, slots=True)
class ItemCovariance:
    """Covariances of a scale's items over the rows that know all of them.

    Parameters
    ----------
    n : array of float
        Rows with every item known.
    covariance : array of float, shape (..., k, k)
        Covariances with divisor n - 1; a constant item has a variance of exactly 0.
    items : tuple of str
        The items' names; ``item 1``, ``item 2`` ... where not given.
    n_missing : array of float
        Rows left out because an item is missing.

    Raises
    ------
    ArgumentError
        If `covariance` is no symmetric matrix of numbers (or stack of them), or names do not fit
        it.

    Examples
    --------
    >>> summary = ItemCovariance(20, [[2.0, 1.0], [1.0, 3.0]], ("trust", "pride"))
    >>> int(summary.status), summary.names
    (0, ('trust', 'pride'))
    """

    n: ArrayLike
    covariance: ArrayLike
    items: tuple[str, ...] = ()
    n_missing: ArrayLike = 0

    def __post_init__(self) -> None:
        matrix = np.asarray(self.covariance, dtype=float)
        if matrix.ndim < 2 or not 0 < matrix.shape[-1] == matrix.shape[-2]:
            raise ArgumentError(f"covariance must have shape (..., k, k), got {matrix.shape}.")
        if not np.isfinite(matrix).all():
            raise ArgumentError("covariance must be finite, got a missing or infinite value.")
        scale = np.abs(matrix).max(initial=0.0)
        if not np.allclose(matrix, np.swapaxes(matrix, -1, -2), rtol=0, atol=1e-10 * scale):
            raise ArgumentError("covariance must be symmetric, it is not.")
        if self.items and len(self.items) != matrix.shape[-1]:
            raise ArgumentError(
                f"items must name the {matrix.shape[-1]} items of the covariance, "
                f"got {len(self.items)} names."
            )

    @property
    def matrix(self) -> FloatArray:
        """The covariances as an array of float."""
        return np.asarray(self.covariance, dtype=float)

    @property
    def k(self) -> int:
        """The number of items."""
        return int(self.matrix.shape[-1])

    @property
    def names(self) -> tuple[str, ...]:
        """The items' names, or their numbers from 1."""
        return self.items or tuple(f"item {i + 1}" for i in range(self.k))

    @property
    def rows(self) -> FloatArray:
        """Rows, in the summary's leading shape."""
        return np.broadcast_to(np.asarray(self.n, dtype=float), self.matrix.shape[:-2])

    @property
    def constant(self) -> BoolArray:
        """Whether an item is the same in every row, shape (..., k)."""
        variances = np.diagonal(self.matrix, axis1=-2, axis2=-1)
        return np.asarray(~(variances > 0))

    @property
    def status(self) -> IntArray:
        """``too_few_items``, ``too_few`` rows, ``constant_item`` or ``ok``."""
        code = np.full(self.matrix.shape[:-2], int(Status.OK))
        code = np.where(self.constant.any(axis=-1), int(Status.CONSTANT_ITEM), code)
        code = np.where(self.rows < MIN_ROWS, int(Status.TOO_FEW), code)
        return np.where(self.k < 2, int(Status.TOO_FEW_ITEMS), code)

    def usable(self, ok: BoolArray) -> FloatArray:
        """Return the covariances, the identity where `ok` is false: no formula meets bad ones."""
        return np.where(ok[..., None, None], self.matrix, np.eye(self.k))

    def constant_note(self) -> str:
        """Return which items are constant, or an empty string."""
        known = self.constant & (self.rows >= MIN_ROWS)[..., None]
        where = np.atleast_1d(known.reshape(-1, self.k).any(axis=0))
        found = [name for name, is_so in zip(self.names, where, strict=True) if is_so]
        return f"constant: {', '.join(found)}" if found else ""


def correlation_of(covariance: FloatArray) -> FloatArray:
    """Return the correlation matrix of a covariance matrix, its diagonal exactly 1.

    Parameters
    ----------
    covariance : array of float, shape (..., k, k)
        With variances above 0.

    Returns
    -------
    array of float, shape (..., k, k)

    Examples
    --------
    >>> correlation_of(np.array([[4.0, 3.0], [3.0, 9.0]]))
    array([[1. , 0.5],
           [0.5, 1. ]])
    """
    sd = np.sqrt(np.diagonal(covariance, axis1=-2, axis2=-1))
    correlation = covariance / (sd[..., :, None] * sd[..., None, :])
    return np.where(np.eye(covariance.shape[-1], dtype=bool), 1.0, correlation)
