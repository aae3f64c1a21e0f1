"""Outcomes in groups, as users hand them over: one array a group, or a column beside labels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from smeint.arrays import BoolArray, FloatArray, IntArray
from smeint.engine.groups import with_moments, with_share
from smeint.engine.scores import mid_ranks
from smeint.errors import ArgumentError, listed
from smeint.finding import GroupRow
from smeint.stats.inputs import numbers, same_length, same_rows, sample
from smeint.stats.levels import label, levels_of

#: Up to so many groups a note names them all.
MOST_SHOWN = 12


@dataclass(frozen=True, slots=True, eq=False)
class Grouped:
    """An outcome in groups, without missing values.

    Parameters
    ----------
    y : array of float, shape (n,)
    code : array of int, shape (n,)
        Each row's group, its place in `names`.
    names : tuple of str
        The groups in their order.
    missing : tuple of int
        Missing values of the outcome in each group.
    n_missing : int
        All rows left out, those without a group included.
    rows : array of bool
        Which of the rows handed over are in `y`.
    """

    y: FloatArray
    code: IntArray
    names: tuple[str, ...]
    missing: tuple[int, ...]
    n_missing: int
    rows: BoolArray

    @property
    def sizes(self) -> IntArray:
        """Rows in each group."""
        return np.bincount(self.code, minlength=len(self.names))

    def where(self, keep: BoolArray) -> Grouped:
        """Return the groups without rows that are not to be kept, which count as missing.

        Parameters
        ----------
        keep : array of bool
            Of the rows handed over.
        """
        kept = keep[self.rows]
        gone = np.bincount(self.code[~kept], minlength=len(self.names)).tolist()
        return Grouped(
            y=self.y[kept],
            code=self.code[kept],
            names=self.names,
            missing=tuple(a + b for a, b in zip(self.missing, gone, strict=True)),
            n_missing=self.n_missing + int((~kept).sum()),
            rows=self.rows & keep,
        )

    @property
    def order(self) -> str:
        """The groups' order in words."""
        return order_of(self.names)

    def described(self) -> tuple[GroupRow, ...]:
        """Describe each group by its moments and its mean rank."""
        ranks = mid_ranks(self.y)
        return tuple(
            with_moments(row, self.y[self.code == i], ranks[self.code == i])
            for i, row in enumerate(self._rows())
        )

    def shares(self) -> tuple[GroupRow, ...]:
        """Describe each group by its events and their share."""
        return tuple(with_share(row, self.y[self.code == i]) for i, row in enumerate(self._rows()))

    def _rows(self) -> list[GroupRow]:
        parts = zip(self.names, self.sizes.tolist(), self.missing, strict=True)
        return [GroupRow("", name, n, gone) for name, n, gone in parts]


def order_of(names: Sequence[str]) -> str:
    """Return the order of groups in words, the ends alone where there are many.

    Examples
    --------
    >>> order_of(["low", "high"])
    'order: low < high'
    """
    shown = list(names) if len(names) <= MOST_SHOWN else [names[0], "...", names[-1]]
    return f"order: {' < '.join(shown)}"


def grouped(
    samples: object,
    group: object = None,
    names: Sequence[object] | None = None,
    *,
    ordered: bool = False,
) -> Grouped:
    """Return an outcome in groups.

    Parameters
    ----------
    samples : mapping of str to array_like, sequence of array_like, or array_like, shape (n,)
        One array for each group; or, with `group`, the outcome of all rows.
    group : array_like, shape (n,), optional
        Labels; rows without one are left out and counted.
    names : sequence, optional
        Names of the groups in their order: of a sequence's arrays, or all keys or labels.
    ordered : bool
        Whether the order of groups matters: then labels that are text need `names`, or must be
        an ordered categorical of pandas.

    Returns
    -------
    Grouped

    Raises
    ------
    ArgumentError
        If an argument is not as described.

    Examples
    --------
    >>> found = grouped({"low": [1, 2], "high": [5, None]})
    >>> found.names, found.code.tolist(), found.missing
    (('low', 'high'), [0, 0, 1], (0, 1))
    >>> grouped([1, 2, 5], ["b", "a", "b"]).sizes
    array([1, 2])
    """
    if group is not None:
        return _by_labels(samples, group, names, ordered)
    given = _arrays(samples, names)
    parts = [sample(values, f"sample {name!r}") for name, values in given.items()]
    gone = tuple(missing for _, missing in parts)
    sizes = [y.size for y, _ in parts]
    return Grouped(
        y=np.concatenate([y for y, _ in parts]) if parts else np.zeros(0),
        code=np.repeat(np.arange(len(parts)), sizes),
        names=tuple(given),
        missing=gone,
        n_missing=sum(gone),
        rows=np.ones(sum(sizes), dtype=bool),
    )


def _arrays(samples: object, names: Sequence[object] | None) -> dict[str, object]:
    """Return the samples by name, in their order."""
    wanted = None if names is None else _names(names)
    named = _named(samples)
    if named is not None:
        if wanted is not None and sorted(wanted) != sorted(named):
            raise ArgumentError(
                f"names must be those of the samples, {listed(named)}, got {listed(wanted)}."
            )
        arrays = {name: named[name] for name in wanted or tuple(named)}
    else:
        each = _unnamed(samples)
        wanted = tuple(str(i + 1) for i in range(len(each))) if wanted is None else wanted
        if len(wanted) != len(each):
            raise ArgumentError(
                f"names must be as many as samples ({len(each)}), got {len(wanted)}."
            )
        arrays = dict(zip(wanted, each, strict=True))
    if len(arrays) < 2:
        raise ArgumentError(f"samples must be at least two, got {len(arrays)}.")
    return arrays


def _named(samples: object) -> dict[str, object] | None:
    """Return the samples of a mapping or of a data frame's columns by name, else None."""
    # a data frame is no Mapping, but names its columns in the same way
    framed = getattr(samples, "ndim", 0) == 2
    items = getattr(samples, "items", None) if framed or isinstance(samples, Mapping) else None
    pairs: list[tuple[object, object]]
    if hasattr(samples, "ngroups") and isinstance(samples, Iterable):
        pairs = list(samples)  # a column of pandas, grouped
    elif items is not None:
        pairs = list(items())
    else:
        return None
    found = {label(key): values for key, values in pairs}
    if len(found) < len(pairs):
        raise ArgumentError(
            f"samples must have different names, got {listed([str(key) for key, _ in pairs])}."
        )
    return found


def _unnamed(samples: object) -> list[object]:
    """Return the samples of a sequence."""
    rule = "samples must be one array a group; a column of outcomes needs its labels as `group`"
    if isinstance(samples, str) or not isinstance(samples, Iterable):
        raise ArgumentError(f"{rule}, got {type(samples).__name__}.")
    each = list(samples)
    if each and all(isinstance(x, str) or not isinstance(x, Iterable) for x in each):
        raise ArgumentError(f"{rule}, got {type(samples).__name__} of single values.")
    return each


def _names(names: Sequence[object]) -> tuple[str, ...]:
    found = () if isinstance(names, str) else tuple(label(name) for name in names)
    if not found or len(set(found)) < len(found):
        raise ArgumentError(f"names must be different names of groups, got {names!r}.")
    return found


def _by_labels(
    samples: object, group: object, names: Sequence[object] | None, ordered: bool
) -> Grouped:
    """Return an outcome by the labels beside it."""
    y = numbers(samples, "outcome")
    text, known, levels = levels_of(group, "group", ordered and names is None)
    same_rows({"outcome": samples, "group": group})
    same_length({"outcome": y.size, "group": text.size})
    if names is not None:
        wanted = _names(names)
        other = sorted(set(text[known].tolist()) - set(wanted))
        if other:
            raise ArgumentError(
                f"names must hold every label of group, got {listed(wanted)} without "
                f"{listed(other)}."
            )
        levels = wanted
    if len(levels) < 2:
        raise ArgumentError(f"group must have at least two labels, got {len(levels)}.")
    place = {name: i for i, name in enumerate(levels)}
    code = np.array([place[x] if k else -1 for x, k in zip(text, known, strict=True)], dtype=int)
    gone = np.isnan(y)
    rows = known & ~gone
    return Grouped(
        y=y[rows],
        code=code[rows],
        names=tuple(levels),
        missing=tuple(int((gone & (code == i)).sum()) for i in range(len(levels))),
        n_missing=int((~rows).sum()),
        rows=rows,
    )
