"""Coverage of design-based intervals, and size of the corrected chi-square, by simulation."""

import numpy as np
import pytest

from smeint.formulas.rao_scott import rao_scott, weighted_table
from smeint.formulas.survey import SurveyDomain
from smeint.formulas.weighted_groups import weighted_groups, weighted_means

pytestmark = pytest.mark.slow

#: Firms sampled and standing in the population, by stratum: large firms are oversampled.
SAMPLED, POPULATION = np.array([60, 50, 40, 30]), np.array([6000, 2000, 500, 150])
STRATUM = np.repeat(np.arange(4), SAMPLED)
WEIGHT = (POPULATION / SAMPLED)[STRATUM]
SIZE = SAMPLED[STRATUM]
#: Share of the first group, and of the event, by stratum.
FIRST, EVENT = np.array([0.6, 0.5, 0.4, 0.3]), np.array([0.2, 0.3, 0.4, 0.6])
REPLICATES = 4000
DOMAIN = SurveyDomain(WEIGHT, STRATUM, SIZE)


def draws():
    rng = np.random.default_rng(20140102)
    for _ in range(REPLICATES):
        first = rng.random(STRATUM.size) < FIRST[STRATUM]
        event = (rng.random(STRATUM.size) < EVENT[STRATUM]).astype(int)
        y = rng.normal(size=STRATUM.size) + STRATUM
        yield first, event, y


def population_mean(values, share):
    """Mean over a group of which `share` is the part of each stratum."""
    weight = POPULATION * share
    return float((weight * values).sum() / weight.sum())


def test_intervals_cover_the_populations_values(inside_band):
    means = population_mean(np.arange(4), FIRST) - population_mean(np.arange(4), 1 - FIRST)
    share = population_mean(EVENT, FIRST)
    hits = {"difference": [], "logit": []}
    for first, event, y in draws():
        own = weighted_means(weighted_groups(y, first, DOMAIN)).effect
        hits["difference"].append(own.ci_low <= means <= own.ci_high)
        shares = weighted_means(weighted_groups(event, first, DOMAIN), share=True)
        logit = next(m for m in shares.measures if m.variant == "logit")
        hits["logit"].append(logit.ci_low <= share <= logit.ci_high)
    # linearization is an approximation: 1.5 points of slack
    inside_band(hits["difference"], 0.95, slack=0.015)
    inside_band(hits["logit"], 0.95, slack=0.015)


def test_the_corrected_chi_square_keeps_its_size_and_the_plain_one_does_not(inside_band):
    # group and event independent in the population, though not in the sample
    rng = np.random.default_rng(20140103)
    # in strata 0 and 1 the association is turned, so that it cancels in the population
    lean = np.array([0.05, -0.15, 0.0, 0.0])  # 6000 * .05 = 2000 * .15
    rejected, plain = [], []
    for _ in range(REPLICATES):
        first = rng.random(STRATUM.size) < 0.5
        p = 0.4 + np.where(first, 1, -1) * lean[STRATUM]
        event = (rng.random(STRATUM.size) < p).astype(int)
        table = weighted_table(event, first.astype(int), DOMAIN)
        test = rao_scott(table)
        rejected.append(float(test.p_value) < 0.05)
        own = {m.measure: float(m.estimate) for m in test.measures}
        plain.append(own["weighted_chi_square"] > 3.841458820694124)
    inside_band(rejected, 0.05, slack=0.015)
    assert np.mean(plain) > 0.10  # weighted shares read as if all firms counted alike
