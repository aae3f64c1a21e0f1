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
#: Covariance of a logistic model by firm, and what its Wald statistics are referred to.
CLUSTER_COV, CLUSTER_DISTRIBUTION = "CR2", "t"
#: Firms below which a clustered model carries a warning.
FEW_CLUSTERS = 30
#: Covariance of a logistic model for heteroscedastic rows.
HC_COV = "HC3"
#: Working correlation of a GEE, its covariance, and what its Wald statistics are referred to.
WORKING, GEE_COV, GEE_DISTRIBUTION = "exchangeable", "mancl_derouen", "t"
#: Rows and pairs by which a working correlation is averaged: all of them.
MOMENTS = "n"
#: Permutation and Monte Carlo draws, and where their random numbers start.
FISHER_DRAWS = 100_000
PERMUTATION_DRAWS = 20_000
BOOTSTRAP_DRAWS = 2_000
SEED = 20140101


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
    Default("mid_p", "mcnemar", MID_P, "exact p-values first, as R and Stata print them"),
    Default("draws", "fisher_exact of larger tables", FISHER_DRAWS, "error of p below .0016"),
    Default("draws", "firm_permutation", PERMUTATION_DRAWS, "error of p below .0036"),
    Default("draws", "krippendorff_alpha, bootstraps", BOOTSTRAP_DRAWS, "limits to two digits"),
    Default("seed", "all random numbers", SEED, "any fixed number: the same call, the same p"),
)
