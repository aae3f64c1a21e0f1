"""`Rates`: the numbers the generator uses, pooled where a world's effects are switched off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy import special

from smeint.arrays import FloatArray
from smeint.definitions.bands import band_scheme
from smeint.synth.practice import BANDS, PRACTICES
from smeint.synth.world import World

#: The planted differences between bands are those of this scheme.
PLANTED_BANDS = band_scheme("osei_bonsu_2014")


@dataclass(frozen=True, slots=True, eq=False)
class Rates:
    """Effective parameters by size class (0 SME, 1 non-SME) and band (0 none ... 3 high).

    Parameters
    ----------
    p_internationalized : array of float, (2,)
    fsts_shift : array of float, (2,), probit scale
    rota_shift : array of float, (2, 2), latent SD
        By class and status (0 domestic, 1 internationalized).
    team : array of float, (2, 4), persons
        Mean of the negative binomial.
    practices : mapping of str to array of float, (2, 4)
    correlations : mapping of str to tuple of float
        Of each practice's latent with the latents of status and degree.
    """

    p_internationalized: FloatArray
    fsts_shift: FloatArray
    rota_shift: FloatArray
    team: FloatArray
    practices: Mapping[str, FloatArray]
    correlations: Mapping[str, tuple[float, float]]


def share_grid(world: World, parts: int) -> tuple[FloatArray, FloatArray]:
    """Return where the degree latent passes from one reported share to the next.

    Parameters
    ----------
    world : World
    parts : int
        20 for multiples of .05.

    Returns
    -------
    cuts : array of float, (k - 1,), probit scale
    values : array of float, (k,), share
        A latent between cuts j - 1 and j is reported as value j; the first value is the floor
        ``1 / parts`` and the last is 1.

    Notes
    -----
    With B the Beta distribution function, a share x belongs to the latent ``Phi^-1(B(x))``; the
    cuts are the latents of the midpoints between neighbouring multiples.
    """
    k = np.arange(1, parts)
    middle = (k + 0.5) / parts
    keep = middle < world.fsts_whole_above
    ends = np.append(middle[keep], world.fsts_whole_above)
    values = np.append(np.append(1.0, k[keep] + 1.0) / parts, 1.0)
    a, b = world.fsts_beta
    return np.asarray(special.ndtri(special.betainc(a, b, ends)), dtype=float), values


def degree_shares(world: World, shift: float) -> tuple[FloatArray, FloatArray]:
    """Return the exact distribution of ``fsts`` among internationalized firms of a class.

    Parameters
    ----------
    world : World
    shift : float, probit scale

    Returns
    -------
    values : array of float, (k,), share
        In ascending order.
    probabilities : array of float, (k,)
    """
    mixture: dict[float, float] = {}
    weights = (world.fsts_coarse_share, 1 - world.fsts_coarse_share)
    for parts, weight in zip(
        (world.fsts_coarse_parts, world.fsts_fine_parts), weights, strict=True
    ):
        cuts, values = share_grid(world, parts)
        below = np.concatenate([[0.0], special.ndtr(cuts - shift), [1.0]])
        for value, probability in zip(values, np.diff(below), strict=True):
            mixture[float(value)] = mixture.get(float(value), 0.0) + weight * float(probability)
    ordered = sorted(mixture)
    return np.array(ordered), np.array([mixture[value] for value in ordered])


def cell_shares(
    world: World, p_internationalized: FloatArray, fsts_shift: FloatArray
) -> FloatArray:
    """Return P(class and band): the share of firms in each cell of a year.

    Returns
    -------
    array of float, (2, 4)
        Sums to 1.
    """
    cells = np.zeros((2, len(BANDS)))
    sizes = (world.n_sme / world.n_firms, world.n_non_sme / world.n_firms)
    for row, size in enumerate(sizes):
        p = p_internationalized[row]
        values, probabilities = degree_shares(world, float(fsts_shift[row]))
        band = PLANTED_BANDS.classify(values, np.ones(values.size)).astype(int)
        cells[row] = size * p * np.bincount(band, probabilities, minlength=len(BANDS))
        cells[row, 0] = size * (1 - p)
    return cells


def planted(world: World) -> Rates:
    """Return the rates of a world with its effects on, whatever its switch says."""
    practices = {name: world.practice(name) for name in PRACTICES}
    return Rates(
        p_internationalized=np.array(world.p_internationalized),
        fsts_shift=np.array([world.fsts_sme_shift, 0.0]),
        rota_shift=np.array([[0.0, world.rota_shift], [0.0, 0.0]]),
        team=np.array([world.team.sme, world.team.non_sme]),
        practices={k: np.array([x.sme, x.non_sme]) for k, x in practices.items()},
        correlations={k: (x.with_status, x.with_degree) for k, x in practices.items()},
    )


def rates(world: World) -> Rates:
    """Return the rates that a world generates with.

    Parameters
    ----------
    world : World

    Returns
    -------
    Rates
        The world's own parameters; with effects off, one number in place of each table of
        them; with effects scaled, what lies between or beyond.

    Notes
    -----
    The pooled level of a parameter is its mean over the firms of the world with effects: P(status)
    over all firms, the shift of ``fsts`` over internationalized firms, the shift of ``rota``,
    practices and team over the cells of class and band. Correlations of practices become 0. Then
    no variable but employees and the money levels depends on class, status or degree.

    With `effect_scale` k a rate r with pooled level m becomes ``h^-1(h(m) + k (h(r) - h(m)))``,
    where h is probit for shares, the logarithm for the team's means and the identity for shifts;
    correlations (c_s, c_d) keep their proportion and their length r becomes ``tanh(k atanh(r))``,
    so that it stays below 1.

    Examples
    --------
    >>> from smeint.synth.world import world
    >>> rates(world("no_effect")).p_internationalized
    array([0.515, 0.515])
    """
    on = planted(world)
    if world.planted and world.effect_scale == 1:
        return on
    off = _pooled(world, on)
    return _between(off, on, world.effect_scale) if world.planted else off


def _pooled(world: World, on: Rates) -> Rates:
    """Return the rates without effects: one level in place of each table."""
    cells = cell_shares(world, on.p_internationalized, on.fsts_shift)
    abroad = cells[:, 1:].sum(axis=1)
    statuses = np.stack([cells[:, 0], abroad], axis=1)

    def pooled(table: FloatArray) -> FloatArray:
        return np.full(table.shape, float(np.sum(cells * table)))

    return Rates(
        p_internationalized=np.full(2, abroad.sum()),
        fsts_shift=np.full(2, float(abroad @ on.fsts_shift) / abroad.sum()),
        rota_shift=np.full((2, 2), float(np.sum(statuses * on.rota_shift))),
        team=pooled(on.team),
        practices={k: pooled(x) for k, x in on.practices.items()},
        correlations=dict.fromkeys(on.correlations, (0.0, 0.0)),
    )


def _between(off: Rates, on: Rates, scale: float) -> Rates:
    """Return rates `scale` of the way from those without effects to those with them."""

    def probit(low: FloatArray, high: FloatArray) -> FloatArray:
        way = _way(special.ndtri(low), special.ndtri(high), scale)
        return np.asarray(special.ndtr(way), dtype=float)

    return Rates(
        p_internationalized=probit(off.p_internationalized, on.p_internationalized),
        fsts_shift=_way(off.fsts_shift, on.fsts_shift, scale),
        rota_shift=_way(off.rota_shift, on.rota_shift, scale),
        team=np.exp(_way(np.log(off.team), np.log(on.team), scale)),
        practices={k: probit(off.practices[k], x) for k, x in on.practices.items()},
        correlations={k: _pair(x, scale) for k, x in on.correlations.items()},
    )


def _way(low: FloatArray, high: FloatArray, scale: float) -> FloatArray:
    return np.asarray(low + scale * (high - low), dtype=float)


def _pair(correlations: tuple[float, float], scale: float) -> tuple[float, float]:
    c_s, c_d = scaled_correlations(correlations, scale)
    return c_s, c_d


def scaled_correlations(correlations: tuple[float, ...], scale: float) -> tuple[float, ...]:
    """Return correlations of a latent with independent ones, scaled so that it stays possible.

    Notes
    -----
    Their proportion stays, and their length r becomes ``tanh(scale atanh(r))``.

    Examples
    --------
    >>> scaled_correlations((0.3, 0.4), 1.0), scaled_correlations((0.3,), 0.0)
    ((0.3, 0.4), (0.0,))
    """
    length = float(np.sqrt(sum(c**2 for c in correlations)))
    if length == 0 or scale == 1:
        return correlations
    factor = float(np.tanh(scale * np.arctanh(min(length, 1 - 1e-12)))) / length
    return tuple(c * factor for c in correlations)
