"""Size and coverage of logistic regression with one yes/no predictor, over every table there is."""

import numpy as np
import pytest
from scipy import special, stats

from smeint.engine.firth import fit_firth
from smeint.engine.logit import fit_logit
from smeint.engine.profile import profile_logit
from smeint.finding import Status
from smeint.formulas.logit import logit_test

pytestmark = pytest.mark.slow

#: Firms in each group, share of events, true odds ratio; then the documented rates: share of
#: separated tables; size or, of an odds ratio that is not 1, one minus coverage of Wald, likelihood
#: ratio, and penalized likelihood ratio. Of the tables that are not separated for the first two.
DESIGNS = [
    (20, 39, 0.5, 1.0, (0.0, 0.044, 0.0525, 0.0442)),
    (20, 39, 0.15, 1.0, (0.0404, 0.0229, 0.0326, 0.0415)),
    (20, 39, 0.5, 3.0, (0.0032, 0.0342, 0.0531, 0.0445)),
    (5, 16, 0.5, 1.0, (0.0625, 0.0142, 0.0142, 0.0384)),
    (5, 16, 0.25, 1.0, (0.2441, 0.0339, 0.0339, 0.032)),
    (5, 16, 0.5, 3.0, (0.2383, 0.0245, 0.0278, 0.0377)),
]


def rates(n_1, n_2, share, odds):
    """Return separation, and how often each method excludes the true coefficient."""
    p_2, p_1 = share, special.expit(special.logit(share) + np.log(odds))
    x = np.repeat([1.0, 0.0], [n_1, n_2])[:, None]
    out = np.zeros(6)
    for a in range(n_1 + 1):
        for c in range(n_2 + 1):
            weight = stats.binom.pmf(a, n_1, p_1) * stats.binom.pmf(c, n_2, p_2)
            y = np.concatenate([np.arange(n_1) < a, np.arange(n_2) < c]).astype(float)
            if weight < 1e-6 or y.min() == y.max():
                continue
            firth = fit_firth(y, x, ["x"], profiled=["x"])
            misses = not firth.ci_low[1] <= np.log(odds) <= firth.ci_high[1]
            out[[4, 5]] += weight * np.array([1.0, misses])
            fit = fit_logit(y, x, ["x"])
            if int(fit.status) == Status.SEPARATION:
                out[1] += weight
                continue
            wald = next(m for m in logit_test(fit, "x").measures if m.measure == "odds_ratio")
            both = profile_logit(y, x, fit, terms=["x"])
            out[0] += weight
            out[2] += weight * (not wald.ci_low <= odds <= wald.ci_high)
            out[3] += weight * (not both.low[0] <= np.log(odds) <= both.high[0])
    plain, separated, wald, ratio, all_tables, penalized = out
    return separated / all_tables, wald / plain, ratio / plain, penalized / all_tables


@pytest.mark.parametrize(("n_1", "n_2", "share", "odds", "documented"), DESIGNS)
def test_rates_are_as_documented(n_1, n_2, share, odds, documented):
    assert rates(n_1, n_2, share, odds) == pytest.approx(documented, abs=6e-4)


@pytest.mark.parametrize(("n_1", "n_2", "share", "odds", "documented"), DESIGNS)
def test_separation_and_walds_rate_follow_from_counts(n_1, n_2, share, odds, documented):
    # no model is fitted: log odds ratio and Woolf's standard error are those of the four counts
    p_1 = special.expit(special.logit(share) + np.log(odds))
    a, c = np.arange(n_1 + 1.0)[:, None], np.arange(n_2 + 1.0)[None, :]
    b, d = n_1 - a, n_2 - c
    weight = stats.binom.pmf(a, n_1, p_1) * stats.binom.pmf(c, n_2, share)
    weight = np.where((a + c == 0) | (b + d == 0) | (weight < 1e-6), 0.0, weight)
    separated = a * b * c * d == 0
    with np.errstate(divide="ignore", invalid="ignore"):
        away = np.log(a * d / (b * c)) - np.log(odds)
        missed = np.abs(away) > stats.norm.ppf(0.975) * np.sqrt(1 / a + 1 / b + 1 / c + 1 / d)
    plain = weight[~separated].sum()
    found = weight[separated].sum() / weight.sum(), weight[~separated & missed].sum() / plain
    assert found == pytest.approx(documented[:2], abs=6e-4)
