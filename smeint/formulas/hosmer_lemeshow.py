"""The Hosmer-Lemeshow test: observed against expected events in groups of predicted risk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from smeint.errors import ArgumentError
from smeint.finding import Status
from smeint.formulas.result import Estimate, TestResult, where_ok


@dataclass(frozen=True, slots=True)
class RiskGroups:
    """Groups of similar predicted probability, lowest first.

    Parameters
    ----------
    n, observed, expected : array of float, shape (..., groups)
        Rows, events, and sum of the predicted probabilities; `n` is 0 where there is no group.
    rule : str
        How they were formed; the test's variant.

    Raises
    ------
    ArgumentError
        If they are not equally long.
    """

    n: ArrayLike
    observed: ArrayLike
    expected: ArrayLike
    rule: str = ""

    def __post_init__(self) -> None:
        shapes = {np.shape(x) for x in (self.n, self.observed, self.expected)}
        if len(shapes) > 1 or not np.ndim(self.n):
            raise ArgumentError(f"n, observed and expected must be equally long, got {shapes}.")


def hosmer_lemeshow(groups: RiskGroups) -> TestResult:
    """Test whether a model's predicted probabilities fit the shares observed in groups of risk.

    Parameters
    ----------
    groups : RiskGroups

    Returns
    -------
    TestResult
        Statistic ``chi2`` with g - 2 degrees of freedom, no effect; measures ``hosmer_lemeshow``
        and ``risk_groups``, which is g. Status ``too_few`` with fewer than three groups.

    Notes
    -----
    Null hypothesis: the model is the true one, with its coefficients estimated from these rows.
    C = sum over groups of (O - E)^2 / (E (1 - E / n)). The test depends on how the groups are
    formed, which packages do differently (`smeint.engine.risk_groups`); a small sample leaves it
    without power, a large one rejects any model. It is no measure of a model's use. Groups in
    which fewer than about five events or non-events are expected make p a rough guide.

    References
    ----------
    Hosmer, D. W., & Lemeshow, S. (1980). Goodness of fit tests for the multiple logistic regression
    model. *Communications in Statistics - Theory and Methods*, 9, 1043-1069.
    https://doi.org/10.1080/03610928008827941

    Examples
    --------
    >>> test = hosmer_lemeshow(RiskGroups([10, 10, 10], [1, 6, 7], [2.0, 4.0, 8.0]))
    >>> round(float(test.statistic), 4), float(test.df)
    (2.9167, 1.0)
    """
    n, observed, expected = (
        np.asarray(x, dtype=float) for x in (groups.n, groups.observed, groups.expected)
    )
    used = n > 0
    g = used.sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = np.where(used, expected * (1 - expected / n), 1.0)
        # without a difference a group adds nothing, even where nothing else is possible
        gap = np.where(used, observed - expected, 0.0)
        chi2 = np.where(gap == 0, 0.0, gap * gap / variance).sum(axis=-1)
    df = np.where(g > 2, g - 2.0, np.nan)
    p = special.chdtrc(df, chi2)
    return where_ok(
        np.where(g > 2, int(Status.OK), int(Status.TOO_FEW)),
        statistic_name="chi2",
        statistic=chi2,
        df=df,
        p_value=p,
        p_method="asymptotic",
        effect=None,
        others=(
            Estimate(
                "hosmer_lemeshow", chi2, variant=groups.rule, statistic=chi2, df=df, p_value=p
            ),
            Estimate("risk_groups", g, variant=groups.rule),
        ),
    )


def risk_group_rows(groups: RiskGroups) -> Iterator[Estimate]:
    """Yield size, observed and expected events of each group of one sample.

    Examples
    --------
    >>> rows = risk_group_rows(RiskGroups([10, 10], [1, 6], [2.0, 5.0]))
    >>> [(row.measure, row.term, float(row.estimate)) for row in rows][:3]
    [('group_size', '1', 10.0), ('observed_events', '1', 1.0), ('expected_events', '1', 2.0)]
    """
    columns = (
        ("group_size", np.asarray(groups.n)),
        ("observed_events", np.asarray(groups.observed)),
        ("expected_events", np.asarray(groups.expected)),
    )
    for place in np.flatnonzero(np.asarray(groups.n) > 0).tolist():
        for measure, values in columns:
            yield Estimate(measure, values[place], variant=groups.rule, term=str(place + 1))
