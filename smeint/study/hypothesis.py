"""`Hypothesis`: a claim declared as data before any number is seen."""

from __future__ import annotations

from dataclasses import dataclass, field

from smeint.errors import StudyFileError, nearest
from smeint.question import UNITS, Condition

CLAIMS = ("difference", "negligible")
DIRECTIONS = ("", "negative", "positive")
COMBINES = ("every", "any")
PROCEDURES = ("chi_square", "mann_whitney", "spearman")
LOGIT, WEIGHTED = "logit", "weighted"
#: Models over all years; tests over all strata of a year.
POOLED_MODELS, INTERACTION = "pooled_models", "interaction"
#: Models of a share; models with a value of the year before.
FRACTIONAL, TWO_PART, LAGGED = "fractional", "two_part", "lagged"
#: Every companion that may be asked for, and what it is.
COMPANIONS: dict[str, str] = {
    "yates": "chi-square of a 2x2 table with Yates' continuity correction",
    "fisher": "Fisher's exact test of a table",
    "continuity_corrected": "Mann-Whitney with continuity correction",
    "exact": "the exact rank-sum test, with ties",
    LOGIT: "logistic regression in blocks, for a 2x2 table",
    WEIGHTED: "tests by sampling weights, which stand there wherever [columns] has `weight`",
    POOLED_MODELS: "models over all years with firms as clusters, where there are several years",
    INTERACTION: 'whether bands differ, and what is common to them; with strata = "doi_band"',
    FRACTIONAL: "fractional logit of a share, of each year and of all",
    TWO_PART: "two-part model of a share over all firms: any at all, and how much",
    LAGGED: "regressions of a metric outcome on predictor or outcome of the year before",
}
STRATA = ("", "doi_band", "doi_band:highest")
REFUSED_UNITS = ("firm_years", "firm_year", "pooled", "observations")

UNIT_REFUSAL = (
    "firm-years of one firm are not independent: with 100 firms, five years and a latent "
    "intraclass correlation of .5, Mann-Whitney on pooled firm-years rejects a true null in about "
    "25 % of samples and chi-square in about 20 %, instead of 5 %; use cross_section or firm_means"
)

#: Marks of a weighted procedure in what users may type, and of a rank test among them.
_WEIGHTED_WORDS = ("weight", "wtd", "svy", "survey", "rao_scott", "raoscott")
_RANK_WORDS = ("mann", "whitney", "wilcox", "rank", "spearman", "kruskal", "kendall")


def refused_for_weights(name: str) -> str:
    """Return why a weighted procedure is not one that verdicts can rest on, or an empty text.

    Examples
    --------
    >>> refused_for_weights("mann_whitney")
    ''
    >>> refused_for_weights("svychisq").split(";")[0]
    'weighted tests are companions'
    """
    spelt = name.lower().replace("-", "_").replace(" ", "_")
    if name == WEIGHTED or not any(word in spelt for word in _WEIGHTED_WORDS):
        return ""
    none = "smeint offers no rank test with sampling weights"
    if "spearman" in spelt or "kendall" in spelt:
        return f"{none}; use spearman, which is unweighted."
    if any(word in spelt for word in _RANK_WORDS):
        return (
            f"{none}; use mann_whitney, which is unweighted, and read the weighted means that "
            "stand beside it where [columns] has `weight`."
        )
    return (
        "weighted tests are companions; leave procedure out, for verdicts rest on unweighted "
        'tests, and ask for companions = ["weighted"].'
    )


@dataclass(frozen=True, slots=True)
class Published:
    """What the study printed on a hypothesis.

    Parameters
    ----------
    verdict : str
    direction : str
    years_significant, years_total : int or None
    sign_constant : bool or None
    """

    verdict: str
    direction: str = ""
    years_significant: int | None = None
    years_total: int | None = None
    sign_constant: bool | None = None


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A claim about firms: sample, outcomes, ordered contrast, procedure and verdict rules.

    Parameters
    ----------
    id : str
        Such as ``H1``.
    text : str
        The claim in words.
    title : str
        A few words for narrow tables; the text where it is empty.
    outcomes : tuple of str
    predictor : str
    contrast : tuple of str
        First and second level of the predictor: effects are first minus second. Empty for an
        association with a metric or a many-level predictor.
    sample : tuple of Condition
    strata : {"", "doi_band", "doi_band:highest"}
        Whether the test is made within each positive band, or in the highest alone.
    procedure : str
        Empty to choose by kind: chi-square for yes/no and categories, Mann-Whitney for two
        groups of a metric outcome, Spearman for two metric variables.
    unit : {"cross_section", "firm_means"}
    claim : {"difference", "negligible"}
    direction : {"", "negative", "positive"}
        Sign that the claim demands.
    margin : float
        A negligible effect lies within plus or minus this.
    combine : {"every", "any"}
        Whether every outcome is needed or any will do.
    companions : tuple of str
        Tests shown beside the primary one; verdicts do not read them.
    caveat : str
        Sentence that goes with every verdict on this hypothesis.
    described : str
        Why the claim is described and never tested; empty for all that are tested.
    published : Published or None

    Raises
    ------
    StudyFileError
        If a field has a value that is not allowed.
    """

    id: str
    text: str
    outcomes: tuple[str, ...]
    predictor: str
    contrast: tuple[str, ...] = ()
    sample: tuple[Condition, ...] = ()
    strata: str = ""
    procedure: str = ""
    unit: str = "cross_section"
    claim: str = "difference"
    direction: str = ""
    margin: float = 0.30
    combine: str = "every"
    companions: tuple[str, ...] = ()
    caveat: str = ""
    described: str = ""
    published: Published | None = field(default=None)
    title: str = ""

    def __post_init__(self) -> None:
        if self.unit in REFUSED_UNITS:
            raise StudyFileError(f"{self.id}: unit `{self.unit}` is refused: {UNIT_REFUSAL}.")
        named = [("procedure", self.procedure), *(("companions", c) for c in self.companions)]
        for key, name in named:
            why = refused_for_weights(name)
            if why:
                raise StudyFileError(f"{self.id}: {key} `{name}` is refused: {why}")
        allowed: tuple[tuple[str, str, tuple[str, ...]], ...] = (
            ("claim", self.claim, CLAIMS),
            ("direction", self.direction, DIRECTIONS),
            ("combine", self.combine, COMBINES),
            ("strata", self.strata, STRATA),
            ("procedure", self.procedure, ("", *PROCEDURES)),
            ("unit", self.unit, tuple(UNITS)[:2]),
            *(("companions", name, tuple(COMPANIONS)) for name in self.companions),
        )
        for key, value, options in allowed:
            if value not in options:
                known = [option for option in options if option]
                raise StudyFileError(
                    f"{self.id}: {key} must be one of {', '.join(known)}, got `{value}`."
                    + nearest(value, known)
                )
        self._check_companions()
        if not 0 < self.margin < 1:
            raise StudyFileError(
                f"{self.id}: margin must lie between 0 and 1, got {self.margin!r}."
            )
        if len(self.contrast) not in (0, 2) or len(set(self.contrast)) != len(self.contrast):
            raise StudyFileError(
                f"{self.id}: predictor `{self.predictor}` needs two different levels, first and "
                f"second, got {list(self.contrast)!r}."
            )
        if self.predictor in self.outcomes:
            raise StudyFileError(f"{self.id}: `{self.predictor}` is both outcome and predictor.")
        if self.claim == "negligible" and self.direction:
            raise StudyFileError(f"{self.id}: a negligible claim has no direction.")
        if not self.outcomes:
            raise StudyFileError(f"{self.id}: at least one outcome is needed.")

    def _check_companions(self) -> None:
        """Refuse companions that this hypothesis cannot have on any data."""
        for name in (POOLED_MODELS, INTERACTION):
            if name in self.companions and self.unit != "cross_section":
                raise StudyFileError(
                    f"{self.id}: companions names `{name}`, which needs unit cross_section, got "
                    f"`{self.unit}`."
                )
        if INTERACTION in self.companions and self.strata != "doi_band":
            raise StudyFileError(
                f"{self.id}: companions names `{INTERACTION}`, which compares bands and needs "
                f'strata = "doi_band", got "{self.strata}".'
            )

    @property
    def sign(self) -> int:
        """The claimed sign: -1, 1, or 0 where none is claimed."""
        return {"negative": -1, "positive": 1}.get(self.direction, 0)
