"""`Study`: what a study file says, as a frozen value."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from smeint.definitions.definitions import Definitions
from smeint.panel.spec import ColumnSpec, DataSpec
from smeint.study.hypothesis import Hypothesis


@dataclass(frozen=True, slots=True, eq=False)
class Study:
    """Data, mapping, definitions and hypotheses of one study.

    Parameters
    ----------
    name : str
        Base name of the study file.
    sha256 : str
        Of the study file.
    folder : path
        Folder to which the data file is relative.
    data : DataSpec
    columns : tuple of ColumnSpec
    definitions : Definitions
    hypotheses : tuple of Hypothesis
        In the order of the tables.
    normality : bool
        Whether the tests of normality are made.
    alpha : float
        Level of the verdicts.
    notable_effect : float
        Effect (phi, rank-biserial, rho) which, still inside an interval, is named beside
        "not supported".
    synthetic : bool
        Whether the file declares its data to be synthetic.
    """

    name: str
    sha256: str
    folder: Path
    data: DataSpec
    columns: tuple[ColumnSpec, ...]
    definitions: Definitions
    hypotheses: tuple[Hypothesis, ...]
    normality: bool
    alpha: float
    notable_effect: float
    synthetic: bool
