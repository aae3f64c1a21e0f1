"""Tables of counts of many panels at once, by one count of cell numbers, and scores from them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from smeint.arrays import FloatArray, IntArray
from smeint.engine.batch_coded import Coded
from smeint.engine.batch_scores import sums_over_firms
from smeint.engine.batch_units import Units
from smeint.formulas.contingency import Table2x2
from smeint.formulas.contingency_rxc import TableRxC
from smeint.formulas.score import ScoreSums


def tables_2x2(coded: Coded) -> Table2x2:
    """Count a 0/1 outcome in two groups, in every panel, year and stratum.

    Parameters
    ----------
    coded : Coded
        Outcome 0 or 1, predictor 1 in the first group.

    Returns
    -------
    Table2x2
        Of arrays (replicates, years, strata).

    Examples
    --------
    >>> one = np.array([[[1.0, 0.0, 1.0]]])
    >>> units = Units(one, np.array([[[1.0, 1.0, 0.0]]]), np.zeros((1, 1, 3), int), 1)
    >>> table = tables_2x2(Coded(units))
    >>> [int(count[0, 0, 0]) for count in table.cells]
    [1, 1, 1, 0]
    """
    return Table2x2(*(count[..., 1:] for count in _four_cells(coded)[1]))


def table_scores(coded: Coded) -> ScoreSums:
    """Reduce a 0/1 outcome and two groups over all years to the sums of the pooled score test.

    Parameters
    ----------
    coded : Coded
        Outcome 0 or 1, predictor 1 in the first group.

    Returns
    -------
    ScoreSums
        Of arrays (replicates,); those of `smeint.engine.batch_scores.pooled_scores`, to which
        every firm of a cell of one table adds the same.

    Examples
    --------
    >>> one, two = np.array([[[1.0, 0.0, 1.0]]]), np.array([[[1.0, 1.0, 0.0]]])
    >>> sums = table_scores(Coded(Units(one, two, np.zeros((1, 1, 3), int), 1)))
    >>> int(sums.n_firms[0]), round(float(sums.sum_t[0]), 4)
    (3, -0.3333)
    """
    places, (a, b, c, d) = _four_cells(coded)
    with_event, first, n = a + c, a + b, a + b + c + d
    varies_y, varies_x = ((part > 0) & (part < n) for part in (with_event, first))
    # firms in no test are counted before the first stratum
    for varies in (varies_y, varies_x):
        varies[..., 0] = False
    informative = varies_y & varies_x
    some = np.maximum(n, 1.0)
    y, x = (
        ((1 - share) * informative, -share * informative)
        for share in (with_event / some, first / some)
    )
    t, own_y, own_x = (
        np.stack(scores, axis=-1).reshape(-1).take(places).sum(axis=1)
        for scores in (
            [of_x * of_y for of_x in x for of_y in y],
            [of_y * of_y for _ in x for of_y in y],
            [of_x * of_x for of_x in x for _ in y],
        )
    )
    # no score of an informative cell is 0
    sums = sums_over_firms(t, own_y, own_x, np.count_nonzero(own_y, axis=-1))
    if informative.any(axis=(1, 2)).all():
        return sums
    # without an informative cell: outcome constant wherever the predictor is not, if it varies
    some_y, some_x = (v.any(axis=(1, 2)).astype(float) for v in (varies_y, varies_x))
    none = ~informative.any(axis=(1, 2))
    return replace(
        sums,
        sum_y2=np.where(none, some_y * (1 - some_x), sums.sum_y2),
        sum_x2=np.where(none, some_x, sums.sum_x2),
    )


def _four_cells(coded: Coded) -> tuple[IntArray, list[FloatArray]]:
    """Return the place of each firm's cell of its table, and the counts of the four cells.

    Counts are (replicates, years, 1 + strata), firms in no test before the first stratum; places
    are those in the counts with the cells as their last axis, laid out flat.
    """

    def counted() -> tuple[IntArray, list[FloatArray]]:
        units = coded.units
        places = coded.shared("groups", lambda: _groups(units), "predictor") + (units.outcome != 1)
        counts = _counted(places, units, 4)
        return places, [np.ascontiguousarray(counts[..., cell]) for cell in range(4)]

    return coded.once("four cells", "", counted)


def _groups(units: Units) -> IntArray:
    """Return where the two cells of each firm's group begin, which other outcomes may share."""
    second = units.predictor != 1
    return _placed(_places(units.stratum, 2 * second.view(np.int8), 4), units, 4)


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
    places = _placed(_places(units.stratum, cells, n_cells), units, n_cells)
    counts = _counted(places, units, n_cells)[..., 1:, :]
    return TableRxC(counts.reshape(*counts.shape[:-1], n_groups, n_levels))


def _codes(values: FloatArray, used: np.ndarray) -> IntArray:
    """Return level numbers, 0 where a firm is in no test."""
    return np.where(used, values, 0.0).astype(np.intp)


def _places(stratum: IntArray, cell: IntArray, n_cells: int) -> IntArray:
    """Return the place of each firm's cell in its panel and year, those in no test first."""
    places = np.add(stratum, 1, dtype=np.intp)
    places *= n_cells
    places += cell
    return places


def _placed(places: IntArray, units: Units, n_cells: int) -> IntArray:
    """Return places in each panel and year as those among all, laid out flat."""
    leading = units.stratum.shape[:-1]
    size = (units.n_strata + 1) * n_cells
    places += size * np.arange(int(np.prod(leading))).reshape(*leading, 1)
    return places


def _counted(places: IntArray, units: Units, n_cells: int) -> FloatArray:
    """Return how many firms each cell has, (replicates, years, 1 + strata, cells)."""
    leading = units.stratum.shape[:-1]
    size, rows = (units.n_strata + 1) * n_cells, int(np.prod(leading))
    counts = np.bincount(places.reshape(-1), minlength=rows * size)
    return counts.reshape(*leading, units.n_strata + 1, n_cells).astype(float)
