"""Array types that every layer shares."""

from __future__ import annotations

import mmap
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.integer[Any]]
BoolArray = NDArray[np.bool_]

T = TypeVar("T", bound=np.generic)

#: Bytes from which an array that is soon let go of has pages of its own.
_LARGE = 1 << 18


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


def in_own_pages(x: NDArray[T]) -> NDArray[T]:
    """Return a large array as a copy whose memory goes back to the system as soon as it is let go.

    What is taken from the heap and let go of between arrays that stay leaves holes, which the
    process keeps.

    Examples
    --------
    >>> int(in_own_pages(np.arange(100_000))[-1])
    99999
    """
    if x.nbytes < _LARGE:
        return x
    pages: NDArray[T] = np.frombuffer(mmap.mmap(-1, x.nbytes), dtype=x.dtype)
    pages[:] = x
    return pages
