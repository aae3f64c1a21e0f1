"""The verdict rules, on arrays: one study is a batch of one."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from smeint.arrays import BoolArray, FloatArray, IntArray
from smeint.formulas.multiplicity import holm

#: The rules side by side, in the order of the tables, and what each asks for.
RULES: dict[str, str] = {
    "published": "p below alpha in at least one year, one sign in all computed years",
    "majority": "p below alpha with that sign in more than half of the computed years",
    "every-year": "p below alpha with that sign in every computed year",
    "holm": "as published, on p-values adjusted by Holm over all declared primary tests",
    "pooled": "one test over all years with firms as clusters",
}

#: Groups with fewer firms are small: their tests are marked and counted.
SMALL_GROUP = 5


class Verdict(enum.IntEnum):
    """What a rule says of a claim."""

    SUPPORTED = 0
    OPPOSITE = 1
    NOT_SUPPORTED = 2
    INCONCLUSIVE = 3
    NOT_COMPUTED = 4

    @property
    def label(self) -> str:
        """The verdict as it stands in ``verdicts.csv``."""
        return _LABELS[self]


_LABELS = {
    Verdict.SUPPORTED: "supported",
    Verdict.OPPOSITE: "opposite direction",
    Verdict.NOT_SUPPORTED: "not supported",
    Verdict.INCONCLUSIVE: "inconclusive",
    Verdict.NOT_COMPUTED: "not computed",
}


@dataclass(frozen=True, slots=True)
class Claim:
    """What the rules must know of a hypothesis.

    Parameters
    ----------
    negligible : bool
        Whether the claim is of a negligible effect, and not of a difference.
    sign : int
        Claimed sign, 0 where none is claimed.
    margin : float
        Bound of a negligible effect.
    every : bool
        Whether all outcomes are needed.
    alpha : float
    signed : bool
        Whether effects have a sign; Cramer's V has none.
    """

    negligible: bool
    sign: int
    margin: float
    every: bool
    alpha: float
    signed: bool = True

    @property
    def level(self) -> float:
        """Confidence level of the intervals that the claim reads."""
        return 1 - 2 * self.alpha if self.negligible else 1 - self.alpha


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """The primary tests of a hypothesis.

    Parameters
    ----------
    p, effect, low, high : array of float, (..., outcomes, strata, years)
        NaN where not computed. The interval is at 1 - alpha for a difference and at
        1 - 2 alpha for a negligible effect.
    """

    p: FloatArray
    effect: FloatArray
    low: FloatArray
    high: FloatArray

    @property
    def computed(self) -> BoolArray:
        """Where a test was computed."""
        return ~np.isnan(self.p)


def decide(rule: str, cells: Cells, claim: Claim) -> IntArray:
    """Return the verdict of one rule.

    Parameters
    ----------
    rule : str
        A key of `RULES`. For ``pooled`` the cells are the pooled tests, with one stratum and
        one year.
    cells : Cells
    claim : Claim

    Returns
    -------
    array of int, (...)
        `Verdict` codes.

    Notes
    -----
    Years are combined by the rule; bands by any for a difference and by every for a negligible
    effect; outcomes by every (all declared outcomes are then needed) or any.
    """
    return np.asarray(decide_each((rule,), cells, claim)[0])


def decide_each(rules: Sequence[str], cells: Cells, claim: Claim) -> IntArray:
    """Return the verdicts of several rules that read the same cells.

    Parameters
    ----------
    rules : sequence of str
        As in `decide`, at least one.
    cells : Cells
    claim : Claim

    Returns
    -------
    array of int, (rules, ...)
        `Verdict` codes.
    """
    if claim.negligible:
        by_stratum = _negligible(rules, cells, claim)
        by_outcome = _every(by_stratum, strict=False)
    else:
        by_stratum = _difference(rules, cells, claim)
        by_outcome = _any(by_stratum)
    return _every(by_outcome, strict=True) if claim.every else _any(by_outcome)


def adjusted(cells: Cells) -> FloatArray:
    """Return Holm-adjusted p-values of the cells, in their shape; all declared cells count.

    Parameters
    ----------
    cells : Cells

    Returns
    -------
    array of float, (..., outcomes, strata, years)
    """
    lead, own = cells.p.shape[:-3], cells.p.shape[-3:]
    m = int(np.prod(own))
    return holm(cells.p.reshape(*lead, m), m).reshape(cells.p.shape)


def is_open(cells: Cells, claim: Claim, reach: float) -> BoolArray:
    """Return where some interval still holds an effect of `reach` in the claimed direction.

    Parameters
    ----------
    cells : Cells
    claim : Claim
    reach : float
        Size of an effect that one would not want to miss (phi, rank-biserial, rho).

    Returns
    -------
    array of bool, (...)
        Beside "not supported" this says that the data do not settle the question.
    """
    up, down = cells.high >= reach, cells.low <= -reach
    held = {1: up, -1: down, 0: up | down}[claim.sign]
    return np.asarray(held.any(axis=(-3, -2, -1)))


def _difference(rules: Sequence[str], cells: Cells, claim: Claim) -> IntArray:
    """Return the verdict of each rule on a difference by outcome and stratum."""
    computed = cells.computed
    years = _count(computed)
    # a p that is not there is not below alpha
    significant = {
        holm_is: (adjusted(cells) if holm_is else cells.p) < claim.alpha
        for holm_is in {rule == "holm" for rule in rules}
    }
    verdicts = np.full((len(rules), *years.shape), int(Verdict.NOT_SUPPORTED))
    for sign in (1, -1):
        same = computed & (np.sign(cells.effect) == sign) if claim.signed else computed
        hits = {k: _count(v & same) for k, v in significant.items()}
        alike = _count(same) == years
        name = int(Verdict.SUPPORTED if claim.sign in (0, sign) else Verdict.OPPOSITE)
        for rule, verdict in zip(rules, verdicts, strict=True):
            own = hits[rule == "holm"]
            if rule == "majority":
                reached = own * 2 > years
            elif rule == "every-year":
                reached = own == years
            else:
                reached = (own >= 1) & alike
            verdict[reached] = name
    verdicts[:, years == 0] = int(Verdict.NOT_COMPUTED)
    return verdicts


def _negligible(rules: Sequence[str], cells: Cells, claim: Claim) -> IntArray:
    """Return the verdict of each rule on a negligible effect by outcome and stratum."""
    computed = cells.computed
    low, high = cells.low, cells.high  # a year without an interval is neither inside nor outside
    inside = computed & (low > -claim.margin) & (high < claim.margin)
    outside = computed & ((low >= claim.margin) | (high <= -claim.margin))
    years, within, beyond = (_count(v) for v in (computed, inside, outside))
    verdicts = np.full((len(rules), *years.shape), int(Verdict.INCONCLUSIVE))
    for rule, verdict in zip(rules, verdicts, strict=True):
        more = rule == "majority"
        verdict[within * 2 > years if more else within == years] = int(Verdict.SUPPORTED)
        verdict[beyond * 2 > years if more else beyond > 0] = int(Verdict.NOT_SUPPORTED)
    verdicts[:, years == 0] = int(Verdict.NOT_COMPUTED)
    return verdicts


def _count(mask: BoolArray) -> IntArray:
    """Count along the last axis, which is short: place by place is faster than numpy's own."""
    total = np.zeros(mask.shape[:-1], dtype=np.int64)
    for place in range(mask.shape[-1]):
        total += mask[..., place]
    return total


def _any(verdicts: IntArray) -> IntArray:
    """Combine the last axis: the best verdict that any part reaches."""
    if verdicts.shape[-1] == 1:
        return np.asarray(verdicts[..., 0])
    best = _PLACE.take(verdicts).min(axis=-1, initial=len(_PLACE) - 1)
    return np.asarray(_BEST_FIRST.take(best))


def _every(verdicts: IntArray, *, strict: bool) -> IntArray:
    """Combine the last axis: all parts are needed; those not computed too where `strict`."""
    n = verdicts.shape[-1]
    if n == 1:
        return np.asarray(verdicts[..., 0])
    counts = {v: _count(verdicts == int(v)) for v in Verdict if v is not Verdict.NOT_SUPPORTED}
    left_out = counts[Verdict.NOT_COMPUTED]
    supported, opposite = counts[Verdict.SUPPORTED], counts[Verdict.OPPOSITE]
    undecided = counts[Verdict.INCONCLUSIVE]
    failed = n - left_out - supported - undecided  # not supported, or the opposite
    out = np.full(verdicts.shape[:-1], int(Verdict.NOT_SUPPORTED))
    out[(undecided > 0) & (failed == 0)] = int(Verdict.INCONCLUSIVE)
    out[(supported > 0) & (supported + left_out == n)] = int(Verdict.SUPPORTED)
    out[(opposite > 0) & (opposite + left_out == n)] = int(Verdict.OPPOSITE)
    incomplete = left_out > 0 if strict else left_out == n
    out[incomplete] = int(Verdict.NOT_COMPUTED)
    return out


#: Verdicts from the best to the one that says least, and each one's place among them.
_BEST_FIRST = np.array(
    [
        Verdict.SUPPORTED,
        Verdict.OPPOSITE,
        Verdict.INCONCLUSIVE,
        Verdict.NOT_SUPPORTED,
        Verdict.NOT_COMPUTED,
    ],
    dtype=np.int64,
)
_PLACE = np.argsort(_BEST_FIRST)
