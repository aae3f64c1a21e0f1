"""`Question`: one test that a study asks of data, before any data are looked at."""

from __future__ import annotations

from dataclasses import dataclass

from smeint.finding import Role

#: The units of analysis that are allowed, and what they mean.
UNITS: dict[str, str] = {
    "cross_section": "the firms of one year",
    "firm_means": "each firm once, its values averaged over the years",
    "firm_clusters": "all years, firms as clusters (the pooled test, models over all years)",
}

ALL = "all"


@dataclass(frozen=True, slots=True)
class Condition:
    """Firm-years whose variable has one of the named levels.

    Parameters
    ----------
    variable : str
    levels : tuple of str
        ``yes``, ``no``, or names of levels.
    """

    variable: str
    levels: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.variable} = {' or '.join(self.levels)}"


@dataclass(frozen=True, slots=True)
class Question:
    """One test: a hypothesis, an outcome, a year, a stratum and a role.

    Parameters
    ----------
    hypothesis : str
        Id of the hypothesis, or ``normality``.
    role : Role
    outcome : str
    predictor : str
        Empty for normality.
    contrast : tuple of str
        First and second level of the predictor; empty for an association.
    sample : tuple of Condition
    year : int or None
        None for all years at once.
    strata : tuple of Condition
        One condition for a test within a stratum; several for a test over all of them.
    unit : str
        A key of `UNITS`.
    procedure, variant : str
    terms : tuple of str
        Further terms of a model; ``year`` stands as 0/1 columns against the first year.
    levels : tuple of float
        Confidence levels; the first is the finding's own.
    missing : str
        Why the test cannot be computed from this panel, or empty.
    note : str
        What a reader should know of this test whatever the data are.
    single_unit_strata : str
        Where the test is weighted: what is done with strata of which one firm was sampled
        (`smeint.formulas.survey.SINGLE_UNIT_RULES`). Empty for all other tests.
    """

    hypothesis: str
    role: Role
    outcome: str
    predictor: str = ""
    contrast: tuple[str, ...] = ()
    sample: tuple[Condition, ...] = ()
    year: int | None = None
    strata: tuple[Condition, ...] = ()
    unit: str = "cross_section"
    procedure: str = ""
    variant: str = ""
    terms: tuple[str, ...] = ()
    levels: tuple[float, ...] = (0.95,)
    missing: str = ""
    note: str = ""
    single_unit_strata: str = ""

    @property
    def year_name(self) -> str:
        """The year as it stands in ``findings.csv``."""
        return ALL if self.year is None else str(self.year)

    @property
    def stratum_name(self) -> str:
        """The stratum as it stands in ``findings.csv``, such as ``doi_band = high``."""
        return str(self.strata[0]) if len(self.strata) == 1 else ALL

    @property
    def sample_name(self) -> str:
        """The sample as it stands in ``findings.csv``."""
        return " and ".join(str(condition) for condition in self.sample) or ALL

    @property
    def contrast_name(self) -> str:
        """The contrast as it stands in ``findings.csv``, such as ``yes - no``."""
        return " - ".join(self.contrast)

    @property
    def finding_id(self) -> str:
        """An id that says what the test is; the same study gives the same ids on any data."""
        stratum = ""
        if len(self.strata) == 1:
            stratum = "_".join((self.strata[0].variable, *self.strata[0].levels))
        parts = (
            self.hypothesis,
            self.outcome,
            self.year_name,
            stratum,
            self.procedure,
            self.variant,
        )
        return ".".join(part for part in parts if part)
