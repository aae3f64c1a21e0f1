"""Every procedure and variant in words: what it is, its corrections, its ties, its p."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

NO, NOT_APPLICABLE = "no", "does not apply"


@dataclass(frozen=True, slots=True)
class Described:
    """A procedure in one of its variants.

    Parameters
    ----------
    name : str
    what : str
        What it tests.
    continuity : str
        Continuity correction: yes, no, or that it does not apply.
    ties : str
        What becomes of tied values.
    exact : str
        Whether p is exact or asymptotic.
    """

    name: str
    what: str
    continuity: str = NOT_APPLICABLE
    ties: str = NOT_APPLICABLE
    exact: str = "asymptotic"


MID_RANKS = "mid-ranks, variance corrected for ties"
INDEPENDENT = "independence of outcome and group"

_MODELS = {
    "logit": ("Logistic regression", "a coefficient of zero, by Wald's test"),
    "firth_logit": ("Firth's logistic regression", "a coefficient of zero, by the penalized LR"),
    "clustered_logit": ("Logistic regression, errors by firm", "a coefficient of zero"),
    "gee_logit": ("GEE logistic regression, exchangeable", "a coefficient of zero"),
    "fractional_logit": ("Fractional logit", "a coefficient of zero"),
    "weighted_logit": ("Logistic regression, survey weights", "a coefficient of zero"),
    "two_part": ("Two-part model", "an average marginal effect of zero"),
    "rank_regression": ("Regression on relative ranks", "a coefficient of zero"),
    "quantile_regression": ("Quantile regression, median", "a coefficient of zero"),
}

_OTHERS: Mapping[tuple[str, str], Described] = {
    ("chi_square", "pearson"): Described("Pearson's chi-square, 2x2", INDEPENDENT, NO),
    ("chi_square", "yates"): Described("Chi-square, 2x2", INDEPENDENT, "yes, Yates'"),
    ("chi_square", "pearson_rxc"): Described("Pearson's chi-square", INDEPENDENT),
    ("chi_square", "rao_scott"): Described("Rao-Scott chi-square, survey weights", INDEPENDENT),
    ("fisher_exact", "two_sided"): Described(
        "Fisher's exact test, 2x2", INDEPENDENT, exact="exact, given both margins"
    ),
    ("fisher_exact", "two_sided_rxc"): Described(
        "Fisher's exact test", INDEPENDENT, exact="exact, or simulated where it says so"
    ),
    ("mann_whitney", "asymptotic"): Described("Mann-Whitney", INDEPENDENT, NO, MID_RANKS),
    ("mann_whitney", "continuity_corrected"): Described(
        "Mann-Whitney, continuity corrected", INDEPENDENT, "yes, half a pair", MID_RANKS
    ),
    ("mann_whitney", "exact"): Described(
        "Mann-Whitney, exact", INDEPENDENT, NO, "mid-ranks, exact given the ties", "exact"
    ),
    ("van_elteren", "asymptotic"): Described(
        "Van Elteren", "independence of outcome and group within strata", NO, MID_RANKS
    ),
    ("spearman", "t_approximation"): Described(
        "Spearman", "independence of two variables", NO, "mid-ranks", "asymptotic: t"
    ),
    ("pooled_score", ""): Described(
        "Pooled score test, firms as clusters",
        "no association within year and stratum",
        NO,
        "mid-ranks of a metric variable, yes/no as 1 and 0",
        "asymptotic: t",
    ),
    ("lilliefors", "estimated_parameters"): Described(
        "Lilliefors", "a normal distribution, mean and SD estimated", exact="simulated"
    ),
    ("kolmogorov_smirnov", "parameters_as_if_known"): Described(
        "Kolmogorov-Smirnov", "a normal distribution, mean and SD read as known", exact="exact"
    ),
    ("shapiro_wilk", "royston_1995"): Described(
        "Shapiro-Wilk", "a normal distribution", exact="Royston's approximation"
    ),
    ("mantel_haenszel", "uncorrected"): Described(
        "Mantel-Haenszel", "independence of outcome and group within strata", NO
    ),
    ("homogeneity", "breslow_day_tarone"): Described(
        "Breslow-Day, Tarone's correction", "equal odds ratios in all strata"
    ),
    ("homogeneity", "interaction_lr"): Described(
        "Interaction, likelihood ratio", "equal odds ratios in all strata"
    ),
    ("homogeneity", "rank_biserial"): Described(
        "Homogeneity of rank-biserial correlations", "equal effects in all strata"
    ),
    ("weighted_means", "t_test"): Described("Weighted means", "equal means in the population"),
    ("cronbach_alpha", "raw"): Described("Cronbach's alpha", "nothing: an estimate", exact="none"),
    ("mcdonald_omega", "one_factor"): Described(
        "McDonald's omega", "nothing: an estimate", exact="none"
    ),
}

_WITHOUT_VARIANT = {"mann_whitney": "Mann-Whitney", "chi_square": "Chi-square"}

VARIANTS = {
    "block_1": "block 1",
    "block_2": "block 2",
    "block_3": "block 3",
    "lagged_predictor": "predictor of the year before",
    "lagged_outcome": "outcome of the year before as a term",
}


def described(procedure: str, variant: str) -> Described:
    """Return a procedure in words.

    Parameters
    ----------
    procedure, variant : str

    Returns
    -------
    Described

    Examples
    --------
    >>> described("logit", "block_2").name
    'Logistic regression, block 2'
    >>> described("mann_whitney", "").name
    'Mann-Whitney'
    """
    if (procedure, variant) in _OTHERS:
        return _OTHERS[procedure, variant]
    if procedure not in _MODELS:  # a test that lacks its variables has no variant
        name = _WITHOUT_VARIANT.get(procedure, procedure.replace("_", " ").capitalize())
        return Described(name or "No test", NOT_APPLICABLE, exact=NOT_APPLICABLE)
    name, what = _MODELS[procedure]
    return Described(f"{name}, {VARIANTS[variant]}", what)
