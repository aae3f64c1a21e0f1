"""`Margin`: the distribution of one variable in a panel, with its ties."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from smeint.arrays import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Margin:
    """A distribution as slots of probability, each a single value or a stretch of values.

    Parameters
    ----------
    shares : array of float, (slots,)
        Probability of each slot, ascending values; they sum to 1.
    low, high : array of float, (slots,)
        The slot's least and greatest value: the same for a value that is kept as it is.
    """

    shares: FloatArray
    low: FloatArray
    high: FloatArray

    @property
    def discrete(self) -> bool:
        """Whether every slot is one value."""
        return bool(np.all(self.low == self.high))

    @property
    def ends(self) -> FloatArray:
        """Probability up to the end of each slot but the last: (slots - 1,)."""
        return np.asarray(np.cumsum(self.shares)[:-1], dtype=float)


def margin_of(values: FloatArray, *, whole: bool) -> Margin:
    """Return the empirical distribution of known values.

    Parameters
    ----------
    values : array of float, (n,)
        At least one; none missing.
    whole : bool
        Whether only values that occur may be drawn, as for counts and levels.

    Returns
    -------
    Margin
        A value that occurs m times has probability m / n exactly. Values that occur once are
        spread to half the way to their neighbours, within the range of the data, unless at least
        half of all values are tied or `whole`: then these too stay as they are.

    Examples
    --------
    >>> found = margin_of(np.array([0.0, 0.0, 0.0, 1.0]), whole=True)
    >>> found.shares, found.low
    (array([0.75, 0.25]), array([0., 1.]))
    """
    unique, counts = np.unique(values, return_counts=True)
    low, high = unique.copy(), unique.copy()
    single = counts == 1
    if not whole and 2 * np.sum(counts[~single]) < values.size:
        middle = (unique[1:] + unique[:-1]) / 2
        low[1:] = np.where(single[1:], middle, unique[1:])
        high[:-1] = np.where(single[:-1], middle, unique[:-1])
    return Margin(counts / values.size, low, high)


def constant(value: float) -> Margin:
    """Return the distribution of one value."""
    return Margin(np.ones(1), np.array([value]), np.array([value]))
