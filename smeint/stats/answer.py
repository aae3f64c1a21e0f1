"""`Answer`: what a test says, in the rows that a study's results are made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from smeint.errors import ArgumentError, listed, nearest
from smeint.finding import NAN, Finding, GroupRow, MeasureRow, Status
from smeint.formulas.result import Estimate, TestResult
from smeint.formulas.rows import finding_row, measure_row
from smeint.numbers import effect_text, interval_text, number_text, p_text

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Answer:
    """A test with all its measures.

    Parameters
    ----------
    finding : Finding
        The test: statistic, degrees of freedom, p-value, effect with its interval, counts, and a
        status that says whether the data allowed it.
    measures : tuple of MeasureRow
        Every measure, the effect first, each with what it has of standard error, statistic,
        p-value and interval, and with the name of the method.
    groups : tuple of GroupRow
        The groups that were compared, described.

    Examples
    --------
    >>> from smeint.stats import mann_whitney
    >>> answer = mann_whitney([3, 4, 5, 5, 6], [1, 2, 3, 4])
    >>> answer.finding.status, round(answer.finding.p_value, 4)
    ('ok', 0.0472)
    >>> round(answer.measure("probability_of_superiority").ci_low, 3)
    0.316
    """

    finding: Finding
    measures: tuple[MeasureRow, ...] = ()
    groups: tuple[GroupRow, ...] = ()

    @property
    def status(self) -> str:
        """Whether the data allowed the test: ``ok``, or why not."""
        return self.finding.status

    @property
    def p_value(self) -> float:
        """The p-value of the finding."""
        return self.finding.p_value

    @property
    def effect(self) -> float:
        """The effect of the finding, first group minus second."""
        return self.finding.effect

    def measure(self, name: str, variant: str = "", term: str = "") -> MeasureRow:
        """Return one measure.

        Parameters
        ----------
        name : str
            Such as ``odds_ratio``.
        variant, term : str
            Where a measure has several.

        Returns
        -------
        MeasureRow

        Raises
        ------
        ArgumentError
            If the test has no such measure.
        """
        for row in self.measures:
            if (row.measure, row.variant, row.term) == (name, variant, term):
                return row
        names = list(dict.fromkeys(_name(row) for row in self.measures))
        wanted = " ".join(part for part in (name, variant, term) if part)
        raise ArgumentError(
            f"{self.finding.procedure} has no measure `{wanted}`; it has {listed(names)}."
            f"{nearest(wanted, names)}"
        )

    def frame(self) -> pd.DataFrame:
        """Return the measures as a data frame, one row each."""
        import pandas as pd

        rows = [asdict(row) for row in self.measures]
        return pd.DataFrame(rows, columns=list(MeasureRow.__dataclass_fields__))

    def __str__(self) -> str:
        """Return the test in a line and its measures below."""
        found = self.finding
        lines = [f"{found.procedure} ({found.variant})" if found.variant else found.procedure]
        if found.status != Status.OK.label:
            lines[0] += f": {found.status}, {Status[found.status.upper()].meaning}"
        else:
            p = p_text(found.p_value, found.p_bound)
            p = p if p[:1] in "<>" else f"= {p}"
            if found.statistic_name:
                df = "" if found.df != found.df else f"({found.df:.4g})"
                value = number_text(found.statistic, 3)
                lines[0] += f": {found.statistic_name}{df} = {value}, p {p}"
            elif found.p_value == found.p_value:
                lines[0] += f": p {p}"
        lines += [f"  {_line(row)}" for row in self.measures]
        if found.note:
            lines.append(f"  note: {found.note}")
        return "\n".join(lines)


def _name(row: MeasureRow) -> str:
    """Return a measure's name with its variant and term."""
    return " ".join(part for part in (row.measure, row.variant, row.term) if part)


def _line(row: MeasureRow) -> str:
    """Return a measure with its interval and its p-value, where it has them."""
    text = f"{_name(row)} = {effect_text(row.measure, row.estimate)}"
    if row.ci_low == row.ci_low or row.ci_high == row.ci_high:
        interval = interval_text(row.measure, row.ci_low, row.ci_high)
        text += f", {100 * row.ci_level:g} % interval {interval} ({row.ci_method})"
    if row.p_value == row.p_value:
        p = p_text(row.p_value, row.p_bound)
        text += f", p {p}" if p[:1] in "<>" else f", p = {p}"
    return text


def answer_of(
    procedure: str,
    result: TestResult,
    *,
    n: int,
    variant: str = "",
    contrast: tuple[str, ...] = (),
    outcome: str = "",
    predictor: str = "",
    stratum: str = "all",
    n_1: float = NAN,
    n_2: float = NAN,
    n_firms: int | None = None,
    n_missing: int = 0,
    others: Iterable[Estimate] = (),
    groups: Iterable[GroupRow] = (),
    note: str = "",
) -> Answer:
    """Return a test's result as the answer that a user gets.

    Parameters
    ----------
    procedure, variant : str
        The function's name, and which of its versions.
    result : TestResult
        A batch of one.
    n : int
        Observations in the test.
    contrast : tuple of str
        Names of the groups in their order; an effect is first minus second.
    outcome, predictor, stratum : str
    n_1, n_2 : float
        Observations in each of two groups.
    n_firms : int, optional
        Firms, where there may be fewer than observations.
    n_missing : int
        Observations left out for a missing value.
    others : iterable of Estimate
        Further measures, after the result's own.
    groups : iterable of GroupRow
    note : str
        After the result's own note.

    Returns
    -------
    Answer
    """
    name = ".".join(part for part in (procedure, variant) if part)
    notes = (result.note, note, f"{n_missing} missing" if n_missing else "")
    blank = Finding(
        finding_id=name,
        year="all",
        stratum=stratum,
        outcome=outcome,
        predictor=predictor,
        contrast=" - ".join(contrast),
        sample="all",
        unit="observations" if n_firms is None else "firm_clusters",
        procedure=procedure,
        variant=variant,
        n=n,
        n_1=n_1,
        n_2=n_2,
        n_firms=n if n_firms is None else n_firms,
        n_missing=n_missing,
        note="; ".join(part for part in notes if part),
    )
    return Answer(
        finding_row(blank, result),
        tuple(measure_row(name, estimate) for estimate in (*result.measures, *others)),
        tuple(replace(group, finding_id=name) for group in groups),
    )
