"""From one sample's arrays to pairs: concordant pairs of firms, and firms asked twice."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from smeint.arrays import FloatArray, IntArray
from smeint.engine.scores import paired
from smeint.errors import ArgumentError
from smeint.formulas.concordance import Concordance
from smeint.formulas.mcnemar import PairedTable


def concordance(outcome: ArrayLike, predictor: ArrayLike) -> Concordance:
    """Count concordant and discordant pairs of firms, for `kendall` and `jonckheere_terpstra`.

    Parameters
    ----------
    outcome, predictor : array of float, shape (n,)
        For Jonckheere-Terpstra the predictor is the group's code, in the groups' order.

    Returns
    -------
    Concordance
        By sorting and merging: no matrix of pairs is built.

    Examples
    --------
    >>> concordance([1.0, 2.0, 3.0], [1.0, 3.0, 2.0]).s
    1
    """
    y, x = paired(outcome, predictor, "predictor")
    order = np.lexsort((x, y))
    _, code_y = np.unique(y[order], return_inverse=True)
    _, code_x = np.unique(x[order], return_inverse=True)
    b, a = (np.asarray(c).reshape(-1).astype(np.int64) for c in (code_y, code_x))
    n = len(a)
    s = _dominated(a, b) + _dominated(-a, -b) - _dominated(a, -b) - _dominated(-a, b)
    tied_y, tied_x = (np.bincount(c) for c in (b, a))
    other_y, other_x = n - tied_y[b], n - tied_x[a]
    pairs_y, pairs_x = int(other_y.sum()), int(other_x.sum())
    return Concordance(
        n=n,
        s=int(s.sum()) // 2,
        pairs_y=pairs_y // 2,
        pairs_x=pairs_x // 2,
        ties_y=_third(tied_y),
        ties_x=_third(tied_x),
        tau_if2=_tau_influence(s, other_y, other_x, pairs_y, pairs_x),
        d_if2=_d_influence(s, other_x, pairs_x),
    )


def _third(tied: IntArray) -> float:
    t = tied.astype(float)
    return float((t * (t - 1) * (t - 2)).sum())


def _tau_influence(
    s: IntArray, other_y: IntArray, other_x: IntArray, pairs_y: int, pairs_x: int
) -> float:
    if not (pairs_y and pairs_x):
        return 0.0
    root = math.sqrt(pairs_y) * math.sqrt(pairs_x)
    tau = int(s.sum()) / root
    influence = 2 * s / root - tau * (other_y / pairs_y + other_x / pairs_x)
    return math.fsum((influence**2).tolist())


def _d_influence(s: IntArray, other_x: IntArray, pairs_x: int) -> float:
    if not pairs_x:
        return 0.0
    d = int(s.sum()) / pairs_x
    return math.fsum(((2 * (s - d * other_x) / pairs_x) ** 2).tolist())


def _dominated(a: IntArray, b: IntArray) -> IntArray:
    """Return for each firm how many others are smaller in both `a` and `b`."""
    n = len(a)
    # equal a: the larger b first, so that "earlier and smaller b" means smaller in both
    order = np.lexsort((-b, a))
    value = b[order]
    count = np.zeros(n, dtype=np.int64)
    place = np.arange(n)
    width = 1
    while width < n:
        block = place // (2 * width)
        left = (place // width) % 2 == 0
        # within a block by value, a right firm before left firms of equal value
        by_value = np.lexsort((left, value, block))
        before = np.cumsum(left[by_value])
        starts = np.searchsorted(block[by_value], np.arange(block[-1] + 1))
        earlier = np.concatenate([[0], before])[starts]
        gained = before - earlier[block[by_value]]
        right = ~left[by_value]
        count[by_value[right]] += gained[right]
        width *= 2
    out = np.empty(n, dtype=np.int64)
    out[order] = count
    return out


@dataclass(frozen=True, slots=True)
class Switchers:
    """Firms by their yes/no in two years, and who could not be compared.

    Parameters
    ----------
    table : PairedTable
    first_year_only, second_year_only : int
        Firms seen in one of the two years alone; they are not in the table.
    """

    table: PairedTable
    first_year_only: int
    second_year_only: int

    @property
    def note(self) -> str:
        """What to know about the table: few discordant pairs, firms seen once; else empty."""
        parts = [self.table.note] if self.table.note else []
        once = self.first_year_only + self.second_year_only
        if once:
            firms = "firm was" if once == 1 else "firms were"
            parts.append(f"{once} {firms} seen in one of the two years alone and left out")
        return "; ".join(parts)


def switchers(
    outcome: ArrayLike, firm: ArrayLike, year: ArrayLike, first: object, second: object
) -> Switchers:
    """Cross a panel's yes/no in one year with the same firms' in another, for `mcnemar`.

    Parameters
    ----------
    outcome : array of float, shape (n,)
        0 or 1.
    firm, year : array, shape (n,)
        Labels or codes; other years may be there.
    first, second : year
        The two years. An effect's sign is `first` minus `second`: to see growth, give the later
        year first.

    Returns
    -------
    Switchers

    Raises
    ------
    ArgumentError
        If lengths differ, the outcome is not 0 or 1, the two years are one, a year is not in the
        data, or a firm has a year twice.

    Examples
    --------
    >>> found = switchers([0, 1, 1, 1, 1], ["a", "a", "b", "b", "c"], [1, 2, 1, 2, 2], 2, 1)
    >>> found.table.first_only, found.second_year_only, found.first_year_only
    (1, 0, 1)
    """
    y, firms = paired(outcome, firm, "firm")
    years = np.asarray(year)
    if years.shape != y.shape:
        raise ArgumentError(f"year must be as long as the outcome, got shape {years.shape}.")
    if not np.isin(y, (0.0, 1.0)).all():
        raise ArgumentError("outcome must be 0 or 1 in every row.")
    if first == second:
        raise ArgumentError(f"the two years must differ, got {first!r} twice.")
    one, two = (_of_year(y, firms, years, which) for which in (first, second))
    shared, at_1, at_2 = np.intersect1d(one[0], two[0], assume_unique=True, return_indices=True)
    yes_1, yes_2 = one[1][at_1] == 1, two[1][at_2] == 1
    return Switchers(
        PairedTable(
            both=int((yes_1 & yes_2).sum()),
            first_only=int((yes_1 & ~yes_2).sum()),
            second_only=int((~yes_1 & yes_2).sum()),
            neither=int((~yes_1 & ~yes_2).sum()),
        ),
        first_year_only=len(one[0]) - len(shared),
        second_year_only=len(two[0]) - len(shared),
    )


def _of_year(
    y: FloatArray, firms: NDArray[Any], years: NDArray[Any], which: object
) -> tuple[NDArray[Any], FloatArray]:
    """Return the firms of one year and their answers."""
    here = np.asarray(years == which)
    if not here.any():
        raise ArgumentError(f"year {which!r} is not in the data.")
    names, counts = np.unique(firms[here], return_counts=True)
    if (counts > 1).any():
        twice = names[counts > 1]
        raise ArgumentError(
            f"firms must have a year once, {len(twice)} have {which!r} more than once, "
            f"such as {twice[0]}."
        )
    order = np.argsort(firms[here], kind="stable")
    return firms[here][order], y[here][order]
