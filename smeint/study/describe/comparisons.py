"""Two groups of firms compared on every variable, by the tests that the variables' kinds ask for.

The comparisons describe the data. They are evidence and never a verdict.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

import numpy as np

from smeint.engine.analysis import Analysis
from smeint.finding import NAN, Finding, GroupRow, Role
from smeint.formulas.multiplicity import holm
from smeint.panel.panel import Column
from smeint.panel.variables import Kind
from smeint.study.answer import Answered, answer
from smeint.study.describe.rows import FamilyRow
from smeint.study.hypothesis import Hypothesis
from smeint.study.plan import plan
from smeint.study.results import table

if TYPE_CHECKING:
    import pandas as pd

#: Variables that say where a row comes from, and nothing of the firm.
_ROWS = ("firm_id", "year", "weight", "stratum", "currency")


@dataclass(frozen=True, slots=True)
class Family:
    """Comparisons that belong together: Holm's adjustment is over them.

    Parameters
    ----------
    name : str
        Stands as `hypothesis` in the tables.
    answers : tuple of Answered
    """

    name: str
    answers: tuple[Answered, ...]

    @property
    def groups(self) -> tuple[GroupRow, ...]:
        """The groups of every comparison, described."""
        return tuple(row for one in self.answers for row in one.groups)


def compared_variables(analysis: Analysis, predictor: str) -> tuple[str, ...]:
    """Return the variables on which groups can be compared.

    Parameters
    ----------
    analysis : Analysis
    predictor : str
        What tells the groups apart.

    Returns
    -------
    tuple of str
        All but identifiers, items of a scale (its score stands for them), years (the firm's age
        stands for the year of foundation), sampling variables, variables that are the same for
        every firm, and money where the data hold more than one currency.
    """
    mixed = "currency" in analysis and _varies(analysis["currency"])
    return tuple(
        name
        for name, column in analysis.columns.items()
        if name not in (*_ROWS, predictor)
        and name not in analysis.items
        and column.kind not in (Kind.YEAR, Kind.IDENTIFIER, Kind.WEIGHT)
        and not (mixed and column.kind is Kind.MONEY)
        and _varies(column)
    )


def _varies(column: Column) -> bool:
    """Whether a column has two different known values."""
    known = column.values[column.known]
    return bool(known.size) and bool((known != known[0]).any())


def compare(
    name: str, predictor: str, analysis: Analysis, *, alpha: float, years: Iterable[int]
) -> Family:
    """Compare the firms of which `predictor` is yes with those of which it is no, by year.

    Parameters
    ----------
    name : str
        Name of the family.
    predictor : str
        A yes/no variable of the analysis.
    analysis : Analysis
    alpha : float
        Intervals are at 1 - alpha.
    years : iterable of int

    Returns
    -------
    Family
        The primary test of each variable and year as a hypothesis would have it.
    """
    wanted = set(years)
    outcomes = compared_variables(analysis, predictor)
    if not outcomes or not wanted:
        return Family(name, ())
    claim = Hypothesis(
        id=name, text=name, outcomes=outcomes, predictor=predictor, contrast=("yes", "no")
    )
    asked = plan((claim,), analysis, alpha=alpha, normality=False).of(name, Role.PRIMARY)
    questions = [replace(q, role=Role.EVIDENCE) for q in asked if q.year in wanted]
    return Family(name, tuple(answer(analysis, question) for question in questions))


def comparisons_frame(families: Sequence[Family]) -> pd.DataFrame:
    """Return comparisons as findings, with Holm's adjusted p-value within each family.

    Parameters
    ----------
    families : sequence of Family

    Returns
    -------
    data frame
        The columns of ``findings.csv`` and, beside ``p_value``, ``m`` and ``p_holm``. A
        comparison that could not be computed counts in `m`.
    """
    findings = [one.finding for family in families for one in family.answers]
    frame = table("findings", findings)
    place = [f.name for f in fields(Finding)].index("p_value") + 1
    frame.insert(place, "m", [len(family.answers) for family in families for _ in family.answers])
    adjusted = [
        holm([one.finding.p_value for one in family.answers], len(family.answers))
        for family in families
        if family.answers
    ]
    frame.insert(place + 1, "p_holm", np.concatenate(adjusted) if adjusted else [])
    return frame


def family_row(family: Family, alpha: float) -> FamilyRow:
    """Return how many comparisons of a family fall below alpha, and would if none differed.

    Parameters
    ----------
    family : Family
    alpha : float

    Returns
    -------
    FamilyRow
    """
    p = np.array([one.finding.p_value for one in family.answers], dtype=float)
    adjusted = holm(p, p.size)
    known = adjusted[~np.isnan(adjusted)]
    return FamilyRow(
        family.name,
        p.size,
        known.size,
        int(np.sum(p < alpha)),
        alpha * known.size,
        int(np.sum(known < alpha)),
        float(known.min()) if known.size else NAN,
    )
