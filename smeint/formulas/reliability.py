"""Cronbach's alpha, item-rest correlations and alpha without an item."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from smeint.arrays import BoolArray, FloatArray, IntArray
from smeint.defaults import LEVEL
from smeint.finding import NAN, Status
from smeint.formulas.intervals import check_level, fisher_z, normal_quantile
from smeint.formulas.items import ItemCovariance, correlation_of
from smeint.formulas.result import Estimate, TestResult, where_ok

ALPHA_CI_METHOD = "Feldt F"
ITEM_REST_CI_METHOD = "Fisher z"

#: A total's variance below this share of the items' variances is a constant total, rounded.
CONSTANT_TOTAL = 1e-12


def cronbach_alpha(summary: ItemCovariance, level: float = LEVEL) -> TestResult:
    """Estimate the reliability of a scale's sum or mean by Cronbach's alpha.

    Parameters
    ----------
    summary : ItemCovariance
    level : float
        Confidence level.

    Returns
    -------
    TestResult
        Effect ``cronbach_alpha`` with its normal-theory standard error and Feldt's interval; a
        second measure of that name, variant ``standardized``, from the correlations. Status
        ``too_few_items`` below two items, ``too_few`` below three rows, ``constant_item`` (named
        in the note), ``constant_outcome`` where the items add up to a constant. No hypothesis is
        tested: statistic and p are NaN. The note says when alpha is negative; it is not set to 0.

    Notes
    -----
    alpha = k / (k - 1) (1 - sum of variances / variance of the sum). For 0/1 items this is
    KR-20. Standardized: the same formula on correlations, for a sum of standardized items; a
    scale is rarely scored so, and it has no interval here.

    Interval (Feldt): limits 1 - (1 - alpha) F with quantiles of F at n - 1 and (n - 1)(k - 1)
    degrees of freedom; exact for normal items with equal variances and covariances. Standard
    error: van Zyl, Neudecker and Nel's, for normal items of any covariances. Coverage of the 95 %
    interval, 20,000 samples each: equal loadings .950 (20 to 114 rows), loadings from .5 to .9
    .948-.951, one item with most of the variance .98, five answer categories .951, 0/1 items
    answered yes by two fifths .94, by an eighth .80: too short for rare answers.

    Alpha is the reliability only where items are essentially tau-equivalent: one factor, loadings
    of equal size, uncorrelated errors. With one factor and unequal loadings it is too low
    (`mcdonald_omega`), with correlated errors it may be too high. It does not show that a scale
    measures one thing: many items of two factors have a high alpha. Not for formative indices,
    whose items need not correlate, and not before reversed items are turned.

    References
    ----------
    Cronbach, L. J. (1951). Coefficient alpha and the internal structure of tests.
    *Psychometrika*, 16, 297-334. https://doi.org/10.1007/BF02310555

    Feldt, L. S. (1965). The approximate sampling distribution of Kuder-Richardson reliability
    coefficient twenty. *Psychometrika*, 30, 357-370. https://doi.org/10.1007/BF02289499

    van Zyl, J. M., Neudecker, H., & Nel, D. G. (2000). On the distribution of the maximum
    likelihood estimator of Cronbach's alpha. *Psychometrika*, 65, 271-280.
    https://doi.org/10.1007/BF02296146

    Examples
    --------
    >>> items = [[10, 6, 6, 6], [6, 11, 6, 6], [6, 6, 12, 6], [6, 6, 6, 13]]
    >>> alpha = cronbach_alpha(ItemCovariance(50, items)).effect
    >>> [round(float(x), 4) for x in (alpha.estimate, alpha.ci_low, alpha.ci_high)]
    [0.8136, 0.7121, 0.8856]
    """
    check_level(level)
    status = alpha_status(summary)
    covariance = summary.usable(status == int(Status.OK))
    alpha = alpha_of(covariance)
    low, high = feldt(alpha, summary.rows, summary.k, level)
    raw = Estimate(
        "cronbach_alpha",
        alpha,
        std_error=_std_error(covariance, summary.rows),
        ci_low=low,
        ci_high=high,
        ci_level=level,
        ci_method=ALPHA_CI_METHOD,
    )
    standardized = Estimate(
        "cronbach_alpha", alpha_of(correlation_of(covariance)), variant="standardized"
    )
    negative = (status == int(Status.OK)) & (alpha < 0)
    return _described(summary, status, raw, (standardized,), negative)


def item_rest(summary: ItemCovariance, level: float = LEVEL) -> TestResult:
    """Correlate each item with the sum of the others, and find alpha without the item.

    Parameters
    ----------
    summary : ItemCovariance
    level : float
        Confidence level.

    Returns
    -------
    TestResult
        Measures ``item_rest_correlation`` and ``alpha_if_deleted``, each with the item as its
        term, and no effect. A correlation is NaN where the rest of the scale is constant, alpha
        where fewer than two items are left or these add up to a constant. Statuses as in
        `cronbach_alpha`, whose note it shares.

    Notes
    -----
    r_i = cov(x_i, T - x_i) / (s(x_i) s(T - x_i)) for the sum T of all items: the *corrected*
    correlation, which leaves the item out of the sum. Interval: Fisher's z with standard error
    1 / sqrt(n - 3), for normal items (coverage .950), too short for rare 0/1 answers (.80); none
    for three rows. Alpha without the item has Feldt's interval.

    A description of one sample. Dropping the items that look worst and then reporting alpha from
    the same rows makes alpha too high; a negative correlation is more often a reversed item that
    was not turned than a bad one.

    References
    ----------
    Nunnally, J. C., & Bernstein, I. H. (1994). *Psychometric theory* (3rd ed.), chapter 8.
    McGraw-Hill.

    Kopalle, P. K., & Lehmann, D. R. (1997). Alpha inflation? The impact of eliminating scale items
    on Cronbach's alpha. *Organizational Behavior and Human Decision Processes*, 70, 189-197.
    https://doi.org/10.1006/obhd.1997.2702

    Examples
    --------
    >>> items = ItemCovariance(50, [[4, 2, 1], [2, 4, 1], [1, 1, 4]], ("a", "b", "c"))
    >>> for m in item_rest(items).measures[::2]:
    ...     print(m.measure, m.term, round(float(m.estimate), 4))
    item_rest_correlation a 0.4743
    item_rest_correlation b 0.4743
    item_rest_correlation c 0.2887
    """
    check_level(level)
    status = alpha_status(summary)
    covariance = summary.usable(status == int(Status.OK))
    correlations = _item_rest_correlations(covariance)
    measures: list[Estimate] = []
    with np.errstate(divide="ignore", invalid="ignore"):
        std_error = np.where(summary.rows > 3, 1 / np.sqrt(summary.rows - 3), NAN)
    for i, name in enumerate(summary.names):
        low, high = fisher_z(correlations[..., i], std_error, normal_quantile(level))
        rest = np.delete(np.delete(covariance, i, axis=-1), i, axis=-2)
        alpha = alpha_of(rest)
        alpha_low, alpha_high = feldt(alpha, summary.rows, summary.k - 1, level)
        measures += [
            Estimate(
                "item_rest_correlation",
                correlations[..., i],
                term=name,
                std_error=std_error,
                ci_low=low,
                ci_high=high,
                ci_level=level,
                ci_method=ITEM_REST_CI_METHOD,
            ),
            Estimate(
                "alpha_if_deleted",
                alpha,
                term=name,
                ci_low=alpha_low,
                ci_high=alpha_high,
                ci_level=level,
                ci_method=ALPHA_CI_METHOD,
            ),
        ]
    negative = (status == int(Status.OK)) & (alpha_of(covariance) < 0)
    return _described(summary, status, None, tuple(measures), negative)


def alpha_of(covariance: FloatArray) -> FloatArray:
    """Return alpha of covariance matrices; NaN below two items or where the sum is constant.

    Parameters
    ----------
    covariance : array of float, shape (..., k, k)

    Returns
    -------
    array of float

    Examples
    --------
    >>> float(alpha_of(np.array([[1.0, 0.5], [0.5, 1.0]])).round(4))
    0.6667
    """
    k = covariance.shape[-1]
    if k < 2:
        return np.full(covariance.shape[:-2], NAN)
    variances = np.diagonal(covariance, axis1=-2, axis2=-1)
    trace, total = variances.sum(axis=-1), covariance.sum(axis=(-2, -1))
    varies = ~_constant_total(covariance)
    return np.asarray(np.where(varies, k / (k - 1) * (1 - trace / np.where(varies, total, 1)), NAN))


def feldt(alpha: ArrayLike, n: ArrayLike, k: int, level: float) -> tuple[FloatArray, FloatArray]:
    """Return Feldt's interval of alpha.

    Parameters
    ----------
    alpha : array of float
    n : array of float
        Rows; below 2 the limits are NaN.
    k : int
        Items; below 2 the limits are NaN.
    level : float
        Confidence level.

    Returns
    -------
    tuple of array
        Lower and upper limit.

    References
    ----------
    Feldt, L. S., Woodruff, D. J., & Salih, F. A. (1987). Statistical inference for coefficient
    alpha. *Applied Psychological Measurement*, 11, 93-103.
    https://doi.org/10.1177/014662168701100107

    Examples
    --------
    >>> [float(x.round(4)) for x in feldt(0.85, 89, 7, 0.95)]
    [0.7971, 0.8932]
    """
    check_level(level)
    value, rows = np.broadcast_arrays(np.asarray(alpha, dtype=float), np.asarray(n, dtype=float))
    usable = (rows >= 2) & (k >= 2)
    df_1 = np.where(usable, rows - 1, 1.0)
    df_2 = df_1 * max(k - 1, 1)
    upper, lower = (special.fdtri(df_1, df_2, 0.5 + side * level / 2) for side in (1, -1))
    return (
        np.where(usable, 1 - (1 - value) * upper, NAN),
        np.where(usable, 1 - (1 - value) * lower, NAN),
    )


def alpha_status(summary: ItemCovariance) -> IntArray:
    """Return the summary's status, ``constant_outcome`` where the items add up to a constant."""
    status = summary.status
    constant = _constant_total(summary.usable(status == int(Status.OK)))
    return np.where((status == int(Status.OK)) & constant, int(Status.CONSTANT_OUTCOME), status)


def _constant_total(covariance: FloatArray) -> BoolArray:
    """Return whether the items' sum is constant but for rounding."""
    trace = np.trace(covariance, axis1=-2, axis2=-1)
    return np.asarray(covariance.sum(axis=(-2, -1)) <= CONSTANT_TOTAL * trace)


def _std_error(covariance: FloatArray, n: FloatArray) -> FloatArray:
    """Return alpha's standard error for normal items (van Zyl, Neudecker & Nel)."""
    k = covariance.shape[-1]
    square = covariance @ covariance
    total, trace = covariance.sum(axis=(-2, -1)), np.trace(covariance, axis1=-2, axis2=-1)
    bracket = total * (np.trace(square, axis1=-2, axis2=-1) + trace**2) - 2 * trace * square.sum(
        axis=(-2, -1)
    )
    q = 2 * k**2 / (max(k - 1, 1) ** 2 * total**3) * bracket
    return np.asarray(np.sqrt(np.maximum(q, 0) / np.maximum(n, 1)))


def _item_rest_correlations(covariance: FloatArray) -> FloatArray:
    """Return each item's correlation with the sum of the others, shape (..., k)."""
    variances = np.diagonal(covariance, axis1=-2, axis2=-1)
    with_total = covariance.sum(axis=-1)
    total = covariance.sum(axis=(-2, -1))
    rest = total[..., None] - 2 * with_total + variances
    varies = rest > CONSTANT_TOTAL * variances.sum(axis=-1)[..., None]
    spread = np.sqrt(variances * np.where(varies, rest, 1.0))
    found = np.clip((with_total - variances) / spread, -1.0, 1.0)
    return np.asarray(np.where(varies, found, NAN))


def _described(
    summary: ItemCovariance,
    status: IntArray,
    effect: Estimate | None,
    others: tuple[Estimate, ...],
    negative: BoolArray,
) -> TestResult:
    """Return a result without a test, its note naming constant items and a negative alpha."""
    notes = [summary.constant_note()] if summary.k >= 2 else []
    if negative.any():
        notes.append(
            "alpha is negative: the items' covariances are negative on average, "
            "as where a reversed item is not turned"
        )
    return where_ok(
        status,
        statistic_name="",
        statistic=NAN,
        p_value=NAN,
        p_method="",
        effect=effect,
        others=others,
        note="; ".join(note for note in notes if note),
    )
