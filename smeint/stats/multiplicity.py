"""P-values adjusted for several tests of one family."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from smeint.arrays import FloatArray


def holm(p: ArrayLike, m: ArrayLike) -> FloatArray:
    """Return p-values adjusted by Holm's step-down over `m` declared tests.

    Parameters
    ----------
    p : array of float, (..., tests)
        NaN for a test that was declared and not computed: it stays NaN and still counts.
    m : int or array of int, (...)
        Number of declared tests, at least the number of p-values that are not NaN.

    Returns
    -------
    array of float, (..., tests)

    Notes
    -----
    The i-th smallest p-value is multiplied by ``m - i + 1``; the running maximum, at most 1.
    `statsmodels.stats.multitest.multipletests` takes one family at a time and no NaN.

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
    x = np.asarray(p, dtype=float)
    order = np.argsort(x, axis=-1, kind="stable")  # NaN last
    factor = np.asarray(m)[..., None] - np.arange(x.shape[-1])
    ordered = np.take_along_axis(x, order, axis=-1) * factor
    running = np.minimum(np.fmax.accumulate(ordered, axis=-1), 1.0)
    running = np.where(np.isnan(ordered), np.nan, running)
    back = np.argsort(order, axis=-1, kind="stable")
    return np.asarray(np.take_along_axis(running, back, axis=-1), dtype=float)
