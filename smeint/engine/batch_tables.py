"""Tables of counts of many panels at once, by one count of cell numbers, and scores from them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from smeint.arrays import FloatArray, IntArray
from smeint.engine.batch_scores import sums_over_firms
from smeint.engine.batch_units import Units
from smeint.formulas.contingency import Table2x2
from smeint.formulas.contingency_rxc import TableRxC
from smeint.formulas.score import ScoreSums


def tables_2x2(units: Units) -> Table2x2:
    """Count a 0/1 outcome in two groups, in every panel, year and stratum.

    Parameters
    ----------
    units : Units
        Outcome 0 or 1, predictor 1 in the first group.

    Returns
    -------
    Table2x2
        Of arrays (replicates, years, strata).

    Examples
    --------
    >>> one = np.array([[[1.0, 0.0, 1.0]]])
    >>> table = tables_2x2(Units(one, np.array([[[1.0, 1.0, 0.0]]]), np.zeros((1, 1, 3), int), 1))
    >>> [int(count[0, 0, 0]) for count in table.cells]
    [1, 1, 1, 0]
    """
    return Table2x2(*np.moveaxis(_two_by_two(units)[1][..., 1:, :], -1, 0))


def table_scores(units: Units) -> ScoreSums:
    """Reduce a 0/1 outcome and two groups over all years to the sums of the pooled score test.

    Parameters
    ----------
    units : Units
        Outcome 0 or 1, predictor 1 in the first group.

    Returns
    -------
    ScoreSums
        Of arrays (replicates,); those of `smeint.engine.batch_scores.pooled_scores`, to which
        every firm of a cell of one table adds the same.

    Examples
    --------
    >>> one, two = np.array([[[1.0, 0.0, 1.0]]]), np.array([[[1.0, 1.0, 0.0]]])
    >>> sums = table_scores(Units(one, two, np.zeros((1, 1, 3), int), 1))
    >>> int(sums.n_firms[0]), round(float(sums.sum_t[0]), 4)
    (3, -0.3333)
    """
    places, counts = _two_by_two(units)
    a, b, c, d = np.moveaxis(counts, -1, 0)
    n = a + b + c + d
    with np.errstate(divide="ignore", invalid="ignore"):
        share_y, share_x = (a + c) / n, (a + b) / n
    varies_y, varies_x = (a + c > 0) & (b + d > 0), (a + b > 0) & (c + d > 0)
    # firms in no test are counted before the first stratum
    for varies in (varies_y, varies_x):
        varies[..., 0] = False
    informative = (varies_y & varies_x)[..., None]
    y = np.where(informative, np.array([1.0, 0.0, 1.0, 0.0]) - share_y[..., None], 0.0)
    x = np.where(informative, np.array([1.0, 1.0, 0.0, 0.0]) - share_x[..., None], 0.0)
    t, own_y, own_x = (v.reshape(-1).take(places).sum(axis=1) for v in (y * x, y * y, x * x))
    # no firm of an informative cell has the score 0
    sums = sums_over_firms(t, own_y, own_x, np.count_nonzero(own_y, axis=-1))
    # without an informative cell: outcome constant wherever the predictor is not, if it varies
    some_y, some_x = (v.any(axis=(1, 2)).astype(float) for v in (varies_y, varies_x))
    none = ~informative.any(axis=(1, 2, 3))
    return replace(
        sums,
        sum_y2=np.where(none, some_y * (1 - some_x), sums.sum_y2),
        sum_x2=np.where(none, some_x, sums.sum_x2),
    )


def tables_rxc(units: Units, n_groups: int, n_levels: int, *, contrast: bool) -> TableRxC:
    """Count outcome levels in groups, in every panel, year and stratum.

    Parameters
    ----------
    units : Units
        Outcome and, without a contrast, predictor as level numbers.
    n_groups, n_levels : int
    contrast : bool
        Whether the predictor is 1 in the first of two groups.

    Returns
    -------
    TableRxC
        Counts of shape (replicates, years, strata, groups, levels).
    """
    used = units.stratum >= 0
    groups = np.where(units.predictor == 1, 0, 1) if contrast else _codes(units.predictor, used)
    cells = groups * n_levels + _codes(units.outcome, used)
    n_cells = n_groups * n_levels
    counts = _counted(_places(units, cells, n_cells), units, n_cells)[..., 1:, :]
    return TableRxC(counts.reshape(*counts.shape[:-1], n_groups, n_levels))


def _codes(values: FloatArray, used: np.ndarray) -> IntArray:
    """Return level numbers, 0 where a firm is in no test."""
    return np.where(used, values, 0.0).astype(np.intp)


def _two_by_two(units: Units) -> tuple[IntArray, FloatArray]:
    """Return each firm's place in the counts and the counts, as `_counted`; no one may write.

    Cells: first group with the event and without, then the second group.
    """

    def found() -> tuple[IntArray, FloatArray]:
        second, none = (x != 1 for x in (units.predictor, units.outcome))
        places = _places(units, 2 * second.view(np.int8) + none, 4)
        return places, _counted(places, units, 4)

    return units.once("2x2", found, of_all=True)


def _places(units: Units, cell: IntArray, n_cells: int) -> IntArray:
    """Return the place of each firm's cell in `_counted`, laid out flat."""

    def first() -> IntArray:
        leading = units.stratum.shape[:-1]
        starts = np.add(units.stratum, 1, dtype=np.intp)
        starts *= n_cells
        rows = np.arange(int(np.prod(leading))).reshape(*leading, 1)
        starts += rows * ((units.n_strata + 1) * n_cells)
        return starts

    return np.asarray(units.once(f"cells of {n_cells}", first) + cell)


def _counted(places: IntArray, units: Units, n_cells: int) -> FloatArray:
    """Return how many firms each cell has, (replicates, years, 1 + strata, cells).

    Firms in no test are counted before the first stratum.
    """
    shape = (*units.stratum.shape[:-1], units.n_strata + 1, n_cells)
    counts = np.bincount(places.reshape(-1), minlength=int(np.prod(shape)))
    return counts.reshape(shape).astype(float)
