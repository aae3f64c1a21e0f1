"""Firm-years taken for firms, and logistic regression in small samples, by simulation."""

import math

import numpy as np
from failures_common import COVERAGE, SHARE, SIZE, Experiment, Line, covers, rejects
from failures_ranks import rank_summary
from scipy import special, stats

from smeint.engine.firth import fit_firth
from smeint.engine.logit import fit_logit
from smeint.finding import Status
from smeint.formulas.contingency import Table2x2, chi_square_2x2
from smeint.formulas.logit import logit_test
from smeint.formulas.rank_sum import mann_whitney
from smeint.formulas.score import ScoreSums, pooled_score
from smeint.formulas.table_effects import log_odds_ratio

YEARS, ICC = 5, 0.5
QUANTILE = special.ndtri(0.975)


def latent(sizes, rng, replicates):
    """Return outcomes of both groups, (replicates, firms, years), with the firms' share ICC."""
    drawn = []
    for n in sizes:
        firm = rng.normal(size=(replicates, n, 1))
        year = rng.normal(size=(replicates, n, YEARS))
        drawn.append(math.sqrt(ICC) * firm + math.sqrt(1 - ICC) * year)
    return drawn


def score_sums(y, n_1):
    """Return the pooled score test's summary, panels without gaps."""
    ranked = stats.rankdata(y, axis=1) - (y.shape[1] + 1) / 2
    group = (np.arange(y.shape[1]) < n_1) * 1.0
    x = np.broadcast_to((group - group.mean())[:, None], ranked.shape)
    t, b, c = (ranked * x).sum(2), (ranked**2).sum(2), (x**2).sum(2)
    all_b, all_c = b.sum(1, keepdims=True), c.sum(1, keepdims=True)
    root = np.sqrt(all_b * all_c)
    r = t.sum(1, keepdims=True) / root
    influence = (t - r * (b * np.sqrt(all_c / all_b) + c * np.sqrt(all_b / all_c)) / 2) / root
    sums = (t.sum(1), (t**2).sum(1), all_b[:, 0], all_c[:, 0], (influence**2).sum(1))
    return ScoreSums(y.shape[1], *sums)


def metric_firm_years(sizes, rng, replicates):
    """Compare two groups of firms seen five times, a metric outcome without any difference."""
    x, y = latent(sizes, rng, replicates)

    def p_of(a, b):
        return mann_whitney(rank_summary(a, b)).p_value

    flat = (x.reshape(replicates, -1), y.reshape(replicates, -1))
    return {
        "pooled": rejects(p_of(*flat)),
        "one_year": rejects(p_of(x[..., 0], y[..., 0])),
        "firm_means": rejects(p_of(x.mean(2), y.mean(2))),
        "clustered": rejects(pooled_score(score_sums(np.hstack([x, y]), sizes[0])).p_value),
    }


def counted(x, y):
    """Return the table of two groups' events in all years."""
    (a, c), (m, n) = ((e.sum((1, 2)) for e in (x, y)), (e.shape[1] * e.shape[2] for e in (x, y)))
    return Table2x2(a, m - a, c, n - c)


def yes_no_firm_years(sizes, rng, replicates):
    """Compare two groups of firms seen five times, a yes/no outcome without any difference."""
    x, y = (v > 0 for v in latent(sizes, rng, replicates))
    pooled = counted(x, y)
    naive = log_odds_ratio(pooled)
    spread = np.sqrt(cluster_variance(x) + cluster_variance(y))
    firms = sum(sizes)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = naive.estimate / (spread * math.sqrt(firms / (firms - 1)))
        naive_z = naive.estimate / naive.std_error
    return {
        "pooled": rejects(chi_square_2x2(pooled).p_value),
        "naive_logit": rejects(2 * special.ndtr(-np.abs(naive_z))),
        "one_year": rejects(chi_square_2x2(counted(x[..., :1], y[..., :1])).p_value),
        "clustered_logit": rejects(2 * special.ndtr(-np.abs(z))),
        "clustered": rejects(pooled_score(score_sums(np.hstack([x, y]), sizes[0])).p_value),
    }


def cluster_variance(events):
    """Return the sandwich variance of a group's log odds, firms being clusters, no factor.

    A logistic regression on the group alone fits each group's share, so that its clustered
    covariance is that of two log odds.
    """
    share = events.mean((1, 2), keepdims=True)
    score = (events - share).sum(2)
    total = events.shape[1] * events.shape[2]
    information = total * (share * (1 - share))[:, 0, 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        return (score**2).sum(1) / information**2


SHARES = {"h1": (0.35, 0.68), "rare": (0.05, 0.20)}


def logistic(shares):
    """Return the measure of a logistic regression on group and one normal covariate."""
    effect = float(special.logit(shares[0]) - special.logit(shares[1]))

    def measure(sizes, rng, replicates):
        group = np.repeat([1.0, 0.0], sizes)
        base = np.where(group == 1, *special.logit(np.array(shares)))
        hits = {key: np.full(replicates, np.nan) for key in ("wald", "firth", "firth_wald")}
        hits["separated"] = np.zeros(replicates)
        for i in range(replicates):
            covariate = rng.normal(size=group.size)
            y = rng.random(group.size) < special.expit(base + 0.5 * covariate)
            x = np.column_stack([group, covariate])
            _one(hits, i, y, x, effect)
        return hits

    return measure


def _one(hits, i, y, x, effect):
    """Put a sample's intervals among the hits."""
    names = ("group", "covariate")
    fit = fit_logit(y, x, names)
    hits["separated"][i] = fit.status == Status.SEPARATION
    if fit.status == Status.OK:
        ratio = logit_test(fit, "group").effect
        hits["wald"][i] = covers(np.log(ratio.ci_low), np.log(ratio.ci_high), effect)
    firth = fit_firth(y, x, names, profiled=names[:1])
    if firth.status == Status.OK:
        hits["firth"][i] = covers(firth.ci_low[1], firth.ci_high[1], effect)
        half = QUANTILE * firth.std_error[1]
        hits["firth_wald"][i] = covers(firth.beta[1] - half, firth.beta[1] + half, effect)


LOGIT_LINES = (
    Line(
        "wald", "maximum likelihood, Wald, where it exists", COVERAGE, "profile likelihood, Firth"
    ),
    Line("firth_wald", "Firth, Wald", COVERAGE, "Firth, profile"),
    Line("firth", "Firth, profile penalized likelihood", COVERAGE),
    Line("separated", "samples with separation: no maximum-likelihood estimate", SHARE, "Firth"),
)
EXPERIMENTS = (
    Experiment(
        "firm_years_metric",
        "Firms seen five times, intraclass correlation .5, no difference, metric outcome",
        (
            Line("pooled", "Mann-Whitney on all firm-years", SIZE, "one year, means, clusters"),
            Line("one_year", "Mann-Whitney in one year", SIZE),
            Line("firm_means", "Mann-Whitney on firm means", SIZE),
            Line("clustered", "pooled score test, firms as clusters", SIZE),
        ),
        metric_firm_years,
        10_000,
    ),
    Experiment(
        "firm_years_yes_no",
        "Firms seen five times, latent intraclass correlation .5, no difference, yes/no outcome",
        (
            Line("pooled", "chi-square on all firm-years", SIZE, "one year, clusters"),
            Line("naive_logit", "logistic regression on all firm-years", SIZE, "clustered errors"),
            Line("one_year", "chi-square in one year", SIZE),
            Line("clustered_logit", "logistic regression, errors clustered by firm, z", SIZE),
            Line("clustered", "pooled score test, firms as clusters", SIZE),
        ),
        yes_no_firm_years,
        10_000,
    ),
    Experiment(
        "logit_h1",
        "Logistic regression on group and a covariate, shares of events .35 and .68",
        LOGIT_LINES,
        logistic(SHARES["h1"]),
        2_000,
    ),
    Experiment(
        "logit_rare",
        "Logistic regression on group and a covariate, shares of events .05 and .20",
        LOGIT_LINES,
        logistic(SHARES["rare"]),
        2_000,
    ),
)
