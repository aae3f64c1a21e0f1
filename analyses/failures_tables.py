"""Two-by-two tables: exact size and coverage, by enumerating every table."""

import numpy as np
from failures_common import COVERAGE, SHARE, SIZE, Experiment, Line, covers, rejects
from scipy import special, stats

from smeint.formulas.cochran_armitage import OrderedShares, cochran_armitage, cochran_armitage_exact
from smeint.formulas.conditional_odds_ratio import conditional_odds_ratio
from smeint.formulas.contingency import Table2x2, chi_square_2x2, n_minus_1_2x2, yates_2x2
from smeint.formulas.fisher import fisher_2x2, fisher_mid_p_2x2
from smeint.formulas.strata import Strata2x2, expected_first_cell
from smeint.formulas.table_effects import odds_ratio, risk_difference
from smeint.formulas.unconditional import boschloo_2x2

QUANTILE = special.ndtri(0.975)
#: Shares of events over which the largest size is looked for.
SHARES = np.linspace(0.01, 0.99, 99)
TESTS = {
    "pearson": chi_square_2x2,
    "yates": yates_2x2,
    "n_minus_1": n_minus_1_2x2,
    "fisher": fisher_2x2,
    "mid_p": fisher_mid_p_2x2,
    "boschloo": boschloo_2x2,
}


def all_tables(n_1, n_2):
    """Return every table of two groups."""
    a, c = np.meshgrid(np.arange(n_1 + 1), np.arange(n_2 + 1), indexing="ij")
    return Table2x2(a, n_1 - a, c, n_2 - c)


def probabilities(n_1, n_2, share_1, share_2):
    """Return the probability of every table under two binomials."""
    first = stats.binom.pmf(np.arange(n_1 + 1), n_1, share_1)
    return first[:, None] * stats.binom.pmf(np.arange(n_2 + 1), n_2, share_2)


def sizes_at(share):
    """Return the measure of the tests' size at one share of events."""

    def measure(sizes, _rng, _replicates):
        table = all_tables(*sizes)
        weights = probabilities(*sizes, share, share)
        return {k: float(weights[rejects(f(table).p_value)].sum()) for k, f in TESTS.items()}

    return measure


def largest_sizes(sizes, _rng, _replicates):
    """Return each test's largest size over shares of .01 to .99."""
    table = all_tables(*sizes)
    found = {}
    for key, test in TESTS.items():
        hit = rejects(test(table).p_value)
        found[key] = float(max(probabilities(*sizes, s, s)[hit].sum() for s in SHARES))
    return found


def coverage_at(share_1, share_2):
    """Return the measure of coverage at two shares."""
    ratio = share_1 / (1 - share_1) / (share_2 / (1 - share_2))

    def measure(sizes, _rng, _replicates):
        table = all_tables(*sizes)
        weights = probabilities(*sizes, share_1, share_2)
        woolf, exact = odds_ratio(table), conditional_odds_ratio(table)
        difference = risk_difference(table)
        half = QUANTILE * difference.std_error
        wald = (difference.estimate - half, difference.estimate + half)
        truth = share_1 - share_2
        return {
            "woolf": _share(weights, covers(woolf.ci_low, woolf.ci_high, ratio)),
            "no_woolf": float(weights[np.isnan(woolf.ci_low)].sum()),
            "exact": _share(weights, covers(exact.ci_low, exact.ci_high, ratio)),
            "score": float(weights[score_covers(table, ratio)].sum()),
            "wald": _share(weights, covers(*wald, truth)),
            "newcombe": _share(weights, covers(difference.ci_low, difference.ci_high, truth)),
        }

    return measure


def score_covers(table, ratio):
    """Whether the score interval (Cornfield's, not corrected) holds an odds ratio.

    It holds what its test does not reject: no search for its limits is needed. Where the outcome
    does not vary it holds everything.
    """
    a, b, c, d = table.cells
    expected = expected_first_cell(Strata2x2(*(x[..., None] for x in table.cells)), ratio)[..., 0]
    varies = (a + c > 0) & (b + d > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        cells = (expected, a + b - expected, a + c - expected, d - a + expected)
        statistic = (a - expected) ** 2 * sum(1 / cell for cell in cells)
    return ~varies | (statistic <= QUANTILE**2)


def _share(weights, covered):
    """Return coverage among tables that have an interval."""
    has = ~np.isnan(covered)
    return float((weights[has] * covered[has]).sum() / weights[has].sum())


def trend(sizes, rng, replicates):
    """Test four ordered groups of equal size, 10 % events everywhere, for a trend."""
    n = np.full(4, sum(sizes) // 4)
    events = rng.binomial(n, 0.1, size=(replicates, 4))
    asymptotic = cochran_armitage(OrderedShares(events, n)).p_value
    few = events[: min(replicates, 4000)]
    exact = [cochran_armitage_exact(OrderedShares(row, n)).p_value for row in few]
    return {"asymptotic": rejects(asymptotic), "exact": rejects(exact)}


SIZE_LINES = (
    Line("pearson", "Pearson's chi-square", SIZE),
    Line("yates", "with Yates' correction (default of R, SciPy, pingouin)", SIZE, "N - 1, mid-p"),
    Line("n_minus_1", "N - 1 chi-square", SIZE),
    Line("fisher", "Fisher's exact test", SIZE, "Boschloo, mid-p"),
    Line("mid_p", "Fisher's mid-p", SIZE),
    Line("boschloo", "Boschloo", SIZE),
)
COVERAGE_LINES = (
    Line("woolf", "odds ratio: Woolf, where there is one", COVERAGE, "score, exact"),
    Line("no_woolf", "odds ratio: tables with an empty cell, no Woolf interval", SHARE),
    Line("exact", "odds ratio: exact conditional", COVERAGE),
    Line("score", "odds ratio: score (Cornfield, uncorrected)", COVERAGE),
    Line("wald", "difference of shares: Wald", COVERAGE, "Newcombe"),
    Line("newcombe", "difference of shares: Newcombe", COVERAGE),
)
EXPERIMENTS = (
    Experiment("table_35", "Shares of events .35 in both groups", SIZE_LINES, sizes_at(0.35), 0),
    Experiment("table_10", "Shares of events .10 in both groups", SIZE_LINES, sizes_at(0.1), 0),
    Experiment(
        "table_largest",
        "Equal shares of events, the worst of .01, .02 ... .99",
        SIZE_LINES,
        largest_sizes,
        0,
    ),
    Experiment(
        "coverage_h1",
        "Shares of events .35 and .68 (odds ratio .253)",
        COVERAGE_LINES,
        coverage_at(0.35, 0.68),
        0,
    ),
    Experiment(
        "coverage_rare",
        "Shares of events .05 and .10 (odds ratio .474)",
        COVERAGE_LINES,
        coverage_at(0.05, 0.10),
        0,
    ),
    Experiment(
        "trend",
        "Four ordered groups, 5, 14 and 28 firms in each, share of events .10 in all",
        (
            Line("asymptotic", "Cochran-Armitage, asymptotic", SIZE),
            Line("exact", "Cochran-Armitage, exact", SIZE),
        ),
        trend,
        20_000,
    ),
)
