"""Clustered logistic models and GEE: size and coverage with few firms of dependent years."""

import numpy as np
import pytest
from scipy import special

from smeint.engine.clustered_logit import fit_clustered
from smeint.engine.gee import fit_gee
from smeint.engine.score_bootstrap import effective_scores
from smeint.finding import Status
from smeint.formulas.robust_logit import robust_logit_test
from smeint.formulas.score_bootstrap import Draws, score_bootstrap_p

pytestmark = pytest.mark.slow

YEARS, DRAWS, TERMS = 3, 800, ("sme", "second", "third")


def panels(seed, firms, first, draws, effect=0.0, dependence=0.7):
    """Yield outcome, columns and firms; `dependence` is the firm's share of the variance."""
    rng = np.random.default_rng(seed)
    firm, year = np.repeat(np.arange(firms), YEARS), np.tile(np.arange(YEARS), firms)
    group = (firm < first) * 1.0
    x = np.column_stack([group, year == 1, year == 2]).astype(float)
    for _ in range(draws):
        shared = rng.normal(size=firms)[firm]
        latent = np.sqrt(dependence) * shared + np.sqrt(1 - dependence) * rng.normal(size=firm.size)
        yield (latent < effect * group) * 1.0, x, firm


def answered(fits, truth=0.0):
    """Return p of the first term, p as programs print it by variant, and coverage."""
    p, variants, covered = [], {}, []
    for fit in fits:
        test = robust_logit_test(fit, "sme")
        if int(test.status) == Status.OK:
            p.append(float(test.p_value))
            low, high = np.log([float(test.effect.ci_low), float(test.effect.ci_high)])
            covered.append(low <= truth <= high)
            for row in test.measures:
                if row.variant and row.term == "sme":
                    variants.setdefault(row.variant, []).append(float(row.p_value))
    return np.array(p), {k: np.array(v) for k, v in variants.items()}, np.array(covered)


#: Firms, those of the first group, size at .05 of CR2 with t(G - 1).
DESIGNS = [(12, 6, 0.030), (21, 10, 0.037), (21, 5, 0.048), (59, 30, 0.041), (114, 57, 0.053)]


@pytest.mark.parametrize(("firms", "first", "size"), DESIGNS)
def test_size_of_the_clustered_logit(firms, first, size, inside_band):
    made = panels(210, firms, first, DRAWS)
    p, variants, _ = answered(fit_clustered(y, x, TERMS, firm) for y, x, firm in made)
    assert len(p) > 0.9 * DRAWS
    # the documented size is itself simulated
    inside_band(p < 0.05, size, slack=0.006)
    assert (p < 0.05).mean() < 0.08
    # as if rows were independent: far too often
    assert (variants["model"] < 0.05).mean() > 0.10
    # Satterthwaite's degrees of freedom are never the more liberal
    assert (variants["CR2"] < 0.05).mean() <= (p < 0.05).mean()


@pytest.mark.parametrize(("firms", "first"), [(12, 6), (21, 5), (59, 30)])
def test_coverage_of_the_clustered_odds_ratio(firms, first):
    truth = special.logit(special.ndtr(0.6))
    made = panels(211, firms, first, 500, effect=0.6)
    _, _, covered = answered((fit_clustered(y, x, TERMS, firm) for y, x, firm in made), truth)
    assert 0.92 <= covered.mean() <= 0.99


@pytest.mark.parametrize(
    ("firms", "first", "size"), [(12, 6, 0.038), (21, 5, 0.059), (59, 30, 0.051)]
)
def test_size_of_the_score_bootstrap(firms, first, size, inside_band):
    p = []
    for y, x, firm in panels(212, firms, first, DRAWS):
        if 0 < y[x[:, 0] == 1].mean() < 1 and 0 < y[x[:, 0] == 0].mean() < 1:
            scores = effective_scores(y, x, firm)(0.0)
            if scores is not None:
                p.append(score_bootstrap_p(scores, Draws("rademacher", firms, 399, 1))[0])
    p = np.array(p)
    inside_band(p <= 0.05, size, slack=0.012)


@pytest.mark.parametrize(("firms", "first"), [(12, 6), (21, 5), (59, 30)])
def test_size_of_gee(firms, first):
    made = panels(213, firms, first, 400)
    p, variants, covered = answered(fit_gee(y, x, TERMS, firm) for y, x, firm in made)
    assert len(p) > 0.8 * 400
    assert 0.002 <= (p < 0.05).mean() <= 0.08
    # not corrected for bias, it rejects more often
    assert (variants["robust"] < 0.05).mean() > (p < 0.05).mean()
    assert np.array_equal(covered, p >= 0.05)
