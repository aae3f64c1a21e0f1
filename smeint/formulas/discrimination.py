"""How well predicted probabilities tell events from non-events: area under the ROC curve."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from smeint.arrays import FloatArray
from smeint.defaults import LEVEL
from smeint.errors import ArgumentError
from smeint.finding import Status
from smeint.formulas.intervals import normal_quantile
from smeint.formulas.result import Estimate, TestResult, where_ok
from smeint.formulas.table_effects import Table2x2


@dataclass(frozen=True, slots=True)
class RocTable:
    """Events and non-events at each level of a predicted probability, lowest level first.

    Parameters
    ----------
    events, others : array of float, shape (..., levels)
        Counts; both may be 0, so that tables of different length can stand in one array.

    Raises
    ------
    ArgumentError
        If they are not equally long.
    """

    events: ArrayLike
    others: ArrayLike

    def __post_init__(self) -> None:
        if np.shape(self.events) != np.shape(self.others) or not np.ndim(self.events):
            raise ArgumentError(
                f"events and others must be equally long, got shapes {np.shape(self.events)} and "
                f"{np.shape(self.others)}."
            )


def auc(table: RocTable, level: float = LEVEL) -> TestResult:
    """Return the area under the ROC curve with the intervals of DeLong and of Hanley and McNeil.

    Parameters
    ----------
    table : RocTable
    level : float
        Confidence level.

    Returns
    -------
    TestResult
        No statistic; effect ``auc``, variant ``delong``; measure ``auc``, variant
        ``hanley_mcneil``. Status ``constant_outcome`` without an event or without a non-event.

    Notes
    -----
    The area is the share of pairs of an event and a non-event in which the event has the higher
    probability, ties half: Mann-Whitney's U over the number of pairs. DeLong's variance is that of
    the placements, as in R's ``pROC``; with a single event or non-event it is NaN. Hanley and
    McNeil's takes Q1 = A / (2 - A) and Q2 = 2 A^2 / (1 + A). Limits are cut at 0 and 1. Where the
    probabilities come from a model fitted to the same rows, the area is too high for new ones, and
    no test of .5 is given: a fitted model is above it by construction. Of a perfect separation the
    intervals have no width, and say nothing.

    References
    ----------
    DeLong, E. R., DeLong, D. M., & Clarke-Pearson, D. L. (1988). Comparing the areas under two or
    more correlated receiver operating characteristic curves: a nonparametric approach.
    *Biometrics*, 44, 837-845. https://doi.org/10.2307/2531595

    Hanley, J. A., & McNeil, B. J. (1982). The meaning and use of the area under a receiver
    operating characteristic (ROC) curve. *Radiology*, 143, 29-36.
    https://doi.org/10.1148/radiology.143.1.7063747

    Examples
    --------
    >>> test = auc(RocTable([1, 2, 4], [5, 3, 1]))
    >>> [round(float(x), 4) for x in (test.effect.estimate, test.effect.ci_low)]
    [0.7857, 0.5552]
    """
    quantile = normal_quantile(level)
    events = np.asarray(table.events, dtype=float)
    others = np.asarray(table.others, dtype=float)
    m, n = events.sum(axis=-1), others.sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        # share of the other kind below (for events) or above (for non-events), ties half
        above = (np.cumsum(others, axis=-1) - others / 2) / n[..., None]
        below = 1 - (np.cumsum(events, axis=-1) - events / 2) / m[..., None]
        area = (events * above).sum(axis=-1) / m
        spread_1 = (events * (above - area[..., None]) ** 2).sum(axis=-1) / (m - 1)
        spread_0 = (others * (below - area[..., None]) ** 2).sum(axis=-1) / (n - 1)
        delong = np.sqrt(spread_1 / m + spread_0 / n)
        q_1, q_2 = area / (2 - area), 2 * area * area / (1 + area)
        variance = area * (1 - area) + (m - 1) * (q_1 - area**2) + (n - 1) * (q_2 - area**2)
        hanley = np.sqrt(np.maximum(variance, 0.0) / (m * n))
    rows = [
        Estimate(
            "auc",
            area,
            variant=variant,
            std_error=error,
            ci_low=np.maximum(area - quantile * error, 0.0),
            ci_high=np.minimum(area + quantile * error, 1.0),
            ci_level=level,
            ci_method=method,
        )
        for variant, error, method in (
            ("delong", delong, "DeLong"),
            ("hanley_mcneil", hanley, "Hanley-McNeil"),
        )
    ]
    status = np.where((m > 0) & (n > 0), int(Status.OK), int(Status.CONSTANT_OUTCOME))
    return where_ok(
        status,
        statistic_name="",
        statistic=np.nan,
        p_value=np.nan,
        p_method="",
        effect=rows[0],
        others=rows[1:],
    )


def classification(table: Table2x2) -> TestResult:
    """Return what a cut-off of predicted probabilities gets right.

    Parameters
    ----------
    table : Table2x2
        `a`, `b`: events that are predicted to be events, and not to be; `c`, `d`: the same of
        non-events.

    Returns
    -------
    TestResult
        No statistic; effect ``share_correct``; measures ``sensitivity`` a / (a + b),
        ``specificity`` d / (c + d), ``positive_predictive_value`` a / (a + c) and
        ``negative_predictive_value`` d / (b + d), NaN where the denominator is 0. Status
        ``empty_group`` without any row.

    Notes
    -----
    No intervals: a table of the rows that fitted the model is too good for new ones. Where one
    outcome is rare, predicting it of nobody is correct of nearly everybody.

    Examples
    --------
    >>> test = classification(Table2x2(39, 20, 18, 37))
    >>> [round(float(m.estimate), 3) for m in test.measures]
    [0.667, 0.661, 0.673, 0.684, 0.649]
    """
    a, b, c, d = (np.asarray(x, dtype=float) for x in (table.a, table.b, table.c, table.d))

    def share(part: FloatArray, whole: FloatArray) -> FloatArray:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(whole > 0, part / whole, np.nan)

    total = a + b + c + d
    rows = (
        Estimate("sensitivity", share(a, a + b)),
        Estimate("specificity", share(d, c + d)),
        Estimate("positive_predictive_value", share(a, a + c)),
        Estimate("negative_predictive_value", share(d, b + d)),
    )
    return where_ok(
        np.where(total > 0, int(Status.OK), int(Status.EMPTY_GROUP)),
        statistic_name="",
        statistic=np.nan,
        p_value=np.nan,
        p_method="",
        effect=Estimate("share_correct", share(a + d, total)),
        others=rows,
    )
