"""The blank survey template: data sheet, codebook, and the study file that reads them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from smeint.errors import OutputError
from smeint.panel.variables import VARIABLES, Kind
from smeint.propose import toml_text as toml
from smeint.propose.files import check_new, write_new
from smeint.propose.lacking import closure
from smeint.propose.workbook import workbook
from smeint.study.blocks import BLOCKS
from smeint.study.shipped import SHIPPED

DATA, BOOK, CODEBOOK, STUDY = "survey.csv", "survey.xlsx", "codebook.md", "study.toml"
SHEET, SECOND_SHEET = "data", "codebook"

#: Codes of missing values: texts, which no number can be.
MISSING = {
    "dont_know": "don't know",
    "refused": "refused",
    "does_not_apply": "does not apply",
}


#: Terms of the logistic regression that are computed, and what from.
_FROM = {"log_firm_age": "founded"}


@dataclass(frozen=True, slots=True)
class Question:
    """One column of the template.

    Parameters
    ----------
    variable : str
    kind : Kind
    ask : str
        A wording.
    answer : str
        What an answer may be.
    """

    variable: str
    kind: Kind
    ask: str
    answer: str

    @property
    def needed_by(self) -> tuple[str, ...]:
        """The hypotheses that need it, and the logistic regression that it is a term of."""
        if self.variable in ("firm_id", "year"):
            return ("all",)
        names = [name for name, h in SHIPPED.items() if self.variable in closure(h)]
        terms = {_FROM.get(term, term) for _, block in BLOCKS for term in block}
        return (*names, *(("logistic regression of H1",) if self.variable in terms else ()))


@cache
def questions() -> tuple[Question, ...]:
    """Return the columns of the template in order."""
    text = (resources.files("smeint") / "propose" / "questions.toml").read_text(encoding="utf-8")
    return tuple(
        Question(
            name,
            Kind(entry["kind"]) if "kind" in entry else VARIABLES[name].kind,
            entry["ask"],
            entry["answer"],
        )
        for name, entry in tomllib.loads(text).items()
    )


def write_template(folder: str | Path) -> Path:
    """Write the blank template: data sheet as CSV and Excel, codebook, study file.

    Parameters
    ----------
    folder : str or Path
        Made where it is not there.

    Returns
    -------
    Path
        The study file.

    Raises
    ------
    OutputError
        If a file of the template is there already, or one cannot be written; then none is.
    """
    path = Path(folder)
    made = not path.exists()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise OutputError(f"The template cannot be written to {path}: {why}.") from error
    contents = {path / name: content for name, content in template().items()}
    try:
        for target in contents:
            check_new(target)
        write_new(contents)
    except BaseException:
        if made:
            path.rmdir()
        raise
    return path / STUDY


def template() -> dict[str, bytes]:
    """Return the files of the template by name."""
    header = [question.variable for question in questions()]
    rows = [_HEADINGS, *map(_row, questions())]
    return {
        DATA: (",".join(header) + "\n").encode(),
        BOOK: workbook({SHEET: [header], SECOND_SHEET: rows}),
        CODEBOOK: codebook().encode(),
        STUDY: study().encode(),
    }


_HEADINGS = ("variable", "question", "kind", "unit", "answers", "needed by")


def _row(question: Question) -> tuple[str, ...]:
    unit = VARIABLES[question.variable].unit
    return (
        question.variable,
        question.ask,
        str(question.kind),
        "" if question.kind is Kind.YES_NO else unit,
        question.answer,
        ", ".join(question.needed_by) or "none; for hypotheses of your own",
    )


def codebook() -> str:
    """Return the codebook as Markdown."""
    lines = [
        "# Codebook of the survey",
        "",
        f"One row for each firm and year in `{DATA}`, or in the sheet `{SHEET}` of `{BOOK}`. The",
        "wordings are suggestions: try them out, and put them in the words of the firms asked.",
        "",
        "| " + " | ".join(_HEADINGS) + " |",
        "|" + "---|" * len(_HEADINGS),
        *("| " + " | ".join(_row(question)) + " |" for question in questions()),
        "",
        "Missing answers: a blank cell (not given), or one of these codes:",
        "",
        *(f"- `{code}`: {reason}" for code, reason in MISSING.items()),
        "",
        "The hypotheses compare SMEs with larger firms: ask both. One year is enough. A firm that",
        "sells nothing abroad has `foreign_sales` 0, not a blank cell.",
        "",
    ]
    return "\n".join(lines)


def study() -> str:
    """Return the study file that reads the filled template."""
    return "\n".join(_study_lines()) + "\n"


def _study_lines() -> Iterator[str]:
    yield f"# Reads {DATA} once it is filled: smeint check {STUDY}, then smeint run {STUDY}"
    yield "format = 1\n"
    yield "[data]"
    yield f"file = {toml.quoted(DATA)}"
    yield f"# file = {toml.quoted(BOOK)}  # the Excel file in its place, with the line below"
    yield f"# sheet = {toml.quoted(SHEET)}"
    yield f"missing = {toml.reasons(MISSING.items())}\n"
    yield "[columns]"
    for question in questions():
        name = question.variable
        if len(VARIABLES[name].kinds) > 1:
            pairs = {"column": toml.quoted(name), "kind": toml.quoted(question.kind)}
            yield f"{name} = {toml.table(pairs)}"
        else:
            yield f"{name} = {toml.quoted(name)}"
    yield "# Where you ask for the share of sales abroad alone, a column fsts in place of amounts:"
    yield '# fsts = { column = "fsts", unit = "percent" }'
