"""How often what the study printed comes up together on one panel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from smeint.arrays import BoolArray
from smeint.diagnose.layout import Decided
from smeint.study.hypothesis import Hypothesis
from smeint.study.rules import RULES, Verdict

#: Hypotheses whose printed patterns are looked for together. The last is the event by which the
#: seed of the shipped synthetic panel was selected.
TOGETHER: tuple[tuple[str, ...], ...] = (
    ("H1",),
    ("H2",),
    ("H3",),
    ("H4",),
    ("H5",),
    ("H1", "H2", "H3"),
    ("H1", "H2", "H3", "H4", "H5"),
    ("H1", "H2", "H3", "H4", "H5", "F8"),
)

#: Verdicts of the published rule by what the study printed.
_PRINTED = {
    "supported": Verdict.SUPPORTED,
    "reported": Verdict.SUPPORTED,
    "not supported": Verdict.NOT_SUPPORTED,
}
_PUBLISHED = tuple(RULES).index("published")


@dataclass(frozen=True, slots=True)
class Event:
    """Hypotheses whose printed pattern must hold together, and what that asks for.

    Parameters
    ----------
    hypotheses : tuple of str
    words : str
    """

    hypotheses: tuple[str, ...]
    words: str

    @property
    def name(self) -> str:
        """Such as ``H1 + H2 + H3``."""
        return " + ".join(self.hypotheses)


def events(hypotheses: Sequence[Hypothesis], years: int) -> tuple[Event, ...]:
    """Return the events that hypotheses with a printed pattern give on panels of so many years.

    Parameters
    ----------
    hypotheses : sequence of Hypothesis
    years : int

    Returns
    -------
    tuple of Event
        Only those of which every hypothesis is there and was printed for that number of years.
    """
    said = {h.id: _words(h, years) for h in hypotheses}
    return tuple(
        Event(names, "; ".join(f"{name} {said[name]}" for name in names))
        for names in TOGETHER
        if all(said.get(name) for name in names)
    )


def shown(
    hypotheses: Sequence[Hypothesis], years: int, by_hypothesis: Mapping[str, Decided]
) -> dict[str, BoolArray]:
    """Return on which panels each event holds.

    Parameters
    ----------
    hypotheses : sequence of Hypothesis
    years : int
    by_hypothesis : mapping of str to Decided

    Returns
    -------
    dict of str to array of bool, (replicates,)
        By the event's name.
    """
    asked = events(hypotheses, years)
    records = {h.id: h for h in hypotheses}
    single = {
        name: _holds(records[name], by_hypothesis[name])
        for name in dict.fromkeys(name for event in asked for name in event.hypotheses)
    }
    return {
        event.name: np.all([single[name] for name in event.hypotheses], axis=0) for event in asked
    }


def _words(hypothesis: Hypothesis, years: int) -> str:
    """Return what a printed pattern asks for; empty where there is none."""
    printed = hypothesis.published
    if printed is None or printed.verdict not in _PRINTED:
        return ""
    if printed.years_total not in (None, years):
        return ""
    if printed.years_significant is None:
        return f"{_PRINTED[printed.verdict].label} by the published rule"
    exactly = "" if printed.years_significant == printed.years_total else "exactly "
    sign = f", {printed.direction} in each" if printed.sign_constant else ""
    return f"significant in {exactly}{printed.years_significant} of {years} years{sign}"


def _holds(hypothesis: Hypothesis, decided: Decided) -> BoolArray:
    """Return on which panels a hypothesis' printed pattern holds."""
    printed = hypothesis.published
    if printed is None or printed.years_significant is None:
        wanted = _PRINTED[printed.verdict if printed else ""]
        return np.asarray(decided.verdicts[:, _PUBLISHED] == wanted)
    cells = decided.primary
    significant = cells.computed & (np.where(cells.computed, cells.p, 1.0) < decided.claim.alpha)
    holds = significant.sum(axis=-1) == printed.years_significant
    if printed.sign_constant:
        with np.errstate(invalid="ignore"):
            sign = {"negative": -1, "positive": 1}[printed.direction]
            holds &= (np.sign(cells.effect) == sign).all(axis=-1)
    return np.asarray(holds.all(axis=(-2, -1)))
