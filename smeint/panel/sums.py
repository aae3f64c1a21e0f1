"""A variable that is the sum of several columns, such as direct and indirect exports."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from smeint.arrays import frozen
from smeint.panel.convert import Converted
from smeint.panel.panel import Column
from smeint.panel.spec_types import ColumnSpec


def added(spec: ColumnSpec, parts: Sequence[Converted]) -> Converted:
    """Return the sum of columns; where one is missing so is the sum, for the same reason.

    Parameters
    ----------
    spec : ColumnSpec
    parts : sequence of Converted
        Its addends.

    Returns
    -------
    Converted
        What could not be understood is a violation of the part and not of the sum.
    """
    values = np.sum([part.column.values for part in parts], axis=0)
    if spec.unit == "percent":  # .1 + .2 of a share is 30 percent, not a hair more
        values = np.round(values * 100.0, 10) / 100.0
    reasons = np.zeros(values.shape, dtype=parts[0].column.reasons.dtype)
    for part in reversed(parts):
        reasons = np.where(part.column.known, reasons, part.column.reasons)
    column = Column(
        name=spec.name,
        kind=spec.kind,
        values=frozen(values),
        reasons=frozen(reasons),
        label=spec.label,
        source=spec.source,
    )
    return Converted(column, percent_signs=any(part.percent_signs for part in parts))
