"""Criteria of size: limits on headcount and money, joined by "and" and "or" where known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from smeint.arrays import BoolArray, FloatArray

#: Criteria that are amounts of money, in the scheme's currency.
MONEY = ("sales", "domestic_sales", "total_assets", "fixed_assets", "plant_investment")

#: Relative distance within which a value counts as the bound itself: conversion rounds, and an
#: amount exactly at the bound must not fall to either side by the last digit of a product.
NEAR = 1e-12


class Criterion(Protocol):
    """What can be asked of a firm's size: holds, does not hold, or not known."""

    @property
    def limits(self) -> tuple[Limit, ...]:
        """The single limits it is made of."""

    def holds(self, values: Mapping[str, FloatArray]) -> FloatArray:
        """Return 1 where it holds, 0 where it does not and NaN where that is not known."""

    def words(self, currency: str) -> str:
        """Return the criterion in words."""


@dataclass(frozen=True, slots=True)
class Limit:
    """An upper limit on one quantity.

    Parameters
    ----------
    variable : str
        What is limited.
    bound : float
        In persons, or in the scheme's currency.
    strict : bool
        Whether a firm on the bound is outside: "fewer than" and not "not exceeding".
    terms : tuple of (str, float)
        Variables and weights where the quantity is a weighted sum; left out, it is `variable`.

    Examples
    --------
    >>> Limit("employees", 250, strict=True).words("")
    'employees < 250'
    """

    variable: str
    bound: float
    strict: bool = False
    terms: tuple[tuple[str, float], ...] = ()

    @property
    def limits(self) -> tuple[Limit, ...]:
        """The limit itself."""
        return (self,)

    @property
    def variables(self) -> tuple[str, ...]:
        """Variables that it needs."""
        return tuple(name for name, _ in self.terms) or (self.variable,)

    def quantity(self, values: Mapping[str, FloatArray]) -> FloatArray:
        """Return what is limited.

        Parameters
        ----------
        values : mapping of str to array of float
            Each of the limit's variables.
        """
        terms = self.terms or ((self.variable, 1.0),)
        return np.asarray(sum(weight * values[name] for name, weight in terms), dtype=float)

    def at(self, values: Mapping[str, FloatArray]) -> BoolArray:
        """Return where a firm stands on the bound."""
        return np.asarray(np.abs(self.quantity(values) - self.bound) <= NEAR * self.bound)

    def holds(self, values: Mapping[str, FloatArray]) -> FloatArray:
        """Return 1 where the quantity is within the limit, 0 where not, NaN where unknown.

        No term is below 0: where those that are known exceed the bound, the sum does.
        """
        quantity = self.quantity(values)
        on = self.at(values)
        within = (quantity < self.bound) & ~on if self.strict else (quantity < self.bound) | on
        least = self.quantity({name: np.nan_to_num(values[name]) for name in self.variables})
        unknown = np.where(least > self.bound * (1 + NEAR), 0.0, np.nan)
        return np.where(np.isnan(quantity), unknown, within.astype(float))

    def words(self, currency: str) -> str:
        """Return the limit in words, money with its currency."""
        return f"{self.variable} {'<' if self.strict else '<='} {self.amount(currency)}"

    def edge(self, currency: str) -> str:
        """Return which side a firm on the bound stands on."""
        return f"{self.variable} {'>=' if self.strict else '<='} {self.amount(currency)}"

    def complement(self, currency: str) -> str:
        """Return the opposite of the limit in words."""
        return f"{self.variable} {'>=' if self.strict else '>'} {self.amount(currency)}"

    def amount(self, currency: str) -> str:
        """Return the bound as a text.

        Examples
        --------
        >>> Limit("sales", 50e6).amount("EUR")
        '50,000,000 EUR'
        """
        money = self.variable in MONEY
        return f"{self.bound:,.0f} {currency}" if money else f"{self.bound:g}"


@dataclass(frozen=True, slots=True)
class Every:
    """Criteria that must all hold.

    Parameters
    ----------
    parts : tuple of Criterion

    Notes
    -----
    Kleene's logic: one part that does not hold decides, whatever is unknown.
    """

    parts: tuple[Criterion, ...]

    @property
    def limits(self) -> tuple[Limit, ...]:
        """The single limits."""
        return tuple(limit for part in self.parts for limit in part.limits)

    def holds(self, values: Mapping[str, FloatArray]) -> FloatArray:
        """Return 1 where all parts hold, 0 where one does not, NaN where that is not known."""
        return _decide([part.holds(values) for part in self.parts], decisive=0.0)

    def words(self, currency: str) -> str:
        """Return the parts joined by "and"."""
        return " and ".join(_inside(part, currency) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Some:
    """Criteria of which at least one must hold.

    Parameters
    ----------
    parts : tuple of Criterion

    Notes
    -----
    Kleene's logic: one part that holds decides, whatever is unknown.
    """

    parts: tuple[Criterion, ...]

    @property
    def limits(self) -> tuple[Limit, ...]:
        """The single limits."""
        return tuple(limit for part in self.parts for limit in part.limits)

    def holds(self, values: Mapping[str, FloatArray]) -> FloatArray:
        """Return 1 where a part holds, 0 where none does, NaN where that is not known."""
        return _decide([part.holds(values) for part in self.parts], decisive=1.0)

    def words(self, currency: str) -> str:
        """Return the parts joined by "or"."""
        return " or ".join(_inside(part, currency) for part in self.parts)


def _decide(parts: Sequence[FloatArray], *, decisive: float) -> FloatArray:
    """Return `decisive` where a part has that value, else NaN where one is unknown."""
    decided = np.logical_or.reduce([np.asarray(part == decisive) for part in _even(parts)])
    unknown = np.logical_or.reduce([np.isnan(part) for part in _even(parts)])
    return np.where(decided, decisive, np.where(unknown, np.nan, 1.0 - decisive))


def _even(parts: Sequence[FloatArray]) -> Sequence[FloatArray]:
    """Return arrays of one shape."""
    return np.broadcast_arrays(*parts)


def _inside(part: Criterion, currency: str) -> str:
    """Return a part in words, in brackets where it has several limits."""
    words = part.words(currency)
    return f"({words})" if len(part.limits) > 1 else words
