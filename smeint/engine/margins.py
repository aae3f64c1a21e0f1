"""Which columns of a design are levels of one category."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from smeint.arrays import FloatArray


def siblings_of(x: FloatArray, names: Sequence[str]) -> dict[int, tuple[int, ...]]:
    """Return for each level of a category all columns of that category.

    Parameters
    ----------
    x : array, shape (n, terms)
    names : sequence of str
        ``country[IND]`` for a level of a category.

    Returns
    -------
    dict of int to tuple of int
        Levels exclude each other: columns that only look like levels are none.

    Examples
    --------
    >>> siblings_of(np.array([[1.0, 0.0, 3.0], [0.0, 1.0, 5.0]]), ["c[a]", "c[b]", "age"])
    {0: (0, 1), 1: (0, 1)}
    """
    stems: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        if name.endswith("]") and "[" in name:
            stems.setdefault(name.split("[")[0], []).append(place)
    found: dict[int, tuple[int, ...]] = {}
    for places in stems.values():
        columns = x[:, places]
        if np.isin(columns, (0.0, 1.0)).all() and (columns.sum(axis=1) <= 1).all():
            found |= {place: tuple(places) for place in places}
    return found
