"""The odds ratio of two weighted shares."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from smeint.arrays import FloatArray
from smeint.finding import NAN
from smeint.formulas.intervals import t_quantile, two_sided_t
from smeint.formulas.result import Estimate
from smeint.formulas.weighted_groups import T_CI_METHOD, WeightedGroups


def weighted_odds_ratio(groups: WeightedGroups, level: float) -> Estimate:
    """Return the odds ratio of two weighted shares; NaN where a share is 0 or 1.

    Notes
    -----
    log OR = logit(p_1) - logit(p_2); its variance by the delta method is that of R's ``svyglm``
    with the group as only term, and so is its t test.

    Examples
    --------
    >>> from smeint.finding import Status
    >>> groups = WeightedGroups(np.array([0.5, 0.2]), np.eye(2) / 100, 20.0,
    ...                         np.full(2, 0.1), np.full(2, 10.0), Status.OK)
    >>> round(float(weighted_odds_ratio(groups, 0.95).estimate), 6)
    4.0
    """
    p = groups.mean
    inside = bool(((p > 0) & (p < 1)).all())
    safe = p if inside else np.full(2, 0.5)
    slope = np.array([1.0, -1.0]) / (safe * (1 - safe))
    log_odds = float(special.logit(safe[0]) - special.logit(safe[1]))
    with np.errstate(divide="ignore", invalid="ignore"):
        std_error = np.sqrt(np.maximum(slope @ groups.cov @ slope, 0.0))
        t = log_odds / std_error
    half = t_quantile(groups.df, level) * std_error

    def known(x: ArrayLike) -> FloatArray:
        return np.where(inside, np.asarray(x, dtype=float), NAN)

    return Estimate(
        "weighted_odds_ratio",
        known(np.exp(log_odds)),
        statistic=known(t),
        df=known(groups.df),
        p_value=known(two_sided_t(t, groups.df)),
        ci_low=known(np.exp(log_odds - half)),
        ci_high=known(np.exp(log_odds + half)),
        ci_level=level,
        ci_method=T_CI_METHOD,
    )
