"""How often verdict rules err where nothing is there: rows that stand beside verdicts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from smeint.engine.analysis import Analysis

if TYPE_CHECKING:
    from smeint.study.hypothesis import Hypothesis
    from smeint.study.results import Results


@dataclass(frozen=True, slots=True)
class ErrorRate:
    """How often a rule errs where nothing is there: a row of ``error_rates.csv``.

    The same rows stand beside the verdicts of a study, from the stored diagnosis or a fresh one.

    Parameters
    ----------
    hypothesis, rule : str
    direction : str
        ``either``: supported or opposite direction; ``claimed``: supported. A claim of a
        negligible effect has neither, for it holds where nothing is there.
    rate, mc_error, ci_low, ci_high : float
        NaN where not measured.
    n_replicates : int
    alpha : float
    firms_1, firms_2, years : int
        The design that was simulated: SMEs, non-SMEs, waves.
    world : str
        Name of the world without effects.
    source : str
        ``stored`` (measured for this release) or ``fresh`` (for this study).
    """

    hypothesis: str
    rule: str
    direction: str
    rate: float
    mc_error: float
    ci_low: float
    ci_high: float
    n_replicates: int
    alpha: float
    firms_1: int
    firms_2: int
    years: int
    world: str
    source: str


#: Where error rates may come from.
SOURCES = ("stored", "fresh", "none")

#: Which direction of an error stands beside a verdict: the one that a claim with a sign, or
#: without one, can be supported by.
CLAIMED, EITHER = "claimed", "either"


@dataclass(frozen=True, slots=True)
class ErrorRates:
    """The error rates that hold for one study, and why there are none for the others.

    Parameters
    ----------
    source : str
        ``stored`` or ``fresh``.
    rows : tuple of ErrorRate
    reasons : mapping of str to str
        By hypothesis: why it has no rate, in words and without any count of firms.
    """

    source: str
    rows: tuple[ErrorRate, ...]
    reasons: Mapping[str, str]


#: Gives the error rates for a study: from its data, its results, and its hypotheses.
RatesOf = Callable[[Analysis, "Results", "tuple[Hypothesis, ...]"], ErrorRates]

NEGLIGIBLE_HAS_NONE = (
    "a negligible effect is what holds where nothing is there, so that support is no error there"
)
DESCRIBED_HAS_NONE = "it is described and not tested"
NO_VERDICT = "there is no verdict"


def without_rate(results: Results) -> dict[str, str]:
    """Return why hypotheses have no error rate whatever is measured, by hypothesis.

    Parameters
    ----------
    results : Results

    Returns
    -------
    dict of str to str
        Those that are described, those with a claim of a negligible effect, and those that were
        not computed.
    """
    verdicts = results.verdicts
    published = verdicts[verdicts["rule"] == "published"]
    by_name = dict(zip(published["hypothesis"], published["verdict"], strict=True))
    found = {}
    for record in results.manifest["hypotheses"]:
        if record["described"]:
            found[record["id"]] = DESCRIBED_HAS_NONE
        elif record["claim"] == "negligible":
            found[record["id"]] = NEGLIGIBLE_HAS_NONE
        elif by_name[record["id"]] == "not computed":
            found[record["id"]] = NO_VERDICT
    return found


def with_rates(results: Results, rates: ErrorRates) -> Results:
    """Return results with error rates, and with why hypotheses have none.

    Parameters
    ----------
    results : Results
    rates : ErrorRates

    Returns
    -------
    Results
    """
    from smeint.study.results import frame_of

    told = {"source": rates.source, "reasons": dict(rates.reasons)}
    return replace(
        results,
        error_rates=frame_of(ErrorRate, rates.rows),
        manifest={**results.manifest, "error_rates": told},
    )


def shown_direction(direction: str) -> str:
    """Return which of an `ErrorRate`'s directions stands beside a verdict on a claim.

    Examples
    --------
    >>> shown_direction("negative"), shown_direction("")
    ('claimed', 'either')
    """
    return CLAIMED if direction else EITHER
