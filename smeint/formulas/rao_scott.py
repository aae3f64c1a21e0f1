"""Weighted tables: the chi-square test corrected for the design (Rao and Scott)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import linalg, special

from smeint.arrays import FloatArray
from smeint.defaults import LEVEL
from smeint.errors import ArgumentError
from smeint.finding import NAN, Status
from smeint.formulas.contingency_rxc import TableRxC
from smeint.formulas.result import Estimate, TestResult, where_ok
from smeint.formulas.survey import SurveyDomain, part_of, total_covariance
from smeint.formulas.weighted_groups import (
    ROUNDING,
    WeightedGroups,
    group_difference,
    group_measures,
    own_measures,
)
from smeint.formulas.weighted_odds import weighted_odds_ratio


@dataclass(frozen=True, slots=True, eq=False)
class WeightedTable:
    """Weighted shares of all cells of a table, and their covariance.

    Parameters
    ----------
    shares : array, shape (groups, levels)
        Sum to 1; every row and column has a firm.
    cov : array, shape (groups * levels, groups * levels)
        Design-based covariance of the shares, row by row.
    n, df : float
        Firms, and design degrees of freedom.
    status : Status
    """

    shares: FloatArray
    cov: FloatArray
    n: float
    df: float
    status: Status


def weighted_table(levels: ArrayLike, groups: ArrayLike, domain: SurveyDomain) -> WeightedTable:
    """Reduce two categories to weighted shares of cells and their covariance.

    Parameters
    ----------
    levels, groups : array of int, shape (n,)
        Outcome level and group of each firm; those without a firm are left out.
    domain : SurveyDomain

    Returns
    -------
    WeightedTable
        Status ``empty_group``, ``constant_outcome``, ``single_unit_stratum``, ``too_few`` or
        ``no_spread``.

    Raises
    ------
    ArgumentError
        If the two are not as long as the domain.

    Examples
    --------
    >>> domain = SurveyDomain(np.array([1.0, 3.0, 2.0, 2.0]), np.zeros(4, int), np.full(4, 4))
    >>> weighted_table([0, 1, 0, 1], [0, 0, 1, 1], domain).shares
    array([[0.125, 0.375],
           [0.25 , 0.25 ]])
    """
    outcome, group = np.asarray(levels), np.asarray(groups)
    if outcome.shape != (domain.n,) or group.shape != (domain.n,):
        raise ArgumentError(
            f"levels and groups must each have one value for each of the {domain.n} firms."
        )
    named_columns, column = np.unique(outcome, return_inverse=True)
    named_rows, row = np.unique(group, return_inverse=True)
    shape = (named_rows.size, named_columns.size)
    cell = row * shape[1] + column
    inside = (cell[:, None] == np.arange(shape[0] * shape[1])).astype(float)
    weight = np.asarray(domain.weight)
    total = np.sort(weight).sum() if domain.n else NAN
    own = inside * (weight / total)[:, None]
    shares = np.sort(own, axis=0).sum(axis=0)
    scores = (inside - shares) * (weight / total)[:, None]
    cov = total_covariance(scores, domain)
    counts = TableRxC(inside.sum(axis=0).reshape(shape)) if domain.n else None
    status = Status.EMPTY_GROUP if counts is None else Status(int(counts.status))
    if status is Status.OK:
        status = domain.status
    if status is Status.OK and (domain.df < 1 or bool(np.isnan(cov).any())):
        status = Status.TOO_FEW
    return WeightedTable(shares.reshape(shape), cov, float(domain.n), float(domain.df), status)


def rao_scott(
    table: WeightedTable,
    level: float = LEVEL,
    *,
    two_groups: WeightedGroups | None = None,
    names: tuple[str, str] = ("first", "second"),
    others: tuple[Estimate, ...] = (),
    note: str = "",
) -> TestResult:
    """Test independence in a weighted table by Rao and Scott's second-order correction.

    Parameters
    ----------
    table : WeightedTable
    level : float
        Confidence level of the measures.
    two_groups : WeightedGroups, optional
        Of a 2x2 table, for its effects.
    names : tuple of str
        Of the two groups.
    others : tuple of Estimate
        Further measures, such as shares of a larger table.
    note : str
        A remark on the design.

    Returns
    -------
    TestResult
        Statistic ``F`` with d and d * v degrees of freedom (the second is the measure
        ``denominator_df``); for a 2x2 table the effect is ``weighted_share_difference``, and each
        group's weighted share and the weighted odds ratio are measures. Further measures: Pearson's
        chi-square of the weighted shares, the first-order correction with its p-value, the mean
        generalized design effect.

    Notes
    -----
    Null hypothesis: in the population group and outcome are independent. X2 = n times Pearson's
    statistic of the weighted shares p. Under the null it is distributed as sum(delta_i chi2_1),
    where delta are the eigenvalues of (C' D^-1 C / n)^-1 C' D^-1 V D^-1 C, D = diag(p), V the
    design-based covariance of p and C a basis of the interactions. With their sum s and
    d = s^2 / sum(delta^2), F = X2 / s is read against F(d, d v), v the design degrees of freedom
    (R's ``svychisq``, ``statistic = "F"``). The first-order correction divides X2 by the mean of
    delta and reads chi-square (``statistic = "Chisq"``, which prints X2 itself). Not for tables
    with cells of very few firms: the correction rests on large samples.

    References
    ----------
    Rao, J. N. K., & Scott, A. J. (1984). On chi-squared tests for multiway contingency tables
    with cell proportions estimated from survey data. *Annals of Statistics*, 12, 46-60.
    https://doi.org/10.1214/aos/1176346391

    Thomas, D. R., & Rao, J. N. K. (1987). Small-sample comparisons of level and power for simple
    goodness-of-fit statistics under cluster sampling. *Journal of the American Statistical
    Association*, 82, 630-636. https://doi.org/10.1080/01621459.1987.10478476

    Examples
    --------
    >>> domain = SurveyDomain(np.ones(8), np.zeros(8, int), np.full(8, 8))
    >>> table = weighted_table([0, 0, 0, 1, 0, 1, 1, 1], [0, 0, 0, 0, 1, 1, 1, 1], domain)
    >>> test = rao_scott(table)
    >>> [round(float(x), 4) for x in (test.statistic, test.df, test.p_value)]
    [1.75, 1.0, 0.2275]
    """
    status, corrected = table.status, None
    if status is Status.OK:
        corrected = _corrected(table)
        status = Status.NO_SPREAD if corrected is None else status
    numbers = corrected or _Corrected(*[NAN] * 6)
    effect, effects = None, others
    if two_groups is not None:
        effect = group_difference(two_groups, level, share=True)
        effects = (
            *group_measures(two_groups, names, level, share=True),
            weighted_odds_ratio(two_groups, level),
            *others,
        )
    return where_ok(
        int(status),
        statistic_name="F",
        statistic=numbers.f,
        df=numbers.df,
        p_value=special.fdtrc(numbers.df, numbers.df * table.df, numbers.f),
        p_method="Rao-Scott, second order",
        effect=effect,
        others=(*effects, *_measures(numbers, table)),
        note=note,
    )


@dataclass(frozen=True, slots=True)
class _Corrected:
    """Pearson's statistic of weighted shares and what corrects it."""

    chi2: float
    f: float
    df: float
    mean_effect: float
    first_order: float
    first_order_df: float


def _corrected(table: WeightedTable) -> _Corrected | None:
    """Return the corrected statistics, or None where shares have no variance."""
    p = table.shares
    expected = p.sum(axis=1, keepdims=True) * p.sum(axis=0, keepdims=True)
    chi2 = table.n * float(((p - expected) ** 2 / expected).sum())
    contrasts = np.kron(*(linalg.helmert(size).T for size in p.shape))
    flat = p.ravel()
    inverse = np.divide(1.0, flat, out=np.zeros(flat.shape), where=flat > 0)
    scaled = contrasts * inverse[:, None]
    by_chance = contrasts.T @ scaled / table.n
    by_design = scaled.T @ table.cov @ scaled
    delta = np.linalg.solve(by_chance, by_design)
    trace = float(np.trace(delta))
    if not trace > ROUNDING:
        return None
    k = delta.shape[0]
    return _Corrected(
        chi2=chi2,
        f=chi2 / trace,
        df=trace**2 / float(np.trace(delta @ delta)),
        mean_effect=trace / k,
        first_order=chi2 / (trace / k),
        first_order_df=float(k),
    )


def _measures(numbers: _Corrected, table: WeightedTable) -> tuple[Estimate, ...]:
    """Return the measures of any weighted table."""
    return (
        Estimate("weighted_chi_square", numbers.chi2),
        Estimate(
            "rao_scott_first_order",
            numbers.first_order,
            statistic=numbers.first_order,
            df=numbers.first_order_df,
            p_value=special.chdtrc(numbers.first_order_df, numbers.first_order),
        ),
        Estimate("design_effect", numbers.mean_effect),
        Estimate("denominator_df", numbers.df * table.df),
    )


def shares_of_levels(
    levels: ArrayLike,
    groups: ArrayLike,
    domain: SurveyDomain,
    level_names: tuple[str, ...],
    group_names: tuple[str, ...],
    level: float = LEVEL,
) -> tuple[Estimate, ...]:
    """Return each group's weighted share of each outcome level, with both intervals.

    Parameters
    ----------
    levels, groups : array of int, shape (n,)
        Codes from 0.
    domain : SurveyDomain
    level_names, group_names : tuple of str
    level : float
        Confidence level.

    Returns
    -------
    tuple of Estimate
        Measure ``weighted_share``, term ``group: level``; groups without a firm have none.

    Examples
    --------
    >>> domain = SurveyDomain(np.array([1.0, 3.0]), np.zeros(2, int), np.full(2, 2))
    >>> rows = shares_of_levels([0, 1], [0, 0], domain, ("low", "high"), ("g",))
    >>> [(row.term, float(row.estimate)) for row in rows if not row.variant]
    [('g: low', 0.25), ('g: high', 0.75)]
    """
    outcome, group = np.asarray(levels), np.asarray(groups)
    rows: list[Estimate] = []
    for code, group_name in enumerate(group_names):
        members = group == code
        if not members.any():
            continue
        part = part_of(domain, members)
        weight = np.asarray(part.weight) / np.sort(part.weight).sum()
        for place, level_name in enumerate(level_names):
            event = (outcome[members] == place).astype(float)
            value = float(np.sort(weight * event).sum())
            variance = total_covariance((weight * (event - value))[:, None], part)[0, 0]
            std_error = float(np.sqrt(np.maximum(variance, 0.0)))
            term = f"{group_name}: {level_name}"
            rows += own_measures(term, value, std_error, float(part.df), level, share=True)
    return tuple(rows)
