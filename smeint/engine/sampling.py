"""The weight by which a firm stands in its year's sample."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from smeint.arrays import FloatArray
from smeint.panel.panel import Column

#: The weight that weighted tests use: known where a firm has a weight above 0 and a stratum.
SAMPLING_WEIGHT = "sampling_weight"


def sampling_design(
    columns: Mapping[str, Column],
) -> tuple[FloatArray, tuple[Column, ...]] | None:
    """Return the weights of weighted tests and the columns that they come from.

    Parameters
    ----------
    columns : mapping of str to Column

    Returns
    -------
    tuple of array and tuple of Column, or None
        Weights are 1 where there are strata and no weights, NaN where a weight is 0 or missing or
        the stratum is; None where there are neither.
    """
    inputs = tuple(columns[name] for name in ("weight", "stratum") if name in columns)
    if not inputs:
        return None
    known = np.logical_and.reduce([column.known for column in inputs])
    weight = columns["weight"].values if "weight" in columns else np.ones(known.shape)
    return np.where(known & (weight > 0), weight, np.nan), inputs
