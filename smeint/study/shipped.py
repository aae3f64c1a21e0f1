"""The hypotheses of Osei-Bonsu (2014), H1-H5, and the study's further findings, as records."""

from __future__ import annotations

from smeint.question import Condition
from smeint.study.hypothesis import Hypothesis, Published

YES_NO = ("yes", "no")
INTERNATIONALIZED = Condition("internationalized", ("yes",))
SME = Condition("sme", ("yes",))

SELECTION_CAVEAT = (
    "Firms choose whether to go abroad, and profitable firms may be the ones that do: a difference "
    "in ROTA between internationalized and domestic SMEs does not say which came first."
)

_H = [
    Hypothesis(
        id="H1",
        title="propensity, by size",
        text="SMEs and non-SMEs differ in the propensity to internationalize",
        outcomes=("internationalized",),
        predictor="sme",
        contrast=YES_NO,
        direction="negative",
        companions=("yates", "fisher", "logit", "pooled_models"),
        caveat=(
            "Networking, growth intention and innovation in block 3 may lie between size and "
            "internationalization (mediators): the coefficient of SME there is not its total "
            "association."
        ),
        published=Published("supported", "negative", 3, 3, True),
    ),
    Hypothesis(
        id="H2",
        title="degree (FSTS), by size",
        text="SMEs and non-SMEs that are internationalized differ in the degree of it",
        outcomes=("fsts",),
        predictor="sme",
        contrast=YES_NO,
        sample=(INTERNATIONALIZED,),
        direction="negative",
        companions=("continuity_corrected", "exact", "fractional", "two_part"),
        published=Published("supported", "negative", 1, 3, True),
    ),
    Hypothesis(
        id="H3",
        title="ROTA of SMEs, by status",
        text="Internationalized and domestic SMEs differ in financial performance (ROTA)",
        outcomes=("rota",),
        predictor="internationalized",
        contrast=YES_NO,
        sample=(SME,),
        direction="positive",
        companions=("continuity_corrected", "exact", "pooled_models", "lagged"),
        caveat=SELECTION_CAVEAT,
        published=Published("supported", "positive", 1, 3, True),
    ),
    Hypothesis(
        id="H3b",
        title="ROTA with FSTS: negligible",
        text="Among internationalized SMEs the degree of internationalization and ROTA are "
        "negligibly associated",
        outcomes=("rota",),
        predictor="fsts",
        sample=(SME, INTERNATIONALIZED),
        claim="negligible",
        caveat=SELECTION_CAVEAT,
        published=Published("no observable effect"),
    ),
    Hypothesis(
        id="H4",
        title="management, by size in bands",
        text="SMEs and non-SMEs differ in management team size, professional training and "
        "strategic planning, by degree of internationalization",
        outcomes=("management_team_size", "professional_training", "strategic_planning"),
        predictor="sme",
        contrast=YES_NO,
        strata="doi_band",
        direction="negative",
        combine="every",
        companions=("fisher", "exact", "interaction"),
        published=Published("supported", "negative", None, 3, None),
    ),
    Hypothesis(
        id="H5",
        title="export plan, by size in bands",
        text="SMEs and non-SMEs differ in having an international expansion plan, by degree of "
        "internationalization",
        outcomes=("export_plan",),
        predictor="sme",
        contrast=YES_NO,
        strata="doi_band",
        companions=("fisher", "interaction"),
        published=Published("not supported", "", None, 3, None),
    ),
]

_F = [
    Hypothesis(
        id="F1",
        title="networking, by size",
        text="SMEs are less likely than non-SMEs to engage in networking",
        outcomes=("networking",),
        predictor="sme",
        contrast=YES_NO,
        direction="negative",
        companions=("fisher",),
        published=Published("reported", "negative"),
    ),
    Hypothesis(
        id="F2",
        title="growth intention, by size",
        text="SMEs and non-SMEs differ in growth intention (the source is ambiguous on the sign)",
        outcomes=("growth_intention",),
        predictor="sme",
        contrast=YES_NO,
        companions=("fisher",),
        published=Published("reported"),
    ),
    Hypothesis(
        id="F3",
        title="size, by size class",
        text="SMEs are smaller than non-SMEs",
        outcomes=("employees",),
        predictor="sme",
        contrast=YES_NO,
        described="true by construction, for size defines the groups; described in panel_facts.csv",
        published=Published("reported", "negative"),
    ),
    Hypothesis(
        id="F4",
        title="size, by status",
        text="Size is positively associated with the propensity to internationalize",
        outcomes=("employees",),
        predictor="internationalized",
        contrast=YES_NO,
        direction="positive",
        companions=("continuity_corrected",),
        published=Published("reported", "positive"),
    ),
    Hypothesis(
        id="F4b",
        title="degree, with size",
        text="Among internationalized firms size and the degree of internationalization are "
        "associated",
        outcomes=("fsts",),
        predictor="employees",
        sample=(INTERNATIONALIZED,),
    ),
    Hypothesis(
        id="F5",
        title="propensity, by innovation",
        text="Innovation commitment is positively associated with the propensity to "
        "internationalize",
        outcomes=("internationalized",),
        predictor="innovation",
        contrast=YES_NO,
        direction="positive",
        companions=("fisher",),
        published=Published("reported", "positive"),
    ),
    Hypothesis(
        id="F5b",
        title="degree, by innovation",
        text="Among internationalized firms innovation commitment is positively associated with "
        "the degree of internationalization",
        outcomes=("fsts",),
        predictor="innovation",
        contrast=YES_NO,
        sample=(INTERNATIONALIZED,),
        direction="positive",
        companions=("continuity_corrected",),
        published=Published("reported", "positive"),
    ),
    Hypothesis(
        id="F7",
        title="management, by size, high band",
        text="The differences of H4 stand at a high degree of internationalization",
        outcomes=("management_team_size", "professional_training", "strategic_planning"),
        predictor="sme",
        contrast=YES_NO,
        strata="doi_band:highest",
        direction="negative",
        combine="every",
        caveat=(
            "That they are greatest there is a claim about a difference between bands, which "
            "tests within bands do not answer: see whether the bands differ, under H4."
        ),
        published=Published("reported", "negative"),
    ),
    Hypothesis(
        id="F8",
        title="TQM, by size, high band",
        text="At a high degree of internationalization SMEs use TQM less than non-SMEs",
        outcomes=("tqm",),
        predictor="sme",
        contrast=YES_NO,
        strata="doi_band:highest",
        direction="negative",
        companions=("fisher",),
        published=Published("reported", "negative"),
    ),
    Hypothesis(
        id="F9",
        title="JIT, by size: negligible",
        text="SMEs and non-SMEs differ little in the use of JIT, by degree of internationalization",
        outcomes=("jit",),
        predictor="sme",
        contrast=YES_NO,
        strata="doi_band",
        claim="negligible",
        companions=("fisher",),
        published=Published("little difference"),
    ),
    Hypothesis(
        id="F11",
        title="propensity, by networking",
        text="Networking is associated with the propensity to internationalize",
        outcomes=("internationalized",),
        predictor="networking",
        contrast=YES_NO,
        direction="positive",
        companions=("fisher",),
        published=Published("reported", "positive"),
    ),
    Hypothesis(
        id="F11b",
        title="degree, by networking",
        text="Among internationalized firms networking is associated with the degree of "
        "internationalization",
        outcomes=("fsts",),
        predictor="networking",
        contrast=YES_NO,
        sample=(INTERNATIONALIZED,),
        direction="positive",
        companions=("continuity_corrected",),
        published=Published("reported", "positive"),
    ),
]

#: Id of the tests of normality, which are evidence and never a switch.
NORMALITY = "normality"

#: H1-H5 with H3b, in the study's order.
MAIN: dict[str, Hypothesis] = {h.id: h for h in _H}

#: The study's further findings (F6 is H3b, F10 is the normality tests).
FURTHER: dict[str, Hypothesis] = {h.id: h for h in _F}

SHIPPED: dict[str, Hypothesis] = {**MAIN, **FURTHER}
