"""Rank tests and tests of normality: what happens to size and coverage, by simulation."""

import math

import numpy as np
from failures_common import COVERAGE, SHARE, SIZE, Experiment, Line, covers, rejects
from scipy import special, stats

from smeint.formulas.brunner_munzel import brunner_munzel
from smeint.formulas.correlation import RankCorrelation, spearman
from smeint.formulas.kruskal import RankSums, kruskal_wallis
from smeint.formulas.normality import (
    NormalitySummary,
    kolmogorov_smirnov_as_if_known,
    lilliefors,
)
from smeint.formulas.rank_sum import RankSum, mann_whitney, probability_of_superiority
from smeint.formulas.rank_sum_exact import TiePattern, exact_rank_sum
from smeint.formulas.welch import TwoMeans, welch

QUANTILE = special.ndtri(0.975)


def rank_summary(x, y):
    """Return the summary of samples in rows, by ranks and placements."""
    n_1, n_2 = x.shape[1], y.shape[1]
    n = n_1 + n_2
    ranks = stats.rankdata(np.hstack([x, y]), axis=1)
    p_1 = (ranks[:, :n_1] - stats.rankdata(x, axis=1)) / n_2
    p_2 = (ranks[:, n_1:] - stats.rankdata(y, axis=1)) / n_1
    ties = n**3 - n - 12 * ((ranks - (n + 1) / 2) ** 2).sum(1)
    return RankSum(n_1, n_2, p_1.sum(1) * n_2, ties, p_1.var(1, ddof=1), p_2.var(1, ddof=1))


def mean_summary(x, y):
    """Return the means' summary of samples in rows."""
    moments = (x.mean(1), y.mean(1), x.var(1, ddof=1), y.var(1, ddof=1))
    return TwoMeans(x.shape[1], y.shape[1], *moments)


def unequal_spread(sizes, rng, replicates):
    """Compare normal samples, the smaller one with three times the spread."""
    x = 3 * rng.normal(size=(replicates, sizes[0]))
    y = rng.normal(size=(replicates, sizes[1]))
    ranks = rank_summary(x, y)
    return {
        "mann_whitney": rejects(mann_whitney(ranks).p_value),
        "student": rejects(stats.ttest_ind(x, y, axis=1).pvalue),
        "welch": rejects(welch(mean_summary(x, y)).p_value),
        "brunner_munzel": rejects(brunner_munzel(ranks).p_value),
    }


SKEW = (1.2, 0.4)


def unequal_spread_skewed(sizes, rng, replicates):
    """Compare lognormal samples; each test has the null hypothesis that it is about."""
    x, y = (np.exp(s * rng.normal(size=(replicates, n))) for s, n in zip(SKEW, sizes, strict=True))
    ranks = rank_summary(x, y)
    x, y = (v - math.exp(s**2 / 2) for v, s in zip((x, y), SKEW, strict=True))
    return {
        "mann_whitney": rejects(mann_whitney(ranks).p_value),
        "brunner_munzel": rejects(brunner_munzel(ranks).p_value),
        "student": rejects(stats.ttest_ind(x, y, axis=1).pvalue),
        "welch": rejects(welch(mean_summary(x, y)).p_value),
    }


def zeros(sizes, rng, replicates):
    """Compare samples of which about half are 0, as export shares are."""
    x, y = (np.maximum(rng.normal(size=(replicates, n)), 0).round(1) for n in sizes)
    summary = rank_summary(x, y)
    few = min(replicates, 4000)
    given = [exact_rank_sum(_pattern(a, b)).p_value for a, b in zip(x[:few], y[:few], strict=True)]
    untied = stats.mannwhitneyu(x[:few], y[:few], method="exact", axis=1).pvalue
    return {
        "asymptotic": rejects(mann_whitney(summary).p_value),
        "continuity": rejects(mann_whitney(summary, continuity=True).p_value),
        "exact_untied": rejects(untied),
        "exact": rejects(given),
    }


def _pattern(x, y):
    values = np.unique(np.concatenate([x, y]))
    return TiePattern(*((v[:, None] == values).sum(0) for v in (x, y)))


SEPARATED = 2.5


def separation(sizes, rng, replicates):
    """Estimate the rank-biserial correlation of two groups that hardly overlap."""
    truth = 2 * special.ndtr(SEPARATED / math.sqrt(2)) - 1
    x = SEPARATED + rng.normal(size=(replicates, sizes[0]))
    y = rng.normal(size=(replicates, sizes[1]))
    return _intervals(rank_summary(x, y), sizes, truth)


def no_effect_unequal_spread(sizes, rng, replicates):
    """Estimate the rank-biserial correlation of 0, the smaller group three times as spread."""
    x, y = 3 * rng.normal(size=(replicates, sizes[0])), rng.normal(size=(replicates, sizes[1]))
    return _intervals(rank_summary(x, y), sizes, 0.0)


def _intervals(summary, sizes, truth):
    n_1, n_2 = sizes
    theta = probability_of_superiority(summary)
    r, error = 2 * theta.estimate - 1, 2 * theta.std_error
    with np.errstate(divide="ignore"):
        z = np.arctanh(r)
    half = QUANTILE * math.sqrt((n_1 + n_2 + 1) / (3 * n_1 * n_2))
    return {
        "wald": covers(r - QUANTILE * error, r + QUANTILE * error, truth),
        "fisher_z": covers(np.tanh(z - half), np.tanh(z + half), truth),
        "ours": covers(2 * theta.ci_low - 1, 2 * theta.ci_high - 1, truth),
        "separated": np.abs(r) == 1,
    }


def normality(sizes, rng, replicates):
    """Test normal samples of both groups together for normality."""
    n = sum(sizes)
    x = np.sort(rng.normal(size=(replicates, n)), axis=1)
    cdf = special.ndtr((x - x.mean(1, keepdims=True)) / x.std(1, ddof=1, keepdims=True))
    steps = np.arange(n + 1) / n
    d = np.maximum((steps[1:] - cdf).max(1), (cdf - steps[:-1]).max(1))
    summary = NormalitySummary(n, False, d)
    return {
        "kolmogorov_smirnov": rejects(kolmogorov_smirnov_as_if_known(summary).p_value),
        "lilliefors": rejects(lilliefors(summary).p_value),
    }


def several_groups(sizes, rng, replicates):
    """Compare three groups without any difference, the third as large as the first."""
    groups = (*sizes, sizes[0])
    ends = np.cumsum(groups)[:-1]
    hits = {}
    for key, floor in (("normal", -np.inf), ("zeros", 0.0)):
        x = np.maximum(rng.normal(size=(replicates, sum(groups))), floor)
        ranks = stats.rankdata(x, axis=1)
        n = x.shape[1]
        sums = np.stack([part.sum(1) for part in np.split(ranks, ends, axis=1)], axis=-1)
        ties = n**3 - n - 12 * ((ranks - (n + 1) / 2) ** 2).sum(1)
        p = kruskal_wallis(RankSums(np.array(groups), sums, ties.round())).p_value
        hits[key] = rejects(p)
    return hits


PEARSON = 0.8


def rank_correlation(sizes, rng, replicates):
    """Estimate Spearman's rho of normal variables with a Pearson correlation of .8."""
    n, truth = sum(sizes), 6 / math.pi * math.asin(PEARSON / 2)
    x, e = rng.normal(size=(2, replicates, n))
    y = PEARSON * x + math.sqrt(1 - PEARSON**2) * e
    a, b = (stats.rankdata(v, axis=1) - (n + 1) / 2 for v in (x, y))
    rho = (a * b).sum(1) / np.sqrt((a * a).sum(1) * (b * b).sum(1))
    effect = spearman(RankCorrelation(n, rho)).effect
    z, half = np.arctanh(rho), QUANTILE / math.sqrt(n - 3)
    return {
        "fisher_z": covers(np.tanh(z - half), np.tanh(z + half), truth),
        "ours": covers(effect.ci_low, effect.ci_high, truth),
    }


SPREAD = (
    Line("mann_whitney", "Mann-Whitney", SIZE, "Brunner-Munzel"),
    Line("student", "Student's t", SIZE, "Welch's t"),
    Line("welch", "Welch's t", SIZE),
    Line("brunner_munzel", "Brunner-Munzel", SIZE),
)
BISERIAL = (
    Line("wald", "estimate ± 1.96 SE", COVERAGE, "smeint's interval"),
    Line("fisher_z", "Fisher's z (R's effectsize)", COVERAGE, "smeint's interval"),
    Line("ours", "smeint: logit scale, shrunken variance; Newcombe 5 at separation", COVERAGE),
    Line("separated", "samples without any overlap: SE 0, the first interval has no width", SHARE),
)
EXPERIMENTS = (
    Experiment(
        "unequal_spread",
        "Two groups from normal distributions with one mean; the first has 3 times the SD",
        SPREAD,
        unequal_spread,
        20_000,
    ),
    Experiment(
        "unequal_spread_skewed",
        "Two lognormal groups, log SD 1.2 and .4: one median and P(first larger) = .5 for the"
        " rank tests; moved to one mean for the t tests",
        (SPREAD[0], SPREAD[3], SPREAD[1], Line("welch", "Welch's t", SIZE, "ranks, or logarithms")),
        unequal_spread_skewed,
        20_000,
    ),
    Experiment(
        "zeros",
        "Two groups alike, half of the firms at 0 and the others rounded (export shares)",
        (
            Line("asymptotic", "Mann-Whitney, z corrected for ties", SIZE),
            Line("continuity", "with continuity correction (R, SciPy)", SIZE, "without"),
            Line(
                "exact_untied",
                "`exact` from the table for untied values (SciPy)",
                SIZE,
                "exact given the ties",
            ),
            Line("exact", "exact given the ties", SIZE),
        ),
        zeros,
        20_000,
    ),
    Experiment(
        "rank_biserial_separation",
        "Rank-biserial correlation of two normal groups 2.5 SD apart (true value .923)",
        BISERIAL,
        separation,
        20_000,
    ),
    Experiment(
        "rank_biserial_spread",
        "Rank-biserial correlation 0, the first group with 3 times the SD",
        (*BISERIAL[:3], Line("separated", "samples without any overlap", SHARE)),
        no_effect_unequal_spread,
        20_000,
    ),
    Experiment(
        "normality",
        "Both groups together from one normal distribution, mean and SD estimated",
        (
            Line("kolmogorov_smirnov", "Kolmogorov-Smirnov", SIZE, "Lilliefors, Shapiro-Wilk"),
            Line("lilliefors", "Lilliefors", SIZE),
        ),
        normality,
        20_000,
    ),
    Experiment(
        "several_groups",
        "Three groups alike, the third as large as the first",
        (
            Line("normal", "Kruskal-Wallis by chi-square", SIZE),
            Line("zeros", "Kruskal-Wallis by chi-square, half of the firms at 0", SIZE),
        ),
        several_groups,
        20_000,
    ),
    Experiment(
        "rank_correlation",
        "Spearman's rho of both groups together, normal, Pearson correlation .8",
        (
            Line(
                "fisher_z", "Fisher's z with 1 / sqrt(n - 3) (pingouin)", COVERAGE, "Bonett-Wright"
            ),
            Line("ours", "smeint: Fisher's z with Bonett and Wright's SE", COVERAGE),
        ),
        rank_correlation,
        20_000,
    ),
)
