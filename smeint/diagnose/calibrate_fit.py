"""What a calibrated world takes from a panel: shifts, correlations and persistence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from smeint.arrays import BoolArray, FloatArray, IntArray
from smeint.synth.score_series import latent_correlation, mid_scores, series

#: Firms from which on a cell's distance to the pooled level is taken as it is; with fewer, a
#: tenth of it for each firm.
FIRMS_OF_A_CELL = 10

#: Persistence where the panel cannot tell: fewer than `PAIRS` values known in two neighbouring
#: years, or one year [A].
DEFAULT_PERSISTENCE, PAIRS = 0.85, 10

#: Largest persistence of a variable that changes in any firm.
MOST_PERSISTENCE = 0.99

#: Largest shift that is taken from a panel, in SDs of the latent.
MOST_SHIFT = 3.0

#: Levels to which a finely graded variable is cut while shifts are fitted.
_LEVELS = 60

_ROUNDS = 60


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """The firm-years of a panel in which a variable is known.

    Parameters
    ----------
    values : array of float, (n,)
    firm, year : array of int, (n,)
        ``year`` is the place among the panel's years.
    """

    values: FloatArray
    firm: IntArray
    year: IntArray

    def where(self, rows: BoolArray) -> Known:
        """Return some of the firm-years."""
        return Known(self.values[rows], self.firm[rows], self.year[rows])


def graded(values: FloatArray, most: int | None = None) -> tuple[IntArray, FloatArray]:
    """Return each value's level and the levels' shares; `most` levels of about equal share."""
    unique, level, counts = np.unique(values, return_inverse=True, return_counts=True)
    if most is not None and unique.size > most:
        middle = (np.cumsum(counts) - counts / 2) / values.size
        group = np.unique(np.floor(middle * most), return_inverse=True)[1]
        level = group[level]
        counts = np.bincount(level)
    return level, counts / values.size


def fit_shifts(known: Known, cells: Sequence[IntArray], n_cells: Sequence[int]) -> list[FloatArray]:
    """Return the shifts of a variable's latent by the cells of its factors.

    Parameters
    ----------
    known : Known
    cells : sequence of array of int, (n,)
        Each factor's cell of every firm-year.
    n_cells : sequence of int

    Returns
    -------
    list of array of float, (cells,), latent SD

    Notes
    -----
    Shifts are such that the mean of the mid-rank score in every cell (for yes/no the share of
    yes) is the one that the model expects, with the pooled margin as it is; one factor after
    the other, again and again. A cell in which all firm-years have one value counts as if one
    more had the pooled mean. Then a cell with n firms keeps ``min(1, n / 10)`` of its shift; an
    empty one has none.
    """
    level, shares = graded(known.values, _LEVELS)
    score = mid_scores(shares)
    observed = [_cell_means(score[level], cell, n) for cell, n in zip(cells, n_cells, strict=True)]
    shifts = [np.zeros(n) for n in n_cells]
    steps, ends = np.diff(score), np.cumsum(shares)[:-1]
    for _ in range(_ROUNDS):
        largest = 0.0
        for place, cell in enumerate(cells):
            total = np.sum([s[c] for s, c in zip(shifts, cells, strict=True)], axis=0)
            mean, slope = _expected(total, steps, ends, float(score[0]))
            count = np.maximum(np.bincount(cell, minlength=n_cells[place]), 1)
            gap = observed[place] - np.bincount(cell, mean, n_cells[place]) / count
            rate = np.bincount(cell, slope, n_cells[place]) / count
            change = np.clip(np.where(rate > 1e-6, gap / np.maximum(rate, 1e-6), 0.0), -0.5, 0.5)
            moved = np.clip(shifts[place] + change, -MOST_SHIFT, MOST_SHIFT)
            moved -= np.bincount(cell, minlength=n_cells[place]) @ moved / cell.size
            largest = max(largest, float(np.abs(moved - shifts[place]).max()))
            shifts[place] = moved
        if largest < 1e-6:
            break
    kept = [_trust(known.firm, cell, n) for cell, n in zip(cells, n_cells, strict=True)]
    return [shift * trust for shift, trust in zip(shifts, kept, strict=True)]


def persistence_of(known: Known, shift: FloatArray) -> float:
    """Return the lag-one correlation of a variable's latent, apart from its shifts.

    Parameters
    ----------
    known : Known
    shift : array of float, (n,)
        The total shift of each firm-year.

    Returns
    -------
    float
        From 0 to 1; `DEFAULT_PERSISTENCE` where the panel cannot tell.

    Notes
    -----
    The correlation of mid-rank scores in neighbouring years gives that of the shifted latent
    (tetrachoric for yes/no). With variance v and lag-one covariance c of the shifts, the latent
    itself has ``r (1 + v) - c``.
    """
    order = np.lexsort((known.year, known.firm))
    firm, year = known.firm[order], known.year[order]
    now = np.flatnonzero((firm[1:] == firm[:-1]) & (year[1:] == year[:-1] + 1))
    level, shares = graded(known.values)
    if now.size < PAIRS or shares.size < 2:
        return DEFAULT_PERSISTENCE
    score = (mid_scores(shares) - 0.5)[level][order]
    r = float(np.mean(score[now] * score[now + 1]) / np.mean(score**2))
    s = (shift - shift.mean())[order]
    total = latent_correlation(r, series(shares))
    own = total * (1 + float(np.mean(s**2))) - float(np.mean(s[now] * s[now + 1]))
    most = 1.0 if np.all(score[now] == score[now + 1]) else MOST_PERSISTENCE
    return float(np.clip(own, 0.0, most))


def correlation_of(
    y: FloatArray, x: FloatArray, group: IntArray, shifts: tuple[FloatArray, FloatArray]
) -> float:
    """Return the correlation of two metric variables' latents, from ranks within groups.

    Parameters
    ----------
    y, x : array of float, (n,)
    group : array of int, (n,)
        Years; of variables with a margin for each class or status, years by these: what differs
        between margins is there already.
    shifts : tuple of array of float, (n,)
        Total shifts of both.

    Returns
    -------
    float
        0 where fewer than `FIRMS_OF_A_CELL` firm-years are known.

    Notes
    -----
    The correlation of mid-rank scores gives that of the shifted latents, r. With variances v, w
    and covariance c of the shifts the latents themselves have ``r sqrt((1 + v)(1 + w)) - c``.
    """
    products, sizes, moments = 0.0, np.zeros(2), np.zeros((2, 2))
    for k in np.unique(group):
        here = group == k
        pair = [_centred_scores(values[here]) for values in (y, x)]
        products += float(pair[0] @ pair[1])
        sizes += [float(p @ p) for p in pair]
        moments += np.cov(shifts[0][here], shifts[1][here], ddof=0) * here.sum()
    if group.size < FIRMS_OF_A_CELL or not sizes.all():
        return 0.0
    r = products / float(np.sqrt(sizes.prod()))
    total = latent_correlation(r, series(graded(y)[1]), series(graded(x)[1]))
    (v, c), (_, w) = moments / group.size
    return float(np.clip(total * np.sqrt((1 + v) * (1 + w)) - c, -0.95, 0.95))


def _centred_scores(values: FloatArray) -> FloatArray:
    level, shares = graded(values)
    score = mid_scores(shares)[level]
    return np.asarray(score - score.mean(), dtype=float)


def _cell_means(score: FloatArray, cell: IntArray, n_cells: int) -> FloatArray:
    count = np.bincount(cell, minlength=n_cells)
    total = np.bincount(cell, score, n_cells)
    low, high = np.full(n_cells, np.inf), np.full(n_cells, -np.inf)
    np.minimum.at(low, cell, score)
    np.maximum.at(high, cell, score)
    more = (count > 0) & (low == high)
    pooled = float(score.mean())
    return np.asarray((total + more * pooled) / np.maximum(count + more, 1), dtype=float)


def _expected(
    total: FloatArray, steps: FloatArray, ends: FloatArray, lowest: float
) -> tuple[FloatArray, FloatArray]:
    """Return the expected score of each firm-year and its slope in the shift."""
    shifts, place, counts = np.unique(total, return_inverse=True, return_counts=True)
    grid = np.linspace(shifts[0] - 8, shifts[-1] + 8, 2001)
    below = special.ndtr(grid[:, None] - shifts) @ (counts / total.size)
    cuts = np.interp(ends, below, grid)
    distance = shifts[:, None] - cuts
    mean = lowest + special.ndtr(distance) @ steps
    slope = np.exp(-(distance**2) / 2) @ steps / np.sqrt(2 * np.pi)
    return mean[place], slope[place]


def _trust(firm: IntArray, cell: IntArray, n_cells: int) -> FloatArray:
    """Return how much of each cell's shift is kept."""
    pairs = np.unique(np.column_stack([cell, firm]), axis=0)
    firms = np.bincount(pairs[:, 0], minlength=n_cells)
    return np.asarray(np.minimum(1.0, firms / FIRMS_OF_A_CELL), dtype=float)
