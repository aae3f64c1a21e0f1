"""Whether hidden counts follow from shown ones by sums and differences, and what to hide then."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from smeint.arrays import BoolArray, FloatArray, IntArray

#: Relative length below which a remainder is rounding.
ROUNDING = 1e-8


def sets_to_hide(
    shown: Sequence[BoolArray], hidden: Sequence[BoolArray], worth: Sequence[float]
) -> list[int]:
    """Return which shown sets to hide so that no hidden set's size follows from the others.

    Parameters
    ----------
    shown : sequence of array of bool, (rows,)
        Sets of firm-years whose sizes are to be shown.
    hidden : sequence of array of bool, (rows,)
        Sets whose sizes must not follow; none is empty.
    worth : sequence of float
        What showing each set is worth: the greatest are kept first.

    Returns
    -------
    list of int
        Places in `shown`. A hidden set that follows from those that are kept first in any case
        (worth infinity) is not protected.

    Notes
    -----
    The size of a hidden set follows when its 0/1 vector over firm-years is a linear combination
    of those of shown sets: whoever knows what each count counts can then add and subtract sizes.
    Sets are taken one by one, and one is hidden only if, with it, some hidden set would follow
    from those taken before: none is hidden without need. Which counts can be added is judged by
    the firms themselves, so that two sets that happen to hold the same firms are taken as the
    same. Bounds are not looked at: a hidden count may still be known to lie in a range.

    Examples
    --------
    >>> both, first = np.array([True, True, True]), np.array([True, True, False])
    >>> sets_to_hide([both, first], [both & ~first], worth=[1.0, 2.0])
    [0]
    """
    if not shown or not hidden:
        return []
    atoms = _atoms([*shown, *hidden])
    known, secret = atoms[: len(shown)], atoms[len(shown) :]
    sizes = np.linalg.norm(secret, axis=1)
    basis = np.zeros((0, atoms.shape[1]))
    out: list[int] = []
    for place in sorted(range(len(shown)), key=lambda p: (-worth[p], p)):
        vector = _rest(known[place][None, :], basis)[0]
        length = float(np.linalg.norm(vector))
        if length < ROUNDING * float(np.linalg.norm(known[place])):
            continue  # it tells nothing new
        direction = (vector / length)[None, :]
        rest = _rest(secret, direction)
        follows = (np.linalg.norm(rest, axis=1) < ROUNDING * sizes).any()
        if follows and np.isfinite(worth[place]):
            out.append(place)
            continue
        secret = rest
        basis = np.concatenate([basis, direction])
    return out


def _rest(vectors: FloatArray, basis: FloatArray) -> FloatArray:
    """Return what is left of vectors beside an orthonormal basis; twice, against rounding."""
    once = vectors - (vectors @ basis.T) @ basis
    return np.asarray(once - (once @ basis.T) @ basis, dtype=float)


def _atoms(sets: Sequence[BoolArray]) -> FloatArray:
    """Return sets over classes of firm-years that stand in the same sets."""
    stack = np.stack(sets)
    packed = np.packbits(stack, axis=0)
    _, first = np.unique(packed, axis=1, return_index=True)
    kept: IntArray = np.sort(first)
    return stack[:, kept].astype(float)
