"""Plain verdict code for one panel, as one would write it beside a loop of tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import copysign, isnan, nan

#: p, effect and interval (low, high) of one test; NaN where it could not be computed.
Cell = tuple[float, float, float, float]
RULES = ("published", "majority", "every-year", "holm", "pooled")
BEST_FIRST = ("supported", "opposite direction", "inconclusive", "not supported", "not computed")
SIGNS = {"negative": -1, "positive": 1, "": 0}


@dataclass(frozen=True, slots=True)
class Record:
    """What is claimed: direction, negligible or not, all outcomes needed or not."""

    direction: str = ""
    negligible: bool = False
    every: bool = False


RECORDS: dict[str, Record] = {
    "H1": Record("negative"),
    "H2": Record("negative"),
    "H3": Record("positive"),
    "H3b": Record(negligible=True),
    "H4": Record("negative", every=True),
    "H5": Record(),
}
ALPHA, MARGIN = 0.05, 0.30


def verdicts(
    primary: Mapping[str, list[list[list[Cell]]]], pooled: Mapping[str, list[list[list[Cell]]]]
) -> dict[tuple[str, str], str]:
    """Return the verdict of every hypothesis under every rule.

    Parameters
    ----------
    primary, pooled : mapping of hypothesis to lists by outcome, stratum and year
    """
    out = {}
    for name, record in RECORDS.items():
        for rule in RULES:
            cells = pooled[name] if rule == "pooled" else primary[name]
            if rule == "holm" and not record.negligible:
                cells = holm(cells)
            by_outcome = []
            for strata in cells:
                judged = [one(rule, years, record) for years in strata]
                by_outcome.append(judged[0] if len(judged) == 1 else best(judged))
            combine = every if record.every else best
            out[name, rule] = by_outcome[0] if len(by_outcome) == 1 else combine(by_outcome)
    return out


def one(rule: str, years: Sequence[Cell], record: Record) -> str:
    """Return the verdict of one outcome in one stratum."""
    computed = [cell for cell in years if not isnan(cell[0])]
    if not computed:
        return "not computed"
    if record.negligible:
        return negligible(rule, computed)
    for sign in (-1, 1):
        same = [cell for cell in computed if cell[1] and copysign(1, cell[1]) == sign]
        hits = sum(cell[0] < ALPHA for cell in same)
        if rule == "majority":
            reached = 2 * hits > len(computed)
        elif rule == "every-year":
            reached = hits == len(computed)
        else:
            reached = hits > 0 and len(same) == len(computed)
        if reached:
            claimed = SIGNS[record.direction]
            return "supported" if claimed in (0, sign) else "opposite direction"
    return "not supported"


def negligible(rule: str, computed: Sequence[Cell]) -> str:
    """Return the verdict on a negligible effect."""
    inside = sum(low > -MARGIN and high < MARGIN for _, _, low, high in computed)
    outside = sum(low >= MARGIN or high <= -MARGIN for _, _, low, high in computed)
    many = 2 * outside > len(computed) if rule == "majority" else outside > 0
    if many:
        return "not supported"
    enough = 2 * inside > len(computed) if rule == "majority" else inside == len(computed)
    return "supported" if enough else "inconclusive"


def holm(cells: list[list[list[Cell]]]) -> list[list[list[Cell]]]:
    """Return cells with p adjusted by Holm; tests that could not be computed count."""
    flat = [cell[0] for strata in cells for years in strata for cell in years]
    order = sorted((p, place) for place, p in enumerate(flat) if not isnan(p))
    adjusted, largest = [nan] * len(flat), 0.0
    for rank, (p, place) in enumerate(order):
        largest = max(largest, min(1.0, (len(flat) - rank) * p))
        adjusted[place] = largest
    new = iter(adjusted)
    return [[[(next(new), *cell[1:]) for cell in years] for years in strata] for strata in cells]


def best(judged: Sequence[str]) -> str:
    """Return the best verdict that any part reaches."""
    return min(judged, key=BEST_FIRST.index)


def every(judged: Sequence[str]) -> str:
    """Return the verdict where all outcomes are needed."""
    if "not computed" in judged:
        return "not computed"
    if len(set(judged)) == 1:
        return judged[0]
    failed = "not supported" in judged or "opposite direction" in judged
    return "inconclusive" if "inconclusive" in judged and not failed else "not supported"
