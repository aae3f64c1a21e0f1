"""`simulate`: synthetic firm panels with known truth, many replicates at once.

Everything here is SYNTHETIC. No firm in it exists; no number in it is the study's data.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from smeint.arrays import FloatArray, frozen
from smeint.errors import ArgumentError
from smeint.panel.variables import VARIABLES
from smeint.synth import export
from smeint.synth.draws import Draws
from smeint.synth.generate import generate
from smeint.synth.latent import Key, draw
from smeint.synth.world import World
from smeint.synth.world import world as named

if TYPE_CHECKING:
    import pandas as pd

    from smeint.panel.panel import Panel

#: Replicates that are computed together; results do not depend on it.
CHUNK = 256


class Simulated(Draws):
    """Synthetic panels of one world, with the forms in which they can be had: see `Draws`."""

    __slots__ = ()

    def to_frame(self, replicate: int = 0) -> pd.DataFrame:
        """Return one panel as a data frame; see `smeint.synth.export.to_frame`."""
        return export.to_frame(self, replicate)

    def to_panel(self, replicate: int = 0) -> Panel:
        """Return one panel as a `Panel`; see `smeint.synth.export.to_panel`."""
        return export.to_panel(self, replicate)

    def write_csv(self, path: str | os.PathLike[str], replicate: int = 0) -> str:
        """Write one panel as a CSV file; see `smeint.synth.export.write_csv`."""
        return export.write_csv(self, path, replicate)


def simulate(world: World | str, seed: int, replicates: int = 1, first: int = 0) -> Simulated:
    r"""Simulate panels of a world.

    Parameters
    ----------
    world : World or str
        A world, or the name of one.
    seed : int
        0 or more.
    replicates : int
        Number of panels.
    first : int
        Number of the first replicate, for drawing in chunks.

    Returns
    -------
    Simulated
        Replicate r of a seed is the same whatever `replicates` and `first` are.

    Raises
    ------
    ArgumentError
        If a number is not whole or too small.

    Notes
    -----
    For firm i of class g (SME or not, by its first year's employees) in year t, with independent
    stationary AR(1) standard normal latents s, d, r, m and q over the years:

    .. math::

        internationalized_{it} &= [s_{it} + \Phi^{-1}(p_g) > 0] \\
        fsts_{it} &= internationalized_{it} \cdot
            round_i(B^{-1}(\Phi(d_{it} + \delta_g))) \\
        rota_{it} &= .06 + .05\, T_3^{-1}(\Phi(r_{it} +
            \tfrac12\, sme_i\, internationalized_{it})) \\
        team_{it} &= 1 + NB^{-1}(\Phi(m_{it}); mean_{g, band}) \\
        practice_{it} &= [c_s s_{it} + c_d d_{it} + \sqrt{1 - c_s^2 - c_d^2}\, q_{it}
            + \Phi^{-1}(p_{g, band}) > 0]

    `smeint.synth.generate` has each with its rounding, `smeint.synth.world.World` the numbers.

    *Truth.* The same in every year, on the findings' scale: `smeint.synth.truth.truth`. ``rota``
    does not depend on ``fsts`` among internationalized SMEs (H3b holds); ``export_plan`` and
    ``jit`` do not depend on the class.

    *Expected bias.* (1) Rounding of ``fsts`` and the reports of exactly 1 make ties and so
    attenuate the rank-biserial correlation, by a few hundredths; the truth given includes
    them. (2) With ``size_basis = "each_year"`` firms that crossed 200 employees sit in the other
    class and attenuate every difference by class, more with each year. (3) Testing ``fsts`` among
    all firms mixes H1 into H2, since domestic firms are zeros. (4) H3 compares statuses that firms
    keep (.95): its years are nearly one sample and a chance deviation lasts. Here
    status is independent of the latent of ROTA, so that there is no selection into status; in
    a survey there is. (5) A firm's years are not independent: tests on pooled
    firm-years reject too often. (6) Missing values are missing completely at random: they cost
    power, not validity.

    Examples
    --------
    >>> from smeint.synth.world import world
    >>> panels = simulate(world("published"), seed=1, replicates=2)
    >>> panels["fsts"].shape
    (2, 3, 114)
    """
    for name, value, least in (("replicates", replicates, 1), ("first", first, 0)):
        _whole(name, value, least)
    chosen = named(world) if isinstance(world, str) else world
    return simulate_keys(chosen, [(seed, first + r) for r in range(replicates)])


def simulate_keys(
    world: World, keys: Sequence[Key], wanted: Collection[str] | None = None
) -> Simulated:
    """Simulate the panels of any seeds and replicates at once.

    Parameters
    ----------
    world : World
    keys : sequence of (seed, replicate)
    wanted : collection of str or None
        Measured variables that are needed, all of them if None. The others may be absent; no
        value depends on it.

    Returns
    -------
    Simulated
        Panel k is replicate ``keys[k][1]`` of ``simulate(world, keys[k][0], ...)``.

    Raises
    ------
    ArgumentError
        If there is no key, or a number is not whole or negative.
    """
    check_keys(keys)
    levels = _levels(world)
    parts = [_chunk(world, keys[k : k + CHUNK], wanted) for k in range(0, len(keys), CHUNK)]
    joined = parts[0]
    if len(parts) > 1:
        joined = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    ordered = {name: frozen(joined[name]) for name in VARIABLES if name in joined}
    return Simulated(world, tuple(keys), MappingProxyType(ordered), MappingProxyType(levels))


def check_keys(keys: Sequence[Key]) -> None:
    """Refuse keys that are none, not whole or negative.

    Raises
    ------
    ArgumentError
        If they are.
    """
    if not keys:
        raise ArgumentError("keys must hold at least one pair of seed and replicate, got none.")
    for seed, replicate in keys:
        _whole("seed", seed, 0)
        _whole("replicate", replicate, 0)


def chunks(world: World, seed: int, replicates: int, size: int = 1000) -> Iterator[Simulated]:
    """Yield replicates 0, 1, ... of a seed, at most `size` of them at a time.

    Raises
    ------
    ArgumentError
        If a number is not whole or too small.
    """
    _whole("replicates", replicates, 1)
    _whole("size", size, 1)
    for first in range(0, replicates, size):
        yield simulate(world, seed, min(size, replicates - first), first)


def _chunk(
    world: World, keys: Sequence[Key], wanted: Collection[str] | None
) -> dict[str, FloatArray]:
    shape = (len(keys), len(world.years), world.n_firms)
    z = draw(keys, *shape[1:], missing=bool(world.missing))
    values = generate(world, z, wanted)
    places = np.arange(world.n_firms, dtype=float)
    values["firm_id"] = np.broadcast_to(places, shape)
    values["year"] = np.broadcast_to(np.array(world.years, dtype=float)[:, None], shape)
    values["currency"] = np.broadcast_to(0.0, shape)
    return values


def _levels(world: World) -> dict[str, tuple[str, ...]]:
    width = max(3, len(str(world.n_firms)))
    return {
        "firm_id": tuple(f"SYN{i:0{width}d}" for i in range(1, world.n_firms + 1)),
        "country": tuple(sorted(name for name, _ in world.countries)),
        "industry": tuple(sorted(name for name, _ in world.industries)),
        "currency": ("USD",),
    }


def _whole(name: str, value: int, least: int) -> None:
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < least:
        raise ArgumentError(f"{name} must be a whole number of at least {least}, got {value!r}.")
