"""`varied`: a world with other firms, years, effects or persistence, all else as it was."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from smeint.errors import ArgumentError
from smeint.synth import checks
from smeint.synth.practice import Practice, Team

if TYPE_CHECKING:
    from smeint.synth.world import World

#: Largest multiple of a world's own effects, so that shares stay apart from 0 and 1.
MOST_EFFECT = 5.0

#: Largest number of years that a world is varied to.
MOST_YEARS = 100

#: Persistence of single latents; those of practices and of the team stand with them.
_PERSISTENCE = ("status_persistence", "fsts_persistence", "rota_persistence")


def varied(
    world: World,
    firms: tuple[int, int] | None,
    years: int | None,
    effect: float | None,
    persistence: float | None,
) -> World:
    """Return a world with other parameters; see `World.vary`."""
    changes: dict[str, Any] = {}
    if firms is not None:
        changes["n_sme"], changes["n_non_sme"] = pair_of_firms(firms)
    if years is not None:
        changes["years"] = consecutive(world.years[0], years)
    if effect is not None:
        checks.inside("effect", effect, 0.0, MOST_EFFECT)
        changes["effect_scale"] = world.effect_scale * effect
    if persistence is not None:
        checks.persistence("persistence", persistence)
        changes |= _persistence(world, persistence)
    if all(getattr(world, name) == value for name, value in changes.items()):
        return world
    return replace(world, name=varied_name(world.name), **changes)


def varied_name(name: str) -> str:
    """Return the name of a world that was varied, once or often.

    Examples
    --------
    >>> varied_name("published"), varied_name("published_varied")
    ('published_varied', 'published_varied')
    """
    return name if name.endswith("_varied") else f"{name}_varied"


def pair_of_firms(firms: tuple[int, int], least: int = 1) -> tuple[int, int]:
    """Return the two numbers of firms, as whole numbers of Python.

    Raises
    ------
    ArgumentError
        If they are not two whole numbers of at least `least`.
    """
    numbers = tuple(firms) if isinstance(firms, tuple | list) else ()
    whole = [isinstance(n, int | np.integer) and not isinstance(n, bool) for n in numbers]
    if len(numbers) != 2 or not all(whole) or min(numbers) < least:
        raise ArgumentError(
            f"firms must be two whole numbers of at least {least}, SMEs and non-SMEs, "
            f"got {firms!r}."
        )
    return int(numbers[0]), int(numbers[1])


def consecutive(first: int, years: int) -> tuple[int, ...]:
    """Return that many consecutive years.

    Raises
    ------
    ArgumentError
        If the number is not whole, or not from 1 to `MOST_YEARS`.
    """
    whole = isinstance(years, int | np.integer) and not isinstance(years, bool)
    if not whole or not 1 <= years <= MOST_YEARS:
        raise ArgumentError(
            f"years must be a whole number of years from 1 to {MOST_YEARS}, got {years!r}."
        )
    return tuple(range(first, first + int(years)))


def _persistence(world: World, value: float) -> dict[str, Any]:
    """Return every persistence of the study's variables, set to one value."""
    changes: dict[str, Any] = dict.fromkeys(_PERSISTENCE, value)
    for field in fields(world):
        part = getattr(world, field.name)
        if isinstance(part, Practice | Team):
            changes[field.name] = replace(part, persistence=value)
    return changes
