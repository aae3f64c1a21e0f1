"""Whether hidden counts follow from shown ones by sums and differences, and what to hide then."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from smeint.arrays import BoolArray, FloatArray, IntArray

#: Relative length below which a remainder is rounding.
ROUNDING = 1e-8


def sets_to_hide(
    shown: Sequence[BoolArray], hidden: Sequence[BoolArray], cost: Callable[[int], float]
) -> list[int]:
    """Return which shown sets to hide so that no hidden set's size follows from the others.

    Parameters
    ----------
    shown : sequence of array of bool, (rows,)
        Sets of firm-years whose sizes are shown; each once.
    hidden : sequence of array of bool, (rows,)
        Sets whose sizes must not follow; none is empty.
    cost : callable
        What hiding a shown set costs, by its place; the cheapest is hidden first, and a set of
        infinite cost never.

    Returns
    -------
    list of int
        Places in `shown`, in the order in which they were hidden.

    Notes
    -----
    The size of a hidden set follows when its 0/1 vector over firm-years is a linear combination
    of those of shown sets: whoever knows what each count counts can then add and subtract sizes.
    Which counts can be added is judged by the firms themselves, so that two sets that happen to
    hold the same firms are taken as the same. Bounds are not looked at: a hidden count may still
    be known to lie in a range.

    Examples
    --------
    >>> both, first = np.array([True, True, True]), np.array([True, True, False])
    >>> sets_to_hide([both, first], [both & ~first], cost=float)
    [0]
    """
    if not shown or not hidden:
        return []
    atoms = _atoms([*shown, *hidden])
    known, secret = atoms[: len(shown)], atoms[len(shown) :]
    left = list(range(len(shown)))
    out: list[int] = []
    while left:
        combination = _first_that_follows(known[left], secret)
        if combination is None:
            break
        taking_part = [left[place] for place in np.flatnonzero(np.abs(combination) > ROUNDING)]
        possible = [place for place in taking_part if np.isfinite(cost(place))]
        if not possible:
            break
        cheapest = min(possible, key=lambda place: (cost(place), place))
        left.remove(cheapest)
        out.append(cheapest)
    return out


def _atoms(sets: Sequence[BoolArray]) -> FloatArray:
    """Return sets over classes of firm-years that stand in the same sets."""
    stack = np.stack(sets)
    packed = np.packbits(stack, axis=0)
    _, first = np.unique(packed, axis=1, return_index=True)
    kept: IntArray = np.sort(first)
    return stack[:, kept].astype(float)


def _first_that_follows(known: FloatArray, secret: FloatArray) -> FloatArray | None:
    """Return the combination of known sets that gives the first secret one, None if none does."""
    _, values, basis = np.linalg.svd(known, full_matrices=False)
    basis = basis[values > values[0] * 1e-10]
    rest = secret - (secret @ basis.T) @ basis
    follows = np.linalg.norm(rest, axis=1) < ROUNDING * np.linalg.norm(secret, axis=1)
    if not follows.any():
        return None
    target = secret[int(np.argmax(follows))]
    combination, *_ = np.linalg.lstsq(known.T, target, rcond=None)
    return np.asarray(combination, dtype=float)
