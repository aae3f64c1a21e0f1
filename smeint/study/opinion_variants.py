"""Our numbers in the variants that another program may print: why two numbers differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from scipy import special

from smeint.arrays import FloatArray
from smeint.engine import reduce
from smeint.engine.analysis import Analysis
from smeint.engine.select import Selection, select
from smeint.finding import Role
from smeint.formulas.contingency import yates_2x2
from smeint.formulas.correlation import RankCorrelation, spearman, spearman_rho
from smeint.formulas.rank_sum import mann_whitney
from smeint.formulas.rank_sum_exact import exact_rank_sum
from smeint.formulas.table_effects import Table2x2
from smeint.question import Condition, Question
from smeint.study.opinion import CLOSED, EFFECT
from smeint.study.scales import RELIABILITY

Variants = tuple[tuple[str, float], ...]

YATES = "Yates by default"
SIGN = "sign convention"
ROWS = "n with missing rows"


def tied(values: FloatArray) -> bool:
    """Return whether two values are the same.

    Examples
    --------
    >>> tied(np.array([1.0, 2.0, 1.0])), tied(np.array([1.0, 2.0]))
    (True, False)
    """
    return bool(np.unique(values).size < values.size)


def of_table(units: Selection, groups: FloatArray, quantity: str, value: float) -> Variants:
    """Return variants of a number of a 2x2 table: Yates', unsigned, n of all rows.

    Parameters
    ----------
    units : Selection
    groups : array of float
        1 for the first group.
    quantity : str
    value : float
        The number in our own variant.
    """
    table = reduce.table_2x2(units.outcome, groups == 1)
    # some versions move counts half a step even where that is too far: beyond independence
    corrected = (float(np.asarray(yates_2x2(table).statistic)), _moved_too_far(table))
    if quantity == "statistic":
        return tuple((YATES, chi2) for chi2 in corrected)
    if quantity == "p_value":
        return tuple((YATES, float(special.chdtrc(1.0, chi2))) for chi2 in corrected)
    if quantity == "likelihood_ratio_chi_square":
        return tuple((YATES, g) for g in _likelihood_ratios(table))
    n, all_rows = units.n, units.n + units.n_missing
    roots = [(YATES, chi2 / n) for chi2 in corrected]
    roots += [(ROWS, chi2 / all_rows) for chi2 in (*corrected, n * value**2)]
    return ((SIGN, abs(value)), *((why, float(np.sqrt(square))) for why, square in roots))


def _moved_too_far(table: Table2x2) -> float:
    """Return Yates' chi-square without its stop at independence."""
    a, b, c, d = (float(cell) for cell in table.cells)
    margins = (a + b) * (c + d) * (a + c) * (b + d)
    return (a + b + c + d) * (abs(a * d - b * c) - (a + b + c + d) / 2) ** 2 / margins


def _likelihood_ratios(table: Table2x2) -> list[float]:
    """Return G of counts moved half a step towards independence: at most to it, or beyond it."""
    counts = np.array([float(cell) for cell in table.cells]).reshape(2, 2)
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
    gap = expected - counts
    moves = (np.sign(gap) * np.minimum(0.5, np.abs(gap)), 0.5 * np.sign(gap))
    return [
        float(2 * special.xlogy(counts + move, (counts + move) / expected).sum()) for move in moves
    ]


def of_rank_p(units: Selection, ties: bool) -> Variants:
    """Return p of two groups' ranks with the continuity correction, and exact without ties.

    Parameters
    ----------
    units : Selection
    ties : bool
        Whether values are tied: then the exact p of untied values is not that of the data.
    """
    summary = reduce.rank_sum(units.outcome, units.first)
    corrected = mann_whitney(summary, continuity=True).p_value
    found = [("continuity correction", float(np.asarray(corrected)))]
    if not ties:
        exact = exact_rank_sum(reduce.tie_pattern(units.outcome, units.first)).p_value
        found.append(("exact for small n without ties", float(np.asarray(exact))))
    return tuple(found)


def of_rho_p(units: Selection, value: float) -> Variants:
    """Return p of t where the order is complete: 0; none where ours is not the exact one.

    Parameters
    ----------
    units : Selection
    value : float
        Our p.
    """
    summary = reduce.rank_correlation(units.outcome, units.predictor)
    ours = float(np.asarray(spearman(summary).p_value))
    complete = abs(float(np.asarray(summary.rho))) == 1
    return (("t at complete order", 0.0),) if complete and CLOSED.holds(ours, value) else ()


def of_rho_limits(n: int, rho: float, place: int, value: float) -> Variants:
    """Return a limit of rho by Fisher's z as if of Pearson's correlation, at 95 %.

    Parameters
    ----------
    n : int
    rho : float
    place : int
        0 for the lower limit, 1 for the upper.
    value : float
        Our limit: where it is not Bonett and Wright's, no variant explains a difference.

    Examples
    --------
    >>> ours = float(spearman_rho(RankCorrelation(30, 0.4)).ci_high)
    >>> [(why, round(limit, 3)) for why, limit in of_rho_limits(30, 0.4, 1, ours)]
    [('Fisher z interval', 0.665)]
    >>> of_rho_limits(30, 0.4, 1, 0.68)
    ()
    """
    summary = RankCorrelation(n, rho)
    ours, fisher = (
        float(np.asarray((interval.ci_low, interval.ci_high)[place]))
        for interval in (spearman_rho(summary, 0.95), spearman_rho(summary, 0.95, "fisher"))
    )
    if not EFFECT.holds(ours, value):
        return ()
    # at complete order z is infinite: no width
    return (("Fisher z interval", rho if abs(rho) == 1 else fisher),)


def items_of(
    analysis: Analysis,
    row: Mapping[str, Any],
    measures: Mapping[tuple[str, str, str], Mapping[str, Any]],
) -> tuple[Question, Selection]:
    """Return the question of a scale's reliability and the rows that know all of its items.

    Parameters
    ----------
    analysis : Analysis
    row : mapping
        The finding.
    measures : mapping
        Its measures by name, variant and term; the terms are its items.
    """
    items = tuple(term for name, _, term in measures if name == "item_rest_correlation")
    question = Question(
        hypothesis=RELIABILITY,
        role=Role.EVIDENCE,
        outcome=str(row["outcome"]),
        sample=(Condition("sme", ("yes", "no")),) if "sme" in analysis else (),
        year=int(row["year"]),
        procedure=str(row["procedure"]),
        variant=str(row["variant"]),
        terms=tuple(f"{row['outcome']}[{item}]" for item in items),
    )
    return question, select(analysis, question)


def turned_items(units: Selection) -> FloatArray | None:
    """Return a scale's items, those that enter its score negatively turned; None if none fit.

    Notes
    -----
    A score is the sum or the mean of items, so that over complete rows it is an exact linear
    function of them; the signs are those of its coefficients.

    Examples
    --------
    A score of ``(q1 + 6 - q2) / 2`` turns the second of two items round.
    """
    items = units.terms
    design = np.column_stack([items, np.ones(len(items))])
    weights, _, rank, _ = np.linalg.lstsq(design, units.outcome, rcond=None)
    exact = np.allclose(design @ weights, units.outcome, rtol=0, atol=1e-8)
    if rank < design.shape[1] or not exact:
        return None
    return np.asarray(items * np.sign(weights[:-1]))
