"""What SPSS, R and Stata print by default: tables, ranks, correlation, normality.

R's lines are those of R 4.2, which a test compares; SPSS's and Stata's follow their manuals, as
docs/conventions.md cites them.
"""

from __future__ import annotations

from collections.abc import Mapping

from smeint.report.cards.rule import OWN_P, Rule, Shown

NOT_HELD = "the results do not hold this variant"

PEARSON = Shown("chi2")
YATES = Shown("chi2", ("yates_chi_square",))
LIKELIHOOD = Shown("chi2", ("likelihood_ratio_chi_square",))
FISHER = Shown(of=("fisher_exact", "two_sided"))
EXACT_RANKS = Shown(of=("mann_whitney", "exact"))
CONTINUITY = ("mann_whitney", "continuity_corrected")
U_1 = Shown("W", ("u_1",), estimate=True)
SMALLER_U = Shown("U", ("u_1", "u_2"), estimate=True)
NEGATIVE_Z = Shown("z", negative=True)
RHO = Shown("\u03c1", ("rho",), estimate=True)
DALLAL = Shown("D", ("lilliefors_d",), "dallal_wilkinson_1986", estimate=True)
DALLAL_P = Shown("", ("lilliefors_d",), "dallal_wilkinson_1986")

CROSSTABS = "CROSSTABS /STATISTICS=CHISQ"
NORMALITY_PLOT = "EXAMINE /PLOT NPPLOT"
YATES_BY_DEFAULT = "Yates' continuity correction by default; Pearson's by `correct = FALSE`"
STATA_SIGN = (
    "the sign is that of the group with the lower code minus the other; without continuity "
    "correction"
)
U_SMALLER = "prints the smaller of both U"
W_NOT_HELD = "the rank sum of the smaller group, by the manual; " + NOT_HELD
LINEAR_NOT_HELD = "(n - 1) r\u00b2, here Pearson's times (n - 1) / n; " + NOT_HELD

_CROSSTABS_REST = (
    Rule("SPSS", f"{CROSSTABS}: Likelihood Ratio", LIKELIHOOD, Shown("", LIKELIHOOD.measures),
         "another statistic (G)", source="S-CT"),
    Rule("SPSS", f"{CROSSTABS}: Fisher's Exact Test", None, FISHER, "exact p", source="S-CT"),
    Rule("SPSS", f"{CROSSTABS}: Linear-by-Linear Association", None, None, LINEAR_NOT_HELD,
         source="S-CT"),
)  # fmt: skip

_SPSS_RANKS = (
    Rule("SPSS", "NPAR TESTS /M-W: Mann-Whitney U", SMALLER_U, None, U_SMALLER, source="S-MW"),
    Rule("SPSS", "NPAR TESTS /M-W: Wilcoxon W", None, None, W_NOT_HELD, source="S-MW"),
)
_WILCOXON = (
    Rule("R", "wilcox.test(first, second)", U_1, EXACT_RANKS,
         "exact by default: fewer than 50 in each group and no ties; W is U of the first group",
         "R exact"),
    Rule("R", "wilcox.test(first, second)", U_1, Shown(of=CONTINUITY),
         "corrected for continuity by default; W is U of the first group", "R normal"),
    Rule("R", "wilcox.test(first, second)", U_1, None,
         "exact where no value is tied, else corrected for continuity: the results keep no "
         "firm-years that would tell; W is U of the first group", "R either"),
)  # fmt: skip
_SPSS_EXACT = (
    Rule("SPSS", "NPAR TESTS /M-W: Exact Sig.", None, EXACT_RANKS,
         "printed besides up to 40 cases, as if no value were tied",
         "up to 40, untied", "S-MW"),
    Rule("SPSS", "NPAR TESTS /M-W: Exact Sig.", None, None,
         "printed besides up to 40 cases, as if no value were tied; " + NOT_HELD,
         "up to 40, perhaps tied", "S-MW"),
)  # fmt: skip
_STATA_EXACT = Rule(
    *("Stata", "ranksum: exact p", None, EXACT_RANKS),
    "printed besides up to 25 observations, given the ties",
    *("up to 25", "T-rs"),
)

ASYMPTOTIC = ("mann_whitney", "asymptotic")


def _normal_ranks(z: Shown, p: Shown, differs: str) -> tuple[Rule, ...]:
    """Return what is printed for two groups' ranks, given where z without correction stands."""
    negative = Shown(z.symbol, of=z.of, negative=True)
    joined = f"{differs}; " if differs else ""
    return (
        *_WILCOXON,
        *_SPSS_RANKS,
        Rule("SPSS", "NPAR TESTS /M-W: Z, Asymp. Sig.", negative, p,
             f"{joined}z has the sign of the smaller U, which is never positive", "", "S-MW"),
        *_SPSS_EXACT,
        Rule("Stata", "ranksum y, by(group)", Shown("|z|", of=z.of, magnitude=True), p,
             joined + STATA_SIGN, "", "T-rs"),
        _STATA_EXACT,
    )  # fmt: skip


#: What each program prints for the data of a test, by procedure and variant.
TESTS: Mapping[tuple[str, str], tuple[Rule, ...]] = {
    ("chi_square", "pearson"): (
        Rule("R", "chisq.test(table)", YATES, Shown("", YATES.measures), YATES_BY_DEFAULT),
        Rule("SPSS", f"{CROSSTABS}: Pearson Chi-Square", PEARSON, OWN_P, source="S-CT"),
        Rule("SPSS", f"{CROSSTABS}: Continuity Correction", YATES, Shown("", YATES.measures),
             "Yates' continuity correction", source="S-CT"),
        *_CROSSTABS_REST,
        Rule("Stata", "tabulate, chi2", PEARSON, OWN_P, source="T-ta"),
    ),
    ("chi_square", "yates"): (
        Rule("R", "chisq.test(table)", PEARSON, OWN_P),
        Rule("SPSS", f"{CROSSTABS}: Continuity Correction", PEARSON, OWN_P, source="S-CT"),
        Rule("Stata", "tabulate, chi2", Shown("chi2", of=("chi_square", "pearson")),
             Shown(of=("chi_square", "pearson")), "Pearson's, not corrected", source="T-ta"),
    ),
    ("chi_square", "pearson_rxc"): (
        Rule("R", "chisq.test(table)", PEARSON, OWN_P),
        Rule("SPSS", f"{CROSSTABS}: Pearson Chi-Square", PEARSON, OWN_P, source="S-CT"),
        Rule("Stata", "tabulate, chi2", PEARSON, OWN_P, source="T-ta"),
    ),
    ("fisher_exact", "two_sided"): (
        Rule("R", "fisher.test(table)", None, OWN_P,
             "the odds ratio that R prints is the conditional one; the report's is the sample's"),
        Rule("SPSS", f"{CROSSTABS}: Fisher's Exact Test", None, OWN_P, source="S-CT"),
        Rule("Stata", "tabulate, exact", None, OWN_P, source="T-ta"),
    ),
    ("fisher_exact", "two_sided_rxc"): (
        Rule("R", "fisher.test(table)", None, OWN_P,
             "the same where the report's p is exact and not simulated"),
        Rule("SPSS", "CROSSTABS /METHOD=EXACT (option)", None, None, NOT_HELD, source="S-XT"),
        Rule("Stata", "tabulate, exact", None, OWN_P,
             "the same where the report's p is exact and not simulated", source="T-ta"),
    ),
    ASYMPTOTIC: _normal_ranks(Shown("z"), OWN_P, ""),
    CONTINUITY: _normal_ranks(
        Shown("z", of=ASYMPTOTIC), Shown(of=ASYMPTOTIC), "no continuity correction"
    ),
    ("mann_whitney", "exact"): (
        *_WILCOXON,
        *_SPSS_RANKS,
        Rule("SPSS", "NPAR TESTS /M-W: Asymp. Sig.", Shown("z", of=ASYMPTOTIC, negative=True),
             Shown(of=ASYMPTOTIC), "asymptotic; `/METHOD=EXACT` (option) is exact given the ties",
             source="S-XT"),
        Rule("Stata", "ranksum y, by(group)", Shown("|z|", of=ASYMPTOTIC, magnitude=True),
             Shown(of=ASYMPTOTIC), "asymptotic; `ranksum, exact` is exact given the ties; "
             + STATA_SIGN, source="T-rs"),
        _STATA_EXACT,
    ),
    ("spearman", "t_approximation"): (
        Rule("R", "cor.test(x, y, method = \"spearman\")", RHO, None,
             "p is exact or by an Edgeworth series without ties below 1290 pairs; " + NOT_HELD,
             "rho exact"),
        Rule("R", "cor.test(x, y, method = \"spearman\")", RHO, OWN_P, "", "rho t"),
        Rule("R", "cor.test(x, y, method = \"spearman\")", RHO, None,
             "p is that of t with ties, else exact or by an Edgeworth series: the results keep no "
             "firm-years that would tell", "rho either"),
        Rule("SPSS", "NONPAR CORR", RHO, OWN_P, source="S-NC"),
        Rule("Stata", "spearman", RHO, OWN_P, source="T-sp"),
    ),
    ("lilliefors", "estimated_parameters"): (
        Rule("R", "nortest::lillie.test(x)", DALLAL, DALLAL_P,
             "p by Dallal and Wilkinson's formula, above .1 by Stephens'"),
        Rule("SPSS", NORMALITY_PLOT, DALLAL, DALLAL_P, "p by Dallal and Wilkinson's formula",
             "p below .1", "S-EX"),
        Rule("SPSS", NORMALITY_PLOT, DALLAL, None,
             "p by Dallal and Wilkinson, above .2 printed as .2, a lower bound; " + NOT_HELD,
             "p from .1", "S-EX"),
        Rule("Stata", "none", None, None, "no official command"),
    ),
    ("kolmogorov_smirnov", "parameters_as_if_known"): (
        Rule("R", "ks.test(x, \"pnorm\", mean(x), sd(x))", Shown("D"), OWN_P,
             "exact below 100 values without ties", "ks exact"),
        Rule("R", "ks.test(x, \"pnorm\", mean(x), sd(x))", Shown("D"), None,
             "asymptotic p with ties or from 100 values on; " + NOT_HELD, "ks not exact"),
        Rule("SPSS", "NPAR TESTS /K-S(NORMAL)", None, None,
             "prints sqrt(n) D and its asymptotic p; " + NOT_HELD, source="S-NP"),
        Rule("Stata", "ksmirnov x = normal((x - m)/s)", Shown("D"), None,
             "asymptotic p; " + NOT_HELD, source="T-ks"),
    ),
    ("shapiro_wilk", "royston_1995"): (
        Rule("R", "shapiro.test(x)", Shown("W"), OWN_P),
        Rule("SPSS", NORMALITY_PLOT, Shown("W"), OWN_P, source="S-EX"),
        Rule("Stata", "swilk x", Shown("W"), OWN_P, "", "untied", "T-sw"),
        Rule("Stata", "swilk x", None, None,
             "tied values get mean ranks unless `noties`, so that W changes; " + NOT_HELD,
             "perhaps tied", "T-sw"),
    ),
}  # fmt: skip
