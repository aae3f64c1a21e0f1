"""Random streams and the Gaussian latents that persist over the years."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from scipy import special

from smeint.arrays import FloatArray
from smeint.synth.practice import MAY_BE_MISSING, PRACTICES
from smeint.synth.steps import Steps, steps_of
from smeint.synth.streams import Key as Key
from smeint.synth.streams import streams

#: One latent a name, in the order in which they are drawn. New names go to the end, or every
#: panel of every seed changes.
STREAMS: tuple[str, ...] = (
    "country",
    "industry",
    "age",
    "entry",
    "rounds",
    "employees",
    "status",
    "degree",
    "rota",
    "team",
    *PRACTICES,
    "sales",
    "assets",
)

#: Latents of missing values, drawn after all others: the first is shared by the money items.
MISSING_STREAMS: tuple[str, ...] = (
    "missing accounts",
    *(f"missing {name}" for name in MAY_BE_MISSING),
)


def draw(
    keys: Sequence[Key], n_years: int, n_firms: int, *, missing: bool
) -> dict[str, FloatArray]:
    """Draw independent standard normals for every latent, replicate, year and firm.

    Parameters
    ----------
    keys : sequence of (seed, replicate)
    n_years, n_firms : int
    missing : bool
        Whether the latents of missing values are drawn too; it does not change the others.

    Returns
    -------
    dict of str to array of float, (replicates, years, firms)

    Notes
    -----
    Replicate r of seed s has its own stream, PCG64 on ``SeedSequence(s, spawn_key=(r,))``; so it
    does not depend on how many replicates are drawn, or in which chunks.
    """
    return normals(keys, STREAMS + (MISSING_STREAMS if missing else ()), n_years, n_firms)


def normals(
    keys: Sequence[Key], names: Sequence[str], n_years: int, n_firms: int
) -> dict[str, FloatArray]:
    """Draw the latents of these names, in their order; see `draw`."""
    z = np.empty((len(keys), len(names), n_years, n_firms))
    for row, stream in zip(z, streams(keys), strict=True):
        stream.standard_normal(out=row)
    return {name: z[:, place] for place, name in enumerate(names)}


def persist(z: FloatArray, rho: float) -> FloatArray:
    """Return stationary AR(1) latents along the years.

    Parameters
    ----------
    z : array of float, (replicates, years, firms), independent standard normals
    rho : float
        Lag-one correlation.

    Returns
    -------
    array of float, (replicates, years, firms)

    Notes
    -----
    ``x_0 = z_0``; ``x_t = rho x_(t-1) + sqrt(1 - rho^2) z_t``: standard normal in every year, with
    correlation ``rho^k`` between years k apart.

    Examples
    --------
    >>> persist(np.array([[[1.0], [5.0]]]), 1.0)
    array([[[1.],
            [1.]]])
    """
    x = np.empty(z.shape)
    x[:, 0] = z[:, 0]
    own = np.sqrt(1 - rho**2)
    for t in range(1, z.shape[1]):
        np.multiply(rho, x[:, t - 1], out=x[:, t])
        x[:, t] += own * z[:, t]
    return x


def categories(z: FloatArray, shares: Sequence[float]) -> FloatArray:
    """Return level numbers of a category from standard normals, level k with share k."""
    return _category_steps(tuple(shares)).passed(z).astype(float)


@lru_cache(maxsize=32)
def _category_steps(shares: tuple[float, ...]) -> Steps:
    return steps_of([special.ndtri(np.cumsum(shares)[:-1])])


def count_cuts(mean: float, dispersion: float) -> FloatArray:
    """Return where a normal latent passes from one negative binomial count to the next.

    Parameters
    ----------
    mean, dispersion : float
        Mean m and size parameter k.

    Returns
    -------
    array of float, (largest count,), probit scale
        ``searchsorted(cuts, z)`` is the count of a latent z.

    Notes
    -----
    P(count <= j) is the regularized incomplete beta function at ``k / (k + m)`` with parameters
    k and j + 1; counts beyond probability ``1 - 1e-12`` are left out.

    Examples
    --------
    >>> int(np.searchsorted(count_cuts(2.4, 4.0), 0.0))
    2
    """
    cuts: list[float] = []
    p = dispersion / (dispersion + mean)
    while not cuts or cuts[-1] < 7.0:
        cuts.append(float(special.ndtri(special.betainc(dispersion, len(cuts) + 1.0, p))))
    return np.array(cuts)
