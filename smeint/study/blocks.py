"""The blocks of terms of the models beside H1."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from smeint.engine.analysis import LOG_FIRM_AGE, Analysis
from smeint.question import Question

#: Terms that each block adds to the one before.
BLOCKS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("block_1", ()),
    ("block_2", (LOG_FIRM_AGE, "country", "industry")),
    ("block_3", ("networking", "growth_intention", "innovation")),
)

#: How terms that are computed are named where what they need is not there.
NAMES = {LOG_FIRM_AGE: f"{LOG_FIRM_AGE} (needs `founded`)"}


def block_questions(companion: Question, analysis: Analysis) -> Iterator[Question]:
    """Yield each block of `blocks` by maximum likelihood and by Firth's penalty."""
    for block in blocks(companion, analysis):
        yield replace(block, procedure="logit")
        yield replace(block, procedure="firth_logit")


def blocks(companion: Question, analysis: Analysis) -> Iterator[Question]:
    """Yield each block, its procedure still open.

    Parameters
    ----------
    companion : Question
        The test beside which the models stand; its own outcome and predictor are
        never further terms.
    analysis : Analysis

    Yields
    ------
    Question
        Terms absent from the data are left out and named in the note. ``log employees`` is
        never a term: the size class is a function of it.
    """
    terms: tuple[str, ...] = ()
    asked = (companion.outcome, companion.predictor)
    for name, terms_of_block in BLOCKS:
        added = tuple(term for term in terms_of_block if term not in asked)
        absent = tuple(term for term in added if term not in analysis)
        terms += tuple(term for term in added if term in analysis)
        notes = []
        if absent:
            named = (NAMES.get(term, term) for term in absent)
            notes.append("left out, not in the data: " + ", ".join(named))
        if name == "block_3" and len(absent) < len(added):
            present = [term for term in added if term not in absent]
            notes.append("mediators: " + ", ".join(present))
        missing = companion.missing
        if added and len(absent) == len(added):
            missing = "; ".join(analysis.why_missing(term) for term in absent)
        yield replace(companion, variant=name, terms=terms, note="; ".join(notes), missing=missing)
