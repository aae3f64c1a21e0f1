"""The equations of the synthetic world, on arrays (replicates, years, firms)."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

import numpy as np
from scipy import special

from smeint.arrays import BoolArray, FloatArray, IntArray
from smeint.synth.latent import categories, count_cuts, persist
from smeint.synth.practice import BANDS, PRACTICES
from smeint.synth.rates import PLANTED_BANDS, Rates, rates, share_grid
from smeint.synth.steps import Steps, steps_of
from smeint.synth.t_latent import t_of_normal
from smeint.synth.world import World

#: Money items, which go missing together.
MONEY = ("sales", "foreign_sales", "total_assets", "operating_profit")

#: Sales and assets are whole multiples of this many USD, so that ``foreign_sales`` is whole and
#: ``foreign_sales / sales`` is the reported ``fsts`` to the last bit.
MONEY_UNIT = 100.0


def classes(world: World) -> IntArray:
    """Return the row of each firm's sampled class in `Rates`: 0 SME, 1 non-SME.

    Returns
    -------
    array of int, (firms,)
    """
    return np.repeat([0, 1], [world.n_sme, world.n_non_sme])


def generate(
    world: World, z: dict[str, FloatArray], wanted: Collection[str] | None = None
) -> dict[str, FloatArray]:
    """Turn latents into the measured variables.

    Parameters
    ----------
    world : World
    z : dict of str to array of float, (replicates, years, firms)
        Independent standard normals, as `smeint.synth.latent.draw` gives them.
    wanted : collection of str or None
        Variables that are needed; None for all. What is returned may hold more; no value
        depends on it.

    Returns
    -------
    dict of str to array of float, (replicates, years, firms)
        Variables but ``firm_id`` and ``year``; NaN where missing.
    """
    use = _rates(world)
    group = classes(world)
    x: dict[str, FloatArray] = {}

    def asked(*names: str) -> bool:
        return wanted is None or not set(names).isdisjoint(wanted)

    firm_facts(world, z, x)
    x["employees"] = employees(world, z["employees"])
    status_latent = persist(z["status"], world.status_persistence)
    degree_latent = persist(z["degree"], world.fsts_persistence)
    status = status_latent + special.ndtri(use.p_internationalized)[group] > 0
    x["fsts"] = reported_share(
        world, degree_latent + use.fsts_shift[group], status, z["rounds"][:, :1]
    )
    if asked("first_foreign_year"):
        years = first_foreign_year(world, x["founded"], status, z["entry"][:, :1])
        x["first_foreign_year"] = years
    if asked(*MONEY):
        money(world, z, x, return_on_assets(world, use, z["rota"], status))
    cell = PLANTED_BANDS.classify(x["fsts"], status).astype(np.intp)
    cell += len(BANDS) * group
    if asked("management_team_size"):
        x["management_team_size"] = team_size(world, use, z["team"], cell)
    for name in PRACTICES:
        if asked(name):
            latents = status_latent, degree_latent, z[name]
            x[name] = practice(world, use, name, latents, cell)
    blank(world, z, x)
    return x


@lru_cache(maxsize=32)
def _rates(world: World) -> Rates:
    """Return the rates of a world, which nothing here writes to."""
    return rates(world)


def practice(
    world: World,
    use: Rates,
    name: str,
    latents: tuple[FloatArray, FloatArray, FloatArray],
    cell: IntArray,
) -> FloatArray:
    """Return a yes/no variable.

    Parameters
    ----------
    world : World
    use : Rates
    name : str
    latents : tuple of array of float, (replicates, years, firms)
        Of status and of degree, and the practice's own before it persists.
    cell : array of int, (replicates, years, firms)
        Four times the class, plus the band.
    """
    status, degree, own = latents
    latent = persist(own, world.practice(name).persistence)
    c_s, c_d = use.correlations[name]
    if c_s or c_d:
        latent *= np.sqrt(1 - c_s**2 - c_d**2)
        latent = c_s * status + c_d * degree + latent
    latent += special.ndtri(use.practices[name]).take(cell)
    return (latent > 0).astype(float)


def firm_facts(world: World, z: dict[str, FloatArray], x: dict[str, FloatArray]) -> None:
    """Add what stays the same over the years: country, industry, foundation.

    Notes
    -----
    ``age = round(exp(N(age_log_mean, age_log_sd)))``, held between 2 and 80 years.
    """
    shape = z["country"].shape
    for name, shares in (("country", world.countries), ("industry", world.industries)):
        alphabetical = sorted(shares)
        level = categories(z[name][:, :1], [share for _, share in alphabetical])
        x[name] = np.broadcast_to(level, shape)
    age = np.rint(np.exp(world.age_log_mean + world.age_log_sd * z["age"][:, :1]))
    founded = world.years[0] - np.clip(age, 2, 80)
    x["founded"] = np.broadcast_to(founded, shape)


def employees(world: World, z: FloatArray) -> FloatArray:
    """Return employees by firm and year, whole persons.

    Notes
    -----
    First year: exp of a normal truncated to half a person around the class's range, rounded.
    Later: ``log e_t = log e_(t-1) + growth_sd N(0, 1)``, rounded, at least one person.
    """
    group = classes(world)
    mean = np.array(world.employees_log_mean)[group]
    sd = np.array(world.employees_log_sd)[group]
    low, high = np.array(world.employees_range, dtype=float)[group].T
    p_low = special.ndtr((np.log(low - 0.5) - mean) / sd)
    p_high = special.ndtr((np.log(high + 0.5) - mean) / sd)
    first = mean + sd * special.ndtri(p_low + special.ndtr(z[:, :1]) * (p_high - p_low))
    growth = world.growth_sd * np.cumsum(z[:, 1:], axis=1)
    persons = np.rint(np.exp(np.concatenate([first, first + growth], axis=1)))
    persons[:, 0] = np.clip(persons[:, 0], low, high)
    return np.asarray(np.maximum(persons, 1.0), dtype=float)


def reported_share(
    world: World, latent: FloatArray, status: BoolArray, rounds: FloatArray
) -> FloatArray:
    """Return ``fsts``: 0 for domestic firms, else the share as the firm reports it.

    Notes
    -----
    The true share is ``B^-1(Phi(latent))`` with B the Beta distribution function. A firm reports
    the nearest multiple of .05 or, with chance ``1 - fsts_coarse_share``, of .01; never less
    than one multiple, and exactly 1 from `fsts_whole_above` on. `share_grid` has the cuts.
    """
    coarse = special.ndtr(rounds) < world.fsts_coarse_share
    steps, values = _share_steps(world)
    way = np.where(coarse, 0, 1)
    place = steps.passed(latent, way)
    place += way * values.shape[1]
    return np.where(status, values.take(place), 0.0)


@lru_cache(maxsize=32)
def _share_steps(world: World) -> tuple[Steps, FloatArray]:
    """Return the cuts of coarse and of fine reports, and the values between: (2, most values)."""
    grids = [share_grid(world, n) for n in (world.fsts_coarse_parts, world.fsts_fine_parts)]
    values = np.zeros((2, max(value.size for _, value in grids)))
    for row, (_, value) in zip(values, grids, strict=True):
        row[: value.size] = value
    return steps_of([cuts for cuts, _ in grids]), values


def return_on_assets(world: World, use: Rates, z: FloatArray, status: BoolArray) -> FloatArray:
    """Return ROTA before its profit is rounded to whole money.

    Notes
    -----
    ``location + scale T^-1(Phi(y))`` with T the t distribution function with `rota_df` degrees of
    freedom and ``y = AR(1) + shift``, the shift being that of the firm's class and status.
    """
    y = persist(z, world.rota_persistence) + use.rota_shift[classes(world), status.astype(int)]
    return np.asarray(world.rota_location + world.rota_scale * t_of_normal(y, world.rota_df))


def money(
    world: World, z: dict[str, FloatArray], x: dict[str, FloatArray], rota: FloatArray
) -> None:
    """Add the money items, consistent with ``fsts`` and ``rota``.

    Notes
    -----
    ``sales = employees sales_per_employee exp(sales_log_sd AR(1))`` and ``total_assets = sales
    assets_per_sales exp(assets_log_sd AR(1))``, to the nearest 100 USD; ``foreign_sales = fsts
    sales`` exactly; ``operating_profit = rota total_assets`` to the nearest USD, so that ROTA is
    always operating profit over total assets.
    """
    sales_latent = persist(z["sales"], world.money_persistence)
    assets_latent = persist(z["assets"], world.money_persistence)
    sales = x["employees"] * world.sales_per_employee * np.exp(world.sales_log_sd * sales_latent)
    assets = sales * world.assets_per_sales * np.exp(world.assets_log_sd * assets_latent)
    x["sales"] = MONEY_UNIT * np.maximum(np.rint(sales / MONEY_UNIT), 1.0)
    x["foreign_sales"] = np.rint(x["fsts"] * x["sales"])
    x["total_assets"] = MONEY_UNIT * np.maximum(np.rint(assets / MONEY_UNIT), 1.0)
    x["operating_profit"] = np.rint(rota * x["total_assets"]) + 0.0  # no negative zero


def team_size(world: World, use: Rates, z: FloatArray, cell: IntArray) -> FloatArray:
    """Return the size of the management team: one plus a negative binomial, whole persons."""
    latent = persist(z, world.team.persistence)
    steps = _team_steps(tuple(use.team.ravel().tolist()), world.team.dispersion)
    return steps.passed(latent, cell).astype(float) + 1.0


@lru_cache(maxsize=64)
def _team_steps(means: tuple[float, ...], dispersion: float) -> Steps:
    return steps_of([count_cuts(mean, dispersion) for mean in means])


def first_foreign_year(
    world: World, founded: FloatArray, status: BoolArray, entry: FloatArray
) -> FloatArray:
    """Return the year of the first foreign sale, NaN in years before it.

    Notes
    -----
    A firm that is internationalized in the first year began in a year drawn evenly from its
    foundation to that year; any other firm in the first year that finds it internationalized.
    """
    first_year = world.years[0]
    age = first_year - founded[:, :1]
    before = founded[:, :1] + np.minimum(np.floor(special.ndtr(entry) * (age + 1)), age)
    ever = np.maximum.accumulate(status, axis=1)
    within = first_year + np.sum(~ever, axis=1, keepdims=True)
    start = np.where(status[:, :1], before, within)
    return np.where(ever, start, np.nan)


def blank(world: World, z: dict[str, FloatArray], x: dict[str, FloatArray]) -> None:
    """Blank values completely at random, the money items with a correlation."""
    shared = np.sqrt(world.missing_money_correlation)
    for name, share in world.missing:
        if name not in x:
            continue
        latent = z[f"missing {name}"]
        if name in MONEY:
            own = np.sqrt(1 - world.missing_money_correlation)
            latent = shared * z["missing accounts"] + own * latent
        x[name] = np.where(latent < special.ndtri(share), np.nan, x[name])
