"""`describe`: what a study's data can and cannot say, before any hypothesis is tested."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smeint.engine.analysis import Analysis, analyse
from smeint.errors import StudyFileError
from smeint.finding import GroupRow, Role
from smeint.panel.panel import Panel
from smeint.panel.read import build_panel
from smeint.question import Question
from smeint.study.answer import Answered, answer
from smeint.study.describe import attrition, missingness, rows
from smeint.study.describe.checklist import Known, checklist, late_rows
from smeint.study.describe.comparisons import (
    Family,
    compare,
    comparisons_frame,
    family_row,
)
from smeint.study.describe.listwise import Compared, listwise
from smeint.study.describe.population import against_frame
from smeint.study.manifest import SYNTHETIC_WARNING, is_synthetic, versions
from smeint.study.plan import Plan, plan
from smeint.study.results import frame_of, table
from smeint.study.rules import SMALL_GROUP
from smeint.study.study import Study, in_file
from smeint.study.studyfile import load_study

if TYPE_CHECKING:
    import pandas as pd

#: Number of the format of a description; raised when a column changes its meaning.
FORMAT = 1
#: What tells a description from the results of tests.
KIND = "description"
LATE = "late_respondent"

#: The tables of a description and the rows they are made of.
TABLES: dict[str, type] = {
    "missing_values": rows.MissingValues,
    "missing_patterns": rows.MissingPattern,
    "missing_by_group": rows.MissingByGroup,
    "waves": rows.Wave,
    "years_observed": rows.YearsObserved,
    "participation": rows.Participation,
    "families": rows.FamilyRow,
    "frame_levels": rows.FrameLevel,
    "listwise": rows.Listwise,
    "listwise_verdicts": rows.ListwiseVerdict,
    "checklist": rows.CheckItem,
}


@dataclass(frozen=True, slots=True, eq=False)
class Description:
    """The tables that describe a study's data, and what they were made from.

    Parameters
    ----------
    missing_values : data frame
        By variable, year and reason.
    missing_patterns : data frame
        Variables of the file that are missing together, most frequent first.
    missing_by_group : data frame
        By variable, year and size class.
    waves, years_observed, participation : data frame
        Who is in which wave.
    comparisons : data frame
        Late against early respondents (``late_respondent``), firms that leave against those that
        stay (``attrition``) and respondents against the population (``frame``): the columns of
        ``findings.csv`` with Holm's adjusted p-value.
    families : data frame
        How many comparisons of each family fall below alpha.
    groups : data frame
        The groups of the comparisons, described.
    frame_levels : data frame
        Observed and expected counts by level.
    listwise, listwise_verdicts : data frame
        Primary tests and verdicts on all firms and on completely known ones.
    checklist : data frame
        What the data can and cannot say.
    manifest : mapping
        Versions, options, origin of the data; hashes of files once written.
    """

    missing_values: pd.DataFrame
    missing_patterns: pd.DataFrame
    missing_by_group: pd.DataFrame
    waves: pd.DataFrame
    years_observed: pd.DataFrame
    participation: pd.DataFrame
    comparisons: pd.DataFrame
    families: pd.DataFrame
    groups: pd.DataFrame
    frame_levels: pd.DataFrame
    listwise: pd.DataFrame
    listwise_verdicts: pd.DataFrame
    checklist: pd.DataFrame
    manifest: Mapping[str, Any]

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a reader must know before reading the tables."""
        return tuple(self.manifest["warnings"])

    def family(self, name: str) -> pd.DataFrame:
        """Return the comparisons of one family: late_respondent, attrition or frame."""
        return self.comparisons[self.comparisons["hypothesis"] == name]


def describe(study: Study | str | Path) -> Description:
    """Describe missing data, non-response and attrition of a study; test no hypothesis.

    Parameters
    ----------
    study : Study, str or path
        A study, or the path of a study file.

    Returns
    -------
    Description

    Raises
    ------
    StudyFileError
        If the study file says something that is not allowed, or a frame does not fit the data.
    DataFileError
        If the data file cannot be read, or breaks rules of the variable table.

    Notes
    -----
    The study's primary tests are made twice, on all firms that each can use and on completely
    known firms alone, to see whether missing values decide; verdicts belong to `run_study`.

    References
    ----------
    Armstrong, J. S., & Overton, T. S. (1977). Estimating nonresponse bias in mail surveys.
    *Journal of Marketing Research*, 14, 396-402. https://doi.org/10.1177/002224377701400320

    Examples
    --------
    >>> import smeint
    >>> description = smeint.describe("study.toml")  # doctest: +SKIP
    >>> description.missing_patterns.head()  # doctest: +SKIP
    """
    loaded = study if isinstance(study, Study) else load_study(study)
    _check(loaded)
    panel = build_panel(loaded.data, loaded.columns, loaded.folder)
    with in_file(loaded.name):
        analysis = analyse(panel, loaded.definitions)
        asked = plan(
            loaded.hypotheses,
            analysis,
            alpha=loaded.alpha,
            normality=False,
            single_unit_strata=loaded.single_unit_strata,
        )
        population, levels = against_frame(analysis, loaded.frame, alpha=loaded.alpha)
    answers = {q: answer(analysis, q) for q in asked.questions if q.role is Role.PRIMARY}
    both = listwise(loaded.hypotheses, asked, analysis, answers, reach=loaded.notable_effect)
    seen = attrition.presence(analysis)
    families = (
        _late(analysis, loaded.alpha),
        attrition.attrition(analysis, seen, alpha=loaded.alpha),
        population,
    )
    found = missingness.patterns(panel)
    known = Known(
        analysis=analysis,
        measured=frozenset(panel.columns),
        presence=seen,
        patterns=found,
        listwise=both,
        small_tests=_small(answers),
        late=late_rows(analysis),
        frame=loaded.frame,
        design=loaded.design,
    )
    parts: dict[str, Sequence[object]] = {
        "missing_values": missingness.missing_table(analysis),
        "missing_patterns": found,
        "missing_by_group": missingness.by_group(analysis),
        "waves": attrition.waves(seen),
        "years_observed": attrition.years_observed(seen),
        "participation": attrition.participation(seen),
        "families": [family_row(family, loaded.alpha) for family in families],
        "frame_levels": levels,
        "listwise": both.rows,
        "listwise_verdicts": both.verdicts,
        "checklist": checklist(known),
    }
    return Description(
        **{name: frame_of(TABLES[name], part) for name, part in parts.items()},
        comparisons=comparisons_frame(families),
        groups=table("groups", _groups(families)),
        manifest=_manifest(loaded, panel, analysis, asked, both),
    )


def _check(loaded: Study) -> None:
    """Refuse a study whose small counts are to be suppressed."""
    if loaded.min_count:
        raise StudyFileError(
            f"{loaded.name}: min_count suppresses small counts in `smeint run` alone; `smeint "
            f"describe` shows counts of every size and is refused with min_count = "
            f"{loaded.min_count}."
        )


def _late(analysis: Analysis, alpha: float) -> Family:
    """Compare late with early respondents, where the data say who answered late."""
    if LATE not in analysis:
        return Family(LATE, ())
    return compare(LATE, LATE, analysis, alpha=alpha, years=analysis.years)


def _small(answers: Mapping[Question, Answered]) -> int:
    """Return how many tests have a small group."""
    sizes = [(one.finding.n_1, one.finding.n_2) for q, one in answers.items() if not q.missing]
    return sum(min(pair) < SMALL_GROUP for pair in sizes)


def _groups(families: Sequence[Family]) -> list[GroupRow]:
    """Return the groups of all comparisons."""
    return [row for family in families for row in family.groups]


def _manifest(
    study: Study, panel: Panel, analysis: Analysis, asked: Plan, both: Compared
) -> dict[str, Any]:
    """Return what a description was made from; no folder, no user, no clock."""
    synthetic = study.synthetic or is_synthetic(panel)
    return {
        "format": FORMAT,
        "kind": KIND,
        "versions": {**versions(), "matplotlib": metadata.version("matplotlib")},
        "alpha": asked.alpha,
        "notable_effect": study.notable_effect,
        "synthetic": synthetic,
        "study": study.stamp,
        "warnings": [
            *([SYNTHETIC_WARNING] if synthetic else []),
            *panel.warnings,
            *analysis.warnings,
        ],
        "data": asdict(panel.origin),
        "definitions": analysis.definitions.to_mapping(),
        "years": list(analysis.years),
        "firm_years": panel.n_rows,
        "firms": len(panel["firm_id"].levels),
        "variables": [name for name in panel.columns if name not in ("firm_id", "year")],
        "frame_source": study.frame.source,
        "design": asdict(study.design),
        "hypotheses": [{"id": h.id, "title": h.title or h.text} for h in study.hypotheses],
        "listwise": {
            "variables": list(both.variables),
            "firm_years": both.n_rows,
            "complete": both.n_complete,
        },
    }
