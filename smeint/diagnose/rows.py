"""The rows that a diagnosis is made of: a table each, long, with a Monte Carlo error each."""

from __future__ import annotations

from dataclasses import dataclass

from smeint.study.error_rates import ErrorRate

#: The worlds of a diagnosis: with the effects that are planted, and its twin without any.
PLANTED, NO_EFFECT = "planted", "no_effect"

#: What is measured of a single test over replicates, and what it is.
TEST_MEASURES: dict[str, str] = {
    "computed": "share of replicates in which the test could be computed",
    "n": "mean number of firms in the test; of firm-years where it is over all years",
    "significant": "share of computed tests with p below alpha",
    "claimed_direction": "share of computed tests with p below alpha and the claimed sign",
    "wrong_sign": "share of significant tests whose effect has the sign opposite to the truth",
    "exaggeration": "mean size of significant effects, divided by the size of the truth",
    "mean_effect": "mean of the estimated effects",
    "bias": "mean of the estimated effects minus the truth",
    "empirical_se": "standard deviation of the estimated effects",
    "coverage": "share of intervals at 1 - alpha that hold the truth, of those computed",
}

#: What power curves may vary.
DIMENSIONS: dict[str, str] = {
    "firms": "number of firms, groups in the world's proportion",
    "effect": "size of the planted effects, as a multiple of the world's",
    "years": "number of years",
    "persistence": "lag-one correlation of every latent that persists",
}


@dataclass(frozen=True, slots=True)
class VerdictRate:
    """How often a rule gives a verdict: a row of ``verdict_rates.csv``.

    Parameters
    ----------
    world : str
        ``planted`` or ``no_effect``.
    hypothesis, rule : str
    verdict : str
        As in ``verdicts.csv``.
    n_replicates, count : int
    probability, mc_error, ci_low, ci_high : float
        Monte Carlo standard error, and Wilson's 95 % interval.
    """

    world: str
    hypothesis: str
    rule: str
    verdict: str
    n_replicates: int
    count: int
    probability: float
    mc_error: float
    ci_low: float
    ci_high: float


@dataclass(frozen=True, slots=True)
class TestRate:
    """What one test does over replicates: a row of ``test_rates.csv``.

    Parameters
    ----------
    world : str
        ``planted`` or ``no_effect``.
    hypothesis, role, outcome, year, stratum, procedure, effect_name : str
        As in ``findings.csv``.
    truth, truth_mc_error : float
        The effect in a very large sample of the world; NaN where there is none.
    measure : str
        A key of `TEST_MEASURES`.
    estimate, mc_error : float
        NaN where no replicate tells.
    n : int
        Replicates that the estimate rests on.
    """

    __test__ = False  # not a pytest class

    world: str
    hypothesis: str
    role: str
    outcome: str
    year: str
    stratum: str
    procedure: str
    effect_name: str
    truth: float
    truth_mc_error: float
    measure: str
    estimate: float
    mc_error: float
    n: int


@dataclass(frozen=True, slots=True)
class Failure:
    """How often a test had a status other than ok: a row of ``failures.csv``.

    Parameters
    ----------
    world, hypothesis, role, outcome, year, stratum, procedure : str
    status : str
        As in ``findings.csv``.
    n_replicates, count : int
    share, mc_error : float
    examples : str
        The first few replicates, such as ``1:17 1:403`` (seed:replicate); `smeint simulate`
        writes them as panels.
    """

    world: str
    hypothesis: str
    role: str
    outcome: str
    year: str
    stratum: str
    procedure: str
    status: str
    n_replicates: int
    count: int
    share: float
    mc_error: float
    examples: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """How often what the study printed comes up: a row of ``patterns.csv``.

    Parameters
    ----------
    world : str
        ``planted`` or ``no_effect``.
    pattern : str
        Hypotheses whose printed pattern must hold together, such as ``H1 + H2 + H3``.
    event : str
        What must hold, in words.
    n_replicates, count : int
    probability, mc_error, ci_low, ci_high : float
    """

    world: str
    pattern: str
    event: str
    n_replicates: int
    count: int
    probability: float
    mc_error: float
    ci_low: float
    ci_high: float


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """A point of a power curve: a row of ``power.csv``.

    Parameters
    ----------
    dimension : str
        A key of `DIMENSIONS`.
    value : float
    firms_1, firms_2, years : int
        The design at this point.
    hypothesis, rule : str
    n_replicates, count : int
        Replicates in which the claim was supported.
    power, mc_error, ci_low, ci_high : float
    """

    dimension: str
    value: float
    firms_1: int
    firms_2: int
    years: int
    hypothesis: str
    rule: str
    n_replicates: int
    count: int
    power: float
    mc_error: float
    ci_low: float
    ci_high: float


@dataclass(frozen=True, slots=True)
class SmallestDesign:
    """The fewest firms that reach a wanted power: a row of ``smallest_n.csv``.

    Parameters
    ----------
    hypothesis, rule : str
    wanted : float
    firms, firms_1, firms_2 : int or None
        None where the wanted power is not reached.
    power, mc_error : float
        At that number of firms, at least `wanted` where there is one; where it is not reached, at
        `searched_to`.
    n_replicates : int
        Behind the last step of the search.
    searched_to : int
        Most firms that were tried.
    status : str
        ``found``, ``not reached`` (up to `searched_to`), or ``smallest tried`` (it needs no
        more firms than the fewest that were tried).
    """

    hypothesis: str
    rule: str
    wanted: float
    firms: int | None
    firms_1: int | None
    firms_2: int | None
    power: float
    mc_error: float
    n_replicates: int
    searched_to: int
    status: str


#: The tables of a diagnosis and the rows they are made of.
TABLES: dict[str, type] = {
    "verdict_rates": VerdictRate,
    "error_rates": ErrorRate,
    "test_rates": TestRate,
    "failures": Failure,
    "patterns": Pattern,
    "power": CurvePoint,
    "smallest_n": SmallestDesign,
}
