"""What a plan's questions compare, and in which order a calibrated world generates it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from smeint.engine.analysis import Analysis
from smeint.engine.select import level_codes
from smeint.finding import Role
from smeint.panel.variables import Kind
from smeint.question import Condition, Question

STATUS, DEGREE, BAND, CLASS = "internationalized", "fsts", "doi_band", "sme"

#: Variables in place of which the study's own order stands.
_CORE = (CLASS, STATUS, DEGREE, BAND)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two variables that questions compare, and the firms among which they do.

    Parameters
    ----------
    later, earlier : str
        By the order in which they are generated.
    where : tuple of Condition
        Conditions that leave out some firms, on variables generated before `later`.
    lost : tuple of str
        Variables of conditions that are generated after it.
    """

    later: str
    earlier: str
    where: tuple[Condition, ...]
    lost: tuple[str, ...]


def asked_of_data(questions: Iterable[Question]) -> list[Question]:
    """Return the questions that a world must answer: no evidence, none weighted or missing."""
    return [
        question
        for question in questions
        if question.role is not Role.EVIDENCE
        and not question.missing
        and not question.single_unit_strata
    ]


def variables_asked(questions: Sequence[Question], analysis: Analysis) -> list[str]:
    """Return the variables of the questions that a panel has and that may be generated."""
    named: dict[str, None] = {}
    for question in questions:
        conditions = (*question.sample, *question.strata)
        for name in (question.predictor, *(c.variable for c in conditions), *question.terms):
            named[name] = None
        named[question.outcome] = None
    used = [name for name in named if _generated(name, analysis)]
    if BAND in used and _follows(analysis):
        used = [name for name in used if name != BAND] + [DEGREE]
    if DEGREE in used and STATUS in analysis.columns:
        used.append(STATUS)
    return list(dict.fromkeys(used))


def variables_in_order(
    used: Sequence[str], questions: Sequence[Question], analysis: Analysis
) -> list[str]:
    """Return what is generated: class, what status and degree depend on, these, all others.

    Parameters
    ----------
    used : sequence of str
        Of `variables_asked`.
    questions : sequence of Question
    analysis : Analysis

    Returns
    -------
    list of str
        Without the class, and without bands that follow from ``fsts``. Variables with levels
        stand before metric ones, so that a comparison of two groups shifts the metric one.
    """
    before = _before_the_core(questions)
    core = [name for name in (STATUS, DEGREE, BAND) if name in used]
    rest = [name for name in dict.fromkeys(used) if name not in _CORE]
    grouped = [name for name in rest if not analysis[name].kind.is_metric]
    first = [name for name in grouped if name in before]
    later = [name for name in grouped if name not in before]
    return [*first, *core, *later, *(name for name in rest if name not in grouped)]


def pairs(
    questions: Sequence[Question], order: Sequence[str], analysis: Analysis
) -> Iterator[Pair]:
    """Yield what is compared, each once."""
    place = {name: k for k, name in enumerate((CLASS, *order))}
    if BAND not in place and DEGREE in place:
        place[BAND] = place[DEGREE]
    found: dict[Pair, None] = {}
    for question in questions:
        for one, other in _sides(question, order):
            if one not in place or other not in place or one == other:
                continue
            later, earlier = sorted((one, other), key=lambda name: -place[name])
            narrowing = [c for c in _conditions(question, analysis) if c.variable != later]
            known = [c for c in narrowing if place.get(c.variable, 1e9) < place[later]]
            lost = tuple(c.variable for c in narrowing if c not in known)
            found[Pair(later, earlier, tuple(known), lost)] = None
    yield from found


def _follows(analysis: Analysis) -> bool:
    """Whether bands are those of ``fsts``, and not others that the data give."""
    levels = analysis[BAND].levels
    return DEGREE in analysis.columns and levels == analysis.definitions.bands.levels


def _generated(name: str, analysis: Analysis) -> bool:
    if not name or name == CLASS or name not in analysis.columns or name in analysis.items:
        return False
    kind = analysis[name].kind
    left = (Kind.IDENTIFIER, Kind.YEAR, Kind.WEIGHT, Kind.ITEM)
    return kind not in left


def _before_the_core(questions: Sequence[Question]) -> set[str]:
    """Return what the degree is compared by, and what predicts status."""
    found: set[str] = set()
    for question in questions:
        if question.outcome == STATUS:
            found.add(question.predictor)
        if DEGREE in (question.outcome, question.predictor):
            found |= {question.outcome, question.predictor}
    return found - set(_CORE)


def _sides(question: Question, order: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the two variables of a question; bands that are an outcome follow from others."""
    pair = (question.outcome, question.predictor)
    if BAND in pair and BAND not in order:
        other = pair[0] if pair[1] == BAND else pair[1]
        if other == CLASS or (other in order and order.index(other) < order.index(DEGREE)):
            yield DEGREE, other
            yield STATUS, other
            return
    yield pair


def _conditions(question: Question, analysis: Analysis) -> list[Condition]:
    """Return the conditions that leave out some firms."""
    narrowing = []
    for condition in (*question.sample, *question.strata):
        column = analysis[condition.variable]
        levels = ("yes", "no") if column.kind is Kind.YES_NO else column.levels
        if set(levels) - set(condition.levels):
            narrowing.append(condition)
    return list(dict.fromkeys(narrowing))


def codes(condition: Condition, analysis: Analysis) -> tuple[float, ...]:
    """Return the numbers of a condition's levels."""
    return tuple(level_codes(analysis[condition.variable], condition.levels))
