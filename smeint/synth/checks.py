"""Checks of generator parameters; each refusal is one sentence."""

from __future__ import annotations

import math
from collections.abc import Sequence

from smeint.errors import ArgumentError


def inside(name: str, value: float, low: float, high: float, *, open_low: bool = False) -> None:
    """Refuse a number that is not from `low` to `high`.

    Parameters
    ----------
    name : str
        Parameter, as the sentence names it.
    value, low, high : float
    open_low : bool
        Whether `low` itself is refused too.

    Raises
    ------
    ArgumentError
        If the number is outside, or not finite.
    """
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if is_number and math.isfinite(value):
        above = value > low if open_low else value >= low
        if above and value <= high:
            return
    if open_low:
        allowed = f"above {low:g} and at most {high:g}"
    elif low == high:
        allowed = f"{low:g}"
    else:
        allowed = f"from {low:g} to {high:g}"
    raise ArgumentError(f"world parameter `{name}` must be {allowed}, got {value!r}.")


def share(name: str, value: float) -> None:
    """Refuse a share that is not strictly between 0 and 1.

    Raises
    ------
    ArgumentError
        If it is not.
    """
    inside(name, value, 0.0, 1.0)
    if value in (0.0, 1.0):
        raise ArgumentError(
            f"world parameter `{name}` must be strictly between 0 and 1, got {value!r}."
        )


def persistence(name: str, value: float) -> None:
    """Refuse a lag-one correlation that is not from 0 to 1.

    Raises
    ------
    ArgumentError
        If it is not.
    """
    inside(name, value, 0.0, 1.0)


def whole(name: str, value: int, low: int, high: int) -> None:
    """Refuse a number that is not whole, or not from `low` to `high`.

    Raises
    ------
    ArgumentError
        If it is not.
    """
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise ArgumentError(
            f"world parameter `{name}` must be a whole number from {low} to {high}, got {value!r}."
        )


def same_length(name: str, values: Sequence[float], labels: Sequence[str]) -> None:
    """Refuse a tuple that does not hold one number for each label.

    Raises
    ------
    ArgumentError
        If it does not.
    """
    if len(values) != len(labels):
        raise ArgumentError(
            f"world parameter `{name}` must hold {len(labels)} numbers ({', '.join(labels)}), "
            f"got {len(values)}."
        )


def shares_of(name: str, shares: Sequence[tuple[str, float]]) -> None:
    """Refuse category shares that are not positive, named once each and summing to 1.

    Raises
    ------
    ArgumentError
        If they are not.
    """
    names = [label for label, _ in shares]
    if not names or len(set(names)) != len(names):
        raise ArgumentError(
            f"world parameter `{name}` must name each category once, got {names!r}."
        )
    for label, value in shares:
        inside(f"{name}[{label}]", value, 0.0, 1.0, open_low=True)
    total = math.fsum(value for _, value in shares)
    if abs(total - 1) > 1e-9:
        raise ArgumentError(f"world parameter `{name}` must sum to 1, got {total:g}.")
