"""From a batch of one to rows: a `TestResult` as a `Finding` and `MeasureRow` values."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from smeint.finding import Finding, MeasureRow, Status
from smeint.formulas.result import Estimate, TestResult

_BOUNDS = {-1: "<", 0: "", 1: ">"}


def number(x: ArrayLike) -> float:
    """Return the number of a batch of one; a negative zero is a zero.

    Examples
    --------
    >>> number(np.array([-0.0]))
    0.0
    """
    value = float(np.asarray(x, dtype=float).item())
    return value if math.isnan(value) else value + 0.0


def finding_row(blank: Finding, result: TestResult) -> Finding:
    """Return a finding that has no numbers yet with those of its test.

    Parameters
    ----------
    blank : Finding
        Says what the test is; its counts and its note stay.
    result : TestResult
        A batch of one.

    Returns
    -------
    Finding
    """
    finding = replace(
        blank,
        status=Status(int(np.asarray(result.status).item())).label,
        statistic_name=result.statistic_name,
        statistic=number(result.statistic),
        df=number(result.df),
        p_value=number(result.p_value),
        p_bound=_BOUNDS[int(np.asarray(result.p_bound).item())],
        p_method=result.p_method,
    )
    if result.effect is None:
        return finding
    effect = result.effect
    return replace(
        finding,
        effect_name=effect.measure,
        effect=number(effect.estimate),
        ci_low=number(effect.ci_low),
        ci_high=number(effect.ci_high),
        ci_level=effect.ci_level,
        ci_method=effect.ci_method,
    )


def measure_row(finding_id: str, estimate: Estimate) -> MeasureRow:
    """Return one measure of a batch of one as a row.

    Parameters
    ----------
    finding_id : str
    estimate : Estimate

    Returns
    -------
    MeasureRow

    Examples
    --------
    >>> measure_row("H1", Estimate("phi", -0.34)).estimate
    -0.34
    """
    return MeasureRow(
        finding_id=finding_id,
        measure=estimate.measure,
        variant=estimate.variant,
        term=estimate.term,
        estimate=number(estimate.estimate),
        std_error=number(estimate.std_error),
        statistic=number(estimate.statistic),
        df=number(estimate.df),
        p_value=number(estimate.p_value),
        p_bound=_BOUNDS[int(np.asarray(estimate.p_bound).item())],
        ci_low=number(estimate.ci_low),
        ci_high=number(estimate.ci_high),
        ci_level=estimate.ci_level,
        ci_method=estimate.ci_method,
    )
