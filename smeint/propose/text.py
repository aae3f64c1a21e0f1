"""The text of a proposed study file: lines with reasons, doubtful lines as comments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from smeint.panel.variables import VARIABLES
from smeint.propose import toml_text as toml
from smeint.propose.chooser import preset_columns
from smeint.propose.draft import Draft
from smeint.propose.guess import MOST, Guess
from smeint.propose.lacking import report

#: What stands for a column that was not found.
UNKNOWN = "?"

_HEAD = """\
# Study file proposed by `smeint init`: names, labels and values of the data suggest it.
# You know the questionnaire: look at every line before you run the study.
# What stands behind a # is not read; take the # away to use a line.
format = 1
"""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A study file that is proposed for a data file.

    Parameters
    ----------
    text : str
        TOML; each line with its reason, doubtful lines as comments.
    preset : str
        Preset that the file stands on; blank for none.
    proposed : tuple of str
        Variables that are mapped, those of the preset among them.
    undecided : tuple of str
        Variables for which there are only doubtful lines.
    lacking : mapping of str to tuple of str
        For H1 to H5, variables that were not found; nothing where all were.
    placeholders : tuple of str
        Of `firm_id` and `year` those for which no column was found: the study does not run before
        they are filled in.
    """

    text: str
    preset: str
    proposed: tuple[str, ...]
    undecided: tuple[str, ...]
    lacking: Mapping[str, tuple[str, ...]]
    placeholders: tuple[str, ...]


def study_text(draft: Draft) -> str:
    """Return a study file.

    Parameters
    ----------
    draft : Draft

    Returns
    -------
    str
        TOML that can be read as a study file.
    """
    return "\n".join([*_top(draft), *_data(draft), *_columns(draft), *_end(draft)]) + "\n"


def _top(draft: Draft) -> Iterator[str]:
    yield _HEAD.rstrip("\n")
    if draft.preset is None:
        return
    absent = {column for gaps in draft.absent.values() for column in gaps}
    known = ", ".join(name for name in draft.preset.known_by if name not in absent)
    why = f"; known by {known}" if known else ""
    yield f"preset = {toml.quoted(draft.preset.name)}  # {draft.preset.title}{why}"
    yield "# The preset maps the following; a line below takes the place of the preset's."
    columns = preset_columns(draft.preset)
    for name in draft.of_preset:
        yield f"#   {name}: {toml.remark(' + '.join(columns[name]))}"
    for name, gaps in draft.absent.items():
        yield f"# Not in this file: {name} (column {toml.remark(' and '.join(gaps))})."


def _data(draft: Draft) -> Iterator[str]:
    yield "\n[data]"
    yield f"file = {toml.quoted(draft.file)}"
    for key, (value, why) in draft.data.items():
        yield f"{key} = {value}  # {toml.remark(why)}"


def _columns(draft: Draft) -> Iterator[str]:
    yield "\n[columns]"
    for name in draft.placeholders:
        yield f"{name} = {toml.quoted(UNKNOWN)}  # NOT FOUND: {_ASK[name]}"
    for name in VARIABLES:
        for guess in draft.lines:
            if guess.variable == name and guess.sure:
                yield f"{name} = {guess.entry}  # {toml.remark(guess.why)}"
    for name, why in draft.removed.items():
        yield f"{name} = false  # takes out the preset's line: {toml.remark(why)}"
    doubtful = [line for name in VARIABLES for line in _doubtful(draft, name)]
    if doubtful:
        yield "\n# For you to decide: at most one line of a variable."
        yield from doubtful


_ASK = {
    "firm_id": "name the column that tells firms apart; each firm once in a year",
    "year": "name the column of years, or state one year for all rows, as { constant = 2025 }",
}


def _doubtful(draft: Draft, name: str) -> Iterator[str]:
    own = [g for g in draft.lines if g.variable == name and not g.sure]
    for guess in own[:MOST]:
        yield _comment(guess)
    if len(own) > MOST:
        rest = ", ".join(dict.fromkeys(g.columns[0] for g in own[MOST:]))
        yield f"#   further columns for {name}: {toml.remark(rest)}"


def _comment(guess: Guess) -> str:
    return f"# {guess.variable} = {toml.remark(guess.entry)}  # {toml.remark(guess.why)}"


def _end(draft: Draft) -> Iterator[str]:
    yield "\n# What the hypotheses need:"
    for name, gaps in report(draft.mapped).items():
        found = f"lacks {'; '.join(gaps)}" if gaps else "everything was found"
        yield f"#   {name}: {found}"
    for note in draft.notes:
        yield f"# {toml.remark(note)}"


def summary(proposal: Proposal) -> Iterator[str]:
    """Yield what a proposal holds and lacks, for the terminal."""
    if proposal.preset:
        yield f"Preset: {proposal.preset}"
    yield f"Proposed: {', '.join(proposal.proposed) or 'nothing'}"
    if proposal.undecided:
        yield f"For you to decide: {', '.join(proposal.undecided)}"
    if proposal.placeholders:
        yield f"Not found, to be filled in: {' and '.join(proposal.placeholders)}"
    for name, gaps in proposal.lacking.items():
        if gaps:
            yield f"{name} lacks {'; '.join(gaps)}"
