"""The verdict rules, on arrays: one study is a batch of one."""

from __future__ import annotations

import enum
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
    if claim.negligible:
        by_stratum = _negligible(rule, cells, claim)
        by_outcome = _every(by_stratum, strict=False)
    else:
        by_stratum = _difference(rule, cells, claim)
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


def _difference(rule: str, cells: Cells, claim: Claim) -> IntArray:
    """Return the verdict on a difference by outcome and stratum."""
    computed = cells.computed
    p = adjusted(cells) if rule == "holm" else cells.p
    years = computed.sum(axis=-1)
    significant = computed & (np.where(computed, p, 1.0) < claim.alpha)
    verdict = np.where(years == 0, Verdict.NOT_COMPUTED, Verdict.NOT_SUPPORTED)
    for sign in (1, -1):
        same = (
            np.where(computed, np.sign(cells.effect) == sign, False) if claim.signed else computed
        )
        hits = (significant & same).sum(axis=-1)
        if rule in ("majority", "every-year"):
            enough = (hits * 2 > years) if rule == "majority" else (hits == years)
            reached = enough & (years > 0)
        else:
            reached = (hits >= 1) & (same.sum(axis=-1) == years)
        name = Verdict.SUPPORTED if claim.sign in (0, sign) else Verdict.OPPOSITE
        verdict = np.where(reached, name, verdict)
    return verdict


def _negligible(rule: str, cells: Cells, claim: Claim) -> IntArray:
    """Return the verdict on a negligible effect by outcome and stratum."""
    computed = cells.computed
    years = computed.sum(axis=-1)
    low, high = cells.low, cells.high  # a year without an interval is neither inside nor outside
    inside = computed & (low > -claim.margin) & (high < claim.margin)
    outside = computed & ((low >= claim.margin) | (high <= -claim.margin))
    if rule == "majority":
        yes, no = inside.sum(axis=-1) * 2 > years, outside.sum(axis=-1) * 2 > years
    else:
        yes, no = inside.sum(axis=-1) == years, outside.any(axis=-1)
    verdict = np.where(yes, Verdict.SUPPORTED, Verdict.INCONCLUSIVE)
    verdict = np.where(no, Verdict.NOT_SUPPORTED, verdict)
    return np.where(years == 0, Verdict.NOT_COMPUTED, verdict)


def _any(verdicts: IntArray) -> IntArray:
    """Combine the last axis: the best verdict that any part reaches."""
    return _BEST_FIRST.take(_PLACE.take(verdicts).min(axis=-1, initial=len(_PLACE) - 1))


def _every(verdicts: IntArray, *, strict: bool) -> IntArray:
    """Combine the last axis: all parts are needed; those not computed too where `strict`."""
    n = verdicts.shape[-1]
    counts = {v: (verdicts == v).sum(axis=-1) for v in Verdict if v is not Verdict.NOT_SUPPORTED}
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
