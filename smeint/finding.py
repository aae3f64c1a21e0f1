"""The closed vocabularies and the frozen rows that every result is made of."""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass


class Status(enum.IntEnum):
    """What became of a test: ``OK``, or the reason why data did not allow it."""

    OK = 0
    EMPTY_GROUP = 1
    TOO_FEW = 2
    CONSTANT_OUTCOME = 3
    CONSTANT_PREDICTOR = 4
    SEPARATION = 5
    COLLINEAR = 6
    NOT_CONVERGED = 7
    REPEATED_UNITS = 8
    VARIABLE_MISSING = 9
    TOO_LARGE = 10
    TOO_FEW_ITEMS = 11
    CONSTANT_ITEM = 12
    HEYWOOD = 13
    SINGLE_UNIT_STRATUM = 14
    NO_SPREAD = 15
    SUPPRESSED = 16

    @property
    def label(self) -> str:
        """The status as it stands in ``findings.csv``."""
        return self.name.lower()

    @property
    def meaning(self) -> str:
        """The status in words, for tables and verdict reasons."""
        return _MEANINGS[self]


_MEANINGS: dict[Status, str] = {
    Status.OK: "computed",
    Status.EMPTY_GROUP: "one of the groups has no firm",
    Status.TOO_FEW: "too few observations",
    Status.CONSTANT_OUTCOME: "the outcome is the same for every firm",
    Status.CONSTANT_PREDICTOR: "the predictor is the same for every firm",
    Status.SEPARATION: "a predictor separates the outcome",
    Status.COLLINEAR: "predictors are linearly dependent",
    Status.NOT_CONVERGED: "the estimation did not converge",
    Status.REPEATED_UNITS: "firms are repeated within the test",
    Status.VARIABLE_MISSING: "a variable is missing",
    Status.TOO_LARGE: "more observations than the procedure is made for",
    Status.TOO_FEW_ITEMS: "too few items",
    Status.CONSTANT_ITEM: "an item is the same in every row",
    Status.HEYWOOD: "an item's unique variance is estimated as zero (Heywood case)",
    Status.SINGLE_UNIT_STRATUM: "a sampling stratum has a single firm",
    Status.NO_SPREAD: "there is no variation from which to find a standard error",
    Status.SUPPRESSED: "a count of firms is below the number that is shown",
}


class Role(enum.StrEnum):
    """What a test is for; verdicts read ``primary`` tests, the rule `pooled` reads ``pooled``."""

    PRIMARY = "primary"
    COMPANION = "companion"
    EVIDENCE = "evidence"
    POOLED = "pooled"


#: Every measure that may stand in ``measures.csv`` or as ``effect_name``, and what it is.
MEASURES: dict[str, str] = {
    "pearson_chi_square": "Pearson's chi-square, uncorrected",
    "n_minus_1_chi_square": "Pearson's chi-square times (n - 1) / n (Campbell)",
    "yates_chi_square": "chi-square with Yates' continuity correction (2x2)",
    "likelihood_ratio_chi_square": "likelihood-ratio chi-square (G); of a model, without a term",
    "fisher_exact": "Fisher's exact test: p by summing tables no more probable than the observed",
    "phi": "phi of a 2x2 table, first group minus second",
    "cramers_v": "Cramer's V from the uncorrected statistic and the table's own n",
    "cohens_w": "Cohen's w: distance of the observed from the stated shares, sqrt(chi2 / n)",
    "odds_ratio": "odds ratio, first group against second (sample, or exp(b) of a model)",
    "log_odds_ratio": "logarithm of the odds ratio of a table, with its standard error",
    "risk_difference": "difference of shares, first group minus second",
    "conditional_odds_ratio": "odds ratio by conditional maximum likelihood, both margins given",
    "risk_ratio": "ratio of shares, first group over second",
    "log_risk_ratio": "logarithm of the ratio of shares, with its standard error",
    "cramers_v_bias_corrected": "Cramer's V with Bergsma's correction for bias",
    "expected_count": "count of a cell expected under independence",
    "adjusted_residual": "(count - expected count) of a cell over its standard error",
    "common_odds_ratio": "odds ratio common to all strata, first group against second",
    "common_log_odds_ratio": "logarithm of the common odds ratio, with its standard error",
    "common_risk_difference": "difference of shares common to all strata (Mantel-Haenszel)",
    "mantel_haenszel_chi_square": "Mantel-Haenszel chi-square over strata",
    "interaction_chi_square": "likelihood-ratio chi-square for equal odds ratios in all strata",
    "breslow_day_chi_square": "Breslow-Day chi-square for equal odds ratios in all strata",
    "n_strata": "strata that enter the test",
    "common_rank_biserial": "rank-biserial correlation over strata, weighted by their sizes",
    "homogeneity_q": "weighted squares of the strata's effects about their mean (Cochran's Q)",
    "cohen_kappa": "Cohen's kappa of two raters",
    "observed_agreement": "share of agreement observed, weighted as kappa is",
    "expected_agreement": "share of agreement expected by chance, weighted as kappa is",
    "fleiss_kappa": "Fleiss' kappa of several raters; by category where a term is given",
    "krippendorff_alpha": "Krippendorff's alpha of several raters",
    "min_expected": "smallest expected count under independence",
    "share_expected_below_5": "share of cells with an expected count below 5",
    "u_1": "Mann-Whitney U of the first group: pairs in which it is larger, ties half",
    "u_2": "Mann-Whitney U of the second group",
    "mann_whitney_z": "Mann-Whitney z, ties corrected, positive where the first is larger",
    "exact_p": "p of the exact test, given ties and margins (variant mid_p: half of the observed)",
    "rank_sum": "sum of a group's mid-ranks among all observations",
    "wilcoxon_w": "Wilcoxon's W: of R, U of the first group; of SPSS, the lower group's rank sum",
    "rank_biserial": "rank-biserial correlation, first group minus second: 2 U_1 / (n_1 n_2) - 1",
    "probability_of_superiority": "share of pairs in which the first group is larger, ties half",
    "hodges_lehmann": "Hodges-Lehmann shift: median of all differences, first group minus second",
    "mean_difference": "difference of means, first group minus second",
    "hedges_g": "Hedges' g: difference of means over the pooled SD, small-sample corrected",
    "cohens_d": "Cohen's d: difference of means over the pooled SD, not corrected",
    "mean_rank_difference": "difference of mean ranks, first group minus second",
    "permutation_p": "p of a permutation test, with its Monte Carlo standard error",
    "score_bootstrap_p": "p of the score bootstrap by firm, with its Monte Carlo standard error",
    "working_correlation": "working correlation of a firm's rows (GEE)",
    "stratified_rank_biserial": "rank-biserial correlation within strata, van Elteren's weights",
    "stratified_superiority": "probability of superiority within strata, van Elteren's weights",
    "relative_rank_difference": "change of the mean relative rank (0 to 1) per unit of a term",
    "quantile_difference": "change of the outcome's quantile per unit of a term",
    "epsilon_squared": "epsilon squared of Kruskal-Wallis: H / (n - 1)",
    "eta_squared_h": "eta squared of Kruskal-Wallis: (H - k + 1) / (n - k)",
    "jonckheere_j": "Jonckheere-Terpstra J: pairs in which the later group is larger, ties half",
    "jonckheere_z": "Jonckheere-Terpstra z, ties corrected, positive for a rise",
    "somers_d": "Somers' d of the outcome on ordered groups",
    "trend_slope": "change of the share per step of score (weighted linear trend)",
    "trend_chi_square": "chi-square for a linear trend of a share (Cochran-Armitage z squared)",
    "linear_by_linear": "linear-by-linear association (n - 1) r^2 of scores and a 0/1 outcome",
    "departure_from_trend": "Pearson's chi-square less that for a linear trend",
    "kendall_tau_b": "Kendall's tau-b",
    "kendall_tau_a": "Kendall's tau-a: concordant minus discordant over all pairs",
    "kendall_z": "z of Kendall's test, ties corrected",
    "paired_difference": "difference of shares of the same firms, first minus second",
    "mcnemar_chi_square": "McNemar's chi-square of the discordant pairs",
    "discordant_odds_ratio": "odds ratio of discordant pairs: first only over second only",
    "discordant_pairs": "firms whose two answers differ",
    "equivalence_margin": "margin within which an effect counts as negligible",
    "rho": "Spearman's rank correlation",
    "pooled_correlation": "within-year correlation of scores pooled over years, firms as clusters",
    "lilliefors_d": "largest distance to the normal with estimated mean and SD (Lilliefors)",
    "kolmogorov_smirnov_d": "the same distance, read as if mean and SD had been known",
    "given_normal_d": "largest distance to the normal whose mean and SD were given beforehand",
    "shapiro_wilk_w": "Shapiro-Wilk W",
    "anderson_darling_a2": "Anderson-Darling A squared, mean and SD estimated",
    "skewness": "skewness: g1 (moment ratio, type_1), G1 (type_2: SAS, SPSS), b1 (type_3: Minitab)",
    "excess_kurtosis": "excess kurtosis: g2 (type_1), G2 (type_2: SAS, SPSS), b2 (type_3: Minitab)",
    "log_odds": "coefficient b of a logistic model",
    "average_marginal_effect": "average change of the expected outcome per unit, 0/1: 1 minus 0",
    "quasi_log_likelihood": "Bernoulli quasi-log-likelihood of a model of shares",
    "null_quasi_log_likelihood": "quasi-log-likelihood of the intercept alone, same rows",
    "quasi_mcfadden_r2": "1 - quasi-log-likelihood over that of the intercept alone",
    "shares_at_0": "shares that are exactly 0",
    "shares_at_1": "shares that are exactly 1",
    "omnibus_chi_square": "likelihood-ratio test of the model against the intercept alone",
    "log_likelihood": "log-likelihood of the model",
    "null_log_likelihood": "log-likelihood of the intercept alone, same rows",
    "minus_2_log_likelihood": "-2 log-likelihood of the model",
    "penalized_log_likelihood": "log-likelihood plus Firth's penalty",
    "cox_snell_r2": "Cox-Snell R-squared",
    "nagelkerke_r2": "Nagelkerke R-squared",
    "mcfadden_r2": "McFadden R-squared",
    "aic": "Akaike's information criterion",
    "bic": "Bayesian information criterion",
    "events_per_variable": "rarer outcome's count per model term",
    "wald_chi_square": "Wald chi-square of a term, or of all columns of a category",
    "penalized_likelihood_ratio": "the same with Firth's penalty; without a term: of all terms",
    "tjur_r2": "Tjur's coefficient: mean predicted probability of events minus of non-events",
    "hosmer_lemeshow": "Hosmer-Lemeshow chi-square over groups of predicted risk",
    "risk_groups": "groups of predicted risk that the Hosmer-Lemeshow test has",
    "group_size": "rows in a group of predicted risk",
    "observed_events": "events in a group of predicted risk",
    "expected_events": "sum of predicted probabilities in a group of predicted risk",
    "auc": "area under the ROC curve; of the rows a model was fitted to, too high for others",
    "share_correct": "share of rows on the right side of the cut-off of predicted probability",
    "sensitivity": "share of events that are predicted to be events",
    "specificity": "share of non-events that are predicted to be none",
    "positive_predictive_value": "share of events among those predicted to be events",
    "negative_predictive_value": "share of non-events among those predicted to be none",
    "classified_count": "rows of an outcome (term) by what is predicted for them (variant)",
    "vif": "variance inflation factor; of a category the generalized one",
    "tolerance": "1 / variance inflation factor",
    "vif_root": "vif^(1 / (2 df)), comparable between predictors",
    "cronbach_alpha": "Cronbach's alpha of a scale",
    "mcdonald_omega": "McDonald's omega (total) of a scale, one factor by maximum likelihood",
    "item_rest_correlation": "correlation of an item with the sum of the scale's other items",
    "alpha_if_deleted": "Cronbach's alpha of the scale without the item",
    "weighted_mean": "mean of a group by sampling weights",
    "weighted_mean_difference": "difference of weighted means, first group minus second",
    "weighted_share": "share of a group by sampling weights; of a group and level in larger tables",
    "weighted_share_difference": "difference of weighted shares, first group minus second",
    "weighted_odds_ratio": "odds ratio of the weighted table, first group against second",
    "weighted_chi_square": "Pearson's chi-square of the weighted shares times the number of firms",
    "rao_scott_first_order": "weighted_chi_square over the mean generalized design effect",
    "design_effect": "mean generalized design effect of a weighted table",
    "denominator_df": "denominator degrees of freedom of an F statistic",
}

NAN = math.nan


@dataclass(frozen=True, slots=True)
class Finding:
    """One test: a row of ``findings.csv``, its fields in the file's column order.

    Notes
    -----
    An effect's sign is first group minus second of `contrast`. Where `status` is not ``ok``
    every number that would depend on the test is NaN; counts stand all the same.
    """

    finding_id: str
    hypothesis: str = ""
    role: str = ""
    year: str = ""
    stratum: str = ""
    outcome: str = ""
    predictor: str = ""
    contrast: str = ""
    sample: str = ""
    unit: str = ""
    procedure: str = ""
    variant: str = ""
    alternative: str = "two-sided"
    n: int = 0
    n_1: float = NAN
    n_2: float = NAN
    n_firms: int = 0
    n_missing: int = 0
    statistic_name: str = ""
    statistic: float = NAN
    df: float = NAN
    p_value: float = NAN
    p_bound: str = ""
    p_method: str = ""
    effect_name: str = ""
    effect: float = NAN
    ci_low: float = NAN
    ci_high: float = NAN
    ci_level: float = NAN
    ci_method: str = ""
    status: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One measure of a finding: a row of ``measures.csv``."""

    finding_id: str
    measure: str
    variant: str
    term: str
    estimate: float
    std_error: float = NAN
    statistic: float = NAN
    df: float = NAN
    p_value: float = NAN
    p_bound: str = ""
    ci_low: float = NAN
    ci_high: float = NAN
    ci_level: float = NAN
    ci_method: str = ""


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group of a finding: a row of ``groups.csv``."""

    finding_id: str
    group: str
    n: int
    n_missing: int
    events: float = NAN
    share: float = NAN
    mean: float = NAN
    sd: float = NAN
    median: float = NAN
    mean_rank: float = NAN


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """One hypothesis under one verdict rule: a row of ``verdicts.csv``."""

    hypothesis: str
    rule: str
    verdict: str
    direction: str
    alpha: float
    m_declared: int
    m_computed: int
    n_significant: int
    signs: str
    p_adjusted_min: float
    reason: str
