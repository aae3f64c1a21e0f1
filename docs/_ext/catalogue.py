"""The methods by what they are for, each with its title in words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Group:
    """Methods that answer one kind of question.

    Parameters
    ----------
    title : str
    question : str
        What a reader asks who looks for them.
    methods : mapping of str to str
        Public name of `smeint.stats` to its title.
    programs : str
        Title of the group's section on the page of conventions; empty where it has none.
    """

    title: str
    question: str
    methods: dict[str, str]
    programs: str = ""


GROUPS: tuple[Group, ...] = (
    Group(
        "Normality",
        "Does a variable follow a normal distribution? This is evidence only: no test of normality "
        "chooses another test.",
        {
            "shapiro_wilk": "Shapiro-Wilk test",
            "lilliefors": "Lilliefors test",
            "anderson_darling": "Anderson-Darling test",
            "kolmogorov_smirnov": "Kolmogorov-Smirnov test, mean and SD given beforehand",
            "skewness_kurtosis": "Skewness and kurtosis",
        },
        "Normality",
    ),
    Group(
        "Two groups",
        "Do two groups of firms differ in a number, such as the share of foreign sales?",
        {
            "mann_whitney": "Mann-Whitney test",
            "brunner_munzel": "Brunner-Munzel test",
            "welch": "Welch's t test",
            "van_elteren": "Van Elteren's test (two groups within strata)",
            "rank_biserial_homogeneity": "Homogeneity of rank-biserial correlations over strata",
            "firm_permutation": "Permutation of firms (two groups, several years)",
            "pooled_score": "Pooled score test (all years, firms as clusters)",
            "equivalent_ranks": "Is the rank-biserial correlation negligible?",
        },
        "Two groups",
    ),
    Group(
        "Several groups",
        "Do three or more groups differ, and in an order?",
        {
            "kruskal_wallis": "Kruskal-Wallis test, with Dunn's comparisons",
            "jonckheere_terpstra": "Jonckheere-Terpstra test (ordered groups)",
            "cochran_armitage": "Cochran-Armitage test (trend of a share)",
        },
        "Several groups, order and pairs",
    ),
    Group(
        "Tables",
        "Do groups differ in a yes/no answer or a category?",
        {
            "chi_square": "Chi-square test",
            "fisher_exact": "Fisher's exact test",
            "boschloo": "Boschloo's exact test",
            "barnard": "Barnard's exact test",
            "mantel_haenszel": "Mantel-Haenszel test (tables within strata)",
            "breslow_day": "Breslow-Day test (equal odds ratios over strata)",
            "goodness_of_fit": "Chi-square goodness of fit (counts against stated shares)",
            "equivalent_shares": "Is the difference of two shares negligible?",
        },
        "Counts",
    ),
    Group(
        "Paired answers",
        "Did the same firms change their answer?",
        {"mcnemar": "McNemar's test"},
        "Several groups, order and pairs",
    ),
    Group(
        "Association",
        "Do two numbers rise and fall together?",
        {
            "spearman": "Spearman's rank correlation",
            "kendall": "Kendall's tau-b",
            "equivalent_correlation": "Is Spearman's correlation negligible?",
        },
        "Several groups, order and pairs",
    ),
    Group(
        "Models",
        "How does an outcome go with several variables at once?",
        {
            "logit": "Logistic regression",
            "firth_logit": "Firth's logistic regression (separated and rare events)",
            "robust_logit": "Logistic regression with robust standard errors",
            "clustered_logit": "Logistic regression with standard errors by firm",
            "gee_logit": "Logistic GEE (firms over several years)",
            "fractional_logit": "Fractional logit (a share as outcome)",
            "two_part": "Two-part model (any exports, and how much)",
            "rank_regression": "Rank regression",
            "quantile_regression": "Quantile (median) regression",
            "lagged": "Values of the year before",
        },
        "Logistic models",
    ),
    Group(
        "Agreement",
        "Do raters or coders agree?",
        {
            "cohen_kappa": "Cohen's kappa (two raters)",
            "fleiss_kappa": "Fleiss' kappa (several raters)",
            "krippendorff_alpha": "Krippendorff's alpha (any raters, missing ratings)",
        },
        "Agreement and many tests",
    ),
    Group(
        "Many tests",
        "How are p-values adjusted when there are several?",
        {
            "holm": "Holm's adjustment",
            "bonferroni": "Bonferroni's adjustment",
            "hochberg": "Hochberg's adjustment",
            "benjamini_hochberg": "Benjamini-Hochberg: the false discovery rate",
            "benjamini_yekutieli": "Benjamini-Yekutieli: any dependence",
            "adjust": "Adjustment by a named method",
        },
        "Agreement and many tests",
    ),
    Group(
        "Data in, answers out",
        "How do data get into a test, and what comes back?",
        {
            "Answer": "Answer: what a test returns",
            "crosstab": "Cross table from rows of data",
            "CrossTable": "CrossTable: counts with names",
            "by_group": "A test in each group of the rows",
        },
    ),
)

_CHI_SQUARES = ("chi_square", "yates", "likelihood_ratio", "n_minus_1")

#: Where the formula of a method stands whose docstring names no place, or more
#: than one.
FORMULAS: dict[str, tuple[str, ...]] = {
    "by_group": (),
    "chi_square": (
        *(f"smeint.formulas.contingency.{name}_2x2" for name in _CHI_SQUARES),
        "smeint.formulas.contingency_rxc.chi_square_rxc",
        "smeint.formulas.table_residuals",
    ),
    "equivalent_correlation": ("smeint.formulas.equivalence.equivalent_correlation",),
    "equivalent_ranks": ("smeint.formulas.equivalence.equivalent_ranks",),
    "jonckheere_terpstra": ("smeint.formulas.concordance.jonckheere_terpstra",),
}

#: Titles of the methods, by name.
TITLES: dict[str, str] = {name: title for g in GROUPS for name, title in g.methods.items()}
