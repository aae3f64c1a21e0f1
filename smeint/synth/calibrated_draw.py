"""Values of calibrated worlds, arrays (replicates, years, firms)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from smeint.arrays import FloatArray
from smeint.synth.calibrated import CalibratedWorld
from smeint.synth.latent import Key, normals, persist
from smeint.synth.prepared import band, linked, passing, values
from smeint.synth.simulate import check_keys


def draw_calibrated(world: CalibratedWorld, keys: Sequence[Key]) -> dict[str, FloatArray]:
    """Draw panels of a calibrated world.

    Parameters
    ----------
    world : CalibratedWorld
    keys : sequence of (seed, replicate)
        Each replicate has its own stream, as in `smeint.synth.latent.draw`.

    Returns
    -------
    dict of str to array of float, (replicates, years, firms)
        Variables of analysis, with ``sme`` where there are classes (SMEs first) and ``doi_band``
        where there is ``fsts``; NaN where missing.

    Raises
    ------
    ArgumentError
        If there is no key, or a number is not whole or negative.
    """
    check_keys(keys)
    shape = (len(keys), len(world.years), world.n_firms)
    names = [variable.name for variable in world.variables]
    gaps = [f"missing {variable.name}" for variable in world.variables if variable.missing]
    z = normals(keys, [*names, *gaps], *shape[1:])
    sme = (np.arange(world.n_firms) < world.sizes[0]).astype(float)
    x: dict[str, FloatArray] = {"sme": np.broadcast_to(sme, shape)}
    latents: dict[str, FloatArray] = {}
    for variable in world.variables:
        ready = world.prepared[variable.name]
        own = persist(z[variable.name], variable.persistence)
        latents[variable.name] = linked(variable, ready, own, x, latents)
        x[variable.name] = values(variable, ready, latents[variable.name], x)
        if variable.name == "fsts":
            x |= band(world, x)
    _blank(world, z, x)
    if world.sme_share is None:
        del x["sme"]
    return x


def _blank(world: CalibratedWorld, z: dict[str, FloatArray], x: dict[str, FloatArray]) -> None:
    """Take values away completely at random, and those that follow from them."""
    for variable in world.variables:
        name = variable.name
        if variable.missing:
            x[name] = np.where(passing(variable.missing, z[f"missing {name}"]), np.nan, x[name])
        if variable.missing_with:
            x[name] = np.where(np.isnan(x[variable.missing_with]), np.nan, x[name])
        if name == "fsts" and "doi_band" in x:
            abroad = x["internationalized"]
            unknown = np.isnan(abroad) | (np.isnan(x["fsts"]) & (abroad == 1))
            x["doi_band"] = np.where(unknown, np.nan, x["doi_band"])
