"""Checks of a whole world; each refusal is one sentence."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from smeint.errors import ArgumentError, nearest
from smeint.synth import checks
from smeint.synth.practice import CLASSES, MAY_BE_MISSING
from smeint.synth.vary import MOST_EFFECT

if TYPE_CHECKING:
    from smeint.synth.world import World


def check_world(world: World) -> None:
    """Refuse parameters that a world cannot have.

    Raises
    ------
    ArgumentError
        If a parameter is not allowed.
    """
    _check_sample(world)
    _check_size(world)
    _check_outcomes(world)
    _check_missing(world)


def _check_sample(world: World) -> None:
    if not world.years or any(b - a != 1 for a, b in pairwise(world.years)):
        raise ArgumentError(
            f"world parameter `years` must be consecutive years, got {world.years!r}."
        )
    for year in world.years:
        checks.whole("years", year, 1000, 2100)
    checks.whole("n_sme", world.n_sme, 1, 10_000_000)
    checks.whole("n_non_sme", world.n_non_sme, 1, 10_000_000)
    checks.shares_of("countries", world.countries)
    checks.shares_of("industries", world.industries)


def _check_size(world: World) -> None:
    for name in ("employees_range", "employees_log_mean", "employees_log_sd"):
        checks.same_length(name, getattr(world, name), CLASSES)
    for low, high in world.employees_range:
        checks.whole("employees_range", low, 1, 10_000_000)
        checks.whole("employees_range", high, low, 10_000_000)
    for value in world.employees_log_mean:
        checks.inside("employees_log_mean", value, 0.0, 20.0)
    positive = ("growth_sd", "sales_per_employee", "sales_log_sd", "assets_per_sales")
    for value in world.employees_log_sd:
        checks.inside("employees_log_sd", value, 0.0, 10.0, open_low=True)
    for name in (*positive, "assets_log_sd", "age_log_sd", "age_log_mean"):
        checks.inside(name, getattr(world, name), 0.0, 1e9, open_low=True)
    checks.persistence("money_persistence", world.money_persistence)


def _check_outcomes(world: World) -> None:
    for name in ("p_internationalized", "fsts_beta"):
        checks.same_length(name, getattr(world, name), CLASSES)
    for value in world.p_internationalized:
        checks.share("p_internationalized", value)
    for value in world.fsts_beta:
        checks.inside("fsts_beta", value, 0.0, 100.0, open_low=True)
    for name in ("status_persistence", "fsts_persistence", "rota_persistence"):
        checks.persistence(name, getattr(world, name))
    checks.inside("fsts_sme_shift", world.fsts_sme_shift, -5.0, 5.0)
    checks.inside("fsts_coarse_share", world.fsts_coarse_share, 0.0, 1.0)
    checks.whole("fsts_fine_parts", world.fsts_fine_parts, 4, 100)
    checks.whole("fsts_coarse_parts", world.fsts_coarse_parts, 4, world.fsts_fine_parts)
    if 100 % world.fsts_fine_parts or 100 % world.fsts_coarse_parts:
        raise ArgumentError(
            "world parameters `fsts_fine_parts` and `fsts_coarse_parts` must divide 100, got "
            f"{world.fsts_fine_parts} and {world.fsts_coarse_parts}."
        )
    checks.inside("fsts_whole_above", world.fsts_whole_above, 0.5, 1.0, open_low=True)
    checks.inside("rota_location", world.rota_location, -1.0, 1.0)
    checks.inside("rota_scale", world.rota_scale, 0.0, 1.0, open_low=True)
    checks.inside("rota_df", world.rota_df, 0.0, 1e6, open_low=True)
    checks.inside("rota_shift", world.rota_shift, -5.0, 5.0)
    checks.inside("effect_scale", world.effect_scale, 0.0, MOST_EFFECT)


def _check_missing(world: World) -> None:
    checks.inside("missing_money_correlation", world.missing_money_correlation, 0.0, 1.0)
    names = [name for name, _ in world.missing]
    if len(set(names)) != len(names):
        raise ArgumentError(f"world parameter `missing` must name each once, got {names!r}.")
    for name, value in world.missing:
        if name not in MAY_BE_MISSING:
            raise ArgumentError(
                f"world parameter `missing` names `{name}`; allowed: "
                f"{', '.join(MAY_BE_MISSING)}." + nearest(name, MAY_BE_MISSING)
            )
        checks.share(f"missing[{name}]", value)
