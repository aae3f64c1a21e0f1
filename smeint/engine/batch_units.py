"""`Units`: which firms of many panels answer a family of questions, and in which stratum."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from smeint.arrays import FloatArray, IntArray
from smeint.engine.batch_shared import Shared


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """The units of a family of questions: one outcome and predictor, several years and strata.

    Parameters
    ----------
    outcome : array of float, (replicates, years, firms)
        Any value where the firm is in no test.
    predictor : array of float, (replicates, years, firms)
        1 for the first group and 0 for the second where there is a contrast; else the
        predictor's values; zeros for normality.
    stratum : array of int, (replicates, years, firms)
        Place of the firm's stratum, from 0; -1 where the firm is in no test of that year.
    n_strata : int
        1 where the questions have no strata.
    shared : Shared
        What reductions of the batch have in common.
    """

    outcome: FloatArray
    predictor: FloatArray
    stratum: IntArray
    n_strata: int
    shared: Shared = field(default_factory=Shared)

    @property
    def sizes(self) -> IntArray:
        """Firms of each test, (replicates, years, strata)."""
        inside = [(self.stratum == place).view(np.int8) for place in range(self.n_strata)]
        return np.stack([part.sum(axis=-1, dtype=np.int32) for part in inside], axis=-1)
