"""Every default of a statistical procedure, in one table that code and documents read."""

from __future__ import annotations

from dataclasses import dataclass

#: Confidence level of every interval.
LEVEL = 0.95
#: Level of every decision.
ALPHA = 0.05
#: Continuity correction of rank tests, chi-square and McNemar's test.
CONTINUITY = False
#: Exact p-values count half of the observed outcome's own probability.
MID_P = False
#: Quantile of a quantile regression.
QUANTILE = 0.5
#: Robust covariance of a regression: of independent rows, and of firms' years.
ROW_COVARIANCE = "HC3"
CLUSTER_COVARIANCE = "CR2"
#: What Wald statistics of a logistic model by firm are referred to.
CLUSTER_DISTRIBUTION = "t"
#: Working correlation of a GEE, its covariance, and what its Wald statistics are referred to.
WORKING, GEE_COV, GEE_DISTRIBUTION = "exchangeable", "mancl_derouen", "t"
#: Rows and pairs by which a working correlation is averaged: all of them.
MOMENTS = "n"
#: Adjustment of p-values over pairs of groups.
ADJUST = "holm"
#: Margin within which a correlation or a difference of shares counts as negligible.
MARGIN = 0.30
#: Predicted probability from which a firm is classified as having the event.
CLASSIFICATION_CUTOFF = 0.5
#: Groups of predicted risk in the Hosmer-Lemeshow test.
RISK_GROUPS = 10
#: Events per variable below which a model's note says so, and below which it says so strongly.
EVENTS_PER_VARIABLE, FEWEST_EVENTS_PER_VARIABLE = 10, 5
#: Years between a value and its lag.
LAG = 1
#: Permutation and Monte Carlo draws, and where their random numbers start.
FISHER_DRAWS = 100_000
PERMUTATION_DRAWS = 20_000
BOOTSTRAP_DRAWS = 2_000
SEED = 20140101
#: How Fisher's p of a table larger than 2x2 is found: enumerated where that is possible.
FISHER_METHOD = "auto"
#: Weights of Cohen's kappa, level of measurement and what the bootstrap draws for alpha.
KAPPA_WEIGHTS = "unweighted"
ALPHA_METRIC = "nominal"
ALPHA_RESAMPLE = "units"


@dataclass(frozen=True, slots=True)
class Default:
    """One default.

    Parameters
    ----------
    name : str
        Of the parameter, as functions and documents spell it.
    procedures : str
        Where it holds.
    value : bool, int, float or str
    reason : str
        Why this value, or whose.
    """

    name: str
    procedures: str
    value: bool | int | float | str
    reason: str


DEFAULTS: tuple[Default, ...] = (
    Default("level", "all intervals", LEVEL, "the field's habit; a study uses 1 - alpha"),
    Default("alpha", "all decisions", ALPHA, "the study's"),
    Default(
        "continuity",
        "mann_whitney, hodges_lehmann, chi_square, mantel_haenszel, mcnemar",
        CONTINUITY,
        "as SPSS prints them; R corrects unless told not to",
    ),
    Default("adjust", "kruskal_wallis", ADJUST, "any dependence, and never above Bonferroni"),
    Default("margin", "equivalent_ranks and its kin", MARGIN, "a study's; no source: state yours"),
    Default("mid_p", "mcnemar", MID_P, "exact p-values first, as R and Stata print them"),
    Default(
        "cov", "robust_logit", ROW_COVARIANCE, "cautious: size .002-.047 of a 0/1 outcome's model"
    ),
    Default(
        "cov",
        "fractional_logit, rank_regression without firms",
        ROW_COVARIANCE,
        "size nearest .05 of HC0 to HC3 with few firms; R's vcovHC",
    ),
    Default(
        "cov",
        "clustered_logit; fractional_logit, rank_regression with firms",
        CLUSTER_COVARIANCE,
        "sizes nearest .05 with few firms; Bell and McCaffrey, R's clubSandwich",
    ),
    Default(
        "distribution",
        "clustered_logit",
        CLUSTER_DISTRIBUTION,
        "t with G - 1 degrees of freedom: size .03-.05 with 12 to 114 firms; z rejects to .07",
    ),
    Default("working", "gee_logit", WORKING, "every two years of a firm alike"),
    Default("cov", "gee_logit", GEE_COV, "the robust one is too small with few firms"),
    Default("distribution", "gee_logit", GEE_DISTRIBUTION, "as clustered_logit"),
    Default("moments", "gee_logit", MOMENTS, "as R's geepack"),
    Default("quantile", "quantile_regression", QUANTILE, "the median: the middle of heavy tails"),
    Default("cutoff", "logit: classification", CLASSIFICATION_CUTOFF, "as SPSS and Stata"),
    Default("groups", "logit: Hosmer-Lemeshow", RISK_GROUPS, "deciles of risk, as all packages"),
    Default(
        "events_per_variable",
        "logit: notes below it",
        EVENTS_PER_VARIABLE,
        "Peduzzi et al. (1996)",
    ),
    Default(
        "events_per_variable",
        "logit: a stronger note below it",
        FEWEST_EVENTS_PER_VARIABLE,
        "from 5 on, coverage mostly holds (Vittinghoff & McCulloch, 2007)",
    ),
    Default("draws", "fisher_exact of larger tables", FISHER_DRAWS, "error of p below .0016"),
    Default("draws", "firm_permutation", PERMUTATION_DRAWS, "error of p below .0036"),
    Default("draws", "krippendorff_alpha, bootstraps", BOOTSTRAP_DRAWS, "limits to two digits"),
    Default("method", "fisher_exact of larger tables", FISHER_METHOD, "exact where it can be"),
    Default("weights", "cohen_kappa", KAPPA_WEIGHTS, "levels have no order unless stated"),
    Default("metric", "krippendorff_alpha", ALPHA_METRIC, "levels have no order unless stated"),
    Default("resample", "krippendorff_alpha", ALPHA_RESAMPLE, "its intervals cover"),
    Default("by", "lagged", LAG, "the year before"),
    Default("seed", "all random numbers", SEED, "any fixed number: the same call, the same p"),
)
