"""`SizeScheme`: a rule that says which firms are SMEs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from smeint.arrays import BoolArray, FloatArray
from smeint.definitions.criteria import MONEY, Criterion, Limit
from smeint.errors import ArgumentError

#: Sectors that schemes tell apart; ``other`` is neither of the three.
SECTORS = ("manufacturing", "services", "trade", "other")


@dataclass(frozen=True, slots=True)
class SectorRule:
    """The criteria of a scheme for some sectors, or for all.

    Parameters
    ----------
    sme : Criterion
        Holds for SMEs and for no other firm.
    headcount : Limit or None
        The scheme's limit on headcount alone; None where it has none.
    sectors : tuple of str
        Of `SECTORS`; empty where the scheme does not look at sectors.
    """

    sme: Criterion
    headcount: Limit | None
    sectors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SizeScheme:
    """A rule that splits firms into SMEs, non-SMEs and neither.

    Parameters
    ----------
    name : str
    source : str
        Where the rule stands.
    date : str
        When it was made or came into force.
    note : str
        What is stated by the source and what is inferred, and what was not checked.
    rules : tuple of SectorRule
        One, or one for each group of sectors.
    currency : str
        Of the limits on money; empty where there are none.
    outside : Limit or None
        Firms within this limit are too small for the scheme: neither SME nor non-SME. None where
        the smallest firms are SMEs.
    """

    name: str
    source: str
    date: str
    note: str
    rules: tuple[SectorRule, ...]
    currency: str = ""
    outside: Limit | None = None

    @property
    def by_sector(self) -> bool:
        """Whether limits differ between sectors."""
        return bool(self.rules[0].sectors)

    @property
    def sectors(self) -> tuple[str, ...]:
        """Sectors that the scheme has limits for; empty where it does not look at them."""
        return tuple(sector for rule in self.rules for sector in rule.sectors)

    @property
    def has_headcount(self) -> bool:
        """Whether the scheme has a limit on headcount."""
        return all(rule.headcount is not None for rule in self.rules)

    @property
    def limits(self) -> tuple[tuple[tuple[str, ...], Limit], ...]:
        """Every limit of the SME rule with the sectors that it is for."""
        return tuple((rule.sectors, limit) for rule in self.rules for limit in rule.sme.limits)

    @property
    def needs(self) -> tuple[str, ...]:
        """Variables without which the scheme cannot be applied; money in the scheme's currency.

        Examples
        --------
        >>> from smeint.definitions.schemes import scheme
        >>> scheme("eu_2003").needs
        ('employees', 'sales', 'total_assets', 'currency')
        """
        names = [name for _, limit in self.limits for name in limit.variables]
        names += self.outside.variables if self.outside else ()
        money = any(name in MONEY for name in names)
        sector = ("sector",) if self.by_sector else ()
        return tuple(dict.fromkeys((*sector, *names, *(("currency",) if money else ()))))

    @property
    def sme_rule(self) -> str:
        """The SME rule in words."""
        low = self.outside
        if low is not None:
            ((_, high),) = self.limits
            return f"{low.bound:g} {'<=' if low.strict else '<'} {high.words(self.currency)}"
        return self._by_sector([rule.sme.words(self.currency) for rule in self.rules])

    @property
    def non_sme_rule(self) -> str:
        """The non-SME rule in words."""
        words = [
            rule.sme.limits[0].complement(self.currency)
            if len(rule.sme.limits) == 1
            else "otherwise"
            for rule in self.rules
        ]
        return words[0] if len(set(words)) == 1 else self._by_sector(words)

    @property
    def neither_rule(self) -> str:
        """Which firms are left out of the sample, in words; empty where there are none."""
        if self.left_out:
            return f"{self.left_out}: neither SME nor non-SME"
        return ""

    @property
    def left_out(self) -> str:
        """Which firms are neither SME nor non-SME; empty where there are none."""
        low = self.outside
        if low is not None:
            few = f"fewer than {low.bound:g}" if low.strict else f"{low.bound:g} or fewer"
            return f"{few} {low.variable}"
        without = [sector for sector in SECTORS if sector not in self.sectors]
        return f"sector {' or '.join(without)}" if self.by_sector and without else ""

    def on_headcount(self) -> SizeScheme:
        """Return the scheme with its limit on headcount alone.

        Raises
        ------
        ArgumentError
            If it has none.
        """
        if not self.has_headcount:
            raise ArgumentError(
                f'size_criteria = "headcount" cannot go with size_scheme `{self.name}`, which has '
                f"no criterion of headcount."
            )
        rules = tuple(
            replace(rule, sme=rule.headcount) for rule in self.rules if rule.headcount is not None
        )
        return replace(self, rules=rules, currency="")

    def in_sector(self, sector: str) -> SizeScheme:
        """Return the scheme for firms that are all of one sector; itself where none matters.

        Raises
        ------
        ArgumentError
            If it has no limits for that sector.
        """
        if not self.by_sector:
            return self
        rules = tuple(replace(r, sectors=()) for r in self.rules if sector in r.sectors)
        if not rules:
            raise ArgumentError(
                f"size_sector must be one of {', '.join(self.sectors)} with size_scheme "
                f"`{self.name}`, got {sector!r}."
            )
        return replace(self, rules=rules)

    def classify(
        self,
        employees: ArrayLike = np.nan,
        money: Mapping[str, ArrayLike] | None = None,
        sector: ArrayLike | None = None,
    ) -> FloatArray:
        """Return 1 for an SME, 0 for a non-SME and NaN for neither or unknown.

        Parameters
        ----------
        employees : array of float, any shape, persons
        money : mapping of str to array of float, same shape, in the scheme's currency
            The scheme's money criteria by variable.
        sector : array of str, same shape
            Of `SECTORS`; empty where unknown.

        Returns
        -------
        array of float, same shape

        Raises
        ------
        ArgumentError
            If a variable that the scheme needs is not given.

        Notes
        -----
        Where a value is unknown, a firm is still placed if the others decide: a firm with too
        many employees is no SME under a rule with "and", whatever it sells. A firm whose sector
        is unknown is not placed where limits differ between sectors.

        Examples
        --------
        >>> from smeint.definitions.schemes import scheme
        >>> scheme("osei_bonsu_2014").classify([10, 11, 199, 200])
        array([nan,  1.,  1.,  0.])
        >>> scheme("eu_2003").classify([249, 249], {"sales": [50e6, 51e6], "total_assets": 44e6})
        array([1., 0.])
        """
        values = self._values(employees, money or {}, sector)
        if not self.by_sector:
            sme = self.rules[0].sme.holds(values)
        else:
            names = np.asarray(sector)
            sme = np.full(np.broadcast_shapes(names.shape, *_shapes(values)), np.nan)
            for rule in self.rules:
                sme = np.where(np.isin(names, rule.sectors), rule.sme.holds(values), sme)
        if self.outside is None:
            return sme
        return np.where(self.outside.holds(values) == 1, np.nan, sme)

    def neither(self, employees: ArrayLike = np.nan, sector: ArrayLike | None = None) -> BoolArray:
        """Return where a firm is known to be neither SME nor non-SME.

        Parameters
        ----------
        employees : array of float, any shape, persons
        sector : array of str, same shape
        """
        x = np.asarray(employees, dtype=float)
        out = np.zeros(x.shape, dtype=bool)
        if self.outside is not None:
            out = self.outside.holds({"employees": x}) == 1
        if self.by_sector and sector is not None:
            names = np.asarray(sector)
            out = out | ((names != "") & ~np.isin(names, self.sectors))
        return np.asarray(out, dtype=bool)

    def _values(
        self, employees: ArrayLike, money: Mapping[str, ArrayLike], sector: ArrayLike | None
    ) -> dict[str, FloatArray]:
        """Return the scheme's inputs, or refuse where one is not given."""
        given = {"employees": employees, **money}
        lacking = [n for n in self.needs if n not in (*given, "sector", "currency")]
        if self.by_sector and sector is None:
            lacking.insert(0, "sector")
        if lacking:
            raise ArgumentError(
                f"size_scheme `{self.name}` needs {joined(self.needs)}; "
                f"{joined(lacking)} not given."
            )
        return {name: np.asarray(value, dtype=float) for name, value in given.items()}

    def _by_sector(self, words: list[str]) -> str:
        """Return a rule in words, by sector where it differs."""
        if not self.by_sector:
            return words[0]
        return "; ".join(
            f"{', '.join(rule.sectors)}: {text}"
            for rule, text in zip(self.rules, words, strict=True)
        )


def joined(names: tuple[str, ...] | list[str]) -> str:
    """Return names in backticks as ``a, b and c``.

    Examples
    --------
    >>> joined(["a", "b", "c"])
    '`a`, `b` and `c`'
    """
    quoted = [f"`{name}`" for name in names]
    return " and ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)


def _shapes(values: Mapping[str, FloatArray]) -> list[tuple[int, ...]]:
    """Return the shapes of the inputs."""
    return [value.shape for value in values.values()]
