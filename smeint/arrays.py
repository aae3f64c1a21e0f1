"""Array types that every layer shares."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.integer[Any]]
BoolArray = NDArray[np.bool_]


def frozen(x: NDArray[Any]) -> NDArray[Any]:
    """Return `x` as an array that refuses to be written to.

    Examples
    --------
    >>> frozen(np.array([1.0])).flags.writeable
    False
    """
    view = x.view()
    view.flags.writeable = False
    return view


def narrow(codes: IntArray, n: int) -> IntArray:
    """Return codes from 0 to `n` in the smallest signed type that holds them.

    Examples
    --------
    >>> narrow(np.array([0, 2]), 2).dtype, narrow(np.array([0, 2]), 1000).dtype
    (dtype('int8'), dtype('int16'))
    """
    for kind in (np.int8, np.int16, np.int32):
        if n <= np.iinfo(kind).max:
            return codes.astype(kind, copy=False)
    return codes.astype(np.int64, copy=False)
