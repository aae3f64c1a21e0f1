"""`truth`: what a world plants, on the findings' scale."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy import special, stats

from smeint.arrays import FloatArray
from smeint.errors import ArgumentError
from smeint.synth.latent import count_cuts
from smeint.synth.practice import BANDS
from smeint.synth.rates import Rates, cell_shares, degree_shares, rates
from smeint.synth.simulate import simulate
from smeint.synth.world import World

#: How a truth was found.
EXACT, SIMULATED, LIMIT = "exact", "simulated", "exact but for rounding to whole money"

#: Batches of the simulated truths; their spread gives the Monte Carlo error.
BATCHES = 20

#: The band in which the planted gaps are widest.
HIGH = len(BANDS) - 1

#: Hypotheses that have a truth, in the order of the tables.
ORDER = (
    *("H1", "H2", "H3", "H3b", "H4", "H5"),
    *("F1", "F2", "F4", "F4b", "F5", "F5b", "F7", "F8", "F9", "F11", "F11b"),
)


@dataclass(frozen=True, slots=True)
class Truth:
    """The true value of one effect, the same in every year.

    Parameters
    ----------
    hypothesis : str
        Id of a shipped hypothesis, such as ``H4``.
    outcome, predictor, stratum : str
        As in ``findings.csv``; the stratum is empty or ``doi_band = high``.
    effect_name : str
        ``phi``, ``odds_ratio``, ``rank_biserial`` or ``rho``; first group minus second.
    effect : float
    mc_error : float
        Monte Carlo standard error; 0 where no simulation was needed.
    method : str
        ``exact``, ``exact but for rounding to whole money`` or ``simulated``.
    """

    hypothesis: str
    outcome: str
    predictor: str
    stratum: str
    effect_name: str
    effect: float
    mc_error: float = 0.0
    method: str = EXACT


def truth(world: World, *, firms: int = 400_000, seed: int = 0) -> tuple[Truth, ...]:
    """Return the true effects of a world.

    Parameters
    ----------
    world : World
    firms : int
        Firms simulated for the effects that have no closed form; at least 20 panels.
    seed : int
        Seed of that simulation.

    Returns
    -------
    tuple of Truth
        In the order of the hypotheses.

    Raises
    ------
    ArgumentError
        If `firms` is too small.

    Notes
    -----
    Truths hold under the default definitions and are the same in every year, since each latent
    is stationary and classes are those of the first year; but size spreads over the years, and F4
    and F4b are given for the first. Missing values do not change them (but for the few firms
    whose employees are first known after they crossed a boundary).

    Shares give phi exactly: with weights w of the groups and shares p, ``phi = (p_1 - p_2)
    sqrt(w_1 w_2 / (p (1 - p)))``, where p is the overall share; within a band the weights are the
    classes' shares of its firms. The distributions of ``fsts`` and of the management team are
    discrete and known, so that ``P(X > Y) - P(X < Y)`` is a finite sum. ROTA in two groups that
    differ by a latent shift d has the rank-biserial correlation ``2 Phi(d / sqrt(2)) - 1``.
    Innovation and networking with status and degree, and size with both, are simulated:
    20 batches, of which mean and standard error are given. In a world without effects
    these are exactly 0 too and not simulated.

    Examples
    --------
    >>> from smeint.synth.world import world
    >>> h1 = truth(world("published"), firms=5000)[0]
    >>> h1.effect_name, round(h1.effect, 3)
    ('phi', -0.33)
    """
    panels = firms // world.n_firms
    if panels < BATCHES:
        raise ArgumentError(
            f"firms must be at least {BATCHES * world.n_firms} for world `{world.name}`, "
            f"got {firms}."
        )
    use = rates(world)
    cells = cell_shares(world, use.p_internationalized, use.fsts_shift)
    found = [
        *_status(world, use),
        *_degree_and_performance(world, use),
        *_within_bands(world, use, cells),
        *_everywhere(use, cells),
        *_by_simulation(world, panels, seed),
    ]
    return tuple(sorted(found, key=lambda row: ORDER.index(row.hypothesis)))


def phi_of_shares(p_1: float, p_2: float, w_1: float, w_2: float) -> float:
    """Return phi of two groups with shares `p_1`, `p_2` and weights `w_1`, `w_2`.

    Examples
    --------
    >>> round(phi_of_shares(0.75, 0.25, 1, 1), 6)
    0.5
    """
    w = w_1 / (w_1 + w_2)
    p = w * p_1 + (1 - w) * p_2
    return float((p_1 - p_2) * np.sqrt(w * (1 - w) / (p * (1 - p))))


def superiority(p: FloatArray, q: FloatArray) -> float:
    """Return P(X > Y) - P(X < Y) of two distributions on the same ascending values.

    Parameters
    ----------
    p, q : array of float, (values,)
        Probabilities of X and of Y.

    Examples
    --------
    >>> superiority(np.array([0.0, 1.0]), np.array([0.5, 0.5]))
    0.5
    """
    if np.array_equal(p, q):
        return 0.0
    below = np.cumsum(q) - q
    above = 1 - np.cumsum(q)
    return float(np.sum(p * (below - above)))


def _status(world: World, use: Rates) -> list[Truth]:
    p_1, p_2 = (float(p) for p in use.p_internationalized)
    phi = phi_of_shares(p_1, p_2, world.n_sme, world.n_non_sme)
    odds = p_1 / (1 - p_1) / (p_2 / (1 - p_2))
    place = ("H1", "internationalized", "sme", "")
    return [Truth(*place, "phi", phi), Truth(*place, "odds_ratio", odds)]


def _degree_and_performance(world: World, use: Rates) -> list[Truth]:
    (_, p), (_, q) = (degree_shares(world, float(shift)) for shift in use.fsts_shift)
    shift = float(use.rota_shift[0, 1] - use.rota_shift[0, 0])
    performance = float(2 * special.ndtr(shift / np.sqrt(2)) - 1)
    return [
        Truth("H2", "fsts", "sme", "", "rank_biserial", superiority(p, q)),
        Truth("H3", "rota", "internationalized", "", "rank_biserial", performance, method=LIMIT),
        Truth("H3b", "rota", "fsts", "", "rho", 0.0),
    ]


def _within_bands(world: World, use: Rates, cells: FloatArray) -> list[Truth]:
    listed = [("H4", "management_team_size"), ("H4", "professional_training")]
    listed += [("H4", "strategic_planning"), ("H5", "export_plan")]
    listed += [("F9", "jit")]
    found = [
        _in_band(world, use, cells, hypothesis, outcome, level)
        for hypothesis, outcome in listed
        for level in range(1, HIGH + 1)
    ]
    highest = [("F7", "management_team_size"), ("F7", "professional_training")]
    highest += [("F7", "strategic_planning"), ("F8", "tqm")]
    return found + [_in_band(world, use, cells, *place, HIGH) for place in highest]


def _in_band(
    world: World, use: Rates, cells: FloatArray, hypothesis: str, outcome: str, level: int
) -> Truth:
    place = (hypothesis, outcome, "sme", f"doi_band = {BANDS[level]}")
    if outcome == "management_team_size":
        p, q = (_team(float(mean), world.team.dispersion) for mean in use.team[:, level])
        most = max(p.size, q.size)  # the longer tail
        p, q = (np.pad(x, (0, most - x.size)) for x in (p, q))
        return Truth(*place, "rank_biserial", superiority(p, q))
    p_1, p_2 = use.practices[outcome][:, level]
    return Truth(*place, "phi", phi_of_shares(p_1, p_2, *cells[:, level]))


def _team(mean: float, dispersion: float) -> FloatArray:
    below = special.ndtr(count_cuts(mean, dispersion))
    return np.diff(np.concatenate([[0.0], below, [1.0]]))


def _everywhere(use: Rates, cells: FloatArray) -> list[Truth]:
    weights = cells.sum(axis=1)
    found = []
    for hypothesis, outcome in (("F1", "networking"), ("F2", "growth_intention")):
        p_1, p_2 = use.practices[outcome][:, 0]  # the same in every band
        effect = phi_of_shares(p_1, p_2, *weights)
        found.append(Truth(hypothesis, outcome, "sme", "", "phi", effect))
    return found


#: Effects without a closed form: place, name of the effect, and whether among internationalized.
_SIMULATED = (
    ("F4", "employees", "internationalized", "rank_biserial", False),
    ("F4b", "fsts", "employees", "rho", True),
    ("F5", "internationalized", "innovation", "phi", False),
    ("F5b", "fsts", "innovation", "rank_biserial", True),
    ("F11", "internationalized", "networking", "phi", False),
    ("F11b", "fsts", "networking", "rank_biserial", True),
)


def _by_simulation(world: World, panels: int, seed: int) -> list[Truth]:
    places = [(*row[:3], "", row[3]) for row in _SIMULATED]
    if not world.planted:
        return [Truth(*place, 0.0) for place in places]
    one_year = replace(world, years=world.years[:1], missing=())
    size = panels // BATCHES
    estimates = []
    for batch in range(BATCHES):
        drawn = simulate(one_year, seed, size, batch * size)
        names = ("employees", "fsts", "innovation", "networking")
        data = {name: drawn[name].ravel() for name in names}
        data["internationalized"] = (data["fsts"] > 0).astype(float)
        estimates.append([_effect(data, *row[1:]) for row in _SIMULATED])
    mean = np.mean(estimates, axis=0)
    error = np.std(estimates, axis=0, ddof=1) / np.sqrt(BATCHES)
    return [
        Truth(*place, float(m), float(e), SIMULATED)
        for place, m, e in zip(places, mean, error, strict=True)
    ]


def _effect(
    data: dict[str, FloatArray], outcome: str, predictor: str, effect_name: str, abroad: bool
) -> float:
    keep = data["internationalized"] == 1 if abroad else np.full(data["fsts"].size, True)
    y, x = data[outcome][keep], data[predictor][keep]
    return _EFFECTS[effect_name](y, x)


def _rank_biserial(y: FloatArray, x: FloatArray) -> float:
    ranks = stats.rankdata(y)
    return float(2 * (ranks[x == 1].mean() - ranks[x == 0].mean()) / y.size)


def _phi(y: FloatArray, x: FloatArray) -> float:
    return float(np.corrcoef(y, x)[0, 1])


def _rho(y: FloatArray, x: FloatArray) -> float:
    return _phi(stats.rankdata(y), stats.rankdata(x))


_EFFECTS: dict[str, Callable[[FloatArray, FloatArray], float]] = {
    "rank_biserial": _rank_biserial,
    "phi": _phi,
    "rho": _rho,
}
