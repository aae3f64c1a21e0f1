"""How many values of a test are tied, from the firm-years that results keep."""

from __future__ import annotations

import numpy as np

from smeint.arrays import FloatArray
from smeint.study.kept import KeptUnits


def tied_values(kept: KeptUnits, finding_id: str) -> tuple[int, ...] | None:
    """Return how many units share their value with another: of the outcome, then the predictor.

    Parameters
    ----------
    kept : KeptUnits
    finding_id : str

    Returns
    -------
    tuple of int or None
        Of the predictor only where it is no contrast of groups; None for a test that the kept
        firm-years do not give again.
    """
    question = kept.questions.get(finding_id)
    if question is None or question.missing:
        return None
    units = kept.of(finding_id)
    values = [units.outcome]
    if question.predictor and not question.contrast:
        values.append(units.predictor)
    return tuple(_tied(each) for each in values)


def _tied(values: FloatArray) -> int:
    """Return how many values occur more than once."""
    _, counts = np.unique(values, return_counts=True)
    return int(counts[counts > 1].sum())
