"""Bands of the degree of internationalization (``doi_band``)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from smeint.arrays import FloatArray
from smeint.errors import ArgumentError, nearest

#: The band of firms that are not internationalized; always level 0.
NO_BAND = "none"


@dataclass(frozen=True, slots=True)
class BandScheme:
    """Cut points of ``fsts`` among internationalized firms; each band holds its upper cut.

    Parameters
    ----------
    name : str
    labels : tuple of str
        Positive bands, lowest first.
    cuts : tuple of float
        Upper ends of all bands but the last, as shares; empty for tertiles, whose cuts are the
        1/3 and 2/3 quantiles among the internationalized firms of a year.
    source : str
    """

    name: str
    labels: tuple[str, ...]
    cuts: tuple[float, ...]
    source: str

    @property
    def levels(self) -> tuple[str, ...]:
        """All levels of ``doi_band``, ``none`` first."""
        return (NO_BAND, *self.labels)

    def classify(
        self, fsts: ArrayLike, internationalized: ArrayLike, among: ArrayLike = True
    ) -> FloatArray:
        """Return the band of each firm as a level number, 0 for ``none``.

        Parameters
        ----------
        fsts : array of float, (..., firms), share
        internationalized : array of float, (..., firms), 1, 0 or NaN
        among : array of bool, (..., firms)
            Firms over which tertiles are taken: those of the sample.

        Returns
        -------
        array of float, (..., firms)
            NaN where status is unknown, or where a firm is internationalized and its share is
            unknown.

        Notes
        -----
        Only tertiles look along the last axis, which must be the firms of one year.

        Examples
        --------
        >>> band_scheme("osei_bonsu_2014").classify([0, .1, .11, .5, .51], [0, 1, 1, 1, 1])
        array([0., 1., 2., 2., 3.])
        """
        share = np.asarray(fsts, dtype=float)
        status = np.asarray(internationalized, dtype=float)
        positive = status == 1
        cuts: Sequence[float | FloatArray] = self.cuts
        if not cuts:
            cuts = _tertiles(np.where(positive & among, share, np.nan))
        # 1, and 1 more for each cut below; small numbers and no `where`, for speed
        level = np.ones(np.broadcast_shapes(share.shape, status.shape), dtype=np.int8)
        for cut in cuts:
            level += share > cut
        level *= positive
        band = level.astype(float)
        unknown = (np.isnan(share) & positive) | ~(positive | (status == 0))
        if unknown.any():
            band[unknown] = np.nan
        return band


def _tertiles(share: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the tertiles along the last axis, missing left out, NaN where all is missing."""
    ordered = np.sort(share, axis=-1)  # NaN last
    n = np.sum(~np.isnan(share), axis=-1, keepdims=True)

    def quantile(q: float) -> FloatArray:
        place = np.maximum(q * (n - 1), 0.0)
        low = np.floor(place).astype(int)
        high = np.minimum(low + 1, np.maximum(n - 1, 0))
        x = np.take_along_axis(ordered, low, axis=-1)
        y = np.take_along_axis(ordered, high, axis=-1)
        return np.asarray(x + (y - x) * (place - low), dtype=float)

    if share.shape[-1] == 0:
        empty = np.full((*share.shape[:-1], 1), np.nan)
        return empty, empty
    return quantile(1 / 3), quantile(2 / 3)


BAND_SCHEMES: dict[str, BandScheme] = {
    "osei_bonsu_2014": BandScheme(
        name="osei_bonsu_2014",
        labels=("low", "moderate", "high"),
        cuts=(0.10, 0.50),
        source="assumed: the study names the bands and prints no cut points",
    ),
    "us_census_1992": BandScheme(
        name="us_census_1992",
        labels=("up_to_1", "1_to_9", "9_to_19", "19_to_49", "above_49"),
        cuts=(0.01, 0.09, 0.19, 0.49),
        source="export-share classes of the US Census 1992 (percent)",
    ),
    "tertiles": BandScheme(
        name="tertiles",
        labels=("low", "moderate", "high"),
        cuts=(),
        source="tertiles of fsts among the internationalized firms of each year",
    ),
}


def band_scheme(name: str) -> BandScheme:
    """Return the band scheme of that name.

    Raises
    ------
    ArgumentError
        If there is no such scheme.
    """
    if name not in BAND_SCHEMES:
        raise ArgumentError(
            f"doi_bands `{name}` is not known; allowed: {', '.join(BAND_SCHEMES)}."
            + nearest(name, BAND_SCHEMES)
        )
    return BAND_SCHEMES[name]
