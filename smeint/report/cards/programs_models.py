"""What SPSS, R and Stata print by default: models, strata, scales, and what none of them has."""

from __future__ import annotations

from collections.abc import Mapping

from smeint.report.cards.programs import NOT_HELD
from smeint.report.cards.rule import OWN_P, Rule, Shown

_Rules = tuple[Rule, ...]

Z = Shown("z")
EXP_B = Shown("Exp(B)", ("odds_ratio",), estimate=True, term=True)
CR1 = Shown("z", ("log_odds",), "CR1", term=True)
CONTINUITY = ("mantel_haenszel_chi_square",)
CHI2 = Shown("chi2")

LOGIT: _Rules = (
    Rule("R", "summary(glm(y ~ x, binomial))", Z, OWN_P),
    Rule("SPSS", "LOGISTIC REGRESSION", EXP_B, OWN_P,
         "prints Wald's chi-square, z squared, with the same p; Exp(B) is the odds ratio",
         source="S-LR"),
    Rule("Stata", "logit", Z, OWN_P, source="T-lo"),
)  # fmt: skip
FIRTH: _Rules = (
    Rule("R", "none of its own", None, None,
         "brglm2 prints Wald's z and p; the report's are of the penalized likelihood ratio"),
    Rule("SPSS", "STATS FIRTHLOG (extension, calls R's logistf)", CHI2, OWN_P),
    Rule("Stata", "none", None, None, "no official command"),
)  # fmt: skip
CLUSTERED: _Rules = (
    Rule("R", "lmtest::coeftest(fit, vcov = sandwich::vcovCL, cluster = ~ firm)", CR1,
         Shown("", ("log_odds",), "CR1", term=True),
         "factor G / (G - 1) and z; the report has CR2 and t"),
    Rule("SPSS", "GENLIN /REPEATED SUBJECT=firm", None,
         Shown("", ("log_odds",), "CR0", term=True),
         "sandwich without a factor; prints Wald's chi-square, z squared", source="S-GL"),
    Rule("Stata", "logit, vce(cluster firm)", CR1, Shown("", ("log_odds",), "CR1", term=True),
         "factor G / (G - 1) and z; the report has CR2 and t", source="T-lo"),
)  # fmt: skip
GEE: _Rules = (
    Rule("R", "geepack::geeglm(corstr = \"exchangeable\")", None, None,
         "plain sandwich, prints Wald's chi-square with a normal p; " + NOT_HELD),
    Rule("SPSS", "GENLIN /REPEATED CORRTYPE=EXCHANGEABLE", None, None,
         "plain sandwich, Wald's chi-square; " + NOT_HELD, source="S-GL"),
    Rule("Stata", "xtgee, family(binomial) corr(exchangeable)", None, None,
         "model-based errors unless `vce(robust)`; " + NOT_HELD, source="T-xg"),
)  # fmt: skip
FRACTIONAL: _Rules = (
    Rule("R", "lmtest::coeftest(fit, vcov = sandwich::vcovHC)", Z, OWN_P, "",
         "cross-section"),
    Rule("R", "lmtest::coeftest(fit, vcov = sandwich::vcovCL)", None, None,
         "factor G / (G - 1) and z; " + NOT_HELD, "by firm"),
    Rule("SPSS", "none", None, None, "no command"),
    Rule("Stata", "fracreg logit", None, None,
         "HC0 times sqrt(n / (n - 1)); " + NOT_HELD, source="T-fr"),
)  # fmt: skip
TWO_PART: _Rules = (
    Rule("R", "two calls of glm", None, None,
         "coefficients of both parts; the combined effect follows from both and is not printed"),
    Rule("SPSS", "none", None, None, "no command"),
    Rule("Stata", "none", None, None, "no official command (`twopm` is a user's)"),
)  # fmt: skip
RANK_REGRESSION: _Rules = (
    Rule("R", "lmtest::coeftest(lm of ranks, vcov = sandwich::vcovHC)", Shown("t"), OWN_P, "",
         "cross-section"),
    Rule("R", "lmtest::coeftest(lm of ranks, vcov = sandwich::vcovCL)", None, None,
         "factor G / (G - 1) times (n - 1) / (n - k) for k coefficients; " + NOT_HELD, "by firm"),
    Rule("SPSS", "RANK, then REGRESSION", None, None, "errors of equal spread; " + NOT_HELD),
    Rule("Stata", "egen rank, then regress", None, None, "errors of equal spread; " + NOT_HELD),
)  # fmt: skip
QUANTILE: _Rules = (
    Rule("R", "summary(quantreg::rq)", None, None,
         "inverts rank tests in small samples; " + NOT_HELD),
    Rule("SPSS", "QUANTILE REGRESSION", None, None, "errors by other formulas; " + NOT_HELD,
         source="S-QR"),
    Rule("Stata", "qreg", None, None, "errors as if spread were equal; " + NOT_HELD,
         source="T-qr"),
)  # fmt: skip


def _none(r: str, spss: str = "no command", stata: str = "no official command") -> _Rules:
    """Return that nothing is printed, and why, for each program."""
    calls = (("R", r), ("SPSS", spss), ("Stata", stata))
    return tuple(Rule(program, "none", None, None, why) for program, why in calls)


SURVEY = "R itself has none; the package survey has"
NOT_CITED = "its output is not documented here"

#: As `programs.TESTS`, for models and the rest.
MODELS: Mapping[tuple[str, str], _Rules] = {
    **{("logit", f"block_{block}"): LOGIT for block in (1, 2, 3)},
    **{("firth_logit", f"block_{block}"): FIRTH for block in (1, 2, 3)},
    **{("clustered_logit", f"block_{block}"): CLUSTERED for block in (1, 2)},
    **{("gee_logit", f"block_{block}"): GEE for block in (1, 2)},
    **{("fractional_logit", f"block_{block}"): FRACTIONAL for block in (1, 2)},
    ("two_part", "block_1"): TWO_PART,
    **{
        ("rank_regression", variant): RANK_REGRESSION
        for variant in ("block_1", "block_2", "lagged_predictor")
    },
    **{
        ("quantile_regression", variant): QUANTILE
        for variant in ("block_1", "block_2", "lagged_predictor", "lagged_outcome")
    },
    ("mantel_haenszel", "uncorrected"): (
        Rule("R", "mantelhaen.test(table)", Shown("chi2", CONTINUITY, "continuity"),
             Shown("", CONTINUITY, "continuity"), "corrected for continuity by default"),
        Rule("SPSS", "CROSSTABS /STATISTICS=CMH: Cochran's", Shown("chi2", CONTINUITY, "cochran"),
             Shown("", CONTINUITY, "cochran"), "Cochran's statistic", source="S-CT"),
        Rule("SPSS", "CROSSTABS /STATISTICS=CMH: Mantel-Haenszel",
             Shown("chi2", CONTINUITY, "continuity"), Shown("", CONTINUITY, "continuity"),
             "corrected for continuity", source="S-CT"),
        Rule("Stata", "cc, by()", CHI2, OWN_P, source="T-ep"),
    ),
    ("homogeneity", "breslow_day_tarone"): (
        Rule("R", "none of its own", None, None, "`metafor::rma.mh` has Tarone's"),
        Rule("SPSS", "CROSSTABS /STATISTICS=CMH: Breslow-Day",
             Shown("chi2", ("breslow_day_chi_square",), "uncorrected"),
             Shown("", ("breslow_day_chi_square",), "uncorrected"), "without Tarone's correction",
             source="S-CT"),
        Rule("SPSS", "CROSSTABS /STATISTICS=CMH: Tarone's", CHI2, OWN_P, source="S-CT"),
        Rule("Stata", "cc, by()", None, None,
             "the default line, *Test of homogeneity (M-H)*, is another statistic; " + NOT_HELD,
             source="T-ep"),
    ),
    ("homogeneity", "interaction_lr"): _none(NOT_CITED, NOT_CITED, NOT_CITED),
    ("homogeneity", "rank_biserial"): _none(NOT_CITED, NOT_CITED, NOT_CITED),
    ("van_elteren", "asymptotic"): _none(NOT_CITED, NOT_CITED, NOT_CITED),
    ("pooled_score", ""): _none(
        "no command: ranks and groups are centred within year and stratum and summed by firm"
    ),
    ("cronbach_alpha", "raw"): _none(NOT_CITED, NOT_CITED, NOT_CITED),
    ("mcdonald_omega", "one_factor"): _none(NOT_CITED, NOT_CITED, NOT_CITED),
    ("chi_square", "rao_scott"): _none(f"{SURVEY} svychisq", NOT_CITED, NOT_CITED),
    ("weighted_means", "t_test"): _none(f"{SURVEY} svyttest", NOT_CITED, NOT_CITED),
    **{
        ("weighted_logit", f"block_{block}"): _none(f"{SURVEY} svyglm", NOT_CITED, NOT_CITED)
        for block in (1, 2, 3)
    },
}  # fmt: skip
