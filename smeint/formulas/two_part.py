"""What a two-part model of a share says: any at all, how much where any, and both together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from smeint.arrays import FloatArray
from smeint.defaults import LEVEL
from smeint.finding import Status
from smeint.formulas.fractional import coefficient_rows, wald_row
from smeint.formulas.logit import position
from smeint.formulas.result import Estimate, TestResult, where_ok

#: Variants of the measures: any share above 0, the share where above 0, the share of all.
PARTS = ("part 1", "part 2")
COMBINED = "combined"


@dataclass(frozen=True, slots=True, eq=False)
class TwoPartFit:
    """A logit of any share above 0 and a fractional logit of shares above 0, fitted jointly.

    Parameters
    ----------
    terms : tuple of str
        Names of the coefficients of either part, ``intercept`` first.
    beta, std_error : array, shape (2, terms)
        By part.
    effect, effect_error : array, shape (3, terms - 1)
        Average marginal effects: part 1, part 2, combined.
    df : float
        Degrees of freedom; NaN for the normal distribution.
    zeros, ones : int
        Rows with a share of exactly 0, and exactly 1.
    ci_method : str
        With the name of the covariance.
    status : Status
    note : str
    """

    terms: tuple[str, ...]
    beta: FloatArray
    std_error: FloatArray
    effect: FloatArray
    effect_error: FloatArray
    df: float
    zeros: int
    ones: int
    ci_method: str
    status: Status = Status.OK
    note: str = ""


def two_part_test(fit: TwoPartFit, term: str, level: float = LEVEL) -> TestResult:
    """Test one term's average marginal effect on the share of all rows, and show both parts.

    Parameters
    ----------
    fit : TwoPartFit
    term : str
        The term under test, not the intercept.
    level : float
        Confidence level.

    Returns
    -------
    TestResult
        Statistic ``z``, or ``t`` where the fit has degrees of freedom; effect
        ``average_marginal_effect`` of `term`, variant ``combined``; measures: that of every term
        in the variants ``part 1``, ``part 2`` and ``combined``, log-odds and odds ratios of either
        part, and the numbers of zeros and ones. The status is the fit's, or ``no_spread`` where
        the tested effect has no standard error.

    Raises
    ------
    ArgumentError
        If `term` is not in the model.

    Notes
    -----
    See `smeint.stats.share_models.two_part`. One model at a time.

    Examples
    --------
    >>> fit = TwoPartFit(("intercept", "sme"), np.array([[0.8, -1.4], [0.2, -0.5]]),
    ...                  np.full((2, 2), 0.4), np.array([[-0.3], [-0.1], [-0.2]]),
    ...                  np.full((3, 1), 0.1), np.nan, 20, 3, "Wald, CR1")
    >>> test = two_part_test(fit, "sme")
    >>> [round(float(x), 4) for x in (test.statistic, test.p_value, test.effect.estimate)]
    [-2.0, 0.0455, -0.2]
    """
    j = position(fit.terms[1:], term)
    effects = list(_effects(fit, level))
    effect = next(row for row in effects if row.term == term and row.variant == COMBINED)
    status = fit.status
    if status is Status.OK and not fit.effect_error[2, j] > 0:
        status = Status.NO_SPREAD
    coefficients = [
        replace(row, variant=part)
        for k, part in enumerate(PARTS)
        for i, name in enumerate(fit.terms)
        for row in coefficient_rows(
            name, fit.beta[k, i], fit.std_error[k, i], fit.df, level, fit.ci_method
        )
    ]
    counts = (Estimate("shares_at_0", fit.zeros), Estimate("shares_at_1", fit.ones))
    return where_ok(
        int(status),
        statistic_name="t" if np.isfinite(fit.df) else "z",
        statistic=effect.statistic,
        df=effect.df,
        p_value=effect.p_value,
        p_method=effect.ci_method,
        effect=effect,
        others=(*(row for row in effects if row is not effect), *coefficients, *counts),
        note=fit.note,
    )


def _effects(fit: TwoPartFit, level: float) -> Iterator[Estimate]:
    """Yield the average marginal effect of every term: combined, and of either part."""
    method = fit.ci_method.replace("Wald", "delta method", 1)
    for k, variant in ((2, COMBINED), (0, PARTS[0]), (1, PARTS[1])):
        for i, name in enumerate(fit.terms[1:]):
            yield wald_row(
                "average_marginal_effect",
                name,
                float(fit.effect[k, i]),
                float(fit.effect_error[k, i]),
                fit.df,
                level,
                method,
                variant,
            )
