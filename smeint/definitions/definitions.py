"""`Definitions`: how size class, status, band and ROTA follow from measured variables."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from smeint.arrays import FloatArray
from smeint.definitions.bands import BandScheme, band_scheme
from smeint.definitions.schemes import scheme
from smeint.definitions.size_scheme import SECTORS, SizeScheme
from smeint.errors import ArgumentError, nearest

SIZE_BASES = ("first_year", "each_year")
SIZE_CRITERIA = ("all", "headcount")
ROTA_DENOMINATORS = ("year_end", "average")


@dataclass(frozen=True, slots=True)
class Definitions:
    """Everything that turns measured variables into the study's constructs.

    Parameters
    ----------
    size_scheme : str
        Name of a `SizeScheme`.
    size_basis : {"first_year", "each_year"}
        Whether a firm's size class is that of the first year in which what is known decides it
        (groups were fixed when the study sampled; inferred) or follows each year's values.
    size_criteria : {"all", "headcount"}
        All criteria of the scheme, or its limit on headcount alone.
    size_sector : str
        Sector of all firms, for schemes whose limits differ between sectors; empty where the
        variable `sector` says it.
    exchange_rates : mapping of str to float
        By currency of the data, what one unit is worth in the scheme's currency; kept as pairs.
    internationalized_threshold : float
        A firm is internationalized where ``fsts`` is strictly above this share.
    doi_bands : str
        Name of a `BandScheme`.
    rota_numerator : str
        Money variable above the line of ROTA.
    rota_denominator : {"year_end", "average"}
        Total assets at the end of the year, or the mean of this year's and last year's.
    rota_winsorize : float
        Share of each tail of a year's ROTA that is pulled in to the quantile; 0 for none.

    Raises
    ------
    ArgumentError
        If a value is not allowed.

    Notes
    -----
    The functions take arrays whose last axis is the firms of one year; any axes may lead.

    Examples
    --------
    >>> Definitions().rota([6.0, 1.0], [100.0, 0.0])
    array([0.06,  nan])
    """

    size_scheme: str = "osei_bonsu_2014"
    size_basis: str = "first_year"
    size_criteria: str = "all"
    size_sector: str = ""
    exchange_rates: Mapping[str, float] | tuple[tuple[str, float], ...] = ()
    internationalized_threshold: float = 0.0
    doi_bands: str = "osei_bonsu_2014"
    rota_numerator: str = "operating_profit"
    rota_denominator: str = "year_end"
    rota_winsorize: float = 0.0

    def __post_init__(self) -> None:
        band_scheme(self.doi_bands)
        _one_of("size_basis", self.size_basis, SIZE_BASES)
        _one_of("size_criteria", self.size_criteria, SIZE_CRITERIA)
        if self.size_sector:
            _one_of("size_sector", self.size_sector, SECTORS)
        object.__setattr__(self, "exchange_rates", _rates(self.exchange_rates))
        _own_rate(self.rates, self.scheme)
        _one_of("rota_denominator", self.rota_denominator, ROTA_DENOMINATORS)
        _between("internationalized_threshold", self.internationalized_threshold, 0.0, 1.0)
        _between("rota_winsorize", self.rota_winsorize, 0.0, 0.5)

    @classmethod
    def from_mapping(cls, values: dict[str, Any]) -> Definitions:
        """Return definitions from the ``[definitions]`` table of a study file.

        Raises
        ------
        ArgumentError
            If a key is unknown or a value is not allowed.
        """
        known = {f.name: f.type for f in fields(cls)}
        for key, value in values.items():
            if key not in known:
                raise ArgumentError(
                    f"[definitions] has no key `{key}`; allowed: {', '.join(known)}."
                    + nearest(key, known)
                )
            if key == "exchange_rates":
                continue
            wants_number = known[key] == "float"
            if wants_number != _is_number(value) or not (_is_number(value) or _is_text(value)):
                kind = "a number" if wants_number else "a text"
                raise ArgumentError(f"[definitions] `{key}` must be {kind}, got {value!r}.")
        return cls(**values)

    def to_mapping(self) -> dict[str, Any]:
        """Return what `from_mapping` reads, as plain values.

        Examples
        --------
        >>> Definitions(exchange_rates={"GHS": 0.08}).to_mapping()["exchange_rates"]
        {'GHS': 0.08}
        """
        return {**asdict(self), "exchange_rates": self.rates}

    @property
    def scheme(self) -> SizeScheme:
        """The size scheme, with the criteria and for the sector that are asked for."""
        whole = scheme(self.size_scheme)
        used = whole.on_headcount() if self.size_criteria == "headcount" else whole
        return used.in_sector(self.size_sector) if self.size_sector else used

    @property
    def rates(self) -> dict[str, float]:
        """What one unit of each currency is worth in the scheme's currency, as given."""
        return dict(self.exchange_rates)

    @property
    def bands(self) -> BandScheme:
        """The band scheme itself."""
        return band_scheme(self.doi_bands)

    def sme(
        self,
        employees: ArrayLike = np.nan,
        money: Mapping[str, ArrayLike] | None = None,
        sector: ArrayLike | None = None,
    ) -> FloatArray:
        """Return 1 for SMEs, 0 for non-SMEs and NaN for neither or unknown.

        Parameters
        ----------
        employees : array of float, (..., firms), persons
            Of the basis year, as all that follow.
        money : mapping of str to array of float, (..., firms), in the scheme's currency
            Where the scheme has criteria of money.
        sector : array of str, (..., firms)
            Where its limits differ between sectors.

        Returns
        -------
        array of float, (..., firms)
        """
        return self.scheme.classify(employees, money, sector)

    def internationalized(self, fsts: ArrayLike) -> FloatArray:
        """Return 1 where the foreign share is above the threshold, else 0; NaN stays NaN.

        Parameters
        ----------
        fsts : array of float, (..., firms), share

        Returns
        -------
        array of float, (..., firms)
        """
        share = np.asarray(fsts, dtype=float)
        status = (share > self.internationalized_threshold).astype(float)
        return np.where(np.isnan(share), np.nan, status)

    def doi_band(
        self, fsts: ArrayLike, internationalized: ArrayLike, among: ArrayLike = True
    ) -> FloatArray:
        """Return the level of the band, 0 for ``none``; see `BandScheme.classify`.

        Parameters
        ----------
        fsts : array of float, (..., firms), share
        internationalized : array of float, (..., firms), 1, 0 or NaN
        among : array of bool, (..., firms)
            Firms over which tertiles are taken.

        Returns
        -------
        array of float, (..., firms)
        """
        return self.bands.classify(fsts, internationalized, among)

    def rota(self, numerator: ArrayLike, assets: ArrayLike, among: ArrayLike = True) -> FloatArray:
        """Return return on total assets, winsorized along the last axis where asked for.

        Parameters
        ----------
        numerator : array of float, (..., firms), money
        assets : array of float, (..., firms), money
            Already averaged where the denominator is the average.
        among : array of bool, (..., firms)
            Firms over which the quantiles of winsorizing are taken.

        Returns
        -------
        array of float, (..., firms)
            NaN where assets are zero or negative, or either is missing.
        """
        above = np.asarray(numerator, dtype=float)
        below = np.asarray(assets, dtype=float)
        positive = below > 0
        ratio = np.where(positive, above, np.nan) / np.where(positive, below, np.nan)
        return winsorize(ratio, self.rota_winsorize, among)


def foreign_share(foreign_sales: ArrayLike, sales: ArrayLike) -> FloatArray:
    """Return foreign sales / total sales, NaN where sales are zero or negative.

    Examples
    --------
    >>> foreign_share([2.0, 1.0], [10.0, 0.0])
    array([0.2, nan])
    """
    total = np.asarray(sales, dtype=float)
    positive = total > 0
    part = np.where(positive, np.asarray(foreign_sales, dtype=float), np.nan)
    return np.asarray(part / np.where(positive, total, np.nan), dtype=float)


def winsorize(x: FloatArray, share: float, among: ArrayLike = True) -> FloatArray:
    """Return `x` with each tail along the last axis pulled in to its quantile of `share`.

    Parameters
    ----------
    x : array of float, (..., firms)
    share : float
        Of each tail; 0 leaves `x` as it is.
    among : array of bool, (..., firms)
        Firms over which quantiles are taken.

    Returns
    -------
    array of float, (..., firms)

    Examples
    --------
    >>> winsorize(np.array([0.0, 1, 2, 3, 100]), 0.25)
    array([1., 1., 2., 3., 3.])
    """
    counted = np.where(np.broadcast_to(among, x.shape), x, np.nan)
    known = ~np.isnan(counted)
    if share == 0 or not known.any():
        return x
    filled = np.where(known.any(axis=-1, keepdims=True), counted, 0.0)  # all-missing rows stay so
    low, high = np.nanquantile(filled, [share, 1 - share], axis=-1, keepdims=True)
    pulled = np.where(known.any(axis=-1, keepdims=True), np.clip(x, low, high), x)
    return np.where(np.isnan(x), np.nan, pulled)


def _one_of(name: str, value: object, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise ArgumentError(
            f"{name} must be one of {', '.join(allowed)}, got {value!r}."
            + nearest(str(value), allowed)
        )


def _between(name: str, value: float, low: float, high: float) -> None:
    if not low <= value < high:
        raise ArgumentError(f"{name} must be at least {low:g} and below {high:g}, got {value!r}.")


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _rates(given: object) -> tuple[tuple[str, float], ...]:
    """Return exchange rates as pairs in the order of currencies, or refuse."""
    pairs = list(given.items()) if isinstance(given, Mapping) else given
    if not isinstance(pairs, (list, tuple)):
        raise ArgumentError(
            f"exchange_rates must be a table, as in {{ GHS = 0.08 }}, got {given!r}."
        )
    for currency, rate in pairs:
        if not _is_number(rate) or not math.isfinite(rate) or not 1e-15 <= rate <= 1e15:
            raise ArgumentError(
                f"exchange_rates: the rate of {currency} must be a number above 0, got {rate!r}."
            )
    return tuple(sorted((str(currency), float(rate)) for currency, rate in pairs))


def _own_rate(rates: Mapping[str, float], used: SizeScheme) -> None:
    """Refuse a rate other than 1 of the scheme's own currency."""
    rate = rates.get(used.currency, 1.0)
    if rate != 1:
        raise ArgumentError(
            f"exchange_rates: size_scheme `{used.name}` has its limits in {used.currency}, which "
            f"needs no rate, got {rate!r}."
        )
