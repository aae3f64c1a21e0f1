"""How a calibrated world turns latents into values: one table for each margin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from smeint.arrays import BoolArray, FloatArray, IntArray
from smeint.synth.margin import Margin
from smeint.synth.rates import scaled_correlations
from smeint.synth.steps import Steps, steps_of

if TYPE_CHECKING:
    from smeint.synth.calibrated import CalibratedWorld, Generated

#: Firms of the reference population from which the weights of cells are taken.
REFERENCE = 20_000

#: Part of an end slot's probability that is left beyond its last knot.
_TAIL = 0.01


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """The tables of one variable.

    Parameters
    ----------
    tables : tuple of Table
        One for each margin.
    shifts : tuple of array of float, (cells,)
        One for each factor, scaled.
    correlations : tuple of float
        One for each link, scaled.
    """

    tables: tuple[Table, ...]
    shifts: tuple[FloatArray, ...]
    correlations: tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A margin's values by the latent.

    Parameters
    ----------
    values : array of float, (slots,) or (knots,)
    steps : Steps or None
        Where the latent passes from one value to the next; None where it is interpolated.
    knots : array of float, (knots,)
        Latents of the values where it is interpolated.
    """

    values: FloatArray
    steps: Steps | None
    knots: FloatArray

    def at(self, y: FloatArray) -> FloatArray:
        """Return the values of shifted latents."""
        if self.steps is not None:
            return self.values.take(self.steps.passed(y)) if self.values.size > 1 else self._one(y)
        return np.asarray(np.interp(y, self.knots, self.values), dtype=float)

    def _one(self, y: FloatArray) -> FloatArray:
        return np.full(y.shape, self.values[0])


def prepare(world: CalibratedWorld) -> dict[str, Prepared]:
    """Return the tables of every variable of a world.

    Parameters
    ----------
    world : CalibratedWorld

    Notes
    -----
    The pooled margin holds where the distribution of the shifted latent is that of the mixture
    over cells. The weights of the cells come from a reference population of 20,000 firms in the
    panel's classes, whose latents are normal scores in random order.
    """
    random = np.random.default_rng(0)
    scores = special.ndtri((np.arange(REFERENCE) + 0.5) / REFERENCE)
    share = 1.0 if world.sme_share is None else world.sme_share
    sme = np.arange(REFERENCE) < round(share * REFERENCE)
    x: dict[str, FloatArray] = {"sme": sme.astype(float)}
    latents: dict[str, FloatArray] = {}
    found: dict[str, Prepared] = {}
    for variable in world.variables:
        shifts = tuple(world.scale * factor.shifts for factor in variable.factors)
        links = tuple(link.correlation for link in variable.links)
        links = scaled_correlations(links, world.scale)
        bare = Prepared((), shifts, links)
        total = total_shift(variable, bare, x, (REFERENCE,))
        chosen = which_margin(variable, x, (REFERENCE,))
        tables = tuple(
            _table(margin, *_mixture(total[chosen == place]))
            for place, margin in enumerate(variable.margins)
        )
        found[variable.name] = Prepared(tables, shifts, links)
        z = linked(variable, found[variable.name], random.permutation(scores), x, latents)
        latents[variable.name] = z
        x[variable.name] = values(variable, found[variable.name], z, x)
        if variable.name == "fsts":
            x |= band(world, x)
    return found


def band(world: CalibratedWorld, x: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    """Return ``doi_band`` as it follows from ``fsts``, if no variable of the world gives it."""
    if any(variable.name == "doi_band" for variable in world.variables):
        return {}
    return {"doi_band": world.definitions.doi_band(x["fsts"], x["internationalized"])}


def linked(
    variable: Generated,
    ready: Prepared,
    own: FloatArray,
    x: Mapping[str, FloatArray],
    latents: Mapping[str, FloatArray],
) -> FloatArray:
    """Return a variable's latent: its own, and parts of the latents it is associated with."""
    if not any(ready.correlations):
        return own
    explained, part = np.zeros(own.shape), np.zeros(own.shape)
    for link, correlation in zip(variable.links, ready.correlations, strict=True):
        here = np.full(own.shape, correlation)
        for name, levels in link.where:
            here = np.where(np.isin(x[name], levels), here, 0.0)
        part += here * latents[link.to]
        explained += here**2
    return np.asarray(part + np.sqrt(1 - explained) * own, dtype=float)


def values(
    variable: Generated, ready: Prepared, z: FloatArray, x: Mapping[str, FloatArray]
) -> FloatArray:
    """Return a variable's values.

    Parameters
    ----------
    variable : Generated
    ready : Prepared
    z : array of float
        Latents, standard normal.
    x : mapping of str to array of float, shape of z
        Variables before this one.
    """
    y = z + total_shift(variable, ready, x, z.shape)
    if len(ready.tables) == 1:
        return ready.tables[0].at(y)
    chosen = which_margin(variable, x, z.shape)
    out = np.empty(z.shape)
    for place, table in enumerate(ready.tables):
        here = chosen == place
        out[here] = table.at(y[here])
    return out


def total_shift(
    variable: Generated,
    ready: Prepared,
    x: Mapping[str, FloatArray],
    shape: tuple[int, ...],
) -> FloatArray:
    """Return the sum of a variable's shifts."""
    total = np.zeros(shape)
    for factor, shifts in zip(variable.factors, ready.shifts, strict=True):
        total += shifts.take(cells(factor.by, factor.n_levels, x))
    return total


def cells(by: tuple[str, ...], n_levels: tuple[int, ...], x: Mapping[str, FloatArray]) -> IntArray:
    """Return the number of each firm's cell, the last variable's levels running fastest."""
    place: IntArray = np.zeros((), dtype=np.intp)
    for name, n in zip(by, n_levels, strict=True):
        place = place * n + x[name].astype(np.intp)
    return place


def which_margin(
    variable: Generated, x: Mapping[str, FloatArray], shape: tuple[int, ...]
) -> IntArray:
    """Return the place of each firm's margin."""
    if not variable.split:
        return np.zeros(shape, dtype=np.intp)
    return x[variable.split].astype(np.intp)


def mixture_quantiles(p: FloatArray, shifts: FloatArray, weights: FloatArray) -> FloatArray:
    """Return the quantiles of a mixture of unit normals with these means."""
    low = np.full(p.shape, float(shifts.min()) - 9.0)
    high = np.full(p.shape, float(shifts.max()) + 9.0)
    for _ in range(60):
        middle = (low + high) / 2
        below = special.ndtr(middle[:, None] - shifts) @ weights < p
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return np.asarray((low + high) / 2, dtype=float)


def _mixture(total: FloatArray) -> tuple[FloatArray, FloatArray]:
    if total.size == 0:
        return np.zeros(1), np.ones(1)
    shifts, counts = np.unique(total, return_counts=True)
    return shifts, counts / total.size


def _table(margin: Margin, shifts: FloatArray, weights: FloatArray) -> Table:
    if margin.discrete:
        steps = steps_of([mixture_quantiles(margin.ends, shifts, weights)])
        return Table(margin.low, steps, np.zeros(0))
    ends = np.concatenate([[0.0], margin.ends, [1.0]])
    first, last = ends[:-1].copy(), ends[1:].copy()
    first[0] = _TAIL * last[0]
    last[-1] = 1 - _TAIL * (1 - first[-1])
    knots = mixture_quantiles(np.column_stack([first, last]).ravel(), shifts, weights)
    return Table(np.column_stack([margin.low, margin.high]).ravel(), None, knots)


def passing(share: float, z: FloatArray) -> BoolArray:
    """Return where a standard normal is among the lowest `share`."""
    return np.asarray(z < special.ndtri(share), dtype=bool)
