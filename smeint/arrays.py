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
