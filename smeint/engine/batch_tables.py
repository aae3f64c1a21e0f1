"""Tables of counts of many panels at once, by one count of cell numbers."""

from __future__ import annotations

import numpy as np

from smeint.arrays import FloatArray, IntArray
from smeint.engine.batch_units import Units
from smeint.formulas.contingency import Table2x2
from smeint.formulas.contingency_rxc import TableRxC


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
    second, none = (x != 1 for x in (units.predictor, units.outcome))
    counts = _counts(units.stratum, 2 * second.view(np.int8) + none, units.n_strata, 4)
    return Table2x2(*np.moveaxis(counts, -1, 0))


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
    counts = _counts(units.stratum, cells, units.n_strata, n_groups * n_levels)
    return TableRxC(counts.reshape(*counts.shape[:-1], n_groups, n_levels))


def _codes(values: FloatArray, used: np.ndarray) -> IntArray:
    """Return level numbers, 0 where a firm is in no test."""
    return np.where(used, values, 0.0).astype(np.intp)


def _counts(stratum: IntArray, cell: IntArray, n_strata: int, n_cells: int) -> FloatArray:
    """Return how many firms each cell has: (replicates, years, strata, cells)."""
    leading = stratum.shape[:-1]
    size = (n_strata + 1) * n_cells
    # firms in no test are counted in a stratum of their own, before the others
    places = np.add(stratum, 1, dtype=np.intp)
    places *= n_cells
    places += cell
    places += size * np.arange(int(np.prod(leading))).reshape(*leading, 1)
    counts = np.bincount(places.ravel(), minlength=int(np.prod(leading)) * size)
    return counts.reshape(*leading, n_strata + 1, n_cells)[..., 1:, :].astype(float)
