"""How far an axis of values reaches: bounds, logarithm, a cut view; and which points are shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from smeint.arrays import FloatArray, IntArray
from smeint.panel.variables import Kind

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: A view ends so many interquartile ranges beyond the quartiles.
FENCES = 5.0
#: Unless the whole range is not that many times as long.
WORTH = 1.5
#: Values above 0 are drawn on a logarithmic axis where the largest is so many medians.
LONG_TAIL = 10.0
#: Points of one figure; more would make its file large and its clouds solid.
POINTS = 4000
#: Points of one group.
POINTS_OF_A_GROUP = 2000

_GOLDEN = (5**0.5 - 1) / 2


@dataclass(frozen=True, slots=True)
class Reach:
    """What an axis shows.

    Parameters
    ----------
    low, high : float
        Ends of the view.
    least, greatest : float
        What values can be at all; infinite where there is no such bound.
    log : bool
    cut : bool
        Whether values lie outside the view.
    """

    low: float
    high: float
    least: float = -np.inf
    greatest: float = np.inf
    log: bool = False
    cut: bool = False

    def inside(self, values: FloatArray) -> FloatArray:
        """Return the values within the view."""
        return values[(values >= self.low) & (values <= self.high)]

    def outside(self, values: FloatArray) -> int:
        """Return how many values lie outside the view."""
        return int(values.size - self.inside(values).size)


def reach_of(values: FloatArray, kind: Kind) -> Reach:
    """Return how an axis of such values is drawn.

    Parameters
    ----------
    values : array of float
        Of all panels that share the axis.
    kind : Kind
        Of the variable; yes/no stands for shares of years.

    Examples
    --------
    >>> reach_of(np.array([0.1, 0.9]), Kind.SHARE).greatest
    1.0
    >>> reach_of(np.array([12.0, 14.0, 20.0, 4000.0]), Kind.COUNT).log
    True
    >>> reach_of(np.append(np.linspace(0.1, 0.3, 9), -40.0), Kind.RATIO).cut
    True
    """
    if not values.size:
        return Reach(0.0, 1.0)
    least, most = float(values.min()), float(values.max())
    if kind in (Kind.SHARE, Kind.YES_NO):
        return Reach(-0.03, 1.03, 0.0, 1.0)
    counted = kind in (Kind.COUNT, Kind.MONEY)
    if counted and least > 0 and most > LONG_TAIL * float(np.median(values)):
        room = (most / least) ** 0.05
        return Reach(least / room, most * room, least=0.0, log=True)
    first, third = (float(q) for q in np.percentile(values, [25, 75]))
    width = third - first
    if width == 0:  # most values are tied: no fence can be put around them
        first, third = (float(q) for q in np.percentile(values, [1, 99]))
    low = max(least, first - FENCES * width)
    high = min(most, third + FENCES * width)
    if most - least < WORTH * (high - low):
        low, high = least, most
    room = 0.05 * (high - low) or max(abs(high), 1.0) * 0.05
    bound = 0.0 if kind is Kind.COUNT else -np.inf
    return Reach(low - room, high + room, least=bound, cut=low > least or high < most)


def set_reach(axes: Axes, reach: Reach, which: str) -> None:
    """Give the x or y axis of a panel its reach, its scale and its numbers."""
    from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator

    axis = axes.xaxis if which == "x" else axes.yaxis
    if reach.log:
        axes.set(**{f"{which}scale": "log"})
        # found once: matplotlib's own locator looks for them at every step of drawing
        axis.set_major_locator(FixedLocator(log_ticks(reach.low, reach.high)))
        axis.set_minor_locator(NullLocator())
    else:
        axis.set_major_locator(MaxNLocator(5))
    axes.set(**{f"{which}lim": (reach.low, reach.high)})
    if max(abs(reach.low), abs(reach.high)) >= 1000:
        axis.set_major_formatter(FuncFormatter(lambda value, _: short_number(value)))
    elif reach.log:
        axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))


def log_ticks(low: float, high: float) -> list[float]:
    """Return where a logarithmic axis has its numbers.

    Examples
    --------
    >>> log_ticks(8, 5000), log_ticks(30, 90)
    ([10.0, 100.0, 1000.0], [50.0])
    """
    decades = np.log10(high / low)
    parts = (1, 2, 5) if decades <= 1.2 else (1, 3) if decades <= 2.5 else (1,)
    powers = range(int(np.floor(np.log10(low))), int(np.ceil(np.log10(high))) + 1)
    ticks = [part * 10.0**power for power in powers for part in parts]
    return [tick for tick in ticks if low <= tick <= high]


def short_number(value: float) -> str:
    """Return a number of an axis.

    Examples
    --------
    >>> [short_number(x) for x in (0, 500, 2500, 100_000, -2_500_000, 3e9)]
    ['0', '500', '2,500', '100k', '-2.5M', '3bn']
    """
    for least, size, unit in (
        (1e12, 1e12, "tn"),
        (1e9, 1e9, "bn"),
        (1e6, 1e6, "M"),
        (1e4, 1e3, "k"),
    ):
        if abs(value) >= least:
            return f"{value / size:g}{unit}"
    return f"{value:,.10g}"


def most_points(groups: int) -> int:
    """Return how many points of each group are drawn.

    Examples
    --------
    >>> most_points(2), most_points(20)
    (2000, 200)
    """
    return min(POINTS_OF_A_GROUP, POINTS // max(groups, 1))


def thinned(values: FloatArray, most: int) -> IntArray:
    """Return the places of the values that are drawn: all, or so many at even steps of rank.

    The smallest and the largest are among them. The places stand in the order of the values.

    Examples
    --------
    >>> thinned(np.array([5.0, 1.0, 3.0, 2.0, 4.0]), 3)
    array([1, 2, 0])
    """
    order = np.argsort(values, kind="stable")
    if values.size <= most:
        return order
    return np.asarray(order[np.round(np.linspace(0, values.size - 1, most)).astype(np.int64)])


def spread_out(count: int) -> FloatArray:
    """Return so many shifts between -1 and 1 that neighbours have far apart; the same each time.

    Examples
    --------
    >>> spread_out(3).round(2)
    array([ 0.24, -0.53,  0.71])
    """
    # multiples of the golden ratio modulo 1 fill an interval evenly
    return np.asarray(2 * ((np.arange(1, count + 1) * _GOLDEN) % 1) - 1)


def density(values: FloatArray, reach: Reach, points: int = 160) -> tuple[FloatArray, FloatArray]:
    """Return a kernel density within what is observed, reflected at the bounds of the values.

    Parameters
    ----------
    values : array of float
    reach : Reach
        Where it is logarithmic, the density is that of the logarithm.
    points : int

    Returns
    -------
    tuple of array
        Values and densities; empty where half of the values or more are tied.

    Notes
    -----
    Gaussian kernel, Silverman's bandwidth 0.9 min(SD, IQR / 1.34) n^(-1/5). No density stands
    beyond the smallest or the largest value.

    References
    ----------
    Silverman, B. W. (1986). *Density estimation for statistics and data analysis*. Chapman and
    Hall. https://doi.org/10.1007/978-1-4899-3324-9
    """
    scale = np.log10(values) if reach.log else values
    first, third = np.percentile(scale, [25, 75])
    width = 0.9 * min(float(np.std(scale, ddof=1)), (third - first) / 1.34) * scale.size**-0.2
    if not width > 0:
        return np.zeros(0), np.zeros(0)
    ends = np.log10([reach.low, reach.high]) if reach.log else (reach.low, reach.high)
    grid = np.linspace(max(scale.min(), ends[0]), min(scale.max(), ends[1]), points)
    # binned first: the cost does not grow with the number of firms
    # values far outside the view would make the bins too wide
    span = (float(grid[0]) - 5 * width, float(grid[-1]) + 5 * width)
    counts, edges = np.histogram(scale, bins=512, range=span)
    middles = (edges[:-1] + edges[1:]) / 2
    found = _kernel(grid, middles, counts, width)
    for bound in () if reach.log else (reach.least, reach.greatest):
        if np.isfinite(bound):
            found = found + _kernel(grid, 2 * bound - middles, counts, width)
    return (10**grid if reach.log else grid), found / (values.size * width * np.sqrt(2 * np.pi))


def _kernel(grid: FloatArray, at: FloatArray, counts: IntArray, width: float) -> FloatArray:
    """Return the sum of Gaussian kernels at each point of a grid."""
    used = counts > 0
    z = (grid[:, None] - at[used]) / width
    return np.asarray(np.exp(-0.5 * z * z) @ counts[used])
