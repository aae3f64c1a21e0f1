"""``data.md``: what the data can and cannot say, to be read before any result."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from smeint.numbers import alpha_text, p_text
from smeint.report.contents.front import origin, provenance, warnings
from smeint.report.describe.comparison_tables import (
    family_table,
    frame_level_table,
    frame_test_table,
    listwise_sentences,
    listwise_table,
)
from smeint.report.describe.summary import summary_table
from smeint.report.describe.tables import (
    observed_table,
    participation_table,
    pattern_table,
    reason_table,
    size_table,
    wave_table,
    year_tables,
)
from smeint.report.formats.markdown import block_lines
from smeint.report.table import inert, markdown
from smeint.study.describe.checklist import OPEN
from smeint.study.results import records

if TYPE_CHECKING:
    from smeint.report.table import Table
    from smeint.study.describe.description import Description

NO_PROOF = (
    "That late respondents do not differ from early ones is no proof that there is no "
    "non-response bias: firms that never answered may be like neither (Armstrong & Overton, 1977)."
)
NO_PROOF_LEFT = (
    "That firms which leave do not differ in what was observed is no proof that they do not "
    "differ in what was not, their later fortune above all."
)
FIGURE_TEXTS = {
    "missing_patterns": "Patterns of missing values",
    "frame": "Respondents and population",
    "waves": "Firms by wave",
    "listwise": "Effects on all and on completely known firms",
}


def data_document(description: Description, figures: frozenset[str] = frozenset()) -> str:
    """Return the description as a Markdown document.

    Parameters
    ----------
    description : Description
    figures : frozenset of str
        Names of the figures that are written beside the document.

    Returns
    -------
    str
    """
    parts = ["# What the data can and cannot say", "", *block_lines(origin(description.manifest))]
    parts += ["No hypothesis is tested here; `smeint run` does that.", ""]
    parts += block_lines(warnings(description.warnings))
    parts += ["## Summary", "", markdown(summary_table(description))]
    parts += _missing(description, figures)
    parts += _late(description)
    parts += _frame(description, figures)
    parts += _waves(description, figures)
    parts += _listwise(description, figures)
    parts += _checklist(description)
    parts += block_lines([provenance(description.manifest)])
    return "\n".join(parts).rstrip("\n") + "\n"


def _figure(name: str, figures: frozenset[str]) -> list[str]:
    """Return a link to a figure that was drawn."""
    return [f"![{FIGURE_TEXTS[name]}]({name}.svg)", ""] if name in figures else []


def _tables(*tables: Table | None) -> Iterator[str]:
    """Yield the tables that there are."""
    for table in tables:
        if table is not None:
            yield markdown(table)


def _missing(description: Description, figures: frozenset[str]) -> list[str]:
    """Return the section on missing values."""
    reasons = reason_table(description)
    parts = ["## Missing values", ""]
    if reasons is None:
        return [*parts, "No value of any variable is missing.", ""]
    parts += [markdown(pattern_table(description)), *_figure("missing_patterns", figures)]
    parts += _tables(reasons, size_table(description), *year_tables(description))
    return parts


def _family(description: Description, name: str) -> str:
    """Return how many comparisons of a family fall below alpha."""
    row = next(r for r in records(description.families) if r["family"] == name)
    alpha = description.manifest["alpha"]
    least = row["p_holm_min"]
    text = (
        f"{row['n_below_alpha']:,} of {row['m_computed']:,} computed comparisons have p < "
        f"{alpha_text(alpha)} ({row['m']:,} planned), where about "
        f"{row['n_expected_by_chance']:.1f} would if nothing differed; after Holm's adjustment "
        f"{row['n_below_alpha_holm']:,}."
    )
    if least == least:
        text += f" Smallest adjusted p: {p_text(least, alpha=alpha)}."
    return inert(text)


def _late(description: Description) -> list[str]:
    """Return the section on late respondents."""
    parts = ["## Early and late respondents", ""]
    table = family_table(description, "late_respondent", ("Late", "Early"))
    if table is None:
        return [
            *parts,
            "Not compared: the data do not say who answered late. Name a yes/no column as "
            "`late_respondent` in `[columns]`, such as who answered only after a reminder.",
            "",
        ]
    return [*parts, _family(description, "late_respondent"), "", markdown(table), NO_PROOF, ""]


def _frame(description: Description, figures: frozenset[str]) -> list[str]:
    """Return the section on the population."""
    parts = ["## Respondents and population", ""]
    if description.frame_levels.empty:
        return [
            *parts,
            "Not compared: the study file names no population. Add a table such as "
            "`[frame.sme]` with `yes = 0.95` and `no = 0.05`.",
            "",
        ]
    source = description.manifest["frame_source"]
    parts += [
        f"Population: {inert(source)}." if source else "The population's source is not named."
    ]
    parts += ["", _family(description, "frame"), "", markdown(frame_test_table(description))]
    parts += [*_figure("frame", figures), markdown(frame_level_table(description))]
    return [
        *parts,
        "Firms that the size scheme leaves out are not compared, nor are sampling weights used. A "
        "sample that is like the population in these variables may differ from it in others.",
        "",
    ]


def _waves(description: Description, figures: frozenset[str]) -> list[str]:
    """Return the section on waves and attrition."""
    years = description.manifest["years"]
    parts = ["## Waves and attrition", ""]
    if len(years) == 1:
        return [*parts, f"One year ({years[0]}): nobody can be seen to leave.", ""]
    if (description.years_observed["firms"].iloc[1:] == 0).all():
        return [
            *parts,
            markdown(observed_table(description)),
            "No firm is observed twice: these are separate cross-sections, and nobody can be seen "
            "to leave.",
            "",
        ]
    parts += [markdown(wave_table(description)), *_figure("waves", figures)]
    parts += _tables(observed_table(description), participation_table(description))
    table = family_table(description, "attrition", ("Leavers", "Stayers"))
    if table is None:
        return [*parts, "No firm leaves before the last wave.", ""]
    parts += [
        "Leavers: firms that are seen in no later wave, on the variables of their last one; "
        "stayers: the other firms of that wave.",
        "",
        _family(description, "attrition"),
        "",
        markdown(table),
        NO_PROOF_LEFT,
        "",
    ]
    return parts


def _listwise(description: Description, figures: frozenset[str]) -> list[str]:
    """Return the section on tests with and without incomplete firms."""
    parts = ["## Missing values and the tests", ""]
    said = description.manifest["listwise"]
    if description.listwise.empty or not said["variables"]:
        return [*parts, "No primary test is planned, or none has its variables.", ""]
    parts += [
        f"Each test uses every firm that has the test's own variables. {said['complete']:,} of "
        f"{said['firm_years']:,} firm-years know all {len(said['variables'])} variables of the "
        "primary tests; on these alone (listwise) the same tests were made once more.",
        "",
    ]
    table = listwise_table(description)
    if table is None:
        return [*parts, "Every test has the same firms both ways.", ""]
    parts += [f"- {inert(sentence)}" for sentence in listwise_sentences(description)]
    parts += ["", *_figure("listwise", figures), markdown(table)]
    return [
        *parts,
        f"Variables: {', '.join(f'`{name}`' for name in said['variables'])}. Neither way is right "
        "where values are missing for reasons that depend on them.",
        "",
    ]


def _checklist(description: Description) -> list[str]:
    """Return the checklist: facts and answers ticked, questions open."""
    parts = ["## Checklist", ""]
    for row in records(description.checklist):
        box = " " if row["state"] == OPEN else "x"
        text = f"- [{box}] **{row['title']}.** {inert(row['fact'])}."
        if row["answer"]:
            text += f" Said in the study file: {inert(row['answer'])}."
        if row["question"]:
            text += f" *Open:* {inert(row['question'])}"
        parts.append(text)
    return [*parts, ""]
