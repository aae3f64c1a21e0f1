"""Whether an association is the same in all strata: odds ratios, and rank-biserial correlations."""

from __future__ import annotations

import numpy as np
from scipy import special

from smeint.arrays import BoolArray, FloatArray, IntArray
from smeint.defaults import LEVEL
from smeint.finding import Status
from smeint.formulas.mantel_haenszel import common_odds_ratio, strata_status
from smeint.formulas.result import Estimate, TestResult, where_ok
from smeint.formulas.strata import Strata2x2, expected_first_cell, n_strata


def breslow_day(strata: Strata2x2, level: float = LEVEL) -> TestResult:
    """Test whether the odds ratio is the same in all strata, by Breslow and Day with Tarone.

    Parameters
    ----------
    strata : Strata2x2
    level : float
        Confidence level of the common odds ratio.

    Returns
    -------
    TestResult
        Statistic ``chi2``, corrected by Tarone, with one degree of freedom fewer than informative
        strata; effect ``common_odds_ratio`` (Mantel-Haenszel); measures: Breslow-Day's chi-square
        both ways (variants ``tarone``, ``uncorrected``), number of strata. Statuses of
        `mantel_haenszel`, ``too_few`` with fewer than two informative strata, ``separation`` where
        the common odds ratio is 0 or infinite. The note names strata left out.

    Notes
    -----
    Null hypothesis: the odds ratio is the same in all strata; the alternative is that it differs
    somehow, in no order of the strata. Sum of (a - e)^2 / v with e the cell expected under the
    Mantel-Haenszel odds ratio and 1 / v = the sum of reciprocal expected cells, less (sum (a -
    e))^2 / sum v. Strata without information do not count in the degrees of freedom.

    Not with many strata of few firms. Size at .05, three strata, 20,000 samples, events 35 % and 10
    %, odds ratio 1: groups of 20 and 39 .050, .052; of 5 and 16 .054, .038. Power is low: a p above
    alpha does not say that odds ratios are equal. For a share near 0 or 1 in some strata, equal
    odds ratios and equal differences of shares are different questions.

    References
    ----------
    Breslow, N. E., & Day, N. E. (1980). *Statistical Methods in Cancer Research, vol. 1*,
    pp. 142-146. IARC.

    Tarone, R. E. (1985). On heterogeneity tests based on efficient scores. *Biometrika*, 72,
    91-95. https://doi.org/10.1093/biomet/72.1.91

    Examples
    --------
    >>> test = breslow_day(Strata2x2([3, 8, 9], [9, 2, 4], [7, 9, 2], [4, 1, 8]))
    >>> [round(float(x), 4) for x in (test.statistic, test.df, test.p_value)]
    [9.3681, 2.0, 0.0092]
    """
    ratio = common_odds_ratio(strata, level)
    status = _with_odds_ratio(strata, np.asarray(ratio.estimate))
    psi = np.where(status == int(Status.OK), ratio.estimate, 1.0)
    e = expected_first_cell(strata, psi)
    a, b, c, d = strata.where(strata.informative)
    with np.errstate(divide="ignore", invalid="ignore"):
        v = 1 / (1 / e + 1 / (a + b - e) + 1 / (a + c - e) + 1 / (d - a + e))
        parts = np.where(strata.informative, (a - e) ** 2 / v, 0.0)
    v = np.where(strata.informative, v, 0.0)
    plain = parts.sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        correction = (a - e).sum(axis=-1) ** 2 / v.sum(axis=-1)
    tarone = np.maximum(plain - correction, 0.0)
    df = _df(strata.informative)
    rows = [
        Estimate(
            "breslow_day_chi_square",
            x,
            variant=variant,
            statistic=x,
            df=df,
            p_value=special.chdtrc(df, x),
        )
        for variant, x in (("tarone", tarone), ("uncorrected", plain))
    ]
    return where_ok(
        status,
        statistic_name="chi2",
        statistic=tarone,
        df=df,
        p_value=special.chdtrc(df, tarone),
        p_method="asymptotic, Tarone's correction",
        effect=ratio,
        others=(*rows, n_strata(strata.informative)),
        note=strata.note(),
    )


def interaction_likelihood_ratio(strata: Strata2x2, level: float = LEVEL) -> TestResult:
    """Test whether the odds ratio is the same in all strata, by the likelihood ratio in a logit.

    Parameters
    ----------
    strata : Strata2x2
    level : float
        Confidence level of the Mantel-Haenszel odds ratio.

    Returns
    -------
    TestResult
        Statistic ``chi2`` with one degree of freedom fewer than informative strata; effect
        ``common_odds_ratio`` (Mantel-Haenszel), and a second measure of that name, variant
        ``maximum likelihood``. Statuses and note as in `breslow_day`.

    Notes
    -----
    Null hypothesis as in `breslow_day`: twice the difference of log-likelihoods of the logistic
    regressions with strata, group and their product, and with strata and group. No model is
    fitted: the smaller one keeps the margins of each stratum and the sum of first cells, which
    determines the cells, and the larger one is the table itself; so separation in a single
    stratum does no harm. In small strata it rejects too often where `breslow_day` does not: size
    in the same simulations, groups of 20 and 39 .053, .084; of 5 and 16 .084, .062. For comparison
    with a reported logistic regression, not for small strata.

    References
    ----------
    Agresti, A. (2013). *Categorical Data Analysis* (3rd ed.), section 6.3. Wiley.

    Examples
    --------
    >>> test = interaction_likelihood_ratio(Strata2x2([3, 8, 9], [9, 2, 4], [7, 9, 2], [4, 1, 8]))
    >>> [round(float(x), 4) for x in (test.statistic, test.df, test.p_value)]
    [9.7581, 2.0, 0.0076]
    """
    ratio = common_odds_ratio(strata, level)
    status = _with_odds_ratio(strata, np.asarray(ratio.estimate))
    psi = _maximum_likelihood(strata, status)
    e = expected_first_cell(strata, psi)
    a, b, c, d = strata.where(strata.informative)
    observed = np.stack([a, b, c, d], axis=-1)
    fitted = np.stack([e, a + b - e, a + c - e, d - a + e], axis=-1)
    used = strata.informative[..., None] & (observed > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(used, observed * np.log(observed / fitted), 0.0)
    statistic = np.maximum(2 * terms.sum(axis=(-2, -1)), 0.0)
    df = _df(strata.informative)
    return where_ok(
        status,
        statistic_name="chi2",
        statistic=statistic,
        df=df,
        p_value=special.chdtrc(df, statistic),
        p_method="asymptotic, likelihood ratio",
        effect=ratio,
        others=(
            Estimate("common_odds_ratio", psi, variant="maximum likelihood"),
            n_strata(strata.informative),
        ),
        note=strata.note(),
    )


def _df(used: BoolArray) -> FloatArray:
    return np.asarray(np.maximum(used.sum(axis=-1) - 1, 1), dtype=float)


def _with_odds_ratio(strata: Strata2x2, ratio: FloatArray) -> IntArray:
    """Return the strata's status, with those of a comparison of their odds ratios added."""
    status = strata_status(strata)
    bad = np.where(
        strata.informative.sum(axis=-1) < 2,
        int(Status.TOO_FEW),
        np.where((ratio > 0) & np.isfinite(ratio), int(Status.OK), int(Status.SEPARATION)),
    )
    return np.where(status == int(Status.OK), bad, status)


def _maximum_likelihood(strata: Strata2x2, status: IntArray) -> FloatArray:
    """Return the odds ratio at which expected first cells add up to the observed ones."""
    usable = status == int(Status.OK)
    a, b, c, d = strata.where(strata.informative)
    total = a.sum(axis=-1)
    # beyond (firms)^2 all but the last firm would be expected in the corner of every stratum
    bound = 2 * np.log(np.maximum((a + b + c + d).sum(axis=-1), 2.0)) + 2
    low, high = -bound, bound
    for _ in range(64):
        middle = (low + high) / 2
        over = expected_first_cell(strata, np.exp(middle)).sum(axis=-1) > total
        low, high = np.where(over, low, middle), np.where(over, middle, high)
    return np.asarray(np.where(usable, np.exp((low + high) / 2), 1.0))
