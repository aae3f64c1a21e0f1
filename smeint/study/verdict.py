"""Verdicts of one study: the rules applied to its findings, each with a reason."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from smeint.finding import Role, Status, VerdictRow
from smeint.question import Question
from smeint.study.answer import Answered
from smeint.study.grid import OVER_YEARS, UNSIGNED, claim_of, grid_of, reads
from smeint.study.hypothesis import Hypothesis
from smeint.study.plan import Plan
from smeint.study.rules import RULES, Cells, Claim, Verdict, adjusted, decide, is_open

ONE_YEAR = "one year: same as the single test"
FIRM_MEANS = "firm means: one test over the years"


_NO_INTERVAL = "too few firms for an interval"
_GAPS = {_NO_INTERVAL: "no interval"}


@dataclass(frozen=True, slots=True)
class _Grid:
    """A hypothesis' answers, laid out by outcome, stratum and year."""

    cells: Cells
    answers: tuple[Answered, ...]
    outcomes: tuple[str, ...]
    strata: tuple[str, ...]
    years: tuple[str, ...]


def verdicts(
    hypotheses: Iterable[Hypothesis],
    plan: Plan,
    answers: Mapping[Question, Answered],
    *,
    reach: float,
) -> tuple[VerdictRow, ...]:
    """Return every hypothesis' verdict under every rule.

    Parameters
    ----------
    hypotheses : iterable of Hypothesis
    plan : Plan
    answers : mapping of Question to Answered
        Only primary and pooled tests are read.
    reach : float
        Effect which, still inside an interval, is named beside "not supported".

    Returns
    -------
    tuple of VerdictRow
        Five rows a hypothesis, in the order of `RULES`.
    """
    rows: list[VerdictRow] = []
    for hypothesis in hypotheses:
        if hypothesis.described:
            rows += [_described(hypothesis, rule, plan.alpha) for rule in RULES]
            continue
        claim = claim_of(hypothesis, plan.alpha, signed=True)
        primary = _grid(plan.of(hypothesis.id, Role.PRIMARY), answers, claim)
        claim = replace(claim, signed=not _unsigned(primary))
        pooled = _grid(plan.of(hypothesis.id, Role.POOLED), answers, claim)
        rows += [_row(hypothesis.id, rule, primary, pooled, claim, reach) for rule in RULES]
    return tuple(rows)


def _described(hypothesis: Hypothesis, rule: str, alpha: float) -> VerdictRow:
    """Return the row of a claim that is described and never tested."""
    return VerdictRow(
        hypothesis.id,
        rule,
        Verdict.NOT_COMPUTED.label,
        "",
        alpha,
        0,
        0,
        0,
        "",
        math.nan,
        hypothesis.described,
    )


def _grid(
    questions: Sequence[Question], answers: Mapping[Question, Answered], claim: Claim
) -> _Grid:
    """Lay a hypothesis' answers out as arrays."""
    answered = tuple(answers[question] for question in questions)
    grid = grid_of(questions)
    values = np.full((4, *grid.shape), np.nan)
    for place, a in zip(grid.places, answered, strict=True):
        low, high = _interval(a, claim)
        values[:, *place] = (a.finding.p_value, a.finding.effect, low, high)
    return _Grid(Cells(*values), answered, grid.outcomes, grid.strata, grid.years)


def _interval(answered: Answered, claim: Claim) -> tuple[float, float]:
    """Return the effect's interval at the level that the claim asks for."""
    for row in answered.measures:
        same = row.measure == answered.finding.effect_name and not row.term
        if same and math.isclose(row.ci_level, claim.level, abs_tol=1e-12):
            return row.ci_low, row.ci_high
    return math.nan, math.nan


def _row(
    name: str, rule: str, primary: _Grid, pooled: _Grid, claim: Claim, reach: float
) -> VerdictRow:
    """Return one verdict with its reason."""
    applied, over_years = reads(rule, len(primary.years))
    grid = pooled if over_years else primary
    if not grid.answers:
        verdict, reasons = Verdict.NOT_COMPUTED, ["there is no pooled test for these variables"]
    else:
        verdict = Verdict(int(decide(applied, grid.cells, claim)))
        reasons = _reasons(verdict, grid, claim, reach)
    if len(primary.years) == 1 and rule in OVER_YEARS:
        means = primary.answers[0].question.unit == "firm_means"
        reasons.insert(0, FIRM_MEANS if means else ONE_YEAR)
    cells = grid.cells
    p = adjusted(cells) if rule == "holm" and grid.answers else cells.p
    known = p[~np.isnan(p)]
    return VerdictRow(
        hypothesis=name,
        rule=rule,
        verdict=verdict.label,
        direction=_direction(grid) if verdict is not Verdict.NOT_COMPUTED else "",
        alpha=claim.alpha,
        m_declared=int(cells.p.size),
        m_computed=int(cells.computed.sum()),
        n_significant=int((known < claim.alpha).sum()),
        signs=_signs(grid),
        p_adjusted_min=float(known.min()) if rule == "holm" and known.size else math.nan,
        reason="; ".join(reasons),
    )


def _reasons(verdict: Verdict, grid: _Grid, claim: Claim, reach: float) -> list[str]:
    """Return what a reader must know beside the verdict."""
    reasons = []
    failed = verdict is Verdict.NOT_SUPPORTED and not claim.negligible
    if failed and bool(is_open(grid.cells, claim, reach)):
        sign = {1: "+", -1: "-", 0: ""}[claim.sign]
        size = f"{reach:.2f}".removeprefix("0")
        reasons.append(f"inconclusive: an interval still holds an effect of {sign}{size}")
    gaps: dict[str, list[str]] = {}
    for a in grid.answers:
        if (
            claim.negligible
            and a.finding.status == Status.OK.label
            and _is_nan(_interval(a, claim))
        ):
            gaps.setdefault(_NO_INTERVAL, []).append(_cell_name(a, grid))
        if a.finding.status != Status.OK.label:
            why = a.question.missing or Status[a.finding.status.upper()].meaning
            gaps.setdefault(why, []).append(_cell_name(a, grid))
    if len(gaps) == 1 and len(next(iter(gaps.values()))) == len(grid.answers):
        return [*reasons, next(iter(gaps))]
    missing = {a.question.missing for a in grid.answers}
    for why, where in gaps.items():
        names = ", ".join(dict.fromkeys(where))
        reasons.append(
            why if why in missing else f"{_GAPS.get(why, 'not computed')} for {names}: {why}"
        )
    return reasons


def _is_nan(interval: tuple[float, float]) -> bool:
    """Return whether an interval is not there."""
    return math.isnan(interval[0]) or math.isnan(interval[1])


def _cell_name(answered: Answered, grid: _Grid) -> str:
    """Return where in the grid an answer stands, as briefly as it can be said."""
    finding = answered.finding
    parts = [finding.year]
    if len(grid.strata) > 1 or finding.stratum != "all":
        parts.append(finding.stratum.removeprefix("doi_band = "))
    if len(grid.outcomes) > 1:
        parts.append(f"`{finding.outcome}`")
    return " ".join(parts)


def _unsigned(grid: _Grid) -> bool:
    """Return whether the effects have no sign."""
    return any(a.finding.effect_name == UNSIGNED for a in grid.answers)


def _direction(grid: _Grid) -> str:
    """Return the sign that all computed effects share, ``mixed``, or nothing for unsigned ones."""
    signs = {float(s) for s in np.sign(grid.cells.effect[grid.cells.computed])}
    if not signs or _unsigned(grid):
        return ""
    names = {frozenset({1.0}): "positive", frozenset({-1.0}): "negative"}
    return names.get(frozenset(signs), "mixed")


def _signs(grid: _Grid) -> str:
    """Return the signs by year, ``.`` where not computed; one word for each stratum and outcome."""
    words: list[str] = []
    if _unsigned(grid):
        return ""
    for o, outcome in enumerate(grid.outcomes):
        for s, stratum in enumerate(grid.strata):
            word = "".join(
                "." if math.isnan(e) else "+" if e > 0 else "-" if e < 0 else "0"
                for e in grid.cells.effect[o, s]
            )
            name = [outcome] if len(grid.outcomes) > 1 else []
            name += [stratum.removeprefix("doi_band = ")] if len(grid.strata) > 1 else []
            words.append(" ".join([*name, word]))
    return "; ".join(words)
