"""The likelihood-ratio statistic of counts, wherever it is needed."""

from __future__ import annotations

import numpy as np
from scipy import special

from smeint.arrays import FloatArray


def likelihood_ratio(counts: FloatArray, expected: FloatArray) -> FloatArray:
    """Return G, twice the sum of count x log(count / expected count), over the last axis.

    Parameters
    ----------
    counts, expected : array of float, (..., cells)
        A cell without a count adds nothing, whatever is expected there.

    Returns
    -------
    array of float, (...)
        At least 0: rounding never makes it negative.

    Examples
    --------
    >>> float(likelihood_ratio(np.array([10.0, 0.0]), np.array([5.0, 5.0])).round(4))
    13.8629
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(counts > 0, counts / expected, 1.0)
    total = special.xlogy(counts, ratio).sum(axis=-1)
    return np.asarray(np.maximum(2 * total, 0.0), dtype=float)
