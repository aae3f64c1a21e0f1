"""Two groups in an order: the effect is first minus second."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from smeint.arrays import BoolArray
from smeint.errors import ArgumentError, listed
from smeint.stats.grouped import Grouped, grouped
from smeint.stats.inputs import sample, two_names

#: Labels of a yes/no, as text, whose first group is yes.
_YES_NO = ({"0", "1"}, {"False", "True"})


def divided(first: object, second: object, names: Sequence[str]) -> Grouped:
    """Return two samples as two groups.

    Examples
    --------
    >>> divided([1, 2], [3, None], ("a", "b")).missing
    (0, 1)
    """
    pair = two_names(names)
    (one, missing_1), (two, missing_2) = sample(first, "first"), sample(second, "second")
    return Grouped(
        y=np.concatenate([one, two]),
        code=np.repeat([0, 1], [one.size, two.size]),
        names=pair,
        missing=(missing_1, missing_2),
        n_missing=missing_1 + missing_2,
        rows=np.ones(one.size + two.size, dtype=bool),
    )


def contrasted(outcome: object, group: object, names: Sequence[object] | None) -> Grouped:
    """Return an outcome by a label that has two values, first group first.

    Parameters
    ----------
    outcome, group : array_like, shape (n,)
    names : sequence or None
        The two labels, first and second; not needed for a yes/no, whose first group is yes.

    Returns
    -------
    Grouped

    Raises
    ------
    ArgumentError
        If there are not two labels, or their order is not known.

    Examples
    --------
    >>> contrasted([3, 4, 5], [1, 0, 1], None).names
    ('1', '0')
    """
    found = grouped(outcome, group, names)
    if len(found.names) != 2:
        raise ArgumentError(
            f"group must have two labels, got {len(found.names)}: {listed(found.names)}."
        )
    if names is not None:
        return found
    if set(found.names) not in _YES_NO:
        raise ArgumentError(
            f"names must say which label of group is first: {listed(found.names)} or the other "
            "way round."
        )
    return Grouped(
        y=found.y,
        code=1 - found.code,
        names=found.names[::-1],
        missing=found.missing[::-1],
        n_missing=found.n_missing,
        rows=found.rows,
    )


def inside(found: Grouped) -> BoolArray:
    """Return the mask of the first group."""
    return np.asarray(found.code == 0)


def sizes(found: Grouped) -> tuple[int, int]:
    """Return how many rows both groups have."""
    n_1, n_2 = found.sizes.tolist()
    return int(n_1), int(n_2)
