"""Weighted means and shares of two groups, and their difference, by the sampling design."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from smeint.arrays import BoolArray, FloatArray
from smeint.defaults import LEVEL
from smeint.finding import NAN, Status
from smeint.formulas.intervals import t_quantile, two_sided_t
from smeint.formulas.result import Estimate, TestResult, where_ok
from smeint.formulas.survey import SurveyDomain, part_of, total_covariance

T_CI_METHOD = "t, design degrees of freedom"
LOGIT_CI_METHOD = "t on the logit scale, design degrees of freedom"

#: A standard error below this share of the values' size is rounding and not variation.
ROUNDING = 1e-13


@dataclass(frozen=True, slots=True, eq=False)
class WeightedGroups:
    """Two groups' weighted means of one variable.

    Parameters
    ----------
    mean : array, shape (2,)
        Of the first and the second group; shares where the variable is 0 or 1.
    cov : array, shape (2, 2)
        Their design-based covariance.
    df : float
        Design degrees of freedom of both groups together, one for the difference taken off.
    se_each, df_each : array, shape (2,)
        Standard error and design degrees of freedom of each group as a domain of its own. The
        standard errors are the roots of the diagonal of `cov`, but under the rule ``average``,
        where they depend on which strata a group has firms in.
    status : Status
    """

    mean: FloatArray
    cov: FloatArray
    df: float
    se_each: FloatArray
    df_each: FloatArray
    status: Status


def weighted_groups(outcome: ArrayLike, first: ArrayLike, domain: SurveyDomain) -> WeightedGroups:
    """Reduce an outcome in two groups to weighted means and their covariance.

    Parameters
    ----------
    outcome : array of float, shape (n,)
    first : array of bool, shape (n,)
        True in the first group.
    domain : SurveyDomain
        The firms of both groups.

    Returns
    -------
    WeightedGroups
        Status ``empty_group``, ``constant_outcome``, ``single_unit_stratum`` (where the design
        refuses them), ``too_few`` (no degree of freedom for the difference) or ``no_spread`` (no
        variation within groups).

    Notes
    -----
    mean_g = sum(w y) / sum(w) over the firms of group g. Taylor linearization: firm i of group g
    scores w_i (y_i - mean_g) / sum_g(w), a firm outside it 0; the covariance is that of the
    totals of these scores (`total_covariance`). Groups of one sample may share strata, so that
    their means need not be independent.

    Examples
    --------
    >>> domain = SurveyDomain(np.array([1.0, 3.0, 2.0, 2.0]), np.zeros(4, int), np.full(4, 4))
    >>> groups = weighted_groups([1.0, 2.0, 4.0, 8.0], [True, True, False, False], domain)
    >>> groups.mean
    array([1.75, 6.  ])
    """
    y, inside = np.asarray(outcome, dtype=float), np.asarray(first, dtype=bool)
    members = (inside, ~inside)
    nothing = np.full(2, NAN)
    if not all(rows.any() for rows in members):
        return WeightedGroups(
            nothing, np.full((2, 2), NAN), NAN, nothing, nothing, Status.EMPTY_GROUP
        )
    parts = [_mean_and_scores(y, np.asarray(domain.weight), rows) for rows in members]
    mean = np.array([part[0] for part in parts])
    cov = total_covariance(np.column_stack([part[1] for part in parts]), domain)
    df = float(domain.df - 1)
    alone = [part_of(domain, rows) for rows in members]
    variances = [
        float(total_covariance(part[1][rows][:, None], own)[0, 0])
        for part, rows, own in zip(parts, members, alone, strict=True)
    ]
    return WeightedGroups(
        mean=mean,
        cov=cov,
        df=df,
        se_each=np.sqrt(variances),
        df_each=np.array([float(own.df) for own in alone]),
        status=_status(y, cov, df, domain),
    )


def _mean_and_scores(
    y: FloatArray, weight: FloatArray, rows: BoolArray
) -> tuple[float, FloatArray]:
    """Return a group's weighted mean, and each firm's score."""
    share = np.where(rows, weight, 0.0) / np.sort(weight[rows]).sum()
    mean = float(np.sort((share * y)[rows]).sum())
    return mean, share * np.where(rows, y - mean, 0.0)


def _status(y: FloatArray, cov: FloatArray, df: float, domain: SurveyDomain) -> Status:
    """Return why the difference has no test, or ``ok``."""
    if np.ptp(y) == 0:
        return Status.CONSTANT_OUTCOME
    if domain.status is not Status.OK:
        return domain.status
    variance = float(cov[0, 0] + cov[1, 1] - 2 * cov[0, 1])
    if df < 1 or np.isnan(variance):
        return Status.TOO_FEW
    if variance <= (ROUNDING * float(np.abs(y).max())) ** 2:
        return Status.NO_SPREAD
    return Status.OK


def weighted_means(
    groups: WeightedGroups,
    names: tuple[str, str] = ("first", "second"),
    level: float = LEVEL,
    *,
    share: bool = False,
    note: str = "",
) -> TestResult:
    """Test whether two groups' weighted means differ, by the design-based t test.

    Parameters
    ----------
    groups : WeightedGroups
    names : tuple of str
        Of the groups, as terms of the measures.
    level : float
        Confidence level.
    share : bool
        Whether the outcome is 0 or 1, so that the means are shares.
    note : str
        A remark on the design.

    Returns
    -------
    TestResult
        Statistic ``t``, effect ``weighted_mean_difference`` (``weighted_share_difference``);
        measures: each group's mean or share, for shares with an interval on the logit scale
        (variant ``logit``) beside the plain one.

    Notes
    -----
    Null hypothesis: in the population from which the firms were sampled both groups have the same
    mean. t = (mean_1 - mean_2) / SE with design degrees of freedom minus 1, as R's ``svyttest``.
    A group's own interval has the degrees of freedom of the group's firms and strata. The logit
    interval is expit(logit(p) -+ t SE / (p (1 - p))), within 0 and 1 (R's
    ``svyciprop(method = "logit")``); a share of 0 or 1 has none. With few firms or very skewed
    values, and where a few weights carry the mean, the t distribution is only rough.

    References
    ----------
    Lumley, T. (2010). *Complex Surveys: A Guide to Analysis Using R*. Wiley.
    https://doi.org/10.1002/9780470580066

    Korn, E. L., & Graubard, B. I. (1998). Confidence intervals for proportions with small
    expected number of positive counts estimated from survey data. *Survey Methodology*, 24,
    193-201.

    Examples
    --------
    >>> domain = SurveyDomain(np.ones(6), np.zeros(6, int), np.full(6, 6))
    >>> first = np.array([True, True, True, False, False, False])
    >>> test = weighted_means(weighted_groups([1.0, 2, 3, 4, 6, 8], first, domain))
    >>> [round(float(x), 4) for x in (test.effect.estimate, test.statistic, test.p_value)]
    [-4.0, -3.4641, 0.0257]
    """
    difference = group_difference(groups, level, share=share)
    return where_ok(
        int(groups.status),
        statistic_name="t",
        statistic=difference.statistic,
        df=difference.df,
        p_value=difference.p_value,
        p_method="design-based t",
        effect=difference,
        others=group_measures(groups, names, level, share=share),
        note=note,
    )


def group_difference(groups: WeightedGroups, level: float, *, share: bool) -> Estimate:
    """Return the difference of two groups' weighted means, with its t test and interval.

    Examples
    --------
    >>> groups = WeightedGroups(np.array([2.0, 1.0]), np.eye(2) / 8, 20.0,
    ...                         np.full(2, 0.1), np.full(2, 10.0), Status.OK)
    >>> float(group_difference(groups, 0.95, share=False).statistic)
    2.0
    """
    mean, cov = groups.mean, groups.cov
    value = mean[0] - mean[1]
    with np.errstate(divide="ignore", invalid="ignore"):
        std_error = np.sqrt(np.maximum(cov[0, 0] + cov[1, 1] - 2 * cov[0, 1], 0.0))
        t = value / std_error
    half = t_quantile(groups.df, level) * std_error
    return Estimate(
        "weighted_share_difference" if share else "weighted_mean_difference",
        value,
        std_error=std_error,
        statistic=t,
        df=groups.df,
        p_value=two_sided_t(t, groups.df),
        ci_low=value - half,
        ci_high=value + half,
        ci_level=level,
        ci_method=T_CI_METHOD,
    )


def group_measures(
    groups: WeightedGroups, names: tuple[str, str], level: float, *, share: bool
) -> tuple[Estimate, ...]:
    """Return each group's weighted mean, or its share with the plain and the logit interval.

    Examples
    --------
    >>> groups = WeightedGroups(np.array([0.5, 0.2]), np.eye(2) / 100, 20.0,
    ...                         np.full(2, 0.1), np.full(2, 10.0), Status.OK)
    >>> [(m.term, m.variant) for m in group_measures(groups, ("a", "b"), 0.95, share=True)]
    [('a', ''), ('a', 'logit'), ('b', ''), ('b', 'logit')]
    """
    rows: list[Estimate] = []
    for place, name in enumerate(names):
        value, df = float(groups.mean[place]), float(groups.df_each[place])
        std_error = float(groups.se_each[place])
        rows += own_measures(name, value, std_error, df, level, share=share)
    return tuple(rows)


def own_measures(
    term: str, value: float, std_error: float, df: float, level: float, *, share: bool
) -> tuple[Estimate, ...]:
    """Return one weighted mean or share with its plain interval, for a share the logit one too.

    Examples
    --------
    >>> plain, logit = own_measures("a", 0.1, 0.05, 30.0, 0.95, share=True)
    >>> round(plain.ci_low, 4), round(logit.ci_low, 4)
    (-0.0021, 0.0345)
    """
    # without variation there is no interval, rather than one without width
    half = float(t_quantile(df, level)) * std_error if std_error > 0 else NAN
    intervals = [("", value - half, value + half, T_CI_METHOD)]
    if share:
        low, high = logit_interval(value, std_error, df, level)
        intervals.append(("logit", float(low), float(high), LOGIT_CI_METHOD))
    return tuple(
        Estimate(
            "weighted_share" if share else "weighted_mean",
            value,
            variant=variant,
            term=term,
            std_error=std_error,
            df=df,
            ci_low=low,
            ci_high=high,
            ci_level=level,
            ci_method=method,
        )
        for variant, low, high, method in intervals
    )


def logit_interval(
    share: ArrayLike, std_error: ArrayLike, df: ArrayLike, level: float
) -> tuple[FloatArray, FloatArray]:
    """Return the interval of a share on the logit scale; NaN for a share of 0 or 1.

    Examples
    --------
    >>> [round(float(x), 4) for x in logit_interval(0.1, 0.05, 30, 0.95)]
    [0.0345, 0.2568]
    """
    p = np.asarray(share, dtype=float)
    inside = (p > 0) & (p < 1)
    safe = np.where(inside, p, 0.5)
    half = t_quantile(df, level) * np.asarray(std_error) / (safe * (1 - safe))
    return (
        np.where(inside, special.expit(special.logit(safe) - half), NAN),
        np.where(inside, special.expit(special.logit(safe) + half), NAN),
    )
